/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/why/toe_why_search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct search {
  toe_why_child_t *child;
  const toe_why_case_t *one;
  const toe_why_key_t *key;
  toe_why_change_t *change;
} search_t;

static toe_why_ask_t ask_of(const search_t *search, toe_engine_t engine, const char *value) {
  toe_why_ask_t ask;
  memset(&ask, 0, sizeof ask);
  ask.engine = engine;
  ask.number = search->one->number;
  ask.turn = search->one->turn;
  ask.level_pool = TOE_POOL_NONE;
  ask.set_number = search->key->set != NULL ? search->key->set->number : 0;
  snprintf(ask.key, sizeof ask.key, "%s", toe_key_info(search->key->key)->name);
  snprintf(ask.value, sizeof ask.value, "%s", value);
  return ask;
}

typedef enum outcome { NO, YES, UNKNOWN } outcome_t;

static outcome_t judge(toe_why_change_t *change, const char *value, const toe_why_answer_t *answer) {
  if (toe_why_is_unknown(answer)) {
    change->is_unknown = true;
    snprintf(change->unknown, sizeof change->unknown, "%s", value);
    return UNKNOWN;
  }
  const bool is_yes = toe_why_is_turned(answer);
  if (!is_yes && change->is_turned) return NO;
  change->is_turned = is_yes; /* it is kept as the best so far */
  change->answer = *answer;
  snprintf(change->to, sizeof change->to, "%s", value);
  return is_yes ? YES : NO;
}

static outcome_t try_word(search_t *search, const char *value) {
  const toe_why_ask_t ask = ask_of(search, TOE_ENGINE_MODEL, value);
  toe_why_answer_t answer;
  ++search->change->runs;
  (void)toe_why_child_ask(search->child, &ask, &answer);
  return judge(search->change, value, &answer);
}

static outcome_t try_number(search_t *search, uint64_t value) {
  char word[32];
  snprintf(word, sizeof word, "%" PRIu64, value);
  return try_word(search, word);
}

/* `step` away from `from`, on the way to the bound. */
static uint64_t away(const toe_why_key_t *key, uint64_t step) {
  return key->way == TOE_WHY_UP ? key->from + step : key->from - step;
}

static void note_neighbor(search_t *search, uint64_t value) {
  search->change->has_neighbor = true;
  snprintf(search->change->neighbor, sizeof search->change->neighbor, "%" PRIu64, value);
}

/* Some value that does, and next to it one that does not; false: none found. */
static bool find_number(search_t *search, const toe_why_key_t *key, uint64_t *found_out) {
  uint64_t farthest = key->way == TOE_WHY_UP ? key->bound - key->from : key->from - key->bound;
  uint64_t no = 0; /* steps known not to do; `from` itself */
  uint64_t yes = key->way == TOE_WHY_UP ? key->guess - key->from : key->from - key->guess;
  outcome_t outcome;
  while ((outcome = try_number(search, away(key, yes))) == NO) {
    no = yes;
    if (yes == farthest) return false;
    yes = yes > farthest / 2 ? farthest : yes * 2;
  }
  bool is_first = true;
  while (outcome != UNKNOWN && yes - no > 1) {
    uint64_t middle = is_first ? yes - 1 : no + (yes - no) / 2; /* the guess is mostly right */
    is_first = false;
    outcome = try_number(search, away(key, middle));
    *(outcome == YES ? &yes : &no) = middle;
  }
  if (outcome == UNKNOWN) return false;
  note_neighbor(search, away(key, no));
  *found_out = away(key, yes);
  return true;
}

enum { LEAST_RUNS = 8, MOST_RUNS = 512, MOST_DECISIONS = 100000 };

/* By what they cost, in decisions up to the one in question. */
static bool has_budget(const search_t *search, uint32_t levels) {
  return levels < LEAST_RUNS || (levels < MOST_RUNS && levels * search->one->commit < MOST_DECISIONS);
}

/* The levels of a pool from below, up to `found`. */
static void walk_levels(search_t *search, const toe_why_key_t *key, uint64_t found) {
  uint64_t level = key->from;
  for (uint32_t levels = 0; has_budget(search, levels); ++levels) {
    char word[32];
    snprintf(word, sizeof word, "%" PRIu64, level);
    toe_why_ask_t ask = ask_of(search, TOE_ENGINE_MODEL, word);
    ask.level_pool = key->pool;
    ask.level = level;
    toe_why_answer_t answer;
    ++search->change->runs;
    (void)toe_why_child_ask(search->child, &ask, &answer);
    if (toe_why_is_turned(&answer)) {
      (void)judge(search->change, word, &answer);
      search->change->is_smallest = try_number(search, level - 1) == NO;
      note_neighbor(search, level - 1);
      return;
    }
    if (judge(search->change, word, &answer) == UNKNOWN) return;
    search->change->is_smallest = answer.next_level >= found;
    if (search->change->is_smallest) return;
    level = answer.next_level;
  }
}

static void search_number(search_t *search, const toe_why_key_t *key) {
  uint64_t found = 0;
  if (!find_number(search, key, &found)) return;
  if (key->pool != TOE_POOL_NONE) {
    walk_levels(search, key, found);
  } else {
    search->change->is_smallest = found == key->guess; /* what it is compared with itself */
  }
}

static void search_words(search_t *search, const toe_why_key_t *key) {
  outcome_t outcome = NO;
  for (uint32_t i = 0; i < key->word_count && outcome == NO; ++i) outcome = try_word(search, key->words[i]);
  search->change->is_smallest = outcome == YES;
}

void toe_why_search(toe_why_child_t *child, const toe_why_key_t *key, const toe_why_case_t *one, bool has_rtl,
                    toe_why_change_t *change_out) {
  memset(change_out, 0, sizeof *change_out);
  change_out->key = key->key;
  if (key->set != NULL) change_out->place = key->set->place;
  snprintf(change_out->from, sizeof change_out->from, "%s", key->text);
  search_t search = {child, one, key, change_out};
  if (key->way != TOE_WHY_WORDS) {
    search_number(&search, key);
  } else {
    search_words(&search, key);
  }
  if (!has_rtl || !change_out->is_turned) return;
  const toe_why_ask_t ask = ask_of(&search, TOE_ENGINE_RTL, change_out->to);
  change_out->has_rtl = true;
  (void)toe_why_child_ask(child, &ask, &change_out->rtl);
}
