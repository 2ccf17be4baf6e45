/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_terminate_test.c - terminates through the host, over the real driver and a scripted device that keeps what
 * it was given.
 */
#include "sim/host/toe_host_internal.h"
#include "testbench/unit/toe_host_bench.h"

static bench_t *started(const char *tree) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, fake_initiate(tree));
  run(bench);
  bench->told[0] = '\0';
  return bench;
}
static void expect_offloaded(bench_t *bench, uint32_t neighbors, uint32_t paths, uint32_t tcps) {
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 1), neighbors);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 2), paths);
  TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), tcps);
  TOE_EXPECT_EQ(fake_live(bench->nic), neighbors + paths + tcps);
}

/* R58, R66, R76, U10: one object of each layer, dependents before; never more than is named. */
TOE_TEST(host_terminate, one_object_of_each_layer) {
  bench_t *bench = started("N1(P1(T1))");
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  TOE_EXPECT_STR(bench->told, "submit 2 T1=linker:30000000\ndone 2 T1=0:30000000*\n");
  expect_offloaded(bench, 1, 1, 0);
  bench->told[0] = '\0';
  submit(bench, fake_terminate_op("P1"));
  run(bench);
  TOE_EXPECT_STR(bench->told, "submit 3 P1=linker:20000000\ndone 3 P1=0:20000000\n"); /* a path has no variables */
  submit(bench, fake_terminate_op("N1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "done 4 N1=0:10000000*\n");
  expect_offloaded(bench, 0, 0, 0);
  bench_free(bench);
}

/* U4, R59 to R61, R67, R68: a neighbor takes everything with it, dependents first, in one request and one completion.
 */
TOE_TEST(host_terminate, dependents_are_added_and_go_first) {
  bench_t *bench = started("N1(P1(T1,T2),P2(T3)),N2(P3)");
  toe_op_t *op = fake_terminate_op("N1,T2");
  static const toe_op_expect_t expects[2] = {{"N1", 0}, {"T3", 0}};
  op->expects = expects;
  op->expect_count = 2;
  submit(bench, op);
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 2 T1=linker:30000000 T2=linker:30000001 T3=linker:30000002 P1=linker:20000000 "
                 "P2=linker:20000001 N1=linker:10000000\n"
                 "done 2 T1=0:30000000* T2=0:30000001* T3=0:30000002*?0 P1=0:20000000 P2=0:20000001 "
                 "N1=0:10000000*?0\n");
  expect_offloaded(bench, 1, 1, 0);
  bench_free(bench);
}

/* R60: any combination; what only stands above it is a placeholder, and stays. */
TOE_TEST(host_terminate, any_combination_goes_in_one_tree) {
  bench_t *bench = started("N1(P1(T1,T2)),N2(P2(T3)),N3");
  submit(bench, fake_terminate_op("N3,T3,P1,T3"));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 2 T1=linker:30000000 T2=linker:30000001 T3=linker:30000002 P1=linker:20000000 P2=placeholder "
                 "N3=linker:10000002 N1=placeholder N2=placeholder\n"
                 "done 2 T1=0:30000000* T2=0:30000001* T3=0:30000002* P1=0:20000000 P2=0:0 N3=0:10000002* N1=0:0 "
                 "N2=0:0\n");
  expect_offloaded(bench, 2, 1, 0);
  submit(bench, fake_terminate_op("N1,N2"));
  run(bench);
  expect_offloaded(bench, 0, 0, 0);
  bench_free(bench);
}

/* Names that are known and not offloaded are passed over; if nothing is left nothing is sent. */
TOE_TEST(host_terminate, what_is_not_offloaded_is_passed_over) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[4] = TCP_ENTRIES;
  submit(bench, fake_initiate("N1(P1(T1,T2))"));
  submit(bench, fake_terminate_op("T2"));
  submit(bench, fake_terminate_op("T2,T1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "submit 2 T1=linker:30000000\ndone 2 T1=0:30000000*\n");
  TOE_EXPECT_EQ(toe_host_skipped_terminates(bench->host), 1);
  TOE_EXPECT_EQ(toe_host_skipped_objects(bench->host), 2);
  submit(bench, fake_terminate_op("T1,T2"));
  run(bench);
  TOE_EXPECT_EQ(toe_host_skipped_terminates(bench->host), 2);
  TOE_EXPECT_EQ(bench->nic->commands, 2);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* R100, R101: a terminate waits for every request that has to do with its objects, and others wait for it. */
TOE_TEST(host_terminate, terminates_wait_and_are_waited_for) {
  bench_t *bench = bench_new(16, 0);
  submit(bench, fake_initiate("N1(P1)"));
  submit(bench, fake_terminate_op("P1")); /* in transit */
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  run(bench);
  submit(bench, fake_initiate("N1(P2)")); /* N1 is linked to */
  submit(bench, fake_terminate_op("N1"));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  submit(bench, fake_initiate("N1(P1)")); /* a new offload, once N1 is gone */
  TOE_EXPECT(fake_step(bench->nic));
  deliver(bench);
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 1 N1=new P1=new\ndone 1 N1=0:10000000 P1=0:20000000\n"
                 "submit 2 P1=linker:20000000\ndone 2 P1=0:20000000\n"
                 "submit 3 N1=linker:10000000 P2=new\ndone 3 N1=0:10000000 P2=0:20000001\n"
                 "submit 4 P2=linker:20000001 N1=linker:10000000\ndone 4 P2=0:20000001 N1=0:10000000*\n"
                 "submit 5 N1=new P1=new\ndone 5 N1=0:10000001 P1=0:20000002\n");
  expect_offloaded(bench, 1, 1, 0);
  bench_free(bench);
}

static toe_op_t *fake_forget(const char *names) {
  toe_op_t *op = fake_terminate_op(names);
  op->is_forgetting = true;
  return op;
}
static toe_op_t *with_port(const char *tree, uint16_t port) {
  toe_op_t *op = fake_initiate(tree);
  for (uint32_t i = 0; i < op->block_count; ++i) op->blocks[i].state.local_port = port;
  return op;
}
static uint64_t port_of(bench_t *bench, uint32_t handle) {
  const fake_object_t *tcp = fake_find(bench->nic, handle);
  return tcp == NULL ? 0 : fake_get(tcp->context, 16, 2);
}

/* A forgotten name is another object with its next mention, with that mention's state; one that is only terminated
 * keeps the first.  What was asked before the terminate is not touched by it, nor what is asked behind. */
TOE_TEST(host_terminate, forgotten_names_mean_something_else) {
  bench_t *bench = bench_new(16, 0);
  submit(bench, with_port("N1(P1(T1,T2))", 1111));
  submit(bench, fake_forget("T1")); /* all at once: the host has not heard of any */
  submit(bench, with_port("N1(P1(T1))", 2222));
  submit(bench, fake_terminate_op("T2"));
  submit(bench, with_port("N1(P1(T2))", 3333));
  TOE_EXPECT_EQ(toe_objects_count(bench->host->objects), 5); /* both T1 */
  run(bench);
  TOE_EXPECT_STR(
      bench->told,
      "submit 1 N1=new P1=new T1=new T2=new\ndone 1 N1=0:10000000 P1=0:20000000 T1=0:30000000 T2=0:30000001\n"
      "submit 2 T1=linker:30000000\n"
      "submit 3 N1=linker:10000000 P1=linker:20000000 T1=new\n" /* need not wait for the first T1 */
      "submit 4 T2=linker:30000001\n"
      "done 2 T1=0:30000000*\n"
      "done 3 N1=0:10000000 P1=0:20000000 T1=0:30000002\n"
      "done 4 T2=0:30000001*\n"
      "submit 5 N1=linker:10000000 P1=linker:20000000 T2=new\n"
      "done 5 N1=0:10000000 P1=0:20000000 T2=0:30000003\n");
  TOE_EXPECT_EQ(toe_objects_count(bench->host->objects), 4); /* the first T1 has ended */
  TOE_EXPECT_EQ(port_of(bench, 0x30000002), 2222);
  TOE_EXPECT_EQ(port_of(bench, 0x30000003), 1111);
  bench_free(bench);
}

/* Denied, and never offloaded: forgotten all the same.  A name that is forgotten is unknown to a terminate. */
TOE_TEST(host_terminate, what_was_denied_is_forgotten) {
  bench_t *bench = bench_new(8, 0);
  bench->status_of[3] = TCP_ENTRIES;
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  submit(bench, fake_forget("T1"));
  TOE_EXPECT_EQ(toe_host_skipped_terminates(bench->host), 1);
  TOE_EXPECT_EQ(toe_objects_count(bench->host->objects), 2);
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_terminate_op("T1"), &bench->error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(bench->error.text, "T1 has never been offloaded");
  bench_free(bench);
}

/* A parent that is forgotten takes its dependents along, which stay known; what could not be freed stays in use. */
TOE_TEST(host_terminate, only_what_is_listed_is_forgotten) {
  bench_t *bench = started("N1(P1(T1))");
  toe_op_t *op = fake_raw("P1"); /* refused: T1 depends on it */
  op->is_forgetting = true;
  submit(bench, op);
  run(bench);
  expect_offloaded(bench, 1, 1, 1);
  TOE_EXPECT_EQ(toe_objects_count(bench->host->objects), 3);
  submit(bench, fake_forget("N1"));
  run(bench);
  expect_offloaded(bench, 0, 0, 0);
  TOE_EXPECT_EQ(toe_objects_count(bench->host->objects), 1);
  TOE_EXPECT(toe_objects_find(bench->host->objects, "T1") != NULL);
  bench_free(bench);
}

/* What waits for another try means what it meant; a terminate of the new object of that name does not stop it. */
TOE_TEST(host_terminate, a_retry_keeps_its_object) {
  bench_t *bench = bench_new(8, 1);
  bench->status_of[3] = TCP_ENTRIES;
  submit(bench, with_port("N1(P1(T1))", 1111));
  run(bench);
  toe_objects_forget(bench->host->objects, toe_objects_find(bench->host->objects, "T1"));
  bench->status_of[3] = 0;
  bench->told[0] = '\0';
  submit(bench, with_port("N1(P1(T1))", 2222));
  run(bench);
  TOE_EXPECT_EQ(port_of(bench, 0x30000000), 2222);
  TOE_EXPECT_EQ(port_of(bench, 0x30000001), 1111); /* behind it */
  expect_offloaded(bench, 1, 1, 2);
  bench_free(bench);
}

TOE_TEST(host_terminate, a_namesake_does_not_stop_a_retry) {
  bench_t *bench = bench_new(8, 1);
  toe_object_t *namesake = NULL;
  bench->status_of[3] = TCP_ENTRIES;
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  toe_objects_forget(bench->host->objects, toe_objects_find(bench->host->objects, "T1"));
  TOE_ASSERT_EQ(toe_objects_add(bench->host->objects, "T1", 3, &namesake), TOE_OK);
  bench->status_of[3] = 0;
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  expect_offloaded(bench, 1, 1, 1);
  TOE_EXPECT(!namesake->is_offloaded);
  bench_free(bench);
}

/* A handle that the device gives out again is bound anew; R94 holds no more. */
TOE_TEST(host_terminate, a_handle_is_used_again) {
  bench_t *bench = started("N1(P1(T1))");
  submit(bench, fake_terminate_op("T1"));
  submit(bench, fake_initiate("N1(P1(T2))"));
  bench->nic->next_id[3] = 0;
  run(bench);
  TOE_EXPECT_HAS(bench->told, "T2=0:30000000\n");
  submit(bench, fake_terminate_op("T2,T1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "submit 4 T2=linker:30000000\ndone 4 T2=0:30000000*\n");
  expect_offloaded(bench, 1, 1, 0);
  bench_free(bench);
}

/* a raw parent with live dependents is FAILURE, and stays; the same with all its dependents is not. */
TOE_TEST(host_terminate, raw_sends_exactly_the_list) {
  bench_t *bench = started("N1(P1(T1))");
  submit(bench, fake_raw("P1"));
  run(bench);
  TOE_EXPECT_STR(bench->told, "submit 2 P1=linker:20000000\ndone 2 P1=C0000001:20000000\n");
  expect_offloaded(bench, 1, 1, 1);
  bench->told[0] = '\0';
  submit(bench, fake_raw("P1,T1,T1"));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 3 T1=linker:30000000 T1=linker:30000000 P1=linker:20000000\n"
                 "done 3 T1=0:30000000* T1=C0000001:30000000 P1=0:20000000\n");
  expect_offloaded(bench, 1, 0, 0);
  bench->told[0] = '\0';
  submit(bench, fake_raw("T1,N1")); /* T1 is dead by now; it has no path to stand under */
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 4 T1=linker T1=placeholder N1=linker:10000000\n"
                 "done 4 T1=C0000001:0 T1=0:0 N1=0:10000000*\n");
  expect_offloaded(bench, 0, 0, 0);
  bench_free(bench);
}

/* The first and second NBL of T1, and what it has received. */
static toe_op_t *with_buffers(const char *text) {
  toe_op_t *op = fake_initiate(text);
  static const uint32_t sizes[3] = {200, 400, 7};
  for (uint32_t i = 0; i < op->block_count; ++i) {
    if (op->blocks[i].layer != 3) continue;
    op->blocks[i].state.outstanding = sizes;
    op->blocks[i].state.outstanding_count = 3;
    op->blocks[i].state.outstanding_bytes = 607;
    op->blocks[i].state.buffered_bytes = 500;
    op->blocks[i].state.rcv_nxt = 5000;
  }
  return op;
}

/* U6, U7 (nothing was sent or received meanwhile), R165, R166: sends come back by the same buffers, received bytes as
 * the driver's buffers, which are returned; then the connection goes in again with all of it. */
TOE_TEST(host_terminate, buffers_come_back) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, with_buffers("N1(P1(T1))"));
  run(bench);
  for (int round = 0; round < 3; ++round) {
    submit(bench, fake_terminate_op("T1"));
    run(bench);
    TOE_EXPECT_EQ(toe_miniport_lent(bench->host->miniport), 0);
    TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), 0);
    submit(bench, fake_initiate("N1(P1(T1))"));
    run(bench);
    TOE_EXPECT_EQ(toe_host_offloaded(bench->host, 3), 1);
    const fake_object_t *t1 = fake_find(bench->nic, 0x30000001 + (uint32_t)round);
    TOE_ASSERT(t1 != NULL);
    TOE_EXPECT_EQ(fake_get(t1->context, 28, 4), 500);
    TOE_EXPECT_EQ(fake_get(t1->context, 40, 4), 607);
    TOE_EXPECT_EQ(fake_get(t1->context, 104, 2), 7341); /* SRtt and DWnd: what no trace has is the same again */
    TOE_EXPECT_EQ(fake_get(t1->context, 136, 4), 194938);
  }
  TOE_EXPECT_EQ(toe_host_send_completions(bench->host), 0);
  bench_free(bench);
}

/* Delegated state that comes back goes with the next offload.  (A target that changes it breaks R161, too.) */
static void later(uint8_t *context) {
  if (context[0] == 3) fake_put(context, 104, 2, 4711); /* SRtt x 8 */
}
TOE_TEST(host_terminate, state_that_came_back_goes_again) {
  bench_t *bench = started("N1(P1(T1))");
  bench->nic->on_return = later;
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  TOE_EXPECT_STR(bench->broken, "R161 T1: SRtt is not what was given\n");
  bench->broken[0] = '\0';
  bench->nic->on_return = NULL;
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  TOE_EXPECT_EQ(fake_get(fake_find(bench->nic, 0x30000001)->context, 104, 2), 4711);
  submit(bench, fake_terminate_op("T1"));
  run(bench);
  bench_free(bench);
}

/* D-9: a connection whose state is lost is FAILURE, and gone; what it had to send is completed first, once. */
static void lose(void *self, uint32_t request_id, uint32_t index, const uint8_t *object, fake_answer_t *answer) {
  (void)self, (void)request_id, (void)index;
  if (object[0] == 3) *answer = (fake_answer_t){FAILURE, answer->handle, 5};
}
TOE_TEST(host_terminate, lost_state_is_a_failure_and_the_object_is_gone) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, with_buffers("N1(P1(T1))"));
  run(bench);
  bench->told[0] = '\0';
  bench->nic->terminate_script = lose;
  submit(bench, fake_terminate_op("P1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "done 2 T1=C0000001:30000000 P1=0:20000000\n");
  TOE_EXPECT_EQ(toe_host_send_completions(bench->host), 1); /* the whole chain */
  expect_offloaded(bench, 1, 0, 0);
  bench_free(bench);
}

/* After an error of the whole command nothing is gone. */
TOE_TEST(host_terminate_bad, command_in_error_leaves_everything) {
  bench_t *bench = started("N1(P1(T1))");
  bench->nic->force_error = 6;
  submit(bench, fake_terminate_op("N1"));
  run(bench);
  TOE_EXPECT_HAS(bench->told, "done 2 error 6 T1=C0000001:30000000 P1=C0000001:20000000 N1=C0000001:10000000\n");
  expect_offloaded(bench, 1, 1, 1);
  submit(bench, fake_terminate_op("N1"));
  run(bench);
  expect_offloaded(bench, 0, 0, 0);
  bench_free(bench);
}

/* A target that breaks a rule is found out. */
static void wrong_status(void *self, uint32_t request_id, uint32_t index, const uint8_t *object,
                         fake_answer_t *answer) {
  (void)self, (void)request_id, (void)index, (void)object;
  answer->flags = 1; /* freed, but does not say so */
}
TOE_TEST(host_terminate_bad, target_that_frees_and_does_not_say_so) {
  bench_t *bench = started("N1");
  bench->nic->terminate_script = wrong_status;
  submit(bench, fake_terminate_op("N1"));
  run(bench);
  TOE_EXPECT_HAS(bench->nic->log, "request 2: the result of object 0 is wrong");
  TOE_EXPECT_HAS(bench->broken, "R66 the target freed 0 objects, the host counts 1");
  bench->broken[0] = '\0';
  bench_free(bench);
}

TOE_TEST(host_terminate_bad, what_cannot_be_is_refused_at_once) {
  bench_t *bench = started("N1");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_terminate_op("N1,T9"), &bench->error), TOE_E_UNKNOWN);
  TOE_EXPECT_STR(bench->error.text, "test:1: terminate: T9 has never been offloaded");
  TOE_EXPECT_EQ(toe_host_submit(bench->host, fake_terminate_op(""), &bench->error), TOE_E_ARG);
  TOE_EXPECT_STR(bench->error.text, "test:1: terminate: names no object");
  static const toe_op_expect_t expect = {"T9", 0};
  toe_op_t *op = fake_terminate_op("N1");
  op->expects = &expect;
  op->expect_count = 1;
  TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), TOE_E_UNKNOWN);
  TOE_EXPECT_STR(bench->error.text, "test:1: expects a status of T9, which has never been offloaded");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* An expectation of what is passed over cannot be met: the run ends with its place. */
TOE_TEST(host_terminate_bad, expectation_of_what_is_not_offloaded_fails) {
  bench_t *bench = started("N1,N2");
  submit(bench, fake_terminate_op("N2"));
  run(bench);
  static const toe_op_expect_t expect = {"N2", 0};
  toe_op_t *op = fake_terminate_op("N1,N2");
  op->expects = &expect;
  op->expect_count = 1;
  TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), TOE_E_ARG);
  TOE_EXPECT_STR(bench->error.text, "test:1: expects a status of N2, which is not offloaded");
  bench_free(bench);
}

/* Calls up with nothing behind them. */
TOE_TEST(host_terminate_bad, completions_of_nothing_are_told) {
  bench_t *bench = started("N1");
  toe_miniport_completion_t completion = {.request_id = 7};
  uint8_t block[152] = {0};
  toe_host_terminate_complete(bench->host, block, &completion);
  TOE_EXPECT_STR(bench->broken, "R159 a terminate was completed with a root that is not in flight\n");
  bench->broken[0] = '\0';
  toe_host_raise_complete(bench->host, 17, 0, 0, &completion);
  TOE_EXPECT_STR(bench->broken, "R86 an event was completed that is not in flight\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}

/* R159: a tree that came back is poisoned; who writes to it is found out.  And ending in the middle loses nothing. */
TOE_TEST(host_terminate_bad, tree_written_to_after_its_completion_is_told) {
  bench_t *bench = started("N1(P1(T1)),N2");
  submit(bench, fake_terminate_op("T1"));
  uint8_t *tree = bench->host->flying.head->tree.memory;
  run(bench);
  TOE_EXPECT_EQ(tree[24], 0xDB);
  tree[24] = 0;
  submit(bench, fake_terminate_op("P1"));
  submit(bench, fake_terminate_op("N1"));
  toe_host_free(bench->host);
  TOE_EXPECT_HAS(bench->broken, "R86 a tree was written to after its completion");
  TOE_EXPECT_EQ(bench->nic->allocs_live, 0);
  fake_free(bench->nic);
  free(bench);
}

/* Each allocation of the driver and of the host's trees may fail: one completion, and nothing is lost. */
TOE_TEST(host_terminate_bad, any_allocation_may_fail) {
  for (uint32_t fail = 1; fail <= 8; ++fail) {
    bench_t *bench = bench_new(8, 0);
    submit(bench, with_buffers("N1(P1(T1))"));
    run(bench);
    toe_test_note("allocation %u fails", fail);
    bench->nic->alloc_fail_from = bench->nic->alloc_calls + fail;
    toe_result_t result = toe_host_submit(bench->host, fake_terminate_op("N1"), &bench->error);
    run(bench);
    bench->nic->alloc_fail_from = 0;
    uint32_t left =
        toe_host_offloaded(bench->host, 1) + toe_host_offloaded(bench->host, 2) + toe_host_offloaded(bench->host, 3);
    TOE_EXPECT_EQ(left, fake_live(bench->nic));
    TOE_EXPECT(result == TOE_OK || result == TOE_E_MEMORY);
    TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
    bench_free(bench);
  }
}
