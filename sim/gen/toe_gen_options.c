/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_gen_options.c - see toe_gen.h: the numbers of a workload, from words.
 */
#include <stdio.h>
#include <string.h>

#include "sim/gen/toe_gen.h"

enum { OF_STEADY = 1 << TOE_GEN_KIND_STEADY, OF_TREES = 1 << TOE_GEN_KIND_TREES, OF_ALL = OF_STEADY | OF_TREES };

#define LONGEST_S (213u * 86400)
#define MOST_LIVE 1000000u
#define DAY_NS (86400ull * 1000000000)
#define OFFSET(member) offsetof(toe_gen_options_t, member)

/* A whole number; where it goes, and whether that has 64 bits. */
typedef struct number_option {
  const char *name;
  unsigned kinds;
  uint64_t min, max;
  size_t offset;
  bool is_wide;
} number_option_t;

static const number_option_t numbers[] = {
    {"connections", OF_ALL, 1, 1000000000, OFFSET(connections), true},
    {"rate", OF_STEADY, 1, 1000000000, OFFSET(rate), true},
    {"neighbors", OF_ALL, 1, 65536, OFFSET(neighbors), false},
    {"paths", OF_ALL, 1, 65536, OFFSET(paths), false},
    {"batch", OF_ALL, 1, 16384, OFFSET(batch), false},
    {"buffered", OF_ALL, 0, 100, OFFSET(buffered), false},
    {"live", OF_STEADY, 1, MOST_LIVE, OFFSET(live), false},
    {"in-flight", OF_TREES, 1, 1024, OFFSET(in_flight), false},
};

static const char *const kind_names[TOE_GEN_KINDS] = {
#define X(id, name, text) name,
    TOE_GEN_KIND_LIST(X)
#undef X
};

const char *toe_gen_kind_text(toe_gen_kind_t kind) { return kind < TOE_GEN_KINDS ? kind_names[kind] : "?"; }

toe_result_t toe_gen_options_init(const char *kind, uint64_t seed, toe_gen_options_t *options_out,
                                  toe_error_t *error_out) {
  *options_out = (toe_gen_options_t){.kind = TOE_GEN_KINDS,
                                     .connections = 1000,
                                     .neighbors = 8,
                                     .paths = 64,
                                     .batch = 1,
                                     .seed = seed,
                                     .rate = 100000,
                                     .life_shape = TOE_GEN_EXPONENTIAL,
                                     .life_ns = 10000000,
                                     .live = 2048,
                                     .in_flight = 1};
  for (int i = 0; i < TOE_GEN_KINDS; ++i) {
    if (strcmp(kind_names[i], kind) == 0) options_out->kind = (toe_gen_kind_t)i;
  }
  if (options_out->kind == TOE_GEN_KIND_TREES) {
    options_out->batch = 256;
    options_out->neighbors = options_out->paths = 1;
  }
  if (options_out->kind != TOE_GEN_KINDS) return TOE_OK;
  char list[100] = "";
  for (int i = 0; i < TOE_GEN_KINDS; ++i) {
    const size_t length = strlen(list);
    snprintf(list + length, sizeof list - length, "%s%s", i == 0 ? "" : ", ", kind_names[i]);
  }
  toe_error_set(error_out, "there is no kind '%.60s' of trace to generate; there are %s", kind, list);
  return TOE_E_UNKNOWN;
}

/* Digits, up to `max`; returns what follows them, NULL: there are none, or too many. */
static const char *read_digits(const char *text, uint64_t max, uint64_t *value_out) {
  uint64_t value = 0;
  const char *at = text;
  for (; *at >= '0' && *at <= '9'; ++at) {
    const uint64_t digit = (uint64_t)(*at - '0');
    if (value > (max - digit) / 10) return NULL;
    value = value * 10 + digit;
  }
  *value_out = value;
  return at == text ? NULL : at;
}

/* "10ms", "uniform:500us". */
static toe_result_t set_lifetime(toe_gen_options_t *options, const char *value, toe_error_t *error_out) {
  static const struct {
    const char *name;
    toe_gen_shape_t shape;
  } shapes[] = {{"fixed:", TOE_GEN_FIXED}, {"uniform:", TOE_GEN_UNIFORM}, {"exponential:", TOE_GEN_EXPONENTIAL}};
  static const struct {
    const char *name;
    uint64_t ns;
  } units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
  const char *mean = value;
  toe_gen_shape_t shape = TOE_GEN_EXPONENTIAL;
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; ++i) {
    const size_t length = strlen(shapes[i].name);
    if (strncmp(value, shapes[i].name, length) != 0) continue;
    shape = shapes[i].shape;
    mean = value + length;
  }
  uint64_t number = 0, ns = 0;
  const char *unit = read_digits(mean, DAY_NS, &number);
  for (size_t i = 0; unit != NULL && i < sizeof units / sizeof units[0]; ++i) {
    if (strcmp(units[i].name, unit) == 0 && number <= DAY_NS / units[i].ns) ns = number * units[i].ns;
  }
  if (ns == 0) {
    toe_error_set(error_out,
                  "--lifetime: '%.60s' is not [fixed:|uniform:|exponential:]MEAN with a MEAN from 1ns to 86400s, a "
                  "whole number of ns, us, ms or s",
                  value);
    return TOE_E_FORMAT;
  }
  options->life_shape = shape;
  options->life_ns = ns;
  return TOE_OK;
}

toe_result_t toe_gen_options_set(toe_gen_options_t *options, const char *name, const char *value,
                                 toe_error_t *error_out) {
  const unsigned kind = 1u << options->kind;
  if (strcmp(name, "lifetime") == 0 && (kind & OF_STEADY) != 0) return set_lifetime(options, value, error_out);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; ++i) {
    const number_option_t *option = &numbers[i];
    uint64_t number = 0;
    if (strcmp(option->name, name) != 0 || (option->kinds & kind) == 0) continue;
    const char *end = read_digits(value, option->max, &number);
    if (end == NULL || *end != '\0' || number < option->min) {
      toe_error_set(error_out, "--%s: '%.60s' is not a number from %llu to %llu", name, value,
                    (unsigned long long)option->min, (unsigned long long)option->max);
      return TOE_E_RANGE;
    }
    uint8_t *member = (uint8_t *)options + option->offset;
    const uint32_t narrow = (uint32_t)number;
    memcpy(member, option->is_wide ? (const void *)&number : (const void *)&narrow,
           option->is_wide ? sizeof number : sizeof narrow);
    return TOE_OK;
  }
  toe_error_set(error_out, "--%s: gen %s has no such option", name, toe_gen_kind_text(options->kind));
  return TOE_E_UNKNOWN;
}

toe_result_t toe_gen_options_check(const toe_gen_options_t *options, toe_error_t *error_out) {
  if (options->paths < options->neighbors) {
    toe_error_set(error_out, "--paths: %u paths are too few for %u neighbors; each has one or more",
                  (unsigned)options->paths, (unsigned)options->neighbors);
  } else if (options->kind == TOE_GEN_KIND_STEADY && options->live < options->batch) {
    toe_error_set(error_out, "--live: no %u connections at a time make a request of %u (--batch)",
                  (unsigned)options->live, (unsigned)options->batch);
  } else if (options->kind == TOE_GEN_KIND_TREES && (uint64_t)options->batch * options->in_flight > MOST_LIVE) {
    toe_error_set(error_out, "--in-flight: %u requests of %u connections are more than %u at a time",
                  (unsigned)options->in_flight, (unsigned)options->batch, MOST_LIVE);
  } else if (options->kind == TOE_GEN_KIND_STEADY && options->connections / options->rate > LONGEST_S) {
    toe_error_set(error_out, "--rate: the trace would be longer than 213 days");
  } else {
    return TOE_OK;
  }
  return TOE_E_RANGE;
}
