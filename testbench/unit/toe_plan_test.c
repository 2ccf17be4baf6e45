/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_plan_test.c - what is allowed in a tree, and what becomes of each block.
 */
#include "sim/host/toe_plan.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_op.h"

static toe_objects_t *table(void) {
  toe_objects_t *objects = NULL;
  if (toe_objects_new(&objects) != TOE_OK) abort();
  return objects;
}
static toe_result_t enter(toe_objects_t *objects, toe_op_t *op, toe_error_t *error) {
  toe_result_t result = toe_plan_check(objects, op, error);
  return result == TOE_OK ? toe_plan_enter(objects, op) : result;
}

static toe_result_t decide(toe_objects_t *objects, const toe_op_t *op, uint64_t mark, toe_tree_node_t *nodes,
                           toe_error_t *error) {
  toe_mention_t mention;
  if (toe_mention_take(objects, op, &mention) != TOE_OK) abort();
  toe_result_t result = toe_plan_decide(op, &mention, mark, nodes, error);
  toe_mention_drop(objects, &mention);
  return result;
}
static bool must_wait(toe_objects_t *objects, const toe_op_t *op) {
  toe_mention_t mention;
  if (toe_mention_take(objects, op, &mention) != TOE_OK) abort();
  bool is_waiting = toe_plan_must_wait(&mention);
  toe_mention_drop(objects, &mention);
  return is_waiting;
}

/* R89, R91, R93: placeholder, linker if offloaded, else new; a given handle is always a linker. */
TOE_TEST(plan, blocks_become_what_their_objects_are) {
  toe_objects_t *objects = table();
  toe_op_t *op = fake_initiate("N1?(P1(T1,T2),P2#20000009(T3))");
  toe_error_t error = {""};
  toe_tree_node_t nodes[6] = {{0}};
  TOE_ASSERT_EQ(enter(objects, op, &error), TOE_OK);
  toe_objects_find(objects, "P1")->is_offloaded = true;
  toe_objects_find(objects, "N1")->is_offloaded = true; /* still a placeholder here */
  TOE_ASSERT_EQ(decide(objects, op, 1, nodes, &error), TOE_OK);
  static const uint8_t kinds[6] = {0, 1, 2, 2, 1, 2};
  for (int i = 0; i < 6; ++i) {
    toe_test_note("block %d", i);
    TOE_EXPECT_EQ(nodes[i].kind, kinds[i]);
    TOE_EXPECT_STR(nodes[i].object->name, op->blocks[i].name);
  }
  toe_op_free(op);
  toe_objects_free(objects);
}

/* The first mention with a state defines it; placeholders and handles carry none. */
TOE_TEST(plan, first_mention_defines_the_state) {
  toe_objects_t *objects = table();
  toe_error_t error = {""};
  toe_op_t *op = fake_initiate("N1?,N2#10000001");
  TOE_ASSERT_EQ(enter(objects, op, &error), TOE_OK);
  toe_op_free(op);
  TOE_EXPECT(!toe_objects_find(objects, "N1")->has_state);
  TOE_EXPECT(!toe_objects_find(objects, "N2")->has_state);
  op = fake_initiate("N1,N2");
  op->blocks[0].state.vlan = 7;
  TOE_ASSERT_EQ(enter(objects, op, &error), TOE_OK);
  toe_op_free(op);
  op = fake_initiate("N1");
  op->blocks[0].state.vlan = 8;
  TOE_ASSERT_EQ(enter(objects, op, &error), TOE_OK);
  toe_op_free(op);
  TOE_EXPECT_EQ(toe_objects_find(objects, "N1")->state.vlan, 7);
  TOE_EXPECT_EQ(toe_objects_count(objects), 2);
  toe_objects_free(objects);
}

/* R100 */
TOE_TEST(plan, object_in_transit_makes_a_request_wait) {
  toe_objects_t *objects = table();
  toe_error_t error = {""};
  toe_op_t *op = fake_initiate("N1?(P1)");
  TOE_ASSERT_EQ(enter(objects, op, &error), TOE_OK);
  TOE_EXPECT(!must_wait(objects, op));
  toe_objects_find(objects, "P1")->is_in_transit = true;
  TOE_EXPECT(must_wait(objects, op));
  toe_objects_find(objects, "P1")->is_in_transit = false;
  toe_objects_find(objects, "N1")->is_in_transit = true; /* naming it is enough */
  TOE_EXPECT(must_wait(objects, op));
  toe_op_free(op);
  toe_objects_free(objects);
}

/* An object that stands twice: fine as a linker, not as a new offload. */
TOE_TEST(plan, object_may_stand_twice_only_if_offloaded) {
  toe_objects_t *objects = table();
  toe_error_t error = {""};
  toe_op_t *op = fake_initiate("N1(P1),N1(P2)");
  toe_tree_node_t nodes[4] = {{0}};
  TOE_ASSERT_EQ(enter(objects, op, &error), TOE_OK);
  TOE_EXPECT_EQ(decide(objects, op, 1, nodes, &error), TOE_E_ARG);
  TOE_EXPECT_HAS(error.text, "test:1: N1 is not offloaded and stands twice");
  toe_objects_find(objects, "N1")->is_offloaded = true;
  TOE_EXPECT_EQ(decide(objects, op, 2, nodes, &error), TOE_OK);
  TOE_EXPECT_EQ(nodes[0].kind, 1);
  TOE_EXPECT_EQ(nodes[2].kind, 1);
  toe_op_free(op);
  toe_objects_free(objects);
}

TOE_TEST(plan, parents_are_told) {
  toe_op_t *op = fake_initiate("N1(P1(T1,T2),P2(T3)),N2");
  uint32_t parents[7];
  toe_plan_parents(op, parents);
  static const uint32_t expected[7] = {TOE_OP_NO_BLOCK, 0, 1, 1, 0, 4, TOE_OP_NO_BLOCK};
  for (int i = 0; i < 7; ++i) TOE_EXPECT_EQ(parents[i], expected[i]);
  toe_op_free(op);
}

/* Cut to the blocks marked x and what stands above them. */
static void expect_cut(const char *tree, const char *marks, const char *expected) {
  toe_op_t *op = fake_initiate(tree), *wanted = fake_initiate(expected);
  uint32_t parents[32];
  bool is_kept[32];
  toe_test_note("%s %s", tree, marks);
  for (uint32_t i = 0; i < op->block_count; ++i) is_kept[i] = marks[i] == 'x';
  toe_plan_parents(op, parents);
  toe_plan_cut(op, parents, is_kept);
  TOE_ASSERT_EQ(op->block_count, wanted->block_count);
  for (uint32_t i = 0; i < op->block_count; ++i) {
    TOE_EXPECT_STR(op->blocks[i].name, wanted->blocks[i].name);
    TOE_EXPECT_EQ(op->blocks[i].next, wanted->blocks[i].next);
    TOE_EXPECT_EQ(op->blocks[i].dependent, wanted->blocks[i].dependent);
  }
  toe_op_free(op);
  toe_op_free(wanted);
}
TOE_TEST(plan, tree_is_cut_to_what_is_kept_and_above) {
  expect_cut("N1(P1(T1,T2),P2(T3)),N2", "...x.x.", "N1(P1(T2),P2(T3))");
  expect_cut("N1(P1(T1,T2),P2(T3)),N2", "......x", "N2");
  expect_cut("N1(P1(T1,T2),P2(T3)),N2(P4)", "..x....x", "N1(P1(T1)),N2(P4)");
  expect_cut("N1(P1(T1,T2),P2(T3)),N2", "xxxxxxx", "N1(P1(T1,T2),P2(T3)),N2");
  expect_cut("T1,T2,T3", ".x.", "T2");
  expect_cut("P1(T1),P2(T2),P3(T3)", "x...x.", "P1,P3");
}

static void expect_refused(const char *first, toe_op_t *op, toe_result_t result, const char *part) {
  toe_objects_t *objects = table();
  toe_error_t error = {""};
  if (first != NULL) {
    toe_op_t *before = fake_initiate(first);
    TOE_EXPECT_EQ(enter(objects, before, &error), TOE_OK);
    toe_op_free(before);
  }
  uint64_t count = toe_objects_count(objects);
  TOE_EXPECT_EQ(toe_plan_check(objects, op, &error), result);
  TOE_EXPECT_HAS(error.text, part);
  TOE_EXPECT_HAS(error.text, "test:1: ");
  TOE_EXPECT_EQ(toe_objects_count(objects), count);
  toe_op_free(op);
  toe_objects_free(objects);
}

/* The first mention of a name defines its state; one without is a slip of the pen. */
TOE_TEST(plan_bad, first_mentions_without_a_state_are_refused) {
  static const struct {
    uint32_t block;
    const char *part;
  } rows[] = {{0, "N1: the first mention of a neighbor needs dst_mac"},
              {1, "P1: the first mention of a path needs src_ip and dst_ip"},
              {2, "T1: the first mention of a tcp needs local_port and remote_port"}};
  for (int i = 0; i < 3; ++i) {
    toe_op_t *op = fake_initiate("N1(P1(T1))");
    op->blocks[rows[i].block].state.is_given = false;
    expect_refused(NULL, op, TOE_E_ARG, rows[i].part);
  }
  toe_op_t *op = fake_initiate("N1(P1(T1))");
  op->blocks[0].state.is_given = false;
  expect_refused("N1?", op, TOE_E_ARG, rows[0].part); /* a placeholder gave none */
  toe_objects_t *objects = table();
  toe_error_t error = {""};
  toe_op_t *first = fake_initiate("N1(P1)"), *later = fake_initiate("N1(P1?,P2#20000000)");
  TOE_EXPECT_EQ(enter(objects, first, &error), TOE_OK);
  for (uint32_t i = 0; i < 3; ++i) later->blocks[i].state.is_given = false;
  TOE_EXPECT_EQ(toe_plan_check(objects, later, &error), TOE_OK);
  toe_op_free(first);
  toe_op_free(later);
  toe_objects_free(objects);
}

/* R97, and links that no reader should give. */
TOE_TEST(plan_bad, wrong_shapes_are_refused) {
  expect_refused(NULL, fake_op(TOE_OP_INITIATE), TOE_E_ARG, "empty");
  expect_refused(NULL, fake_initiate("N1(T1)"), TOE_E_ARG, "T1: a tcp cannot stand here");
  expect_refused(NULL, fake_initiate("N1,P1"), TOE_E_ARG, "P1: a path cannot stand here");
  expect_refused(NULL, fake_initiate("P1(N1)"), TOE_E_ARG, "N1: a neighbor cannot stand here");
  toe_op_t *op = fake_initiate("N1(P1)");
  op->blocks[1].next = 0; /* a circle */
  expect_refused(NULL, op, TOE_E_ARG, "walk order");
  op = fake_initiate("N1,N2");
  op->blocks[1].next = 9;
  expect_refused(NULL, op, TOE_E_ARG, "walk order");
  op = fake_initiate("N1,N2");
  op->blocks[0].next = TOE_OP_NO_BLOCK;
  expect_refused(NULL, op, TOE_E_ARG, "in no chain");
  op = fake_initiate("N1(P1(T1)),N2");
  op->blocks[2].dependent = 3;
  expect_refused(NULL, op, TOE_E_ARG, "no dependents");
  op = fake_initiate("N1");
  op->blocks[0].layer = 4;
  expect_refused(NULL, op, TOE_E_ARG, "cannot stand here");
}

TOE_TEST(plan_bad, contradictions_are_refused) {
  toe_op_t *op = fake_initiate("X1"); /* a TCP connection by its letter */
  op->blocks[0].layer = 1;
  expect_refused("X1", op, TOE_E_ARG, "X1 is a neighbor here, but was a tcp before");
  expect_refused(NULL, fake_initiate("N1#0"), TOE_E_RANGE, "N1: 0 is no handle");
  op = fake_initiate("N1(P1)");
  static const toe_op_expect_t expects[2] = {{"P1", 0}, {"P2", 0}};
  op->expects = expects;
  op->expect_count = 2;
  expect_refused("P2", op, TOE_E_UNKNOWN, "P2, which is not in the tree");
}

/* R40, R47: only a connection is rejected, or lacks memory for a copy; the others happen to any object. */
TOE_TEST(plan_bad, faults_stand_where_they_can_happen) {
  static const struct {
    const char *tree, *part;
  } cases[] = {
      {"N1!1(P1!1(T1!1))", NULL},
      {"N1!2(P1!2(T1!2))", NULL},
      {"N1(P1(T1!3,T2!4))", NULL},
      {"N1!3", "test:1: N1: fault \"rejected\" is of a TCP connection, not of a neighbor"},
      {"N1!4", "test:1: N1: fault \"copy-memory\" is of a TCP connection, not of a neighbor"},
      {"N1(P1!3)", "test:1: P1: fault \"rejected\" is of a TCP connection, not of a path"},
      {"N1(P1!4(T1))", "P1: fault \"copy-memory\""},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    toe_objects_t *objects = table();
    toe_op_t *op = fake_initiate(cases[i].tree);
    toe_error_t error = {""};
    toe_test_note("%s", cases[i].tree);
    TOE_EXPECT_EQ(toe_plan_check(objects, op, &error), cases[i].part == NULL ? TOE_OK : TOE_E_ARG);
    if (cases[i].part != NULL) TOE_EXPECT_HAS(error.text, cases[i].part);
    toe_op_free(op);
    toe_objects_free(objects);
  }
}
