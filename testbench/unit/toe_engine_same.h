/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_same.h - the inputs of one engine given to another, and whether the same came of them.
 */
#ifndef TOE_ENGINE_SAME_H_
#define TOE_ENGINE_SAME_H_

#include "testbench/random/toe_random_draw.h"
#include "testbench/unit/toe_engine_rig.h"

/* The same inputs, to another engine: steps of up to `step` edges (0: one step), inputs put no earlier than needed. */
static inline void same_replay(const rig_t *driven, rig_t *rig, toe_cycle_t end, uint32_t step, uint64_t seed) {
  toe_random_draw_t steps = {.state = seed};
  uint32_t put = 0;
  toe_cycle_t now = 0;
  while (now < end) {
    toe_cycle_t until = step == 0 ? end : now + 1 + toe_random_below(&steps, step);
    if (until > end) until = end;
    while (put < driven->input_count && driven->inputs[put].cycle < until) rig_put(rig, &driven->inputs[put++]);
    TOE_ASSERT(toe_engine_next_wake(rig->engine) >= now);
    rig_advance(rig, until);
    now = until;
  }
}

static inline bool same_output(const toe_engine_output_t *a, const toe_engine_output_t *b) {
  return a->is_completion == b->is_completion && a->cycle == b->cycle && a->type == b->type &&
         a->address == b->address && a->length_bytes == b->length_bytes && a->first_be == b->first_be &&
         a->last_be == b->last_be && a->tag == b->tag && a->status == b->status &&
         a->lower_address == b->lower_address && a->byte_count == b->byte_count && a->requester_id == b->requester_id &&
         memcmp(a->data, b->data, sizeof a->data) == 0;
}

/* Members of a record's kind, all of retire.def, and a row's data. */
static inline bool same_retire(const toe_retire_t *a, const toe_retire_t *b) {
  bool is_same = a->kind == b->kind && a->cycle == b->cycle;
  if (!is_same) return false;
#define TOE_RETIRE_FIELD(record, name, bits, compare, text) \
  if (a->kind == TOE_RETIRE_##record)                       \
    is_same &= a->u.TOE_RETIRE_MEMBER_##record.name == b->u.TOE_RETIRE_MEMBER_##record.name;
#include "model/spec/retire.def"
  return is_same && (toe_retire_data(a) == NULL || memcmp(toe_retire_data(a), toe_retire_data(b), 64) == 0);
}

static inline void same_expect(const rig_t *a, const rig_t *b, const char *how, uint64_t seed) {
  for (uint32_t i = 0; i < a->output_count && i < b->output_count; ++i) {
    toe_test_note("seed %u, %s, output %u at edge %u", (unsigned)seed, how, (unsigned)i, (unsigned)a->outputs[i].cycle);
    TOE_ASSERT(same_output(&a->outputs[i], &b->outputs[i]));
  }
  for (uint32_t i = 0; i < a->retire_count && i < b->retire_count; ++i) {
    toe_test_note("seed %u, %s, record %u at edge %u", (unsigned)seed, how, (unsigned)i, (unsigned)a->retires[i].cycle);
    TOE_ASSERT(same_retire(&a->retires[i], &b->retires[i]));
  }
  toe_engine_stats_t one, two;
  toe_engine_get_stats(a->engine, &one);
  toe_engine_get_stats(b->engine, &two);
  toe_test_note("seed %u, %s", (unsigned)seed, how);
  TOE_ASSERT_EQ(a->output_count, b->output_count);
  TOE_ASSERT_EQ(a->retire_count, b->retire_count);
  /* An exhaustive engine also sees what comes to nothing, and counts it. */
  TOE_ASSERT(one.busy_cycles == two.busy_cycles ||
             (strcmp(how, "exhaustive") == 0 && one.busy_cycles < two.busy_cycles));
  TOE_ASSERT_EQ(one.sram_stall_cycles, two.sram_stall_cycles);
  TOE_ASSERT_EQ(one.sram_reads, two.sram_reads);
  TOE_ASSERT_EQ(one.ecc_corrected, two.ecc_corrected);
  TOE_ASSERT_EQ(one.ecc_uncorrectable, two.ecc_uncorrectable);
  TOE_ASSERT_EQ(one.buffer_reads, two.buffer_reads);
  TOE_ASSERT_EQ(one.buffer_writes, two.buffer_writes);
}

#endif /* TOE_ENGINE_SAME_H_ */
