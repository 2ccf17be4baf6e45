/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_event_test.c - what the target tells, through the host: requests for one connection, for all, pause and
 * resume, the link; and reset.
 */
#include "sim/host/toe_host_internal.h"
#include "testbench/unit/toe_host_bench.h"

static bench_t *started(const char *tree, toe_host_upload_t upload) {
  bench_t *bench = bench_make(8, 0, upload, false);
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
static void pass(bench_t *bench, toe_op_t *op) {
  submit(bench, op);
  run(bench);
}

/* U1, R75, R83, R150: the target asks three times, for an optional reason; nothing happens by that alone. */
TOE_TEST(host_event, optional_request_is_not_followed) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_MANDATORY);
  for (int i = 0; i < 3; ++i) pass(bench, fake_upload("T1", 1));
  TOE_EXPECT_STR(bench->told,
                 "submit 2\nevent retrieve T1 1\ndone 2\nsubmit 3\nevent retrieve T1 1\ndone 3\n"
                 "submit 4\nevent retrieve T1 1\ndone 4\n");
  expect_offloaded(bench, 1, 1, 1);
  bench_free(bench);
}

/* U2, R69..R73: one of two connections: one terminate, of that one alone; then the last one: its path, then its
 * neighbor (U3, R59, R67), each a request of its own. */
TOE_TEST(host_event, mandatory_request_is_followed_and_parents_go_when_they_are_free) {
  bench_t *bench = started("N1(P1(T1,T2)),N2(P2)", TOE_HOST_UPLOAD_MANDATORY);
  pass(bench, fake_upload("T1", 5));
  TOE_EXPECT_STR(bench->told,
                 "submit 2\nevent retrieve T1 5 followed\nsubmit 3 T1=linker:30000000\ndone 2\n"
                 "done 3 T1=0:30000000*\n");
  expect_offloaded(bench, 2, 2, 1);
  bench->told[0] = '\0';
  pass(bench, fake_upload("T2", 11));
  TOE_EXPECT_STR(bench->told,
                 "submit 4\nevent retrieve T2 11 followed\nsubmit 5 T2=linker:30000001\ndone 4\n"
                 "done 5 T2=0:30000001*\nsubmit 6 P1=linker:20000000\ndone 6 P1=0:20000000\n"
                 "submit 7 N1=linker:10000000\ndone 7 N1=0:10000000*\n");
  expect_offloaded(bench, 1, 1, 0);
  bench_free(bench);
}

/* Every reason under every option (R150; docs/trace-format.md). */
TOE_TEST(host_event, reasons_are_followed_as_the_option_says) {
  static const bool mandatory[12] = {[5] = true, [8] = true, [9] = true, [10] = true, [11] = true};
  for (int upload = 0; upload < 3; ++upload) {
    for (uint8_t reason = 1; reason <= 11; ++reason) {
      bench_t *bench = started("N1(P1(T1,T2))", (toe_host_upload_t)upload);
      toe_test_note("option %d, reason %u", upload, reason);
      pass(bench, fake_upload("T1", reason));
      bool is_gone = upload == 1 || (upload == 0 && mandatory[reason]);
      expect_offloaded(bench, 1, 1, is_gone ? 1 : 2);
      bench_free(bench);
    }
  }
}

/* A request for what is not offloaded is refused by the target; nothing waits for it. */
TOE_TEST(host_event, request_for_what_is_gone_is_an_error) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_ALWAYS);
  pass(bench, fake_upload("T1", 1));
  expect_offloaded(bench, 0, 0, 0);
  bench->told[0] = '\0';
  pass(bench, fake_upload("T1", 1));
  TOE_EXPECT_STR(bench->told, "submit 6\ndone 6 error 11\n");
  bench_free(bench);
}

/* Nothing that stands behind goes before what the host does because of a request, whenever it hears of it. */
TOE_TEST(host_event, what_follows_waits) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_ALWAYS);
  submit(bench, fake_initiate("N2"));
  submit(bench, fake_upload("T1", 1));
  submit(bench, fake_initiate("N1(P1(T2))"));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1); /* it waits for what is in flight */
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 2 N2=new\ndone 2 N2=0:10000001\nsubmit 3\nevent retrieve T1 1 followed\n"
                 "submit 4 T1=linker:30000000\ndone 3\ndone 4 T1=0:30000000*\n"
                 "submit 5 P1=linker:20000000\ndone 5 P1=0:20000000\n"
                 "submit 6 N1=linker:10000000\ndone 6 N1=0:10000000*\n"
                 "submit 7 N1=new P1=new T2=new\ndone 7 N1=0:10000002 P1=0:20000001 T2=0:30000001\n");
  bench_free(bench);
}

/* U5, R69, R78..R81, R153: all connections, then all paths, then all neighbors; then RESUME. */
TOE_TEST(host_event, upload_all_empties_the_target) {
  bench_t *bench = started("N1(P1(T1,T2),P2(T3)),N2", TOE_HOST_UPLOAD_NEVER);
  submit(bench, fake_op(TOE_OP_UPLOAD_ALL));
  submit(bench, fake_initiate("N3")); /* held back */
  submit(bench, fake_op(TOE_OP_RESUME));
  submit(bench, fake_initiate("N4"));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 2\nevent upload_all 0 followed\ndone 2\n"
                 "submit 3 T1=linker:30000000 T2=linker:30000001 T3=linker:30000002\n"
                 "done 3 T1=0:30000000* T2=0:30000001* T3=0:30000002*\n"
                 "submit 4 P1=linker:20000000 P2=linker:20000001\ndone 4 P1=0:20000000 P2=0:20000001\n"
                 "submit 5 N1=linker:10000000 N2=linker:10000001\ndone 5 N1=0:10000000* N2=0:10000001*\n"
                 "submit 6\nevent resume 0\ndone 6\nsubmit 7 N3=new\nsubmit 8 N4=new\n"
                 "done 7 N3=0:10000002\ndone 8 N4=0:10000003\n");
  expect_offloaded(bench, 2, 0, 0);
  bench_free(bench);
}

/* U5 of nothing; and a second one. */
TOE_TEST(host_event, upload_all_of_nothing) {
  bench_t *bench = bench_new(8, 0);
  pass(bench, fake_op(TOE_OP_UPLOAD_ALL));
  pass(bench, fake_op(TOE_OP_UPLOAD_ALL));
  pass(bench, fake_op(TOE_OP_RESUME));
  pass(bench, fake_initiate("N1"));
  TOE_EXPECT_STR(bench->told,
                 "submit 1\nevent upload_all 0\ndone 1\nsubmit 2\nevent upload_all 0\ndone 2\n"
                 "submit 3\nevent resume 0\ndone 3\nsubmit 4 N1=new\ndone 4 N1=0:10000000\n");
  bench_free(bench);
}

/* R154, R155: PAUSE stops new offloads only; those go on at RESUME, in order, before what stands behind it.  The
 * capacity advertised changes then [R157]. */
TOE_TEST(host_event, pause_holds_initiates_back) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_MANDATORY);
  submit(bench, fake_op(TOE_OP_PAUSE));
  submit(bench, fake_initiate("N2"));
  submit(bench, fake_set("tcp.entries", "5"));
  submit(bench, fake_terminate_op("T1"));
  submit(bench, fake_initiate("N2(P2)"));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 2\nevent pause 0\ndone 2\nsubmit 3\nsubmit 4 T1=linker:30000000\n"
                 "done 3\ndone 4 T1=0:30000000*\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0); /* nothing but RESUME moves them */
  TOE_EXPECT_EQ(toe_host_held(bench->host), 2);
  TOE_EXPECT_EQ(toe_host_capability(bench->host).tcp_capacity, 8);
  bench->told[0] = '\0';
  submit(bench, fake_op(TOE_OP_RESUME));
  submit(bench, fake_initiate("N3"));
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "submit 5\nevent resume 0\ndone 5\nsubmit 6 N2=new\ndone 6 N2=0:10000001\n"
                 "submit 7 N2=linker:10000001 P2=new\nsubmit 8 N3=new\n"
                 "done 7 N2=0:10000001 P2=0:20000001\ndone 8 N3=0:10000002\n");
  TOE_EXPECT_EQ(toe_host_capability(bench->host).tcp_capacity, 5);
  TOE_EXPECT_EQ(toe_host_held(bench->host), 0);
  bench_free(bench);
}

/* R155: one that was on its way is queued by the driver, and what waits for it is held back, too. */
TOE_TEST(host_event, late_initiate_is_queued_until_resume) {
  bench_t *bench = started("N1(P1)", TOE_HOST_UPLOAD_MANDATORY);
  bench->is_holding = true;
  pass(bench, fake_op(TOE_OP_PAUSE));
  bench->told[0] = '\0';
  pass(bench, fake_late("N1(P1(T1))"));
  TOE_EXPECT_STR(bench->told, "submit 3 N1=linker:10000000 P1=linker:20000000 T1=new\n");
  TOE_EXPECT_EQ(bench->nic->commands, 2);
  pass(bench, fake_terminate_op("T1")); /* in transit */
  pass(bench, fake_late("T1?"));        /* a placeholder of it, still: its name */
  pass(bench, fake_set("tcp.entries", "5"));
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  TOE_EXPECT_EQ(toe_host_held(bench->host), 3);
  bench->told[0] = '\0';
  pass(bench, fake_op(TOE_OP_RESUME));
  TOE_EXPECT_STR(bench->told,
                 "submit 5\nevent resume 0\ndone 5\ndone 3 N1=0:10000000 P1=0:20000000 T1=0:30000000\n"
                 "submit 6 T1=linker:30000000\ndone 6 T1=0:30000000*\nsubmit 7 T1=placeholder\ndone 7 T1=0:0\n");
  expect_offloaded(bench, 1, 1, 0);
  bench_free(bench);
}

/* UPLOAD_ALL after PAUSE fails what is queued, and what still arrives; each is completed once, before RESUME. */
TOE_TEST(host_event, upload_all_fails_late_initiates) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_MANDATORY);
  bench->is_holding = true;
  pass(bench, fake_op(TOE_OP_PAUSE));
  pass(bench, fake_late("N1?(P1(T2))"));
  bench->told[0] = '\0';
  pass(bench, fake_op(TOE_OP_UPLOAD_ALL));
  TOE_EXPECT_STR(bench->told,
                 "submit 4\nevent upload_all 0 followed\ndone 3 N1=0:0 P1=C0000001:20000000 T2=C0000001:0\ndone 4\n"
                 "submit 5 T1=linker:30000000\ndone 5 T1=0:30000000*\nsubmit 6 P1=linker:20000000\n"
                 "done 6 P1=0:20000000\nsubmit 7 N1=linker:10000000\ndone 7 N1=0:10000000*\n");
  bench->told[0] = '\0';
  pass(bench, fake_late("N2"));
  TOE_EXPECT_STR(bench->told, "submit 8 N2=new\ndone 8 N2=C0000001:0\n");
  pass(bench, fake_op(TOE_OP_RESUME));
  pass(bench, fake_initiate("N2(P2)"));
  expect_offloaded(bench, 1, 1, 0);
  bench_free(bench);
}

/* R81: RESUME is refused while something is offloaded after UPLOAD_ALL: the host stays paused, and says so by what it
 * holds. */
TOE_TEST(host_event_bad, resume_before_the_end_is_refused) {
  bench_t *bench = started("N1", TOE_HOST_UPLOAD_MANDATORY);
  pass(bench, fake_op(TOE_OP_UPLOAD_ALL));
  bench->nic->objects[7].handle = 0x10000042; /* one that the host does not know */
  pass(bench, fake_op(TOE_OP_RESUME));
  TOE_EXPECT_HAS(bench->told, "done 4 error 13\n");
  pass(bench, fake_initiate("N2"));
  TOE_EXPECT_EQ(toe_host_held(bench->host), 1);
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* R64, R65, U9: one indication; the host decides. */
TOE_TEST(host_event, link_down_is_the_hosts_to_decide) {
  for (int terminates = 0; terminates < 2; ++terminates) {
    bench_t *bench = bench_make(8, 0, TOE_HOST_UPLOAD_MANDATORY, terminates != 0);
    pass(bench, fake_initiate("N1(P1(T1))"));
    bench->told[0] = '\0';
    submit(bench, fake_link(false));
    submit(bench, fake_initiate("N2"));
    run(bench);
    TOE_EXPECT_HAS(bench->told, terminates ? "submit 2\nevent link 0 followed\ndone 2\nsubmit 3 T1=linker:30000000\n"
                                           : "submit 2\nevent link 0\ndone 2\nsubmit 3 N2=new\n");
    if (terminates) {
      expect_offloaded(bench, 1, 0, 0);
    } else {
      expect_offloaded(bench, 2, 1, 1);
    }
    bench->told[0] = '\0';
    pass(bench, fake_link(true));
    TOE_EXPECT_HAS(bench->told, "event link 1\n");
    bench_free(bench);
  }
}

/* Reset waits until nothing is in flight, loses nothing, and has no number. */
TOE_TEST(host_event, reset_stops_and_starts) {
  bench_t *bench = bench_new(8, 0);
  submit(bench, fake_initiate("N1"));
  uint32_t writes = bench->nic->write_count;
  submit(bench, fake_op(TOE_OP_RESET));
  submit(bench, fake_initiate("N2"));
  TOE_EXPECT_EQ(bench->nic->write_count, writes);
  run(bench);
  uint32_t stops = 0;
  for (uint32_t i = writes; i < bench->nic->write_count; ++i) {
    stops += bench->nic->writes[i].offset == 4 && (bench->nic->writes[i].value & 1) == 0;
  }
  TOE_EXPECT_EQ(stops, 1);
  TOE_EXPECT_EQ(bench->nic->regs[1], 3);
  TOE_EXPECT_STR(bench->told, "submit 1 N1=new\ndone 1 N1=0:10000000\nsubmit 2 N2=new\ndone 2 N2=0:10000001\n");
  bench_free(bench);
}

/* The target asks by itself while an initiate links to the connection (a context that cannot be read): the host takes
 * it back next, before what stands behind. */
static fake_answer_t asks(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  bench_t *bench = self;
  (void)request_id, (void)index;
  if (object[0] == 3 && object[1] == 1) fake_event(bench->nic, 3, (uint32_t)fake_get(object, 4, 4), 11);
  return fake_default_answer(bench->nic, object);
}
TOE_TEST(host_event, target_asks_during_an_initiate) {
  bench_t *bench = started("N1(P1(T1,T2))", TOE_HOST_UPLOAD_MANDATORY);
  bench->nic->script = asks;
  memset(fake_find(bench->nic, 0x30000000)->context, 0, 256); /* the name comes from the driver, not from the context */
  bench->nic->on_return = NULL;
  submit(bench, fake_initiate("N1(P1(T1,T3))"));
  submit(bench, fake_initiate("N2"));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  run(bench);
  TOE_EXPECT_HAS(bench->told, "event retrieve T1 11 followed\ndone 2 ");
  TOE_EXPECT_HAS(bench->told, "submit 3 T1=linker:30000000\ndone 3 T1=0:30000000*\nsubmit 4 N2=new\n");
  bench->broken[0] = '\0'; /* R161: the context is all zero */
  expect_offloaded(bench, 2, 1, 2);
  bench_free(bench);
}

TOE_TEST(host_event_bad, what_cannot_be_is_refused_at_once) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_MANDATORY);
  static const struct {
    const char *names;
    uint8_t reason;
    toe_result_t result;
    const char *text;
  } cases[] = {
      {"T9", 1, TOE_E_UNKNOWN, "test:1: upload_request: T9 has never been mentioned"},
      {"T1,T1", 1, TOE_E_ARG, "test:1: upload_request: needs one connection"},
      {"P1", 1, TOE_E_ARG, "test:1: upload_request: P1 is a path, and only TCP connections can be asked for"},
      {"T1", 0, TOE_E_RANGE, "test:1: upload_request: 0 is no reason"},
      {"T1", 12, TOE_E_RANGE, "test:1: upload_request: 12 is no reason"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_test_note("case %u", i);
    toe_op_t *op = fake_upload(cases[i].names, cases[i].reason);
    TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), cases[i].result);
    TOE_EXPECT_STR(bench->error.text, cases[i].text);
  }
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* Calls up that a driver must not make. */
TOE_TEST(host_event_bad, calls_up_that_make_no_sense_are_told) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_MANDATORY);
  toe_host_tcp_event(bench->host, 99, 3, 1);
  TOE_EXPECT_STR(bench->broken, "R70 event 3 of a connection that the host does not know: 99\n");
  bench->broken[0] = '\0';
  toe_host_tcp_event(bench->host, 3, 1, 1);
  TOE_EXPECT_HAS(bench->broken, "R70 event 1 ");
  bench->broken[0] = '\0';
  toe_host_tcp_event(bench->host, 2, 3, 1); /* R74 */
  TOE_EXPECT_STR(bench->broken, "R74 P1: the target tells an event of a path\n");
  bench->broken[0] = '\0';
  toe_host_indicate_status(bench->host, 0x40020003, NULL, 0);
  TOE_EXPECT_STR(bench->broken, "R78 status 0x40020003 was indicated with 0 bytes\n");
  bench->broken[0] = '\0';
  bench_free(bench);
}

/* Ending in any state loses nothing (bench_free counts). */
TOE_TEST(host_event, free_drops_what_is_held) {
  bench_t *bench = started("N1(P1(T1))", TOE_HOST_UPLOAD_MANDATORY);
  bench->is_holding = true;
  pass(bench, fake_op(TOE_OP_PAUSE));
  pass(bench, fake_late("N1(P1(T2))"));
  pass(bench, fake_initiate("N3"));
  submit(bench, fake_upload("T1", 11));
  submit(bench, fake_op(TOE_OP_UPLOAD_ALL));
  TOE_EXPECT(fake_step(bench->nic));
  deliver(bench);
  bench_free(bench);
}
