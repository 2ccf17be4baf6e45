/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_miniport_bench.h - the driver on a scripted device, and the calls up it has made.
 */
#ifndef TOE_MINIPORT_BENCH_H_
#define TOE_MINIPORT_BENCH_H_

#include "sim/miniport/toe_miniport.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_fake_nic.h"
#include "testbench/unit/toe_fake_tree.h"

enum { UPS = 256 };
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
  /* Called with every root that is given back, if not NULL: the tree is the host's from then on. */
  void (*on_root)(void *root);
} bench_t;

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
  (void)handle, (void)chain;
  ++((bench_t *)self)->sends;
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
                                    .rcv_page_log2 = 14,
                                    .sram_banks = 2,
                                    .tags = 64,
                                    .cmd_entries = cmd_entries,
                                    .cpl_entries = cpl_entries,
                                    .mps_bytes = 256,
                                    .mrrs_bytes = 512,
                                    .has_faults = true};
  toe_miniport_upcalls_t upcalls = {
      .self = bench, .initiate_offload_complete = initiate_up, .set_complete = set_up, .send_complete = send_up};
  char text[200] = "";
  if (toe_miniport_new(&os, &options, &upcalls, &bench->miniport, text, sizeof text) != TOE_MINIPORT_OK) abort();
  return bench;
}
static inline void bench_free(bench_t *bench) {
  toe_miniport_free(bench->miniport);
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
