/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle.h - says what every block of a scenario's initiates must be answered.
 *
 * A second opinion, written from docs/chimney.md (the rules, the order of checks), docs/config.md (limits and their
 * defaults) and docs/trace-format.md alone.  It shares no source with the device, the driver or the checks: a status
 * that oracle and device agree on was derived twice.
 *
 * It takes a scenario line by line, in order, since what a request is answered depends on all before it.  It knows no
 * time: requests reach the device in the order of the trace, and statuses do not depend on latency. What it cannot say:
 * a full lookup table (more than some 25000 connections), and memory of host or link that fails.
 *
 * Memory that falls short ends the process with exit code 3 and a message.
 */
#ifndef TOE_ORACLE_H_
#define TOE_ORACLE_H_

#include <stdbool.h>
#include <stdint.h>

enum { TOE_ORACLE_ERROR_BYTES = 256 };

typedef struct toe_oracle toe_oracle_t;

/* An empty device with the default of every key; never NULL. */
toe_oracle_t *toe_oracle_new(void);
void toe_oracle_free(toe_oracle_t *oracle); /* NULL is allowed */

/* A key of docs/config.md as before the run; keys that change no status are taken and not looked at.
 * false: no such key, or not a value of it (error_out says which) */
bool toe_oracle_configure(toe_oracle_t *oracle, const char *key, const char *value,
                          char error_out[TOE_ORACLE_ERROR_BYTES]);

/* The next line of the scenario, without its newline.
 * answer_out  the line to write: an initiate with "expect" naming every block of its tree (what it had there is
 *             replaced), anything else as it was; from malloc, the caller frees it
 * false: not a line the oracle can follow (error_out says why), answer_out is NULL */
bool toe_oracle_line(toe_oracle_t *oracle, const char *line, char **answer_out, char error_out[TOE_ORACLE_ERROR_BYTES]);

#endif /* TOE_ORACLE_H_ */
