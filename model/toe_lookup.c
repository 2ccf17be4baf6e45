/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_lookup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/toe_crc32c.h"

enum {
  ROWS = TOE_STAGE_LOOKUP_ROWS,
  WAYS = TOE_STAGE_LOOKUP_WAYS,
  CAM = TOE_STAGE_LOOKUP_CAM,
  TABLE_SLOTS = ROWS * WAYS,
  SLOTS = 2 * TABLE_SLOTS + CAM
};

_Static_assert(TOE_STAGE_KEY_BYTES == 40, "the key is laid out for 40 bytes");
_Static_assert((ROWS & (ROWS - 1)) == 0 && ROWS <= 65536, "a row is chosen by bits of the hash");

/* A slot without its key: the hash refuses most without one, and the keys stand apart, so that looking through rows
 * stays in the cache. */
typedef struct toe_lookup_slot {
  uint32_t hash;
  uint16_t id;
  bool is_used;
} toe_lookup_slot_t;

struct toe_lookup {
  uint32_t used;
  uint32_t cam_used;
  toe_lookup_slot_t slot[SLOTS]; /* table A, table B, CAM */
  toe_lookup_key_t key[SLOTS];   /* of each */
};

toe_lookup_key_t toe_lookup_key(uint16_t vlan, uint8_t family, const uint8_t *src_ip, const uint8_t *dst_ip,
                                uint16_t local_port, uint16_t remote_port) {
  toe_lookup_key_t key;
  toe_member_write(key.bytes, 0, 2, vlan);
  key.bytes[2] = family;
  key.bytes[3] = 0;
  memcpy(key.bytes + 4, src_ip, 16);
  memcpy(key.bytes + 20, dst_ip, 16);
  toe_member_write(key.bytes, 36, 2, local_port);
  toe_member_write(key.bytes, 38, 2, remote_port);
  return key;
}

toe_result_t toe_lookup_new(toe_lookup_t **lookup_out) {
  toe_lookup_t *lookup = calloc(1, sizeof *lookup);
  if (lookup == NULL) return TOE_E_MEMORY;
  *lookup_out = lookup;
  return TOE_OK;
}

void toe_lookup_free(toe_lookup_t *lookup) { free(lookup); }

static bool holds(const toe_lookup_t *lookup, uint32_t i, uint32_t hash, const toe_lookup_key_t *key) {
  const toe_lookup_slot_t *slot = &lookup->slot[i];
  return slot->is_used && slot->hash == hash && memcmp(lookup->key[i].bytes, key->bytes, sizeof key->bytes) == 0;
}

/* Look through `count` slots from `first`; the lowest free one goes to free_out (SLOTS: none), and how many are used to
 * used_out.  True when the key is there. */
static bool search(const toe_lookup_t *lookup, uint32_t first, uint32_t count, const toe_lookup_key_t *key,
                   toe_lookup_place_t *place, uint32_t *free_out, uint32_t *used_out) {
  *free_out = SLOTS;
  *used_out = 0;
  for (uint32_t i = first; i < first + count; ++i) {
    const toe_lookup_slot_t *slot = &lookup->slot[i];
    if (holds(lookup, i, place->hash, key)) {
      place->is_found = true;
      place->id = slot->id;
      place->slot = i;
      return true;
    }
    if (slot->is_used) {
      ++*used_out;
    } else if (*free_out == SLOTS) {
      *free_out = i;
    }
  }
  return false;
}

toe_lookup_place_t toe_lookup_find(const toe_lookup_t *lookup, const toe_lookup_key_t *key) {
  toe_lookup_place_t place = {.hash = toe_crc32c(key->bytes, sizeof key->bytes)};
  uint32_t row_a = (place.hash & (ROWS - 1)) * WAYS;
  uint32_t row_b = TABLE_SLOTS + (place.hash >> 16 & (ROWS - 1)) * WAYS;
  uint32_t free_a, free_b, free_cam = SLOTS, used_a, used_b, used_cam;
  if (search(lookup, row_a, WAYS, key, &place, &free_a, &used_a)) return place;
  if (search(lookup, row_b, WAYS, key, &place, &free_b, &used_b)) return place;
  /* The CAM is empty but in the rarest cases, and needs a look only then or when both rows are full. */
  if (lookup->cam_used > 0 || (free_a == SLOTS && free_b == SLOTS)) {
    if (search(lookup, 2 * TABLE_SLOTS, CAM, key, &place, &free_cam, &used_cam)) return place;
  }
  if (free_a != SLOTS && used_a <= used_b) {
    place.slot = free_a;
  } else if (free_b != SLOTS) {
    place.slot = free_b;
  } else {
    place.slot = free_cam;
  }
  place.has_slot = place.slot != SLOTS;
  return place;
}

void toe_lookup_insert(toe_lookup_t *lookup, const toe_lookup_place_t *place, const toe_lookup_key_t *key,
                       uint32_t id) {
  assert(place->has_slot && place->slot < SLOTS && id < 65536);
  toe_lookup_slot_t *slot = &lookup->slot[place->slot];
  assert(!slot->is_used);
  slot->is_used = true;
  slot->hash = place->hash;
  slot->id = (uint16_t)id;
  lookup->key[place->slot] = *key;
  ++lookup->used;
  if (place->slot >= 2 * TABLE_SLOTS) ++lookup->cam_used;
}

void toe_lookup_remove(toe_lookup_t *lookup, uint32_t slot) {
  assert(slot < SLOTS && lookup->slot[slot].is_used);
  lookup->slot[slot].is_used = false;
  --lookup->used;
  if (slot >= 2 * TABLE_SLOTS) --lookup->cam_used;
}

uint32_t toe_lookup_used(const toe_lookup_t *lookup) { return lookup->used; }
