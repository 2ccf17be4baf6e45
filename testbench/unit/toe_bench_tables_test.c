/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of objects, compared.  The columns are those of `toesim run --objects`, but for fewer to the left.
 */
#include "testbench/bench/toe_bench_tables.h"

#include "testbench/shim/toe_test.h"
#include "testbench/unit/toe_trace_files.h"

#define HEAD                                                                                  \
  "request_id,object,status,cause,submitted_cycle,fetched_cycle,decided_cycle,written_cycle," \
  "completed_cycle,sram_stall_cycles,used_tcp,used_lookup\n"
#define N "1,N,OK,\"in, or not\",10,20,30,40,50,0,1,1\n"
#define P "1,P,OK,,10,21,32,39,50,0,1,1\n"

static toe_bench_tables_t compare(const char *left, const char *right) {
  toe_bench_tables_t tables = {0};
  TOE_EXPECT(toe_bench_tables_compare(file_text("left.csv", left), file_text("right.csv", right), &tables));
  return tables;
}

TOE_TEST(bench_tables, counts_what_is_equal) {
  const toe_bench_tables_t tables = compare(HEAD N P, HEAD N P);
  TOE_EXPECT_EQ(tables.objects, 2);
  TOE_EXPECT_EQ(tables.equal, 2);
  TOE_EXPECT_EQ(tables.unlike, 0);
  TOE_EXPECT_EQ(tables.distance, 0);
}

/* Each of the three cycles alone makes an object unequal; the first two and the stall do not. */
TOE_TEST(bench_tables, sees_each_cycle) {
  static const struct {
    const char *line;
    uint64_t equal, distance;
  } cases[] = {
      {"1,N,OK,\"in, or not\",10,20,37,40,50,0,1,1\n", 0, 7}, /* decided */
      {"1,N,OK,\"in, or not\",10,20,30,31,50,0,1,1\n", 0, 9}, /* written */
      {"1,N,OK,\"in, or not\",10,20,30,40,51,0,1,1\n", 0, 1}, /* completed */
      {"1,N,OK,\"in, or not\",13,20,30,40,50,0,1,1\n", 1, 3}, /* submitted */
      {"1,N,OK,\"in, or not\",10,18,30,40,50,0,1,1\n", 1, 2}, /* fetched */
      {"1,N,OK,\"in, or not\",10,20,30,40,50,5,1,1\n", 1, 0}, /* stalled */
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    char other[512];
    (void)snprintf(other, sizeof other, "%s%s%s", HEAD, P, cases[i].line);
    const toe_bench_tables_t tables = compare(HEAD P N, other);
    TOE_EXPECT_EQ(tables.objects, 2);
    TOE_EXPECT_EQ(tables.equal, 1 + cases[i].equal);
    TOE_EXPECT_EQ(tables.unlike, 0);
    TOE_EXPECT_EQ(tables.distance, cases[i].distance);
  }
}

TOE_TEST(bench_tables, sees_what_is_no_cycle) {
  static const char *const others[] = {
      "1,N,BAD,\"in, or not\",10,20,30,40,50,0,1,1\n", /* a status  */
      "1,N,OK,\"in, or now\",10,20,30,40,50,0,1,1\n",  /* a cause   */
      "1,N,OK,\"in, or not\",10,20,30,40,50,0,2,1\n",  /* a level   */
      "1,N,OK,\"in, or not\",10,20,30,40,50,0,1,2\n",  /* the last one */
  };
  for (size_t i = 0; i < sizeof others / sizeof others[0]; ++i) {
    char other[512];
    (void)snprintf(other, sizeof other, "%s%s", HEAD, others[i]);
    const toe_bench_tables_t tables = compare(HEAD N, other);
    TOE_EXPECT_EQ(tables.unlike, 1);
    TOE_EXPECT_EQ(tables.equal, 0);
    TOE_EXPECT_EQ(tables.distance, 0);
  }
}

TOE_TEST(bench_tables, counts_lines_of_one_side) {
  const toe_bench_tables_t tables = compare(HEAD N P, HEAD N);
  TOE_EXPECT_EQ(tables.objects, 2);
  TOE_EXPECT_EQ(tables.equal, 1);
  TOE_EXPECT_EQ(tables.unlike, 1);
}

/* What was never decided on both sides is equal; on one side it is as far as can be. */
TOE_TEST(bench_tables, knows_objects_without_cycles) {
  static const char none[] = HEAD "1,N,OK,,10,,,,,,1,1\n";
  TOE_EXPECT_EQ(compare(none, none).equal, 1);
  const toe_bench_tables_t tables = compare(none, HEAD "1,N,OK,,10,20,30,40,50,0,1,1\n");
  TOE_EXPECT_EQ(tables.equal, 0);
  TOE_EXPECT_EQ(tables.distance, UINT64_MAX);
}

TOE_TEST(bench_tables, adds_up) {
  toe_bench_tables_t tables = {.objects = 5, .equal = 4, .unlike = 1, .distance = 3};
  TOE_EXPECT(toe_bench_tables_compare(file_text("a.csv", HEAD N), file_text("b.csv", HEAD N), &tables));
  TOE_EXPECT_EQ(tables.objects, 6);
  TOE_EXPECT_EQ(tables.equal, 5);
  TOE_EXPECT_EQ(tables.unlike, 1);
  TOE_EXPECT_EQ(tables.distance, 3);
}

TOE_TEST(bench_tables_bad, refuses_what_is_no_table) {
  static const char *const bad[] = {"",   "\n",           "a,b,c\n1,2,3\n",
                                    HEAD, HEAD "1,2,3\n", "object,submitted_cycle,decided_cycle\n1,2,3\n"};
  toe_bench_tables_t tables = {0};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i)
    TOE_EXPECT(!toe_bench_tables_compare(file_text("a.csv", bad[i]), file_text("b.csv", bad[i]), &tables));
  TOE_EXPECT(!toe_bench_tables_compare(file_text("a.csv", HEAD N), file_path("none.csv"), &tables));
  TOE_EXPECT(!toe_bench_tables_compare(file_path("none.csv"), file_text("a.csv", HEAD N), &tables));
}
