/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_completer.h"

#include <stdlib.h>
#include <string.h>

enum { TAGS = 256 };

/* A read in flight, by its tag. */
typedef struct read {
  bool is_in_flight;
  toe_fs_t ready_fs;
  uint64_t order; /* of arrival */
  uint64_t address;
  uint32_t skip_bytes;  /* not enabled at the front               */
  uint32_t count_bytes; /* enabled ones, as byte_count counts them */
  uint32_t split_bytes;
  uint16_t requester_id;
  toe_fs_t give_up_fs; /* when its timeout is acted on; TOE_FS_NEVER: it has none */
  bool is_given_up;
  toe_read_fate_t fate;
  uint8_t data[TOE_TLP_MAX_BYTES];
} read_t;

struct toe_completer {
  toe_completer_options_t options;
  toe_nic_memory_t memory;
  toe_device_t *device;
  toe_nic_stats_t *stats;
  toe_read_hook_t hook;
  void *hook_self;
  toe_trail_t *trail;
  uint64_t arrivals;
  uint64_t draws[TOE_LATENCY_STREAMS];
  toe_iotlb_t iotlb;
  toe_fs_t free_fs;       /* the link down is free from here on  */
  toe_cycle_t next_cycle; /* first free edge at RC               */
  uint32_t ready_count;
  uint8_t ready[TAGS]; /* tags in flight, a binary heap by (ready_fs, order) */
  read_t reads[TAGS];
  toe_tlp_t tlp; /* the completion being sent */
};

toe_completer_t *toe_completer_new(const toe_completer_options_t *options, const toe_nic_memory_t *memory,
                                   toe_device_t *device, toe_nic_stats_t *stats) {
  toe_completer_t *completer = calloc(1, sizeof *completer);
  if (completer == NULL) return NULL;
  completer->options = *options;
  completer->memory = *memory;
  completer->device = device;
  completer->stats = stats;
  toe_iotlb_init(&completer->iotlb, options->reads.iotlb_entries);
  return completer;
}

void toe_completer_free(toe_completer_t *completer) { free(completer); }

void toe_completer_set_hook(toe_completer_t *completer, toe_read_hook_t hook, void *self) {
  completer->hook = hook;
  completer->hook_self = self;
}

void toe_completer_set_trail(toe_completer_t *completer, toe_trail_t *trail) { completer->trail = trail; }

static bool is_sooner(const toe_completer_t *completer, uint8_t tag_a, uint8_t tag_b) {
  const read_t *a = &completer->reads[tag_a], *b = &completer->reads[tag_b];
  return a->ready_fs != b->ready_fs ? a->ready_fs < b->ready_fs : a->order < b->order;
}

static void swap_ready(toe_completer_t *completer, uint32_t i, uint32_t j) {
  uint8_t tag = completer->ready[i];
  completer->ready[i] = completer->ready[j];
  completer->ready[j] = tag;
}

static void push_ready(toe_completer_t *completer, uint8_t tag) {
  uint32_t i = completer->ready_count++;
  completer->ready[i] = tag;
  for (; i > 0 && is_sooner(completer, completer->ready[i], completer->ready[(i - 1) / 2]); i = (i - 1) / 2) {
    swap_ready(completer, i, (i - 1) / 2);
  }
}

static uint8_t pop_ready(toe_completer_t *completer) {
  uint8_t tag = completer->ready[0];
  completer->ready[0] = completer->ready[--completer->ready_count];
  for (uint32_t i = 0;;) {
    uint32_t least = i;
    for (uint32_t child = 2 * i + 1; child <= 2 * i + 2; ++child) {
      if (child < completer->ready_count && is_sooner(completer, completer->ready[child], completer->ready[least])) {
        least = child;
      }
    }
    if (least == i) return tag;
    swap_ready(completer, i, least);
    i = least;
  }
}

/* Bytes that are not enabled at the front and at the back of a request; a request that enables none reads one byte
 * in name (the "flush" of PCIe 2.2.5). */
static void find_enabled(const toe_tlp_t *request, uint32_t *skip_out, uint32_t *count_out) {
  uint32_t skip = 0, back = 0;
  uint8_t last_be = request->length_bytes <= 4 ? request->first_be : request->last_be;
  while (skip < 3 && (request->first_be >> skip & 1) == 0) ++skip;
  while (back < 3 && (last_be >> (3 - back) & 1) == 0) ++back;
  if (request->length_bytes <= 4 && request->first_be == 0) skip = 0;
  *skip_out = skip;
  *count_out = request->length_bytes > skip + back ? request->length_bytes - skip - back : 1;
}

static toe_fs_t adders_fs(toe_completer_t *completer, uint64_t address) {
  const toe_completer_reads_t *reads = &completer->options.reads;
  if (reads->iotlb_miss_fs == 0 || toe_iotlb_touch(&completer->iotlb, address)) return reads->extra_fs;
  ++completer->stats->iotlb_misses;
  return toe_fs_add(reads->extra_fs, reads->iotlb_miss_fs);
}

/* What the options say of this read; memory that is not there stays UR. */
static void set_fault(const toe_completer_t *completer, toe_latency_stream_t stream, uint64_t index,
                      toe_read_fate_t *fate) {
  const toe_read_fault_t *fault = toe_read_faults_find(&completer->options.reads.faults, stream, index);
  if (fault == NULL || fate->status != TOE_TLP_SC) return;
  fate->good = fault->good;
  switch (fault->kind) {
    case TOE_READ_FAULT_POISONED:
      fate->is_poisoned = true;
      break;
    case TOE_READ_FAULT_UR:
      fate->status = TOE_TLP_UR;
      break;
    case TOE_READ_FAULT_CA:
      fate->status = TOE_TLP_CA;
      break;
    case TOE_READ_FAULT_LOST:
      fate->is_lost = true;
      break;
  }
}

/* A read that arrived at at_fs left the device's end a hop before.  What is done here reaches that end a hop later, and
 * never before now. */
static toe_fs_t give_up_fs(const toe_completer_t *completer, toe_fs_t at_fs) {
  const toe_fs_t timeout_fs = completer->options.reads.timeout_fs, way_fs = 2 * completer->options.hop_fs;
  if (timeout_fs == 0) return TOE_FS_NEVER;
  return toe_fs_add(at_fs, timeout_fs > way_fs ? timeout_fs - way_fs : 0);
}

bool toe_completer_take(toe_completer_t *completer, toe_fs_t at_fs, const toe_tlp_t *request, uint32_t split_bytes,
                        bool is_refused) {
  read_t *read = &completer->reads[request->tag];
  if (read->is_in_flight) return false;
  read->is_in_flight = true;
  read->order = completer->arrivals++;
  read->address = request->address;
  find_enabled(request, &read->skip_bytes, &read->count_bytes);
  read->split_bytes = split_bytes;
  read->requester_id = request->requester_id;
  read->fate = (toe_read_fate_t){.status = TOE_TLP_SC};
  if (is_refused ||
      !completer->memory.read(completer->memory.self, at_fs, request->address, request->length_bytes, read->data)) {
    read->fate.status = TOE_TLP_UR;
    ++completer->stats->unsupported_requests;
  }
  /* One draw a read, also of a refused one: what a read gets does not depend on what became of others. */
  const toe_latency_stream_t stream = toe_latency_stream_of_tag(request->tag);
  const uint64_t index = completer->draws[stream]++;
  read->fate.extra_fs = adders_fs(completer, request->address);
  set_fault(completer, stream, index, &read->fate);
  if (completer->hook != NULL) completer->hook(completer->hook_self, at_fs, request, &read->fate);

  toe_fs_t total_fs = toe_latency_total_fs(&completer->options.profile, completer->options.seed, stream, index);
  toe_fs_t own_fs = total_fs > completer->options.less_fs ? total_fs - completer->options.less_fs : 0;
  read->ready_fs = toe_fs_add(at_fs, toe_fs_add(own_fs, read->fate.extra_fs));
  read->is_given_up = false;
  read->give_up_fs = give_up_fs(completer, at_fs);
  if (read->ready_fs > read->give_up_fs) { /* too late, whatever it would have brought */
    read->ready_fs = read->give_up_fs;
    read->is_given_up = true;
  }
  push_ready(completer, request->tag);
  if (completer->trail != NULL) {
    toe_trail_ready(completer->trail, request->tag, toe_clock_cycle_at(completer->options.clock, read->ready_fs));
  }
  return true;
}

void toe_completer_wrote(toe_completer_t *completer, uint64_t address) {
  if (completer->options.reads.iotlb_miss_fs != 0) (void)toe_iotlb_touch(&completer->iotlb, address);
}

toe_fs_t toe_completer_next_fs(const toe_completer_t *completer) {
  return completer->ready_count == 0 ? TOE_FS_NEVER : completer->reads[completer->ready[0]].ready_fs;
}

/* Onto RC, a hop after end_fs; on the link since begin_fs. */
static void present(toe_completer_t *completer, toe_fs_t begin_fs, toe_fs_t end_fs) {
  const toe_tlp_t *tlp = &completer->tlp;
  toe_cycle_t cycle = toe_clock_cycle_at(completer->options.clock, end_fs + completer->options.hop_fs);
  if (completer->trail != NULL) {
    toe_clock_t clock = completer->options.clock;
    toe_trail_data(completer->trail, tlp->tag, tlp->length_bytes, toe_clock_cycle_at(clock, begin_fs),
                   toe_clock_cycle_at(clock, end_fs), cycle);
  }
  if (cycle < completer->next_cycle) cycle = completer->next_cycle;
  completer->next_cycle = cycle + toe_tlp_beats(tlp);
  toe_device_put_tlp(completer->device, TOE_STREAM_RC, cycle, tlp);
}

/* Over the link and a hop. */
static void send(toe_completer_t *completer, toe_fs_t ready_fs) {
  uint32_t bytes = toe_tlp_link_bytes(&completer->tlp);
  if (completer->free_fs < ready_fs) completer->free_fs = ready_fs;
  const toe_fs_t begin_fs = completer->free_fs;
  completer->free_fs += bytes * completer->options.byte_fs;
  ++completer->stats->down_tlps;
  completer->stats->down_bytes += bytes;
  present(completer, begin_fs, completer->free_fs);
}

/* The device's own end of the link ends the read. */
static void give_up(toe_completer_t *completer, uint8_t tag) {
  read_t *read = &completer->reads[tag];
  const toe_tlp_t none = {.type = TOE_TLP_CPL, .tag = tag, .status = TOE_TLP_CA, .requester_id = read->requester_id};
  toe_tlp_copy(&completer->tlp, &none);
  completer->tlp.byte_count = (uint16_t)read->count_bytes;
  completer->tlp.lower_address = (read->address + read->skip_bytes) & 0x7F;
  present(completer, read->give_up_fs, read->give_up_fs);
  ++completer->stats->completion_timeouts;
  read->is_in_flight = false;
}

/* Nothing more comes of a read from address `at` on. */
static void wait_for_timeout(toe_completer_t *completer, uint8_t tag, uint64_t at) {
  read_t *read = &completer->reads[tag];
  const uint32_t came_bytes = (uint32_t)(at - read->address - read->skip_bytes);
  if (read->give_up_fs == TOE_FS_NEVER) { /* nobody will ever say so */
    read->is_in_flight = false;
    return;
  }
  read->skip_bytes += came_bytes;
  read->count_bytes -= came_bytes;
  read->ready_fs = read->give_up_fs;
  read->is_given_up = true;
  push_ready(completer, tag);
}

void toe_completer_step(toe_completer_t *completer) {
  uint8_t tag = pop_ready(completer);
  read_t *read = &completer->reads[tag];
  if (read->is_given_up) {
    give_up(completer, tag);
    return;
  }
  const toe_read_fate_t *fate = &read->fate;
  bool has_fault = fate->status != TOE_TLP_SC || fate->is_poisoned || fate->is_lost;
  toe_tlp_t *tlp = &completer->tlp;
  uint64_t at = read->address + read->skip_bytes, end = at + read->count_bytes;
  for (uint32_t i = 0; at < end; ++i) {
    bool is_faulty = has_fault && i >= fate->good;
    if (is_faulty && fate->is_lost) {
      wait_for_timeout(completer, tag, at);
      return;
    }
    uint64_t next = (at / read->split_bytes + 1) * read->split_bytes;
    if (next > end) next = end;
    /* Whole DWs travel; byte_count and lower_address say which bytes count. */
    uint64_t first_dw = at & ~UINT64_C(3), dw_end = (next + 3) & ~UINT64_C(3);
    bool has_data = !is_faulty || fate->status == TOE_TLP_SC;
    tlp->type = has_data ? TOE_TLP_CPLD : TOE_TLP_CPL;
    tlp->length_bytes = has_data ? (uint32_t)(dw_end - first_dw) : 0;
    tlp->tag = tag;
    tlp->status = is_faulty ? fate->status : TOE_TLP_SC;
    tlp->is_poisoned = is_faulty && fate->is_poisoned && has_data;
    tlp->byte_count = (uint16_t)(end - at);
    tlp->lower_address = at & 0x7F;
    tlp->requester_id = read->requester_id;
    if (has_data) memcpy(tlp->data, read->data + (first_dw - read->address), tlp->length_bytes);
    send(completer, read->ready_fs);
    if (is_faulty) break;
    at = next;
  }
  read->is_in_flight = false;
}
