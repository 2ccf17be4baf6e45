/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_console.h - the table of objects for a person, of a size a person reads.
 *
 * Up to TOE_CONSOLE_ALL objects are all shown.  Of more, the first TOE_CONSOLE_FIRST are, then up to TOE_CONSOLE_FAILED
 * of those further on whose status is not SUCCESS, and a line says how many are left out.
 */
#ifndef TOE_CONSOLE_H_
#define TOE_CONSOLE_H_

#include <stdio.h>

#include "sim/report/toe_join.h"

#define TOE_CONSOLE_ALL 60
#define TOE_CONSOLE_FIRST 20
#define TOE_CONSOLE_FAILED 40

typedef struct toe_console toe_console_t;

/* console_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_console_new(toe_side_t primary, uint64_t clock_mhz, toe_console_t **console_out);
void toe_console_free(toe_console_t *console); /* NULL is allowed */

/* A finished request, in order.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_console_add(toe_console_t *console, const toe_joined_request_t *request);
void toe_console_write(const toe_console_t *console, FILE *out, bool has_colors);

#endif /* TOE_CONSOLE_H_ */
