/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_frames.h"

#include <string.h>

#include "model/spec/toe_spec.h"

/* NDIS statuses of a forwarded segment that a host sees (docs/ndis.md). */
#define REQUEST_ABORTED 0xC001000Cu
#define UPLOAD_IN_PROGRESS 0xC0231001u

const char *toe_frames_reason(uint64_t reason) {
  static const struct {
    const char *list, *name;
    uint32_t value;
  } kNames[] = {
#define TOE_ENUM(list_name, name, number, phrase) {#list_name, #name, (number)},
#include "model/spec/enums.def"
  };
  for (size_t i = 0; i < sizeof kNames / sizeof kNames[0]; ++i) {
    if (kNames[i].value == reason && strcmp(kNames[i].list, "FRAME") == 0) return kNames[i].name;
  }
  return "?";
}

void toe_frames_count(toe_frame_counts_t *counts, const toe_frame_story_t *story) {
  uint64_t reason = story->job.u.job.reason, bytes = story->frame.u.frame.bytes, taken = story->frame.u.frame.taken;
  ++counts->frames;
  counts->bytes += bytes;
  counts->taken += taken;
  bool is_forwarded = story->frame.u.frame.is_forwarded != 0;
  counts->forwarded += is_forwarded;
  if (reason < TOE_FRAME_NOT_IP || is_forwarded) counts->dropped += bytes - taken; /* D-15: never passed up */
  if (reason < TOE_FRAMES_REASONS) ++counts->by_reason[reason];
}

void toe_frames_add(toe_frame_counts_t *sum, const toe_frame_counts_t *counts) {
  sum->frames += counts->frames;
  sum->forwarded += counts->forwarded;
  sum->bytes += counts->bytes;
  sum->taken += counts->taken;
  sum->dropped += counts->dropped;
  sum->acks += counts->acks;
  for (int i = 0; i < TOE_FRAMES_REASONS; ++i) sum->by_reason[i] += counts->by_reason[i];
}

void toe_frames_complete(toe_forward_counts_t *counts, uint32_t status) {
  bool is_success = status == TOE_STATUS_SUCCESS, is_aborted = status == REQUEST_ABORTED;
  bool is_upload = status == UPLOAD_IN_PROGRESS;
  counts->success += is_success;
  counts->aborted += is_aborted;
  counts->upload += is_upload;
  counts->invalid += !is_success && !is_aborted && !is_upload;
}

static bool lose(toe_frame_losses_t *losses, uint64_t frames, toe_cycle_t before, toe_frame_loss_t *loss_out) {
  const toe_cycle_t after = losses->judged == 0 ? TOE_CYCLE_NEVER : losses->arrived;
  if (frames == 0) return false;
  *loss_out = (toe_frame_loss_t){frames, after, before};
  if (losses->all.frames == 0) losses->all.after = after;
  losses->all.frames += frames;
  losses->all.before = before;
  return true;
}

bool toe_frames_lose(toe_frame_losses_t *losses, const toe_retire_t *frame, toe_frame_loss_t *loss_out) {
  if (frame->u.frame.is_forwarded != 0) return false;
  if (losses->judged > 0 && frame->u.frame.number <= losses->number) losses->lost = 0; /* the device was reset */
  const uint64_t frames = frame->u.frame.lost - losses->lost;
  const bool is_loss = lose(losses, frames, frame->u.frame.arrived_cycle, loss_out);
  ++losses->judged;
  losses->number = frame->u.frame.number;
  losses->lost = frame->u.frame.lost;
  losses->arrived = frame->u.frame.arrived_cycle;
  return is_loss;
}

bool toe_frames_end(toe_frame_losses_t *losses, uint64_t frames, toe_frame_loss_t *loss_out) {
  const uint64_t known = losses->judged + losses->all.frames;
  return frames > known && lose(losses, frames - known, TOE_CYCLE_NEVER, loss_out);
}

bool toe_frames_retire(toe_frame_story_t *story, const toe_retire_t *retire) {
  if (retire->kind == TOE_RETIRE_FRAME) {
    story->is_open = true;
    story->frame = *retire;
    return false;
  }
  bool is_its = retire->kind == TOE_RETIRE_JOB && story->is_open && retire->u.job.commit == story->frame.u.frame.commit;
  if (!is_its) return false;
  story->is_open = false;
  story->job = *retire;
  return true;
}
