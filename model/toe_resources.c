/* SPDX-License-Identifier: Apache-2.0 */
#include "model/toe_resources.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)TOE_POOL_NEIGHBOR == TOE_LAYER_NEIGHBOR - 1 && (int)TOE_POOL_PATH == TOE_LAYER_PATH - 1 &&
                   (int)TOE_POOL_TCP == TOE_LAYER_TCP - 1,
               "a layer's pool is found by its number");

enum { BLOCK = TOE_STAGE_BUFFER_ROW_BYTES, ID_BITS = 20, LAYER_LSB = 28 };

static toe_pool_t layer_pool(uint32_t layer) { return (toe_pool_t)(layer - 1); }
static uint32_t id_of(uint32_t handle) { return handle & ((1u << ID_BITS) - 1); }

static toe_holding_t *holding_of(const toe_resources_t *resources, uint32_t handle) {
  uint32_t layer = handle >> LAYER_LSB;
  assert(layer >= TOE_LAYER_NEIGHBOR && layer <= TOE_LAYER_TCP && toe_resources_is_used(resources, layer, handle));
  return &resources->holding[layer][id_of(handle)];
}

/* --- life --- */

toe_result_t toe_resources_init(toe_resources_t *resources) {
  memset(resources, 0, sizeof *resources);
  toe_result_t result = toe_lookup_new(&resources->lookup);
  for (int i = 0; i < TOE_POOLS && result == TOE_OK; ++i) {
    bool has_ids = i == TOE_POOL_NEIGHBOR || i == TOE_POOL_PATH || i == TOE_POOL_TCP || i == TOE_POOL_HOST_BUFFER;
    result = toe_pool_init(&resources->pool[i], toe_pool_built((toe_pool_t)i), has_ids);
  }
  toe_claim_t claim;
  if (result == TOE_OK) result = toe_blocks_init(&resources->blocks, TOE_STAGE_BUFFER_ROWS);
  if (result == TOE_OK) result = toe_posted_init(&resources->posted, toe_pool_built(TOE_POOL_POSTED));
  if (result == TOE_OK) {
    result = toe_share_init(&resources->vlan, toe_pool_built(TOE_POOL_VLAN), sizeof claim.vlan);
  }
  if (result == TOE_OK) {
    result = toe_share_init(&resources->src_mac, toe_pool_built(TOE_POOL_SRC_MAC), sizeof claim.src_mac);
  }
  if (result == TOE_OK) {
    result = toe_share_init(&resources->src_ip, toe_pool_built(TOE_POOL_SRC_IP), sizeof claim.src_ip);
  }
  for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP && result == TOE_OK; ++layer) {
    resources->holding[layer] = calloc(toe_pool_built(layer_pool(layer)), sizeof *resources->holding[layer]);
    if (resources->holding[layer] == NULL) result = TOE_E_MEMORY;
  }
  return result;
}

void toe_resources_end(toe_resources_t *resources) {
  for (int i = 0; i < TOE_POOLS; ++i) toe_pool_end(&resources->pool[i]);
  toe_share_end(&resources->vlan);
  toe_share_end(&resources->src_mac);
  toe_share_end(&resources->src_ip);
  toe_blocks_end(&resources->blocks);
  toe_posted_end(&resources->posted);
  toe_lookup_free(resources->lookup);
  for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) free(resources->holding[layer]);
  memset(resources, 0, sizeof *resources);
}

/* --- claims --- */

static uint64_t units_of(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit; }

static void claim_tcp(const toe_resources_t *resources, const toe_object_t *object, const toe_walk_node_t *parent,
                      uint32_t rcv_page_log2, toe_claim_t *claim) {
  uint64_t pages = units_of(object->initial_rcv_wnd, (uint64_t)1 << rcv_page_log2);
  claim->rcv_pages = pages == 0 ? 1 : (uint32_t)pages;
  claim->copy_bytes = units_of(object->buffered_bytes, BLOCK) * BLOCK;
  if (parent == NULL) return;
  claim->has_key = true;
  claim->key = toe_lookup_key(parent->vlan, parent->family, parent->src_ip, parent->dst_ip, object->local_port,
                              object->remote_port);
  claim->place = toe_lookup_find(resources->lookup, &claim->key);
}

toe_claim_t toe_resources_claim(const toe_resources_t *resources, const toe_object_t *object,
                                const toe_walk_node_t *parent, uint32_t rcv_page_log2) {
  toe_claim_t claim;
  memset(&claim, 0, sizeof claim);
  if (parent != NULL) claim.parent = parent->handle;
  if (object->layer == TOE_LAYER_NEIGHBOR) {
    claim.has_vlan = object->vlan != 0;
    toe_member_write(claim.vlan, 0, sizeof claim.vlan, object->vlan);
    claim.has_src_mac = object->has_src_mac;
    memcpy(claim.src_mac, object->src_mac, sizeof claim.src_mac);
  } else if (object->layer == TOE_LAYER_PATH) {
    claim.has_src_ip = true;
    memcpy(claim.src_ip, object->src_ip, sizeof object->src_ip);
    claim.src_ip[sizeof object->src_ip] = object->family;
  } else {
    claim_tcp(resources, object, parent, rcv_page_log2, &claim);
  }
  return claim;
}

void toe_resources_room(const toe_resources_t *resources, const toe_object_t *object, const toe_claim_t *claim,
                        const uint32_t limit[TOE_POOLS], bool has_room_out[TOE_POOLS]) {
  uint64_t amount[TOE_POOLS] = {0};
  amount[layer_pool(object->layer)] = 1;
  amount[TOE_POOL_HOST_MEMORY] = 1;
  if (object->layer == TOE_LAYER_TCP) {
    amount[TOE_POOL_XMIT_BUFFER] = 1;
    amount[TOE_POOL_RCV_BUFFER] = claim->rcv_pages;
    amount[TOE_POOL_BUFFERED_COPY] = claim->copy_bytes;
  }
  for (int i = 0; i < TOE_POOLS; ++i) {
    has_room_out[i] = toe_pool_has_room(&resources->pool[i], limit[i], amount[i]);
  }
  /* Copies and received data lie in one memory. */
  uint64_t held = (uint64_t)resources->pool[TOE_POOL_BUFFERED_COPY].used + resources->pool[TOE_POOL_RCV_DATA].used;
  if (amount[TOE_POOL_BUFFERED_COPY] > (uint64_t)TOE_STAGE_BUFFER_ROWS * BLOCK - held) {
    has_room_out[TOE_POOL_BUFFERED_COPY] = false;
  }
  if (claim->has_key) has_room_out[TOE_POOL_LOOKUP] = claim->place.has_slot;
  if (claim->has_vlan) {
    has_room_out[TOE_POOL_VLAN] = toe_share_has_room(&resources->vlan, claim->vlan, limit[TOE_POOL_VLAN]);
  }
  if (claim->has_src_mac) { /* a limit of 0: none can be configured, not even one in the table (D-6) */
    has_room_out[TOE_POOL_SRC_MAC] = limit[TOE_POOL_SRC_MAC] != 0 &&
                                     toe_share_has_room(&resources->src_mac, claim->src_mac, limit[TOE_POOL_SRC_MAC]);
  }
  if (claim->has_src_ip) {
    has_room_out[TOE_POOL_SRC_IP] = toe_share_has_room(&resources->src_ip, claim->src_ip, limit[TOE_POOL_SRC_IP]);
  }
}

/* The levels of the shared values. */
static void show_shared(toe_resources_t *resources) {
  resources->pool[TOE_POOL_VLAN].used = resources->vlan.used;
  resources->pool[TOE_POOL_SRC_MAC].used = resources->src_mac.used;
  resources->pool[TOE_POOL_SRC_IP].used = resources->src_ip.used;
}

uint32_t toe_resources_take(toe_resources_t *resources, const toe_object_t *object, const toe_claim_t *claim) {
  toe_pool_state_t *pool = resources->pool;
  uint32_t id = toe_pool_take(&pool[layer_pool(object->layer)]);
  (void)toe_pool_take(&pool[TOE_POOL_HOST_MEMORY]);
  toe_holding_t holding = {.is_live = true,
                           .parent = claim->parent,
                           .vlan = TOE_SHARE_NONE,
                           .src_mac = TOE_SHARE_NONE,
                           .src_ip = TOE_SHARE_NONE};
  if (claim->has_vlan) holding.vlan = toe_share_take(&resources->vlan, claim->vlan);
  if (claim->has_src_mac) holding.src_mac = toe_share_take(&resources->src_mac, claim->src_mac);
  if (claim->has_src_ip) holding.src_ip = toe_share_take(&resources->src_ip, claim->src_ip);
  show_shared(resources);
  if (holding.parent != 0) ++holding_of(resources, holding.parent)->dependents;
  if (object->layer == TOE_LAYER_TCP) {
    holding.lookup_slot = claim->place.slot;
    holding.rcv_pages = claim->rcv_pages;
    holding.buffer = claim->copy;
    holding.copy_blocks = claim->copy.count;
    assert(holding.copy_blocks == claim->copy_bytes / BLOCK);
    (void)toe_pool_take(&pool[TOE_POOL_LOOKUP]);
    (void)toe_pool_take(&pool[TOE_POOL_XMIT_BUFFER]);
    toe_pool_take_amount(&pool[TOE_POOL_RCV_BUFFER], holding.rcv_pages);
    toe_pool_take_amount(&pool[TOE_POOL_BUFFERED_COPY], holding.copy_blocks * BLOCK);
    toe_lookup_insert(resources->lookup, &claim->place, &claim->key, id);
  }
  resources->holding[object->layer][id] = holding;
  return id;
}

void toe_resources_give(toe_resources_t *resources, uint32_t handle) {
  toe_pool_state_t *pool = resources->pool;
  toe_holding_t *holding = holding_of(resources, handle);
  uint32_t layer = handle >> LAYER_LSB;
  assert(holding->dependents == 0);
  if (holding->vlan != TOE_SHARE_NONE) toe_share_give(&resources->vlan, holding->vlan);
  if (holding->src_mac != TOE_SHARE_NONE) toe_share_give(&resources->src_mac, holding->src_mac);
  if (holding->src_ip != TOE_SHARE_NONE) toe_share_give(&resources->src_ip, holding->src_ip);
  show_shared(resources);
  if (holding->parent != 0) {
    toe_holding_t *parent = holding_of(resources, holding->parent);
    assert(parent->dependents > 0);
    --parent->dependents;
  }
  if (layer == TOE_LAYER_TCP) {
    toe_lookup_remove(resources->lookup, holding->lookup_slot);
    toe_pool_give(&pool[TOE_POOL_LOOKUP], 0);
    toe_pool_give(&pool[TOE_POOL_XMIT_BUFFER], 0);
    toe_pool_give_amount(&pool[TOE_POOL_RCV_BUFFER], holding->rcv_pages);
    assert(holding->posted.count == 0);
    toe_resources_consume(resources, handle, holding->buffer.count);
  }
  toe_pool_give(&pool[TOE_POOL_HOST_MEMORY], 0);
  toe_pool_give(&pool[layer_pool(layer)], id_of(handle));
  *holding = (toe_holding_t){.is_live = false};
}

/* --- what is received and what is posted --- */

const toe_chain_t *toe_resources_buffer(const toe_resources_t *resources, uint32_t handle) {
  return &holding_of(resources, handle)->buffer;
}

void toe_resources_consume(toe_resources_t *resources, uint32_t handle, uint32_t blocks) {
  toe_holding_t *holding = holding_of(resources, handle);
  uint32_t copies = blocks < holding->copy_blocks ? blocks : holding->copy_blocks;
  toe_blocks_give_front(&resources->blocks, &holding->buffer, blocks);
  holding->copy_blocks -= copies;
  toe_pool_give_amount(&resources->pool[TOE_POOL_BUFFERED_COPY], copies * BLOCK);
  toe_pool_give_amount(&resources->pool[TOE_POOL_RCV_DATA], (blocks - copies) * BLOCK);
}

uint64_t toe_resources_free_blocks(const toe_resources_t *resources, uint32_t limit) {
  uint32_t used = resources->pool[TOE_POOL_RCV_DATA].used;
  uint64_t free_blocks = used < limit ? (limit - used) / BLOCK : 0;
  uint64_t unused = TOE_STAGE_BUFFER_ROWS - resources->blocks.used;
  return free_blocks < unused ? free_blocks : unused;
}

uint32_t toe_resources_append(toe_resources_t *resources, uint32_t handle) {
  toe_pool_take_amount(&resources->pool[TOE_POOL_RCV_DATA], BLOCK);
  return toe_blocks_take(&resources->blocks, &holding_of(resources, handle)->buffer);
}

uint32_t toe_resources_posted(const toe_resources_t *resources, uint32_t handle) {
  return holding_of(resources, handle)->posted.count;
}

toe_posted_request_t *toe_resources_request(toe_resources_t *resources, uint32_t handle) {
  return toe_posted_first(&resources->posted, &holding_of(resources, handle)->posted);
}

void toe_resources_post(toe_resources_t *resources, uint32_t handle, const toe_posted_request_t *request) {
  (void)toe_pool_take(&resources->pool[TOE_POOL_POSTED]);
  toe_posted_push(&resources->posted, &holding_of(resources, handle)->posted, request);
}

void toe_resources_unpost(toe_resources_t *resources, uint32_t handle) {
  toe_posted_pop(&resources->posted, &holding_of(resources, handle)->posted);
  toe_pool_give(&resources->pool[TOE_POOL_POSTED], 0);
}

/* --- who is there --- */

bool toe_resources_has_mac(const toe_resources_t *resources, const uint8_t mac[6]) {
  return toe_share_find(&resources->src_mac, mac) != TOE_SHARE_NONE;
}

uint32_t toe_resources_find(const toe_resources_t *resources, const toe_lookup_key_t *key) {
  toe_lookup_place_t place = toe_lookup_find(resources->lookup, key);
  return place.is_found ? (uint32_t)TOE_LAYER_TCP << LAYER_LSB | place.id : 0;
}

/* Whether a handle has the shape of one of `layer`. */
static bool is_of_layer(uint32_t layer, uint32_t handle) {
  return handle >> LAYER_LSB == layer && (handle >> ID_BITS & ((1u << (LAYER_LSB - ID_BITS)) - 1)) == 0;
}

bool toe_resources_is_used(const toe_resources_t *resources, uint32_t layer, uint32_t handle) {
  return is_of_layer(layer, handle) && toe_pool_is_used(&resources->pool[layer_pool(layer)], id_of(handle));
}

bool toe_resources_was_used(const toe_resources_t *resources, uint32_t layer, uint32_t handle) {
  return is_of_layer(layer, handle) && toe_pool_was_given(&resources->pool[layer_pool(layer)], id_of(handle));
}

uint32_t toe_resources_dependents(const toe_resources_t *resources, uint32_t handle) {
  return holding_of(resources, handle)->dependents;
}

/* --- conservation --- */

/* A table's users, as the ledger counts them. */
static void check_share(const toe_share_t *share, const toe_pool_state_t *pool, const uint32_t *users) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < share->built; ++i) {
    assert(share->users[i] == users[i]);
    used += users[i] > 0;
  }
  assert(used == share->used && used == pool->used);
  (void)pool, (void)used;
}

static void check_ledger(const toe_resources_t *resources) {
  uint32_t vlan[128] = {0}, src_mac[128] = {0}, src_ip[128] = {0};
  uint64_t rcv_pages = 0, blocks = 0, copy_blocks = 0, posted = 0;
  uint32_t dependents[TOE_LAYER_TCP + 1] = {0}; /* of all of a layer */
  assert(resources->vlan.built <= 128 && resources->src_mac.built <= 128 && resources->src_ip.built <= 128);
  for (uint32_t layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    const toe_pool_state_t *pool = &resources->pool[layer_pool(layer)];
    uint32_t live = 0;
    for (uint32_t id = 0; id < pool->unused; ++id) { /* no id from there on was ever given */
      const toe_holding_t *holding = &resources->holding[layer][id];
      assert(holding->is_live == toe_pool_is_used(pool, id));
      if (!holding->is_live) continue;
      ++live;
      if (holding->vlan != TOE_SHARE_NONE) ++vlan[holding->vlan];
      if (holding->src_mac != TOE_SHARE_NONE) ++src_mac[holding->src_mac];
      if (holding->src_ip != TOE_SHARE_NONE) ++src_ip[holding->src_ip];
      rcv_pages += holding->rcv_pages;
      blocks += holding->buffer.count;
      copy_blocks += holding->copy_blocks;
      posted += holding->posted.count;
      dependents[layer] += holding->dependents;
      assert((holding->parent == 0) == (layer == TOE_LAYER_NEIGHBOR));
      assert(holding->parent == 0 || holding_of(resources, holding->parent)->dependents > 0);
      assert(holding->copy_blocks <= holding->buffer.count);
    }
    assert(live == pool->used);
    (void)live;
  }
  check_share(&resources->vlan, &resources->pool[TOE_POOL_VLAN], vlan);
  check_share(&resources->src_mac, &resources->pool[TOE_POOL_SRC_MAC], src_mac);
  check_share(&resources->src_ip, &resources->pool[TOE_POOL_SRC_IP], src_ip);
  assert(rcv_pages == resources->pool[TOE_POOL_RCV_BUFFER].used);
  assert(copy_blocks * BLOCK == resources->pool[TOE_POOL_BUFFERED_COPY].used);
  assert((blocks - copy_blocks) * BLOCK == resources->pool[TOE_POOL_RCV_DATA].used);
  assert(posted == resources->pool[TOE_POOL_POSTED].used);
  assert(dependents[TOE_LAYER_NEIGHBOR] == resources->pool[TOE_POOL_PATH].used);
  assert(dependents[TOE_LAYER_PATH] == resources->pool[TOE_POOL_TCP].used);
  assert(dependents[TOE_LAYER_TCP] == 0);
  (void)rcv_pages, (void)blocks, (void)copy_blocks, (void)posted, (void)dependents;
}

uint32_t toe_resources_live(const toe_resources_t *resources) {
  const toe_pool_state_t *pool = resources->pool;
  return pool[TOE_POOL_NEIGHBOR].used + pool[TOE_POOL_PATH].used + pool[TOE_POOL_TCP].used;
}

uint32_t toe_resources_span(const toe_resources_t *resources) {
  const toe_pool_state_t *pool = resources->pool;
  return pool[TOE_POOL_NEIGHBOR].unused + pool[TOE_POOL_PATH].unused + pool[TOE_POOL_TCP].unused;
}

void toe_resources_check(const toe_resources_t *resources, bool is_whole) {
  const toe_pool_state_t *pool = resources->pool;
  for (int i = 0; i < TOE_POOLS; ++i) assert(pool[i].used <= pool[i].built);
  assert(pool[TOE_POOL_HOST_MEMORY].used == toe_resources_live(resources));
  assert(pool[TOE_POOL_LOOKUP].used == pool[TOE_POOL_TCP].used);
  assert(pool[TOE_POOL_XMIT_BUFFER].used == pool[TOE_POOL_TCP].used);
  assert(pool[TOE_POOL_LOOKUP].used == toe_lookup_used(resources->lookup));
  assert(pool[TOE_POOL_RCV_BUFFER].used >= pool[TOE_POOL_TCP].used); /* a page each at least */
  assert(pool[TOE_POOL_VLAN].used <= pool[TOE_POOL_NEIGHBOR].used);
  assert(pool[TOE_POOL_SRC_MAC].used <= pool[TOE_POOL_NEIGHBOR].used);
  assert(pool[TOE_POOL_SRC_IP].used <= pool[TOE_POOL_PATH].used);
  assert(pool[TOE_POOL_BUFFERED_COPY].used + pool[TOE_POOL_RCV_DATA].used == resources->blocks.used * BLOCK);
  assert(pool[TOE_POOL_POSTED].used == resources->posted.used);
  assert(pool[TOE_POOL_TCP].used > 0 || (pool[TOE_POOL_RCV_BUFFER].used == 0 && resources->blocks.used == 0));
  (void)pool;
  if (is_whole) check_ledger(resources);
}
