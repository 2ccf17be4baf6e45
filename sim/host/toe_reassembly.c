/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/host/toe_reassembly.h"

#include <stdlib.h>
#include <string.h>

enum { UNIT = 8, UNITS = (TOE_REASSEMBLY_BYTES + UNIT - 1) / UNIT };

typedef struct part {
  bool is_used;
  uint64_t begun;        /* the order in which they were */
  toe_datagram_t header; /* of its first fragment that came */
  uint32_t total;        /* bytes of the payload; 0: the last fragment has not come */
  uint32_t end;          /* of what came, the highest */
  uint32_t units;        /* of 8 bytes that are there */
  uint8_t is_there[UNITS];
  uint8_t payload[UNITS * UNIT];
} part_t;

struct toe_reassembly {
  part_t *parts[TOE_REASSEMBLY_DATAGRAMS]; /* NULL: never needed */
  uint64_t begun, given_up;
};

toe_reassembly_t *toe_reassembly_new(void) { return calloc(1, sizeof(toe_reassembly_t)); }

void toe_reassembly_free(toe_reassembly_t *reassembly) {
  for (int i = 0; reassembly != NULL && i < TOE_REASSEMBLY_DATAGRAMS; ++i) free(reassembly->parts[i]);
  free(reassembly);
}

static bool is_of(const part_t *part, const toe_datagram_t *fragment) {
  const toe_datagram_t *header = &part->header;
  return part->is_used && header->id == fragment->id && header->protocol == fragment->protocol &&
         header->vlan == fragment->vlan && memcmp(header->source, fragment->source, sizeof header->source) == 0 &&
         memcmp(header->destination, fragment->destination, sizeof header->destination) == 0;
}

/* Where a new datagram goes: an empty place, or that of the oldest; NULL: no memory. */
static part_t *begin(toe_reassembly_t *reassembly, const toe_datagram_t *fragment) {
  part_t *oldest = NULL;
  for (int i = 0; i < TOE_REASSEMBLY_DATAGRAMS; ++i) {
    part_t **place = &reassembly->parts[i];
    if (*place == NULL) *place = calloc(1, sizeof **place);
    if (*place == NULL) return NULL;
    if (oldest == NULL || !(*place)->is_used || (*place)->begun < oldest->begun) oldest = *place;
    if (!oldest->is_used) break;
  }
  if (oldest->is_used) ++reassembly->given_up;
  *oldest = (part_t){.is_used = true, .begun = ++reassembly->begun, .header = *fragment};
  return oldest;
}

static part_t *part_of(toe_reassembly_t *reassembly, const toe_datagram_t *fragment) {
  for (int i = 0; i < TOE_REASSEMBLY_DATAGRAMS && reassembly->parts[i] != NULL; ++i) {
    if (is_of(reassembly->parts[i], fragment)) return reassembly->parts[i];
  }
  return begin(reassembly, fragment);
}

typedef enum fit { FIT_NEW, FIT_AGAIN, FIT_WRONG } fit_t;

static fit_t fit_of(const part_t *part, const toe_datagram_t *fragment) {
  const uint32_t end = fragment->offset + fragment->bytes, first = fragment->offset / UNIT;
  const uint32_t units = (fragment->bytes + UNIT - 1) / UNIT;
  if (!fragment->has_more && part->total != 0 && part->total != end) return FIT_WRONG;
  if (!fragment->has_more && part->end > end) return FIT_WRONG;
  if (part->total != 0 && end > part->total) return FIT_WRONG;
  uint32_t there = 0;
  for (uint32_t i = 0; i < units; ++i) there += part->is_there[first + i];
  if (there == 0) return FIT_NEW;
  const bool is_same =
      there == units && memcmp(part->payload + fragment->offset, fragment->payload, fragment->bytes) == 0;
  return is_same && (fragment->has_more || part->total == end) ? FIT_AGAIN : FIT_WRONG;
}

toe_result_t toe_reassembly_take(toe_reassembly_t *reassembly, const toe_datagram_t *fragment,
                                 toe_datagram_t *whole_out) {
  whole_out->bytes = 0;
  /* What cannot be a fragment is none. */
  if (fragment->bytes == 0 || fragment->offset + fragment->bytes > TOE_REASSEMBLY_BYTES ||
      (fragment->has_more && fragment->bytes % UNIT != 0)) {
    return TOE_OK;
  }
  part_t *part = part_of(reassembly, fragment);
  if (part == NULL) return TOE_E_MEMORY;
  const uint32_t end = fragment->offset + fragment->bytes, units = (fragment->bytes + UNIT - 1) / UNIT;
  switch (fit_of(part, fragment)) {
    case FIT_AGAIN:
      return TOE_OK;
    case FIT_WRONG:
      part->is_used = false;
      ++reassembly->given_up;
      return TOE_OK;
    case FIT_NEW:
      break;
  }
  memcpy(part->payload + fragment->offset, fragment->payload, fragment->bytes);
  memset(part->is_there + fragment->offset / UNIT, 1, units);
  part->units += units;
  if (end > part->end) part->end = end;
  if (!fragment->has_more) part->total = end;
  if (part->total == 0 || part->units != (part->total + UNIT - 1) / UNIT) return TOE_OK;
  part->is_used = false;
  *whole_out = part->header;
  whole_out->is_fragment = whole_out->has_more = false;
  whole_out->offset = 0;
  whole_out->payload = part->payload;
  whole_out->bytes = part->total;
  return TOE_OK;
}

uint32_t toe_reassembly_count(const toe_reassembly_t *reassembly) {
  uint32_t count = 0;
  for (int i = 0; i < TOE_REASSEMBLY_DATAGRAMS; ++i) {
    count += reassembly->parts[i] != NULL && reassembly->parts[i]->is_used;
  }
  return count;
}

uint64_t toe_reassembly_given_up(const toe_reassembly_t *reassembly) { return reassembly->given_up; }
