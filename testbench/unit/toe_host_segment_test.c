/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/host/toe_host_segment.h"

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_stream.h"
#include "testbench/unit/toe_host_bench.h"

static const uint8_t own[6] = {0x02, 0x70, 0xE5, 0, 0, 1};

/* A neighbor, a path on it and a connection on that. */
typedef struct peer {
  toe_object_t neighbor, path, tcp;
} peer_t;

static peer_t peer;
static uint8_t frame[TOE_HOST_SEGMENT_BYTES];

static void begin(void) {
  memset(&peer, 0, sizeof peer);
  peer.neighbor.has_state = peer.path.has_state = peer.tcp.has_state = true;
  peer.tcp.above = &peer.path;
  peer.path.above = &peer.neighbor;
  peer.tcp.number = 3;
  const uint8_t theirs[6] = {2, 0, 0, 0, 0, 9}, here[4] = {10, 0, 0, 1}, there[4] = {10, 0, 0, 2};
  memcpy(peer.neighbor.state.dst_mac, theirs, 6);
  peer.path.state.family = 4;
  memcpy(peer.path.state.src_ip, here, 4);
  memcpy(peer.path.state.dst_ip, there, 4);
  peer.tcp.state.local_port = 1025;
  peer.tcp.state.remote_port = 80;
  peer.tcp.state.rcv_nxt = 1000;
  peer.tcp.state.snd_nxt = 501;
  peer.tcp.state.snd_wnd = 0x8000;
  peer.tcp.state.snd_wind_scale = 2;
}

static uint32_t build(const toe_op_segment_t *segment) {
  uint32_t bytes = 0;
  TOE_EXPECT_EQ(toe_host_segment_build(&peer.tcp, segment, own, frame, &bytes), TOE_OK);
  return bytes;
}

/* Worked out by hand: to the interface from the neighbor, 10.0.0.2:80 to 10.0.0.1:1025, SEQ rcv_nxt, ACK snd_nxt,
 * window 0x8000 >> 2; checksums; padded to 60 bytes. */
TOE_TEST(host_segment, is_the_connection_turned_round) {
  static const char expected[] =
      "0270e500000102000000000908004500002800004000400626ce0a0000020a00000100500401000003e8000001f5501020"
      "0071a40000000000000000";
  begin();
  const toe_op_segment_t ack = {.flags = TOE_OP_FLAG_A};
  const uint32_t bytes = build(&ack);
  TOE_EXPECT_EQ(bytes, 60);
  char hex[2 * 60 + 1] = "";
  for (uint32_t i = 0; i < bytes; ++i) (void)snprintf(hex + 2 * i, 3, "%02x", frame[i]);
  TOE_EXPECT_STR(hex, expected);
}

/* VLAN 10, a source address of the neighbor's own, IPv6, time stamps, FIN; a window above 65535 is cut. */
TOE_TEST(host_segment, has_tag_and_options_of_its_connection) {
  static const char expected[] =
      "0200000000050200000000098100000a86dd6000000000200640fd000000000000000000000000000002fd000000000000"
      "0000000000000000010050040100000007000001f58011ffff726500000101080a0102030400000000";
  begin();
  peer.neighbor.state.vlan = 10;
  peer.neighbor.state.has_src_mac = true;
  const uint8_t mac[6] = {2, 0, 0, 0, 0, 5};
  memcpy(peer.neighbor.state.src_mac, mac, 6);
  peer.path.state.family = 6;
  memset(peer.path.state.src_ip, 0, 16);
  peer.path.state.src_ip[0] = 0xFD;
  memcpy(peer.path.state.dst_ip, peer.path.state.src_ip, 16);
  peer.path.state.src_ip[15] = 1;
  peer.path.state.dst_ip[15] = 2;
  peer.tcp.state.has_timestamps = true;
  peer.tcp.state.ts_recent = 0x01020304;
  peer.tcp.state.snd_wnd = 0x80000;
  const toe_op_segment_t fin = {.has_seq = true, .seq = 7, .flags = TOE_OP_FLAG_A | TOE_OP_FLAG_F};
  const uint32_t bytes = build(&fin);
  char hex[2 * 90 + 1] = "";
  TOE_ASSERT_EQ(bytes, 90);
  for (uint32_t i = 0; i < bytes; ++i) (void)snprintf(hex + 2 * i, 3, "%02x", frame[i]);
  TOE_EXPECT_STR(hex, expected);
}

/* The ones' complement sum over the pseudo header and `bytes` of segment; right: 0xFFFF [RFC9293 3.1]. */
static uint32_t checksum(uint32_t bytes) {
  uint32_t sum = 6 + bytes;
  for (uint32_t i = 26; i < 34 + bytes; ++i) sum += (uint32_t)frame[i] << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return sum;
}

static uint32_t number_at(uint32_t at, uint32_t bytes) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < bytes; ++i) value = value << 8 | frame[at + i];
  return value;
}

/* Odd lengths too; over the wrap of sequence numbers. */
TOE_TEST(host_segment, carries_the_stream_at_its_sequence_numbers) {
  for (uint32_t bytes = 0; bytes < 1461; bytes += bytes < 40 ? 1 : 355) {
    begin();
    toe_op_segment_t segment = {.has_seq = true, .seq = 0xFFFFFFF0, .bytes = bytes, .flags = TOE_OP_FLAG_A};
    toe_test_note("%u bytes", bytes);
    TOE_EXPECT_EQ(build(&segment), 54 + bytes < 60 ? 60 : 54 + bytes);
    TOE_EXPECT_EQ(number_at(16, 2), 40 + bytes);
    TOE_EXPECT(toe_stream_is(3, 0xFFFFFFF0, frame + 54, bytes));
    TOE_EXPECT_EQ(checksum(20 + bytes), 0xFFFF);
    segment.is_checksum_bad = true;
    (void)build(&segment);
    TOE_EXPECT(checksum(20 + bytes) != 0xFFFF);
  }
}

/* 100 bytes at 1000, then the next, FIN after them; then what was sent again does not take it back. */
TOE_TEST(host_segment, goes_on_where_the_last_ended) {
  begin();
  toe_op_segment_t segment = {.bytes = 100, .flags = TOE_OP_FLAG_A | TOE_OP_FLAG_P};
  (void)build(&segment);
  TOE_EXPECT_EQ(number_at(38, 4), 1000);
  TOE_EXPECT_EQ(number_at(46, 2), 0x5018);
  segment.flags = TOE_OP_FLAG_A | TOE_OP_FLAG_F;
  (void)build(&segment);
  TOE_EXPECT_EQ(number_at(38, 4), 1100);
  segment.has_seq = true;
  segment.seq = 1000;
  (void)build(&segment);
  segment.has_seq = false;
  segment.bytes = 0;
  (void)build(&segment);
  TOE_EXPECT_EQ(number_at(38, 4), 1201);
}

/* What is said is taken as it is; the urgent pointer is behind the segment's bytes. */
TOE_TEST(host_segment, says_what_the_operation_says) {
  begin();
  const toe_op_segment_t segment = {.has_ack = true,
                                    .ack = 0x01020304,
                                    .has_window = true,
                                    .window = 0xABCD,
                                    .bytes = 5,
                                    .flags = TOE_OP_FLAG_A | TOE_OP_FLAG_U | TOE_OP_FLAG_C};
  (void)build(&segment);
  TOE_EXPECT_EQ(number_at(42, 4), 0x01020304);
  TOE_EXPECT_EQ(number_at(46, 2), 0x50B0);
  TOE_EXPECT_EQ(number_at(48, 2), 0xABCD);
  TOE_EXPECT_EQ(number_at(52, 2), 5);
}

TOE_TEST(host_segment_bad, has_limits) {
  begin();
  toe_op_segment_t segment = {.bytes = 65535 - 54, .flags = TOE_OP_FLAG_A};
  TOE_EXPECT_EQ(build(&segment), 65535);
  uint32_t bytes = 0;
  ++segment.bytes;
  TOE_EXPECT_EQ(toe_host_segment_build(&peer.tcp, &segment, own, frame, &bytes), TOE_E_RANGE);
  segment.bytes = 0;
  peer.path.above = NULL;
  TOE_EXPECT_EQ(toe_host_segment_build(&peer.tcp, &segment, own, frame, &bytes), TOE_E_UNKNOWN);
}

/* ---- the operation in the host */

static void sent(void *self, const uint8_t *data, uint32_t bytes) {
  bench_t *bench = self;
  add(bench->told, sizeof bench->told, "frame %u to %02X at %u\n", bytes, data[5],
      (unsigned)(data[38] << 24 | data[39] << 16 | data[40] << 8 | data[41]));
}

static toe_op_t *fake_segment(const char *name, uint32_t bytes) {
  toe_op_t *op = fake_names(TOE_OP_SEGMENT, name);
  op->segment.bytes = bytes;
  op->segment.flags = TOE_OP_FLAG_A;
  return op;
}

/* It waits for nothing: neither for the initiate before it nor for what the interface's address is set to. */
TOE_TEST(host_segment, waits_for_nothing) {
  static const uint8_t data[42] = {1, 2, 3, 4, 5, 6};
  bench_t *bench = bench_new(8, 0);
  bench->host->observer.frame = sent;
  submit(bench, fake_initiate("N1(P1(T1))"));
  submit(bench, fake_segment("T1", 10));
  submit(bench, fake_set("wire.mac", "02:00:00:00:00:77"));
  submit(bench, fake_segment("T1", 10));
  toe_op_t *whole = fake_op(TOE_OP_SEGMENT);
  whole->segment.frame = data;
  whole->segment.frame_bytes = sizeof data;
  submit(bench, whole);
  TOE_EXPECT_STR(bench->told,
                 "submit 1 N1=new P1=new T1=new\nframe 64 to 00 at 1\nsubmit 2\nframe 64 to 77 at 11\n"
                 "frame 42 to 06 at 0\n");
  run(bench);
  bench->told[0] = '\0';
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  bench->told[0] = '\0';
  submit(bench, fake_segment("T1", 0));
  TOE_EXPECT_STR(bench->told, "frame 60 to 77 at 21\n"); /* its peer knows nothing of offloads */
  bench_free(bench);
}

TOE_TEST(host_segment_bad, needs_a_connection_with_addresses) {
  bench_t *bench = bench_new(8, 0);
  toe_error_t error = {""};
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_segment("T1", 0), &error), TOE_E_UNSUPPORTED);
  bench->host->observer.frame = sent;
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_segment("T9", 0), &error), TOE_E_UNKNOWN);
  TOE_EXPECT_STR(error.text, "test:1: segment: T9 has never been mentioned");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_segment("P1", 0), &error), TOE_E_ARG);
  TOE_EXPECT_STR(error.text, "test:1: segment: P1 is no TCP connection");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_segment("T1", 65535), &error), TOE_E_RANGE);
  TOE_EXPECT_HAS(error.text, "65535 bytes");
  bench_free(bench);
}
