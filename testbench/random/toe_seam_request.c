/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_request.h"

#include <string.h>

#include "testbench/random/toe_seam_segment.h"

static uint32_t below(toe_seam_maker_t *maker, uint32_t bound) { return toe_random_below(&maker->draw, bound); }
static bool one_in(toe_seam_maker_t *maker, uint32_t n) { return toe_random_one_in(&maker->draw, n); }
static uint32_t any(toe_seam_maker_t *maker) { return (uint32_t)toe_random_draw(&maker->draw); }

static void fill(toe_seam_maker_t *maker, uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) bytes[i] = (uint8_t)below(maker, 256);
}

void toe_seam_maker_learn(toe_seam_maker_t *maker, uint32_t handle) {
  if (handle == 0) return;
  uint32_t at = maker->handle_count < TOE_SEAM_HANDLES ? maker->handle_count++ : below(maker, TOE_SEAM_HANDLES);
  maker->handles[at] = handle;
}

void toe_seam_maker_forget(toe_seam_maker_t *maker, uint32_t handle) {
  for (uint32_t i = 0; i < maker->handle_count; ++i) {
    if (maker->handles[i] != handle || one_in(maker, 4)) continue;
    maker->handles[i--] = maker->handles[--maker->handle_count];
  }
}

/* Mostly one of the layer that was given; else one that may be in use, never was, or cannot be. */
static uint32_t pick_handle(toe_seam_maker_t *maker, uint32_t layer) {
  for (uint32_t tries = 0; tries < 8 && maker->handle_count > 0 && !one_in(maker, maker->is_tame ? 60 : 12); ++tries) {
    uint32_t handle = maker->handles[below(maker, maker->handle_count)];
    if (handle >> 28 == layer || one_in(maker, 20)) return handle;
  }
  switch (below(maker, 4)) {
    case 0:
      return any(maker);
    case 1:
      return 0;
    default:
      return (1 + below(maker, 3)) << 28 | below(maker, one_in(maker, 2) ? 60 : 4);
  }
}

/* ---- reserved bits ---- */

enum {
#define TOE_LAYOUT(name, bytes, text) PLACE_##name,
#include "model/spec/layouts.def"
  PLACES
};

/* Bits that some member of a layout uses, and of an object those of every layer. */
static const uint8_t *used_bits(uint32_t place) {
  static uint8_t masks[PLACES][TOE_OBJECT_BYTES];
  static bool is_made;
  if (!is_made) {
#define TOE_MEMBER(layout, name, offset, bytes, text) memset(masks[PLACE_##layout] + (offset), 0xFF, (bytes));
#include "model/spec/layouts.def"
#define TOE_MEMBER_BITS(layout, name, bits) TOE_WRITE(masks[PLACE_##layout], layout, name, (UINT64_C(1) << (bits)) - 1);
#include "model/spec/layouts.def"
    for (uint32_t layer = PLACE_OBJ_NEIGHBOR; layer <= PLACE_OBJ_TCP; ++layer) {
      for (uint32_t i = 0; i < TOE_OBJECT_BYTES; ++i) masks[layer][i] |= masks[PLACE_OBJECT][i];
    }
    is_made = true;
  }
  return masks[place];
}

/* Clear what no member of a new object uses; sometimes leave or set a bit of it. */
static void clear_reserved(toe_seam_maker_t *maker, uint8_t *object, uint32_t layer) {
  const uint8_t *used = used_bits(PLACE_OBJECT + layer);
  for (uint32_t i = 0; i < TOE_OBJECT_BYTES; ++i) object[i] &= used[i];
  if (!one_in(maker, maker->is_tame ? 300 : 40)) return;
  uint32_t at = below(maker, TOE_OBJECT_BYTES); /* mostly one that is reserved: there are more of these */
  object[at] |= (uint8_t)(1u << below(maker, 8));
}

/* ---- objects ---- */

/* One of `values`; a tame maker mostly takes the first, which every default allows. */
static uint32_t pick(toe_seam_maker_t *maker, const uint32_t *values, uint32_t count) {
  if (maker->is_tame && !one_in(maker, 6)) return values[0];
  return one_in(maker, maker->is_tame ? 200 : 12) ? any(maker) : values[below(maker, count)];
}
#define PICK(maker, values) pick((maker), (values), sizeof(values) / sizeof(values)[0])

static void make_neighbor(toe_seam_maker_t *maker, uint8_t *object) {
  TOE_WRITE(object, OBJ_NEIGHBOR, VLAN, one_in(maker, 8) ? below(maker, 4096) : one_in(maker, 2) ? 0 : below(maker, 4));
  TOE_WRITE(object, OBJ_NEIGHBOR, HAS_SRC_MAC, below(maker, 2));
  memset(object + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, 0, TOE_OBJ_NEIGHBOR_SRC_MAC_BYTES);
  object[TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET + below(maker, 6)] = (uint8_t)below(maker, 5);
}

static void make_path(toe_seam_maker_t *maker, uint8_t *object, uint32_t family) {
  static const uint32_t kMtus[] = {1500, 0, 1499, 1501, 9000, 9001, 0xFFFFFFFFu};
  uint32_t bytes = family == 4 && !one_in(maker, maker->is_tame ? 300 : 40) ? 4 : 16;
  memset(object + TOE_OBJ_PATH_SRC_IP_OFFSET, 0, TOE_OBJ_PATH_SRC_IP_BYTES + TOE_OBJ_PATH_DST_IP_BYTES);
  object[TOE_OBJ_PATH_SRC_IP_OFFSET + below(maker, bytes)] = (uint8_t)below(maker, 3);
  object[TOE_OBJ_PATH_DST_IP_OFFSET + below(maker, bytes)] = (uint8_t)below(maker, 3);
  TOE_WRITE(object, OBJ_PATH, MTU, PICK(maker, kMtus));
}

/* Copies stay short, or a seed would see nothing else; or they are of a size that no pool has. */
static void make_buffered(toe_seam_maker_t *maker, uint8_t *object) {
  static const uint32_t kBytes[] = {1, 63, 64, 65, 255, 256, 257, 511, 512, 513, 4095, 4096, 4097};
  static const uint32_t kHuge[] = {16777217, 0x7FFFFFFFu, 0xFFFFFFBFu, 0xFFFFFFC0u, 0xFFFFFFC1u, 0xFFFFFFFFu};
  uint64_t address = maker->data_addr + TOE_STAGE_BUFFER_ROW_BYTES * (uint64_t)below(maker, maker->data_blocks);
  uint32_t bytes = one_in(maker, 2) ? 1 + below(maker, 2000) : kBytes[below(maker, sizeof kBytes / sizeof kBytes[0])];
  if (one_in(maker, 20)) bytes = 1 + below(maker, 20000);
  if (one_in(maker, 20)) bytes = kHuge[below(maker, sizeof kHuge / sizeof kHuge[0])];
  if (one_in(maker, 20)) address = toe_random_draw(&maker->draw) << 6; /* mostly outside of memory */
  if (one_in(maker, maker->is_tame ? 200 : 20)) address |= 1u << below(maker, 6);
  if (!one_in(maker, maker->receive_one_in == 0 || maker->receive_one_in > 2 ? 4 : 2)) bytes = 0, address = 0;
  if (one_in(maker, maker->is_tame ? 300 : 30)) bytes = 0;
  if (one_in(maker, maker->is_tame ? 300 : 30)) address = 0;
  TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, bytes);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, address);
  if (bytes > 0 && one_in(maker, 40)) TOE_WRITE(object, OBJECT, FAULT, TOE_FAULT_COPY_MEMORY);
}

static void make_tcp(toe_seam_maker_t *maker, uint8_t *object) {
  static const uint32_t kWindows[] = {65535, 0,     1,       1023,    1024,    1025,       4095,
                                      4096,  16384, 1047551, 1047552, 1047553, 0xFFFFFFFFu};
  TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, one_in(maker, 4) ? below(maker, 20) : below(maker, 4000));
  TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, one_in(maker, 8) ? below(maker, 1 << 16) : 80);
  TOE_WRITE(object, OBJ_TCP, STATE,
            one_in(maker, 20)  ? below(maker, 256)
            : one_in(maker, 2) ? 4
                               : 4 + below(maker, 6)); /* of 4 most can become */
  TOE_WRITE(object, OBJ_TCP, INITIAL_RCV_WND, PICK(maker, kWindows));
  make_buffered(maker, object);
}

/* Room for the received data of what is terminated, behind what memory there is, at any address; or too little. */
static void make_room(toe_seam_maker_t *maker, uint8_t *object) {
  TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, one_in(maker, 8) ? below(maker, 3000) : 20000);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, toe_seam_make_place(maker));
}

static void make_object(toe_seam_maker_t *maker, uint8_t *object, uint32_t layer, uint32_t kind) {
  uint32_t family = kind == TOE_KIND_NEW && layer == TOE_LAYER_PATH ? one_in(maker, 2) ? 4 : 6 : 0;
  fill(maker, object, TOE_OBJECT_BYTES);
  TOE_WRITE(object, OBJECT, LAYER, layer);
  TOE_WRITE(object, OBJECT, KIND, kind);
  TOE_WRITE(object, OBJECT, FAULT, one_in(maker, maker->is_tame ? 30 : 12) ? below(maker, 5) : 0);
  TOE_WRITE(object, OBJECT, FAMILY, family);
  TOE_WRITE(object, OBJECT, HANDLE, kind == TOE_KIND_LINKER ? pick_handle(maker, layer) : 0);
  TOE_WRITE(object, OBJECT, NDIS_HANDLE, (uint64_t)any(maker) << 32 | maker->objects++);
  if (layer == TOE_LAYER_NEIGHBOR) make_neighbor(maker, object);
  if (layer == TOE_LAYER_PATH) make_path(maker, object, family);
  if (layer == TOE_LAYER_TCP) make_tcp(maker, object);
  if (kind == TOE_KIND_LINKER) make_room(maker, object);
  /* Behind the common members of a linker or placeholder nobody may look: there anything stays. */
  if (kind == TOE_KIND_NEW) clear_reserved(maker, object, layer);
  if (!maker->is_tame && one_in(maker, 40)) object[below(maker, 8)] = (uint8_t)below(maker, one_in(maker, 2) ? 256 : 8);
}

static void make_walk(toe_seam_maker_t *maker, uint8_t *objects_out, uint32_t count) {
  uint32_t root = 1 + below(maker, one_in(maker, 3) ? 3 : 1), layer = root;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t kind = one_in(maker, maker->is_tame ? 5 : 3) ? below(maker, 3) : TOE_KIND_NEW;
    /* A new path or connection as root ends the walk before it has begun. */
    if (i == 0 && root > TOE_LAYER_NEIGHBOR && !one_in(maker, 6)) kind = TOE_KIND_LINKER;
    make_object(maker, objects_out + (size_t)i * TOE_OBJECT_BYTES, layer, kind);
    uint32_t most = layer < TOE_LAYER_TCP ? layer + 1 : TOE_LAYER_TCP;
    layer = root + below(maker, most - root + 1);
    if (one_in(maker, 2)) layer = most; /* many connections: they have most to be denied for */
  }
}

/* What there is, layer after layer from connections down, or in any order. */
static void make_list(toe_seam_maker_t *maker, uint8_t *objects_out, uint32_t count) {
  bool is_ordered = !one_in(maker, 4);
  uint32_t tcp = below(maker, count + 1), path = tcp + below(maker, count - tcp + 1);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t kind = one_in(maker, maker->is_tame ? 60 : 20) ? below(maker, 3) : TOE_KIND_LINKER;
    uint32_t layer = i < tcp ? TOE_LAYER_TCP : i < path ? TOE_LAYER_PATH : TOE_LAYER_NEIGHBOR;
    if (!is_ordered) layer = 1 + below(maker, 3);
    uint8_t *object = objects_out + (size_t)i * TOE_OBJECT_BYTES;
    make_object(maker, object, layer, kind);
    if (kind == TOE_KIND_LINKER && i > 0 && one_in(maker, 30)) { /* the one before, again */
      TOE_WRITE(object, OBJECT, HANDLE, TOE_READ(object - TOE_OBJECT_BYTES, OBJECT, HANDLE));
    }
  }
}

void toe_seam_make_objects(toe_seam_maker_t *maker, const uint8_t *command, uint8_t *objects_out, uint32_t count) {
  if (count == 0) return;
  if (TOE_READ(command, COMMAND, OPCODE) == TOE_OPCODE_TERMINATE) {
    make_list(maker, objects_out, count);
  } else {
    make_walk(maker, objects_out, count);
  }
}

/* ---- commands ---- */

/* Of a setting mostly a value that leaves room, else one near what it may have at all. */
static uint32_t draw_value(toe_seam_maker_t *maker, uint32_t setting) {
  static const uint32_t kWide[] = {[TOE_SETTING_LIMIT_NEIGHBOR] = 4096,
                                   [TOE_SETTING_LIMIT_PATH] = 16384,
                                   [TOE_SETTING_LIMIT_TCP] = 16384,
                                   [TOE_SETTING_LIMIT_HOST_MEMORY] = 0xFFFFFFFFu,
                                   [TOE_SETTING_WALK_POLICY] = 1,
                                   [TOE_SETTING_LIMIT_SRC_MAC] = 64,
                                   [TOE_SETTING_LIMIT_SRC_IP] = 128,
                                   [TOE_SETTING_LIMIT_VLAN] = 128,
                                   [TOE_SETTING_LIMIT_RCV_BUFFER] = 65536,
                                   [TOE_SETTING_LIMIT_XMIT_BUFFER] = 65536,
                                   [TOE_SETTING_LIMIT_BUFFERED_COPY] = 16777216,
                                   [TOE_SETTING_MTU_MAX] = 9000,
                                   [TOE_SETTING_RCV_WINDOW_MAX] = 1047552,
                                   [TOE_SETTING_ADMIT_STATES] = 0,
                                   [TOE_SETTING_ADMIT_LOCAL_PORTS] = 0x0000FFFFu,
                                   [TOE_SETTING_ADMIT_REMOTE_PORTS] = 0x0000FFFFu,
                                   [TOE_SETTING_ADMIT_MIN_WINDOW] = 0,
                                   [TOE_SETTING_ADMIT_DUPLICATES] = 0,
                                   [TOE_SETTING_INTERFACE_VLAN] = TOE_VLAN_ACTION_CLEAR << 16,
                                   [TOE_SETTING_LIMIT_POSTED] = 4096,
                                   [TOE_SETTING_LIMIT_RCV_DATA] = 16777216,
                                   [TOE_SETTING_INTERFACE_MAC] = 0x00E57002};
  static const uint32_t kEdges[] = {0,    1,    2,    3,     64,    65,    128,   129,      1023,     1024,
                                    4096, 4097, 9001, 16384, 16385, 65536, 65537, 16777216, 16777217, 0xFFFFFFFFu};
  if (setting == TOE_SETTING_ADMIT_DUPLICATES && !one_in(maker, 8)) return below(maker, 2);
  if (setting < sizeof kWide / sizeof kWide[0] && !one_in(maker, maker->is_tame ? 5 : 2)) {
    return kWide[setting] + (one_in(maker, 20) ? 1 : 0); /* one more is above what was built, or next to it */
  }
  if (setting == TOE_SETTING_INTERFACE_VLAN) {
    return below(maker, 4) << 16 | below(maker, one_in(maker, 4) ? 4096 : 4) |
           (one_in(maker, 10) ? 1u << below(maker, 32) : 0);
  }
  if (setting == TOE_SETTING_ADMIT_LOCAL_PORTS || setting == TOE_SETTING_ADMIT_REMOTE_PORTS) {
    return below(maker, 84) << 16 | below(maker, 84);
  }
  if (setting == TOE_SETTING_LIMIT_BUFFERED_COPY) return below(maker, 1 << below(maker, 25));
  return one_in(maker, 2) ? kEdges[below(maker, sizeof kEdges / sizeof kEdges[0])] : below(maker, 60);
}

static void make_set(toe_seam_maker_t *maker, uint8_t *command) {
  uint32_t setting = below(maker, TOE_SETTING_INTERFACE_MAC + 2); /* 0 and the last are no settings */
  memset(command + TOE_COMMAND_OBJECT_ADDR_OFFSET, 0, TOE_COMMAND_BYTES - TOE_COMMAND_OBJECT_ADDR_OFFSET);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_SET);
  TOE_WRITE(command, COMMAND, SETTING, setting);
  TOE_WRITE(command, COMMAND, VALUE, draw_value(maker, setting));
  if (setting == TOE_SETTING_INTERFACE_MAC)
    TOE_WRITE(command, COMMAND, VALUE_HIGH, one_in(maker, 4) ? any(maker) & 0xFFFF : 0x0100);
}

/* An event, mostly one that may be told. */
static void make_raise(toe_seam_maker_t *maker, uint8_t *command) {
  static const uint32_t kEvents[] = {TOE_EVENT_RETRIEVE, TOE_EVENT_RETRIEVE, TOE_EVENT_UPLOAD_ALL,
                                     TOE_EVENT_PAUSE,    TOE_EVENT_RESUME,   TOE_EVENT_LINK};
  uint32_t event = one_in(maker, 12) ? below(maker, 24) : kEvents[below(maker, 6)], value = 0, handle = 0;
  if (event == TOE_EVENT_RETRIEVE) {
    value = one_in(maker, 12) ? below(maker, 14) : 1 + below(maker, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
    handle = pick_handle(maker, TOE_LAYER_TCP);
  } else if (event == TOE_EVENT_LINK) {
    value = below(maker, one_in(maker, 12) ? 3 : 2);
  }
  if (one_in(maker, 40)) value = any(maker);
  if (one_in(maker, 40)) handle = pick_handle(maker, TOE_LAYER_TCP);
  memset(command + TOE_COMMAND_OBJECT_ADDR_OFFSET, 0, TOE_COMMAND_BYTES - TOE_COMMAND_OBJECT_ADDR_OFFSET);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RAISE);
  TOE_WRITE(command, COMMAND, SETTING, event);
  TOE_WRITE(command, COMMAND, VALUE, value);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
}

static void begin_command(toe_seam_maker_t *maker, uint8_t *command) {
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, any(maker));
}

static void make_request(toe_seam_maker_t *maker, const toe_seam_places_t *places, bool is_terminate, uint32_t count,
                         uint8_t *command) {
  static const uint32_t kBadCounts[] = {0, TOE_STAGE_MAX_OBJECTS + 1, 0xFFFFFFFFu};
  TOE_WRITE(command, COMMAND, OPCODE, is_terminate ? TOE_OPCODE_TERMINATE : TOE_OPCODE_INITIATE);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, places->objects | (one_in(maker, 40) ? 1u << below(maker, 8) : 0));
  TOE_WRITE(command, COMMAND, RESULT_ADDR, places->results | (one_in(maker, 40) ? 1u << below(maker, 5) : 0));
  TOE_WRITE(command, COMMAND, OBJECT_COUNT, one_in(maker, 40) ? kBadCounts[below(maker, 3)] : count);
  if (!is_terminate) return;
  /* Aligned to 64 is enough. */
  TOE_WRITE(command, COMMAND, RETURN_ADDR,
            (places->returns + 64 * (uint64_t)below(maker, 4)) | (one_in(maker, 40) ? 1u << below(maker, 6) : 0));
}

void toe_seam_make_command(toe_seam_maker_t *maker, const toe_seam_places_t *places,
                           uint8_t command_out[TOE_COMMAND_BYTES], uint32_t *count_out) {
  uint8_t *command = command_out;
  uint32_t count = 0;
  begin_command(maker, command);
  bool has_bytes = maker->streams != NULL && maker->streams->recents > 0; /* else there is little to be had */
  if (one_in(maker, maker->receive_one_in) && (has_bytes || one_in(maker, 4))) {
    uint32_t handle = pick_handle(maker, TOE_LAYER_TCP);
    if (one_in(maker, 3)) {
      toe_seam_make_forward(maker, toe_seam_pick_connection(maker, handle), places->objects, command);
    } else if (one_in(maker, 2)) {
      toe_seam_make_receive(maker, handle, command);
    } else {
      toe_seam_make_reply(maker, handle, command);
    }
  } else if (one_in(maker, 7)) {
    make_set(maker, command);
  } else if (one_in(maker, 10)) {
    make_raise(maker, command);
  } else {
    count = 1 + below(maker, maker->most_objects);
    make_request(maker, places, one_in(maker, maker->receive_one_in == 0 || maker->receive_one_in > 2 ? 3 : 12), count,
                 command);
  }
  uint8_t opcode = command[TOE_COMMAND_OPCODE_OFFSET];
  if (one_in(maker, 40)) command[below(maker, 4)] = (uint8_t)below(maker, 256);
  /* What is handed back for an INITIATE that became a TERMINATE would go to address 0, where the rings may be. */
  if (opcode == TOE_OPCODE_INITIATE && command[TOE_COMMAND_OPCODE_OFFSET] == TOE_OPCODE_TERMINATE) {
    TOE_WRITE(command, COMMAND, RETURN_ADDR, places->returns);
  }
  if (one_in(maker, 40)) { /* mostly a reserved byte; of a SET perhaps its setting or value */
    uint32_t at = count == 0 && one_in(maker, 2) ? TOE_COMMAND_OBJECT_ADDR_OFFSET + below(maker, 20)
                                                 : TOE_COMMAND_SETTING_OFFSET + below(maker, 36);
    command[at] |= (uint8_t)(1u << below(maker, 8));
  }
  /* What became a RECEIVE, or whose address was hit, writes to a place of its own like any other. */
  if (command[TOE_COMMAND_OPCODE_OFFSET] == TOE_OPCODE_RECEIVE) {
    TOE_WRITE(command, COMMAND, OBJECT_ADDR, toe_seam_make_place(maker));
  }
  *count_out = count;
}

void toe_seam_make_end(toe_seam_maker_t *maker, const toe_seam_places_t *places, const uint32_t *handles,
                       uint32_t count, uint8_t command_out[TOE_COMMAND_BYTES], uint8_t *objects_out) {
  begin_command(maker, command_out);
  TOE_WRITE(command_out, COMMAND, OPCODE, TOE_OPCODE_TERMINATE);
  TOE_WRITE(command_out, COMMAND, OBJECT_ADDR, places->objects);
  TOE_WRITE(command_out, COMMAND, RESULT_ADDR, places->results);
  TOE_WRITE(command_out, COMMAND, RETURN_ADDR, places->returns);
  TOE_WRITE(command_out, COMMAND, OBJECT_COUNT, count);
  for (uint32_t i = 0; i < count; ++i) {
    uint8_t *object = objects_out + (size_t)i * TOE_OBJECT_BYTES;
    memset(object, 0, TOE_OBJECT_BYTES);
    TOE_WRITE(object, OBJECT, LAYER, handles[i] >> 28);
    TOE_WRITE(object, OBJECT, KIND, TOE_KIND_LINKER);
    TOE_WRITE(object, OBJECT, HANDLE, handles[i]);
    TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, 0xFFFFFFFFu);
    TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, toe_seam_make_place(maker));
  }
}
