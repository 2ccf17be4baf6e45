/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_tree_test.c - trees in host memory: how they are laid out, and what a target must leave alone.
 */
#include "sim/host/toe_tree.h"

#include "sim/host/toe_plan.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_op.h"

/* A tree built from a line of text. */
typedef struct bench {
  fake_nic_t *nic;
  toe_os_t os;
  toe_objects_t *objects;
  toe_op_t *op;
  toe_tree_t tree;
  char broken[1024]; /* "R105 N1: ...\n" */
} bench_t;

static void note_broken(void *self, const char *rule, const char *text) {
  bench_t *bench = self;
  size_t used = strlen(bench->broken);
  snprintf(bench->broken + used, sizeof bench->broken - used, "%s %s\n", rule, text);
}

static toe_result_t bench_build(bench_t *bench) {
  toe_error_t error = {""};
  bench->tree.count = bench->op->block_count;
  bench->tree.nodes = bench->os.alloc(bench->os.self, bench->tree.count * sizeof *bench->tree.nodes);
  toe_mention_t mention;
  if (toe_mention_take(bench->objects, bench->op, &mention) != TOE_OK) abort();
  if (toe_plan_decide(bench->op, &mention, 1, bench->tree.nodes, &error) != TOE_OK) abort();
  toe_mention_drop(bench->objects, &mention);
  return toe_tree_build(&bench->os, bench->op, &bench->tree);
}
static bench_t *bench_prepare(toe_op_t *op, const char *offloaded, uint32_t handle) {
  bench_t *bench = calloc(1, sizeof *bench);
  bench->nic = fake_new();
  bench->os = fake_os(bench->nic);
  bench->op = op;
  if (toe_objects_new(&bench->objects) != TOE_OK || toe_plan_enter(bench->objects, op) != TOE_OK) abort();
  if (offloaded != NULL) {
    toe_object_t *object = toe_objects_find(bench->objects, offloaded);
    object->is_offloaded = true;
    toe_ndis_cell_set(object->cell, handle);
  }
  return bench;
}
static bench_t *bench_new(toe_op_t *op, const char *offloaded, uint32_t handle) {
  bench_t *bench = bench_prepare(op, offloaded, handle);
  if (bench_build(bench) != TOE_OK) abort();
  return bench;
}
static void bench_free(bench_t *bench) {
  toe_tree_free(&bench->os, &bench->tree);
  for (uint64_t n = 1; n <= toe_objects_count(bench->objects); ++n) {
    bench->os.free(bench->os.self, toe_objects_get(bench->objects, n)->sends);
  }
  TOE_EXPECT_EQ(bench->nic->allocs_live, 0);
  toe_objects_free(bench->objects);
  toe_op_free(bench->op);
  fake_free(bench->nic);
  free(bench);
}
static const char *check(bench_t *bench) {
  toe_tree_sink_t sink = {.self = bench, .broken = note_broken};
  bench->broken[0] = '\0';
  toe_tree_check(&bench->tree, &sink);
  return bench->broken;
}

static uint8_t *at(const uint8_t *block, int offset) { return (uint8_t *)(uintptr_t)fake_get(block, offset, 8); }

/* Offsets by hand (docs/ndis.md 1): links, kinds, handles of the host, fault, lists. */
TOE_TEST(tree, blocks_lie_as_ndis_has_them) {
  toe_op_t *op = fake_initiate("N1(P1(T1!2,T2)),N2?,N3#10000077");
  static const uint32_t sizes[2] = {200, 400};
  op->blocks[2].state.outstanding = sizes;
  op->blocks[2].state.outstanding_count = 2;
  op->blocks[2].state.buffered_bytes = 300;
  bench_t *bench = bench_new(op, "P1", 0x20000005);
  const uint8_t *n1 = toe_tree_root(&bench->tree);
  const uint8_t *p1 = at(n1, 16), *n2 = at(n1, 8), *n3 = at(n2, 8), *t1 = at(p1, 16), *t2 = at(t1, 8);
  TOE_EXPECT(at(n3, 8) == NULL && at(t2, 8) == NULL && at(p1, 8) == NULL && at(t1, 16) == NULL && at(n2, 16) == NULL);
  const uint8_t *all[6] = {n1, p1, t1, t2, n2, n3};
  static const uint8_t types[6] = {4, 8, 17, 17, 4, 4}, revisions[6] = {1, 1, 2, 2, 1, 1};
  for (int i = 0; i < 6; ++i) {
    toe_test_note("block %d", i);
    TOE_EXPECT_EQ(all[i][0], types[i]);
    TOE_EXPECT_EQ(all[i][1], revisions[i]);
    TOE_EXPECT_EQ(fake_get(all[i], 2, 2), 152);
    TOE_EXPECT_EQ(fake_get(all[i], 56, 8), (uint64_t)i + 1); /* NdisOffloadHandle: the object's number */
    TOE_EXPECT_EQ(fake_get(all[i], 80, 8), i == 2 ? 2 : 0);  /* fault */
  }
  TOE_EXPECT_EQ(fake_get(at(n1, 48), 0, 8), 0);          /* new */
  TOE_EXPECT_EQ(fake_get(at(p1, 48), 0, 8), 0x20000005); /* linker */
  TOE_EXPECT(at(n2, 48) == NULL);                        /* placeholder */
  TOE_EXPECT_EQ(fake_get(at(n3, 48), 0, 8), 0x10000077); /* linker of a given handle */
  TOE_EXPECT(at(n3, 48) != bench->tree.nodes[5].object->cell);
  TOE_EXPECT(at(t1, 48) == bench->tree.nodes[2].object->cell);
  const toe_nbl_t *sends = (const toe_nbl_t *)(const void *)at(t1, 144);
  TOE_ASSERT(sends != NULL && sends->next != NULL);
  TOE_EXPECT_EQ(sends->bytes, 200);
  TOE_EXPECT_EQ(sends->next->bytes, 400);
  TOE_EXPECT(sends->next->next == NULL);
  TOE_EXPECT(at(t1 + 152 + 72, 96) == (const uint8_t *)sends);        /* SendDataHead */
  TOE_EXPECT(at(t1 + 152 + 72, 104) == (const uint8_t *)sends->next); /* SendDataTail */
  const toe_nbl_t *buffered = (const toe_nbl_t *)(const void *)at(t1 + 152 + 72, 112);
  TOE_ASSERT(buffered != NULL);
  TOE_EXPECT_EQ(buffered->bytes, 300);
  TOE_EXPECT(at(t2, 144) == NULL && at(t2 + 152 + 72, 112) == NULL);
  bench_free(bench);
}

/* What a target may write: Status, its reserved members, the cells of what went in. */
static void answer(bench_t *bench, uint32_t index, uint32_t status, uint32_t handle) {
  toe_tree_node_t *node = &bench->tree.nodes[index];
  fake_put(node->block, 24, 4, status);
  memset(node->block + 80, 0x77, 16);
  memset(node->block + 112, 0x77, 16);
  if (node->kind == TOE_KIND_NEW && handle != 0) fake_put(node->cell, 0, 8, handle);
}
static bench_t *answered(void) {
  toe_op_t *op = fake_initiate("N1?(P1(T1,T2))");
  static const uint32_t sizes[2] = {200, 400};
  for (int i = 2; i < 4; ++i) {
    op->blocks[i].state.outstanding = sizes;
    op->blocks[i].state.outstanding_count = 2;
    op->blocks[i].state.buffered_bytes = 300;
  }
  bench_t *bench = bench_new(op, "P1", 0x20000005);
  answer(bench, 0, 0, 0);
  answer(bench, 1, 0x40020004, 0);
  answer(bench, 2, 0, 0x30000000);
  answer(bench, 3, 0xC000009A, 0);
  return bench;
}

TOE_TEST(tree, what_the_target_may_write_is_no_breach) {
  bench_t *bench = answered();
  TOE_EXPECT_STR(check(bench), "");
  bench->tree.nodes[2].sends[0].status = 0; /* its own by now */
  TOE_EXPECT_STR(check(bench), "");
  bench_free(bench);
}

/* R18, R90, R91, R94, R95 */
TOE_TEST(tree_bad, wrong_statuses_and_handles_are_found) {
  bench_t *bench = answered();
  answer(bench, 3, 0xFFFFFFFF, 0);
  TOE_EXPECT_HAS(check(bench), "R18 T2: status 0xFFFFFFFF");
  answer(bench, 3, 0xC0231011, 0); /* a number of that family that is none */
  TOE_EXPECT_HAS(check(bench), "R18 T2");
  answer(bench, 3, 0xC0231012, 0); /* the sixteenth */
  TOE_EXPECT_STR(check(bench), "");
  answer(bench, 3, 0xC000009A, 0x30000001);
  TOE_EXPECT_STR(check(bench), "R95 T2: not offloaded, but a handle was written\n");
  fake_put(bench->tree.nodes[3].cell, 0, 8, 0);
  fake_put(bench->tree.nodes[2].cell, 0, 8, 0);
  TOE_EXPECT_STR(check(bench), "R94 T1: offloaded, but no handle was written\n");
  fake_put(bench->tree.nodes[2].cell, 0, 8, 0x30000000);
  fake_put(bench->tree.nodes[1].cell, 0, 8, 0x20000006);
  TOE_EXPECT_STR(check(bench), "R91 P1: the handle of a linker was changed\n");
  fake_put(bench->tree.nodes[1].cell, 0, 8, 0x20000005);
  answer(bench, 0, 0xC0000001, 0);
  TOE_EXPECT_STR(check(bench), "R90 N1: a placeholder is not SUCCESS\n");
  bench_free(bench);
}

/* R105, R106: every byte of a block and of the state behind it that is not the target's. */
TOE_TEST(tree_bad, every_changed_byte_is_found) {
  bench_t *bench = answered();
  uint8_t *t2 = bench->tree.nodes[3].block;
  for (int i = 0; i < 152 + 200; ++i) {
    bool is_targets = (i >= 24 && i < 28) || (i >= 80 && i < 96) || (i >= 112 && i < 128);
    if (is_targets) continue;
    toe_test_note("byte %d", i);
    t2[i] ^= 0x10;
    TOE_EXPECT_HAS(check(bench), i < 152 ? "R105 T2" : "R106 T2");
    t2[i] ^= 0x10;
  }
  TOE_EXPECT_STR(check(bench), "");
  bench_free(bench);
}

/* R2, R4, R50 */
TOE_TEST(tree_bad, changed_buffers_of_failed_blocks_are_found) {
  bench_t *bench = answered();
  toe_nbl_t *sends = bench->tree.nodes[3].sends;
  sends[1].status = 0;
  TOE_EXPECT_STR(check(bench), "R2 T2: a buffer list of a block that failed was changed\n");
  sends[1].status = 0x103;
  sends[0].next = NULL;
  TOE_EXPECT_HAS(check(bench), "R2 T2");
  sends[0].next = &sends[1];
  sends[0].bytes = 1;
  TOE_EXPECT_HAS(check(bench), "R2 T2");
  sends[0].bytes = 200;
  bench->tree.nodes[3].buffered->bytes = 299;
  TOE_EXPECT_STR(check(bench), "R50 T2: the buffered data was changed\n");
  bench->tree.nodes[3].buffered->bytes = 300;
  TOE_EXPECT_STR(check(bench), "");
  for (int node = 2; node < 4; ++node) { /* one that went in, one that failed: the bytes are the host's in both */
    uint8_t *byte = (uint8_t *)(uintptr_t)bench->tree.nodes[node].buffered->data + 299;
    *byte ^= 0x01;
    TOE_EXPECT_HAS(check(bench), "the buffered data was changed");
    *byte ^= 0x01;
  }
  TOE_EXPECT_STR(check(bench), "");
  bench_free(bench);
}

/* Sends of what went in stay lent to the target; all other lists end (bench_free counts). */
TOE_TEST(tree, sends_of_what_went_in_stay_lent) {
  bench_t *bench = answered();
  toe_nbl_t *lent = bench->tree.nodes[2].sends;
  toe_tree_settle(&bench->os, &bench->tree);
  TOE_EXPECT(toe_objects_find(bench->objects, "T1")->sends == lent);
  TOE_EXPECT_EQ(lent->bytes, 200);
  TOE_EXPECT(toe_objects_find(bench->objects, "T2")->sends == NULL);
  bench_free(bench);
}

/* R86: after completion nothing of the tree is left to read, and a write is found. */
TOE_TEST(tree, completed_tree_is_poisoned) {
  bench_t *bench = answered();
  toe_tree_poison(&bench->tree);
  for (size_t i = 0; i < bench->tree.bytes; ++i) TOE_ASSERT_EQ(bench->tree.memory[i], 0xDB);
  TOE_EXPECT(toe_tree_is_untouched(&bench->tree));
  bench->tree.memory[bench->tree.bytes - 1] = 0;
  TOE_EXPECT(!toe_tree_is_untouched(&bench->tree));
  bench_free(bench);
}

TOE_TEST(tree_bad, memory_may_be_short) {
  for (uint32_t fail = 2; fail <= 5; ++fail) { /* 1 is the caller's nodes */
    toe_op_t *op = fake_initiate("T1");
    static const uint32_t size = 200;
    op->blocks[0].state.outstanding = &size;
    op->blocks[0].state.outstanding_count = 1;
    op->blocks[0].state.buffered_bytes = 300;
    bench_t *bench = bench_prepare(op, NULL, 0);
    bench->nic->alloc_fail_from = fail;
    toe_test_note("allocation %u fails", fail);
    TOE_EXPECT_EQ(bench_build(bench), TOE_E_MEMORY);
    TOE_EXPECT_EQ(bench->nic->allocs_live, 1);
    bench_free(bench);
  }
}
