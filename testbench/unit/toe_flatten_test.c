/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_flatten_test.c - the walk of a block list and the checks it makes.
 */
#include "sim/miniport/toe_flatten.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_tree.h"

/* R87: Neighbor1, Path1, TCP1, TCP2, Path2, TCP3, Neighbor2, Path3, TCP4, TCP5. */
TOE_TEST(flatten, reference_figure_comes_in_walk_order) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  fake_block_t b[10];
  fake_figure(b);
  toe_flat_t flat = {NULL, 0, 0};
  const char *text = "";
  TOE_EXPECT_EQ(toe_flatten(&os, b[0].memory, &flat, &text), TOE_FLATTEN_OK);
  TOE_EXPECT_EQ(flat.count, 10);
  static const int layers[10] = {1, 2, 3, 3, 2, 3, 1, 2, 3, 3};
  for (uint32_t i = 0; i < flat.count && i < 10; ++i) {
    toe_test_note("block %u", i);
    TOE_EXPECT(flat.items[i].block == (void *)b[i].memory);
    TOE_EXPECT_EQ(flat.items[i].layer, layers[i]);
    TOE_EXPECT_EQ(flat.items[i].kind, 2);
  }
  toe_flat_free(&os, &flat);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  fake_free(nic);
}

/* R89: a placeholder's Type is not significant, its layer is told by what stands around it. */
TOE_TEST(flatten, layer_of_a_placeholder_is_told_by_its_place) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  fake_block_t n, p, t;
  fake_block_init(&n, FAKE_TCP, FAKE_PLACEHOLDER, 0); /* a Type that is wrong for it */
  n.memory[0] = 0xFE;
  fake_block_init(&p, FAKE_NEIGHBOR, FAKE_PLACEHOLDER, 0);
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  fake_dependent(&n, &p);
  fake_dependent(&p, &t);
  toe_flat_t flat = {NULL, 0, 0};
  const char *text = "";
  TOE_ASSERT_EQ(toe_flatten(&os, n.memory, &flat, &text), TOE_FLATTEN_OK);
  TOE_EXPECT_EQ(flat.items[0].layer, 1);
  TOE_EXPECT_EQ(flat.items[1].layer, 2);
  TOE_EXPECT_EQ(flat.items[2].layer, 3);
  toe_flat_free(&os, &flat);
  /* Placeholders alone: the root's Type counts only where it can be right. */
  fake_block_init(&t, FAKE_TCP, FAKE_PLACEHOLDER, 0);
  n.memory[0] = 8;
  fake_dependent(&n, &p);
  TOE_ASSERT_EQ(toe_flatten(&os, n.memory, &flat, &text), TOE_FLATTEN_OK);
  TOE_EXPECT_EQ(flat.items[0].layer, 1); /* three layers: the root is a neighbor */
  toe_flat_free(&os, &flat);
  fake_pointer(p.memory, 16, NULL);
  TOE_ASSERT_EQ(toe_flatten(&os, n.memory, &flat, &text), TOE_FLATTEN_OK);
  TOE_EXPECT_EQ(flat.items[0].layer, 2); /* two layers: a path, as it says */
  toe_flat_free(&os, &flat);
  fake_free(nic);
}

/* V11 (a placeholder alone), and A-6: the root may be at any layer. */
TOE_TEST(flatten, root_may_be_at_any_layer) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  const char *text = "";
  static const struct {
    int layer, kind, type, expected;
  } roots[] = {
      {1, 2, 4, 1}, {2, 2, 8, 2}, {2, 2, 12, 2}, {3, 2, 17, 3}, {3, 1, 13, 3},
      {2, 1, 5, 2}, {1, 1, 1, 1}, {1, 0, 4, 1},  {2, 0, 8, 2},  {1, 0, 0xFE, 1},
  };
  for (unsigned i = 0; i < sizeof roots / sizeof roots[0]; ++i) {
    toe_test_note("root %u", i);
    fake_block_t b;
    fake_block_init(&b, roots[i].layer, roots[i].kind, 0x10000000);
    b.memory[0] = (uint8_t)roots[i].type;
    toe_flat_t flat = {NULL, 0, 0};
    TOE_ASSERT_EQ(toe_flatten(&os, b.memory, &flat, &text), TOE_FLATTEN_OK);
    TOE_EXPECT_EQ(flat.items[0].layer, roots[i].expected);
    TOE_EXPECT_EQ(flat.items[0].kind, roots[i].kind);
    toe_flat_free(&os, &flat);
  }
  fake_free(nic);
}

/* R98: no limit on objects per layer.  10,000 TCP blocks on one path, and Scratch full of numbers that look like
 * places. */
TOE_TEST(flatten, long_chain_is_walked) {
  enum { COUNT = 10000 };
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  fake_block_t p;
  fake_block_t *t = calloc(COUNT, sizeof *t);
  fake_block_init(&p, FAKE_PATH, FAKE_NEW, 0);
  for (uint32_t i = 0; i < COUNT; ++i) {
    fake_block_init(&t[i], FAKE_TCP, FAKE_NEW, 0);
    fake_block_put(t[i].memory, 112, 8, i / 2);
    if (i > 0) fake_next(&t[i - 1], &t[i]);
  }
  fake_dependent(&p, &t[0]);
  toe_flat_t flat = {NULL, 0, 0};
  const char *text = "";
  TOE_EXPECT_EQ(toe_flatten(&os, p.memory, &flat, &text), TOE_FLATTEN_OK);
  TOE_EXPECT_EQ(flat.count, COUNT + 1);
  if (flat.count == COUNT + 1) TOE_EXPECT(flat.items[COUNT].block == (void *)t[COUNT - 1].memory);
  toe_flat_free(&os, &flat);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  free(t);
  fake_free(nic);
}

/* One wrong tree: it is refused with this text, and nothing is held. */
static void expect_wrong(fake_nic_t *nic, fake_block_t *root, const char *part, uint32_t reachable) {
  toe_os_t os = fake_os(nic);
  toe_flat_t flat = {NULL, 0, 0};
  const char *text = "";
  TOE_EXPECT_EQ(toe_flatten(&os, root->memory, &flat, &text), TOE_FLATTEN_WRONG);
  TOE_EXPECT_HAS(text, part);
  TOE_EXPECT(flat.items == NULL);
  TOE_EXPECT(toe_flatten_reachable(&os, root->memory, &flat));
  TOE_EXPECT_EQ(flat.count, reachable);
  toe_flat_free(&os, &flat);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
}

/* R97 */
TOE_TEST(flatten_bad, circle_is_found) {
  fake_nic_t *nic = fake_new();
  fake_block_t b[10];
  fake_figure(b);
  fake_next(&b[9], &b[8]); /* T5 back to T4 */
  expect_wrong(nic, &b[0], "twice", 10);
  fake_figure(b);
  fake_next(&b[6], &b[0]); /* N2 back to the root */
  expect_wrong(nic, &b[0], "twice", 10);
  fake_figure(b);
  fake_next(&b[0], &b[0]);
  expect_wrong(nic, &b[0], "twice", 6); /* the second neighbor's subtree is lost */
  fake_figure(b);
  fake_dependent(&b[5], &b[0]); /* a TCP whose dependent is the root */
  expect_wrong(nic, &b[0], "deeper", 10);
  fake_free(nic);
}

/* R97: two paths share one chain of connections. */
TOE_TEST(flatten_bad, shared_dependents_are_found) {
  fake_nic_t *nic = fake_new();
  fake_block_t b[10];
  fake_figure(b);
  fake_dependent(&b[4], &b[2]);
  expect_wrong(nic, &b[0], "twice", 9);
  fake_free(nic);
}

/* R97 */
TOE_TEST(flatten_bad, layers_out_of_order_are_found) {
  fake_nic_t *nic = fake_new();
  fake_block_t b[10];
  fake_figure(b);
  b[4].memory[0] = 17; /* a TCP beside a path */
  expect_wrong(nic, &b[0], "step", 10);
  fake_figure(b);
  b[1].memory[0] = 4; /* a neighbor above a neighbor */
  expect_wrong(nic, &b[0], "too low", 10);
  fake_figure(b);
  fake_dependent(&b[0], &b[5]); /* a TCP connection right under a neighbor */
  expect_wrong(nic, &b[0], "step", 6);
  fake_figure(b);
  b[0].memory[0] = 0; /* no state at all */
  expect_wrong(nic, &b[0], "no offload state", 10);
  fake_figure(b);
  b[9].memory[0] = 16; /* reserved, unused */
  expect_wrong(nic, &b[0], "no offload state", 10);
  fake_block_t t, p;
  fake_block_init(&t, FAKE_TCP, FAKE_NEW, 0);
  fake_block_init(&p, FAKE_PATH, FAKE_PLACEHOLDER, 0);
  fake_dependent(&t, &p); /* TCP has no dependents, a placeholder neither */
  expect_wrong(nic, &t, "dependents", 2);
  fake_free(nic);
}

/* Every allocation fails once: no list, nothing lost. */
TOE_TEST(flatten_bad, memory_may_be_short) {
  fake_block_t b[40];
  for (int i = 0; i < 40; ++i) {
    fake_block_init(&b[i], FAKE_TCP, FAKE_NEW, 0);
    if (i > 0) fake_next(&b[i - 1], &b[i]);
  }
  for (uint32_t fail = 1; fail <= 3; ++fail) {
    fake_nic_t *nic = fake_new();
    toe_os_t os = fake_os(nic);
    nic->alloc_fail_from = fail;
    toe_flat_t flat = {NULL, 0, 0};
    const char *text = "";
    toe_test_note("allocation %u fails", fail);
    TOE_EXPECT_EQ(toe_flatten(&os, b[0].memory, &flat, &text), TOE_FLATTEN_NO_MEMORY);
    TOE_EXPECT(flat.items == NULL);
    nic->alloc_calls = 0;
    TOE_EXPECT(!toe_flatten_reachable(&os, b[0].memory, &flat));
    TOE_EXPECT_EQ(nic->allocs_live, 0);
    fake_free(nic);
  }
}

/* 1048576 objects are a request, one more is none. */
TOE_TEST(flatten_bad, more_blocks_than_a_request_holds_are_refused) {
  enum { MOST = 1048576, BYTES = 152 };
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  uint8_t *memory = calloc(MOST + 1, BYTES);
  TOE_ASSERT(memory != NULL);
  for (uint32_t i = 0; i < MOST; ++i) fake_pointer(memory + (size_t)i * BYTES, 8, memory + (size_t)(i + 1) * BYTES);
  toe_flat_t flat = {NULL, 0, 0};
  const char *text = "";
  TOE_EXPECT_EQ(toe_flatten(&os, memory, &flat, &text), TOE_FLATTEN_TOO_MANY);
  fake_pointer(memory + (size_t)(MOST - 1) * BYTES, 8, NULL);
  TOE_EXPECT_EQ(toe_flatten(&os, memory, &flat, &text), TOE_FLATTEN_OK);
  TOE_EXPECT_EQ(flat.count, MOST);
  toe_flat_free(&os, &flat);
  free(memory);
  fake_free(nic);
}

/* A recursive walk, as docs/chimney.md 2 says it: the block, its dependents, then its NextBlock. */
static uint32_t walk(const fake_block_t *blocks, const int *next, const int *dependent, int at, const void **order,
                     uint32_t count) {
  for (; at >= 0; at = next[at]) {
    order[count++] = blocks[at].memory;
    count = walk(blocks, next, dependent, dependent[at], order, count);
  }
  return count;
}

/* R87, R97: random forests, blocks laid out in random order in memory, Scratch full of likely places. */
TOE_TEST(flatten, random_trees_come_in_walk_order) {
  enum { MOST = 60, ROUNDS = 300 };
  fake_block_t *blocks = calloc(MOST, sizeof *blocks);
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  uint64_t random = 20260101; /* the seed */
  for (int round = 0; round < ROUNDS; ++round) {
    toe_test_note("seed 20260101, round %d", round);
    int next[MOST], dependent[MOST], last[4] = {-1, -1, -1, -1}, layer = 1, root = 1;
    random = random * 6364136223846793005u + 1442695040888963407u;
    int count = 1 + (int)(random >> 33) % MOST, stride = 7 + 6 * (round % 3); /* 7, 13, 19 are coprime to 60 */
    root = layer = 1 + (int)(random >> 40) % 3;
    for (int i = 0; i < count; ++i) {
      int at = i * stride % MOST;
      random = random * 6364136223846793005u + 1442695040888963407u;
      if (i > 0) {
        int deepest = layer < 3 ? layer + 1 : 3;
        layer = root + (int)(random >> 33) % (deepest - root + 1);
      }
      fake_block_init(&blocks[at], layer, FAKE_NEW, 0);
      fake_block_put(blocks[at].memory, 112, 8, (random >> 50) % (uint64_t)count);
      next[at] = dependent[at] = -1;
      if (last[layer] >= 0) {
        next[last[layer]] = at;
        fake_next(&blocks[last[layer]], &blocks[at]);
      } else if (layer > root) {
        dependent[last[layer - 1]] = at;
        fake_dependent(&blocks[last[layer - 1]], &blocks[at]);
      }
      last[layer] = at;
      for (int above = layer + 1; above <= 3; ++above) last[above] = -1;
    }
    const void *order[MOST];
    TOE_ASSERT_EQ(walk(blocks, next, dependent, 0, order, 0), (uint32_t)count);
    toe_flat_t flat = {NULL, 0, 0};
    const char *text = "";
    TOE_ASSERT_EQ(toe_flatten(&os, blocks[0].memory, &flat, &text), TOE_FLATTEN_OK);
    TOE_EXPECT_EQ(flat.count, count);
    for (int i = 0; i < count; ++i) TOE_EXPECT(flat.items[i].block == order[i]);
    toe_flat_free(&os, &flat);
  }
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  free(blocks);
  fake_free(nic);
}
