/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_row_store.h"

#include "testbench/shim/toe_test.h"

TOE_TEST(row_store, keeps_rows_of_any_length_apart) {
  toe_row_store_t *store;
  TOE_ASSERT_EQ(toe_row_store_new(130, 3, &store), TOE_OK);
  toe_row_store_write(store, 63)[2] = 7; /* last byte of the first page */
  toe_row_store_write(store, 64)[0] = 9; /* first of the second */
  toe_row_store_write(store, 129)[1] = 5;
  TOE_EXPECT_EQ(toe_row_store_read(store, 63)[2], 7);
  TOE_EXPECT_EQ(toe_row_store_read(store, 64)[0], 9);
  TOE_EXPECT_EQ(toe_row_store_read(store, 129)[1], 5);
  TOE_EXPECT_EQ(toe_row_store_read(store, 62)[2], 0);
  TOE_EXPECT_EQ(toe_row_store_read(store, 65)[0], 0);
  TOE_EXPECT_EQ(toe_row_store_rows_used(store), 3);
  (void)toe_row_store_write(store, 64);
  TOE_EXPECT_EQ(toe_row_store_rows_used(store), 3);
  toe_row_store_free(store);
  toe_row_store_free(NULL);
}

TOE_TEST(row_store_bad, refuses_no_rows_and_no_bytes) {
  toe_row_store_t *store;
  TOE_EXPECT_EQ(toe_row_store_new(0, 64, &store), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_row_store_new(64, 0, &store), TOE_E_ARG);
}
