/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent.c - see toe_lent.h.
 */
#include "sim/miniport/toe_lent.h"

#include <stdatomic.h>

struct toe_lent_piece {
  toe_os_dma_t dma;
  uint64_t used;     /* bytes of its parts */
  atomic_uint users; /* its parts, and who makes them; parts are freed outside the driver's lock */
};

toe_lent_piece_t *toe_lent_piece_new(const toe_os_t *os, uint64_t bytes) {
  if (bytes > SIZE_MAX) return NULL;
  toe_lent_piece_t *piece = os->alloc(os->self, sizeof *piece);
  if (piece == NULL) return NULL;
  if (!os->dma_alloc(os->self, (size_t)bytes, TOE_LENT_ALIGN, &piece->dma)) {
    os->free(os->self, piece);
    return NULL;
  }
  atomic_init(&piece->users, 1);
  return piece;
}

void toe_lent_piece_close(const toe_os_t *os, toe_lent_piece_t *piece) {
  if (atomic_fetch_sub(&piece->users, 1) != 1) return;
  os->dma_free(os->self, &piece->dma);
  os->free(os->self, piece);
}

toe_lent_t *toe_lent_new(const toe_os_t *os, toe_lent_piece_t *piece, uint32_t bytes, uint32_t index) {
  toe_lent_t *lent = os->alloc(os->self, sizeof *lent);
  if (lent == NULL) return NULL;
  lent->piece = piece;
  lent->data = (uint8_t *)piece->dma.virtual_address + piece->used;
  lent->bus_address = piece->dma.bus_address + piece->used;
  lent->bytes = bytes;
  lent->index = index;
  piece->used += toe_lent_room(bytes);
  atomic_fetch_add(&piece->users, 1);
  return lent;
}

/* Unlink what *place points at. */
static toe_lent_t *take(toe_lent_t **place) {
  toe_lent_t *lent = *place;
  if (lent == NULL) return NULL;
  *place = lent->next;
  lent->next = NULL;
  return lent;
}

toe_lent_t *toe_lent_remove(toe_lent_t **chain, const toe_nbl_t *list) {
  while (*chain != NULL && &(*chain)->list != list) chain = &(*chain)->next;
  return take(chain);
}

toe_lent_t *toe_lent_of_index(toe_lent_t **chain, uint32_t index) {
  while (*chain != NULL && (*chain)->index != index) chain = &(*chain)->next;
  return take(chain);
}

void toe_lent_free(const toe_os_t *os, toe_lent_t **chain) {
  for (toe_lent_t *lent; (lent = take(chain)) != NULL;) {
    toe_lent_piece_close(os, lent->piece);
    os->free(os->self, lent);
  }
}
