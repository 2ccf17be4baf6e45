/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_places.h"

#include "testbench/shim/toe_test.h"

/* docs/microarchitecture.md 2: what is pushed at c can leave at c+1; a place left at c can be taken at c+1. */
TOE_TEST(places, shows_what_earlier_edges_did) {
  toe_places_t fifo;
  toe_places_init(&fifo);
  TOE_EXPECT(!toe_places_has_head(&fifo, 0));
  TOE_EXPECT(toe_places_has_room(&fifo, 0, 2));
  toe_places_push(&fifo, 10);
  TOE_EXPECT(!toe_places_has_head(&fifo, 10));
  TOE_EXPECT(toe_places_has_head(&fifo, 11));
  toe_places_push(&fifo, 11);
  TOE_EXPECT(!toe_places_has_room(&fifo, 12, 2));
  toe_places_pop(&fifo, 12);
  TOE_EXPECT(!toe_places_has_room(&fifo, 12, 2));
  TOE_EXPECT(toe_places_has_room(&fifo, 13, 2));
  TOE_EXPECT_EQ(toe_places_popped(&fifo, 12), 0);
  TOE_EXPECT_EQ(toe_places_popped(&fifo, 13), 1);
  toe_places_pop(&fifo, 13);
  TOE_EXPECT(!toe_places_has_head(&fifo, 14));
}
