/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine under random requests, latencies, credits and accesses; a stub of memory and link answers.
 *
 * The stub drives one engine an edge at a time and every input is remembered.  Then the same inputs go to an engine
 * that takes one big step, to one that takes steps of any size, and to one that evaluates every stage at every edge:
 * all outputs and records must be the same.  From the records alone the statuses and levels are worked out once more.
 */
#include "testbench/unit/toe_engine_rig.h"

enum { REQUESTS = 48, MOST_OBJECTS = 14, RING = 16, CPL_RING_ENTRIES = 4, READS = 64 };

typedef struct host_request {
  uint8_t command[TOE_COMMAND_BYTES];
  uint32_t count; /* objects; 0: a marker */
  uint8_t objects[MOST_OBJECTS][TOE_OBJECT_BYTES];
} host_request_t;

typedef struct host_read {
  bool is_waiting;
  toe_cycle_t due;
  uint64_t address;
  uint32_t left_bytes;
  uint8_t tag;
} host_read_t;

/* The host, its memory and the link. */
typedef struct host {
  uint64_t state;
  host_request_t request[REQUESTS];
  host_read_t read[READS];
  uint32_t posted, completed, answered_head; /* commands rung for, completions seen, CPL_DOORBELL value */
  toe_cycle_t rc_free;
  uint32_t bar_reads; /* unanswered */
  uint32_t owed_ph, owed_pd, owed_nph;
} host_t;

static uint32_t draw(host_t *host, uint32_t below) {
  host->state = host->state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((host->state >> 33) % below);
}

static uint64_t objects_at(uint32_t request) { return 0x100000 + (uint64_t)request * 8192 + 256 * (request % 16); }

static void make_object(host_t *host, uint8_t *object, uint32_t layer) {
  uint32_t kind = draw(host, 10) < 7 ? TOE_KIND_NEW : draw(host, 3) == 0 ? TOE_KIND_PLACEHOLDER : TOE_KIND_LINKER;
  uint32_t handle = kind == TOE_KIND_LINKER ? layer << 28 | draw(host, 12) : 0;
  rig_object(object, layer, kind, handle, (uint8_t)draw(host, 256));
  if (draw(host, 20) == 0) TOE_WRITE(object, OBJECT, FAULT, 1 + draw(host, 2));
  if (layer == TOE_LAYER_TCP) {
    TOE_WRITE(object, OBJ_TCP, LOCAL_PORT, draw(host, 40)); /* few, so that some are there twice */
    TOE_WRITE(object, OBJ_TCP, REMOTE_PORT, 80);
    if (draw(host, 30) == 0) TOE_WRITE(object, OBJ_TCP, STATE, 3);
  }
  if (draw(host, 150) == 0) object[draw(host, 4)] = (uint8_t)draw(host, 8); /* often malformed */
}

static void make_request(host_t *host, uint32_t index) {
  host_request_t *request = &host->request[index];
  uint32_t what = draw(host, 12);
  if (what < 2) {
    static const uint32_t kMost[] = {0, 20, 30, 40, 100, 3};
    uint32_t setting = 1 + draw(host, 5);
    rig_set(request->command, index, setting, draw(host, kMost[setting]));
    return;
  }
  request->count = 1 + draw(host, MOST_OBJECTS);
  uint32_t layer = draw(host, 4) == 0 ? 1 + draw(host, 3) : 1, root = layer;
  for (uint32_t i = 0; i < request->count; ++i) {
    make_object(host, request->objects[i], layer);
    uint32_t most = layer < 3 ? layer + 1 : 3;
    layer = draw(host, 3) == 0 ? root + draw(host, most - root + 1) : most;
  }
  rig_command(request->command, index, request->count);
  TOE_WRITE(request->command, COMMAND, OBJECT_ADDR, objects_at(index));
  TOE_WRITE(request->command, COMMAND, RESULT_ADDR, 0x800000 + index * 1024);
  if (what == 2) {
    request->command[draw(host, 4)] ^= 0x40; /* a command in error */
    request->count = 0;
  }
}

static void read_memory(const host_t *host, uint64_t address, uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i, ++address) {
    data[i] = 0;
    if (address >= RIG_CMD_RING && address < RIG_CMD_RING + RING * 64) {
      uint32_t entry = (uint32_t)(address - RIG_CMD_RING) / 64;
      uint32_t index = entry; /* the latest command posted there */
      while (index + RING < host->posted) index += RING;
      if (index < REQUESTS) data[i] = host->request[index].command[address % 64];
    } else if (address >= 0x100000) {
      uint32_t index = (uint32_t)((address - 0x100000) / 8192);
      uint64_t offset = address - objects_at(index);
      if (index < REQUESTS && offset < sizeof host->request[index].objects) {
        data[i] = host->request[index].objects[offset / 256][offset % 256];
      }
    }
  }
}

/* Answer a piece of some read that is due, if RC is free. */
static void answer_reads(host_t *host, rig_t *rig, toe_cycle_t c) {
  if (host->rc_free > c) return;
  uint32_t from = draw(host, READS);
  for (uint32_t k = 0; k < READS; ++k) {
    host_read_t *read = &host->read[(from + k) % READS];
    if (!read->is_waiting || read->due > c) continue;
    rig_input_t input = {.kind = RIG_COMPLETION, .cycle = c, .completion = {.tag = read->tag}};
    if (draw(host, 150) == 0) {
      input.completion.type = TOE_ENGINE_COMPLETION;
      input.completion.status = 1;
      read->is_waiting = false;
      host->rc_free = c + 1;
    } else {
      uint32_t bytes = 64 * (1 + draw(host, 8));
      if (bytes > read->left_bytes) bytes = read->left_bytes;
      input.completion.type = TOE_ENGINE_COMPLETION_DATA;
      input.completion.length_bytes = bytes;
      input.completion.is_poisoned = draw(host, 200) == 0;
      read_memory(host, read->address, input.data, bytes);
      read->address += bytes;
      read->left_bytes -= bytes;
      read->is_waiting = read->left_bytes > 0 && !input.completion.is_poisoned;
      read->due = c + bytes / 32 + draw(host, 20);
      host->rc_free = c + bytes / 32 + draw(host, 3);
    }
    rig_put(rig, &input);
    return;
  }
}

/* At most one BAR access at an edge. */
static void access_bar(host_t *host, rig_t *rig, toe_cycle_t c) {
  static const uint32_t kReads[] = {0x008, 0x060, 0x06C, 0x070, 0x078,  0x07C,
                                    0x080, 0x110, 0x12C, 0x130, 0x3000, 0x00C};
  switch (draw(host, 40)) {
    case 0:
    case 1:
      if (host->posted < REQUESTS && host->posted - host->completed < RING - 1 && c > 30) {
        host->posted += 1 + draw(host, 3);
        while (host->posted > REQUESTS || host->posted - host->completed >= RING) --host->posted;
        rig_write(rig, c, 0x10C, host->posted % RING);
      }
      break;
    case 2:
      if (host->bar_reads < TOE_STAGE_CC_DEPTH) {
        rig_read(rig, c, kReads[draw(host, 12)], (uint8_t)draw(host, 256));
        ++host->bar_reads;
      }
      break;
    case 3:
      rig_write(rig, c, 0x12C, host->completed % CPL_RING_ENTRIES);
      break;
    case 4:
      if (draw(host, 8) == 0) {
        rig_write(rig, c, 0x004, draw(host, 10) == 0 ? 0 : 1 | draw(host, 2) << 1);
      } else if (draw(host, 8) == 0) {
        rig_write(rig, c, 0x084, draw(host, 2));
      }
      break;
    case 5:
      if (draw(host, 4) == 0) rig_write(rig, c, 0x200C, draw(host, 2));
      break;
    case 6:
      if (draw(host, 20) == 0) {
        rig_write(rig, c, 0x088, 1);
      } else if (draw(host, 20) == 0) {
        rig_write(rig, c, 0x044, 50); /* dropped, or not */
      }
      break;
    default:
      break;
  }
}

static void return_credits(host_t *host, rig_t *rig, toe_cycle_t c) {
  if (draw(host, 16) != 0 || host->owed_ph + host->owed_nph == 0) return;
  rig_credits(rig, c, host->owed_ph, host->owed_pd, host->owed_nph);
  host->owed_ph = host->owed_pd = host->owed_nph = 0;
}

/* What left the device at the edge just executed. */
static void look(host_t *host, const rig_t *rig, uint32_t from, toe_cycle_t c) {
  for (uint32_t i = from; i < rig->output_count; ++i) {
    const toe_engine_output_t *output = &rig->outputs[i];
    if (output->is_completion) {
      --host->bar_reads;
    } else if (output->type == TOE_ENGINE_WRITE) {
      ++host->owed_ph;
      host->owed_pd += (output->length_bytes + 15) / 16;
      if (output->address >= RIG_CPL_RING && output->address < RIG_CPL_RING + 0x1000) ++host->completed;
    } else {
      ++host->owed_nph;
      TOE_ASSERT(output->tag < READS && !host->read[output->tag].is_waiting);
      host->read[output->tag] = (host_read_t){.is_waiting = true,
                                              .due = c + 1 + draw(host, draw(host, 4) == 0 ? 400 : 40),
                                              .address = output->address,
                                              .left_bytes = output->length_bytes,
                                              .tag = output->tag};
    }
  }
}

static toe_engine_credits_t first_credits(uint64_t seed) {
  if (seed % 3 == 0) return (toe_engine_credits_t){0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu};
  return (toe_engine_credits_t){1 + (uint32_t)seed % 5, 2 + (uint32_t)seed % 7, 1 + (uint32_t)seed % 4};
}

/* Drive a device through all requests, an edge at a time; gives the edge at which it was done (0: not at all). */
static toe_cycle_t drive(host_t *host, rig_t *rig, uint64_t seed) {
  enum { END = 400000 };
  memset(host, 0, sizeof *host);
  host->state = seed;
  for (uint32_t i = 0; i < REQUESTS; ++i) make_request(host, i);
  rig_config(rig, 0, true, true, draw(host, 4) == 0 ? 256 : 512);
  rig_write(rig, 1, 0x100, RIG_CMD_RING);
  rig_write(rig, 2, 0x108, RING);
  rig_write(rig, 3, 0x120, RIG_CPL_RING);
  rig_write(rig, 4, 0x128, CPL_RING_ENTRIES);
  rig_write(rig, 5, 0x2000, RIG_MESSAGE);
  rig_write(rig, 6, 0x054, draw(host, 2) == 0 ? 64 : 1 + draw(host, 6));
  rig_write(rig, 7, 0x058, draw(host, 2) * draw(host, 100));
  rig_write(rig, 8, 0x050, draw(host, 3));
  rig_write(rig, 9, 0x004, 3);
  rig_advance(rig, 4000 + draw(host, 100));
  for (toe_cycle_t c = toe_engine_now(rig->engine); c < END; ++c) {
    uint32_t from = rig->output_count;
    answer_reads(host, rig, c);
    access_bar(host, rig, c);
    return_credits(host, rig, c);
    if (draw(host, 500) == 0) rig_config(rig, c, draw(host, 8) != 0, draw(host, 4) != 0, 512);
    rig_advance(rig, c + 1);
    look(host, rig, from, c);
    if (host->completed == REQUESTS && host->bar_reads == 0) return c + 1;
  }
  return 0;
}

/* The same inputs, to another engine: steps of up to `step` edges (0: one step), inputs put no earlier than needed. */
static void replay(const rig_t *driven, rig_t *rig, toe_cycle_t end, uint32_t step, uint64_t seed) {
  host_t steps = {.state = seed};
  uint32_t put = 0;
  toe_cycle_t now = 0;
  while (now < end) {
    toe_cycle_t until = step == 0 ? end : now + 1 + draw(&steps, step);
    if (until > end) until = end;
    while (put < driven->input_count && driven->inputs[put].cycle < until) rig_put(rig, &driven->inputs[put++]);
    TOE_ASSERT(toe_engine_next_wake(rig->engine) >= now);
    rig_advance(rig, until);
    now = until;
  }
}

static bool is_same_output(const toe_engine_output_t *a, const toe_engine_output_t *b) {
  return a->is_completion == b->is_completion && a->cycle == b->cycle && a->type == b->type &&
         a->address == b->address && a->length_bytes == b->length_bytes && a->first_be == b->first_be &&
         a->last_be == b->last_be && a->tag == b->tag && a->status == b->status &&
         a->lower_address == b->lower_address && a->byte_count == b->byte_count && a->requester_id == b->requester_id &&
         memcmp(a->data, b->data, sizeof a->data) == 0;
}

/* Members of a record's kind, all of retire.def, and a row's data. */
static bool is_same_retire(const toe_retire_t *a, const toe_retire_t *b) {
#define MEMBER_OF_DOORBELL doorbell
#define MEMBER_OF_DECIDED decided
#define MEMBER_OF_CONTEXT context
#define MEMBER_OF_WRITTEN written
#define MEMBER_OF_COMPLETED completed
  bool is_same = a->kind == b->kind && a->cycle == b->cycle;
  if (!is_same) return false;
#define TOE_RETIRE_FIELD(record, name, bits, compare, text) \
  if (a->kind == TOE_RETIRE_##record) is_same &= a->u.MEMBER_OF_##record.name == b->u.MEMBER_OF_##record.name;
#include "model/spec/retire.def"
  return is_same && (a->kind != TOE_RETIRE_CONTEXT || memcmp(a->u.context.data, b->u.context.data, 64) == 0);
}

static void expect_same(const rig_t *a, const rig_t *b, const char *how, uint64_t seed) {
  for (uint32_t i = 0; i < a->output_count && i < b->output_count; ++i) {
    toe_test_note("seed %u, %s, output %u at edge %u", (unsigned)seed, how, (unsigned)i, (unsigned)a->outputs[i].cycle);
    TOE_ASSERT(is_same_output(&a->outputs[i], &b->outputs[i]));
  }
  for (uint32_t i = 0; i < a->retire_count && i < b->retire_count; ++i) {
    toe_test_note("seed %u, %s, record %u at edge %u", (unsigned)seed, how, (unsigned)i, (unsigned)a->retires[i].cycle);
    TOE_ASSERT(is_same_retire(&a->retires[i], &b->retires[i]));
  }
  toe_engine_stats_t one, two;
  toe_engine_get_stats(a->engine, &one);
  toe_engine_get_stats(b->engine, &two);
  toe_test_note("seed %u, %s", (unsigned)seed, how);
  TOE_ASSERT_EQ(a->output_count, b->output_count);
  TOE_ASSERT_EQ(a->retire_count, b->retire_count);
  /* An exhaustive engine also sees what comes to nothing, and counts it. */
  TOE_ASSERT(one.busy_cycles == two.busy_cycles ||
             (strcmp(how, "exhaustive") == 0 && one.busy_cycles < two.busy_cycles));
  TOE_ASSERT_EQ(one.sram_stall_cycles, two.sram_stall_cycles);
  TOE_ASSERT_EQ(one.sram_reads, two.sram_reads);
}

/* --- statuses and levels once more, from the decisions --- */

typedef struct node {
  uint32_t layer, kind, cause, error;
  bool is_attempted;
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

static void expect_statuses(const rig_t *rig, uint64_t seed) {
  static node_t nodes[REQUESTS][MOST_OBJECTS];
  uint32_t bad[REQUESTS], count[REQUESTS] = {0}, used[4] = {0};
  uint64_t commit = 0;
  for (uint32_t i = 0; i < REQUESTS; ++i) bad[i] = MOST_OBJECTS;
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_DECIDED) continue;
    toe_test_note("seed %u, record %u", (unsigned)seed, (unsigned)i);
    TOE_ASSERT_EQ(retire->u.decided.commit, ++commit);
    uint32_t id = (uint32_t)retire->u.decided.request_id, index = (uint32_t)retire->u.decided.index;
    if (!retire->u.decided.is_object) continue;
    TOE_ASSERT(id < REQUESTS && index == count[id] && index < MOST_OBJECTS);
    ++count[id];
    nodes[id][index] = (node_t){.layer = (uint32_t)retire->u.decided.layer,
                                .kind = (uint32_t)retire->u.decided.kind,
                                .cause = (uint32_t)retire->u.decided.cause,
                                .error = (uint32_t)retire->u.decided.error};
    if (retire->u.decided.error != 0 && bad[id] == MOST_OBJECTS) bad[id] = index;
    bool is_new = retire->u.decided.attempted && retire->u.decided.kind == 2 && retire->u.decided.cause == 0;
    if (is_new) {
      uint32_t layer = (uint32_t)retire->u.decided.layer;
      TOE_ASSERT_EQ(retire->u.decided.handle, (uint64_t)(layer << 28 | used[layer])); /* never-used, ascending */
      ++used[layer];
    }
    TOE_ASSERT_EQ(retire->u.decided.used_neighbor, used[1]);
    TOE_ASSERT_EQ(retire->u.decided.used_path, used[2]);
    TOE_ASSERT_EQ(retire->u.decided.used_tcp, used[3]);
    TOE_ASSERT_EQ(retire->u.decided.used_lookup, used[3]);
    TOE_ASSERT_EQ(retire->u.decided.used_host_memory, used[1] + used[2] + used[3]);
  }
  uint32_t written = 0, decided = 0;
  for (uint32_t i = 0; i < REQUESTS; ++i) decided += count[i];
  for (uint32_t i = 0; i < rig->retire_count; ++i) {
    const toe_retire_t *retire = &rig->retires[i];
    if (retire->kind != TOE_RETIRE_WRITTEN) continue;
    uint32_t id = (uint32_t)retire->u.written.request_id, index = (uint32_t)retire->u.written.index, next;
    uint32_t limit = bad[id] < count[id] ? bad[id] : count[id];
    toe_test_note("seed %u, request %u, object %u", (unsigned)seed, (unsigned)id, (unsigned)index);
    uint32_t expected = index >= limit ? TOE_STATUS_FAILURE : naive_status(nodes[id], count[id], limit, index, &next);
    TOE_ASSERT_EQ(retire->u.written.status, expected);
    ++written;
  }
  toe_test_note("seed %u", (unsigned)seed);
  TOE_ASSERT_EQ(written, decided);
}

/* --- the tests --- */

static void check_seed(uint64_t seed) {
  static host_t host;
  static const char *const kHow[] = {"one step", "steps of up to 7", "steps of up to 1000", "exhaustive"};
  static const uint32_t kStep[] = {0, 7, 1000, 0};
  rig_t driven;
  rig_open_with(&driven, first_credits(seed), false);
  toe_cycle_t end = drive(&host, &driven, seed);
  toe_test_note("seed %u, %u of %u requests", (unsigned)seed, (unsigned)host.completed, (unsigned)REQUESTS);
  TOE_EXPECT(end != 0);
  if (end != 0) {
    expect_statuses(&driven, seed);
    for (uint32_t how = 0; how < 4; ++how) {
      rig_t other;
      rig_open_with(&other, first_credits(seed), how == 3);
      replay(&driven, &other, end, kStep[how], seed);
      expect_same(&driven, &other, kHow[how], seed);
      rig_close(&other);
    }
  }
  rig_close(&driven);
}

TOE_TEST(engine, gives_the_same_whatever_the_steps) {
  for (uint64_t seed = 1; seed <= 24; ++seed) check_seed(seed);
}
