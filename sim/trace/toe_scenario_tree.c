/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/toe_spec.h"
#include "sim/trace/toe_mac.h"
#include "sim/trace/toe_scenario.h"
#include "sim/trace/toe_scenario_parts.h"

enum { LAYERS = 3, BYTES_MAX = 0x7FFFFFFF };

/* By layer - 1: the member that names a block, and the one that lists its dependents. */
static const char *const own_key[LAYERS] = {"neighbor", "path", "tcp"};
static const char *const list_key[LAYERS] = {"paths", "tcp", NULL};

typedef struct tree {
  toe_json_line_t *line;
  toe_arena_t *arena;
  toe_op_t *op;
  uint32_t made;
  uint32_t *slots; /* names seen: index of a block + 1, open addressing */
  uint32_t slot_mask;
} tree_t;

static uint32_t name_hash(const char *name) {
  uint32_t hash = 2166136261u; /* FNV-1a */
  for (; *name != '\0'; ++name) hash = (hash ^ (uint8_t)*name) * 16777619u;
  return hash;
}

/* False: another block of this tree has that name. */
static bool name_add(tree_t *tree, uint32_t index) {
  const char *name = tree->op->blocks[index].name;
  for (uint32_t at = name_hash(name);; ++at) {
    uint32_t *slot = &tree->slots[at & tree->slot_mask];
    if (*slot == 0) {
      *slot = index + 1;
      return true;
    }
    if (strcmp(tree->op->blocks[*slot - 1].name, name) == 0) return false;
  }
}

/* Blocks in a chain and below; what is no array or object is found later. */
static uint64_t chain_count(json_t *chain, int layer) {
  uint64_t count = 0;
  size_t i;
  json_t *block;
  json_array_foreach(chain, i, block) {
    ++count;
    if (list_key[layer - 1] != NULL) count += chain_count(json_object_get(block, list_key[layer - 1]), layer + 1);
  }
  return count;
}

static void neighbor_state(toe_json_object_t *object, toe_op_state_t *state) {
  state->vlan = (uint16_t)toe_json_number(object, "vlan", 0, 4095, 0);
  json_t *source = toe_json_member(object, "src_mac");
  if (source != NULL && !json_is_null(source)) {
    const char *text = toe_json_string(object, "src_mac");
    state->has_src_mac = true;
    if (text != NULL && !toe_mac_parse(text, state->src_mac))
      toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"src_mac\" is not like 02:00:00:00:00:01", object->what);
  }
  const char *text = toe_json_string(object, "dst_mac");
  if (text == NULL) return;
  state->is_given = true;
  if (!toe_mac_parse(text, state->dst_mac))
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"dst_mac\" is not like 02:00:00:00:00:01", object->what);
}

/* 4 or 6; 0: no address. */
static uint8_t ip_read(const char *text, uint8_t *ip) {
  if (inet_pton(AF_INET, text, ip) == 1) return 4;
  return inet_pton(AF_INET6, text, ip) == 1 ? 6 : 0;
}

static void path_state(toe_json_object_t *object, toe_op_state_t *state) {
  state->mtu = (uint32_t)toe_json_number(object, "mtu", 68, 65536, 1500);
  const char *source = toe_json_string(object, "src_ip"), *target = toe_json_string(object, "dst_ip");
  if (source == NULL && target == NULL) return;
  if (source == NULL || target == NULL) {
    toe_json_need(object, source == NULL ? "src_ip" : "dst_ip");
    return;
  }
  state->is_given = true;
  state->family = ip_read(source, state->src_ip);
  const uint8_t family = ip_read(target, state->dst_ip);
  if (state->family == 0 || family == 0)
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"%s\" is no IPv4 or IPv6 address", object->what,
                    state->family == 0 ? "src_ip" : "dst_ip");
  if (state->family != family)
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: its addresses are of two families", object->what);
}

static void outstanding_read(tree_t *tree, toe_json_object_t *object, toe_op_state_t *state) {
  json_t *list = toe_json_member(object, "outstanding");
  if (list == NULL) return;
  const size_t count = json_array_size(list); /* 0 if it is no array */
  uint32_t *sizes = toe_arena_take(tree->arena, count, sizeof *sizes);
  if (sizes == NULL) {
    toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
    return;
  }
  uint64_t sum = 0;
  bool ok = json_is_array(list);
  for (size_t i = 0; i < count && ok; ++i) {
    json_t *item = json_array_get(list, i);
    const json_int_t value = json_integer_value(item); /* 0 if it is no number */
    ok = value >= 1 && value <= BYTES_MAX;
    sizes[i] = ok ? (uint32_t)value : 0;
    sum += sizes[i];
  }
  if (!ok) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: \"outstanding\" is not a list of sizes in 1..%d", object->what,
                    BYTES_MAX);
  } else if (sum > BYTES_MAX) {
    toe_json_refuse(object->line, TOE_E_RANGE, "%s: \"outstanding\" is more than %d bytes together", object->what,
                    BYTES_MAX);
  }
  state->outstanding = sizes;
  state->outstanding_count = (uint32_t)count;
  state->outstanding_bytes = (uint32_t)sum;
}

static void buffered_read(toe_json_object_t *object, toe_op_state_t *state) {
  json_t *member = toe_json_member(object, "buffered");
  if (member == NULL) return;
  toe_json_object_t buffered;
  toe_json_begin(&buffered, object->line, member, "\"buffered\"");
  toe_json_need(&buffered, "bytes");
  state->buffered_bytes = (uint32_t)toe_json_number(&buffered, "bytes", 0, BYTES_MAX, 0);
  toe_json_finish(&buffered);
}

static void tcp_state(tree_t *tree, toe_json_object_t *object, toe_op_state_t *state) {
  const char *name = toe_json_string(object, "state");
  state->tcp_state = 4; /* ESTABLISHED */
  if (name != NULL && !toe_scenario_state_of_name(name, &state->tcp_state))
    toe_json_refuse(object->line, TOE_E_FORMAT, "%s: unknown TCP state \"%.40s\"", object->what, name);
  state->rcv_nxt = (uint32_t)toe_json_number(object, "rcv_nxt", 0, UINT32_MAX, 1);
  state->rcv_wnd = (uint32_t)toe_json_number(object, "rcv_wnd", 0, BYTES_MAX, 65535);
  state->initial_rcv_wnd = (uint32_t)toe_json_number(object, "initial_rcv_wnd", 0, BYTES_MAX, 65535);
  state->snd_una = (uint32_t)toe_json_number(object, "snd_una", 0, UINT32_MAX, 1);
  state->snd_nxt = (uint32_t)toe_json_number(object, "snd_nxt", 0, UINT32_MAX, state->snd_una);
  state->snd_max = (uint32_t)toe_json_number(object, "snd_max", 0, UINT32_MAX, state->snd_nxt);
  state->snd_wnd = (uint32_t)toe_json_number(object, "snd_wnd", 0, BYTES_MAX, 65535);
  state->remote_mss = (uint16_t)toe_json_number(object, "remote_mss", 1, 65535, 1460);
  state->snd_wind_scale = (uint8_t)toe_json_number(object, "snd_wind_scale", 0, 14, 0);
  state->rcv_wind_scale = (uint8_t)toe_json_number(object, "rcv_wind_scale", 0, 14, 0);
  state->has_timestamps = toe_json_bool(object, "timestamps", false);
  state->has_sack = toe_json_bool(object, "sack", false);
  state->ts_recent = (uint32_t)toe_json_number(object, "ts_recent", 0, UINT32_MAX, 0);
  state->tos = (uint8_t)toe_json_number(object, "tos", 0, 255, 0);
  state->ttl = (uint8_t)toe_json_number(object, "ttl", 1, 255, 128);
  state->user_priority = (uint8_t)toe_json_number(object, "user_priority", 0, 7, 0);
  state->flow_label = (uint32_t)toe_json_number(object, "flow_label", 0, 0xFFFFF, 0);
  buffered_read(object, state);
  outstanding_read(tree, object, state);
  const bool has_local = toe_json_has(object, "local_port"), has_remote = toe_json_has(object, "remote_port");
  if (has_local != has_remote) toe_json_need(object, has_local ? "remote_port" : "local_port");
  state->is_given = has_local && has_remote;
  state->local_port = (uint16_t)toe_json_number(object, "local_port", 1, 65535, 0);
  state->remote_port = (uint16_t)toe_json_number(object, "remote_port", 1, 65535, 0);
}

static void fault_read(toe_json_object_t *object, toe_op_block_t *block) {
  const char *name = toe_json_string(object, "fault");
  if (name == NULL) return;
  if (toe_scenario_fault_of_name(name, &block->fault)) return;
  char all[64];
  toe_scenario_fault_names(all, sizeof all);
  toe_json_refuse(object->line, TOE_E_FORMAT, "%s: unknown fault \"%.40s\"; there are %s", object->what, name, all);
}

/* The layer a block says it is of; 0: none, or more than one. */
static int layer_of(tree_t *tree, json_t *json) {
  int layer = 0;
  for (int i = 0; i < LAYERS; ++i) {
    json_t *member = json_object_get(json, own_key[i]);
    if (member == NULL || json_is_array(member)) continue; /* an array under "tcp" lists dependents */
    if (layer != 0) {
      toe_json_refuse(tree->line, TOE_E_FORMAT, "a block is a %s and a %s at once", own_key[layer - 1], own_key[i]);
      return 0;
    }
    layer = i + 1;
  }
  if (layer == 0)
    toe_json_refuse(tree->line, TOE_E_FORMAT, "a block has none of the names \"neighbor\", \"path\", \"tcp\"");
  return layer;
}

static void block_read(tree_t *tree, json_t *json, uint8_t layer, toe_op_block_t *block) {
  char what[96];
  toe_json_object_t object;
  toe_json_begin(&object, tree->line, json, "a block");
  const char *name = toe_json_string(&object, own_key[layer - 1]);
  block->layer = layer;
  block->next = block->dependent = TOE_OP_NO_BLOCK;
  block->name = toe_arena_text(tree->arena, name != NULL ? name : "", name != NULL ? strlen(name) : 0);
  if (block->name == NULL) {
    block->name = "";
    toe_json_refuse(tree->line, TOE_E_MEMORY, "out of memory");
  }
  (void)snprintf(what, sizeof what, "%s %.64s", own_key[layer - 1], block->name);
  object.what = what;
  if (name != NULL && !toe_scenario_is_name(name))
    toe_json_refuse(tree->line, TOE_E_FORMAT, "a name of a %s has a control character", own_key[layer - 1]);
  block->is_placeholder = toe_json_bool(&object, "placeholder", false);
  block->has_handle = toe_json_has(&object, "handle");
  block->handle = (uint32_t)toe_json_number(&object, "handle", 1, UINT32_MAX, 0);
  if (block->is_placeholder && block->has_handle)
    toe_json_refuse(tree->line, TOE_E_FORMAT, "%s is a placeholder and has a handle", what);
  fault_read(&object, block);
  if (layer == TOE_LAYER_NEIGHBOR) neighbor_state(&object, &block->state);
  if (layer == TOE_LAYER_PATH) path_state(&object, &block->state);
  if (layer == TOE_LAYER_TCP) tcp_state(tree, &object, &block->state);
  if (list_key[layer - 1] != NULL) (void)toe_json_member(&object, list_key[layer - 1]);
  for (int i = 0; i < LAYERS; ++i) { /* said better than "unknown member" */
    const char *key = list_key[i];
    if (key != NULL && i + 1 != layer && json_is_array(json_object_get(json, key)))
      toe_json_refuse(tree->line, TOE_E_FORMAT, "%s: \"%s\" under a %s", what, key, own_key[layer - 1]);
  }
  toe_json_finish(&object);
}

/* One chain of blocks, each with all below it; recursion is as deep as there are layers.  Index of its first block. */
static uint32_t chain_read(tree_t *tree, json_t *chain, uint8_t layer, const char *above) {
  uint32_t first = TOE_OP_NO_BLOCK, before = TOE_OP_NO_BLOCK;
  size_t i;
  json_t *json;
  json_array_foreach(chain, i, json) {
    const int own = layer_of(tree, json);
    if (own != layer)
      toe_json_refuse(tree->line, TOE_E_FORMAT, "a %s where a %s belongs, %s", own > 0 ? own_key[own - 1] : "block",
                      own_key[layer - 1], above);
    if (tree->line->result != TOE_OK) return first;
    const uint32_t index = tree->made++;
    toe_op_block_t *block = &tree->op->blocks[index];
    block_read(tree, json, layer, block);
    if (tree->line->result != TOE_OK) return first;
    if (!name_add(tree, index)) {
      toe_json_refuse(tree->line, TOE_E_FORMAT, "%s %.64s: this name is twice in the tree", own_key[layer - 1],
                      block->name);
      return first;
    }
    if (before == TOE_OP_NO_BLOCK)
      first = index;
    else
      tree->op->blocks[before].next = index;
    before = index;
    json_t *list = list_key[layer - 1] != NULL ? json_object_get(json, list_key[layer - 1]) : NULL;
    if (list != NULL && !json_is_array(list))
      toe_json_refuse(tree->line, TOE_E_FORMAT, "%s %.64s: \"%s\" is not a list", own_key[layer - 1], block->name,
                      list_key[layer - 1]);
    if (list != NULL)
      block->dependent = chain_read(tree, list, (uint8_t)(layer + 1), layer == 1 ? "under a neighbor" : "under a path");
  }
  return first;
}

void toe_scenario_tree(toe_json_object_t *object, toe_op_t *op, toe_arena_t *arena) {
  toe_json_need(object, "tree");
  json_t *roots = toe_json_member(object, "tree");
  if (roots == NULL) return;
  if (json_array_size(roots) == 0) {
    toe_json_refuse(object->line, TOE_E_FORMAT, "\"tree\" is not a list of one block at least");
    return;
  }
  tree_t tree = {.line = object->line, .arena = arena, .op = op};
  const int layer = layer_of(&tree, json_array_get(roots, 0));
  if (layer == 0) return;
  const uint64_t count = chain_count(roots, layer);
  if (count > TOE_STAGE_MAX_OBJECTS) {
    toe_json_refuse(object->line, TOE_E_RANGE, "%llu blocks in a tree, more than %d", (unsigned long long)count,
                    TOE_STAGE_MAX_OBJECTS);
    return;
  }
  uint32_t slots = 8;
  while (slots < 2 * count) slots *= 2;
  tree.slot_mask = slots - 1;
  tree.slots = calloc(slots, sizeof *tree.slots);
  op->blocks = toe_arena_take(arena, (size_t)count, sizeof *op->blocks);
  if (tree.slots == NULL || op->blocks == NULL)
    toe_json_refuse(object->line, TOE_E_MEMORY, "out of memory");
  else
    (void)chain_read(&tree, roots, (uint8_t)layer, "beside the first root");
  op->block_count = tree.made;
  free(tree.slots);
}
