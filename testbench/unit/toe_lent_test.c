/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent_test.c - room for received data that a terminate hands back.
 */
#include "sim/miniport/toe_lent.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"

/* R166: parts of one piece of DMA memory, found by their list or by their index, each once.  The piece goes with the
 * last of them. */
TOE_TEST(lent, room_is_found_and_taken_once) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  toe_lent_piece_t *piece = toe_lent_piece_new(&os, 3 * 64);
  toe_lent_t *chain = NULL, *of[3];
  TOE_ASSERT(piece != NULL);
  for (uint32_t i = 0; i < 3; ++i) {
    of[i] = toe_lent_new(&os, piece, 3, i);
    TOE_ASSERT(of[i] != NULL);
    of[i]->next = chain;
    chain = of[i];
    TOE_EXPECT(fake_at(nic, of[i]->bus_address, 3) == of[i]->data);
    TOE_EXPECT(of[i]->bytes == 3 && of[i]->list.bytes == 0 && of[i]->list.next == NULL);
    TOE_EXPECT_EQ(of[i]->bus_address, of[0]->bus_address + 64 * i);
  }
  toe_lent_piece_close(&os, piece);
  TOE_EXPECT_EQ(nic->dma_live, 1);
  TOE_EXPECT(toe_lent_of_index(&chain, 9) == NULL);
  TOE_EXPECT(toe_lent_of_index(&chain, 1) == of[1]);
  TOE_EXPECT(toe_lent_of_index(&chain, 1) == NULL);
  TOE_EXPECT(toe_lent_remove(&chain, &of[0]->list) == of[0]);
  TOE_EXPECT(toe_lent_remove(&chain, &of[0]->list) == NULL);
  TOE_EXPECT(chain == of[2] && chain->next == NULL);
  toe_lent_free(&os, &chain);
  TOE_EXPECT(chain == NULL);
  toe_lent_free(&os, &of[0]);
  TOE_EXPECT_EQ(nic->dma_live, 1);
  toe_lent_free(&os, &of[1]);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  TOE_EXPECT_EQ(nic->dma_live, 0);
  fake_free(nic);
}

TOE_TEST(lent, a_piece_without_parts_ends_when_it_is_closed) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  toe_lent_piece_t *piece = toe_lent_piece_new(&os, 64);
  TOE_ASSERT(piece != NULL);
  nic->alloc_fail_from = 1;
  TOE_EXPECT(toe_lent_new(&os, piece, 3, 0) == NULL);
  toe_lent_piece_close(&os, piece);
  TOE_EXPECT(toe_lent_piece_new(&os, 64) == NULL);
  nic->alloc_fail_from = 0;
  nic->dma_fail_from = 1;
  TOE_EXPECT(toe_lent_piece_new(&os, 64) == NULL);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  TOE_EXPECT_EQ(nic->dma_live, 0);
  fake_free(nic);
}
