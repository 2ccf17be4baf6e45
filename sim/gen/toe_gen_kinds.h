/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_kinds.h - the kinds of workload; each writes its requests and leaves nothing offloaded.
 *
 * Private to sim/gen.
 */
#ifndef TOE_GEN_KINDS_H_
#define TOE_GEN_KINDS_H_

#include "sim/gen/toe_gen_write.h"

#ifdef __cplusplus
extern "C" {
#endif

/* E_RANGE (longer than 213 days), E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_gen_steady(toe_gen_write_t *write, toe_error_t *error_out);
/* E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_gen_trees(toe_gen_write_t *write, toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_GEN_KINDS_H_ */
