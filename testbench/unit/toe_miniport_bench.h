/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_bench.h - the driver on a scripted device, and the calls up it has made.
 */
#ifndef TOE_MINIPORT_BENCH_H_
#define TOE_MINIPORT_BENCH_H_

#include <stdarg.h>

#include "model/toe_types.h"
#include "sim/miniport/toe_miniport.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_tree.h"

enum { UPS = 256 };
/* DMA pieces of a driver that does nothing: two rings, host buffers. */
enum { BENCH_DMAS = 3 };
#define PARTIAL 0x40020004u
#define FAILURE 0xC0000001u
#define RESOURCES 0xC000009Au

/* A driver on a fake device, and the calls up it has made. */
typedef struct bench {
  fake_nic_t *nic;
  toe_miniport_t *miniport;
  struct {
    void *root; /* NULL: a setting */
    uint32_t setting, value;
    toe_miniport_completion_t completion;
  } ups[UPS];
  uint32_t up_count;
  bool is_inside;  /* within a call of the driver that must not call up */
  void *next_root; /* initiated from within the next call up */
  uint32_t sends;  /* completed */
  bool may_complete_sends;
  char events[4096]; /* "retrieve 7 11", "status 40020001/0", "raised 17 0 0 error 0", "terminated 3" */
  /* Called with every root that is given back, if not NULL: the tree is the host's from then on. */
  void (*on_root)(void *root);
  uint8_t status_buffer[64]; /* of the last status that had one */
} bench_t;

static inline void note_event(bench_t *bench, const char *format, ...) TOE_PRINTF(2, 3);
static inline void note_event(bench_t *bench, const char *format, ...) {
  size_t used = strlen(bench->events);
  va_list args;
  va_start(args, format);
  vsnprintf(bench->events + used, sizeof bench->events - used, format, args);
  va_end(args);
  used = strlen(bench->events);
  snprintf(bench->events + used, sizeof bench->events - used, "\n");
  TOE_EXPECT(!bench->is_inside);
  TOE_EXPECT_EQ(bench->nic->lock_depth, 0);
}
static inline void note_up(bench_t *bench, void *root, uint32_t setting, uint32_t value,
                           const toe_miniport_completion_t *completion) {
  TOE_EXPECT(!bench->is_inside);            /* R85 */
  TOE_EXPECT_EQ(bench->nic->lock_depth, 0); /* never with the lock held */
  if (bench->up_count == UPS) return;
  bench->ups[bench->up_count].root = root;
  bench->ups[bench->up_count].setting = setting;
  bench->ups[bench->up_count].value = value;
  bench->ups[bench->up_count++].completion = *completion;
  if (bench->on_root != NULL && root != NULL) bench->on_root(root);
  if (bench->next_root != NULL) {
    void *again = bench->next_root;
    bench->next_root = NULL;
    toe_miniport_initiate_offload(bench->miniport, again);
  }
}
static inline void initiate_up(void *self, void *root, const toe_miniport_completion_t *completion) {
  note_up(self, root, 0, 0, completion);
}
static inline void set_up(void *self, uint32_t setting, uint32_t value, const toe_miniport_completion_t *completion) {
  note_up(self, NULL, setting, value, completion);
}

static inline void send_up(void *self, uint32_t handle, toe_nbl_t *chain) {
  bench_t *bench = self;
  if (bench->may_complete_sends) note_event(bench, "sent %X %X", handle, chain->status);
  ++bench->sends;
}
static inline void terminate_up(void *self, void *root, const toe_miniport_completion_t *completion) {
  note_event(self, "terminated %u", completion->request_id);
  note_up(self, root, 0, 0, completion);
}
static inline void tcp_event_up(void *self, uint64_t ndis_handle, uint32_t event, uint32_t info) {
  TOE_EXPECT_EQ(event, 3);
  note_event(self, "retrieve %u %u", (unsigned)ndis_handle, info);
}
static inline void status_up(void *self, uint32_t status, const void *buffer, uint32_t bytes) {
  bench_t *bench = self;
  note_event(bench, "status %X/%u", status, bytes);
  if (bytes != 0) memcpy(bench->status_buffer, buffer, bytes < sizeof bench->status_buffer ? bytes : 0);
}
static inline void raise_up(void *self, uint32_t event, uint32_t handle, uint32_t info,
                            const toe_miniport_completion_t *completion) {
  note_event(self, "raised %u %X %u error %u", event, handle, info, completion->error);
}

static inline bench_t *bench_new(uint32_t cmd_entries, uint32_t cpl_entries) {
  bench_t *bench = calloc(1, sizeof *bench);
  bench->nic = fake_new();
  toe_os_t os = fake_os(bench->nic);
  toe_miniport_options_t options = {.limit[TOE_POOL_NEIGHBOR] = 8,
                                    .limit[TOE_POOL_PATH] = 8,
                                    .limit[TOE_POOL_TCP] = 8,
                                    .limit[TOE_POOL_HOST_MEMORY] = 0xFFFFFFFF,
                                    .limit[TOE_POOL_BUFFERED_COPY] = 4194304,
                                    .limit[TOE_POOL_POSTED] = 4,
                                    .limit[TOE_POOL_HOST_BUFFER] = 4,
                                    .host_buffer_bytes = 256,
                                    .rcv_page_log2 = 14,
                                    .sram_banks = 2,
                                    .tags = 64,
                                    .cmd_entries = cmd_entries,
                                    .cpl_entries = cpl_entries,
                                    .mps_bytes = 256,
                                    .mrrs_bytes = 512,
                                    .has_faults = true};
  toe_miniport_upcalls_t upcalls = {
      .self = bench,
      .initiate_offload_complete = initiate_up,
      .set_complete = set_up,
      .send_complete = send_up,
      .terminate_offload_complete = terminate_up,
      .tcp_event = tcp_event_up,
      .indicate_status = status_up,
      .raise_complete = raise_up,
  };
  char text[200] = "";
  if (toe_miniport_new(&os, &options, &upcalls, &bench->miniport, text, sizeof text) != TOE_MINIPORT_OK) abort();
  return bench;
}
static inline void bench_free(bench_t *bench) {
  toe_miniport_free(bench->miniport);
  if (!bench->may_complete_sends)
    TOE_EXPECT_EQ(bench->sends, 0); /* R3, R4: this version sends nothing, so it completes no send, whatever fails */
  TOE_EXPECT(!bench->nic->was_locked_twice);
  TOE_EXPECT_EQ(bench->nic->lock_depth, 0);
  TOE_EXPECT_EQ(bench->nic->dma_live, 0);
  TOE_EXPECT_EQ(bench->nic->allocs_live, 0);
  fake_free(bench->nic);
  free(bench);
}

static inline void initiate(bench_t *bench, fake_block_t *root) {
  bench->is_inside = true;
  toe_miniport_initiate_offload(bench->miniport, root->memory);
  bench->is_inside = false;
}
static inline void terminate(bench_t *bench, fake_block_t *root) {
  bench->is_inside = true;
  toe_miniport_terminate_offload(bench->miniport, root->memory);
  bench->is_inside = false;
}
static inline void set(bench_t *bench, uint32_t setting, uint32_t value) {
  bench->is_inside = true;
  TOE_EXPECT(toe_miniport_set(bench->miniport, setting, value));
  bench->is_inside = false;
}
/* Deliver the message, if there is one. */
static inline bool deliver(bench_t *bench) {
  if (!bench->nic->has_message) return false;
  bench->nic->has_message = false;
  toe_miniport_interrupt(bench->miniport, 0);
  return true;
}
static inline void run(bench_t *bench) {
  while (fake_step(bench->nic) || deliver(bench)) continue;
}

/* Answers by index of the object. */
static inline fake_answer_t by_index(void *self, uint32_t request_id, uint32_t index, const uint8_t *object) {
  (void)request_id, (void)object;
  return ((const fake_answer_t *)self)[index];
}

#endif /* TOE_MINIPORT_BENCH_H_ */
