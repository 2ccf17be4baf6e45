/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_config_file.c - configurations from JSON files and from the named profiles.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "sim/config/toe_config_internal.h"

/* The JSON value as --set would take it; false: it is of a kind no key takes. */
static bool value_as_text(const json_t *value, char *text_out, size_t bytes) {
  if (json_is_string(value)) {
    if (json_string_length(value) >= bytes || strlen(json_string_value(value)) != json_string_length(value))
      return false;
    (void)snprintf(text_out, bytes, "%s", json_string_value(value));
  } else if (json_is_integer(value)) {
    (void)snprintf(text_out, bytes, "%lld", (long long)json_integer_value(value));
  } else if (json_is_boolean(value)) {
    (void)snprintf(text_out, bytes, "%s", json_is_true(value) ? "on" : "off");
  } else {
    return false;
  }
  return true;
}

static toe_result_t apply_object(toe_config_t *config, json_t *root, const char *path, toe_error_t *error_out) {
  const char *slash = strrchr(path, '/');
  const char *origin = slash != NULL ? slash + 1 : path;
  const char *name;
  json_t *value;
  json_object_foreach(root, name, value) {
    char text[TOE_CONFIG_TEXT_BYTES + 1]; /* one too long for a key is told so by it */
    if (!value_as_text(value, text, sizeof text)) {
      toe_error_set(error_out, "%.200s: key %.60s: expected a whole number or a word", path, name);
      return TOE_E_FORMAT;
    }
    char place[256];
    (void)snprintf(place, sizeof place, "%.250s", path);
    toe_result_t result = toe_config_assign(config, name, text, origin, place, true, error_out);
    if (result != TOE_OK) return result;
  }
  return TOE_OK;
}

toe_result_t toe_config_load(toe_config_t *config, const char *path, toe_error_t *error_out) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    toe_error_set(error_out, "%.200s: %s", path, strerror(errno));
    return TOE_E_IO;
  }
  json_error_t error;
  json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
  bool is_read = ferror(file) == 0;
  (void)fclose(file);
  if (root == NULL) {
    if (!is_read) {
      toe_error_set(error_out, "%.200s: cannot be read", path);
      return TOE_E_IO;
    }
    toe_error_set(error_out, "%.200s:%d:%d: byte %d: %s", path, error.line, error.column, error.position, error.text);
    return json_error_code(&error) == json_error_out_of_memory ? TOE_E_MEMORY : TOE_E_FORMAT;
  }
  toe_result_t result = TOE_E_FORMAT;
  toe_config_t changed = *config;
  if (!json_is_object(root)) {
    toe_error_set(error_out, "%.200s: expected one JSON object with the keys of --set", path);
  } else {
    result = apply_object(&changed, root, path, error_out);
  }
  json_decref(root);
  if (result == TOE_OK) *config = changed;
  return result;
}

typedef enum profile {
#define TOE_PROFILE(id, name, text) PROFILE_##id,
#include "sim/config/profiles.def"
  PROFILES
} profile_t;

static const struct {
  const char *name, *text;
} profiles[PROFILES] = {
#define TOE_PROFILE(id, name, text) {name, text},
#include "sim/config/profiles.def"
};

static const struct {
  profile_t profile;
  toe_key_t key;
  uint64_t value;
} profile_keys[] = {
#define TOE_PROFILE_KEY(id, key, value) {PROFILE_##id, TOE_KEY_##key, value},
#include "sim/config/profiles.def"
};

toe_result_t toe_config_profile(toe_config_t *config, const char *name, toe_error_t *error_out) {
  int found = 0;
  while (found < PROFILES && strcmp(profiles[found].name, name) != 0) ++found;
  if (found == PROFILES) {
    char list[128] = "";
    for (int i = 0; i < PROFILES; ++i) {
      size_t length = strlen(list);
      (void)snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "", profiles[i].name);
    }
    toe_error_set(error_out, "--profile: unknown profile \"%.60s\"; there are %s", name, list);
    return TOE_E_UNKNOWN;
  }
  toe_config_t changed = *config;
  char origin[TOE_CONFIG_WORD_BYTES];
  (void)snprintf(origin, sizeof origin, "profile %s", name);
  for (size_t i = 0; i < sizeof profile_keys / sizeof profile_keys[0]; ++i) {
    if ((int)profile_keys[i].profile != found) continue;
    char value[24];
    (void)snprintf(value, sizeof value, "%llu", (unsigned long long)profile_keys[i].value);
    toe_result_t result =
        toe_config_assign(&changed, toe_key_info(profile_keys[i].key)->name, value, origin, origin, false, error_out);
    if (result != TOE_OK) return result;
  }
  *config = changed;
  return TOE_OK;
}

void toe_config_write_profiles(FILE *out) {
  for (int i = 0; i < PROFILES; ++i) (void)fprintf(out, "%-8s %s\n", profiles[i].name, profiles[i].text);
}
