/* SPDX-License-Identifier: Apache-2.0
 *
 * By hand: a byte at 10 Gb/s is 0.8 ns.  The shortest frame, 64 bytes with its check sequence, and 20 of preamble and
 * gap are 84 bytes, 67.2 ns; the longest of 1514 bytes are 1538, 1230.4 ns.  Edges are 4 ns apart.
 */
#include "bridge/toe_wire.h"

#include "testbench/unit/toe_nic_bench.h"

#define PS UINT64_C(1000)

TOE_TEST(wire, is_busy_as_long_as_a_frame_is) {
  TOE_EXPECT_EQ(toe_wire_frame_fs(10, 60), 67200 * PS);
  TOE_EXPECT_EQ(toe_wire_frame_fs(10, 1), 67200 * PS); /* padded by the MAC */
  TOE_EXPECT_EQ(toe_wire_frame_fs(10, 61), 68 * NS);   /* 61 + 4 + 20 bytes */
  TOE_EXPECT_EQ(toe_wire_frame_fs(10, 1514), 1230400 * PS);
  TOE_EXPECT_EQ(toe_wire_frame_fs(1, 60), 672 * NS);
  TOE_EXPECT_EQ(toe_wire_frame_fs(400, 60), 1680 * PS);
  TOE_EXPECT_EQ(toe_wire_frame_fs(3, 61), 226666667); /* 680 / 3 ns, rounded up */
}

static toe_wire_t wire_of(uint32_t gbps) {
  toe_wire_t wire;
  toe_wire_init(&wire, (toe_clock_t){250}, gbps, 150 * NS);
  return wire;
}

/* At 0: its last byte at 67.2 ns, so edge 17 (68 ns).  Sent at 10 ns: it waits for the wire, 134.4 ns, edge 34.
 * Sent at 1 us, when the wire is free: 1067.2 ns, edge 267.  Sent at 0 then: as if at 1 us, 1134.4 ns, edge 284. */
TOE_TEST(wire, takes_frames_one_after_another) {
  toe_wire_t wire = wire_of(10);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 60), 17);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 10 * NS, 60), 34);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 1000 * NS, 60), 267);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 60), 284);
  TOE_EXPECT_EQ(wire.frames_in, 4);
  TOE_EXPECT_EQ(wire.frame_bytes_in, 240);
  toe_wire_end(&wire);
}

/* The last byte exactly at an edge is there at that edge: 61 bytes at 10 Gb/s from 0 on, 68 ns, edge 17. */
TOE_TEST(wire, shows_a_frame_at_the_edge_of_its_last_byte) {
  toe_wire_t wire = wire_of(10);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 61), 17);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 100 * NS + 1, 61), 43); /* 168 ns and 1 fs: 172 ns */
  toe_wire_end(&wire);
}

/* At 400 Gb/s 1514 bytes take 30.76 ns, but their 48 beats 192 ns: edge 8, and the next behind them at 56. */
TOE_TEST(wire, does_not_let_beats_overlap) {
  toe_wire_t wire = wire_of(400);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 1514), 8);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 32), 56);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 33), 57);
  TOE_EXPECT_EQ(toe_wire_take(&wire, 0, 1), 59);
  toe_wire_end(&wire);
}

/* Edge 5 is 20 ns: gone at 87.2 ns, seen a hop later.  Edge 8, 32 ns: from 87.2 on, 154.4 ns.  Edge 100, 400 ns. */
TOE_TEST(wire, sends_frames_one_after_another) {
  toe_wire_t wire = wire_of(10);
  const toe_cycle_t edges[] = {5, 8, 100};
  const uint64_t seen_fs[] = {237200 * PS, 304400 * PS, 617200 * PS};
  TOE_EXPECT(toe_wire_first_event(&wire) == NULL);
  for (size_t i = 0; i < 3; ++i) {
    const toe_frame_sent_t sent = {.cycle = edges[i], .bytes = 60, .data = {(uint8_t)i}};
    TOE_EXPECT(toe_wire_send(&wire, &sent));
  }
  for (size_t i = 0; i < 3; ++i) {
    const toe_nic_event_t *event = toe_wire_first_event(&wire);
    TOE_ASSERT(event != NULL);
    TOE_EXPECT_EQ(event->kind, TOE_NIC_FRAME);
    TOE_EXPECT_EQ(event->at_fs, seen_fs[i]);
    TOE_EXPECT_EQ(event->frame.cycle, edges[i]);
    TOE_EXPECT_EQ(event->frame.bytes, 60);
    TOE_EXPECT_EQ(event->frame.data[0], i);
    toe_wire_drop_event(&wire);
  }
  TOE_EXPECT_EQ(wire.frames_out, 3);
  TOE_EXPECT_EQ(wire.frame_bytes_out, 180);
  toe_wire_end(&wire);
}

/* The NIC: in at 0, sampled at edge 17; its answer's last beat at edge 20 (80 ns) is gone at 147.2 ns, seen at 297.2
 * ns, and told a hop before that.  An interrupt of that moment would come first; one of a later time does not. */
static void answer_frames(fake_device_t *fake, const fake_input_t *input) {
  if (input->kind != FAKE_FRAME) return;
  fake_emit_frame(fake, input->cycle + 3, 60, 0x5A);
  fake_emit(fake, input->cycle + 30, TOE_STREAM_RQ, fake_write(&tlp, 0xFEE00000, 4, 1));
}

TOE_TEST(wire, is_part_of_the_nic) {
  toe_nic_options_t options = defaults();
  fake_device_t *fake;
  toe_nic_t *nic = start(&options, &fake);
  enable(nic, 0);
  fake->react = answer_frames;
  const uint8_t data[60] = {1, 2, 3};
  const toe_frame_t frame = {sizeof data, data};
  toe_nic_put_frame(nic, 0, &frame);
  const fake_input_t *input = fake_input(fake, FAKE_FRAME, 0, 0);
  TOE_ASSERT(input != NULL);
  TOE_EXPECT_EQ(input->cycle, 17);
  TOE_EXPECT_EQ(input->frame_bytes, 60);
  TOE_EXPECT_EQ(toe_nic_next_fs(nic), 0); /* the configuration */
  toe_nic_event_t event;
  toe_nic_run(nic, 147200 * PS - 1);
  TOE_EXPECT(!toe_nic_peek_event(nic, &event));
  toe_nic_run(nic, 147200 * PS);
  TOE_EXPECT(toe_nic_get_event(nic, &event));
  TOE_EXPECT_EQ(event.kind, TOE_NIC_FRAME);
  TOE_EXPECT_EQ(event.at_fs, 297200 * PS);
  TOE_EXPECT_EQ(event.frame.data[59], 0x5A);
  toe_nic_run(nic, 10 * US);
  TOE_EXPECT(toe_nic_get_event(nic, &event));
  TOE_EXPECT_EQ(event.kind, TOE_NIC_INTERRUPT);
  TOE_EXPECT(!toe_nic_get_event(nic, &event));
  toe_nic_stats_t stats;
  toe_nic_get_stats(nic, &stats);
  TOE_EXPECT_EQ(stats.frames_in, 1);
  TOE_EXPECT_EQ(stats.frame_bytes_in, 60);
  TOE_EXPECT_EQ(stats.frames_out, 1);
  TOE_EXPECT_EQ(stats.frame_bytes_out, 60);
  /* What has been run is past: a frame sent before counts as sent now, 10 us: 10067.2 ns, edge 2517. */
  toe_nic_put_frame(nic, 0, &frame);
  TOE_EXPECT_EQ(fake_input(fake, FAKE_FRAME, 0, 1)->cycle, 2517);
  stop(nic, fake);
}
