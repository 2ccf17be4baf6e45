/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_objects.h - commands and objects as they lie in the host of the engine's tests: well formed, small, told
 * apart by a mark.
 */
#ifndef TOE_ENGINE_OBJECTS_H_
#define TOE_ENGINE_OBJECTS_H_

#include <string.h>

#include "model/spec/toe_spec.h"

/* Where things lie. */
enum {
  RIG_CMD_RING = 0x10000,
  RIG_CPL_RING = 0x20000,
  RIG_OBJECTS = 0x40000,
  RIG_RESULTS = 0x80000,
  RIG_BUFFERED = 0xC0000
};
#define RIG_MESSAGE 0xFEE01000u

static inline void rig_command(uint8_t *command, uint32_t request_id, uint32_t count) {
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_INITIATE);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, request_id);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, RIG_OBJECTS);
  TOE_WRITE(command, COMMAND, RESULT_ADDR, RIG_RESULTS);
  TOE_WRITE(command, COMMAND, OBJECT_COUNT, count);
}

/* A TERMINATE; what is handed back goes to `return_addr`. */
static inline void rig_terminate(uint8_t *command, uint32_t request_id, uint32_t count, uint64_t return_addr) {
  rig_command(command, request_id, count);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_TERMINATE);
  TOE_WRITE(command, COMMAND, RETURN_ADDR, return_addr);
}

static inline void rig_raise(uint8_t *command, uint32_t request_id, uint32_t event, uint32_t value, uint32_t handle) {
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RAISE);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, request_id);
  TOE_WRITE(command, COMMAND, SETTING, event);
  TOE_WRITE(command, COMMAND, VALUE, value);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
}

static inline void rig_set(uint8_t *command, uint32_t request_id, uint32_t setting, uint32_t value) {
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_SET);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, request_id);
  TOE_WRITE(command, COMMAND, SETTING, setting);
  TOE_WRITE(command, COMMAND, VALUE, value);
}

/* A new neighbor: VLAN id 0x101 * mark (12 bits), source MAC given but not significant. */
static inline void rig_new_neighbor(uint8_t *object, uint8_t mark) {
  TOE_WRITE(object, OBJ_NEIGHBOR, VLAN, (mark * 0x101u) & 0xFFFu);
  memset(object + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, mark, 12); /* and DST_MAC */
}

/* A new IPv4 path of an MTU of 1500. */
static inline void rig_new_path(uint8_t *object, uint8_t mark) {
  TOE_WRITE(object, OBJECT, FAMILY, 4);
  memset(object + TOE_OBJ_PATH_SRC_IP_OFFSET, mark, 4);
  memset(object + TOE_OBJ_PATH_DST_IP_OFFSET, mark, 4);
  TOE_WRITE(object, OBJ_PATH, MTU, 1500);
}

/* A new established connection, ports from the mark, a window of 4096, no buffered bytes. */
static inline void rig_new_tcp(uint8_t *object, uint8_t mark) {
  TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, mark * 0x101u);
  TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, mark * 0x101u);
  TOE_WRITE(object, OBJ_TCP, STATE, 4);
  TOE_WRITE(object, OBJ_TCP, INITIAL_RCV_WND, 4096);
  memset(object + TOE_OBJ_TCP_RCV_NXT_OFFSET, mark, 64);
}

/* An object; what is behind the common members of a linker or placeholder is not looked at: all of it is `mark`. */
static inline void rig_object(uint8_t *object, uint32_t layer, uint32_t kind, uint32_t handle, uint8_t mark) {
  memset(object, 0, TOE_OBJECT_BYTES);
  TOE_WRITE(object, OBJECT, LAYER, layer);
  TOE_WRITE(object, OBJECT, KIND, kind);
  TOE_WRITE(object, OBJECT, HANDLE, handle);
  memset(object + TOE_OBJECT_NDIS_HANDLE_OFFSET, mark, TOE_OBJECT_NDIS_HANDLE_BYTES);
  if (kind != TOE_KIND_NEW) {
    memset(object + 16, mark, TOE_OBJECT_BYTES - 16);
  } else if (layer == TOE_LAYER_NEIGHBOR) {
    rig_new_neighbor(object, mark);
  } else if (layer == TOE_LAYER_PATH) {
    rig_new_path(object, mark);
  } else {
    rig_new_tcp(object, mark);
  }
}

#endif /* TOE_ENGINE_OBJECTS_H_ */
