#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The test face itself: what must fail fails, and says where and why.
set -u
. "$(dirname -- "$0")/lib.sh"

cat >"$work/failing.c" <<'C'
#include "testbench/shim/toe_test.h"
TOE_TEST(good, passes) {
  TOE_EXPECT(true);
  TOE_EXPECT_EQ(3, 3);
  TOE_EXPECT_STR("a", "a");
  TOE_EXPECT_HAS("abc", "b");
  TOE_EXPECT_MEM("abc", "abd", 2);
}
TOE_TEST(wrong, condition) { TOE_EXPECT(1 > 2); }
TOE_TEST(wrong, number) { TOE_EXPECT_EQ(3, 4); }
TOE_TEST(wrong, text) { TOE_EXPECT_STR("a", "b"); }
TOE_TEST(wrong, null_text) { TOE_EXPECT_STR(0, "b"); }
TOE_TEST(wrong, part) { TOE_EXPECT_HAS("abc", "x"); }
TOE_TEST(wrong, bytes) { TOE_EXPECT_MEM("abcd", "abce", 4); }
TOE_TEST(wrong, assert_leaves) {
  toe_test_note("seed %d", 7);
  TOE_ASSERT_EQ(1, 2);
  TOE_EXPECT_STR("went on", "");
}
C
"${CC:-cc}" -std=c11 -I. -c "$work/failing.c" -o "$work/failing.o" || complain "the test does not compile"
"${CXX:-c++}" -std=c++17 -I. -DTOE_SOURCE_DIRECTORY='"s"' -DTOE_BUILD_DIRECTORY='"b"' testbench/shim/toe_test.cpp \
  "$work/failing.o" -lgtest -lpthread -o "$work/failing" || complain "the shim does not compile"

"$work/failing" --gtest_filter='good.*' >"$work/said" || complain "what should pass fails"
for name in condition number text null_text part bytes assert_leaves; do
  if "$work/failing" --gtest_filter="wrong.$name" >"$work/said.$name"; then complain "wrong.$name passes"; fi
  grep -q 'failing\.c:[0-9]*: Failure' "$work/said.$name" || complain "wrong.$name does not say where"
done
grep -q 'is        3' "$work/said.number" || complain "wrong.number does not say the value"
grep -q 'should be 4' "$work/said.number" || complain "wrong.number does not say what it should be"
grep -q 'first at byte 3 of 4' "$work/said.bytes" || complain "wrong.bytes does not say which byte"
grep -q 'note: seed 7' "$work/said.assert_leaves" || complain "the note is not said"
if grep -q 'went on' "$work/said.assert_leaves"; then complain "ASSERT does not leave"; fi
verdict
