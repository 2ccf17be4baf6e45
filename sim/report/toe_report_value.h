/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_report_value.h - values into objects of report.json; for toe_report*.c only.
 *
 * Failures of memory leave a member out; the whole is checked when it is written.
 */
#ifndef TOE_REPORT_VALUE_H_
#define TOE_REPORT_VALUE_H_

#include <jansson.h>

#include "model/toe_types.h"

/* A text as a JSON string; bytes that are not UTF-8 become '?'. */
json_t *toe_report_text(const char *text);

static inline void toe_set_number(json_t *object, const char *key, uint64_t value) {
  (void)json_object_set_new(object, key, json_integer((json_int_t)value));
}

/* null: it never came */
static inline void toe_set_cycle(json_t *object, const char *key, toe_cycle_t cycle) {
  (void)json_object_set_new(object, key, cycle == TOE_CYCLE_NEVER ? json_null() : json_integer((json_int_t)cycle));
}

static inline void toe_set_text(json_t *object, const char *key, const char *text) {
  (void)json_object_set_new(object, key, text == NULL ? json_null() : toe_report_text(text));
}

static inline void toe_set_bool(json_t *object, const char *key, bool value) {
  (void)json_object_set_new(object, key, json_boolean(value));
}

static inline void toe_set_milli(json_t *object, const char *key, uint64_t thousandths) {
  (void)json_object_set_new(object, key, json_real((double)thousandths / 1000.0));
}

#endif /* TOE_REPORT_VALUE_H_ */
