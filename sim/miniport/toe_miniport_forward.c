/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_forward.c - see toe_miniport_internal.h: segments that the host forwards.
 *
 * A segment waits while its connection is terminated, since its command could come behind the terminate and find
 * another connection under the same handle; then it is completed before the terminate [R118, R164], or goes on if
 * nothing was terminated.  Else it becomes one request a piece, all of them in the backlog at once.  What the driver
 * itself has to refuse waits until all before it of its connection have been completed, so that the order holds.
 *
 * While the driver has a segment, Status is what it is going to be given back with, or PENDING; its transferred is the
 * handle of the connection, its scratch the host's name for it; next leads to the next in the driver's list.
 */
#include "sim/miniport/toe_forward_piece.h"
#include "sim/miniport/toe_miniport.h"
#include "sim/miniport/toe_miniport_internal.h"

#define FORWARD_NUMBERS 0xC0000000u
#define STATUS_PENDING 0x103u

static toe_connection_t *connection_of(const toe_miniport_t *miniport, uint32_t handle) {
  return toe_connection_of(&miniport->connections, handle);
}

static void append(toe_nbl_t **list, toe_nbl_t *nbl) {
  while (*list != NULL) list = &(*list)->next;
  nbl->next = NULL;
  *list = nbl;
}

/* Give a segment back at the next interrupt. */
static void finish(toe_miniport_t *miniport, toe_nbl_t *nbl) {
  append(&miniport->forwards_done, nbl);
  ++miniport->unanswered; /* the host is still to be told */
  toe_miniport_call_me(miniport);
}

static void free_requests(const toe_miniport_t *miniport, toe_request_t *request) {
  while (request != NULL) {
    toe_request_t *next = request->next;
    miniport->os.free(miniport->os.self, request);
    request = next;
  }
}

/* Requests for all pieces, in a row; NULL: no memory. */
static toe_request_t *cut(const toe_miniport_t *miniport, toe_nbl_t *nbl) {
  toe_request_t *first = NULL, **end = &first;
  const uint32_t count = toe_forward_piece_count(nbl->data, nbl->bytes, TOE_STAGE_FRAME_BYTES);
  for (uint32_t i = 0; i < count; ++i) {
    toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
    if (request == NULL) {
      free_requests(miniport, first);
      return NULL;
    }
    request->opcode = TOE_OPCODE_FORWARD;
    request->handle = nbl->transferred;
    request->nbl = nbl;
    request->piece = i;
    request->is_last = i + 1 == count;
    request->value = toe_forward_piece_bytes(nbl->data, nbl->bytes, TOE_STAGE_FRAME_BYTES, i);
    *end = request;
    end = &request->next;
  }
  return first;
}

static void go(toe_miniport_t *miniport, toe_request_t *request) {
  while (request != NULL) {
    toe_request_t *next = request->next;
    request->completion.request_id = FORWARD_NUMBERS | (++miniport->last_forward & ~FORWARD_NUMBERS);
    ++miniport->unanswered;
    toe_request_list_push(&miniport->backlog, request);
    request = next;
  }
}

void toe_miniport_forward_pump(toe_miniport_t *miniport) {
  for (toe_nbl_t *nbl = miniport->forwards_waiting; nbl != NULL; nbl = nbl->next) {
    toe_connection_t *connection = connection_of(miniport, nbl->transferred);
    if (connection != NULL) connection->is_forward_waiting = false;
  }
  toe_nbl_t **place = &miniport->forwards_waiting;
  while (*place != NULL) {
    toe_nbl_t *nbl = *place;
    toe_connection_t *connection = connection_of(miniport, nbl->transferred);
    if (connection == NULL) nbl->status = TOE_NDIS_STATUS_INVALID_STATE;
    bool is_refused = nbl->status != STATUS_PENDING;
    bool must_wait = connection != NULL && (connection->is_forward_waiting ||
                                            (is_refused ? connection->forwarding != 0 : connection->terminate_id != 0));
    toe_request_t *pieces = is_refused || must_wait ? NULL : cut(miniport, nbl);
    if (pieces == NULL && !is_refused && !must_wait) {
      toe_miniport_say(miniport, "no memory for a segment of connection", nbl->transferred);
      nbl->status = TOE_NDIS_STATUS_REQUEST_ABORTED;
      is_refused = true;
      must_wait = connection->forwarding != 0;
    }
    if (must_wait) {
      connection->is_forward_waiting = true;
      place = &nbl->next;
      continue;
    }
    *place = nbl->next;
    if (is_refused) {
      finish(miniport, nbl);
    } else {
      nbl->next = NULL;
      ++connection->forwarding;
      go(miniport, pieces);
    }
  }
}

/* The terminate, done and not called up, of a connection that had that handle; the host still means that one. */
static toe_request_t *leaving(const toe_miniport_t *miniport, uint32_t handle) {
  toe_request_t *request = miniport->done == NULL || handle == 0 ? NULL : miniport->done->head;
  for (; request != NULL; request = request->next) {
    for (uint32_t i = 0; request->opcode == TOE_OPCODE_TERMINATE && i < request->flat.count; ++i) {
      if (request->flat.items[i].gone == handle) return request;
    }
  }
  return NULL;
}

/* The host's name of a connection that goes with a terminate. */
static uint64_t name_of(const toe_request_t *terminate, uint32_t handle) {
  uint32_t i = 0;
  while (terminate->flat.items[i].gone != handle) ++i;
  return terminate->flat.items[i].ndis_handle;
}

void toe_miniport_tcp_forward(toe_miniport_t *miniport, uint32_t handle, toe_nbl_t *list) {
  toe_miniport_lock(miniport);
  toe_request_t *left = leaving(miniport, handle);
  const toe_connection_t *connection = connection_of(miniport, handle);
  for (toe_nbl_t *next; list != NULL; list = next) {
    next = list->next;
    list->transferred = handle;
    list->scratch = left != NULL ? name_of(left, handle) : connection != NULL ? connection->ndis_handle : 0;
    list->status = STATUS_PENDING;
    if (toe_forward_piece_count(list->data, list->bytes, TOE_STAGE_FRAME_BYTES) == 0) {
      toe_miniport_say(miniport, "a segment that cannot be, of connection", handle);
      list->status = TOE_NDIS_STATUS_INVALID_STATE;
    }
    if (left != NULL) {
      if (list->status == STATUS_PENDING) list->status = TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
      append(&left->forwards, list);
    } else {
      if (connection == NULL) toe_miniport_say(miniport, "a segment of no connection", handle);
      append(&miniport->forwards_waiting, list);
    }
  }
  toe_miniport_pump(miniport);
  toe_miniport_unlock(miniport);
}

/* What an answer to a command means to the host [R147]. */
static uint32_t status_of(uint8_t error, bool is_aborted) {
  switch (error) {
    case TOE_ERROR_NONE:
      return TOE_STATUS_SUCCESS;
    case TOE_ERROR_NO_OBJECT:
      return TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
    case TOE_ERROR_NOT_NOW:
      return is_aborted ? TOE_NDIS_STATUS_REQUEST_ABORTED : TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
    case TOE_ERROR_OBJECT_FETCH:
    case TOE_ERROR_COMMAND_FETCH:
      return TOE_NDIS_STATUS_REQUEST_ABORTED;
    default:
      return TOE_NDIS_STATUS_INVALID_STATE;
  }
}

/* A piece is done, and freed.  true: so is its segment.  The first piece that was not taken tells. */
static bool settle(toe_miniport_t *miniport, toe_request_t *request, uint32_t status) {
  toe_nbl_t *nbl = request->nbl;
  const bool is_last = request->is_last;
  toe_connection_t *connection = connection_of(miniport, request->handle);
  if (nbl->status == STATUS_PENDING && (is_last || status != TOE_STATUS_SUCCESS)) nbl->status = status;
  if (is_last && connection != NULL) --connection->forwarding;
  --miniport->unanswered;
  toe_request_release(&miniport->os, request);
  miniport->os.free(miniport->os.self, request);
  return is_last;
}

void toe_miniport_forward_answered(toe_miniport_t *miniport, toe_request_t *request, toe_indication_t *item_out,
                                   uint32_t *count) {
  toe_nbl_t *nbl = request->nbl;
  const toe_connection_t *connection = connection_of(miniport, request->handle);
  const bool is_aborted = connection != NULL && connection->is_aborted;
  if (!settle(miniport, request, status_of(request->completion.error, is_aborted))) return;
  *item_out = (toe_indication_t){.kind = TOE_INDICATION_FORWARD_COMPLETE, .ndis_handle = nbl->scratch, .nbl = nbl};
  ++*count;
}

void toe_miniport_forward_abort(toe_miniport_t *miniport, toe_request_t *request) {
  toe_nbl_t *nbl = request->nbl;
  toe_miniport_say(miniport, "no memory for a segment of connection", request->handle);
  if (settle(miniport, request, TOE_NDIS_STATUS_REQUEST_ABORTED)) finish(miniport, nbl);
}

void toe_miniport_forward_end_terminate(toe_miniport_t *miniport, toe_request_t *request, uint32_t handle) {
  toe_nbl_t **place = &miniport->forwards_waiting;
  while (*place != NULL) {
    toe_nbl_t *nbl = *place;
    if (nbl->transferred != handle) {
      place = &nbl->next;
      continue;
    }
    *place = nbl->next;
    if (nbl->status == STATUS_PENDING) nbl->status = TOE_NDIS_STATUS_UPLOAD_IN_PROGRESS;
    append(&request->forwards, nbl);
  }
}

void toe_miniport_forward_call_up(toe_miniport_t *miniport, toe_nbl_t *nbl) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  nbl->next = NULL;
  nbl->transferred = 0;
  if (up->forward_complete != NULL) up->forward_complete(up->self, nbl->scratch, nbl);
}

/* Take the first of a list. */
static toe_nbl_t *pop(const toe_miniport_t *miniport, toe_nbl_t **list) {
  toe_miniport_lock(miniport);
  toe_nbl_t *nbl = *list;
  if (nbl != NULL) *list = nbl->next;
  toe_miniport_unlock(miniport);
  return nbl;
}

bool toe_miniport_forward_call_up_terminated(toe_miniport_t *miniport, toe_request_t *request) {
  bool has_some = false;
  for (toe_nbl_t *nbl; (nbl = pop(miniport, &request->forwards)) != NULL; has_some = true) {
    toe_miniport_forward_call_up(miniport, nbl);
  }
  return has_some;
}

toe_nbl_t *toe_miniport_forward_take_done(toe_miniport_t *miniport) {
  toe_nbl_t *list = miniport->forwards_done;
  miniport->forwards_done = NULL;
  for (const toe_nbl_t *nbl = list; nbl != NULL; nbl = nbl->next) --miniport->unanswered;
  return list;
}

void toe_miniport_forward_call_up_done(toe_miniport_t *miniport, toe_nbl_t *list) {
  for (toe_nbl_t *next; list != NULL; list = next) {
    next = list->next;
    toe_miniport_forward_call_up(miniport, list);
  }
}
