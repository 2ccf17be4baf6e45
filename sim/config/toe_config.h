/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config.h - the configuration of a run: every key of model/spec/config.def and its value.
 *
 * A new configuration holds the defaults.  Profiles, files and single settings are laid over it in the order of the
 * calls; the last one wins.  Each setting is checked against its own range at once; what depends on
 * several keys is checked by toe_config_check, to be called when all are in.
 *
 * Exit codes of the program: an error of a --set or --profile is wrong usage (2), one of a file is bad input (3); a key
 * that is fixed at build (E_ARG) is 2 from either.
 */
#ifndef TOE_CONFIG_H_
#define TOE_CONFIG_H_

#include <stdio.h>

#include "bridge/toe_nic.h"
#include "model/toe_types.h"
#include "sim/host/toe_host_options.h"

#ifdef __cplusplus
extern "C" {
#endif

/* TOE_KEY_TCP_ENTRIES ..., in the order of config.def. */
typedef enum toe_key {
#define TOE_KEY_INT(id, key, value, min, max, unit, built, source, text) TOE_KEY_##id,
#define TOE_KEY_ENUM(id, key, value, words, source, text) TOE_KEY_##id,
#define TOE_KEY_TEXT(id, key, value, source, text) TOE_KEY_##id,
#include "model/spec/config.def"
  TOE_KEYS
} toe_key_t;

typedef enum toe_key_type { TOE_KEY_IS_INT, TOE_KEY_IS_ENUM, TOE_KEY_IS_TEXT } toe_key_type_t;

/* What config.def says about a key. */
typedef struct toe_key_info {
  const char *name; /* "tcp.entries" */
  toe_key_type_t type;
  uint64_t value, min, max; /* INT: default and range; ENUM: default index */
  const char *words;        /* ENUM: "a|b|c"; TEXT: the default; INT: NULL */
  const char *unit;         /* "" when it has none */
  bool is_built;            /* fixed when the RTL is built */
  const char *source, *text;
} toe_key_info_t;

typedef struct toe_config toe_config_t;

/* All defaults.  config_out owned by the caller.  E_MEMORY */
TOE_MUST_USE toe_result_t toe_config_new(toe_config_t **config_out);
void toe_config_free(toe_config_t *config); /* NULL is allowed */

/* One setting, "tcp.entries=8", as of --set.
 * E_FORMAT   no "=", or the value is not a number or a word of the key
 * E_UNKNOWN  no such key (error_out names the nearest)
 * E_RANGE    the value is outside the key's range
 * E_ARG      the key is fixed when the RTL is built */
TOE_MUST_USE toe_result_t toe_config_set(toe_config_t *config, const char *assignment, toe_error_t *error_out);
/* The same with key and value apart. */
TOE_MUST_USE toe_result_t toe_config_set_key(toe_config_t *config, const char *name, const char *value,
                                             toe_error_t *error_out);

/* A named profile of sim/config/profiles.def: its keys are set, the others keep their values.
 * E_UNKNOWN  no such profile (error_out lists them) */
TOE_MUST_USE toe_result_t toe_config_profile(toe_config_t *config, const char *name, toe_error_t *error_out);

/* A JSON file, one object with the keys of --set; values are numbers, strings, or true and false for on and off.  A key
 * that is fixed at build may be given with the value it has, so that a report's "config" can be read back.
 * On failure nothing of the file is kept.
 * E_IO; E_FORMAT (error_out: file, line and column, or file and key); E_UNKNOWN, E_RANGE, E_ARG as toe_config_set;
 * E_MEMORY */
TOE_MUST_USE toe_result_t toe_config_load(toe_config_t *config, const char *path, toe_error_t *error_out);

/* What depends on several keys, or is more than a range: powers of two, MMIO times.
 * E_RANGE (error_out names the keys) */
TOE_MUST_USE toe_result_t toe_config_check(const toe_config_t *config, toe_error_t *error_out);

/* Value of an INT key, index of the word of an ENUM key; 0 for a TEXT key. */
uint64_t toe_config_get(const toe_config_t *config, toe_key_t key);
/* The value as --set takes it, never NULL; borrowed until the configuration changes. */
const char *toe_config_text(const toe_config_t *config, toe_key_t key);
/* What set the value: "default", "profile t5", "FILE.json", "--set"; never NULL. */
const char *toe_config_origin(const toe_config_t *config, toe_key_t key);

const toe_key_info_t *toe_key_info(toe_key_t key);
/* The key of that name; TOE_KEYS: none. */
toe_key_t toe_key_find(const char *name);

/* What the link and the host stack are made with.  nic_out->read_latency is borrowed from config. */
void toe_config_nic(const toe_config_t *config, uint64_t seed, toe_nic_options_t *nic_out);
void toe_config_host(const toe_config_t *config, toe_host_options_t *host_out);

/* All keys as one JSON object on one line, without a newline, in the order of config.def.  Readable by toe_config_load.
 */
void toe_config_write_json(const toe_config_t *config, FILE *out);
/* The table of `toesim config`. */
void toe_config_write_table(const toe_config_t *config, FILE *out);
/* The profiles, a line each: name and what it is. */
void toe_config_write_profiles(FILE *out);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TOE_CONFIG_H_ */
