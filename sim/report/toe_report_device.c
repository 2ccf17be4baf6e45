/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_device.c - the `device` of report.json: the figures of engine, memories and link.
 */
#include "sim/report/toe_report_internal.h"

/* A slot of the lookup tables holds the key and the TCP id, which takes two bytes. */
#define LOOKUP_BYTES (TOE_STAGE_KEY_BYTES + 2)

/* Parts per million of the edges. */
static uint64_t ppm(uint64_t accesses, uint64_t cycles) { return cycles == 0 ? 0 : accesses * 1000000 / cycles; }

/* With fewer banks than parts, those of a bank are the sum of its parts (toe_device.h). */
static json_t *banks_json(const toe_report_t *report, const toe_device_stats_t *device) {
  json_t *json = json_array();
  uint64_t banks = toe_config_get(report->config, TOE_KEY_SRAM_BANKS);
  for (uint64_t bank = 0; bank < banks; ++bank) {
    uint64_t accesses = 0;
    for (uint64_t part = bank; part < TOE_STAGE_SRAM_MAX_BANKS; part += banks) accesses += device->sram_accesses[part];
    json_t *own = json_object();
    toe_set_number(own, "accesses", accesses);
    toe_set_number(own, "port_ppm", ppm(accesses, device->cycles));
    (void)json_array_append_new(json, own);
  }
  return json;
}

static void set_table(const toe_report_t *report, json_t *tables, toe_pool_t pool, uint64_t bytes) {
  const toe_level_t *level = toe_levels_pool(report->levels, pool);
  json_t *json = json_object();
  toe_set_number(json, "entries", level->used);
  toe_set_number(json, "bytes_used", level->used * bytes);
  toe_set_number(json, "bytes_peak", level->peak * bytes);
  toe_set_number(json, "bytes_built", toe_pool_built(pool) * bytes);
  (void)json_object_set_new(tables, toe_pool_text(pool), json);
}

static json_t *tables_json(const toe_report_t *report) {
  json_t *json = json_object();
  set_table(report, json, TOE_POOL_NEIGHBOR, TOE_STAGE_STATE_ROWS * TOE_STAGE_SRAM_ROW_BYTES);
  set_table(report, json, TOE_POOL_PATH, TOE_STAGE_STATE_ROWS * TOE_STAGE_SRAM_ROW_BYTES);
  set_table(report, json, TOE_POOL_TCP, TOE_STAGE_TCP_ROWS * TOE_STAGE_SRAM_ROW_BYTES);
  set_table(report, json, TOE_POOL_LOOKUP, LOOKUP_BYTES);
  return json;
}

static json_t *sram_json(const toe_report_t *report, toe_side_t side) {
  const toe_device_stats_t *device = &report->device[side];
  json_t *json = json_object();
  toe_set_number(json, "reads", device->sram_reads);
  toe_set_number(json, "writes", device->sram_writes);
  toe_set_number(json, "bytes_used", device->sram_bytes_used);
  toe_set_number(json, "stall_cycles", device->sram_stall_cycles);
  toe_set_number(json, "port_ppm", ppm(device->sram_reads + device->sram_writes, device->cycles));
  toe_set_number(json, "corrected", device->ecc_corrected);
  toe_set_number(json, "uncorrectable", device->ecc_uncorrectable);
  (void)json_object_set_new(json, "banks", banks_json(report, device));
  /* Levels are those of the primary side. */
  if (side == report->primary) (void)json_object_set_new(json, "tables", tables_json(report));
  return json;
}

static json_t *buffer_json(const toe_device_stats_t *device) {
  json_t *json = json_object();
  toe_set_number(json, "reads", device->buffer_reads);
  toe_set_number(json, "writes", device->buffer_writes);
  toe_set_number(json, "bytes_used", device->buffer_bytes_used);
  toe_set_number(json, "bytes_built", (uint64_t)TOE_STAGE_BUFFER_ROWS * TOE_STAGE_BUFFER_ROW_BYTES);
  toe_set_number(json, "port_ppm", ppm(device->buffer_reads + device->buffer_writes, device->cycles));
  return json;
}

static json_t *capability_json(const toe_report_t *report) {
  if (!report->has_capability) return json_null();
  json_t *json = json_object();
  toe_set_number(json, "encapsulation", report->capability.encapsulation);
  toe_set_bool(json, "ipv4", report->capability.has_ipv4);
  toe_set_bool(json, "ipv6", report->capability.has_ipv6);
  toe_set_bool(json, "sack", report->capability.has_sack);
  toe_set_number(json, "tcp_capacity", report->capability.tcp_capacity);
  return json;
}

static void set_link(json_t *json, const toe_nic_stats_t *nic) {
  (void)json_object_set_new(json, "tlps",
                            json_pack("{s:I,s:I}", "up", (json_int_t)nic->up_tlps, "down", (json_int_t)nic->down_tlps));
  (void)json_object_set_new(
      json, "bytes", json_pack("{s:I,s:I}", "up", (json_int_t)nic->up_bytes, "down", (json_int_t)nic->down_bytes));
  json_t *dma = json_object();
  toe_set_number(dma, "reads", nic->dma_reads);
  toe_set_number(dma, "read_bytes", nic->dma_read_bytes);
  toe_set_number(dma, "writes", nic->dma_writes);
  toe_set_number(dma, "write_bytes", nic->dma_write_bytes);
  (void)json_object_set_new(json, "dma", dma);
  (void)json_object_set_new(
      json, "mmio",
      json_pack("{s:I,s:I}", "reads", (json_int_t)nic->mmio_reads, "writes", (json_int_t)nic->mmio_writes));
  toe_set_number(json, "interrupts", nic->interrupts);
  toe_set_number(json, "unsupported_requests", nic->unsupported_requests);
  toe_set_number(json, "iotlb_misses", nic->iotlb_misses);
  toe_set_number(json, "completion_timeouts", nic->completion_timeouts);
}

json_t *toe_report_device(const toe_report_t *report, toe_side_t side) {
  json_t *json = json_object();
  if (side == report->primary) (void)json_object_set_new(json, "capability", capability_json(report));
  if (report->has_device[side]) {
    toe_set_number(json, "cycles", report->device[side].cycles);
    toe_set_number(json, "busy_cycles", report->device[side].busy_cycles);
    (void)json_object_set_new(json, "context_sram", sram_json(report, side));
    (void)json_object_set_new(json, "buffer_memory", buffer_json(&report->device[side]));
  }
  if (report->has_nic[side]) set_link(json, &report->nic[side]);
  if (report->has_nic[side]) {
    toe_set_number(json, "frames_in", report->nic[side].frames_in);
    if (side == report->primary) toe_set_number(json, "frames_lost", report->losses.all.frames);
    toe_set_number(json, "frames_out", report->nic[side].frames_out);
  }
  return json;
}

void toe_report_capability(toe_report_t *report, const toe_host_capability_t *capability) {
  report->capability = *capability;
  report->has_capability = true;
}
