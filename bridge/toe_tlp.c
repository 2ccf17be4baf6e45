/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_tlp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Fmt and Type, the high byte of DW0 [PCIe 2.2.1]. */
enum { HEAD_MRD64 = 0x20, HEAD_MWR64 = 0x60, HEAD_CPL = 0x0A, HEAD_CPLD = 0x4A };

/* Bytes on the link beside the payload, as the pcie-bench model counts them: framing 2, data link layer 6, and the
 * header of 16 (requests, 64-bit addresses) or 12 (completions). */
enum { REQUEST_OVERHEAD_BYTES = 24, COMPLETION_OVERHEAD_BYTES = 20 };

#define EP_BIT (1u << 14)

static uint32_t head_byte(toe_tlp_type_t type) {
  switch (type) {
    case TOE_TLP_MRD:
      return HEAD_MRD64;
    case TOE_TLP_MWR:
      return HEAD_MWR64;
    case TOE_TLP_CPL:
      return HEAD_CPL;
    case TOE_TLP_CPLD:
      break;
  }
  return HEAD_CPLD;
}

static bool is_request(toe_tlp_type_t type) { return type == TOE_TLP_MRD || type == TOE_TLP_MWR; }

void toe_tlp_header_pack(const toe_tlp_t *tlp, uint32_t header_out[4]) {
  /* 1024 DWs are sent as 0; a completion without data has no length. */
  uint32_t length_dw = tlp->type == TOE_TLP_CPL ? 0 : (tlp->length_bytes + 3) / 4 & 0x3FF;
  header_out[0] = head_byte(tlp->type) << 24 | (tlp->is_poisoned ? EP_BIT : 0) | length_dw;
  if (is_request(tlp->type)) {
    header_out[1] = (uint32_t)tlp->requester_id << 16 | (uint32_t)tlp->tag << 8 | (uint32_t)(tlp->last_be & 0xF) << 4 |
                    (tlp->first_be & 0xFu);
    header_out[2] = (uint32_t)(tlp->address >> 32);
    header_out[3] = (uint32_t)tlp->address & ~3u;
  } else {
    header_out[1] = (uint32_t)tlp->completer_id << 16 | (uint32_t)(tlp->status & 7) << 13 | (tlp->byte_count & 0xFFFu);
    header_out[2] = (uint32_t)tlp->requester_id << 16 | (uint32_t)tlp->tag << 8 | (tlp->lower_address & 0x7Fu);
    header_out[3] = 0;
  }
}

static void unpack_request(const uint32_t header[4], toe_tlp_t *tlp) {
  tlp->requester_id = (uint16_t)(header[1] >> 16);
  tlp->tag = (uint8_t)(header[1] >> 8);
  tlp->last_be = header[1] >> 4 & 0xF;
  tlp->first_be = header[1] & 0xF;
  tlp->address = (uint64_t)header[2] << 32 | (header[3] & ~3u);
  tlp->status = 0;
  tlp->byte_count = 0;
  tlp->lower_address = 0;
  tlp->completer_id = 0;
}

static void unpack_completion(const uint32_t header[4], toe_tlp_t *tlp) {
  tlp->completer_id = (uint16_t)(header[1] >> 16);
  tlp->status = header[1] >> 13 & 7;
  tlp->byte_count = header[1] & 0xFFF;
  if (tlp->byte_count == 0) tlp->byte_count = 4096;
  tlp->requester_id = (uint16_t)(header[2] >> 16);
  tlp->tag = (uint8_t)(header[2] >> 8);
  tlp->lower_address = header[2] & 0x7F;
  tlp->address = 0;
  tlp->first_be = 0;
  tlp->last_be = 0;
}

toe_result_t toe_tlp_header_unpack(const uint32_t header[4], toe_tlp_t *tlp_out) {
  toe_tlp_type_t type;
  switch (header[0] >> 24) {
    case HEAD_MRD64:
      type = TOE_TLP_MRD;
      break;
    case HEAD_MWR64:
      type = TOE_TLP_MWR;
      break;
    case HEAD_CPL:
      type = TOE_TLP_CPL;
      break;
    case HEAD_CPLD:
      type = TOE_TLP_CPLD;
      break;
    default:
      return TOE_E_FORMAT;
  }
  uint32_t length_dw = header[0] & 0x3FF;
  tlp_out->type = type;
  tlp_out->length_bytes = type == TOE_TLP_CPL ? 0 : (length_dw == 0 ? 1024 : length_dw) * 4;
  tlp_out->is_poisoned = (header[0] & EP_BIT) != 0;
  if (is_request(type)) {
    unpack_request(header, tlp_out);
  } else {
    unpack_completion(header, tlp_out);
  }
  return TOE_OK;
}

bool toe_tlp_has_data(const toe_tlp_t *tlp) { return tlp->type == TOE_TLP_MWR || tlp->type == TOE_TLP_CPLD; }

uint32_t toe_tlp_beats(const toe_tlp_t *tlp) {
  if (!toe_tlp_has_data(tlp) || tlp->length_bytes == 0) return 1;
  return (tlp->length_bytes + TOE_TLP_BEAT_BYTES - 1) / TOE_TLP_BEAT_BYTES;
}

uint32_t toe_tlp_link_bytes(const toe_tlp_t *tlp) {
  uint32_t overhead = is_request(tlp->type) ? REQUEST_OVERHEAD_BYTES : COMPLETION_OVERHEAD_BYTES;
  return overhead + (toe_tlp_has_data(tlp) ? tlp->length_bytes : 0);
}

void toe_tlp_copy(toe_tlp_t *to, const toe_tlp_t *from) {
  size_t bytes = offsetof(toe_tlp_t, data);
  if (toe_tlp_has_data(from)) bytes += from->length_bytes <= TOE_TLP_MAX_BYTES ? from->length_bytes : TOE_TLP_MAX_BYTES;
  memmove(to, from, bytes);
}

void toe_tlp_text(const toe_tlp_t *tlp, char *buffer, size_t size) {
  const char *poison = tlp->is_poisoned ? ", poisoned" : "";
  switch (tlp->type) {
    case TOE_TLP_MWR:
      (void)snprintf(buffer, size, "MWr %" PRIu32 " bytes at 0x%" PRIx64 "%s", tlp->length_bytes, tlp->address, poison);
      return;
    case TOE_TLP_MRD:
      (void)snprintf(buffer, size, "MRd %" PRIu32 " bytes at 0x%" PRIx64 ", tag %u%s", tlp->length_bytes, tlp->address,
                     (unsigned)tlp->tag, poison);
      return;
    case TOE_TLP_CPL:
      (void)snprintf(buffer, size, "Cpl status %u, tag %u%s", (unsigned)tlp->status, (unsigned)tlp->tag, poison);
      return;
    case TOE_TLP_CPLD:
      (void)snprintf(buffer, size, "CplD %" PRIu32 " bytes, %u left, tag %u%s", tlp->length_bytes,
                     (unsigned)tlp->byte_count, (unsigned)tlp->tag, poison);
      return;
  }
  (void)snprintf(buffer, size, "unknown TLP");
}
