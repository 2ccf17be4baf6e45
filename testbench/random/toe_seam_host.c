/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "testbench/random/toe_seam_parts.h"
#include "testbench/random/toe_seam_segment.h"

enum { STOPPED_EDGES = 60, START_SPREAD = 64, FREED = 4 /* RESULT.FLAGS */ };
#define INFINITE 0xFFFFFFFFu

static uint32_t below(toe_seam_host_t *host, uint32_t bound) { return toe_random_below(&host->draw, bound); }
static bool one_in(toe_seam_host_t *host, uint32_t n) { return toe_random_one_in(&host->draw, n); }
static uint32_t any(toe_seam_host_t *host) { return (uint32_t)toe_random_draw(&host->draw); }

/* ---- memory ---- */

bool toe_seam_has_address(const toe_seam_host_t *host, uint64_t address) {
  return address - host->base < TOE_SEAM_MEMORY_BYTES;
}

uint8_t toe_seam_read_byte(const toe_seam_host_t *host, uint64_t address) {
  uint64_t at = address - host->base;
  if (at < TOE_SEAM_MEMORY_BYTES) return host->memory[at];
  return (uint8_t)(address * 0x9E3779B97F4A7C15u >> 56);
}

static void write_memory(toe_seam_host_t *host, const toe_tlp_t *tlp) {
  for (uint32_t i = 0; i < tlp->length_bytes; ++i) {
    uint64_t at = tlp->address + i - host->base;
    if (at < TOE_SEAM_MEMORY_BYTES) host->memory[at] = tlp->data[i];
  }
  uint64_t result = tlp->address - host->base - TOE_SEAM_RESULTS_AT;
  if (result < (uint64_t)TOE_SEAM_RESULT_PLACES * TOE_RESULT_BYTES && tlp->length_bytes == TOE_RESULT_BYTES) {
    uint32_t handle = (uint32_t)TOE_READ(tlp->data, RESULT, HANDLE);
    if ((TOE_READ(tlp->data, RESULT, FLAGS) & FREED) != 0) {
      toe_seam_maker_forget(&host->maker, handle);
    } else {
      toe_seam_maker_learn(&host->maker, handle);
    }
  }
}

/* ---- software ---- */

toe_seam_places_t toe_seam_places(const toe_seam_host_t *host, uint32_t place, uint32_t result) {
  return (toe_seam_places_t){host->base + TOE_SEAM_OBJECTS_AT + (uint64_t)place * TOE_OBJECT_BYTES,
                             host->base + TOE_SEAM_RESULTS_AT + (uint64_t)result * TOE_RESULT_BYTES,
                             host->base + TOE_SEAM_RETURNS_AT + (uint64_t)result * TOE_OBJECT_BYTES};
}

/* The segment of a FORWARD, where its command says if it says a place for it. */
static void put_segment(toe_seam_host_t *host, const uint8_t *command) {
  const uint64_t at = TOE_READ(command, COMMAND, OBJECT_ADDR) - host->base;
  if (TOE_READ(command, COMMAND, OPCODE) != TOE_OPCODE_FORWARD || at < TOE_SEAM_OBJECTS_AT) return;
  if (at > TOE_SEAM_MEMORY_BYTES - TOE_SEAM_SEGMENT_MOST) return;
  toe_seam_make_segment(&host->maker, command, host->memory + at);
}

/* Commands into the free entries of the ring, all or some, and the doorbell. */
static void post_commands(toe_seam_host_t *host, toe_cycle_t cycle) {
  uint32_t entries = host->temper.command_entries;
  uint32_t room = (host->command_head + entries - host->command_tail - 1) % entries;
  for (uint32_t left = room == 0 ? 0 : 1 + below(host, room); left > 0; --left) {
    uint32_t place = below(host, TOE_SEAM_OBJECT_PLACES - TOE_SEAM_MOST_OBJECTS), count;
    uint32_t result = below(host, TOE_SEAM_RESULT_PLACES - TOE_SEAM_MOST_OBJECTS);
    toe_seam_places_t places = toe_seam_places(host, place, result);
    uint8_t *command = host->memory + TOE_SEAM_COMMANDS_AT + (size_t)host->command_tail * TOE_COMMAND_BYTES;
    toe_seam_make_command(&host->maker, &places, command, &count);
    toe_seam_streams_made(&host->ledger.streams, command);
    toe_seam_make_objects(&host->maker, command, host->memory + (places.objects - host->base), count);
    put_segment(host, command);
    host->command_tail = (host->command_tail + 1) % entries;
  }
  toe_seam_write_register(host, cycle, TOE_CMD_DOORBELL_OFFSET, host->command_tail);
}

/* The driver's order: entries until none is new, then the doorbell. */
static void consume_completions(toe_seam_host_t *host, toe_cycle_t cycle) {
  for (;;) {
    const uint8_t *entry =
        host->memory + TOE_SEAM_COMPLETIONS_AT + (size_t)host->completion_head * TOE_COMPLETION_BYTES;
    uint64_t type = TOE_READ(entry, COMPLETION, TYPE); /* PHASE stands at one place in all */
    if (type < TOE_ENTRY_COMPLETION || type > TOE_ENTRY_RECEIVED) break;
    if (TOE_READ(entry, COMPLETION, PHASE) != host->completion_phase) break;
    if (type == TOE_ENTRY_COMPLETION) {
      host->command_head = (uint32_t)TOE_READ(entry, COMPLETION, COMMAND_HEAD) % host->temper.command_entries;
    }
    host->completion_head = (host->completion_head + 1) % host->temper.completion_entries;
    if (host->completion_head == 0) host->completion_phase ^= 1;
    if (one_in(host, 4)) break; /* not always all */
  }
  toe_seam_write_register(host, cycle, TOE_CPL_DOORBELL_OFFSET, host->completion_head);
}

/* A device that is stopped takes registers it refuses while it runs; what is in flight goes on meanwhile. */
static void access_stopped(toe_seam_host_t *host, toe_cycle_t cycle) {
  if (--host->stopped_left == 0) {
    toe_seam_write_register(host, cycle, TOE_CTRL_OFFSET, one_in(host, 4) ? 1 : 3);
  } else if (one_in(host, 2)) {
    toe_seam_turn_knob(host, cycle);
  } else if (one_in(host, 8)) {
    consume_completions(host, cycle);
  }
}

/* At most one TLP at an edge of CQ. */
static void access_bar(toe_seam_host_t *host, toe_cycle_t cycle) {
  if (host->stopped_left > 0) {
    access_stopped(host, cycle);
  } else if (one_in(host, 40)) {
    post_commands(host, cycle);
  } else if (one_in(host, host->temper.consume_one_in)) {
    consume_completions(host, cycle);
  } else if (one_in(host, host->temper.return_one_in)) {
    toe_seam_return_buffer(host, cycle);
  } else if (one_in(host, host->temper.noise_one_in)) {
    if (one_in(host, 2)) {
      toe_seam_turn_knob(host, cycle);
    } else {
      toe_seam_make_noise(host, cycle);
    }
  } else if (one_in(host, 200)) {
    /* What noise may have switched off. */
    toe_seam_write_register(host, cycle, TOE_CTRL_OFFSET, 1 | below(host, 2) << 1);
  } else if (one_in(host, host->temper.stop_one_in)) {
    host->stopped_left = 2 + below(host, STOPPED_EDGES);
    toe_seam_write_register(host, cycle, TOE_CTRL_OFFSET, 0);
  }
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
      .flip_one_in = one_in(host, 2) ? 10 + below(host, 300) : 0,
      .stop_one_in = one_in(host, 2) ? 1000 + below(host, 4000) : 0,
      .is_drained = one_in(host, 2),
      .return_one_in = one_in(host, 4) ? 0 : 5 + below(host, 60),
      .is_return_strict = !one_in(host, 4),
      .is_strict = one_in(host, 2),
  };
}

void toe_seam_host_init(toe_seam_host_t *host, uint64_t seed, bool has_frames, toe_credits_t *credits_out) {
  memset(host, 0, sizeof *host);
  host->draw.state = seed;
  host->maker.draw.state = toe_random_draw(&host->draw);
  host->maker.is_tame = one_in(host, 2);
  host->maker.most_objects = 1 + below(host, TOE_SEAM_MOST_OBJECTS);
  host->temper = draw_temper(host);
  host->frame_draw.state = seed ^ UINT64_C(0x57495245);
  if (has_frames) host->temper.frame_one_in = 1u << toe_random_below(&host->frame_draw, 8);
  host->base = one_in(host, 2) ? 0 : (uint64_t)any(host) << 20;
  host->maker.data_addr = host->base + TOE_SEAM_OBJECTS_AT;
  host->maker.data_blocks = (TOE_SEAM_MEMORY_BYTES - TOE_SEAM_OBJECTS_AT) / TOE_STAGE_BUFFER_ROW_BYTES;
  host->maker.receive_one_in = one_in(host, 4) ? 0 : 1 + below(host, 4);
  if (host->maker.receive_one_in == 1) host->maker.is_tame = true;
  host->maker.streams = &host->ledger.streams;
  host->ledger.streams.is_strict_return = host->temper.is_return_strict;
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
      {TOE_CMD_RING_BASE_LO_OFFSET, (uint32_t)(host->base + TOE_SEAM_COMMANDS_AT), true},
      {TOE_CMD_RING_BASE_HI_OFFSET, (uint32_t)((host->base + TOE_SEAM_COMMANDS_AT) >> 32), true},
      {TOE_CMD_RING_SIZE_OFFSET, host->temper.command_entries, true},
      {TOE_CPL_RING_BASE_LO_OFFSET, (uint32_t)(host->base + TOE_SEAM_COMPLETIONS_AT), true},
      {TOE_CPL_RING_BASE_HI_OFFSET, (uint32_t)((host->base + TOE_SEAM_COMPLETIONS_AT) >> 32), true},
      {TOE_CPL_RING_SIZE_OFFSET, host->temper.completion_entries, true},
      {TOE_STAGE_MSIX_TABLE, 0xFEE00000u, true},
      {TOE_STAGE_MSIX_TABLE + 4, any(host), one_in(host, 2)},
      {TOE_STAGE_MSIX_TABLE + 8, any(host), true},
      {TOE_STAGE_MSIX_TABLE + 12, 0, true},
      {TOE_INTR_ENABLE_OFFSET, 1, !one_in(host, 8)},
      {TOE_CPL_DOORBELL_OFFSET, 0, true},
      {TOE_CTRL_OFFSET, one_in(host, 4) ? 1 : 3, true},
  };
  toe_cycle_t cycle = below(host, START_SPREAD);
  toe_seam_change_config(host, cycle, true);
  if (one_in(host, 3)) {
    toe_device_config_t small = {.has_bus_master = true, .has_msix = true, .mps_bytes = 128, .mrrs_bytes = 256};
    for (int i = 0; i < TOE_SEAM_SIDES; ++i) toe_device_put_config(host->device[i], cycle + 1, &small);
  }
  cycle = toe_seam_set_up_wire(host, toe_seam_set_up(host, cycle));
  for (uint32_t i = 0; i < sizeof writes / sizeof writes[0]; ++i) {
    if (writes[i].is_written) toe_seam_write_register(host, cycle++, writes[i].offset, writes[i].value);
  }
}

void toe_seam_host_give(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end) {
  for (toe_cycle_t cycle = begin; cycle < end; ++cycle) {
    access_bar(host, cycle);
    toe_seam_answer_reads(host, cycle, false);
    if (one_in(host, host->temper.credit_one_in)) toe_seam_return_credits(host, cycle, false);
    if (one_in(host, host->temper.config_one_in)) toe_seam_change_config(host, cycle, false);
    if (one_in(host, host->temper.flip_one_in)) toe_seam_flip_bits(host, cycle);
    toe_seam_send_frames(host, cycle);
  }
}

void toe_seam_host_calm(toe_seam_host_t *host, toe_cycle_t begin, toe_cycle_t end) {
  host->stopped_left = 0;
  toe_seam_change_config(host, begin, true);
  for (toe_cycle_t cycle = begin; cycle < end; ++cycle) {
    if (cycle == begin) consume_completions(host, cycle);
    toe_seam_answer_reads(host, cycle, true);
    toe_seam_return_credits(host, cycle, true);
  }
}

void toe_seam_host_take(toe_seam_host_t *host, const toe_device_output_t *output) {
  const toe_tlp_t *tlp = &output->tlp;
  if (output->stream == TOE_STREAM_CC) {
    --host->bar_reads;
    if (host->audited < TOE_SEAM_AUDITS) host->used[host->audited++] = (uint32_t)toe_member_read(tlp->data, 0, 4);
  } else if (tlp->type == TOE_TLP_MWR) {
    ++host->owed.posted_headers;
    host->owed.posted_data += (tlp->length_bytes + 15) / 16;
    write_memory(host, tlp);
  } else {
    ++host->owed.nonposted_headers;
    if (tlp->tag < TOE_STAGE_COMMAND_SLOTS) ++host->fetches;
    host->read[tlp->tag % TOE_SEAM_READS] =
        (toe_seam_read_t){.is_waiting = true,
                          .due = output->cycle + 1 + below(host, host->temper.most_latency),
                          .address = tlp->address,
                          .left_bytes = tlp->length_bytes};
  }
}
