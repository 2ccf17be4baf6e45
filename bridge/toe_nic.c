/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_nic.h"

#include <stdlib.h>

#include "bridge/toe_config_space.h"
#include "bridge/toe_link.h"
#include "bridge/toe_wire.h"

struct toe_nic {
  toe_device_t *device;
  toe_link_t *link;
  toe_wire_t wire;
  bool has_lost_frame; /* for want of memory */
  toe_clock_t clock;
  toe_fs_t hop_fs;
  toe_fs_t ran_fs; /* everything before this has happened */
  toe_config_space_t config_space;
  toe_fs_t config_fs;         /* of the last configuration write  */
  toe_device_output_t output; /* the one being handed to the link */
};

void toe_nic_options_default(toe_nic_options_t *options_out) {
  *options_out = (toe_nic_options_t){
      .clock_mhz = 250,
      .pcie_gen = 3,
      .pcie_lanes = 8,
      .mps_bytes = 256,
      .mrrs_bytes = 512,
      .rcb_bytes = 64,
      .is_split_at_rcb = false,
      .credits_ph = 64,
      .credits_pd = 1024,
      .credits_nph = 64,
      .fc_update_ns = 100,
      .hop_ns = 150,
      .mmio_write_ns = 200,
      .mmio_read_ns = 900,
      .read_latency = "server",
      .iotlb_entries = 64,
      .completion_timeout_us = 50000,
      .read_faults = "none",
      .seed = 1,
      .wire_gbps = 10,
  };
}

toe_credits_t toe_nic_credits(const toe_nic_options_t *options) {
  return (toe_credits_t){options->credits_ph, options->credits_pd, options->credits_nph};
}

static bool is_size(uint32_t bytes, uint32_t min, uint32_t max) {
  return bytes >= min && bytes <= max && (bytes & (bytes - 1)) == 0;
}

static toe_result_t refuse(toe_error_t *error_out, const char *key, uint32_t value, const char *must) {
  toe_error_set(error_out, "%s: %u is out of range; it must be %s", key, value, must);
  return TOE_E_RANGE;
}

static toe_result_t check_reads(const toe_nic_options_t *o, toe_error_t *error_out) {
  const uint32_t max_ns = 100000, min_timeout_us = 50, max_timeout_us = 64000000;
  if (o->cold_cache_ns > max_ns) return refuse(error_out, "pcie.cold_cache_ns", o->cold_cache_ns, "0..100000");
  if (o->numa_ns > max_ns) return refuse(error_out, "pcie.numa_ns", o->numa_ns, "0..100000");
  if (o->iotlb_miss_ns > max_ns) return refuse(error_out, "pcie.iotlb_miss_ns", o->iotlb_miss_ns, "0..100000");
  if (o->iotlb_entries < 1 || o->iotlb_entries > TOE_IOTLB_MAX_ENTRIES) {
    return refuse(error_out, "pcie.iotlb_entries", o->iotlb_entries, "1..1024");
  }
  if (o->completion_timeout_us < min_timeout_us || o->completion_timeout_us > max_timeout_us) {
    return refuse(error_out, "pcie.completion_timeout_us", o->completion_timeout_us, "50..64000000");
  }
  return TOE_OK;
}

/* What the link cannot work with; the bounds are those of config.def, so that sums of times stay far from the end of
 * toe_fs_t. */
static toe_result_t check(const toe_nic_options_t *o, toe_error_t *error_out) {
  const uint32_t max_ns = 100000, max_headers = 2048, max_data = 65536;
  if (o->clock_mhz < 1 || o->clock_mhz > 2000) return refuse(error_out, "clock_mhz", o->clock_mhz, "1..2000");
  if (!is_size(o->mps_bytes, 128, 4096)) {
    return refuse(error_out, "pcie.mps", o->mps_bytes, "a power of two, 128..4096");
  }
  if (!is_size(o->mrrs_bytes, 256, 4096)) {
    return refuse(error_out, "pcie.mrrs", o->mrrs_bytes, "a power of two, 256..4096");
  }
  if (!is_size(o->rcb_bytes, 64, 128)) return refuse(error_out, "pcie.rcb", o->rcb_bytes, "64 or 128");
  if (o->credits_ph < 1 || o->credits_ph > max_headers) {
    return refuse(error_out, "pcie.credits_ph", o->credits_ph, "1..2048");
  }
  if (o->credits_pd < o->mps_bytes / 16 || o->credits_pd > max_data) {
    return refuse(error_out, "pcie.credits_pd", o->credits_pd,
                  "pcie.mps / 16 (else a full write never leaves) or more, up to 65536");
  }
  if (o->credits_nph < 1 || o->credits_nph > max_headers) {
    return refuse(error_out, "pcie.credits_nph", o->credits_nph, "1..2048");
  }
  if (o->fc_update_ns > max_ns) return refuse(error_out, "pcie.fc_update_ns", o->fc_update_ns, "0..100000");
  if (o->hop_ns < 1 || o->hop_ns > max_ns) return refuse(error_out, "pcie.hop_ns", o->hop_ns, "1..100000");
  if (o->mmio_write_ns < 1 || o->mmio_write_ns > max_ns) {
    return refuse(error_out, "pcie.mmio_write_ns", o->mmio_write_ns, "1..100000");
  }
  if (o->mmio_read_ns <= o->mmio_write_ns || o->mmio_read_ns > max_ns) {
    return refuse(error_out, "pcie.mmio_read_ns", o->mmio_read_ns, "above pcie.mmio_write_ns, up to 100000");
  }
  if (o->wire_gbps < 1 || o->wire_gbps > 400) return refuse(error_out, "wire.gbps", o->wire_gbps, "1..400");
  return check_reads(o, error_out);
}

static toe_link_config_t link_config(const toe_nic_t *nic) {
  return (toe_link_config_t){
      .device = toe_config_space_device(&nic->config_space),
      .has_memory = toe_config_space_has_memory(&nic->config_space),
  };
}

static toe_result_t open_link(toe_nic_t *nic, const toe_nic_options_t *options, const toe_nic_memory_t *memory,
                              toe_error_t *error_out) {
  toe_link_options_t link = {
      .clock = {options->clock_mhz},
      .hop_fs = (toe_fs_t)options->hop_ns * TOE_FS_PER_NS,
      .fc_update_fs = (toe_fs_t)options->fc_update_ns * TOE_FS_PER_NS,
      .mmio_write_fs = (toe_fs_t)options->mmio_write_ns * TOE_FS_PER_NS,
      .mmio_read_fs = (toe_fs_t)options->mmio_read_ns * TOE_FS_PER_NS,
      .rcb_bytes = options->rcb_bytes,
      .is_split_at_rcb = options->is_split_at_rcb,
      .credits = toe_nic_credits(options),
      .reads.extra_fs = (toe_fs_t)(options->cold_cache_ns + options->numa_ns) * TOE_FS_PER_NS,
      .reads.iotlb_miss_fs = (toe_fs_t)options->iotlb_miss_ns * TOE_FS_PER_NS,
      .reads.iotlb_entries = options->iotlb_entries,
      .reads.timeout_fs = (toe_fs_t)options->completion_timeout_us * 1000 * TOE_FS_PER_NS,
      .seed = options->seed,
  };
  if (toe_link_byte_fs(options->pcie_gen, options->pcie_lanes, &link.byte_fs) != TOE_OK) {
    toe_error_set(error_out, "pcie.gen %u with pcie.lanes %u: gen is 3 or 4, lanes are 1, 2, 4, 8 or 16",
                  options->pcie_gen, options->pcie_lanes);
    return TOE_E_RANGE;
  }
  if (toe_read_faults_parse(options->read_faults, &link.reads.faults, error_out) != TOE_OK) return TOE_E_RANGE;
  if (toe_latency_profile(options->read_latency, &link.profile, error_out) != TOE_OK) return TOE_E_RANGE;
  nic->clock = link.clock;
  nic->hop_fs = link.hop_fs;
  toe_wire_init(&nic->wire, link.clock, options->wire_gbps, link.hop_fs);
  toe_config_space_reset(&nic->config_space, options->pcie_gen, options->pcie_lanes, options->mps_bytes);
  const toe_link_config_t config = link_config(nic);
  return toe_link_new(&link, &config, memory, nic->device, &nic->link);
}

toe_result_t toe_nic_new(const toe_nic_options_t *options, toe_device_t *device, const toe_nic_memory_t *memory,
                         toe_nic_t **nic_out, toe_error_t *error_out) {
  toe_nic_t *nic = NULL;
  toe_result_t result = check(options, error_out);
  if (result == TOE_OK) {
    nic = calloc(1, sizeof *nic);
    result = nic == NULL ? TOE_E_MEMORY : TOE_OK;
  }
  if (nic == NULL) {
    toe_device_free(device);
    return result;
  }
  nic->device = device;
  result = open_link(nic, options, memory, error_out);
  if (result != TOE_OK) {
    toe_nic_free(nic);
    return result;
  }
  *nic_out = nic;
  return TOE_OK;
}

void toe_nic_free(toe_nic_t *nic) {
  if (nic == NULL) return;
  toe_wire_end(&nic->wire);
  toe_link_free(nic->link);
  toe_device_free(nic->device);
  free(nic);
}

void toe_nic_set_trail(toe_nic_t *nic, toe_trail_t *trail) {
  toe_device_model_set_trail(nic->device, trail);
  toe_link_set_trail(nic->link, trail);
}

static toe_fs_t not_before(toe_fs_t fs, toe_fs_t floor_fs) { return fs > floor_fs ? fs : floor_fs; }

void toe_nic_mmio_write(toe_nic_t *nic, toe_fs_t now_fs, uint32_t offset, uint32_t value) {
  toe_link_mmio_write(nic->link, not_before(now_fs, nic->ran_fs), offset, value);
}

void toe_nic_mmio_read(toe_nic_t *nic, toe_fs_t now_fs, uint32_t offset, uint64_t cookie) {
  toe_link_mmio_read(nic->link, not_before(now_fs, nic->ran_fs), offset, cookie);
}

uint32_t toe_nic_config_read(toe_nic_t *nic, uint32_t offset) {
  return toe_config_space_read(&nic->config_space, offset);
}

void toe_nic_config_write(toe_nic_t *nic, toe_fs_t now_fs, uint32_t offset, uint32_t value) {
  nic->config_fs = not_before(not_before(now_fs, nic->ran_fs), nic->config_fs);
  toe_config_space_write(&nic->config_space, offset, value);
  const toe_link_config_t config = link_config(nic);
  toe_link_set_config(nic->link, nic->config_fs, &config);
}

void toe_nic_flip(toe_nic_t *nic, toe_fs_t now_fs, uint32_t row, uint32_t bit) {
  toe_device_put_flip(nic->device, toe_clock_cycle_at(nic->clock, not_before(now_fs, nic->ran_fs)), row, bit);
}

void toe_nic_put_frame(toe_nic_t *nic, toe_fs_t now_fs, const toe_frame_t *frame) {
  const toe_cycle_t cycle = toe_wire_take(&nic->wire, not_before(now_fs, nic->ran_fs), frame->bytes);
  toe_device_put_frame(nic->device, cycle, frame);
}

static toe_fs_t earlier(toe_fs_t a, toe_fs_t b) { return a < b ? a : b; }

/* Earliest time at which the device or the root complex does something; may lie in the past of ran_fs. */
static toe_fs_t next_action_fs(const toe_nic_t *nic) {
  toe_cycle_t wake = toe_device_next_wake(nic->device), held = toe_link_held_cycle(nic->link);
  return earlier(toe_clock_edge_fs(nic->clock, wake < held ? wake : held), toe_link_next_fs(nic->link));
}

/* Slices of at most a hop, all of both sides.  What the root complex does within a slice reaches the device a hop
 * later, so after it; what the device emits within it arrives there a hop later too.  So within a slice each side runs
 * alone. */
void toe_nic_run(toe_nic_t *nic, toe_fs_t until_fs) {
  while (nic->ran_fs < until_fs) {
    toe_fs_t begin_fs = not_before(next_action_fs(nic), nic->ran_fs);
    toe_fs_t end_fs = earlier(toe_fs_add(begin_fs, nic->hop_fs), until_fs);
    if (end_fs == TOE_FS_NEVER) return; /* asked to run until all is quiet, and it is */
    toe_cycle_t until = toe_clock_cycle_at(nic->clock, end_fs);
    toe_link_flush(nic->link, until);
    toe_device_advance(nic->device, until);
    while (toe_device_get_output(nic->device, &nic->output)) toe_link_put_output(nic->link, &nic->output);
    toe_frame_sent_t sent;
    while (toe_device_get_frame(nic->device, &sent)) {
      if (!toe_wire_send(&nic->wire, &sent)) nic->has_lost_frame = true;
    }
    toe_link_run(nic->link, end_fs);
    nic->ran_fs = end_fs;
  }
}

/* Events up to here are final: what the device emits from ran_fs on is seen more than a hop later. */
static toe_fs_t final_fs(const toe_nic_t *nic) { return toe_fs_add(nic->ran_fs, nic->hop_fs); }

/* The earliest of link and wire, the link's at one time; NULL: none. */
static const toe_nic_event_t *first_event(const toe_nic_t *nic) {
  const toe_nic_event_t *link = toe_link_first_event(nic->link), *wire = toe_wire_first_event(&nic->wire);
  if (link == NULL || wire == NULL) return link == NULL ? wire : link;
  return wire->at_fs < link->at_fs ? wire : link;
}

toe_fs_t toe_nic_next_fs(const toe_nic_t *nic) {
  toe_fs_t next_fs = next_action_fs(nic);
  const toe_nic_event_t *event = first_event(nic);
  if (event != NULL && event->at_fs > final_fs(nic)) next_fs = earlier(next_fs, event->at_fs - nic->hop_fs);
  return not_before(next_fs, nic->ran_fs);
}

toe_fs_t toe_nic_lookahead_fs(const toe_nic_t *nic) { return nic->hop_fs; }

bool toe_nic_peek_event(const toe_nic_t *nic, toe_nic_event_t *event_out) {
  const toe_nic_event_t *event = first_event(nic);
  if (event == NULL || event->at_fs > final_fs(nic)) return false;
  *event_out = *event;
  return true;
}

bool toe_nic_get_event(toe_nic_t *nic, toe_nic_event_t *event_out) {
  if (!toe_nic_peek_event(nic, event_out)) return false;
  if (event_out->kind == TOE_NIC_FRAME) {
    toe_wire_drop_event(&nic->wire);
  } else {
    toe_link_drop_event(nic->link);
  }
  return true;
}

bool toe_nic_get_retire(toe_nic_t *nic, toe_retire_t *retire_out) {
  return toe_device_get_retire(nic->device, retire_out);
}

toe_fs_t toe_nic_edge_fs(const toe_nic_t *nic, toe_cycle_t cycle) { return toe_clock_edge_fs(nic->clock, cycle); }

toe_cycle_t toe_nic_cycle_at(const toe_nic_t *nic, toe_fs_t fs) { return toe_clock_cycle_at(nic->clock, fs); }

toe_result_t toe_nic_failure(const toe_nic_t *nic) {
  return nic->has_lost_frame ? TOE_E_MEMORY : toe_link_failure(nic->link);
}

void toe_nic_get_stats(const toe_nic_t *nic, toe_nic_stats_t *stats_out) {
  *stats_out = *toe_link_stats(nic->link);
  stats_out->frames_in = nic->wire.frames_in;
  stats_out->frame_bytes_in = nic->wire.frame_bytes_in;
  stats_out->frames_out = nic->wire.frames_out;
  stats_out->frame_bytes_out = nic->wire.frame_bytes_out;
}

void toe_nic_get_device_stats(const toe_nic_t *nic, toe_device_stats_t *stats_out) {
  toe_device_get_stats(nic->device, stats_out);
}

const char *toe_nic_engine(const toe_nic_t *nic) { return nic->device->ops->name; }
