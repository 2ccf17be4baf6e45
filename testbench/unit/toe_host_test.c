/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_test.c - the host stack over the real driver and a scripted device.
 */
#include "testbench/unit/toe_host_bench.h"

/* S0 (V1) as the host sees it: kinds, statuses, handles, in walk order. */
TOE_TEST(host, tree_goes_down_and_statuses_come_up) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[1] = bench->status_of[2] = PARTIAL;
  bench->status_of[4] = RESOURCES;
  bench->status_of[5] = bench->status_of[6] = FAILURE;
  toe_op_t *op = fake_initiate("N1(P1(T1,T2!2),P2!1(T3))");
  static const toe_op_expect_t expects[2] = {{"T2", RESOURCES}, {"N1", PARTIAL}};
  op->expects = expects;
  op->expect_count = 2;
  submit(bench, op);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 1);
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 1 N1=new P1=new T1=new T2=new P2=new T3=new\n"
                 "done 1 N1=40020004:10000000?40020004 P1=40020004:20000000 T1=0:30000000 T2=C000009A:0?C000009A "
                 "P2=C0000001:0 T3=C0000001:0\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 1), 1);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 2), 1);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), 1);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 4), 0);
  bench_free(bench);
}

/* R91, R93: a later mention is a linker if the object is in, a new offload of the first state if it was denied. */
TOE_TEST(host, later_mention_is_linker_or_another_try) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[4] = TCP_ENTRIES;
  submit(bench, fake_initiate("N1(P1(T1,T2))"));
  run(bench);
  bench->status_of[4] = 0;
  toe_op_t *op = fake_initiate("N1(P1(T2,T3))");
  op->blocks[2].state.local_port = 9; /* ignored: the first mention counts */
  submit(bench, op);
  uint64_t ring = bench->nic->regs[0x100 / 4] | (uint64_t)bench->nic->regs[0x104 / 4] << 32;
  uint64_t objects = fake_get(fake_at(bench->nic, ring + 64, 64), 8, 8);
  const uint8_t *t2 = fake_at(bench->nic, objects + 512, 256);
  TOE_ASSERT(t2 != NULL);
  TOE_EXPECT_EQ(fake_get(t2, 16, 2), 1026);
  TOE_EXPECT_EQ(fake_get(fake_at(bench->nic, objects, 256), 4, 4), 0x10000000);
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 1 N1=new P1=new T1=new T2=new\n"
                 "done 1 N1=0:10000000 P1=0:20000000 T1=0:30000000 T2=C0231004:0\n"
                 "submit 2 N1=linker:10000000 P1=linker:20000000 T2=new T3=new\n"
                 "done 2 N1=0:10000000 P1=0:20000000 T2=0:30000001 T3=0:30000002\n");
  bench_free(bench);
}

/* R89; and handles right or wrong as the trace gives them. */
TOE_TEST(host, placeholders_and_given_handles_go_down_as_they_are) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, fake_initiate("N1(P1)"));
  run(bench);
  submit(bench, fake_initiate("N1?(P9#20000000(T1)),N2#10000ABC"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "submit 2 N1=placeholder P9=linker:20000000 T1=new N2=linker:10000ABC\n");
  TOE_EXPECT_HAS(bench->told, "done 2 N1=0:0 P9=0:20000000 T1=0:30000000 N2=0:10000ABC\n");
  submit(bench, fake_initiate("N2")); /* a given handle says nothing of the name: N2 is not offloaded */
  run(bench);
  TOE_EXPECT_HAS(bench->told, "submit 3 N2=new\n");
  bench_free(bench);
}

/* R100: a request that names an object in transit waits, and so do all behind it, settings too. */
TOE_TEST(host, object_in_transit_holds_all_behind_it) {
  bench_t *bench = bench_new(16, 0);
  submit(bench, fake_initiate("N1(P1)"));
  submit(bench, fake_initiate("N2"));
  submit(bench, fake_initiate("N1?(P1(T1))"));
  submit(bench, fake_set("tcp.entries", "5"));
  submit(bench, fake_initiate("N3"));
  TOE_EXPECT_STR(bench->told, "submit 1 N1=new P1=new\nsubmit 2 N2=new\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 5);
  bench->told[0] = '\0';
  TOE_EXPECT(fake_step(bench->nic));
  deliver(bench);
  TOE_EXPECT_STR(bench->told,
                 "done 1 N1=0:10000000 P1=0:20000000\n"
                 "submit 3 N1=placeholder P1=linker:20000000 T1=new\nsubmit 4\nsubmit 5 N3=new\n");
  bench->told[0] = '\0';
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "done 2 N2=0:10000001\ndone 3 N1=0:0 P1=0:20000000 T1=0:30000000\ndone 4\ndone 5 N3=0:10000002\n");
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 0, 1), 1);
  bench_free(bench);
}

/* An object may be linked to by several requests at once: it is not in transit. */
TOE_TEST(host, linked_objects_do_not_wait) {
  bench_t *bench = bench_new(16, 0);
  submit(bench, fake_initiate("N1(P1)"));
  run(bench);
  submit(bench, fake_initiate("N1(P1(T1))"));
  submit(bench, fake_initiate("N1(P1(T2))"));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 2);
  run(bench);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), 2);
  bench_free(bench);
}

/* Trees exist only for what the command ring can hold. */
TOE_TEST(host, no_more_requests_than_the_ring_holds_are_in_the_driver) {
  bench_t *bench = bench_new(4, 0);
  char name[16];
  for (int i = 1; i <= 10; ++i) {
    snprintf(name, sizeof name, "N%d", i);
    submit(bench, fake_initiate(name));
  }
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 3);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 10);
  run(bench);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 1), 10);
  TOE_EXPECT_HAS(bench->told, "done 10 N10=0:10000009\n");
  bench_free(bench);
}

/* A setting goes down as number and value. */
TOE_TEST(host, setting_goes_down) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, fake_set("walk.policy", "prune"));
  run(bench);
  TOE_EXPECT_EQ(bench->nic->last_command[0], 2);
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 28, 4), 5);
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 32, 4), 1);
  TOE_EXPECT_STR(bench->told, "submit 1\ndone 1\n");
  bench->nic->force_error = 5;
  submit(bench, fake_set("tcp.entries", "3"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "done 2 error 5\n");
  bench_free(bench);
}

/* host.retry: what was denied goes again behind the next operation, its parents as linkers, without the trace's
 * expectations; nothing overtakes it, so no answer depends on latency. */
TOE_TEST(host, denied_objects_are_tried_again) {
  bench_t *bench = bench_new(8, 2);
  bench->status_of[1] = bench->status_of[2] = PARTIAL;
  bench->status_of[4] = TCP_ENTRIES;
  toe_op_t *op = fake_initiate("N1(P1(T1,T2),P2(T3)),N2");
  static const toe_op_expect_t expect = {"T2", TCP_ENTRIES};
  op->expects = &expect;
  op->expect_count = 1;
  submit(bench, op);
  submit(bench, fake_initiate("N3"));
  submit(bench, fake_initiate("N4"));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 1 N1=new P1=new T1=new T2=new P2=new T3=new N2=new\n"
                 "done 1 N1=40020004:10000000 P1=40020004:20000000 T1=0:30000000 T2=C0231004:0?C0231004 "
                 "P2=0:20000001 T3=0:30000001 N2=0:10000001\n"
                 "submit 2 N3=new\n"
                 "done 2 N3=0:10000002\n"
                 "submit 3 N1=linker:10000000 P1=linker:20000000 T2=new\n"
                 "done 3 N1=0:10000000 P1=0:20000000 T2=C0231004:0\n"
                 "submit 4 N4=new\n"
                 "done 4 N4=0:10000003\n"
                 "submit 5 N1=linker:10000000 P1=linker:20000000 T2=new\n"
                 "done 5 N1=0:10000000 P1=0:20000000 T2=C0231004:0\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* R154: nothing is offloaded again because of host.retry once the trace stops offloading, or terminates it. */
TOE_TEST(host, denied_objects_are_let_go) {
  bench_t *bench = bench_new(8, 3);
  bench->status_of[4] = TCP_ENTRIES;
  submit(bench, fake_initiate("N1(P1(T1,T2))"));
  submit(bench, fake_terminate_op("T2"));
  submit(bench, fake_initiate("N3"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "N3=0:10000001");
  TOE_EXPECT(strstr(bench->told, "linker") == NULL);
  bench_free(bench);
}

TOE_TEST(host_bad, operations_that_contradict_are_refused) {
  bench_t *bench = bench_new(8, 0);
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_op(TOE_OP_SEND), &bench->error), TOE_E_UNSUPPORTED);
  TOE_EXPECT_HAS(bench->error.text, "test:1: send: not supported in this version");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_set("clock_mhz", "1"), &bench->error), TOE_E_UNKNOWN);
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_set("tcp.entries", "99999"), &bench->error), TOE_E_RANGE);
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_initiate("N1(T1)"), &bench->error), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_host_failure(bench->host, &bench->error), TOE_OK);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  TOE_EXPECT_STR(bench->told, "");
  submit(bench, fake_initiate("N1")); /* and the host goes on */
  run(bench);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 1), 1);
  bench_free(bench);
}

/* A request that turns out wrong only when its turn comes: the failure stays, and says where. */
TOE_TEST(host_bad, late_failure_is_kept) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[1] = FAILURE;
  submit(bench, fake_initiate("N1"));
  submit(bench, fake_initiate("N1(P1),N1(P2)")); /* fine if N1 goes in; it does not */
  submit(bench, fake_initiate("N2"));
  run(bench);
  TOE_EXPECT_EQ(toe_host_failure(bench->host, &bench->error), TOE_E_ARG);
  TOE_EXPECT_HAS(bench->error.text, "test:1: N1 is not offloaded and stands twice");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_initiate("N3"), &bench->error), TOE_E_ARG);
  TOE_EXPECT_STR(bench->told, "submit 1 N1=new\ndone 1 N1=C0000001:0\n");
  bench_free(bench);
}

TOE_TEST(host_bad, device_that_is_not_ours_is_said) {
  fake_nic_t *nic = fake_new();
  nic->config[0] = 0x12345678;
  toe_os_t os = fake_os(nic);
  toe_host_options_t options = {.driver.rcv_page_log2 = 14,
                                .driver.sram_banks = 2,
                                .driver.tags = 1,
                                .driver.cmd_entries = 2,
                                .driver.cpl_entries = 2,
                                .driver.mps_bytes = 128,
                                .driver.mrrs_bytes = 256};
  toe_host_observer_t observer = {.self = NULL};
  toe_host_t *host = NULL;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_host_new(&options, &os, &observer, &host, &error), TOE_E_DEVICE);
  TOE_EXPECT_HAS(error.text, "driver: PCI vendor and device are 5678:1234");
  TOE_EXPECT(host == NULL);
  fake_free(nic);
}

/* Breaches a target can commit only through the device: a status that is none (R18), the same handle twice (R94), a
 * message of nobody. */
static fake_answer_t wrong(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  (void)self, (void)request_id, (void)object;
  fake_answer_t answers[2] = {{0, 0x10000003, 3}, {0xC0231011, 0, 1}};
  return answers[index];
}
TOE_TEST(host_bad, breaches_of_the_target_are_told) {
  bench_t *bench = bench_new(8, 0);
  bench->nic->script = wrong;
  submit(bench, fake_initiate("N1,N2"));
  run(bench);
  TOE_EXPECT_STR(bench->broken, "R18 N2: status 0xC0231011 is none of an initiate\n");
  bench->broken[0] = '\0';
  submit(bench, fake_initiate("N3"));
  run(bench);
  TOE_EXPECT_STR(bench->broken, "R94 N3: handle 0x10000003 is another object's already\n");
  bench->broken[0] = '\0';
  toe_host_interrupt(bench->host, FAKE_MESSAGE_ADDRESS + 16, FAKE_MESSAGE_DATA + 1);
  TOE_EXPECT_HAS(bench->broken, "MSI-X a message interrupt nobody asked for: 0x00000042 to 0xFEE01010");
  bench->broken[0] = '\0';
  bench_free(bench);
}

/* Ending with requests waiting and in flight loses no memory (bench_free counts). */
TOE_TEST(host, free_drops_what_is_under_way) {
  bench_t *bench = bench_new(2, 0);
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  static const uint32_t size = 100;
  op->blocks[2].state.outstanding = &size;
  op->blocks[2].state.outstanding_count = 1;
  submit(bench, op);
  submit(bench, fake_initiate("N2"));
  submit(bench, fake_initiate("N1(P1)"));
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 3);
  bench_free(bench);
}
