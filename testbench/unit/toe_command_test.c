/* SPDX-License-Identifier: Apache-2.0
 *
 * The errors of a command in their order (docs/microarchitecture.md 5.4).
 */
#include "model/toe_command.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_engine_objects.h"

TOE_TEST(command, reads_its_members) {
  uint8_t data[TOE_COMMAND_BYTES];
  rig_command(data, 0x1234, 3);
  toe_command_t command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(command.opcode, TOE_OPCODE_INITIATE);
  TOE_EXPECT_EQ(command.request_id, 0x1234);
  TOE_EXPECT_EQ(command.count, 3);
  TOE_EXPECT_EQ(command.object_addr, RIG_OBJECTS);
  TOE_EXPECT_EQ(command.result_addr, RIG_RESULTS);
  rig_set(data, 5, 12, 1500);
  command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(command.opcode, TOE_OPCODE_SET);
  TOE_EXPECT_EQ(command.setting, 12);
  TOE_EXPECT_EQ(command.value, 1500);
}

/* Each error taken away uncovers the next. */
TOE_TEST(command_bad, names_the_first_error) {
  uint8_t data[TOE_COMMAND_BYTES];
  rig_command(data, 1, 0);
  data[1] = 3;  /* VERSION */
  data[0] = 9;  /* OPCODE */
  data[28] = 1; /* reserved */
  data[8] = 1;  /* address */
  TOE_EXPECT_EQ(toe_command_read(data).error, 2);
  data[1] = 1;
  data[2] = 1; /* FLAGS */
  TOE_EXPECT_EQ(toe_command_read(data).error, 2);
  data[2] = 0;
  TOE_EXPECT_EQ(toe_command_read(data).error, 1);
  data[0] = 1;
  TOE_EXPECT_EQ(toe_command_read(data).error, 9);
  data[28] = 0;
  TOE_EXPECT_EQ(toe_command_read(data).error, 3);
  data[24] = 1;
  TOE_EXPECT_EQ(toe_command_read(data).error, 4);
  data[8] = 0;
  TOE_EXPECT_EQ(toe_command_read(data).error, 0);
  TOE_EXPECT_EQ(toe_command_read(NULL).error, 6);
  TOE_EXPECT_EQ(toe_command_read(NULL).request_id, 0);
}

TOE_TEST(command, reads_a_terminate_and_a_raise) {
  uint8_t data[TOE_COMMAND_BYTES];
  rig_terminate(data, 7, 2, 0x1234567840);
  toe_command_t command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(command.opcode, TOE_OPCODE_TERMINATE);
  TOE_EXPECT_EQ(command.return_addr, 0x1234567840);
  TOE_EXPECT(toe_command_has_objects(&command));
  rig_raise(data, 8, TOE_EVENT_RETRIEVE, 11, 0x30000009);
  command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(command.setting, 3);
  TOE_EXPECT_EQ(command.value, 11);
  TOE_EXPECT_EQ(command.event_handle, 0x30000009);
  TOE_EXPECT(!toe_command_has_objects(&command));
}

/* RETURN_ADDR is a multiple of 64; a list in error has no objects. */
TOE_TEST(command_bad, refuses_a_terminate_like_an_initiate) {
  uint8_t data[TOE_COMMAND_BYTES];
  rig_terminate(data, 7, 0, 0x32);
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, 1);
  TOE_EXPECT_EQ(toe_command_read(data).error, 9);
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, 0);
  TOE_EXPECT_EQ(toe_command_read(data).error, 3);
  TOE_WRITE(data, COMMAND, OBJECT_COUNT, 1);
  toe_command_t command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 4);
  TOE_EXPECT(!toe_command_has_objects(&command));
  TOE_WRITE(data, COMMAND, RETURN_ADDR, 0x20);
  TOE_EXPECT_EQ(toe_command_read(data).error, 4);
  TOE_WRITE(data, COMMAND, RETURN_ADDR, 0x40);
  TOE_EXPECT_EQ(toe_command_read(data).error, 0);
  TOE_WRITE(data, COMMAND, OBJECT_ADDR, RIG_OBJECTS + 64);
  TOE_EXPECT_EQ(toe_command_read(data).error, 4);
}

/* INITIATE leaves bytes 28..63 alone, TERMINATE 28..39 and 48..63, SET 8..27 and 36..63, RAISE 8..27, 36..47
 * and 52..63; SET and RAISE are looked at for them before their setting or event. */
TOE_TEST(command_bad, refuses_every_reserved_byte) {
  for (uint32_t i = 8; i < 64; ++i) {
    uint8_t data[TOE_COMMAND_BYTES];
    toe_test_note("byte %u", (unsigned)i);
    if (i >= 28) {
      rig_command(data, 1, 1);
      data[i] = 0x80;
      TOE_EXPECT_EQ(toe_command_read(data).error, 9);
    }
    if (i >= 28 && (i < 40 || i >= 48)) {
      rig_terminate(data, 1, 1, 64);
      data[i] = 0x80;
      TOE_EXPECT_EQ(toe_command_read(data).error, 9);
    }
    if (i < 28 || i >= 36) {
      rig_set(data, 1, 99, 1);
      data[i] = 1;
      TOE_EXPECT_EQ(toe_command_read(data).error, 9);
      data[i] = 0;
      TOE_EXPECT_EQ(toe_command_read(data).error, 5);
    }
    rig_raise(data, 1, 99, 1, 1);
    if (i < 28 || (i >= 36 && i < 48) || i >= 52) {
      data[i] = 1;
      TOE_EXPECT_EQ(toe_command_read(data).error, 9);
      data[i] = 0;
    }
    TOE_EXPECT_EQ(toe_command_read(data).error, 10);
  }
}

/* RECEIVE and REPLY are jobs, of one marker. */
TOE_TEST(command, reads_a_post_and_a_reply) {
  uint8_t data[TOE_COMMAND_BYTES] = {TOE_OPCODE_RECEIVE, 1};
  TOE_WRITE(data, COMMAND, OBJECT_ADDR, 0x123456789ABCDEF1);
  TOE_WRITE(data, COMMAND, SETTING, 100);
  TOE_WRITE(data, COMMAND, VALUE, 100);
  TOE_WRITE(data, COMMAND, RCV_MODE, 1);
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, 0x30000009);
  toe_command_t command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(command.object_addr, 0x123456789ABCDEF1);
  TOE_EXPECT_EQ(command.setting, 100);
  TOE_EXPECT_EQ(command.value, 100);
  TOE_EXPECT_EQ(command.rcv_mode, 1);
  TOE_EXPECT_EQ(command.event_handle, 0x30000009);
  TOE_EXPECT_EQ(toe_command_job(&command), TOE_JOB_RECEIVE);
  TOE_EXPECT(!toe_command_has_objects(&command));
  uint8_t reply[TOE_COMMAND_BYTES] = {TOE_OPCODE_REPLY, 1};
  TOE_WRITE(reply, COMMAND, VALUE, 0xFFFFFFFF);
  TOE_WRITE(reply, COMMAND, EVENT_HANDLE, 0x30000009);
  command = toe_command_read(reply);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(toe_command_job(&command), TOE_JOB_REPLY);
  uint8_t other[TOE_COMMAND_BYTES];
  rig_set(other, 1, TOE_SETTING_LIMIT_POSTED, 1);
  command = toe_command_read(other);
  TOE_EXPECT_EQ(toe_command_job(&command), 0);
}

/* RECEIVE leaves bytes 16..27, 37..47 and 52..63 alone and of byte 36 bits 7..1; REPLY 8..31, 36..47 and 52..63.  They
 * are looked at before what is filled. */
TOE_TEST(command_bad, refuses_every_reserved_byte_of_a_post_and_a_reply) {
  for (uint32_t i = 8; i < 64; ++i) {
    uint8_t receive[TOE_COMMAND_BYTES] = {TOE_OPCODE_RECEIVE, 1}, reply[TOE_COMMAND_BYTES] = {TOE_OPCODE_REPLY, 1};
    bool is_handle = i >= 48 && i < 52, is_value = i >= 32 && i < 36;
    toe_test_note("byte %u", (unsigned)i);
    TOE_WRITE(receive, COMMAND, VALUE, 1); /* of 0 */
    receive[i] |= 2;
    bool is_used = i < 16 || (i >= 28 && i < 36) || is_handle;
    TOE_EXPECT_EQ(toe_command_read(receive).error, !is_used ? 9 : i >= 28 && i < 32 ? 0 : 15);
    TOE_EXPECT(!is_used || i < 28 || i >= 32 || toe_command_read(receive).setting >= 2);
    reply[i] = 2;
    TOE_EXPECT_EQ(toe_command_read(reply).error, is_value || is_handle ? 0 : 9);
  }
}

/* A FORWARD names its segment, its bytes and a connection: 20..9216 bytes at a multiple of 64. */
static void make_forward(uint8_t data[TOE_COMMAND_BYTES], uint64_t address, uint32_t bytes) {
  memset(data, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(data, COMMAND, OPCODE, TOE_OPCODE_FORWARD);
  TOE_WRITE(data, COMMAND, VERSION, 1);
  TOE_WRITE(data, COMMAND, REQUEST_ID, 77);
  TOE_WRITE(data, COMMAND, OBJECT_ADDR, address);
  TOE_WRITE(data, COMMAND, SETTING, bytes);
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, 0x30000009);
}

TOE_TEST(command, reads_a_forward) {
  uint8_t data[TOE_COMMAND_BYTES];
  make_forward(data, 0x123456789ABCDEC0, 9216);
  toe_command_t command = toe_command_read(data);
  TOE_EXPECT_EQ(command.error, 0);
  TOE_EXPECT_EQ(command.request_id, 77);
  TOE_EXPECT_EQ(command.object_addr, 0x123456789ABCDEC0);
  TOE_EXPECT_EQ(command.setting, 9216);
  TOE_EXPECT_EQ(command.event_handle, 0x30000009);
  TOE_EXPECT_EQ(toe_command_job(&command), TOE_JOB_FORWARD);
  TOE_EXPECT(!toe_command_has_objects(&command));
  make_forward(data, 0, 20);
  TOE_EXPECT_EQ(toe_command_read(data).error, 0);
}

/* Reserved bytes come before the address, that before the length. */
TOE_TEST(command_bad, refuses_a_forward_that_is_none) {
  uint8_t data[TOE_COMMAND_BYTES];
  for (uint32_t i = 8; i < 64; ++i) {
    bool is_used = i < 16 || (i >= 28 && i < 32) || (i >= 48 && i < 52);
    toe_test_note("byte %u", (unsigned)i);
    make_forward(data, 0x20, 19); /* wrong in all else */
    data[i] |= 0x80;
    TOE_EXPECT_EQ(toe_command_read(data).error, is_used ? 4 : 9);
  }
  for (uint32_t bit = 0; bit < 7; ++bit) {
    make_forward(data, (uint64_t)1 << bit, 100);
    TOE_EXPECT_EQ(toe_command_read(data).error, bit < 6 ? 4 : 0);
  }
  static const uint32_t kBytes[] = {0, 19, 9217, 0xFFFFFFFF};
  for (uint32_t i = 0; i < 4; ++i) {
    make_forward(data, 0x40, kBytes[i]);
    toe_command_t command = toe_command_read(data);
    TOE_EXPECT_EQ(command.error, 15);
    TOE_EXPECT_EQ(toe_command_job(&command), 0);
  }
  make_forward(data, 0x40, 100);
  data[0] = 8; /* no opcode */
  TOE_EXPECT_EQ(toe_command_read(data).error, 1);
}

/* Of a SET all behind VALUE is reserved, but bytes 38 and 39 of INTERFACE_MAC. */
TOE_TEST(command, reads_a_mac_address_of_six_bytes) {
  uint8_t data[TOE_COMMAND_BYTES];
  rig_set(data, 1, TOE_SETTING_INTERFACE_MAC, 0x00E57002);
  TOE_WRITE(data, COMMAND, VALUE_HIGH, 0x0100);
  TOE_EXPECT_EQ(toe_command_read(data).error, TOE_ERROR_NONE);
  TOE_EXPECT_EQ(toe_command_read(data).value, 0x00E57002);
  TOE_EXPECT_EQ(toe_command_read(data).value_high, 0x0100);
  for (uint32_t i = 8; i < 64; ++i) {
    rig_set(data, 1, TOE_SETTING_INTERFACE_MAC, 0);
    if (i >= 28 && i < 36) continue;
    data[i] = 1;
    toe_test_note("byte %u", (unsigned)i);
    TOE_EXPECT_EQ(toe_command_read(data).error, i == 38 || i == 39 ? TOE_ERROR_NONE : TOE_ERROR_BAD_RESERVED);
    rig_set(data, 1, TOE_SETTING_MTU_MAX, 0);
    data[i] = 1;
    TOE_EXPECT_EQ(toe_command_read(data).error, TOE_ERROR_BAD_RESERVED);
  }
}

/* What only the device tells is nothing to raise. */
TOE_TEST(command_bad, refuses_to_raise_a_disconnect) {
  uint8_t data[TOE_COMMAND_BYTES];
  rig_raise(data, 1, TOE_EVENT_DISCONNECT, 0, 0);
  TOE_EXPECT_EQ(toe_command_read(data).error, TOE_ERROR_BAD_EVENT);
  rig_raise(data, 1, TOE_EVENT_ABORT, 0, 0x30000000);
  TOE_EXPECT_EQ(toe_command_read(data).error, TOE_ERROR_BAD_EVENT);
}
