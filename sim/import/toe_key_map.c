/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/import/toe_key_map.h"

#include <stdlib.h>
#include <string.h>

void toe_key_map_clear(toe_key_map_t *map) {
  free(map->keys);
  free(map->slots);
  *map = (toe_key_map_t){0};
}

static uint32_t key_hash(const toe_key_t *key) {
  uint64_t hash = 14695981039346656037u; /* FNV-1a */
  for (size_t i = 0; i < sizeof key->bytes; ++i) hash = (hash ^ key->bytes[i]) * 1099511628211u;
  return (uint32_t)(hash ^ hash >> 32);
}

/* The slot that holds `key`, or where it belongs. */
static uint32_t *slot_of(const toe_key_map_t *map, const toe_key_t *key) {
  for (uint32_t at = key_hash(key);; ++at) {
    uint32_t *slot = &map->slots[at & (map->slot_count - 1)];
    if (*slot == 0 || memcmp(&map->keys[*slot - 1], key, sizeof *key) == 0) return slot;
  }
}

static toe_result_t map_grow(toe_key_map_t *map) {
  if (map->room >= UINT32_MAX / 8) return TOE_E_MEMORY;
  const uint32_t room = map->room == 0 ? 64 : map->room * 2;
  toe_key_t *keys = realloc(map->keys, room * sizeof *keys);
  if (keys == NULL) return TOE_E_MEMORY;
  map->keys = keys;
  uint32_t *slots = calloc((size_t)room * 2, sizeof *slots);
  if (slots == NULL) return TOE_E_MEMORY;
  free(map->slots);
  map->slots = slots;
  map->slot_count = room * 2;
  map->room = room;
  for (uint32_t i = 0; i < map->count; ++i) *slot_of(map, &map->keys[i]) = i + 1;
  return TOE_OK;
}

toe_result_t toe_key_map_number(toe_key_map_t *map, const toe_key_t *key, uint32_t *number_out, bool *is_new_out) {
  if (map->count == map->room) {
    const toe_result_t result = map_grow(map);
    if (result != TOE_OK) return result;
  }
  uint32_t *slot = slot_of(map, key);
  *is_new_out = *slot == 0;
  if (*slot == 0) {
    map->keys[map->count] = *key;
    *slot = ++map->count;
  }
  *number_out = *slot - 1;
  return TOE_OK;
}
