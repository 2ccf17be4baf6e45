/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_tree.c - see toe_tree.h.
 */
#include "sim/host/toe_tree.h"

#include <stdio.h>

#include "sim/host/toe_returned.h"
#include "sim/host/toe_state.h"
#include "sim/host/toe_stream.h"

/* Members no one but the host may write carry a pattern of their object, so that a swap is seen as well as a change. */
static uint64_t pattern(uint64_t number, unsigned member) { return 0xB10C000000000000u ^ number << 8 ^ member; }

/* What stands in delegated state before the target writes it. */
enum { UNWRITTEN = 0x5A };

static bool is_terminated(const toe_tree_t *tree, const toe_tree_node_t *node) {
  return tree->is_terminate && node->kind == TOE_KIND_LINKER;
}

static uint32_t block_bytes(const toe_tree_t *tree, const toe_op_block_t *block, const toe_tree_node_t *node) {
  uint32_t bytes = TOE_NDIS_BLOCK_BYTES;
  if (is_terminated(tree, node)) bytes += toe_ndis_align(toe_returned_bytes(node->object->layer));
  if (node->kind == TOE_KIND_NEW) bytes += toe_state_bytes(node->object->layer);
  if (block->has_handle) bytes += 8; /* a cell of its own */
  return toe_ndis_align(bytes);
}

static bool make_buffers(const toe_os_t *os, toe_tree_node_t *node) {
  const toe_op_state_t *state = &node->object->state;
  if (node->kind != TOE_KIND_NEW || node->object->layer != TOE_LAYER_TCP) return true;
  if (state->outstanding_count != 0) {
    node->sends = toe_buffers_to_send(os, state->outstanding, state->outstanding_count);
    if (node->sends == NULL) return false;
  }
  if (state->buffered_bytes != 0) {
    const uint32_t end = toe_stream_end(state->rcv_nxt, state->tcp_state);
    node->buffered = toe_buffers_received(os, node->object->number, end, state->buffered_bytes);
    if (node->buffered == NULL) return false;
  }
  return true;
}

static void drop_buffers(const toe_os_t *os, toe_tree_t *tree) {
  for (uint32_t i = 0; i < tree->count && tree->nodes != NULL; ++i) {
    toe_tree_node_t *node = &tree->nodes[i];
    os->free(os->self, node->sends);
    if (node->buffered != NULL) toe_buffers_received_free(os, node->buffered, node->object->state.buffered_bytes);
    node->sends = node->buffered = NULL;
  }
}

static void write_block(const toe_op_block_t *from, toe_tree_node_t *node) {
  uint8_t *block = node->block;
  const toe_object_t *object = node->object;
  uint8_t layer = object->layer;
  TOE_NDIS_WRITE(block, BLOCK, TYPE, toe_state_type(layer, object->state.family));
  TOE_NDIS_WRITE(block, BLOCK, REVISION, toe_state_revision(layer));
  TOE_NDIS_WRITE(block, BLOCK, SIZE, TOE_NDIS_BLOCK_BYTES);
  TOE_NDIS_WRITE(block, BLOCK, STATUS, 0xFFFFFFFFu); /* no status of an initiate */
  TOE_NDIS_WRITE(block, BLOCK, NDIS_RESERVED, pattern(object->number, 0));
  TOE_NDIS_WRITE(block, BLOCK, NDIS_RESERVED_1, pattern(object->number, 1));
  TOE_NDIS_WRITE(block, BLOCK, NDIS_HANDLE, object->number);
  TOE_NDIS_WRITE(block, BLOCK, PROTOCOL_RESERVED, pattern(object->number, 2));
  TOE_NDIS_WRITE(block, BLOCK, PROTOCOL_RESERVED_1, pattern(object->number, 3));
  TOE_NDIS_WRITE(block, BLOCK, MINIPORT_RESERVED, from->fault);
  TOE_NDIS_WRITE(block, BLOCK, IM_RESERVED, pattern(object->number, 4));
  TOE_NDIS_WRITE(block, BLOCK, IM_RESERVED_1, pattern(object->number, 5));
  TOE_NDIS_WRITE(block, BLOCK, SOURCE_HANDLE, pattern(object->number, 6));
  toe_ndis_set_pointer(block, TOE_NDIS_BLOCK_CONTEXT_OFFSET, node->cell);
  if (node->kind != TOE_KIND_NEW) return;
  toe_ndis_set_pointer(block, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET, node->sends);
  const toe_nbl_t *last = node->sends == NULL ? NULL : &node->sends[object->state.outstanding_count - 1];
  uint8_t *state = block + TOE_NDIS_BLOCK_BYTES;
  toe_state_write(layer, &object->state, node->sends, last, node->buffered, state);
  if (!object->has_returned) return;
  for (int i = 0; i < 2; ++i) state += toe_ndis_align((uint32_t)TOE_NDIS_READ(state, STATE_HEADER, LENGTH));
  toe_returned_write(&object->returned, state); /* as it came back */
}

/* The delegated structure that the target fills in. */
static void write_terminated(toe_tree_node_t *node) {
  const uint8_t layer = node->object->layer;
  uint8_t *record = node->block + TOE_NDIS_BLOCK_BYTES;
  TOE_NDIS_WRITE(node->block, BLOCK, TYPE, toe_returned_type(layer, node->object->state.family));
  memset(record, UNWRITTEN, toe_returned_bytes(layer));
  TOE_NDIS_WRITE(record, STATE_HEADER, LENGTH, toe_returned_bytes(layer));
  TOE_NDIS_WRITE(record, STATE_HEADER, OPTIONS, 0);
}

toe_result_t toe_tree_build(const toe_os_t *os, const toe_op_t *op, toe_tree_t *tree) {
  size_t bytes = 0;
  bool ok = true;
  for (uint32_t i = 0; i < tree->count; ++i) {
    bytes += block_bytes(tree, &op->blocks[i], &tree->nodes[i]);
    ok = ok && make_buffers(os, &tree->nodes[i]);
  }
  tree->bytes = bytes;
  tree->memory = ok ? os->alloc(os->self, bytes) : NULL;
  tree->copy = tree->memory != NULL ? os->alloc(os->self, bytes) : NULL;
  if (tree->copy == NULL) {
    drop_buffers(os, tree);
    os->free(os->self, tree->memory);
    tree->memory = NULL;
    return TOE_E_MEMORY;
  }
  uint8_t *place = tree->memory;
  for (uint32_t i = 0; i < tree->count; ++i) {
    toe_tree_node_t *node = &tree->nodes[i];
    uint32_t size = block_bytes(tree, &op->blocks[i], node);
    node->block = place;
    node->cell = node->kind == TOE_KIND_PLACEHOLDER ? NULL : node->object->cell;
    if (op->blocks[i].has_handle && node->cell != NULL) {
      node->cell = place + size - 8;
      toe_ndis_cell_set(node->cell, op->blocks[i].handle);
    }
    node->cell_before = node->cell == NULL ? 0 : toe_ndis_cell_get(node->cell);
    write_block(&op->blocks[i], node);
    if (is_terminated(tree, node)) write_terminated(node);
    place += size;
  }
  for (uint32_t i = 0; i < tree->count; ++i) {
    uint32_t next = op->blocks[i].next, dependent = op->blocks[i].dependent;
    uint8_t *block = tree->nodes[i].block;
    toe_ndis_set_pointer(block, TOE_NDIS_BLOCK_NEXT_OFFSET, next == TOE_OP_NO_BLOCK ? NULL : tree->nodes[next].block);
    toe_ndis_set_pointer(block, TOE_NDIS_BLOCK_DEPENDENT_OFFSET,
                         dependent == TOE_OP_NO_BLOCK ? NULL : tree->nodes[dependent].block);
  }
  memcpy(tree->copy, tree->memory, bytes);
  return TOE_OK;
}

void *toe_tree_root(const toe_tree_t *tree) { return tree->memory; }

uint32_t toe_tree_status(const toe_tree_t *tree, uint32_t index) {
  return (uint32_t)TOE_NDIS_READ(tree->nodes[index].block, BLOCK, STATUS);
}

bool toe_tree_is_in(uint32_t status) { return status == TOE_STATUS_SUCCESS || status == TOE_STATUS_PARTIAL; }

/* One of the sixteen [R18]. */
static bool is_initiate_status(uint32_t status) {
  switch (status) {
#define TOE_STATUS(name, value, text) case (value):
#include "model/spec/status.def"
    return true;
    default:
      return false;
  }
}

static void say(const toe_tree_sink_t *sink, const toe_tree_node_t *node, const char *rule, const char *what) {
  char text[256];
  snprintf(text, sizeof text, "%s: %s", node->object->name, what);
  sink->broken(sink->self, rule, text);
}

static void check_cell(const toe_tree_node_t *node, uint32_t status, const toe_tree_sink_t *sink) {
  if (node->cell == NULL) return;
  uint64_t handle = toe_ndis_cell_get(node->cell);
  if (node->kind == TOE_KIND_LINKER) {
    if (handle != node->cell_before) say(sink, node, "R91", "the handle of a linker was changed");
    return;
  }
  if (toe_tree_is_in(status) && handle == 0) say(sink, node, "R94", "offloaded, but no handle was written");
  if (!toe_tree_is_in(status) && handle != 0) say(sink, node, "R95", "not offloaded, but a handle was written");
}

static void check_buffers(const toe_tree_node_t *node, uint32_t status, const toe_tree_sink_t *sink) {
  const toe_op_state_t *state = &node->object->state;
  if (node->sends != NULL && !toe_tree_is_in(status) &&
      !toe_buffers_to_send_is_same(node->sends, state->outstanding, state->outstanding_count)) {
    say(sink, node, "R2", "a buffer list of a block that failed was changed");
  }
  if (node->buffered != NULL &&
      !toe_buffers_received_is_same(node->buffered, node->object->number,
                                    toe_stream_end(state->rcv_nxt, state->tcp_state), state->buffered_bytes)) {
    say(sink, node, "R50", "the buffered data was changed");
  }
}

/* What lies between the members of a block that the target may write. */
static void check_bytes(const toe_tree_t *tree, uint32_t index, const toe_tree_sink_t *sink) {
  static const int parts[][2] = {
      {0, TOE_NDIS_BLOCK_STATUS_OFFSET},
      {TOE_NDIS_BLOCK_STATUS_OFFSET + 4, TOE_NDIS_BLOCK_MINIPORT_RESERVED_OFFSET},
      {TOE_NDIS_BLOCK_IM_RESERVED_OFFSET, TOE_NDIS_BLOCK_SCRATCH_OFFSET},
      {TOE_NDIS_BLOCK_SOURCE_HANDLE_OFFSET, TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET},
      {TOE_NDIS_BLOCK_NBL_CHAIN_OFFSET, TOE_NDIS_BLOCK_BYTES}, /* of a terminate the target's */
  };
  const toe_tree_node_t *node = &tree->nodes[index];
  size_t at = (size_t)(node->block - tree->memory);
  const unsigned part_count = sizeof parts / sizeof parts[0] - (tree->is_terminate ? 1 : 0);
  for (unsigned p = 0; p < part_count; ++p) {
    size_t begin = at + (size_t)parts[p][0], bytes = (size_t)(parts[p][1] - parts[p][0]);
    if (memcmp(tree->memory + begin, tree->copy + begin, bytes) != 0) {
      say(sink, node, "R105", "a member of the block that is the host's was changed");
    }
  }
  size_t end = index + 1 < tree->count ? (size_t)(tree->nodes[index + 1].block - tree->memory) : tree->bytes;
  size_t state = at + TOE_NDIS_BLOCK_BYTES;
  if (is_terminated(tree, node)) end = state + TOE_NDIS_STATE_HEADER_BYTES;
  if (memcmp(tree->memory + state, tree->copy + state, end - state) != 0) {
    say(sink, node, "R106", "the state behind the block was changed");
  }
}

void toe_tree_check(const toe_tree_t *tree, const toe_tree_sink_t *sink) {
  for (uint32_t i = 0; i < tree->count; ++i) {
    const toe_tree_node_t *node = &tree->nodes[i];
    uint32_t status = toe_tree_status(tree, i);
    if (!tree->is_terminate && !is_initiate_status(status)) {
      char what[80];
      snprintf(what, sizeof what, "status 0x%08lX is none of an initiate", (unsigned long)status);
      say(sink, node, "R18", what);
    }
    if (!tree->is_terminate && node->kind == TOE_KIND_PLACEHOLDER && status != TOE_STATUS_SUCCESS) {
      say(sink, node, "R90", "a placeholder is not SUCCESS");
    }
    check_cell(node, status, sink);
    check_buffers(node, status, sink);
    check_bytes(tree, i, sink);
  }
}

void toe_tree_settle(const toe_os_t *os, toe_tree_t *tree) {
  for (uint32_t i = 0; i < tree->count; ++i) {
    toe_tree_node_t *node = &tree->nodes[i];
    if (node->sends == NULL || !toe_tree_is_in(toe_tree_status(tree, i))) continue;
    os->free(os->self, node->object->sends);
    node->object->sends = node->sends;
    node->object->sends_settled = 0;
    node->sends = NULL;
  }
  drop_buffers(os, tree);
}

void toe_tree_poison(toe_tree_t *tree) { memset(tree->memory, TOE_TREE_POISON, tree->bytes); }

bool toe_tree_is_untouched(const toe_tree_t *tree) {
  /* All alike, and the first is right. */
  return tree->bytes == 0 ||
         (tree->memory[0] == TOE_TREE_POISON && memcmp(tree->memory, tree->memory + 1, tree->bytes - 1) == 0);
}

void toe_tree_free(const toe_os_t *os, toe_tree_t *tree) {
  drop_buffers(os, tree);
  os->free(os->self, tree->nodes);
  os->free(os->self, tree->memory);
  os->free(os->self, tree->copy);
  memset(tree, 0, sizeof *tree);
}
