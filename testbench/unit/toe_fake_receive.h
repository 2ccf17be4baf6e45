/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_receive.h - how the scripted device delivers received data: docs/microarchitecture.md 5.11 without times.
 * Part of toe_fake_nic.h.  Offsets and numbers are typed by hand.
 */
#ifndef TOE_FAKE_RECEIVE_H_
#define TOE_FAKE_RECEIVE_H_

/* An entry of type RECEIVED. */
static inline void fake_received(fake_nic_t *nic, uint8_t kind, uint32_t handle, uint32_t id, uint32_t bytes,
                                 uint32_t status) {
  uint8_t *entry = fake_entry(nic);
  entry[0] = 3;
  entry[1] = kind;
  fake_put(entry, 4, 4, handle);
  fake_put(entry, 8, 4, id);
  fake_put(entry, 12, 4, bytes);
  fake_put(entry, 16, 4, status);
  fake_put(entry, 24, 8, ++nic->commit);
}

/* `count` bytes from the front of the buffer are delivered; the window grows (offsets: RcvWnd 68, InitialRcvWnd 24). */
static inline void fake_consume(fake_object_t *object, uint32_t count) {
  memmove(object->data, object->data + count, object->data_bytes - count);
  object->data_bytes -= count;
  uint64_t wnd = fake_get(object->context, 68, 4), initial = fake_get(object->context, 24, 4);
  if (wnd < initial) fake_put(object->context, 68, 4, wnd + count < initial ? wnd + count : initial);
}

static inline void fake_complete_post(fake_nic_t *nic, fake_object_t *object, uint32_t status) {
  fake_post_t post = object->posts[0];
  memmove(object->posts, object->posts + 1, --object->post_count * sizeof post);
  --nic->posted;
  fake_received(nic, 1, object->handle, post.id, post.filled, status);
}

/* As many as fit into the first request. */
static inline void fake_place(fake_nic_t *nic, fake_object_t *object) {
  fake_post_t *post = &object->posts[0];
  uint32_t count = post->bytes - post->filled;
  if (count > object->data_bytes) count = object->data_bytes;
  if (count == 0) return;
  uint8_t *room = fake_at(nic, post->address, post->bytes);
  assert(room != NULL);
  memcpy(room + post->filled, object->data, count);
  post->filled += count;
  fake_consume(object, count);
}

static inline bool fake_take_buffer(fake_nic_t *nic, uint32_t *number_out) {
  for (uint32_t i = 0; i < nic->regs[0x1A4 / 4] && i < FAKE_HOST_BUFFERS; ++i) {
    if (nic->is_with_host[i]) continue;
    nic->is_with_host[i] = true;
    *number_out = i;
    return true;
  }
  return false;
}

static inline void fake_indicate(fake_nic_t *nic, fake_object_t *object, uint32_t number) {
  uint32_t size = 1u << nic->regs[0x1B4 / 4], count = object->data_bytes < size ? object->data_bytes : size;
  uint64_t base = nic->regs[0x1AC / 4] | (uint64_t)nic->regs[0x1B0 / 4] << 32;
  uint8_t *buffer = fake_at(nic, base + (uint64_t)number * size, size);
  assert(buffer != NULL);
  memcpy(buffer, object->data, count);
  object->in_progress = true;
  object->indicated = count;
  fake_received(nic, 2, object->handle, number, count, 0);
}

/* The steps of a job, until it ends. */
static inline void fake_deliver(fake_nic_t *nic, fake_object_t *object) {
  bool has_placed = false;
  while (!object->in_progress) {
    uint32_t number = 0;
    if (object->post_count != 0) {
      fake_post_t *post = &object->posts[0];
      if (object->data_bytes != 0 && post->filled < post->bytes) {
        fake_place(nic, object);
        has_placed = true;
      } else if (post->filled == post->bytes && (object->data_bytes != 0 || has_placed)) {
        fake_complete_post(nic, object, 0);
      } else {
        return;
      }
    } else if (object->data_bytes != 0 && !object->refused && fake_take_buffer(nic, &number)) {
      fake_indicate(nic, object, number);
    } else {
      return;
    }
  }
}

/* Received data arrives, as if it were buffered. */
static inline void fake_arrive(fake_nic_t *nic, uint32_t handle, const uint8_t *bytes, uint32_t count) {
  fake_object_t *object = fake_find(nic, handle);
  assert(object != NULL);
  object->data = realloc(object->data, object->data_bytes + count + 1);
  memcpy(object->data + object->data_bytes, bytes, count);
  object->data_bytes += count;
  fake_deliver(nic, object);
}

/* The push timer of the first request expires. */
static inline void fake_push_timer(fake_nic_t *nic, uint32_t handle) {
  fake_object_t *object = fake_find(nic, handle);
  if (object == NULL || object->in_progress || object->post_count == 0) return;
  if (object->posts[0].is_push && object->posts[0].filled != 0) fake_complete_post(nic, object, 0);
}

/* RECEIVE and REPLY; the error.  The steps come later. */
static inline uint8_t fake_receive(fake_nic_t *nic, const uint8_t *command) {
  uint32_t handle = (uint32_t)fake_get(command, 48, 4), value = (uint32_t)fake_get(command, 32, 4);
  fake_object_t *object = handle >> 28 == 3 ? fake_find(nic, handle) : NULL;
  if (object == NULL || object->is_lost) return 11;
  if (command[0] == 6) {
    if (!object->in_progress || value > object->indicated) return 15;
    object->in_progress = false;
    if (value < object->indicated && object->post_count == 0) object->refused = true;
    object->indicated = 0;
    if (value != 0) fake_consume(object, value);
    return 0;
  }
  if (nic->posted >= nic->regs[0x1A0 / 4]) return 14;
  assert(object->post_count < FAKE_POSTS);
  object->posts[object->post_count++] = (fake_post_t){.id = (uint32_t)fake_get(command, 4, 4),
                                                      .address = fake_get(command, 8, 8),
                                                      .bytes = (uint32_t)fake_get(command, 28, 4),
                                                      .filled = value,
                                                      .is_push = command[36] == 0};
  ++nic->posted;
  object->refused = false;
  return 0;
}

/* FORWARD; the error.  What is next in order is taken, whole; all else of it is dropped (offsets: RcvNxt 64, RcvWnd
 * 68).
 */
static inline uint8_t fake_forward(fake_nic_t *nic, const uint8_t *command) {
  const uint32_t handle = (uint32_t)fake_get(command, 48, 4), bytes = (uint32_t)fake_get(command, 28, 4);
  const uint64_t address = fake_get(command, 8, 8), padded = ((uint64_t)bytes + 63) / 64 * 64;
  assert(address % 64 == 0 && fake_get(command, 16, 8) == 0 && fake_get(command, 24, 4) == 0);
  assert(fake_get(command, 32, 8) == 0 && fake_get(command, 40, 8) == 0 && fake_get(command, 52, 4) == 0);
  ++nic->forwards;
  fake_object_t *object = handle >> 28 == 3 ? fake_find(nic, handle) : NULL;
  if (object == NULL || object->is_lost) return 11;
  const uint8_t *segment = fake_at(nic, address, padded);
  assert(segment != NULL && bytes <= sizeof nic->forwarded);
  for (uint64_t i = bytes; i < padded; ++i) assert(segment[i] == 0);
  memcpy(nic->forwarded, segment, bytes);
  nic->forwarded_bytes = bytes;
  if (nic->forward_error != 0) return nic->forward_error;
  if (bytes < 20 || bytes > 9216) return 15;
  uint32_t seq = 0, header = 4u * (segment[12] >> 4);
  for (int i = 0; i < 4; ++i) seq = seq << 8 | segment[4 + i];
  if (seq != fake_get(object->context, 64, 4) || bytes == header) return 0;
  fake_put(object->context, 64, 4, seq + bytes - header);
  fake_put(object->context, 68, 4, fake_get(object->context, 68, 4) - (bytes - header));
  object->data = realloc(object->data, object->data_bytes + bytes);
  memcpy(object->data + object->data_bytes, segment + header, bytes - header);
  object->data_bytes += bytes - header;
  return 0;
}

/* A new connection has what was received before it came; nothing is indicated before a request is posted. */
static inline void fake_begin(fake_nic_t *nic, fake_object_t *place, const uint8_t *object) {
  uint32_t bytes = (uint32_t)fake_get(object, 28, 4);
  place->post_count = 0;
  place->in_progress = place->is_lost = false;
  place->indicated = place->data_bytes = 0;
  free(place->data);
  place->data = malloc((size_t)bytes + 1);
  place->refused = bytes != 0;
  const uint8_t *data = bytes == 0 ? NULL : fake_at(nic, fake_get(object, 32, 8), bytes);
  if (data == NULL) return;
  memcpy(place->data, data, bytes);
  place->data_bytes = bytes;
}

/* The end of a connection.  false: there is less room than there is data */
static inline bool fake_close(fake_nic_t *nic, fake_object_t *place, const uint8_t *object, uint8_t *returned) {
  if (place->data_bytes > fake_get(object, 28, 4)) return false;
  while (place->post_count != 0) {
    fake_complete_post(nic, place, place->posts[0].filled == place->posts[0].bytes ? 0 : 2);
  }
  fake_put(place->context, 192, 4, place->data_bytes);
  memcpy(returned, place->context, 256);
  if (place->data_bytes != 0) {
    uint8_t *room = fake_at(nic, fake_get(object, 32, 8), place->data_bytes);
    assert(room != NULL);
    memcpy(room, place->data, place->data_bytes);
  }
  free(place->data);
  place->data = NULL;
  return true;
}

#endif /* TOE_FAKE_RECEIVE_H_ */
