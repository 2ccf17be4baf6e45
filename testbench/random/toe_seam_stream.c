/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_seam_stream.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/toe_types.h"

enum { CLOSE_WAIT = 7, LAST_ACK = 9 }; /* states behind the peer's FIN */
enum { LINE = TOE_STAGE_BUFFER_ROW_BYTES, ID_MASK = TOE_SEAM_STREAM_IDS - 1 };

static bool wrong(toe_seam_streams_t *streams, const char *format, ...) TOE_PRINTF(2, 3);
static bool wrong(toe_seam_streams_t *streams, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(streams->error, sizeof streams->error, format, args);
  va_end(args);
  return false;
}

static toe_seam_stream_t *stream_of(toe_seam_streams_t *streams, uint64_t handle) {
  return &streams->stream[handle & ID_MASK];
}

/* ---- what is told beforehand ---- */

void toe_seam_streams_made(toe_seam_streams_t *streams, const uint8_t *command) {
  uint64_t opcode = TOE_READ(command, COMMAND, OPCODE);
  if (opcode != TOE_OPCODE_RECEIVE && opcode != TOE_OPCODE_REPLY && opcode != TOE_OPCODE_FORWARD) return;
  streams->is_lost |= streams->posts == TOE_SEAM_POSTS;
  if (streams->is_lost) return;
  streams->post[streams->posts++] = (toe_seam_post_t){.opcode = (uint8_t)opcode,
                                                      .request_id = (uint32_t)TOE_READ(command, COMMAND, REQUEST_ID),
                                                      .handle = (uint32_t)TOE_READ(command, COMMAND, EVENT_HANDLE),
                                                      .bytes = (uint32_t)TOE_READ(command, COMMAND, SETTING),
                                                      .filled = (uint32_t)TOE_READ(command, COMMAND, VALUE),
                                                      .address = TOE_READ(command, COMMAND, OBJECT_ADDR)};
}

void toe_seam_streams_copied(toe_seam_streams_t *streams, uint64_t address, const uint8_t *data, uint32_t bytes) {
  for (uint32_t at = 0; at + LINE <= bytes; at += LINE) {
    uint64_t place = (address + at) / LINE % TOE_SEAM_COPY_LINES;
    streams->line[place].address = address + at;
    memcpy(streams->line[place].bytes, data + at, LINE);
  }
}

void toe_seam_streams_room(toe_seam_streams_t *streams, const uint8_t *object) {
  uint32_t at = streams->rooms++ % TOE_SEAM_ROOMS;
  streams->room[at].handle = (uint32_t)TOE_READ(object, OBJECT, HANDLE);
  streams->room[at].next = TOE_READ(object, OBJ_TCP, BUFFERED_ADDR);
}

/* The bytes of a copy that has just ended; false: not all of them are known. */
static bool take_copy(toe_seam_streams_t *streams, toe_seam_stream_t *stream, uint64_t address) {
  if (stream->copied > TOE_SEAM_STREAM_BYTES - LINE - streams->line_used) return false;
  stream->first = streams->line_used;
  for (uint32_t at = 0; at < stream->copied; at += LINE) {
    uint64_t place = (address + at) / LINE % TOE_SEAM_COPY_LINES;
    if (streams->line[place].address != address + at) return false;
    memcpy(streams->bytes + stream->first + at, streams->line[place].bytes, LINE);
  }
  streams->line_used += (stream->copied + LINE - 1) / LINE * LINE;
  return true;
}

void toe_seam_streams_open(toe_seam_streams_t *streams, uint32_t id, const uint8_t *object) {
  toe_seam_stream_t *stream = &streams->stream[id & ID_MASK];
  if (object == NULL) return;
  stream->copied = stream->end = (uint32_t)TOE_READ(object, OBJ_TCP, BUFFERED_BYTES);
  const uint64_t state = TOE_READ(object, OBJ_TCP, STATE);
  stream->has_fin = state >= CLOSE_WAIT && state <= LAST_ACK; /* RcvNxt counts it (D-16) */
  stream->rcv_nxt = (uint32_t)TOE_READ(object, OBJ_TCP, RCV_NXT) - stream->copied - (stream->has_fin ? 1 : 0);
  stream->is_known = take_copy(streams, stream, TOE_READ(object, OBJ_TCP, BUFFERED_ADDR));
  if (stream->copied > 0) {
    streams->recent[streams->recents++ % TOE_SEAM_RECENT] = (uint32_t)TOE_LAYER_TCP << 28 | (id & ID_MASK);
  }
}

void toe_seam_streams_give_back(toe_seam_streams_t *streams, uint32_t buffer) {
  if (buffer >= TOE_SEAM_BUFFERS || !streams->buffer_lent[buffer]) return;
  streams->buffer_lent[buffer] = false;
  --streams->buffers_lent;
}

uint32_t toe_seam_streams_buffers(const toe_seam_streams_t *streams) {
  return streams->buffers_lent + (streams->run_bytes > 0 ? 1 : 0);
}

/* ---- decisions ---- */

/* Ids are random; from the latest on. */
static toe_seam_post_t *find_post(toe_seam_streams_t *streams, uint64_t request_id) {
  for (uint32_t i = streams->posts; i > 0; --i) {
    toe_seam_post_t *post = &streams->post[i - 1];
    if (post->request_id == request_id) return post;
  }
  return NULL;
}

static void enqueue(toe_seam_streams_t *streams, toe_seam_stream_t *stream, toe_seam_post_t *post) {
  uint32_t number = (uint32_t)(post - streams->post) + 1;
  if (stream->tail == 0) {
    stream->head = number;
  } else {
    streams->post[stream->tail - 1].next = number;
  }
  stream->tail = number;
  post->state = TOE_SEAM_POST_QUEUED;
  ++streams->posted;
}

static bool take_reply(toe_seam_streams_t *streams, toe_seam_stream_t *stream, uint32_t bytes) {
  if (bytes > stream->indicated) {
    return wrong(streams, "a reply takes %" PRIu32 " of %" PRIu32 " bytes indicated", bytes, stream->indicated);
  }
  stream->position += bytes;
  stream->has_indication = false;
  return true;
}

static bool book_marker(toe_seam_streams_t *streams, const toe_retire_t *retire) {
  toe_seam_post_t *post = find_post(streams, retire->u.decided.request_id);
  if (post == NULL) return true;
  streams->is_lost |= post->state != TOE_SEAM_POST_MADE; /* the ring was set up anew, and its entries fetched again */
  if (streams->is_lost) return true;
  post->state = TOE_SEAM_POST_OVER;
  post->commit = retire->u.decided.commit;
  if (post->opcode == TOE_OPCODE_FORWARD && !toe_seam_streams_forward(streams, post, retire)) return false;
  if (retire->u.decided.error != TOE_ERROR_NONE) return true;
  toe_seam_stream_t *stream = stream_of(streams, post->handle);
  if (retire->u.decided.handle != post->handle || stream->is_freed) {
    return wrong(streams, "0x%" PRIx32 " is not there, or another one is told", post->handle);
  }
  if (post->opcode == TOE_OPCODE_FORWARD) return true;
  if (post->opcode == TOE_OPCODE_RECEIVE) {
    enqueue(streams, stream, post);
    return true;
  }
  if (stream->has_indication) return take_reply(streams, stream, post->filled);
  if (stream->replies == TOE_SEAM_REPLIES) return wrong(streams, "a reply has no indication");
  stream->reply[stream->replies++] = post->filled;
  return true;
}

static bool book_decided(toe_seam_streams_t *streams, const toe_retire_t *retire) {
  if (retire->u.decided.is_object == 0) return book_marker(streams, retire);
  uint64_t handle = retire->u.decided.handle, cause = retire->u.decided.cause;
  bool is_freed = retire->u.decided.is_terminate != 0 && retire->u.decided.kind == TOE_KIND_LINKER &&
                  retire->u.decided.attempted != 0 && (cause == TOE_CAUSE_OK || cause == TOE_CAUSE_CONTEXT_ECC);
  if (!is_freed || retire->u.decided.layer != TOE_LAYER_TCP) return true;
  toe_seam_stream_t *stream = stream_of(streams, handle);
  stream->is_freed = true;
  stream->is_whole = cause == TOE_CAUSE_OK;
  return true;
}

/* ---- what leaves ---- */

static bool deliver(toe_seam_streams_t *streams, toe_seam_stream_t *stream, uint32_t position, const uint8_t *data,
                    uint32_t bytes) {
  if (!stream->is_known) return true;
  if (position > stream->end || bytes > stream->end - position) {
    return wrong(streams, "%" PRIu32 " bytes at %" PRIu32 " of a connection that has %" PRIu32, bytes, position,
                 stream->end);
  }
  for (uint32_t i = 0; i < bytes; ++i) {
    const bool is_copied = position + i < stream->copied;
    const uint8_t *expected = is_copied ? &streams->bytes[stream->first + position + i]
                                        : toe_seam_streams_payload(streams, stream, position + i);
    if (expected == NULL) break;
    if (data[i] != *expected) {
      return wrong(streams, "byte %" PRIu32 " was 0x%02x and is delivered as 0x%02x", position + i, *expected, data[i]);
    }
    ++streams->checked_bytes;
    if (!is_copied) ++streams->checked_payload;
  }
  return true;
}

static bool is_at_post(const toe_seam_streams_t *streams, uint32_t at, uint64_t address) {
  const toe_seam_post_t *post = &streams->post[at];
  return post->state == TOE_SEAM_POST_QUEUED && post->filled < post->bytes && post->address + post->filled == address;
}

/* Whose memory an address is: it goes on where the piece before ended, or a new target begins here. */
static void find_target(toe_seam_streams_t *streams, uint64_t address) {
  if (streams->target == TOE_SEAM_TO_POST && is_at_post(streams, streams->target_at, address)) return;
  if (streams->target == TOE_SEAM_TO_ROOM && streams->room[streams->target_at].next == address) return;
  if (streams->target == TOE_SEAM_TO_BUFFER && streams->run_bytes > 0 && streams->run_next == address) return;
  for (uint32_t i = streams->posts; i > 0; --i) {
    if (!is_at_post(streams, i - 1, address)) continue;
    streams->target = TOE_SEAM_TO_POST;
    streams->target_at = i - 1;
    return;
  }
  streams->target = TOE_SEAM_TO_BUFFER;
  for (uint32_t i = 0; i < TOE_SEAM_ROOMS && i < streams->rooms; ++i) {
    if (streams->room[i].next != address) continue;
    /* A damaged object may have somebody else's address. */
    streams->is_lost |=
        streams->target == TOE_SEAM_TO_ROOM && streams->room[i].handle != streams->room[streams->target_at].handle;
    streams->target = TOE_SEAM_TO_ROOM;
    streams->target_at = i;
  }
  if (streams->target == TOE_SEAM_TO_ROOM) return;
  streams->run_address = streams->run_next = address;
  streams->run_bytes = 0;
}

static bool book_placed(toe_seam_streams_t *streams, uint64_t address, const uint8_t *data, uint32_t bytes) {
  find_target(streams, address);
  if (streams->is_lost) return true;
  if (streams->target == TOE_SEAM_TO_BUFFER) {
    if (bytes > TOE_SEAM_BUFFER_MOST - streams->run_bytes) return wrong(streams, "more than a host buffer holds");
    memcpy(streams->run + streams->run_bytes, data, bytes);
    streams->run_bytes += bytes;
    streams->run_next += bytes;
    return true;
  }
  toe_seam_stream_t *stream;
  if (streams->target == TOE_SEAM_TO_POST) {
    toe_seam_post_t *post = &streams->post[streams->target_at];
    stream = stream_of(streams, post->handle);
    if (stream->head != streams->target_at + 1) return wrong(streams, "a request is filled that is not the first");
    if (bytes > post->bytes - post->filled) return wrong(streams, "a request is filled beyond its end");
    post->filled += bytes;
  } else {
    stream = stream_of(streams, streams->room[streams->target_at].handle);
    streams->room[streams->target_at].next += bytes;
  }
  uint32_t position = stream->position;
  stream->position += bytes;
  return deliver(streams, stream, position, data, bytes);
}

static bool book_complete(toe_seam_streams_t *streams, toe_seam_stream_t *stream, const toe_retire_t *retire) {
  if (stream->head == 0) return wrong(streams, "a request is completed and none is posted");
  toe_seam_post_t *post = &streams->post[stream->head - 1];
  bool is_success = retire->u.received.status == TOE_RCV_STATUS_SUCCESS;
  if (retire->u.received.id != post->request_id || retire->u.received.bytes != post->filled) {
    return wrong(streams, "the first request is 0x%08" PRIx32 " with %" PRIu32 " bytes", post->request_id,
                 post->filled);
  }
  if (!is_success && post->filled == post->bytes && retire->u.received.status == TOE_RCV_STATUS_UPLOAD_IN_PROGRESS) {
    return wrong(streams, "a full request is completed as one that is not");
  }
  if (is_success && post->filled == 0 && post->bytes > 0 && !streams->has_wire) {
    return wrong(streams, "an empty request is completed with SUCCESS");
  }
  post->state = TOE_SEAM_POST_OVER;
  stream->head = post->next;
  if (stream->head == 0) stream->tail = 0;
  --streams->posted;
  return true;
}

static bool take_buffer(toe_seam_streams_t *streams, uint32_t buffer, uint32_t bytes) {
  if (buffer >= TOE_SEAM_BUFFERS || (streams->is_strict_return && streams->buffer_lent[buffer])) {
    return wrong(streams, "host buffer %" PRIu32 " is with the host, or is none", buffer);
  }
  if (buffer >= streams->most_buffer) streams->most_buffer = buffer + 1;
  if (!streams->buffer_lent[buffer]) ++streams->buffers_lent;
  streams->buffer_lent[buffer] = true;
  if (streams->run_bytes != bytes) {
    return wrong(streams, "%" PRIu32 " bytes were written to the host buffer", streams->run_bytes);
  }
  if (streams->host_buffer_base == 0 || buffer == 0) return true;
  uint64_t distance = streams->run_address - streams->host_buffer_base;
  bool is_there = false;
  for (uint32_t log2 = 8; log2 <= 16; ++log2) is_there |= distance == (uint64_t)buffer << log2;
  return is_there || wrong(streams, "host buffer %" PRIu32 " is not at 0x%" PRIx64, buffer, streams->run_address);
}

static bool book_indicate(toe_seam_streams_t *streams, toe_seam_stream_t *stream, const toe_retire_t *retire) {
  uint32_t bytes = (uint32_t)retire->u.received.bytes, buffer = (uint32_t)retire->u.received.id;
  bool is_posted = stream->head != 0 && streams->post[stream->head - 1].commit <= retire->u.received.commit;
  if (is_posted || stream->has_indication) {
    return wrong(streams, "data is indicated while a request is posted or an indication waits");
  }
  if (bytes == 0) return wrong(streams, "nothing is indicated");
  if (!deliver(streams, stream, stream->position, streams->run, streams->run_bytes)) return false;
  stream->has_indication = true;
  stream->indicated = bytes;
  streams->indication[streams->indications++ % TOE_SEAM_RECENT] =
      (toe_seam_indication_t){(uint32_t)retire->u.received.handle, buffer, bytes};
  if (stream->replies == 0) return true;
  uint32_t reply = stream->reply[0];
  --stream->replies;
  memmove(stream->reply, stream->reply + 1, sizeof stream->reply - sizeof stream->reply[0]);
  return take_reply(streams, stream, reply);
}

static bool book_received(toe_seam_streams_t *streams, const toe_retire_t *retire) {
  toe_seam_stream_t *stream = stream_of(streams, retire->u.received.handle);
  uint32_t sequence = stream->rcv_nxt + stream->position;
  if (retire->u.received.kind == TOE_RCV_KIND_PASS && retire->u.received.commit == streams->forward_commit) {
    return wrong(streams, "a forwarded segment is passed up");
  }
  if (retire->u.received.kind == TOE_RCV_KIND_COMPLETE) {
    if (!book_complete(streams, stream, retire)) return false;
  } else {
    if (!take_buffer(streams, (uint32_t)retire->u.received.id, (uint32_t)retire->u.received.bytes)) return false;
    if (retire->u.received.kind == TOE_RCV_KIND_INDICATE && !book_indicate(streams, stream, retire)) return false;
    streams->run_bytes = 0;
    if (retire->u.received.kind != TOE_RCV_KIND_INDICATE) return true;
  }
  /* Where the context is lost it is 0, also of a full request, which completes with SUCCESS. */
  if (!stream->is_known || retire->u.received.seq == sequence || retire->u.received.seq == 0) return true;
  return wrong(streams, "the first byte not delivered is 0x%08" PRIx32, sequence);
}

bool toe_seam_streams_book(toe_seam_streams_t *streams, const toe_retire_t *retire) {
  if (streams->is_lost) return true;
  switch (retire->kind) {
    case TOE_RETIRE_DECIDED:
      return book_decided(streams, retire);
    case TOE_RETIRE_FRAME:
      return toe_seam_streams_arrive(streams, retire);
    case TOE_RETIRE_JOB:
      return toe_seam_streams_settle(streams, retire);
    case TOE_RETIRE_PLACED:
      return book_placed(streams, retire->u.placed.address, retire->u.placed.data, (uint32_t)retire->u.placed.bytes);
    case TOE_RETIRE_RECEIVED:
      return book_received(streams, retire);
    default:
      return true;
  }
}

bool toe_seam_streams_close(toe_seam_streams_t *streams) {
  if (streams->is_lost) return true;
  for (uint32_t id = 0; id < TOE_SEAM_STREAM_IDS; ++id) {
    const toe_seam_stream_t *stream = &streams->stream[id];
    if (stream->replies > 0) return wrong(streams, "connection %" PRIu32 ": a reply had no indication", id);
    if (!stream->is_freed) continue;
    if (stream->head != 0) return wrong(streams, "connection %" PRIu32 ": a request never completed", id);
    if (stream->is_known && stream->is_whole && stream->position != stream->end) {
      return wrong(streams, "connection %" PRIu32 ": %" PRIu32 " of %" PRIu32 " bytes were delivered or handed back",
                   id, stream->position, stream->end);
    }
  }
  return true;
}
