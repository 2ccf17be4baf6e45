/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_forward_test.c - segments that the host forwards: from frames that came up or operations, through the driver
 * to a scripted device and back.  Offsets and reasons by hand from docs/layouts.md.
 */
#include "sim/host/toe_host_internal.h"
#include "sim/miniport/toe_miniport_internal.h"
#include "testbench/unit/toe_host_bench.h"

enum {
  NEXT = 5000,
  WINDOW = 4000,
  T1 = 0x30000000,
  OPTIONS = 33,
  FRAGMENT = 34,
  NOT_TCP = 35,
  NOT_OFFLOADED = 37,
  HOST_PATH = 39
};

/* Frames that were sent to the device, and what became of them. */
enum { FRAMES = 8, BYTES = 1024 };
static uint8_t frames[FRAMES][BYTES];
static uint32_t lengths[FRAMES], frame_count;
static char forwarded_text[1000];

static void on_frame(void *self, const uint8_t *data, uint32_t bytes) {
  const bench_t *bench = self;
  TOE_ASSERT(bytes <= BYTES && frame_count < FRAMES);
  memcpy(frames[frame_count], data, bytes);
  lengths[frame_count++] = bytes;
  toe_host_frame_in(bench->host, data, bytes);
}
/* "came 34 forward", "forwarded T1 5000+100 0" */
static void on_passed(void *self, const toe_host_passed_t *frame) {
  (void)self;
  add(forwarded_text, sizeof forwarded_text, "came %u%s\n", frame->reason, frame->is_forwarded ? " forward" : "");
}
static void on_forwarded(void *self, const toe_host_forwarded_t *segment) {
  (void)self;
  add(forwarded_text, sizeof forwarded_text, "forwarded %s %u+%u %X\n", segment->name, segment->seq, segment->bytes,
      segment->status);
}

/* N1(P1(T1)) and its initiate, which the device has not seen. */
static bench_t *begin(void) {
  bench_t *bench = bench_new(16, 0);
  bench->is_holding = true;
  bench->host->options.is_forwarding = true;
  bench->host->observer.frame = on_frame;
  bench->host->observer.passed = on_passed;
  bench->host->observer.forwarded = on_forwarded;
  forwarded_text[0] = '\0';
  frame_count = 0;
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  toe_op_state_t *state = &op->blocks[2].state;
  state->rcv_nxt = NEXT;
  state->rcv_wnd = state->initial_rcv_wnd = WINDOW;
  submit(bench, op);
  return bench;
}
static bench_t *begin_offloaded(void) {
  bench_t *bench = begin();
  run(bench);
  bench->told[0] = '\0';
  return bench;
}
static toe_op_t *segment_op(toe_op_kind_t kind, uint32_t bytes) {
  toe_op_t *op = fake_names(kind, "T1");
  op->segment.bytes = bytes;
  op->segment.flags = TOE_OP_FLAG_A;
  return op;
}
/* A frame that was sent comes up. */
static void come_up(bench_t *bench, uint32_t index, uint32_t reason) {
  fake_nic_t *nic = bench->nic;
  const uint64_t base = nic->regs[0x1AC / 4] | (uint64_t)nic->regs[0x1B0 / 4] << 32;
  TOE_ASSERT(index < frame_count && lengths[index] <= 256);
  memcpy(fake_at(nic, base + 256, 256), frames[index], lengths[index]);
  nic->is_with_host[1] = true;
  fake_received(nic, 3, 0, 1, lengths[index], reason);
  deliver(bench);
}
static void look(bench_t *bench, uint32_t forwarded, uint32_t failed, uint32_t delivered) {
  toe_op_t *op = fake_names(TOE_OP_EXPECT, "T1");
  fake_value(op, TOE_OP_VALUE_FORWARDED, forwarded);
  fake_value(op, TOE_OP_VALUE_FORWARD_FAILED, failed);
  fake_value(op, TOE_OP_VALUE_DELIVERED, delivered);
  submit(bench, op);
  TOE_EXPECT(strstr(bench->told, "unmet") == NULL);
  if (strstr(bench->told, "unmet") != NULL) toe_test_note("%s", bench->told);
}

/* R147, 9.3: IP options come off; the bytes are the next of the stream, and are delivered. */
TOE_TEST(host_forward, options_come_off) {
  bench_t *bench = begin_offloaded();
  toe_op_t *op = segment_op(TOE_OP_SEGMENT, 100);
  op->segment.has_ip_options = true;
  submit(bench, op);
  TOE_EXPECT_EQ(frames[0][14], 0x46);
  come_up(bench, 0, OPTIONS);
  run(bench);
  TOE_EXPECT_STR(forwarded_text, "came 33 forward\nforwarded T1 5000+100 0\n");
  TOE_EXPECT_EQ(bench->nic->forwarded_bytes, 120);
  TOE_EXPECT(memcmp(bench->nic->forwarded, frames[0] + 14 + 24, 120) == 0);
  look(bench, 1, 0, 100);
  TOE_EXPECT_EQ(toe_host_forwards(bench->host).success, 1);
  bench_free(bench);
}

/* R147: fragments in a wrong order, one twice, make one segment. */
TOE_TEST(host_forward, fragments_make_a_segment) {
  bench_t *bench = begin_offloaded();
  static const uint32_t order[] = {2, 0, 0, 1};
  toe_op_t *op = segment_op(TOE_OP_SEGMENT, 300);
  op->segment.fragments = 3;
  op->segment.fragment_order = order;
  op->segment.fragment_order_count = 4;
  submit(bench, op);
  TOE_ASSERT(frame_count == 4);
  for (uint32_t i = 0; i < 4; ++i) come_up(bench, i, FRAGMENT);
  run(bench);
  TOE_EXPECT_STR(forwarded_text, "came 34\ncame 34\ncame 34\ncame 34 forward\nforwarded T1 5000+300 0\n");
  look(bench, 1, 0, 300);
  bench_free(bench);
}

/* R147: what a trace expects of a segment is looked at when it is completed; if it is not forwarded, or not completed,
 * nothing is known. */
TOE_TEST(host_forward, expectation_is_looked_at) {
  for (int i = 0; i < 5; ++i) {
    toe_test_note("case %d", i);
    bench_t *bench = begin_offloaded();
    toe_op_t *op = segment_op(TOE_OP_FORWARD, 10);
    fake_value(op, TOE_OP_VALUE_STATUS, 0);
    if (i == 1) bench->nic->forward_error = 8; /* ABORTED */
    if (i == 2) op->segment.flags |= TOE_OP_FLAG_S;
    submit(bench, op);
    TOE_EXPECT_STR(bench->told, i == 2 ? "unmet T1 status 0: nothing\n" : "");
    if (i <= 1) run(bench);
    if (i == 3) toe_host_end(bench->host);
    if (i <= 1)
      TOE_EXPECT_STR(bench->told, i == 0 ? "met T1 status 0\nindicated T1 10 0/10 at 5000\nreturned T1 10 at 5000\n"
                                         : "unmet T1 status 0: 3221291020\n");
    if (i == 3) TOE_EXPECT_STR(bench->told, "unmet T1 status 0: nothing\n");
    if (i == 1) { /* the device had no reason that the host knows */
      TOE_EXPECT_STR(bench->broken, "R147 T1: a forwarded segment was aborted, and no abort was told\n");
      bench->broken[0] = '\0';
    }
    bench_free(bench);
  }
}

/* What was kept for an initiate that fails is the host's own, and so is what is expected of it. */
TOE_TEST(host_forward, expectation_of_what_was_kept) {
  bench_t *bench = begin();
  submit(bench, segment_op(TOE_OP_SEGMENT, 20));
  bench->status_of[3] = 0xC0000001u;
  toe_op_t *op = fake_names(TOE_OP_FORWARD, "");
  op->segment.frame = frames[0];
  op->segment.frame_bytes = lengths[0];
  fake_value(op, TOE_OP_VALUE_STATUS, 0);
  submit(bench, op);
  run(bench);
  TOE_EXPECT(strstr(bench->told, "unmet ? status 0: nothing\n") != NULL);
  bench_free(bench);
}

/* R133: IPv6 extension headers are counted, each frame; UDP is not. */
TOE_TEST(host_forward, extension_headers_are_counted) {
  bench_t *bench = begin_offloaded();
  static const uint8_t next[] = {0, 43, 44, 51, 60, 17, 58};
  for (unsigned i = 0; i < sizeof next; ++i) {
    uint8_t *frame = frames[i];
    memset(frame, 0, 100);
    frame[12] = 0x86;
    frame[13] = 0xDD;
    frame[14] = 0x60;
    frame[19] = 46; /* payload length */
    frame[20] = next[i];
    TOE_EXPECT(!toe_host_forward_frame(bench->host, frame, 100, NOT_TCP, NULL));
    TOE_EXPECT_EQ(toe_host_forwards(bench->host).unfit, i < 5 ? i + 1 : 5);
  }
  bench->host->options.is_forwarding = false;
  TOE_EXPECT(!toe_host_forward_frame(bench->host, frames[0], 100, NOT_TCP, NULL));
  TOE_EXPECT_EQ(toe_host_forwards(bench->host).unfit, 5);
  bench_free(bench);
}

/* A datagram of fragments that does not come whole is counted. */
TOE_TEST(host_forward, missing_fragment_is_counted) {
  bench_t *bench = begin_offloaded();
  static const uint32_t order[] = {2, 0};
  toe_op_t *op = segment_op(TOE_OP_SEGMENT, 300);
  op->segment.fragments = 3;
  op->segment.fragment_order = order;
  op->segment.fragment_order_count = 2;
  submit(bench, op);
  TOE_EXPECT_EQ(toe_host_forwards(bench->host).given_up, 0);
  for (uint32_t i = 0; i < 2; ++i) come_up(bench, i, FRAGMENT);
  TOE_EXPECT_EQ(toe_host_forwards(bench->host).given_up, 1);
  bench_free(bench);
}

/* R148: what came while the initiate was under way is forwarded when it went in, in order; else it is the host's. */
TOE_TEST(host_forward, waits_for_the_initiate) {
  for (int is_in = 0; is_in < 2; ++is_in) {
    bench_t *bench = begin();
    if (is_in == 0) bench->status_of[3] = 0xC0000001u;
    submit(bench, segment_op(TOE_OP_SEGMENT, 20));
    submit(bench, segment_op(TOE_OP_SEGMENT, 30));
    come_up(bench, 0, NOT_OFFLOADED);
    come_up(bench, 1, NOT_OFFLOADED);
    TOE_EXPECT_EQ(bench->nic->forwards, 0);
    run(bench);
    TOE_EXPECT_STR(forwarded_text,
                   is_in == 0 ? "came 37 forward\ncame 37 forward\n"
                              : "came 37 forward\ncame 37 forward\nforwarded T1 5000+20 0\nforwarded T1 5020+30 0\n");
    TOE_EXPECT_EQ(toe_host_unforwarded(bench->host), is_in == 0 ? 2 : 0);
    if (is_in != 0) look(bench, 2, 0, 50);
    bench_free(bench);
  }
}

/* The host may end with segments kept, and with some under way. */
TOE_TEST(host_forward, ends_with_segments) {
  bench_t *bench = begin();
  submit(bench, segment_op(TOE_OP_SEGMENT, 20));
  come_up(bench, 0, NOT_OFFLOADED);
  bench_free(bench);
  bench = begin_offloaded();
  submit(bench, segment_op(TOE_OP_FORWARD, 20));
  bench_free(bench);
  TOE_EXPECT_STR(forwarded_text, "");
}

/* R148: nothing is forwarded while the connection goes back, nor behind it; nor what is not to be: other reasons, SYN,
 * a wrong checksum, when it is turned off. */
TOE_TEST(host_forward, what_is_not_forwarded) {
  for (int i = 0; i < 6; ++i) {
    toe_test_note("case %d", i);
    bench_t *bench = begin_offloaded();
    toe_op_t *op = segment_op(TOE_OP_SEGMENT, 20);
    op->segment.has_ip_options = true;
    if (i == 3) op->segment.flags |= TOE_OP_FLAG_S;
    if (i == 4) op->segment.is_checksum_bad = true;
    submit(bench, op);
    if (i <= 1) submit(bench, fake_terminate_op("T1"));
    if (i == 1) run(bench);
    if (i == 5) bench->host->options.is_forwarding = false;
    come_up(bench, 0, i == 2 ? HOST_PATH : OPTIONS);
    run(bench);
    TOE_EXPECT_STR(forwarded_text, i == 2 ? "came 39\n" : "came 33\n");
    TOE_EXPECT_EQ(bench->nic->forwards, 0);
    TOE_EXPECT_EQ(toe_host_unforwarded(bench->host), 0);
    TOE_EXPECT_EQ(toe_host_forwards(bench->host).unfit, i == 2 || i == 5 ? 0 : 1); /* it was never asked to */
    bench_free(bench);
  }
}

/* FORWARD waits for the initiate like post_receive [R101]; of a connection that is not offloaded it is the host's own.
 */
TOE_TEST(host_forward, operation_forwards) {
  bench_t *bench = begin();
  submit(bench, segment_op(TOE_OP_FORWARD, 100));
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 2);
  run(bench);
  TOE_EXPECT_STR(forwarded_text, "forwarded T1 5000+100 0\n");
  toe_op_t *op = segment_op(TOE_OP_FORWARD, 50); /* goes on where that one ended */
  op->segment.flags |= TOE_OP_FLAG_P;
  submit(bench, op);
  run(bench);
  TOE_EXPECT_HAS(forwarded_text, "forwarded T1 5100+50 0\n");
  look(bench, 2, 0, 150);
  submit(bench, fake_terminate_op("T1"));
  submit(bench, segment_op(TOE_OP_FORWARD, 10)); /* it is on its way back */
  run(bench);
  submit(bench, segment_op(TOE_OP_FORWARD, 10));
  TOE_EXPECT_EQ(bench->nic->forwards, 2);
  TOE_EXPECT_EQ(toe_host_forwards(bench->host).own, 2);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* FORWARD of a frame, of the connection that its addresses say, or of that which is named. */
TOE_TEST(host_forward, operation_forwards_a_frame) {
  bench_t *bench = begin_offloaded();
  submit(bench, segment_op(TOE_OP_SEGMENT, 60));
  for (int is_named = 0; is_named < 2; ++is_named) {
    toe_op_t *op = fake_names(TOE_OP_FORWARD, is_named != 0 ? "T1" : "");
    op->segment.frame = frames[0];
    op->segment.frame_bytes = lengths[0];
    submit(bench, op);
    run(bench);
  }
  TOE_EXPECT_STR(forwarded_text, "forwarded T1 5000+60 0\nforwarded T1 5000+60 0\n");
  frames[0][33] = 9; /* another host's */
  toe_op_t *op = fake_names(TOE_OP_FORWARD, "");
  op->segment.frame = frames[0];
  op->segment.frame_bytes = lengths[0];
  submit(bench, op);
  TOE_EXPECT_EQ(toe_host_forwards(bench->host).own, 1);
  look(bench, 2, 0, 60);
  bench_free(bench);
}

/* R115: of two connections that differ in their VLAN alone, the one of the tag. */
TOE_TEST(host_forward, tag_tells_connections_apart) {
  bench_t *bench = begin_offloaded();
  toe_op_t *op = fake_initiate("N2(P1(T1))");
  op->blocks[0].state.vlan = 7;
  op->blocks[1].name = "P9";
  op->blocks[2].name = "T9";
  op->blocks[2].state.rcv_nxt = NEXT;
  op->blocks[2].state.rcv_wnd = op->blocks[2].state.initial_rcv_wnd = WINDOW;
  submit(bench, op);
  run(bench);
  op = segment_op(TOE_OP_SEGMENT, 20);
  op->segment.has_ip_options = true;
  submit(bench, op);
  op = fake_names(TOE_OP_SEGMENT, "T9");
  op->segment.bytes = 30;
  op->segment.flags = TOE_OP_FLAG_A;
  op->segment.has_ip_options = true;
  submit(bench, op);
  come_up(bench, 1, OPTIONS);
  come_up(bench, 0, OPTIONS);
  run(bench);
  TOE_EXPECT_STR(forwarded_text, "came 33 forward\ncame 33 forward\nforwarded T9 5000+30 0\nforwarded T1 5000+20 0\n");
  bench_free(bench);
}

/* A connection whose number is above how many there are, since others have been forgotten. */
TOE_TEST(host_forward, numbers_go_on_behind_the_forgotten) {
  bench_t *bench = begin_offloaded();
  toe_op_t *gone = fake_terminate_op("T1");
  gone->is_forgetting = true;
  submit(bench, gone);
  run(bench);
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  op->blocks[2].state.rcv_nxt = NEXT;
  op->blocks[2].state.rcv_wnd = op->blocks[2].state.initial_rcv_wnd = WINDOW;
  submit(bench, op);
  run(bench);
  op = segment_op(TOE_OP_SEGMENT, 20);
  op->segment.has_ip_options = true;
  submit(bench, op);
  come_up(bench, 0, OPTIONS);
  run(bench);
  TOE_EXPECT_STR(forwarded_text, "came 33 forward\nforwarded T1 5000+20 0\n");
  look(bench, 1, 0, 20);
  bench_free(bench);
}

/* Options and fragments are IPv4's; more fragments than a segment has 8 bytes are none. */
TOE_TEST(host_forward_bad, segments_that_cannot_be_cut) {
  for (int i = 0; i < 3; ++i) {
    bench_t *bench = begin_offloaded();
    if (i != 2) toe_objects_find(bench->host->objects, "P1")->state.family = 6;
    toe_op_t *op = segment_op(TOE_OP_SEGMENT, 20);
    op->segment.has_ip_options = i == 0;
    op->segment.fragments = i == 0 ? 0 : 6;
    TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), TOE_E_ARG);
    TOE_EXPECT_STR(bench->error.text,
                   "test:1: segment: T1: only a frame of IPv4 has options or can be cut into fragments, as many as it "
                   "has 8 bytes");
    TOE_EXPECT_EQ(frame_count, 0);
    bench_free(bench);
  }
}

/* Frames of nobody: whatever bytes they have, nothing is forwarded, and nothing breaks. */
TOE_TEST(host_forward_bad, any_frame_is_taken) {
  bench_t *bench = begin_offloaded();
  submit(bench, segment_op(TOE_OP_SEGMENT, 60));
  for (uint32_t at = 0; at < 54; ++at) {
    for (uint32_t bytes = 0; bytes <= lengths[0]; ++bytes) { /* cut short, and one byte changed */
      uint8_t *frame = malloc(bytes + 1);
      memcpy(frame, frames[0], bytes);
      if (at < bytes) frame[at] ^= (uint8_t)(1u << at % 8);
      if (bytes != lengths[0]) (void)toe_host_forward_frame(bench->host, frame, bytes, FRAGMENT, NULL);
      free(frame);
    }
  }
  TOE_EXPECT_EQ(bench->nic->forwards, 0);
  bench_free(bench);
}

/* R147: the four statuses are counted.  The device has asked for the upload, and reads may go wrong. */
TOE_TEST(host_forward, statuses_are_counted) {
  bench_t *bench = begin_offloaded();
  bench->host->options.has_read_faults = true;
  bench->host->options.upload = TOE_HOST_UPLOAD_NEVER;
  toe_host_tcp_event(bench->host, 3, TOE_EVENT_RETRIEVE, 0);
  static const uint8_t errors[] = {8, 11, 12, 15, 0};
  for (unsigned i = 0; i < sizeof errors; ++i) {
    bench->nic->forward_error = errors[i];
    toe_op_t *op = segment_op(TOE_OP_FORWARD, 10);
    op->segment.has_seq = true;
    op->segment.seq = NEXT;
    submit(bench, op);
    run(bench);
  }
  const toe_host_forward_counts_t counts = toe_host_forwards(bench->host);
  TOE_EXPECT_EQ(counts.aborted, 1);
  TOE_EXPECT_EQ(counts.upload, 2);
  TOE_EXPECT_EQ(counts.invalid, 1);
  TOE_EXPECT_EQ(counts.success, 1);
  look(bench, 1, 4, 10);
  TOE_EXPECT_STR(bench->broken, "R147 T1: a good segment of a connection that is offloaded was refused as invalid\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}

/* One segment, answered with that error; what was told of it. */
static void refuse(bench_t *bench, uint8_t error, const char *expected) {
  bench->nic->forward_error = error;
  submit(bench, segment_op(TOE_OP_FORWARD, 10));
  run(bench);
  TOE_EXPECT_STR(bench->broken, expected);
  bench->broken[0] = '\0';
}

/* R147, 9.3: UPLOAD_IN_PROGRESS only while the connection goes back, or when the device has asked for that;
 * REQUEST_ABORTED only after an abort, or where reads may go wrong; INVALID_STATE for no good segment. */
TOE_TEST(host_forward_bad, statuses_have_a_reason) {
  static const char kUpload[] =
      "R147 T1: a forwarded segment was not taken for an upload, and none is under way or was asked for\n";
  static const char kAborted[] = "R147 T1: a forwarded segment was aborted, and no abort was told\n";
  enum { NO_OBJECT = 11, OBJECT_FETCH = 8, NOT_NOW = 12 };
  for (int has_abort = 0; has_abort < 2; ++has_abort) {
    bench_t *bench = begin_offloaded();
    bench->host->options.upload = TOE_HOST_UPLOAD_NEVER;
    refuse(bench, NOT_NOW, kUpload);
    refuse(bench, NO_OBJECT, kUpload);
    refuse(bench, OBJECT_FETCH, kAborted);
    toe_host_tcp_event(bench->host, 3, has_abort != 0 ? TOE_EVENT_ABORT : TOE_EVENT_RETRIEVE, 0);
    refuse(bench, NOT_NOW, has_abort != 0 ? kUpload : "");
    refuse(bench, OBJECT_FETCH, has_abort != 0 ? "" : kAborted);
    bench->host->options.has_read_faults = true;
    refuse(bench, OBJECT_FETCH, "");
    bench->nic->forward_error = 0;
    bench_free(bench);
  }
}

/* A driver that completes a segment twice, out of order, with a wrong status, or not before the terminate. */
TOE_TEST(host_forward_bad, breaches_are_told) {
  bench_t *bench = begin_offloaded();
  submit(bench, segment_op(TOE_OP_FORWARD, 10));
  submit(bench, segment_op(TOE_OP_FORWARD, 10));
  submit(bench, segment_op(TOE_OP_FORWARD, 10));
  toe_nbl_t lists[4] = {{0}};
  toe_host_forward_complete(bench->host, 3, &lists[0]);
  TOE_EXPECT_STR(bench->broken, "R147 a segment was completed that is not forwarded\n");
  bench->broken[0] = '\0';
  toe_host_t *host = bench->host;
  toe_nbl_t *second =
      NULL; /* as the driver has it: in the requests of its backlog and ring, in the order of the calls */
  for (const toe_request_t *request = ((toe_miniport_t *)host->miniport)->flying.head; request != NULL;
       request = request->next) {
    if (request->opcode == TOE_OPCODE_FORWARD) second = request->nbl;
    if (request->completion.request_id == 0xC0000002u) break;
  }
  TOE_ASSERT(second != NULL);
  second->next = NULL;
  second->status = 0x12345678;
  toe_host_forward_complete(host, 2, second);
  TOE_EXPECT_STR(bench->broken,
                 "R147 T1: a segment was completed before one that was forwarded earlier\n"
                 "R147 T1: a segment was completed for another connection\n"
                 "R147 T1: a forwarded segment has a status it cannot have\n");
  bench->broken[0] = '\0';
  toe_host_forward_end(host, toe_objects_find(host->objects, "T1"));
  TOE_EXPECT_STR(bench->broken,
                 "R164 T1: terminated, and a segment that was forwarded is not completed\n"
                 "R164 T1: terminated, and a segment that was forwarded is not completed\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}
