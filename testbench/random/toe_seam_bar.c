/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_parts.h"

enum { VLAN_WORDS = 128 };

static uint32_t below(toe_seam_host_t *host, uint32_t bound) { return toe_random_below(&host->draw, bound); }
static bool one_in(toe_seam_host_t *host, uint32_t n) { return toe_random_one_in(&host->draw, n); }
static uint32_t any(toe_seam_host_t *host) { return (uint32_t)toe_random_draw(&host->draw); }

toe_tlp_t *toe_seam_blank(toe_seam_host_t *host, toe_tlp_type_t type, uint8_t tag) {
  toe_tlp_t *tlp = &host->tlp;
  tlp->type = type;
  tlp->address = 0;
  tlp->length_bytes = 0;
  tlp->first_be = tlp->last_be = 0;
  tlp->tag = tag;
  tlp->status = TOE_TLP_SC;
  tlp->is_poisoned = false;
  tlp->byte_count = 4;
  tlp->lower_address = 0;
  tlp->requester_id = (uint16_t)any(host);
  tlp->completer_id = (uint16_t)any(host);
  return tlp;
}

void toe_seam_put(toe_seam_host_t *host, toe_stream_t stream, toe_cycle_t cycle) {
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_tlp(host->device[i], stream, cycle, &host->tlp);
}

void toe_seam_write_register(toe_seam_host_t *host, toe_cycle_t cycle, uint32_t offset, uint32_t value) {
  toe_tlp_t *tlp = toe_seam_blank(host, TOE_TLP_MWR, 0);
  tlp->address = offset;
  tlp->length_bytes = 4;
  tlp->first_be = 0xF;
  toe_member_write(tlp->data, 0, 4, value);
  toe_seam_put(host, TOE_STREAM_CQ, cycle);
}

/* Registers that decide what an object gets: tight below `bound`, or `wide`. */
static const struct {
  uint32_t offset, bound, wide;
} kLimits[] = {
    {TOE_LIMIT_NEIGHBOR_OFFSET, 40, 4096},
    {TOE_LIMIT_PATH_OFFSET, 80, 16384},
    {TOE_LIMIT_TCP_OFFSET, 300, 16384},
    {TOE_LIMIT_HOST_MEMORY_OFFSET, 300, 0xFFFFFFFFu},
    {TOE_LIMIT_SRC_MAC_OFFSET, 12, 64},
    {TOE_LIMIT_SRC_IP_OFFSET, 12, 128},
    {TOE_LIMIT_VLAN_OFFSET, 12, 128},
    {TOE_LIMIT_RCV_BUFFER_OFFSET, 2000, 65536},
    {TOE_LIMIT_XMIT_BUFFER_OFFSET, 300, 65536},
    {TOE_LIMIT_BUFFERED_COPY_OFFSET, 100000, 16777216},
    {TOE_MTU_MAX_OFFSET, 3000, 9000},
    {TOE_RCV_WINDOW_MAX_OFFSET, 70000, 0xFFFFFFFFu},
    {TOE_RCV_PAGE_OFFSET, 23, 14},
    {TOE_ADMIT_STATES_OFFSET, 2048, 0},
    {TOE_ADMIT_LOCAL_PORTS_OFFSET, 40u << 16, 0xFFFF},
    {TOE_ADMIT_REMOTE_PORTS_OFFSET, 80u << 16, 0xFFFF},
    {TOE_ADMIT_MIN_WINDOW_OFFSET, 2000, 0},
    {TOE_ADMIT_DUPLICATES_OFFSET, 3, 0},
    {TOE_SRAM_BANKS_OFFSET, 6, 2},
    {TOE_WALK_POLICY_OFFSET, 5, 1},
    {TOE_TAG_LIMIT_OFFSET, 67, 64},
    {TOE_STAGE_VLAN_IDS, 16, 0},
    {TOE_LIMIT_RCV_DATA_OFFSET, 3000, 16777216},
    {TOE_LIMIT_POSTED_OFFSET, 12, 4096},
    {TOE_LIMIT_HOST_BUFFER_OFFSET, 3, 4},
    {TOE_HOST_BUFFER_SIZE_OFFSET, 18, 11},
    {TOE_PUSH_CYCLES_OFFSET, 500, 5000},
};
enum { LIMITS = sizeof kLimits / sizeof kLimits[0] };

/* Which of kLimits: value tight or wide, sometimes anything. */
static void write_limit(toe_seam_host_t *host, toe_cycle_t cycle, uint32_t which, bool is_wide) {
  uint32_t value = is_wide ? kLimits[which].wide : below(host, kLimits[which].bound);
  /* No timer so long that nobody sees it expire. */
  bool is_any = one_in(host, 30) && kLimits[which].offset != TOE_PUSH_CYCLES_OFFSET;
  toe_seam_write_register(host, cycle, kLimits[which].offset, is_any ? any(host) : value);
}

toe_cycle_t toe_seam_set_up(toe_seam_host_t *host, toe_cycle_t cycle) {
  uint32_t tight_one_in = host->maker.is_tame ? 12 : 4;
  for (uint32_t which = 0; which < LIMITS; ++which) {
    bool is_left =
        kLimits[which].offset != TOE_PUSH_CYCLES_OFFSET && kLimits[which].offset != TOE_LIMIT_HOST_BUFFER_OFFSET;
    if (is_left && one_in(host, 3)) continue;
    /* Any bank count is as good as another. */
    bool is_tight = one_in(host, tight_one_in) || kLimits[which].offset == TOE_SRAM_BANKS_OFFSET;
    write_limit(host, cycle++, which, !is_tight);
  }
  uint64_t buffers = host->base + (UINT64_C(1) << 55) + 64 * (uint64_t)below(host, 1000);
  host->ledger.streams.host_buffer_base = buffers;
  toe_seam_write_register(host, cycle++, TOE_HOST_BUFFER_BASE_LO_OFFSET, (uint32_t)buffers | below(host, 64));
  toe_seam_write_register(host, cycle++, TOE_HOST_BUFFER_BASE_HI_OFFSET, (uint32_t)(buffers >> 32));
  if (one_in(host, 4)) toe_seam_write_register(host, cycle++, TOE_COMMAND_OVERHEAD_OFFSET, below(host, 300));
  if (one_in(host, 4)) {
    toe_seam_write_register(host, cycle++, TOE_TAG_LIMIT_OFFSET, 1 + below(host, 4));
  }
  return cycle;
}

void toe_seam_turn_knob(toe_seam_host_t *host, toe_cycle_t cycle) {
  static const struct {
    uint32_t offset, bound;
  } kKnobs[] = {{TOE_INTR_ENABLE_OFFSET, 3},        {TOE_INTR_ENABLE_OFFSET, 3},  {TOE_INTR_TEST_OFFSET, 4},
                {TOE_COMMAND_OVERHEAD_OFFSET, 200}, {TOE_STAGE_MSIX_TABLE, 4096}, {TOE_STAGE_MSIX_TABLE + 12, 4},
                {TOE_STAGE_MSIX_TABLE + 16, 4096},  {TOE_CTRL_OFFSET, 4},         {TOE_CTRL_OFFSET, 4}};
  enum { KNOBS = sizeof kKnobs / sizeof kKnobs[0] };
  uint32_t knob = below(host, KNOBS + LIMITS / 2);
  if (knob < KNOBS) {
    toe_seam_write_register(host, cycle, kKnobs[knob].offset, below(host, kKnobs[knob].bound));
  } else {
    write_limit(host, cycle, below(host, LIMITS), !one_in(host, 3));
  }
}

/* One of the last indications' buffers, if it is still lent; else the first that is.  TOE_SEAM_BUFFERS: none is */
static uint32_t pick_buffer(toe_seam_host_t *host) {
  const toe_seam_streams_t *streams = &host->ledger.streams;
  uint32_t last = streams->indications < TOE_SEAM_RECENT ? streams->indications : TOE_SEAM_RECENT;
  uint32_t buffer = last == 0 ? 0 : streams->indication[below(host, last)].buffer;
  for (uint32_t i = 0; i < streams->most_buffer && !streams->buffer_lent[buffer]; ++i) buffer = i;
  return streams->buffer_lent[buffer] ? buffer : TOE_SEAM_BUFFERS;
}

void toe_seam_return_buffer(toe_seam_host_t *host, toe_cycle_t cycle) {
  uint32_t buffer = pick_buffer(host);
  if (one_in(host, 10)) buffer = TOE_SEAM_BUFFERS | any(host);
  if (!host->temper.is_return_strict && one_in(host, 4)) buffer = below(host, 70);
  toe_seam_streams_give_back(&host->ledger.streams, buffer);
  toe_seam_write_register(host, cycle, TOE_HOST_BUFFER_RETURN_OFFSET, buffer);
}

/* Where noise may write: not where the host's buffers lie, and of a strict host not what gives them back. */
static bool is_writable(const toe_seam_host_t *host, uint64_t address) {
  uint64_t offset = address % TOE_STAGE_BAR_BYTES / 4 * 4;
  return offset != TOE_HOST_BUFFER_BASE_LO_OFFSET && offset != TOE_HOST_BUFFER_BASE_HI_OFFSET &&
         offset != TOE_PUSH_CYCLES_OFFSET && offset != TOE_ACK_CYCLES_OFFSET &&
         !(offset == TOE_HOST_BUFFER_RETURN_OFFSET && host->temper.is_return_strict);
}

void toe_seam_make_noise(toe_seam_host_t *host, toe_cycle_t cycle) {
  static const uint32_t kBytes[] = {4, 4, 4, 8, 32, 64, TOE_TLP_MAX_BYTES};
  toe_tlp_type_t type = one_in(host, 20)                                          ? TOE_TLP_CPLD
                        : one_in(host, 2) && host->bar_reads < TOE_STAGE_CC_DEPTH ? TOE_TLP_MRD
                                                                                  : TOE_TLP_MWR;
  toe_tlp_t *tlp = toe_seam_blank(host, type, (uint8_t)any(host));
  tlp->length_bytes = kBytes[below(host, sizeof kBytes / sizeof kBytes[0])];
  tlp->address = 4 * (uint64_t)below(host, one_in(host, 4) ? TOE_STAGE_BAR_BYTES / 4 : 0x1F8 / 4);
  if (one_in(host, 8)) tlp->address = TOE_STAGE_MSIX_TABLE + 4 * (uint64_t)below(host, 4 * TOE_STAGE_VECTORS + 4);
  if (one_in(host, 12)) tlp->address = TOE_STAGE_VLAN_IDS + 4 * (uint64_t)below(host, VLAN_WORDS + 2);
  if (one_in(host, 16)) tlp->address = TOE_STAGE_MSIX_PBA + 4 * (uint64_t)below(host, 2);
  if (one_in(host, 16)) tlp->address |= (uint64_t)any(host) << 14; /* the device does not look at these bits */
  if (type == TOE_TLP_MWR && !is_writable(host, tlp->address)) tlp->address = TOE_CQ_DROPPED_OFFSET;
  tlp->first_be = one_in(host, 6) ? (uint8_t)below(host, 16) : 0xF;
  tlp->last_be = tlp->length_bytes == 4 ? 0 : 0xF;
  for (uint32_t i = 0; i < TOE_TLP_BEAT_BYTES; ++i) tlp->data[i] = (uint8_t)below(host, one_in(host, 2) ? 256 : 2);
  if (type == TOE_TLP_MRD) ++host->bar_reads;
  toe_seam_put(host, TOE_STREAM_CQ, cycle);
}
