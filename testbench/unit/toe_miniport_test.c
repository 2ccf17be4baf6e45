/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_test.c - the driver between block lists and a scripted device.
 */
#include "testbench/unit/toe_miniport_bench.h"

/* R87, R17, R94, R105: the figure goes down in walk order, and all ten come back. */
TOE_TEST(miniport, figure_goes_down_in_walk_order_and_comes_back) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t b[10];
  fake_figure(b);
  for (int i = 0; i < 10; ++i) fake_block_put(b[i].memory, 56, 8, 100 + (uint64_t)i);
  initiate(bench, &b[0]);
  TOE_EXPECT_EQ(bench->up_count, 0);
  TOE_EXPECT_EQ(bench->nic->regs[0x10C / 4], 1);
  TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 1);
  uint64_t ring = bench->nic->regs[0x100 / 4] | (uint64_t)bench->nic->regs[0x104 / 4] << 32;
  const uint8_t *command = fake_at(bench->nic, ring, 64);
  TOE_ASSERT(command != NULL);
  TOE_EXPECT_EQ(fake_get(command, 0, 4), 0x0101); /* INITIATE, version 1, no flags */
  TOE_EXPECT_EQ(fake_get(command, 4, 4), 1);
  TOE_EXPECT_EQ(fake_get(command, 24, 4), 10);
  uint64_t objects = fake_get(command, 8, 8), results = fake_get(command, 16, 8);
  TOE_EXPECT_EQ(objects % 256, 0);
  TOE_EXPECT_EQ(results % 32, 0);
  for (int i = 28; i < 64; ++i) TOE_EXPECT_EQ(command[i], 0);
  static const int layers[10] = {1, 2, 3, 3, 2, 3, 1, 2, 3, 3};
  for (uint32_t i = 0; i < 10; ++i) {
    const uint8_t *object = fake_at(bench->nic, objects + 256 * i, 256);
    TOE_ASSERT(object != NULL);
    TOE_EXPECT_EQ(object[0], layers[i]);
    TOE_EXPECT_EQ(fake_get(object, 8, 8), 100 + i);
  }
  TOE_EXPECT(fake_at(bench->nic, results, 320) != NULL);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 1);
  TOE_EXPECT(bench->ups[0].root == (void *)b[0].memory); /* R86 */
  TOE_EXPECT_EQ(bench->ups[0].completion.request_id, 1);
  TOE_EXPECT(bench->ups[0].completion.was_sent);
  static const uint64_t handles[10] = {0x10000000, 0x20000000, 0x30000000, 0x30000001, 0x20000001,
                                       0x30000002, 0x10000001, 0x20000002, 0x30000003, 0x30000004};
  for (int i = 0; i < 10; ++i) {
    TOE_EXPECT_EQ(fake_status(&b[i]), 0);
    TOE_EXPECT_EQ(fake_handle(&b[i]), handles[i]);
    TOE_EXPECT(fake_is_reserved_same(&b[i]));
  }
  TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 0);
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS); /* the rings: the list is freed */
  bench_free(bench);
}

/* V1, R1, R2, R4, R11..R17, R95: statuses go to their blocks; what failed keeps an empty cell and untouched buffers. */
TOE_TEST(miniport, failed_blocks_keep_their_cells_and_buffers) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t b[6];
  static const int layers[6] = {1, 2, 3, 3, 2, 3};
  for (int i = 0; i < 6; ++i) fake_block_init(&b[i], layers[i], FAKE_NEW, 0);
  fake_dependent(&b[0], &b[1]);
  fake_next(&b[1], &b[4]);
  fake_dependent(&b[1], &b[2]);
  fake_next(&b[2], &b[3]);
  fake_dependent(&b[4], &b[5]);
  toe_nbl_t nbls[6];
  for (int i = 2; i < 6; ++i) {
    nbls[i] = (toe_nbl_t){.next = NULL, .status = 0x103, .bytes = 500};
    fake_pointer(b[i].memory, 144, &nbls[i]);
  }
  static const fake_answer_t answers[6] = {{PARTIAL, 0x10000007, 3}, {PARTIAL, 0x20000003, 3}, {0, 0x30000009, 3},
                                           {RESOURCES, 0, 1},        {FAILURE, 0, 1},          {FAILURE, 0, 0}};
  bench->nic->script = by_index;
  bench->nic->script_self = (void *)answers;
  initiate(bench, &b[0]);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 1);
  for (int i = 0; i < 6; ++i) {
    toe_test_note("block %d", i);
    TOE_EXPECT_EQ(fake_status(&b[i]), answers[i].status);
    TOE_EXPECT_EQ(fake_handle(&b[i]), answers[i].handle);
    TOE_EXPECT(fake_is_reserved_same(&b[i]));
    if (i >= 2) TOE_EXPECT_EQ(nbls[i].status, 0x103);
  }
  TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x30000009) == &nbls[2]);
  TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x30000000) == NULL);
  TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x10000009) == NULL);
  TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x3FFFFFFF) == NULL);
  bench_free(bench);
}

/* R91, R92: a linker's cell is not written, whatever comes of it. */
TOE_TEST(miniport, cell_of_a_linker_stays) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t b[3];
  fake_block_init(&b[0], FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
  fake_block_init(&b[1], FAKE_PATH, FAKE_LINKER, 0x20000004);
  fake_block_init(&b[2], FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&b[0], &b[1]);
  fake_dependent(&b[1], &b[2]);
  static const fake_answer_t answers[3] = {{0, 0, 1}, {FAILURE, 0x20000004, 1}, {0xC0231004, 0, 1}};
  bench->nic->script = by_index;
  bench->nic->script_self = (void *)answers;
  initiate(bench, &b[0]);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&b[0]), 0);
  TOE_EXPECT_EQ(fake_status(&b[1]), FAILURE);
  TOE_EXPECT_EQ(fake_status(&b[2]), 0xC0231004);
  TOE_EXPECT_EQ(fake_handle(&b[1]), 0x20000004);
  TOE_EXPECT_EQ(fake_handle(&b[2]), 0);
  bench_free(bench);
}

/* Rings of the smallest sizes wrap many times; phases turn (layouts.def, COMPLETION.PHASE). */
TOE_TEST(miniport, rings_wrap_and_phases_turn) {
  static const uint32_t sizes[][2] = {{2, 2}, {2, 8}, {8, 2}, {4, 4}};
  for (int s = 0; s < 4; ++s) {
    bench_t *bench = bench_new(sizes[s][0], sizes[s][1]);
    fake_block_t b;
    for (uint32_t i = 1; i <= 21; ++i) {
      toe_test_note("rings of %u and %u, request %u", sizes[s][0], sizes[s][1], i);
      fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
      initiate(bench, &b);
      TOE_ASSERT(fake_step(bench->nic));
      TOE_ASSERT(deliver(bench));
      TOE_ASSERT_EQ(bench->up_count, i);
      TOE_EXPECT_EQ(bench->ups[i - 1].completion.request_id, i);
      TOE_EXPECT_EQ(fake_handle(&b), 0x10000000 + i - 1);
      TOE_EXPECT_EQ(bench->nic->regs[0x12C / 4], i % sizes[s][1]);
    }
    bench_free(bench);
  }
}

/* The command ring never overflows: what has no room waits in the driver, in order. */
TOE_TEST(miniport, full_ring_holds_requests_back) {
  bench_t *bench = bench_new(4, 16);
  fake_block_t b[10];
  for (int i = 0; i < 10; ++i) {
    fake_block_init(&b[i], FAKE_NEIGHBOR, FAKE_NEW, 0);
    initiate(bench, &b[i]);
  }
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 3);          /* one entry stays free */
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS + 3); /* memory only for what is in the ring */
  TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 10);
  TOE_EXPECT(fake_step(bench->nic));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 2); /* room is known only from the completion */
  TOE_EXPECT(deliver(bench));
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 3);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 10);
  for (uint32_t i = 0; i < 10; ++i) {
    TOE_EXPECT(bench->ups[i].root == (void *)b[i].memory);
    TOE_EXPECT_EQ(bench->ups[i].completion.request_id, i + 1);
    TOE_EXPECT_EQ(fake_handle(&b[i]), 0x10000000 + i);
  }
  bench_free(bench);
}

/* Several completions, one message. */
TOE_TEST(miniport, burst_of_completions_is_drained_by_one_interrupt) {
  bench_t *bench = bench_new(16, 16);
  fake_block_t b[5];
  for (int i = 0; i < 5; ++i) {
    fake_block_init(&b[i], FAKE_NEIGHBOR, FAKE_NEW, 0);
    initiate(bench, &b[i]);
  }
  while (fake_step(bench->nic)) continue;
  TOE_EXPECT(deliver(bench));
  TOE_EXPECT_EQ(bench->up_count, 5);
  TOE_EXPECT_EQ(bench->nic->regs[0x12C / 4], 5);
  TOE_EXPECT(!deliver(bench)); /* armed on an empty ring */
  bench_free(bench);
}

/* docs/microarchitecture.md 3: also an interrupt with nothing new re-arms. */
TOE_TEST(miniport, interrupt_with_nothing_new_is_harmless) {
  bench_t *bench = bench_new(8, 8);
  uint32_t writes = bench->nic->write_count;
  toe_miniport_interrupt(bench->miniport, 0);
  TOE_EXPECT_EQ(bench->up_count, 0);
  TOE_EXPECT_EQ(bench->nic->write_count, writes + 1);
  TOE_EXPECT_EQ(bench->nic->writes[writes].offset, 0x12C);
  toe_miniport_interrupt(bench->miniport, 5); /* not in use */
  TOE_EXPECT_EQ(bench->nic->write_count, writes + 1);
  TOE_EXPECT_HAS(bench->nic->log, "vector");
  fake_block_t b;
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  initiate(bench, &b);
  toe_miniport_interrupt(bench->miniport, 0); /* too early */
  TOE_EXPECT_EQ(bench->up_count, 0);
  run(bench);
  TOE_EXPECT_EQ(bench->up_count, 1);
  bench_free(bench);
}

/* A call up may start the next request. */
TOE_TEST(miniport, call_up_may_initiate_again) {
  bench_t *bench = bench_new(2, 2);
  fake_block_t a, b;
  fake_block_init(&a, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  bench->next_root = b.memory;
  initiate(bench, &a);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 2);
  TOE_EXPECT(bench->ups[1].root == (void *)b.memory);
  bench_free(bench);
}

/* Settings keep their place among the requests. */
TOE_TEST(miniport, setting_goes_in_order_and_comes_back) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t a, b;
  fake_block_init(&a, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  initiate(bench, &a);
  set(bench, 3, 77);
  initiate(bench, &b);
  TOE_EXPECT(fake_step(bench->nic));
  TOE_EXPECT(fake_step(bench->nic));
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 0, 4), 0x0102); /* SET, version 1 */
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 4, 4), 2);
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 28, 4), 3);
  TOE_EXPECT_EQ(fake_get(bench->nic->last_command, 32, 4), 77);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 3);
  TOE_EXPECT(bench->ups[1].root == NULL);
  TOE_EXPECT_EQ(bench->ups[1].setting, 3);
  TOE_EXPECT_EQ(bench->ups[1].value, 77);
  TOE_EXPECT_EQ(bench->ups[1].completion.request_id, 2);
  TOE_EXPECT_EQ(bench->ups[2].completion.request_id, 3);
  bench_free(bench);
}

/* R17: an error of the whole command fails every block; a placeholder stays SUCCESS (R90). */
TOE_TEST(miniport_bad, command_error_fails_every_block) {
  static const uint8_t errors[] = {1, 2, 3, 4, 5, 6};
  for (int e = 0; e < 6; ++e) {
    bench_t *bench = bench_new(8, 8);
    fake_block_t n, p, t;
    fake_block_init(&n, FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
    fake_block_init(&p, FAKE_PATH, FAKE_LINKER, 0x20000000);
    fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
    fake_dependent(&n, &p);
    fake_dependent(&p, &t);
    toe_test_note("error %d", errors[e]);
    bench->nic->force_error = errors[e];
    initiate(bench, &n);
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, 1);
    TOE_EXPECT_EQ(bench->ups[0].completion.error, errors[e]);
    TOE_EXPECT_EQ(bench->ups[0].completion.request_id, 1);
    TOE_EXPECT_EQ(fake_status(&n), 0);
    TOE_EXPECT_EQ(fake_status(&p), FAILURE);
    TOE_EXPECT_EQ(fake_status(&t), FAILURE);
    TOE_EXPECT_EQ(fake_handle(&t), 0);
    bench_free(bench);
  }
}

/* R17, R97: a wrong tree never reaches the device, and every block that can be reached has failed; never from within
 * the call (R85). */
TOE_TEST(miniport_bad, wrong_tree_is_completed_without_the_device) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t b[10], good;
  fake_figure(b);
  fake_next(&b[9], &b[0]); /* a circle */
  fake_block_init(&good, FAKE_NEIGHBOR, FAKE_NEW, 0);
  initiate(bench, &b[0]);
  initiate(bench, &good);
  TOE_EXPECT_EQ(bench->up_count, 0);
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  TOE_EXPECT(deliver(bench)); /* the driver's own call */
  TOE_ASSERT_EQ(bench->up_count, 1);
  TOE_EXPECT(bench->ups[0].root == (void *)b[0].memory);
  TOE_EXPECT(!bench->ups[0].completion.was_sent);
  TOE_EXPECT_EQ(bench->ups[0].completion.error, 7);
  TOE_EXPECT_EQ(bench->ups[0].completion.request_id, 1);
  for (int i = 0; i < 10; ++i) {
    TOE_EXPECT_EQ(fake_status(&b[i]), FAILURE);
    TOE_EXPECT_EQ(fake_handle(&b[i]), 0);
  }
  TOE_EXPECT_HAS(bench->nic->log, "request 1 refused: a block is reached twice");
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 2);
  TOE_EXPECT_EQ(bench->ups[1].completion.request_id, 2);
  TOE_EXPECT_EQ(fake_status(&good), 0);
  bench_free(bench);
}

/* A state that is too short: found while objects are made; the placeholder is SUCCESS, the list is given back. */
TOE_TEST(miniport_bad, block_without_state_is_refused) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t n, p;
  fake_block_init(&n, FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
  fake_block_init(&p, FAKE_PATH, FAKE_NEW, 0);
  fake_block_put(p.memory + 152, 0, 4, 20);
  fake_dependent(&n, &p);
  initiate(bench, &n);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 1);
  TOE_EXPECT_EQ(bench->ups[0].completion.error_index, 1);
  TOE_EXPECT_EQ(fake_status(&n), 0);
  TOE_EXPECT_EQ(fake_status(&p), FAILURE);
  TOE_EXPECT_EQ(bench->nic->commands, 0);
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS);
  bench_free(bench);
}

/* R25: DMA memory that others hold is waited for. */
TOE_TEST(miniport, short_memory_is_waited_for) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t a, b;
  fake_block_init(&a, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  initiate(bench, &a);
  bench->nic->dma_fail_from = bench->nic->dma_calls + 1;
  initiate(bench, &b);
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  bench->nic->dma_fail_from = 0; /* the completion of the first brings the second another chance */
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 2);
  TOE_EXPECT_EQ(fake_status(&b), 0);
  bench_free(bench);
}

/* R10, R16, R25, R90: with nothing in flight to wait for, the first new block is RESOURCES and the rest never came to
 * be tried. */
TOE_TEST(miniport_bad, no_memory_is_resources) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t n, p, t1, t2;
  fake_block_init(&n, FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
  fake_block_init(&p, FAKE_PATH, FAKE_LINKER, 0x20000001);
  fake_block_init(&t1, FAKE_TCP, FAKE_NEW, 0);
  fake_block_init(&t2, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&n, &p);
  fake_dependent(&p, &t1);
  fake_next(&t1, &t2);
  for (int round = 0; round < 3; ++round) {
    toe_test_note("round %d", round);
    for (int i = 0; i < 4; ++i) fake_block_put((i == 0 ? &n : i == 1 ? &p : i == 2 ? &t1 : &t2)->memory, 24, 4, 0xEE);
    if (round == 0) bench->nic->dma_fail_from = 1;                             /* no list for the device   */
    if (round == 1) bench->nic->alloc_fail_from = bench->nic->alloc_calls + 2; /* no list of blocks        */
    if (round == 2) bench->nic->alloc_fail_from = bench->nic->alloc_calls + 1; /* not even a request       */
    initiate(bench, &n);
    bench->nic->dma_fail_from = bench->nic->alloc_fail_from = 0;
    TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 1);
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, (uint32_t)round + 1);
    TOE_EXPECT(bench->ups[round].root == (void *)n.memory);
    TOE_EXPECT_EQ(bench->ups[round].completion.request_id, (uint32_t)round + 1);
    TOE_EXPECT(!bench->ups[round].completion.was_sent);
    TOE_EXPECT_EQ(fake_status(&n), 0);
    TOE_EXPECT_EQ(fake_status(&p), FAILURE);
    TOE_EXPECT_EQ(fake_status(&t1), RESOURCES);
    TOE_EXPECT_EQ(fake_status(&t2), FAILURE);
    TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 0);
  }
  bench->nic->alloc_fail_from = bench->nic->alloc_calls + 1; /* two that cannot be remembered, at once */
  initiate(bench, &n);
  initiate(bench, &t1);
  TOE_EXPECT(!toe_miniport_set(bench->miniport, 1, 1));
  bench->nic->alloc_fail_from = 0;
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 5);
  TOE_EXPECT_EQ(bench->ups[3].completion.request_id, 4);
  TOE_EXPECT_EQ(bench->ups[4].completion.request_id, 5);
  bench_free(bench);
}

/* A device that lies: results it did not write, or that cannot be, are failures; the host gets no such handle. */
static fake_answer_t wrong_handles(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  (void)self, (void)request_id, (void)object;
  static const fake_answer_t answers[3] = {{0, 0x20000000, 3}, {0, 0, 3}, {0, 0x30000001, 3}};
  return answers[index];
}
TOE_TEST(miniport_bad, results_that_cannot_be_are_failures) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t n, p, t;
  fake_block_init(&n, FAKE_NEIGHBOR, FAKE_NEW, 0);        /* gets a path's handle */
  fake_block_init(&p, FAKE_PATH, FAKE_NEW, 0);            /* gets none */
  fake_block_init(&t, FAKE_TCP, FAKE_LINKER, 0x30000000); /* is said to be new */
  fake_dependent(&n, &p);
  fake_dependent(&p, &t);
  bench->nic->script = wrong_handles;
  initiate(bench, &n);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&n), FAILURE);
  TOE_EXPECT_EQ(fake_status(&p), FAILURE);
  TOE_EXPECT_EQ(fake_status(&t), FAILURE);
  TOE_EXPECT_EQ(fake_handle(&n), 0);
  TOE_EXPECT_EQ(fake_handle(&p), 0);
  TOE_EXPECT_EQ(fake_handle(&t), 0x30000000);
  TOE_EXPECT_HAS(bench->nic->log, "object 0 is wrong");
  initiate(bench, &n);
  bench->nic->cmd_head = 1; /* completed, and no result was written */
  fake_complete(bench->nic, 2, 0, 2);
  bench->nic->cmd_head = 2;
  run(bench);
  TOE_EXPECT_EQ(bench->up_count, 2);
  TOE_EXPECT_EQ(fake_status(&n), FAILURE);
  TOE_EXPECT_HAS(bench->nic->log, "request 2: the result of object 2 is missing");
  bench_free(bench);
}

/* Entries that cannot be are logged and left; the next good one is taken. */
TOE_TEST(miniport_bad, completions_that_cannot_be_are_passed_over) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t b;
  fake_block_init(&b, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_complete(bench->nic, 9, 0, 1); /* nothing is in flight */
  deliver(bench);
  TOE_EXPECT_HAS(bench->nic->log, "not the oldest request in flight: 9");
  initiate(bench, &b);
  fake_complete(bench->nic, 2, 0, 1); /* another number */
  uint64_t ring = bench->nic->regs[0x120 / 4] | (uint64_t)bench->nic->regs[0x124 / 4] << 32;
  fake_complete(bench->nic, 1, 0, 1);
  fake_at(bench->nic, ring + 64, 32)[0] = 4; /* no type there is */
  deliver(bench);
  TOE_EXPECT_EQ(bench->up_count, 0);
  TOE_EXPECT_HAS(bench->nic->log, "type that is not known: 4");
  run(bench);
  TOE_EXPECT_EQ(bench->up_count, 1);
  bench_free(bench);
}

/* Ending with requests everywhere loses no memory (bench_free looks). */
TOE_TEST(miniport, free_drops_what_is_under_way) {
  bench_t *bench = bench_new(4, 4);
  fake_block_t b[6];
  for (int i = 0; i < 6; ++i) fake_block_init(&b[i], FAKE_NEIGHBOR, FAKE_NEW, 0);
  b[1].memory[0] = 0; /* refused, waits for the driver's call */
  for (int i = 0; i < 6; ++i) initiate(bench, &b[i]);
  set(bench, 1, 2);
  toe_miniport_halt(bench->miniport);
  bench_free(bench);
}
