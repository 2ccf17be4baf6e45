/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_waiting.h"

#include <assert.h>
#include <stdlib.h>

enum { WORD = 32 };

toe_result_t toe_waiting_init(toe_waiting_t *waiting, uint32_t built) {
  *waiting = (toe_waiting_t){.built = built};
  if (built == 0) return TOE_E_ARG;
  waiting->bits = calloc((built + WORD - 1) / WORD, sizeof *waiting->bits);
  return waiting->bits == NULL ? TOE_E_MEMORY : TOE_OK;
}

void toe_waiting_end(toe_waiting_t *waiting) {
  free(waiting->bits);
  *waiting = (toe_waiting_t){0};
}

bool toe_waiting_is_set(const toe_waiting_t *waiting, uint32_t id) {
  assert(id < waiting->built);
  return (waiting->bits[id / WORD] >> id % WORD & 1) != 0;
}

void toe_waiting_set(toe_waiting_t *waiting, uint32_t id, bool waits) {
  if (toe_waiting_is_set(waiting, id) == waits) return;
  waiting->bits[id / WORD] ^= (uint32_t)1 << id % WORD;
  waiting->count += waits ? 1u : 0xFFFFFFFFu;
}

uint32_t toe_waiting_take(toe_waiting_t *waiting) {
  assert(waiting->count > 0);
  uint32_t id = waiting->from % waiting->built;
  while (!toe_waiting_is_set(waiting, id)) {
    bool is_word = id % WORD == 0 && waiting->bits[id / WORD] == 0; /* none of its ids */
    id += is_word ? WORD : 1;
    if (id >= waiting->built) id = 0;
  }
  toe_waiting_set(waiting, id, false);
  waiting->from = id + 1;
  return id;
}
