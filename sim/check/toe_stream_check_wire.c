/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_stream_check_wire.c - the stream goes on from the wire: what the peer sent, as it was taken, from a frame or from
 * a segment that the host forwarded.
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/check/toe_stream_check_internal.h"
#include "sim/host/toe_stream.h"

#define ID_BITS 0x0FFFFFFFu
#define MUCH_BYTES 65536 /* so much that was delivered is forgotten at once */

void toe_stream_wire_release(toe_stream_wire_t *wire) {
  if (wire == NULL || --wire->users > 0) return;
  free(wire->data);
  free(wire);
}

uint8_t toe_stream_due(const toe_stream_wire_t *wire, uint64_t number, uint32_t seq) {
  if (wire != NULL && seq - wire->first < wire->bytes) return wire->data[seq - wire->first];
  return toe_stream_byte(number, seq);
}

static bool make_room(toe_stream_wire_t *wire, size_t bytes) {
  if (wire->capacity - wire->bytes >= bytes) return true;
  size_t capacity = 2 * wire->capacity + bytes;
  uint8_t *data = realloc(wire->data, capacity);
  if (data == NULL) return false;
  wire->data = data;
  wire->capacity = capacity;
  return true;
}

/* What nobody asks for any more. */
static void forget(const toe_stream_check_t *check, const toe_stream_connection_t *connection) {
  toe_stream_wire_t *wire = connection->wire;
  uint32_t done = connection->at - wire->first;
  if (check->span_count > 0 || wire->users > 1 || (int32_t)done < MUCH_BYTES || done > wire->bytes) return;
  wire->bytes -= done;
  memmove(wire->data, wire->data + done, wire->bytes);
  wire->first += done;
}

static bool append(toe_stream_check_t *check, toe_stream_connection_t *connection, uint8_t byte) {
  if (connection->wire == NULL) {
    connection->wire = calloc(1, sizeof *connection->wire);
    if (connection->wire == NULL) return false;
    connection->wire->users = 1;
    connection->wire->first = connection->nxt;
  }
  forget(check, connection);
  if (!make_room(connection->wire, 1)) return false;
  connection->wire->data[connection->wire->bytes++] = byte;
  ++connection->nxt;
  return true;
}

static toe_stream_connection_t *find(const toe_stream_check_t *check, uint64_t handle) {
  if (handle >> 28 != TOE_LAYER_TCP || (handle & ID_BITS) >= check->built) return NULL;
  toe_stream_connection_t *connection = &check->connections[handle & ID_BITS];
  return connection->is_known && connection->rows_seen >= 2 ? connection : NULL;
}

void toe_stream_put_frame(toe_stream_check_t *check, const toe_retire_t *retire) {
  uint64_t handle = retire->u.frame.handle;
  const toe_stream_connection_t *connection = find(check, handle);
  check->frame_left = (uint32_t)retire->u.frame.taken;
  check->frame_handle = handle;
  if (connection == NULL || check->frame_left == 0) return;
  uint32_t before = connection->nxt - (uint32_t)retire->u.frame.seq; /* bytes of it that came already */
  if ((int32_t)before >= 0 && before + retire->u.frame.taken <= retire->u.frame.bytes) return;
  toe_stream_violate(check, handle, retire->cycle,
                     "%u bytes of a segment of %u at %u are taken, but its stream has come to %u",
                     (unsigned)check->frame_left, (unsigned)retire->u.frame.bytes, (unsigned)retire->u.frame.seq,
                     (unsigned)connection->nxt);
}

void toe_stream_put_data(toe_stream_check_t *check, const toe_retire_t *retire) {
  toe_stream_connection_t *connection = check->frame_left > 0 ? find(check, check->frame_handle) : NULL;
  for (uint32_t i = 0; i < TOE_STAGE_BUFFER_ROW_BYTES && check->frame_left > 0; ++i) {
    if ((retire->u.buffer.mask >> i & 1) == 0) continue;
    --check->frame_left;
    if (connection != NULL && !append(check, connection, retire->u.buffer.data[i])) check->failure = TOE_E_MEMORY;
  }
}
