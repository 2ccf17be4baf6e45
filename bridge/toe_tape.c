/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_tape.h"

#include <stdlib.h>
#include <string.h>

typedef enum input_kind { INPUT_TLP, INPUT_CREDITS, INPUT_CONFIG, INPUT_FLIP, INPUT_FRAME, INPUT_ADVANCE } input_kind_t;

/* An input on the tape; of a TLP, its members and the payload that is set follow, of a frame its bytes. */
typedef struct input {
  input_kind_t kind;
  toe_stream_t stream; /* TLP                                */
  uint32_t bytes;      /* of what follows, without padding   */
  toe_cycle_t cycle;   /* ADVANCE: until                     */
  union {
    toe_credits_t credits;
    toe_device_config_t config;
    struct {
      uint32_t row, bit;
    } flip;
  } u;
} input_t;

enum { TLP_MEMBERS = offsetof(toe_tlp_t, data), ALIGN = 8, FIRST_CAPACITY = 1 << 17 };

struct toe_tape {
  uint8_t *bytes;
  size_t used, capacity;
  bool has_failed;
  toe_cycle_t cycles;
  uint64_t tlps;
  toe_tape_heard_t heard;
};

toe_tape_t *toe_tape_new(void) { return calloc(1, sizeof(toe_tape_t)); }

void toe_tape_free(toe_tape_t *tape) {
  if (tape == NULL) return;
  free(tape->bytes);
  free(tape);
}

bool toe_tape_is_whole(const toe_tape_t *tape) { return !tape->has_failed; }
toe_cycle_t toe_tape_cycles(const toe_tape_t *tape) { return tape->cycles; }
uint64_t toe_tape_tlps(const toe_tape_t *tape) { return tape->tlps; }
const toe_tape_heard_t *toe_tape_heard(const toe_tape_t *tape) { return &tape->heard; }

static size_t padded(uint32_t bytes) { return ((size_t)bytes + ALIGN - 1) / ALIGN * ALIGN; }

/* Put an input behind the others; `more` are the input->bytes that follow it. */
static void keep(toe_tape_t *tape, const input_t *input, const void *more) {
  const size_t wanted = sizeof *input + padded(input->bytes);
  if (tape->capacity - tape->used < wanted) {
    size_t capacity = tape->capacity == 0 ? FIRST_CAPACITY : tape->capacity * 2;
    uint8_t *bytes = realloc(tape->bytes, capacity); /* twice is room enough: an input is smaller than the first */
    if (bytes == NULL) {
      tape->has_failed = true;
      return;
    }
    tape->bytes = bytes;
    tape->capacity = capacity;
  }
  memcpy(tape->bytes + tape->used, input, sizeof *input);
  if (input->bytes > 0) memcpy(tape->bytes + tape->used + sizeof *input, more, input->bytes);
  tape->used += wanted;
}

static void hear_output(toe_tape_heard_t *heard, const toe_device_output_t *output) {
  ++heard->tlps;
  heard->cycle_sum += output->cycle;
}

static void hear_frame(toe_tape_heard_t *heard, const toe_frame_sent_t *frame) {
  ++heard->frames;
  heard->cycle_sum += frame->cycle;
}

static void hear_retire(toe_tape_heard_t *heard, const toe_retire_t *retire) {
  ++heard->retires;
  if (retire->kind == TOE_RETIRE_DECIDED && retire->u.decided.is_object != 0) ++heard->objects;
  heard->cycle_sum += retire->cycle;
}

/* --- the recorder --- */

typedef struct recorder {
  toe_device_t base; /* first: the seam's view of it */
  toe_device_ops_t ops;
  toe_device_t *device;
  toe_tape_t *tape;
} recorder_t;

static recorder_t *self_of(toe_device_t *device) { return (recorder_t *)device; }
static toe_device_t *inner_of(const toe_device_t *device) { return ((const recorder_t *)device)->device; }

static void recorder_free(toe_device_t *device) {
  toe_device_free(inner_of(device));
  free(device);
}

static toe_cycle_t recorder_now(const toe_device_t *device) { return toe_device_now(inner_of(device)); }
static toe_cycle_t recorder_next_wake(const toe_device_t *device) { return toe_device_next_wake(inner_of(device)); }

static void recorder_advance(toe_device_t *device, toe_cycle_t until) {
  toe_tape_t *tape = self_of(device)->tape;
  if (until > tape->cycles) {
    keep(tape, &(input_t){.kind = INPUT_ADVANCE, .cycle = until}, NULL);
    tape->cycles = until;
  }
  toe_device_advance(inner_of(device), until);
}

static void recorder_put_tlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  const uint32_t payload = toe_tlp_has_data(tlp) ? tlp->length_bytes : 0;
  const input_t input = {.kind = INPUT_TLP, .stream = stream, .bytes = TLP_MEMBERS + payload, .cycle = cycle};
  keep(self_of(device)->tape, &input, tlp);
  ++self_of(device)->tape->tlps;
  toe_device_put_tlp(inner_of(device), stream, cycle, tlp);
}

static void recorder_put_credits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  keep(self_of(device)->tape, &(input_t){.kind = INPUT_CREDITS, .cycle = cycle, .u.credits = returned}, NULL);
  toe_device_put_credits(inner_of(device), cycle, returned);
}

static void recorder_put_config(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  keep(self_of(device)->tape, &(input_t){.kind = INPUT_CONFIG, .cycle = cycle, .u.config = *config}, NULL);
  toe_device_put_config(inner_of(device), cycle, config);
}

static void recorder_put_flip(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  keep(self_of(device)->tape, &(input_t){.kind = INPUT_FLIP, .cycle = cycle, .u.flip = {row, bit}}, NULL);
  toe_device_put_flip(inner_of(device), cycle, row, bit);
}

static void recorder_put_frame(toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame) {
  const input_t input = {.kind = INPUT_FRAME, .bytes = frame->bytes, .cycle = cycle};
  keep(self_of(device)->tape, &input, frame->data);
  toe_device_put_frame(inner_of(device), cycle, frame);
}

static bool recorder_get_frame(toe_device_t *device, toe_frame_sent_t *frame_out) {
  if (!toe_device_get_frame(inner_of(device), frame_out)) return false;
  hear_frame(&self_of(device)->tape->heard, frame_out);
  return true;
}

static bool recorder_get_output(toe_device_t *device, toe_device_output_t *output_out) {
  if (!toe_device_get_output(inner_of(device), output_out)) return false;
  hear_output(&self_of(device)->tape->heard, output_out);
  return true;
}

static bool recorder_get_retire(toe_device_t *device, toe_retire_t *retire_out) {
  if (!toe_device_get_retire(inner_of(device), retire_out)) return false;
  hear_retire(&self_of(device)->tape->heard, retire_out);
  return true;
}

static void recorder_get_stats(const toe_device_t *device, toe_device_stats_t *stats_out) {
  toe_device_get_stats(inner_of(device), stats_out);
}

toe_device_t *toe_tape_recorder_new(toe_tape_t *tape, toe_device_t *device) {
  recorder_t *recorder = calloc(1, sizeof *recorder);
  if (recorder == NULL) {
    toe_device_free(device);
    return NULL;
  }
  recorder->device = device;
  recorder->tape = tape;
  recorder->ops = (toe_device_ops_t){.name = device->ops->name,
                                     .free = recorder_free,
                                     .now = recorder_now,
                                     .next_wake = recorder_next_wake,
                                     .advance = recorder_advance,
                                     .put_tlp = recorder_put_tlp,
                                     .put_credits = recorder_put_credits,
                                     .put_config = recorder_put_config,
                                     .put_flip = recorder_put_flip,
                                     .put_frame = recorder_put_frame,
                                     .get_frame = recorder_get_frame,
                                     .get_output = recorder_get_output,
                                     .get_retire = recorder_get_retire,
                                     .get_stats = recorder_get_stats};
  recorder->base.ops = &recorder->ops;
  return &recorder->base;
}

/* --- the player --- */

/* What a player needs besides the tape; its TLPs are too large for a stack frame in the inner loop. */
typedef struct player {
  toe_tlp_t tlp;
  toe_device_output_t output;
  toe_retire_t retire;
  toe_frame_sent_t frame;
} player_t;

static void put(toe_device_t *device, const input_t *input, const uint8_t *more, player_t *player) {
  switch (input->kind) {
    case INPUT_TLP:
      memcpy(&player->tlp, more, input->bytes);
      toe_device_put_tlp(device, input->stream, input->cycle, &player->tlp);
      break;
    case INPUT_CREDITS:
      toe_device_put_credits(device, input->cycle, input->u.credits);
      break;
    case INPUT_CONFIG:
      toe_device_put_config(device, input->cycle, &input->u.config);
      break;
    case INPUT_FLIP:
      toe_device_put_flip(device, input->cycle, input->u.flip.row, input->u.flip.bit);
      break;
    case INPUT_FRAME:
      toe_device_put_frame(device, input->cycle, &(toe_frame_t){.bytes = input->bytes, .data = more});
      break;
    case INPUT_ADVANCE:
      break;
  }
}

static void advance(toe_device_t *device, toe_cycle_t until, player_t *player, toe_tape_heard_t *heard) {
  toe_device_advance(device, until);
  while (toe_device_get_output(device, &player->output)) hear_output(heard, &player->output);
  while (toe_device_get_frame(device, &player->frame)) hear_frame(heard, &player->frame);
  while (toe_device_get_retire(device, &player->retire)) hear_retire(heard, &player->retire);
}

/* Everything given before a recorded advance is for its edges or later, so it may be given before an earlier advance,
 * too: several of the recording become one. */
void toe_tape_play(const toe_tape_t *tape, toe_device_t *device, toe_cycle_t slice_cycles,
                   toe_tape_heard_t *heard_out) {
  player_t player;
  toe_cycle_t reached = 0;
  *heard_out = (toe_tape_heard_t){0};
  for (size_t at = 0; at < tape->used;) {
    input_t input;
    memcpy(&input, tape->bytes + at, sizeof input);
    if (input.kind != INPUT_ADVANCE) {
      put(device, &input, tape->bytes + at + sizeof input, &player);
    } else if (input.cycle - reached >= slice_cycles || input.cycle == tape->cycles) {
      reached = input.cycle;
      advance(device, reached, &player, heard_out);
    }
    at += sizeof input + padded(input.bytes);
  }
}
