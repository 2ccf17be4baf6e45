/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_fake_device.h - a device whose every move is written by the test.  For tests of the bridge only.
 *
 * It emits what the test says, either at a given edge (fake_emit) or from an edge on as credits allow (fake_queue),
 * records everything it is given, and counts what the seam's contract forbids (toe_device.h).  What it is given it
 * shows to `react` at the edge that samples it, which may emit at later edges.
 */
#ifndef TOE_FAKE_DEVICE_H_
#define TOE_FAKE_DEVICE_H_

#include <stdlib.h>
#include <string.h>

#include "bridge/toe_device.h"

typedef enum fake_input_kind { FAKE_TLP, FAKE_CREDITS, FAKE_CONFIG, FAKE_FLIP, FAKE_FRAME } fake_input_kind_t;
typedef struct fake_input {
  fake_input_kind_t kind;
  toe_cycle_t cycle;
  toe_stream_t stream;
  toe_credits_t credits;
  toe_device_config_t config;
  uint32_t row, bit;               /* FLIP */
  uint32_t frame_bytes, frame_sum; /* FRAME: its length, and a sum of its bytes */
  toe_tlp_t *tlp;                  /* only its first length_bytes of data exist */
} fake_input_t;

typedef struct fake_output {
  toe_cycle_t cycle;
  toe_stream_t stream;
  toe_tlp_t *tlp;
} fake_output_t;

typedef struct fake_device fake_device_t;
struct fake_device {
  toe_device_t base;
  toe_cycle_t now;
  fake_input_t *inputs; /* all of them, in the order given */
  size_t input_count, input_capacity;
  fake_output_t *outputs; /* to come; unordered */
  size_t output_count, output_capacity;
  fake_output_t *queue; /* to leave at RQ as credits allow */
  size_t queue_head, queue_count, queue_capacity;
  fake_output_t *left; /* left, not taken yet */
  size_t left_head, left_count, left_capacity;
  toe_frame_sent_t *frames; /* for the wire, in order of edges; given at any time before they leave */
  size_t frame_head, frame_left, frame_count, frame_capacity; /* taken, left, given */
  toe_credits_t credits;
  toe_cycle_t credit_cycle, sent_cycle; /* of the last change and the last TLP of the queue, plus 1 */
  bool *is_sampled;                     /* beside inputs */
  size_t sampled_capacity, first_unsampled;
  toe_cycle_t next_cycle[4], next_credits, next_config, next_frame; /* contract: first edge allowed */
  uint64_t violations;
  void (*react)(fake_device_t *fake, const fake_input_t *input);
  void *react_self;
  int *freed; /* counted up by free, if not NULL */
};

static inline void *fake_grow(void *items, size_t *capacity, size_t count, size_t item_bytes) {
  if (count < *capacity) return items;
  *capacity = *capacity == 0 ? 64 : *capacity * 2;
  items = realloc(items, *capacity * item_bytes);
  if (items == NULL) abort();
  return items;
}

static inline toe_tlp_t *fake_copy(const toe_tlp_t *tlp) {
  toe_tlp_t *copy = calloc(1, offsetof(toe_tlp_t, data) + (toe_tlp_has_data(tlp) ? tlp->length_bytes : 0) + 1);
  if (copy == NULL) abort();
  toe_tlp_copy(copy, tlp);
  return copy;
}

static inline fake_device_t *fake_of(const toe_device_t *device) { return (fake_device_t *)device; }

/* Emit at exactly this edge. */
static inline void fake_emit(fake_device_t *fake, toe_cycle_t cycle, toe_stream_t stream, const toe_tlp_t *tlp) {
  fake->outputs = fake_grow(fake->outputs, &fake->output_capacity, fake->output_count, sizeof *fake->outputs);
  fake->outputs[fake->output_count++] = (fake_output_t){cycle, stream, fake_copy(tlp)};
}

/* Emit at RQ from this edge on, after all queued before, one an edge, as credits allow. */
static inline void fake_queue(fake_device_t *fake, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  fake->queue = fake_grow(fake->queue, &fake->queue_capacity, fake->queue_count, sizeof *fake->queue);
  fake->queue[fake->queue_count++] = (fake_output_t){cycle, TOE_STREAM_RQ, fake_copy(tlp)};
}

/* A frame of `bytes` for the wire whose last beat is at exactly this edge; edges increase. */
static inline void fake_emit_frame(fake_device_t *fake, toe_cycle_t cycle, uint32_t bytes, uint8_t fill) {
  fake->frames = fake_grow(fake->frames, &fake->frame_capacity, fake->frame_count, sizeof *fake->frames);
  toe_frame_sent_t *frame = &fake->frames[fake->frame_count++];
  *frame = (toe_frame_sent_t){.cycle = cycle, .bytes = bytes};
  memset(frame->data, fill, sizeof frame->data);
}

static inline void fake_leave(fake_device_t *fake, fake_output_t output) {
  fake->left = fake_grow(fake->left, &fake->left_capacity, fake->left_count, sizeof *fake->left);
  fake->left[fake->left_count++] = output;
}

/* When the head of the queue can leave with what is known; NEVER: no credit. */
static inline toe_cycle_t fake_queue_cycle(const fake_device_t *fake) {
  if (fake->queue_head == fake->queue_count) return TOE_CYCLE_NEVER;
  const fake_output_t *head = &fake->queue[fake->queue_head];
  bool is_read = head->tlp->type == TOE_TLP_MRD;
  if (is_read ? fake->credits.nonposted_headers < 1
              : fake->credits.posted_headers < 1 || fake->credits.posted_data < (head->tlp->length_bytes + 15) / 16) {
    return TOE_CYCLE_NEVER;
  }
  toe_cycle_t cycle = head->cycle;
  if (cycle < fake->credit_cycle) cycle = fake->credit_cycle;
  if (cycle < fake->sent_cycle) cycle = fake->sent_cycle;
  return cycle;
}

static inline void fake_sample(fake_device_t *fake, size_t index) {
  fake->is_sampled[index] = true;
  while (fake->first_unsampled < fake->input_count && fake->is_sampled[fake->first_unsampled]) ++fake->first_unsampled;
  const fake_input_t input = fake->inputs[index];
  if (input.kind == FAKE_CREDITS) {
    fake->credits.posted_headers += input.credits.posted_headers;
    fake->credits.posted_data += input.credits.posted_data;
    fake->credits.nonposted_headers += input.credits.nonposted_headers;
    fake->credit_cycle = input.cycle + 1;
  }
  if (fake->react != NULL) fake->react(fake, &input);
}

/* The earliest thing to do: which 0 nothing, 1 an input, 2 an output, 3 the queue's head, 4 a frame for the wire. */
static inline toe_cycle_t fake_earliest(const fake_device_t *fake, int *which_out, size_t *index_out) {
  toe_cycle_t best = TOE_CYCLE_NEVER;
  *which_out = 0;
  for (size_t i = 0; i < fake->output_count; ++i) {
    const fake_output_t *o = &fake->outputs[i];
    if (o->cycle > best || (o->cycle == best && (*which_out == 2 && o->stream >= fake->outputs[*index_out].stream))) {
      continue;
    }
    best = o->cycle;
    *which_out = 2;
    *index_out = i;
  }
  if (fake->frame_left < fake->frame_count && fake->frames[fake->frame_left].cycle < best) {
    best = fake->frames[fake->frame_left].cycle;
    *which_out = 4;
  }
  toe_cycle_t queue_cycle = fake_queue_cycle(fake);
  if (queue_cycle < best) {
    best = queue_cycle;
    *which_out = 3;
  }
  for (size_t i = fake->input_count; i-- > fake->first_unsampled;) {
    /* Outputs of an edge before its inputs: what is sampled there is seen at the next. */
    if (fake->is_sampled[i] || fake->inputs[i].cycle >= best) continue;
    best = fake->inputs[i].cycle;
    *which_out = 1;
    *index_out = i;
  }
  /* Of inputs at one edge the first given. */
  for (size_t i = fake->first_unsampled; *which_out == 1 && i < *index_out; ++i) {
    if (!fake->is_sampled[i] && fake->inputs[i].cycle == best) *index_out = i;
  }
  return best;
}

static inline void fake_advance(toe_device_t *device, toe_cycle_t until) {
  fake_device_t *fake = fake_of(device);
  for (;;) {
    int which;
    size_t index = 0;
    toe_cycle_t cycle = fake_earliest(fake, &which, &index);
    if (which == 0 || cycle >= until) break;
    if (which == 1) {
      fake_sample(fake, index);
    } else if (which == 2) {
      fake_leave(fake, fake->outputs[index]);
      fake->outputs[index] = fake->outputs[--fake->output_count];
    } else if (which == 4) {
      ++fake->frame_left;
    } else {
      fake_output_t head = fake->queue[fake->queue_head++];
      head.cycle = cycle;
      fake->sent_cycle = cycle + 1;
      if (head.tlp->type == TOE_TLP_MRD) {
        --fake->credits.nonposted_headers;
      } else {
        --fake->credits.posted_headers;
        fake->credits.posted_data -= (head.tlp->length_bytes + 15) / 16;
      }
      fake_leave(fake, head);
    }
  }
  if (until > fake->now) fake->now = until;
}

static inline toe_cycle_t fake_now(const toe_device_t *device) { return fake_of(device)->now; }

static inline toe_cycle_t fake_next_wake(const toe_device_t *device) {
  int which;
  size_t index = 0;
  return fake_earliest(fake_of(device), &which, &index);
}

static inline fake_input_t *fake_record(fake_device_t *fake, toe_cycle_t cycle, fake_input_kind_t kind) {
  fake->inputs = fake_grow(fake->inputs, &fake->input_capacity, fake->input_count, sizeof *fake->inputs);
  fake->is_sampled = fake_grow(fake->is_sampled, &fake->sampled_capacity, fake->input_count, sizeof *fake->is_sampled);
  fake->is_sampled[fake->input_count] = false;
  if (cycle < fake->now) ++fake->violations;
  fake_input_t *input = &fake->inputs[fake->input_count++];
  *input = (fake_input_t){.kind = kind, .cycle = cycle};
  return input;
}

static inline void fake_put_tlp(toe_device_t *device, toe_stream_t stream, toe_cycle_t cycle, const toe_tlp_t *tlp) {
  fake_device_t *fake = fake_of(device);
  fake_input_t *input = fake_record(fake, cycle, FAKE_TLP);
  input->stream = stream;
  input->tlp = fake_copy(tlp);
  if (stream != TOE_STREAM_CQ && stream != TOE_STREAM_RC) ++fake->violations;
  if (cycle < fake->next_cycle[stream]) ++fake->violations;
  fake->next_cycle[stream] = cycle + (stream == TOE_STREAM_CQ ? 1 : toe_tlp_beats(tlp));
}

static inline void fake_put_credits(toe_device_t *device, toe_cycle_t cycle, toe_credits_t returned) {
  fake_device_t *fake = fake_of(device);
  fake_record(fake, cycle, FAKE_CREDITS)->credits = returned;
  if (cycle < fake->next_credits) ++fake->violations;
  fake->next_credits = cycle + 1;
}

static inline void fake_put_config(toe_device_t *device, toe_cycle_t cycle, const toe_device_config_t *config) {
  fake_device_t *fake = fake_of(device);
  fake_record(fake, cycle, FAKE_CONFIG)->config = *config;
  if (cycle < fake->next_config) ++fake->violations;
  fake->next_config = cycle + 1;
}

static inline void fake_put_flip(toe_device_t *device, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  fake_input_t *input = fake_record(fake_of(device), cycle, FAKE_FLIP);
  input->row = row;
  input->bit = bit;
}

static inline void fake_put_frame(toe_device_t *device, toe_cycle_t cycle, const toe_frame_t *frame) {
  fake_device_t *fake = fake_of(device);
  fake_input_t *input = fake_record(fake, cycle, FAKE_FRAME);
  input->frame_bytes = frame->bytes;
  for (uint32_t i = 0; i < frame->bytes; ++i) input->frame_sum = input->frame_sum * 31 + frame->data[i];
  if (cycle < fake->next_frame) ++fake->violations;
  fake->next_frame = cycle + toe_frame_beats(frame->bytes);
}

static inline bool fake_get_frame(toe_device_t *device, toe_frame_sent_t *frame_out) {
  fake_device_t *fake = fake_of(device);
  if (fake->frame_head == fake->frame_left) return false;
  *frame_out = fake->frames[fake->frame_head++];
  return true;
}

static inline bool fake_get_output(toe_device_t *device, toe_device_output_t *output_out) {
  fake_device_t *fake = fake_of(device);
  if (fake->left_head == fake->left_count) return false;
  fake_output_t *output = &fake->left[fake->left_head++];
  output_out->stream = output->stream;
  output_out->cycle = output->cycle;
  toe_tlp_copy(&output_out->tlp, output->tlp);
  free(output->tlp);
  return true;
}

static inline bool fake_get_retire(toe_device_t *device, toe_retire_t *retire_out) {
  (void)device;
  (void)retire_out;
  return false;
}

static inline void fake_get_stats(const toe_device_t *device, toe_device_stats_t *stats_out) {
  *stats_out = (toe_device_stats_t){.cycles = fake_of(device)->now};
}

static inline void fake_free(toe_device_t *device) {
  fake_device_t *fake = fake_of(device);
  if (fake->freed != NULL) ++*fake->freed;
  for (size_t i = 0; i < fake->input_count; ++i) free(fake->inputs[i].tlp);
  for (size_t i = 0; i < fake->output_count; ++i) free(fake->outputs[i].tlp);
  for (size_t i = fake->queue_head; i < fake->queue_count; ++i) free(fake->queue[i].tlp);
  for (size_t i = fake->left_head; i < fake->left_count; ++i) free(fake->left[i].tlp);
  free(fake->inputs);
  free(fake->is_sampled);
  free(fake->outputs);
  free(fake->queue);
  free(fake->left);
  free(fake->frames);
  free(fake);
}

static inline fake_device_t *fake_new(toe_credits_t credits) {
  static const toe_device_ops_t kOps = {"fake",          fake_free,      fake_now,         fake_next_wake,
                                        fake_advance,    fake_put_tlp,   fake_put_credits, fake_put_config,
                                        fake_put_flip,   fake_put_frame, fake_get_frame,   fake_get_output,
                                        fake_get_retire, fake_get_stats};
  fake_device_t *fake = calloc(1, sizeof *fake);
  if (fake == NULL) abort();
  fake->base.ops = &kOps;
  fake->credits = credits;
  return fake;
}

/* Input number `index` (0, 1...) of one kind, and of one stream if a TLP; NULL: not so many. */
static inline const fake_input_t *fake_input(const fake_device_t *fake, fake_input_kind_t kind, toe_stream_t stream,
                                             size_t index) {
  for (size_t i = 0; i < fake->input_count; ++i) {
    const fake_input_t *input = &fake->inputs[i];
    if (input->kind != kind || (kind == FAKE_TLP && input->stream != stream)) continue;
    if (index-- == 0) return input;
  }
  return NULL;
}

/* Requests of whole DWs. */
static inline toe_tlp_t *fake_request(toe_tlp_t *tlp, toe_tlp_type_t type, uint64_t address, uint32_t bytes,
                                      uint8_t tag) {
  memset(tlp, 0, sizeof *tlp);
  tlp->type = type;
  tlp->address = address;
  tlp->length_bytes = bytes;
  tlp->first_be = 0xF;
  tlp->last_be = bytes > 4 ? 0xF : 0;
  tlp->tag = tag;
  return tlp;
}
static inline toe_tlp_t *fake_read(toe_tlp_t *tlp, uint64_t address, uint32_t bytes, uint8_t tag) {
  return fake_request(tlp, TOE_TLP_MRD, address, bytes, tag);
}
static inline toe_tlp_t *fake_write(toe_tlp_t *tlp, uint64_t address, uint32_t bytes, uint8_t fill) {
  fake_request(tlp, TOE_TLP_MWR, address, bytes, 0);
  memset(tlp->data, fill, bytes);
  return tlp;
}
/* The answer to a BAR read. */
static inline toe_tlp_t *fake_answer(toe_tlp_t *tlp, uint8_t tag, uint32_t value) {
  memset(tlp, 0, sizeof *tlp);
  tlp->type = TOE_TLP_CPLD;
  tlp->tag = tag;
  tlp->length_bytes = 4;
  tlp->byte_count = 4;
  for (int i = 0; i < 4; ++i) tlp->data[i] = (uint8_t)(value >> (8 * i));
  return tlp;
}

#endif /* TOE_FAKE_DEVICE_H_ */
