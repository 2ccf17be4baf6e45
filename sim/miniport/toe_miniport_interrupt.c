/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_interrupt.c - see toe_miniport_internal.h: what the device says, and the calls up.
 */
#include "sim/miniport/toe_indication.h"
#include "sim/miniport/toe_miniport.h"
#include "sim/miniport/toe_miniport_internal.h"

/* One completion entry.  Commands complete in the order of the ring, so it is the oldest one's. */
static void take_completion(toe_miniport_t *miniport, const uint8_t *entry, toe_request_list_t *done,
                            toe_indications_t *events) {
  toe_request_t *request = miniport->flying.head;
  uint32_t id = (uint32_t)TOE_READ(entry, COMPLETION, REQUEST_ID);
  uint8_t error = (uint8_t)TOE_READ(entry, COMPLETION, ERROR);
  bool is_nameless = id == 0 && error == TOE_ERROR_COMMAND_FETCH;
  if (request == NULL || (!is_nameless && id != request->completion.request_id)) {
    toe_miniport_say(miniport, "completion ring: not the oldest request in flight", id);
    return;
  }
  uint32_t head = (uint32_t)TOE_READ(entry, COMPLETION, COMMAND_HEAD);
  if (head < miniport->options.cmd_entries) {
    miniport->cmd_head = head;
  } else {
    toe_miniport_say(miniport, "completion ring: COMMAND_HEAD outside the ring", head);
  }
  request->completion.error = error;
  request->completion.error_index = (uint32_t)TOE_READ(entry, COMPLETION, ERROR_INDEX);
  request->completion.attempted = (uint32_t)TOE_READ(entry, COMPLETION, ATTEMPTED);
  request->completion.offloaded = (uint32_t)TOE_READ(entry, COMPLETION, OFFLOADED);
  request->completion.commit = TOE_READ(entry, COMPLETION, COMMIT);
  /* An event refused is an answer like another: whoever raised it is told.  So is one that a read over PCIe was not:
   * that is neither the driver's doing nor the device's. */
  bool is_answer = error == TOE_ERROR_NO_OBJECT || error == TOE_ERROR_NOT_NOW || error == TOE_ERROR_NOT_EMPTY ||
                   error == TOE_ERROR_NO_ROOM || error == TOE_ERROR_COMMAND_FETCH || error == TOE_ERROR_OBJECT_FETCH;
  if (error != TOE_ERROR_NONE && !is_answer) {
    toe_miniport_say(miniport, "the device reports an error for request", request->completion.request_id);
  }
  (void)toe_request_list_pop(&miniport->flying);
  if (request->opcode == TOE_OPCODE_SET && request->setting == TOE_SETTING_LIMIT_TCP && error == TOE_ERROR_NONE) {
    miniport->options.limit[TOE_POOL_TCP] = request->value; /* what is advertised from RESUME on */
  }
  const bool is_forward = request->opcode == TOE_OPCODE_FORWARD;
  if (is_forward || request->opcode == TOE_OPCODE_RECEIVE || request->opcode == TOE_OPCODE_REPLY) {
    toe_indication_t *item = &events->items[events->count];
    const uint32_t after = toe_request_list_count(done), count = events->count;
    if (is_forward) {
      toe_miniport_forward_answered(miniport, request, item, &events->count);
    } else {
      toe_miniport_receive_answered(miniport, request, item, &events->count);
    }
    if (events->count != count) item->after = after;
    return;
  }
  toe_request_finish(&miniport->os, request, &miniport->connections);
  if (request->opcode == TOE_OPCODE_TERMINATE) toe_miniport_receive_end_terminate(miniport, request);
  toe_request_list_push(done, request);
}

/* One event entry.  What it changes here is changed before the host hears of it. */
static void take_event(toe_miniport_t *miniport, const uint8_t *entry, toe_request_list_t *done,
                       toe_indications_t *events) {
  toe_indication_t *item = &events->items[events->count];
  if (!toe_miniport_told(miniport, entry, item)) return;
  item->after = toe_request_list_count(done);
  ++events->count;
  if (item->code == TOE_EVENT_RESUME) miniport->advertised_tcp = miniport->options.limit[TOE_POOL_TCP];
  toe_hold_event(&miniport->os, &miniport->hold, item->code, done, &miniport->backlog);
}

/* One entry about received data. */
static void take_received(toe_miniport_t *miniport, const uint8_t *entry, const toe_request_list_t *done,
                          toe_indications_t *events) {
  toe_indication_t *item = &events->items[events->count];
  if (!toe_miniport_received(miniport, entry, item)) return;
  item->after = toe_request_list_count(done);
  ++events->count;
}

/* Take entries until none is new; an entry is new if its phase is that of this pass over the ring.  true: there is no
 * more room for events, and there may be more entries. */
static bool drain(toe_miniport_t *miniport, toe_request_list_t *done, toe_indications_t *events) {
  const uint8_t *ring = miniport->cpl_ring.virtual_address;
  while (events->count < TOE_INDICATIONS) {
    const uint8_t *entry = ring + (size_t)miniport->cpl_head * TOE_COMPLETION_BYTES;
    if (TOE_READ(entry, COMPLETION, PHASE) != miniport->cpl_phase) return false;
    uint32_t type = (uint32_t)TOE_READ(entry, COMPLETION, TYPE);
    if (type == TOE_ENTRY_COMPLETION) {
      take_completion(miniport, entry, done, events);
    } else if (type == TOE_ENTRY_EVENT) {
      take_event(miniport, entry, done, events);
    } else if (type == TOE_ENTRY_RECEIVED) {
      take_received(miniport, entry, done, events);
    } else {
      toe_miniport_say(miniport, "completion ring: an entry of a type that is not known", type);
    }
    if (++miniport->cpl_head == miniport->options.cpl_entries) {
      miniport->cpl_head = 0;
      miniport->cpl_phase ^= 1;
    }
  }
  return true;
}

/* Sends that were given up with the state of their connection: their buffers first, then the terminate [R164]. */
static void call_up_aborted(toe_miniport_t *miniport, const toe_request_t *request) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  for (uint32_t i = 0; i < request->flat.count; ++i) {
    const toe_flat_item_t *item = &request->flat.items[i];
    if (item->aborted == NULL || up->send_complete == NULL) continue;
    up->send_complete(up->self, (uint32_t)toe_ndis_cell_get(toe_ndis_cell(item->block)), item->aborted);
  }
}

/* Receive requests that go down with their connection, before its terminate [R164]. */
static void call_up_orphans(toe_miniport_t *miniport, toe_request_t *request) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  while (request->orphans != NULL) {
    toe_request_t *orphan = request->orphans;
    request->orphans = orphan->next;
    if (up->receive_complete != NULL) up->receive_complete(up->self, orphan->ndis_handle, orphan->nbl);
    miniport->os.free(miniport->os.self, orphan);
  }
}

/* Receive requests that came when their connection was gone, behind those, in the order of the calls. */
static void call_up_late(toe_miniport_t *miniport, toe_request_t *request) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  for (uint32_t i = 0; i < request->flat.count;) {
    toe_flat_item_t *item = &request->flat.items[i];
    toe_miniport_lock(miniport);
    toe_nbl_t *nbl = item->late;
    if (nbl != NULL) item->late = nbl->next;
    toe_miniport_unlock(miniport);
    if (nbl == NULL) {
      ++i;
      continue;
    }
    nbl->next = NULL;
    if (up->receive_complete != NULL) up->receive_complete(up->self, item->ndis_handle, nbl);
    i = 0; /* the call may have brought one of a connection before */
  }
}

/* Tell the host about one request.  Without the lock. */
static void call_up(toe_miniport_t *miniport, toe_request_t *request) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  const toe_miniport_completion_t *completion = &request->completion;
  switch (request->opcode) {
    case TOE_OPCODE_INITIATE:
      up->initiate_offload_complete(up->self, request->root, completion);
      break;
    case TOE_OPCODE_TERMINATE:
      toe_miniport_told_call_up(miniport, request);
      call_up_orphans(miniport, request);
      call_up_aborted(miniport, request);
      do {
        call_up_late(miniport, request);
      } while (toe_miniport_forward_call_up_terminated(miniport, request)); /* which may have brought more */
      toe_request_release(&miniport->os, request);
      if (up->terminate_offload_complete != NULL) up->terminate_offload_complete(up->self, request->root, completion);
      break;
    case TOE_OPCODE_SET:
      if (up->set_complete != NULL) up->set_complete(up->self, request->setting, request->value, completion);
      break;
    default:
      if (up->raise_complete != NULL) {
        up->raise_complete(up->self, request->setting, request->handle, request->value, completion);
      }
      break;
  }
}

/* Requests and events of one drain, in the order of the ring.  Without the lock. */
static void call_up_all(toe_miniport_t *miniport, toe_request_list_t *done, const toe_indications_t *events) {
  uint32_t told = 0, next = 0;
  toe_request_t *request = NULL;
  do {
    for (; next < events->count && events->items[next].after == told; ++next) {
      if (events->items[next].kind == TOE_INDICATION_FRAME) {
        toe_miniport_told_call_up_frame(miniport, &events->items[next]);
        continue;
      }
      if (events->items[next].kind == TOE_INDICATION_FORWARD_COMPLETE) {
        toe_miniport_forward_call_up(miniport, events->items[next].nbl);
        continue;
      }
      if (events->items[next].kind != TOE_INDICATION_EVENT) {
        toe_miniport_receive_call_up(miniport, &events->items[next]);
        continue;
      }
      uint8_t capability[TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES];
      toe_miniport_capabilities(miniport, capability);
      toe_indication_call_up(&miniport->upcalls, &events->items[next], capability);
    }
    request = done->head;
    if (request == NULL) break;
    call_up(miniport, request);
    toe_miniport_lock(miniport);
    (void)toe_request_list_pop(done);
    toe_miniport_unlock(miniport);
    miniport->os.free(miniport->os.self, request);
    ++told;
  } while (true);
}

static uint32_t starved_count(const void *root) {
  uint32_t count = 0;
  for (; root != NULL; root = toe_ndis_pointer(root, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET)) ++count;
  return count;
}

/* Block lists that the driver could not even remember. */
static void call_up_starved(toe_miniport_t *miniport, void *starved) {
  while (starved != NULL) {
    void *next = toe_ndis_pointer(starved, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET);
    uint64_t what = TOE_NDIS_READ(starved, BLOCK, SCRATCH_1);
    toe_request_t request = {.opcode = (uint8_t)(what >> 32), .root = starved};
    request.completion.request_id = (uint32_t)what;
    call_up(miniport, &request);
    starved = next;
  }
}

void toe_miniport_interrupt(toe_miniport_t *miniport, uint32_t vector) {
  if (vector != 0) {
    toe_miniport_say(miniport, "an interrupt of a vector that is not in use", vector);
    return;
  }
  toe_miniport_lock(miniport);
  /* Calls up are made one at a time [R120]: who makes them goes on with this. */
  const bool is_calling = miniport->is_calling;
  miniport->is_called_again = true;
  miniport->is_calling = true;
  toe_miniport_unlock(miniport);
  for (bool has_more = !is_calling; has_more;) {
    toe_indications_t events = {.count = 0};
    toe_miniport_lock(miniport);
    miniport->is_called_again = false;
    toe_request_list_t done = miniport->finished;
    miniport->finished = (toe_request_list_t){NULL, NULL};
    void *starved = miniport->starved_head;
    miniport->starved_head = miniport->starved_tail = NULL;
    toe_nbl_t *forwards = toe_miniport_forward_take_done(miniport);
    has_more = drain(miniport, &done, &events);
    /* Also when nothing was new: this write is what arms the next message. */
    if (!has_more) toe_miniport_write(miniport, TOE_CPL_DOORBELL_OFFSET, miniport->cpl_head);
    toe_miniport_pump(miniport);
    miniport->pending -= toe_request_list_count(&done) + starved_count(starved);
    miniport->done = &done;
    toe_miniport_unlock(miniport);
    call_up_starved(miniport, starved);
    toe_miniport_receive_call_up_starved(miniport);
    toe_miniport_forward_call_up_done(miniport, forwards);
    call_up_all(miniport, &done, &events);
    toe_miniport_receive_call_up_kept(miniport);
    toe_miniport_lock(miniport);
    miniport->done = NULL;
    has_more = has_more || miniport->is_called_again;
    if (!has_more) miniport->is_calling = false;
    toe_miniport_unlock(miniport);
  }
}
