/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_terminate_plan_test.c - which objects a terminate takes, and the tree they make.
 */
#include "sim/host/toe_terminate_plan.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_op.h"

/* Objects N1(P1(T1,T2),P2(T3)) and N2(P3), all offloaded but what the test changes. */
typedef struct plan {
  fake_nic_t *nic;
  toe_os_t os;
  toe_objects_t *objects;
  uint64_t mark;
  toe_terminate_list_t list;
  uint32_t passed_over;
  char text[512];
} plan_t;

static toe_object_t *enter(plan_t *plan, const char *name, const char *parent) {
  toe_object_t *object = NULL;
  uint8_t layer = name[0] == 'N' ? 1 : name[0] == 'P' ? 2 : 3;
  if (toe_objects_add(plan->objects, name, layer, &object) != TOE_OK) abort();
  object->is_offloaded = true;
  if (parent != NULL) toe_object_attach(object, toe_objects_find(plan->objects, parent));
  return object;
}
static plan_t *plan_new(void) {
  plan_t *plan = calloc(1, sizeof *plan);
  plan->nic = fake_new();
  plan->os = fake_os(plan->nic);
  if (toe_objects_new(&plan->objects) != TOE_OK) abort();
  static const char *const names[][2] = {{"N1", NULL}, {"P1", "N1"}, {"T1", "P1"}, {"T2", "P1"},
                                         {"P2", "N1"}, {"T3", "P2"}, {"N2", NULL}, {"P3", "N2"}};
  for (unsigned i = 0; i < sizeof names / sizeof names[0]; ++i) (void)enter(plan, names[i][0], names[i][1]);
  return plan;
}
static void plan_free(plan_t *plan) {
  toe_terminate_list_free(&plan->list);
  toe_objects_free(plan->objects);
  TOE_EXPECT_EQ(plan->nic->allocs_live, 0);
  fake_free(plan->nic);
  free(plan);
}
/* The list as text, in order. */
static const char *listed(plan_t *plan) {
  plan->text[0] = '\0';
  for (uint32_t i = 0; i < plan->list.count; ++i) {
    strcat(plan->text, i == 0 ? "" : " ");
    strcat(plan->text, plan->list.objects[i]->name);
  }
  return plan->text;
}
static const char *names(plan_t *plan, toe_op_t *op) {
  toe_terminate_list_free(&plan->list);
  toe_mention_t mention;
  if (toe_mention_take(plan->objects, op, &mention) != TOE_OK) abort();
  TOE_EXPECT_EQ(toe_terminate_plan_names(op, &mention, ++plan->mark, &plan->list, &plan->passed_over), TOE_OK);
  toe_mention_drop(plan->objects, &mention);
  toe_op_free(op);
  return listed(plan);
}

static void put(char *text, const toe_op_t *op, uint32_t at) {
  for (; at != TOE_OP_NO_BLOCK; at = op->blocks[at].next) {
    strcat(text, op->blocks[at].name);
    if (op->blocks[at].is_placeholder) strcat(text, "?");
    if (op->blocks[at].dependent != TOE_OP_NO_BLOCK) {
      strcat(text, "(");
      put(text, op, op->blocks[at].dependent);
      strcat(text, ")");
    }
    if (op->blocks[at].next != TOE_OP_NO_BLOCK) strcat(text, ",");
  }
}
/* The tree of what a terminate names, as toe_fake_op.h writes trees. */
static const char *tree(plan_t *plan, toe_op_t *op) {
  toe_op_t *made = fake_op(TOE_OP_TERMINATE);
  toe_tree_node_t *nodes = NULL;
  (void)names(plan, op);
  TOE_EXPECT_EQ(toe_terminate_plan_tree(&plan->os, &plan->list, ++plan->mark, made, &nodes), TOE_OK);
  plan->text[0] = '\0';
  put(plan->text, made, 0);
  for (uint32_t i = 0; i < made->block_count; ++i) {
    TOE_EXPECT_STR(nodes[i].object->name, made->blocks[i].name);
    TOE_EXPECT_EQ(nodes[i].kind, made->blocks[i].is_placeholder ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER);
  }
  plan->os.free(plan->os.self, nodes);
  toe_op_free(made);
  return plan->text;
}

/* R61, R67, R68: each once, with all dependents, those first. */
TOE_TEST(terminate_plan, dependents_are_added_once_and_stand_first) {
  plan_t *plan = plan_new();
  TOE_EXPECT_STR(names(plan, fake_terminate_op("N1")), "T1 T2 P1 T3 P2 N1");
  TOE_EXPECT_STR(names(plan, fake_terminate_op("T2,P1,T2,N1,P3")), "T2 T1 P1 T3 P2 N1 P3");
  TOE_EXPECT_EQ(plan->passed_over, 0);
  toe_objects_find(plan->objects, "T1")->is_offloaded = false;
  toe_object_detach(toe_objects_find(plan->objects, "T1"));
  TOE_EXPECT_STR(names(plan, fake_terminate_op("T1,P1,T1")), "T2 P1");
  TOE_EXPECT_EQ(plan->passed_over, 2);
  TOE_EXPECT_STR(names(plan, fake_raw("T1,P1,T1")), "T1 P1 T1");
  TOE_EXPECT_EQ(plan->passed_over, 0);
  plan_free(plan);
}

/* R67, R153: of a layer only what nothing depends on. */
TOE_TEST(terminate_plan, a_layer_is_what_is_free_to_go) {
  plan_t *plan = plan_new();
  TOE_EXPECT_EQ(toe_terminate_plan_layer(plan->objects, 2, &plan->list), TOE_OK);
  TOE_EXPECT_STR(listed(plan), "P3");
  toe_terminate_list_free(&plan->list);
  toe_objects_find(plan->objects, "T2")->links = 1;
  TOE_EXPECT_EQ(toe_terminate_plan_layer(plan->objects, 3, &plan->list), TOE_OK);
  TOE_EXPECT_STR(listed(plan), "T1 T3");
  TOE_EXPECT(!toe_terminate_plan_must_wait(&plan->list));
  toe_objects_find(plan->objects, "T3")->is_in_transit = true;
  TOE_EXPECT(toe_terminate_plan_must_wait(&plan->list)); /* R101 */
  plan_free(plan);
}

/* R60: any mix makes a tree, with placeholders where what stands above stays. */
TOE_TEST(terminate_plan, any_mix_makes_a_tree) {
  plan_t *plan = plan_new();
  TOE_EXPECT_STR(tree(plan, fake_terminate_op("N1")), "N1(P1(T1,T2),P2(T3))");
  TOE_EXPECT_STR(tree(plan, fake_terminate_op("T3,T1")), "T3,T1");
  TOE_EXPECT_STR(tree(plan, fake_terminate_op("P3,T1,T2")), "P3,P1?(T1,T2)");
  TOE_EXPECT_STR(tree(plan, fake_terminate_op("T3,T1,N2")), "N2(P3),N1?(P2?(T3),P1?(T1))");
  TOE_EXPECT_STR(tree(plan, fake_raw("P1,T1,T1,N2")), "N2,N1?(P1(T1,T1))");
  TOE_EXPECT_STR(tree(plan, fake_raw("N1,N1,P1")), "N1(P1),N1");
  plan_free(plan);
}

/* Raw lists may hold what depends on nothing any more: it goes under whatever is there, or a placeholder of its name.
 */
TOE_TEST(terminate_plan_bad, what_depends_on_nothing_finds_a_place) {
  plan_t *plan = plan_new();
  toe_object_t *t1 = toe_objects_find(plan->objects, "T1"), *p2 = toe_objects_find(plan->objects, "P2");
  toe_object_detach(t1);
  toe_object_detach(p2);
  TOE_EXPECT_STR(tree(plan, fake_raw("T1,P1")), "P1(T1)");
  TOE_EXPECT_STR(tree(plan, fake_raw("T1,N2")), "N2(T1?(T1))");
  TOE_EXPECT_STR(tree(plan, fake_raw("P2,T3,N2")), "N2(P2(T3))");
  TOE_EXPECT_STR(tree(plan, fake_raw("T1")), "T1");
  plan_free(plan);
}

TOE_TEST(terminate_plan_bad, no_memory_is_said) {
  plan_t *plan = plan_new();
  toe_op_t *made = fake_op(TOE_OP_TERMINATE);
  toe_tree_node_t *nodes = NULL;
  (void)names(plan, fake_terminate_op("N1"));
  plan->nic->alloc_fail_from = 1;
  TOE_EXPECT_EQ(toe_terminate_plan_tree(&plan->os, &plan->list, ++plan->mark, made, &nodes), TOE_E_MEMORY);
  TOE_EXPECT(nodes == NULL);
  toe_op_free(made);
  plan_free(plan);
}
