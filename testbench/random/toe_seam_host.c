/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_host.h"

#include <string.h>

/* Offsets in memory.  Results lie behind what there is: they are seen and not kept. */
enum { COMMANDS_AT = 0x1000, COMPLETIONS_AT = 0x8000, OBJECTS_AT = 0x10000, RESULTS_AT = 0x800000 };
enum { OBJECT_PLACES = (TOE_SEAM_MEMORY_BYTES - OBJECTS_AT) / TOE_OBJECT_BYTES, MOST_OBJECTS = 40 };
enum { RESULT_PLACES = 1 << 16, START_EDGES = 64 };
#define INFINITE 0xFFFFFFFFu

static uint32_t below(toe_seam_host_t *host, uint32_t bound) { return toe_seam_below(&host->draw, bound); }
static bool one_in(toe_seam_host_t *host, uint32_t n) { return toe_seam_one_in(&host->draw, n); }
static uint32_t any(toe_seam_host_t *host) { return (uint32_t)toe_seam_draw(&host->draw); }

/* ---- to both devices ---- */

static void put_tlp(toe_seam_host_t *host, toe_stream_t stream, toe_cycle_t cycle) {
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_tlp(host->device[i], stream, cycle, &host->tlp);
}

static void put_config(toe_seam_host_t *host, toe_cycle_t cycle, toe_device_config_t config) {
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_config(host->device[i], cycle, &config);
}

/* An empty TLP to be filled in; the payload stays as it is. */
static toe_tlp_t *blank(toe_seam_host_t *host, toe_tlp_type_t type, uint8_t tag) {
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

static void write_register(toe_seam_host_t *host, toe_cycle_t cycle, uint32_t offset, uint32_t value) {
  toe_tlp_t *tlp = blank(host, TOE_TLP_MWR, 0);
  tlp->address = offset;
  tlp->length_bytes = 4;
  tlp->first_be = 0xF;
  toe_member_write(tlp->data, 0, 4, value);
  put_tlp(host, TOE_STREAM_CQ, cycle);
}

/* ---- memory ---- */

/* A byte that nobody has is made up from its address. */
static uint8_t read_byte(const toe_seam_host_t *host, uint64_t address) {
  uint64_t at = address - host->base;
  if (at < TOE_SEAM_MEMORY_BYTES) return host->memory[at];
  return (uint8_t)(address * 0x9E3779B97F4A7C15u >> 56);
}

static void write_memory(toe_seam_host_t *host, const toe_tlp_t *tlp) {
  for (uint32_t i = 0; i < tlp->length_bytes; ++i) {
    uint64_t at = tlp->address + i - host->base;
    if (at < TOE_SEAM_MEMORY_BYTES) host->memory[at] = tlp->data[i];
  }
  uint64_t result = tlp->address - host->base - RESULTS_AT;
  if (result < (uint64_t)RESULT_PLACES * TOE_RESULT_BYTES && tlp->length_bytes == TOE_RESULT_BYTES) {
    toe_seam_maker_learn(&host->maker, (uint32_t)TOE_READ(tlp->data, RESULT, HANDLE));
  }
}

/* ---- software ---- */

/* Commands into the free entries of the ring, all or some, and the doorbell. */
static void post_commands(toe_seam_host_t *host, toe_cycle_t cycle) {
  uint32_t entries = host->temper.command_entries;
  uint32_t room = (host->command_head + entries - host->command_tail - 1) % entries;
  for (uint32_t left = room == 0 ? 0 : 1 + below(host, room); left > 0; --left) {
    uint32_t place = below(host, OBJECT_PLACES - MOST_OBJECTS), count;
    uint64_t objects = OBJECTS_AT + (uint64_t)place * TOE_OBJECT_BYTES;
    uint64_t results = RESULTS_AT + (uint64_t)below(host, RESULT_PLACES - MOST_OBJECTS) * TOE_RESULT_BYTES;
    toe_seam_make_command(&host->maker, host->base + objects, host->base + results,
                          host->memory + COMMANDS_AT + (size_t)host->command_tail * TOE_COMMAND_BYTES, &count);
    toe_seam_make_objects(&host->maker, host->memory + objects, count);
    host->command_tail = (host->command_tail + 1) % entries;
  }
  write_register(host, cycle, TOE_CMD_DOORBELL_OFFSET, host->command_tail);
}

/* The driver's order: entries until none is new, then the doorbell. */
static void consume_completions(toe_seam_host_t *host, toe_cycle_t cycle) {
  for (;;) {
    const uint8_t *entry = host->memory + COMPLETIONS_AT + (size_t)host->completion_head * TOE_COMPLETION_BYTES;
    if (TOE_READ(entry, COMPLETION, TYPE) != TOE_ENTRY_COMPLETION) break;
    if (TOE_READ(entry, COMPLETION, PHASE) != host->completion_phase) break;
    host->command_head = (uint32_t)TOE_READ(entry, COMPLETION, COMMAND_HEAD) % host->temper.command_entries;
    host->completion_head = (host->completion_head + 1) % host->temper.completion_entries;
    if (host->completion_head == 0) host->completion_phase ^= 1;
    if (one_in(host, 4)) break; /* not always all */
  }
  write_register(host, cycle, TOE_CPL_DOORBELL_OFFSET, host->completion_head);
}

/* A register that does something, with a value near what it may have. */
static void turn_knob(toe_seam_host_t *host, toe_cycle_t cycle) {
  static const struct {
    uint32_t offset, bound;
  } kKnobs[] = {{TOE_INTR_ENABLE_OFFSET, 3},         {TOE_INTR_ENABLE_OFFSET, 3},  {TOE_INTR_TEST_OFFSET, 4},
                {TOE_LIMIT_NEIGHBOR_OFFSET, 40},     {TOE_LIMIT_PATH_OFFSET, 80},  {TOE_LIMIT_TCP_OFFSET, 300},
                {TOE_LIMIT_HOST_MEMORY_OFFSET, 300}, {TOE_WALK_POLICY_OFFSET, 5},  {TOE_TAG_LIMIT_OFFSET, 67},
                {TOE_COMMAND_OVERHEAD_OFFSET, 200},  {TOE_STAGE_MSIX_TABLE, 4096}, {TOE_STAGE_MSIX_TABLE + 12, 4},
                {TOE_STAGE_MSIX_TABLE + 16, 4096},   {TOE_CTRL_OFFSET, 4},         {TOE_CTRL_OFFSET, 4}};
  uint32_t knob = below(host, sizeof kKnobs / sizeof kKnobs[0]);
  write_register(host, cycle, kKnobs[knob].offset, below(host, kKnobs[knob].bound));
}

/* Any TLP at CQ; a read only if one more may be unanswered. */
static void make_noise(toe_seam_host_t *host, toe_cycle_t cycle) {
  static const uint32_t kBytes[] = {4, 4, 4, 8, 32, 64, TOE_TLP_MAX_BYTES};
  toe_tlp_type_t type = one_in(host, 20)                                          ? TOE_TLP_CPLD
                        : one_in(host, 2) && host->bar_reads < TOE_STAGE_CC_DEPTH ? TOE_TLP_MRD
                                                                                  : TOE_TLP_MWR;
  toe_tlp_t *tlp = blank(host, type, (uint8_t)any(host));
  tlp->length_bytes = kBytes[below(host, sizeof kBytes / sizeof kBytes[0])];
  tlp->address = 4 * (uint64_t)below(host, one_in(host, 4) ? TOE_STAGE_BAR_BYTES / 4 : 0x140 / 4);
  if (one_in(host, 8)) tlp->address = TOE_STAGE_MSIX_TABLE + 4 * (uint64_t)below(host, 4 * TOE_STAGE_VECTORS + 4);
  if (one_in(host, 16)) tlp->address = TOE_STAGE_MSIX_PBA + 4 * (uint64_t)below(host, 2);
  if (one_in(host, 16)) tlp->address |= (uint64_t)any(host) << 14; /* the device does not look at these bits */
  tlp->first_be = one_in(host, 6) ? (uint8_t)below(host, 16) : 0xF;
  tlp->last_be = tlp->length_bytes == 4 ? 0 : 0xF;
  for (uint32_t i = 0; i < TOE_TLP_BEAT_BYTES; ++i) tlp->data[i] = (uint8_t)below(host, one_in(host, 2) ? 256 : 2);
  if (type == TOE_TLP_MRD) ++host->bar_reads;
  put_tlp(host, TOE_STREAM_CQ, cycle);
}

/* At most one TLP at an edge of CQ. */
static void access_bar(toe_seam_host_t *host, toe_cycle_t cycle) {
  if (one_in(host, 40)) {
    post_commands(host, cycle);
  } else if (one_in(host, host->temper.consume_one_in)) {
    consume_completions(host, cycle);
  } else if (one_in(host, host->temper.noise_one_in)) {
    if (one_in(host, 2)) {
      turn_knob(host, cycle);
    } else {
      make_noise(host, cycle);
    }
  } else if (one_in(host, 200)) {
    /* What noise may have switched off. */
    write_register(host, cycle, TOE_CTRL_OFFSET, 1 | below(host, 2) << 1);
  }
}

static void change_config(toe_seam_host_t *host, toe_cycle_t cycle) {
  toe_device_config_t config = {
      .has_bus_master = true, .has_msix = true, .is_msix_masked = false, .mps_bytes = 256, .mrrs_bytes = 512};
  if (one_in(host, 2)) {
    config.has_bus_master = !one_in(host, 3);
    config.has_msix = !one_in(host, 3);
    config.is_msix_masked = one_in(host, 3);
    config.mps_bytes = (uint16_t)(128u << below(host, 6));
    config.mrrs_bytes = (uint16_t)(128u << below(host, 6));
  }
  put_config(host, cycle, config);
}

/* ---- link ---- */

/* A completion nobody waits for: a tag that is neither a command's nor a chunk's. */
static void answer_nobody(toe_seam_host_t *host, toe_cycle_t cycle) {
  uint32_t tag = TOE_STAGE_COMMAND_SLOTS + below(host, TOE_STAGE_TAG_OBJECT - TOE_STAGE_COMMAND_SLOTS);
  if (one_in(host, 2)) tag = TOE_STAGE_TAG_OBJECT + TOE_STAGE_CHUNKS + below(host, 192);
  toe_tlp_t *tlp = blank(host, one_in(host, 2) ? TOE_TLP_CPL : TOE_TLP_CPLD, (uint8_t)tag);
  if (tlp->type == TOE_TLP_CPLD) tlp->length_bytes = 64 * (1 + below(host, 8));
  if (tlp->type == TOE_TLP_CPL) tlp->status = TOE_TLP_UR;
  tlp->is_poisoned = one_in(host, 4);
  put_tlp(host, TOE_STREAM_RC, cycle);
  host->rc_free = cycle + toe_tlp_beats(tlp);
}

/* The next piece of a read: data, poisoned data, or an error. */
static void answer_piece(toe_seam_host_t *host, toe_cycle_t cycle, uint32_t tag) {
  static const uint8_t kErrors[] = {TOE_TLP_UR, TOE_TLP_CRS, TOE_TLP_CA};
  toe_seam_read_t *read = &host->read[tag];
  uint32_t bytes = one_in(host, 3) ? read->left_bytes : 64 * (1 + below(host, 4));
  if (bytes > read->left_bytes) bytes = read->left_bytes;
  bool is_bad = one_in(host, host->temper.error_one_in);
  toe_tlp_t *tlp = blank(host, is_bad && one_in(host, 2) ? TOE_TLP_CPL : TOE_TLP_CPLD, (uint8_t)tag);
  tlp->byte_count = (uint16_t)read->left_bytes;
  tlp->lower_address = read->address & 0x7F;
  if (tlp->type == TOE_TLP_CPL) {
    tlp->status = kErrors[below(host, 3)];
  } else {
    tlp->length_bytes = bytes;
    tlp->is_poisoned = is_bad;
    for (uint32_t i = 0; i < bytes; ++i) tlp->data[i] = read_byte(host, read->address + i);
  }
  put_tlp(host, TOE_STREAM_RC, cycle);
  host->rc_free = cycle + toe_tlp_beats(tlp) + (one_in(host, 3) ? below(host, 6) : 0);
  read->address += bytes;
  read->left_bytes -= bytes;
  read->is_waiting = !is_bad && read->left_bytes > 0;
  if (one_in(host, 4)) read->due = cycle + below(host, host->temper.most_latency);
}

static void answer_reads(toe_seam_host_t *host, toe_cycle_t cycle) {
  if (host->rc_free > cycle) return;
  if (one_in(host, 300)) {
    answer_nobody(host, cycle);
    return;
  }
  uint32_t first = below(host, TOE_SEAM_READS);
  for (uint32_t i = 0; i < TOE_SEAM_READS; ++i) {
    uint32_t tag = (first + i) % TOE_SEAM_READS;
    if (!host->read[tag].is_waiting || host->read[tag].due > cycle) continue;
    answer_piece(host, cycle, tag);
    return;
  }
}

/* All that was used, or a part of it. */
static void return_credits(toe_seam_host_t *host, toe_cycle_t cycle) {
  toe_credits_t back = host->owed;
  if (back.posted_headers + back.posted_data + back.nonposted_headers == 0) return;
  if (one_in(host, 2)) {
    back.posted_headers = below(host, back.posted_headers + 1);
    back.posted_data = below(host, back.posted_data + 1);
    back.nonposted_headers = below(host, back.nonposted_headers + 1);
  }
  host->owed.posted_headers -= back.posted_headers;
  host->owed.posted_data -= back.posted_data;
  host->owed.nonposted_headers -= back.nonposted_headers;
  for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_credits(host->device[i], cycle, back);
}

/* ---- a seed's life ---- */

static toe_seam_temper_t draw_temper(toe_seam_host_t *host) {
  bool is_wild = one_in(host, 2);
  return (toe_seam_temper_t){
      .command_entries = 4u << below(host, 5),
      .completion_entries = 2u << below(host, 5),
      .most_latency = one_in(host, 3) ? 1 : 1 + below(host, 400),
      .error_one_in = one_in(host, 2)   ? 0
                      : one_in(host, 2) ? 20
                                        : 300,
      .noise_one_in = is_wild ? 10 + below(host, 60) : 300,
      .config_one_in = one_in(host, 2) ? 100 + below(host, 400) : 0,
      .consume_one_in = one_in(host, 3) ? 600 : 10 + below(host, 60),
      .credit_one_in = 1 + below(host, 20),
  };
}

void toe_seam_host_init(toe_seam_host_t *host, uint64_t seed, toe_credits_t *credits_out) {
  memset(host, 0, sizeof *host);
  host->draw.state = seed;
  host->maker.draw.state = toe_seam_draw(&host->draw);
  host->maker.is_tame = one_in(host, 2);
  host->maker.most_objects = 1 + below(host, MOST_OBJECTS);
  host->temper = draw_temper(host);
  host->base = one_in(host, 2) ? 0 : (uint64_t)any(host) << 20;
  host->completion_phase = 1;
  bool is_scarce = one_in(host, 2);
  credits_out->posted_headers = is_scarce ? 1 + below(host, 3) : one_in(host, 2) ? INFINITE : 64;
  credits_out->posted_data = is_scarce ? 2 + below(host, 5) : one_in(host, 2) ? INFINITE : 1024;
  credits_out->nonposted_headers = is_scarce ? 1 + below(host, 2) : one_in(host, 2) ? INFINITE : 64;
}

void toe_seam_host_start(toe_seam_host_t *host) {
  const struct {
    uint32_t offset, value;
    bool is_written;
  } writes[] = {
      {TOE_CMD_RING_BASE_LO_OFFSET, (uint32_t)(host->base + COMMANDS_AT), true},
      {TOE_CMD_RING_BASE_HI_OFFSET, (uint32_t)((host->base + COMMANDS_AT) >> 32), true},
      {TOE_CMD_RING_SIZE_OFFSET, host->temper.command_entries, true},
      {TOE_CPL_RING_BASE_LO_OFFSET, (uint32_t)(host->base + COMPLETIONS_AT), true},
      {TOE_CPL_RING_BASE_HI_OFFSET, (uint32_t)((host->base + COMPLETIONS_AT) >> 32), true},
      {TOE_CPL_RING_SIZE_OFFSET, host->temper.completion_entries, true},
      {TOE_STAGE_MSIX_TABLE, 0xFEE00000u, true},
      {TOE_STAGE_MSIX_TABLE + 4, any(host), one_in(host, 2)},
      {TOE_STAGE_MSIX_TABLE + 8, any(host), true},
      {TOE_STAGE_MSIX_TABLE + 12, 0, true},
      {TOE_COMMAND_OVERHEAD_OFFSET, below(host, 300), one_in(host, 4)},
      {TOE_TAG_LIMIT_OFFSET, 1 + below(host, one_in(host, 2) ? 4 : 64), one_in(host, 3)},
      {TOE_LIMIT_NEIGHBOR_OFFSET, below(host, 40), one_in(host, 3)},
      {TOE_LIMIT_PATH_OFFSET, below(host, 40), one_in(host, 3)},
      {TOE_LIMIT_TCP_OFFSET, below(host, 40), one_in(host, 2)},
      {TOE_LIMIT_HOST_MEMORY_OFFSET, below(host, 150), one_in(host, 3)},
      {TOE_WALK_POLICY_OFFSET, host->maker.is_tame ? TOE_POLICY_PRUNE : below(host, 3), true},
      {TOE_INTR_ENABLE_OFFSET, 1, !one_in(host, 8)},
      {TOE_CPL_DOORBELL_OFFSET, 0, true},
      {TOE_CTRL_OFFSET, one_in(host, 4) ? 1 : 3, true},
  };
  toe_device_config_t config = {.has_bus_master = true, .has_msix = true, .mps_bytes = 256, .mrrs_bytes = 512};
  if (one_in(host, 3)) config.mrrs_bytes = 256;
  toe_cycle_t cycle = below(host, START_EDGES / 2);
  put_config(host, cycle, config);
  for (uint32_t i = 0; i < sizeof writes / sizeof writes[0]; ++i) {
    if (writes[i].is_written) write_register(host, cycle++, writes[i].offset, writes[i].value);
  }
}

void toe_seam_host_give(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end) {
  for (toe_cycle_t cycle = begin; cycle < end; ++cycle) {
    access_bar(host, cycle);
    answer_reads(host, cycle);
    if (one_in(host, host->temper.credit_one_in)) return_credits(host, cycle);
    if (one_in(host, host->temper.config_one_in)) change_config(host, cycle);
  }
}

void toe_seam_host_take(toe_seam_host_t *host, const toe_device_output_t *output) {
  const toe_tlp_t *tlp = &output->tlp;
  if (output->stream == TOE_STREAM_CC) {
    --host->bar_reads;
  } else if (tlp->type == TOE_TLP_MWR) {
    ++host->owed.posted_headers;
    host->owed.posted_data += (tlp->length_bytes + 15) / 16;
    write_memory(host, tlp);
  } else {
    ++host->owed.nonposted_headers;
    host->read[tlp->tag % TOE_SEAM_READS] =
        (toe_seam_read_t){.is_waiting = true,
                          .due = output->cycle + 1 + below(host, host->temper.most_latency),
                          .address = tlp->address,
                          .left_bytes = tlp->length_bytes};
  }
}
