/* SPDX-License-Identifier: Apache-2.0
 *
 * MMIO and DMA reads at the level of TLPs: root complex, link and model, without SystemC, host stack and driver.
 */
#include <stdlib.h>
#include <string.h>

#include "bridge/toe_config_space.h"
#include "bridge/toe_nic.h"
#include "model/spec/toe_spec.h"
#include "testbench/bench/toe_bench_speed.h"

enum { RING = 1024, ENTRY = TOE_COMMAND_BYTES, COMPLETION = TOE_COMPLETION_BYTES };
enum { MMIO_READS = 400000, DMA_READS = 200000 };

#define COMMANDS UINT64_C(0x100000)
#define COMPLETIONS UINT64_C(0x200000)

/* Host memory: the two rings, and how many entries have been written. */
typedef struct memory {
  uint8_t commands[RING * ENTRY];
  uint64_t completed;
} memory_t;

static bool memory_read(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  const memory_t *memory = self;
  (void)at_fs;
  if (address < COMMANDS || address + bytes > COMMANDS + sizeof memory->commands) return false;
  memcpy(data_out, memory->commands + (address - COMMANDS), bytes);
  return true;
}

static bool memory_write(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data) {
  memory_t *memory = self;
  (void)at_fs;
  (void)data;
  if (address < COMPLETIONS || address + bytes > COMPLETIONS + (uint64_t)RING * COMPLETION) return false;
  ++memory->completed;
  return true;
}

typedef struct slot {
  toe_nic_t *nic;
  memory_t memory;
  toe_fs_t now_fs;
} slot_t;

static slot_t *slot_new(void) {
  slot_t *slot = calloc(1, sizeof *slot);
  if (slot == NULL) return NULL;
  toe_nic_options_t options;
  toe_nic_options_default(&options);
  const toe_device_options_t device_options = {.credits = toe_nic_credits(&options), .has_jumps = true};
  const toe_nic_memory_t memory = {&slot->memory, memory_read, memory_write};
  toe_device_t *device;
  toe_error_t error = {""};
  if (toe_device_model_new(&device_options, &device) != TOE_OK ||
      toe_nic_new(&options, device, &memory, &slot->nic, &error) != TOE_OK) {
    fprintf(stderr, "toebench: the model behind its link cannot be made\n");
    free(slot);
    return NULL;
  }
  toe_nic_config_write(slot->nic, 0, TOE_CONFIG_PCIE_OFFSET + 8, 1 << 5 | 2 << 12); /* MPS 256, MRRS 512 */
  toe_nic_config_write(slot->nic, 0, TOE_CONFIG_COMMAND, 0x6);                      /* memory, bus master */
  return slot;
}

/* Take what the device told, as every driver of a NIC must. */
static void drop_records(slot_t *slot) {
  toe_retire_t retire;
  while (toe_nic_get_retire(slot->nic, &retire)) continue;
}

static bool slot_end(slot_t *slot, uint64_t *reads_out) {
  toe_nic_stats_t stats;
  toe_nic_get_stats(slot->nic, &stats);
  *reads_out = stats.dma_reads;
  const bool is_good = stats.protocol_errors == 0 && stats.unsupported_requests == 0;
  if (!is_good) fprintf(stderr, "toebench: errors on the link\n");
  toe_nic_free(slot->nic);
  free(slot);
  return is_good;
}

/* Run to the next thing that happens, and the hop behind it. */
static bool step(slot_t *slot) {
  const toe_fs_t next_fs = toe_nic_next_fs(slot->nic);
  if (next_fs == TOE_FS_NEVER) return false;
  slot->now_fs = next_fs + toe_nic_lookahead_fs(slot->nic);
  toe_nic_run(slot->nic, slot->now_fs);
  return true;
}

static uint32_t read_register(slot_t *slot, uint32_t offset, uint64_t cookie) {
  toe_nic_event_t event;
  toe_nic_mmio_read(slot->nic, slot->now_fs, offset, cookie);
  do {
    while (!toe_nic_get_event(slot->nic, &event)) {
      if (!step(slot)) return UINT32_MAX;
    }
  } while (event.kind != TOE_NIC_READ_ANSWER || event.cookie != cookie);
  slot->now_fs = event.at_fs;
  return event.value;
}

bool toe_bench_mmio_reads(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument;
  const uint64_t count = MMIO_READS / scale;
  slot_t *slot = slot_new();
  if (slot == NULL) return false;
  const uint32_t id = read_register(slot, TOE_ID_OFFSET, 0);
  const double begin = toe_bench_cpu();
  uint64_t good = 0;
  for (uint64_t i = 1; i <= count; ++i) good += read_register(slot, TOE_ID_OFFSET, i) == id;
  sample_out->seconds = toe_bench_cpu() - begin;
  sample_out->amount = (double)count;
  sample_out->count = good;
  uint64_t reads;
  const bool is_good = slot_end(slot, &reads) && good == count && id != UINT32_MAX;
  return is_good;
}

static void write_register(slot_t *slot, uint32_t offset, uint32_t value) {
  toe_nic_mmio_write(slot->nic, slot->now_fs, offset, value);
}

static void bring_up(slot_t *slot) {
  for (uint32_t i = 0; i < RING; ++i) {
    uint8_t *command = slot->memory.commands + (size_t)i * ENTRY;
    TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_SET);
    TOE_WRITE(command, COMMAND, VERSION, 1);
    TOE_WRITE(command, COMMAND, REQUEST_ID, i + 1);
    TOE_WRITE(command, COMMAND, SETTING, TOE_SETTING_MTU_MAX);
    TOE_WRITE(command, COMMAND, VALUE, 9000);
  }
  write_register(slot, TOE_CMD_RING_BASE_LO_OFFSET, (uint32_t)COMMANDS);
  write_register(slot, TOE_CMD_RING_SIZE_OFFSET, RING);
  write_register(slot, TOE_CPL_RING_BASE_LO_OFFSET, (uint32_t)COMPLETIONS);
  write_register(slot, TOE_CPL_RING_SIZE_OFFSET, RING);
  write_register(slot, TOE_CTRL_OFFSET, 1);
}

/* Commands are given PART at a time, as long as the ring is not nearly full, so that the device always has some. */
bool toe_bench_dma_reads(const void *argument, unsigned scale, toe_bench_sample_t *sample_out) {
  (void)argument;
  enum { PART = RING / 4, MOST = RING - PART };
  const uint64_t count = (DMA_READS / scale / PART + 1) * PART;
  slot_t *slot = slot_new();
  if (slot == NULL) return false;
  bring_up(slot);
  const double begin = toe_bench_cpu();
  uint64_t given = 0;
  while (slot->memory.completed < count) {
    if (given < count && given + PART - slot->memory.completed <= MOST) {
      given += PART;
      write_register(slot, TOE_CPL_DOORBELL_OFFSET, (uint32_t)(slot->memory.completed % RING));
      write_register(slot, TOE_CMD_DOORBELL_OFFSET, (uint32_t)(given % RING));
    }
    if (!step(slot)) break;
    drop_records(slot);
  }
  sample_out->seconds = toe_bench_cpu() - begin;
  const bool is_done = slot->memory.completed >= count;
  uint64_t reads = 0;
  if (!slot_end(slot, &reads) || !is_done) return false;
  sample_out->amount = (double)reads;
  sample_out->count = reads;
  return true;
}
