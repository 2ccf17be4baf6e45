/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_wire_test.c - what the wire brings to the host: disconnects and aborts, frames that come up, bytes of a
 * peer, acknowledgments; and what a terminate says of them.  Offsets by hand from docs/layouts.md.
 */
#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_stream.h"
#include "testbench/unit/toe_fake_ack.h"
#include "testbench/unit/toe_host_bench.h"

enum { NEXT = 5000, WINDOW = 1000, T1 = 0x30000000, STATE = 20, RCV_NXT = 64, RCV_WND = 68 };

/* The last frame that was shown to the device, and what came up: "T1 39 60 forward". */
static uint8_t shown[2048];
static uint32_t shown_bytes;
static char passed_text[200];

static void on_frame(void *self, const uint8_t *data, uint32_t bytes) {
  const bench_t *bench = self;
  TOE_ASSERT(bytes <= sizeof shown);
  memcpy(shown, data, bytes);
  shown_bytes = bytes;
  toe_host_frame_in(bench->host, data, bytes);
}
static void on_passed(void *self, const toe_host_passed_t *frame) {
  (void)self;
  add(passed_text, sizeof passed_text, "%s %u %u%s\n", frame->name == NULL ? "-" : frame->name, frame->reason,
      frame->bytes, frame->is_forwarded ? " forward" : "");
}

/* N1(P1(T1)), nothing buffered. */
static bench_t *begin(void) {
  bench_t *bench = bench_new(16, 0);
  bench->is_holding = true;
  bench->host->observer.frame = on_frame;
  bench->host->observer.passed = on_passed;
  passed_text[0] = '\0';
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
static uint8_t *context(bench_t *bench) { return fake_find(bench->nic, T1)->context; }

/* The device takes bytes from the wire. */
static void arrive(bench_t *bench, const uint8_t *bytes, uint32_t count) {
  fake_put(context(bench), RCV_NXT, 4, fake_get(context(bench), RCV_NXT, 4) + count);
  fake_put(context(bench), RCV_WND, 4, fake_get(context(bench), RCV_WND, 4) - count);
  fake_arrive(bench->nic, T1, bytes, count);
}
static void arrive_stream(bench_t *bench, uint32_t seq, uint32_t count) {
  uint8_t bytes[WINDOW];
  toe_stream_write(3, seq, bytes, count);
  arrive(bench, bytes, count);
}
/* FIN: State to CLOSE_WAIT, one number more. */
static void fin(bench_t *bench) {
  context(bench)[STATE] = 7;
  fake_put(context(bench), RCV_NXT, 4, fake_get(context(bench), RCV_NXT, 4) + 1);
}
static void show(bench_t *bench, uint32_t bytes) {
  toe_op_t *op = fake_names(TOE_OP_SEGMENT, "T1");
  op->segment.bytes = bytes;
  op->segment.flags = TOE_OP_FLAG_A;
  submit(bench, op);
}
static void look(bench_t *bench, toe_op_value_key_t key, uint32_t number) {
  toe_op_t *op = fake_names(TOE_OP_EXPECT, "T1");
  fake_value(op, key, number);
  submit(bench, op);
}

/* R143, R166: data, FIN, a disconnect, and a terminate: RcvNxt counts FIN, State is CLOSE_WAIT, the window is whole. */
TOE_TEST(host_wire, disconnect_is_told_and_fin_counts) {
  bench_t *bench = begin_offloaded();
  arrive_stream(bench, NEXT, 100);
  fin(bench);
  run(bench);
  fake_event(bench->nic, 2, T1, 0);
  run(bench);
  TOE_EXPECT_STR(bench->told, "indicated T1 100 0/100 at 5000\nreturned T1 100 at 5000\nevent disconnect T1 0\n");
  look(bench, TOE_OP_VALUE_EVENTS, 0x2);
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "met T1 events 2\n");
  TOE_EXPECT_HAS(bench->told, "T1=0:30000000*\n");
  const toe_object_t *object = toe_objects_find(bench->host->objects, "T1");
  TOE_EXPECT_EQ(object->state.rcv_nxt, NEXT + 101);
  TOE_EXPECT_EQ(object->state.tcp_state, 7);
  TOE_EXPECT_EQ(object->state.buffered_bytes, 0);
  bench_free(bench);
}

/* R44, R166, R167: FIN behind bytes that are not delivered: those come back, no disconnect is owed, and the same bytes,
 * left of FIN, go in with the next offload. */
TOE_TEST(host_wire, bytes_before_fin_come_back) {
  bench_t *bench = begin_offloaded();
  submit(bench, fake_policy("T1", "40"));
  arrive_stream(bench, NEXT, 100);
  fin(bench);
  run(bench);
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "indicated T1 100 C0231010/40 at 5000\n");
  TOE_EXPECT_EQ(toe_objects_find(bench->host->objects, "T1")->state.buffered_bytes, 60);
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  const toe_object_t *object = toe_objects_find(bench->host->objects, "T1");
  const fake_object_t *again = fake_find(bench->nic, (uint32_t)toe_ndis_cell_get(object->cell));
  TOE_ASSERT(again != NULL && again->data_bytes == 60);
  TOE_EXPECT(toe_stream_is(3, NEXT + 40, again->data, 60));
  bench_free(bench);
}

/* host.disconnect, and an abort, which is followed unless nothing is. */
TOE_TEST(host_wire, events_are_followed) {
  static const struct {
    uint8_t code;
    bool on_disconnect, is_followed;
    toe_host_upload_t upload;
  } cases[] = {{2, false, false, TOE_HOST_UPLOAD_ALWAYS},
               {2, true, true, TOE_HOST_UPLOAD_NEVER},
               {4, false, true, TOE_HOST_UPLOAD_MANDATORY},
               {4, true, false, TOE_HOST_UPLOAD_NEVER}};
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_test_note("case %u", i);
    bench_t *bench = begin_offloaded();
    bench->host->options.upload = cases[i].upload;
    bench->host->options.terminates_on_disconnect = cases[i].on_disconnect;
    if (cases[i].code == 2) fin(bench);
    fake_event(bench->nic, cases[i].code, T1, 0);
    run(bench);
    TOE_EXPECT_EQ(strstr(bench->told, " followed\n") != NULL, cases[i].is_followed);
    TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), cases[i].is_followed ? 0 : 1);
    bench_free(bench);
  }
}

/* R143: a disconnect without FIN, FIN without a disconnect. */
TOE_TEST(host_wire_bad, fin_and_disconnect_belong_together) {
  for (int has_fin = 0; has_fin < 2; ++has_fin) {
    bench_t *bench = begin_offloaded();
    if (has_fin != 0) fin(bench);
    if (has_fin == 0) fake_event(bench->nic, 2, T1, 0);
    run(bench);
    submit(bench, fake_terminate_op("T1"));
    run(bench);
    TOE_EXPECT_STR(bench->broken,
                   has_fin != 0 ? "R143 T1: FIN was received and all data is delivered, but no disconnect was told\n"
                                : "R143 T1: a disconnect was told without FIN\n");
    bench->broken[0] = '\0';
    bench_free(bench);
  }
}

/* R133, R147, R148: what comes up is counted, told and given back; a segment is known by its addresses. */
TOE_TEST(host_wire, frames_come_up) {
  bench_t *bench = begin();
  fake_nic_t *nic = bench->nic;
  for (int i = 0; i < 4; ++i) {
    if (i == 1) run(bench);
    if (i == 2) submit(bench, fake_terminate_op("T1"));
    if (i == 3) run(bench);
    if (shown_bytes == 0 || i == 0) show(bench, 20);
    const uint64_t base = nic->regs[0x1AC / 4] | (uint64_t)nic->regs[0x1B0 / 4] << 32;
    memcpy(fake_at(nic, base + 256, 256), shown, shown_bytes);
    nic->is_with_host[1] = true;
    fake_received(nic, 3, i == 1 ? T1 : 0, 1, shown_bytes, i == 1 ? 39 : 37);
    deliver(bench);
    TOE_EXPECT(!nic->is_with_host[1]);
  }
  TOE_EXPECT_STR(passed_text, "T1 37 74\nT1 39 74\nT1 37 74\n- 37 74\n");
  TOE_EXPECT_EQ(toe_host_frames(bench->host), 4);
  TOE_EXPECT_EQ(toe_host_unforwarded(bench->host), 1);
  bench_free(bench);
}

/* A frame of the peer's own bytes: all 0x5A, in place of the `count` (even) ones that were shown. */
static void make_own(uint32_t count) {
  uint32_t sum = (uint32_t)(uint8_t)~shown[50] << 8 | (uint8_t)~shown[51];
  for (uint32_t i = 54; i < 54 + count; i += 2) {
    sum += 0xFFFFu - ((uint32_t)shown[i] << 8 | shown[i + 1]) + 0x5A5Au;
    shown[i] = shown[i + 1] = 0x5A;
  }
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  shown[50] = (uint8_t)(~sum >> 8);
  shown[51] = (uint8_t)~sum;
}

/* R56: bytes of a frame that was shown are expected, also if it came before the initiate was completed; others are a
 * breach. */
TOE_TEST(host_wire, bytes_of_the_wire_are_learnt) {
  for (int is_right = 0; is_right < 2; ++is_right) {
    bench_t *bench = begin();
    show(bench, 50);
    uint8_t bytes[50];
    memset(bytes, 0x5A, sizeof bytes);
    make_own(50);
    toe_receiver_t *receiver = toe_objects_find(bench->host->objects, "T1")->receiver;
    TOE_ASSERT(receiver != NULL);
    receiver->learnt->bytes = 0; /* the stream's own were not sent */
    receiver->learnt_bytes = 0;
    toe_host_frame_in(bench->host, shown, shown_bytes);
    TOE_EXPECT_EQ(receiver->learnt_bytes, 50);
    shown[60] ^= 1; /* a wrong checksum says nothing */
    toe_host_frame_in(bench->host, shown, shown_bytes);
    TOE_EXPECT_EQ(receiver->learnt_bytes, 50);
    run(bench);
    if (is_right == 0) bytes[7] = 0;
    arrive(bench, bytes, 50);
    run(bench);
    TOE_EXPECT_STR(
        bench->broken,
        is_right != 0 ? "" : "R56 T1: delivered bytes are not those of the stream, from sequence number 5007 on\n");
    bench->broken[0] = '\0';
    bench_free(bench);
  }
}

/* R56: a frame that began before its connection was asked for, but comes in when it is offloaded (the first case); a
 * segment of the scenario behind frames brings the host's own bytes; others are a breach.
 */
TOE_TEST(host_wire, frames_on_their_way_are_learnt) {
  for (int is_right = 0; is_right < 2; ++is_right) {
    bench_t *bench = begin_offloaded();
    show(bench, 50);
    make_own(50);
    bench_t *late = bench_new(16, 0);
    late->is_holding = true;
    toe_host_frame_in(late->host, shown, shown_bytes);
    toe_op_t *op = fake_initiate("N1(P1(T1))");
    op->blocks[2].state.rcv_nxt = NEXT;
    op->blocks[2].state.rcv_wnd = op->blocks[2].state.initial_rcv_wnd = WINDOW;
    submit(late, op);
    run(late);
    TOE_EXPECT_EQ(toe_objects_find(late->host->objects, "T1")->receiver->learnt_bytes, 50);
    uint8_t bytes[80];
    memset(bytes, 0x5A, sizeof bytes);
    toe_stream_write(3, NEXT + 50, bytes + 50, 30);
    if (is_right == 0) bytes[20] ^= 1;
    arrive(late, bytes, sizeof bytes);
    run(late);
    TOE_EXPECT_STR(
        late->broken,
        is_right != 0 ? "" : "R56 T1: delivered bytes are not those of the stream, from sequence number 5020 on\n");
    late->broken[0] = '\0';
    bench_free(late);
    bench_free(bench);
  }
}

/* The target's next acknowledgment of T1, but for one byte. */
static void acknowledge(bench_t *bench, uint32_t acked, uint32_t window, uint32_t at, uint8_t value) {
  const toe_object_t *object = toe_objects_find(bench->host->objects, "T1");
  fake_ack_t ack;
  fake_ack_make(&ack, &object->above->above->state, &object->above->state, &object->state, bench->host->device_mac,
                (uint32_t)bench->host->sent_frames, acked, window);
  if (at != 0) ack.data[at] = value;
  toe_host_frame_out(bench->host, ack.data, ack.bytes);
}

/* R166: what was acknowledged to the peer is in RcvNxt. */
TOE_TEST(host_wire_bad, acknowledged_bytes_are_not_lost) {
  bench_t *bench = begin_offloaded();
  show(bench, 1);
  acknowledge(bench, NEXT + 1, WINDOW - 1, 0, 0);
  look(bench, TOE_OP_VALUE_ACKED, NEXT + 1);
  look(bench, TOE_OP_VALUE_ACKS, 1);
  look(bench, TOE_OP_VALUE_WINDOW, WINDOW - 1);
  TOE_EXPECT_STR(bench->told, "met T1 acked 5001\nmet T1 acks 1\nmet T1 window 999\n");
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  TOE_EXPECT_STR(bench->broken, "R166 T1: more was acknowledged to the peer than RcvNxt says was received\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}

/* R139 and toe_peer.h: a frame that is wrong by itself, one of nobody, one that is wrong for its connection. */
TOE_TEST(host_wire_bad, every_frame_is_held_against_its_connection) {
  static const struct {
    uint32_t acked, at;
    uint8_t value;
    const char *text;
  } cases[] = {
      {NEXT, 47, 0x11, "wire the target: a frame to its peer: TCP data offset and flags are 0x5011"},
      {NEXT, 0, 0, ""},
      {NEXT + 1, 0, 0, "wire T1: a frame to its peer: acknowledges 5001, which the peer has never sent"},
      {NEXT, 5, 9, "wire T1: a frame to its peer: not sent to the neighbor's MAC address"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    bench_t *bench = begin_offloaded();
    acknowledge(bench, cases[i].acked, WINDOW, cases[i].at, cases[i].value);
    if (cases[i].text[0] != '\0') {
      TOE_EXPECT_HAS(bench->broken, cases[i].text);
    } else {
      TOE_EXPECT_STR(bench->broken, "");
    }
    bench->broken[0] = '\0';
    bench_free(bench);
  }
}

/* R168: an acknowledgment may be on the wire yet when the terminate is completed; one that cannot be of it is nobody's.
 */
TOE_TEST(host_wire_bad, a_frame_behind_the_terminate_is_held_against_what_was) {
  bench_t *bench = begin_offloaded();
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  acknowledge(bench, NEXT, WINDOW, 0, 0);
  TOE_EXPECT_STR(bench->broken, "");
  acknowledge(bench, NEXT + 1, WINDOW, 0, 0);
  TOE_EXPECT_STR(bench->broken, "wire the target: a frame to its peer: it is of no connection that is offloaded\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}

/* R168: what came is acknowledged with the terminate; the frame may still be on the wire when that is completed, but it
 * has come when all is over.  Behind an abort, or where the device asked for the upload, nothing is owed. */
TOE_TEST(host_wire_bad, a_terminate_acknowledges_what_came) {
  enum { NEVER, LATE, ABORTED, RETRIEVED, CASES };
  for (int i = 0; i < CASES; ++i) {
    bench_t *bench = begin_offloaded();
    show(bench, 300);
    arrive_stream(bench, NEXT, 300);
    acknowledge(bench, NEXT + 100, WINDOW - 100, 0, 0);
    bench->host->options.upload = TOE_HOST_UPLOAD_NEVER;
    if (i == ABORTED) toe_host_tcp_event(bench->host, 3, TOE_EVENT_ABORT, 0);
    if (i == RETRIEVED) toe_host_tcp_event(bench->host, 3, TOE_EVENT_RETRIEVE, 5);
    submit(bench, fake_terminate_op("T1"));
    run(bench);
    TOE_EXPECT_STR(bench->broken, "");
    if (i == LATE) acknowledge(bench, NEXT + 300, WINDOW - 300, 0, 0);
    toe_host_end(bench->host);
    TOE_EXPECT_STR(
        bench->broken,
        i == NEVER ? "R168 T1: terminated with all before 5300, and the peer knows of all before 5100\n" : "");
    bench->broken[0] = '\0';
    bench_free(bench);
  }
}
