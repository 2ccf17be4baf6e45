/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_latency.h"

#include <string.h>

#include "bridge/toe_clock.h"
#include "model/spec/toe_spec.h"

__extension__ typedef unsigned __int128 wide_t; /* a 64-bit fraction times a time in fs */

static const toe_latency_profile_t kServer = {4, {{0, 520}, {500, 547}, {999, 947}, {1000, 1000}}};
static const toe_latency_profile_t kLongtail = {5, {{0, 493}, {500, 1213}, {990, 5707}, {999, 11987}, {1000, 20000}}};

static toe_result_t fixed_profile(const char *name, const char *digits, toe_latency_profile_t *profile_out,
                                  toe_error_t *error_out) {
  uint64_t ns = 0;
  bool is_good = *digits != '\0';
  for (const char *c = digits; *c != '\0' && is_good; ++c) {
    is_good = *c >= '0' && *c <= '9';
    if (is_good) ns = ns * 10 + (uint64_t)(*c - '0');
    is_good = is_good && ns <= TOE_LATENCY_MAX_NS;
  }
  if (!is_good) {
    toe_error_set(error_out, "pcie.read_latency: \"%s\" does not give nanoseconds as fixed:NS, 0..%u", name,
                  TOE_LATENCY_MAX_NS);
    return TOE_E_RANGE;
  }
  *profile_out = (toe_latency_profile_t){2, {{0, (uint32_t)ns}, {1000, (uint32_t)ns}}};
  return TOE_OK;
}

toe_result_t toe_latency_profile(const char *name, toe_latency_profile_t *profile_out, toe_error_t *error_out) {
  if (strcmp(name, "server") == 0) {
    *profile_out = kServer;
    return TOE_OK;
  }
  if (strcmp(name, "longtail") == 0) {
    *profile_out = kLongtail;
    return TOE_OK;
  }
  if (strncmp(name, "fixed:", 6) == 0) return fixed_profile(name, name + 6, profile_out, error_out);
  toe_error_set(error_out, "pcie.read_latency: there is no profile \"%s\" (server, longtail or fixed:NS)", name);
  return TOE_E_UNKNOWN;
}

/* A bijection of 64 bits in which every input bit moves every output bit about half the time (splitmix64's finaliser).
 */
static uint64_t mix(uint64_t x) {
  x ^= x >> 30;
  x *= UINT64_C(0xBF58476D1CE4E5B9);
  x ^= x >> 27;
  x *= UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

/* Mixed twice: keys that differ in seed or stream alone must not give sequences that are shifts of each other. */
static uint64_t draw(uint64_t seed, toe_latency_stream_t stream, uint64_t index) {
  const uint64_t step = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 over the golden ratio */
  uint64_t key = mix(seed + step * ((uint64_t)stream + 1));
  return mix(mix(key + index) + step);
}

toe_fs_t toe_latency_total_fs(const toe_latency_profile_t *profile, uint64_t seed, toe_latency_stream_t stream,
                              uint64_t index) {
  /* The quantile in 2^-32 of a permille: 0 .. 1000 * 2^32 - 1. */
  uint64_t at = (uint64_t)((wide_t)draw(seed, stream, index) * 1000 >> 32);
  uint32_t i = 1;
  while (i + 1 < profile->count && at >= (uint64_t)profile->points[i].permille << 32) ++i;
  const toe_latency_point_t *a = &profile->points[i - 1], *b = &profile->points[i];
  uint64_t along = at - ((uint64_t)a->permille << 32), width = (uint64_t)(b->permille - a->permille) << 32;
  uint64_t rise_fs = (uint64_t)(b->ns - a->ns) * TOE_FS_PER_NS;
  return (toe_fs_t)a->ns * TOE_FS_PER_NS + (toe_fs_t)((wide_t)rise_fs * along / width);
}

toe_latency_stream_t toe_latency_stream_of_tag(uint8_t tag) {
  if (tag < 16) return TOE_LATENCY_COMMAND;
  if (tag >= TOE_STAGE_TAG_OBJECT && tag < 64) return TOE_LATENCY_OBJECT;
  return TOE_LATENCY_OTHER;
}
