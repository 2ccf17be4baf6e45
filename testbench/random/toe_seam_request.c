/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_request.h"

#include <string.h>

static uint32_t below(toe_seam_maker_t *maker, uint32_t bound) { return toe_seam_below(&maker->draw, bound); }
static bool one_in(toe_seam_maker_t *maker, uint32_t n) { return toe_seam_one_in(&maker->draw, n); }
static uint32_t any(toe_seam_maker_t *maker) { return (uint32_t)toe_seam_draw(&maker->draw); }

static void fill(toe_seam_maker_t *maker, uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) bytes[i] = (uint8_t)below(maker, 256);
}

void toe_seam_maker_learn(toe_seam_maker_t *maker, uint32_t handle) {
  if (handle == 0) return;
  uint32_t at = maker->handle_count < TOE_SEAM_HANDLES ? maker->handle_count++ : below(maker, TOE_SEAM_HANDLES);
  maker->handles[at] = handle;
}

/* Mostly one that was given; else one that may be in use, never was, or cannot be. */
static uint32_t pick_handle(toe_seam_maker_t *maker) {
  if (maker->handle_count > 0 && !one_in(maker, 6)) return maker->handles[below(maker, maker->handle_count)];
  switch (below(maker, 4)) {
    case 0:
      return any(maker);
    case 1:
      return 0;
    default:
      return (1 + below(maker, 3)) << 28 | below(maker, one_in(maker, 2) ? 60 : 4);
  }
}

/* Few values for what the lookup key is made of, so that some connections are there twice. */
static void make_key_parts(toe_seam_maker_t *maker, uint8_t *object, uint32_t layer) {
  if (layer == TOE_LAYER_NEIGHBOR) TOE_WRITE(object, OBJ_NEIGHBOR, VLAN, below(maker, 3));
  if (layer == TOE_LAYER_PATH) {
    memset(object + TOE_OBJ_PATH_SRC_IP_OFFSET, 0, TOE_OBJ_PATH_SRC_IP_BYTES + TOE_OBJ_PATH_DST_IP_BYTES);
    object[TOE_OBJ_PATH_SRC_IP_OFFSET + below(maker, 16)] = (uint8_t)below(maker, 3);
    object[TOE_OBJ_PATH_DST_IP_OFFSET] = (uint8_t)below(maker, 3);
  }
  if (layer == TOE_LAYER_TCP) {
    TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, below(maker, 20));
    TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, 80);
    TOE_WRITE(object, OBJ_TCP, STATE, one_in(maker, 20) ? below(maker, 256) : 4 + below(maker, 6));
  }
}

static void make_object(toe_seam_maker_t *maker, uint8_t *object, uint32_t layer) {
  fill(maker, object, TOE_OBJECT_BYTES);
  uint32_t kind = one_in(maker, maker->is_tame ? 12 : 3) ? below(maker, 3) : TOE_KIND_NEW;
  TOE_WRITE(object, OBJECT, LAYER, layer);
  TOE_WRITE(object, OBJECT, KIND, kind);
  TOE_WRITE(object, OBJECT, FAULT, one_in(maker, maker->is_tame ? 60 : 12) ? below(maker, 3) : 0);
  TOE_WRITE(object, OBJECT, FAMILY, one_in(maker, 2) ? 4 : 6);
  TOE_WRITE(object, OBJECT, HANDLE, kind == TOE_KIND_LINKER ? pick_handle(maker) : 0);
  make_key_parts(maker, object, layer);
  if (!maker->is_tame && one_in(maker, 40)) object[below(maker, 4)] = (uint8_t)below(maker, one_in(maker, 2) ? 256 : 8);
}

void toe_seam_make_objects(toe_seam_maker_t *maker, uint8_t *objects_out, uint32_t count) {
  uint32_t root = 1 + below(maker, one_in(maker, 3) ? 3 : 1), layer = root;
  for (uint32_t i = 0; i < count; ++i) {
    make_object(maker, objects_out + (size_t)i * TOE_OBJECT_BYTES, layer);
    uint32_t most = layer < TOE_LAYER_TCP ? layer + 1 : TOE_LAYER_TCP;
    layer = root + below(maker, most - root + 1);
  }
}

static void make_set(toe_seam_maker_t *maker, uint8_t *command) {
  static const uint32_t kEdges[] = {0, 2, 3, 4096, 4097, 16384, 16385, 0xFFFFFFFFu};
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_SET);
  TOE_WRITE(command, COMMAND, SETTING, below(maker, 7)); /* 0 and 6 are no settings */
  TOE_WRITE(command, COMMAND, VALUE,
            one_in(maker, 3) ? kEdges[below(maker, sizeof kEdges / sizeof kEdges[0])] : below(maker, 60));
}

void toe_seam_make_command(toe_seam_maker_t *maker, uint64_t object_addr, uint64_t result_addr,
                           uint8_t command_out[TOE_COMMAND_BYTES], uint32_t *count_out) {
  static const uint32_t kBadCounts[] = {0, TOE_STAGE_MAX_OBJECTS + 1, 0xFFFFFFFFu};
  uint8_t *command = command_out;
  uint32_t count = 0;
  fill(maker, command, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, FLAGS, 0);
  if (one_in(maker, 7)) {
    make_set(maker, command);
  } else {
    count = 1 + below(maker, maker->most_objects);
    TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_INITIATE);
    TOE_WRITE(command, COMMAND, OBJECT_ADDR, object_addr | (one_in(maker, 40) ? 1u << below(maker, 8) : 0));
    TOE_WRITE(command, COMMAND, RESULT_ADDR, result_addr | (one_in(maker, 40) ? 1u << below(maker, 5) : 0));
    TOE_WRITE(command, COMMAND, OBJECT_COUNT, one_in(maker, 40) ? kBadCounts[below(maker, 3)] : count);
  }
  if (one_in(maker, 40)) command[below(maker, 4)] = (uint8_t)below(maker, 256);
  *count_out = count;
}
