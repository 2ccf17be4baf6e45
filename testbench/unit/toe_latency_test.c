/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge/toe_latency.h"

#include "testbench/shim/toe_test.h"

enum { NS = 1000000, DRAWS = 10000 };

static toe_latency_profile_t named(const char *name) {
  toe_latency_profile_t profile = {0};
  TOE_EXPECT_EQ(toe_latency_profile(name, &profile, NULL), TOE_OK);
  return profile;
}

/* Of 10000 draws, how many lie below `ns`.  The share of a quantile q has a standard error of sqrt(q (1 - q) / 10000),
 * so 0.5 % at the median; four of those are allowed. */
static uint32_t count_below(const char *name, uint64_t seed, uint64_t ns) {
  toe_latency_profile_t profile = named(name);
  uint32_t below = 0;
  for (uint64_t i = 0; i < DRAWS; ++i) {
    if (toe_latency_total_fs(&profile, seed, TOE_LATENCY_OBJECT, i) < ns * NS) ++below;
  }
  return below;
}

/* server: 0: 520, .5: 547, .999: 947, 1: 1000. */
TOE_TEST(latency, server_follows_its_quantiles) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    toe_test_note("seed %llu", (unsigned long long)seed);
    TOE_EXPECT_EQ(count_below("server", seed, 520), 0);
    TOE_EXPECT_EQ(count_below("server", seed, 1000), DRAWS);
    uint32_t median = count_below("server", seed, 547);
    TOE_EXPECT(median > 4800 && median < 5200);
    TOE_EXPECT(count_below("server", seed, 947) > 9970); /* 9990, error 3.2 */
    /* Half way along the first line: 533.5 ns is the quantile .25; error .43 %. */
    toe_latency_profile_t profile = named("server");
    uint32_t quarter = 0;
    for (uint64_t i = 0; i < DRAWS; ++i) {
      if (toe_latency_total_fs(&profile, seed, TOE_LATENCY_COMMAND, i) < 533500000) ++quarter;
    }
    TOE_EXPECT(quarter > 2325 && quarter < 2675);
  }
}

/* longtail: 0: 493, .5: 1213, .99: 5707, .999: 11987, 1: 20000. */
TOE_TEST(latency, longtail_follows_its_quantiles) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    toe_test_note("seed %llu", (unsigned long long)seed);
    TOE_EXPECT_EQ(count_below("longtail", seed, 493), 0);
    TOE_EXPECT_EQ(count_below("longtail", seed, 20000), DRAWS);
    uint32_t median = count_below("longtail", seed, 1213);
    TOE_EXPECT(median > 4800 && median < 5200);
    uint32_t tail = count_below("longtail", seed, 5707); /* 9900, error 9.9 */
    TOE_EXPECT(tail > 9860 && tail < 9940);
    /* The tail is there: of 10000 draws about 10 lie above 11987 ns. */
    uint32_t far = DRAWS - count_below("longtail", seed, 11987);
    TOE_EXPECT(far >= 1 && far <= 25);
  }
}

TOE_TEST(latency, fixed_is_what_it_says) {
  toe_latency_profile_t profile = named("fixed:547");
  for (uint64_t i = 0; i < 100; ++i) {
    TOE_EXPECT_EQ(toe_latency_total_fs(&profile, i, TOE_LATENCY_COMMAND, i * i), UINT64_C(547) * NS);
  }
  profile = named("fixed:0");
  TOE_EXPECT_EQ(toe_latency_total_fs(&profile, 1, TOE_LATENCY_OTHER, 3), 0);
  profile = named("fixed:1000000000");
  TOE_EXPECT_EQ(toe_latency_total_fs(&profile, 1, TOE_LATENCY_OTHER, 3), UINT64_C(1000000000000000));
}

/* The draws are part of what a report means, on every machine: worked out apart from this code with whole fractions,
 * from mix(x): x ^= x >> 30; x *= BF58476D1CE4E5B9; x ^= x >> 27; x *= 94D049BB133111EB; x ^= x >> 31, the draw
 * mix(mix(mix(seed + G (stream + 1)) + index) + G) with G = 9E3779B97F4A7C15, as a share of 2^64. */
TOE_TEST(latency, draws_never_change) {
  toe_latency_profile_t server = named("server"), longtail = named("longtail");
  TOE_EXPECT_EQ(toe_latency_total_fs(&server, 1, TOE_LATENCY_COMMAND, 0), 543368226);
  TOE_EXPECT_EQ(toe_latency_total_fs(&server, 1, TOE_LATENCY_OBJECT, 0), 534543906);
  TOE_EXPECT_EQ(toe_latency_total_fs(&server, 1, TOE_LATENCY_OBJECT, 1), 520212960);
  TOE_EXPECT_EQ(toe_latency_total_fs(&server, 2, TOE_LATENCY_OBJECT, 1), 860427460);
  TOE_EXPECT_EQ(toe_latency_total_fs(&longtail, 1, TOE_LATENCY_OBJECT, 0), 880837497);
  TOE_EXPECT_EQ(toe_latency_total_fs(&longtail, 7, TOE_LATENCY_COMMAND, 123456789), UINT64_C(5380872780));
}

/* Keys that differ in one part alone give other draws, and no sequence is another one shifted. */
TOE_TEST(latency, keeps_seeds_and_streams_apart) {
  toe_latency_profile_t profile = named("longtail");
  uint32_t same = 0;
  for (uint64_t i = 0; i < 1000; ++i) {
    toe_fs_t own = toe_latency_total_fs(&profile, 1, TOE_LATENCY_OBJECT, i);
    TOE_EXPECT_EQ(toe_latency_total_fs(&profile, 1, TOE_LATENCY_OBJECT, i), own); /* pure */
    if (own == toe_latency_total_fs(&profile, 2, TOE_LATENCY_OBJECT, i)) ++same;
    if (own == toe_latency_total_fs(&profile, 1, TOE_LATENCY_COMMAND, i)) ++same;
    for (uint64_t shift = 1; shift < 16; ++shift) {
      if (own == toe_latency_total_fs(&profile, 1, TOE_LATENCY_OBJECT, i + shift)) ++same;
      if (own == toe_latency_total_fs(&profile, 1 + shift, TOE_LATENCY_OBJECT, i + shift)) ++same;
      if (own == toe_latency_total_fs(&profile, 1, TOE_LATENCY_COMMAND, i + shift)) ++same;
    }
  }
  TOE_EXPECT_EQ(same, 0);
}

/* docs/microarchitecture.md 5.1: commands have tags 0..15, object chunks 32..63. */
TOE_TEST(latency, tells_streams_by_tag) {
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(0), TOE_LATENCY_COMMAND);
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(15), TOE_LATENCY_COMMAND);
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(16), TOE_LATENCY_OTHER);
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(31), TOE_LATENCY_OTHER);
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(32), TOE_LATENCY_OBJECT);
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(63), TOE_LATENCY_OBJECT);
  TOE_EXPECT_EQ(toe_latency_stream_of_tag(64), TOE_LATENCY_OTHER);
}

TOE_TEST(latency_bad, refuses_other_names) {
  toe_latency_profile_t profile;
  toe_error_t error = {""};
  TOE_EXPECT_EQ(toe_latency_profile("desktop", &profile, &error), TOE_E_UNKNOWN);
  TOE_EXPECT_HAS(error.text, "\"desktop\"");
  TOE_EXPECT_EQ(toe_latency_profile("", &profile, NULL), TOE_E_UNKNOWN);
  TOE_EXPECT_EQ(toe_latency_profile("fixed", &profile, NULL), TOE_E_UNKNOWN);
}

TOE_TEST(latency_bad, refuses_fixed_without_a_number) {
  const char *names[] = {"fixed:",
                         "fixed:-1",
                         "fixed:1.5",
                         "fixed:12x",
                         "fixed: 12",
                         "fixed:1000000001",
                         "fixed:99999999999999999999999999"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    toe_latency_profile_t profile;
    toe_error_t error = {""};
    toe_test_note("%s", names[i]);
    TOE_EXPECT_EQ(toe_latency_profile(names[i], &profile, &error), TOE_E_RANGE);
    TOE_EXPECT_HAS(error.text, names[i]);
  }
}
