/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_request.c - see toe_request.h.
 */
#include "sim/miniport/toe_request.h"

#include <stdio.h>

#include "sim/miniport/toe_encode.h"

enum {
  COMMAND_VERSION = 1,
  /* Two objects a read never straddle a page if the list begins on a multiple of two objects. */
  OBJECT_ALIGN = 2 * TOE_OBJECT_BYTES
};

#define STATUS_RESOURCES 0xC000009Au

static void set_status(void *block, uint32_t status) { TOE_NDIS_WRITE(block, BLOCK, STATUS, status); }

/* Not offloaded: FAILURE, but a placeholder never shows it [R90]. */
static void set_failed(void *block) {
  set_status(block, toe_ndis_kind(block) == TOE_KIND_PLACEHOLDER ? TOE_STATUS_SUCCESS : TOE_STATUS_FAILURE);
}

void toe_request_starve(void *root) {
  void *stack[3] = {NULL, NULL, NULL};
  unsigned depth = 0;
  bool is_first = true;
  void *block = root;
  for (uint32_t i = 0; block != NULL && i <= TOE_STAGE_MAX_OBJECTS; ++i) {
    set_failed(block);
    if (is_first && toe_ndis_kind(block) == TOE_KIND_NEW) {
      set_status(block, STATUS_RESOURCES);
      is_first = false;
    }
    block = toe_flatten_step(block, stack, &depth);
  }
}

/* A tree that cannot be sent: every block that can be reached has failed [R17]. */
static toe_request_ready_t refuse(const toe_os_t *os, toe_request_t *request, uint8_t error, uint32_t error_index,
                                  const char *why) {
  char text[160];
  snprintf(text, sizeof text, "request %lu refused: %s", (unsigned long)request->completion.request_id, why);
  os->log(os->self, text);
  request->completion.error = error;
  request->completion.error_index = error_index;
  toe_flat_t flat = {NULL, 0, 0};
  if (!toe_flatten_reachable(os, request->root, &flat)) {
    toe_request_starve(request->root);
    return TOE_REQUEST_REFUSED;
  }
  for (uint32_t i = 0; i < flat.count; ++i) set_failed(flat.items[i].block);
  toe_flat_free(os, &flat);
  return TOE_REQUEST_REFUSED;
}

void toe_request_release(const toe_os_t *os, toe_request_t *request) {
  toe_buffered_free(os, &request->buffered);
  toe_flat_free(os, &request->flat);
  if (request->dma.bytes != 0) os->dma_free(os->self, &request->dma);
  memset(&request->dma, 0, sizeof request->dma);
}

static uint8_t *result_of(const toe_request_t *request, uint32_t index) {
  size_t objects = (size_t)request->flat.count * TOE_OBJECT_BYTES;
  return (uint8_t *)request->dma.virtual_address + objects + (size_t)index * TOE_RESULT_BYTES;
}

/* Objects of all blocks; NULL: done, else what is wrong with block *wrong_out. */
static const char *encode_all(toe_request_t *request, bool has_faults, uint32_t *wrong_out, uint32_t *buffered_out) {
  uint8_t *object = request->dma.virtual_address;
  *buffered_out = 0;
  for (uint32_t i = 0; i < request->flat.count; ++i, object += TOE_OBJECT_BYTES) {
    const char *why = toe_encode_object(&request->flat.items[i], has_faults, object);
    *wrong_out = i;
    if (why != NULL) return why;
    if (toe_encode_buffered(&request->flat.items[i]) != NULL) ++*buffered_out;
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

toe_request_ready_t toe_request_prepare(const toe_os_t *os, toe_request_t *request, bool has_faults,
                                        uint32_t copy_bytes, bool can_wait) {
  if (request->opcode != TOE_OPCODE_INITIATE) return TOE_REQUEST_READY;
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
  size_t bytes = (size_t)request->flat.count * (TOE_OBJECT_BYTES + TOE_RESULT_BYTES);
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
  if (!gather_all(os, request, copy_bytes, buffered, can_wait)) {
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
  if (request->opcode == TOE_OPCODE_INITIATE) {
    uint64_t objects = request->dma.bus_address;
    TOE_WRITE(command_out, COMMAND, OBJECT_ADDR, objects);
    TOE_WRITE(command_out, COMMAND, RESULT_ADDR, objects + (uint64_t)request->flat.count * TOE_OBJECT_BYTES);
    TOE_WRITE(command_out, COMMAND, OBJECT_COUNT, request->flat.count);
  } else {
    TOE_WRITE(command_out, COMMAND, SETTING, request->setting);
    TOE_WRITE(command_out, COMMAND, VALUE, request->value);
  }
}

/* Errors after which the device wrote no results. */
static bool has_results(uint8_t error) {
  return error == TOE_ERROR_NONE || error == TOE_ERROR_BAD_OBJECT || error == TOE_ERROR_OBJECT_FETCH;
}

/* One block from its result.  A result the device did not write, or one that says a new object went in and names no
 * handle of its layer, counts as a failure: whatever the device holds, the host must not believe it. */
static void finish_block(const toe_os_t *os, const toe_request_t *request, uint32_t index,
                         const toe_nbl_t **send_chains, uint32_t send_count) {
  const toe_flat_item_t *item = &request->flat.items[index];
  const uint8_t *result = result_of(request, index);
  uint32_t handle = (uint32_t)TOE_READ(result, RESULT, HANDLE);
  bool is_in = (TOE_READ(result, RESULT, FLAGS) & TOE_RESULT_OFFLOADED) != 0;
  bool is_written = TOE_READ(result, RESULT, REQUEST_ID) == request->completion.request_id &&
                    TOE_READ(result, RESULT, INDEX) == index;
  if (!is_written || (is_in && (item->kind != TOE_KIND_NEW || handle >> 28 != item->layer))) {
    char text[120];
    snprintf(text, sizeof text, "request %lu: the result of object %lu is %s",
             (unsigned long)request->completion.request_id, (unsigned long)index, is_written ? "wrong" : "missing");
    os->log(os->self, text);
    set_failed(item->block);
    return;
  }
  set_status(item->block, (uint32_t)TOE_READ(result, RESULT, STATUS));
  if (!is_in) return; /* the cell stays as it was [R95] */
  toe_ndis_cell_set(toe_ndis_cell(item->block), handle);
  uint32_t id = handle & 0xFFFFF;
  if (item->layer == TOE_LAYER_TCP && id < send_count) {
    send_chains[id] = toe_ndis_pointer(item->block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET);
  }
}

void toe_request_finish(const toe_os_t *os, toe_request_t *request, const toe_nbl_t **send_chains,
                        uint32_t send_count) {
  if (request->opcode != TOE_OPCODE_INITIATE) return;
  for (uint32_t i = 0; i < request->flat.count; ++i) {
    if (has_results(request->completion.error)) {
      finish_block(os, request, i, send_chains, send_count);
    } else {
      set_failed(request->flat.items[i].block);
    }
  }
  toe_request_release(os, request);
}
