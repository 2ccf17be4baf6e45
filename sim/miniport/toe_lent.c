/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent.c - see toe_lent.h.
 */
#include "sim/miniport/toe_lent.h"

enum { ALIGN = 64 };

toe_lent_t *toe_lent_new(const toe_os_t *os, uint32_t bytes, uint32_t index) {
  toe_lent_t *lent = os->alloc(os->self, sizeof *lent);
  if (lent == NULL) return NULL;
  if (!os->dma_alloc(os->self, bytes, ALIGN, &lent->dma)) {
    os->free(os->self, lent);
    return NULL;
  }
  lent->dma.bytes = bytes;
  lent->index = index;
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
    os->dma_free(os->self, &lent->dma);
    os->free(os->self, lent);
  }
}
