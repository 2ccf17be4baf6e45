/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_object.h"

#include <string.h>

enum { IPV4_BYTES = 4, BUFFER_ALIGN = 64 };

static bool is_zero(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

/* What the common members may not hold together. */
static bool is_bad_head(const toe_object_t *object) {
  if (object->layer < TOE_LAYER_NEIGHBOR || object->layer > TOE_LAYER_TCP) return true;
  if (object->kind > TOE_KIND_NEW || object->fault > TOE_FAULT_COPY_MEMORY) return true;
  if (object->handle != 0 && object->kind != TOE_KIND_LINKER) return true;
  bool is_new_path = object->layer == TOE_LAYER_PATH && object->kind == TOE_KIND_NEW;
  return is_new_path ? object->family != 4 && object->family != 6 : object->family != 0;
}

static bool is_bad_path(const toe_object_t *object) {
  if (object->family != 4) return false;
  return !is_zero(object->src_ip + IPV4_BYTES, sizeof object->src_ip - IPV4_BYTES) ||
         !is_zero(object->dst_ip + IPV4_BYTES, sizeof object->dst_ip - IPV4_BYTES);
}

static bool is_bad_tcp(const toe_object_t *object) {
  return object->buffered_addr % BUFFER_ALIGN != 0 || (object->buffered_bytes == 0) != (object->buffered_addr == 0);
}

static void read_new(toe_object_t *object, const uint8_t *data) {
  if (object->layer == TOE_LAYER_NEIGHBOR) {
    object->vlan = (uint16_t)TOE_READ(data, OBJ_NEIGHBOR, VLAN);
    object->has_src_mac = TOE_READ(data, OBJ_NEIGHBOR, HAS_SRC_MAC) != 0;
    memcpy(object->src_mac, data + TOE_OBJ_NEIGHBOR_SRC_MAC_OFFSET, sizeof object->src_mac);
  } else if (object->layer == TOE_LAYER_PATH) {
    memcpy(object->src_ip, data + TOE_OBJ_PATH_SRC_IP_OFFSET, sizeof object->src_ip);
    memcpy(object->dst_ip, data + TOE_OBJ_PATH_DST_IP_OFFSET, sizeof object->dst_ip);
    object->mtu = (uint32_t)TOE_READ(data, OBJ_PATH, MTU);
    object->is_malformed = is_bad_path(object);
  } else {
    object->local_port = (uint16_t)TOE_READ(data, OBJ_TCP, LOCAL_PORT);
    object->remote_port = (uint16_t)TOE_READ(data, OBJ_TCP, REMOTE_PORT);
    object->tcp_state = (uint8_t)TOE_READ(data, OBJ_TCP, STATE);
    object->initial_rcv_wnd = (uint32_t)TOE_READ(data, OBJ_TCP, INITIAL_RCV_WND);
    object->buffered_bytes = (uint32_t)TOE_READ(data, OBJ_TCP, BUFFERED_BYTES);
    object->buffered_addr = TOE_READ(data, OBJ_TCP, BUFFERED_ADDR);
    object->is_malformed = is_bad_tcp(object);
  }
  if (!toe_object_reserved_is_clear(object->layer, data)) object->is_malformed = true;
}

toe_object_t toe_object_read(uint32_t index, const uint8_t *data) {
  toe_object_t object = {.is_fetched = data != NULL, .index = index};
  if (data == NULL) return object;
  object.layer = (uint8_t)TOE_READ(data, OBJECT, LAYER);
  object.kind = (uint8_t)TOE_READ(data, OBJECT, KIND);
  object.fault = (uint8_t)TOE_READ(data, OBJECT, FAULT);
  object.family = (uint8_t)TOE_READ(data, OBJECT, FAMILY);
  object.handle = (uint32_t)TOE_READ(data, OBJECT, HANDLE);
  object.is_malformed = is_bad_head(&object);
  if (!object.is_malformed && object.kind == TOE_KIND_NEW) read_new(&object, data);
  return object;
}
