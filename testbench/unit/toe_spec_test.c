/* SPDX-License-Identifier: Apache-2.0 */
#include "model/spec/toe_spec.h"

#include "testbench/shim/toe_test.h"

/* R18: numbers typed by hand from the rules, not from the list. */
TOE_TEST(spec, gives_each_status_its_number_and_name) {
  TOE_EXPECT_STR(toe_status_text(0x00000000u), "NDIS_STATUS_SUCCESS");
  TOE_EXPECT_STR(toe_status_text(0x40020004u), "NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS");
  TOE_EXPECT_STR(toe_status_text(0xC0000001u), "NDIS_STATUS_FAILURE");
  TOE_EXPECT_STR(toe_status_text(0xC000009Au), "NDIS_STATUS_RESOURCES");
  TOE_EXPECT_STR(toe_status_text(0xC0231004u), "NDIS_STATUS_OFFLOAD_TCP_ENTRIES");
  TOE_EXPECT_STR(toe_status_text(0x12345678u), "?");
  uint32_t status = 0;
  TOE_EXPECT(toe_status_of_name("NDIS_STATUS_RESOURCES", &status));
  TOE_EXPECT_EQ(status, 0xC000009Au);
  TOE_EXPECT(toe_status_of_name("OFFLOAD_NEIGHBOR_ENTRIES", &status));
  TOE_EXPECT_EQ(status, 0xC0231006u);
}

TOE_TEST(spec, knows_status_and_pool_of_a_cause) {
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_OK), 0);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_NOT_ATTEMPTED), 0xC0000001u);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_PATH_POOL), 0xC0231005u);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_LOOKUP_POOL), 0xC0231004u);
  TOE_EXPECT_EQ(toe_status_of_cause(TOE_CAUSE_HOST_FAULT), 0xC000009Au);
  TOE_EXPECT_EQ(toe_pool_of_cause(TOE_CAUSE_HOST_POOL), TOE_POOL_HOST_MEMORY);
  TOE_EXPECT_EQ(toe_pool_of_cause(TOE_CAUSE_HOST_FAULT), TOE_POOL_NONE);
  TOE_EXPECT_EQ(toe_pool_built(TOE_POOL_NEIGHBOR), 4096);
  TOE_EXPECT_EQ(toe_pool_built(TOE_POOL_LOOKUP), 32800);
}

TOE_TEST(spec, has_a_text_for_every_number) {
  TOE_EXPECT_STR(toe_layer_text(3), "tcp");
  TOE_EXPECT_STR(toe_kind_text(1), "linker");
  TOE_EXPECT_STR(toe_policy_text(1), "prune");
  TOE_EXPECT_STR(toe_pool_text(TOE_POOL_HOST_MEMORY), "host_memory");
  TOE_EXPECT_STR(toe_pool_text(TOE_POOL_NONE), "none");
  TOE_EXPECT_STR(toe_error_text(0), "no error");
  TOE_EXPECT_STR(toe_cause_text(15), "?");
  TOE_EXPECT_STR(toe_layer_text(0), "?");
  TOE_EXPECT_STR(toe_error_text(9), "?");
}

TOE_TEST(spec, reads_and_writes_members_little_endian) {
  uint8_t record[TOE_RESULT_BYTES] = {0};
  TOE_WRITE(record, RESULT, INDEX, 0x123456);
  TOE_EXPECT_EQ(record[12], 0x56);
  TOE_EXPECT_EQ(record[13], 0x34);
  TOE_EXPECT_EQ(record[14], 0x12);
  TOE_EXPECT_EQ(record[15], 0);
  TOE_EXPECT_EQ(TOE_READ(record, RESULT, INDEX), 0x123456);
  TOE_EXPECT_EQ(TOE_GET(0xABCD0012u, ID, DEVICE), 0xABCD);
  TOE_EXPECT_EQ(TOE_SET(0xFFFFFFFFu, CTRL, FAULT_ENABLE, 0), 0xFFFFFFFDu);
}

TOE_TEST(spec_bad, refuses_an_unknown_status_name) {
  uint32_t status = 7;
  TOE_EXPECT(!toe_status_of_name("NDIS_STATUS_NO_SUCH", &status));
  TOE_EXPECT(!toe_status_of_name("", &status));
  TOE_EXPECT(!toe_status_of_name("NDIS_STATUS_", &status));
  TOE_EXPECT_EQ(status, 7);
}
