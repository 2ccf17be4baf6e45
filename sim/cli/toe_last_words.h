/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_last_words.h - a JUnit file even when the program crashes, or is ended by SIGQUIT or SIGXCPU.
 *
 * The text is made beforehand; the handler of a fatal signal only writes and renames it, and ends the
 * process with exit code 4.  Nothing can be said when the process is killed outright.
 */
#ifndef TOE_LAST_WORDS_H_
#define TOE_LAST_WORDS_H_

#ifdef __cplusplus
extern "C" {
#endif

/* From now on a crash is told to stderr and, if junit_path is not NULL, as a failed case of suite `name` in that
 * file.  Strings are copied. */
void toe_last_words_prepare(const char *junit_path, const char *name);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_LAST_WORDS_H_ */
