/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_flip_test.c - FLIP operations through the host.  Rows by hand from stages.def: TCP id t at 4 t, path p at
 * 65536 + 2 p, neighbor n at 98304 + 2 n.
 */
#include "testbench/unit/toe_host_bench.h"

static toe_op_t *fake_flip(const char *name, uint32_t row, const uint32_t *bits, uint32_t count) {
  toe_op_t *op = fake_op(TOE_OP_FLIP);
  const char **names = toe_arena_take(op->memory, 1, sizeof *names);
  names[0] = toe_arena_text(op->memory, name, strlen(name));
  op->objects = names;
  op->object_count = 1;
  op->flip_row = row;
  op->flip_bits = bits;
  op->flip_bit_count = count;
  return op;
}

TOE_TEST(host_flip, rows_are_those_of_the_objects_contexts) {
  bench_t *bench = bench_new(8, 0);
  bench->nic->next_id[1] = 3;
  bench->nic->next_id[2] = 5;
  bench->nic->next_id[3] = 16383;
  static const uint32_t ends[2] = {0, 575}, one[1] = {511};
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  bench->told[0] = '\0';
  submit(bench, fake_flip("N1", 0, ends, 2));
  submit(bench, fake_flip("N1", 1, one, 1));
  submit(bench, fake_flip("P1", 1, one, 1));
  submit(bench, fake_flip("T1", 0, one, 1));
  submit(bench, fake_flip("T1", 3, one, 1));
  TOE_EXPECT_STR(bench->told,
                 "flip 98310.0\nflip 98310.575\nflip 98311.511\nflip 65547.511\nflip 65532.511\nflip 65535.511\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 0);
  bench_free(bench);
}

/* It waits until nothing is in flight, and what stands behind it waits for it; it has no number and is no
 * request. */
TOE_TEST(host_flip, it_is_alone) {
  bench_t *bench = bench_new(8, 0);
  static const uint32_t bits[1] = {7};
  submit(bench, fake_initiate("N1"));
  submit(bench, fake_set("tcp.entries", "4"));
  submit(bench, fake_flip("N1", 0, bits, 1));
  submit(bench, fake_initiate("N1(P1)"));
  TOE_EXPECT_STR(bench->told, "submit 1 N1=new\nsubmit 2\n");
  TOE_EXPECT_EQ(toe_host_pending(bench->host), 4);
  TOE_EXPECT(fake_step(bench->nic));
  deliver(bench);
  TOE_EXPECT_STR(bench->told, "submit 1 N1=new\nsubmit 2\ndone 1 N1=0:10000000\n"); /* the setting is still there */
  bench->told[0] = '\0';
  run(bench);
  TOE_EXPECT_STR(bench->told,
                 "done 2\nflip 98304.7\nsubmit 3 N1=linker:10000000 P1=new\ndone 3 N1=0:10000000 P1=0:20000000\n");
  bench_free(bench);
}

TOE_TEST(host_flip_bad, what_cannot_be_is_refused_at_once) {
  bench_t *bench = bench_new(8, 0);
  static const uint32_t good[1] = {0}, bad[2] = {0, 576};
  submit(bench, fake_initiate("N1(P1(T1))"));
  run(bench);
  bench->told[0] = '\0';
  static const struct {
    const char *name;
    uint32_t row;
    const uint32_t *bits;
    uint32_t count;
    toe_result_t result;
    const char *text;
  } cases[] = {
      {"N9", 0, good, 1, TOE_E_UNKNOWN, "test:1: flip: N9 has never been mentioned"},
      {"N1", 2, good, 1, TOE_E_RANGE, "test:1: flip: N1 has rows 0..1, not 2"},
      {"P1", 2, good, 1, TOE_E_RANGE, "test:1: flip: P1 has rows 0..1, not 2"},
      {"T1", 4, good, 1, TOE_E_RANGE, "test:1: flip: T1 has rows 0..3, not 4"},
      {"T1", 0xFFFFFFFF, good, 1, TOE_E_RANGE, "not 4294967295"},
      {"T1", 3, bad, 2, TOE_E_RANGE, "test:1: flip: a row has bits 0..575, not 576"},
      {"T1", 3, good, 0, TOE_E_ARG, "test:1: flip: needs one object and at least one bit"},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_op_t *op = fake_flip(cases[i].name, cases[i].row, cases[i].bits, cases[i].count);
    toe_test_note("case %u", i);
    TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), cases[i].result);
    TOE_EXPECT_HAS(bench->error.text, cases[i].text);
  }
  toe_op_t *op = fake_flip("T1", 0, good, 1);
  op->object_count = 0;
  TOE_EXPECT_EQ(toe_host_submit(bench->host, op, &bench->error), TOE_E_ARG);
  TOE_EXPECT_STR(bench->told, "");
  TOE_EXPECT_EQ(toe_host_failure(bench->host, &bench->error), TOE_OK);
  bench_free(bench);
}

/* Whether the object is offloaded is known only when the flip's turn comes; then it is a failure with its place. */
TOE_TEST(host_flip_bad, object_that_is_not_offloaded_fails_at_its_turn) {
  static const uint32_t bits[1] = {0};
  for (int round = 0; round < 2; ++round) {
    bench_t *bench = bench_new(8, 0);
    bench->status_of[1] = FAILURE;
    submit(bench, fake_initiate(round == 0 ? "N1" : "N1?")); /* denied; or never more than a placeholder */
    submit(bench, fake_flip("N1", 0, bits, 1));
    submit(bench, fake_initiate("N2"));
    run(bench);
    TOE_EXPECT_EQ(toe_host_failure(bench->host, &bench->error), TOE_E_ARG);
    TOE_EXPECT_STR(bench->error.text, "test:1: flip: N1 is not offloaded");
    TOE_EXPECT(strstr(bench->told, "flip") == NULL && strstr(bench->told, "N2") == NULL);
    bench_free(bench);
  }
}

/* An observer that cannot flip: said, with the place. */
TOE_TEST(host_flip_bad, observer_without_flips_is_unsupported) {
  fake_nic_t *nic = fake_new();
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
  static const uint32_t bits[1] = {0};
  TOE_ASSERT_EQ(toe_host_new(&options, &os, &observer, &host, &error), TOE_OK);
  TOE_EXPECT_EQ(toe_host_submit(host, fake_flip("N1", 0, bits, 1), &error), TOE_E_UNSUPPORTED);
  TOE_EXPECT_HAS(error.text, "test:1: flip: not supported");
  toe_host_free(host);
  fake_free(nic);
}

/* Ending while one waits loses nothing. */
TOE_TEST(host_flip, free_drops_one_that_waits) {
  bench_t *bench = bench_new(8, 0);
  static const uint32_t bits[1] = {0};
  submit(bench, fake_initiate("N1"));
  submit(bench, fake_flip("N1", 0, bits, 1));
  bench_free(bench);
}
