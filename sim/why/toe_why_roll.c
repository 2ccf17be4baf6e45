/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/why/toe_why_roll.h"

#include <stdlib.h>
#include <string.h>

enum { LAYERS = TOE_LAYER_TCP + 1, ID_BITS = 20, LAYER_LSB = 28, FIRST_ROOM = 64 };

static void clear(toe_why_live_t *live) {
  free(live->name);
  free(live->request);
  memset(live, 0, sizeof *live);
}

void toe_why_roll_free(toe_why_live_t *live, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) clear(&live[i]);
  free(live);
}

void toe_why_roll_end(toe_why_roll_t *roll) {
  for (int layer = 1; layer < LAYERS; ++layer) toe_why_roll_free(roll->live[layer], roll->room[layer]);
  memset(roll, 0, sizeof *roll);
}

/* Where an id of a layer stands; NULL: no memory. */
static toe_why_live_t *place_of(toe_why_roll_t *roll, uint32_t layer, uint32_t id) {
  if (id >= roll->room[layer]) {
    uint32_t room = roll->room[layer] == 0 ? FIRST_ROOM : roll->room[layer];
    while (room <= id) room *= 2;
    toe_why_live_t *bigger = realloc(roll->live[layer], room * sizeof *bigger);
    if (bigger == NULL) return NULL;
    memset(bigger + roll->room[layer], 0, (room - roll->room[layer]) * sizeof *bigger);
    roll->live[layer] = bigger;
    roll->room[layer] = room;
  }
  return &roll->live[layer][id];
}

static bool fill(toe_why_live_t *live, uint32_t handle, const char *name, const char *request, toe_cycle_t since) {
  *live = (toe_why_live_t){.handle = handle, .name = strdup(name), .request = strdup(request), .since = since};
  return live->name != NULL && live->request != NULL;
}

bool toe_why_roll_note(toe_why_roll_t *roll, const toe_retire_t *retire, const toe_joined_request_t *request) {
  const uint32_t handle = (uint32_t)retire->u.decided.handle, layer = handle >> LAYER_LSB;
  const bool is_gone = retire->u.decided.is_terminate != 0;
  if (!retire->u.decided.is_object || layer == 0 || layer >= LAYERS) return true;
  if (!is_gone && retire->u.decided.kind != TOE_KIND_NEW) return true;
  toe_why_live_t *live = place_of(roll, layer, handle & ((1u << ID_BITS) - 1));
  if (live == NULL) return false;
  clear(live);
  if (is_gone) return true;
  const uint32_t index = (uint32_t)retire->u.decided.index;
  const bool is_known = request != NULL && index < request->object_count;
  return fill(live, handle, is_known ? request->objects[index].name : "?", request != NULL ? request->id : "?",
              retire->cycle);
}

toe_why_live_t *toe_why_roll_copy(const toe_why_roll_t *roll, uint32_t *count_out) {
  size_t room = 1;
  for (int layer = 1; layer < LAYERS; ++layer) room += roll->room[layer];
  toe_why_live_t *copy = calloc(room, sizeof *copy);
  bool is_whole = copy != NULL;
  *count_out = 0;
  for (int layer = 1; layer < LAYERS && is_whole; ++layer) {
    for (uint32_t id = 0; id < roll->room[layer] && is_whole; ++id) {
      const toe_why_live_t *live = &roll->live[layer][id];
      if (live->name == NULL) continue;
      is_whole = fill(&copy[(*count_out)++], live->handle, live->name, live->request, live->since);
    }
  }
  if (is_whole) return copy;
  toe_why_roll_free(copy, *count_out);
  *count_out = 0;
  return NULL;
}
