/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_retire_field.h - the fields of retire records as a table, made from retire.def.
 *
 * Adding a field to retire.def and to toe_retire_t adds it here; one that is in only one of them does not compile.
 */
#ifndef TOE_RETIRE_FIELD_H_
#define TOE_RETIRE_FIELD_H_

#include <stdio.h>

#include "model/spec/toe_retire.h"
#include "model/toe_types.h"

typedef struct toe_retire_field {
  toe_retire_kind_t kind;
  const char *name;
  size_t offset; /* of the 64-bit value in toe_retire_t */
  bool is_time;
} toe_retire_field_t;

/* Fields of a kind, without `cycle` and the data of a row: fields_out points at the first of the returned number. */
size_t toe_retire_fields(toe_retire_kind_t kind, const toe_retire_field_t **fields_out);

uint64_t toe_retire_value(const toe_retire_t *retire, const toe_retire_field_t *field);

/* A value as a person reads it: "11 (no TCP entry [R26])", "0x30000002". */
void toe_retire_value_text(const char *field_name, toe_retire_kind_t kind, uint64_t value, char *text_out,
                           size_t bytes);

#endif /* TOE_RETIRE_FIELD_H_ */
