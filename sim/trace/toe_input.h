/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_input.h - a file read as a stream of bytes, gzip or not, and a file that appears whole or not at all.
 *
 * The door to zlib of the trace readers and writers.  Offsets count uncompressed bytes.
 */
#ifndef TOE_INPUT_H_
#define TOE_INPUT_H_

#include "model/toe_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toe_input toe_input_t;

/* Open `path` for reading; gzip is told by its content.  input_out owned by the caller.
 * E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_input_open(const char *path, toe_input_t **input_out, toe_error_t *error_out);
void toe_input_close(toe_input_t *input); /* NULL is allowed */

/* Up to `bytes` bytes into `data`; fewer only at the end of the file (then 0).
 * E_IO (a read failed), E_FORMAT (damaged or cut gzip data) */
TOE_MUST_USE toe_result_t toe_input_read(toe_input_t *input, void *data, size_t bytes, size_t *got_out,
                                         toe_error_t *error_out);
/* The same without taking them; at most 4096. */
TOE_MUST_USE toe_result_t toe_input_peek(toe_input_t *input, void *data, size_t bytes, size_t *got_out,
                                         toe_error_t *error_out);

const char *toe_input_path(const toe_input_t *input); /* borrowed */
uint64_t toe_input_offset(const toe_input_t *input);  /* bytes taken */
uint32_t toe_input_crc(const toe_input_t *input);     /* CRC32C of the bytes taken */

typedef struct toe_output toe_output_t;

/* Begin to write `path`, gzip if it ends in ".gz" (a header without name and time: the bytes depend on nothing but the
 * content and zlib).  It is written aside (toe_aside.h) and put in its place by toe_output_commit; "-" is stdout, as it
 * comes.
 * output_out owned by the caller.
 * E_IO, E_MEMORY */
TOE_MUST_USE toe_result_t toe_output_open(const char *path, toe_output_t **output_out, toe_error_t *error_out);
/* E_IO */
TOE_MUST_USE toe_result_t toe_output_write(toe_output_t *output, const void *data, size_t bytes,
                                           toe_error_t *error_out);
/* Put the file in its place and end the output, also on failure.
 * E_IO */
TOE_MUST_USE toe_result_t toe_output_commit(toe_output_t *output, toe_error_t *error_out);
/* End the output; nothing appears.  NULL is allowed. */
void toe_output_abandon(toe_output_t *output);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_INPUT_H_ */
