/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_forward_story.h - segments that the host brings, on the story of toe_engine_wire_story.h.
 *
 * A FORWARD whose doorbell is at edge c is taken at c+27; COPY starts at c+28.  Of a segment in one read of n blocks
 * (64 bytes each) the blocks are "taken" at c+29 .. c+28+n, the read is pushed at c+29+n, leaves at c+30+n, is answered
 * from c+50+n on, its last beat at c+49+3n: the fetch has ended at e = c+50+3n.  Rows are read at e..e+3, it is judged
 * at d = e+6.  Of two blocks: e is c+56, d is c+62.
 */
#ifndef TOE_ENGINE_FORWARD_STORY_H_
#define TOE_ENGINE_FORWARD_STORY_H_

#include "testbench/unit/toe_engine_wire_story.h"

/* Forward `bytes` bytes that lie `at` behind STORY_SEGMENT; data is borrowed for the call. */
static inline void fwd_put(story_t *story, uint32_t handle, const uint8_t *data, uint32_t bytes, uint32_t at) {
  uint8_t *command = story->command;
  memset(command, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(command, COMMAND, OPCODE, TOE_OPCODE_FORWARD);
  TOE_WRITE(command, COMMAND, VERSION, 1);
  TOE_WRITE(command, COMMAND, REQUEST_ID, 0xF00 + story->posted);
  TOE_WRITE(command, COMMAND, OBJECT_ADDR, STORY_SEGMENT + at);
  TOE_WRITE(command, COMMAND, SETTING, bytes);
  TOE_WRITE(command, COMMAND, EVENT_HANDLE, handle);
  story->segment = data;
  story->segment_bytes = bytes;
  story->segment_at = at;
  story_run(story);
  story->segment = NULL;
}

/* The segment of a frame, from its TCP header on; its bytes.  No checksum of it is right [D-15]. */
static inline uint32_t fwd_make(const made_t *made, uint8_t segment[MADE_BYTES]) {
  static uint8_t frame[MADE_BYTES];
  uint32_t bytes = made_frame(made, frame) - 34;
  memcpy(segment, frame + 34, bytes);
  segment[16] ^= 0x5A;
  return bytes;
}

/* `bytes` bytes of the stream of connection 0 from 5000 + at on, with these flags. */
static inline void fwd_put_segment(story_t *story, uint32_t at, uint32_t bytes, uint8_t flags) {
  static uint8_t segment[MADE_BYTES];
  made_t made = wire_segment(at, bytes, flags);
  uint32_t length = fwd_make(&made, segment);
  fwd_put(story, RCV_TCP(0), segment, length, 0);
}

/* The last FORWARD was accepted, and judged so: its FRAME record, of the edge and number of its decision. */
static inline const toe_retire_t *fwd_expect(const story_t *story, uint32_t reason, uint32_t taken) {
  const toe_retire_t *frame = wire_expect(story, reason, taken);
  const toe_retire_t *decided = story_retire(story, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_DECIDED), 1);
  TOE_EXPECT_EQ(decided->u.decided.error, 0);
  TOE_EXPECT_EQ(decided->u.decided.is_object | decided->u.decided.attempted | decided->u.decided.limit, 0);
  TOE_EXPECT_EQ(decided->u.decided.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(decided->cycle, frame->cycle);
  TOE_EXPECT_EQ(decided->u.decided.commit, frame->u.frame.commit);
  TOE_EXPECT_EQ(frame->u.frame.is_forwarded, 1);
  TOE_EXPECT_EQ(frame->u.frame.number | frame->u.frame.lost, 0);
  TOE_EXPECT_EQ(frame->u.frame.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(story_retire(story, TOE_RETIRE_COMPLETED, 0)->u.completed.error, 0);
  return frame;
}

/* Its job: bytes in the buffer, flags. */
static inline const toe_retire_t *fwd_expect_job(const story_t *story, uint32_t reason, uint32_t bytes,
                                                 uint32_t flags) {
  const toe_retire_t *job = story_retire(story, TOE_RETIRE_JOB, 0);
  TOE_EXPECT_EQ(job->u.job.job, TOE_JOB_FORWARD);
  TOE_EXPECT_EQ(job->u.job.reason, reason);
  TOE_EXPECT_EQ(job->u.job.handle, RCV_TCP(0));
  TOE_EXPECT_EQ(job->u.job.buf_bytes, bytes);
  TOE_EXPECT_EQ(job->u.job.flags, flags);
  return job;
}

/* The last FORWARD ended with an error, decided `edge` behind its doorbell, and nothing more came of it. */
static inline void fwd_expect_error(const story_t *story, uint32_t error, uint32_t edge) {
  const toe_retire_t *decided = story_retire(story, TOE_RETIRE_DECIDED, 0);
  TOE_EXPECT_EQ(decided->u.decided.error, error);
  TOE_EXPECT_EQ(decided->u.decided.handle | decided->u.decided.limit, 0);
  TOE_EXPECT_EQ(decided->cycle - story->doorbell, edge);
  TOE_EXPECT_EQ(story_retire(story, TOE_RETIRE_COMPLETED, 0)->u.completed.error, error);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_FRAME) + story_retires(story, TOE_RETIRE_JOB), 0);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_CONTEXT) + story_retires(story, TOE_RETIRE_BUFFER), 0);
  TOE_EXPECT_EQ(story_retires(story, TOE_RETIRE_RECEIVED) + story_retires(story, TOE_RETIRE_SENT), 0);
}

/* The n-th read of a copy that left since edge `from`; NULL: so many did not. */
static inline const toe_engine_output_t *fwd_read(const rig_t *rig, toe_cycle_t from, uint32_t n) {
  for (uint32_t i = 0; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    bool is_copy = output->type == TOE_ENGINE_READ && !output->is_completion && output->cycle >= from &&
                   output->tag >= TOE_STAGE_TAG_COPY && output->tag < TOE_STAGE_TAG_OBJECT;
    if (is_copy && n-- == 0) return output;
  }
  return NULL;
}

#endif /* TOE_ENGINE_FORWARD_STORY_H_ */
