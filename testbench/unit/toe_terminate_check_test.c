/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate_check_test.c - what a target may make of a terminate tree, and what is found out.  The test plays the
 * target: it writes into the blocks, by offsets typed by hand (docs/chimney.md 2).
 */
#include "sim/host/toe_terminate_check.h"

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_receiver.h"
#include "sim/host/toe_stream.h"
#include "testbench/unit/toe_host_bench.h"

enum { STATE = 152, RCV_NXT = 5000, BUFFERED = 500 };

typedef struct check {
  bench_t *bench;
  toe_tree_t *tree;
  uint8_t *block, *record; /* of T1 */
  toe_nbl_t *sends;
  toe_nbl_t lists[2]; /* BufferedData */
  uint8_t bytes[BUFFERED];
  char broken[1024];
  toe_terminated_t terminated;
} check_t;

static void note(void *self, const char *rule, const char *text) {
  check_t *check = self;
  add(check->broken, sizeof check->broken, "%s %s\n", rule, text);
}

/* A terminate of T1 in flight, with everything in its block as it must be. */
static check_t *check_new(void) {
  check_t *check = calloc(1, sizeof *check);
  check->bench = bench_new(8, 0);
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  static const uint32_t sizes[3] = {200, 400, 7};
  op->blocks[2].state.outstanding = sizes;
  op->blocks[2].state.outstanding_count = 3;
  op->blocks[2].state.outstanding_bytes = 607;
  op->blocks[2].state.buffered_bytes = BUFFERED;
  op->blocks[2].state.rcv_nxt = RCV_NXT;
  submit(check->bench, op);
  run(check->bench);
  submit(check->bench, fake_terminate_op("T1"));
  check->tree = &check->bench->host->flying.head->tree;
  const toe_object_t *t1 = check->tree->nodes[0].object;
  check->sends = t1->sends;
  check->block = check->tree->nodes[0].block;
  check->record = check->block + STATE;
  toe_stream_write(t1->number, RCV_NXT - BUFFERED, check->bytes, BUFFERED);
  check->lists[0] = (toe_nbl_t){.next = &check->lists[1], .bytes = 100, .data = check->bytes};
  check->lists[1] = (toe_nbl_t){.bytes = BUFFERED - 100, .data = check->bytes + 100};
  fake_put(check->block, 24, 4, 0);
  fake_put(check->block, 144, 8, (uintptr_t)&check->sends[0]);
  memset(check->record + 8, 0, 88);
  fake_put(check->record, 8, 4, 4); /* ESTABLISHED */
  fake_put(check->record, 16, 4, RCV_NXT);
  fake_put(check->record, 20, 4, 65535);
  /* What no trace has, by the rule of docs/driver.md for ports 1025 and 80, RcvNxt 5000, the others 0. */
  fake_put(check->record, 40, 4, 53245);
  fake_put(check->record, 44, 4, 3655);
  fake_put(check->record, 56, 2, 7341);
  fake_put(check->record, 58, 2, 106);
  fake_put(check->record, 64, 4, 25363);
  fake_put(check->record, 68, 4, 352370297);
  fake_put(check->record, 72, 4, 37656);
  fake_put(check->record, 76, 1, 1);
  fake_put(check->record, 77, 1, 4);
  fake_put(check->record, 80, 1, 9);
  fake_put(check->record, 84, 4, 5862839);
  fake_put(check->record, 88, 1, 12);
  fake_put(check->record, 92, 4, 0xFFFFFFFF);
  fake_put(check->record, 96, 8, (uintptr_t)&check->sends[0]);
  fake_put(check->record, 104, 8, (uintptr_t)&check->sends[2]);
  fake_put(check->record, 112, 8, (uintptr_t)&check->lists[0]);
  fake_put(check->record, 120, 4, 194938);
  return check;
}
static const char *verdict(check_t *check) {
  const toe_tree_sink_t sink = {.self = check, .broken = note};
  check->broken[0] = '\0';
  toe_terminate_check(check->tree, 0, &sink, &check->terminated);
  return check->broken;
}
/* The run itself goes on as if nothing had been written. */
static void check_free(check_t *check) {
  for (int i = 0; i < 3; ++i) check->sends[i].status = 0x103, check->sends[i].bytes = i == 0 ? 200 : i == 1 ? 400 : 7;
  run(check->bench);
  bench_free(check->bench);
  free(check);
}

/* R161, R165, R166 kept: nothing is told, and everything is read. */
TOE_TEST(terminate_check, what_is_right_is_not_told) {
  check_t *check = check_new();
  TOE_EXPECT_STR(verdict(check), "");
  TOE_EXPECT(check->terminated.has_returned);
  TOE_EXPECT_EQ(check->terminated.returned.rcv_nxt, RCV_NXT);
  TOE_EXPECT(check->terminated.buffered == &check->lists[0]);
  check_free(check);
}

/* R166: RcvNxt ends what was delivered and what is handed back. */
TOE_TEST(terminate_check_bad, bytes_received_and_lost_are_named) {
  check_t *check = check_new();
  check->record[16] ^= 1; /* one more was received, so the window is smaller, and the byte has to come back */
  TOE_EXPECT_STR(verdict(check),
                 "R161 T1: RcvWnd is not what was given\nR166 T1: BufferedData does not have the 501 bytes it had\n");
  check_free(check);
}

/* R143, D-16: T1 went in behind its peer's FIN: its bytes end at 4999, left of that.  With all of them delivered a
 * disconnect is owed; without FIN none may have been told. */
TOE_TEST(terminate_check_bad, disconnect_that_is_owed_is_missed) {
  check_t *check = check_new();
  toe_object_t *t1 = check->tree->nodes[0].object;
  t1->receiver->is_disconnected = true;
  TOE_EXPECT_STR(verdict(check), "R143 T1: a disconnect was told without FIN\n");
  t1->receiver->is_disconnected = false;
  for (uint8_t state = 7; state <= 9; ++state) {
    toe_test_note("state %u", (unsigned)state);
    t1->state.tcp_state = state;
    check->record[8] = state;
    toe_receiver_begin(t1->receiver, RCV_NXT - 1, BUFFERED, true);
    toe_stream_write(t1->number, RCV_NXT - 1 - BUFFERED, check->bytes, BUFFERED);
    TOE_EXPECT_STR(verdict(check), ""); /* nothing was read, and nothing told */
    toe_stream_write(t1->number, RCV_NXT - BUFFERED, check->bytes, BUFFERED);
    TOE_EXPECT_STR(verdict(check), "R166 T1: BufferedData has other bytes than were received\n");
    t1->receiver->next_seq = RCV_NXT - 1;
    t1->receiver->delivered_all = BUFFERED;
    fake_put(check->record, 112, 8, 0);
    TOE_EXPECT_STR(verdict(check), "R143 T1: FIN was received and all data is delivered, but no disconnect was told\n");
    t1->receiver->is_disconnected = true;
    TOE_EXPECT_STR(verdict(check), "");
    fake_put(check->record, 112, 8, (uintptr_t)&check->lists[0]);
  }
  t1->state.tcp_state = 4;
  toe_receiver_begin(t1->receiver, RCV_NXT, BUFFERED, false);
  check_free(check);
}

/* R161: every variable, with its name. */
TOE_TEST(terminate_check_bad, changed_variable_is_named) {
  static const struct {
    int offset;
    const char *name;
  } cases[] = {{8, "State"},
               {20, "RcvWnd"},
               {24, "SndUna"},
               {28, "SndNxt"},
               {32, "SndMax"},
               {36, "SndWnd"},
               {40, "MaxSndWnd"},
               {44, "SendWL1"},
               {48, "CWnd"},
               {52, "SsThresh"},
               {56, "SRtt"},
               {58, "RttVar"},
               {60, "TsRecent"},
               {64, "TsRecentAge"},
               {68, "TsTime"},
               {72, "TotalRT"},
               {76, "DupAckCount"},
               {77, "SndWndProbeCount"},
               {80, "KeepAlive.ProbeCount"},
               {84, "KeepAlive.TimeoutDelta"},
               {88, "Retransmit.Count"},
               {92, "Retransmit.TimeoutDelta"},
               {120, "DWnd"}};
  check_t *check = check_new();
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    char text[100];
    snprintf(text, sizeof text, "R161 T1: %s is not what was given\n", cases[i].name);
    check->record[cases[i].offset] ^= 1;
    TOE_EXPECT_STR(verdict(check), text);
    check->record[cases[i].offset] ^= 1;
  }
  check_free(check);
}

/* R163; and R90. */
TOE_TEST(terminate_check_bad, other_statuses_are_told) {
  check_t *check = check_new();
  fake_put(check->block, 24, 4, RESOURCES);
  TOE_EXPECT_HAS(verdict(check), "R163 T1: status 0xC000009A is none of a terminate\n");
  fake_put(check->block, 24, 4, FAILURE);
  TOE_EXPECT_STR(verdict(check), "R165 T1: NetBufferListChain of what was not terminated is not NULL\n");
  fake_put(check->block, 144, 8, 0);
  TOE_EXPECT_STR(verdict(check), "");
  TOE_EXPECT(!check->terminated.has_returned && check->terminated.buffered == NULL);
  check->tree->nodes[0].kind = TOE_KIND_PLACEHOLDER;
  TOE_EXPECT_STR(verdict(check), "R90 T1: a placeholder is not SUCCESS\n");
  check->tree->nodes[0].kind = TOE_KIND_LINKER;
  check_free(check);
}

/* R165 (U6): the very buffers, in order, from the first that was not completed, untouched. */
TOE_TEST(terminate_check_bad, other_buffers_to_send_are_told) {
  check_t *check = check_new();
  fake_put(check->block, 144, 8, 0);
  TOE_EXPECT_STR(verdict(check), "R165 T1: NetBufferListChain is not the chain of what is still to be sent\n");
  fake_put(check->block, 144, 8, (uintptr_t)&check->sends[1]);
  TOE_EXPECT_STR(verdict(check), "R165 T1: NetBufferListChain is not the chain of what is still to be sent\n");
  toe_object_t *t1 = check->tree->nodes[0].object;
  t1->sends_settled = 1; /* the first was completed: then this is right */
  fake_put(check->record, 96, 8, (uintptr_t)&check->sends[1]);
  TOE_EXPECT_STR(verdict(check), "");
  t1->sends_settled = 3;
  fake_put(check->block, 144, 8, 0);
  TOE_EXPECT_STR(verdict(check), "");
  t1->sends_settled = 0;
  fake_put(check->block, 144, 8, (uintptr_t)&check->sends[0]);
  TOE_EXPECT_STR(verdict(check), "R165 T1: SendDataHead and SendDataTail are not the ends of the chain\n");
  fake_put(check->record, 96, 8, (uintptr_t)&check->sends[0]);
  check->sends[1].status = 0;
  TOE_EXPECT_STR(verdict(check), "R165 T1: a buffer list that was handed back was changed\n");
  check_free(check);
}

/* R166 (U7): all bytes, those, and no more. */
TOE_TEST(terminate_check_bad, other_received_data_is_told) {
  check_t *check = check_new();
  const char *bytes = "R166 T1: BufferedData does not have the 500 bytes it had\n";
  fake_put(check->record, 112, 8, 0);
  TOE_EXPECT_STR(verdict(check), bytes);
  fake_put(check->record, 112, 8, (uintptr_t)&check->lists[1]);
  TOE_EXPECT_STR(verdict(check), bytes);
  fake_put(check->record, 112, 8, (uintptr_t)&check->lists[0]);
  check->lists[1].bytes = BUFFERED; /* more than there were */
  TOE_EXPECT_STR(verdict(check), bytes);
  check->lists[1].bytes = BUFFERED - 100;
  check->lists[1].next = &check->lists[0]; /* a circle ends */
  TOE_EXPECT_STR(verdict(check), bytes);
  check->lists[1].next = NULL;
  check->bytes[499] ^= 1;
  TOE_EXPECT_STR(verdict(check), "R166 T1: BufferedData has other bytes than were received\n");
  check_free(check);
}
