/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_op.h"

#include <stddef.h>

#include "testbench/shim/toe_test.h"

/* The numbers stand in trace files (docs/trace-format.md), so they are typed here again. */
TOE_TEST(op, keeps_its_codes_and_names) {
  static const struct {
    int code;
    const char *name;
    bool is_supported;
  } rows[] = {
      {0, "initiate", true},        {1, "terminate", true},   {2, "set", true},      {3, "expect", true},
      {4, "post_receive", true},    {5, "segment", true},     {6, "send", false},    {7, "disconnect", false},
      {8, "forward", true},         {9, "query", false},      {10, "update", false}, {11, "invalidate", false},
      {12, "upload_request", true}, {13, "upload_all", true}, {14, "link", true},    {15, "pause", true},
      {16, "resume", true},         {17, "reset", true},      {18, "flip", true},    {19, "receive_policy", true}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    toe_test_note("code %d", rows[i].code);
    TOE_EXPECT_STR(toe_op_kind_text((toe_op_kind_t)rows[i].code), rows[i].name);
    TOE_EXPECT_EQ(toe_op_is_supported((toe_op_kind_t)rows[i].code), rows[i].is_supported);
  }
  TOE_EXPECT_STR(toe_op_kind_text((toe_op_kind_t)20), "?");
  TOE_EXPECT(!toe_op_is_supported((toe_op_kind_t)20));
}

TOE_TEST(op, frees_nothing) { toe_op_free(NULL); }
