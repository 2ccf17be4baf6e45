/* SPDX-License-Identifier: Apache-2.0
 *
 * What objects take, and that levels are what live objects hold (docs/microarchitecture.md 6).
 */
#include "model/toe_resources.h"

#include <string.h>

#include "testbench/shim/toe_test.h"

static const uint32_t kUnlimited[TOE_POOLS] = {4096,  16384,    16384,      64,    128,  128,  65536,
                                               65536, 16777216, 0xFFFFFFFF, 32800, 4096, 4096, 16777216};

static const toe_walk_node_t kPath = {.is_ok = true, .has_object = true, .handle = 0x20000000, .vlan = 3, .family = 4};

static toe_object_t new_object(uint32_t layer) {
  return (toe_object_t){
      .is_fetched = true, .layer = (uint8_t)layer, .kind = TOE_KIND_NEW, .family = layer == 2 ? 4 : 0};
}

static const toe_walk_node_t kNeighbor = {.is_ok = true, .has_object = true, .handle = 0x10000000};

/* Under the first path, or the first neighbor. */
static toe_claim_t claim(const toe_resources_t *resources, const toe_object_t *object) {
  static const toe_walk_node_t *const kParents[] = {NULL, NULL, &kNeighbor, &kPath};
  return toe_resources_claim(resources, object, kParents[object->layer], 14);
}

static uint32_t take(toe_resources_t *resources, const toe_object_t *object) {
  toe_claim_t own = claim(resources, object);
  while (own.copy.count < own.copy_bytes / 64) (void)toe_blocks_take(&resources->blocks, &own.copy);
  uint32_t id = toe_resources_take(resources, object, &own);
  toe_resources_check(resources, true);
  return id;
}

/* The pools without room for an object under limits, a bit each. */
static uint32_t lacking(const toe_resources_t *resources, const toe_object_t *object, const uint32_t *limit) {
  bool has_room[TOE_POOLS];
  uint32_t lacks = 0;
  toe_claim_t own = claim(resources, object);
  toe_resources_room(resources, object, &own, limit, has_room);
  for (int i = 0; i < TOE_POOLS; ++i) lacks |= (has_room[i] ? 0u : 1u) << i;
  return lacks;
}

/* Window over page, rounded up, at least one: pages of 1 KiB, 16 KiB and 1 MiB [R34]. */
TOE_TEST(resources, counts_pages_at_their_boundaries) {
  static const struct {
    uint32_t window, log2, pages;
  } kCases[] = {{0, 14, 1},
                {1, 14, 1},
                {16383, 14, 1},
                {16384, 14, 1},
                {16385, 14, 2},
                {32768, 14, 2},
                {32769, 14, 3},
                {0xFFFFFFFF, 14, 262144},
                {0xFFFFFFFF, 10, 4194304},
                {1024, 10, 1},
                {1025, 10, 2},
                {0xFFFFFFFF, 20, 4096},
                {0xFFF00000, 20, 4095},
                {0xFFF00001, 20, 4096}};
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_object_t object = new_object(TOE_LAYER_TCP);
    object.initial_rcv_wnd = kCases[i].window;
    toe_test_note("window %u, page 2^%u", (unsigned)kCases[i].window, (unsigned)kCases[i].log2);
    TOE_EXPECT_EQ(toe_resources_claim(&resources, &object, &kPath, kCases[i].log2).rcv_pages, kCases[i].pages);
  }
  toe_resources_end(&resources);
}

/* Rounded up to 64, without overflow. */
TOE_TEST(resources, counts_copies_in_blocks) {
  static const uint64_t kCases[][2] = {
      {0, 0}, {1, 64}, {64, 64}, {65, 128}, {512, 512}, {513, 576}, {0xFFFFFFFF, 0x100000000}};
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_object_t object = new_object(TOE_LAYER_TCP);
    object.buffered_bytes = (uint32_t)kCases[i][0];
    TOE_EXPECT_EQ(claim(&resources, &object).copy_bytes, kCases[i][1]);
  }
  toe_object_t object = new_object(TOE_LAYER_TCP);
  object.buffered_bytes = 0xFFFFFFFF;
  TOE_EXPECT_EQ(lacking(&resources, &object, kUnlimited), 1u << TOE_POOL_BUFFERED_COPY);
  toe_resources_end(&resources);
}

/* Each object takes its own, its host block, and what its members say; the levels by hand. */
TOE_TEST(resources, takes_what_the_table_says) {
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  toe_object_t neighbor = new_object(1), path = new_object(2), tcp = new_object(3);
  TOE_EXPECT_EQ(take(&resources, &neighbor), 0); /* no VLAN, no source MAC */
  neighbor.vlan = 7;
  TOE_EXPECT_EQ(take(&resources, &neighbor), 1);
  neighbor.has_src_mac = true; /* of zeros: a value as any other */
  TOE_EXPECT_EQ(take(&resources, &neighbor), 2);
  TOE_EXPECT_EQ(take(&resources, &path), 0);
  path.family = 6; /* the same 16 bytes of another family are another address */
  TOE_EXPECT_EQ(take(&resources, &path), 1);
  TOE_EXPECT_EQ(take(&resources, &path), 2);
  tcp.initial_rcv_wnd = 16385;
  tcp.buffered_bytes = 65;
  TOE_EXPECT_EQ(take(&resources, &tcp), 0);
  static const uint32_t kUsed[TOE_POOLS] = {3, 3, 1, 1, 2, 1, 2, 1, 128, 7, 1};
  for (int i = 0; i < TOE_POOLS; ++i) {
    toe_test_note("%s", toe_pool_text((toe_pool_t)i));
    TOE_EXPECT_EQ(resources.pool[i].used, kUsed[i]);
  }
  TOE_EXPECT_EQ(toe_resources_live(&resources), 7);
  TOE_EXPECT(claim(&resources, &tcp).place.is_found); /* its addresses and ports are in now */
  TOE_EXPECT(toe_resources_is_used(&resources, 2, 0x20000002));
  TOE_EXPECT(!toe_resources_is_used(&resources, 2, 0x20000003));
  TOE_EXPECT(!toe_resources_is_used(&resources, 2, 0x30000000));
  TOE_EXPECT(!toe_resources_is_used(&resources, 2, 0x20100000));
  TOE_EXPECT(!toe_resources_is_used(&resources, 2, 0x200FFFFF));
  toe_resources_end(&resources);
}

/* A second neighbor with the same VLAN id and source MAC takes none, even at the limit and above it (D-8); a limit of 0
 * of source MACs means that none can be configured (D-6). */
TOE_TEST(resources, shares_values_at_the_limit) {
  uint32_t limit[TOE_POOLS];
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  memcpy(limit, kUnlimited, sizeof limit);
  toe_object_t one = new_object(1), other = new_object(1);
  one.vlan = 7;
  one.has_src_mac = other.has_src_mac = true;
  other.vlan = 8;
  other.src_mac[5] = 1;
  (void)take(&resources, &one);
  limit[TOE_POOL_VLAN] = limit[TOE_POOL_SRC_MAC] = 1;
  TOE_EXPECT_EQ(lacking(&resources, &one, limit), 0);
  TOE_EXPECT_EQ(lacking(&resources, &other, limit), 1u << TOE_POOL_VLAN | 1u << TOE_POOL_SRC_MAC);
  limit[TOE_POOL_VLAN] = limit[TOE_POOL_SRC_MAC] = 0;
  TOE_EXPECT_EQ(lacking(&resources, &one, limit), 1u << TOE_POOL_SRC_MAC);
  one.has_src_mac = false;
  TOE_EXPECT_EQ(lacking(&resources, &one, limit), 0);
  one.vlan = 0;
  TOE_EXPECT_EQ(lacking(&resources, &one, limit), 0);
  limit[TOE_POOL_VLAN] = limit[TOE_POOL_SRC_MAC] = 2;
  TOE_EXPECT_EQ(lacking(&resources, &other, limit), 0);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_VLAN].used, 1);
  toe_resources_end(&resources);
}

/* One page, one block less than it takes; a pool it takes nothing from has room at a limit of 0. */
TOE_TEST(resources, finds_what_is_lacking) {
  uint32_t limit[TOE_POOLS];
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  toe_object_t tcp = new_object(3);
  tcp.initial_rcv_wnd = 5 * 16384;
  tcp.buffered_bytes = 1000; /* 1024 */
  memset(limit, 0, sizeof limit);
  limit[TOE_POOL_TCP] = limit[TOE_POOL_XMIT_BUFFER] = limit[TOE_POOL_HOST_MEMORY] = 1;
  limit[TOE_POOL_RCV_BUFFER] = 5;
  limit[TOE_POOL_BUFFERED_COPY] = 1024;
  TOE_EXPECT_EQ(lacking(&resources, &tcp, limit), 0);
  limit[TOE_POOL_RCV_BUFFER] = 4;
  limit[TOE_POOL_BUFFERED_COPY] = 1023;
  TOE_EXPECT_EQ(lacking(&resources, &tcp, limit), 1u << TOE_POOL_RCV_BUFFER | 1u << TOE_POOL_BUFFERED_COPY);
  memset(limit, 0, sizeof limit);
  TOE_EXPECT_EQ(lacking(&resources, &tcp, limit), 1u << TOE_POOL_TCP | 1u << TOE_POOL_XMIT_BUFFER |
                                                      1u << TOE_POOL_HOST_MEMORY | 1u << TOE_POOL_RCV_BUFFER |
                                                      1u << TOE_POOL_BUFFERED_COPY);
  toe_object_t path = new_object(2), neighbor = new_object(1);
  TOE_EXPECT_EQ(lacking(&resources, &path, limit),
                1u << TOE_POOL_PATH | 1u << TOE_POOL_SRC_IP | 1u << TOE_POOL_HOST_MEMORY);
  TOE_EXPECT_EQ(lacking(&resources, &neighbor, limit), 1u << TOE_POOL_NEIGHBOR | 1u << TOE_POOL_HOST_MEMORY);
  toe_resources_end(&resources);
}

/* Everything goes back by the ledger: a shared place with its last user, pages and blocks as taken, the parent's count;
 * the levels by hand. */
TOE_TEST(resources, gives_back_what_it_took) {
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  toe_object_t neighbor = new_object(1), path = new_object(2), tcp = new_object(3);
  neighbor.vlan = 7;
  neighbor.has_src_mac = true;
  (void)take(&resources, &neighbor);
  (void)take(&resources, &neighbor);
  (void)take(&resources, &path); /* under the first neighbor */
  (void)take(&resources, &path);
  tcp.initial_rcv_wnd = 50000;  /* 4 pages */
  tcp.buffered_bytes = 200;     /* 4 blocks */
  (void)take(&resources, &tcp); /* under the first path */
  TOE_EXPECT_EQ(toe_resources_dependents(&resources, 0x10000000), 2);
  TOE_EXPECT_EQ(toe_resources_dependents(&resources, 0x10000001), 0);
  TOE_EXPECT_EQ(toe_resources_dependents(&resources, 0x20000000), 1);
  static const uint32_t kHandles[] = {0x30000000, 0x20000001, 0x10000001, 0x20000000, 0x10000000};
  static const uint32_t kUsed[5][TOE_POOLS] = {{2, 2, 0, 1, 1, 1, 0, 0, 0, 4, 0},
                                               {2, 1, 0, 1, 1, 1, 0, 0, 0, 3, 0},
                                               {1, 1, 0, 1, 1, 1, 0, 0, 0, 2, 0},
                                               {1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0},
                                               {0}};
  for (uint32_t n = 0; n < 5; ++n) {
    toe_resources_give(&resources, kHandles[n]);
    toe_resources_check(&resources, true);
    TOE_EXPECT(!toe_resources_is_used(&resources, kHandles[n] >> 28, kHandles[n]));
    TOE_EXPECT(toe_resources_was_used(&resources, kHandles[n] >> 28, kHandles[n]));
    for (int i = 0; i < TOE_POOLS; ++i) {
      toe_test_note("after %#x: %s", (unsigned)kHandles[n], toe_pool_text((toe_pool_t)i));
      TOE_EXPECT_EQ(resources.pool[i].used, kUsed[n][i]);
    }
  }
  TOE_EXPECT(!claim(&resources, &tcp).place.is_found);
  TOE_EXPECT(!toe_resources_was_used(&resources, 3, 0x30000001));
  TOE_EXPECT(!toe_resources_was_used(&resources, 2, 0x30000000));
  TOE_EXPECT(!toe_resources_was_used(&resources, 3, 0x30100000));
  toe_resources_end(&resources);
}

/* A neighbor, a path and a connection with so many buffered bytes; gives its handle. */
static uint32_t take_tree(toe_resources_t *resources, uint32_t bytes) {
  toe_object_t neighbor = new_object(1), path = new_object(2), tcp = new_object(3);
  tcp.buffered_bytes = bytes;
  (void)take(resources, &neighbor);
  (void)take(resources, &path);
  return 0x30000000u | take(resources, &tcp);
}

/* Blocks leave a buffer from its front, the copy's first [section 5.11]; what is left goes with the connection. */
TOE_TEST(resources, gives_back_what_is_consumed) {
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  uint32_t handle = take_tree(&resources, 5 * 64);
  const uint32_t first = toe_resources_buffer(&resources, handle)->first;
  toe_resources_consume(&resources, handle, 0);
  toe_resources_consume(&resources, handle, 2);
  toe_resources_check(&resources, true);
  TOE_EXPECT_EQ(toe_resources_buffer(&resources, handle)->count, 3);
  TOE_EXPECT_EQ(toe_resources_buffer(&resources, handle)->first, first + 2);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_BUFFERED_COPY].used, 192);
  /* two blocks received behind the copy: 4 consumed are 3 of the copy and 1 of them */
  toe_holding_t *holding = &resources.holding[TOE_LAYER_TCP][0];
  for (uint32_t i = 0; i < 2; ++i) (void)toe_blocks_take(&resources.blocks, &holding->buffer);
  toe_pool_take_amount(&resources.pool[TOE_POOL_RCV_DATA], 128);
  toe_resources_check(&resources, true);
  toe_resources_consume(&resources, handle, 4);
  toe_resources_check(&resources, true);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_BUFFERED_COPY].used, 0);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_RCV_DATA].used, 64);
  toe_resources_give(&resources, handle);
  toe_resources_check(&resources, true);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_RCV_DATA].used, 0);
  toe_resources_end(&resources);
}

/* Copies and received data lie in one memory: what either has bounds what is free (section 6). */
TOE_TEST(resources, shares_the_buffer_memory) {
  toe_resources_t resources;
  toe_object_t tcp = new_object(3);
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  tcp.buffered_bytes = 128;
  resources.pool[TOE_POOL_RCV_DATA].used = 16777216 - 128;
  TOE_EXPECT_EQ(lacking(&resources, &tcp, kUnlimited), 0);
  resources.pool[TOE_POOL_RCV_DATA].used = 16777216 - 64;
  TOE_EXPECT_EQ(lacking(&resources, &tcp, kUnlimited), 1u << TOE_POOL_BUFFERED_COPY);
  tcp.buffered_bytes = 64;
  TOE_EXPECT_EQ(lacking(&resources, &tcp, kUnlimited), 0);
  resources.pool[TOE_POOL_RCV_DATA].used = 0;
  toe_resources_end(&resources);
}

/* Received data takes a block at a time, under its limit in bytes and what is left of the memory. */
TOE_TEST(resources, appends_blocks_of_received_data) {
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  uint32_t handle = take_tree(&resources, 64);
  TOE_EXPECT_EQ(toe_resources_free_blocks(&resources, 127), 1);
  TOE_EXPECT_EQ(toe_resources_free_blocks(&resources, 16777216), 262143); /* the copy has one */
  uint32_t block = toe_resources_append(&resources, handle);
  TOE_EXPECT_EQ(toe_resources_buffer(&resources, handle)->last, block);
  TOE_EXPECT_EQ(toe_resources_buffer(&resources, handle)->count, 2);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_RCV_DATA].used, 64);
  TOE_EXPECT_EQ(toe_resources_free_blocks(&resources, 127), 0);
  TOE_EXPECT_EQ(toe_resources_free_blocks(&resources, 63), 0);
  toe_resources_check(&resources, true);
  toe_resources_give(&resources, handle);
  toe_resources_check(&resources, true);
  toe_resources_end(&resources);
}

/* Requests are the connection's, first posted first. */
TOE_TEST(resources, queues_what_is_posted) {
  toe_resources_t resources;
  TOE_ASSERT_EQ(toe_resources_init(&resources), TOE_OK);
  uint32_t handle = take_tree(&resources, 0);
  TOE_EXPECT(toe_resources_request(&resources, handle) == NULL);
  for (uint32_t i = 1; i <= 3; ++i) toe_resources_post(&resources, handle, &(toe_posted_request_t){.id = i});
  toe_resources_check(&resources, true);
  TOE_EXPECT_EQ(toe_resources_posted(&resources, handle), 3);
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_POSTED].used, 3);
  for (uint32_t i = 1; i <= 3; ++i) {
    TOE_EXPECT_EQ(toe_resources_request(&resources, handle)->id, i);
    toe_resources_unpost(&resources, handle);
  }
  TOE_EXPECT_EQ(resources.pool[TOE_POOL_POSTED].used, 0);
  toe_resources_give(&resources, handle);
  toe_resources_check(&resources, true);
  toe_resources_end(&resources);
}
