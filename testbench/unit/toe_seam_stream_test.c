/* SPDX-License-Identifier: Apache-2.0
 *
 * The books of received bytes in the seam fuzzer: they notice each thing that two engines could do wrong alike
 * (docs/microarchitecture.md 5.11).
 */
#include "testbench/random/toe_seam_stream.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

enum { TCP_3 = 0x30000003, BUFFER = 5, BYTES = 100, DATA_AT = 0x4000, POST_AT = 0x100001, ROOM_AT = 0x900000 };
enum { BUFFERS_AT = 0x10000000 };

static toe_seam_streams_t s_streams;
static uint8_t s_data[128];

/* Connection 3 with 100 buffered bytes, RcvNxt 1100. */
static void begin(void) {
  uint8_t object[TOE_OBJECT_BYTES] = {0};
  memset(&s_streams, 0, sizeof s_streams);
  s_streams.is_strict_return = true;
  s_streams.host_buffer_base = BUFFERS_AT;
  for (uint32_t i = 0; i < sizeof s_data; ++i) s_data[i] = (uint8_t)(7 * i + 1);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, BYTES);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, DATA_AT);
  TOE_WRITE(object, OBJ_TCP, RCV_NXT, 1100);
  toe_seam_streams_copied(&s_streams, DATA_AT, s_data, sizeof s_data);
  toe_seam_streams_open(&s_streams, 3, object);
  TOE_WRITE(object, OBJECT, HANDLE, TCP_3);
  TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, ROOM_AT);
  toe_seam_streams_room(&s_streams, object);
}

static bool decide(uint32_t request_id, uint32_t commit) {
  toe_retire_t retire = {.kind = TOE_RETIRE_DECIDED};
  retire.u.decided.request_id = request_id;
  retire.u.decided.handle = TCP_3;
  retire.u.decided.commit = commit;
  return toe_seam_streams_book(&s_streams, &retire);
}

static bool command(uint32_t opcode, uint32_t request_id, uint64_t address, uint32_t bytes, uint32_t value) {
  uint8_t made[TOE_COMMAND_BYTES] = {0};
  TOE_WRITE(made, COMMAND, OPCODE, opcode);
  TOE_WRITE(made, COMMAND, REQUEST_ID, request_id);
  TOE_WRITE(made, COMMAND, OBJECT_ADDR, address);
  TOE_WRITE(made, COMMAND, SETTING, bytes);
  TOE_WRITE(made, COMMAND, VALUE, value);
  TOE_WRITE(made, COMMAND, EVENT_HANDLE, TCP_3);
  toe_seam_streams_made(&s_streams, made);
  return decide(request_id, request_id);
}

static bool post(uint32_t request_id, uint64_t address, uint32_t bytes) {
  return command(TOE_OPCODE_RECEIVE, request_id, address, bytes, 0);
}

static bool reply(uint32_t request_id, uint32_t bytes) { return command(TOE_OPCODE_REPLY, request_id, 0, 0, bytes); }

/* Bytes of the connection from `from` on. */
static bool place(uint64_t address, uint32_t from, uint32_t bytes) {
  toe_retire_t retire = {.kind = TOE_RETIRE_PLACED};
  retire.u.placed.address = address;
  retire.u.placed.bytes = bytes;
  memcpy(retire.u.placed.data, s_data + from, bytes);
  return toe_seam_streams_book(&s_streams, &retire);
}

static bool receive(uint32_t kind, uint32_t id, uint32_t bytes, uint32_t status, uint32_t seq) {
  toe_retire_t retire = {.kind = TOE_RETIRE_RECEIVED};
  retire.u.received.kind = kind;
  retire.u.received.handle = TCP_3;
  retire.u.received.id = id;
  retire.u.received.bytes = bytes;
  retire.u.received.status = status;
  retire.u.received.seq = seq;
  retire.u.received.commit = 90;
  return toe_seam_streams_book(&s_streams, &retire);
}

static bool complete(uint32_t id, uint32_t bytes, uint32_t seq) {
  return receive(TOE_RCV_KIND_COMPLETE, id, bytes, TOE_RCV_STATUS_SUCCESS, seq);
}

static bool indicate(uint32_t from, uint32_t bytes, uint32_t seq) {
  return place(BUFFERS_AT + (BUFFER << 8), from, bytes) && receive(TOE_RCV_KIND_INDICATE, BUFFER, bytes, 0, seq);
}

static bool terminate(void) {
  toe_retire_t retire = {.kind = TOE_RETIRE_DECIDED};
  retire.u.decided.is_object = retire.u.decided.is_terminate = retire.u.decided.attempted = 1;
  retire.u.decided.layer = TOE_LAYER_TCP;
  retire.u.decided.kind = TOE_KIND_LINKER;
  retire.u.decided.handle = TCP_3;
  return toe_seam_streams_book(&s_streams, &retire);
}

/* All ways a byte may go, in order: a posted request, an indication that is taken in part, and back. */
TOE_TEST(seam_stream, books_a_life) {
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(place(POST_AT, 0, 31));
  TOE_EXPECT(place(POST_AT + 31, 31, 9));
  TOE_EXPECT(complete(1, 40, 1040));
  TOE_EXPECT(indicate(40, 20, 1040));
  TOE_EXPECT_EQ(s_streams.buffers_lent, 1);
  toe_seam_streams_give_back(&s_streams, BUFFER);
  TOE_EXPECT(reply(2, 12));
  TOE_EXPECT(terminate());
  TOE_EXPECT(!toe_seam_streams_close(&s_streams));
  TOE_EXPECT(place(ROOM_AT, 52, 28));
  TOE_EXPECT(place(ROOM_AT + 28, 80, 20));
  TOE_EXPECT(toe_seam_streams_close(&s_streams));
  TOE_EXPECT_EQ(s_streams.checked_bytes, 40 + 20 + 48);
  TOE_EXPECT_EQ(s_streams.posted + s_streams.buffers_lent, 0);
}

/* A reply may be decided before its indication has left. */
TOE_TEST(seam_stream, a_reply_may_be_early) {
  begin();
  TOE_EXPECT(reply(1, 20));
  TOE_EXPECT(!toe_seam_streams_close(&s_streams));
  TOE_EXPECT(indicate(0, 20, 1000));
  TOE_EXPECT(toe_seam_streams_close(&s_streams));
  TOE_EXPECT(!reply(2, 1) || !indicate(0, 20, 1000));
}

TOE_TEST(seam_stream, notices_wrong_bytes) {
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(!place(POST_AT, 1, 10));
  begin();
  TOE_EXPECT(!indicate(1, 20, 1000));
  begin();
  TOE_EXPECT(!place(ROOM_AT, 2, 20));
  begin();
  TOE_EXPECT(!indicate(0, 20, 1001));
  begin();
  TOE_EXPECT(post(1, POST_AT, 10));
  TOE_EXPECT(!place(POST_AT, 0, 11));
}

TOE_TEST(seam_stream, notices_wrong_requests) {
  begin();
  TOE_EXPECT(!complete(1, 0, 1000));
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(post(2, POST_AT + 4096, 40));
  TOE_EXPECT(!place(POST_AT + 4096, 0, 10));
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(place(POST_AT, 0, 10));
  TOE_EXPECT(!complete(1, 11, 1010));
  TOE_EXPECT(!complete(2, 10, 1010));
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(!complete(1, 0, 1000));
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(!indicate(0, 20, 1000));
  begin();
  TOE_EXPECT(post(1, POST_AT, 40));
  TOE_EXPECT(terminate());
  TOE_EXPECT(place(ROOM_AT, 0, 31) && place(ROOM_AT + 31, 31, 63) && place(ROOM_AT + 94, 94, 6));
  TOE_EXPECT(!toe_seam_streams_close(&s_streams));
  TOE_EXPECT(receive(TOE_RCV_KIND_COMPLETE, 1, 0, TOE_RCV_STATUS_UPLOAD_IN_PROGRESS, 1100));
  TOE_EXPECT(toe_seam_streams_close(&s_streams));
}

TOE_TEST(seam_stream, notices_wrong_host_buffers) {
  begin();
  TOE_EXPECT(indicate(0, 20, 1000));
  TOE_EXPECT(reply(1, 20));
  TOE_EXPECT(!indicate(20, 20, 1020));
  begin();
  TOE_EXPECT(place(BUFFERS_AT + (BUFFER << 8) + 4, 0, 20));
  TOE_EXPECT(!receive(TOE_RCV_KIND_INDICATE, BUFFER, 20, 0, 1000));
  begin();
  TOE_EXPECT(indicate(0, 20, 1000));
  TOE_EXPECT(!reply(1, 21));
}
