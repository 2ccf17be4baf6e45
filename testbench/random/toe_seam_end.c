/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "testbench/random/toe_seam_parts.h"

enum { DRAIN_OBJECTS = 400, SPACING = 3 /* edges from read to read, so that CC_DEPTH is never reached */ };

/* All that is used, and which of it is a number that is known: of live objects of layers, as bits, or a bit of these.
 */
enum { POSTED = 1u << 8, HOST_BUFFER = 1u << 9 };
static const struct {
  uint32_t offset;
  const char *name;
  uint32_t layers;
} kUsed[TOE_SEAM_AUDITS] = {
    {TOE_USED_NEIGHBOR_OFFSET, "USED_NEIGHBOR", 1u << TOE_LAYER_NEIGHBOR},
    {TOE_USED_PATH_OFFSET, "USED_PATH", 1u << TOE_LAYER_PATH},
    {TOE_USED_TCP_OFFSET, "USED_TCP", 1u << TOE_LAYER_TCP},
    {TOE_USED_HOST_MEMORY_OFFSET, "USED_HOST_MEMORY",
     1u << TOE_LAYER_NEIGHBOR | 1u << TOE_LAYER_PATH | 1u << TOE_LAYER_TCP},
    {TOE_USED_LOOKUP_OFFSET, "USED_LOOKUP", 1u << TOE_LAYER_TCP},
    {TOE_USED_XMIT_BUFFER_OFFSET, "USED_XMIT_BUFFER", 1u << TOE_LAYER_TCP},
    {TOE_USED_SRC_MAC_OFFSET, "USED_SRC_MAC", 0},
    {TOE_USED_SRC_IP_OFFSET, "USED_SRC_IP", 0},
    {TOE_USED_VLAN_OFFSET, "USED_VLAN", 0},
    {TOE_USED_RCV_BUFFER_OFFSET, "USED_RCV_BUFFER", 0},
    {TOE_USED_BUFFERED_COPY_OFFSET, "USED_BUFFERED_COPY", 0},
    {TOE_USED_RCV_DATA_OFFSET, "USED_RCV_DATA", 0},
    {TOE_USED_POSTED_OFFSET, "USED_POSTED", POSTED},
    {TOE_USED_HOST_BUFFER_OFFSET, "USED_HOST_BUFFER", HOST_BUFFER},
};

void toe_seam_host_drain(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end) {
  uint32_t handles[DRAIN_OBJECTS], count = toe_seam_ledger_live(&host->ledger, handles, DRAIN_OBJECTS);
  toe_seam_places_t places = toe_seam_places(host, 0, 0);
  uint8_t *command = host->memory + TOE_SEAM_COMMANDS_AT + (size_t)host->command_tail * TOE_COMMAND_BYTES;
  toe_seam_write_register(host, begin, TOE_CTRL_OFFSET, 0);
  toe_seam_write_register(host, begin + 1, TOE_COMMAND_OVERHEAD_OFFSET, 0);
  toe_seam_write_register(host, begin + 2, TOE_TAG_LIMIT_OFFSET, TOE_STAGE_TAG_OBJECT + TOE_STAGE_CHUNKS);
  toe_seam_write_register(host, begin + 3, TOE_CTRL_OFFSET, 1);
  uint32_t behind = (host->command_tail + 1) % host->temper.command_entries;
  if (count > 0 && behind != host->command_head) {
    toe_seam_make_end(&host->maker, &places, handles, count, command, host->memory + (places.objects - host->base));
    host->command_tail = behind;
    toe_seam_write_register(host, begin + 4, TOE_CMD_DOORBELL_OFFSET, host->command_tail);
  }
  for (toe_cycle_t cycle = begin; cycle < end; ++cycle) {
    if (cycle > begin + 4 && host->ledger.streams.buffers_lent > 0) toe_seam_return_buffer(host, cycle);
    toe_seam_answer_reads(host, cycle, true);
    toe_seam_return_credits(host, cycle, true);
  }
}

void toe_seam_host_audit(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end) {
  toe_cycle_t next = begin;
  host->audited = 0;
  for (uint32_t i = 0; i < TOE_SEAM_AUDITS && next < end; ++i, next += SPACING) {
    toe_tlp_t *tlp = toe_seam_blank(host, TOE_TLP_MRD, (uint8_t)i);
    tlp->address = kUsed[i].offset;
    tlp->length_bytes = 4;
    tlp->first_be = 0xF;
    ++host->bar_reads;
    toe_seam_put(host, TOE_STREAM_CQ, next);
  }
}

/* Where the host gives back anything, or nothing could be booked, nobody knows but that all went back with the end. */
static bool is_known(const toe_seam_host_t *host, uint32_t which, bool is_empty) {
  const toe_seam_streams_t *streams = &host->ledger.streams;
  if (kUsed[which].layers == POSTED) return !streams->is_lost || is_empty;
  if (kUsed[which].layers == HOST_BUFFER) {
    return streams->is_strict_return ? !streams->is_lost : is_empty && toe_seam_streams_buffers(streams) == 0;
  }
  return kUsed[which].layers != 0 || is_empty;
}

bool toe_seam_host_has_balance(toe_seam_host_t *host, char text_out[TOE_SEAM_LEDGER_TEXT]) {
  const uint32_t *live = host->ledger.live;
  bool is_empty = live[TOE_LAYER_NEIGHBOR] + live[TOE_LAYER_PATH] + live[TOE_LAYER_TCP] == 0;
  for (uint32_t i = 0; i < TOE_SEAM_AUDITS; ++i) {
    uint32_t expected = 0;
    for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
      if ((kUsed[i].layers >> layer & 1) != 0) expected += live[layer];
    }
    if (kUsed[i].layers == POSTED) expected = host->ledger.streams.is_lost ? 0 : host->ledger.streams.posted;
    if (kUsed[i].layers == HOST_BUFFER) expected = toe_seam_streams_buffers(&host->ledger.streams);
    bool is_good = i < host->audited && (host->used[i] == expected || !is_known(host, i, is_empty));
    /* One job may wait for ever for a completion ring that noise has taken away: what it told has not left. */
    if (kUsed[i].layers == POSTED && !is_empty) is_good |= host->used[i] + 1 == expected;
    if (kUsed[i].layers == HOST_BUFFER && !is_empty) is_good |= host->used[i] == expected + 1;
    if (is_good) continue;
    snprintf(text_out, TOE_SEAM_LEDGER_TEXT, "%s is %" PRIu32 " (%" PRIu32 " answers), and %" PRIu32 " are in use",
             kUsed[i].name, host->used[i], host->audited, expected);
    return false;
  }
  if (toe_seam_streams_close(&host->ledger.streams)) return true;
  snprintf(text_out, TOE_SEAM_LEDGER_TEXT, "%s", host->ledger.streams.error);
  return false;
}
