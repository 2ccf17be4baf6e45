/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/check/toe_conserve.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_host_options.h"

#define LAYERS 4 /* indexed by toe_layer 1..3 */
#define SETS 64  /* SET requests between submission and decision, doubled when full */

typedef struct pending_set {
  uint32_t request_id, value;
  uint8_t setting;
} pending_set_t;

struct toe_conserve {
  toe_side_t side;
  uint64_t commits;
  uint64_t held[TOE_POOLS];
  uint32_t limit[TOE_POOLS];
  bool knows_limit[TOE_POOLS];
  uint32_t built[LAYERS];
  uint8_t *live[LAYERS]; /* a byte an id */
  pending_set_t *sets;
  size_t set_count, set_capacity;
  toe_cycle_t cycle;
  char violation[512]; /* "" without one */
};

static const toe_pool_t pool_of_layer[LAYERS] = {TOE_POOL_NONE, TOE_POOL_NEIGHBOR, TOE_POOL_PATH, TOE_POOL_TCP};

toe_result_t toe_conserve_new(const toe_host_options_t *options, toe_side_t side, toe_conserve_t **conserve_out) {
  toe_conserve_t *conserve = calloc(1, sizeof *conserve);
  if (conserve == NULL) return TOE_E_MEMORY;
  conserve->side = side;
  conserve->cycle = TOE_CYCLE_NEVER;
  conserve->limit[TOE_POOL_NEIGHBOR] = options->neighbor_entries;
  conserve->limit[TOE_POOL_PATH] = options->path_entries;
  conserve->limit[TOE_POOL_TCP] = options->tcp_entries;
  conserve->limit[TOE_POOL_HOST_MEMORY] = options->host_memory_objects;
  conserve->limit[TOE_POOL_LOOKUP] = toe_pool_built(TOE_POOL_LOOKUP);
  for (int pool = 0; pool < TOE_POOLS; ++pool) conserve->knows_limit[pool] = true;
  bool is_complete = true;
  for (int layer = TOE_LAYER_NEIGHBOR; layer <= TOE_LAYER_TCP; ++layer) {
    conserve->built[layer] = toe_pool_built(pool_of_layer[layer]);
    conserve->live[layer] = calloc(conserve->built[layer], 1);
    is_complete = is_complete && conserve->live[layer] != NULL;
  }
  if (!is_complete) {
    toe_conserve_free(conserve);
    return TOE_E_MEMORY;
  }
  *conserve_out = conserve;
  return TOE_OK;
}

void toe_conserve_free(toe_conserve_t *conserve) {
  if (conserve == NULL) return;
  for (int layer = 0; layer < LAYERS; ++layer) free(conserve->live[layer]);
  free(conserve->sets);
  free(conserve);
}

toe_result_t toe_conserve_submitted(toe_conserve_t *conserve, const toe_host_request_t *request) {
  if (request->kind != TOE_OP_SET || conserve->violation[0] != '\0') return TOE_OK;
  if (conserve->set_count == conserve->set_capacity) {
    size_t capacity = conserve->set_capacity ? conserve->set_capacity * 2 : SETS;
    pending_set_t *sets = realloc(conserve->sets, capacity * sizeof *sets);
    if (sets == NULL) return TOE_E_MEMORY;
    conserve->sets = sets;
    conserve->set_capacity = capacity;
  }
  conserve->sets[conserve->set_count++] = (pending_set_t){request->request_id, request->value, request->setting};
  return TOE_OK;
}

/* The first one stays. */
static void violate(toe_conserve_t *conserve, const toe_retire_t *retire, const char *format, ...) TOE_PRINTF(3, 4);
static void violate(toe_conserve_t *conserve, const toe_retire_t *retire, const char *format, ...) {
  if (conserve->violation[0] != '\0') return;
  char text[320];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  conserve->cycle = retire->cycle;
  (void)snprintf(conserve->violation, sizeof conserve->violation, "%s, cycle %llu, request %llu, object %llu: %s",
                 toe_side_text(conserve->side), (unsigned long long)retire->cycle,
                 (unsigned long long)retire->u.decided.request_id, (unsigned long long)retire->u.decided.index, text);
}

/* A SET was decided: its limit is in force from here on. */
static void apply_set(toe_conserve_t *conserve, const toe_retire_t *retire) {
  static const struct {
    uint8_t setting;
    toe_pool_t pool;
  } limits[] = {{TOE_SETTING_LIMIT_NEIGHBOR, TOE_POOL_NEIGHBOR},
                {TOE_SETTING_LIMIT_PATH, TOE_POOL_PATH},
                {TOE_SETTING_LIMIT_TCP, TOE_POOL_TCP},
                {TOE_SETTING_LIMIT_HOST_MEMORY, TOE_POOL_HOST_MEMORY}};
  size_t at = 0;
  while (at < conserve->set_count && conserve->sets[at].request_id != retire->u.decided.request_id) ++at;
  if (at == conserve->set_count) return; /* a command in error, or not of this host */
  pending_set_t set = conserve->sets[at];
  memmove(&conserve->sets[at], &conserve->sets[at + 1], (conserve->set_count - at - 1) * sizeof set);
  --conserve->set_count;
  if (retire->u.decided.error != 0) return;
  if (set.setting == 0) { /* the host did not say which: no limit is known any more */
    for (int pool = 0; pool < TOE_POOLS; ++pool) conserve->knows_limit[pool] = pool == TOE_POOL_LOOKUP;
    return;
  }
  if (retire->u.decided.limit != set.value) {
    violate(conserve, retire, "a SET of %u says %llu", set.value, (unsigned long long)retire->u.decided.limit);
  }
  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; ++i) {
    if (limits[i].setting != set.setting) continue;
    conserve->limit[limits[i].pool] = set.value;
    conserve->knows_limit[limits[i].pool] = true;
  }
}

/* The id of a live object of `layer`; false: the handle names none. */
static bool is_live(const toe_conserve_t *conserve, uint64_t handle, int layer) {
  uint64_t id = handle & 0x0FFFFFFF;
  return handle >> 28 == (uint64_t)layer && id < conserve->built[layer] && conserve->live[layer][id] != 0;
}

static void take(toe_conserve_t *conserve, const toe_retire_t *retire, toe_pool_t pool) {
  if (conserve->knows_limit[pool] && conserve->held[pool] >= conserve->limit[pool] &&
      !(pool == TOE_POOL_HOST_MEMORY && conserve->limit[pool] == UINT32_MAX)) {
    violate(conserve, retire, "takes an entry of pool %s, but %llu of %u are in use", toe_pool_text(pool),
            (unsigned long long)conserve->held[pool], conserve->limit[pool]);
  }
  ++conserve->held[pool];
}

static void check_new(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t layer = retire->u.decided.layer, handle = retire->u.decided.handle, parent = retire->u.decided.parent;
  if (layer < TOE_LAYER_NEIGHBOR || layer > TOE_LAYER_TCP) {
    violate(conserve, retire, "layer %llu is offloaded", (unsigned long long)layer);
    return;
  }
  uint64_t id = handle & 0x0FFFFFFF;
  if (handle >> 28 != layer || id >= conserve->built[layer]) {
    violate(conserve, retire, "handle 0x%08llx is not one of layer %s", (unsigned long long)handle,
            toe_layer_text((uint32_t)layer));
    return;
  }
  if (conserve->live[layer][id] != 0) {
    violate(conserve, retire, "handle 0x%08llx is given a second time", (unsigned long long)handle);
  }
  if (layer == TOE_LAYER_NEIGHBOR ? parent != 0 : !is_live(conserve, parent, (int)layer - 1)) {
    violate(conserve, retire, "parent 0x%08llx of a %s is not in use", (unsigned long long)parent,
            toe_layer_text((uint32_t)layer));
  }
  conserve->live[layer][id] = 1;
  take(conserve, retire, pool_of_layer[layer]);
  take(conserve, retire, TOE_POOL_HOST_MEMORY);
  if (layer == TOE_LAYER_TCP) take(conserve, retire, TOE_POOL_LOOKUP);
}

static void check_denied(toe_conserve_t *conserve, const toe_retire_t *retire) {
  toe_pool_t pool = toe_pool_of_cause((uint32_t)retire->u.decided.cause);
  uint64_t said = retire->u.decided.limit;
  if (pool == TOE_POOL_NONE) {
    if (said != 0) violate(conserve, retire, "limit %llu without a pool", (unsigned long long)said);
    return;
  }
  if (conserve->knows_limit[pool] && said != conserve->limit[pool]) {
    violate(conserve, retire, "denied at a limit of %llu, but pool %s has %u", (unsigned long long)said,
            toe_pool_text(pool), conserve->limit[pool]);
  }
  /* A full bucket and CAM deny a lookup slot before all slots are in use. */
  if (pool != TOE_POOL_LOOKUP && conserve->held[pool] < said) {
    violate(conserve, retire, "denied an entry of pool %s, but only %llu of %llu are in use", toe_pool_text(pool),
            (unsigned long long)conserve->held[pool], (unsigned long long)said);
  }
}

static void check_object(toe_conserve_t *conserve, const toe_retire_t *retire) {
  uint64_t cause = retire->u.decided.cause;
  bool is_in = retire->u.decided.attempted && cause == TOE_CAUSE_OK;
  if (is_in && retire->u.decided.kind == TOE_KIND_NEW) {
    check_new(conserve, retire);
    return;
  }
  if (retire->u.decided.parent != 0) violate(conserve, retire, "a parent without an offloaded object");
  if (is_in && retire->u.decided.kind == TOE_KIND_LINKER) {
    if (retire->u.decided.layer > TOE_LAYER_TCP ||
        !is_live(conserve, retire->u.decided.handle, (int)retire->u.decided.layer)) {
      violate(conserve, retire, "a linker to handle 0x%08llx, which is not in use",
              (unsigned long long)retire->u.decided.handle);
    }
    return;
  }
  if (retire->u.decided.handle != 0) violate(conserve, retire, "a handle for what is not offloaded");
  check_denied(conserve, retire);
}

void toe_conserve_put(toe_conserve_t *conserve, const toe_retire_t *retire) {
  if (conserve->violation[0] != '\0' || retire->kind != TOE_RETIRE_DECIDED) return;
  ++conserve->commits;
  if (retire->u.decided.commit != conserve->commits) {
    violate(conserve, retire, "commit number %llu, expected %llu", (unsigned long long)retire->u.decided.commit,
            (unsigned long long)conserve->commits);
  }
  if (retire->u.decided.is_object)
    check_object(conserve, retire);
  else
    apply_set(conserve, retire);
  const uint64_t said[TOE_POOLS] = {
      [TOE_POOL_NEIGHBOR] = retire->u.decided.used_neighbor,
      [TOE_POOL_PATH] = retire->u.decided.used_path,
      [TOE_POOL_TCP] = retire->u.decided.used_tcp,
      [TOE_POOL_HOST_MEMORY] = retire->u.decided.used_host_memory,
      [TOE_POOL_LOOKUP] = retire->u.decided.used_lookup,
  };
  for (int pool = 0; pool < TOE_POOLS; ++pool) {
    if (said[pool] == conserve->held[pool]) continue;
    violate(conserve, retire, "pool %s says %llu in use, live objects hold %llu", toe_pool_text((toe_pool_t)pool),
            (unsigned long long)said[pool], (unsigned long long)conserve->held[pool]);
  }
}

const char *toe_conserve_violation(const toe_conserve_t *conserve) {
  return conserve->violation[0] != '\0' ? conserve->violation : NULL;
}

toe_cycle_t toe_conserve_cycle(const toe_conserve_t *conserve) { return conserve->cycle; }

uint32_t toe_conserve_held(const toe_conserve_t *conserve, toe_pool_t pool) { return (uint32_t)conserve->held[pool]; }
