/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/why/toe_why_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/check/toe_pool_record.h"
#include "sim/report/toe_join.h"
#include "sim/why/toe_why_names.h"
#include "sim/why/toe_why_roll.h"

/* What is said at a decision of the object, until its request is finished. */
typedef struct toe_why_moment {
  uint32_t request_id;
  toe_cycle_t level_since;
  toe_why_live_t *live;
  uint32_t live_count;
} toe_why_moment_t;

/* A request in flight that names the object. */
typedef struct toe_why_wanted {
  uint32_t request_id, own; /* own  the object's index in the request */
  uint32_t handle;          /* of a TERMINATE, which the driver may sort; else 0 */
} toe_why_wanted_t;

typedef struct toe_why_watch {
  const toe_why_setup_t *setup;
  const toe_why_target_t *target;
  toe_side_t side;
  toe_why_found_t *found;
  toe_join_t *join;
  toe_trail_t *trail;
  bool has_failed, is_seen; /* no memory; the target has been decided and answered */
  uint32_t rank;            /* of the chosen case; 0: none */
  toe_why_wanted_t *wanted;
  size_t wanted_count;
  toe_trail_path_t **paths; /* given, of requests not finished */
  size_t path_count;
  toe_why_moment_t *moments;
  size_t moment_count;
  toe_why_roll_t roll;
  uint64_t used[TOE_POOLS];
  toe_cycle_t used_since[TOE_POOLS];
} toe_why_watch_t;

static void *grown(toe_why_watch_t *watch, void *array, size_t count, size_t bytes) {
  void *bigger = realloc(array, (count + 1) * bytes);
  if (bigger == NULL) watch->has_failed = true;
  return bigger;
}

static char *copy_text(toe_why_watch_t *watch, const char *text) {
  char *copy = strdup(text != NULL ? text : "?");
  if (copy == NULL) watch->has_failed = true;
  return copy;
}

/* --- what the trail gives */

static toe_why_wanted_t *find_wanted(const toe_why_watch_t *watch, uint32_t request_id) {
  for (size_t i = 0; i < watch->wanted_count; ++i) {
    if (watch->wanted[i].request_id == request_id) return &watch->wanted[i];
  }
  return NULL;
}

enum { BY_NUMBER = 1, BY_PLACE, BY_ID };

/* How well a case is what is asked for, the next one of the name; 0: not at all. */
static uint32_t rank_of(const toe_why_watch_t *watch, const toe_why_case_t *one) {
  const char *asked = watch->target->request;
  const uint32_t is_denied = toe_why_is_denied(one);
  char number[16];
  snprintf(number, sizeof number, "%u", (unsigned)(watch->found->case_count + 1));
  if (asked == NULL || strcmp(asked, one->request) == 0) return BY_ID * 2 + is_denied;
  if (strcmp(asked, one->place) == 0) return BY_PLACE * 2 + is_denied;
  return strcmp(asked, number) == 0 ? BY_NUMBER * 2 + is_denied : 0;
}

/* Nothing that comes can be chosen. */
static bool is_chosen(const toe_why_watch_t *watch) { return watch->rank == BY_ID * 2 + 1; }

/* Its own path, and the facts of those with it: one of them may have been in its way. */
static toe_trail_want_t wants(void *self, uint32_t request_id, uint32_t index, const toe_object_t *object) {
  const toe_why_watch_t *watch = self;
  if (watch->setup->is_brief || is_chosen(watch)) return TOE_TRAIL_NOTHING;
  const toe_why_wanted_t *wanted = find_wanted(watch, request_id);
  if (wanted == NULL) return TOE_TRAIL_NOTHING;
  const bool has_handle = wanted->handle != 0 && object->handle != 0;
  const bool is_own = has_handle ? object->handle == wanted->handle : index == wanted->own;
  return is_own ? TOE_TRAIL_WHOLE : TOE_TRAIL_FACTS;
}

static void note_level(void *self, const toe_trail_path_t *facts) {
  toe_why_watch_t *watch = self;
  const uint64_t level = facts->pool_used + facts->pool_needed;
  if (facts->pool != watch->setup->level_pool || level <= watch->setup->level) return;
  if (level < watch->found->next_level) watch->found->next_level = level;
}

static void free_path(toe_trail_path_t *path) {
  if (path == NULL) return;
  free(path->segments);
  free(path->holders);
  free(path);
}

static void *copy_bytes(toe_why_watch_t *watch, const void *from, size_t bytes) {
  void *copy = malloc(bytes > 0 ? bytes : 1);
  if (copy == NULL) {
    watch->has_failed = true;
  } else if (bytes > 0) {
    memcpy(copy, from, bytes);
  }
  return copy;
}

static void take_path(void *self, const toe_trail_path_t *path) {
  toe_why_watch_t *watch = self;
  if (!path->is_whole && (path->cause == TOE_CAUSE_OK || path->cause == TOE_CAUSE_NOT_ATTEMPTED)) return;
  toe_trail_path_t *own = copy_bytes(watch, path, sizeof *path);
  if (own == NULL) return;
  own->segments = copy_bytes(watch, path->segments, path->segment_count * sizeof *path->segments);
  own->holders = copy_bytes(watch, path->holders, path->holder_count * sizeof *path->holders);
  toe_trail_path_t **paths = grown(watch, watch->paths, watch->path_count, sizeof *paths);
  if (own->segments == NULL || own->holders == NULL || paths == NULL) {
    free_path(own);
    return;
  }
  watch->paths = paths;
  watch->paths[watch->path_count++] = own;
}

/* Those of a request out of the list, to the case's siblings; without siblings: away. */
static void take_paths(toe_why_watch_t *watch, const toe_joined_request_t *request, toe_why_case_t *one) {
  const uint32_t *places = request->places[watch->side];
  for (size_t i = 0; i < watch->path_count;) {
    toe_trail_path_t *path = watch->paths[i];
    if (path->request_id != request->request_id) {
      ++i;
      continue;
    }
    watch->paths[i] = watch->paths[--watch->path_count];
    const uint32_t place = places != NULL && path->index < request->object_count ? places[path->index] : path->index;
    if (place < one->sibling_count && one->paths[place] == NULL) {
      one->paths[place] = path;
    } else {
      free_path(path);
    }
  }
}

/* --- the moment of a denial */

static void note_moment(toe_why_watch_t *watch, const toe_retire_t *retire, const toe_joined_request_t *request) {
  uint32_t index = (uint32_t)retire->u.decided.index;
  toe_pool_t pool = toe_pool_of_cause((uint32_t)retire->u.decided.cause);
  if (watch->setup->is_brief || is_chosen(watch)) return;
  if (pool == TOE_POOL_NONE || request == NULL || index >= request->object_count) return;
  if (strcmp(request->objects[index].name, watch->target->object) != 0) return;
  toe_why_moment_t *moments = grown(watch, watch->moments, watch->moment_count, sizeof *moments);
  if (moments == NULL) return;
  watch->moments = moments;
  toe_why_moment_t *moment = &watch->moments[watch->moment_count++];
  *moment = (toe_why_moment_t){.request_id = request->request_id, .level_since = watch->used_since[pool]};
  moment->live = toe_why_roll_copy(&watch->roll, &moment->live_count);
  if (moment->live == NULL) watch->has_failed = true;
}

/* --- what the simulation tells */

static void keep(toe_why_watch_t *watch, toe_result_t result) {
  if (result != TOE_OK) watch->has_failed = true;
}

static void look_at(void *self, toe_op_t *op) {
  toe_why_watch_t *watch = self;
  if (op->kind != TOE_OP_SET) return;
  const toe_why_setup_t *setup = watch->setup;
  if (setup->set_number == op->number && strcmp(setup->set_key, op->key) == 0) op->value = setup->set_value;
  toe_why_set_t *sets = grown(watch, watch->found->sets, watch->found->set_count, sizeof *sets);
  if (sets == NULL) return;
  watch->found->sets = sets;
  sets[watch->found->set_count++] = (toe_why_set_t){.number = op->number,
                                                    .key = copy_text(watch, op->key),
                                                    .value = copy_text(watch, op->value),
                                                    .place = copy_text(watch, op->place)};
}

static void on_submitted(void *self, toe_side_t side, const toe_host_request_t *request) {
  toe_why_watch_t *watch = self;
  (void)side;
  uint32_t own = TOE_WHY_NONE;
  for (uint32_t i = request->object_count; i > 0; --i) {
    const char *name = request->objects[i - 1].name;
    if (strcmp(name, watch->target->object) == 0) own = i - 1;
    toe_why_names_look(watch->found, watch->target->object, name);
  }
  if (own != TOE_WHY_NONE) {
    toe_why_wanted_t *wanted = grown(watch, watch->wanted, watch->wanted_count, sizeof *wanted);
    if (wanted == NULL) return;
    const bool is_terminate = request->kind == TOE_OP_TERMINATE;
    watch->wanted = wanted;
    wanted[watch->wanted_count++] = (toe_why_wanted_t){
        .request_id = request->request_id, .own = own, .handle = is_terminate ? request->objects[own].handle : 0};
  }
  keep(watch, toe_join_submitted(watch->join, request));
}

static void on_completed(void *self, toe_side_t side, const toe_host_request_t *request) {
  toe_join_completed(((toe_why_watch_t *)self)->join, side, request);
}

static void on_retire(void *self, toe_side_t side, const toe_retire_t *retire) {
  toe_why_watch_t *watch = self;
  if (retire->kind == TOE_RETIRE_DECIDED) {
    const toe_joined_request_t *request = toe_join_find(watch->join, retire->u.decided.request_id);
    note_moment(watch, retire, request);
    if (!watch->setup->is_brief && !toe_why_roll_note(&watch->roll, retire, request)) watch->has_failed = true;
    uint64_t used[TOE_POOLS];
    toe_retire_levels(retire, used);
    for (int i = 0; i < TOE_POOLS; ++i) {
      if (used[i] != watch->used[i]) watch->used_since[i] = retire->cycle;
      watch->used[i] = used[i];
    }
  }
  toe_join_retire(watch->join, side, retire);
}

static bool on_slice(void *self, const toe_simulation_progress_t *progress) {
  const toe_why_watch_t *watch = self;
  (void)progress;
  return !watch->is_seen && !watch->has_failed;
}

/* --- finished requests */

static uint32_t turn_of(const toe_why_found_t *found, uint64_t number) {
  uint32_t turn = 0;
  for (uint32_t i = 0; i < found->case_count; ++i) turn += found->cases[i].number == number;
  return turn;
}

static void take_moment(toe_why_watch_t *watch, uint32_t request_id, toe_why_case_t *one) {
  for (size_t i = 0; i < watch->moment_count; ++i) {
    if (watch->moments[i].request_id != request_id) continue;
    one->level_since = watch->moments[i].level_since;
    one->live = watch->moments[i].live;
    one->live_count = watch->moments[i].live_count;
    watch->moments[i] = watch->moments[--watch->moment_count];
    return;
  }
}

static bool take_siblings(toe_why_watch_t *watch, const toe_joined_request_t *request, toe_why_case_t *one) {
  one->siblings = calloc(request->object_count, sizeof *one->siblings);
  one->paths = calloc(request->object_count, sizeof(toe_trail_path_t *));
  if (one->siblings == NULL || one->paths == NULL) return false;
  one->sibling_count = request->object_count;
  for (uint32_t i = 0; i < request->object_count; ++i) {
    const toe_joined_object_t *object = &request->objects[i];
    one->siblings[i] = (toe_why_sibling_t){.name = copy_text(watch, object->name),
                                           .layer = object->layer,
                                           .kind = object->kind,
                                           .cause = object->cause,
                                           .has_decision = object->has_decision,
                                           .is_attempted = object->attempted,
                                           .status = object->status};
  }
  return true;
}

static void free_details(toe_why_case_t *one) {
  for (uint32_t k = 0; k < one->sibling_count; ++k) {
    free(one->siblings[k].name);
    free_path(one->paths[k]);
  }
  toe_why_roll_free(one->live, one->live_count);
  free(one->siblings);
  free(one->paths);
  one->siblings = NULL;
  one->paths = NULL;
  one->live = NULL;
  one->sibling_count = one->live_count = 0;
}

/* What is kept of the case that is meant alone: there may be many, and each is as large as its request. */
static void take_details(toe_why_watch_t *watch, const toe_joined_request_t *request, toe_why_case_t *one) {
  const uint32_t rank = rank_of(watch, one);
  const bool is_better = rank > watch->rank && watch->target->number == 0;
  take_moment(watch, request->request_id, one);
  if (is_better && !watch->setup->is_brief && !take_siblings(watch, request, one)) watch->has_failed = true;
  take_paths(watch, request, one);
  if (!is_better) {
    free_details(one);
    return;
  }
  if (watch->rank > 0) free_details(&watch->found->cases[watch->found->chosen]);
  watch->rank = rank;
  watch->found->chosen = watch->found->case_count;
}

static void on_finished(void *self, const toe_joined_request_t *request) {
  toe_why_watch_t *watch = self;
  toe_why_wanted_t *wanted = find_wanted(watch, request->request_id);
  if (wanted == NULL) return;
  *wanted = watch->wanted[--watch->wanted_count];
  uint32_t own = 0;
  while (own < request->object_count && strcmp(request->objects[own].name, watch->target->object) != 0) ++own;
  toe_why_case_t *cases = grown(watch, watch->found->cases, watch->found->case_count, sizeof *cases);
  if (cases == NULL || own == request->object_count) return;
  watch->found->cases = cases;
  const toe_joined_object_t *object = &request->objects[own];
  const toe_joined_cycles_t *cycles = &object->cycles[watch->side];
  toe_why_case_t *one = &cases[watch->found->case_count];
  *one = (toe_why_case_t){.request = copy_text(watch, request->id),
                          .place = copy_text(watch, request->place),
                          .number = request->number,
                          .turn = turn_of(watch->found, request->number),
                          .op = request->kind,
                          .layer = object->layer,
                          .kind = object->kind,
                          .cause = object->cause,
                          .is_decided = object->has_decision,
                          .is_attempted = object->attempted,
                          .is_finished = object->has_answer,
                          .error = request->error,
                          .status = object->status,
                          .handle = toe_joined_handle(object),
                          .commit = object->commit,
                          .limit = object->limit,
                          .submitted = request->submitted[watch->side],
                          .fetched = cycles->fetched,
                          .decided = cycles->decided,
                          .written = cycles->written,
                          .completed = request->completed[watch->side],
                          .own = own};
  take_details(watch, request, one);
  ++watch->found->case_count;
  if (watch->target->number != 0 && one->number == watch->target->number && one->turn == watch->target->turn) {
    watch->is_seen = true;
  }
}

/* --- the run */

static toe_result_t open_watch(toe_why_watch_t *watch, const toe_why_setup_t *setup, uint32_t ring_entries) {
  watch->side = toe_engine_primary(setup->engine);
  const bool has_level = setup->level_pool != TOE_POOL_NONE;
  const bool has_trail = setup->engine == TOE_ENGINE_MODEL && (!setup->is_brief || has_level);
  const toe_trail_sink_t sink = {
      .self = watch, .wants = wants, .denied = has_level ? note_level : NULL, .give = take_path};
  toe_result_t result = toe_join_new(setup->engine, ring_entries, on_finished, watch, &watch->join);
  if (result == TOE_OK && has_trail) result = toe_trail_new(&sink, &watch->trail);
  return result;
}

static void close_watch(toe_why_watch_t *watch) {
  toe_join_free(watch->join);
  toe_trail_free(watch->trail);
  for (size_t i = 0; i < watch->path_count; ++i) free_path(watch->paths[i]);
  for (size_t i = 0; i < watch->moment_count; ++i) {
    toe_why_roll_free(watch->moments[i].live, watch->moments[i].live_count);
  }
  toe_why_roll_end(&watch->roll);
  free(watch->paths);
  free(watch->moments);
  free(watch->wanted);
}

static toe_result_t simulate(toe_why_watch_t *watch, const toe_why_setup_t *setup,
                             const volatile sig_atomic_t *is_interrupted) {
  toe_simulation_options_t options = {
      .trace_path = setup->trace_path,
      .engine = setup->engine,
      .has_jumps = toe_config_get(setup->config, TOE_KEY_SIM_JUMP) != 0,
      .pace = setup->pace,
      .faults = setup->faults,
      .overlay = {watch, look_at},
      .watchdog_ns = toe_config_get(setup->config, TOE_KEY_SIM_WATCHDOG_MS) * 1000000u,
      .trail = watch->trail,
      .is_interrupted = is_interrupted,
      .observer = {
          .self = watch, .submitted = on_submitted, .completed = on_completed, .retire = on_retire, .slice = on_slice}};
  toe_config_nic(setup->config, setup->seed, &options.nic);
  toe_config_host(setup->config, &options.host);
  toe_simulation_result_t result;
  const toe_result_t outcome = toe_simulation_run(&options, &result);
  watch->found->stop = result.stop;
  snprintf(watch->found->text, sizeof watch->found->text, "%s", result.text);
  return outcome;
}

toe_result_t toe_why_run(const toe_why_setup_t *setup, const toe_why_target_t *target,
                         const volatile sig_atomic_t *is_interrupted, toe_why_found_t *found_out) {
  memset(found_out, 0, sizeof *found_out);
  found_out->stop = TOE_STOP_INTERNAL;
  found_out->chosen = TOE_WHY_NONE;
  found_out->next_level = UINT64_MAX;
  toe_why_watch_t watch = {.setup = setup, .target = target, .found = found_out};
  toe_host_options_t host;
  toe_config_host(setup->config, &host);
  toe_result_t result = open_watch(&watch, setup, host.driver.cmd_entries);
  if (result == TOE_OK) result = simulate(&watch, setup, is_interrupted);
  if (result == TOE_OK && watch.trail != NULL) toe_trail_end(watch.trail);
  if (result == TOE_OK) toe_join_flush(watch.join);
  if (watch.has_failed) result = TOE_E_MEMORY;
  close_watch(&watch);
  return result;
}

/* --- what was found */

void toe_why_found_free(toe_why_found_t *found) {
  for (uint32_t i = 0; i < found->case_count; ++i) {
    toe_why_case_t *one = &found->cases[i];
    free_details(one);
    free(one->request);
    free(one->place);
  }
  free(found->cases);
  for (uint32_t i = 0; i < found->set_count; ++i) {
    free(found->sets[i].key);
    free(found->sets[i].value);
    free(found->sets[i].place);
  }
  free(found->sets);
  for (uint32_t i = 0; i < found->near_count; ++i) free(found->near[i]);
  memset(found, 0, sizeof *found);
}

const toe_why_case_t *toe_why_find(const toe_why_found_t *found, uint64_t number, uint32_t turn) {
  for (uint32_t i = 0; i < found->case_count; ++i) {
    if (found->cases[i].number == number && found->cases[i].turn == turn) return &found->cases[i];
  }
  return NULL;
}

const toe_why_set_t *toe_why_set_of(const toe_why_found_t *found, const toe_why_case_t *one, const char *key) {
  for (uint32_t i = found->set_count; i > 0; --i) {
    const toe_why_set_t *set = &found->sets[i - 1];
    if (set->number < one->number && strcmp(set->key, key) == 0) return set;
  }
  return NULL;
}

const toe_trail_path_t *toe_why_path(const toe_why_case_t *one) {
  return one->own < one->sibling_count ? one->paths[one->own] : NULL;
}

bool toe_why_is_denied(const toe_why_case_t *one) { return one->is_decided && one->cause != TOE_CAUSE_OK; }
