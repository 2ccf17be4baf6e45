/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/bench/toe_bench_rounds.h"

#include <stdlib.h>
#include <string.h>

#include "bridge/toe_clock.h"
#include "bridge/toe_config_space.h"
#include "model/spec/toe_spec.h"

enum {
  COMMANDS = 32768, /* entries of both rings */
  OBJECTS = 2 * TOE_BENCH_ROUNDS_MOST,
  MOST_TERMINATED = 1024, /* of one request */
  BUFFERED_BYTES = 65536,
  LOOK_NS = 100,
  PATIENCE_NS = 10000000 /* without a completion: then the device hangs */
};

/* Where things lie in the host's memory, from its beginning. */
enum {
  COMMAND_AT = 0,
  COMPLETION_AT = COMMAND_AT + COMMANDS * TOE_COMMAND_BYTES,
  OBJECT_AT = COMPLETION_AT + COMMANDS * TOE_COMPLETION_BYTES,
  RESULT_AT = OBJECT_AT + OBJECTS * TOE_OBJECT_BYTES,
  RETURN_AT = RESULT_AT + OBJECTS * TOE_RESULT_BYTES,
  BUFFERED_AT = RETURN_AT + OBJECTS * TOE_STAGE_RETURN_BYTES,
  MEMORY_BYTES = BUFFERED_AT + BUFFERED_BYTES
};
static const uint64_t MEMORY_BASE = UINT64_C(0x100000000);

typedef struct host {
  const toe_bench_rounds_t *rounds;
  toe_nic_t *nic;
  uint8_t *memory;
  toe_fs_t now_fs;
  uint32_t made, rung, completed; /* commands since the start: written, told to the device, done */
  uint32_t path;                  /* handle of the path all connections use */
  bool has_doorbell;              /* of this round */
  toe_cycle_t first_doorbell, last_decided;
  bool has_denied;
  toe_bench_rounds_seen_t seen;
} host_t;

/* ---- host memory, as the link reaches it ---- */

static bool is_there(uint64_t address, uint32_t bytes) {
  return address >= MEMORY_BASE && address - MEMORY_BASE <= (uint64_t)MEMORY_BYTES - bytes;
}

static bool memory_read(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, uint8_t *data_out) {
  const host_t *host = self;
  (void)at_fs;
  if (!is_there(address, bytes)) return false;
  memcpy(data_out, host->memory + (address - MEMORY_BASE), bytes);
  return true;
}

static bool memory_write(void *self, toe_fs_t at_fs, uint64_t address, uint32_t bytes, const uint8_t *data) {
  host_t *host = self;
  (void)at_fs;
  if (!is_there(address, bytes)) return false;
  memcpy(host->memory + (address - MEMORY_BASE), data, bytes);
  return true;
}

static uint8_t *object_at(host_t *host, uint32_t index) {
  return host->memory + OBJECT_AT + (size_t)index * TOE_OBJECT_BYTES;
}
static const uint8_t *result_at(const host_t *host, uint32_t index) {
  return host->memory + RESULT_AT + (size_t)index * TOE_RESULT_BYTES;
}

/* ---- bringing it up ---- */

static uint32_t size_code(uint32_t bytes) {
  uint32_t code = 0;
  while (128u << code < bytes) ++code;
  return code;
}

static void set_register(host_t *host, uint32_t offset, uint32_t value) {
  toe_nic_mmio_write(host->nic, host->now_fs, offset, value);
}

static void pass(host_t *host, uint64_t ns) {
  host->now_fs += (toe_fs_t)ns * TOE_FS_PER_NS;
  toe_nic_run(host->nic, host->now_fs);
}

static void bring_up(host_t *host) {
  static const struct {
    uint32_t offset, value;
  } SETTINGS[] = {
      {TOE_LIMIT_NEIGHBOR_OFFSET, 4096},
      {TOE_LIMIT_PATH_OFFSET, 16384},
      {TOE_LIMIT_TCP_OFFSET, 16384},
      {TOE_LIMIT_RCV_BUFFER_OFFSET, 65536},
      {TOE_LIMIT_XMIT_BUFFER_OFFSET, 65536},
      {TOE_LIMIT_BUFFERED_COPY_OFFSET, 16777216},
      {TOE_CMD_RING_BASE_LO_OFFSET, COMMAND_AT},
      {TOE_CMD_RING_BASE_HI_OFFSET, 1},
      {TOE_CMD_RING_SIZE_OFFSET, COMMANDS},
      {TOE_CPL_RING_BASE_LO_OFFSET, COMPLETION_AT},
      {TOE_CPL_RING_BASE_HI_OFFSET, 1},
      {TOE_CPL_RING_SIZE_OFFSET, COMMANDS},
  };
  const uint32_t control = TOE_CONFIG_PCIE_OFFSET + TOE_CONFIG_PCIE_DEVICE_CONTROL;
  const uint32_t ready_ns = 40000; /* 4096 edges and some */
  toe_nic_config_write(host->nic, host->now_fs, control,
                       size_code(host->rounds->nic.mps_bytes) << TOE_CONFIG_MPS_LSB |
                           size_code(host->rounds->nic.mrrs_bytes) << TOE_CONFIG_MRRS_LSB);
  toe_nic_config_write(host->nic, host->now_fs, TOE_CONFIG_COMMAND,
                       TOE_CONFIG_COMMAND_MEMORY | TOE_CONFIG_COMMAND_BUS_MASTER);
  pass(host, ready_ns);
  for (size_t i = 0; i < sizeof SETTINGS / sizeof SETTINGS[0]; ++i)
    set_register(host, SETTINGS[i].offset, SETTINGS[i].value);
  set_register(host, TOE_SRAM_BANKS_OFFSET, host->rounds->sram_banks);
  set_register(host, TOE_CTRL_OFFSET, TOE_SET(0, CTRL, ENABLE, 1));
}

/* ---- requests ---- */

/* The next command of the ring: `count` objects from number `first` on, results and returns at the same numbers. */
static void make_command(host_t *host, uint32_t opcode, uint32_t first, uint32_t count) {
  uint8_t *command = host->memory + COMMAND_AT + (size_t)(host->made++ % COMMANDS) * TOE_COMMAND_BYTES;
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, opcode);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, host->made);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, MEMORY_BASE + OBJECT_AT + (uint64_t)first * TOE_OBJECT_BYTES);
  TOE_WRITE(command, COMMAND, RESULT_ADDR, MEMORY_BASE + RESULT_AT + (uint64_t)first * TOE_RESULT_BYTES);
  TOE_WRITE(command, COMMAND, OBJECT_COUNT, count);
  if (opcode == TOE_OPCODE_TERMINATE)
    TOE_WRITE(command, COMMAND, RETURN_ADDR, MEMORY_BASE + RETURN_AT + (uint64_t)first * TOE_STAGE_RETURN_BYTES);
}

static uint8_t *make_object(host_t *host, uint32_t index, uint32_t layer, uint32_t kind, uint32_t handle) {
  uint8_t *object = object_at(host, index);
  memset(object, 0, TOE_OBJECT_BYTES);
  TOE_WRITE(object, OBJECT, LAYER, layer);
  TOE_WRITE(object, OBJECT, KIND, kind);
  TOE_WRITE(object, OBJECT, HANDLE, handle);
  TOE_WRITE(object, OBJECT, NDIS_HANDLE, (uint64_t)index + 1);
  return object;
}

/* Connection n of the round: its ports are its name. */
static void make_connection(host_t *host, uint32_t index, uint32_t n) {
  uint8_t *object = make_object(host, index, TOE_LAYER_TCP, TOE_KIND_NEW, 0);
  TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, 1024 + n);
  TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, 80);
  TOE_WRITE(object, OBJ_TCP, STATE, 4); /* ESTABLISHED */
  TOE_WRITE(object, OBJ_TCP, INITIAL_RCV_WND, 65535);
  if (host->rounds->buffered_bytes == 0) return;
  TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, host->rounds->buffered_bytes);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, MEMORY_BASE + BUFFERED_AT);
}

/* ---- running ---- */

static void note_decided(host_t *host, const toe_retire_t *retire) {
  if (!retire->u.decided.is_object) return;
  if (retire->u.decided.cause != TOE_CAUSE_OK) host->has_denied = true;
  if (retire->u.decided.is_terminate || retire->u.decided.layer != TOE_LAYER_TCP) return;
  host->last_decided = retire->cycle;
  ++host->seen.connections;
}

static void take_retired(host_t *host) {
  toe_retire_t retire;
  while (toe_nic_get_retire(host->nic, &retire)) {
    if (retire.kind == TOE_RETIRE_DECIDED) note_decided(host, &retire);
    if (retire.kind == TOE_RETIRE_DOORBELL && !host->has_doorbell) {
      host->has_doorbell = true;
      host->first_doorbell = retire.cycle;
    }
  }
}

/* Completions that have come; false: one with an error. */
static bool look(host_t *host) {
  const uint32_t before = host->completed;
  for (;;) {
    const uint8_t *entry = host->memory + COMPLETION_AT + (size_t)(host->completed % COMMANDS) * TOE_COMPLETION_BYTES;
    const uint32_t phase = host->completed / COMMANDS % 2 == 0;
    if (TOE_READ(entry, COMPLETION, TYPE) == 0 || TOE_READ(entry, COMPLETION, PHASE) != phase) break;
    if (TOE_READ(entry, COMPLETION, ERROR) != 0) return false;
    ++host->completed;
  }
  if (host->completed != before) set_register(host, TOE_CPL_DOORBELL_OFFSET, host->completed % COMMANDS);
  return true;
}

/* Let everything made so far be done, at most `in_flight` requests at a time. */
static toe_result_t run_made(host_t *host, uint32_t in_flight) {
  uint32_t waited = 0;
  while (host->completed != host->made) {
    uint32_t target = host->completed + in_flight;
    if (host->made - host->completed < in_flight) target = host->made;
    if (target != host->rung) {
      host->rung = target;
      set_register(host, TOE_CMD_DOORBELL_OFFSET, host->rung % COMMANDS);
    }
    pass(host, LOOK_NS);
    take_retired(host);
    const uint32_t before = host->completed;
    if (!look(host)) return TOE_E_DEVICE;
    waited = host->completed != before ? 0 : waited + LOOK_NS;
    if (waited > PATIENCE_NS || host->has_denied) return TOE_E_DEVICE;
  }
  return toe_nic_failure(host->nic);
}

/* A neighbor and the path everything goes over. */
static toe_result_t offload_path(host_t *host) {
  make_object(host, 0, TOE_LAYER_NEIGHBOR, TOE_KIND_NEW, 0);
  uint8_t *path = make_object(host, 1, TOE_LAYER_PATH, TOE_KIND_NEW, 0);
  TOE_WRITE(path, OBJECT, FAMILY, 4);
  path[TOE_OBJ_PATH_SRC_IP_OFFSET] = path[TOE_OBJ_PATH_DST_IP_OFFSET] = 10;
  path[TOE_OBJ_PATH_DST_IP_OFFSET + 3] = 1;
  TOE_WRITE(path, OBJ_PATH, MTU, 1500);
  make_command(host, TOE_OPCODE_INITIATE, 0, 2);
  const toe_result_t result = run_made(host, 1);
  host->path = (uint32_t)TOE_READ(result_at(host, 1), RESULT, HANDLE);
  return result;
}

/* All connections of a round: their requests lie behind one another. */
static toe_result_t offload_all(host_t *host) {
  const toe_bench_rounds_t *rounds = host->rounds;
  uint32_t index = 0;
  for (uint32_t n = 0; n < rounds->connections;) {
    const uint32_t first = index;
    for (uint32_t of_tree = 0; of_tree < rounds->tree; ++of_tree) {
      if (of_tree == 0 || rounds->shape == TOE_BENCH_CHAINED)
        make_object(host, index++, TOE_LAYER_PATH, TOE_KIND_LINKER, host->path);
      make_connection(host, index++, n++);
    }
    make_command(host, TOE_OPCODE_INITIATE, first, index - first);
  }
  host->has_doorbell = false;
  const toe_result_t result = run_made(host, rounds->in_flight);
  host->seen.cycles += host->last_decided - host->first_doorbell;
  return result;
}

static toe_result_t terminate_all(host_t *host) {
  const uint32_t objects = host->rounds->shape == TOE_BENCH_CHAINED
                               ? 2 * host->rounds->connections
                               : host->rounds->connections + host->rounds->connections / host->rounds->tree;
  uint32_t count = 0;
  for (uint32_t i = 0; i < objects; ++i) {
    if (TOE_READ(object_at(host, i), OBJECT, LAYER) != TOE_LAYER_TCP) continue;
    /* Over objects that were looked at already: count never passes i. */
    uint8_t *object = make_object(host, count++, TOE_LAYER_TCP, TOE_KIND_LINKER,
                                  (uint32_t)TOE_READ(result_at(host, i), RESULT, HANDLE));
    TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, host->rounds->buffered_bytes); /* room to hand them back */
    TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, MEMORY_BASE + BUFFERED_AT);
  }
  for (uint32_t first = 0; first < count; first += MOST_TERMINATED)
    make_command(host, TOE_OPCODE_TERMINATE, first, count - first < MOST_TERMINATED ? count - first : MOST_TERMINATED);
  return run_made(host, TOE_STAGE_COMMAND_SLOTS);
}

static toe_result_t run_rounds(host_t *host) {
  bring_up(host);
  toe_result_t result = offload_path(host);
  for (uint32_t round = 0; round < host->rounds->rounds && result == TOE_OK; ++round) {
    result = offload_all(host);
    if (result == TOE_OK && round + 1 < host->rounds->rounds) result = terminate_all(host);
  }
  if (result == TOE_OK && host->seen.connections != (uint64_t)host->rounds->rounds * host->rounds->connections)
    result = TOE_E_DEVICE;
  return result;
}

toe_result_t toe_bench_rounds_run(const toe_bench_rounds_t *rounds, toe_bench_rounds_seen_t *seen_out,
                                  toe_error_t *error_out) {
  host_t host = {.rounds = rounds};
  const toe_device_options_t options = {.credits = toe_nic_credits(&rounds->nic), .has_jumps = true};
  const toe_nic_memory_t memory = {&host, memory_read, memory_write};
  toe_device_t *device = NULL;
  host.memory = calloc(1, MEMORY_BYTES);
  toe_result_t result = host.memory != NULL ? TOE_OK : TOE_E_MEMORY;
  if (result == TOE_OK)
    result = rounds->is_rtl ? toe_device_rtl_new(&options, &device) : toe_device_model_new(&options, &device);
  if (result == TOE_OK) result = toe_nic_new(&rounds->nic, device, &memory, &host.nic, error_out);
  if (result == TOE_OK) {
    result = run_rounds(&host);
    toe_device_stats_t stats;
    toe_nic_get_device_stats(host.nic, &stats);
    host.seen.sram_stalls = stats.sram_stall_cycles;
    toe_nic_free(host.nic);
  }
  free(host.memory);
  *seen_out = host.seen;
  return result;
}
