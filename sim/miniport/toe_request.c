/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_request.c - see toe_request.h.
 */
#include "sim/miniport/toe_request.h"

#include <stdio.h>

#include "sim/miniport/toe_encode.h"
#include "sim/miniport/toe_forward_piece.h"
#include "sim/miniport/toe_terminate.h"

enum {
  COMMAND_VERSION = 1,
  /* Two objects a read never straddle a page if the list begins on a multiple of two objects. */
  OBJECT_ALIGN = 2 * TOE_OBJECT_BYTES,
  RECEIVE_ALIGN = 64,
  FORWARD_ALIGN = 64,
  RCV_STATE_OFFSET = 192 /* of CONTEXT_RCV in what is handed back (layouts.def) */
};

#define STATUS_RESOURCES 0xC000009Au
/* Room for received data of terminates in the ring together; a single one may need more. */
#define ROOM_MOST 0x1000000u

static void set_status(void *block, uint32_t status) { TOE_NDIS_WRITE(block, BLOCK, STATUS, status); }

/* Not offloaded: FAILURE, but a placeholder never shows it [R90]. */
static void set_failed(void *block) {
  set_status(block, toe_ndis_kind(block) == TOE_KIND_PLACEHOLDER ? TOE_STATUS_SUCCESS : TOE_STATUS_FAILURE);
}

void toe_request_starve(void *root, bool is_terminate) {
  void *stack[3] = {NULL, NULL, NULL};
  unsigned depth = 0;
  bool is_first = true;
  void *block = root;
  for (uint32_t i = 0; block != NULL && i <= TOE_STAGE_MAX_OBJECTS; ++i) {
    set_failed(block);
    if (is_first && !is_terminate && toe_ndis_kind(block) == TOE_KIND_NEW) {
      set_status(block, STATUS_RESOURCES);
      is_first = false;
    }
    block = toe_flatten_step(block, stack, &depth);
  }
}

void toe_request_fail(const toe_os_t *os, void *root) {
  toe_flat_t flat = {NULL, 0, 0};
  if (!toe_flatten_reachable(os, root, &flat)) {
    toe_request_starve(root, true);
    return;
  }
  for (uint32_t i = 0; i < flat.count; ++i) set_failed(flat.items[i].block);
  toe_flat_free(os, &flat);
}

/* A tree that cannot be sent: every block that can be reached has failed [R17]. */
static toe_request_ready_t refuse(const toe_os_t *os, toe_request_t *request, uint8_t error, uint32_t error_index,
                                  const char *why) {
  char text[160];
  snprintf(text, sizeof text, "request %lu refused: %s", (unsigned long)request->completion.request_id, why);
  os->log(os->self, text);
  request->completion.error = error;
  request->completion.error_index = error_index;
  toe_request_fail(os, request->root);
  return TOE_REQUEST_REFUSED;
}

void toe_request_release(const toe_os_t *os, toe_request_t *request) {
  toe_buffered_free(os, &request->buffered);
  toe_lent_free(os, &request->room);
  toe_flat_free(os, &request->flat);
  if (request->dma.bytes != 0) os->dma_free(os->self, &request->dma);
  memset(&request->dma, 0, sizeof request->dma);
}

/* What is handed back of an object lies behind all objects, the results behind that. */
static uint8_t *returned_of(const toe_request_t *request, uint32_t index) {
  size_t objects = (size_t)request->flat.count * TOE_OBJECT_BYTES;
  return (uint8_t *)request->dma.virtual_address + objects + (size_t)index * TOE_STAGE_RETURN_BYTES;
}

static size_t results_offset(const toe_request_t *request) {
  size_t each = TOE_OBJECT_BYTES + (request->opcode == TOE_OPCODE_TERMINATE ? TOE_STAGE_RETURN_BYTES : 0);
  return (size_t)request->flat.count * each;
}

static uint8_t *result_of(const toe_request_t *request, uint32_t index) {
  return (uint8_t *)request->dma.virtual_address + results_offset(request) + (size_t)index * TOE_RESULT_BYTES;
}

/* Objects of all blocks; NULL: done, else what is wrong with block *wrong_out. */
static const char *encode_all(toe_request_t *request, bool has_faults, uint32_t *wrong_out, uint32_t *buffered_out) {
  uint8_t *object = request->dma.virtual_address;
  *buffered_out = 0;
  for (uint32_t i = 0; i < request->flat.count; ++i, object += TOE_OBJECT_BYTES) {
    const toe_flat_item_t *item = &request->flat.items[i];
    bool is_terminate = request->opcode == TOE_OPCODE_TERMINATE;
    const char *why = is_terminate ? toe_terminate_object(item, object) : toe_encode_object(item, has_faults, object);
    *wrong_out = i;
    if (why != NULL) return why;
    if (!is_terminate && toe_encode_buffered(item) != NULL) ++*buffered_out;
  }
  return NULL;
}

/* Buffered data of all connections that have some; false: no memory, and it is worth waiting for. */
static bool gather_all(const toe_os_t *os, toe_request_t *request, uint32_t copy_bytes, uint32_t count, bool can_wait) {
  if (count == 0) return true;
  if (!toe_buffered_reserve(os, &request->buffered, count)) return false;
  for (uint32_t i = 0; i < request->flat.count; ++i) {
    size_t offset = (size_t)i * TOE_OBJECT_BYTES;
    uint8_t *object = (uint8_t *)request->dma.virtual_address + offset;
    const toe_nbl_t *list = toe_encode_buffered(&request->flat.items[i]);
    if (list == NULL || TOE_READ(object, OBJ_TCP, BUFFERED_BYTES) == 0) continue;
    uint64_t object_bus = request->dma.bus_address + offset;
    if (toe_buffered_gather(os, &request->buffered, list, copy_bytes, object_bus, object)) continue;
    if (can_wait) return false;
    char text[120];
    snprintf(text, sizeof text, "request %lu: no memory for the buffered data of object %lu",
             (unsigned long)request->completion.request_id, (unsigned long)i);
    os->log(os->self, text);
  }
  return true;
}

/* Bytes of room that a TERMINATE needs. */
static uint64_t room_of(const toe_request_t *request, const toe_connections_t *connections) {
  const uint8_t *object = request->dma.virtual_address;
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < request->flat.count; ++i, object += TOE_OBJECT_BYTES) {
    const toe_connection_t *connection = toe_connection_of(connections, (uint32_t)TOE_READ(object, OBJECT, HANDLE));
    if (request->flat.items[i].layer != TOE_LAYER_TCP || connection == NULL) continue;
    bytes += toe_lent_room(connection->room_bytes);
  }
  return bytes;
}

/* Room for what may come back of each connection of a TERMINATE [R166]; false: no memory, or others hold much. */
static bool make_room(const toe_os_t *os, toe_request_t *request, toe_connections_t *connections) {
  toe_lent_t **end = &request->room;
  uint8_t *object = request->dma.virtual_address;
  bool is_made = true;
  const uint64_t bytes = room_of(request, connections);
  if (bytes == 0) return true;
  if (connections->room_out != 0 && connections->room_out + bytes > ROOM_MOST) return false;
  toe_lent_piece_t *piece = toe_lent_piece_new(os, bytes);
  if (piece == NULL) return false;
  for (uint32_t i = 0; i < request->flat.count; ++i, object += TOE_OBJECT_BYTES) {
    const toe_connection_t *connection = toe_connection_of(connections, (uint32_t)TOE_READ(object, OBJECT, HANDLE));
    if (request->flat.items[i].layer != TOE_LAYER_TCP || connection == NULL || connection->room_bytes == 0) continue;
    toe_lent_t *room = toe_lent_new(os, piece, connection->room_bytes, i);
    is_made = room != NULL;
    if (!is_made) break;
    TOE_WRITE(object, OBJ_TCP, BUFFERED_ADDR, room->bus_address);
    TOE_WRITE(object, OBJ_TCP, BUFFERED_BYTES, connection->room_bytes);
    *end = room; /* in the order of the objects */
    end = &room->next;
  }
  toe_lent_piece_close(os, piece);
  if (!is_made) return false;
  request->room_bytes = bytes;
  connections->room_out += request->room_bytes;
  return true;
}

/* The buffer of a posted receive request as the device sees it. */
static toe_request_ready_t prepare_receive(const toe_os_t *os, toe_request_t *request) {
  if (request->nbl->bytes == 0) return TOE_REQUEST_READY;
  if (!os->dma_alloc(os->self, request->nbl->bytes, RECEIVE_ALIGN, &request->dma)) {
    memset(&request->dma, 0, sizeof request->dma);
    return TOE_REQUEST_NO_MEMORY;
  }
  request->dma.bytes = request->nbl->bytes;
  return TOE_REQUEST_READY;
}

/* A piece of a forwarded segment, padded with zeros. */
static toe_request_ready_t prepare_forward(const toe_os_t *os, toe_request_t *request) {
  const size_t bytes = (request->value + (size_t)FORWARD_ALIGN - 1) / FORWARD_ALIGN * FORWARD_ALIGN;
  if (!os->dma_alloc(os->self, bytes, FORWARD_ALIGN, &request->dma)) {
    memset(&request->dma, 0, sizeof request->dma);
    return TOE_REQUEST_NO_MEMORY;
  }
  request->dma.bytes = bytes;
  toe_forward_piece_write(request->nbl->data, request->nbl->bytes, TOE_STAGE_FRAME_BYTES, request->piece,
                          request->dma.virtual_address);
  return TOE_REQUEST_READY;
}

toe_request_ready_t toe_request_prepare(const toe_os_t *os, toe_request_t *request, bool has_faults,
                                        uint32_t copy_bytes, toe_connections_t *connections, bool can_wait) {
  if (request->opcode == TOE_OPCODE_RECEIVE) return prepare_receive(os, request);
  if (request->opcode == TOE_OPCODE_FORWARD) return prepare_forward(os, request);
  if (request->root == NULL) return TOE_REQUEST_READY;
  const char *why = NULL;
  switch (toe_flatten(os, request->root, &request->flat, &why)) {
    case TOE_FLATTEN_OK:
      break;
    case TOE_FLATTEN_NO_MEMORY:
      return TOE_REQUEST_NO_MEMORY;
    case TOE_FLATTEN_WRONG:
      return refuse(os, request, TOE_ERROR_BAD_OBJECT, 0, why);
    case TOE_FLATTEN_TOO_MANY:
      return refuse(os, request, TOE_ERROR_BAD_COUNT, 0, why);
  }
  if (request->opcode == TOE_OPCODE_TERMINATE && !toe_terminate_order(os, &request->flat)) {
    toe_request_release(os, request);
    return TOE_REQUEST_NO_MEMORY;
  }
  size_t bytes = results_offset(request) + (size_t)request->flat.count * TOE_RESULT_BYTES;
  if (!os->dma_alloc(os->self, bytes, OBJECT_ALIGN, &request->dma)) {
    memset(&request->dma, 0, sizeof request->dma);
    toe_request_release(os, request);
    return TOE_REQUEST_NO_MEMORY;
  }
  request->dma.bytes = bytes;
  uint32_t wrong = 0, buffered = 0;
  why = encode_all(request, has_faults, &wrong, &buffered);
  if (why != NULL) {
    toe_request_release(os, request);
    return refuse(os, request, TOE_ERROR_BAD_OBJECT, wrong, why);
  }
  bool is_terminate = request->opcode == TOE_OPCODE_TERMINATE;
  if (is_terminate ? !make_room(os, request, connections) : !gather_all(os, request, copy_bytes, buffered, can_wait)) {
    toe_request_release(os, request);
    return TOE_REQUEST_NO_MEMORY;
  }
  return TOE_REQUEST_READY;
}

void toe_request_command(const toe_request_t *request, uint8_t *command_out) {
  memset(command_out, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command_out, COMMAND, OPCODE, request->opcode);
  TOE_WRITE(command_out, COMMAND, VERSION, COMMAND_VERSION);
  TOE_WRITE(command_out, COMMAND, REQUEST_ID, request->completion.request_id);
  if (request->root != NULL) {
    uint64_t objects = request->dma.bus_address, behind = (uint64_t)request->flat.count * TOE_OBJECT_BYTES;
    TOE_WRITE(command_out, COMMAND, OBJECT_ADDR, objects);
    TOE_WRITE(command_out, COMMAND, RESULT_ADDR, objects + results_offset(request));
    TOE_WRITE(command_out, COMMAND, OBJECT_COUNT, request->flat.count);
    if (request->opcode == TOE_OPCODE_TERMINATE) TOE_WRITE(command_out, COMMAND, RETURN_ADDR, objects + behind);
  } else if (request->opcode == TOE_OPCODE_RECEIVE) {
    const toe_nbl_t *nbl = request->nbl;
    TOE_WRITE(command_out, COMMAND, OBJECT_ADDR, request->dma.bus_address);
    TOE_WRITE(command_out, COMMAND, SETTING, nbl->bytes);
    TOE_WRITE(command_out, COMMAND, VALUE, nbl->transferred);
    TOE_WRITE(command_out, COMMAND, RCV_MODE, nbl->is_no_push ? TOE_RCV_MODE_NO_PUSH : TOE_RCV_MODE_PUSH);
    TOE_WRITE(command_out, COMMAND, EVENT_HANDLE, request->handle);
  } else if (request->opcode == TOE_OPCODE_FORWARD) {
    TOE_WRITE(command_out, COMMAND, OBJECT_ADDR, request->dma.bus_address);
    TOE_WRITE(command_out, COMMAND, SETTING, request->value);
    TOE_WRITE(command_out, COMMAND, EVENT_HANDLE, request->handle);
  } else {
    if (request->opcode != TOE_OPCODE_SET) TOE_WRITE(command_out, COMMAND, EVENT_HANDLE, request->handle);
    TOE_WRITE(command_out, COMMAND, SETTING, request->setting);
    TOE_WRITE(command_out, COMMAND, VALUE, request->value);
    TOE_WRITE(command_out, COMMAND, VALUE_HIGH, request->value_high);
  }
}

/* Errors after which the device wrote no results. */
static bool has_results(uint8_t error) {
  return error == TOE_ERROR_NONE || error == TOE_ERROR_BAD_OBJECT || error == TOE_ERROR_OBJECT_FETCH;
}

static bool is_written(const toe_request_t *request, uint32_t index) {
  const uint8_t *result = result_of(request, index);
  return TOE_READ(result, RESULT, REQUEST_ID) == request->completion.request_id &&
         TOE_READ(result, RESULT, INDEX) == index;
}

static void say(const toe_os_t *os, const toe_request_t *request, uint32_t index, const char *what) {
  char text[120];
  snprintf(text, sizeof text, "request %lu: the result of object %lu is %s",
           (unsigned long)request->completion.request_id, (unsigned long)index, what);
  os->log(os->self, text);
}

/* What a connection that went in has with it is the driver's now. */
static void take_over(const toe_request_t *request, uint32_t index, uint32_t handle, toe_connections_t *connections) {
  uint32_t id = handle & TOE_CONNECTION_ID_MASK;
  if (id >= connections->count) return;
  toe_connection_t *connection = &connections->by_id[id];
  const void *block = request->flat.items[index].block;
  const uint8_t *object = (const uint8_t *)request->dma.virtual_address + (size_t)index * TOE_OBJECT_BYTES;
  const uint64_t room = TOE_READ(object, OBJ_TCP, BUFFERED_BYTES) + TOE_READ(object, OBJ_TCP, RCV_WND);
  *connection =
      (toe_connection_t){.is_in = true,
                         .ndis_handle = TOE_NDIS_READ(block, BLOCK, NDIS_HANDLE),
                         .sends = toe_ndis_pointer(block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET),
                         .room_bytes = room < connections->room_most ? (uint32_t)room : connections->room_most};
}

/* One block from its result.  A result the device did not write, or one that says a new object went in and names no
 * handle of its layer, counts as a failure: whatever the device holds, the host must not believe it. */
static void finish_block(const toe_os_t *os, toe_request_t *request, uint32_t index, toe_connections_t *connections) {
  const toe_flat_item_t *item = &request->flat.items[index];
  const uint8_t *result = result_of(request, index);
  uint32_t handle = (uint32_t)TOE_READ(result, RESULT, HANDLE);
  bool is_in = (TOE_READ(result, RESULT, FLAGS) & TOE_RESULT_OFFLOADED) != 0;
  bool is_there = is_written(request, index);
  if (!is_there || (is_in && (item->kind != TOE_KIND_NEW || handle >> 28 != item->layer))) {
    say(os, request, index, is_there ? "wrong" : "missing");
    set_failed(item->block);
    return;
  }
  const uint32_t status = (uint32_t)TOE_READ(result, RESULT, STATUS);
  if (status == TOE_STATUS_FAILURE && request->completion.error != TOE_ERROR_NONE) {
    set_failed(item->block); /* to the device even a placeholder has failed from the bad object on */
  } else {
    set_status(item->block, status);
  }
  if (!is_in) return; /* the cell stays as it was [R95] */
  toe_ndis_cell_set(toe_ndis_cell(item->block), handle);
  if (item->layer == TOE_LAYER_TCP) take_over(request, index, handle, connections);
}

/* Nothing of the connection is left in the driver.  The buffers it still had to send are given up with its state: their
 * completion is called up before that of the terminate [R164]. */
static void forget(toe_flat_item_t *item, toe_connection_t *connection, bool is_lost) {
  if (is_lost) {
    item->aborted = connection->sends;
    for (toe_nbl_t *nbl = item->aborted; nbl != NULL; nbl = nbl->next) nbl->status = TOE_NDIS_STATUS_REQUEST_ABORTED;
  }
  memset(connection, 0, sizeof *connection);
}

/* The bytes [RcvNxt - N, RcvNxt) that came back of an object, N as the context has it; NULL: none. */
static toe_lent_t *take_back(const toe_os_t *os, toe_request_t *request, uint32_t index) {
  toe_lent_t *room = toe_lent_of_index(&request->room, index);
  if (room == NULL) return NULL;
  const uint8_t *state = returned_of(request, index) + RCV_STATE_OFFSET;
  room->list.bytes = (uint32_t)TOE_READ(state, CONTEXT_RCV, BUF_BYTES);
  room->list.data = room->data;
  if (room->list.bytes != 0 && room->list.bytes <= room->bytes) return room;
  if (room->list.bytes != 0) say(os, request, index, "of more received data than there is room for");
  toe_lent_free(os, &room);
  return NULL;
}

/* One block of a terminate.  SUCCESS is believed only of an object that the device says it has freed, and there is no
 * status but that and FAILURE [R163]. */
static void finish_terminated(const toe_os_t *os, toe_request_t *request, uint32_t index,
                              toe_connections_t *connections) {
  toe_flat_item_t *item = &request->flat.items[index];
  const uint8_t *result = result_of(request, index);
  uint32_t status = (uint32_t)TOE_READ(result, RESULT, STATUS);
  bool is_success = status == TOE_STATUS_SUCCESS, is_placeholder = item->kind == TOE_KIND_PLACEHOLDER;
  bool is_freed = (TOE_READ(result, RESULT, FLAGS) & TOE_RESULT_FREED) != 0, is_there = is_written(request, index);
  set_failed(item->block);
  toe_ndis_set_pointer(item->block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET, NULL);
  if (!is_there || (!is_success && status != TOE_STATUS_FAILURE) || (is_freed && is_placeholder) ||
      (is_success && !is_freed && !is_placeholder)) {
    say(os, request, index, is_there ? "wrong" : "missing");
    return;
  }
  if (!is_freed) return;
  uint64_t handle = toe_ndis_cell_get(toe_ndis_cell(item->block));
  toe_connection_t *connection =
      item->layer == TOE_LAYER_TCP && handle <= UINT32_MAX ? toe_connection_of(connections, (uint32_t)handle) : NULL;
  if (is_success) {
    set_status(item->block, TOE_STATUS_SUCCESS);
    toe_lent_t *back = take_back(os, request, index);
    toe_nbl_t *sends = connection == NULL ? NULL : connection->sends;
    if (toe_terminate_write(item, returned_of(request, index), sends, back == NULL ? NULL : &back->list)) {
      back->next = connections->lent;
      connections->lent = back;
    } else {
      toe_lent_free(os, &back);
    }
  }
  if (connection == NULL) return;
  item->ndis_handle = connection->ndis_handle;
  item->gone = (uint32_t)handle;
  forget(item, connection, !is_success);
}

void toe_request_finish(const toe_os_t *os, toe_request_t *request, toe_connections_t *connections) {
  if (request->root == NULL) return;
  connections->room_out -= request->room_bytes;
  request->room_bytes = 0;
  bool is_terminate = request->opcode == TOE_OPCODE_TERMINATE;
  for (uint32_t i = 0; i < request->flat.count; ++i) {
    if (!has_results(request->completion.error)) {
      void *block = request->flat.items[i].block;
      set_failed(block);
      if (is_terminate) toe_ndis_set_pointer(block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET, NULL);
    } else if (is_terminate) {
      finish_terminated(os, request, i, connections);
    } else {
      finish_block(os, request, i, connections);
    }
  }
  if (!is_terminate) toe_request_release(os, request);
}
