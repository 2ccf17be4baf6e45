/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_fifo.h"

#include "testbench/shim/toe_test.h"

/* Pushed and popped in uneven steps it wraps and grows many times; what comes out is what went in, in order. */
TOE_TEST(fifo, keeps_the_order_while_it_wraps_and_grows) {
  toe_fifo_t fifo;
  toe_fifo_init(&fifo, sizeof(uint64_t));
  TOE_EXPECT(toe_fifo_front(&fifo) == NULL);
  uint64_t in = 0, out = 0;
  for (uint64_t step = 0; step < 500; ++step) {
    toe_test_note("step %llu", (unsigned long long)step);
    for (uint64_t i = 0; i < step % 13; ++i) {
      uint64_t *item = toe_fifo_push(&fifo);
      TOE_ASSERT(item != NULL);
      *item = in++;
    }
    for (uint64_t i = 0; i < step % 11 && fifo.count > 0; ++i) {
      TOE_ASSERT_EQ(*(uint64_t *)toe_fifo_front(&fifo), out++);
      toe_fifo_pop(&fifo);
    }
    TOE_ASSERT_EQ(fifo.count, in - out);
    for (size_t i = 0; i < fifo.count; ++i) TOE_ASSERT_EQ(*(uint64_t *)toe_fifo_at(&fifo, i), out + i);
  }
  TOE_EXPECT(fifo.count > 64);
  toe_fifo_end(&fifo);
  TOE_EXPECT(toe_fifo_front(&fifo) == NULL);
}
