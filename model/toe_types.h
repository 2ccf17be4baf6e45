/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_types.h - the few types and results everything in this tree shares.
 *
 * Units, everywhere:
 *   cycle    clock edges since reset, toe_cycle_t
 *   *_bytes  octets
 *   *_fs     femtoseconds of simulated time (bridge/ and sim/; the engines have none)
 */
#ifndef TOE_TYPES_H_
#define TOE_TYPES_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TOE_MUST_USE __attribute__((warn_unused_result))
#define TOE_PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#else
#define TOE_MUST_USE
#define TOE_PRINTF(format_at, args_at)
#endif

typedef uint64_t toe_cycle_t; /* clock edges since reset */
/* Femtoseconds since the simulation began.  64 bits would hold five hours; SystemC's clock holds 213 days. */
__extension__ typedef unsigned __int128 toe_fs_t;

#define TOE_CYCLE_NEVER UINT64_MAX
#define TOE_FS_NEVER (~(toe_fs_t)0)

/* The one list of results.  Negative: nothing was changed. */
#define TOE_RESULT_LIST(X)                                     \
  X(OK, 0, "done")                                             \
  X(E_ARG, -1, "an argument breaks a stated precondition")     \
  X(E_MEMORY, -2, "the process is out of memory")              \
  X(E_IO, -3, "a file or stream could not be read or written") \
  X(E_FORMAT, -4, "input is malformed")                        \
  X(E_RANGE, -5, "a value is outside its range")               \
  X(E_UNKNOWN, -6, "no such key, name or object")              \
  X(E_FULL, -7, "no room; try again later")                    \
  X(E_END, -8, "the stream has ended")                         \
  X(E_UNSUPPORTED, -9, "not supported in this version")        \
  X(E_DEVICE, -10, "the device did not answer as it must")

typedef enum toe_result {
#define X(name, value, text) TOE_##name = (value),
  TOE_RESULT_LIST(X)
#undef X
} toe_result_t;

/* Static text for `result`; never NULL, never freed. */
const char *toe_result_text(toe_result_t result);

/* Where and why input was refused.  Filled by readers that fail with E_FORMAT, E_RANGE,
 * E_UNKNOWN, E_IO or E_UNSUPPORTED; untouched on OK. */
typedef struct toe_error {
  char text[512]; /* one sentence: place (file, record or line, byte offset), then cause */
} toe_error_t;

/* Format into `error` (NULL is allowed and ignored), cut at its size. */
void toe_error_set(toe_error_t *error, const char *format, ...) TOE_PRINTF(2, 3);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_TYPES_H_ */
