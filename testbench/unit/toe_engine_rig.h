/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_rig.h - an engine on a bench: inputs are set by edge, and remembered; what left is kept.
 *
 * For tests of the engine's timing.  The rig puts inputs (all at once or by a stub of memory and link,
 * toe_engine_random_test.c), advances, and keeps outputs and retire records in arrays to look at.
 */
#ifndef TOE_ENGINE_RIG_H_
#define TOE_ENGINE_RIG_H_

#include <stdlib.h>
#include <string.h>

#include "model/toe_engine.h"
#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_engine_objects.h"

typedef enum rig_input_kind {
  RIG_REQUEST,
  RIG_COMPLETION,
  RIG_CREDITS,
  RIG_CONFIG,
  RIG_FLIP,
  RIG_FRAME
} rig_input_kind_t;

/* An input as given, so that it can be given again. */
typedef struct rig_input {
  rig_input_kind_t kind;
  toe_cycle_t cycle;
  toe_engine_request_t request;
  toe_engine_completion_t completion;
  toe_engine_credits_t credits;
  toe_engine_config_t config;
  uint32_t row, bit;
  toe_engine_frame_t frame; /* its bytes are the rig's to free */
  uint8_t data[1024];
} rig_input_t;

typedef struct rig {
  toe_engine_t *engine;
  rig_input_t *inputs;
  toe_engine_output_t *outputs;
  toe_retire_t *retires;
  uint32_t input_count, output_count, retire_count;
} rig_t;

/* Room for one more of an array whose capacity is the power of two at or above its count. */
static inline void *rig_grow(void *array, uint32_t count, size_t element_bytes) {
  if (count != 0 && (count & (count - 1)) != 0) return array;
  void *bigger = realloc(array, (count == 0 ? 1 : (size_t)count * 2) * element_bytes);
  if (bigger == NULL) abort();
  return bigger;
}

static inline void rig_open_with(rig_t *rig, toe_engine_credits_t credits, bool is_exhaustive) {
  memset(rig, 0, sizeof *rig);
  toe_engine_options_t options = {.credits = credits, .is_exhaustive = is_exhaustive};
  if (toe_engine_new(&options, &rig->engine) != TOE_OK) abort();
}

static inline void rig_open(rig_t *rig) {
  rig_open_with(rig, (toe_engine_credits_t){0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu}, false);
}

static inline void rig_close(rig_t *rig) {
  toe_engine_free(rig->engine);
  for (uint32_t i = 0; i < rig->input_count; ++i) free((void *)(uintptr_t)rig->inputs[i].frame.data);
  free(rig->inputs);
  free(rig->outputs);
  free(rig->retires);
}

static inline void rig_put(rig_t *rig, const rig_input_t *input) {
  rig->inputs = rig_grow(rig->inputs, rig->input_count, sizeof *rig->inputs);
  if (input->kind == RIG_FRAME) {
    uint8_t *copy = malloc(input->frame.bytes);
    if (copy == NULL) abort();
    memcpy(copy, input->frame.data, input->frame.bytes);
    rig->inputs[rig->input_count] = *input;
    rig->inputs[rig->input_count++].frame.data = copy;
    toe_engine_put_frame(rig->engine, input->cycle, &input->frame);
    return;
  }
  rig->inputs[rig->input_count++] = *input;
  toe_engine_completion_t completion = input->completion;
  switch (input->kind) {
    case RIG_REQUEST:
      toe_engine_put_request(rig->engine, input->cycle, &input->request);
      break;
    case RIG_COMPLETION:
      completion.data = input->data;
      toe_engine_put_completion(rig->engine, input->cycle, &completion);
      break;
    case RIG_CREDITS:
      toe_engine_put_credits(rig->engine, input->cycle, input->credits);
      break;
    case RIG_CONFIG:
      toe_engine_put_config(rig->engine, input->cycle, &input->config);
      break;
    case RIG_FLIP:
      toe_engine_put_flip(rig->engine, input->cycle, input->row, input->bit);
      break;
    case RIG_FRAME: /* above */
      break;
  }
}

static inline void rig_write(rig_t *rig, toe_cycle_t cycle, uint32_t offset, uint32_t value) {
  rig_input_t input = {
      .kind = RIG_REQUEST,
      .cycle = cycle,
      .request = {.type = TOE_ENGINE_WRITE, .address = offset, .length_bytes = 4, .first_be = 0xF, .data = value}};
  rig_put(rig, &input);
}

static inline void rig_read(rig_t *rig, toe_cycle_t cycle, uint32_t offset, uint8_t tag) {
  rig_input_t input = {.kind = RIG_REQUEST,
                       .cycle = cycle,
                       .request = {.type = TOE_ENGINE_READ,
                                   .address = offset,
                                   .length_bytes = 4,
                                   .first_be = 0xF,
                                   .tag = tag,
                                   .requester_id = 0x55}};
  rig_put(rig, &input);
}

static inline void rig_credits(rig_t *rig, toe_cycle_t cycle, uint32_t ph, uint32_t pd, uint32_t nph) {
  rig_input_t input = {.kind = RIG_CREDITS, .cycle = cycle, .credits = {ph, pd, nph}};
  rig_put(rig, &input);
}

static inline void rig_config(rig_t *rig, toe_cycle_t cycle, bool has_bus_master, bool has_msix, uint16_t mrrs_bytes) {
  rig_input_t input = {
      .kind = RIG_CONFIG,
      .cycle = cycle,
      .config = {.has_bus_master = has_bus_master, .has_msix = has_msix, .mps_bytes = 256, .mrrs_bytes = mrrs_bytes}};
  rig_put(rig, &input);
}

static inline void rig_flip(rig_t *rig, toe_cycle_t cycle, uint32_t row, uint32_t bit) {
  rig_input_t input = {.kind = RIG_FLIP, .cycle = cycle, .row = row, .bit = bit};
  rig_put(rig, &input);
}

/* A frame, copied, its first beat at `cycle`. */
static inline void rig_frame(rig_t *rig, toe_cycle_t cycle, const uint8_t *data, uint32_t bytes) {
  rig_input_t input = {.kind = RIG_FRAME, .cycle = cycle, .frame = {.bytes = bytes, .data = data}};
  rig_put(rig, &input);
}

/* Data for a read, its first beat at `cycle`. */
static inline void rig_answer(rig_t *rig, toe_cycle_t cycle, uint8_t tag, const uint8_t *data, uint32_t bytes) {
  rig_input_t input = {.kind = RIG_COMPLETION,
                       .cycle = cycle,
                       .completion = {.type = TOE_ENGINE_COMPLETION_DATA, .tag = tag, .length_bytes = bytes}};
  memcpy(input.data, data, bytes);
  rig_put(rig, &input);
}

/* A read ended by the root complex: status 1 is UR. */
static inline void rig_refuse(rig_t *rig, toe_cycle_t cycle, uint8_t tag, uint8_t status) {
  rig_input_t input = {.kind = RIG_COMPLETION,
                       .cycle = cycle,
                       .completion = {.type = TOE_ENGINE_COMPLETION, .tag = tag, .status = status}};
  rig_put(rig, &input);
}

static inline void rig_collect(rig_t *rig) {
  toe_engine_output_t output;
  toe_retire_t retire;
  while (toe_engine_get_output(rig->engine, &output)) {
    rig->outputs = rig_grow(rig->outputs, rig->output_count, sizeof output);
    rig->outputs[rig->output_count++] = output;
  }
  while (toe_engine_get_retire(rig->engine, &retire)) {
    rig->retires = rig_grow(rig->retires, rig->retire_count, sizeof retire);
    rig->retires[rig->retire_count++] = retire;
  }
}

static inline void rig_advance(rig_t *rig, toe_cycle_t until) {
  toe_engine_advance(rig->engine, until);
  rig_collect(rig);
}

/* Registers as a driver would leave them, at edges 0 .. 13: rings of 8 entries, vector 0, interrupt armed, enabled. */
static inline void rig_start(rig_t *rig) {
  rig_config(rig, 0, true, true, 512);
  rig_write(rig, 1, 0x100, RIG_CMD_RING);
  rig_write(rig, 2, 0x108, 8);
  rig_write(rig, 3, 0x120, RIG_CPL_RING);
  rig_write(rig, 4, 0x128, 8);
  rig_write(rig, 5, 0x2000, RIG_MESSAGE);
  rig_write(rig, 6, 0x2008, 0xABCD);
  rig_write(rig, 7, 0x200C, 0);
  rig_write(rig, 8, 0x084, 1);
  rig_write(rig, 9, 0x12C, 0);
  rig_write(rig, 13, 0x004, 3);
}

/* The n-th record of a kind; NULL (and a failed check) if there is none. */
static inline const toe_retire_t *rig_retire(const rig_t *rig, toe_retire_kind_t kind, uint32_t n) {
  static const toe_retire_t kNone = {.cycle = TOE_CYCLE_NEVER};
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    if (rig->retires[i].kind == kind && n-- == 0) return &rig->retires[i];
  }
  TOE_EXPECT(!"no such record");
  return &kNone;
}

static inline uint32_t rig_retires(const rig_t *rig, toe_retire_kind_t kind) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < rig->retire_count; ++i) count += rig->retires[i].kind == kind;
  return count;
}

/* A request of `count` objects in the next slot: its command at `edge` and the edge after, its objects without a gap
 * from edge + 100 on, from chunk `chunk` on.  The doorbell is the caller's business. */
static inline void rig_request(rig_t *rig, toe_cycle_t edge, uint8_t slot, uint32_t chunk,
                               uint8_t objects[][TOE_OBJECT_BYTES], uint32_t count) {
  uint8_t command[TOE_COMMAND_BYTES];
  rig_command(command, 0x100u + slot, count);
  rig_answer(rig, edge, slot, command, TOE_COMMAND_BYTES);
  for (uint32_t i = 0; i < count; i += 2) {
    uint32_t bytes = count - i == 1 ? TOE_OBJECT_BYTES : 2 * TOE_OBJECT_BYTES;
    rig_answer(rig, edge + 100 + 8 * i, (uint8_t)(TOE_STAGE_TAG_OBJECT + (chunk + i / 2) % TOE_STAGE_CHUNKS),
               objects[i], bytes);
  }
}

/* New neighbor, path and connections, `count` in all, each of its own mark; and `bytes` of buffered data of the last.
 */
static inline void rig_tree(uint8_t objects[][TOE_OBJECT_BYTES], uint32_t count, uint32_t bytes) {
  for (uint32_t i = 0; i < count; ++i) rig_object(objects[i], i < 3 ? 1 + i : 3, TOE_KIND_NEW, 0, (uint8_t)(1 + i));
  TOE_WRITE(objects[count - 1], OBJ_TCP, BUFFERED_BYTES, bytes);
  TOE_WRITE(objects[count - 1], OBJ_TCP, BUFFERED_ADDR, bytes == 0 ? 0 : RIG_BUFFERED);
}

#endif /* TOE_ENGINE_RIG_H_ */
