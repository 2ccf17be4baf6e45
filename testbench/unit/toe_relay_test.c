/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_relay.h"

#include "testbench/unit/toe_trace_files.h"

/* Three operations, one a tree of three blocks; a frame stands before the last. */
#define TREE                                                                                 \
  "{\"op\":\"initiate\",\"at_ns\":5,\"id\":\"r\",\"tree\":[{\"neighbor\":\"N\",\"dst_mac\":" \
  "\"02:00:00:00:00:01\",\"paths\":[{\"path\":\"P\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":"     \
  "\"10.0.1.1\",\"tcp\":[{\"tcp\":\"T\",\"local_port\":1,\"remote_port\":2}]}]}]}\n"
#define PAUSE "{\"op\":\"pause\",\"at_ns\":7}\n"
#define RESUME "{\"op\":\"resume\",\"at_ns\":9}\n"
#define FRAME "#frame 8 100 0001feff\n"

static toe_relay_t *relay_of(const char *text, uint32_t listeners) {
  toe_relay_t *relay = NULL;
  TOE_EXPECT_EQ(toe_relay_new(file_text("relay.jsonl", text), listeners, &relay), TOE_OK);
  for (uint32_t i = 0; i < listeners; ++i) TOE_EXPECT_EQ(toe_relay_open(relay, i, NULL), TOE_OK);
  return relay;
}

/* Its next operation is of this kind and time. */
static toe_op_t *take(toe_relay_t *relay, uint32_t listener, toe_op_kind_t kind, uint64_t at_ns) {
  toe_op_t *op = NULL;
  TOE_EXPECT_EQ(toe_relay_next(relay, listener, &op, NULL), TOE_OK);
  if (op == NULL) return NULL;
  TOE_EXPECT_EQ(op->kind, kind);
  TOE_EXPECT_EQ(op->at_ns, at_ns);
  return op;
}

static void expect_end(toe_relay_t *relay, uint32_t listener) {
  toe_op_t *op = NULL;
  TOE_EXPECT_EQ(toe_relay_next(relay, listener, &op, NULL), TOE_E_END);
  TOE_EXPECT(op == NULL);
}

TOE_TEST(relay, gives_each_listener_everything_when_it_asks) {
  toe_relay_t *relay = relay_of(TREE PAUSE FRAME RESUME, 2);
  toe_op_free(take(relay, 1, TOE_OP_INITIATE, 0)); /* times count from the first operation */
  toe_op_free(take(relay, 1, TOE_OP_PAUSE, 2));
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 0).bytes, 0);
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 1).bytes, sizeof TREE PAUSE - 1);
  toe_op_free(take(relay, 0, TOE_OP_INITIATE, 0));
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 0).bytes, sizeof TREE - 1);
  toe_op_free(take(relay, 0, TOE_OP_PAUSE, 2));
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 0).frames, 0);
  toe_op_free(take(relay, 0, TOE_OP_RESUME, 4));
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 0).frames, 1);
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 1).frames, 0);
  expect_end(relay, 0);
  toe_op_free(take(relay, 1, TOE_OP_RESUME, 4));
  expect_end(relay, 1);
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 0).bytes, sizeof TREE PAUSE FRAME RESUME - 1);
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 1).crc, toe_relay_get_taken(relay, 0).crc);
  toe_relay_free(relay);
}

TOE_TEST(relay, gives_each_listener_an_operation_of_its_own) {
  toe_relay_t *relay = relay_of(TREE PAUSE, 2);
  toe_op_t *first = take(relay, 0, TOE_OP_INITIATE, 0);
  TOE_ASSERT(first != NULL && first->block_count == 3);
  first->blocks[2].fault = 1;
  first->block_count = 1;
  first->is_late = true;
  toe_op_t *second = take(relay, 1, TOE_OP_INITIATE, 0);
  TOE_ASSERT(second != NULL);
  TOE_EXPECT_EQ(second->block_count, 3);
  TOE_EXPECT(!second->is_late);
  TOE_EXPECT_EQ(second->blocks[2].fault, 0);
  second->blocks[0].fault = 2;
  TOE_EXPECT_EQ(first->blocks[0].fault, 0);
  toe_op_free(second); /* in either order: what they share stays with the other */
  TOE_EXPECT_STR(first->blocks[2].name, "T");
  TOE_EXPECT_STR(first->id, "r");
  toe_op_free(first);

  first = take(relay, 1, TOE_OP_PAUSE, 2);
  second = take(relay, 0, TOE_OP_PAUSE, 2);
  TOE_ASSERT(first != NULL && second != NULL);
  toe_op_free(first);
  TOE_EXPECT_STR(second->place + strlen(second->place) - 2, ":2");
  toe_op_free(second);
  toe_relay_free(relay);
}

TOE_TEST(relay, keeps_nothing_for_who_has_left) {
  toe_relay_t *relay = relay_of(TREE PAUSE RESUME, 2);
  toe_op_free(take(relay, 0, TOE_OP_INITIATE, 0));
  toe_op_free(take(relay, 0, TOE_OP_PAUSE, 2));
  toe_op_free(take(relay, 1, TOE_OP_INITIATE, 0));
  toe_relay_leave(relay, 1);
  toe_relay_leave(relay, 1);
  toe_op_free(take(relay, 0, TOE_OP_RESUME, 4));
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 1).bytes, sizeof TREE - 1);
  expect_end(relay, 0);
  toe_relay_free(relay);

  relay = relay_of(TREE PAUSE RESUME, 2); /* ended with things not taken */
  toe_op_free(take(relay, 1, TOE_OP_INITIATE, 0));
  toe_op_free(take(relay, 1, TOE_OP_PAUSE, 2));
  toe_relay_free(relay);
}

TOE_TEST(relay_bad, tells_each_listener_of_the_same_mistake) {
  toe_relay_t *relay = relay_of(PAUSE "{\"op\":\"nonsense\"}\n" RESUME, 2);
  toe_error_t first = {""}, second = {""};
  toe_op_t *op = NULL;
  toe_op_free(take(relay, 0, TOE_OP_PAUSE, 0));
  TOE_EXPECT_EQ(toe_relay_next(relay, 0, &op, &first), TOE_E_FORMAT);
  TOE_EXPECT(strstr(first.text, "relay.jsonl:2") != NULL);
  toe_op_free(take(relay, 1, TOE_OP_PAUSE, 0));
  TOE_EXPECT_EQ(toe_relay_next(relay, 1, &op, &second), TOE_E_FORMAT);
  TOE_EXPECT_STR(second.text, first.text);
  toe_relay_free(relay);
}

TOE_TEST(relay_bad, refuses_a_file_that_is_not_there) {
  toe_relay_t *relay = NULL;
  TOE_ASSERT_EQ(toe_relay_new(file_path("none.jsonl"), 2, &relay), TOE_OK);
  toe_error_t error[2] = {{""}, {""}};
  for (uint32_t i = 0; i < 2; ++i) TOE_EXPECT_EQ(toe_relay_open(relay, i, &error[i]), TOE_E_IO);
  TOE_EXPECT(strstr(error[0].text, "none.jsonl") != NULL);
  TOE_EXPECT_STR(error[1].text, error[0].text);
  TOE_EXPECT_EQ(toe_relay_get_taken(relay, 0).bytes, 0);
  toe_relay_free(relay);
  TOE_EXPECT_EQ(toe_relay_new("x", 0, &relay), TOE_E_ARG);
  TOE_EXPECT_EQ(toe_relay_new("x", 3, &relay), TOE_E_ARG);
}
