/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buffers.c - see toe_buffers.h.
 */
#include "sim/host/toe_buffers.h"

#include "sim/host/toe_stream.h"

enum { SEGMENT_BYTES = 1460 };

toe_nbl_t *toe_buffers_to_send(const toe_os_t *os, const uint32_t *sizes, uint32_t count) {
  toe_nbl_t *list = os->alloc(os->self, count * sizeof *list);
  if (list == NULL) return NULL;
  for (uint32_t i = 0; i < count; ++i) {
    list[i] = (toe_nbl_t){.next = i + 1 < count ? &list[i + 1] : NULL, .status = TOE_BUFFERS_STATUS, .bytes = sizes[i]};
  }
  return list;
}

bool toe_buffers_to_send_is_same(const toe_nbl_t *list, const uint32_t *sizes, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const toe_nbl_t *next = i + 1 < count ? &list[i + 1] : NULL;
    if (list[i].status != TOE_BUFFERS_STATUS || list[i].bytes != sizes[i] || list[i].next != next) return false;
  }
  return true;
}

/* How N received bytes lie: buffers, bytes of each but the last, and whether there are bytes at all. */
typedef struct shape {
  uint32_t count, size;
  bool has_data;
} shape_t;

static shape_t shape_of(uint32_t bytes) {
  if (bytes > toe_pool_built(TOE_POOL_BUFFERED_COPY)) return (shape_t){.count = 1, .size = bytes, .has_data = false};
  return (shape_t){.count = (bytes + SEGMENT_BYTES - 1) / SEGMENT_BYTES, .size = SEGMENT_BYTES, .has_data = true};
}

static size_t memory_of(shape_t shape, uint32_t bytes) {
  return shape.count * sizeof(toe_nbl_t) + (shape.has_data ? bytes : 0);
}

/* What buffer i must be in the list that begins at `list`. */
static toe_nbl_t buffer_of(toe_nbl_t *list, shape_t shape, uint32_t bytes, uint32_t i) {
  const uint8_t *data = (const uint8_t *)(list + shape.count);
  bool is_last = i + 1 == shape.count;
  return (toe_nbl_t){.next = is_last ? NULL : &list[i + 1],
                     .status = TOE_BUFFERS_STATUS,
                     .bytes = is_last ? bytes - i * shape.size : shape.size,
                     .data = shape.has_data ? data + (size_t)i * shape.size : NULL};
}

toe_nbl_t *toe_buffers_received(const toe_os_t *os, uint64_t connection, uint32_t rcv_nxt, uint32_t bytes) {
  shape_t shape = shape_of(bytes);
  toe_nbl_t *list = os->alloc(os->self, memory_of(shape, bytes));
  if (list == NULL) return NULL;
  for (uint32_t i = 0; i < shape.count; ++i) list[i] = buffer_of(list, shape, bytes, i);
  if (shape.has_data) toe_stream_write(connection, rcv_nxt - bytes, (uint8_t *)(list + shape.count), bytes);
  return list;
}

bool toe_buffers_received_is_same(const toe_nbl_t *list, uint64_t connection, uint32_t rcv_nxt, uint32_t bytes) {
  shape_t shape = shape_of(bytes);
  for (uint32_t i = 0; i < shape.count; ++i) {
    toe_nbl_t made = buffer_of((toe_nbl_t *)(uintptr_t)list, shape, bytes, i);
    if (list[i].next != made.next || list[i].status != made.status || list[i].bytes != made.bytes ||
        list[i].data != made.data) {
      return false;
    }
  }
  return !shape.has_data || toe_stream_is(connection, rcv_nxt - bytes, (const uint8_t *)(list + shape.count), bytes);
}

void toe_buffers_received_free(const toe_os_t *os, toe_nbl_t *list, uint32_t bytes) {
  if (list != NULL) memset(list, TOE_BUFFERS_POISON, memory_of(shape_of(bytes), bytes));
  os->free(os->self, list);
}
