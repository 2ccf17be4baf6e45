/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_receive_story.h - connections that receive, on the story of toe_engine_story.h.
 *
 * A story's doorbell at edge c: the command's read leaves at c+2, is answered at c+22 and c+23, decoded at c+24, its
 * marker is pushed at c+25, LOAD starts at c+26, and COMMIT, if it is idle, takes it at c+27.  A receive job reads rows
 * at c+28..c+31, is judged at c+34, and its first step is at c+35.
 */
#ifndef TOE_ENGINE_RECEIVE_STORY_H_
#define TOE_ENGINE_RECEIVE_STORY_H_

#include "testbench/unit/toe_engine_story.h"

#define RCV_TCP(n) (0x30000000u + (n))
#define RCV_HOST 0x50000000u   /* host buffer 0 */
#define RCV_POSTED 0x70000000u /* where requests lie */

/* Registers that hold only while the device does not run. */
static inline void rcv_configure(story_t *story, uint32_t offset, uint32_t value) {
  rig_t *rig = &story->rig;
  toe_cycle_t now = toe_engine_now(rig->engine);
  rig_write(rig, now, 0x004, 0);
  rig_write(rig, now + 1, offset, value);
  rig_write(rig, now + 2, 0x004, 3);
  rig_advance(rig, now + 3);
}

/* A story of `count` connections with `bytes` of buffered data each, `buffers` host buffers of 256 bytes, a push timer
 * of `push_cycles`, `posted_headers` credits; RCV_NXT is 5000 (so the buffered bytes are [5000 - bytes, 5000)), the
 * window 1000 of 4096.  `state`: of the connections; behind the peer's FIN (7, 8, 9) the bytes are [4999 - bytes,
 * 4999). */
static inline void rcv_open_in(story_t *story, uint32_t posted_headers, uint32_t count, uint32_t bytes,
                               uint32_t buffers, uint32_t push_cycles, uint32_t state) {
  static uint8_t objects[16][TOE_OBJECT_BYTES]; /* borrowed by the story */
  story_open_with(story, posted_headers);
  rcv_configure(story, 0x1A4, buffers);
  rcv_configure(story, 0x1AC, RCV_HOST);
  rcv_configure(story, 0x1B4, 8);
  rcv_configure(story, 0x1BC, push_cycles);
  rig_tree(objects, 2 + count, bytes);
  for (uint32_t i = 2; i < 2 + count; ++i) {
    TOE_WRITE(objects[i], OBJ_TCP, BUFFERED_BYTES, bytes);
    TOE_WRITE(objects[i], OBJ_TCP, BUFFERED_ADDR, bytes == 0 ? 0 : RIG_BUFFERED + 0x1000 * (i - 2));
    TOE_WRITE(objects[i], OBJ_TCP, STATE, state);
    TOE_WRITE(objects[i], OBJ_TCP, RCV_NXT, 5000);
    TOE_WRITE(objects[i], OBJ_TCP, RCV_WND, 1000);
    TOE_WRITE(objects[i], OBJ_TCP, REMOTE_MSS, 1460); /* so the window opens by 2048 before that is told */
  }
  story_initiate(story, objects, 2 + count);
}
static inline void rcv_open_with(story_t *story, uint32_t posted_headers, uint32_t count, uint32_t bytes,
                                 uint32_t buffers, uint32_t push_cycles) {
  rcv_open_in(story, posted_headers, count, bytes, buffers, push_cycles, 4);
}
static inline void rcv_open(story_t *story, uint32_t count, uint32_t bytes, uint32_t buffers, uint32_t push_cycles) {
  rcv_open_with(story, 0xFFFFFFFFu, count, bytes, buffers, push_cycles);
}

/* The n-th buffered byte of a connection. */
static inline uint8_t rcv_byte(uint32_t tcp, uint32_t n) { return story_byte(RIG_BUFFERED + 0x1000 * tcp + n); }

static inline void rcv_post_filled(story_t *story, uint32_t handle, uint64_t address, uint32_t bytes, uint32_t filled,
                                   uint32_t mode) {
  uint8_t *command = story->command;
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_RECEIVE);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, 0x900 + story->posted);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, address);
  TOE_WRITE(command, COMMAND, SETTING, bytes);
  TOE_WRITE(command, COMMAND, VALUE, filled);
  TOE_WRITE(command, COMMAND, RCV_MODE, mode);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
  story_run(story);
}

static inline void rcv_post(story_t *story, uint32_t handle, uint64_t address, uint32_t bytes, uint32_t mode) {
  rcv_post_filled(story, handle, address, bytes, 0, mode);
}

static inline void rcv_reply(story_t *story, uint32_t handle, uint32_t bytes) {
  uint8_t *command = story->command;
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_REPLY);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, 0xA00 + story->posted);
  TOE_WRITE(command, COMMAND, VALUE, bytes);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
  story_run(story);
}

/* Give a host buffer back, and see what comes of it; the edge of the write. */
static inline toe_cycle_t rcv_return(story_t *story, uint32_t number) {
  toe_cycle_t edge = toe_engine_now(story->rig.engine);
  story->first_retire = story->rig.retire_count;
  rig_write(&story->rig, edge, 0x1B8, number);
  (void)story_settle(story);
  return edge;
}

/* What the host finds at `address`, by the TLPs that left and their byte enables; false: some byte was never written.
 */
static inline bool rcv_memory(const story_t *story, uint64_t address, uint8_t *data, uint32_t bytes) {
  static bool is_set[0x10000];
  memset(is_set, 0, bytes);
  for (uint32_t i = 0; i < story->rig.output_count; ++i) {
    const toe_engine_output_t *output = &story->rig.outputs[i];
    if (output->type != TOE_ENGINE_WRITE || output->is_completion) continue;
    for (uint32_t k = 0; k < output->length_bytes; ++k) {
      uint32_t be = k < 4 ? output->first_be : k >= output->length_bytes - 4 ? output->last_be : 0xF;
      uint64_t at = output->address + k;
      if ((be >> k % 4 & 1) == 0 || at < address || at >= address + bytes) continue;
      data[at - address] = output->data[k];
      is_set[at - address] = true;
    }
  }
  for (uint32_t k = 0; k < bytes; ++k) {
    if (!is_set[k]) return false;
  }
  return true;
}

/* Bytes [from, from + bytes) of what connection `tcp` had buffered lie at `address`. */
static inline void rcv_expect_bytes(const story_t *story, uint64_t address, uint32_t tcp, uint32_t from,
                                    uint32_t bytes) {
  static uint8_t found[0x10000], wanted[0x10000];
  TOE_ASSERT(rcv_memory(story, address, found, bytes));
  for (uint32_t i = 0; i < bytes; ++i) wanted[i] = rcv_byte(tcp, from + i);
  TOE_EXPECT_MEM(found, wanted, bytes);
}

/* The n-th entry RECEIVED since the last command. */
static inline void rcv_expect_entry(const story_t *story, uint32_t n, uint32_t kind, uint32_t id, uint32_t bytes,
                                    uint32_t status, uint32_t seq) {
  const toe_retire_t *retire = story_retire(story, TOE_RETIRE_RECEIVED, n);
  TOE_EXPECT_EQ(retire->u.received.kind, kind);
  TOE_EXPECT_EQ(retire->u.received.id, id);
  TOE_EXPECT_EQ(retire->u.received.bytes, bytes);
  TOE_EXPECT_EQ(retire->u.received.status, status);
  TOE_EXPECT_EQ(retire->u.received.seq, seq);
}

/* The last job since the last command: what is in the buffer, its flags, requests posted. */
static inline const toe_retire_t *rcv_expect_job(const story_t *story, uint32_t job, uint32_t bytes, uint32_t flags,
                                                 uint32_t posted) {
  const toe_retire_t *retire = story_retire(story, TOE_RETIRE_JOB, story_retires(story, TOE_RETIRE_JOB) - 1);
  TOE_EXPECT_EQ(retire->u.job.job, job);
  TOE_EXPECT_EQ(retire->u.job.buf_bytes, bytes);
  TOE_EXPECT_EQ(retire->u.job.flags, flags);
  TOE_EXPECT_EQ(retire->u.job.posted, posted);
  return retire;
}

#endif /* TOE_ENGINE_RECEIVE_STORY_H_ */
