/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_command.h"

#include <string.h>

#include "model/toe_regs.h"

enum {
  FIRST = TOE_COMMAND_OBJECT_ADDR_OFFSET,
  EVENT_HANDLE_END = TOE_COMMAND_EVENT_HANDLE_OFFSET + TOE_COMMAND_EVENT_HANDLE_BYTES,
  VALUE_HIGH_END = TOE_COMMAND_VALUE_HIGH_OFFSET + TOE_COMMAND_VALUE_HIGH_BYTES,
  RETURN_ALIGN = 64,
  SEGMENT_ALIGN = 64,
  SEGMENT_LEAST = 20 /* a TCP header */
};

/* Bytes [first, end) that this opcode does not use: whether one of them is not 0. */
static bool is_dirty(const uint8_t *data, uint32_t first, uint32_t end) {
  for (uint32_t i = first; i < end; ++i) {
    if (data[i] != 0) return true;
  }
  return false;
}

/* Of an INITIATE and a TERMINATE. */
static uint32_t list_error(const toe_command_t *command) {
  if (command->count == 0 || command->count > TOE_STAGE_MAX_OBJECTS) return TOE_ERROR_BAD_COUNT;
  bool is_aligned = command->object_addr % TOE_OBJECT_BYTES == 0 && command->result_addr % TOE_RESULT_BYTES == 0 &&
                    command->return_addr % RETURN_ALIGN == 0;
  return is_aligned ? TOE_ERROR_NONE : TOE_ERROR_BAD_ADDRESS;
}

static uint32_t initiate_error(const toe_command_t *command, const uint8_t *data) {
  if (is_dirty(data, TOE_COMMAND_SETTING_OFFSET, TOE_COMMAND_BYTES)) return TOE_ERROR_BAD_RESERVED;
  return list_error(command);
}

static uint32_t terminate_error(const toe_command_t *command, const uint8_t *data) {
  if (is_dirty(data, TOE_COMMAND_SETTING_OFFSET, TOE_COMMAND_RETURN_ADDR_OFFSET) ||
      is_dirty(data, TOE_COMMAND_EVENT_HANDLE_OFFSET, TOE_COMMAND_BYTES)) {
    return TOE_ERROR_BAD_RESERVED;
  }
  return list_error(command);
}

static uint32_t set_error(const toe_command_t *command, const uint8_t *data) {
  if (is_dirty(data, FIRST, TOE_COMMAND_SETTING_OFFSET) ||
      is_dirty(data, TOE_COMMAND_VALUE_OFFSET + TOE_COMMAND_VALUE_BYTES, TOE_COMMAND_VALUE_HIGH_OFFSET) ||
      is_dirty(data, command->setting == TOE_SETTING_INTERFACE_MAC ? VALUE_HIGH_END : TOE_COMMAND_VALUE_HIGH_OFFSET,
               TOE_COMMAND_BYTES)) {
    return TOE_ERROR_BAD_RESERVED;
  }
  return toe_regs_is_setting(command->setting, command->value) ? TOE_ERROR_NONE : TOE_ERROR_BAD_SETTING;
}

/* Whether there is such an event with such a value. */
static bool is_event(const toe_command_t *command) {
  switch (command->setting) {
    case TOE_EVENT_RETRIEVE:
      return command->value >= TOE_UPLOAD_REASON_LOW_ACTIVITY && command->value <= TOE_UPLOAD_REASON_HARDWARE_FAILURE;
    case TOE_EVENT_LINK:
      return command->value <= 1 && command->event_handle == 0;
    case TOE_EVENT_UPLOAD_ALL:
    case TOE_EVENT_PAUSE:
    case TOE_EVENT_RESUME:
      return command->value == 0 && command->event_handle == 0;
    default:
      return false;
  }
}

static uint32_t raise_error(const toe_command_t *command, const uint8_t *data) {
  if (is_dirty(data, FIRST, TOE_COMMAND_SETTING_OFFSET) ||
      is_dirty(data, TOE_COMMAND_VALUE_OFFSET + TOE_COMMAND_VALUE_BYTES, TOE_COMMAND_EVENT_HANDLE_OFFSET) ||
      is_dirty(data, EVENT_HANDLE_END, TOE_COMMAND_BYTES)) {
    return TOE_ERROR_BAD_RESERVED;
  }
  return is_event(command) ? TOE_ERROR_NONE : TOE_ERROR_BAD_EVENT;
}

static uint32_t receive_error(const toe_command_t *command, const uint8_t *data) {
  if (is_dirty(data, TOE_COMMAND_RESULT_ADDR_OFFSET, TOE_COMMAND_SETTING_OFFSET) ||
      (data[TOE_COMMAND_RCV_MODE_OFFSET] & ~(uint32_t)TOE_RCV_MODE_NO_PUSH) != 0 ||
      is_dirty(data, TOE_COMMAND_RCV_MODE_OFFSET + 1, TOE_COMMAND_EVENT_HANDLE_OFFSET) ||
      is_dirty(data, EVENT_HANDLE_END, TOE_COMMAND_BYTES)) {
    return TOE_ERROR_BAD_RESERVED;
  }
  return command->value <= command->setting ? TOE_ERROR_NONE : TOE_ERROR_BAD_RECEIVE;
}

static uint32_t reply_error(const uint8_t *data) {
  bool is_bad = is_dirty(data, FIRST, TOE_COMMAND_VALUE_OFFSET) ||
                is_dirty(data, TOE_COMMAND_RCV_MODE_OFFSET, TOE_COMMAND_EVENT_HANDLE_OFFSET) ||
                is_dirty(data, EVENT_HANDLE_END, TOE_COMMAND_BYTES);
  return is_bad ? TOE_ERROR_BAD_RESERVED : TOE_ERROR_NONE;
}

static uint32_t forward_error(const toe_command_t *command, const uint8_t *data) {
  if (is_dirty(data, TOE_COMMAND_RESULT_ADDR_OFFSET, TOE_COMMAND_SETTING_OFFSET) ||
      is_dirty(data, TOE_COMMAND_VALUE_OFFSET, TOE_COMMAND_EVENT_HANDLE_OFFSET) ||
      is_dirty(data, EVENT_HANDLE_END, TOE_COMMAND_BYTES)) {
    return TOE_ERROR_BAD_RESERVED;
  }
  if (command->object_addr % SEGMENT_ALIGN != 0) return TOE_ERROR_BAD_ADDRESS;
  bool is_segment = command->setting >= SEGMENT_LEAST && command->setting <= TOE_STAGE_FRAME_BYTES;
  return is_segment ? TOE_ERROR_NONE : TOE_ERROR_BAD_RECEIVE;
}

static uint32_t error_of(const toe_command_t *command, const uint8_t *data) {
  if (TOE_READ(data, COMMAND, VERSION) != 1 || TOE_READ(data, COMMAND, FLAGS) != 0) return TOE_ERROR_BAD_VERSION;
  switch (command->opcode) {
    case TOE_OPCODE_INITIATE:
      return initiate_error(command, data);
    case TOE_OPCODE_TERMINATE:
      return terminate_error(command, data);
    case TOE_OPCODE_SET:
      return set_error(command, data);
    case TOE_OPCODE_RAISE:
      return raise_error(command, data);
    case TOE_OPCODE_RECEIVE:
      return receive_error(command, data);
    case TOE_OPCODE_REPLY:
      return reply_error(data);
    case TOE_OPCODE_FORWARD:
      return forward_error(command, data);
    default:
      return TOE_ERROR_BAD_OPCODE;
  }
}

toe_command_t toe_command_read(const uint8_t *data) {
  toe_command_t command;
  memset(&command, 0, sizeof command);
  command.error = TOE_ERROR_COMMAND_FETCH;
  if (data == NULL) return command;
  command.opcode = (uint32_t)TOE_READ(data, COMMAND, OPCODE);
  command.request_id = (uint32_t)TOE_READ(data, COMMAND, REQUEST_ID);
  command.object_addr = TOE_READ(data, COMMAND, OBJECT_ADDR);
  command.result_addr = TOE_READ(data, COMMAND, RESULT_ADDR);
  command.count = (uint32_t)TOE_READ(data, COMMAND, OBJECT_COUNT);
  command.setting = (uint32_t)TOE_READ(data, COMMAND, SETTING);
  command.value = (uint32_t)TOE_READ(data, COMMAND, VALUE);
  command.value_high = (uint32_t)TOE_READ(data, COMMAND, VALUE_HIGH);
  command.rcv_mode = (uint32_t)TOE_READ(data, COMMAND, RCV_MODE);
  command.return_addr = TOE_READ(data, COMMAND, RETURN_ADDR);
  command.event_handle = (uint32_t)TOE_READ(data, COMMAND, EVENT_HANDLE);
  command.error = error_of(&command, data);
  return command;
}

uint32_t toe_command_job(const toe_command_t *command) {
  if (command->error != TOE_ERROR_NONE) return 0;
  switch (command->opcode) {
    case TOE_OPCODE_RECEIVE:
      return TOE_JOB_RECEIVE;
    case TOE_OPCODE_REPLY:
      return TOE_JOB_REPLY;
    case TOE_OPCODE_FORWARD:
      return TOE_JOB_FORWARD;
    default:
      return 0;
  }
}

bool toe_command_has_objects(const toe_command_t *command) {
  if (command->error != TOE_ERROR_NONE) return false;
  return command->opcode == TOE_OPCODE_INITIATE || command->opcode == TOE_OPCODE_TERMINATE;
}
