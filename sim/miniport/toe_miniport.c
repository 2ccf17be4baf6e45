/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport.c - see toe_miniport.h: the rings, the lists of requests, and the calls in and up.
 *
 * A request is in one list at a time: held (an initiate, while the target has paused), backlog (not yet in the ring),
 * flying (in the ring or the device), finished (refused; waits for the interrupt the driver sends itself, since calls
 * up come only from interrupts).
 */
#include "sim/miniport/toe_miniport.h"

#include <stdio.h>

#include "sim/miniport/toe_capability.h"
#include "sim/miniport/toe_miniport_internal.h"

void toe_miniport_pump(toe_miniport_t *miniport) {
  const uint32_t mask = miniport->options.cmd_entries - 1;
  bool has_new = false, has_finished = false;
  toe_miniport_receive_pump(miniport);
  toe_miniport_forward_pump(miniport);
  for (;;) {
    toe_request_list_t *list = miniport->replies.head != NULL ? &miniport->replies : &miniport->backlog;
    toe_request_t *request = list->head;
    if (request == NULL || ((miniport->cmd_tail + 1) & mask) == miniport->cmd_head) break; /* the ring is full */
    if (request->opcode == TOE_OPCODE_TERMINATE && miniport->indicating != 0) break;
    bool can_wait = miniport->flying.head != NULL; /* a completion gives some memory back */
    toe_request_ready_t ready =
        toe_request_prepare(&miniport->os, request, miniport->options.has_faults,
                            miniport->probe.built[TOE_POOL_BUFFERED_COPY], &miniport->connections, can_wait);
    if (ready == TOE_REQUEST_NO_MEMORY && can_wait) break;
    (void)toe_request_list_pop(list);
    if (ready == TOE_REQUEST_READY) {
      uint8_t *entry = (uint8_t *)miniport->cmd_ring.virtual_address + (size_t)miniport->cmd_tail * TOE_COMMAND_BYTES;
      toe_request_command(request, entry);
      miniport->cmd_tail = (miniport->cmd_tail + 1) & mask;
      request->completion.was_sent = true;
      toe_request_list_push(&miniport->flying, request);
      has_new = true;
      continue;
    }
    has_finished = true;
    if (request->opcode == TOE_OPCODE_RECEIVE) {
      toe_miniport_receive_abort(miniport, request);
      continue;
    }
    if (request->opcode == TOE_OPCODE_FORWARD) {
      toe_miniport_forward_abort(miniport, request);
      continue;
    }
    if (ready == TOE_REQUEST_NO_MEMORY) {
      toe_miniport_say(miniport, "no memory for request", request->completion.request_id);
      toe_request_starve(request->root, request->opcode == TOE_OPCODE_TERMINATE);
    }
    if (request->opcode == TOE_OPCODE_TERMINATE) toe_miniport_receive_end_terminate(miniport, request);
    toe_request_list_push(&miniport->finished, request);
  }
  if (has_new) toe_miniport_write(miniport, TOE_CMD_DOORBELL_OFFSET, miniport->cmd_tail);
  if (has_finished) toe_miniport_call_me(miniport);
}

/* Queue a block list for which there is not even the memory to remember it.  Under the lock. */
static void starve(toe_miniport_t *miniport, uint8_t opcode, void *root, uint32_t id) {
  toe_miniport_say(miniport, "no memory to queue request", id);
  toe_request_starve(root, opcode == TOE_OPCODE_TERMINATE);
  TOE_NDIS_WRITE(root, BLOCK, SCRATCH_1, (uint64_t)opcode << 32 | id);
  toe_ndis_set_pointer(root, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET, NULL);
  if (miniport->starved_head == NULL) {
    miniport->starved_head = root;
  } else {
    toe_ndis_set_pointer(miniport->starved_tail, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET, root);
  }
  miniport->starved_tail = root;
  toe_miniport_call_me(miniport);
}

static uint32_t lent_count(const toe_miniport_t *miniport) {
  uint32_t count = 0;
  for (const toe_lent_t *lent = miniport->connections.lent; lent != NULL; lent = lent->next) ++count;
  return count + toe_host_buffers_lent(&miniport->buffers);
}

/* Take a block list. */
static void take_root(toe_miniport_t *miniport, uint8_t opcode, void *root) {
  toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
  toe_miniport_lock(miniport);
  uint32_t id = ++miniport->last_id;
  ++miniport->pending;
  if (request == NULL) {
    starve(miniport, opcode, root, id);
  } else {
    request->opcode = opcode;
    request->root = root;
    request->completion.request_id = id;
    bool is_initiate = opcode == TOE_OPCODE_INITIATE;
    if (!is_initiate) toe_miniport_receive_begin_terminate(miniport, request);
    if (is_initiate && toe_hold_take(&miniport->os, &miniport->hold, request, &miniport->finished)) {
      if (miniport->finished.head != NULL) toe_miniport_call_me(miniport);
    } else {
      toe_request_list_push(&miniport->backlog, request);
      toe_miniport_pump(miniport);
    }
  }
  toe_miniport_unlock(miniport);
}

void toe_miniport_initiate_offload(toe_miniport_t *miniport, void *root) {
  take_root(miniport, TOE_OPCODE_INITIATE, root);
}

void toe_miniport_terminate_offload(toe_miniport_t *miniport, void *root) {
  take_root(miniport, TOE_OPCODE_TERMINATE, root);
}

/* Take a request without blocks. */
static bool take_number(toe_miniport_t *miniport, uint8_t opcode, uint32_t setting, uint32_t handle, uint64_t value) {
  toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
  if (request == NULL) return false;
  toe_miniport_lock(miniport);
  ++miniport->pending;
  request->opcode = opcode;
  request->setting = setting;
  request->handle = handle;
  request->value = (uint32_t)value;
  request->value_high = (uint16_t)(value >> 32);
  request->completion.request_id = ++miniport->last_id;
  bool is_limit = opcode == TOE_OPCODE_SET && setting == TOE_SETTING_LIMIT_POSTED;
  if (is_limit && value <= miniport->probe.built[TOE_POOL_POSTED]) miniport->receiving_limit = value;
  toe_request_list_push(&miniport->backlog, request);
  toe_miniport_pump(miniport);
  toe_miniport_unlock(miniport);
  return true;
}

bool toe_miniport_set(toe_miniport_t *miniport, uint32_t setting, uint64_t value) {
  return take_number(miniport, TOE_OPCODE_SET, setting, 0, value);
}

bool toe_miniport_raise(toe_miniport_t *miniport, uint32_t event, uint32_t handle, uint32_t info) {
  return take_number(miniport, TOE_OPCODE_RAISE, event, handle, info);
}

/* Return a host buffer to the device, or free what a terminate handed back; one list. */
static void return_one(toe_miniport_t *miniport, toe_nbl_t *list, toe_lent_t **freed) {
  toe_host_buffer_t *buffer = toe_host_buffers_of_list(&miniport->buffers, list);
  if (buffer != NULL && buffer->use == TOE_HOST_BUFFER_CALLED) {
    buffer->is_returned = true; /* from within the call up */
  } else if (buffer != NULL) {
    buffer->use = TOE_HOST_BUFFER_OF_DEVICE;
    toe_miniport_write(miniport, TOE_HOST_BUFFER_RETURN_OFFSET, toe_host_buffers_number(&miniport->buffers, buffer));
  } else {
    toe_lent_t *lent = toe_lent_remove(&miniport->connections.lent, list);
    if (lent == NULL)
      toe_miniport_say(miniport, "buffers were returned that are not lent, lists lent", lent_count(miniport));
    if (lent != NULL) lent->next = *freed, *freed = lent;
  }
}

void toe_miniport_receive_return(toe_miniport_t *miniport, toe_nbl_t *list) {
  toe_lent_t *freed = NULL;
  toe_miniport_lock(miniport);
  while (list != NULL) {
    toe_nbl_t *next = list->next; /* the device may fill it at once */
    return_one(miniport, list, &freed);
    list = next;
  }
  toe_miniport_unlock(miniport);
  toe_lent_free(&miniport->os, &freed);
}

uint32_t toe_miniport_unanswered(const toe_miniport_t *miniport) {
  toe_miniport_lock(miniport);
  uint32_t unanswered = miniport->unanswered;
  toe_miniport_unlock(miniport);
  return unanswered;
}

uint32_t toe_miniport_lent(const toe_miniport_t *miniport) {
  toe_miniport_lock(miniport);
  uint32_t count = lent_count(miniport);
  toe_miniport_unlock(miniport);
  return count;
}

uint32_t toe_miniport_pending(const toe_miniport_t *miniport) {
  toe_miniport_lock(miniport);
  uint32_t pending = miniport->pending;
  toe_miniport_unlock(miniport);
  return pending;
}

const toe_nbl_t *toe_miniport_send_chain(const toe_miniport_t *miniport, uint32_t handle) {
  const toe_connection_t *connection = toe_connection_of(&miniport->connections, handle);
  return connection == NULL ? NULL : connection->sends;
}

void toe_miniport_capabilities(const toe_miniport_t *miniport, uint8_t *record_out) {
  toe_miniport_lock(miniport);
  uint32_t capacity = miniport->advertised_tcp;
  toe_miniport_unlock(miniport);
  toe_capability_write(capacity, record_out);
}

/* Rings and tables of a driver; false: no memory. */
static bool allocate(toe_miniport_t *miniport) {
  const toe_os_t *os = &miniport->os;
  toe_connections_t *connections = &miniport->connections;
  connections->count = miniport->probe.built[TOE_POOL_TCP];
  connections->room_most = miniport->probe.built[TOE_POOL_RCV_DATA]; /* the same memory as that of the copies */
  connections->by_id = os->alloc(os->self, (size_t)connections->count * sizeof *connections->by_id);
  if (connections->by_id == NULL) return false;
  size_t cmd_bytes = (size_t)miniport->options.cmd_entries * TOE_COMMAND_BYTES;
  if (!os->dma_alloc(os->self, cmd_bytes, 4096, &miniport->cmd_ring)) {
    miniport->cmd_ring.bytes = 0;
    return false;
  }
  miniport->cmd_ring.bytes = cmd_bytes;
  size_t cpl_bytes = (size_t)miniport->options.cpl_entries * TOE_COMPLETION_BYTES;
  if (!os->dma_alloc(os->self, cpl_bytes, 4096, &miniport->cpl_ring)) {
    miniport->cpl_ring.bytes = 0;
    return false;
  }
  miniport->cpl_ring.bytes = cpl_bytes;
  if (!toe_host_buffers_new(os, miniport->options.limit[TOE_POOL_HOST_BUFFER], miniport->options.host_buffer_bytes,
                            &miniport->buffers))
    return false;
  miniport->cpl_phase = 1; /* the ring is zeroed: nothing in it is new */
  return true;
}

/* CTRL of a device that runs. */
static uint32_t control_of(const toe_miniport_t *miniport) {
  return TOE_SET(TOE_SET(0, CTRL, ENABLE, 1), CTRL, FAULT_ENABLE, miniport->options.has_faults ? 1 : 0);
}

/* Everything CFG while CTRL.ENABLE is 0; then enable, then arm.  false: the device dropped a write. */
static bool enable(const toe_miniport_t *miniport) {
  const toe_os_t *os = &miniport->os;
  uint32_t dropped = os->mmio_read(os->self, TOE_CQ_DROPPED_OFFSET);
  toe_probe_settings(os, &miniport->options);
  toe_miniport_write(miniport, TOE_CMD_RING_BASE_LO_OFFSET, (uint32_t)miniport->cmd_ring.bus_address);
  toe_miniport_write(miniport, TOE_CMD_RING_BASE_HI_OFFSET, (uint32_t)(miniport->cmd_ring.bus_address >> 32));
  toe_miniport_write(miniport, TOE_CMD_RING_SIZE_OFFSET, miniport->options.cmd_entries);
  toe_miniport_write(miniport, TOE_CPL_RING_BASE_LO_OFFSET, (uint32_t)miniport->cpl_ring.bus_address);
  toe_miniport_write(miniport, TOE_CPL_RING_BASE_HI_OFFSET, (uint32_t)(miniport->cpl_ring.bus_address >> 32));
  toe_miniport_write(miniport, TOE_CPL_RING_SIZE_OFFSET, miniport->options.cpl_entries);
  if (miniport->buffers.count != 0) {
    uint64_t area = miniport->buffers.area.bus_address;
    uint32_t log2 = 0;
    while (1u << log2 < miniport->buffers.bytes) ++log2;
    toe_miniport_write(miniport, TOE_HOST_BUFFER_BASE_LO_OFFSET, (uint32_t)area);
    toe_miniport_write(miniport, TOE_HOST_BUFFER_BASE_HI_OFFSET, (uint32_t)(area >> 32));
    toe_miniport_write(miniport, TOE_HOST_BUFFER_SIZE_OFFSET, log2);
  }
  toe_probe_msix(os, &miniport->probe);
  toe_miniport_write(miniport, TOE_INTR_ENABLE_OFFSET, TOE_SET(0, INTR_ENABLE, COMPLETION, 1));
  toe_miniport_write(miniport, TOE_CTRL_OFFSET, control_of(miniport));
  toe_miniport_write(miniport, TOE_CPL_DOORBELL_OFFSET, 0);
  return os->mmio_read(os->self, TOE_CQ_DROPPED_OFFSET) == dropped &&
         os->mmio_read(os->self, TOE_CTRL_OFFSET) == control_of(miniport);
}

toe_miniport_result_t toe_miniport_new(const toe_os_t *os, const toe_miniport_options_t *options,
                                       const toe_miniport_upcalls_t *upcalls, toe_miniport_t **miniport_out,
                                       char *text_out, size_t text_bytes) {
  toe_miniport_result_t result = toe_probe_check(options, text_out, text_bytes);
  if (result != TOE_MINIPORT_OK) return result;
  toe_probe_t probe;
  result = toe_probe_run(os, options, &probe, text_out, text_bytes);
  if (result != TOE_MINIPORT_OK) return result;
  toe_miniport_t *miniport = os->alloc(os->self, sizeof *miniport);
  if (miniport != NULL) {
    miniport->os = *os;
    miniport->options = *options;
    miniport->advertised_tcp = options->limit[TOE_POOL_TCP];
    miniport->receiving_limit = options->limit[TOE_POOL_POSTED];
    miniport->upcalls = *upcalls;
    miniport->probe = probe;
  }
  if (miniport == NULL || !allocate(miniport)) {
    snprintf(text_out, text_bytes, "no memory for the driver");
    toe_probe_disable(os, &probe);
    toe_miniport_free(miniport);
    return TOE_MINIPORT_E_MEMORY;
  }
  if (!enable(miniport)) {
    snprintf(text_out, text_bytes, "the device did not take its settings");
    (void)toe_miniport_halt(miniport);
    toe_miniport_free(miniport);
    return TOE_MINIPORT_E_DEVICE;
  }
  *miniport_out = miniport;
  return TOE_MINIPORT_OK;
}

bool toe_miniport_halt(toe_miniport_t *miniport) {
  uint32_t lent = toe_miniport_lent(miniport);
  if (lent != 0) {
    toe_miniport_say(miniport, "halt: the host still has lists of buffers", lent);
    return false;
  }
  toe_miniport_write(miniport, TOE_INTR_ENABLE_OFFSET, 0);
  toe_miniport_write(miniport, TOE_CTRL_OFFSET, 0);
  toe_probe_disable(&miniport->os, &miniport->probe);
  return true;
}

void toe_miniport_reset(toe_miniport_t *miniport) {
  toe_miniport_lock(miniport);
  toe_miniport_write(miniport, TOE_CTRL_OFFSET, TOE_SET(control_of(miniport), CTRL, ENABLE, 0));
  toe_miniport_write(miniport, TOE_CTRL_OFFSET, control_of(miniport));
  toe_miniport_unlock(miniport);
}

/* What the host never returned. */
static void free_connections(const toe_os_t *os, toe_connections_t *connections) {
  toe_lent_free(os, &connections->lent);
  os->free(os->self, connections->by_id);
}

void toe_miniport_free(toe_miniport_t *miniport) {
  if (miniport == NULL) return;
  const toe_os_t os = miniport->os;
  toe_request_list_free(&os, &miniport->hold.held);
  toe_request_list_free(&os, &miniport->backlog);
  toe_request_list_free(&os, &miniport->flying);
  toe_request_list_free(&os, &miniport->finished);
  toe_request_list_free(&os, &miniport->replies);
  toe_request_list_free(&os, &miniport->waiting);
  toe_request_list_free(&os, &miniport->posted);
  toe_miniport_told_free(miniport, &miniport->kept_events);
  toe_host_buffers_free(&os, &miniport->buffers);
  if (miniport->cmd_ring.bytes != 0) os.dma_free(os.self, &miniport->cmd_ring);
  if (miniport->cpl_ring.bytes != 0) os.dma_free(os.self, &miniport->cpl_ring);
  free_connections(&os, &miniport->connections);
  os.free(os.self, miniport);
}
