/* SPDX-License-Identifier: Apache-2.0
 *
 * Every limit and policy through the whole engine: cause, what it was compared with, status, and no trace left.
 */
#include "model/toe_engine.h"
#include "testbench/unit/toe_engine_rig.h"

/* A neighbor with a source MAC, a path, a connection with one buffered byte: the object `denied` of them meets a
 * setting. Statuses by hand from the rules of the host, 3.1. */
static const struct {
  uint32_t setting, value, denied, cause, limit, status;
} kCases[] = {{TOE_SETTING_INTERFACE_VLAN, 0x10007, 0, TOE_CAUSE_VLAN_MISMATCH, 0, 0xC023100Du}, /* R37 */
              {TOE_SETTING_LIMIT_VLAN, 0, 0, TOE_CAUSE_VLAN_POOL, 0, 0xC0231009u},               /* R36 */
              {TOE_SETTING_LIMIT_SRC_MAC, 0, 0, TOE_CAUSE_SRC_MAC_POOL, 0, 0xC0231008u},         /* R29, R30 */
              {TOE_SETTING_LIMIT_NEIGHBOR, 0, 0, TOE_CAUSE_NEIGHBOR_POOL, 0, 0xC0231006u},       /* R28 */
              {TOE_SETTING_MTU_MAX, 1499, 1, TOE_CAUSE_PATH_MTU, 1499, 0xC0231F01u},             /* R39 */
              {TOE_SETTING_LIMIT_SRC_IP, 0, 1, TOE_CAUSE_SRC_IP_POOL, 0, 0xC0231007u},           /* R32 */
              {TOE_SETTING_LIMIT_PATH, 0, 1, TOE_CAUSE_PATH_POOL, 0, 0xC0231005u},               /* R27 */
              {TOE_SETTING_ADMIT_STATES, 0x10, 2, TOE_CAUSE_REJECT_STATE, 0, 0xC0231012u},       /* R40 */
              {TOE_SETTING_ADMIT_LOCAL_PORTS, 0x03030303, 2, TOE_CAUSE_REJECT_PORT, 0, 0xC0231012u},
              {TOE_SETTING_ADMIT_REMOTE_PORTS, 0x03040303, 2, TOE_CAUSE_REJECT_PORT, 0, 0xC0231012u},
              {TOE_SETTING_ADMIT_MIN_WINDOW, 4097, 2, TOE_CAUSE_REJECT_WINDOW, 4097, 0xC0231012u},
              {TOE_SETTING_RCV_WINDOW_MAX, 4095, 2, TOE_CAUSE_RCV_WINDOW, 4095, 0xC023100Cu},  /* R35 */
              {TOE_SETTING_LIMIT_TCP, 0, 2, TOE_CAUSE_TCP_POOL, 0, 0xC0231004u},               /* R26 */
              {TOE_SETTING_LIMIT_XMIT_BUFFER, 0, 2, TOE_CAUSE_XMIT_POOL, 0, 0xC023100Au},      /* R33 */
              {TOE_SETTING_LIMIT_RCV_BUFFER, 0, 2, TOE_CAUSE_RCV_POOL, 0, 0xC023100Bu},        /* R34 */
              {TOE_SETTING_LIMIT_HOST_MEMORY, 2, 2, TOE_CAUSE_HOST_POOL, 2, 0xC000009Au},      /* R25 */
              {TOE_SETTING_LIMIT_BUFFERED_COPY, 63, 2, TOE_CAUSE_COPY_POOL, 63, 0xC0000001u}}; /* R47 */

TOE_TEST(engine_admit, denies_at_each_setting) {
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    uint8_t command[TOE_COMMAND_BYTES], objects[3][TOE_OBJECT_BYTES];
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_tree(objects, 3, 1);
    TOE_WRITE(objects[0], OBJ_NEIGHBOR, HAS_SRC_MAC, 1);
    rig_set(command, 9, kCases[i].setting, kCases[i].value);
    rig_write(&rig, 5000, 0x10C, 2);
    rig_answer(&rig, 5050, 0, command, 64);
    rig_request(&rig, 5100, 1, 1, objects, 3);
    rig_advance(&rig, 6000);
    toe_test_note("setting %u", (unsigned)kCases[i].setting);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 0)->u.decided.limit, kCases[i].value);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, 1 + kCases[i].denied);
    TOE_EXPECT_EQ(decided->u.decided.cause, kCases[i].cause);
    TOE_EXPECT_EQ(decided->u.decided.limit, kCases[i].limit);
    TOE_EXPECT_EQ(decided->u.decided.used_host_memory, kCases[i].denied);
    TOE_EXPECT_EQ(decided->u.decided.used_neighbor, kCases[i].denied > 0);
    TOE_EXPECT_EQ(decided->u.decided.used_vlan, kCases[i].denied > 0);
    TOE_EXPECT_EQ(decided->u.decided.used_src_mac, kCases[i].denied > 0);
    TOE_EXPECT_EQ(decided->u.decided.used_src_ip, kCases[i].denied > 1);
    TOE_EXPECT_EQ(decided->u.decided.used_tcp, 0);
    TOE_EXPECT_EQ(decided->u.decided.used_rcv_buffer, 0);
    TOE_EXPECT_EQ(decided->u.decided.used_xmit_buffer, 0);
    TOE_EXPECT_EQ(decided->u.decided.used_lookup, 0);
    TOE_ASSERT_EQ(rig_retires(&rig, TOE_RETIRE_WRITTEN), 3);
    for (uint32_t k = 0; k < 3; ++k) {
      const toe_retire_t *written = rig_retire(&rig, TOE_RETIRE_WRITTEN, k);
      if (written->u.written.index == kCases[i].denied) TOE_EXPECT_EQ(written->u.written.status, kCases[i].status);
    }
    rig_close(&rig);
  }
}

/* One VLAN id, one source MAC, one source IP allowed: a second object with the same one takes none, another value is
 * denied [R30, R32, R36]; a limit lowered to 0 keeps what is in use usable (D-8), but not source MACs (D-6). */
TOE_TEST(engine_admit, shares_values_at_the_limit) {
  uint8_t command[TOE_COMMAND_BYTES], objects[6][TOE_OBJECT_BYTES], later[2][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_write(&rig, 0, 0x140, 1); /* LIMIT_SRC_MAC */
  rig_start(&rig);
  rig_write(&rig, 14, 0x004, 0);
  rig_write(&rig, 15, 0x144, 1); /* LIMIT_SRC_IP */
  rig_write(&rig, 16, 0x148, 1); /* LIMIT_VLAN */
  rig_write(&rig, 17, 0x004, 1);
  for (uint32_t i = 0; i < 2; ++i) { /* the same neighbor and path twice */
    rig_object(objects[2 * i], 1, TOE_KIND_NEW, 0, 1);
    rig_object(objects[2 * i + 1], 2, TOE_KIND_NEW, 0, 1);
    TOE_WRITE(objects[2 * i], OBJ_NEIGHBOR, HAS_SRC_MAC, 1);
  }
  rig_object(objects[4], 2, TOE_KIND_NEW, 0, 2); /* another address */
  rig_object(objects[5], 1, TOE_KIND_NEW, 0, 1);
  TOE_WRITE(objects[5], OBJ_NEIGHBOR, HAS_SRC_MAC, 1);
  TOE_WRITE(objects[5], OBJ_NEIGHBOR, SRC_MAC, 0xFFFF); /* another MAC */
  rig_write(&rig, 5000, 0x10C, 3);
  rig_request(&rig, 5100, 0, 0, objects, 6);
  rig_set(command, 9, TOE_SETTING_LIMIT_SRC_MAC, 0);
  rig_answer(&rig, 5300, 1, command, 64);
  memcpy(later[0], objects[0], sizeof later[0]);
  TOE_WRITE(later[0], OBJ_NEIGHBOR, HAS_SRC_MAC, 0); /* VLAN id only */
  memcpy(later[1], objects[0], sizeof later[1]);     /* the MAC that is in the table */
  rig_request(&rig, 5400, 2, 4, later, 2);
  rig_advance(&rig, 6000);
  static const uint32_t kCause[] = {0, 0, 0, 0, TOE_CAUSE_SRC_IP_POOL, TOE_CAUSE_SRC_MAC_POOL};
  for (uint32_t i = 0; i < 6; ++i) {
    toe_test_note("object %u", (unsigned)i);
    const toe_retire_t *decided = rig_retire(&rig, TOE_RETIRE_DECIDED, i);
    TOE_EXPECT_EQ(decided->u.decided.cause, kCause[i]);
    TOE_EXPECT_EQ(decided->u.decided.limit, kCause[i] != 0);
    TOE_EXPECT_EQ(decided->u.decided.used_vlan, 1);
    TOE_EXPECT_EQ(decided->u.decided.used_src_mac, 1);
    TOE_EXPECT_EQ(decided->u.decided.used_src_ip, i > 0);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 7)->u.decided.cause, 0);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 8)->u.decided.cause, TOE_CAUSE_SRC_MAC_POOL);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 8)->u.decided.used_neighbor, 3);
  rig_close(&rig);
}

/* The addresses and ports of a connection that is there: FAILURE where the policy says so (D-4). */
TOE_TEST(engine_admit, fails_duplicates_if_told_to) {
  uint8_t objects[4][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_write(&rig, 0, 0x174, 1);
  rig_start(&rig);
  rig_tree(objects, 4, 0);
  memcpy(objects[3], objects[2], TOE_OBJECT_BYTES);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 4);
  rig_advance(&rig, 6000);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 3)->u.decided.cause, TOE_CAUSE_DUPLICATE);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, 1)->u.written.status, 0xC0000001u);
  rig_close(&rig);
}

/* Injected faults of every kind, in the order of their places: a connection each [R25, R40, R46, R15]. */
TOE_TEST(engine_admit, honours_every_fault) {
  static const uint32_t kFault[] = {1, 2, 3, 4}, kStatus[] = {0xC0000001u, 0xC000009Au, 0xC0231012u, 0xC0000001u};
  static const uint32_t kCause[] = {TOE_CAUSE_INTERNAL, TOE_CAUSE_HOST_FAULT, TOE_CAUSE_REJECT_FAULT,
                                    TOE_CAUSE_COPY_FAULT};
  uint8_t objects[6][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 6, 64);
  for (uint32_t i = 0; i < 4; ++i) TOE_WRITE(objects[2 + i], OBJECT, FAULT, kFault[i]);
  rig_write(&rig, 5000, 0x10C, 1);
  rig_request(&rig, 5100, 0, 0, objects, 6);
  rig_advance(&rig, 6000);
  for (uint32_t i = 0; i < 4; ++i) {
    toe_test_note("fault %u", (unsigned)kFault[i]);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2 + i)->u.decided.cause, kCause[i]);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2 + i)->u.decided.limit, 0);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 2 + i)->u.decided.used_host_memory, 2);
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_WRITTEN, i)->u.written.status, kStatus[i]);
  }
  rig_close(&rig);
}

/* A SET of a VLAN id and a BAR write of its DW at one edge, 5106: the SET comes after the write. */
TOE_TEST(engine_admit, adds_an_id_after_a_write_of_its_word) {
  for (uint32_t test = 0; test < 2; ++test) {
    uint8_t command[TOE_COMMAND_BYTES];
    rig_t rig;
    rig_open(&rig);
    rig_start(&rig);
    rig_set(command, 9, TOE_SETTING_INTERFACE_VLAN, 0x10021); /* add 33 */
    rig_write(&rig, 5000, 0x10C, 1);
    rig_write(&rig, 5050, 0x004, 0);
    rig_answer(&rig, 5100, 0, command, 64);
    rig_write(&rig, 5106 + test, 0x1004, 0x10);
    rig_read(&rig, 5200, 0x1004, 0);
    rig_advance(&rig, 6000);
    toe_test_note("write at %u", (unsigned)(5106 + test));
    TOE_EXPECT_EQ(rig.outputs[rig.output_count - 1].data[0], test == 0 ? 0x12 : 0x10);
    rig_close(&rig);
  }
}

/* A reserved bit of the second object: BAD_OBJECT, what was good stays, the device goes on (D-5). */
TOE_TEST(engine_admit_bad, refuses_reserved_bits) {
  uint8_t objects[3][TOE_OBJECT_BYTES], good[1][TOE_OBJECT_BYTES];
  rig_t rig;
  rig_open(&rig);
  rig_start(&rig);
  rig_tree(objects, 3, 0);
  objects[1][200] = 1;
  rig_object(good[0], 1, TOE_KIND_NEW, 0, 9);
  rig_write(&rig, 5000, 0x10C, 2);
  rig_request(&rig, 5100, 0, 0, objects, 3);
  rig_request(&rig, 5300, 1, 2, good, 1);
  rig_advance(&rig, 6000);
  static const uint32_t kCause[] = {0, TOE_CAUSE_MALFORMED, TOE_CAUSE_NOT_ATTEMPTED, 0};
  for (uint32_t i = 0; i < 4; ++i) {
    TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, i)->u.decided.cause, kCause[i]);
  }
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_DECIDED, 1)->u.decided.error, 7);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.error, 7);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 0)->u.completed.error_index, 1);
  TOE_EXPECT_EQ(rig_retire(&rig, TOE_RETIRE_COMPLETED, 1)->u.completed.offloaded, 1);
  rig_close(&rig);
}
