/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_buffers_test.c - the lists of buffers that go along with a connection.
 */
#include "sim/host/toe_buffers.h"

#include "sim/host/toe_stream.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"

/* R44: [RcvNxt - N, RcvNxt), in order, in segments; the last byte is RcvNxt - 1, also across the end of numbers. */
TOE_TEST(buffers, received_bytes_are_the_newest) {
  static const uint32_t nexts[] = {5000, 100, 0, 0x80000000u};
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  for (unsigned i = 0; i < 4; ++i) {
    toe_nbl_t *list = toe_buffers_received(&os, 9, nexts[i], 3000);
    TOE_ASSERT(list != NULL);
    static const uint32_t sizes[3] = {1460, 1460, 80};
    uint32_t seq = nexts[i] - 3000;
    const toe_nbl_t *nbl = list;
    for (int k = 0; k < 3; ++k, nbl = nbl->next) {
      toe_test_note("next %u, buffer %d", nexts[i], k);
      TOE_ASSERT(nbl != NULL);
      TOE_EXPECT_EQ(nbl->bytes, sizes[k]);
      TOE_EXPECT_EQ(nbl->status, 0x103);
      for (uint32_t b = 0; b < nbl->bytes; ++b, ++seq) TOE_ASSERT_EQ(nbl->data[b], toe_stream_byte(9, seq));
    }
    TOE_EXPECT(nbl == NULL);
    TOE_EXPECT_EQ(seq, nexts[i]);
    TOE_EXPECT(toe_buffers_received_is_same(list, 9, nexts[i], 3000));
    toe_buffers_received_free(&os, list, 3000);
  }
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  fake_free(nic);
}

/* R50: any change is seen. */
TOE_TEST(buffers_bad, changes_of_received_buffers_are_found) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  toe_nbl_t *list = toe_buffers_received(&os, 9, 5000, 3000);
  uint8_t *byte = (uint8_t *)(uintptr_t)list[2].data + 79; /* the newest */
#define BREAK(place, value)                                         \
  do {                                                              \
    __typeof__(place) kept = (place);                               \
    (place) = (value);                                              \
    TOE_EXPECT(!toe_buffers_received_is_same(list, 9, 5000, 3000)); \
    (place) = kept;                                                 \
  } while (0)
  BREAK(list[0].next, NULL);
  BREAK(list[2].next, list);
  BREAK(list[1].status, 0);
  BREAK(list[1].bytes, 1459);
  BREAK(list[1].data, list[0].data);
  BREAK(*byte, (uint8_t)(*byte ^ 0x80));
  byte = (uint8_t *)(uintptr_t)list[0].data;
  BREAK(*byte, (uint8_t)(*byte + 1));
#undef BREAK
  TOE_EXPECT(toe_buffers_received_is_same(list, 9, 5000, 3000));
  TOE_EXPECT(!toe_buffers_received_is_same(list, 8, 5000, 3000));
  toe_buffers_received_free(&os, list, 3000);
  fake_free(nic);
}

/* More than any device copies (16 MiB): a list that says so and takes no memory. */
TOE_TEST(buffers, more_than_can_be_copied_has_no_bytes) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  static const uint32_t sizes[] = {16777217, 0x7FFFFFFF, 0xFFFFFFFF};
  for (int i = 0; i < 3; ++i) {
    toe_nbl_t *list = toe_buffers_received(&os, 1, 77, sizes[i]);
    TOE_ASSERT(list != NULL);
    TOE_EXPECT(list->next == NULL && list->data == NULL && list->bytes == sizes[i]);
    TOE_EXPECT(toe_buffers_received_is_same(list, 1, 77, sizes[i]));
    toe_buffers_received_free(&os, list, sizes[i]);
  }
  toe_nbl_t *most = toe_buffers_received(&os, 1, 77, 16777216);
  TOE_EXPECT(most != NULL && most->data != NULL);
  toe_buffers_received_free(&os, most, 16777216);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  fake_free(nic);
}

/* R49: list and bytes are poison when they are given back. */
static size_t poisoned;
static void poisoned_free(void *self, void *memory) {
  (void)self;
  const uint8_t *bytes = memory;
  if (bytes == NULL) return;
  for (poisoned = 0; poisoned < 3 * sizeof(toe_nbl_t) + 3000 && bytes[poisoned] == 0xDB;) ++poisoned;
  free(memory);
}
TOE_TEST(buffers, received_buffers_are_poisoned_before_they_are_freed) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  os.free = poisoned_free;
  toe_buffers_received_free(&os, toe_buffers_received(&os, 9, 5000, 3000), 3000);
  TOE_EXPECT_EQ(poisoned, 3 * sizeof(toe_nbl_t) + 3000);
  toe_buffers_received_free(&os, NULL, 3000);
  fake_free(nic);
}

/* R2, R4 */
TOE_TEST(buffers, lists_to_send_are_compared_as_they_were_made) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  static const uint32_t sizes[2] = {200, 400};
  toe_nbl_t *list = toe_buffers_to_send(&os, sizes, 2);
  TOE_ASSERT(list != NULL);
  TOE_EXPECT(list[0].next == &list[1] && list[1].next == NULL && list[0].data == NULL);
  TOE_EXPECT_EQ(list[1].bytes, 400);
  TOE_EXPECT_EQ(list[1].status, 0x103);
  TOE_EXPECT(toe_buffers_to_send_is_same(list, sizes, 2));
  list[1].status = 0;
  TOE_EXPECT(!toe_buffers_to_send_is_same(list, sizes, 2));
  os.free(os.self, list);
  nic->alloc_fail_from = 1;
  TOE_EXPECT(toe_buffers_to_send(&os, sizes, 2) == NULL);
  TOE_EXPECT(toe_buffers_received(&os, 1, 2, 3) == NULL);
  fake_free(nic);
}
