/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/why/toe_why_keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_policy_text.h"

/* --- who was in the way */

static bool has_failed(const toe_why_sibling_t *sibling) {
  return sibling->has_decision && sibling->is_attempted && sibling->cause != TOE_CAUSE_OK;
}

const toe_why_sibling_t *toe_why_blocker(const toe_why_case_t *one) {
  if (one->own >= one->sibling_count) return NULL;
  uint8_t layer = one->siblings[one->own].layer;
  for (uint32_t i = one->own; i > 0; --i) { /* what it hangs from, upwards */
    const toe_why_sibling_t *sibling = &one->siblings[i - 1];
    if (sibling->layer >= layer) continue;
    layer = sibling->layer;
    if (has_failed(sibling)) return sibling;
  }
  for (uint32_t i = one->own; i > 0;
       --i) { /* else the walk was stopped by the last neighbor, path or root that failed */
    const toe_why_sibling_t *sibling = &one->siblings[i - 1];
    if (has_failed(sibling) && (sibling->layer != TOE_LAYER_TCP || i == 1)) return sibling;
  }
  return NULL;
}

/* --- why no key does it */

const char *toe_why_no_key(uint32_t cause) {
  switch (cause) {
    case TOE_CAUSE_MALFORMED:
      return "the descriptor itself is not allowed; no key changes what the host wrote";
    case TOE_CAUSE_FETCH:
      return "the host's memory did not give the descriptor; no key changes where the host put it";
    case TOE_CAUSE_NO_PARENT:
      return "there is no object above it to hang from; no key puts one into the request";
    case TOE_CAUSE_BAD_HANDLE:
      return "the request names an object that is not offloaded; no key changes what it names";
    case TOE_CAUSE_TCP_STATE:
      return "no card of this kind takes a connection in that state; no key allows it";
    case TOE_CAUSE_INTERNAL:
    case TOE_CAUSE_HOST_FAULT:
    case TOE_CAUSE_REJECT_FAULT:
    case TOE_CAUSE_COPY_FAULT:
      return "the fault was asked for, by the trace or --fault; no key takes it away";
    case TOE_CAUSE_DUPLICATE:
    case TOE_CAUSE_REJECT_DUPLICATE:
      return "its addresses and ports are offloaded already and cannot be twice; admission.duplicates chooses only the "
             "status";
    case TOE_CAUSE_LOOKUP_POOL:
      return "the lookup is as large as it was built; no key makes it larger";
    case TOE_CAUSE_COPY_FETCH:
      return "the host's memory did not give the buffered data; no key changes where the host put it";
    case TOE_CAUSE_CONTEXT_ECC:
      return "its context has more flipped bits than can be corrected; no key mends it";
    case TOE_CAUSE_DEPENDENTS:
      return "live objects depend on it, which the host should have terminated before it; no key changes that order";
    default:
      return NULL;
  }
}

/* --- candidates */

typedef struct list {
  const toe_config_t *config;
  const toe_why_found_t *found;
  const toe_why_case_t *one;
  toe_why_key_t *keys;
  uint32_t count;
} list_t;

static toe_why_key_t *add(list_t *list, toe_key_t key, toe_why_way_t way) {
  toe_why_key_t *one = &list->keys[list->count++];
  memset(one, 0, sizeof *one);
  one->key = key;
  one->way = way;
  one->pool = TOE_POOL_NONE;
  if (key != TOE_KEY_VLAN_INTERFACE_IDS) { /* a SET of that changes it, by one id */
    one->set = toe_why_set_of(list->found, list->one, toe_key_info(key)->name);
  }
  one->text = one->set != NULL ? one->set->value : toe_config_text(list->config, key);
  one->from = strtoull(one->text, NULL, 10);
  one->bound = way == TOE_WHY_DOWN ? toe_key_info(key)->min : toe_key_info(key)->max;
  return one;
}

static void add_up(list_t *list, toe_key_t key, uint64_t guess, toe_pool_t pool) {
  toe_why_key_t *one = add(list, key, TOE_WHY_UP);
  one->pool = pool;
  one->guess = guess > one->from ? guess : one->from + 1;
  if (one->guess > one->bound) one->guess = one->bound;
  if (one->from >= one->bound) --list->count;
}

static void add_down(list_t *list, toe_key_t key, uint64_t guess) {
  toe_why_key_t *one = add(list, key, TOE_WHY_DOWN);
  one->guess = guess;
  if (guess >= one->from) --list->count;
}

static void add_word(toe_why_key_t *one, const char *word) {
  if (one->word_count == TOE_WHY_WORDS_MAX || strlen(word) >= TOE_WHY_WORD_BYTES) return;
  memcpy(one->words[one->word_count++], word, strlen(word) + 1);
}

/* What the comma-separated list `text` has besides the state. */
static void add_states(list_t *list, uint8_t state) {
  char rest[TOE_WHY_WORD_BYTES] = "", word[64];
  toe_why_key_t *one = add(list, TOE_KEY_ADMIT_STATES, TOE_WHY_WORDS);
  for (const char *at = one->text; *at != '\0';) {
    size_t length = strcspn(at, ",");
    uint32_t mask = 0;
    snprintf(word, sizeof word, "%.*s", (int)length, at);
    if (!toe_states_parse(word, &mask) || (mask >> state & 1) == 0) {
      snprintf(rest + strlen(rest), sizeof rest - strlen(rest), "%s%s", rest[0] != '\0' ? "," : "", word);
    }
    at += length + (at[length] == ',' ? 1 : 0);
  }
  add_word(one, rest[0] != '\0' ? rest : "none");
}

static void add_range(toe_why_key_t *one, uint32_t first, uint32_t last) {
  char word[32];
  snprintf(word, sizeof word, first == last ? "%u" : "%u-%u", (unsigned)first, (unsigned)last);
  add_word(one, word);
}

/* The range without the port, and with it as few others as can be. */
static void add_ports(list_t *list, toe_key_t key, uint16_t port) {
  toe_port_range_t range;
  toe_why_key_t *one = add(list, key, TOE_WHY_WORDS);
  if (!toe_ports_parse(one->text, &range) || port < range.first || port > range.last) {
    --list->count;
    return;
  }
  if (range.first == range.last) {
    add_word(one, "none");
  } else if (port - range.first < range.last - port) {
    add_range(one, port + 1u, range.last);
  } else {
    add_range(one, range.first, port - 1u);
  }
}

static void add_vlan(list_t *list, uint16_t vlan) {
  char word[TOE_WHY_WORD_BYTES];
  const char *ids = toe_config_text(list->config, TOE_KEY_VLAN_INTERFACE_IDS);
  toe_why_key_t *one = add(list, TOE_KEY_VLAN_INTERFACE_IDS, TOE_WHY_WORDS);
  int length = strcmp(ids, "0") == 0 ? snprintf(word, sizeof word, "%u", (unsigned)vlan)
                                     : snprintf(word, sizeof word, "%s,%u", ids, (unsigned)vlan);
  if (length > 0 && (size_t)length < sizeof word) add_word(one, word);
}

static void add_pages(list_t *list) {
  toe_why_key_t *one = add(list, TOE_KEY_RCV_BUFFER_PAGE, TOE_WHY_WORDS);
  for (uint64_t bytes = one->from * 2; bytes <= one->bound; bytes *= 2) {
    char word[32];
    snprintf(word, sizeof word, "%" PRIu64, bytes);
    add_word(one, word);
  }
  if (one->word_count == 0) --list->count;
}

static void add_policies(list_t *list) {
  static const char *const WORDS[] = {"prune", "stop-on-uncategorised", "stop-at-failed-parent"};
  toe_why_key_t *one = add(list, TOE_KEY_WALK_POLICY, TOE_WHY_WORDS);
  for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; ++i) {
    if (strcmp(WORDS[i], one->text) != 0) add_word(one, WORDS[i]);
  }
}

static void add_pool(list_t *list, const toe_trail_path_t *path) {
  static const struct {
    toe_pool_t pool;
    toe_key_t key;
  } KEYS[] = {
      {TOE_POOL_NEIGHBOR, TOE_KEY_NEIGHBOR_ENTRIES},
      {TOE_POOL_PATH, TOE_KEY_PATH_ENTRIES},
      {TOE_POOL_TCP, TOE_KEY_TCP_ENTRIES},
      {TOE_POOL_SRC_MAC, TOE_KEY_SRC_MAC_ENTRIES},
      {TOE_POOL_SRC_IP, TOE_KEY_SRC_IP_ENTRIES},
      {TOE_POOL_VLAN, TOE_KEY_VLAN_ENTRIES},
      {TOE_POOL_RCV_BUFFER, TOE_KEY_RCV_BUFFER_PAGES},
      {TOE_POOL_XMIT_BUFFER, TOE_KEY_XMIT_BUFFER_PAGES},
      {TOE_POOL_BUFFERED_COPY, TOE_KEY_BUFFERED_COPY_BYTES},
      {TOE_POOL_HOST_MEMORY, TOE_KEY_HOST_MEMORY_OBJECTS},
  };
  for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; ++i) {
    if (KEYS[i].pool == path->pool) add_up(list, KEYS[i].key, path->pool_used + path->pool_needed, path->pool);
  }
  if (path->pool == TOE_POOL_RCV_BUFFER) add_pages(list);
}

static void add_cause(list_t *list, const toe_trail_path_t *path) {
  const toe_object_t *object = &path->object;
  switch (path->cause) {
    case TOE_CAUSE_PATH_MTU:
      add_up(list, TOE_KEY_MTU_MAX, object->mtu, TOE_POOL_NONE);
      break;
    case TOE_CAUSE_RCV_WINDOW:
      add_up(list, TOE_KEY_RCV_WINDOW_MAX, object->initial_rcv_wnd, TOE_POOL_NONE);
      break;
    case TOE_CAUSE_REJECT_WINDOW:
      add_down(list, TOE_KEY_ADMIT_MIN_WINDOW, object->initial_rcv_wnd);
      break;
    case TOE_CAUSE_REJECT_STATE:
      add_states(list, object->tcp_state);
      break;
    case TOE_CAUSE_REJECT_PORT:
      add_ports(list, TOE_KEY_ADMIT_LOCAL_PORTS, object->local_port);
      add_ports(list, TOE_KEY_ADMIT_REMOTE_PORTS, object->remote_port);
      break;
    case TOE_CAUSE_VLAN_MISMATCH:
      add_vlan(list, object->vlan);
      break;
    default:
      if (path->pool != TOE_POOL_NONE) add_pool(list, path);
      break;
  }
}

uint32_t toe_why_keys(const toe_config_t *config, const toe_why_found_t *found, const toe_why_case_t *one,
                      toe_why_key_t keys[TOE_WHY_KEYS]) {
  list_t list = {.config = config, .found = found, .one = one, .keys = keys};
  const toe_trail_path_t *path = toe_why_path(one);
  if (path == NULL || one->op != TOE_OP_INITIATE) return 0;
  if (path->cause != TOE_CAUSE_NOT_ATTEMPTED) {
    add_cause(&list, path);
    return list.count;
  }
  const toe_why_sibling_t *blocker = toe_why_blocker(one);
  add_policies(&list);
  if (blocker != NULL && one->paths[blocker - one->siblings] != NULL) {
    add_cause(&list, one->paths[blocker - one->siblings]);
  }
  return list.count;
}
