/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_order_test.c - what the host does not ask while a request is under way: offered again, an object of it is
 * not [R100], nor is anything else asked of it [R101].  A request is under way until its completion was called, not
 * until the device has done it.
 */
#include "sim/host/toe_host_internal.h"
#include "testbench/unit/toe_host_bench.h"

static const uint32_t one_bit[1] = {7};

static toe_op_t *flip_of(const char *name) {
  toe_op_t *op = fake_names(TOE_OP_FLIP, name);
  op->flip_bits = one_bit;
  op->flip_bit_count = 1;
  return op;
}

/* `op`, behind a request that is under way, waits for its completion; then it goes down, as `expected` says. */
static void expect_waits(bench_t *bench, toe_op_t *op, const char *expected) {
  toe_test_note("expected: %s", expected);
  TOE_ASSERT_EQ(fake_waiting(bench->nic), 1);
  bench->told[0] = '\0';
  submit(bench, op);
  TOE_EXPECT_STR(bench->told, "");
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  TOE_EXPECT(fake_step(bench->nic));
  toe_host_pump(bench->host); /* the device is done, and the host has not heard of it */
  TOE_EXPECT_STR(bench->told, "");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 2);
  deliver(bench);
  const char *behind = strstr(bench->told, "done ");
  TOE_EXPECT(behind == bench->told); /* the completion comes first */
  TOE_EXPECT_HAS(bench->told, expected);
  run(bench);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* N1(P1(T1)) is being offloaded. */
static bench_t *offering(void) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, fake_initiate("N1(P1(T1))"));
  return bench;
}

/* N1(P1(T1)) is in; T2 is being offloaded under it, by the names of N1 and P1. */
static bench_t *linking(void) {
  bench_t *bench = offering();
  run(bench);
  submit(bench, fake_initiate("N1(P1(T2))"));
  return bench;
}

/* R100: by whatever part of the tree it is named, and as a placeholder too. */
TOE_TEST(host_order, what_is_being_offloaded_is_not_offered_again) {
  expect_waits(offering(), fake_initiate("N1"), "submit 2 N1=linker:10000000\n");
  expect_waits(offering(), fake_initiate("N1?"), "submit 2 N1=placeholder\n");
  expect_waits(offering(), fake_initiate("N1(P2)"), "submit 2 N1=linker:10000000 P2=new\n");
  expect_waits(offering(), fake_initiate("N2(P1(T2))"), "submit 2 N2=new P1=linker:20000000 T2=new\n");
  expect_waits(offering(), fake_initiate("N1?(P1?(T1))"),
               "submit 2 N1=placeholder P1=placeholder T1=linker:30000000\n");
}

/* R100: a second try of what is denied is another request, when the first is completed. */
TOE_TEST(host_order, what_may_be_denied_is_not_offered_again) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[1] = RESOURCES;
  submit(bench, fake_initiate("N1"));
  expect_waits(bench, fake_initiate("N1"), "submit 2 N1=new\n");
}

/* R100: requests that share nothing, or only the name of what is offloaded already, are under way together. */
TOE_TEST(host_order, other_requests_overlap) {
  bench_t *bench = linking();
  submit(bench, fake_initiate("N2(P2(T3))"));
  submit(bench, fake_initiate("N1(P1(T4))"));
  submit(bench, fake_terminate_op("T1"));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 4);
  run(bench);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), 3);
  bench_free(bench);
}

/* R101: a terminate of an object that is being offloaded, each layer, exactly as listed or with all that depends on
 * it. */
TOE_TEST(host_order, what_is_being_offloaded_is_not_terminated) {
  expect_waits(offering(), fake_terminate_op("T1"), "submit 2 T1=linker:30000000\n");
  expect_waits(offering(), fake_terminate_op("P1"), "submit 2 T1=linker:30000000 P1=linker:20000000\n");
  expect_waits(offering(), fake_terminate_op("N1"),
               "submit 2 T1=linker:30000000 P1=linker:20000000 N1=linker:10000000\n");
  expect_waits(offering(), fake_raw("T1"), "submit 2 T1=linker:30000000\n");
}

/* R101: nor of one that a request under way links to; and it takes what that request has added. */
TOE_TEST(host_order, what_is_being_linked_to_is_not_terminated) {
  expect_waits(linking(), fake_terminate_op("P1"),
               "submit 3 T1=linker:30000000 T2=linker:30000001 P1=linker:20000000\n");
  expect_waits(linking(), fake_terminate_op("N1"),
               "submit 3 T1=linker:30000000 T2=linker:30000001 P1=linker:20000000 N1=linker:10000000\n");
  expect_waits(linking(), fake_raw("P1"), "submit 3 P1=linker:20000000\n");
}

/* R101: the context of one is not touched, and the device is not made to ask for one. */
TOE_TEST(host_order, what_is_being_offloaded_is_not_flipped_or_asked_for) {
  expect_waits(offering(), flip_of("N1"), "flip 98304.7\n");
  expect_waits(offering(), flip_of("T1"), "flip 0.7\n");
  expect_waits(offering(), fake_upload("T1", 1), "submit 2\n");
  expect_waits(linking(), flip_of("P1"), "flip 65536.7\n");
  expect_waits(linking(), fake_upload("T2", 1), "submit 3\n");
}

/* R101: what is being terminated is not offered, not terminated again, and not asked for. */
TOE_TEST(host_order, what_is_being_terminated_is_left_alone) {
  for (int what = 0; what < 4; ++what) {
    bench_t *bench = offering();
    run(bench);
    submit(bench, fake_terminate_op("T1"));
    if (what == 0) expect_waits(bench, fake_initiate("N1(P1(T1))"), "N1=linker:10000000 P1=linker:20000000 T1=new\n");
    if (what == 1) expect_waits(bench, fake_terminate_op("P1"), "submit 3 P1=linker:20000000\n");
    if (what == 2) expect_waits(bench, fake_upload("T1", 1), "submit 3\n");
    if (what == 3) expect_waits(bench, flip_of("P1"), "flip 65536.7\n");
  }
}
