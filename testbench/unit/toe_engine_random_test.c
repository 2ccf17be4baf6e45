/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine under random requests, latencies, credits and accesses; a stub of memory and link answers.
 *
 * The stub drives one engine an edge at a time and every input is remembered.  Then the same inputs go to an engine
 * that takes one big step, to one that takes steps of any size, and to one that evaluates every stage at every edge:
 * all outputs and records must be the same.  From the records alone the statuses, what is live and the levels are
 * worked out once more; in the end everything is freed.
 */
#include "testbench/unit/toe_engine_host.h"
#include "testbench/unit/toe_engine_same.h"
#include "testbench/unit/toe_engine_stream.h"

enum { REQUESTS = HOST_REQUESTS, MOST_OBJECTS = HOST_MOST_OBJECTS };

/* --- statuses and levels once more, from the decisions --- */

typedef struct node {
  uint32_t layer, kind, cause, error;
  bool is_terminate;
} node_t;

/* Status of object i of a request, by recursion over the tree; *next_out: the first object behind its subtree.  Objects
 * from `bad` on are detached: FAILURE, and a failure of whatever is open there. */
static uint32_t naive_status(const node_t *nodes, uint32_t count, uint32_t bad, uint32_t i, uint32_t *next_out) {
  const node_t *node = &nodes[i];
  bool has_ok = false, has_fail = false;
  uint32_t next = i + 1;
  while (next < bad && nodes[next].layer > node->layer) {
    uint32_t status = naive_status(nodes, count, bad, next, &next);
    if (status == TOE_STATUS_SUCCESS || status == TOE_STATUS_PARTIAL) {
      has_ok = true;
    } else {
      has_fail = true;
    }
  }
  if (next == bad && bad < count && node->layer < TOE_LAYER_TCP) has_fail = true;
  *next_out = next;
  if (node->kind == TOE_KIND_PLACEHOLDER) return TOE_STATUS_SUCCESS;
  if (node->cause != TOE_CAUSE_OK) return toe_status_of_cause(node->cause);
  if (!has_fail) return TOE_STATUS_SUCCESS;
  return node->kind == TOE_KIND_LINKER && !has_ok ? TOE_STATUS_FAILURE : TOE_STATUS_PARTIAL;
}

/* A live object: what the host wrote, what it hangs from. */
typedef struct living {
  uint32_t handle, parent, request, index;
} living_t;

/* All there is, kept from the records alone. */
typedef struct world {
  living_t living[512];
  uint32_t count;
  uint32_t given[4]; /* ids of each layer given out so far */
  bool is_uploading;
  uint32_t events;
} world_t;

/* What live objects hold, counted from the objects as the host wrote them. */
typedef struct held {
  uint32_t live[4], vlans, macs, ips, pages, copy_bytes;
  uint16_t vlan[64];
  uint64_t mac[64];
  uint8_t ip[64][17];
} held_t;

static void hold_neighbor(held_t *held, const uint8_t *object) {
  uint16_t vlan = (uint16_t)TOE_READ(object, OBJ_NEIGHBOR, VLAN);
  uint64_t mac = TOE_READ(object, OBJ_NEIGHBOR, SRC_MAC);
  uint32_t i = 0;
  while (i < held->vlans && held->vlan[i] != vlan) ++i;
  if (vlan != 0 && i == held->vlans) held->vlan[held->vlans++] = vlan;
  if (TOE_READ(object, OBJ_NEIGHBOR, HAS_SRC_MAC) == 0) return;
  i = 0;
  while (i < held->macs && held->mac[i] != mac) ++i;
  if (i == held->macs) held->mac[held->macs++] = mac;
}

static void hold_path(held_t *held, const uint8_t *object) {
  uint8_t ip[17];
  memcpy(ip, object + TOE_OBJ_PATH_SRC_IP_OFFSET, 16);
  ip[16] = (uint8_t)TOE_READ(object, OBJECT, FAMILY);
  uint32_t i = 0;
  while (i < held->ips && memcmp(held->ip[i], ip, 17) != 0) ++i;
  if (i == held->ips) memcpy(held->ip[held->ips++], ip, 17);
}

static void hold(held_t *held, const uint8_t *object, uint32_t layer) {
  ++held->live[layer];
  if (layer == TOE_LAYER_NEIGHBOR) hold_neighbor(held, object);
  if (layer == TOE_LAYER_PATH) hold_path(held, object);
  if (layer != TOE_LAYER_TCP) return;
  uint32_t window = (uint32_t)TOE_READ(object, OBJ_TCP, INITIAL_RCV_WND), pages = (window + 16383) / 16384;
  held->pages += pages == 0 ? 1 : pages;
  held->copy_bytes += ((uint32_t)TOE_READ(object, OBJ_TCP, BUFFERED_BYTES) + 63) / 64 * 64;
}

static void expect_levels(const host_t *host, const toe_retire_t *retire, const world_t *world) {
  static held_t held;
  memset(&held, 0, sizeof held);
  for (uint32_t i = 0; i < world->count; ++i) {
    const living_t *living = &world->living[i];
    hold(&held, host->request[living->request].objects[living->index], living->handle >> 28);
  }
  TOE_ASSERT_EQ(retire->u.decided.used_neighbor, held.live[1]);
  TOE_ASSERT_EQ(retire->u.decided.used_path, held.live[2]);
  TOE_ASSERT_EQ(retire->u.decided.used_tcp, held.live[3]);
  TOE_ASSERT_EQ(retire->u.decided.used_lookup, held.live[3]);
  TOE_ASSERT_EQ(retire->u.decided.used_xmit_buffer, held.live[3]);
  TOE_ASSERT_EQ(retire->u.decided.used_host_memory, world->count);
  TOE_ASSERT_EQ(retire->u.decided.used_vlan, held.vlans);
  TOE_ASSERT_EQ(retire->u.decided.used_src_mac, held.macs);
  TOE_ASSERT_EQ(retire->u.decided.used_src_ip, held.ips);
  TOE_ASSERT_EQ(retire->u.decided.used_rcv_buffer, held.pages);
  /* What is delivered is held no more: toe_engine_stream.h. */
  TOE_ASSERT(retire->u.decided.used_buffered_copy <= held.copy_bytes);
}

static living_t *find_living(world_t *world, uint64_t handle) {
  for (uint32_t i = 0; i < world->count; ++i) {
    if (world->living[i].handle == handle) return &world->living[i];
  }
  return NULL;
}

/* A new object: an id never used, ascending, since none runs out here; linked to something live. */
static void come(world_t *world, const toe_retire_t *retire) {
  uint32_t layer = (uint32_t)retire->u.decided.layer;
  TOE_ASSERT_EQ(retire->u.decided.handle, (uint64_t)(layer << 28 | world->given[layer]++));
  TOE_ASSERT_EQ(retire->u.decided.parent >> 28, layer - 1);
  if (layer > 1) TOE_ASSERT(find_living(world, retire->u.decided.parent) != NULL);
  TOE_ASSERT(world->count < 512);
  world->living[world->count++] = (living_t){.handle = (uint32_t)retire->u.decided.handle,
                                             .parent = (uint32_t)retire->u.decided.parent,
                                             .request = (uint32_t)retire->u.decided.request_id,
                                             .index = (uint32_t)retire->u.decided.index};
}

/* A linker of a TERMINATE: refused for what it says, or gone. */
static void leave(const host_t *host, world_t *world, const toe_retire_t *retire) {
  const uint8_t *object = host->request[retire->u.decided.request_id].objects[retire->u.decided.index];
  uint64_t handle = TOE_READ(object, OBJECT, HANDLE), cause = retire->u.decided.cause;
  living_t *living = find_living(world, handle);
  bool is_there = living != NULL && handle >> 28 == retire->u.decided.layer;
  TOE_ASSERT_EQ(cause == TOE_CAUSE_BAD_HANDLE, !is_there);
  if (!is_there) return;
  uint32_t dependents = 0;
  for (uint32_t i = 0; i < world->count; ++i) dependents += world->living[i].parent == handle;
  TOE_ASSERT_EQ(cause == TOE_CAUSE_DEPENDENTS, dependents > 0);
  bool is_refused = dependents > 0 || cause == TOE_CAUSE_RETURN_ROOM;
  if (cause == TOE_CAUSE_RETURN_ROOM) TOE_ASSERT(TOE_READ(object, OBJ_TCP, BUFFERED_BYTES) < 10000);
  TOE_ASSERT_EQ(retire->u.decided.handle, is_refused ? 0 : handle);
  if (is_refused) return;
  TOE_ASSERT(cause == TOE_CAUSE_OK || cause == TOE_CAUSE_CONTEXT_ECC);
  *living = world->living[--world->count];
}

/* The error of a RAISE [R151, R81], told by what the host wrote; a lost context is always asked for. */
static uint32_t raise_error(const host_t *host, world_t *world, const toe_retire_t *retire) {
  const uint8_t *command = host->request[retire->u.decided.request_id].command;
  uint64_t event = TOE_READ(command, COMMAND, SETTING), value = TOE_READ(command, COMMAND, VALUE);
  if (event == TOE_EVENT_RETRIEVE) {
    if (value > 11) return TOE_ERROR_BAD_EVENT;
    const living_t *living = find_living(world, TOE_READ(command, COMMAND, EVENT_HANDLE));
    if (living == NULL) return TOE_ERROR_NO_OBJECT;
    uint64_t state = TOE_READ(host->request[living->request].objects[living->index], OBJ_TCP, STATE);
    bool is_late = state >= 5 && state <= 7 && (value < 5 || value == 6 || value == 7 || value == 10);
    return is_late && retire->u.decided.error != 0 ? TOE_ERROR_NOT_NOW
           : is_late && !host->has_flips           ? TOE_ERROR_NOT_NOW
                                                   : TOE_ERROR_NONE;
  }
  if (event == 4 || (event == TOE_EVENT_LINK && value > 1)) return TOE_ERROR_BAD_EVENT;
  if (event == TOE_EVENT_RESUME && world->is_uploading && world->count > 0) return TOE_ERROR_NOT_EMPTY;
  if (event == TOE_EVENT_UPLOAD_ALL) world->is_uploading = true;
  if (event == TOE_EVENT_RESUME) world->is_uploading = false;
  return TOE_ERROR_NONE;
}

static void mark(const host_t *host, world_t *world, const toe_retire_t *retire) {
  if (retire->u.decided.error == TOE_ERROR_COMMAND_FETCH) return;
  const uint8_t *command = host->request[retire->u.decided.request_id].command;
  if (TOE_READ(command, COMMAND, OPCODE) != TOE_OPCODE_RAISE) return;
  uint32_t error = raise_error(host, world, retire);
  TOE_ASSERT_EQ(retire->u.decided.error, error);
  if (error == TOE_ERROR_NONE) ++world->events;
}

/* Rows of copies hold the host's bytes: no block is given out twice here, so to the end.  The first row stands in the
 * context, which is written behind its decision. */
static void expect_copy(const host_t *host, const rig_t *rig, uint32_t from) {
  const toe_retire_t *decided = &rig->retires[from];
  const uint8_t *object = host->request[decided->u.decided.request_id].objects[decided->u.decided.index];
  uint32_t row = 0xFFFFFFFFu;
  for (uint32_t i = from; i < rig->retire_count && row == 0xFFFFFFFFu; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_CONTEXT || retire->u.context.row != 4 * (decided->u.decided.handle & 0xFFFFF))
      continue;
    row = (uint32_t)TOE_READ(retire->u.context.data, CONTEXT_TCP, BUFFER_ROW);
  }
  for (uint32_t n = 0; n * 64 < TOE_READ(object, OBJ_TCP, BUFFERED_BYTES); ++n) {
    const uint8_t *written = NULL;
    for (uint32_t i = 0; i < rig->retire_count; ++i) {
      const toe_retire_t *retire = &rig->retires[i];
      if (retire->kind == TOE_RETIRE_BUFFER && retire->u.buffer.row == row + n) written = retire->u.buffer.data;
    }
    uint8_t data[64];
    host_read_memory(host, TOE_READ(object, OBJ_TCP, BUFFERED_ADDR) + n * 64, data, 64);
    TOE_ASSERT(written != NULL);
    TOE_ASSERT(memcmp(written, data, 64) == 0);
  }
}

/* What was handed back is what the host wrote, but for the members that a context replaces. */
static void expect_returned(const host_t *host, const rig_t *rig) {
  static uint32_t given[HOST_REQUESTS][MOST_OBJECTS]; /* by handle of the terminate's object: bytes seen */
  memset(given, 0, sizeof given);
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_RETURNED) continue;
    uint32_t id = (uint32_t)retire->u.returned.request_id, index = (uint32_t)retire->u.returned.index;
    uint64_t handle = TOE_READ(host->request[id].objects[index], OBJECT, HANDLE);
    toe_test_note("record %u, handle %#x", (unsigned)i, (unsigned)handle);
    TOE_ASSERT_EQ(retire->u.returned.offset, given[id][index]);
    given[id][index] += 32;
    const uint8_t *object = NULL;
    for (uint32_t k = 0; k < i && object == NULL; ++k) { /* ids are never given twice here */
      const toe_retire_t *decided = &rig->retires[k];
      if (decided->kind != TOE_RETIRE_DECIDED || decided->u.decided.handle != handle) continue;
      if (decided->u.decided.kind != TOE_KIND_NEW) continue;
      object = host->request[decided->u.decided.request_id].objects[decided->u.decided.index];
    }
    TOE_ASSERT(object != NULL);
    uint32_t offset = (uint32_t)retire->u.returned.offset;
    for (uint32_t b = 0; b < 32; ++b) {
      uint32_t at = offset + b;
      bool is_own = at < 8 || (handle >> 28 == 3 && ((at >= 32 && at < 40) || (at >= 68 && at < 72) || at >= 192));
      if (is_own) continue;
      TOE_ASSERT_EQ(retire->u.returned.data[b], object[offset + b]);
    }
  }
}

/* The outcome of each object, as decided, and what is held after it. */
static void gather(const host_t *host, const rig_t *rig, uint64_t seed, node_t nodes[REQUESTS][MOST_OBJECTS],
                   uint32_t *bad, uint32_t *count) {
  static world_t world;
  uint64_t commit = 0;
  memset(&world, 0, sizeof world);
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_DECIDED) continue;
    toe_test_note("seed %u, record %u", (unsigned)seed, (unsigned)i);
    TOE_ASSERT(retire->u.decided.commit > commit); /* jobs have numbers too */
    commit = retire->u.decided.commit;
    uint32_t id = (uint32_t)retire->u.decided.request_id, index = (uint32_t)retire->u.decided.index;
    if (!retire->u.decided.is_object) {
      mark(host, &world, retire);
      continue;
    }
    TOE_ASSERT(id < REQUESTS && index == count[id] && index < MOST_OBJECTS);
    ++count[id];
    uint32_t layer = (uint32_t)retire->u.decided.layer, cause = (uint32_t)retire->u.decided.cause;
    nodes[id][index] = (node_t){.layer = layer,
                                .kind = (uint32_t)retire->u.decided.kind,
                                .cause = cause,
                                .error = (uint32_t)retire->u.decided.error,
                                .is_terminate = retire->u.decided.is_terminate != 0};
    if (retire->u.decided.error != 0 && bad[id] == MOST_OBJECTS) bad[id] = index;
    bool is_linker = retire->u.decided.attempted && retire->u.decided.kind == TOE_KIND_LINKER;
    if (retire->u.decided.attempted && retire->u.decided.kind == TOE_KIND_NEW && cause == 0) {
      come(&world, retire);
      if (layer == TOE_LAYER_TCP) expect_copy(host, rig, i);
    } else if (is_linker && retire->u.decided.is_terminate) {
      leave(host, &world, retire);
    } else if (is_linker && layer == TOE_LAYER_TCP && cause == TOE_CAUSE_CONTEXT_ECC) {
      ++world.events;
    }
    expect_levels(host, retire, &world);
  }
  TOE_ASSERT_EQ(world.count, 0);
  uint32_t events = 0;
  for (uint32_t i = 0; i < rig->retire_count; ++i) { /* a disconnect is weighed with its stream */
    const toe_retire_t *retire = &rig->retires[i];
    events += retire->kind == TOE_RETIRE_EVENT && retire->u.event.code != TOE_EVENT_DISCONNECT;
  }
  /* Jobs that found a context lost tell it too. */
  TOE_ASSERT(host->has_flips ? events >= world.events : events == world.events);
  if (!host->has_flips) expect_returned(host, rig);
}

/* Status of an object of a TERMINATE. */
static uint32_t alone_status(const node_t *node) {
  return node->kind == TOE_KIND_PLACEHOLDER || node->cause == TOE_CAUSE_OK ? TOE_STATUS_SUCCESS : TOE_STATUS_FAILURE;
}

static void expect_statuses(const host_t *host, const rig_t *rig, uint64_t seed) {
  static node_t nodes[REQUESTS][MOST_OBJECTS];
  uint32_t bad[REQUESTS], count[REQUESTS] = {0};
  for (uint32_t i = 0; i < REQUESTS; ++i) bad[i] = MOST_OBJECTS;
  gather(host, rig, seed, nodes, bad, count);
  uint32_t written = 0, decided = 0;
  for (uint32_t i = 0; i < REQUESTS; ++i) decided += count[i];
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_WRITTEN) continue;
    uint32_t id = (uint32_t)retire->u.written.request_id, index = (uint32_t)retire->u.written.index, next;
    uint32_t limit = bad[id] < count[id] ? bad[id] : count[id];
    toe_test_note("seed %u, request %u, object %u", (unsigned)seed, (unsigned)id, (unsigned)index);
    uint32_t expected = index >= limit                  ? TOE_STATUS_FAILURE
                        : nodes[id][index].is_terminate ? alone_status(&nodes[id][index])
                                                        : naive_status(nodes[id], count[id], limit, index, &next);
    TOE_ASSERT_EQ(retire->u.written.status, expected);
    ++written;
  }
  toe_test_note("seed %u", (unsigned)seed);
  TOE_ASSERT_EQ(written, decided);
}

/* --- the tests --- */

/* FORWARDs by what came of them, over all seeds: taken, OBJECT_FETCH, BAD_RECEIVE, NO_OBJECT. */
static uint32_t forwards[4];

static void count_forwards(const host_t *host, const rig_t *rig) {
  static const uint32_t kErrors[] = {0, TOE_ERROR_OBJECT_FETCH, TOE_ERROR_BAD_RECEIVE, TOE_ERROR_NO_OBJECT};
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_DECIDED || retire->u.decided.error == TOE_ERROR_COMMAND_FETCH) continue;
    if (!host->request[retire->u.decided.request_id].is_forward) continue;
    for (uint32_t k = 0; k < 4; ++k) forwards[k] += retire->u.decided.error == kErrors[k];
  }
}

static void check_seed(uint64_t seed) {
  static host_t host;
  static const char *const kHow[] = {"one step", "steps of up to 7", "steps of up to 1000", "exhaustive"};
  static const uint32_t kStep[] = {0, 7, 1000, 0};
  rig_t driven;
  rig_open_with(&driven, host_first_credits(seed), false);
  toe_cycle_t end = host_drive(&host, &driven, seed);
  toe_test_note("seed %u, %u of %u requests", (unsigned)seed, (unsigned)host.completed, (unsigned)host.made);
  TOE_EXPECT(end != 0);
  if (end != 0) {
    expect_statuses(&host, &driven, seed);
    stream_expect(&host, &driven, seed);
    count_forwards(&host, &driven);
    for (uint32_t how = 0; how < 4; ++how) {
      rig_t other;
      rig_open_with(&other, host_first_credits(seed), how == 3);
      same_replay(&driven, &other, end, kStep[how], seed);
      same_expect(&driven, &other, kHow[how], seed);
      rig_close(&other);
    }
  }
  rig_close(&driven);
}

TOE_TEST(engine, gives_the_same_whatever_the_steps) {
  memset(forwards, 0, sizeof forwards);
  for (uint64_t seed = 1; seed <= 60; ++seed) check_seed(seed);
  for (uint32_t k = 0; k < 4; ++k) {
    toe_test_note("outcome %u: %u FORWARDs", (unsigned)k, (unsigned)forwards[k]);
    TOE_EXPECT(forwards[k] > 20);
  }
}
