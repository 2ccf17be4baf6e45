/* SPDX-License-Identifier: Apache-2.0
 *
 * What is decided of an object that the host takes back, and of an event that is raised (docs/microarchitecture.md 7).
 */
#include "model/toe_engine_internal.h"

/* TCP_OFFLOAD_CONNECTION_STATE: those in which only some reasons ask for an upload [R151]. */
enum { STATE_FIN_WAIT1 = 5, STATE_CLOSE_WAIT = 7 };

/* --- TERMINATE --- */

static uint8_t cause_of(const toe_engine_t *engine) {
  const toe_linked_t *linked = &engine->linked;
  if (!linked->is_used) return TOE_CAUSE_BAD_HANDLE;
  if (toe_resources_dependents(&engine->resources, engine->object.handle) > 0) return TOE_CAUSE_DEPENDENTS;
  if (linked->uncorrectable > 0) return TOE_CAUSE_CONTEXT_ECC;
  bool has_room = engine->object.layer != TOE_LAYER_TCP ||
                  toe_receive_read(linked->data).buf_bytes <= TOE_READ(engine->item.data, OBJ_TCP, BUFFERED_BYTES);
  return has_room ? TOE_CAUSE_OK : TOE_CAUSE_RETURN_ROOM;
}

bool toe_engine_is_closing(const toe_engine_t *engine) {
  bool is_terminate = engine->slot[engine->item.slot].command.opcode == TOE_OPCODE_TERMINATE;
  if (!is_terminate || engine->item_verdict.attempt != TOE_WALK_LINKER) return false;
  if (engine->object.layer != TOE_LAYER_TCP) return false;
  uint8_t cause = cause_of(engine);
  return cause == TOE_CAUSE_OK || cause == TOE_CAUSE_CONTEXT_ECC;
}

void toe_engine_decide_terminate(toe_engine_t *engine) {
  toe_decision_t *decision = &engine->decision;
  decision->verdict.cause = TOE_CAUSE_OK;
  if (decision->verdict.attempt != TOE_WALK_LINKER) return;
  uint8_t cause = cause_of(engine);
  decision->verdict.cause = cause;
  decision->is_freed = cause == TOE_CAUSE_OK || cause == TOE_CAUSE_CONTEXT_ECC;
  if (decision->is_freed) decision->handle = engine->object.handle;
  if (cause == TOE_CAUSE_OK) decision->return_rows = engine->linked.rows;
}

/* --- events --- */

/* Whether this reason does not ask for a connection in this state [R151, A-12]. */
static bool is_not_now(uint32_t state, uint32_t reason) {
  if (state < STATE_FIN_WAIT1 || state > STATE_CLOSE_WAIT) return false;
  switch (reason) {
    case TOE_UPLOAD_REASON_LOW_ACTIVITY:
    case TOE_UPLOAD_REASON_HIGH_DROP_RATE:
    case TOE_UPLOAD_REASON_SMALL_IO:
    case TOE_UPLOAD_REASON_NO_BUFFER_PREPOSTING:
    case TOE_UPLOAD_REASON_HIGH_FRAGMENTATION:
    case TOE_UPLOAD_REASON_HIGH_OUT_OF_ORDER_PACKETS:
    case TOE_UPLOAD_REASON_UPLOAD_REQUESTED:
      return true;
    default:
      return false;
  }
}

void toe_engine_tell_retrieve(toe_engine_t *engine, uint32_t handle, uint32_t reason) {
  toe_decision_t *decision = &engine->decision;
  bool is_lost = engine->linked.uncorrectable > 0;
  decision->event = TOE_EVENT_RETRIEVE;
  decision->event_handle = handle;
  decision->event_info = is_lost ? (uint32_t)TOE_UPLOAD_REASON_HARDWARE_FAILURE : reason;
  decision->event_ndis_handle = is_lost ? 0 : TOE_READ(engine->linked.data, OBJECT, NDIS_HANDLE);
}

static void decide_retrieve(toe_engine_t *engine, const toe_command_t *command) {
  const toe_linked_t *linked = &engine->linked;
  toe_decision_t *decision = &engine->decision;
  decision->is_corrected = linked->corrected > 0;
  if (!linked->is_used) {
    decision->error = TOE_ERROR_NO_OBJECT;
  } else if (linked->uncorrectable == 0 &&
             is_not_now((uint32_t)TOE_READ(linked->data, OBJ_TCP, STATE), command->value)) {
    decision->error = TOE_ERROR_NOT_NOW;
  } else {
    decision->handle = command->event_handle;
    toe_engine_tell_retrieve(engine, command->event_handle, command->value);
  }
}

void toe_engine_decide_raise(toe_engine_t *engine) {
  const toe_command_t *command = &engine->slot[engine->item.slot].command;
  toe_decision_t *decision = &engine->decision;
  if (command->setting == TOE_EVENT_RETRIEVE) {
    decide_retrieve(engine, command);
  } else if (command->setting == TOE_EVENT_RESUME && engine->is_uploading &&
             toe_resources_live(&engine->resources) > 0) {
    decision->error = TOE_ERROR_NOT_EMPTY;
  } else {
    decision->event = command->setting;
    decision->event_info = command->value;
  }
}

void toe_engine_tell_failure(toe_engine_t *engine) {
  if (engine->decision.verdict.cause != TOE_CAUSE_CONTEXT_ECC || engine->object.layer != TOE_LAYER_TCP) return;
  toe_engine_tell_retrieve(engine, engine->object.handle, TOE_UPLOAD_REASON_HARDWARE_FAILURE);
}
