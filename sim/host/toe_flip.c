/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_flip.c - see toe_flip.h.
 */
#include "sim/host/toe_flip.h"

enum { ROW_BITS = 8 * (TOE_STAGE_SRAM_ROW_BYTES + TOE_STAGE_SRAM_CHECK_BYTES), ID_MASK = 0xFFFFF };

/* Where the contexts of each layer lie; layer 0 is none. */
static const struct {
  uint32_t base, rows;
} contexts[] = {{0, 0},
                {TOE_STAGE_NEIGHBOR_ROW_BASE, TOE_STAGE_STATE_ROWS},
                {TOE_STAGE_PATH_ROW_BASE, TOE_STAGE_STATE_ROWS},
                {TOE_STAGE_TCP_ROW_BASE, TOE_STAGE_TCP_ROWS}};

toe_result_t toe_flip_check(const toe_objects_t *objects, const toe_op_t *op, toe_error_t *error_out) {
  if (op->object_count != 1 || op->flip_bit_count == 0) {
    toe_error_set(error_out, "%s: flip: needs one object and at least one bit", op->place);
    return TOE_E_ARG;
  }
  const toe_object_t *object = toe_objects_find(objects, op->objects[0]);
  if (object == NULL) {
    toe_error_set(error_out, "%s: flip: %s has never been mentioned", op->place, op->objects[0]);
    return TOE_E_UNKNOWN;
  }
  if (op->flip_row >= contexts[object->layer].rows) {
    toe_error_set(error_out, "%s: flip: %s has rows 0..%lu, not %lu", op->place, object->name,
                  (unsigned long)contexts[object->layer].rows - 1, (unsigned long)op->flip_row);
    return TOE_E_RANGE;
  }
  for (uint32_t i = 0; i < op->flip_bit_count; ++i) {
    if (op->flip_bits[i] < ROW_BITS) continue;
    toe_error_set(error_out, "%s: flip: a row has bits 0..%d, not %lu", op->place, ROW_BITS - 1,
                  (unsigned long)op->flip_bits[i]);
    return TOE_E_RANGE;
  }
  return TOE_OK;
}

toe_result_t toe_flip_row(const toe_object_t *object, const toe_op_t *op, uint32_t *row_out, toe_error_t *error_out) {
  if (!object->is_offloaded) {
    toe_error_set(error_out, "%s: flip: %s is not offloaded", op->place, object->name);
    return TOE_E_ARG;
  }
  uint32_t id = (uint32_t)toe_ndis_cell_get(object->cell) & ID_MASK;
  *row_out = contexts[object->layer].base + contexts[object->layer].rows * id + op->flip_row;
  return TOE_OK;
}
