/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_story.h - an engine whose reads are answered, one command after another.
 *
 * For tests of what comes of commands, not of when: the story posts a command, answers every read 20 edges later, reads
 * every entry of the completion ring at once, and goes on until the command is completed and all is quiet.
 */
#ifndef TOE_ENGINE_STORY_H_
#define TOE_ENGINE_STORY_H_

#include "testbench/unit/toe_engine_rig.h"

#define STORY_OBJECTS 0x10000000u
#define STORY_RETURNS 0x20000000u
#define STORY_PATIENCE 100000u
#define STORY_BACK                                                                                  \
  0x30000000u /* received data of object i of a TERMINATE: STORY_BACK_BYTES of room, i times behind \
               */
#define STORY_BACK_BYTES 0x100000u
#define STORY_SEGMENT 0x28000000u /* what is forwarded: segment_at behind it */

typedef struct story {
  rig_t rig;
  uint8_t command[TOE_COMMAND_BYTES];
  uint8_t (*objects)[TOE_OBJECT_BYTES]; /* borrowed while it runs */
  uint32_t posted, entries;
  toe_cycle_t doorbell;                /* of the last command */
  uint32_t outputs_seen, first_retire; /* of the last command  */
  toe_cycle_t rc_free;
  uint32_t refused_reads; /* the next reads of a copy that are refused */
  const uint8_t *segment; /* borrowed: what lies at STORY_SEGMENT + segment_at; behind it all is story_byte */
  uint32_t segment_bytes, segment_at;
  bool has_no_rows; /* keep no records of the buffer memory      */
} story_t;

/* A byte of the host's buffered data. */
static inline uint8_t story_byte(uint64_t address) { return (uint8_t)(address * 7 + address / 64); }

static inline void story_open_with(story_t *story, uint32_t posted_headers) {
  memset(story, 0, sizeof *story);
  rig_open_with(&story->rig, (toe_engine_credits_t){posted_headers, 0xFFFFFFFFu, 0xFFFFFFFFu}, false);
  rig_start(&story->rig);
  rig_advance(&story->rig, 5000);
}

static inline void story_open(story_t *story) { story_open_with(story, 0xFFFFFFFFu); }

static inline void story_close(story_t *story) { rig_close(&story->rig); }

/* A byte that COPY reads. */
static inline uint8_t story_copied(const story_t *story, uint64_t address) {
  uint64_t n = address - STORY_SEGMENT - story->segment_at; /* wraps below it */
  return story->segment != NULL && n < story->segment_bytes ? story->segment[n] : story_byte(address);
}

static inline void story_answer(story_t *story, const toe_engine_output_t *read) {
  static uint8_t data[TOE_STAGE_CHUNK_BYTES];
  toe_cycle_t edge = read->cycle + 20 > story->rc_free ? read->cycle + 20 : story->rc_free;
  bool is_copy = read->tag >= TOE_STAGE_TAG_COPY && read->tag < TOE_STAGE_TAG_OBJECT;
  story->rc_free = edge + read->length_bytes / 32;
  if (is_copy && story->refused_reads > 0) {
    --story->refused_reads;
    rig_refuse(&story->rig, edge, read->tag, 1);
    return;
  }
  if (is_copy) {
    for (uint32_t i = 0; i < read->length_bytes; ++i) data[i] = story_copied(story, read->address + i);
  } else if (read->tag >= TOE_STAGE_TAG_OBJECT) {
    memcpy(data, story->objects[(read->address - STORY_OBJECTS) / TOE_OBJECT_BYTES], read->length_bytes);
  } else {
    memcpy(data, story->command, TOE_COMMAND_BYTES);
  }
  rig_answer(&story->rig, edge, read->tag, data, read->length_bytes);
}

/* Answer what has left; true: a completion was among it. */
static inline bool story_look(story_t *story) {
  rig_t *rig = &story->rig;
  bool is_done = false;
  for (; story->outputs_seen < rig->output_count; ++story->outputs_seen) {
    const toe_engine_output_t output = rig->outputs[story->outputs_seen];
    if (output.type == TOE_ENGINE_READ) story_answer(story, &output);
    if (output.type != TOE_ENGINE_WRITE || output.address < RIG_CPL_RING || output.address >= RIG_CPL_RING + 256)
      continue;
    rig_write(rig, toe_engine_now(rig->engine), 0x12C, ++story->entries % 8);
    if (TOE_READ(output.data, COMPLETION, TYPE) == TOE_ENTRY_COMPLETION) is_done = true;
  }
  uint32_t kept = story->first_retire;
  for (uint32_t i = kept; i < rig->retire_count && story->has_no_rows; ++i) {
    if (rig->retires[i].kind != TOE_RETIRE_BUFFER) rig->retires[kept++] = rig->retires[i];
  }
  if (story->has_no_rows) rig->retire_count = kept;
  return is_done;
}

/* Go on until all is quiet for STORY_PATIENCE edges; true: a command was completed. */
static inline bool story_settle(story_t *story) {
  rig_t *rig = &story->rig;
  bool is_done = false;
  for (uint32_t step = 0; step < 4000000; ++step) {
    toe_cycle_t edge = toe_engine_next_wake(rig->engine);
    if (edge == TOE_CYCLE_NEVER || edge > toe_engine_now(rig->engine) + STORY_PATIENCE) break;
    rig_advance(rig, edge + 1);
    is_done = story_look(story) || is_done;
  }
  return is_done;
}

/* Run story->command to its end.  Its doorbell is at story->doorbell. */
static inline void story_run(story_t *story) {
  rig_t *rig = &story->rig;
  story->first_retire = rig->retire_count;
  story->doorbell = toe_engine_now(rig->engine);
  rig_write(rig, story->doorbell, 0x10C, ++story->posted % 8);
  bool is_done = story_settle(story);
  TOE_EXPECT(is_done);
}

static inline void story_initiate(story_t *story, uint8_t objects[][TOE_OBJECT_BYTES], uint32_t count) {
  rig_command(story->command, story->posted, count);
  TOE_WRITE(story->command, COMMAND, OBJECT_ADDR, STORY_OBJECTS);
  story->objects = objects;
  story_run(story);
  story->objects = NULL;
}

/* Terminate what `count` handles name; 0 is a placeholder. */
static inline void story_terminate(story_t *story, const uint32_t *handles, uint32_t count) {
  static uint8_t objects[64][TOE_OBJECT_BYTES];
  for (uint32_t i = 0; i < count && i < 64; ++i) {
    uint32_t kind = handles[i] == 0 ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER;
    rig_object(objects[i], handles[i] == 0 ? 3 : handles[i] >> 28, kind, handles[i], (uint8_t)i);
    if (handles[i] >> 28 != TOE_LAYER_TCP) continue;
    TOE_WRITE(objects[i], OBJ_TCP, BUFFERED_BYTES, STORY_BACK_BYTES);
    TOE_WRITE(objects[i], OBJ_TCP, BUFFERED_ADDR, STORY_BACK + i * STORY_BACK_BYTES);
  }
  rig_terminate(story->command, story->posted, count, STORY_RETURNS);
  TOE_WRITE(story->command, COMMAND, OBJECT_ADDR, STORY_OBJECTS);
  story->objects = objects;
  story_run(story);
  story->objects = NULL;
}

static inline void story_raise(story_t *story, uint32_t event, uint32_t value, uint32_t handle) {
  rig_raise(story->command, story->posted, event, value, handle);
  story_run(story);
}

static inline void story_set(story_t *story, uint32_t setting, uint32_t value) {
  rig_set(story->command, story->posted, setting, value);
  story_run(story);
}

/* Turn a bit at once. */
static inline void story_flip(story_t *story, uint32_t row, uint32_t bit) {
  rig_flip(&story->rig, toe_engine_now(story->rig.engine), row, bit);
}

/* The n-th record of a kind since the last command was posted; and how many. */
static inline const toe_retire_t *story_retire(const story_t *story, toe_retire_kind_t kind, uint32_t n) {
  rig_t part = story->rig;
  part.retires += story->first_retire;
  part.retire_count -= story->first_retire;
  return rig_retire(&part, kind, n);
}
static inline uint32_t story_retires(const story_t *story, toe_retire_kind_t kind) {
  rig_t part = story->rig;
  part.retires += story->first_retire;
  part.retire_count -= story->first_retire;
  return rig_retires(&part, kind);
}

/* Causes of the objects of the last command. */
static inline void story_expect_causes(const story_t *story, const uint32_t *causes, uint32_t count) {
  TOE_ASSERT_EQ(story_retires(story, TOE_RETIRE_DECIDED), count);
  for (uint32_t i = 0; i < count; ++i) {
    toe_test_note("object %u", (unsigned)i);
    TOE_EXPECT_EQ(story_retire(story, TOE_RETIRE_DECIDED, i)->u.decided.cause, causes[i]);
  }
}

/* All levels are 0 after the last decision. */
static inline void story_expect_empty(const story_t *story) {
  const toe_retire_t *last = story_retire(story, TOE_RETIRE_DECIDED, story_retires(story, TOE_RETIRE_DECIDED) - 1);
  TOE_EXPECT_EQ(last->u.decided.used_neighbor | last->u.decided.used_path | last->u.decided.used_tcp, 0);
  TOE_EXPECT_EQ(last->u.decided.used_vlan | last->u.decided.used_src_mac | last->u.decided.used_src_ip, 0);
  TOE_EXPECT_EQ(last->u.decided.used_rcv_buffer | last->u.decided.used_xmit_buffer, 0);
  TOE_EXPECT_EQ(last->u.decided.used_buffered_copy | last->u.decided.used_lookup, 0);
  TOE_EXPECT_EQ(last->u.decided.used_host_memory, 0);
}

#endif /* TOE_ENGINE_STORY_H_ */
