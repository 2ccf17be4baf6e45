/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_nic.h - a scripted device and its os for tests of the driver and the host: RAM, registers that only hold
 * what was written, and a device that answers commands when the test says so, as the test says.
 *
 * Offsets here are typed by hand from docs/microarchitecture.md, registers.md and layouts.def, so that the driver is
 * not tested against its own names.
 */
#ifndef TOE_FAKE_NIC_H_
#define TOE_FAKE_NIC_H_

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/miniport/toe_os.h"

enum { FAKE_DMAS = 4096, FAKE_WRITES = 4096, FAKE_PCIE = 0x70, FAKE_MSIX = 0x50, FAKE_TABLE = 0x2000 };
#define FAKE_MESSAGE_ADDRESS 0xFEE01000u
#define FAKE_MESSAGE_DATA 0x41u

/* What the device does with one object. */
typedef struct fake_answer {
  uint32_t status, handle;
  uint8_t flags;
} fake_answer_t;

/* A receive request that is posted. */
typedef struct fake_post {
  uint32_t id, bytes, filled;
  uint64_t address;
  bool is_push;
} fake_post_t;
enum { FAKE_POSTS = 16, FAKE_HOST_BUFFERS = 64 };

/* An object the device holds. */
typedef struct fake_object {
  uint32_t handle, parent; /* handle 0: free */
  uint8_t context[256];
  /* TCP: what was received and not delivered, and what is posted for it. */
  uint8_t *data;
  uint32_t data_bytes, indicated, post_count;
  fake_post_t posts[FAKE_POSTS];
  bool in_progress, refused;
  bool is_lost; /* its context cannot be read */
} fake_object_t;
enum { FAKE_OBJECTS = 512 };

typedef struct fake_nic {
  uint32_t regs[0x4000 / 4];
  uint32_t config[64];
  /* RAM */
  toe_os_dma_t dmas[FAKE_DMAS];
  uint32_t dma_count, dma_live;
  uint64_t next_bus;
  uint32_t dma_fail_from;   /* allocations with this number and later fail; 0: none */
  uint32_t alloc_fail_from; /* the same of ordinary memory                          */
  uint32_t dma_calls, alloc_calls;
  int64_t allocs_live;
  /* what the driver did */
  struct {
    uint32_t offset, value;
  } writes[FAKE_WRITES];
  uint32_t write_count;
  uint32_t delays, reads;
  uint64_t delay_ns;
  int lock_depth;
  bool was_locked_twice;
  char log[8192];
  /* the device */
  uint32_t ready_after; /* READY after that many delays; 0xFFFFFFFF: never */
  bool drops_writes;    /* CQ_DROPPED counts every write */
  uint32_t cmd_head, cpl_tail;
  uint8_t phase;
  bool is_armed, has_message;
  uint32_t commands; /* taken */
  uint8_t last_command[64];
  uint8_t force_error; /* the next completion has it, and no results are written */
  uint32_t next_id[4]; /* of each layer */
  fake_object_t objects[FAKE_OBJECTS];
  void (*on_return)(uint8_t *context);  /* spoils what is handed back, if not NULL */
  bool is_uploading;                    /* RESUME is refused while anything is offloaded */
  uint32_t posted;                      /* receive requests */
  bool is_with_host[FAKE_HOST_BUFFERS]; /* host buffers */
  bool received_first;                  /* what follows from a command is told before its completion */
  bool is_slow;                         /* what follows from a RECEIVE or REPLY waits for fake_deliver */
  uint64_t commit;
  uint8_t forward_error;    /* of FORWARD commands from now on; 0: what is forwarded is taken */
  uint32_t forwards;        /* FORWARD commands taken */
  uint8_t forwarded[16384]; /* the last one's segment */
  uint32_t forwarded_bytes;
  void *script_self;
  /* NULL: every object gets SUCCESS, and a handle if it is new. */
  fake_answer_t (*script)(void *self, uint32_t request_id, uint32_t index, const uint8_t *object);
  /* Changes the answer to an object of a terminate, if not NULL. */
  void (*terminate_script)(void *self, uint32_t request_id, uint32_t index, const uint8_t *object,
                           fake_answer_t *answer);
} fake_nic_t;

static inline uint64_t fake_get(const uint8_t *record, int offset, int bytes) {
  uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | record[offset + i];
  return value;
}
static inline void fake_put(uint8_t *record, int offset, int bytes, uint64_t value) {
  for (int i = 0; i < bytes; ++i) record[offset + i] = (uint8_t)(value >> (8 * i));
}

static inline fake_nic_t *fake_new(void) {
  fake_nic_t *nic = calloc(1, sizeof *nic);
  nic->next_bus = 0x1F0000000u; /* above 4 GiB: both halves of an address count */
  nic->phase = 1;
  nic->config[0x00 / 4] = 0x000170E5;
  nic->config[0x04 / 4] = 0x00100100; /* SERR enabled; status: capabilities */
  nic->config[0x34 / 4] = 0x40;
  nic->config[0x40 / 4] = 0x00035001;          /* power management, next 0x50 */
  nic->config[FAKE_MSIX / 4] = 0x001F7011;     /* MSI-X, 32 vectors, next 0x70 */
  nic->config[FAKE_MSIX / 4 + 1] = FAKE_TABLE; /* table in BAR0 */
  nic->config[FAKE_MSIX / 4 + 2] = 0x3000;
  nic->config[FAKE_PCIE / 4] = 0x00020010;     /* PCI Express, the last */
  nic->config[FAKE_PCIE / 4 + 1] = 1;          /* MPS supported: 256 */
  nic->config[FAKE_PCIE / 4 + 2] = 0x00002810; /* relaxed ordering and others as after reset, MPS 128, MRRS 512 */
  nic->regs[0x000 / 4] = 0x70E50004;
  nic->regs[0x010 / 4] = 4096; /* neighbors, paths, TCP connections, lookup entries */
  nic->regs[0x014 / 4] = 16384;
  nic->regs[0x018 / 4] = 16384;
  nic->regs[0x01C / 4] = 32800;
  nic->regs[0x028 / 4] = 64; /* source MACs, source IPs, VLAN ids, receive and transmit pages, bytes of copies */
  nic->regs[0x02C / 4] = 128;
  nic->regs[0x030 / 4] = 128;
  nic->regs[0x034 / 4] = 65536;
  nic->regs[0x038 / 4] = 65536;
  nic->regs[0x03C / 4] = 16777216;
  nic->regs[0x1C0 / 4] = 4096; /* posted receive requests, host buffers, bytes of received data */
  nic->regs[0x1C4 / 4] = 4096;
  nic->regs[0x1C8 / 4] = 16777216;
  for (int v = 0; v < 32; ++v) nic->regs[(FAKE_TABLE + 16 * v + 12) / 4] = 1;
  return nic;
}

static inline void fake_free(fake_nic_t *nic) {
  for (uint32_t i = 0; i < FAKE_OBJECTS; ++i) free(nic->objects[i].data);
  for (uint32_t i = 0; i < nic->dma_count; ++i) free(nic->dmas[i].virtual_address);
  free(nic);
}

/* The driver's view of a bus address; NULL: nothing there. */
static inline uint8_t *fake_at(fake_nic_t *nic, uint64_t bus, size_t bytes) {
  for (uint32_t i = 0; i < nic->dma_count; ++i) {
    const toe_os_dma_t *dma = &nic->dmas[i];
    if (dma->virtual_address != NULL && bus >= dma->bus_address && bus + bytes <= dma->bus_address + dma->bytes) {
      return (uint8_t *)dma->virtual_address + (bus - dma->bus_address);
    }
  }
  return NULL;
}

/* --- the os --- */

static inline uint32_t fake_mmio_read(void *self, uint32_t offset) {
  fake_nic_t *nic = self;
  ++nic->reads;
  if ((nic->config[1] & 2) == 0) return UINT32_MAX; /* memory is not enabled */
  if (offset == 0x008) return nic->ready_after != UINT32_MAX && nic->delays >= nic->ready_after;
  return nic->regs[offset / 4];
}
static inline void fake_mmio_write(void *self, uint32_t offset, uint32_t value) {
  fake_nic_t *nic = self;
  if (nic->write_count < FAKE_WRITES) {
    nic->writes[nic->write_count].offset = offset;
    nic->writes[nic->write_count].value = value;
  }
  ++nic->write_count;
  if (nic->drops_writes) ++nic->regs[0x078 / 4];
  nic->regs[offset / 4] = value;
  bool is_empty = nic->regs[0x12C / 4] == nic->cpl_tail;
  if (offset == 0x12C && is_empty) nic->is_armed = true;
  if (offset == 0x12C && !is_empty) nic->has_message = true;
  if (offset == 0x088 && (value & 1) != 0) nic->has_message = true;
  if (offset == 0x1B8) {
    assert(value < FAKE_HOST_BUFFERS && nic->is_with_host[value]);
    nic->is_with_host[value] = false;
  }
}
static inline uint32_t fake_config_read(void *self, uint32_t offset) {
  fake_nic_t *nic = self;
  return offset < 256 && offset % 4 == 0 ? nic->config[offset / 4] : UINT32_MAX;
}
static inline void fake_config_write(void *self, uint32_t offset, uint32_t value) {
  fake_nic_t *nic = self;
  if (offset >= 256) return;
  uint32_t writable = UINT32_MAX;
  if (offset == 0x04) writable = 0x0000FFFF;      /* status bits are cleared by ones: none is written */
  if (offset == FAKE_MSIX) writable = 0xC0000000; /* enable and function mask */
  nic->config[offset / 4] = (nic->config[offset / 4] & ~writable) | (value & writable);
}
static inline bool fake_dma_alloc(void *self, size_t bytes, size_t align, toe_os_dma_t *dma_out) {
  fake_nic_t *nic = self;
  ++nic->dma_calls;
  if (nic->dma_fail_from != 0 && nic->dma_calls >= nic->dma_fail_from) return false;
  if (nic->dma_count == FAKE_DMAS) return false;
  nic->next_bus = (nic->next_bus + align - 1) / align * align;
  toe_os_dma_t *dma = &nic->dmas[nic->dma_count++];
  dma->virtual_address = calloc(1, bytes);
  dma->bus_address = nic->next_bus;
  dma->bytes = bytes;
  nic->next_bus += bytes + 64;
  ++nic->dma_live;
  *dma_out = *dma;
  return true;
}
static inline void fake_dma_free(void *self, const toe_os_dma_t *gone) {
  fake_nic_t *nic = self;
  for (uint32_t i = 0; i < nic->dma_count; ++i) {
    toe_os_dma_t *dma = &nic->dmas[i];
    if (dma->virtual_address == NULL || dma->bus_address != gone->bus_address) continue;
    free(dma->virtual_address);
    dma->virtual_address = NULL;
    --nic->dma_live;
    return;
  }
  abort(); /* freed twice, or never allocated */
}
static inline void fake_msix_message(void *self, uint32_t vector, uint64_t *address_out, uint32_t *data_out) {
  (void)self;
  *address_out = FAKE_MESSAGE_ADDRESS + 16 * (uint64_t)vector;
  *data_out = FAKE_MESSAGE_DATA + vector;
}
static inline void fake_delay(void *self, uint32_t ns) {
  fake_nic_t *nic = self;
  ++nic->delays;
  nic->delay_ns += ns;
}
static inline void *fake_alloc(void *self, size_t bytes) {
  fake_nic_t *nic = self;
  ++nic->alloc_calls;
  if (nic->alloc_fail_from != 0 && nic->alloc_calls >= nic->alloc_fail_from) return NULL;
  ++nic->allocs_live;
  return calloc(1, bytes);
}
static inline void fake_os_free(void *self, void *memory) {
  fake_nic_t *nic = self;
  if (memory != NULL) --nic->allocs_live;
  free(memory);
}
static inline void fake_lock(void *self) {
  fake_nic_t *nic = self;
  if (nic->lock_depth++ != 0) nic->was_locked_twice = true;
}
static inline void fake_unlock(void *self) { --((fake_nic_t *)self)->lock_depth; }
static inline void fake_log(void *self, const char *text) {
  fake_nic_t *nic = self;
  size_t used = strlen(nic->log);
  snprintf(nic->log + used, sizeof nic->log - used, "%s\n", text);
}

static inline toe_os_t fake_os(fake_nic_t *nic) {
  toe_os_t os = {
      .self = nic,
      .mmio_read = fake_mmio_read,
      .mmio_write = fake_mmio_write,
      .config_read = fake_config_read,
      .config_write = fake_config_write,
      .dma_alloc = fake_dma_alloc,
      .dma_free = fake_dma_free,
      .msix_message = fake_msix_message,
      .delay = fake_delay,
      .alloc = fake_alloc,
      .free = fake_os_free,
      .lock = fake_lock,
      .unlock = fake_unlock,
      .log = fake_log,
  };
  return os;
}

/* --- the device --- */

/* Commands the doorbell has announced and the device has not taken. */
static inline uint32_t fake_waiting(const fake_nic_t *nic) {
  uint32_t size = nic->regs[0x108 / 4];
  return size == 0 ? 0 : (nic->regs[0x10C / 4] - nic->cmd_head) & (size - 1);
}

static inline fake_answer_t fake_default_answer(fake_nic_t *nic, const uint8_t *object) {
  fake_answer_t answer = {0, 0, 1};
  uint8_t layer = object[0] & 3, kind = object[1];
  if (kind == 1) answer.handle = (uint32_t)fake_get(object, 4, 4);
  if (kind == 2) {
    answer.handle = (uint32_t)layer << 28 | nic->next_id[layer]++;
    answer.flags = 3;
  }
  return answer;
}

static inline fake_object_t *fake_find(fake_nic_t *nic, uint32_t handle) {
  for (uint32_t i = 0; i < FAKE_OBJECTS; ++i) {
    if (nic->objects[i].handle == handle) return &nic->objects[i];
  }
  return NULL;
}
static inline uint32_t fake_live(const fake_nic_t *nic) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < FAKE_OBJECTS; ++i) count += nic->objects[i].handle != 0;
  return count;
}

/* The next entry of the completion ring, cleared; the message is sent if the interrupt is armed and enabled. */
static inline uint8_t *fake_entry(fake_nic_t *nic) {
  uint64_t base = nic->regs[0x120 / 4] | (uint64_t)nic->regs[0x124 / 4] << 32;
  uint8_t *entry = fake_at(nic, base + 32 * (uint64_t)nic->cpl_tail, 32);
  assert(entry != NULL);
  memset(entry, 0, 32);
  entry[2] = nic->phase;
  nic->cpl_tail = (nic->cpl_tail + 1) % nic->regs[0x128 / 4];
  if (nic->cpl_tail == 0) nic->phase ^= 1;
  if (nic->is_armed && (nic->regs[0x084 / 4] & 1) != 0) {
    nic->has_message = true;
    nic->is_armed = false;
  }
  return entry;
}

static inline uint8_t *fake_complete_freed(fake_nic_t *nic, uint32_t request_id, uint8_t error, uint32_t command_head,
                                           uint32_t offloaded) {
  uint8_t *entry = fake_entry(nic);
  entry[0] = 1;
  entry[1] = error;
  fake_put(entry, 4, 4, request_id);
  fake_put(entry, 8, 4, command_head);
  fake_put(entry, 20, 4, offloaded);
  return entry;
}
static inline void fake_complete(fake_nic_t *nic, uint32_t request_id, uint8_t error, uint32_t command_head) {
  (void)fake_complete_freed(nic, request_id, error, command_head, 0);
}

/* Push one event entry. */
static inline void fake_event(fake_nic_t *nic, uint8_t code, uint32_t handle, uint64_t info) {
  uint8_t *entry = fake_entry(nic);
  const fake_object_t *object = handle == 0 ? NULL : fake_find(nic, handle);
  entry[0] = 2;
  entry[1] = code;
  fake_put(entry, 4, 4, handle);
  fake_put(entry, 8, 8, object == NULL ? 0 : fake_get(object->context, 8, 8));
  fake_put(entry, 16, 8, info);
}

static inline void fake_result(uint8_t *result, fake_answer_t answer, uint32_t request_id, uint32_t index) {
  fake_put(result, 0, 4, answer.status);
  fake_put(result, 4, 4, answer.handle);
  fake_put(result, 8, 4, request_id);
  fake_put(result, 12, 3, index);
  result[15] = answer.flags;
}

#include "testbench/unit/toe_fake_receive.h"

/* What has a handle now is remembered, under the object of the layer below that stands before it. */
static inline void fake_remember(fake_nic_t *nic, fake_answer_t answer, const uint8_t *object, uint32_t last[4]) {
  uint8_t layer = object[0] & 3;
  if ((answer.flags & 2) != 0) {
    fake_object_t *place = fake_find(nic, answer.handle);
    if (place == NULL) place = fake_find(nic, 0);
    assert(place != NULL);
    place->handle = answer.handle;
    place->parent = last[layer - 1];
    memcpy(place->context, object, 256);
    if (layer == 3) fake_begin(nic, place, object);
  }
  last[layer] = answer.handle;
}

/* One object of a terminate, as docs/microarchitecture.md 7 has it: freed, unless it is not there (FAILURE) or live
 * objects depend on it (FAILURE).  A script's answer with flag 4 frees it whatever its status. */
static inline fake_answer_t fake_terminate(fake_nic_t *nic, const uint8_t *object, uint8_t *returned) {
  fake_answer_t answer = {0xC0000001u, 0, 1};
  uint32_t handle = (uint32_t)fake_get(object, 4, 4);
  if (object[1] == 0) return (fake_answer_t){0, 0, 1};
  fake_object_t *place = handle == 0 || handle >> 28 != object[0] ? NULL : fake_find(nic, handle);
  if (place == NULL) return answer;
  for (uint32_t i = 0; i < FAKE_OBJECTS; ++i) {
    if (nic->objects[i].handle != 0 && nic->objects[i].parent == handle) return answer;
  }
  uint32_t bytes = object[0] == 3 ? 256 : object[0] == 1 ? 128 : 0;
  if (object[0] == 3 && !fake_close(nic, place, object, returned)) return answer;
  if (object[0] != 3) memcpy(returned, place->context, bytes);
  if (nic->on_return != NULL && bytes != 0) nic->on_return(returned);
  place->handle = 0;
  return (fake_answer_t){0, handle, 5};
}

/* RAISE: the event, or the error that refuses it. */
static inline uint8_t fake_raise(fake_nic_t *nic, const uint8_t *command) {
  uint8_t code = (uint8_t)fake_get(command, 28, 4);
  uint32_t value = (uint32_t)fake_get(command, 32, 4), handle = (uint32_t)fake_get(command, 48, 4);
  if (code == 3 && (handle == 0 || fake_find(nic, handle) == NULL)) return 11;
  if (code == 18 && nic->is_uploading && fake_live(nic) != 0) return 13;
  if (code == 16) nic->is_uploading = true;
  if (code == 18) nic->is_uploading = false;
  fake_event(nic, code, handle, value);
  return 0;
}

/* Take one command and answer it; false: none is waiting. */
static inline bool fake_step(fake_nic_t *nic) {
  if (fake_waiting(nic) == 0 || (nic->regs[0x004 / 4] & 1) == 0) return false;
  uint32_t size = nic->regs[0x108 / 4];
  uint64_t base = nic->regs[0x100 / 4] | (uint64_t)nic->regs[0x104 / 4] << 32;
  const uint8_t *command = fake_at(nic, base + 64 * (uint64_t)nic->cmd_head, 64);
  memcpy(nic->last_command, command, 64);
  nic->cmd_head = (nic->cmd_head + 1) & (size - 1);
  ++nic->commands;
  uint32_t request_id = (uint32_t)fake_get(command, 4, 4), offloaded = 0, last[4] = {0, 0, 0, 0};
  uint8_t error = nic->force_error;
  nic->force_error = 0;
  const bool is_receive = command[0] == 5 || command[0] == 6;
  fake_object_t *receiver = NULL;
  if (command[0] == 4 && error == 0) error = fake_raise(nic, command);
  if (command[0] == 2 && fake_get(command, 28, 4) == 20) nic->regs[0x1A0 / 4] = (uint32_t)fake_get(command, 32, 4);
  if (is_receive && error == 0) {
    error = fake_receive(nic, command);
    if (error == 0 && !nic->is_slow) receiver = fake_find(nic, (uint32_t)fake_get(command, 48, 4));
  }
  if (command[0] == 7) {
    if (error == 0) error = fake_forward(nic, command);
    if (error == 0) receiver = fake_find(nic, (uint32_t)fake_get(command, 48, 4));
  }
  if (receiver != NULL && nic->received_first) fake_deliver(nic, receiver);
  if ((command[0] == 1 || command[0] == 3) && error == 0) {
    uint64_t objects = fake_get(command, 8, 8), results = fake_get(command, 16, 8), back = fake_get(command, 40, 8);
    uint32_t count = (uint32_t)fake_get(command, 24, 4);
    for (uint32_t i = 0; i < count; ++i) {
      const uint8_t *object = fake_at(nic, objects + 256 * (uint64_t)i, 256);
      uint8_t *result = fake_at(nic, results + 32 * (uint64_t)i, 32);
      fake_answer_t answer;
      if (command[0] == 3) {
        answer = fake_terminate(nic, object, fake_at(nic, back + 256 * (uint64_t)i, 256));
        if (nic->terminate_script != NULL) nic->terminate_script(nic->script_self, request_id, i, object, &answer);
        offloaded += (answer.flags & 4) != 0;
      } else {
        answer = nic->script != NULL ? nic->script(nic->script_self, request_id, i, object)
                                     : fake_default_answer(nic, object);
        fake_remember(nic, answer, object, last);
        offloaded += (answer.flags & 2) != 0;
      }
      fake_result(result, answer, request_id, i);
    }
  }
  uint8_t *entry = fake_complete_freed(nic, error == 6 ? 0 : request_id, error, nic->cmd_head, offloaded);
  fake_put(entry, 24, 8, ++nic->commit);
  if (receiver != NULL && !nic->received_first) fake_deliver(nic, receiver);
  return true;
}

#endif /* TOE_FAKE_NIC_H_ */
