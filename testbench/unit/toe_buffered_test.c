/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buffered_test.c - buffered data gathered into DMA memory.  Offsets of the object by hand: BUFFERED_BYTES 28,
 * BUFFERED_ADDR 32.
 */
#include "sim/miniport/toe_buffered.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"

enum { BUILT = 1000 };
#define OBJECT_BUS 0x1F00000100u

/* R43, R46: in order, empty buffers passed over, padded to a multiple of 64. */
TOE_TEST(buffered, list_becomes_one_piece) {
  static const uint8_t bytes[1000] = {[0] = 1, [62] = 2, [63] = 3, [64] = 4, [127] = 5, [999] = 6};
  static const uint32_t sizes[] = {1, 63, 64, 65, 128, 1000};
  for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    fake_nic_t *nic = fake_new();
    toe_os_t os = fake_os(nic);
    toe_buffered_t buffered = {.count = 0};
    uint32_t size = sizes[i], half = size / 2;
    toe_nbl_t list[3] = {{.next = &list[1], .bytes = half, .data = bytes},
                         {.next = &list[2]},
                         {.bytes = size - half, .data = bytes + half}};
    uint8_t object[256] = {0};
    fake_put(object, 28, 4, size);
    toe_test_note("%u bytes", size);
    TOE_EXPECT_EQ(toe_buffered_sum(list), size);
    TOE_ASSERT(toe_buffered_reserve(&os, &buffered, 1));
    TOE_EXPECT(toe_buffered_gather(&os, &buffered, list, BUILT, OBJECT_BUS, object));
    TOE_EXPECT_EQ(fake_get(object, 28, 4), size);
    uint32_t padded = size <= 64 ? 64 : size <= 128 ? 128 : 1024;
    const uint8_t *piece = fake_at(nic, fake_get(object, 32, 8), padded);
    TOE_ASSERT(piece != NULL);
    TOE_EXPECT_EQ(fake_get(object, 32, 8) % 64, 0);
    TOE_EXPECT_MEM(piece, bytes, size);
    for (uint32_t k = size; k < padded; ++k) TOE_EXPECT_EQ(piece[k], 0);
    TOE_EXPECT_EQ(nic->dmas[0].bytes, padded);
    toe_buffered_free(&os, &buffered);
    TOE_EXPECT_EQ(nic->dma_live, 0);
    TOE_EXPECT_EQ(nic->allocs_live, 0);
    fake_free(nic);
  }
}

/* R47, R48: what is not gathered asks for more than was built, at an address that is the driver's and aligned. */
TOE_TEST(buffered_bad, what_is_not_gathered_asks_for_too_much) {
  static const uint8_t bytes[BUILT];
  static const struct {
    uint32_t size, asked;
    bool has_data, has_memory, result;
  } cases[] = {
      {1000, 1064, true, false, false}, /* no memory: the caller may wait */
      {1, 1064, false, true, true},     /* no bytes */
      {1001, 1001, true, true, true},   /* more than was built */
      {0xFFFFFFFF, 0xFFFFFFFF, true, true, true},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    fake_nic_t *nic = fake_new();
    toe_os_t os = fake_os(nic);
    toe_buffered_t buffered = {.count = 0};
    toe_nbl_t list = {.bytes = cases[i].size, .data = cases[i].has_data ? bytes : NULL};
    uint8_t object[256] = {0};
    fake_put(object, 28, 4, cases[i].size);
    toe_test_note("case %u", i);
    TOE_ASSERT(toe_buffered_reserve(&os, &buffered, 1));
    if (!cases[i].has_memory) nic->dma_fail_from = 1;
    TOE_EXPECT_EQ(toe_buffered_gather(&os, &buffered, &list, BUILT, OBJECT_BUS, object), cases[i].result);
    TOE_EXPECT_EQ(fake_get(object, 28, 4), cases[i].asked);
    TOE_EXPECT_EQ(fake_get(object, 32, 8), OBJECT_BUS);
    TOE_EXPECT_EQ(nic->dma_live, 0);
    toe_buffered_free(&os, &buffered);
    TOE_EXPECT_EQ(nic->allocs_live, 0);
    fake_free(nic);
  }
}

/* A sum that no number holds is the largest one. */
TOE_TEST(buffered, sum_stops_at_the_largest_number) {
  toe_nbl_t list[2] = {{.next = &list[1], .bytes = 0xFFFFFFFF}, {.bytes = 1}};
  TOE_EXPECT_EQ(toe_buffered_sum(list), 0xFFFFFFFF);
  TOE_EXPECT_EQ(toe_buffered_sum(NULL), 0);
}
