/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_internal.h - what a configuration holds; for the files of sim/config only.
 */
#ifndef TOE_CONFIG_INTERNAL_H_
#define TOE_CONFIG_INTERNAL_H_

#include "sim/config/toe_config.h"

/* A value's text, NUL included: 200 VLAN ids; an ENUM's word, and what set a value. */
#define TOE_CONFIG_TEXT_BYTES 1001
#define TOE_CONFIG_WORD_BYTES 48

typedef struct toe_config_entry {
  uint64_t value;                   /* INT: value; ENUM: index */
  char text[TOE_CONFIG_TEXT_BYTES]; /* as --set takes it */
  char origin[TOE_CONFIG_WORD_BYTES];
} toe_config_entry_t;

struct toe_config {
  toe_config_entry_t entries[TOE_KEYS];
};

/* Give `key` a value told by `origin`.  allows_built: a fixed key may be given the value it has.
 * place  what an error begins with ("--set", "file.json") */
toe_result_t toe_config_assign(toe_config_t *config, const char *name, const char *value, const char *origin,
                               const char *place, bool allows_built, toe_error_t *error_out);

/* Give a TEXT key a value.  E_FORMAT, E_RANGE (error_out: what it takes); entry is untouched then. */
toe_result_t toe_config_assign_text(toe_config_entry_t *entry, toe_key_t key, const char *value, const char *place,
                                    toe_error_t *error_out);

/* The members of the driver's options that stand as text in a configuration: admission policy and VLAN ids. */
void toe_config_policy(const toe_config_t *config, toe_miniport_options_t *driver);

/* A whole number, decimal or 0x..., nothing behind it; beyond 64 bits: UINT64_MAX.  false: it is none. */
bool toe_config_number(const char *text, uint64_t *value_out);

/* The i-th word of "a|b|c", copied; false: there is none. */
bool toe_key_word(const char *words, uint64_t i, char *word_out, size_t bytes);

#endif /* TOE_CONFIG_INTERNAL_H_ */
