/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_terminate_test.c - the driver's terminates and events.  Offsets by hand: of blocks and delegated states
 * from docs/chimney.md 2, of objects, commands and results from docs/layouts.md.
 */
#include "testbench/unit/toe_miniport_bench.h"

/* A block of a terminate with a delegated structure of `bytes` bytes behind it, all 0x5A but its Length. */
static void back_init(fake_block_t *block, int layer, uint64_t handle, uint32_t bytes) {
  static const uint8_t types[4] = {0, 3, 7, 15};
  fake_block_init(block, layer, handle == 0 ? FAKE_PLACEHOLDER : FAKE_LINKER, handle);
  block->memory[0] = types[layer];
  memset(block->memory + 152, 0x5A, sizeof block->memory - 152);
  if (bytes != 0) fake_block_put(block->memory, 152, 4, bytes);
}

/* N1(P1(T1)) offloaded; T1 with every delegated variable different, sends and buffered data. */
typedef struct chain {
  fake_block_t n, p, t;
  toe_nbl_t sends[3], received;
  uint8_t bytes[500];
} chain_t;

/* Offsets and sizes of the delegated TCP state, but pointers and DWnd. */
static const struct {
  int offset, bytes;
} members[] = {{8, 4},  {16, 4}, {20, 4}, {24, 4}, {28, 4}, {32, 4}, {36, 4}, {40, 4},
               {44, 4}, {48, 4}, {52, 4}, {56, 2}, {58, 2}, {60, 4}, {64, 4}, {68, 4},
               {72, 4}, {76, 1}, {77, 1}, {80, 1}, {84, 4}, {88, 1}, {92, 4}};
enum { MEMBERS = sizeof members / sizeof members[0] };
static uint64_t value_of(unsigned i) { return (0xC1A2B3D4u + 0x01010101u * i) & ((1ull << 8 * members[i].bytes) - 1); }

static void offload(bench_t *bench, chain_t *c) {
  memset(c, 0, sizeof *c);
  fake_block_init(&c->n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&c->p, FAKE_PATH, FAKE_NEW, 0);
  fake_block_init(&c->t, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&c->n, &c->p);
  fake_dependent(&c->p, &c->t);
  fake_block_put(c->n.memory + 152 + 96, 8, 4, 0x11223344); /* NicReachabilityDelta */
  fake_block_put(c->t.memory, 56, 8, 77);                   /* NdisOffloadHandle */
  uint8_t *state = c->t.memory + 152 + 72;
  for (unsigned i = 1; i < MEMBERS; ++i) fake_block_put(state, members[i].offset, members[i].bytes, value_of(i));
  fake_block_put(state, 8, 4, 4); /* ESTABLISHED */
  fake_block_put(state, 120, 4, 0xD00D);
  for (int i = 0; i < 3; ++i)
    c->sends[i] = (toe_nbl_t){.next = i < 2 ? &c->sends[i + 1] : NULL, .status = 0x103, .bytes = 10};
  for (int i = 0; i < 500; ++i) c->bytes[i] = (uint8_t)(i * 3 + 1);
  c->received = (toe_nbl_t){.status = 0x103, .bytes = 500, .data = c->bytes};
  fake_pointer(c->t.memory, 144, &c->sends[0]);
  fake_pointer(state, 96, &c->sends[0]);
  fake_pointer(state, 104, &c->sends[2]);
  fake_pointer(state, 112, &c->received);
  initiate(bench, &c->n);
  run(bench);
  TOE_ASSERT_EQ(fake_live(bench->nic), 3);
  memset(c->bytes, 0xDB, sizeof c->bytes); /* the host's again [R49] */
  bench->up_count = 0;
  bench->events[0] = '\0';
}

static const uint8_t *object_at(bench_t *bench, uint32_t index) {
  return fake_at(bench->nic, fake_get(bench->nic->last_command, 8, 8) + 256 * (uint64_t)index, 256);
}

/* U4, U6, U7, U10, R159, R161 to R163, R165, R166: everything comes back, once, and the driver knows nothing of it any
 * more. */
TOE_TEST(miniport_terminate, everything_comes_back) {
  for (int revision = 0; revision < 2; ++revision) {
    bench_t *bench = bench_new(8, 8);
    chain_t c;
    offload(bench, &c);
    fake_block_t n, p, t;
    back_init(&n, 1, 0x10000000, 12);
    back_init(&p, 2, 0x20000000, 8);
    back_init(&t, 3, 0x30000000, revision == 0 ? 120 : 128);
    fake_dependent(&n, &p);
    fake_dependent(&p, &t);
    terminate(bench, &n);
    TOE_EXPECT_EQ(bench->up_count, 0);
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, 1);
    TOE_EXPECT(bench->ups[0].root == n.memory);
    TOE_EXPECT_EQ(bench->ups[0].completion.offloaded, 3);
    TOE_EXPECT_EQ(fake_status(&n) | fake_status(&p) | fake_status(&t), 0);
    TOE_EXPECT_EQ(fake_live(bench->nic), 0);
    const uint8_t *state = t.memory + 152;
    TOE_EXPECT_EQ(fake_block_get(state, 8, 4), 4);
    for (unsigned i = 1; i < MEMBERS; ++i) {
      toe_test_note("member at %d", members[i].offset);
      TOE_EXPECT_EQ(fake_block_get(state, members[i].offset, members[i].bytes), value_of(i));
    }
    TOE_EXPECT_EQ(fake_block_get(state, 120, 4), revision == 0 ? 0x5A5A5A5A : 0xD00D); /* no DWnd in 6.0 */
    TOE_EXPECT_EQ(fake_block_get(n.memory + 152, 8, 4), 0x11223344);
    TOE_EXPECT_EQ(fake_block_get(p.memory + 152, 8, 4), 0x5A5A5A5A); /* a path has no variables */
    const void *head = (const void *)(uintptr_t)fake_block_get(t.memory, 144, 8);
    TOE_EXPECT(head == &c.sends[0] && fake_block_get(state, 96, 8) == (uintptr_t)&c.sends[0]);
    TOE_EXPECT(fake_block_get(state, 104, 8) == (uintptr_t)&c.sends[2]);
    for (int i = 0; i < 3; ++i) TOE_EXPECT(c.sends[i].status == 0x103 && c.sends[i].bytes == 10);
    toe_nbl_t *back = (toe_nbl_t *)(uintptr_t)fake_block_get(state, 112, 8);
    TOE_ASSERT(back != NULL);
    TOE_EXPECT_EQ(back->bytes, 500);
    TOE_EXPECT(back->next == NULL);
    for (int i = 0; i < 500; ++i) TOE_EXPECT_EQ(back->data[i], (uint8_t)(i * 3 + 1));
    TOE_EXPECT(fake_is_reserved_same(&t) && fake_is_reserved_same(&n));
    TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x30000000) == NULL);
    TOE_EXPECT_EQ(toe_miniport_lent(bench->miniport), 1);
    toe_miniport_receive_return(bench->miniport, &c.sends[0]); /* not lent */
    TOE_EXPECT_HAS(bench->nic->log, "buffers were returned that are not lent");
    toe_miniport_receive_return(bench->miniport, back);
    TOE_EXPECT_EQ(toe_miniport_lent(bench->miniport), 0);
    bench_free(bench);
  }
}

/* The command, and the order of its objects: connections, paths, neighbors, wherever they stand.  N2, P2 are
 * placeholders; T1 stands under P2, though P1 is its path. */
TOE_TEST(miniport_terminate, dependents_go_first_wherever_they_stand) {
  bench_t *bench = bench_new(8, 8);
  chain_t c;
  offload(bench, &c);
  fake_block_t n1, p1, n2, p2, t1;
  back_init(&n1, 1, 0x10000000, 12);
  back_init(&p1, 2, 0x20000000, 8);
  back_init(&n2, 1, 0, 0);
  back_init(&p2, 2, 0, 0);
  back_init(&t1, 3, 0x30000000, 128);
  fake_dependent(&n1, &p1);
  fake_next(&n1, &n2);
  fake_dependent(&n2, &p2);
  fake_dependent(&p2, &t1);
  terminate(bench, &n1);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&n1) | fake_status(&p1) | fake_status(&n2) | fake_status(&p2) | fake_status(&t1), 0);
  TOE_EXPECT_EQ(fake_live(bench->nic), 0);
  TOE_EXPECT_EQ(bench->up_count, 1);
  toe_miniport_receive_return(bench->miniport, (toe_nbl_t *)(uintptr_t)fake_block_get(t1.memory + 152, 112, 8));
  /* The same once more: every handle is dead. */
  terminate(bench, &n1);
  const uint8_t *command = NULL;
  TOE_EXPECT(fake_step(bench->nic));
  command = bench->nic->last_command;
  TOE_EXPECT_EQ(command[0], 3);
  TOE_EXPECT_EQ(command[1], 1);
  TOE_EXPECT_EQ(fake_get(command, 24, 4), 5);
  TOE_EXPECT_EQ(fake_get(command, 40, 8) % 64, 0);
  TOE_EXPECT_EQ(fake_get(command, 40, 8), fake_get(command, 8, 8) + 5 * 256);
  TOE_EXPECT_EQ(fake_get(command, 16, 8), fake_get(command, 8, 8) + 5 * 512);
  for (int i = 28; i < 40; ++i) TOE_EXPECT_EQ(command[i], 0);
  for (int i = 48; i < 64; ++i) TOE_EXPECT_EQ(command[i], 0);
  static const struct {
    uint8_t layer, kind;
    uint32_t handle;
  } expected[5] = {{3, 1, 0x30000000}, {2, 1, 0x20000000}, {2, 0, 0}, {1, 1, 0x10000000}, {1, 0, 0}};
  for (uint32_t i = 0; i < 5; ++i) {
    const uint8_t *object = object_at(bench, i);
    toe_test_note("object %u", i);
    TOE_EXPECT_EQ(object[0], expected[i].layer);
    TOE_EXPECT_EQ(object[1], expected[i].kind);
    TOE_EXPECT_EQ(fake_get(object, 2, 2), 0);
    TOE_EXPECT_EQ(fake_get(object, 4, 4), expected[i].handle);
    for (int k = 16; k < 256; ++k) TOE_EXPECT_EQ(object[k], 0);
  }
  run(bench);
  TOE_EXPECT_EQ(fake_status(&t1), FAILURE);
  TOE_EXPECT_EQ(fake_status(&n2), 0); /* R90 */
  TOE_EXPECT_EQ(fake_block_get(t1.memory, 144, 8), 0);
  bench_free(bench);
}

/* a block without a delegated structure still terminates, and nothing is written behind it. */
TOE_TEST(miniport_terminate, type_alone_names_the_layer) {
  static const uint8_t types[4] = {0, 4, 8, 17};
  bench_t *bench = bench_new(8, 8);
  chain_t c;
  offload(bench, &c);
  fake_block_t b[4];
  for (int layer = 3; layer >= 1; --layer) {
    back_init(&b[layer], layer, (uint64_t)layer << 28, 0);
    b[layer].memory[0] = types[layer];
    terminate(bench, &b[layer]);
    run(bench);
    TOE_EXPECT_EQ(fake_status(&b[layer]), 0);
    for (size_t i = 152; i < sizeof b[layer].memory; ++i) TOE_ASSERT_EQ(b[layer].memory[i], 0x5A);
  }
  TOE_EXPECT_EQ(fake_block_get(b[3].memory, 144, 8), (uintptr_t)&c.sends[0]); /* the chain is in the block itself */
  TOE_EXPECT_EQ(toe_miniport_lent(bench->miniport), 0);
  bench_free(bench);
}

/* An empty cell, and what is no handle of ours, name nothing; neither makes the list malformed. */
TOE_TEST(miniport_terminate_bad, what_names_nothing_fails_alone) {
  bench_t *bench = bench_new(8, 8);
  chain_t c;
  offload(bench, &c);
  fake_block_t b[3];
  back_init(&b[0], 3, 0x130000000, 128);
  back_init(&b[1], 3, 1, 128);
  back_init(&b[2], 3, 0x30000000, 128);
  fake_block_put(b[1].cell, 0, 8, 0);
  fake_next(&b[0], &b[1]);
  fake_next(&b[1], &b[2]);
  terminate(bench, &b[0]);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&b[0]), FAILURE);
  TOE_EXPECT_EQ(fake_status(&b[1]), FAILURE);
  TOE_EXPECT_EQ(fake_status(&b[2]), 0);
  bench_free(bench);
}

/* Trees that are refused: FAILURE everywhere (R163), nothing is terminated. */
TOE_TEST(miniport_terminate_bad, wrong_trees_are_refused) {
  for (int round = 0; round < 3; ++round) {
    bench_t *bench = bench_new(8, 8);
    chain_t c;
    offload(bench, &c);
    fake_block_t n, p;
    back_init(&n, 1, 0x10000000, round == 0 ? 11 : 12); /* a delegated state too short */
    back_init(&p, 2, 0x20000000, 8);
    fake_dependent(&n, &p);
    if (round == 1) fake_dependent(&p, &n); /* a circle */
    if (round == 2) p.memory[0] = 15;       /* layers do not step */
    toe_test_note("round %d", round);
    terminate(bench, &n);
    TOE_EXPECT_EQ(bench->up_count, 0); /* R159 */
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, 1);
    TOE_EXPECT(!bench->ups[0].completion.was_sent);
    TOE_EXPECT_EQ(fake_status(&n), FAILURE);
    TOE_EXPECT_EQ(fake_status(&p), FAILURE);
    TOE_EXPECT_EQ(fake_live(bench->nic), 3);
    bench_free(bench);
  }
}

/* Short memory: FAILURE, never RESOURCES (R163), one completion each; nothing is terminated. */
TOE_TEST(miniport_terminate_bad, short_memory_is_a_failure) {
  for (uint32_t fail = 1; fail <= 4; ++fail) {
    bench_t *bench = bench_new(8, 8);
    chain_t c;
    offload(bench, &c);
    fake_block_t t;
    back_init(&t, 3, 0x30000000, 128);
    toe_test_note("round %u", fail);
    if (fail == 4) {
      bench->nic->dma_fail_from = 1;
    } else {
      bench->nic->alloc_fail_from = bench->nic->alloc_calls + fail;
    }
    terminate(bench, &t);
    bench->nic->alloc_fail_from = bench->nic->dma_fail_from = 0;
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, 1);
    TOE_EXPECT_STR(bench->events, "terminated 2\n");
    TOE_EXPECT_EQ(fake_status(&t), FAILURE);
    TOE_EXPECT_EQ(fake_live(bench->nic), 3);
    TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x30000000) != NULL);
    bench_free(bench);
  }
}

/* R164, 7.9: a connection that is lost: its sends are aborted, before the completion, once. */
static void lose(void *self, uint32_t request_id, uint32_t index, const uint8_t *object, fake_answer_t *answer) {
  (void)self, (void)request_id, (void)index, (void)object;
  answer->status = FAILURE;
}
TOE_TEST(miniport_terminate, sends_of_a_lost_connection_are_aborted) {
  bench_t *bench = bench_new(8, 8);
  chain_t c;
  offload(bench, &c);
  fake_block_t t;
  back_init(&t, 3, 0x30000000, 128);
  bench->nic->terminate_script = lose;
  bench->may_complete_sends = true;
  terminate(bench, &t);
  run(bench);
  TOE_EXPECT_STR(bench->events, "sent 30000000 C001000C\nterminated 2\n");
  for (int i = 0; i < 3; ++i) TOE_EXPECT_EQ(c.sends[i].status, 0xC001000C);
  TOE_EXPECT_EQ(fake_status(&t), FAILURE);
  TOE_EXPECT_EQ(fake_block_get(t.memory, 144, 8), 0);
  TOE_EXPECT_EQ(fake_block_get(t.memory + 152, 16, 4), 0x5A5A5A5A); /* nothing is handed back */
  TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x30000000) == NULL);
  bench_free(bench);
}

/* A result that cannot be is a failure, and the driver keeps what it has. */
static uint32_t wrong_status, wrong_flags;
static void lie(void *self, uint32_t request_id, uint32_t index, const uint8_t *object, fake_answer_t *answer) {
  (void)self, (void)request_id, (void)index, (void)object;
  answer->status = wrong_status;
  answer->flags = (uint8_t)wrong_flags;
}
TOE_TEST(miniport_terminate_bad, results_that_cannot_be_are_not_believed) {
  static const uint32_t cases[][2] = {{0, 1}, {RESOURCES, 5}, {PARTIAL, 5}};
  for (unsigned i = 0; i < 3; ++i) {
    bench_t *bench = bench_new(8, 8);
    chain_t c;
    offload(bench, &c);
    fake_block_t t;
    back_init(&t, 3, 0x30000000, 128);
    wrong_status = cases[i][0];
    wrong_flags = cases[i][1];
    bench->nic->terminate_script = lie;
    toe_test_note("case %u", i);
    terminate(bench, &t);
    run(bench);
    TOE_EXPECT_EQ(fake_status(&t), FAILURE);
    TOE_EXPECT_HAS(bench->nic->log, "request 2: the result of object 0 is wrong");
    TOE_EXPECT(toe_miniport_send_chain(bench->miniport, 0x30000000) == &c.sends[0]);
    bench_free(bench);
  }
}

/* R166: what several terminates handed back is returned one by one, in any order. */
TOE_TEST(miniport_terminate, lists_are_returned_in_any_order) {
  bench_t *bench = bench_new(8, 8);
  toe_nbl_t *back[3];
  static const uint8_t bytes[5] = {1, 2, 3, 4, 5};
  for (uint32_t i = 0; i < 3; ++i) {
    fake_block_t t, u;
    toe_nbl_t received = {.bytes = 3 + i, .data = bytes};
    fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
    fake_pointer(t.memory + 152 + 72, 112, &received);
    initiate(bench, &t);
    run(bench);
    back_init(&u, 3, fake_handle(&t), 128);
    terminate(bench, &u);
    run(bench);
    back[i] = (toe_nbl_t *)(uintptr_t)fake_block_get(u.memory + 152, 112, 8);
    TOE_ASSERT(back[i] != NULL);
    TOE_EXPECT_EQ(toe_miniport_lent(bench->miniport), i + 1);
  }
  static const int order[3] = {1, 2, 0};
  for (uint32_t i = 0; i < 3; ++i) {
    TOE_EXPECT_EQ(back[order[i]]->bytes, 3 + order[i]);
    toe_miniport_receive_return(bench->miniport, back[order[i]]);
    TOE_EXPECT_EQ(toe_miniport_lent(bench->miniport), 2 - i);
  }
  TOE_EXPECT_EQ(strlen(bench->nic->log), 0);
  bench_free(bench);
}

static void raise_event(bench_t *bench, uint32_t event, uint32_t handle, uint32_t info) {
  bench->is_inside = true;
  TOE_EXPECT(toe_miniport_raise(bench->miniport, event, handle, info));
  bench->is_inside = false;
}

/* R64, R70, R71, R78, R79: events come up in the order of the ring, before the completion of what raised them. */
TOE_TEST(miniport_events, events_are_called_up) {
  bench_t *bench = bench_new(64, 64);
  chain_t c;
  offload(bench, &c);
  raise_event(bench, 3, 0x30000000, 11);
  TOE_EXPECT(fake_step(bench->nic));
  static const uint8_t expected[64] = {4, 1, 0, 0, 2, [28] = 3, [32] = 11, [51] = 0x30};
  TOE_EXPECT_MEM(bench->nic->last_command, expected, 64);
  raise_event(bench, 3, 0x30000001, 1);
  raise_event(bench, 19, 0, 0);
  raise_event(bench, 17, 0, 0);
  raise_event(bench, 18, 0, 0);
  run(bench);
  TOE_EXPECT_STR(bench->events,
                 "retrieve 77 11\nraised 3 30000000 11 error 0\nraised 3 30000001 1 error 11\n"
                 "status 40010017/40\nraised 19 0 0 error 0\nstatus 40020001/0\nraised 17 0 0 error 0\n"
                 "status 40020003/20\nraised 18 0 0 error 0\n");
  bench->events[0] = '\0';
  raise_event(bench, 19, 0, 0);
  run(bench);
  TOE_EXPECT_EQ(fake_get(bench->status_buffer, 4, 4), 2); /* MediaConnectStateDisconnected */
  raise_event(bench, 19, 0, 1);
  run(bench);
  static const uint8_t link[40] = {0x80, 1, 40, 0, 1};
  TOE_EXPECT_MEM(bench->status_buffer, link, 40);
  bench_free(bench);
}

/* More events than the driver takes at once, all of them come up, in order; and events of nobody are passed over. */
TOE_TEST(miniport_events, many_events_at_once) {
  bench_t *bench = bench_new(64, 64);
  chain_t c;
  offload(bench, &c);
  for (uint32_t i = 0; i < 20; ++i) raise_event(bench, 3, 0x30000000, 1 + i % 11);
  while (fake_step(bench->nic)) continue;
  fake_event(bench->nic, 3, 0x30000005, 1);
  fake_event(bench->nic, 3, 0x20000000, 1);
  fake_event(bench->nic, 9, 0, 0);
  run(bench);
  char text[4096] = "";
  for (uint32_t i = 0; i < 20; ++i) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "retrieve 77 %u\nraised 3 30000000 %u error 0\n", 1 + i % 11, 1 + i % 11);
  }
  TOE_EXPECT_STR(bench->events, text);
  TOE_EXPECT_HAS(bench->nic->log, "an event of what is no connection");
  TOE_EXPECT_HAS(bench->nic->log, "an event that is not known");
  TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 0);
  bench_free(bench);
}

/* R154, R155, A-8: initiates are held from PAUSE on and go on at RESUME, in order; the rest goes on at once. UPLOAD_ALL
 * fails them, and what still arrives, placeholders SUCCESS. */
TOE_TEST(miniport_events, initiates_are_held) {
  for (int is_upload = 0; is_upload < 2; ++is_upload) {
    bench_t *bench = bench_new(8, 8);
    fake_block_t a, b, p;
    fake_block_init(&a, FAKE_NEIGHBOR, FAKE_NEW, 0);
    fake_block_init(&b, FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
    fake_block_init(&p, FAKE_PATH, FAKE_NEW, 0);
    fake_dependent(&b, &p);
    raise_event(bench, 17, 0, 0);
    run(bench);
    initiate(bench, &a);
    initiate(bench, &b);
    set(bench, 3, 5);
    run(bench);
    TOE_EXPECT_EQ(bench->up_count, 1); /* the setting */
    TOE_EXPECT_EQ(bench->nic->commands, 2);
    TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 2);
    if (is_upload) {
      fake_block_t late;
      fake_block_init(&late, FAKE_NEIGHBOR, FAKE_NEW, 0);
      raise_event(bench, 16, 0, 0);
      run(bench);
      TOE_ASSERT_EQ(bench->up_count, 3);
      TOE_EXPECT(bench->ups[1].root == a.memory && bench->ups[2].root == b.memory);
      initiate(bench, &late);
      run(bench);
      TOE_ASSERT_EQ(bench->up_count, 4);
      TOE_EXPECT_EQ(fake_status(&late), FAILURE);
      TOE_EXPECT_EQ(fake_status(&a), FAILURE);
      TOE_EXPECT_EQ(fake_status(&b), 0);
      TOE_EXPECT_EQ(fake_status(&p), FAILURE);
      TOE_EXPECT_EQ(fake_handle(&a), 0);
      TOE_EXPECT_EQ(fake_live(bench->nic), 0);
    }
    raise_event(bench, 18, 0, 0);
    run(bench);
    if (!is_upload) {
      TOE_ASSERT_EQ(bench->up_count, 3);
      TOE_EXPECT(bench->ups[1].root == a.memory && bench->ups[2].root == b.memory);
      TOE_EXPECT_EQ(fake_live(bench->nic), 2);
    }
    fake_block_t c;
    fake_block_init(&c, FAKE_NEIGHBOR, FAKE_NEW, 0);
    initiate(bench, &c); /* not held any more */
    run(bench);
    TOE_EXPECT_EQ(fake_status(&c), 0);
    TOE_EXPECT_EQ(toe_miniport_pending(bench->miniport), 0);
    bench_free(bench);
  }
}

/* Ending while some are held, and while the host has buffers, loses no memory (bench_free looks). */
TOE_TEST(miniport_events, free_drops_what_is_held) {
  bench_t *bench = bench_new(8, 8);
  chain_t c;
  offload(bench, &c);
  fake_block_t t, a;
  back_init(&t, 3, 0x30000000, 128);
  fake_block_init(&a, FAKE_NEIGHBOR, FAKE_NEW, 0);
  terminate(bench, &t);
  raise_event(bench, 17, 0, 0);
  run(bench);
  initiate(bench, &a);
  TOE_EXPECT_EQ(toe_miniport_lent(bench->miniport), 1);
  bench_free(bench);
}

/* Reset: the device is stopped and started, and what is under way goes on. */
TOE_TEST(miniport_events, reset_loses_nothing) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t a;
  fake_block_init(&a, FAKE_NEIGHBOR, FAKE_NEW, 0);
  initiate(bench, &a);
  uint32_t at = bench->nic->write_count;
  toe_miniport_reset(bench->miniport);
  TOE_ASSERT_EQ(bench->nic->write_count, at + 2);
  TOE_EXPECT(bench->nic->writes[at].offset == 4 && bench->nic->writes[at].value == 2);
  TOE_EXPECT(bench->nic->writes[at + 1].offset == 4 && bench->nic->writes[at + 1].value == 3);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&a), 0);
  bench_free(bench);
}
