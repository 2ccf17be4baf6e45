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
