/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_test.h - tests in C over GoogleTest.
 *
 *   TOE_TEST(rx_order, holds_segment_until_gap_fills) {
 *     TOE_EXPECT_EQ(toe_pool_used(&pool), 3);
 *   }
 *
 * The suite is the noun, the case a sentence in the present tense; illegal input has the suite suffix _bad.  A comment
 * above each test names its rules (R12).  EXPECT goes on after a failure, ASSERT leaves the function.
 * A failure prints file, line, both values and what toe_test_note has said last.
 */
#ifndef TOE_TEST_H_
#define TOE_TEST_H_

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void toe_test_register(const char *suite, const char *name, const char *file, int line, void (*body)(void));
bool toe_test_check(bool ok, const char *file, int line, const char *text);
bool toe_test_check_eq(uint64_t actual, uint64_t expected, const char *file, int line, const char *actual_text,
                       const char *expected_text);
bool toe_test_check_str(const char *actual, const char *expected, const char *file, int line, const char *actual_text);
bool toe_test_check_has(const char *text, const char *part, const char *file, int line, const char *text_text);
bool toe_test_check_mem(const void *actual, const void *expected, uint64_t bytes, const char *file, int line,
                        const char *actual_text);

/* Context for failures from now on in this test ("seed 7, step 12"); printf-like. */
void toe_test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A directory of this test alone, made empty; valid for the test. */
const char *toe_test_directory(void);
/* Path of the source tree (traces/, docs/). */
const char *toe_test_source_directory(void);
/* Path of the build tree (toesim). */
const char *toe_test_build_directory(void);

#define TOE_TEST(suite, name)                                                           \
  static void toe_test_##suite##_##name(void);                                          \
  __attribute__((constructor)) static void toe_test_##suite##_##name##_register(void) { \
    toe_test_register(#suite, #name, __FILE__, __LINE__, toe_test_##suite##_##name);    \
  }                                                                                     \
  static void toe_test_##suite##_##name(void)

#define TOE_EXPECT(condition) (void)toe_test_check((condition), __FILE__, __LINE__, #condition)
#define TOE_EXPECT_EQ(actual, expected) \
  (void)toe_test_check_eq((uint64_t)(actual), (uint64_t)(expected), __FILE__, __LINE__, #actual, #expected)
#define TOE_EXPECT_STR(actual, expected) (void)toe_test_check_str((actual), (expected), __FILE__, __LINE__, #actual)
#define TOE_EXPECT_HAS(text, part) (void)toe_test_check_has((text), (part), __FILE__, __LINE__, #text)
#define TOE_EXPECT_MEM(actual, expected, bytes) \
  (void)toe_test_check_mem((actual), (expected), (bytes), __FILE__, __LINE__, #actual)
#define TOE_ASSERT(condition)                                                 \
  do {                                                                        \
    if (!toe_test_check((condition), __FILE__, __LINE__, #condition)) return; \
  } while (0)
#define TOE_ASSERT_EQ(actual, expected)                                                                               \
  do {                                                                                                                \
    if (!toe_test_check_eq((uint64_t)(actual), (uint64_t)(expected), __FILE__, __LINE__, #actual, #expected)) return; \
  } while (0)

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TEST_H_ */
