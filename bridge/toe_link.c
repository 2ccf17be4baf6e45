/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_link.h"

#include <stdlib.h>
#include <string.h>

#include "bridge/toe_credit_account.h"
#include "bridge/toe_event_queue.h"
#include "bridge/toe_requester.h"

enum { PAGE_BYTES = 4096 };

/* What a profile's total of a 64-byte read holds besides the root complex: the request of 24 bytes and the completion
 * of 20 + 64. */
enum { PROFILE_UP_BYTES = 24, PROFILE_DOWN_BYTES = 84 };

typedef struct arrival {
  toe_fs_t at_fs;
  toe_stream_t stream;
  bool is_answer; /* CC: it answers a read */
  toe_tlp_t tlp;
} arrival_t;

typedef struct config_change {
  toe_fs_t at_fs;
  toe_link_config_t config;
} config_change_t;

struct toe_link {
  toe_link_options_t options;
  toe_nic_memory_t memory;
  toe_device_t *device;
  toe_completer_t *completer;
  toe_trail_t *trail;
  toe_requester_t requester;
  toe_event_queue_t events;
  uint64_t interrupt_count; /* events made */
  bool has_failed;
  toe_nic_stats_t stats;

  toe_fifo_t arrivals; /* on their way up, arrival_t */
  toe_fs_t up_free_fs; /* the link up is free from here on */

  toe_credit_account_t credits;

  toe_link_config_t config; /* in force at the root complex */
  toe_fifo_t changes;       /* config_change_t to come      */
  toe_cycle_t config_cycle; /* the device samples `config` here; TOE_CYCLE_NEVER: it has it */
};

toe_result_t toe_link_byte_fs(uint32_t gen, uint32_t lanes, toe_fs_t *byte_fs_out) {
  static const struct {
    uint32_t gen, lanes, mbps;
  } kRates[] = {
      {3, 1, 7610},  {3, 2, 14910}, {3, 4, 29070}, {3, 8, 57880},  {3, 16, 113700},
      {4, 1, 15220}, {4, 2, 29820}, {4, 4, 58140}, {4, 8, 115770}, {4, 16, 227400},
  };
  for (size_t i = 0; i < sizeof kRates / sizeof kRates[0]; ++i) {
    if (kRates[i].gen != gen || kRates[i].lanes != lanes) continue;
    const uint64_t byte_at_1_mbps = UINT64_C(8000000000); /* fs */
    *byte_fs_out = (byte_at_1_mbps + kRates[i].mbps / 2) / kRates[i].mbps;
    return TOE_OK;
  }
  return TOE_E_RANGE;
}

toe_result_t toe_link_new(const toe_link_options_t *options, const toe_link_config_t *config,
                          const toe_nic_memory_t *memory, toe_device_t *device, toe_link_t **link_out) {
  toe_link_t *link = calloc(1, sizeof *link);
  if (link == NULL) return TOE_E_MEMORY;
  const toe_completer_options_t completer = {
      .clock = options->clock,
      .byte_fs = options->byte_fs,
      .hop_fs = options->hop_fs,
      .less_fs = 2 * options->hop_fs + (PROFILE_UP_BYTES + PROFILE_DOWN_BYTES) * options->byte_fs,
      .profile = options->profile,
      .reads = options->reads,
      .seed = options->seed,
  };
  link->completer = toe_completer_new(&completer, memory, device, &link->stats);
  if (link->completer == NULL) {
    free(link);
    return TOE_E_MEMORY;
  }
  link->options = *options;
  link->memory = *memory;
  link->device = device;
  toe_credit_account_init(&link->credits, options->credits);
  link->config = *config;
  link->config_cycle = TOE_CYCLE_NEVER;
  toe_fifo_init(&link->arrivals, sizeof(arrival_t));
  toe_fifo_init(&link->changes, sizeof(config_change_t));
  toe_event_queue_init(&link->events);
  const toe_requester_options_t requester = {
      .clock = options->clock,
      .hop_fs = options->hop_fs,
      .way_fs = options->mmio_write_fs > options->hop_fs ? options->mmio_write_fs : options->hop_fs,
      .answer_fs = options->mmio_read_fs - options->mmio_write_fs,
  };
  toe_requester_init(&link->requester, &requester, device, &link->events, &link->stats);
  *link_out = link;
  return TOE_OK;
}

void toe_link_free(toe_link_t *link) {
  if (link == NULL) return;
  toe_requester_end(&link->requester);
  toe_event_queue_end(&link->events);
  toe_fifo_end(&link->changes);
  toe_credit_account_end(&link->credits);
  toe_fifo_end(&link->arrivals);
  toe_completer_free(link->completer);
  free(link);
}

void toe_link_set_read_hook(toe_link_t *link, toe_read_hook_t hook, void *self) {
  toe_completer_set_hook(link->completer, hook, self);
}

void toe_link_set_trail(toe_link_t *link, toe_trail_t *trail) {
  link->trail = trail;
  toe_completer_set_trail(link->completer, trail);
}

void toe_link_mmio_write(toe_link_t *link, toe_fs_t now_fs, uint32_t offset, uint32_t value) {
  if (!toe_requester_write(&link->requester, now_fs, offset, value)) link->has_failed = true;
}

void toe_link_mmio_read(toe_link_t *link, toe_fs_t now_fs, uint32_t offset, uint64_t cookie) {
  if (!toe_requester_read(&link->requester, now_fs, offset, cookie)) link->has_failed = true;
}

void toe_link_set_config(toe_link_t *link, toe_fs_t now_fs, const toe_link_config_t *config) {
  config_change_t *change = toe_fifo_push(&link->changes);
  if (change == NULL) {
    link->has_failed = true;
    return;
  }
  *change = (config_change_t){now_fs, *config};
}

void toe_link_flush(toe_link_t *link, toe_cycle_t until) {
  toe_credit_account_tell(&link->credits, until, link->device);
  if (link->config_cycle >= until) return;
  toe_device_put_config(link->device, link->config_cycle, &link->config.device);
  link->config_cycle = TOE_CYCLE_NEVER;
}

toe_cycle_t toe_link_held_cycle(const toe_link_t *link) {
  toe_cycle_t cycle = toe_credit_account_held_cycle(&link->credits);
  return cycle < link->config_cycle ? cycle : link->config_cycle;
}

/* Up. */

static bool is_message(const toe_tlp_t *tlp) {
  return tlp->type == TOE_TLP_MWR && tlp->length_bytes == 4 && tlp->first_be == 0xF && !tlp->is_poisoned &&
         tlp->address >= TOE_MSI_WINDOW_BEGIN && tlp->address < TOE_MSI_WINDOW_END;
}

static void put_message(toe_link_t *link, toe_fs_t at_fs, const toe_tlp_t *tlp) {
  const uint8_t *d = tlp->data;
  const toe_nic_event_t event = {
      .kind = TOE_NIC_INTERRUPT,
      .at_fs = at_fs,
      .value = (uint32_t)d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24,
      .address = tlp->address,
  };
  if (!toe_event_queue_put(&link->events, &event, link->interrupt_count++)) link->has_failed = true;
}

static bool is_well_placed(toe_stream_t stream, toe_tlp_type_t type) {
  bool is_request = type == TOE_TLP_MRD || type == TOE_TLP_MWR;
  return stream == TOE_STREAM_RQ ? is_request : stream == TOE_STREAM_CC && !is_request;
}

void toe_link_put_output(toe_link_t *link, const toe_device_output_t *output) {
  const toe_tlp_t *tlp = &output->tlp;
  if (!is_well_placed(output->stream, tlp->type) || tlp->length_bytes > TOE_TLP_MAX_BYTES ||
      (output->stream == TOE_STREAM_RQ && !toe_credit_account_spend(&link->credits, output->cycle, tlp))) {
    ++link->stats.protocol_errors;
    return;
  }
  arrival_t *arrival = toe_fifo_push(&link->arrivals);
  if (arrival == NULL) {
    link->has_failed = true;
    return;
  }
  const uint32_t bytes = toe_tlp_link_bytes(tlp);
  const toe_fs_t edge_fs = toe_clock_edge_fs(link->options.clock, output->cycle);
  if (link->up_free_fs < edge_fs) link->up_free_fs = edge_fs;
  const toe_fs_t begin_fs = link->up_free_fs;
  link->up_free_fs += bytes * link->options.byte_fs;
  arrival->at_fs = link->up_free_fs + link->options.hop_fs;
  if (link->trail != NULL && tlp->type == TOE_TLP_MRD) {
    toe_clock_t clock = link->options.clock;
    toe_trail_sent(link->trail, tlp->tag, toe_clock_cycle_at(clock, begin_fs),
                   toe_clock_cycle_at(clock, link->up_free_fs), toe_clock_cycle_at(clock, arrival->at_fs));
  }
  arrival->stream = output->stream;
  toe_tlp_copy(&arrival->tlp, tlp);
  ++link->stats.up_tlps;
  link->stats.up_bytes += bytes;

  /* What the host will see is known now. */
  arrival->is_answer = false;
  if (output->stream == TOE_STREAM_CC) {
    if (!toe_requester_answer(&link->requester, tlp, edge_fs, arrival->at_fs, &arrival->is_answer)) {
      link->has_failed = true;
    }
    if (!arrival->is_answer) ++link->stats.protocol_errors;
  } else if (is_message(tlp)) {
    put_message(link, arrival->at_fs, tlp);
  }
}

/* A limit that a device must keep by itself, and does not. */
static bool is_malformed(const toe_tlp_t *tlp, uint32_t limit_bytes) {
  return tlp->length_bytes > limit_bytes || tlp->length_bytes == 0 || tlp->length_bytes % 4 != 0 ||
         tlp->address % PAGE_BYTES + tlp->length_bytes > PAGE_BYTES;
}

/* The bytes that are enabled, in as few pieces as they form; false: some are not memory. */
static bool write_enabled(toe_link_t *link, toe_fs_t at_fs, const toe_tlp_t *tlp) {
  if (tlp->first_be == 0xF && (tlp->length_bytes <= 4 || tlp->last_be == 0xF)) { /* nearly always */
    return link->memory.write(link->memory.self, at_fs, tlp->address, tlp->length_bytes, tlp->data);
  }
  uint32_t begin = 0;
  bool is_good = true;
  for (uint32_t i = 0; i <= tlp->length_bytes; ++i) {
    bool is_first = i<4, is_last = tlp->length_bytes> 4 && i >= tlp->length_bytes - 4;
    uint8_t enables = is_first ? tlp->first_be : is_last ? tlp->last_be : 0xF;
    if (i < tlp->length_bytes && (enables >> i % 4 & 1) != 0) continue;
    if (i > begin &&
        !link->memory.write(link->memory.self, at_fs, tlp->address + begin, i - begin, tlp->data + begin)) {
      is_good = false;
    }
    begin = i + 1;
  }
  return is_good;
}

static void take_write(toe_link_t *link, toe_fs_t at_fs, const toe_tlp_t *tlp) {
  if (is_malformed(tlp, link->config.device.mps_bytes)) {
    ++link->stats.protocol_errors;
  } else if (is_message(tlp)) {
    ++link->stats.interrupts; /* the event is under way already */
  } else if ((tlp->address >= TOE_MSI_WINDOW_BEGIN && tlp->address < TOE_MSI_WINDOW_END) || tlp->is_poisoned ||
             !write_enabled(link, at_fs, tlp)) {
    ++link->stats.unsupported_requests;
  } else {
    toe_completer_wrote(link->completer, tlp->address);
    ++link->stats.dma_writes;
    link->stats.dma_write_bytes += tlp->length_bytes;
  }
}

static void take_read(toe_link_t *link, toe_fs_t at_fs, const toe_tlp_t *tlp) {
  bool is_bad = is_malformed(tlp, link->config.device.mrrs_bytes);
  bool is_window = tlp->address >= TOE_MSI_WINDOW_BEGIN && tlp->address < TOE_MSI_WINDOW_END;
  uint32_t split = link->options.is_split_at_rcb ? link->options.rcb_bytes : link->config.device.mps_bytes;
  bool is_taken = toe_completer_take(link->completer, at_fs, tlp, split, is_bad || is_window);
  if (is_bad || !is_taken) ++link->stats.protocol_errors;
  if (!is_taken) return;
  ++link->stats.dma_reads;
  link->stats.dma_read_bytes += tlp->length_bytes;
}

static void take_arrival(toe_link_t *link) {
  const arrival_t *arrival = toe_fifo_front(&link->arrivals);
  const toe_tlp_t *tlp = &arrival->tlp;
  if (arrival->stream == TOE_STREAM_CC) {
    if (arrival->is_answer) toe_requester_arrived(&link->requester, arrival->at_fs);
  } else {
    if (tlp->type == TOE_TLP_MRD) {
      take_read(link, arrival->at_fs, tlp);
    } else {
      take_write(link, arrival->at_fs, tlp);
    }
    toe_fs_t back_fs = toe_fs_add(arrival->at_fs, link->options.fc_update_fs + link->options.hop_fs);
    toe_cycle_t cycle = toe_clock_cycle_at(link->options.clock, back_fs);
    if (!toe_credit_account_return(&link->credits, cycle, tlp)) link->has_failed = true;
  }
  toe_fifo_pop(&link->arrivals);
}

static void take_change(toe_link_t *link) {
  const config_change_t *change = toe_fifo_front(&link->changes);
  toe_cycle_t cycle = toe_clock_cycle_at(link->options.clock, toe_fs_add(change->at_fs, link->options.hop_fs));
  if (link->config_cycle < cycle) {
    toe_device_put_config(link->device, link->config_cycle, &link->config.device);
  }
  link->config = change->config;
  link->config_cycle = cycle;
  toe_fifo_pop(&link->changes);
}

/* Time. */

static toe_fs_t next_change_fs(const toe_link_t *link) {
  const config_change_t *change = toe_fifo_front(&link->changes);
  return change == NULL ? TOE_FS_NEVER : change->at_fs;
}

static toe_fs_t next_arrival_fs(const toe_link_t *link) {
  const arrival_t *arrival = toe_fifo_front(&link->arrivals);
  return arrival == NULL ? TOE_FS_NEVER : arrival->at_fs;
}

toe_fs_t toe_link_next_fs(const toe_link_t *link) {
  const toe_fs_t times[] = {next_change_fs(link), next_arrival_fs(link), toe_completer_next_fs(link->completer),
                            toe_requester_next_fs(&link->requester)};
  toe_fs_t next_fs = TOE_FS_NEVER;
  for (size_t i = 0; i < sizeof times / sizeof times[0]; ++i) {
    if (times[i] < next_fs) next_fs = times[i];
  }
  return next_fs;
}

void toe_link_run(toe_link_t *link, toe_fs_t until_fs) {
  for (;;) {
    const toe_fs_t at_fs = toe_link_next_fs(link);
    if (at_fs >= until_fs) return;
    if (next_change_fs(link) == at_fs) {
      take_change(link);
    } else if (next_arrival_fs(link) == at_fs) {
      take_arrival(link);
    } else if (toe_completer_next_fs(link->completer) == at_fs) {
      toe_completer_step(link->completer);
    } else if (!toe_requester_step(&link->requester, link->config.has_memory)) {
      link->has_failed = true;
    }
  }
}

const toe_nic_event_t *toe_link_first_event(const toe_link_t *link) { return toe_event_queue_first(&link->events); }

void toe_link_drop_event(toe_link_t *link) { toe_event_queue_drop(&link->events); }

toe_result_t toe_link_failure(const toe_link_t *link) { return link->has_failed ? TOE_E_MEMORY : TOE_OK; }

const toe_nic_stats_t *toe_link_stats(const toe_link_t *link) { return &link->stats; }
