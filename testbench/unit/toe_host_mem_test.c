/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_host_mem.h"

#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

static toe_host_mem_t *made(void) {
  toe_host_mem_t *mem = NULL;
  TOE_EXPECT_EQ(toe_host_mem_new(&mem), TOE_OK);
  return mem;
}

/* The first begins at 0x10000000; 100 bytes and the guard of 64 lead to 0x100000A4, the next multiple of 4096 is
 * 0x10001000.  The second and fourth lie above 4 GiB. */
TOE_TEST(host_mem, gives_addresses_in_a_fixed_order_on_both_sides_of_4_gib) {
  toe_host_mem_t *mem = made();
  const struct {
    size_t bytes, align;
    uint64_t address;
  } kCases[] = {{100, 64, 0x10000000},
                {300, 256, UINT64_C(0x100000000)},
                {16, 4096, 0x10001000},
                {1, 1, UINT64_C(0x10000016C)},
                {4, 4, 0x10001050}};
  for (size_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_host_mem_range_t range = {0};
    toe_test_note("allocation %zu", i);
    TOE_EXPECT_EQ(toe_host_mem_alloc(mem, kCases[i].bytes, kCases[i].align, &range), TOE_OK);
    TOE_EXPECT_EQ(range.bus_address, kCases[i].address);
    TOE_EXPECT_EQ(range.bytes, kCases[i].bytes);
    TOE_EXPECT_EQ((uintptr_t)range.data % kCases[i].align, 0);
    for (size_t b = 0; b < range.bytes; ++b) TOE_EXPECT_EQ(range.data[b], 0);
  }
  TOE_EXPECT_EQ(toe_host_mem_count(mem), 5);
  TOE_EXPECT_EQ(toe_host_mem_bytes(mem), 421);
  toe_host_mem_free(mem);
}

/* Much memory comes zeroed from elsewhere than a little: aligned, whole and released alike. */
TOE_TEST(host_mem, gives_much_aligned_and_zeroed) {
  const size_t kBytes[] = {131071, 131072, 4194304};
  toe_host_mem_t *mem = made();
  for (size_t i = 0; i < 2 * sizeof kBytes / sizeof kBytes[0]; ++i) {
    const size_t bytes = kBytes[i / 2], align = i % 2 == 0 ? 4096 : 1;
    toe_host_mem_range_t range = {0};
    toe_test_note("%zu bytes at a multiple of %zu", bytes, align);
    TOE_ASSERT_EQ(toe_host_mem_alloc(mem, bytes, align, &range), TOE_OK);
    TOE_EXPECT_EQ((uintptr_t)range.data % align, 0);
    TOE_EXPECT_EQ(range.bus_address % align, 0);
    TOE_EXPECT_EQ(range.bytes, bytes);
    size_t zeros = 0;
    for (size_t b = 0; b < bytes; ++b) zeros += range.data[b] == 0;
    TOE_EXPECT_EQ(zeros, bytes);
    memset(range.data, 0xA5, bytes); /* all of it is there */
    uint8_t last = 0;
    TOE_EXPECT(toe_host_mem_read(mem, range.bus_address + bytes - 1, 1, &last));
    TOE_EXPECT_EQ(last, 0xA5);
    TOE_EXPECT_EQ(toe_host_mem_release(mem, range.bus_address), TOE_OK);
  }
  TOE_EXPECT_EQ(toe_host_mem_bytes(mem), 0);
  toe_host_mem_free(mem);
}

TOE_TEST(host_mem, shows_both_sides_the_same_bytes) {
  toe_host_mem_t *mem = made();
  toe_host_mem_range_t range = {0};
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 64, 64, &range), TOE_OK);
  TOE_EXPECT(toe_host_mem_write(mem, range.bus_address + 60, 4, "abcd"));
  TOE_EXPECT_MEM(range.data + 60, "abcd", 4);
  memcpy(range.data, "wxyz", 4);
  char got[4];
  TOE_EXPECT(toe_host_mem_read(mem, range.bus_address, 4, got));
  TOE_EXPECT_MEM(got, "wxyz", 4);
  toe_host_mem_free(mem);
}

/* What does not lie in one allocation whole is not there. */
TOE_TEST(host_mem, refuses_what_crosses_an_edge) {
  toe_host_mem_t *mem = made();
  toe_host_mem_range_t low = {0}, high = {0}, low2 = {0};
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 64, 64, &low), TOE_OK);
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 64, 64, &high), TOE_OK);
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 64, 64, &low2), TOE_OK);
  uint8_t data[128];
  memset(data, 7, sizeof data);
  const toe_host_mem_range_t *ranges[] = {&low, &high, &low2};
  for (int i = 0; i < 3; ++i) {
    uint64_t at = ranges[i]->bus_address;
    TOE_EXPECT(toe_host_mem_write(mem, at, 64, data));
    TOE_EXPECT(!toe_host_mem_write(mem, at, 65, data));
    TOE_EXPECT(!toe_host_mem_write(mem, at - 1, 2, data));
    TOE_EXPECT(!toe_host_mem_write(mem, at + 63, 2, data));
    TOE_EXPECT(!toe_host_mem_read(mem, at + 64, 1, data));
    TOE_EXPECT(!toe_host_mem_read(mem, at + 63, SIZE_MAX, data));
  }
  TOE_EXPECT(!toe_host_mem_read(mem, 0, 1, data));
  TOE_EXPECT(!toe_host_mem_read(mem, UINT64_MAX, 1, data));
  TOE_EXPECT(!toe_host_mem_read(mem, UINT64_MAX - 3, 16, data));
  toe_host_mem_free(mem);
}

/* As a direct memory interface asks: the whole allocation around an address. */
TOE_TEST(host_mem, finds_the_range_around_an_address) {
  toe_host_mem_t *mem = made();
  toe_host_mem_range_t range = {0}, found = {0};
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 1000, 8, &range), TOE_OK);
  TOE_EXPECT(toe_host_mem_find(mem, range.bus_address + 999, &found));
  TOE_EXPECT_EQ(found.bus_address, range.bus_address);
  TOE_EXPECT(found.data == range.data);
  TOE_EXPECT_EQ(found.bytes, 1000);
  TOE_EXPECT(!toe_host_mem_find(mem, range.bus_address + 1000, &found));
  TOE_EXPECT(!toe_host_mem_find(mem, range.bus_address - 1, &found));
  toe_host_mem_free(mem);
}

/* A device that still uses released memory is told so, also after more was allocated. */
TOE_TEST(host_mem, never_gives_an_address_twice) {
  toe_host_mem_t *mem = made();
  toe_host_mem_range_t first = {0}, other = {0};
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 64, 64, &first), TOE_OK);
  TOE_EXPECT_EQ(toe_host_mem_release(mem, first.bus_address), TOE_OK);
  TOE_EXPECT_EQ(toe_host_mem_count(mem), 0);
  TOE_EXPECT_EQ(toe_host_mem_bytes(mem), 0);
  for (int i = 0; i < 100; ++i) TOE_EXPECT_EQ(toe_host_mem_alloc(mem, 64, 64, &other), TOE_OK);
  uint8_t data[4];
  TOE_EXPECT(!toe_host_mem_read(mem, first.bus_address, 4, data));
  TOE_EXPECT_EQ(toe_host_mem_release(mem, first.bus_address), TOE_E_UNKNOWN);
  toe_host_mem_free(mem);
}

/* Against a plain list: many allocations, released in any order. */
TOE_TEST(host_mem, agrees_with_a_plain_list) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    enum { KEPT = 300, STEPS = 20000 };
    static toe_host_mem_range_t kept[KEPT];
    size_t count = 0, bytes = 0;
    uint64_t random = seed * UINT64_C(0x9E3779B97F4A7C15);
    toe_host_mem_t *mem = made();
    for (uint32_t step = 0; step < STEPS; ++step) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      toe_test_note("seed %llu, step %u", (unsigned long long)seed, step);
      if (count == KEPT || (count > 0 && random % 5 < 2)) {
        size_t i = (random >> 8) % count;
        uint32_t tag = 0;
        TOE_ASSERT(toe_host_mem_read(mem, kept[i].bus_address, 4, &tag));
        TOE_ASSERT_EQ(tag, (uint32_t)kept[i].bus_address);
        TOE_ASSERT_EQ(toe_host_mem_release(mem, kept[i].bus_address), TOE_OK);
        TOE_ASSERT(!toe_host_mem_read(mem, kept[i].bus_address, 4, &tag));
        bytes -= kept[i].bytes;
        kept[i] = kept[--count];
      } else {
        size_t want = 4 + (random >> 8) % 500;
        TOE_ASSERT_EQ(toe_host_mem_alloc(mem, want, (size_t)1 << (random >> 24) % 13, &kept[count]), TOE_OK);
        uint32_t tag = (uint32_t)kept[count].bus_address;
        TOE_ASSERT(toe_host_mem_write(mem, kept[count].bus_address, 4, &tag));
        bytes += want;
        ++count;
      }
      TOE_ASSERT_EQ(toe_host_mem_count(mem), count);
      TOE_ASSERT_EQ(toe_host_mem_bytes(mem), bytes);
    }
    toe_host_mem_free(mem);
  }
}

TOE_TEST(host_mem_bad, refuses_impossible_allocations) {
  toe_host_mem_t *mem = made();
  toe_host_mem_range_t range = {0};
  TOE_EXPECT_EQ(toe_host_mem_alloc(mem, 0, 64, &range), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_host_mem_alloc(mem, 1, 0, &range), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_host_mem_alloc(mem, 1, 3, &range), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_host_mem_alloc(mem, 1, 8192, &range), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_host_mem_alloc(mem, SIZE_MAX, 1, &range), TOE_E_MEMORY);
  TOE_EXPECT_EQ(toe_host_mem_alloc(mem, SIZE_MAX / 2, 4096, &range), TOE_E_MEMORY);
  TOE_EXPECT_EQ(toe_host_mem_release(mem, 0x10000000), TOE_E_UNKNOWN);
  TOE_EXPECT_EQ(toe_host_mem_count(mem), 0);
  toe_host_mem_free(mem);
  toe_host_mem_free(NULL);
}

TOE_TEST(host_mem_bad, releases_only_what_begins_there) {
  toe_host_mem_t *mem = made();
  toe_host_mem_range_t range = {0};
  TOE_ASSERT_EQ(toe_host_mem_alloc(mem, 64, 64, &range), TOE_OK);
  TOE_EXPECT_EQ(toe_host_mem_release(mem, range.bus_address + 1), TOE_E_UNKNOWN);
  TOE_EXPECT_EQ(toe_host_mem_release(mem, range.bus_address), TOE_OK);
  TOE_EXPECT_EQ(toe_host_mem_release(mem, range.bus_address), TOE_E_UNKNOWN);
  toe_host_mem_free(mem);
}
