/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_tlp.h - one PCIe transaction layer packet, and its header as the wire carries it.
 *
 * The C side handles whole TLPs as this struct; the RTL sees a 128-bit header beside
 * 32-byte beats of payload (toe_tlp_header_pack).  Requests use the four-DW header (64-bit
 * addresses), completions the three-DW one with the fourth DW zero.
 *
 * Sources: PCI Express Base Specification 3.0, 2.2 (headers), 2.2.9 (completions).
 */
#ifndef TOE_TLP_H_
#define TOE_TLP_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_tlp_type {
  TOE_TLP_MRD, /* memory read request; no payload           */
  TOE_TLP_MWR, /* memory write request                      */
  TOE_TLP_CPL, /* completion without data                   */
  TOE_TLP_CPLD /* completion with data                      */
} toe_tlp_type_t;

/* Completion status, as in the header. */
typedef enum toe_tlp_status {
  TOE_TLP_SC = 0, /* successful                                      */
  TOE_TLP_UR = 1, /* unsupported request                             */
  TOE_TLP_CRS = 2,
  TOE_TLP_CA = 4 /* completer abort; also what a timeout is told as */
} toe_tlp_status_t;

#define TOE_TLP_MAX_BYTES 4096 /* largest payload and read request, bytes */
#define TOE_TLP_BEAT_BYTES 32  /* payload of one 256-bit beat             */

/* Which of the four streams at the device, named as the field names them. */
typedef enum toe_stream {
  TOE_STREAM_CQ, /* to the device: requests of the host (BAR)         */
  TOE_STREAM_CC, /* from the device: completions of those             */
  TOE_STREAM_RQ, /* from the device: its requests (DMA, MSI-X)        */
  TOE_STREAM_RC  /* to the device: completions of those               */
} toe_stream_t;

typedef struct toe_tlp {
  toe_tlp_type_t type;
  uint64_t address;      /* requests: byte address; BAR requests: offset in BAR0        */
  uint32_t length_bytes; /* payload; MRD: bytes asked for; multiple of 4 but see *_be   */
  uint8_t first_be;      /* requests: enables of the first DW                           */
  uint8_t last_be;       /* requests: of the last DW; 0 when there is only one          */
  uint8_t tag;           /* MRD, and the completion that answers it                     */
  uint8_t status;        /* completions: toe_tlp_status_t                               */
  bool is_poisoned;      /* EP                                                          */
  uint16_t byte_count;   /* completions: bytes left to return, this TLP included (1..4096; 4096 is sent as 0) */
  uint8_t lower_address; /* completions: low 7 bits of this TLP's first byte            */
  uint16_t requester_id; /* bus, device, function                                       */
  uint16_t completer_id; /* completions                                                 */
  uint8_t data[TOE_TLP_MAX_BYTES]; /* payload, byte 0 first; only length_bytes are set    */
} toe_tlp_t;

/* The four header DWs as the specification numbers them: header_out[0] is DW0 (fmt and type in its high byte). */
void toe_tlp_header_pack(const toe_tlp_t *tlp, uint32_t header_out[4]);

/* The reverse.  Payload (tlp_out->data) is left as it is.
 * E_FORMAT  a type this project does not use; tlp_out is untouched */
TOE_MUST_USE toe_result_t toe_tlp_header_unpack(const uint32_t header[4], toe_tlp_t *tlp_out);

/* Beats this TLP takes on a 256-bit stream: 1 without payload, else ceil(length_bytes / 32). */
uint32_t toe_tlp_beats(const toe_tlp_t *tlp);

/* Whether it carries payload (MWR, CPLD). */
bool toe_tlp_has_data(const toe_tlp_t *tlp);

/* Bytes it takes on the link, header and framing included (MWR 24 + n, MRD 24, CPLD 20 + n, CPL 20). */
uint32_t toe_tlp_link_bytes(const toe_tlp_t *tlp);

/* Copy a TLP, of the payload only what is set (data need not be initialised beyond it). */
void toe_tlp_copy(toe_tlp_t *to, const toe_tlp_t *from);

/* One line for people: "MWr 32 bytes at 0x1000". */
void toe_tlp_text(const toe_tlp_t *tlp, char *buffer, size_t size);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TLP_H_ */
