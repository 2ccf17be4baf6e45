/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fault_list.h - faults asked for beside a trace: OBJECT=KIND, as if the trace said so where it offloads that
 * object.
 *
 * A fault is put into every mention of its object that may offload it, in place of the one that stands there; on a
 * mention that turns out to be a linker it does nothing, as any fault.  Whether a kind fits the object's layer is
 * looked at where it always is, by the host.
 */
#ifndef TOE_FAULT_LIST_H_
#define TOE_FAULT_LIST_H_

#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_fault_list toe_fault_list_t;

/* list_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_fault_list_new(toe_fault_list_t **list_out);
void toe_fault_list_free(toe_fault_list_t *list); /* NULL is allowed */

/* spec  "T1=copy-memory", copied; the kind stands behind the last "="
 * E_FORMAT (error_out: what is wrong: no "=", no such kind, an object given twice), E_MEMORY */
TOE_MUST_USE toe_result_t toe_fault_list_add(toe_fault_list_t *list, const char *spec, toe_error_t *error_out);

/* Put the faults into an operation; remembers which objects were there. */
void toe_fault_list_apply(toe_fault_list_t *list, toe_op_t *op);

/* The first object, in order of names, that no operation given to apply would offload; NULL: none.  Borrowed. */
const char *toe_fault_list_stranger(const toe_fault_list_t *list);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FAULT_LIST_H_ */
