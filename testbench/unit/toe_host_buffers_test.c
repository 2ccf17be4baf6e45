/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_buffers_test.c - buffers that go along with connections, from the host through the driver to the device and
 * back; and what the host learns of the device.
 */
#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_stream.h"
#include "testbench/unit/toe_host_bench.h"

enum { NEXT = 5000, BYTES = 3000 };

/* T<n> with `bytes` received and not delivered before sequence number 5000, and two buffers to send. */
static toe_op_t *with_buffers(const char *tree, uint32_t bytes) {
  static const uint32_t sizes[2] = {200, 400};
  toe_op_t *op = fake_initiate(tree);
  for (uint32_t i = 0; i < op->block_count; ++i) {
    toe_op_block_t *block = &op->blocks[i];
    if (block->layer != 3) continue;
    block->state.rcv_nxt = NEXT;
    block->state.buffered_bytes = bytes;
    block->state.outstanding = sizes;
    block->state.outstanding_count = 2;
  }
  return op;
}

/* The device looks at the data of each new connection: the bytes of the stream of the object the host calls by that
 * number, up to RcvNxt - 1, and zeros behind.  Even ones are denied. */
static fake_answer_t looker(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  bench_t *bench = self;
  (void)request_id, (void)index;
  if (object[0] != 3 || object[1] != 2) return fake_default_answer(bench->nic, object);
  uint64_t number = fake_get(object, 8, 8);
  TOE_EXPECT_EQ(fake_get(object, 28, 4), BYTES);
  const uint8_t *data = fake_at(bench->nic, fake_get(object, 32, 8), 3008); /* 47 blocks of 64 */
  TOE_EXPECT(data != NULL);
  for (uint32_t i = 0; data != NULL && i < 3008; ++i) {
    TOE_EXPECT_EQ(data[i], i < BYTES ? toe_stream_byte(number, NEXT - BYTES + i) : 0);
  }
  if (number % 2 == 0) return (fake_answer_t){FAILURE, 0, 1};
  return fake_default_answer(bench->nic, object);
}

/* R42..R44, R46, R49, R50: the newest bytes arrive; afterwards host and driver agree that nothing was touched
 * (bench_free looks for breaches, lost memory and, with a sanitizer, late looks). */
TOE_TEST(host_buffers, received_bytes_reach_the_device) {
  bench_t *bench = bench_new(8, 1);
  bench->nic->script = looker;
  submit(bench, with_buffers("N1(P1(T1,T2,T3))", BYTES)); /* objects 3, 4 and 5: the middle one is denied, twice */
  submit(bench, fake_initiate("N2"));                     /* behind which it is tried again */
  run(bench);
  TOE_EXPECT_HAS(bench->told, "done 1 N1=0:10000000 P1=0:20000000 T1=0:30000000 T2=C0000001:0 T3=0:30000001\n");
  TOE_EXPECT_HAS(bench->told, "done 3 N1=0:10000000 P1=0:20000000 T2=C0000001:0\n");
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS);          /* R49: the driver holds nothing of it */
  TOE_EXPECT_EQ(toe_host_send_completions(bench->host), 0); /* R3, R4 */
  bench_free(bench);
}

/* R47, R48: what no device can copy is the device's to deny, and takes no memory on the way. */
TOE_TEST(host_buffers, more_than_can_be_copied_goes_down_as_a_number) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[3] = FAILURE;
  submit(bench, with_buffers("N1(P1(T1))", 0x7FFFFFFF));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "T1=C0000001:0\n");
  bench_free(bench);
}

/* R3: a driver that completed sends it must not: of a connection under way, of one that failed, of none at all. */
TOE_TEST(host_buffers_bad, send_completed_for_a_failed_block_is_told) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[4] = FAILURE;
  submit(bench, with_buffers("N1(P1(T1,T2))", 0));
  const toe_tree_node_t *nodes = bench->host->flying.head->tree.nodes;
  toe_nbl_t *good = nodes[2].sends, *failed = nodes[3].sends;
  toe_host_send_complete(bench->host, 0x30000000, good);
  TOE_EXPECT_STR(bench->broken, "R3 a send was completed that no offloaded connection has: handle 0x30000000\n");
  bench->broken[0] = '\0';
  run(bench);
  TOE_EXPECT_STR(bench->broken, "");
  toe_host_send_complete(bench->host, 0, failed);
  TOE_EXPECT_STR(bench->broken, "R3 a send was completed that no offloaded connection has: handle 0x0\n");
  bench->broken[0] = '\0';
  toe_host_send_complete(bench->host, 0x30000000, failed); /* under a right name */
  TOE_EXPECT_HAS(bench->broken, "R3 ");
  bench->broken[0] = '\0';
  toe_host_send_complete(bench->host, 0x10000000, good); /* a neighbor sends nothing */
  TOE_EXPECT_HAS(bench->broken, "R3 ");
  bench->broken[0] = '\0';
  for (toe_nbl_t *nbl = good; nbl != NULL; nbl = nbl->next) nbl->status = 0;
  toe_host_send_complete(bench->host, 0x30000000, good); /* that is how it would be right */
  TOE_EXPECT_STR(bench->broken, "");
  TOE_EXPECT_EQ(toe_host_send_completions(bench->host), 5);
  bench_free(bench);
}

/* R193: what the driver advertises; the capacity is the limit the host was configured with. */
TOE_TEST(host_buffers, capability_is_read_when_the_driver_is_up) {
  bench_t *bench = bench_new(8, 0);
  toe_host_capability_t capability = toe_host_capability(bench->host);
  TOE_EXPECT_EQ(capability.encapsulation, 2);
  TOE_EXPECT(capability.has_ipv4);
  TOE_EXPECT(capability.has_ipv6);
  TOE_EXPECT(!capability.has_sack);
  TOE_EXPECT_EQ(capability.tcp_capacity, 8);
  bench_free(bench);
}
