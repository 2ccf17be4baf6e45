/* SPDX-License-Identifier: Apache-2.0
 *
 * The vectors of docs/chimney.md, worked by hand, through the walk, the checks (toe_admit) and statuses
 * (toe_writeback).
 */
#include "model/toe_walk.h"

#include <string.h>

#include "model/toe_admit.h"
#include "model/toe_writeback.h"
#include "testbench/shim/toe_test.h"

/* What the rest of the device says at this object; FINE unless the vector names a fault. */
typedef enum spoil {
  FINE,
  INTERNAL,
  HOST_FAULT,
  NO_HOST,
  NO_ENTRY,
  NO_SLOT,
  TWICE,
  BAD_STATE,
  BAD_LINK,
  BAD_ROW,
  NO_VLAN,
  BIG_MTU,
  BIG_WINDOW,
  NO_XMIT,
  COPY_FAULT,
  LOST
} spoil_t;

enum { PL = TOE_KIND_PLACEHOLDER, LI = TOE_KIND_LINKER, NE = TOE_KIND_NEW };
enum { N = 1, P = 2, T = 3 };

typedef struct step {
  uint8_t layer, kind;
  spoil_t spoil;
  uint32_t status;   /* expected */
  bool is_attempted; /* expected */
} step_t;

#define OK 0x00000000u
#define PARTIAL 0x40020004u
#define FAILURE 0xC0000001u
#define RESOURCES 0xC000009Au
#define TCP_ENTRIES 0xC0231004u
#define PATH_ENTRIES 0xC0231005u
#define NEIGHBOR_ENTRIES 0xC0231006u
#define VLAN_ENTRIES 0xC0231009u
#define XMIT_BUFFER 0xC023100Au
#define RCV_WINDOW 0xC023100Cu
#define PATH_MTU 0xC0231F01u

enum { MOST = 16 };

typedef struct answer {
  uint32_t status[MOST], order[MOST], count; /* order: indices as written */
  uint8_t flags[MOST], cause[MOST];
  bool attempted[MOST];
  toe_writeback_summary_t summary;
} answer_t;

static toe_admit_facts_t facts_of(const step_t *step, bool has_parent) {
  toe_admit_facts_t facts = {.is_handle_used = step->spoil != BAD_LINK,
                             .is_uncorrectable = step->spoil == BAD_ROW,
                             .has_parent = has_parent,
                             .is_duplicate = step->spoil == TWICE};
  for (int i = 0; i < TOE_POOLS; ++i) facts.has_room[i] = true;
  facts.has_room[TOE_POOL_HOST_MEMORY] = step->spoil != NO_HOST;
  facts.has_room[TOE_POOL_LOOKUP] = step->spoil != NO_SLOT;
  facts.has_room[TOE_POOL_VLAN] = step->spoil != NO_VLAN;
  facts.has_room[TOE_POOL_XMIT_BUFFER] = step->spoil != NO_XMIT;
  if (step->spoil == NO_ENTRY) facts.has_room[step->layer - 1] = false; /* neighbor, path, tcp */
  return facts;
}

static toe_object_t object_of(const step_t *step, uint32_t index) {
  toe_object_t object = {.is_fetched = step->spoil != LOST,
                         .index = index,
                         .layer = step->layer,
                         .kind = step->kind,
                         .family = step->layer == P && step->kind == NE ? 4 : 0,
                         .mtu = step->spoil == BIG_MTU ? 9001 : 1500,
                         .initial_rcv_wnd = step->spoil == BIG_WINDOW ? 70000 : 4096,
                         .buffered_bytes = step->spoil == COPY_FAULT ? 1 : 0,
                         .tcp_state = step->spoil == BAD_STATE ? 3 : 4,
                         .handle = step->kind == LI ? (uint32_t)step->layer << 28 : 0};
  if (step->spoil == INTERNAL) object.fault = TOE_FAULT_INTERNAL;
  if (step->spoil == HOST_FAULT) object.fault = TOE_FAULT_HOST_MEMORY;
  if (step->spoil == COPY_FAULT) object.fault = TOE_FAULT_COPY_MEMORY;
  return object;
}

static const toe_admit_rules_t kRules = {
    .has_faults = true, .mtu_max = 9000, .rcv_window_max = 65535, .local_ports = 0xFFFF, .remote_ports = 0xFFFF};

static answer_t walk_all(const step_t *steps, uint32_t count, uint32_t policy) {
  answer_t answer = {0};
  toe_walk_t walk;
  toe_writeback_t writeback = {0};
  toe_walk_init(&walk);
  for (uint32_t i = 0; i < count; ++i) {
    const step_t *step = &steps[i];
    toe_object_t object = object_of(step, i);
    toe_walk_verdict_t verdict = toe_walk_look(&walk, &object);
    toe_walk_node_t behind = {.handle = 77};
    toe_admit_facts_t facts = facts_of(step, toe_walk_parent(&walk, &object) != NULL);
    bool is_attempted = verdict.attempt != TOE_WALK_NONE;
    if (is_attempted) verdict.cause = toe_admit(&object, &kRules, &facts);
    bool has_behind = is_attempted && verdict.cause == TOE_CAUSE_OK && step->kind != PL;
    toe_walk_leave(&walk, &object, &verdict, has_behind ? &behind : NULL, policy);
    answer.cause[i] = verdict.cause;
    answer.attempted[i] = is_attempted;
    toe_writeback_item_t item = {.is_object = true,
                                 .is_last = i + 1 == count,
                                 .is_attempted = is_attempted,
                                 .is_detached = verdict.is_detached,
                                 .layer = object.layer,
                                 .kind = object.kind,
                                 .cause = verdict.cause,
                                 .error = verdict.error,
                                 .index = i,
                                 .handle = has_behind ? 77 : 0,
                                 .commit = i + 1};
    toe_writeback_result_t results[TOE_WRITEBACK_RESULTS];
    uint32_t given = toe_writeback_take(&writeback, &item, results, &answer.summary);
    for (uint32_t k = 0; k < given; ++k) {
      answer.order[answer.count++] = results[k].index;
      answer.status[results[k].index] = results[k].status;
      answer.flags[results[k].index] = results[k].flags;
    }
  }
  return answer;
}

static void expect_walk(const char *name, const step_t *steps, uint32_t count, uint32_t policy) {
  answer_t answer = walk_all(steps, count, policy);
  toe_test_note("%s, policy %u", name, (unsigned)policy);
  TOE_EXPECT_EQ(answer.count, count); /* one answer an object */
  uint32_t attempted = 0;
  for (uint32_t i = 0; i < count; ++i) {
    toe_test_note("%s, policy %u, object %u", name, (unsigned)policy, (unsigned)i);
    TOE_EXPECT_EQ(answer.status[i], steps[i].status);
    TOE_EXPECT_EQ(answer.attempted[i], steps[i].is_attempted);
    TOE_EXPECT_EQ(answer.flags[i] & 1, steps[i].is_attempted);
    attempted += steps[i].is_attempted;
  }
  TOE_EXPECT_EQ(answer.summary.attempted, attempted);
}
#define EXPECT_WALK(steps, policy) expect_walk(#steps, steps, sizeof steps / sizeof steps[0], policy)
#define EXPECT_WALK_ALL(steps) \
  EXPECT_WALK(steps, 0);       \
  EXPECT_WALK(steps, 1);       \
  EXPECT_WALK(steps, 2)

/* V1 (S0): the uncategorised failure of Path2 is last on its level, so that every policy gives the same. */
TOE_TEST(walk, answers_s0) {
  static const step_t kV1[] = {{N, NE, FINE, PARTIAL, true},     {P, NE, FINE, PARTIAL, true},
                               {T, NE, FINE, OK, true},          {T, NE, HOST_FAULT, RESOURCES, true},
                               {P, NE, INTERNAL, FAILURE, true}, {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kV1);
  /* Results are written bottom-up: a path behind its TCP connections, the neighbor last. */
  answer_t answer = walk_all(kV1, 6, 0);
  static const uint32_t kOrder[] = {2, 3, 1, 5, 4, 0};
  TOE_EXPECT_MEM(answer.order, kOrder, sizeof kOrder);
  TOE_EXPECT_EQ(answer.summary.attempted, 5);
  TOE_EXPECT_EQ(answer.summary.offloaded, 3);
  TOE_EXPECT_EQ(answer.summary.commit, 6);
  TOE_EXPECT_EQ(answer.summary.error, 0);
  TOE_EXPECT_EQ(answer.flags[2], 3);
  TOE_EXPECT_EQ(answer.flags[3], 1);
}

TOE_TEST(walk, answers_v2_one_tcp_denied) {
  static const step_t kV2[] = {{N, NE, FINE, OK, true},
                               {P, NE, FINE, PARTIAL, true},
                               {T, NE, FINE, OK, true},
                               {T, NE, NO_ENTRY, TCP_ENTRIES, true}};
  EXPECT_WALK_ALL(kV2);
  static const step_t kNoSlot[] = {{N, NE, FINE, OK, true},
                                   {P, NE, FINE, PARTIAL, true},
                                   {T, NE, NO_SLOT, TCP_ENTRIES, true},
                                   {T, NE, FINE, OK, true}};
  EXPECT_WALK_ALL(kNoSlot);
}

TOE_TEST(walk, answers_v4_path_denied) {
  static const step_t kV4[] = {
      {N, NE, FINE, PARTIAL, true}, {P, NE, NO_ENTRY, PATH_ENTRIES, true}, {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kV4);
}

TOE_TEST(walk, answers_v5_root_denied) {
  static const step_t kV5[] = {{N, NE, NO_ENTRY, NEIGHBOR_ENTRIES, true},
                               {P, NE, FINE, FAILURE, false},
                               {T, NE, FINE, FAILURE, false},
                               {N, NE, FINE, FAILURE, false},
                               {P, NE, FINE, FAILURE, false},
                               {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kV5);
}

/* V6, with a host-memory fault on N2: only stop-at-failed-parent leaves N3 out. */
TOE_TEST(walk, answers_v6_second_neighbor_denied) {
  static const step_t kV6[] = {{N, NE, FINE, OK, true},       {P, NE, FINE, OK, true},
                               {T, NE, FINE, OK, true},       {N, NE, HOST_FAULT, RESOURCES, true},
                               {P, NE, FINE, FAILURE, false}, {T, NE, FINE, FAILURE, false},
                               {N, NE, FINE, OK, true},       {P, NE, FINE, OK, true},
                               {T, NE, FINE, OK, true}};
  EXPECT_WALK(kV6, TOE_POLICY_STOP_ON_UNCATEGORISED);
  EXPECT_WALK(kV6, TOE_POLICY_PRUNE);
  static const step_t kV6Stopped[] = {{N, NE, FINE, OK, true},       {P, NE, FINE, OK, true},
                                      {T, NE, FINE, OK, true},       {N, NE, HOST_FAULT, RESOURCES, true},
                                      {P, NE, FINE, FAILURE, false}, {T, NE, FINE, FAILURE, false},
                                      {N, NE, FINE, FAILURE, false}, {P, NE, FINE, FAILURE, false},
                                      {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK(kV6Stopped, TOE_POLICY_STOP_AT_FAILED_PARENT);
}

/* V9: linkers whose dependents all failed are FAILURE, though what they name stays. */
TOE_TEST(walk, answers_v9_all_under_linkers_denied) {
  static const step_t kV9[] = {{N, LI, FINE, FAILURE, true},
                               {P, LI, FINE, FAILURE, true},
                               {T, NE, NO_ENTRY, TCP_ENTRIES, true},
                               {T, NE, NO_ENTRY, TCP_ENTRIES, true}};
  EXPECT_WALK_ALL(kV9);
  TOE_EXPECT_EQ(walk_all(kV9, 4, 0).flags[0], 1); /* attempted, nothing new offloaded */
  static const step_t kV8[] = {{N, LI, FINE, OK, true},
                               {P, LI, FINE, PARTIAL, true},
                               {T, NE, FINE, OK, true},
                               {T, NE, NO_ENTRY, TCP_ENTRIES, true}};
  EXPECT_WALK_ALL(kV8);
}

/* V15: the ten-node figure. */
TOE_TEST(walk, answers_v15_ten_nodes) {
  static const step_t kV15[] = {{N, NE, FINE, OK, true}, {P, NE, FINE, OK, true}, {T, NE, FINE, OK, true},
                                {T, NE, FINE, OK, true}, {P, NE, FINE, OK, true}, {T, NE, FINE, OK, true},
                                {N, NE, FINE, OK, true}, {P, NE, FINE, OK, true}, {T, NE, FINE, OK, true},
                                {T, NE, FINE, OK, true}};
  EXPECT_WALK_ALL(kV15);
}

TOE_TEST(walk, answers_v16_first_tcp_fails) {
  static const step_t kV16[] = {
      {N, NE, FINE, OK, true}, {P, NE, FINE, PARTIAL, true}, {T, NE, INTERNAL, FAILURE, true}, {T, NE, FINE, OK, true}};
  EXPECT_WALK_ALL(kV16);
}

/* V17: a path with a named status prunes, under 2 it stops; an uncategorised one stops under 0 and 2. */
TOE_TEST(walk, answers_v17_first_path_fails) {
  static const step_t kNamed[] = {{N, NE, FINE, PARTIAL, true},
                                  {P, NE, NO_ENTRY, PATH_ENTRIES, true},
                                  {N, NE, FINE, OK, true},
                                  {P, NE, FINE, OK, true},
                                  {T, NE, FINE, OK, true}};
  EXPECT_WALK(kNamed, 0);
  EXPECT_WALK(kNamed, 1);
  static const step_t kNamedStopped[] = {{N, NE, FINE, PARTIAL, true},
                                         {P, NE, NO_ENTRY, PATH_ENTRIES, true},
                                         {N, NE, FINE, FAILURE, false},
                                         {P, NE, FINE, FAILURE, false},
                                         {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK(kNamedStopped, 2);
  static const step_t kInternal[] = {{N, NE, FINE, PARTIAL, true},
                                     {P, NE, INTERNAL, FAILURE, true},
                                     {N, NE, FINE, OK, true},
                                     {P, NE, FINE, OK, true},
                                     {T, NE, FINE, OK, true}};
  EXPECT_WALK(kInternal, 1);
  static const step_t kInternalStopped[] = {{N, NE, FINE, PARTIAL, true},
                                            {P, NE, INTERNAL, FAILURE, true},
                                            {N, NE, FINE, FAILURE, false},
                                            {P, NE, FINE, FAILURE, false},
                                            {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK(kInternalStopped, 0);
  EXPECT_WALK(kInternalStopped, 2);
}

/* V18: a new path under a placeholder has no neighbor to link to; V10 and V11 beside it. */
TOE_TEST(walk, answers_v18_placeholders) {
  static const step_t kV18[] = {{N, PL, FINE, OK, true}, {P, NE, FINE, FAILURE, true}, {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kV18);
  static const step_t kV10[] = {
      {N, PL, FINE, OK, true}, {P, LI, FINE, FAILURE, true}, {T, NE, NO_HOST, RESOURCES, true}};
  EXPECT_WALK_ALL(kV10);
  static const step_t kV11[] = {{N, PL, FINE, OK, true}};
  EXPECT_WALK_ALL(kV11);
}

/* D-1: a placeholder where the walk did not come is SUCCESS, but what is under it is not attempted. */
TOE_TEST(walk, answers_placeholders_it_did_not_reach) {
  static const step_t kSteps[] = {{N, NE, FINE, PARTIAL, true}, {P, NE, NO_HOST, RESOURCES, true},
                                  {T, PL, FINE, OK, false},     {N, LI, BAD_LINK, FAILURE, true},
                                  {P, PL, FINE, OK, false},     {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK(kSteps, 0);
  EXPECT_WALK(kSteps, 1);
}

/* any layer may be the root; a new path or connection there has nothing to link to, and a failed root stops all.
 */
TOE_TEST(walk, accepts_roots_of_any_layer) {
  static const step_t kPath[] = {{P, NE, FINE, FAILURE, true}, {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kPath);
  static const step_t kTcp[] = {{T, NE, FINE, FAILURE, true}, {T, LI, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kTcp);
  static const step_t kLinkers[] = {{P, LI, FINE, OK, true},           {T, NE, FINE, OK, true},
                                    {P, LI, FINE, PARTIAL, true},      {T, NE, FINE, OK, true},
                                    {T, NE, BAD_STATE, FAILURE, true}, {P, NE, FINE, FAILURE, true},
                                    {P, LI, BAD_LINK, FAILURE, true}};
  EXPECT_WALK(kLinkers, 0);
  EXPECT_WALK(kLinkers, 1);
}

/* Both windows too large: what is in stays, the path is partial. */
TOE_TEST(walk, answers_v3_windows_too_large) {
  static const step_t kV3[] = {{N, NE, FINE, OK, true},
                               {P, NE, FINE, PARTIAL, true},
                               {T, NE, BIG_WINDOW, RCV_WINDOW, true},
                               {T, NE, BIG_WINDOW, RCV_WINDOW, true}};
  EXPECT_WALK_ALL(kV3);
}

/* V8 with the transmit buffers it asks for; V13: under a linker one path in and one not; V14: no memory for the copy is
 * FAILURE [R47]. */
TOE_TEST(walk, answers_v8_v13_v14) {
  static const step_t kV8[] = {{N, LI, FINE, OK, true},
                               {P, LI, FINE, PARTIAL, true},
                               {T, NE, FINE, OK, true},
                               {T, NE, NO_XMIT, XMIT_BUFFER, true}};
  EXPECT_WALK_ALL(kV8);
  static const step_t kV13[] = {{N, LI, FINE, PARTIAL, true},
                                {P, NE, FINE, OK, true},
                                {T, NE, FINE, OK, true},
                                {P, NE, BIG_MTU, PATH_MTU, true},
                                {T, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kV13);
  static const step_t kV14[] = {
      {N, NE, FINE, OK, true}, {P, NE, FINE, PARTIAL, true}, {T, NE, COPY_FAULT, FAILURE, true}};
  EXPECT_WALK_ALL(kV14);
}

/* A neighbor without room for its VLAN id has a named status: as V6, it stops under policy 2 only. */
TOE_TEST(walk, prunes_a_neighbor_without_vlan_entry) {
  static const step_t kV6[] = {{N, NE, FINE, OK, true},
                               {N, NE, NO_VLAN, VLAN_ENTRIES, true},
                               {P, NE, FINE, FAILURE, false},
                               {N, NE, FINE, OK, true}};
  EXPECT_WALK(kV6, 0);
  EXPECT_WALK(kV6, 1);
}

/* D-7: a linker whose context cannot be read is uncategorised, so it stops the walk under policies 0 and 2; a TCP
 * linker never does. */
TOE_TEST(walk, stops_at_an_unreadable_context) {
  static const step_t kStopped[] = {{N, LI, FINE, FAILURE, true},
                                    {P, LI, BAD_ROW, FAILURE, true},
                                    {T, NE, FINE, FAILURE, false},
                                    {N, LI, FINE, FAILURE, false}};
  EXPECT_WALK(kStopped, 0);
  EXPECT_WALK(kStopped, 2);
  static const step_t kPruned[] = {{N, LI, FINE, FAILURE, true},
                                   {P, LI, BAD_ROW, FAILURE, true},
                                   {T, NE, FINE, FAILURE, false},
                                   {N, LI, FINE, OK, true}};
  EXPECT_WALK(kPruned, 1);
  static const step_t kTcp[] = {{P, LI, FINE, PARTIAL, true}, {T, LI, BAD_ROW, FAILURE, true}, {T, NE, FINE, OK, true}};
  EXPECT_WALK_ALL(kTcp);
}

/* Rule 3, and D-5: what was good stays, all from the bad object on is FAILURE, the completion names the first. */
TOE_TEST(walk_bad, refuses_a_layer_that_skips_one) {
  static const step_t kSkip[] = {
      {N, NE, FINE, PARTIAL, true}, {T, NE, FINE, FAILURE, false}, {N, PL, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kSkip);
  answer_t answer = walk_all(kSkip, 3, 1);
  TOE_EXPECT_EQ(answer.summary.error, TOE_ERROR_BAD_OBJECT);
  TOE_EXPECT_EQ(answer.summary.error_index, 1);
  TOE_EXPECT_EQ(answer.cause[1], TOE_CAUSE_MALFORMED);
  TOE_EXPECT_EQ(answer.cause[2], TOE_CAUSE_NOT_ATTEMPTED);
}

TOE_TEST(walk_bad, refuses_what_no_list_may_hold) {
  static const step_t kAboveRoot[] = {
      {P, LI, FINE, PARTIAL, true}, {T, NE, FINE, OK, true}, {N, NE, FINE, FAILURE, false}};
  EXPECT_WALK_ALL(kAboveRoot);
  toe_walk_t walk;
  toe_walk_init(&walk);
  toe_object_t object = {.is_fetched = true, .layer = P, .kind = NE, .family = 6};
  TOE_EXPECT_EQ(toe_walk_look(&walk, &object).attempt, TOE_WALK_NEW_STATE);
  object.is_malformed = true;
  toe_walk_verdict_t verdict = toe_walk_look(&walk, &object);
  TOE_EXPECT_EQ(verdict.cause, TOE_CAUSE_MALFORMED);
  TOE_EXPECT_EQ(verdict.error, TOE_ERROR_BAD_OBJECT);
  TOE_EXPECT(verdict.is_detached);
}

/* A chunk that could not be read: FETCH wins over everything, also behind an earlier error. */
TOE_TEST(walk_bad, answers_objects_that_could_not_be_read) {
  static const step_t kLost[] = {{N, NE, FINE, PARTIAL, true},
                                 {P, NE, FINE, PARTIAL, true},
                                 {T, NE, LOST, FAILURE, false},
                                 {T, NE, FINE, FAILURE, false},
                                 {N, NE, LOST, FAILURE, false}};
  EXPECT_WALK_ALL(kLost);
  answer_t answer = walk_all(kLost, 5, 0);
  TOE_EXPECT_EQ(answer.summary.error, TOE_ERROR_OBJECT_FETCH);
  TOE_EXPECT_EQ(answer.summary.error_index, 2);
  TOE_EXPECT_EQ(answer.cause[4], TOE_CAUSE_FETCH);
  static const uint32_t kOrder[] = {2, 3, 4, 1, 0}; /* detached at once, the open ones at the end */
  TOE_EXPECT_MEM(answer.order, kOrder, sizeof kOrder);
}

/* Of a TERMINATE any layer may follow any other; a new object is no such thing, and behind an error nothing is looked
 * at. The next request begins anew. */
TOE_TEST(walk, takes_objects_of_a_terminate_alone) {
  static const struct {
    uint8_t layer, kind;
    bool is_fetched, is_malformed;
    toe_walk_attempt_t attempt;
    uint8_t cause, error;
  } kCases[] = {{T, LI, true, false, TOE_WALK_LINKER, 0, 0},
                {N, LI, true, false, TOE_WALK_LINKER, 0, 0},
                {T, PL, true, false, TOE_WALK_PLACEHOLDER, 0, 0},
                {N, NE, true, false, TOE_WALK_NONE, TOE_CAUSE_MALFORMED, TOE_ERROR_BAD_OBJECT},
                {T, LI, true, false, TOE_WALK_NONE, TOE_CAUSE_NOT_ATTEMPTED, 0},
                {T, LI, true, true, TOE_WALK_NONE, TOE_CAUSE_NOT_ATTEMPTED, 0},
                {0, 0, false, false, TOE_WALK_NONE, TOE_CAUSE_FETCH, TOE_ERROR_OBJECT_FETCH}};
  toe_walk_t walk;
  toe_walk_init(&walk);
  for (uint32_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    toe_object_t object = {.is_fetched = kCases[i].is_fetched,
                           .is_malformed = kCases[i].is_malformed,
                           .index = i,
                           .layer = kCases[i].layer,
                           .kind = kCases[i].kind};
    toe_walk_verdict_t verdict = toe_walk_look_alone(&walk, &object);
    toe_test_note("object %u", (unsigned)i);
    TOE_EXPECT_EQ(verdict.attempt, kCases[i].attempt);
    TOE_EXPECT_EQ(verdict.cause, kCases[i].cause);
    TOE_EXPECT_EQ(verdict.error, kCases[i].error);
    TOE_EXPECT_EQ(verdict.is_detached, i >= 3);
    toe_walk_leave_alone(&walk, &object, &verdict);
  }
  toe_object_t first = {.is_fetched = true, .index = 0, .layer = N, .kind = NE};
  TOE_EXPECT_EQ(toe_walk_look(&walk, &first).attempt, TOE_WALK_NEW_STATE);
  TOE_EXPECT_EQ(toe_walk_look_alone(&walk, &first).cause, TOE_CAUSE_MALFORMED);
}
