/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_receive.c - see toe_miniport_internal.h: receive requests and indications.
 *
 * A receive request is in one list at a time: waiting, backlog, flying (in the ring, or its command is not answered)
 * and posted (the device has it).  It waits while its connection is terminated, since its command could come behind
 * the terminate and find another connection under the same handle; while one before it waits; and while the device may
 * still refuse one before it for lack of room, so that none overtakes [R121].  The device tells that a request is done
 * on its own; that may be before the command that posted it is completed.
 */
#include "sim/miniport/toe_miniport.h"
#include "sim/miniport/toe_miniport_internal.h"

#define REPLY_NUMBERS 0x80000000u

static toe_connection_t *connection_of(const toe_miniport_t *miniport, uint32_t handle) {
  return toe_connection_of(&miniport->connections, handle);
}

/* Give a request back at the next interrupt. */
static void starve(toe_miniport_t *miniport, toe_nbl_t *nbl, uint64_t ndis_handle, uint32_t status) {
  nbl->status = status;
  nbl->scratch = ndis_handle;
  nbl->next = NULL;
  if (miniport->starved_receives == NULL) miniport->starved_end = &miniport->starved_receives;
  *miniport->starved_end = nbl;
  miniport->starved_end = &nbl->next;
  toe_miniport_call_me(miniport);
}

/* In the order of the calls. */
static void wait_in_order(toe_miniport_t *miniport, toe_request_t *request) {
  toe_request_t *before = NULL;
  for (toe_request_t *at = miniport->waiting.head;
       at != NULL && at->completion.request_id < request->completion.request_id; at = at->next) {
    before = at;
  }
  if (before == NULL) {
    toe_request_list_prepend(&miniport->waiting, request);
  } else if (before->next == NULL || before == miniport->waiting.tail) {
    toe_request_list_push(&miniport->waiting, request);
  } else {
    request->next = before->next;
    before->next = request;
  }
}

static void go(toe_miniport_t *miniport, toe_connection_t *connection, toe_request_t *request) {
  request->is_asking = miniport->receiving >= miniport->receiving_limit;
  if (request->is_asking) connection->is_asking = true;
  ++miniport->receiving;
  ++miniport->unanswered;
  toe_request_list_push(&miniport->backlog, request);
}

/* Answer an indication with buffer->consumed; false: no memory, it is to be done later. */
static bool answer(toe_miniport_t *miniport, toe_host_buffer_t *buffer) {
  toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
  if (request == NULL) {
    buffer->use = TOE_HOST_BUFFER_OWES;
    return false;
  }
  request->opcode = TOE_OPCODE_REPLY;
  request->handle = buffer->handle;
  request->value = buffer->consumed;
  request->completion.request_id = REPLY_NUMBERS | ++miniport->last_reply;
  ++miniport->unanswered;
  toe_request_list_push(&miniport->replies, request);
  if (buffer->is_returned) {
    buffer->use = TOE_HOST_BUFFER_OF_DEVICE;
    toe_miniport_write(miniport, TOE_HOST_BUFFER_RETURN_OFFSET, toe_host_buffers_number(&miniport->buffers, buffer));
  } else {
    buffer->use = TOE_HOST_BUFFER_LENT;
  }
  return true;
}

/* Answers for which there was no memory when the host gave them. */
static void answer_owed(toe_miniport_t *miniport) {
  for (uint32_t i = 0; i < miniport->buffers.count && miniport->owes != 0; ++i) {
    toe_host_buffer_t *buffer = &miniport->buffers.all[i];
    if (buffer->use != TOE_HOST_BUFFER_OWES) continue;
    if (!answer(miniport, buffer)) return;
    --miniport->owes;
  }
}

void toe_miniport_receive_pump(toe_miniport_t *miniport) {
  answer_owed(miniport);
  for (toe_request_t *request = miniport->waiting.head; request != NULL; request = request->next) {
    toe_connection_t *connection = connection_of(miniport, request->handle);
    if (connection != NULL) connection->is_waiting = false;
  }
  toe_request_t *before = NULL, *next = NULL;
  for (toe_request_t *request = miniport->waiting.head; request != NULL; request = next) {
    next = request->next;
    toe_connection_t *connection = connection_of(miniport, request->handle);
    const bool was_refused = request->completion.error == TOE_ERROR_NO_ROOM;
    const bool has_room = miniport->receiving < miniport->receiving_limit;
    if (connection == NULL || connection->is_waiting || connection->is_asking || connection->is_lost ||
        connection->terminate_id != 0 || (was_refused && !has_room)) {
      if (connection != NULL) connection->is_waiting = true;
      before = request;
      continue;
    }
    toe_request_list_cut(&miniport->waiting, before, request);
    go(miniport, connection, request);
  }
}

/* A connection that is gone, of which the host is still to be told: a receive request may yet come.  Its handle may be
 * that of another one already, which the host does not know.  NULL: none */
static toe_flat_item_t *leaving(const toe_miniport_t *miniport, uint32_t handle) {
  const toe_request_t *request = miniport->done == NULL || handle == 0 ? NULL : miniport->done->head;
  for (; request != NULL; request = request->next) {
    for (uint32_t i = 0; request->opcode == TOE_OPCODE_TERMINATE && i < request->flat.count; ++i) {
      if (request->flat.items[i].gone == handle) return &request->flat.items[i];
    }
  }
  return NULL;
}

/* Receive requests of such a connection are called up before its terminate [R164]. */
static void come_late(toe_miniport_t *miniport, toe_flat_item_t *item, toe_nbl_t *list) {
  toe_nbl_t **end = &item->late;
  while (*end != NULL) end = &(*end)->next;
  *end = list;
  for (; list != NULL; list = list->next) {
    ++miniport->last_id;
    list->status = TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
  }
}

void toe_miniport_tcp_receive(toe_miniport_t *miniport, uint32_t handle, toe_nbl_t *list) {
  toe_miniport_lock(miniport);
  toe_flat_item_t *left = leaving(miniport, handle);
  if (left != NULL) {
    come_late(miniport, left, list);
    toe_miniport_unlock(miniport);
    return;
  }
  toe_connection_t *connection = connection_of(miniport, handle);
  const uint64_t ndis_handle = connection == NULL ? 0 : connection->ndis_handle;
  for (toe_nbl_t *next; list != NULL; list = next) {
    next = list->next;
    list->next = NULL;
    const uint32_t id = ++miniport->last_id;
    if (connection == NULL || list->transferred > list->bytes) {
      toe_miniport_say(miniport, "a receive request that cannot be", id);
      starve(miniport, list, ndis_handle, TOE_NDIS_STATUS_INVALID_STATE);
      continue;
    }
    toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
    if (request == NULL) {
      toe_miniport_say(miniport, "no memory for request", id);
      starve(miniport, list, ndis_handle, TOE_NDIS_STATUS_REQUEST_ABORTED);
      continue;
    }
    request->opcode = TOE_OPCODE_RECEIVE;
    request->handle = handle;
    request->ndis_handle = ndis_handle;
    request->nbl = list;
    request->completion.request_id = id;
    toe_request_list_push(&miniport->waiting, request);
  }
  toe_miniport_pump(miniport);
  toe_miniport_unlock(miniport);
}

static void free_request(const toe_miniport_t *miniport, toe_request_t *request) {
  toe_request_release(&miniport->os, request);
  miniport->os.free(miniport->os.self, request);
}

void toe_miniport_receive_abort(toe_miniport_t *miniport, toe_request_t *request) {
  toe_connection_t *connection = connection_of(miniport, request->handle);
  if (request->is_asking && connection != NULL) connection->is_asking = false;
  toe_miniport_say(miniport, "no memory for request", request->completion.request_id);
  --miniport->receiving;
  --miniport->unanswered;
  starve(miniport, request->nbl, request->ndis_handle, TOE_NDIS_STATUS_REQUEST_ABORTED);
  free_request(miniport, request);
}

/* Whether the device has a request of that connection. */
static bool has_posted(const toe_miniport_t *miniport, uint32_t handle) {
  for (const toe_request_t *posted = miniport->posted.head; posted != NULL; posted = posted->next) {
    if (posted->handle == handle) return true;
  }
  return false;
}

/* The device has not taken a request.  true: it is to be called up, and is not in any list */
static bool is_refused(toe_miniport_t *miniport, toe_connection_t *connection, toe_request_t *request) {
  const uint8_t error = request->completion.error;
  --miniport->receiving;
  toe_request_release(&miniport->os, request);
  if (error == TOE_ERROR_NO_OBJECT && connection != NULL) connection->is_lost = true;
  request->nbl->status =
      error == TOE_ERROR_NO_OBJECT ? TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS : TOE_NDIS_STATUS_REQUEST_ABORTED;
  /* Those before it are given back with the terminate; so is it, behind them. */
  const bool is_behind = error == TOE_ERROR_NO_OBJECT && has_posted(miniport, request->handle);
  if (error != TOE_ERROR_NO_ROOM && !is_behind) return true;
  wait_in_order(miniport, request);
  return false;
}

void toe_miniport_receive_answered(toe_miniport_t *miniport, toe_request_t *request, toe_indication_t *item_out,
                                   uint32_t *count) {
  --miniport->unanswered;
  toe_connection_t *connection = connection_of(miniport, request->handle);
  if (request->opcode == TOE_OPCODE_REPLY || request->nbl == NULL) {
    if (request->is_asking && connection != NULL) connection->is_asking = false;
    free_request(miniport, request);
    return;
  }
  if (request->is_asking && connection != NULL) connection->is_asking = false;
  if (request->completion.error == TOE_ERROR_NONE) {
    toe_request_list_push(&miniport->posted, request);
    return;
  }
  if (!is_refused(miniport, connection, request)) return;
  *item_out = (toe_indication_t){
      .kind = TOE_INDICATION_RECEIVE_COMPLETE, .ndis_handle = request->ndis_handle, .nbl = request->nbl};
  ++*count;
  free_request(miniport, request);
}

static uint32_t status_of(uint32_t status) {
  switch (status) {
    case TOE_RCV_STATUS_SUCCESS:
      return TOE_STATUS_SUCCESS;
    case TOE_RCV_STATUS_UPLOAD_IN_PROGRESS:
      return TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
    case TOE_RCV_STATUS_INVALID_STATE:
      return TOE_NDIS_STATUS_INVALID_STATE;
    default:
      return TOE_NDIS_STATUS_REQUEST_ABORTED;
  }
}

/* What the device has written of a request, and what it says of it.  Only that goes into the host's buffer. */
static void fill(const toe_miniport_t *miniport, const toe_request_t *request, const uint8_t *entry) {
  toe_nbl_t *nbl = request->nbl;
  const uint32_t bytes = (uint32_t)TOE_READ(entry, RECEIVED, BYTES), filled = nbl->transferred;
  nbl->status = status_of((uint32_t)TOE_READ(entry, RECEIVED, STATUS));
  if (bytes < filled || bytes > nbl->bytes) {
    toe_miniport_say(miniport, "a receive request was completed with bytes it cannot have", bytes);
    nbl->status = TOE_NDIS_STATUS_REQUEST_ABORTED;
    return;
  }
  if (bytes != filled) {
    memcpy(nbl->room + filled, (const uint8_t *)request->dma.virtual_address + filled, bytes - filled);
  }
  nbl->transferred = bytes;
}

static bool take_complete(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out) {
  const uint32_t id = (uint32_t)TOE_READ(entry, RECEIVED, ID), handle = (uint32_t)TOE_READ(entry, RECEIVED, HANDLE);
  bool is_posted = true;
  toe_request_t *before = NULL, *request = miniport->posted.head;
  for (; request != NULL && request->completion.request_id != id; request = request->next) before = request;
  if (request == NULL) {
    is_posted = false;
    request = miniport->flying.head;
    while (request != NULL && request->completion.request_id != id) request = request->next;
  }
  if (request == NULL || request->opcode != TOE_OPCODE_RECEIVE || request->nbl == NULL || request->handle != handle) {
    toe_miniport_say(miniport, "a receive request was completed that is not posted", id);
    return false;
  }
  fill(miniport, request, entry);
  --miniport->receiving;
  *item_out = (toe_indication_t){
      .kind = TOE_INDICATION_RECEIVE_COMPLETE, .ndis_handle = request->ndis_handle, .nbl = request->nbl};
  if (is_posted) {
    toe_request_list_cut(&miniport->posted, before, request);
    free_request(miniport, request);
  } else {
    request->nbl = NULL; /* its command is still to be answered */
    toe_request_release(&miniport->os, request);
  }
  return true;
}

bool toe_miniport_received(toe_miniport_t *miniport, const uint8_t *entry, toe_indication_t *item_out) {
  const uint32_t kind = (uint32_t)TOE_READ(entry, RECEIVED, KIND), number = (uint32_t)TOE_READ(entry, RECEIVED, ID);
  if (kind == TOE_RCV_KIND_COMPLETE) return take_complete(miniport, entry, item_out);
  if (kind == TOE_RCV_KIND_PASS) return toe_miniport_told_frame(miniport, entry, item_out);
  if (kind != TOE_RCV_KIND_INDICATE) {
    toe_miniport_say(miniport, "a received entry of a kind that is not known", kind);
    return false;
  }
  toe_host_buffer_t *buffer =
      toe_host_buffers_take(&miniport->buffers, number, (uint32_t)TOE_READ(entry, RECEIVED, BYTES));
  if (buffer == NULL) {
    toe_miniport_say(miniport, "data was indicated in a host buffer that cannot have it", number);
    return false;
  }
  buffer->handle = (uint32_t)TOE_READ(entry, RECEIVED, HANDLE);
  buffer->commit = TOE_READ(entry, RECEIVED, COMMIT);
  /* Its initiate has not been called up yet [R102], or a terminate is under way that may end with this drain. */
  const toe_connection_t *connection = connection_of(miniport, buffer->handle);
  if (connection == NULL || connection->terminate_id != 0 || toe_miniport_told_has_kept(miniport, buffer->handle)) {
    toe_host_buffers_keep(&miniport->buffers, buffer);
    return false;
  }
  buffer->use = TOE_HOST_BUFFER_CALLED;
  *item_out = (toe_indication_t){.kind = TOE_INDICATION_RECEIVE, .buffer = buffer};
  return true;
}

void toe_miniport_receive_begin_terminate(toe_miniport_t *miniport, const toe_request_t *request) {
  void *stack[3] = {NULL, NULL, NULL}, *block = request->root;
  unsigned depth = 0;
  for (uint32_t i = 0; block != NULL && i <= TOE_STAGE_MAX_OBJECTS; ++i) {
    const uint8_t *cell = toe_ndis_cell(block);
    const uint64_t handle = cell == NULL ? 0 : toe_ndis_cell_get(cell);
    toe_connection_t *connection = handle > UINT32_MAX ? NULL : connection_of(miniport, (uint32_t)handle);
    if (connection != NULL) connection->terminate_id = request->completion.request_id;
    block = toe_flatten_step(block, stack, &depth);
  }
}

/* The receive requests of a connection that is gone, in their order. */
static void orphan(toe_miniport_t *miniport, toe_request_list_t *list, uint32_t handle, toe_request_t ***end) {
  toe_request_t *before = NULL, *next = NULL;
  for (toe_request_t *request = list->head; request != NULL; request = next) {
    next = request->next;
    if (request->handle != handle) {
      before = request;
      continue;
    }
    toe_request_list_cut(list, before, request);
    toe_request_release(&miniport->os, request);
    request->nbl->status = TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
    if (list == &miniport->posted) { /* the device completes them before the terminate */
      toe_miniport_say(miniport, "terminated without completing receive request", request->completion.request_id);
      request->nbl->status = TOE_NDIS_STATUS_REQUEST_ABORTED;
      --miniport->receiving;
    }
    request->next = NULL;
    **end = request;
    *end = &request->next;
  }
}

/* Indications of a connection that is gone: their bytes come back with its terminate.  Later ones are of another
 * connection with its handle. */
static void drop_kept(toe_miniport_t *miniport, uint32_t handle, uint64_t commit) {
  toe_host_buffer_t *next = NULL;
  for (toe_host_buffer_t *kept = miniport->buffers.kept; kept != NULL; kept = next) {
    next = kept->next;
    if (kept->handle != handle || kept->commit > commit) continue;
    toe_host_buffers_unkeep(&miniport->buffers, kept);
    kept->use = TOE_HOST_BUFFER_OF_DEVICE;
    toe_miniport_write(miniport, TOE_HOST_BUFFER_RETURN_OFFSET, toe_host_buffers_number(&miniport->buffers, kept));
  }
}

void toe_miniport_receive_end_terminate(toe_miniport_t *miniport, toe_request_t *request) {
  const uint32_t id = request->completion.request_id;
  toe_request_t **end = &request->orphans;
  for (uint32_t i = 0; i < request->flat.count; ++i) {
    const toe_flat_item_t *item = &request->flat.items[i];
    const uint64_t handle = item->kind == TOE_KIND_PLACEHOLDER ? 0 : toe_ndis_cell_get(toe_ndis_cell(item->block));
    if (item->layer != TOE_LAYER_TCP || handle == 0 || handle > UINT32_MAX) continue;
    toe_connection_t *connection = connection_of(miniport, (uint32_t)handle);
    if (connection != NULL && connection->terminate_id == id) connection->terminate_id = 0;
    if (connection != NULL) continue;
    orphan(miniport, &miniport->posted, (uint32_t)handle, &end);
    orphan(miniport, &miniport->waiting, (uint32_t)handle, &end);
    toe_miniport_forward_end_terminate(miniport, request, (uint32_t)handle);
    drop_kept(miniport, (uint32_t)handle, request->completion.commit);
    toe_miniport_told_end_terminate(miniport, request, (uint32_t)handle);
  }
  /* A tree that never became a list. */
  for (uint32_t i = 0; request->flat.count == 0 && i < miniport->connections.count; ++i) {
    toe_connection_t *connection = &miniport->connections.by_id[i];
    if (connection->terminate_id == id) connection->terminate_id = 0;
  }
}

/* Tell the host of received data, and the device what the host made of it. */
static void indicate(toe_miniport_t *miniport, toe_host_buffer_t *buffer, uint64_t ndis_handle) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  const uint32_t bytes = buffer->list.bytes;
  uint32_t consumed = 0, status = TOE_NDIS_STATUS_DATA_NOT_ACCEPTED;
  if (up->receive_indicate != NULL) status = up->receive_indicate(up->self, ndis_handle, &buffer->list, &consumed);
  toe_miniport_lock(miniport);
  --miniport->indicating;
  const bool is_taken = status == TOE_STATUS_SUCCESS;
  const bool is_part = status == TOE_NDIS_STATUS_DATA_PARTIALLY_ACCEPTED && consumed <= bytes;
  if (!is_taken && !is_part && status != TOE_NDIS_STATUS_DATA_NOT_ACCEPTED) {
    toe_miniport_say(miniport, "an indication was answered with a status it cannot have", status);
  }
  buffer->consumed = is_taken ? bytes : is_part ? consumed : 0;
  if (!is_taken) buffer->is_returned = true;
  if (!answer(miniport, buffer)) ++miniport->owes;
  toe_miniport_pump(miniport);
  toe_miniport_unlock(miniport);
}

void toe_miniport_receive_call_up(toe_miniport_t *miniport, const toe_indication_t *item) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  if (item->kind == TOE_INDICATION_RECEIVE_COMPLETE) {
    if (up->receive_complete != NULL) up->receive_complete(up->self, item->ndis_handle, item->nbl);
    return;
  }
  toe_miniport_lock(miniport);
  const toe_connection_t *connection = connection_of(miniport, item->buffer->handle);
  const bool is_kept = connection == NULL || connection->terminate_id != 0;
  const uint64_t ndis_handle = is_kept ? 0 : connection->ndis_handle;
  if (is_kept) {
    toe_host_buffers_keep(&miniport->buffers, item->buffer);
  } else {
    ++miniport->indicating;
  }
  toe_miniport_unlock(miniport);
  if (!is_kept) indicate(miniport, item->buffer, ndis_handle);
}

void toe_miniport_receive_call_up_kept(toe_miniport_t *miniport) {
  for (;;) {
    const toe_connection_t *connection = NULL;
    uint64_t ndis_handle = 0;
    toe_miniport_lock(miniport);
    toe_host_buffer_t *kept = miniport->buffers.kept;
    for (; kept != NULL; kept = kept->next) {
      connection = connection_of(miniport, kept->handle);
      if (connection != NULL && connection->terminate_id == 0) break;
    }
    toe_kept_event_t *event = toe_miniport_told_next(miniport);
    if (event != NULL && (kept == NULL || event->commit <= kept->commit)) {
      toe_miniport_told_take(miniport, event);
    } else if (kept != NULL) {
      toe_host_buffers_unkeep(&miniport->buffers, kept);
      kept->use = TOE_HOST_BUFFER_CALLED;
      ndis_handle = connection->ndis_handle;
      ++miniport->indicating;
      event = NULL;
    }
    toe_miniport_unlock(miniport);
    if (event != NULL) {
      toe_indication_call_up(&miniport->upcalls, &event->item, NULL);
      miniport->os.free(miniport->os.self, event);
      continue;
    }
    if (kept == NULL) return;
    indicate(miniport, kept, ndis_handle);
  }
}

void toe_miniport_receive_call_up_starved(toe_miniport_t *miniport) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  toe_miniport_lock(miniport);
  toe_nbl_t *list = miniport->starved_receives;
  miniport->starved_receives = NULL;
  toe_miniport_unlock(miniport);
  for (toe_nbl_t *next; list != NULL; list = next) {
    next = list->next;
    list->next = NULL;
    if (up->receive_complete != NULL) up->receive_complete(up->self, list->scratch, list);
  }
}
