/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_command.h"

#include <string.h>

#include "model/toe_regs.h"

/* Bytes of a command that nobody may use with its opcode are 0: those behind the head, without [first, end). */
static bool is_clear_but(const uint8_t *data, uint32_t first, uint32_t end) {
  for (uint32_t i = TOE_COMMAND_OBJECT_ADDR_OFFSET; i < TOE_COMMAND_BYTES; ++i) {
    if ((i < first || i >= end) && data[i] != 0) return false;
  }
  return true;
}

static uint32_t initiate_error(const toe_command_t *command, const uint8_t *data) {
  if (!is_clear_but(data, TOE_COMMAND_OBJECT_ADDR_OFFSET, TOE_COMMAND_SETTING_OFFSET)) return TOE_ERROR_BAD_RESERVED;
  if (command->count == 0 || command->count > TOE_STAGE_MAX_OBJECTS) return TOE_ERROR_BAD_COUNT;
  bool is_aligned = command->object_addr % TOE_OBJECT_BYTES == 0 && command->result_addr % TOE_RESULT_BYTES == 0;
  return is_aligned ? TOE_ERROR_NONE : TOE_ERROR_BAD_ADDRESS;
}

static uint32_t set_error(const toe_command_t *command, const uint8_t *data) {
  if (!is_clear_but(data, TOE_COMMAND_SETTING_OFFSET, TOE_COMMAND_VALUE_OFFSET + TOE_COMMAND_VALUE_BYTES)) {
    return TOE_ERROR_BAD_RESERVED;
  }
  return toe_regs_is_setting(command->setting, command->value) ? TOE_ERROR_NONE : TOE_ERROR_BAD_SETTING;
}

toe_command_t toe_command_read(const uint8_t *data) {
  toe_command_t command;
  memset(&command, 0, sizeof command);
  command.error = TOE_ERROR_COMMAND_FETCH;
  if (data == NULL) return command;
  uint64_t opcode = TOE_READ(data, COMMAND, OPCODE);
  command.is_set = opcode == TOE_OPCODE_SET;
  command.request_id = (uint32_t)TOE_READ(data, COMMAND, REQUEST_ID);
  command.object_addr = TOE_READ(data, COMMAND, OBJECT_ADDR);
  command.result_addr = TOE_READ(data, COMMAND, RESULT_ADDR);
  command.count = (uint32_t)TOE_READ(data, COMMAND, OBJECT_COUNT);
  command.setting = (uint32_t)TOE_READ(data, COMMAND, SETTING);
  command.value = (uint32_t)TOE_READ(data, COMMAND, VALUE);
  if (TOE_READ(data, COMMAND, VERSION) != 1 || TOE_READ(data, COMMAND, FLAGS) != 0) {
    command.error = TOE_ERROR_BAD_VERSION;
  } else if (opcode == TOE_OPCODE_INITIATE) {
    command.error = initiate_error(&command, data);
  } else {
    command.error = command.is_set ? set_error(&command, data) : TOE_ERROR_BAD_OPCODE;
  }
  return command;
}
