/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_flip.h - FLIP operations: bits of an object's context that are turned over in the SRAM, as radiation would, so
 * that error correction has something to do.
 *
 * An object is meant by its name; where its context lies is told by its handle (docs/microarchitecture.md 5.7).
 */
#ifndef TOE_FLIP_H_
#define TOE_FLIP_H_

#include "sim/host/toe_objects.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Check what can be known when the operation is taken.
 * E_UNKNOWN  the object's name has never been mentioned
 * E_ARG      not one object, or no bit
 * E_RANGE    the context has no such row, or a row no such bit (error_out says where and why) */
TOE_MUST_USE toe_result_t toe_flip_check(const toe_objects_t *objects, const toe_op_t *op, toe_error_t *error_out);

/* Row of the context SRAM that a checked operation means, now that its turn has come.
 * E_ARG  the object is not offloaded */
TOE_MUST_USE toe_result_t toe_flip_row(const toe_object_t *object, const toe_op_t *op, uint32_t *row_out,
                                       toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_FLIP_H_ */
