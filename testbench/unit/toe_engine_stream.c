/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/unit/toe_engine_stream.h"

enum { CONNECTIONS = 512, EVENTS = 8192, PLACES = 64, MOST_BYTES = 4096, CLOSE_WAIT = 7, LAST_ACK = 9 };

/* A posted request, as the host knows it. */
typedef struct request {
  uint64_t address;
  uint32_t id, bytes, filled;
  bool is_push;
} request_t;

typedef struct connection {
  bool is_there;
  uint64_t address; /* of what the host had buffered      */
  uint32_t bytes;   /* of it                              */
  uint32_t delivered;
  uint32_t indicated; /* of the indication not answered yet */
  bool is_indicated;
  uint32_t rcv_nxt;
  bool is_closed; /* the peer's FIN has the number before rcv_nxt [D-16] */
  bool is_told;   /* of it                                               */
  request_t posted[HOST_REQUESTS];
  uint32_t first, last;
} connection_t;

/* Something of a commit number; of an entry also the bytes that lay in the host then. */
typedef struct event {
  const toe_retire_t *retire;
  uint64_t commit, place; /* order within a commit */
  uint8_t *bytes;
} event_t;

typedef struct stream {
  const host_t *host;
  connection_t connection[CONNECTIONS];
  event_t event[EVENTS];
  uint32_t events;
} stream_t;

/* --- the host's memory --- */

typedef struct page {
  uint64_t number;
  uint8_t *data;
} page_t;
static page_t pages[4096];
static uint32_t page_count;

static uint8_t *byte_at(uint64_t address) {
  for (uint32_t i = page_count; i-- > 0;) { /* the last ones are asked for most */
    if (pages[i].number == address / 65536) return pages[i].data + address % 65536;
  }
  if (page_count == sizeof pages / sizeof pages[0]) abort();
  pages[page_count] = (page_t){.number = address / 65536, .data = calloc(1, 65536)};
  if (pages[page_count].data == NULL) abort();
  return pages[page_count++].data + address % 65536;
}

static void write_memory(const toe_engine_output_t *output) {
  for (uint32_t k = 0; k < output->length_bytes; ++k) {
    uint32_t be = k < 4 ? output->first_be : k + 4 >= output->length_bytes ? output->last_be : 0xF;
    if ((be >> k % 4 & 1) != 0) *byte_at(output->address + k) = output->data[k];
  }
}

/* Whether bytes [from, from + bytes) of a stream lie there. */
static void expect_bytes(const stream_t *stream, const connection_t *connection, uint32_t from, const uint8_t *found,
                         uint32_t bytes) {
  TOE_ASSERT(from + bytes <= connection->bytes);
  for (uint32_t i = 0; i < bytes; ++i) {
    uint8_t wanted;
    host_read_memory(stream->host, connection->address + from + i, &wanted, 1);
    TOE_ASSERT_EQ(found[i], wanted);
  }
}

/* --- events --- */

/* Requests' addresses by id: what an entry speaks of, before the queues are known. */
static uint64_t address_of(const stream_t *stream, const toe_retire_t *retire) {
  uint32_t id = (uint32_t)retire->u.received.id;
  if (retire->u.received.kind == TOE_RCV_KIND_INDICATE) return HOST_BUFFER + (uint64_t)id * HOST_BUFFER_BYTES;
  return TOE_READ(stream->host->request[id].command, COMMAND, OBJECT_ADDR);
}

static event_t *add_event(stream_t *stream, const toe_retire_t *retire, uint64_t commit, uint64_t place) {
  if (stream->events == EVENTS) abort();
  event_t *event = &stream->event[stream->events++];
  *event = (event_t){.retire = retire, .commit = commit, .place = place};
  return event;
}

/* An entry leaves: what it speaks of lies in the host by now, since writes keep their order. */
static void take_entry(stream_t *stream, const toe_retire_t *retire) {
  event_t *event = add_event(stream, retire, retire->u.received.commit, 1);
  uint32_t bytes = (uint32_t)retire->u.received.bytes;
  event->bytes = malloc(bytes + 1);
  if (event->bytes == NULL || bytes > MOST_BYTES) abort();
  for (uint32_t i = 0; i < bytes; ++i) event->bytes[i] = *byte_at(address_of(stream, retire) + i);
}

static int compare_events(const void *a, const void *b) {
  const event_t *x = a, *y = b;
  if (x->commit != y->commit) return x->commit < y->commit ? -1 : 1;
  if (x->place != y->place) return x->place < y->place ? -1 : 1;
  return x->retire < y->retire ? -1 : 1;
}

/* In the order of commit numbers; of one number a marker, its entries, its job, an object. */
static void collect(stream_t *stream, const rig_t *rig) {
  uint32_t output = 0;
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    for (; output < rig->output_count && rig->outputs[output].cycle <= retire->cycle; ++output) {
      const toe_engine_output_t *o = &rig->outputs[output];
      if (o->type == TOE_ENGINE_WRITE && !o->is_completion && o->address >= HOST_POSTED && o->address < RIG_MESSAGE) {
        write_memory(o);
      }
    }
    if (retire->kind == TOE_RETIRE_RECEIVED) take_entry(stream, retire);
    if (retire->kind == TOE_RETIRE_JOB) (void)add_event(stream, retire, retire->u.job.commit, 2);
    if (retire->kind == TOE_RETIRE_EVENT && retire->u.event.code == TOE_EVENT_DISCONNECT) {
      (void)add_event(stream, retire, retire->u.event.commit, 1);
    }
    if (retire->kind != TOE_RETIRE_DECIDED) continue;
    (void)add_event(stream, retire, retire->u.decided.commit, retire->u.decided.is_object ? 3 : 0);
  }
  qsort(stream->event, stream->events, sizeof stream->event[0], compare_events);
}

static connection_t *connection_of(stream_t *stream, uint64_t handle) {
  if (handle >> 28 != TOE_LAYER_TCP || (handle & 0xFFFFF) >= CONNECTIONS) return NULL;
  connection_t *connection = &stream->connection[handle & 0xFFFFF];
  return connection->is_there ? connection : NULL;
}

static void follow_object(stream_t *stream, const toe_retire_t *retire) {
  uint32_t id = (uint32_t)retire->u.decided.request_id, index = (uint32_t)retire->u.decided.index;
  if (retire->u.decided.layer != TOE_LAYER_TCP || retire->u.decided.handle == 0) return;
  const uint8_t *object = stream->host->request[id].objects[index];
  if (retire->u.decided.kind == TOE_KIND_NEW) {
    connection_t *connection = &stream->connection[retire->u.decided.handle & 0xFFFFF];
    memset(connection, 0, sizeof *connection);
    connection->is_there = true;
    connection->address = TOE_READ(object, OBJ_TCP, BUFFERED_ADDR);
    connection->bytes = (uint32_t)TOE_READ(object, OBJ_TCP, BUFFERED_BYTES);
    connection->rcv_nxt = (uint32_t)TOE_READ(object, OBJ_TCP, RCV_NXT);
    connection->is_closed =
        TOE_READ(object, OBJ_TCP, STATE) >= CLOSE_WAIT && TOE_READ(object, OBJ_TCP, STATE) <= LAST_ACK;
    connection->is_told = connection->is_closed && connection->bytes == 0;
  } else if (retire->u.decided.is_terminate) {
    connection_t *connection = connection_of(stream, retire->u.decided.handle);
    TOE_ASSERT(connection != NULL);
    TOE_ASSERT_EQ(connection->first, connection->last); /* all were completed */
    uint32_t rest = connection->bytes - connection->delivered;
    if (retire->u.decided.cause == TOE_CAUSE_OK && rest > 0) {
      static uint8_t found[65536];
      TOE_ASSERT(rest <= TOE_READ(object, OBJ_TCP, BUFFERED_BYTES));
      for (uint32_t i = 0; i < rest; ++i) found[i] = *byte_at(host_back_address(id, index) + i);
      expect_bytes(stream, connection, connection->delivered, found, rest);
    }
    connection->is_there = false;
  }
}

/* A segment, as toe_engine_host.c makes it: every fourth has no header; reads fail at will. */
static void follow_forward(stream_t *stream, const uint8_t *command, uint32_t id, uint32_t error) {
  uint64_t bytes = TOE_READ(command, COMMAND, SETTING);
  const connection_t *connection = connection_of(stream, TOE_READ(command, COMMAND, EVENT_HANDLE));
  if (bytes < 20 || bytes > 9216) {
    TOE_ASSERT_EQ(error, TOE_ERROR_BAD_RECEIVE);
  } else if (connection == NULL || (stream->host->has_flips && error == TOE_ERROR_NO_OBJECT)) {
    TOE_ASSERT_EQ(error, TOE_ERROR_NO_OBJECT);
  } else if (error != TOE_ERROR_OBJECT_FETCH) {
    TOE_ASSERT_EQ(error, id % 4 == 0 ? TOE_ERROR_BAD_RECEIVE : TOE_ERROR_NONE);
  }
}

static void follow_marker(stream_t *stream, const toe_retire_t *retire) {
  uint32_t id = (uint32_t)retire->u.decided.request_id, error = (uint32_t)retire->u.decided.error;
  if (error == TOE_ERROR_COMMAND_FETCH) return;
  const uint8_t *command = stream->host->request[id].command;
  uint64_t opcode = TOE_READ(command, COMMAND, OPCODE);
  if (opcode == TOE_OPCODE_FORWARD) follow_forward(stream, command, id, error);
  if (opcode != TOE_OPCODE_RECEIVE && opcode != TOE_OPCODE_REPLY) return;
  connection_t *connection = connection_of(stream, TOE_READ(command, COMMAND, EVENT_HANDLE));
  uint32_t value = (uint32_t)TOE_READ(command, COMMAND, VALUE), bytes = (uint32_t)TOE_READ(command, COMMAND, SETTING);
  if (opcode == TOE_OPCODE_RECEIVE && value > bytes) {
    TOE_ASSERT_EQ(error, TOE_ERROR_BAD_RECEIVE);
    return;
  }
  if (connection == NULL || (stream->host->has_flips && error == TOE_ERROR_NO_OBJECT)) {
    TOE_ASSERT_EQ(error, TOE_ERROR_NO_OBJECT);
    return;
  }
  if (opcode == TOE_OPCODE_REPLY) {
    bool is_good = connection->is_indicated && value <= connection->indicated;
    TOE_ASSERT_EQ(error, is_good ? TOE_ERROR_NONE : TOE_ERROR_BAD_RECEIVE);
    if (!is_good) return;
    connection->delivered += value;
    connection->is_indicated = false;
    return;
  }
  TOE_ASSERT(error == TOE_ERROR_NONE ||
             (error == TOE_ERROR_NO_ROOM && retire->u.decided.used_posted >= retire->u.decided.limit));
  if (error != TOE_ERROR_NONE) return;
  connection->posted[connection->last++ % HOST_REQUESTS] =
      (request_t){.address = TOE_READ(command, COMMAND, OBJECT_ADDR),
                  .id = id,
                  .bytes = bytes,
                  .filled = value,
                  .is_push = TOE_READ(command, COMMAND, RCV_MODE) == TOE_RCV_MODE_PUSH};
}

static void follow_entry(stream_t *stream, const event_t *event) {
  const toe_retire_t *retire = event->retire;
  connection_t *connection = connection_of(stream, retire->u.received.handle);
  uint32_t bytes = (uint32_t)retire->u.received.bytes, from = 0;
  TOE_ASSERT(connection != NULL);
  TOE_ASSERT(!connection->is_indicated || retire->u.received.status != TOE_RCV_STATUS_SUCCESS ||
             retire->u.received.bytes == connection->posted[connection->first % HOST_REQUESTS].bytes);
  if (retire->u.received.kind == TOE_RCV_KIND_INDICATE) {
    TOE_ASSERT(bytes > 0 && connection->first == connection->last); /* a request takes it first */
    connection->is_indicated = true;
    connection->indicated = bytes;
  } else {
    TOE_ASSERT(connection->first != connection->last);
    const request_t *request = &connection->posted[connection->first++ % HOST_REQUESTS];
    TOE_ASSERT_EQ(retire->u.received.id, request->id);
    TOE_ASSERT(bytes >= request->filled && bytes <= request->bytes);
    bool is_end = connection->is_closed && connection->bytes - connection->delivered == bytes - request->filled;
    if (!request->is_push && retire->u.received.status == TOE_RCV_STATUS_SUCCESS && !is_end) {
      TOE_ASSERT_EQ(bytes, request->bytes);
    }
    if (retire->u.received.status == TOE_RCV_STATUS_INVALID_STATE) { /* R146 */
      TOE_ASSERT(connection->is_told && bytes == 0);
    }
    from = request->filled;
  }
  expect_bytes(stream, connection, connection->delivered, event->bytes + from, bytes - from);
  if (retire->u.received.kind == TOE_RCV_KIND_COMPLETE) connection->delivered += bytes - from;
  if (retire->u.received.status != TOE_RCV_STATUS_REQUEST_ABORTED && retire->u.received.seq != 0) {
    uint32_t end = connection->rcv_nxt - (connection->is_closed ? 1 : 0);
    TOE_ASSERT_EQ(retire->u.received.seq, end - (connection->bytes - connection->delivered));
  }
}

/* R143: once, when all is read; of a connection that had nothing to read the host knows it. */
static void follow_disconnect(stream_t *stream, const toe_retire_t *retire) {
  connection_t *connection = connection_of(stream, retire->u.event.handle);
  TOE_ASSERT(connection != NULL && connection->is_closed && !connection->is_told);
  TOE_ASSERT_EQ(connection->delivered, connection->bytes);
  connection->is_told = true;
}

/* What a job left behind; how far the first request is filled is not known before it is completed. */
static void follow_job(stream_t *stream, const toe_retire_t *retire) {
  connection_t *connection = connection_of(stream, retire->u.job.handle);
  TOE_ASSERT(connection != NULL);
  bool is_lost = stream->host->has_flips && retire->u.job.rcv_nxt != connection->rcv_nxt;
  if (is_lost) return;
  TOE_ASSERT_EQ((retire->u.job.flags & TOE_RCV_FLAG_FIN) != 0, connection->is_closed);
  TOE_ASSERT_EQ((retire->u.job.flags & TOE_RCV_FLAG_DISCONNECTED) != 0, connection->is_told);
  TOE_ASSERT_EQ(connection->is_told, connection->is_closed && retire->u.job.buf_bytes == 0);
  TOE_ASSERT_EQ(retire->u.job.posted, connection->last - connection->first);
  TOE_ASSERT(retire->u.job.buf_bytes <= connection->bytes - connection->delivered);
  if (connection->first != connection->last) return;
  TOE_ASSERT_EQ(retire->u.job.buf_bytes, connection->bytes - connection->delivered);
}

void stream_expect(const host_t *host, const rig_t *rig, uint64_t seed) {
  static stream_t stream;
  memset(&stream, 0, sizeof stream);
  stream.host = host;
  collect(&stream, rig);
  for (uint32_t i = 0; i < stream.events; ++i) {
    const event_t *event = &stream.event[i];
    toe_test_note("seed %u, commit %u, at edge %u", (unsigned)seed, (unsigned)event->commit,
                  (unsigned)event->retire->cycle);
    if (event->retire->kind == TOE_RETIRE_RECEIVED) {
      follow_entry(&stream, event);
    } else if (event->retire->kind == TOE_RETIRE_EVENT) {
      follow_disconnect(&stream, event->retire);
    } else if (event->retire->kind == TOE_RETIRE_JOB) {
      follow_job(&stream, event->retire);
    } else if (event->retire->u.decided.is_object) {
      follow_object(&stream, event->retire);
    } else {
      follow_marker(&stream, event->retire);
    }
    free(event->bytes);
  }
  for (uint32_t i = 0; i < page_count; ++i) free(pages[i].data);
  page_count = 0;
}
