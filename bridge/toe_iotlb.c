/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_iotlb.h"

#include <string.h>

void toe_iotlb_init(toe_iotlb_t *iotlb, uint32_t entries) {
  iotlb->entries = entries < TOE_IOTLB_MAX_ENTRIES ? entries : TOE_IOTLB_MAX_ENTRIES;
  iotlb->used = 0;
}

bool toe_iotlb_touch(toe_iotlb_t *iotlb, uint64_t address) {
  const uint64_t page = address / TOE_IOTLB_PAGE_BYTES;
  if (iotlb->entries == 0) return false;
  uint32_t at = 0;
  while (at < iotlb->used && iotlb->pages[at] != page) ++at;
  const bool was_there = at < iotlb->used;
  if (!was_there) {
    if (iotlb->used < iotlb->entries) ++iotlb->used;
    at = iotlb->used - 1; /* the oldest, or the new place */
  }
  memmove(iotlb->pages + 1, iotlb->pages, at * sizeof iotlb->pages[0]);
  iotlb->pages[0] = page;
  return was_there;
}
