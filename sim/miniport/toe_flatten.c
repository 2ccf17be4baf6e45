/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_flatten.c - see toe_flatten.h.
 */
#include "sim/miniport/toe_flatten.h"

enum { DEPTHS = 3, FIRST_CAPACITY = 16 };

void toe_flat_free(const toe_os_t *os, toe_flat_t *flat) {
  os->free(os->self, flat->items);
  memset(flat, 0, sizeof *flat);
}

/* Whether the list has this block already. */
static bool is_met(const toe_flat_t *flat, const void *block) {
  uint64_t place = TOE_NDIS_READ(block, BLOCK, SCRATCH);
  return place < flat->count && flat->items[place].block == block;
}

static bool append(const toe_os_t *os, toe_flat_t *flat, void *block) {
  if (flat->count == flat->capacity) {
    uint32_t capacity = flat->capacity == 0 ? FIRST_CAPACITY : 2 * flat->capacity;
    toe_flat_item_t *items = os->alloc(os->self, capacity * sizeof *items);
    if (items == NULL) return false;
    if (flat->count != 0) memcpy(items, flat->items, flat->count * sizeof *items);
    os->free(os->self, flat->items);
    flat->items = items;
    flat->capacity = capacity;
  }
  TOE_NDIS_WRITE(block, BLOCK, SCRATCH, flat->count);
  flat->items[flat->count++] = (toe_flat_item_t){.block = block, .layer = 0, .kind = toe_ndis_kind(block)};
  return true;
}

void *toe_flatten_step(void *block, void *stack[3], unsigned *depth) {
  void *dependent = toe_ndis_dependent(block);
  if (dependent != NULL) {
    if (*depth + 1 == DEPTHS) return NULL;
    stack[(*depth)++] = block;
    return dependent;
  }
  void *next = toe_ndis_next(block);
  while (next == NULL && *depth > 0) next = toe_ndis_next(stack[--*depth]);
  return next;
}

/* Layer that a Header.Type names; 0: none. */
static uint8_t layer_of_type(uint64_t type) {
  if (type >= TOE_NDIS_STATE_NEIGHBOR_FIRST && type <= TOE_NDIS_STATE_NEIGHBOR) return TOE_LAYER_NEIGHBOR;
  if (type >= TOE_NDIS_STATE_PATH_FIRST && type <= TOE_NDIS_STATE_PATH_IP6) return TOE_LAYER_PATH;
  if (type >= TOE_NDIS_STATE_TCP_FIRST && type <= TOE_NDIS_STATE_TCP_DELEGATED) return TOE_LAYER_TCP;
  return type == TOE_NDIS_STATE_TCP ? TOE_LAYER_TCP : 0;
}

/* The items' layers hold their depths; make them layers. */
static const char *set_layers(toe_flat_t *flat) {
  unsigned root_layer = 0, deepest = 0;
  for (uint32_t i = 0; i < flat->count; ++i) {
    const toe_flat_item_t *item = &flat->items[i];
    if (item->layer > deepest) deepest = item->layer;
    if (item->kind == TOE_KIND_PLACEHOLDER) continue;
    unsigned layer = layer_of_type(TOE_NDIS_READ(item->block, BLOCK, TYPE));
    if (layer == 0) return "a block's Header.Type is no offload state";
    if (layer <= item->layer) return "a block is of too low a layer for its depth";
    if (root_layer == 0) root_layer = layer - item->layer;
    if (root_layer + item->layer != layer) return "layers do not step from neighbor to path to TCP";
  }
  if (root_layer == 0) { /* placeholders alone */
    root_layer = layer_of_type(TOE_NDIS_READ(flat->items[0].block, BLOCK, TYPE));
    if (root_layer == 0 || root_layer + deepest > TOE_LAYER_TCP) root_layer = TOE_LAYER_NEIGHBOR;
  }
  if (root_layer + deepest > TOE_LAYER_TCP) return "a TCP block has dependents";
  for (uint32_t i = 0; i < flat->count; ++i) flat->items[i].layer = (uint8_t)(flat->items[i].layer + root_layer);
  return NULL;
}

toe_flatten_result_t toe_flatten(const toe_os_t *os, void *root, toe_flat_t *flat_out, const char **text_out) {
  void *stack[DEPTHS] = {NULL, NULL, NULL};
  unsigned depth = 0;
  toe_flatten_result_t result = TOE_FLATTEN_OK;
  toe_flat_t flat = {NULL, 0, 0};
  for (void *block = root; block != NULL && result == TOE_FLATTEN_OK;) {
    if (is_met(&flat, block)) {
      *text_out = "a block is reached twice";
      result = TOE_FLATTEN_WRONG;
    } else if (flat.count == TOE_STAGE_MAX_OBJECTS) {
      *text_out = "more blocks than a request can hold";
      result = TOE_FLATTEN_TOO_MANY;
    } else if (!append(os, &flat, block)) {
      *text_out = "no memory for the list of blocks";
      result = TOE_FLATTEN_NO_MEMORY;
    } else if (toe_ndis_dependent(block) != NULL && depth + 1 == DEPTHS) {
      *text_out = "the tree is deeper than three layers";
      result = TOE_FLATTEN_WRONG;
    } else {
      flat.items[flat.count - 1].layer = (uint8_t)depth;
      block = toe_flatten_step(block, stack, &depth);
    }
  }
  if (result == TOE_FLATTEN_OK) {
    *text_out = set_layers(&flat);
    if (*text_out != NULL) result = TOE_FLATTEN_WRONG;
  }
  if (result == TOE_FLATTEN_OK) {
    *flat_out = flat;
  } else {
    toe_flat_free(os, &flat);
  }
  return result;
}

bool toe_flatten_reachable(const toe_os_t *os, void *root, toe_flat_t *flat_out) {
  toe_flat_t flat = {NULL, 0, 0};
  bool ok = append(os, &flat, root);
  for (uint32_t i = 0; ok && i < flat.count; ++i) {
    void *links[2] = {toe_ndis_dependent(flat.items[i].block), toe_ndis_next(flat.items[i].block)};
    for (int k = 0; ok && k < 2; ++k) {
      if (links[k] != NULL && !is_met(&flat, links[k])) ok = append(os, &flat, links[k]);
    }
  }
  if (ok) {
    *flat_out = flat;
  } else {
    toe_flat_free(os, &flat);
  }
  return ok;
}
