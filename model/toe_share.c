/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_share.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

toe_result_t toe_share_init(toe_share_t *share, uint32_t built, uint32_t key_bytes) {
  *share = (toe_share_t){.built = built, .key_bytes = key_bytes};
  if (built == 0 || key_bytes == 0) return TOE_E_ARG;
  share->users = calloc(built, sizeof *share->users);
  share->keys = calloc(built, key_bytes);
  if (share->users != NULL && share->keys != NULL) return TOE_OK;
  toe_share_end(share);
  return TOE_E_MEMORY;
}

void toe_share_end(toe_share_t *share) {
  free(share->users);
  free(share->keys);
  *share = (toe_share_t){0};
}

static uint8_t *key_at(const toe_share_t *share, uint32_t place) {
  return share->keys + (size_t)place * share->key_bytes;
}

uint32_t toe_share_find(const toe_share_t *share, const uint8_t *key) {
  uint32_t seen = 0; /* values passed: behind the last there is nothing to find */
  for (uint32_t place = 0; seen < share->used; ++place) {
    if (share->users[place] == 0) continue;
    if (memcmp(key_at(share, place), key, share->key_bytes) == 0) return place;
    ++seen;
  }
  return TOE_SHARE_NONE;
}

bool toe_share_has_room(const toe_share_t *share, const uint8_t *key, uint32_t limit) {
  return share->used < limit || toe_share_find(share, key) != TOE_SHARE_NONE;
}

uint32_t toe_share_take(toe_share_t *share, const uint8_t *key) {
  uint32_t place = toe_share_find(share, key);
  if (place == TOE_SHARE_NONE) {
    assert(share->used < share->built);
    place = 0;
    while (share->users[place] != 0) ++place;
    memcpy(key_at(share, place), key, share->key_bytes);
    ++share->used;
  }
  ++share->users[place];
  return place;
}

void toe_share_give(toe_share_t *share, uint32_t place) {
  assert(place < share->built && share->users[place] > 0);
  if (--share->users[place] == 0) --share->used;
}
