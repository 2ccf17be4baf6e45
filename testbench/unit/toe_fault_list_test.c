/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_fault_list.h"

#include <string.h>

#include "sim/trace/toe_scenario.h"
#include "testbench/shim/toe_test.h"

static toe_op_t *parse(const char *text) {
  toe_op_t *op = NULL;
  toe_scenario_time_t time;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_scenario_parse(text, strlen(text), "test", 1, 0, &op, &time, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  return op;
}

static toe_fault_list_t *new_list(const char *first, const char *second) {
  toe_fault_list_t *list = NULL;
  toe_error_t error = {""};
  if (toe_fault_list_new(&list) != TOE_OK) return NULL;
  TOE_EXPECT_EQ(toe_fault_list_add(list, first, &error), TOE_OK);
  TOE_EXPECT_EQ(toe_fault_list_add(list, second, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  return list;
}

/* As if the trace said so: 1 internal, 2 host-memory, 3 rejected, 4 copy-memory. */
TOE_TEST(fault_list, puts_faults_where_an_object_may_be_offloaded) {
  toe_fault_list_t *list = new_list("T2=copy-memory", "P1=internal");
  TOE_ASSERT(list != NULL);
  toe_op_t *op = parse(
      "{\"op\":\"initiate\",\"tree\":[{\"path\":\"P1\",\"tcp\":[{\"tcp\":\"T1\",\"fault\":\"rejected\"},"
      "{\"tcp\":\"T2\",\"fault\":\"host-memory\"},{\"tcp\":\"T22\"},{\"tcp\":\"T\"}]}]}");
  TOE_ASSERT(op != NULL && op->block_count == 5);
  toe_fault_list_apply(list, op);
  TOE_EXPECT_EQ(op->blocks[0].fault, 1);
  TOE_EXPECT_EQ(op->blocks[1].fault, 3);
  TOE_EXPECT_EQ(op->blocks[2].fault, 4); /* in place of its own */
  TOE_EXPECT_EQ(op->blocks[3].fault, 0);
  TOE_EXPECT_EQ(op->blocks[4].fault, 0);
  TOE_EXPECT(toe_fault_list_stranger(list) == NULL);
  toe_op_free(op);
  /* Again, since it may have been denied. */
  op = parse("{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"T2\"}]}");
  TOE_ASSERT(op != NULL);
  toe_fault_list_apply(list, op);
  TOE_EXPECT_EQ(op->blocks[0].fault, 4);
  toe_op_free(op);
  toe_fault_list_free(list);
}

/* R89: a placeholder is not offloaded; a block with a handle links. */
TOE_TEST(fault_list, passes_over_what_is_not_offloaded) {
  toe_fault_list_t *list = new_list("N1=internal", "P1=internal");
  TOE_ASSERT(list != NULL);
  toe_op_t *op = parse(
      "{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N1\",\"placeholder\":true,\"paths\":["
      "{\"path\":\"P1\",\"handle\":536870912}]}]}");
  TOE_ASSERT(op != NULL);
  toe_fault_list_apply(list, op);
  TOE_EXPECT_EQ(op->blocks[0].fault, 0);
  TOE_EXPECT_EQ(op->blocks[1].fault, 0);
  TOE_EXPECT_STR(toe_fault_list_stranger(list), "N1");
  toe_op_free(op);
  op = parse("{\"op\":\"terminate\",\"objects\":[\"N1\"]}");
  TOE_ASSERT(op != NULL);
  toe_fault_list_apply(list, op);
  TOE_EXPECT_STR(toe_fault_list_stranger(list), "N1");
  toe_op_free(op);
  toe_fault_list_free(list);
}

TOE_TEST(fault_list, names_may_hold_any_sign) {
  toe_fault_list_t *list = new_list("a=b=internal", "=x=rejected");
  TOE_ASSERT(list != NULL);
  toe_op_t *op = parse("{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"a=b\"}]}");
  TOE_ASSERT(op != NULL);
  toe_fault_list_apply(list, op);
  TOE_EXPECT_EQ(op->blocks[0].fault, 1);
  TOE_EXPECT_STR(toe_fault_list_stranger(list), "=x");
  toe_op_free(op);
  toe_fault_list_free(list);
}

TOE_TEST(fault_list, is_empty_at_first) {
  toe_fault_list_t *list = NULL;
  TOE_ASSERT_EQ(toe_fault_list_new(&list), TOE_OK);
  TOE_EXPECT(toe_fault_list_stranger(list) == NULL);
  toe_op_t *op = parse("{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"T\",\"fault\":\"internal\"}]}");
  TOE_ASSERT(op != NULL);
  toe_fault_list_apply(list, op);
  TOE_EXPECT_EQ(op->blocks[0].fault, 1);
  toe_op_free(op);
  toe_fault_list_free(list);
  toe_fault_list_free(NULL);
}

TOE_TEST(fault_list_bad, tells_what_is_wrong) {
  static const struct {
    const char *spec, *text;
  } cases[] = {{"T1", "'T1' is not OBJECT=KIND"},
               {"=internal", "'=internal' is not OBJECT=KIND"},
               {"", "'' is not OBJECT=KIND"},
               {"T1=", "there is no fault ''; there are internal, host-memory, rejected, copy-memory"},
               {"T1=fire", "'T1=fire': there is no fault 'fire'; there are internal,"},
               {"T1=none", "there is no fault 'none'"},
               {"T0=internal", "'T0=internal': this object has a fault already"}};
  toe_fault_list_t *list = new_list("T0=rejected", "T9=internal");
  TOE_ASSERT(list != NULL);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_error_t error = {""};
    toe_test_note("%s", cases[i].spec);
    TOE_EXPECT_EQ(toe_fault_list_add(list, cases[i].spec, &error), TOE_E_FORMAT);
    TOE_EXPECT_HAS(error.text, cases[i].text);
  }
  toe_fault_list_free(list);
}
