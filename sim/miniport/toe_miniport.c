/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport.c - see toe_miniport.h: the rings, the lists of requests, and the calls in and up.
 *
 * A request is in one list at a time: backlog (not yet in the ring), flying (in the ring or the device), finished
 * (refused; waits for the interrupt the driver sends itself, since calls up come only from interrupts).
 */
#include "sim/miniport/toe_miniport.h"

#include <stdio.h>

#include "sim/miniport/toe_probe.h"
#include "sim/miniport/toe_request.h"

typedef struct list {
  toe_request_t *head, *tail;
} list_t;

struct toe_miniport {
  toe_os_t os;
  toe_miniport_options_t options;
  toe_miniport_upcalls_t upcalls;
  toe_probe_t probe;
  toe_os_dma_t cmd_ring, cpl_ring; /* bytes 0: none */
  uint32_t cmd_tail;               /* where the next command goes                                    */
  uint32_t cmd_head;               /* entries before it are free again, as the last completion said  */
  uint32_t cpl_head;               /* the next completion entry                                      */
  uint8_t cpl_phase;               /* its PHASE when it is new                                       */
  uint32_t last_id;
  uint32_t pending;
  list_t backlog, flying, finished;
  void *starved_head,
      *starved_tail;             /* roots for which not even a request could be had, linked by MiniportReserved[1] */
  const toe_nbl_t **send_chains; /* by TCP id */
};

static void list_push(list_t *list, toe_request_t *request) {
  request->next = NULL;
  if (list->head == NULL) {
    list->head = request;
  } else {
    list->tail->next = request;
  }
  list->tail = request;
}

static toe_request_t *list_pop(list_t *list) {
  toe_request_t *request = list->head;
  if (request != NULL) list->head = request->next;
  return request;
}

static void lock(const toe_miniport_t *miniport) { miniport->os.lock(miniport->os.self); }
static void unlock(const toe_miniport_t *miniport) { miniport->os.unlock(miniport->os.self); }
static void bar_write(const toe_miniport_t *miniport, uint32_t offset, uint32_t value) {
  miniport->os.mmio_write(miniport->os.self, offset, value);
}

static void say(const toe_miniport_t *miniport, const char *what, uint32_t value) {
  char text[120];
  snprintf(text, sizeof text, "%s: %lu", what, (unsigned long)value);
  miniport->os.log(miniport->os.self, text);
}

/* The device sends its message once more, though nothing is new: a call up for what the driver answers itself. */
static void call_me(const toe_miniport_t *miniport) {
  bar_write(miniport, TOE_INTR_TEST_OFFSET, TOE_SET(0, INTR_TEST, COMPLETION, 1));
}

/* Move requests from the backlog into the ring as far as room and memory go; then one doorbell.  Under the lock. */
static void pump(toe_miniport_t *miniport) {
  const uint32_t mask = miniport->options.cmd_entries - 1;
  bool has_new = false, has_finished = false;
  for (toe_request_t *request; (request = miniport->backlog.head) != NULL;) {
    if (((miniport->cmd_tail + 1) & mask) == miniport->cmd_head) break; /* the ring is full */
    bool can_wait = miniport->flying.head != NULL;                      /* a completion gives some memory back */
    toe_request_ready_t ready = toe_request_prepare(&miniport->os, request, miniport->options.has_faults,
                                                    miniport->probe.built[TOE_POOL_BUFFERED_COPY], can_wait);
    if (ready == TOE_REQUEST_NO_MEMORY && can_wait) break;
    (void)list_pop(&miniport->backlog);
    if (ready == TOE_REQUEST_READY) {
      uint8_t *entry = (uint8_t *)miniport->cmd_ring.virtual_address + (size_t)miniport->cmd_tail * TOE_COMMAND_BYTES;
      toe_request_command(request, entry);
      miniport->cmd_tail = (miniport->cmd_tail + 1) & mask;
      request->completion.was_sent = true;
      list_push(&miniport->flying, request);
      has_new = true;
    } else {
      if (ready == TOE_REQUEST_NO_MEMORY) {
        say(miniport, "no memory for request", request->completion.request_id);
        toe_request_starve(request->root);
      }
      list_push(&miniport->finished, request);
      has_finished = true;
    }
  }
  if (has_new) bar_write(miniport, TOE_CMD_DOORBELL_OFFSET, miniport->cmd_tail);
  if (has_finished) call_me(miniport);
}

/* Queue a block list for which there is not even the memory to remember it.  Under the lock. */
static void starve(toe_miniport_t *miniport, void *root, uint32_t id) {
  say(miniport, "no memory to queue request", id);
  toe_request_starve(root);
  TOE_NDIS_WRITE(root, BLOCK, SCRATCH_1, id);
  toe_ndis_set_pointer(root, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET, NULL);
  if (miniport->starved_head == NULL) {
    miniport->starved_head = root;
  } else {
    toe_ndis_set_pointer(miniport->starved_tail, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET, root);
  }
  miniport->starved_tail = root;
  call_me(miniport);
}

void toe_miniport_initiate_offload(toe_miniport_t *miniport, void *root) {
  toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
  lock(miniport);
  uint32_t id = ++miniport->last_id;
  ++miniport->pending;
  if (request == NULL) {
    starve(miniport, root, id);
  } else {
    request->opcode = TOE_OPCODE_INITIATE;
    request->root = root;
    request->completion.request_id = id;
    list_push(&miniport->backlog, request);
    pump(miniport);
  }
  unlock(miniport);
}

bool toe_miniport_set(toe_miniport_t *miniport, uint32_t setting, uint32_t value) {
  toe_request_t *request = miniport->os.alloc(miniport->os.self, sizeof *request);
  if (request == NULL) return false;
  lock(miniport);
  ++miniport->pending;
  request->opcode = TOE_OPCODE_SET;
  request->setting = setting;
  request->value = value;
  request->completion.request_id = ++miniport->last_id;
  list_push(&miniport->backlog, request);
  pump(miniport);
  unlock(miniport);
  return true;
}

/* One completion entry.  Commands complete in the order of the ring, so it is the oldest one's. */
static void take_completion(toe_miniport_t *miniport, const uint8_t *entry, list_t *done) {
  if (TOE_READ(entry, COMPLETION, TYPE) != TOE_ENTRY_COMPLETION) {
    say(miniport, "completion ring: an entry of a type that is not known", (uint32_t)TOE_READ(entry, COMPLETION, TYPE));
    return;
  }
  toe_request_t *request = miniport->flying.head;
  uint32_t id = (uint32_t)TOE_READ(entry, COMPLETION, REQUEST_ID);
  uint8_t error = (uint8_t)TOE_READ(entry, COMPLETION, ERROR);
  bool is_nameless = id == 0 && error == TOE_ERROR_COMMAND_FETCH;
  if (request == NULL || (!is_nameless && id != request->completion.request_id)) {
    say(miniport, "completion ring: not the oldest request in flight", id);
    return;
  }
  uint32_t head = (uint32_t)TOE_READ(entry, COMPLETION, COMMAND_HEAD);
  if (head < miniport->options.cmd_entries) {
    miniport->cmd_head = head;
  } else {
    say(miniport, "completion ring: COMMAND_HEAD outside the ring", head);
  }
  request->completion.error = error;
  request->completion.error_index = (uint32_t)TOE_READ(entry, COMPLETION, ERROR_INDEX);
  request->completion.attempted = (uint32_t)TOE_READ(entry, COMPLETION, ATTEMPTED);
  request->completion.offloaded = (uint32_t)TOE_READ(entry, COMPLETION, OFFLOADED);
  request->completion.commit = TOE_READ(entry, COMPLETION, COMMIT);
  if (error != TOE_ERROR_NONE) say(miniport, "the device reports an error for request", request->completion.request_id);
  (void)list_pop(&miniport->flying);
  if (request->opcode == TOE_OPCODE_SET && request->setting == TOE_SETTING_LIMIT_TCP && error == TOE_ERROR_NONE) {
    miniport->options.limit[TOE_POOL_TCP] = request->value; /* what is advertised from now on */
  }
  toe_request_finish(&miniport->os, request, miniport->send_chains, miniport->probe.built[TOE_POOL_TCP]);
  list_push(done, request);
}

/* Take entries until none is new; an entry is new if its phase is that of this pass over the ring. */
static void drain(toe_miniport_t *miniport, list_t *done) {
  const uint8_t *ring = miniport->cpl_ring.virtual_address;
  for (;;) {
    const uint8_t *entry = ring + (size_t)miniport->cpl_head * TOE_COMPLETION_BYTES;
    if (TOE_READ(entry, COMPLETION, PHASE) != miniport->cpl_phase) return;
    take_completion(miniport, entry, done);
    if (++miniport->cpl_head == miniport->options.cpl_entries) {
      miniport->cpl_head = 0;
      miniport->cpl_phase ^= 1;
    }
  }
}

/* Tell the host about one request.  Without the lock. */
static void call_up(toe_miniport_t *miniport, const toe_request_t *request) {
  const toe_miniport_upcalls_t *up = &miniport->upcalls;
  if (request->opcode == TOE_OPCODE_INITIATE) {
    up->initiate_offload_complete(up->self, request->root, &request->completion);
  } else if (up->set_complete != NULL) {
    up->set_complete(up->self, request->setting, request->value, &request->completion);
  }
}

static uint32_t list_count(const list_t *list) {
  uint32_t count = 0;
  for (const toe_request_t *request = list->head; request != NULL; request = request->next) ++count;
  return count;
}

static uint32_t starved_count(const void *root) {
  uint32_t count = 0;
  for (; root != NULL; root = toe_ndis_pointer(root, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET)) ++count;
  return count;
}

void toe_miniport_interrupt(toe_miniport_t *miniport, uint32_t vector) {
  if (vector != 0) {
    say(miniport, "an interrupt of a vector that is not in use", vector);
    return;
  }
  lock(miniport);
  list_t done = miniport->finished;
  miniport->finished = (list_t){NULL, NULL};
  void *starved = miniport->starved_head;
  miniport->starved_head = miniport->starved_tail = NULL;
  drain(miniport, &done);
  /* Also when nothing was new: this write is what arms the next message. */
  bar_write(miniport, TOE_CPL_DOORBELL_OFFSET, miniport->cpl_head);
  pump(miniport);
  miniport->pending -= list_count(&done) + starved_count(starved);
  unlock(miniport);
  while (starved != NULL) {
    void *next = toe_ndis_pointer(starved, TOE_NDIS_BLOCK_MINIPORT_RESERVED_1_OFFSET);
    toe_request_t request = {.opcode = TOE_OPCODE_INITIATE, .root = starved};
    request.completion.request_id = (uint32_t)TOE_NDIS_READ(starved, BLOCK, SCRATCH_1);
    call_up(miniport, &request);
    starved = next;
  }
  for (toe_request_t *request; (request = list_pop(&done)) != NULL;) {
    call_up(miniport, request);
    miniport->os.free(miniport->os.self, request);
  }
}

uint32_t toe_miniport_pending(const toe_miniport_t *miniport) {
  lock(miniport);
  uint32_t pending = miniport->pending;
  unlock(miniport);
  return pending;
}

const toe_nbl_t *toe_miniport_send_chain(const toe_miniport_t *miniport, uint32_t handle) {
  uint32_t id = handle & 0xFFFFF;
  if (handle >> 28 != TOE_LAYER_TCP || id >= miniport->probe.built[TOE_POOL_TCP]) return NULL;
  return miniport->send_chains[id];
}

void toe_miniport_capabilities(const toe_miniport_t *miniport, uint8_t *record_out) {
  memset(record_out, 0, TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, TYPE, TOE_NDIS_OBJECT_TYPE_DEFAULT);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, REVISION, TOE_NDIS_TCP_CONNECTION_OFFLOAD_REVISION_1);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, SIZE, TOE_NDIS_TCP_CONNECTION_OFFLOAD_BYTES);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, ENCAPSULATION, TOE_NDIS_ENCAPSULATION_IEEE_802_3);
  /* No IPv6 extension headers and no SACK: their bits stay 0. */
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, SUPPORT,
                 (uint64_t)(TOE_NDIS_SUPPORTED << TOE_NDIS_SUPPORT_IPV4_LSB) |
                     (uint64_t)(TOE_NDIS_SUPPORTED << TOE_NDIS_SUPPORT_IPV6_LSB));
  lock(miniport);
  TOE_NDIS_WRITE(record_out, TCP_CONNECTION_OFFLOAD, CAPACITY, miniport->options.limit[TOE_POOL_TCP]);
  unlock(miniport);
}

/* Rings and tables of a driver; false: no memory. */
static bool allocate(toe_miniport_t *miniport) {
  const toe_os_t *os = &miniport->os;
  miniport->send_chains =
      os->alloc(os->self, (size_t)miniport->probe.built[TOE_POOL_TCP] * sizeof *miniport->send_chains);
  if (miniport->send_chains == NULL) return false;
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
  miniport->cpl_phase = 1; /* the ring is zeroed: nothing in it is new */
  return true;
}

/* Everything CFG while CTRL.ENABLE is 0; then enable, then arm.  false: the device dropped a write. */
static bool enable(const toe_miniport_t *miniport) {
  const toe_os_t *os = &miniport->os;
  uint32_t dropped = os->mmio_read(os->self, TOE_CQ_DROPPED_OFFSET);
  toe_probe_settings(os, &miniport->options);
  bar_write(miniport, TOE_CMD_RING_BASE_LO_OFFSET, (uint32_t)miniport->cmd_ring.bus_address);
  bar_write(miniport, TOE_CMD_RING_BASE_HI_OFFSET, (uint32_t)(miniport->cmd_ring.bus_address >> 32));
  bar_write(miniport, TOE_CMD_RING_SIZE_OFFSET, miniport->options.cmd_entries);
  bar_write(miniport, TOE_CPL_RING_BASE_LO_OFFSET, (uint32_t)miniport->cpl_ring.bus_address);
  bar_write(miniport, TOE_CPL_RING_BASE_HI_OFFSET, (uint32_t)(miniport->cpl_ring.bus_address >> 32));
  bar_write(miniport, TOE_CPL_RING_SIZE_OFFSET, miniport->options.cpl_entries);
  toe_probe_msix(os, &miniport->probe);
  bar_write(miniport, TOE_INTR_ENABLE_OFFSET, TOE_SET(0, INTR_ENABLE, COMPLETION, 1));
  uint32_t control = TOE_SET(0, CTRL, ENABLE, 1);
  control = TOE_SET(control, CTRL, FAULT_ENABLE, miniport->options.has_faults ? 1 : 0);
  bar_write(miniport, TOE_CTRL_OFFSET, control);
  bar_write(miniport, TOE_CPL_DOORBELL_OFFSET, 0);
  return os->mmio_read(os->self, TOE_CQ_DROPPED_OFFSET) == dropped &&
         os->mmio_read(os->self, TOE_CTRL_OFFSET) == control;
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
    toe_miniport_halt(miniport);
    toe_miniport_free(miniport);
    return TOE_MINIPORT_E_DEVICE;
  }
  *miniport_out = miniport;
  return TOE_MINIPORT_OK;
}

void toe_miniport_halt(toe_miniport_t *miniport) {
  bar_write(miniport, TOE_INTR_ENABLE_OFFSET, 0);
  bar_write(miniport, TOE_CTRL_OFFSET, 0);
  toe_probe_disable(&miniport->os, &miniport->probe);
}

static void list_free(const toe_os_t *os, list_t *list) {
  for (toe_request_t *request; (request = list_pop(list)) != NULL;) {
    toe_request_release(os, request);
    os->free(os->self, request);
  }
}

void toe_miniport_free(toe_miniport_t *miniport) {
  if (miniport == NULL) return;
  const toe_os_t os = miniport->os;
  list_free(&os, &miniport->backlog);
  list_free(&os, &miniport->flying);
  list_free(&os, &miniport->finished);
  if (miniport->cmd_ring.bytes != 0) os.dma_free(os.self, &miniport->cmd_ring);
  if (miniport->cpl_ring.bytes != 0) os.dma_free(os.self, &miniport->cpl_ring);
  os.free(os.self, (void *)miniport->send_chains);
  os.free(os.self, miniport);
}
