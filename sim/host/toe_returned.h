/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_returned.h - delegated variables in NDIS memory: read, written, compared [R161].
 *
 * `record` is a *_OFFLOAD_STATE_DELEGATED structure of its layer, with its header; pointers in it are not looked at.
 */
#ifndef TOE_RETURNED_H_
#define TOE_RETURNED_H_

#include <stdbool.h>
#include <stddef.h>

#include "sim/host/toe_delegated.h"
#include "sim/trace/toe_op.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the structure of that layer, as this host makes it (NDIS 6.1); and its Header.Type in a block. */
uint32_t toe_returned_bytes(uint8_t layer);
uint8_t toe_returned_type(uint8_t layer, uint8_t family);

/* Read all variables; those of other layers are 0. */
void toe_returned_read(uint8_t layer, const uint8_t *record, toe_delegated_t *delegated_out);
/* Write all variables of its layer. */
void toe_returned_write(const toe_delegated_t *delegated, uint8_t *record);

/* What the host gives at offload: the variables of the state, with fixed values for what a trace does not say. */
void toe_returned_given(uint8_t layer, const toe_op_state_t *state, toe_delegated_t *delegated_out);
/* Take over into the state what it has a member for. */
void toe_returned_update(const toe_delegated_t *delegated, toe_op_state_t *state);

/* Name of the first variable in which two of one layer differ; NULL: none. */
const char *toe_returned_differs(const toe_delegated_t *a, const toe_delegated_t *b);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_RETURNED_H_ */
