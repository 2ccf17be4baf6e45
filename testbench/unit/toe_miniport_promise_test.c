/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_promise_test.c - what the driver promises of the host's memory: buffered data, trees that were given
 * back, statuses that are final; and what it advertises.
 */
#include "testbench/unit/toe_miniport_bench.h"

#define RCV_WINDOW 0xC023100Cu
enum { BUILT = 16777216, PIECE = 64 };

/* A received list of two buffers in memory of its own. */
typedef struct received {
  toe_nbl_t *first, *second;
  uint8_t *data;
} received_t;

static received_t received_new(uint32_t first_bytes, uint32_t second_bytes) {
  received_t r = {.first = calloc(1, sizeof *r.first), .second = calloc(1, sizeof *r.second)};
  r.data = malloc(first_bytes + second_bytes);
  for (uint32_t i = 0; i < first_bytes + second_bytes; ++i) r.data[i] = (uint8_t)(i * 7 + 1);
  *r.first = (toe_nbl_t){.next = r.second, .status = 0x103, .bytes = first_bytes, .data = r.data};
  *r.second = (toe_nbl_t){.status = 0x103, .bytes = second_bytes, .data = r.data + first_bytes};
  return r;
}
static void received_free(received_t *r) {
  memset(r->data, 0xDB, r->first->bytes + r->second->bytes);
  free(r->data);
  memset(r->first, 0xDB, sizeof *r->first);
  memset(r->second, 0xDB, sizeof *r->second);
  free(r->first);
  free(r->second);
}
/* BufferedData of a TCP block's delegated state. */
static void hang(fake_block_t *block, const toe_nbl_t *list) { fake_pointer(block->memory + 152 + 72, 112, list); }

/* The object of that index in the command that stands at that place of the ring. */
static const uint8_t *object_at(bench_t *bench, uint32_t entry, uint32_t index) {
  uint64_t ring = bench->nic->regs[0x100 / 4] | (uint64_t)bench->nic->regs[0x104 / 4] << 32;
  uint64_t objects = fake_get(fake_at(bench->nic, ring + 64 * (uint64_t)entry, 64), 8, 8);
  return fake_at(bench->nic, objects + 256 * (uint64_t)index, 256);
}

/* A device that copies what it is told to: FAILURE of what is larger than it was built for, as
 * docs/microarchitecture.md 7 has it. */
static fake_answer_t copier(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  fake_nic_t *nic = self;
  (void)request_id, (void)index;
  if (object[0] != 3 || object[1] != 2) return fake_default_answer(nic, object);
  uint64_t bytes = fake_get(object, 28, 4), address = fake_get(object, 32, 8);
  TOE_EXPECT_EQ(bytes == 0, address == 0); /* one without the other is malformed */
  TOE_EXPECT_EQ(address % 64, 0);
  if (bytes > BUILT) return (fake_answer_t){FAILURE, 0, 1};
  if (bytes != 0) TOE_EXPECT(fake_at(nic, address, (bytes + 63) / 64 * 64) != NULL);
  return fake_default_answer(nic, object);
}
static bench_t *copier_new(void) {
  bench_t *bench = bench_new(8, 8);
  bench->nic->script = copier;
  bench->nic->script_self = bench->nic;
  return bench;
}

/* R42, R43, R46, R49: the bytes lie in one piece, aligned, padded with zeros, until the completion; the list is
 * not looked at again, and may be gone as soon as the tree is back (the sanitizer looks). */
TOE_TEST(miniport_promise, buffered_data_is_gathered_once_and_let_go) {
  bench_t *bench = copier_new();
  fake_block_t t;
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  received_t r = received_new(100, 41);
  hang(&t, r.first);
  initiate(bench, &t);
  const uint8_t *object = object_at(bench, 0, 0);
  TOE_ASSERT(object != NULL);
  TOE_EXPECT_EQ(fake_get(object, 28, 4), 141);
  uint64_t address = fake_get(object, 32, 8);
  TOE_EXPECT(address != 0 && address % 64 == 0);
  const uint8_t *piece = fake_at(bench->nic, address, 192);
  TOE_ASSERT(piece != NULL);
  for (uint32_t i = 0; i < 192; ++i) {
    toe_test_note("byte %u", i);
    TOE_EXPECT_EQ(piece[i], i < 141 ? (uint8_t)(i * 7 + 1) : 0);
  }
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS + 2);
  memset(r.data, 0xDB, 141); /* taken over already: what comes later does not reach the device */
  TOE_EXPECT_EQ(piece[0], 1);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 1);
  TOE_EXPECT_EQ(fake_status(&t), 0);
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS); /* the piece is given back */
  received_free(&r);
  fake_block_t n;
  fake_block_init(&n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  initiate(bench, &n);
  run(bench);
  TOE_EXPECT_EQ(bench->up_count, 2);
  bench_free(bench);
}

/* R50: whatever comes of the connection, list and bytes are as they were. */
TOE_TEST(miniport_promise, buffered_data_of_a_failed_block_is_not_touched) {
  bench_t *bench = bench_new(8, 8);
  fake_block_t t;
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  received_t r = received_new(64, 64);
  hang(&t, r.first);
  static const fake_answer_t answer = {RCV_WINDOW, 0, 1};
  bench->nic->script = by_index;
  bench->nic->script_self = (void *)&answer;
  initiate(bench, &t);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&t), RCV_WINDOW);
  TOE_EXPECT(r.first->next == r.second && r.second->next == NULL);
  TOE_EXPECT(r.first->data == r.data && r.second->data == r.data + 64);
  TOE_EXPECT(r.first->bytes == 64 && r.second->bytes == 64 && r.first->status == 0x103 && r.second->status == 0x103);
  for (uint32_t i = 0; i < 128; ++i) TOE_EXPECT_EQ(r.data[i], (uint8_t)(i * 7 + 1));
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS);
  received_free(&r);
  bench_free(bench);
}

/* R46: memory that others hold is waited for, with the whole request. */
TOE_TEST(miniport_promise, short_memory_for_buffered_data_is_waited_for) {
  bench_t *bench = copier_new();
  fake_block_t n, t;
  fake_block_init(&n, FAKE_NEIGHBOR, FAKE_NEW, 0);
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  received_t r = received_new(10, 10);
  hang(&t, r.first);
  initiate(bench, &n);
  bench->nic->dma_fail_from = bench->nic->dma_calls + 2; /* there is some for the list, none for the data */
  initiate(bench, &t);
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS + 1); /* and nothing is kept meanwhile */
  bench->nic->dma_fail_from = 0;
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 2);
  TOE_EXPECT_EQ(fake_status(&t), 0);
  TOE_EXPECT(fake_handle(&t) != 0);
  received_free(&r);
  bench_free(bench);
}

/* R47, R48: with nothing in flight that could give some back, the connection alone fails.  T1 finds memory, T2 does
 * not, T3 has no data. */
TOE_TEST(miniport_promise, no_memory_for_buffered_data_fails_that_connection_alone) {
  bench_t *bench = copier_new();
  fake_block_t b[5];
  static const int layers[5] = {1, 2, 3, 3, 3};
  for (int i = 0; i < 5; ++i) fake_block_init(&b[i], layers[i], FAKE_NEW, 0);
  fake_dependent(&b[0], &b[1]);
  fake_dependent(&b[1], &b[2]);
  fake_next(&b[2], &b[3]);
  fake_next(&b[3], &b[4]);
  received_t one = received_new(10, 10), two = received_new(30, 30);
  hang(&b[2], one.first);
  hang(&b[3], two.first);
  bench->nic->dma_fail_from = bench->nic->dma_calls + 3; /* the list, the data of T1, and no more */
  initiate(bench, &b[0]);
  TOE_EXPECT_EQ(fake_waiting(bench->nic), 1);
  TOE_EXPECT_HAS(bench->nic->log, "request 1: no memory for the buffered data of object 3");
  const uint8_t *t2 = object_at(bench, 0, 3);
  TOE_EXPECT(fake_get(t2, 28, 4) > BUILT); /* whatever the limit, the device has not that much */
  TOE_EXPECT_EQ(fake_get(object_at(bench, 0, 2), 28, 4), 20);
  TOE_EXPECT_EQ(fake_get(object_at(bench, 0, 4), 28, 4), 0);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 1);
  for (int i = 0; i < 5; ++i) {
    toe_test_note("block %d", i);
    TOE_EXPECT_EQ(fake_status(&b[i]), i == 3 ? FAILURE : 0);
    TOE_EXPECT_EQ(fake_handle(&b[i]) == 0, i == 3);
  }
  TOE_EXPECT(two.first->bytes == 30 && two.first->data == two.data && two.data[59] == (uint8_t)(59 * 7 + 1)); /* R50 */
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS);
  bench->nic->dma_fail_from = 0;
  received_free(&one);
  received_free(&two);
  bench_free(bench);
}

/* More than was built for copies is the device's to deny: it is not gathered, so its bytes need not even be there. */
TOE_TEST(miniport_promise, more_than_was_built_is_not_gathered) {
  bench_t *bench = copier_new();
  fake_block_t t[3];
  static const uint32_t sizes[3] = {BUILT + 1, 0xFFFFFFFF, 100}; /* the last brings no bytes: a list that lies */
  toe_nbl_t lists[3];
  for (int i = 0; i < 3; ++i) {
    fake_block_init(&t[i], FAKE_TCP, FAKE_NEW, 0);
    lists[i] = (toe_nbl_t){.status = 0x103, .bytes = sizes[i]};
    hang(&t[i], &lists[i]);
    initiate(bench, &t[i]);
  }
  TOE_EXPECT_EQ(bench->nic->dma_live, BENCH_DMAS + 3);
  TOE_EXPECT_EQ(fake_get(object_at(bench, 0, 0), 28, 4), BUILT + 1);
  TOE_EXPECT_EQ(fake_get(object_at(bench, 1, 0), 28, 4), 0xFFFFFFFF);
  TOE_EXPECT_EQ(fake_get(object_at(bench, 2, 0), 28, 4), BUILT + PIECE);
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 3);
  for (int i = 0; i < 3; ++i) TOE_EXPECT_EQ(fake_status(&t[i]), FAILURE);
  bench_free(bench);
}

/* An empty list, or one of empty buffers, is no data. */
TOE_TEST(miniport_promise, empty_buffers_are_no_buffered_data) {
  bench_t *bench = copier_new();
  fake_block_t t;
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  toe_nbl_t list = {.status = 0x103};
  hang(&t, &list);
  initiate(bench, &t);
  TOE_EXPECT_EQ(fake_get(object_at(bench, 0, 0), 28, 4), 0);
  TOE_EXPECT_EQ(fake_get(object_at(bench, 0, 0), 32, 8), 0);
  run(bench);
  TOE_EXPECT_EQ(fake_status(&t), 0);
  bench_free(bench);
}

/* Each of them can be the one that finds no memory: nothing is lost (bench_free counts). */
TOE_TEST(miniport_promise_bad, any_allocation_may_fail) {
  for (uint32_t fail = 1; fail <= 4; ++fail) {
    bench_t *bench = copier_new();
    fake_block_t t;
    fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
    received_t r = received_new(10, 10);
    hang(&t, r.first);
    toe_test_note("allocation %u fails", fail);
    bench->nic->alloc_fail_from = bench->nic->alloc_calls + fail;
    initiate(bench, &t);
    bench->nic->alloc_fail_from = 0;
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, 1);
    /* Request, list of blocks, list of pieces. */
    TOE_EXPECT_EQ(fake_status(&t), fail <= 3 ? RESOURCES : 0);
    received_free(&r);
    bench_free(bench);
  }
}

/* Ending while a piece is held loses no memory. */
TOE_TEST(miniport_promise, free_drops_buffered_data) {
  bench_t *bench = copier_new();
  fake_block_t t;
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  received_t r = received_new(10, 10);
  hang(&t, r.first);
  initiate(bench, &t);
  received_free(&r);
  bench_free(bench);
}

/* --- trees that were given back --- */

enum { TREE = 10 };
static fake_block_t *given;         /* the tree that is under way */
static uint32_t final[TREE];        /* statuses, */
static uint64_t handles[TREE];      /* cells */
static uint64_t reserved_sum[TREE]; /* and reserved members, as they were at the completion */

static uint64_t sum_of_reserved(const fake_block_t *block) { return (uint64_t)fake_is_reserved_same(block); }

/* The host looks, and fills all of it with poison. */
static void look_and_poison(void *root) {
  TOE_EXPECT(root == (void *)given[0].memory);
  for (int i = 0; i < TREE; ++i) {
    final[i] = fake_status(&given[i]);
    handles[i] = fake_handle(&given[i]);
    reserved_sum[i] = sum_of_reserved(&given[i]);
  }
  memset(given, 0xDB, TREE * sizeof *given);
}

/* R1, R17, R41, R86, R90, R94, R95, R105: when the completion is called, once, every block has its final status, new
 * ones that went in their handle, the others none, and the reserved members are the host's.  From then on nothing of
 * the tree is read or written: it is poison, and later requests, interrupts and the end of the driver leave it so. */
TOE_TEST(miniport_promise, completed_tree_is_final_and_not_looked_at_again) {
  bench_t *bench = bench_new(8, 8);
  bench->on_root = look_and_poison;
  given = malloc(TREE * sizeof *given);
  fake_figure(given);
  static const fake_answer_t answers[TREE] = {
      {PARTIAL, 0x10000000, 3}, {PARTIAL, 0x20000000, 3}, {0, 0x30000000, 3}, {RESOURCES, 0, 1},  {0xC0231005, 0, 1},
      {FAILURE, 0, 0},          {0, 0x10000001, 3},       {0, 0x20000001, 3}, {0, 0x30000001, 3}, {0, 0x30000002, 3}};
  bench->nic->script = by_index;
  bench->nic->script_self = (void *)answers;
  initiate(bench, &given[0]);
  for (int i = 0; i < TREE; ++i) TOE_EXPECT_EQ(fake_status(&given[i]), 0xEEEEEEEE); /* nothing before it is known */
  run(bench);
  TOE_ASSERT_EQ(bench->up_count, 1);
  for (int i = 0; i < TREE; ++i) {
    toe_test_note("block %d", i);
    TOE_EXPECT_EQ(final[i], answers[i].status);
    TOE_EXPECT_EQ(handles[i], answers[i].handle);
    TOE_EXPECT_EQ(reserved_sum[i], 1);
  }
  bench->on_root = NULL;
  bench->nic->script = NULL;
  fake_block_t other;
  fake_block_init(&other, FAKE_NEIGHBOR, FAKE_NEW, 0);
  for (int i = 0; i < 10; ++i) {
    initiate(bench, &other);
    fake_block_put(other.cell, 0, 8, 0);
    run(bench);
  }
  toe_miniport_interrupt(bench->miniport, 0);
  TOE_EXPECT_EQ(bench->up_count, 11); /* R86: one completion a tree */
  toe_miniport_halt(bench->miniport);
  for (size_t i = 0; i < TREE * sizeof *given; ++i) TOE_ASSERT_EQ(((const uint8_t *)given)[i], 0xDB);
  free(given); /* and what is gone cannot be read: the sanitizer looks */
  bench_free(bench);
}

/* The same of a tree the driver refuses by itself, and of one it has no memory for. */
TOE_TEST(miniport_promise, refused_and_starved_trees_are_not_looked_at_again) {
  for (int round = 0; round < 3; ++round) {
    bench_t *bench = bench_new(8, 8);
    bench->on_root = look_and_poison;
    given = malloc(TREE * sizeof *given);
    fake_figure(given);
    toe_test_note("round %d", round);
    if (round == 0) fake_next(&given[9], &given[0]); /* a circle */
    if (round == 1) bench->nic->dma_fail_from = 1;
    if (round == 2) bench->nic->alloc_fail_from = bench->nic->alloc_calls + 1; /* not even a request */
    initiate(bench, &given[0]);
    bench->nic->dma_fail_from = bench->nic->alloc_fail_from = 0;
    run(bench);
    TOE_ASSERT_EQ(bench->up_count, 1);
    for (int i = 0; i < TREE; ++i) {
      TOE_EXPECT_EQ(final[i], i == 0 && round != 0 ? RESOURCES : FAILURE);
      TOE_EXPECT_EQ(handles[i], 0);
      TOE_EXPECT_EQ(reserved_sum[i], 1);
    }
    for (size_t i = 0; i < TREE * sizeof *given; ++i) TOE_ASSERT_EQ(((const uint8_t *)given)[i], 0xDB);
    free(given);
    bench_free(bench);
  }
}

/* The device tells RESUME. */
static void resume(bench_t *bench) {
  TOE_EXPECT(toe_miniport_raise(bench->miniport, 18, 0, 0));
  run(bench);
}

/* R157, R193, docs/ndis.md 6: the capacity changes at RESUME and at no other time; Ethernet, IPv4 and IPv6, no
 * extension headers, no SACK, the limit of connections; and nothing of any other pool. */
TOE_TEST(miniport_promise, capability_is_advertised_by_offsets) {
  bench_t *bench = bench_new(8, 8);
  uint8_t record[24];
  memset(record, 0xCC, sizeof record);
  toe_miniport_capabilities(bench->miniport, record);
  static const uint8_t expected[20] = {0x80, 1, 20, 0, 2, 0, 0, 0, 5, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0};
  TOE_EXPECT_MEM(record, expected, 20);
  TOE_EXPECT_EQ(record[20], 0xCC);
  set(bench, 3, 77);
  toe_miniport_capabilities(bench->miniport, record);
  run(bench);
  toe_miniport_capabilities(bench->miniport, record);
  TOE_EXPECT_EQ(fake_get(record, 12, 4), 8); /* not before RESUME */
  TOE_EXPECT(toe_miniport_raise(bench->miniport, 17, 0, 0));
  run(bench);
  toe_miniport_capabilities(bench->miniport, record);
  TOE_EXPECT_EQ(fake_get(record, 12, 4), 8);
  resume(bench);
  toe_miniport_capabilities(bench->miniport, record);
  TOE_EXPECT_EQ(fake_get(record, 12, 4), 77);
  bench->nic->force_error = 5;
  set(bench, 3, 99999); /* refused */
  set(bench, 1, 5);     /* another pool */
  run(bench);
  resume(bench);
  toe_miniport_capabilities(bench->miniport, record);
  TOE_EXPECT_EQ(fake_get(record, 12, 4), 77);
  bench_free(bench);
}
