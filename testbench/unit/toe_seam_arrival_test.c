/* SPDX-License-Identifier: Apache-2.0
 *
 * The books of what segments bring in the seam fuzzer: what two engines could do wrong alike with a frame or a FORWARD
 * (docs/microarchitecture.md 5.14, 5.16) is noticed.
 */
#include <string.h>

#include "testbench/random/toe_seam_stream.h"
#include "testbench/shim/toe_test.h"

enum { TCP_3 = 0x30000003, NEXT = 1100, SEGMENT_AT = 0x8000, POST_AT = 0x100001, ACK = 16 };
enum { REQUEST = 7, POST = 8, HEADER = 24, PAYLOAD = 50 };

static toe_seam_streams_t s_streams;
static uint8_t s_segment[128];

/* Connection 3 without bytes, RcvNxt 1100; a segment of 50 bytes behind 24 of header lies at 0x8000. */
static void begin(uint32_t seq) {
  uint8_t object[TOE_OBJECT_BYTES] = {0};
  memset(&s_streams, 0, sizeof s_streams);
  TOE_WRITE(object, OBJ_TCP, RCV_NXT, NEXT);
  toe_seam_streams_open(&s_streams, 3, object);
  for (uint32_t i = 0; i < sizeof s_segment; ++i) s_segment[i] = (uint8_t)(11 * i + 3);
  for (uint32_t i = 0; i < 4; ++i) s_segment[4 + i] = (uint8_t)(seq >> 8 * (3 - i));
  s_segment[12] = HEADER / 4 << 4;
  s_segment[13] = ACK;
  toe_seam_streams_copied(&s_streams, SEGMENT_AT, s_segment, sizeof s_segment);
}

static bool command(uint32_t opcode, uint32_t request_id, uint64_t address, uint32_t bytes, uint32_t error) {
  uint8_t made[TOE_COMMAND_BYTES] = {0};
  TOE_WRITE(made, COMMAND, OPCODE, opcode);
  TOE_WRITE(made, COMMAND, REQUEST_ID, request_id);
  TOE_WRITE(made, COMMAND, OBJECT_ADDR, address);
  TOE_WRITE(made, COMMAND, SETTING, bytes);
  TOE_WRITE(made, COMMAND, EVENT_HANDLE, TCP_3);
  toe_seam_streams_made(&s_streams, made);
  toe_retire_t retire = {.kind = TOE_RETIRE_DECIDED};
  retire.u.decided.request_id = request_id;
  retire.u.decided.commit = request_id;
  retire.u.decided.error = error;
  retire.u.decided.handle = error == TOE_ERROR_NONE ? TCP_3 : 0;
  return toe_seam_streams_book(&s_streams, &retire);
}

static bool forward(uint64_t address, uint32_t bytes, uint32_t error) {
  return command(TOE_OPCODE_FORWARD, REQUEST, address, bytes, error);
}

static toe_retire_t record(uint32_t seq, uint32_t taken) {
  toe_retire_t retire = {.kind = TOE_RETIRE_FRAME};
  retire.u.frame.commit = REQUEST;
  retire.u.frame.is_forwarded = 1;
  retire.u.frame.reason = TOE_FRAME_ACCEPTED;
  retire.u.frame.handle = TCP_3;
  retire.u.frame.seq = seq;
  retire.u.frame.bytes = PAYLOAD;
  retire.u.frame.flags = ACK;
  retire.u.frame.taken = taken;
  return retire;
}

static bool arrive(uint32_t seq, uint32_t taken) {
  const toe_retire_t retire = record(seq, taken);
  return toe_seam_streams_book(&s_streams, &retire);
}

static bool settle_in(uint32_t rcv_nxt, uint32_t bytes, uint64_t flags) {
  toe_retire_t retire = {.kind = TOE_RETIRE_JOB};
  retire.u.job.job = TOE_JOB_FORWARD;
  retire.u.job.handle = TCP_3;
  retire.u.job.reason = TOE_FRAME_ACCEPTED;
  retire.u.job.rcv_nxt = rcv_nxt;
  retire.u.job.buf_bytes = bytes;
  retire.u.job.flags = flags;
  return toe_seam_streams_book(&s_streams, &retire);
}

static bool settle(uint32_t rcv_nxt) { return settle_in(rcv_nxt, 0, 0); }

/* Payload from `from` on goes to a request that is posted now. */
static bool place(const uint8_t *payload, uint32_t bytes) {
  toe_retire_t retire = {.kind = TOE_RETIRE_PLACED};
  retire.u.placed.address = POST_AT;
  retire.u.placed.bytes = bytes;
  memcpy(retire.u.placed.data, payload, bytes);
  return command(TOE_OPCODE_RECEIVE, POST, POST_AT, 40, TOE_ERROR_NONE) && toe_seam_streams_book(&s_streams, &retire);
}

/* R147: what the host brings is delivered like what came from the wire: here without the 10 bytes it had before. */
TOE_TEST(seam_arrival, books_what_a_forward_brings) {
  begin(NEXT - 10);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE));
  TOE_EXPECT(arrive(NEXT - 10, 40));
  TOE_EXPECT(settle(NEXT + 40));
  TOE_EXPECT_EQ(toe_seam_streams_next(&s_streams, TCP_3), NEXT + 40);
  TOE_EXPECT(place(s_segment + HEADER + 10, 32));
  TOE_EXPECT_EQ(s_streams.checked_payload, 32);
  TOE_EXPECT_EQ(s_streams.forward_errors[TOE_ERROR_NONE] + s_streams.forward_reasons[TOE_FRAME_ACCEPTED], 2);
}

TOE_TEST(seam_arrival, books_what_a_frame_brings) {
  begin(NEXT);
  toe_seam_streams_sent(&s_streams, 300, s_segment, PAYLOAD);
  toe_retire_t retire = record(NEXT - 1, 49);
  retire.u.frame.is_forwarded = 0;
  retire.u.frame.number = 300;
  TOE_EXPECT(toe_seam_streams_book(&s_streams, &retire));
  TOE_EXPECT(place(s_segment + 1, 30));
  begin(NEXT);
  TOE_EXPECT(toe_seam_streams_book(&s_streams, &retire)); /* nobody knows it: counted alone */
  TOE_EXPECT(place(s_segment + 1, 30));
  TOE_EXPECT_EQ(s_streams.checked_payload, 0);
}

TOE_TEST(seam_arrival, notices_wrong_bytes) {
  begin(NEXT - 10);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE) && arrive(NEXT - 10, 40));
  TOE_EXPECT(!place(s_segment + HEADER, 32)); /* those it had before */
  begin(NEXT);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE));
  TOE_EXPECT(!arrive(NEXT, 51)); /* more than it has */
  begin(NEXT + 1);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE));
  TOE_EXPECT(!arrive(NEXT + 1, 50)); /* a gap before it */
  begin(NEXT);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE));
  TOE_EXPECT(!arrive(NEXT + 1, 50)); /* its header says NEXT */
}

/* FIN counts one, once. */
TOE_TEST(seam_arrival, notices_a_wrong_rcv_nxt) {
  begin(NEXT);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE) && arrive(NEXT, 50));
  TOE_EXPECT(!settle(NEXT + 49));
  TOE_EXPECT(!settle(NEXT + 52));
  TOE_EXPECT(settle_in(NEXT + 51, 50, TOE_RCV_FLAG_FIN));
  TOE_EXPECT(settle_in(NEXT + 51, 50, TOE_RCV_FLAG_FIN));
  TOE_EXPECT(!settle(NEXT + 52));
}

/* R143: FIN is known, the disconnect told behind the last byte and not before; an abort may keep it. */
TOE_TEST(seam_arrival, notices_a_disconnect_out_of_place) {
  const uint64_t fin = TOE_RCV_FLAG_FIN, told = TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED;
  begin(NEXT);
  TOE_EXPECT(!settle_in(NEXT, 0, fin));
  TOE_EXPECT(!settle_in(NEXT, 0, TOE_RCV_FLAG_DISCONNECTED));
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE) && arrive(NEXT, 50));
  TOE_EXPECT(settle_in(NEXT + 51, 50, fin));
  TOE_EXPECT(!settle_in(NEXT + 51, 50, 0));
  TOE_EXPECT(!settle_in(NEXT + 51, 50, told));
  TOE_EXPECT(!settle_in(NEXT + 51, 0, fin));
  TOE_EXPECT(settle_in(NEXT + 51, 0, fin | TOE_RCV_FLAG_ABORTED));
  TOE_EXPECT(settle_in(NEXT + 51, 0, told));
}

/* D-16: in CLOSE_WAIT, CLOSING and LAST_ACK FIN came before the offload, and has the number before RcvNxt. */
TOE_TEST(seam_arrival, knows_a_fin_before_the_offload) {
  for (uint32_t state = 4; state <= 9; ++state) {
    const bool has_fin = state >= 7;
    uint8_t object[TOE_OBJECT_BYTES] = {0};
    toe_test_note("state %u", (unsigned)state);
    memset(&s_streams, 0, sizeof s_streams);
    TOE_WRITE(object, OBJ_TCP, RCV_NXT, NEXT);
    TOE_WRITE(object, OBJ_TCP, STATE, state);
    toe_seam_streams_open(&s_streams, 3, object);
    TOE_EXPECT_EQ(s_streams.stream[3].rcv_nxt, has_fin ? NEXT - 1 : NEXT);
    TOE_EXPECT_EQ(settle_in(NEXT, 0, 0), !has_fin);
    TOE_EXPECT_EQ(settle_in(NEXT, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED), has_fin);
    TOE_EXPECT_EQ(settle_in(NEXT + 1, 0, TOE_RCV_FLAG_FIN | TOE_RCV_FLAG_DISCONNECTED), !has_fin);
  }
}

TOE_TEST(seam_arrival, notices_wrong_errors) {
  begin(NEXT);
  TOE_EXPECT(forward(SEGMENT_AT + 1, 40, TOE_ERROR_BAD_ADDRESS));
  begin(NEXT);
  TOE_EXPECT(!forward(SEGMENT_AT, 40, TOE_ERROR_BAD_ADDRESS));
  begin(NEXT);
  TOE_EXPECT(!forward(SEGMENT_AT + 1, 40, TOE_ERROR_NOT_NOW));
  begin(NEXT);
  TOE_EXPECT(!forward(SEGMENT_AT, 19, TOE_ERROR_NONE));
  begin(NEXT);
  TOE_EXPECT(!forward(SEGMENT_AT, 9217, TOE_ERROR_NO_OBJECT));
  begin(NEXT);
  TOE_EXPECT(!forward(SEGMENT_AT, HEADER - 1, TOE_ERROR_NONE)); /* shorter than its header */
  begin(NEXT);
  TOE_EXPECT(!forward(SEGMENT_AT, 40, TOE_ERROR_NO_ROOM));
}

/* D-15: it is the host's already. */
TOE_TEST(seam_arrival, notices_a_forward_that_is_passed_up) {
  begin(NEXT);
  TOE_EXPECT(forward(SEGMENT_AT, HEADER + PAYLOAD, TOE_ERROR_NONE));
  toe_retire_t retire = {.kind = TOE_RETIRE_RECEIVED};
  retire.u.received.kind = TOE_RCV_KIND_PASS;
  retire.u.received.commit = REQUEST;
  TOE_EXPECT(!toe_seam_streams_book(&s_streams, &retire));
}

TOE_TEST(seam_arrival, notices_a_segment_nobody_forwarded) {
  begin(NEXT);
  TOE_EXPECT(!arrive(NEXT, 50));
}
