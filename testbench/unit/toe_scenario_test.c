/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testbench/shim/toe_test.h"

static toe_result_t parse_at(const char *text, uint64_t before_ns, toe_op_t **op, toe_scenario_time_t *time,
                             toe_error_t *error) {
  *op = NULL;
  *error = (toe_error_t){""};
  return toe_scenario_parse(text, strlen(text), "story.jsonl:7", 7, before_ns, op, time, error);
}

static toe_op_t *parse(const char *text) {
  toe_op_t *op = NULL;
  toe_scenario_time_t time;
  toe_error_t error;
  TOE_EXPECT_EQ(parse_at(text, 0, &op, &time, &error), TOE_OK);
  TOE_EXPECT_STR(error.text, "");
  return op;
}

static void refuse(const char *text, toe_result_t result, const char *cause) {
  toe_op_t *op = NULL;
  toe_scenario_time_t time;
  toe_error_t error;
  toe_test_note("%.200s", text);
  TOE_EXPECT_EQ(parse_at(text, 100, &op, &time, &error), result);
  TOE_EXPECT_HAS(error.text, "story.jsonl:7: ");
  TOE_EXPECT_HAS(error.text, cause);
  TOE_EXPECT(op == NULL);
  toe_op_free(op);
}

/* The example of the specification, as the project's page writes it. */
static const char example[] =
    "{\"op\":\"initiate\",\"at_ns\":5,\"id\":\"first\",\"tree\":["
    "{\"neighbor\":\"N1\",\"dst_mac\":\"02:00:00:00:00:01\",\"src_mac\":null,\"vlan\":7,\"paths\":["
    "{\"path\":\"P1\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.1\",\"mtu\":9000,\"tcp\":["
    "{\"tcp\":\"T1\",\"local_port\":1024,\"remote_port\":80,\"state\":\"CLOSE_WAIT\",\"rcv_nxt\":5000,\"rcv_wnd\":"
    "65536,"
    "\"initial_rcv_wnd\":70000,\"snd_una\":10,\"snd_nxt\":30,\"snd_max\":40,\"snd_wnd\":50,\"remote_mss\":536,"
    "\"snd_wind_scale\":3,\"rcv_wind_scale\":14,\"timestamps\":true,\"sack\":true,\"ts_recent\":77,"
    "\"tos\":184,\"ttl\":7,\"user_priority\":5,\"flow_label\":1048575,"
    "\"buffered\":{\"bytes\":300},\"outstanding\":[200,400]},"
    "{\"tcp\":\"T2\",\"local_port\":1025,\"remote_port\":80,\"fault\":\"host-memory\"}]},"
    "{\"path\":\"P2\",\"src_ip\":\"fd00::1\",\"dst_ip\":\"fd00::2\",\"fault\":\"internal\",\"tcp\":["
    "{\"tcp\":\"T3\",\"local_port\":1026,\"remote_port\":80}]}]},"
    "{\"neighbor\":\"N2\",\"dst_mac\":\"02:00:00:00:aB:02\",\"src_mac\":\"02:00:00:00:00:09\"}],"
    "\"expect\":{\"T2\":\"NDIS_STATUS_RESOURCES\",\"N1\":\"NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS\"}}";

/* R87, R97 */
TOE_TEST(scenario, gives_the_blocks_in_walk_order_with_their_links) {
  toe_op_t *op = parse(example);
  TOE_ASSERT(op != NULL);
  static const struct {
    const char *name;
    uint32_t layer, next, dependent;
  } rows[] = {{"N1", 1, 6, 1},
              {"P1", 2, 4, 2},
              {"T1", 3, 3, TOE_OP_NO_BLOCK},
              {"T2", 3, TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK},
              {"P2", 2, TOE_OP_NO_BLOCK, 5},
              {"T3", 3, TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK},
              {"N2", 1, TOE_OP_NO_BLOCK, TOE_OP_NO_BLOCK}};
  TOE_ASSERT_EQ(op->block_count, 7);
  for (int i = 0; i < 7; ++i) {
    toe_test_note("block %d", i);
    TOE_EXPECT_STR(op->blocks[i].name, rows[i].name);
    TOE_EXPECT_EQ(op->blocks[i].layer, rows[i].layer);
    TOE_EXPECT_EQ(op->blocks[i].next, rows[i].next);
    TOE_EXPECT_EQ(op->blocks[i].dependent, rows[i].dependent);
    TOE_EXPECT(op->blocks[i].state.is_given);
  }
  toe_op_free(op);
}

TOE_TEST(scenario, decodes_what_is_given) {
  toe_op_t *op = parse(example);
  TOE_ASSERT(op != NULL && op->block_count == 7);
  TOE_EXPECT_EQ(op->kind, TOE_OP_INITIATE);
  TOE_EXPECT_EQ(op->at_ns, 5);
  TOE_EXPECT_EQ(op->number, 7);
  TOE_EXPECT_STR(op->id, "first");
  TOE_EXPECT_STR(op->place, "story.jsonl:7");
  const toe_op_state_t *n1 = &op->blocks[0].state, *p1 = &op->blocks[1].state, *t1 = &op->blocks[2].state;
  const toe_op_state_t *p2 = &op->blocks[4].state, *n2 = &op->blocks[6].state;
  static const uint8_t mac1[6] = {2, 0, 0, 0, 0, 1}, mac2[6] = {2, 0, 0, 0, 0xAB, 2}, mac9[6] = {2, 0, 0, 0, 0, 9};
  static const uint8_t ip[16] = {10, 0, 1, 1}, ip6[16] = {0xFD, [15] = 2};
  TOE_EXPECT_MEM(n1->dst_mac, mac1, 6);
  TOE_EXPECT(!n1->has_src_mac);
  TOE_EXPECT_EQ(n1->vlan, 7);
  TOE_EXPECT_MEM(n2->dst_mac, mac2, 6);
  TOE_EXPECT(n2->has_src_mac);
  TOE_EXPECT_MEM(n2->src_mac, mac9, 6);
  TOE_EXPECT_EQ(p1->family, 4);
  TOE_EXPECT_EQ(p1->mtu, 9000);
  TOE_EXPECT_MEM(p1->dst_ip, ip, 16);
  TOE_EXPECT_EQ(p2->family, 6);
  TOE_EXPECT_MEM(p2->dst_ip, ip6, 16);
  TOE_EXPECT_EQ(op->blocks[4].fault, 1);
  TOE_EXPECT_EQ(op->blocks[3].fault, 2);
  TOE_EXPECT_EQ(op->blocks[2].fault, 0);
  TOE_EXPECT_EQ(t1->local_port, 1024);
  TOE_EXPECT_EQ(t1->remote_port, 80);
  TOE_EXPECT_EQ(t1->tcp_state, 7);
  TOE_EXPECT_EQ(t1->rcv_nxt, 5000);
  TOE_EXPECT_EQ(t1->rcv_wnd, 65536);
  TOE_EXPECT_EQ(t1->initial_rcv_wnd, 70000);
  TOE_EXPECT_EQ(t1->snd_una, 10);
  TOE_EXPECT_EQ(t1->snd_nxt, 30);
  TOE_EXPECT_EQ(t1->snd_max, 40);
  TOE_EXPECT_EQ(t1->snd_wnd, 50);
  TOE_EXPECT_EQ(t1->remote_mss, 536);
  TOE_EXPECT_EQ(t1->snd_wind_scale, 3);
  TOE_EXPECT_EQ(t1->rcv_wind_scale, 14);
  TOE_EXPECT(t1->has_timestamps && t1->has_sack);
  TOE_EXPECT_EQ(t1->ts_recent, 77);
  TOE_EXPECT(t1->tos == 184 && t1->ttl == 7 && t1->user_priority == 5 && t1->flow_label == 0xFFFFF);
  TOE_EXPECT_EQ(t1->buffered_bytes, 300);
  TOE_EXPECT_EQ(t1->outstanding_bytes, 600);
  TOE_ASSERT_EQ(t1->outstanding_count, 2);
  TOE_EXPECT_EQ(t1->outstanding[1], 400);
  TOE_ASSERT_EQ(op->expect_count, 2);
  TOE_EXPECT_STR(op->expects[0].name, "T2");
  TOE_EXPECT_EQ(op->expects[0].status, 0xC000009Au);
  TOE_EXPECT_STR(op->expects[1].name, "N1");
  TOE_EXPECT_EQ(op->expects[1].status, 0x40020004u);
  toe_op_free(op);
}

TOE_TEST(scenario, has_defaults) {
  toe_op_t *op = parse(
      "{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\",\"paths\":[{\"path\":\"P\",\"tcp\":[{\"tcp\":\"T\"}]}]}]}");
  TOE_ASSERT(op != NULL && op->block_count == 3);
  const toe_op_state_t *t = &op->blocks[2].state;
  TOE_EXPECT_STR(op->id, "r7");
  for (int i = 0; i < 3; ++i) TOE_EXPECT(!op->blocks[i].state.is_given);
  TOE_EXPECT_EQ(op->blocks[0].state.vlan, 0);
  TOE_EXPECT(!op->blocks[0].state.has_src_mac);
  TOE_EXPECT_EQ(op->blocks[1].state.mtu, 1500);
  TOE_EXPECT_EQ(t->tcp_state, 4);
  TOE_EXPECT_EQ(t->rcv_nxt, 1);
  TOE_EXPECT_EQ(t->snd_una, 1);
  TOE_EXPECT_EQ(t->snd_nxt, 1);
  TOE_EXPECT_EQ(t->snd_max, 1);
  TOE_EXPECT_EQ(t->rcv_wnd, 65535);
  TOE_EXPECT_EQ(t->initial_rcv_wnd, 65535);
  TOE_EXPECT_EQ(t->snd_wnd, 65535);
  TOE_EXPECT_EQ(t->buffered_bytes, 0);
  TOE_EXPECT_EQ(t->outstanding_count, 0);
  TOE_EXPECT_EQ(op->expect_count, 0);
  toe_op_free(op);
}

TOE_TEST(scenario, has_sent_what_is_unacknowledged_unless_told) {
  toe_op_t *op = parse(
      "{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"T\",\"snd_una\":77},{\"tcp\":\"U\",\"snd_una\":5,\"snd_nxt\":9}]}");
  TOE_ASSERT(op != NULL && op->block_count == 2);
  TOE_EXPECT_EQ(op->blocks[0].state.snd_nxt, 77);
  TOE_EXPECT_EQ(op->blocks[0].state.snd_max, 77);
  TOE_EXPECT_EQ(op->blocks[1].state.snd_nxt, 9);
  TOE_EXPECT_EQ(op->blocks[1].state.snd_max, 9);
  toe_op_free(op);
}

TOE_TEST(scenario, takes_the_time_of_the_line_before) {
  toe_op_t *op = NULL;
  toe_scenario_time_t time;
  toe_error_t error;
  TOE_ASSERT_EQ(parse_at("{\"op\":\"pause\"}", 42, &op, &time, &error), TOE_OK);
  TOE_EXPECT_EQ(op->at_ns, 42);
  TOE_EXPECT(!time.is_given);
  toe_op_free(op);
  TOE_ASSERT_EQ(parse_at("{\"op\":\"pause\",\"at_ns\":42}", 42, &op, &time, &error), TOE_OK);
  TOE_EXPECT(time.is_given);
  TOE_EXPECT_EQ(time.at_ns, 42);
  toe_op_free(op);
}

/* roots at any layer.  R89: placeholders.  Bad handles can be tried. */
TOE_TEST(scenario, takes_roots_of_each_layer_placeholders_and_handles) {
  toe_op_t *op = parse(
      "{\"op\":\"initiate\",\"tree\":[{\"path\":\"P\",\"handle\":4294967295,\"tcp\":[{\"tcp\":\"T\"}]},{\"path\":\"Q\","
      "\"placeholder\":true}]}");
  TOE_ASSERT(op != NULL && op->block_count == 3);
  TOE_EXPECT_EQ(op->blocks[0].layer, 2);
  TOE_EXPECT(op->blocks[0].has_handle);
  TOE_EXPECT_EQ(op->blocks[0].handle, 4294967295u);
  TOE_EXPECT_EQ(op->blocks[0].next, 2);
  TOE_EXPECT(op->blocks[2].is_placeholder);
  toe_op_free(op);
  op = parse("{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"T\"},{\"tcp\":\"U\"}]}");
  TOE_ASSERT(op != NULL && op->block_count == 2);
  TOE_EXPECT_EQ(op->blocks[1].layer, 3);
  toe_op_free(op);
}

TOE_TEST(scenario, reads_every_other_operation) {
  static const struct {
    toe_op_kind_t kind;
    const char *text;
  } rows[] = {
      {TOE_OP_TERMINATE,
       "{\"op\":\"terminate\",\"objects\":[\"T1\",\"P1\"],\"raw\":true,\"expect\":{\"T1\":\"NDIS_STATUS_SUCCESS\"}}"},
      {TOE_OP_SET, "{\"op\":\"set\",\"key\":\"tcp.entries\",\"value\":8}"},
      {TOE_OP_EXPECT, "{\"op\":\"expect\",\"expect\":{\"T1\":\"NDIS_STATUS_SUCCESS\"}}"},
      {TOE_OP_POST_RECEIVE,
       "{\"op\":\"post_receive\",\"tcp\":\"T1\",\"bytes\":0,\"push\":true,\"expect\":{\"bytes\":400}}"},
      {TOE_OP_SEGMENT,
       "{\"op\":\"segment\",\"tcp\":\"T1\",\"seq\":5000,\"ack\":1,\"window\":9,\"bytes\":100,\"flags\":\"PA\"}"},
      {TOE_OP_SEGMENT, "{\"op\":\"segment\",\"frame_hex\":\"00fF\"}"},
      {TOE_OP_SEND, "{\"op\":\"send\",\"tcp\":\"T1\",\"bytes\":1}"},
      {TOE_OP_DISCONNECT, "{\"op\":\"disconnect\",\"tcp\":\"T1\",\"abortive\":false}"},
      {TOE_OP_FORWARD, "{\"op\":\"forward\",\"tcp\":\"T1\",\"seq\":1}"},
      {TOE_OP_QUERY, "{\"op\":\"query\",\"objects\":[\"T1\"]}"},
      {TOE_OP_UPDATE, "{\"op\":\"update\",\"objects\":[\"P1\"],\"neighbor\":\"N2\",\"values\":{\"mtu\":1400}}"},
      {TOE_OP_INVALIDATE, "{\"op\":\"invalidate\",\"objects\":[\"P1\"]}"},
      {TOE_OP_UPLOAD_REQUEST, "{\"op\":\"upload_request\",\"tcp\":\"T1\",\"reason\":\"LowActivity\"}"},
      {TOE_OP_UPLOAD_ALL, "{\"op\":\"upload_all\"}"},
      {TOE_OP_LINK, "{\"op\":\"link\",\"up\":false}"},
      {TOE_OP_PAUSE, "{\"op\":\"pause\",\"id\":\"x\"}"},
      {TOE_OP_RESUME, "{\"op\":\"resume\"}"},
      {TOE_OP_RESET, "{\"op\":\"reset\",\"at_ns\":3}"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    toe_test_note("%s", rows[i].text);
    toe_op_t *op = parse(rows[i].text);
    if (op == NULL) continue;
    TOE_EXPECT_EQ(op->kind, rows[i].kind);
    if (op->kind == TOE_OP_SET) TOE_EXPECT_STR(op->key, "tcp.entries");
    if (op->kind == TOE_OP_SET) TOE_EXPECT_STR(op->value, "8");
    if (op->kind == TOE_OP_TERMINATE) TOE_EXPECT_EQ(op->object_count, 2);
    if (op->kind == TOE_OP_TERMINATE) TOE_EXPECT_STR(op->objects[1], "P1");
    toe_op_free(op);
  }
  toe_op_t *op = parse("{\"op\":\"set\",\"key\":\"walk.policy\",\"value\":\"prune\"}");
  if (op != NULL) TOE_EXPECT_STR(op->value, "prune");
  toe_op_free(op);
}

/* R63: the reasons of the host, for people; "raw" sends exactly the list. */
TOE_TEST(scenario, reads_why_the_host_terminates) {
  static const char *const reasons[] = {"priority", "target-request", "low-traffic", "media-lost", "net-event-pause"};
  for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; ++i) {
    char text[128];
    (void)snprintf(text, sizeof text, "{\"op\":\"terminate\",\"objects\":[\"T\"],\"reason\":\"%s\"}", reasons[i]);
    toe_op_t *op = parse(text);
    TOE_ASSERT(op != NULL);
    TOE_EXPECT_STR(op->reason, reasons[i]);
    TOE_EXPECT(!op->is_raw);
    toe_op_free(op);
  }
  toe_op_t *op = parse(
      "{\"op\":\"terminate\",\"objects\":[\"T\",\"U\"],\"raw\":true,"
      "\"expect\":{\"U\":\"NDIS_STATUS_FAILURE\"}}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT(op->is_raw);
  TOE_EXPECT(!op->is_forgetting);
  TOE_EXPECT(op->reason == NULL);
  TOE_ASSERT_EQ(op->expect_count, 1);
  TOE_EXPECT_STR(op->expects[0].name, "U");
  TOE_EXPECT_EQ(op->expects[0].status, 0xC0000001);
  toe_op_free(op);
  /* What it adds itself may be expected too: the dependents of P [R61]. */
  op = parse("{\"op\":\"terminate\",\"objects\":[\"P\"],\"expect\":{\"T\":\"NDIS_STATUS_SUCCESS\"}}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT_EQ(op->expect_count, 1);
  toe_op_free(op);
}

/* 7.2: the numbers of TCP_UPLOAD_REASON. */
TOE_TEST(scenario, numbers_why_the_device_asks) {
  static const char *const reasons[] = {"LowActivity",           "HighDropRate",       "SmallIO",
                                        "NoBufferPreposting",    "ReceivedUrgentData", "HighFragmentation",
                                        "HighOutOfOrderPackets", "TimeoutExpiration",  "InvalidState",
                                        "UploadRequested",       "HardwareFailure"};
  for (uint8_t i = 0; i < sizeof reasons / sizeof reasons[0]; ++i) {
    char text[128];
    (void)snprintf(text, sizeof text, "{\"op\":\"upload_request\",\"tcp\":\"T%c\",\"reason\":\"%s\"}", (char)('a' + i),
                   reasons[i]);
    toe_op_t *op = parse(text);
    TOE_ASSERT(op != NULL);
    TOE_EXPECT_EQ(op->upload_reason, i + 1);
    TOE_ASSERT_EQ(op->object_count, 1);
    TOE_EXPECT_EQ(op->objects[0][1], 'a' + i);
    toe_op_free(op);
  }
}

TOE_TEST(scenario, reads_the_state_of_the_link_and_what_is_late) {
  toe_op_t *up = parse("{\"op\":\"link\",\"up\":true}"), *down = parse("{\"op\":\"link\",\"up\":false}");
  TOE_ASSERT(up != NULL && down != NULL);
  TOE_EXPECT(up->is_up);
  TOE_EXPECT(!down->is_up);
  toe_op_free(up);
  toe_op_free(down);
  toe_op_t *late = parse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}],\"late\":true}");
  toe_op_t *held = parse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}]}");
  TOE_ASSERT(late != NULL && held != NULL);
  TOE_EXPECT(late->is_late);
  TOE_EXPECT(!held->is_late);
  toe_op_free(late);
  toe_op_free(held);
}

/* The numbers of enums.def, typed here again: they travel in the object descriptor. */
TOE_TEST(scenario, numbers_the_faults) {
  static const char *const names[] = {"internal", "host-memory", "rejected", "copy-memory"};
  for (uint8_t i = 0; i < 4; ++i) {
    uint8_t fault = 99;
    toe_test_note("%s", names[i]);
    TOE_EXPECT(toe_scenario_fault_of_name(names[i], &fault));
    TOE_EXPECT_EQ(fault, i + 1);
    char text[96];
    (void)snprintf(text, sizeof text, "{\"op\":\"initiate\",\"tree\":[{\"tcp\":\"T\",\"fault\":\"%s\"}]}", names[i]);
    toe_op_t *op = parse(text);
    TOE_ASSERT(op != NULL);
    TOE_EXPECT_EQ(op->blocks[0].fault, i + 1);
    toe_op_free(op);
  }
  uint8_t fault = 99;
  TOE_EXPECT(!toe_scenario_fault_of_name("none", &fault));
  TOE_EXPECT(!toe_scenario_fault_of_name("?", &fault));
  TOE_EXPECT(!toe_scenario_fault_of_name("", &fault));
  TOE_EXPECT_EQ(fault, 99);
}

TOE_TEST(scenario, reads_a_flip) {
  toe_op_t *op = parse("{\"op\":\"flip\",\"at_ns\":7,\"object\":\"P1\",\"row\":3,\"bits\":[575,0,70]}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT_EQ(op->kind, TOE_OP_FLIP);
  TOE_ASSERT_EQ(op->object_count, 1);
  TOE_EXPECT_STR(op->objects[0], "P1");
  TOE_EXPECT_EQ(op->flip_row, 3);
  TOE_ASSERT_EQ(op->flip_bit_count, 3);
  TOE_EXPECT_EQ(op->flip_bits[0], 575);
  TOE_EXPECT_EQ(op->flip_bits[1], 0);
  TOE_EXPECT_EQ(op->flip_bits[2], 70);
  toe_op_free(op);
}

TOE_TEST(scenario_bad, names_what_is_wrong_with_a_flip) {
#define FLIP(members) "{\"op\":\"flip\"," members "}"
  refuse(FLIP("\"row\":0,\"bits\":[1]"), TOE_E_FORMAT, "flip has no \"object\"");
  refuse(FLIP("\"object\":\"P\",\"bits\":[1]"), TOE_E_FORMAT, "flip has no \"row\"");
  refuse(FLIP("\"object\":\"P\",\"row\":0"), TOE_E_FORMAT, "flip has no \"bits\"");
  refuse(FLIP("\"object\":\"P\",\"row\":4,\"bits\":[1]"), TOE_E_RANGE, "\"row\" is 4, not in 0..3");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":[]"), TOE_E_FORMAT, "\"bits\" is not a list of numbers");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":3"), TOE_E_FORMAT, "\"bits\" is not a list of numbers");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":[1.5]"), TOE_E_FORMAT, "\"bits\" is not a list of whole numbers");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":[576]"), TOE_E_RANGE, "bit 576 is not in 0..575");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":[-1]"), TOE_E_RANGE, "bit -1 is not in 0..575");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":[5,6,5]"), TOE_E_FORMAT, "\"bits\" has 5 twice");
  refuse(FLIP("\"object\":\"P\",\"row\":0,\"bits\":[5],\"tcp\":\"T\""), TOE_E_FORMAT, "unknown member \"tcp\"");
  /* More bits than a row has: one at least is twice. */
  char text[8192] = "{\"op\":\"flip\",\"object\":\"P\",\"row\":0,\"bits\":[0";
  for (int i = 1; i < 577; ++i) (void)snprintf(text + strlen(text), sizeof text - strlen(text), ",%d", i % 576);
  (void)snprintf(text + strlen(text), sizeof text - strlen(text), "]}");
  refuse(text, TOE_E_RANGE, "\"bits\" has more than 576 bits");
#undef FLIP
}

TOE_TEST(scenario, reads_receive_requests_and_what_is_expected_of_them) {
  toe_op_t *op = parse(
      "{\"op\":\"post_receive\",\"tcp\":\"T1\",\"bytes\":400,\"filled\":100,\"push\":true,"
      "\"expect\":{\"status\":\"NDIS_STATUS_UPLOAD_IN_PROGRESS\",\"bytes\":350}}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT_EQ(op->kind, TOE_OP_POST_RECEIVE);
  TOE_EXPECT_STR(op->objects[0], "T1");
  TOE_EXPECT(op->rcv_bytes == 400 && op->rcv_filled == 100 && op->is_push);
  TOE_ASSERT_EQ(op->value_count, 2);
  for (int i = 0; i < 2; ++i) {
    bool is_status = op->values[i].key == TOE_OP_VALUE_STATUS;
    TOE_EXPECT_EQ(op->values[i].number, is_status ? 0xC0231001u : 350);
  }
  TOE_EXPECT(op->values[0].key != op->values[1].key);
  toe_op_free(op);
  op = parse("{\"op\":\"post_receive\",\"tcp\":\"T1\",\"bytes\":0}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT(op->rcv_bytes == 0 && op->rcv_filled == 0 && !op->is_push && op->value_count == 0);
  toe_op_free(op);
  op = parse("{\"op\":\"receive_policy\",\"tcp\":\"T1\",\"accept\":[200,0,\"all\"],\"hold\":true}");
  TOE_ASSERT(op != NULL);
  TOE_ASSERT_EQ(op->accept_count, 3);
  TOE_EXPECT(op->accepts[0] == 200 && op->accepts[1] == 0 && op->accepts[2] == TOE_OP_ACCEPT_ALL);
  TOE_EXPECT(op->has_hold && op->is_hold);
  toe_op_free(op);
  op = parse("{\"op\":\"receive_policy\",\"tcp\":\"T1\"}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT(op->accept_count == 0 && !op->has_hold);
  toe_op_free(op);
  op = parse("{\"op\":\"expect\",\"tcp\":\"T1\",\"expect\":{\"rcv_nxt\":4294967295}}");
  TOE_ASSERT(op != NULL);
  TOE_EXPECT_STR(op->objects[0], "T1");
  TOE_ASSERT_EQ(op->value_count, 1);
  TOE_EXPECT(op->values[0].key == TOE_OP_VALUE_RCV_NXT && op->values[0].number == 0xFFFFFFFFu);
  toe_op_free(op);
  op = parse(
      "{\"op\":\"expect\",\"tcp\":\"T1\",\"expect\":{\"events\":[\"retrieve\",\"disconnect\",\"abort\"],\"acked\":7}}");
  TOE_ASSERT(op != NULL);
  TOE_ASSERT_EQ(op->value_count, 2);
  const int at = op->values[0].key == TOE_OP_VALUE_EVENTS ? 0 : 1;
  TOE_EXPECT(op->values[at].key == TOE_OP_VALUE_EVENTS && op->values[at].number == 0x324);
  TOE_EXPECT(op->values[1 - at].key == TOE_OP_VALUE_ACKED && op->values[1 - at].number == 7);
  char text[64];
  toe_op_events_text(op->values[at].number, text, sizeof text);
  TOE_EXPECT_STR(text, "retrieve disconnect abort");
  toe_op_events_text(0, text, sizeof text);
  TOE_EXPECT_STR(text, "none");
  toe_op_free(op);
}

TOE_TEST(scenario_bad, names_what_is_wrong_with_a_receive_request) {
#define POST(members) "{\"op\":\"post_receive\"," members "}"
#define POLICY(members) "{\"op\":\"receive_policy\"," members "}"
#define EXPECT(members) "{\"op\":\"expect\"," members "}"
  refuse(POST("\"tcp\":\"T\""), TOE_E_FORMAT, "post_receive has no \"bytes\"");
  refuse(EXPECT("\"tcp\":\"T\",\"expect\":{\"events\":1}"), TOE_E_FORMAT, "\"events\" is not a list of up to 8 events");
  refuse(EXPECT("\"tcp\":\"T\",\"expect\":{\"events\":[\"pause\"]}"), TOE_E_FORMAT,
         "\"pause\" is no event of a connection");
  refuse(POST("\"bytes\":1"), TOE_E_FORMAT, "post_receive has no \"tcp\"");
  refuse(POST("\"tcp\":\"T\",\"bytes\":16777217"), TOE_E_RANGE, "\"bytes\" is 16777217, not in 0..16777216");
  refuse(POST("\"tcp\":\"T\",\"bytes\":5,\"filled\":6"), TOE_E_RANGE, "\"filled\" is 6, not in 0..5");
  refuse(POST("\"tcp\":\"T\",\"bytes\":5,\"expect\":{\"refused\":1}"), TOE_E_FORMAT, "unknown member \"refused\"");
  refuse(POST("\"tcp\":\"T\",\"bytes\":5,\"expect\":{\"status\":\"NDIS_STATUS_FAILURE\"}"), TOE_E_FORMAT,
         "unknown status \"NDIS_STATUS_FAILURE\"");
  refuse(POST("\"tcp\":\"T\",\"bytes\":5,\"expect\":{\"status\":1}"), TOE_E_FORMAT, "unknown status \"(no text)\"");
  refuse("{\"op\":\"forward\",\"tcp\":\"T\",\"expect\":{\"bytes\":1}}", TOE_E_FORMAT, "unknown member \"bytes\"");
  refuse("{\"op\":\"forward\",\"tcp\":\"T\",\"expect\":{\"status\":\"NDIS_STATUS_FAILURE\"}}", TOE_E_FORMAT,
         "unknown status \"NDIS_STATUS_FAILURE\"");
  refuse(EXPECT("\"expect\":{\"forwarded\":1}"), TOE_E_FORMAT,
         "forwarded is no text, so no status; what is expected of a connection needs \"tcp\"");
  refuse(POST("\"tcp\":\"T\",\"bytes\":5,\"expect\":{\"bytes\":1.5}"), TOE_E_FORMAT, "is not a whole number");
  refuse(POST("\"tcp\":\"T\",\"bytes\":5,\"expect\":{\"bytes\":-1}"), TOE_E_RANGE, "-1 is not in 0..4294967295");
  refuse(POLICY("\"accept\":[1]"), TOE_E_FORMAT, "receive_policy has no \"tcp\"");
  refuse(POLICY("\"tcp\":\"T\",\"accept\":[]"), TOE_E_FORMAT, "\"accept\" is not a list of answers");
  refuse(POLICY("\"tcp\":\"T\",\"accept\":5"), TOE_E_FORMAT, "\"accept\" is not a list of answers");
  refuse(POLICY("\"tcp\":\"T\",\"accept\":[\"some\"]"), TOE_E_FORMAT, "neither a whole number nor \"all\"");
  refuse(POLICY("\"tcp\":\"T\",\"accept\":[16777217]"), TOE_E_RANGE, "16777217 is not in 0..16777216");
  refuse(EXPECT("\"tcp\":\"T\""), TOE_E_FORMAT, "expect has no \"expect\"");
  refuse(EXPECT("\"tcp\":\"T\",\"expect\":{\"status\":1}"), TOE_E_FORMAT, "unknown member \"status\"");
  refuse(EXPECT("\"tcp\":\"T\",\"expect\":[]"), TOE_E_FORMAT, "\"expect\" is not a JSON object");
#undef POST
#undef POLICY
#undef EXPECT
}

/* 2.10: numbers of the TCP states. */
TOE_TEST(scenario, numbers_the_states) {
  static const char *const names[] = {"CLOSED",    "LISTEN",     "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT1",
                                      "FIN_WAIT2", "CLOSE_WAIT", "CLOSING",  "LAST_ACK", "TIME_WAIT"};
  for (uint8_t i = 0; i < 11; ++i) {
    uint8_t state = 99;
    TOE_EXPECT(toe_scenario_state_of_name(names[i], &state));
    TOE_EXPECT_EQ(state, i);
    TOE_EXPECT_STR(toe_scenario_state_text(i), names[i]);
  }
  TOE_EXPECT(toe_scenario_state_text(11) == NULL);
}

/* R98: no limit on objects per layer; names are compared, not only hashed. */
TOE_TEST(scenario, takes_many_blocks) {
  enum { COUNT = 20000 };
  char *text = malloc(64 * COUNT + 64);
  TOE_ASSERT(text != NULL);
  size_t at = (size_t)sprintf(text, "{\"op\":\"initiate\",\"tree\":[");
  for (int i = 0; i < COUNT; ++i) at += (size_t)sprintf(text + at, "%s{\"tcp\":\"c%d\"}", i > 0 ? "," : "", i);
  (void)sprintf(text + at, "]}");
  toe_op_t *op = parse(text);
  if (op != NULL) TOE_EXPECT_EQ(op->block_count, COUNT);
  if (op != NULL) TOE_EXPECT_STR(op->blocks[COUNT - 1].name, "c19999");
  toe_op_free(op);
  (void)sprintf(text + at, ",{\"tcp\":\"c777\"}]}");
  refuse(text, TOE_E_FORMAT, "tcp c777: this name is twice in the tree");
  free(text);
}

#define TREE(inside) "{\"op\":\"initiate\",\"at_ns\":100,\"tree\":[" inside "]}"

TOE_TEST(scenario_bad, refuses_what_is_no_operation) {
  refuse("", TOE_E_FORMAT, "bad JSON");
  refuse("{", TOE_E_FORMAT, "bad JSON");
  refuse("{} {}", TOE_E_FORMAT, "bad JSON");
  refuse("null", TOE_E_FORMAT, "bad JSON");
  refuse("[]", TOE_E_FORMAT, "not a JSON object");
  refuse("{}", TOE_E_FORMAT, "has no \"op\"");
  refuse("{\"op\":1}", TOE_E_FORMAT, "\"op\" is not a text");
  refuse("{\"op\":\"INITIATE\"}", TOE_E_FORMAT, "unknown operation \"INITIATE\"");
  refuse("{\"op\":\"pause\",\"op\":\"pause\"}", TOE_E_FORMAT, "bad JSON");
  refuse("{\"op\":\"pause\",\"x\":1}", TOE_E_FORMAT, "pause: unknown member \"x\"");
  refuse("{\"op\":\"pause\",\"tree\":[]}", TOE_E_FORMAT, "unknown member \"tree\"");
  refuse("{\"op\":\"pause\",\"id\":\"\"}", TOE_E_FORMAT, "\"id\" is not a text of one character");
  refuse("{\"op\":\"pause\",\"id\":\"a\\nb\"}", TOE_E_FORMAT, "\"id\" has a control character");
  refuse("{\"op\":\"pause\",\"at_ns\":99}", TOE_E_RANGE, "\"at_ns\" 99 is before that of the operation before, 100");
  refuse("{\"op\":\"pause\",\"at_ns\":-1}", TOE_E_RANGE, "\"at_ns\" is -1");
  refuse("{\"op\":\"pause\",\"at_ns\":1e3}", TOE_E_FORMAT, "\"at_ns\" is not a whole number");
  refuse("{\"op\":\"pause\",\"at_ns\":99999999999999999999}", TOE_E_FORMAT, "bad JSON");
}

/* R97 */
TOE_TEST(scenario_bad, refuses_trees_of_the_wrong_shape) {
  refuse(TREE(""), TOE_E_FORMAT, "\"tree\" is not a list of one block");
  refuse("{\"op\":\"initiate\"}", TOE_E_FORMAT, "has no \"tree\"");
  refuse("{\"op\":\"initiate\",\"tree\":{}}", TOE_E_FORMAT, "\"tree\" is not a list");
  refuse(TREE("5"), TOE_E_FORMAT, "a block has none of the names");
  refuse(TREE("{\"paths\":[]}"), TOE_E_FORMAT, "a block has none of the names");
  refuse(TREE("{\"neighbor\":7}"), TOE_E_FORMAT, "\"neighbor\" is not a text");
  refuse(TREE("{\"neighbor\":\"N\",\"tcp\":\"T\"}"), TOE_E_FORMAT, "a neighbor and a tcp at once");
  refuse(TREE("{\"neighbor\":\"N\",\"paths\":[{\"tcp\":\"T\"}]}"), TOE_E_FORMAT,
         "a tcp where a path belongs, under a neighbor");
  refuse(TREE("{\"neighbor\":\"N\",\"tcp\":[{\"tcp\":\"T\"}]}"), TOE_E_FORMAT, "\"tcp\" under a neighbor");
  refuse(TREE("{\"path\":\"P\",\"tcp\":[{\"path\":\"Q\"}]}"), TOE_E_FORMAT, "a path where a tcp belongs, under a path");
  refuse(TREE("{\"path\":\"P\",\"paths\":[]}"), TOE_E_FORMAT, "\"paths\" under a path");
  refuse(TREE("{\"tcp\":\"T\",\"paths\":[]}"), TOE_E_FORMAT, "\"paths\" under a tcp");
  refuse(TREE("{\"neighbor\":\"N\",\"paths\":{}}"), TOE_E_FORMAT, "\"paths\" is not a list");
  refuse(TREE("{\"neighbor\":\"N\"},{\"path\":\"P\"}"), TOE_E_FORMAT,
         "a path where a neighbor belongs, beside the first root");
  refuse(TREE("{\"neighbor\":\"N\"},{\"neighbor\":\"N\"}"), TOE_E_FORMAT, "neighbor N: this name is twice");
  refuse(TREE("{\"neighbor\":\"N\",\"paths\":[{\"path\":\"N\"}]}"), TOE_E_FORMAT, "path N: this name is twice");
  refuse(TREE("{\"neighbor\":\"N\\u0007\"}"), TOE_E_FORMAT, "has a control character");
  refuse(TREE("{\"neighbor\":\"N\",\"placeholder\":true,\"handle\":5}"), TOE_E_FORMAT,
         "a placeholder and has a handle");
}

TOE_TEST(scenario_bad, refuses_members_of_a_block_out_of_range) {
  refuse(TREE("{\"neighbor\":\"N\",\"vlan\":4096}"), TOE_E_RANGE, "\"vlan\" is 4096, not in 0..4095");
  refuse(TREE("{\"neighbor\":\"N\",\"mtu\":1500}"), TOE_E_FORMAT, "unknown member \"mtu\"");
  refuse(TREE("{\"neighbor\":\"N\",\"dst_mac\":\"02:00:00:00:00:0\"}"), TOE_E_FORMAT, "\"dst_mac\" is not like");
  refuse(TREE("{\"neighbor\":\"N\",\"dst_mac\":\"02:00:00:00:00:011\"}"), TOE_E_FORMAT, "\"dst_mac\" is not like");
  refuse(TREE("{\"neighbor\":\"N\",\"dst_mac\":null}"), TOE_E_FORMAT, "\"dst_mac\" is not a text");
  refuse(TREE("{\"neighbor\":\"N\",\"src_mac\":\"02-00-00-00-00-01\"}"), TOE_E_FORMAT, "\"src_mac\" is not like");
  refuse(TREE("{\"neighbor\":\"N\",\"handle\":0}"), TOE_E_RANGE, "\"handle\" is 0");
  refuse(TREE("{\"neighbor\":\"N\",\"handle\":4294967296}"), TOE_E_RANGE, "\"handle\" is 4294967296");
  refuse(TREE("{\"neighbor\":\"N\",\"placeholder\":1}"), TOE_E_FORMAT, "\"placeholder\" is neither true nor false");
  refuse(TREE("{\"neighbor\":\"N\",\"fault\":\"Internal\"}"), TOE_E_FORMAT, "unknown fault \"Internal\"");
  refuse(TREE("{\"tcp\":\"T\",\"fault\":\"none\"}"), TOE_E_FORMAT,
         "tcp T: unknown fault \"none\"; there are internal, host-memory, rejected, copy-memory");
  refuse(TREE("{\"path\":\"P\",\"mtu\":65537}"), TOE_E_RANGE, "\"mtu\" is 65537");
  refuse(TREE("{\"path\":\"P\",\"src_ip\":\"10.0.0.1\"}"), TOE_E_FORMAT, "has no \"dst_ip\"");
  refuse(TREE("{\"path\":\"P\",\"dst_ip\":\"10.0.0.1\"}"), TOE_E_FORMAT, "has no \"src_ip\"");
  refuse(TREE("{\"path\":\"P\",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.0\"}"), TOE_E_FORMAT,
         "\"dst_ip\" is no IPv4 or IPv6");
  refuse(TREE("{\"path\":\"P\",\"src_ip\":\"::1\",\"dst_ip\":\"1.2.3.4\"}"), TOE_E_FORMAT, "of two families");
  refuse(TREE("{\"tcp\":\"T\",\"local_port\":1}"), TOE_E_FORMAT, "has no \"remote_port\"");
  refuse(TREE("{\"tcp\":\"T\",\"local_port\":1,\"remote_port\":65536}"), TOE_E_RANGE, "\"remote_port\" is 65536");
  refuse(TREE("{\"tcp\":\"T\",\"state\":\"established\"}"), TOE_E_FORMAT, "unknown TCP state");
  refuse(TREE("{\"tcp\":\"T\",\"rcv_nxt\":4294967296}"), TOE_E_RANGE, "\"rcv_nxt\" is 4294967296");
  refuse(TREE("{\"tcp\":\"T\",\"rcv_wnd\":2147483648}"), TOE_E_RANGE, "\"rcv_wnd\" is 2147483648");
  refuse(TREE("{\"tcp\":\"T\",\"snd_wind_scale\":15}"), TOE_E_RANGE, "\"snd_wind_scale\" is 15");
  refuse(TREE("{\"tcp\":\"T\",\"buffered\":300}"), TOE_E_FORMAT, "\"buffered\" is not a JSON object");
  refuse(TREE("{\"tcp\":\"T\",\"buffered\":{}}"), TOE_E_FORMAT, "has no \"bytes\"");
  refuse(TREE("{\"tcp\":\"T\",\"buffered\":{\"bytes\":1,\"x\":2}}"), TOE_E_FORMAT, "unknown member \"x\"");
  refuse(TREE("{\"tcp\":\"T\",\"outstanding\":[0]}"), TOE_E_FORMAT, "\"outstanding\" is not a list of sizes");
  refuse(TREE("{\"tcp\":\"T\",\"outstanding\":5}"), TOE_E_FORMAT, "\"outstanding\" is not a list of sizes");
  refuse(TREE("{\"tcp\":\"T\",\"outstanding\":[2147483647,1]}"), TOE_E_RANGE, "\"outstanding\" is more than");
}

TOE_TEST(scenario_bad, refuses_wrong_members_of_other_operations) {
  refuse("{\"op\":\"terminate\"}", TOE_E_FORMAT, "has no \"objects\"");
  refuse("{\"op\":\"terminate\",\"objects\":[]}", TOE_E_FORMAT, "\"objects\" is not a list of names");
  refuse("{\"op\":\"terminate\",\"objects\":[1]}", TOE_E_FORMAT, "\"objects\" is not a list of names");
  refuse("{\"op\":\"terminate\",\"objects\":[\"T\",\"T\"]}", TOE_E_FORMAT, "\"objects\" has T twice");
  refuse("{\"op\":\"set\",\"key\":\"tcp.entries\"}", TOE_E_FORMAT, "has no \"value\"");
  refuse("{\"op\":\"set\",\"value\":1}", TOE_E_FORMAT, "has no \"key\"");
  refuse("{\"op\":\"set\",\"key\":\"TCP\",\"value\":1}", TOE_E_FORMAT, "\"key\" is not the name");
  refuse("{\"op\":\"set\",\"key\":\"tcp.entries\",\"value\":-1}", TOE_E_FORMAT, "\"value\" is neither");
  refuse("{\"op\":\"set\",\"key\":\"tcp.entries\",\"value\":1.5}", TOE_E_FORMAT, "\"value\" is neither");
  refuse("{\"op\":\"segment\"}", TOE_E_FORMAT, "has no \"tcp\"");
  refuse("{\"op\":\"segment\",\"tcp\":\"T\",\"flags\":\"PP\"}", TOE_E_FORMAT, "\"flags\" is not some of");
  refuse("{\"op\":\"segment\",\"frame_hex\":\"abc\"}", TOE_E_FORMAT, "\"frame_hex\" is not");
  refuse("{\"op\":\"segment\",\"frame_hex\":\"ab\",\"seq\":1}", TOE_E_FORMAT, "unknown member \"seq\"");
  refuse("{\"op\":\"segment\",\"frame_hex\":\"ab\",\"tcp\":\"T\"}", TOE_E_FORMAT, "\"tcp\" beside \"frame_hex\"");
  refuse("{\"op\":\"upload_request\",\"tcp\":\"T\",\"reason\":\"Boredom\"}", TOE_E_FORMAT,
         "unknown reason \"Boredom\"");
  refuse("{\"op\":\"upload_request\",\"tcp\":\"T\"}", TOE_E_FORMAT, "has no \"reason\"");
  refuse("{\"op\":\"upload_request\",\"reason\":\"SmallIO\"}", TOE_E_FORMAT, "has no \"tcp\"");
  refuse("{\"op\":\"upload_request\",\"tcp\":5,\"reason\":\"SmallIO\"}", TOE_E_FORMAT, "\"tcp\" is not a text");
  refuse("{\"op\":\"terminate\",\"objects\":[\"T\"],\"reason\":\"boredom\"}", TOE_E_FORMAT,
         "terminate: unknown reason \"boredom\"");
  refuse("{\"op\":\"terminate\",\"objects\":[\"T\"],\"reason\":\"LowActivity\"}", TOE_E_FORMAT,
         "terminate: unknown reason \"LowActivity\"");
  refuse("{\"op\":\"terminate\",\"objects\":[\"T\"],\"reason\":1}", TOE_E_FORMAT, "\"reason\" is not a text");
  refuse("{\"op\":\"terminate\",\"objects\":[\"T\"],\"forget\":1}", TOE_E_FORMAT,
         "\"forget\" is neither true nor false");
  refuse("{\"op\":\"pause\",\"forget\":true}", TOE_E_FORMAT, "\"forget\"");
  refuse("{\"op\":\"terminate\",\"objects\":[\"T\"],\"raw\":1}", TOE_E_FORMAT, "\"raw\" is neither true nor false");
  refuse("{\"op\":\"link\"}", TOE_E_FORMAT, "has no \"up\"");
  refuse("{\"op\":\"link\",\"up\":1}", TOE_E_FORMAT, "\"up\" is neither true nor false");
  refuse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}],\"late\":1}", TOE_E_FORMAT,
         "\"late\" is neither true nor false");
  refuse("{\"op\":\"pause\",\"late\":true}", TOE_E_FORMAT, "unknown member \"late\"");
  refuse("{\"op\":\"upload_all\",\"objects\":[\"T\"]}", TOE_E_FORMAT, "unknown member \"objects\"");
  refuse("{\"op\":\"send\",\"tcp\":\"T\",\"bytes\":0}", TOE_E_RANGE, "\"bytes\" is 0");
  refuse("{\"op\":\"expect\"}", TOE_E_FORMAT, "has no \"expect\"");
  refuse("{\"op\":\"pause\",\"expect\":{\"x\":[]}}", TOE_E_FORMAT, "\"x\" is neither");
  refuse("{\"op\":\"pause\",\"expect\":5}", TOE_E_FORMAT, "\"expect\" is not a JSON object");
}

TOE_TEST(scenario_bad, refuses_expectations_nobody_can_meet) {
  refuse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}],\"expect\":{\"M\":\"NDIS_STATUS_SUCCESS\"}}",
         TOE_E_FORMAT, "\"expect\" names M, which is not in the tree");
  refuse("{\"op\":\"terminate\",\"raw\":true,\"objects\":[\"P\"],\"expect\":{\"T\":\"NDIS_STATUS_SUCCESS\"}}",
         TOE_E_FORMAT, "\"expect\" names T, which is not in \"objects\"");
  refuse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}],\"expect\":{\"N\":\"NDIS_STATUS_PENDING\"}}",
         TOE_E_FORMAT, "unknown status \"NDIS_STATUS_PENDING\"");
  refuse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}],\"expect\":{\"N\":\"SUCCESS\"}}", TOE_E_FORMAT,
         "unknown status \"SUCCESS\"");
  refuse("{\"op\":\"initiate\",\"tree\":[{\"neighbor\":\"N\"}],\"expect\":{\"N\":0}}", TOE_E_FORMAT,
         "N is no text, so no status");
}
