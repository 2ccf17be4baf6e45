/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_junit.h - a JUnit XML file, as CI systems read it.
 *
 * Suites in order, cases in order within the suite that is open; cases are spooled to a temporary file, so that
 * memory does not grow with their number.  The file appears whole or not at all.  No times of the clock on the wall are
 * in it: equal runs give equal files.
 */
#ifndef TOE_JUNIT_H_
#define TOE_JUNIT_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toe_case_outcome { TOE_CASE_PASSED, TOE_CASE_FAILED, TOE_CASE_ERROR, TOE_CASE_SKIPPED } toe_case_outcome_t;

typedef struct toe_junit toe_junit_t;

/* junit_out owned by the caller.  E_IO: no temporary file; E_MEMORY */
TOE_MUST_USE toe_result_t toe_junit_new(toe_junit_t **junit_out, toe_error_t *error_out);
void toe_junit_free(toe_junit_t *junit); /* NULL is allowed */

/* Begin a suite (a trace); the one before it is closed.  name copied. */
void toe_junit_suite(toe_junit_t *junit, const char *name);
/* A case of the open suite (a suite "toesim" if none is).  Texts are copied and made fit for XML.
 * class_name  "expect", "gate", "lockstep", "run"
 * message     one line, why it did not pass; NULL or "": none
 * detail      further lines; NULL: none */
void toe_junit_case(toe_junit_t *junit, const char *class_name, const char *name, toe_case_outcome_t outcome,
                    const char *message, const char *detail);
uint64_t toe_junit_cases(const toe_junit_t *junit);
uint64_t toe_junit_failures(const toe_junit_t *junit); /* failed and errors */

/* Write the file (aside, then renamed); may be called again with more cases.  E_IO (error_out), E_MEMORY */
TOE_MUST_USE toe_result_t toe_junit_write(toe_junit_t *junit, const char *path, toe_error_t *error_out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_JUNIT_H_ */
