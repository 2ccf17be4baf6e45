/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_objects_csv.h - objects.csv: a head, then a line an object, in the order of submission and walk (docs/report.md).
 */
#ifndef TOE_OBJECTS_CSV_H_
#define TOE_OBJECTS_CSV_H_

#include <stdio.h>

#include "sim/report/toe_join.h"

void toe_objects_csv_head(FILE *out, toe_engine_t engine);
void toe_objects_csv_write(FILE *out, toe_engine_t engine, const toe_joined_request_t *request);

#endif /* TOE_OBJECTS_CSV_H_ */
