/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_lent_test.c - buffered data that the driver keeps and lends.
 */
#include "sim/miniport/toe_lent.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"

/* R166: a copy of its own, found by its list or by its index, each once. */
TOE_TEST(lent, copies_are_found_and_taken_once) {
  fake_nic_t *nic = fake_new();
  toe_os_t os = fake_os(nic);
  uint8_t bytes[3] = {7, 8, 9};
  toe_lent_t *chain = NULL, *of[3];
  for (uint32_t i = 0; i < 3; ++i) {
    of[i] = toe_lent_new(&os, bytes, 3, i);
    TOE_ASSERT(of[i] != NULL);
    of[i]->next = chain;
    chain = of[i];
    bytes[0] = 0; /* not looked at again */
  }
  TOE_EXPECT(of[0]->list.bytes == 3 && of[0]->list.next == NULL && of[0]->list.data[0] == 7);
  TOE_EXPECT(toe_lent_of_index(&chain, 9) == NULL);
  TOE_EXPECT(toe_lent_of_index(&chain, 1) == of[1]);
  TOE_EXPECT(toe_lent_of_index(&chain, 1) == NULL);
  TOE_EXPECT(toe_lent_remove(&chain, &of[0]->list) == of[0]);
  TOE_EXPECT(toe_lent_remove(&chain, &of[0]->list) == NULL);
  TOE_EXPECT(chain == of[2] && chain->next == NULL);
  toe_lent_free(&os, &chain);
  TOE_EXPECT(chain == NULL);
  toe_lent_free(&os, &of[0]);
  toe_lent_free(&os, &of[1]);
  TOE_EXPECT_EQ(nic->allocs_live, 0);
  nic->alloc_fail_from = 1;
  TOE_EXPECT(toe_lent_new(&os, bytes, 3, 0) == NULL);
  fake_free(nic);
}
