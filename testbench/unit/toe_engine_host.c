/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/unit/toe_engine_host.h"

enum { RING = 16, CPL_RING_ENTRIES = 4 };

uint32_t host_draw(host_t *host, uint32_t below) {
  host->state = host->state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((host->state >> 33) % below);
}

uint64_t host_return_address(uint32_t request) { return 0x900000 + (uint64_t)request * 8192; }

uint64_t host_back_address(uint32_t request, uint32_t index) {
  return HOST_BACK + (uint64_t)(request * HOST_MOST_OBJECTS + index) * 65536 + request % 64 + index;
}

static uint64_t objects_at(uint32_t request) { return 0x100000 + (uint64_t)request * 8192 + 256 * (request % 16); }

/* Few values, so that objects share them and limits bite. */
static void vary_new(host_t *host, uint8_t *object, uint32_t layer) {
  if (layer == TOE_LAYER_NEIGHBOR) {
    TOE_WRITE(object, OBJ_NEIGHBOR, VLAN, host_draw(host, 12));
    TOE_WRITE(object, OBJ_NEIGHBOR, HAS_SRC_MAC, host_draw(host, 2));
    TOE_WRITE(object, OBJ_NEIGHBOR, SRC_MAC, host_draw(host, 8));
  } else if (layer == TOE_LAYER_PATH) {
    TOE_WRITE(object, OBJECT, FAMILY, host_draw(host, 4) == 0 ? 6 : 4);
    object[TOE_OBJ_PATH_SRC_IP_OFFSET] = (uint8_t)host_draw(host, 12);
    TOE_WRITE(object, OBJ_PATH, MTU, 1500 + host_draw(host, 2));
  } else {
    TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, host_draw(host, 40)); /* some are there twice */
    TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, 80);
    TOE_WRITE(object, OBJ_TCP, STATE, host_draw(host, 30) == 0 ? 3 : 4 + host_draw(host, 6));
    TOE_WRITE(object, OBJ_TCP, INITIAL_RCV_WND, host_draw(host, 60000));
    TOE_WRITE(object, OBJ_TCP, RCV_WND, host_draw(host, 60000));
    if (host_draw(host, 8) == 0) TOE_WRITE(object, OBJ_TCP, RCV_INDICATION, 1 + host_draw(host, 300));
    if (host_draw(host, 6) < (host->is_receiving ? 1 : 4)) return;
    TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, 1 + host_draw(host, host_draw(host, 4) == 0 ? 10000 : 1500));
    TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, HOST_BUFFERED + 64 * host_draw(host, 10000));
  }
}

static void make_object(host_t *host, uint8_t *object, uint32_t layer) {
  uint32_t kind = TOE_KIND_NEW;
  if (host_draw(host, 10) >= 7) kind = host_draw(host, 3) == 0 ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER;
  uint32_t handle = kind == TOE_KIND_LINKER ? layer << 28 | host_draw(host, 12) : 0;
  rig_object(object, layer, kind, handle, (uint8_t)host_draw(host, 256));
  if (kind == TOE_KIND_NEW) vary_new(host, object, layer);
  if (host_draw(host, host->is_receiving ? 100 : 20) == 0) TOE_WRITE(object, OBJECT, FAULT, 1 + host_draw(host, 4));
  if (host_draw(host, 150) == 0) object[host_draw(host, 4)] = (uint8_t)host_draw(host, 8); /* often malformed */
  if (host_draw(host, 300) == 0) object[host_draw(host, 256)] ^= 0x10;
}

/* A setting with a value that mostly denies something. */
static void make_setting(host_t *host, uint8_t *command, uint32_t request_id) {
  static const uint32_t kMost[] = {1,     20,   30,    40,    100,        3,          6,     8, 8, 60, 40,
                                   40000, 1502, 60000, 0x400, 0x00300020, 0x00600050, 20000, 3, 0, 5,  40000};
  uint32_t setting = 1 + host_draw(host, 21), value = 0;
  if (setting == TOE_SETTING_INTERFACE_VLAN) {
    value = host_draw(host, 5) == 0 ? 0x20000 : (host_draw(host, 4) == 0 ? 0 : 0x10000) | host_draw(host, 12);
  } else if (setting == TOE_SETTING_MTU_MAX || setting == TOE_SETTING_ADMIT_LOCAL_PORTS ||
             setting == TOE_SETTING_ADMIT_REMOTE_PORTS) {
    value = kMost[setting] - host_draw(host, 3);
  } else {
    value = host_draw(host, kMost[setting]);
  }
  rig_set(command, request_id, setting, value);
}

static void point(uint8_t *command, uint32_t index) {
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, objects_at(index));
  TOE_WRITE(command, COMMAND, RESULT_ADDR, 0x800000 + index * 1024);
}

/* Connections mostly, some of them there; now and then a path or neighbor, which often has dependents. */
static void make_terminate(host_t *host, host_request_t *request, uint32_t index) {
  request->count = 1 + host_draw(host, HOST_MOST_OBJECTS);
  for (uint32_t i = 0; i < request->count; ++i) {
    uint32_t layer = host_draw(host, 3) == 0 ? 1 + host_draw(host, 2) : 3;
    uint32_t kind = host_draw(host, 10) == 0 ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER;
    uint32_t handle = kind == TOE_KIND_LINKER ? layer << 28 | host_draw(host, layer == 3 ? 30 : 16) : 0;
    rig_object(request->objects[i], layer, kind, handle, (uint8_t)i);
    if (kind == TOE_KIND_LINKER && layer == TOE_LAYER_TCP) {
      TOE_WRITE(request->objects[i], OBJ_TCP, BUFFERED_BYTES, host_draw(host, 6) == 0 ? host_draw(host, 1000) : 65536);
      TOE_WRITE(request->objects[i], OBJ_TCP, BUFFERED_ADDR, host_back_address(index, i));
    }
    if (host_draw(host, 100) == 0) request->objects[i][host_draw(host, 4)] = (uint8_t)host_draw(host, 8);
  }
  rig_terminate(request->command, index, request->count, host_return_address(index));
  point(request->command, index);
}

static void make_raise(host_t *host, uint8_t *command, uint32_t index) {
  static const uint32_t kEvents[] = {3, 3, 3, 3, 3, 16, 17, 18, 18, 19, 4};
  uint32_t event = kEvents[host_draw(host, sizeof kEvents / sizeof kEvents[0])];
  uint32_t value = event == 3 ? 1 + host_draw(host, 12) : event == 19 ? host_draw(host, 3) : 0;
  rig_raise(command, index, event, value, event == 3 ? 0x30000000u | host_draw(host, 20) : 0);
}

/* A connection, mostly one that is there. */
static uint32_t some_connection(host_t *host) {
  if (host->lives == 0 || host_draw(host, 10) == 0) return 0x30000000u | host_draw(host, 16);
  return host->live[host_draw(host, host->lives)];
}

/* A posted request: mostly small, some empty, some filled already, some with more filled than there is. */
static void make_receive(host_t *host, uint8_t *command, uint32_t index) {
  static const uint32_t kMost[] = {1, 1, 20, 100, 600, 3000};
  uint32_t bytes = host_draw(host, kMost[host_draw(host, 6)]);
  uint32_t filled = host_draw(host, 8) == 0 ? host_draw(host, bytes + 2) : 0;
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RECEIVE);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, index);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, HOST_POSTED + index * 65536 + host_draw(host, 64));
  TOE_WRITE(command, COMMAND, SETTING, bytes);
  TOE_WRITE(command, COMMAND, VALUE, filled);
  TOE_WRITE(command, COMMAND, RCV_MODE, host_draw(host, 3) == 0);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, some_connection(host));
}

/* The answer to one of the indications told so far: all of it, a part, nothing, now and then too much. */
static void make_reply(host_t *host, uint8_t *command, uint32_t index) {
  host_indication_t indication = {.handle = some_connection(host), .bytes = host_draw(host, 10)};
  if (host->indications > 0) {
    uint32_t which = host_draw(host, host->indications);
    indication = host->indication[which];
    host->indication[which] = host->indication[--host->indications];
  }
  uint32_t bytes = indication.bytes, what = host_draw(host, 16);
  if (what < 3) bytes = what == 0 ? bytes + 1 : what == 1 ? 0 : host_draw(host, bytes + 1);
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_REPLY);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, index);
  TOE_WRITE(command, COMMAND, VALUE, bytes);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, indication.handle);
}

/* A segment that is forwarded; what it says depends on where it lies: see segment_byte. */
static void make_forward(host_t *host, uint8_t *command, uint32_t index) {
  static const uint32_t kMost[] = {1, 100, 1500, 9197};
  uint32_t bytes = 20 + host_draw(host, kMost[host_draw(host, 4)]);
  if (host_draw(host, 20) == 0) bytes = host_draw(host, 2) == 0 ? 19 : 9217;
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_FORWARD);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, index);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, HOST_SEGMENTS + index * 16384 + 64 * host_draw(host, 100));
  TOE_WRITE(command, COMMAND, SETTING, bytes);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, some_connection(host));
}

/* Byte n of the segment that request `index` forwards.  What it says changes nothing that is delivered: a SYN, an
 * acknowledgment, or, of every fourth, no header. */
static uint8_t segment_byte(uint32_t index, uint64_t n) {
  if (n == 12) return index % 4 == 0 ? 0x40 : 0x50;
  if (n == 13) return index % 2 == 0 ? 0x10 : 0x02;
  return (uint8_t)(n * 3 + index);
}

static void make_request(host_t *host, uint32_t index) {
  host_request_t *request = &host->request[index];
  if (index > 2 && host_draw(host, 10) < (host->is_receiving ? 8 : 2)) {
    uint32_t job = host_draw(host, 5);
    request->is_reply = job < 2;
    request->is_receive = job == 2 || job == 3;
    request->is_forward = job == 4;
    return;
  }
  uint32_t what = host->is_receiving && index <= 2 ? 3 : host_draw(host, 16);
  if (what < 2) {
    make_setting(host, request->command, index);
    return;
  }
  if (what >= 14) {
    make_raise(host, request->command, index);
    return;
  }
  if (what >= 10) {
    make_terminate(host, request, index);
    return;
  }
  request->count = 1 + host_draw(host, HOST_MOST_OBJECTS);
  uint32_t layer = host_draw(host, 4) == 0 ? 1 + host_draw(host, 3) : 1, root = layer;
  for (uint32_t i = 0; i < request->count; ++i) {
    make_object(host, request->objects[i], layer);
    uint32_t most = layer < 3 ? layer + 1 : 3;
    layer = host_draw(host, 3) == 0 ? root + host_draw(host, most - root + 1) : most;
  }
  rig_command(request->command, index, request->count);
  point(request->command, index);
  if (what == 2) {
    request->command[host_draw(host, 8) == 0 ? 40 : host_draw(host, 4)] ^= 0x40; /* a command in error */
    request->count = 0;
  }
}

void host_read_memory(const host_t *host, uint64_t address, uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i, ++address) {
    data[i] = (uint8_t)(address * 7 + address / 64);
    if (address >= HOST_SEGMENTS) {
      uint32_t index = (uint32_t)((address - HOST_SEGMENTS) / 16384);
      if (index < HOST_REQUESTS)
        data[i] = segment_byte(index, address - TOE_READ(host->request[index].command, COMMAND, OBJECT_ADDR));
    }
    if (address >= HOST_BUFFERED) continue;
    data[i] = 0;
    if (address >= RIG_CMD_RING && address < RIG_CMD_RING + RING * 64) {
      uint32_t entry = (uint32_t)(address - RIG_CMD_RING) / 64;
      uint32_t index = entry; /* the latest command posted there */
      while (index + RING < host->posted) index += RING;
      if (index < HOST_REQUESTS) data[i] = host->request[index].command[address % 64];
    } else if (address >= 0x100000) {
      uint32_t index = (uint32_t)((address - 0x100000) / 8192);
      uint64_t offset = address - objects_at(index);
      if (index < HOST_REQUESTS && offset < sizeof host->request[index].objects) {
        data[i] = host->request[index].objects[offset / 256][offset % 256];
      }
    }
  }
}

/* Answer a piece of some read that is due, if RC is free. */
static void answer_reads(host_t *host, rig_t *rig, toe_cycle_t c) {
  if (host->rc_free > c) return;
  uint32_t from = host_draw(host, HOST_READS);
  for (uint32_t k = 0; k < HOST_READS; ++k) {
    host_read_t *read = &host->read[(from + k) % HOST_READS];
    if (!read->is_waiting || read->due > c) continue;
    rig_input_t input = {.kind = RIG_COMPLETION, .cycle = c, .completion = {.tag = read->tag}};
    if (!host->is_calm && host_draw(host, 150) == 0) {
      input.completion.type = TOE_ENGINE_COMPLETION;
      input.completion.status = 1;
      read->is_waiting = false;
      host->rc_free = c + 1;
    } else {
      uint32_t bytes = 64 * (1 + host_draw(host, 8));
      if (bytes > read->left_bytes) bytes = read->left_bytes;
      input.completion.type = TOE_ENGINE_COMPLETION_DATA;
      input.completion.length_bytes = bytes;
      input.completion.is_poisoned = !host->is_calm && host_draw(host, 200) == 0;
      host_read_memory(host, read->address, input.data, bytes);
      read->address += bytes;
      read->left_bytes -= bytes;
      read->is_waiting = read->left_bytes > 0 && !input.completion.is_poisoned;
      read->due = c + bytes / 32 + host_draw(host, 20);
      host->rc_free = c + bytes / 32 + host_draw(host, 3);
    }
    rig_put(rig, &input);
    return;
  }
}

/* At most one BAR access at an edge. */
static void access_bar(host_t *host, rig_t *rig, toe_cycle_t c) {
  static const uint32_t kReads[] = {0x008, 0x060, 0x06C,  0x070, 0x078, 0x07C, 0x080, 0x110,
                                    0x12C, 0x130, 0x3000, 0x00C, 0x180, 0x188, 0x18C, 0x194,
                                    0x198, 0x19C, 0x1000, 0x1B8, 0x1D0, 0x1D4, 0x1D8};
  static const uint32_t kLimits[][3] = {{0x044, 20, 30},   {0x048, 10, 30}, {0x054, 1, 64},    {0x140, 0, 8},
                                        {0x148, 0, 12},    {0x14C, 20, 80}, {0x154, 0, 40000}, {0x15C, 0, 60000},
                                        {0x1000, 0, 4096}, {0x178, 1, 2},   {0x178, 4, 1}};
  switch (host_draw(host, 40)) {
    case 0:
    case 1:
      if (host->posted < host->made && host->posted - host->completed < RING - 1 && c > 30) {
        uint32_t first = host->posted;
        host->posted += 1 + host_draw(host, 3);
        while (host->posted > host->made || host->posted - host->completed >= RING) --host->posted;
        for (uint32_t i = first; i < host->posted; ++i) {
          if (host->request[i].is_reply) make_reply(host, host->request[i].command, i);
          if (host->request[i].is_receive) make_receive(host, host->request[i].command, i);
          if (host->request[i].is_forward) make_forward(host, host->request[i].command, i);
        }
        rig_write(rig, c, 0x10C, host->posted % RING);
      }
      break;
    case 2:
      if (host->bar_reads < TOE_STAGE_CC_DEPTH) {
        rig_read(rig, c, kReads[host_draw(host, sizeof kReads / sizeof kReads[0])], (uint8_t)host_draw(host, 256));
        ++host->bar_reads;
      }
      break;
    case 3:
      rig_write(rig, c, 0x12C, host->entries % CPL_RING_ENTRIES);
      break;
    case 4:
      if (host_draw(host, 8) == 0) {
        rig_write(rig, c, 0x004, host_draw(host, 10) == 0 && !host->is_calm ? 0 : 1 | host_draw(host, 2) << 1);
      } else if (host_draw(host, 8) == 0) {
        rig_write(rig, c, 0x084, host_draw(host, 2));
      }
      break;
    case 5:
      if (host_draw(host, 4) == 0) rig_write(rig, c, 0x200C, host_draw(host, 2));
      break;
    case 7:
      if (host->lents > 0 && host_draw(host, 2) == 0) {
        uint32_t which = host_draw(host, host->lents);
        rig_write(rig, c, 0x1B8, host->lent[which]);
        host->lent[which] = host->lent[--host->lents];
      } else if (host_draw(host, 40) == 0) {
        rig_write(rig, c, 0x1B8, HOST_BUFFERS + host_draw(host, 4093)); /* never lent */
      }
      break;
    case 6:
      if (host_draw(host, 20) == 0) {
        rig_write(rig, c, 0x088, 1);
      } else if (host_draw(host, 3) == 0) { /* mostly dropped: the device runs */
        uint32_t which = host_draw(host, sizeof kLimits / sizeof kLimits[0]);
        rig_write(rig, c, kLimits[which][0], kLimits[which][1] + host_draw(host, kLimits[which][2]));
      }
      break;
    default:
      break;
  }
}

/* Whether a word may get so many more flips: three of them could look like one, and be corrected to what never was. */
static bool may_flip(host_t *host, uint32_t area, uint32_t row, uint32_t bit, uint32_t flips) {
  uint32_t word = bit < 512 ? bit / 64 : (bit - 512) / 8;
  uint8_t *count = &host->flips[area][row][word];
  if (*count + flips > 2) return false;
  *count = (uint8_t)(*count + flips);
  return true;
}

/* Particles: bits of contexts of low ids, now and then two of a word. */
static void flip_bits(host_t *host, rig_t *rig, toe_cycle_t c) {
  static const uint32_t kBase[] = {TOE_STAGE_TCP_ROW_BASE, TOE_STAGE_PATH_ROW_BASE, TOE_STAGE_NEIGHBOR_ROW_BASE};
  if (!host->has_flips || host->is_calm || host_draw(host, 200) != 0) return;
  uint32_t area = host_draw(host, 3), bit = host_draw(host, 576), flips = host_draw(host, 3) == 0 ? 2 : 1;
  uint32_t row = area == 0 ? host_draw(host, host->is_receiving ? 16 : HOST_FLIP_ROWS) : 2 * host_draw(host, 8);
  if (!may_flip(host, area, row, bit, flips)) return;
  rig_flip(rig, c, kBase[area] + row, bit);
  if (flips == 2) rig_flip(rig, c, kBase[area] + row, bit ^ (1 + host_draw(host, 7)));
}

static void return_credits(host_t *host, rig_t *rig, toe_cycle_t c) {
  if (host_draw(host, 16) != 0 || host->owed_ph + host->owed_nph == 0) return;
  rig_credits(rig, c, host->owed_ph, host->owed_pd, host->owed_nph);
  host->owed_ph = host->owed_pd = host->owed_nph = 0;
}

/* An entry RECEIVED: what is indicated is remembered. */
static void take_received(host_t *host, const uint8_t *entry) {
  if (TOE_READ(entry, RECEIVED, KIND) != TOE_RCV_KIND_INDICATE || host->lents == HOST_LENT) return;
  host->lent[host->lents++] = (uint32_t)TOE_READ(entry, RECEIVED, ID);
  if (host->indications == HOST_LENT) return;
  host->indication[host->indications++] = (host_indication_t){.handle = (uint32_t)TOE_READ(entry, RECEIVED, HANDLE),
                                                              .bytes = (uint32_t)TOE_READ(entry, RECEIVED, BYTES)};
}

/* A result: which connections there are. */
static void take_result(host_t *host, const uint8_t *result) {
  uint64_t flags = TOE_READ(result, RESULT, FLAGS), handle = TOE_READ(result, RESULT, HANDLE);
  if (handle >> 28 != TOE_LAYER_TCP) return;
  if ((flags & TOE_RESULT_OFFLOADED) != 0 && host->lives < HOST_LENT) host->live[host->lives++] = (uint32_t)handle;
  for (uint32_t i = 0; (flags & TOE_RESULT_FREED) != 0 && i < host->lives; ++i) {
    if (host->live[i] == handle) host->live[i] = host->live[--host->lives];
  }
}

/* What left the device at the edge just executed. */
static void look(host_t *host, const rig_t *rig, uint32_t from, toe_cycle_t c) {
  for (uint32_t i = from; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    if (output->is_completion) {
      --host->bar_reads;
    } else if (output->type == TOE_ENGINE_WRITE) {
      ++host->owed_ph;
      host->owed_pd += (output->length_bytes + 15) / 16;
      if (output->address >= 0x800000 && output->address < 0x900000) take_result(host, output->data);
      if (output->address >= RIG_CPL_RING && output->address < RIG_CPL_RING + 0x1000) {
        ++host->entries;
        host->completed += TOE_READ(output->data, COMPLETION, TYPE) == TOE_ENTRY_COMPLETION;
        if (TOE_READ(output->data, COMPLETION, TYPE) == TOE_ENTRY_RECEIVED) take_received(host, output->data);
      }
    } else {
      ++host->owed_nph;
      TOE_ASSERT(output->tag < HOST_READS && !host->read[output->tag].is_waiting);
      host->read[output->tag] = (host_read_t){.is_waiting = true,
                                              .due = c + 1 + host_draw(host, host_draw(host, 4) == 0 ? 400 : 40),
                                              .address = output->address,
                                              .left_bytes = output->length_bytes,
                                              .tag = output->tag};
    }
  }
}

toe_engine_credits_t host_first_credits(uint64_t seed) {
  if (seed % 3 == 0) return (toe_engine_credits_t){0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu};
  return (toe_engine_credits_t){1 + (uint32_t)seed % 5, 2 + (uint32_t)seed % 7, 1 + (uint32_t)seed % 4};
}

/* Requests that free what is live by the records, dependents first: ids of a layer in any order. */
static void make_cleanup(host_t *host, const rig_t *rig) {
  static bool is_live[4][4096];
  memset(is_live, 0, sizeof is_live);
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_DECIDED || !retire->u.decided.is_object || retire->u.decided.handle == 0) continue;
    bool is_new = retire->u.decided.kind == TOE_KIND_NEW;
    if (!is_new && !retire->u.decided.is_terminate) continue;
    is_live[retire->u.decided.handle >> 28][retire->u.decided.handle & 0xFFF] = is_new;
  }
  for (uint32_t layer = 3; layer >= 1; --layer) {
    for (uint32_t id = 4096; id-- > 0;) {
      if (!is_live[layer][id]) continue;
      host_request_t *request = &host->request[host->made - 1];
      if (host->made == HOST_RANDOM || request->count == HOST_MOST_OBJECTS) {
        TOE_ASSERT(host->made < HOST_REQUESTS);
        request = &host->request[host->made++];
      }
      uint8_t *object = request->objects[request->count++];
      rig_object(object, layer, TOE_KIND_LINKER, layer << 28 | id, 0);
      if (layer == TOE_LAYER_TCP) {
        TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, 65536);
        TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, host_back_address(host->made - 1, request->count - 1));
      }
      rig_terminate(request->command, host->made - 1, request->count, host_return_address(host->made - 1));
      point(request->command, host->made - 1);
    }
  }
}

/* Drive a device through all requests, an edge at a time; gives the edge at which it was done (0: not at all). */
toe_cycle_t host_drive(host_t *host, rig_t *rig, uint64_t seed) {
  enum { END = 400000 };
  memset(host, 0, sizeof *host);
  host->state = seed;
  host->has_flips = seed % 3 != 0;
  host->is_receiving = seed % 4 >= 2;
  host->made = HOST_RANDOM;
  for (uint32_t i = 0; i < HOST_RANDOM; ++i) make_request(host, i);
  rig_config(rig, 0, true, true, host_draw(host, 4) == 0 ? 256 : 512);
  rig_write(rig, 1, 0x100, RIG_CMD_RING);
  rig_write(rig, 2, 0x108, RING);
  rig_write(rig, 3, 0x120, RIG_CPL_RING);
  rig_write(rig, 4, 0x128, CPL_RING_ENTRIES);
  rig_write(rig, 5, 0x2000, RIG_MESSAGE);
  rig_write(rig, 6, 0x054, host_draw(host, 2) == 0 ? 64 : 1 + host_draw(host, 6));
  rig_write(rig, 7, 0x058, host_draw(host, 2) * host_draw(host, 100));
  rig_write(rig, 8, 0x050, host_draw(host, 3));
  rig_write(rig, 9, 0x178, 1u << host_draw(host, 3));
  rig_write(rig, 10, 0x174, host_draw(host, 2));
  rig_write(rig, 11, 0x1A4, host->is_receiving ? 1 + host_draw(host, 2) : host_draw(host, HOST_BUFFERS + 1));
  rig_write(rig, 12, 0x1AC, HOST_BUFFER);
  rig_write(rig, 13, 0x1B4, 8);
  rig_write(rig, 14, 0x1BC, host_draw(host, host_draw(host, 3) == 0 ? 30 : 5000));
  rig_write(rig, 15, 0x004, 3);
  rig_advance(rig, 4000 + host_draw(host, 100));
  for (toe_cycle_t c = toe_engine_now(rig->engine); c < END; ++c) {
    uint32_t from = rig->output_count;
    answer_reads(host, rig, c);
    access_bar(host, rig, c);
    return_credits(host, rig, c);
    flip_bits(host, rig, c);
    if (host_draw(host, 500) == 0)
      rig_config(rig, c, host_draw(host, 8) != 0 || host->is_calm, host_draw(host, 4) != 0, 512);
    rig_advance(rig, c + 1);
    look(host, rig, from, c);
    if (host->completed == HOST_RANDOM && !host->is_calm) {
      host->is_calm = true;
      make_cleanup(host, rig);
    }
    if (host->completed == host->made && host->is_calm && host->bar_reads == 0) return c + 1;
  }
  return 0;
}
