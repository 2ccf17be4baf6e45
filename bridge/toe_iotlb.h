/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_iotlb.h - the translations of DMA addresses that the root complex has at hand.
 *
 * Pages of 4 KiB, any page in any entry, the one unused for longest gives way.  Nothing of what is translated is known
 * here: only whether an access finds its page.
 */
#ifndef TOE_IOTLB_H_
#define TOE_IOTLB_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_IOTLB_MAX_ENTRIES 1024u
#define TOE_IOTLB_PAGE_BYTES 4096u

typedef struct toe_iotlb {
  uint32_t entries, used;
  uint64_t pages[TOE_IOTLB_MAX_ENTRIES]; /* of those used, the last one touched first */
} toe_iotlb_t;

/* Empty.  entries  0..TOE_IOTLB_MAX_ENTRIES; 0 holds nothing */
void toe_iotlb_init(toe_iotlb_t *iotlb, uint32_t entries);

/* An access to the page of `address`: whether it was there.  It is from now on. */
bool toe_iotlb_touch(toe_iotlb_t *iotlb, uint64_t address);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_IOTLB_H_ */
