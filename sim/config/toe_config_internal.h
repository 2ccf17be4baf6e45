/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_internal.h - what a configuration holds; for the files of sim/config only.
 */
#ifndef TOE_CONFIG_INTERNAL_H_
#define TOE_CONFIG_INTERNAL_H_

#include "sim/config/toe_config.h"

#define TOE_CONFIG_TEXT_BYTES 48

typedef struct toe_config_entry {
  uint64_t value;                   /* INT: value; ENUM: index */
  char text[TOE_CONFIG_TEXT_BYTES]; /* as --set takes it */
  char origin[TOE_CONFIG_TEXT_BYTES];
} toe_config_entry_t;

struct toe_config {
  toe_config_entry_t entries[TOE_KEYS];
};

/* Give `key` a value told by `origin`.  allows_built: a fixed key may be given the value it has.
 * place  what an error begins with ("--set", "file.json") */
toe_result_t toe_config_assign(toe_config_t *config, const char *name, const char *value, const char *origin,
                               const char *place, bool allows_built, toe_error_t *error_out);

/* The i-th word of "a|b|c", copied; false: there is none. */
bool toe_key_word(const char *words, uint64_t i, char *word_out, size_t bytes);

#endif /* TOE_CONFIG_INTERNAL_H_ */
