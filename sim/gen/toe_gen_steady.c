/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_steady.c - connections come at a steady rate, stay a while, and are terminated.
 *
 * A connection is live from the request it came in to the request that ends it.  Arrivals wait in `coming` until there
 * is a batch of them; those whose time is over wait in `going`.  `heap` holds the others, the first to go on top.
 */
#include <stdlib.h>

#include "sim/gen/toe_gen_kinds.h"

#define PS_PER_S 1000000000000ull
#define PS_PER_NS 1000u

typedef struct staying {
  uint64_t end_ns;
  toe_gen_item_t item;
} staying_t;

typedef struct steady {
  toe_gen_write_t *write;
  const toe_gen_options_t *options;
  uint64_t now_ns; /* of the last request: times do not go back */
  toe_gen_item_t *coming, *going;
  uint32_t coming_count, going_count;
  staying_t *heap;
  uint32_t heap_count;
  uint32_t *slots; /* free ones, a ring: the one that has been free longest is taken */
  uint32_t slot_at, slot_count;
} steady_t;

static uint32_t live(const steady_t *steady) { return steady->coming_count + steady->heap_count + steady->going_count; }

static bool is_before(const staying_t *a, const staying_t *b) {
  return a->end_ns != b->end_ns ? a->end_ns < b->end_ns : a->item.number < b->item.number;
}

static void swap(staying_t *a, staying_t *b) {
  const staying_t c = *a;
  *a = *b;
  *b = c;
}

static void heap_push(steady_t *steady, const staying_t *staying) {
  uint32_t at = steady->heap_count++;
  steady->heap[at] = *staying;
  for (; at > 0 && is_before(&steady->heap[at], &steady->heap[(at - 1) / 2]); at = (at - 1) / 2)
    swap(&steady->heap[at], &steady->heap[(at - 1) / 2]);
}

static staying_t heap_pop(steady_t *steady) {
  const staying_t top = steady->heap[0];
  steady->heap[0] = steady->heap[--steady->heap_count];
  for (uint32_t at = 0;;) {
    uint32_t first = at;
    for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < steady->heap_count; ++child)
      if (is_before(&steady->heap[child], &steady->heap[first])) first = child;
    if (first == at) return top;
    swap(&steady->heap[at], &steady->heap[first]);
    at = first;
  }
}

/* The time of a request that would go at `ns`. */
static uint64_t pass(steady_t *steady, uint64_t ns) {
  if (ns > steady->now_ns) steady->now_ns = ns;
  return steady->now_ns;
}

static toe_result_t flush_going(steady_t *steady, uint64_t ns, toe_error_t *error_out) {
  if (steady->going_count == 0) return TOE_OK;
  const uint32_t count = steady->going_count;
  for (uint32_t i = 0; i < count; ++i) {
    steady->slots[(steady->slot_at + steady->slot_count) % steady->options->live] = steady->going[i].slot;
    ++steady->slot_count;
  }
  steady->going_count = 0;
  return toe_gen_terminate(steady->write, pass(steady, ns), steady->going, count, error_out);
}

/* The first that has to go does. */
static toe_result_t let_go(steady_t *steady, toe_error_t *error_out) {
  const staying_t first = heap_pop(steady);
  steady->going[steady->going_count++] = first.item;
  if (steady->going_count < steady->options->batch) return TOE_OK;
  return flush_going(steady, first.end_ns, error_out);
}

static toe_result_t flush_coming(steady_t *steady, uint64_t ns, toe_error_t *error_out) {
  if (steady->coming_count == 0) return TOE_OK;
  const toe_gen_options_t *options = steady->options;
  const uint32_t count = steady->coming_count;
  const uint64_t at_ns = pass(steady, ns);
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t bits = toe_gen_bits(options->seed, TOE_GEN_LIFE, steady->coming[i].number);
    const uint64_t life_ns = toe_gen_scaled(options->life_ns, toe_gen_share(options->life_shape, bits));
    const staying_t staying = {at_ns + life_ns, steady->coming[i]};
    heap_push(steady, &staying);
  }
  steady->coming_count = 0;
  if (live(steady) > steady->write->summary->most_live) steady->write->summary->most_live = live(steady);
  return toe_gen_initiate(steady->write, at_ns, steady->coming, count, error_out);
}

/* One connection comes, at `ns` or as soon as there is room. */
static toe_result_t come(steady_t *steady, uint64_t number, uint64_t ns, toe_error_t *error_out) {
  const toe_gen_options_t *options = steady->options;
  toe_result_t result = TOE_OK;
  while (steady->heap_count > 0 && steady->heap[0].end_ns <= ns && result == TOE_OK) result = let_go(steady, error_out);
  if (live(steady) == options->live && result == TOE_OK) {
    if (steady->going_count == 0) { /* a full batch does not wait, so somebody stays */
      ns = steady->heap[0].end_ns;
      result = let_go(steady, error_out);
    }
    if (result == TOE_OK) result = flush_going(steady, ns, error_out);
  }
  if (result != TOE_OK) return result;
  const uint32_t slot = steady->slots[steady->slot_at];
  steady->slot_at = (steady->slot_at + 1) % options->live;
  --steady->slot_count;
  steady->coming[steady->coming_count++] = (toe_gen_item_t){number, slot, toe_gen_path(options, number)};
  return steady->coming_count == options->batch ? flush_coming(steady, ns, error_out) : TOE_OK;
}

static toe_result_t write_all(steady_t *steady, toe_error_t *error_out) {
  const toe_gen_options_t *options = steady->options;
  const uint64_t gap_ps = PS_PER_S / options->rate;
  uint64_t ps = 0;
  toe_result_t result = TOE_OK;
  for (uint64_t number = 0; number < options->connections && result == TOE_OK; ++number) {
    const uint64_t bits = toe_gen_bits(options->seed, TOE_GEN_GAP, number);
    if (number > 0) ps += toe_gen_scaled(gap_ps, toe_gen_share(TOE_GEN_EXPONENTIAL, bits));
    /* A request is late if there was no room; whoever comes then is late too, but arrivals stay where they were. */
    result = come(steady, number, ps / PS_PER_NS, error_out);
    /* The clock of picoseconds holds no more: the request is refused, be it full or not. */
    if (ps / PS_PER_NS > TOE_GEN_LONGEST_NS && result == TOE_OK)
      result = flush_coming(steady, ps / PS_PER_NS, error_out);
  }
  if (result == TOE_OK) result = flush_coming(steady, ps / PS_PER_NS, error_out);
  uint64_t last_ns = steady->now_ns;
  while (steady->heap_count > 0 && result == TOE_OK) {
    last_ns = steady->heap[0].end_ns;
    result = let_go(steady, error_out);
  }
  if (result == TOE_OK) result = flush_going(steady, last_ns, error_out);
  return result == TOE_OK ? toe_gen_clear(steady->write, steady->now_ns, error_out) : result;
}

toe_result_t toe_gen_steady(toe_gen_write_t *write, toe_error_t *error_out) {
  const toe_gen_options_t *options = write->options;
  steady_t steady = {.write = write,
                     .options = options,
                     .coming = calloc(options->batch, sizeof *steady.coming),
                     .going = calloc(options->batch, sizeof *steady.going),
                     .heap = calloc(options->live, sizeof *steady.heap),
                     .slots = calloc(options->live, sizeof *steady.slots),
                     .slot_count = options->live};
  toe_result_t result = TOE_E_MEMORY;
  if (steady.coming != NULL && steady.going != NULL && steady.heap != NULL && steady.slots != NULL) {
    for (uint32_t i = 0; i < options->live; ++i) steady.slots[i] = i;
    result = write_all(&steady, error_out);
  }
  free(steady.coming);
  free(steady.going);
  free(steady.heap);
  free(steady.slots);
  return result;
}
