/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_frame_mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 64, PLACES = TOE_STAGE_RX_FRAMES };

_Static_assert(TOE_STAGE_FRAME_ROWS *ROW == TOE_STAGE_FRAME_BYTES, "the largest frame fills its rows");

toe_result_t toe_frame_mem_init(toe_frame_mem_t *mem) {
  *mem = (toe_frame_mem_t){.left_edge = TOE_CYCLE_NEVER};
  mem->frame = calloc(PLACES, sizeof *mem->frame);
  return mem->frame == NULL ? TOE_E_MEMORY : TOE_OK;
}

void toe_frame_mem_end(toe_frame_mem_t *mem) {
  free(mem->frame);
  *mem = (toe_frame_mem_t){.frame = NULL};
}

/* Whether a frame whose first beat is at edge c is taken. */
static bool has_room(const toe_frame_mem_t *mem, toe_cycle_t c) {
  bool is_leaving = mem->left_edge == c;
  uint32_t frames = mem->count + (is_leaving ? 1 : 0), rows = mem->rows + (is_leaving ? mem->left_rows : 0);
  return frames < PLACES && TOE_STAGE_RX_ROWS - rows >= TOE_STAGE_FRAME_ROWS;
}

bool toe_frame_mem_take(toe_frame_mem_t *mem, toe_cycle_t c, toe_cycle_t last, const uint8_t *data, uint32_t bytes) {
  uint32_t number = mem->number++;
  if (!has_room(mem, c)) {
    ++mem->lost;
    return false;
  }
  uint32_t kept = bytes < TOE_STAGE_FRAME_BYTES ? bytes : TOE_STAGE_FRAME_BYTES;
  toe_frame_held_t *frame = &mem->frame[(mem->first + mem->count++) % PLACES];
  frame->bytes = bytes;
  frame->rows = (kept + ROW - 1) / ROW;
  frame->number = number;
  frame->lost = mem->lost;
  frame->arrived = last;
  memcpy(frame->data, data, kept);
  mem->rows += frame->rows;
  return true;
}

toe_cycle_t toe_frame_mem_due(const toe_frame_mem_t *mem) {
  return mem->count == 0 ? TOE_CYCLE_NEVER : mem->frame[mem->first].arrived + 1;
}

const toe_frame_held_t *toe_frame_mem_head(const toe_frame_mem_t *mem, toe_cycle_t c) {
  return toe_frame_mem_due(mem) <= c ? &mem->frame[mem->first] : NULL;
}

void toe_frame_mem_leave(toe_frame_mem_t *mem, toe_cycle_t c) {
  assert(mem->count > 0);
  mem->left_edge = c;
  mem->left_rows = mem->frame[mem->first].rows;
  mem->rows -= mem->left_rows;
  mem->first = (mem->first + 1) % PLACES;
  --mem->count;
}
