/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_oracle.h - says what every block of a scenario's initiates and every object of its terminates must be answered.
 *
 * A second opinion, written from docs/chimney.md (the rules, the order of checks), docs/config.md (limits and their
 * defaults) and docs/trace-format.md alone.  It shares no source with the device, the driver or the checks: a status
 * that oracle and device agree on was derived twice.
 *
 * It takes a scenario line by line, in order, since what a request is answered depends on all before it.  It knows no
 * time: requests reach the device in the order of the trace, and statuses do not depend on latency.  An initiate that
 * comes while new offloads are stopped is answered when they go on, so lines come back later than they are given.
 * What it cannot say: how much of a copy is delivered when the next one needs room, so received data may be asked for
 * only where buffered_copy does not bind; a full lookup table (more than some 25000 connections), and memory of host or
 * link that fails.
 *
 * Ids that were freed by one terminate are taken as freed in this order, which docs/ do not promise and only a "handle"
 * of an id given out twice can tell: of a raw list connections first, neighbors last, each as they stand; else object
 * by object as named, each after its dependents, these in the order in which they were offloaded; of UPLOAD_ALL and a
 * lost link in the order of first mention, connections first, neighbors last.
 *
 * Memory that falls short ends the process with exit code 3 and a message.
 */
#ifndef TOE_ORACLE_H_
#define TOE_ORACLE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOE_ORACLE_ERROR_BYTES = 256 };

typedef struct toe_oracle toe_oracle_t;

/* A line of the scenario that has its answer. */
typedef struct toe_oracle_answer {
  size_t number; /* which line, from 1 */
  char *line;    /* as it was given */
  char
      *text; /* to be written: an initiate with "expect" naming every block of its tree, a terminate with one that names
                every object it is about, named or dependent (what was there is replaced); anything else as it was */
} toe_oracle_answer_t;

/* An empty device with the default of every key; never NULL. */
toe_oracle_t *toe_oracle_new(void);
void toe_oracle_free(toe_oracle_t *oracle); /* NULL is allowed */

/* A key of docs/config.md as before the run; keys that change no status are taken and not looked at.
 * false: no such key, or not a value of it (error_out says which) */
bool toe_oracle_configure(toe_oracle_t *oracle, const char *key, const char *value,
                          char error_out[TOE_ORACLE_ERROR_BYTES]);

/* The next line of the scenario, without its newline; borrowed for this call.
 * false: not a line the oracle can follow (error_out says why); there is no going on */
bool toe_oracle_line(toe_oracle_t *oracle, const char *line, char error_out[TOE_ORACLE_ERROR_BYTES]);

/* The scenario has no more lines.
 * false: initiates still wait for a resume (error_out says which is the first) */
bool toe_oracle_end(const toe_oracle_t *oracle, char error_out[TOE_ORACLE_ERROR_BYTES]);

/* The next line in order, if it has its answer; the caller ends it.  false: none, answer_out is empty */
bool toe_oracle_next(toe_oracle_t *oracle, toe_oracle_answer_t *answer_out);
void toe_oracle_answer_end(toe_oracle_answer_t *answer);

#endif /* TOE_ORACLE_H_ */
