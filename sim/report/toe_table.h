/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_table.h - a table of texts whose columns line up.
 */
#ifndef TOE_TABLE_H_
#define TOE_TABLE_H_

#include <stdio.h>

#include "model/toe_types.h"

#define TOE_TABLE_COLUMNS 12

typedef struct toe_table toe_table_t;

/* heads  column heads parted by '|'; one that begins with '>' is set flush right, as numbers are
 * NULL: no memory; every other call takes a NULL table and does nothing */
toe_table_t *toe_table_new(const char *heads);
void toe_table_free(toe_table_t *table);

/* Begin a row; is_marked: shown in the colour of failures where there are colours. */
void toe_table_row(toe_table_t *table, bool is_marked);
/* The next cell of the row, printf-like. */
void toe_table_cell(toe_table_t *table, const char *format, ...) TOE_PRINTF(2, 3);
/* A line of its own between rows, not part of any column. */
void toe_table_note(toe_table_t *table, const char *format, ...) TOE_PRINTF(2, 3);

/* Print it, indented by two; no blanks at the ends of lines. */
void toe_table_write(const toe_table_t *table, FILE *out, bool has_colors);

/* A text without control characters: a name from a trace must not drive the terminal. */
void toe_table_put_text(const char *text, FILE *out);

/* 1234567 as "1234567"; a cycle that is not known as "-".  Text is valid until the next call with the same buffer. */
const char *toe_cycle_text(toe_cycle_t cycle, char buffer[24]);
/* Nanoseconds of an edge, rounded down. */
uint64_t toe_cycle_ns(toe_cycle_t cycle, uint64_t clock_mhz);

#endif /* TOE_TABLE_H_ */
