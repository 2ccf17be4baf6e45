/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "testbench/random/toe_oracle_internal.h"

/* A request that names what is in transit waits, and with it all behind it [R100]: here for a resume that would be
 * behind it too. */
static bool is_free_to_go(const toe_oracle_object_t *object, char *error) {
  if (!object->is_in_transit) return true;
  snprintf(error, TOE_ORACLE_ERROR_BYTES, "an object of it is named by a late initiate that waits for the resume");
  return false;
}

static void note(json_t *expect, const toe_oracle_object_t *object, bool is_done) {
  if (expect == NULL) return;
  const char *status = is_done ? "NDIS_STATUS_SUCCESS" : "NDIS_STATUS_FAILURE";
  if (json_object_set_new(expect, object->name, json_string(status)) != 0) toe_oracle_must(NULL);
}

/* Dependents first, then the object itself [R59].
 * expect  name -> status so far; NULL: nobody looks */
static bool terminate_tree(toe_oracle_t *oracle, toe_oracle_object_t *object, json_t *expect, char *error) {
  while (object->first != NULL) {
    if (!terminate_tree(oracle, object->first, expect, error)) return false;
  }
  if (!is_free_to_go(object, error)) return false;
  note(expect, object, toe_oracle_device_terminate(&oracle->device, object));
  return true;
}

/* An object of a raw list: what is not there, or has dependents, the device refuses. */
static bool terminate_raw(toe_oracle_t *oracle, toe_oracle_object_t *object, json_t *expect, char *error) {
  if (!is_free_to_go(object, error)) return false;
  note(expect, object, object->is_offloaded && toe_oracle_device_terminate(&oracle->device, object));
  return true;
}

/* A raw list: the driver puts dependents first, and adds none [R59]. */
static bool terminate_list(toe_oracle_t *oracle, const json_t *names, json_t *expect, char *error) {
  for (int layer = TOE_ORACLE_TCP; layer >= TOE_ORACLE_NEIGHBOR; --layer) {
    for (size_t i = 0; i < json_array_size(names); ++i) {
      toe_oracle_object_t *object = toe_oracle_find(oracle, json_string_value(json_array_get(names, i)));
      if (object->state.layer == layer && !terminate_raw(oracle, object, expect, error)) return false;
    }
  }
  return true;
}

/* The list, each name of it once and known. */
static bool check_names(const toe_oracle_t *oracle, const json_t *names, char *error) {
  if (json_array_size(names) == 0) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "a terminate without objects");
    return false;
  }
  json_t *seen = toe_oracle_must(json_object());
  bool is_good = true;
  for (size_t i = 0; i < json_array_size(names) && is_good; ++i) {
    const char *name = json_string_value(json_array_get(names, i));
    is_good = name != NULL && toe_oracle_find(oracle, name) != NULL && json_object_get(seen, name) == NULL;
    if (is_good && json_object_set_new(seen, name, json_true()) != 0) toe_oracle_must(NULL);
    if (!is_good) {
      snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s: no name, one that no block had before, or one that stands twice",
               name == NULL ? "?" : name);
    }
  }
  json_decref(seen);
  return is_good;
}

bool toe_oracle_terminate(toe_oracle_t *oracle, json_t *op, char *error) {
  const json_t *names = json_object_get(op, "objects");
  bool is_raw = json_is_true(json_object_get(op, "raw"));
  if (!check_names(oracle, names, error)) return false;
  json_t *expect = toe_oracle_must(json_object());
  bool is_good = is_raw ? terminate_list(oracle, names, expect, error) : true;
  for (size_t i = 0; i < json_array_size(names) && is_good && !is_raw; ++i) {
    toe_oracle_object_t *object = toe_oracle_find(oracle, json_string_value(json_array_get(names, i)));
    /* Else known and not there, or gone with what it hung on. */
    if (object->is_offloaded) is_good = terminate_tree(oracle, object, expect, error);
  }
  if (is_good && json_object_set(op, "expect", expect) != 0) toe_oracle_must(NULL);
  json_decref(expect);
  /* From here on such a name is nobody's; the object itself stays, should it still be there. */
  for (size_t i = 0; i < json_array_size(names) && json_is_true(json_object_get(op, "forget")); ++i)
    (void)json_object_del(oracle->names, json_string_value(json_array_get(names, i)));
  return is_good;
}

bool toe_oracle_terminate_all(toe_oracle_t *oracle, char *error) {
  for (int layer = TOE_ORACLE_TCP; layer >= TOE_ORACLE_NEIGHBOR; --layer) {
    for (size_t i = 0; i < oracle->count; ++i) {
      toe_oracle_object_t *object = oracle->objects[i];
      if (!object->is_offloaded || object->state.layer != layer) continue;
      if (!terminate_tree(oracle, object, NULL, error)) return false;
    }
  }
  return true;
}

/* ---- what the device asks for ---- */

/* toe_upload_reason by name [R150]: whether it binds the host, and may be asked in any state [R151, A-12]. */
static const struct {
  const char *name;
  bool is_mandatory, is_always_allowed;
} kReasons[] = {
    {"LowActivity", false, false},           {"HighDropRate", false, false},     {"SmallIO", false, false},
    {"NoBufferPreposting", false, false},    {"ReceivedUrgentData", true, true}, {"HighFragmentation", false, false},
    {"HighOutOfOrderPackets", false, false}, {"TimeoutExpiration", true, true},  {"InvalidState", true, true},
    {"UploadRequested", true, false},        {"HardwareFailure", true, true},
};
enum { REASONS = sizeof kReasons / sizeof kReasons[0], FIN_WAIT1 = 5, CLOSE_WAIT = 7 };

static bool does_follow(const toe_oracle_t *oracle, bool is_mandatory) {
  return oracle->upload == TOE_ORACLE_UPLOAD_ALWAYS || (oracle->upload == TOE_ORACLE_UPLOAD_MANDATORY && is_mandatory);
}

/* A connection, then its path and neighbor if nothing else hangs on them [R67]. */
static bool terminate_upwards(toe_oracle_t *oracle, toe_oracle_object_t *object, char *error) {
  while (object != NULL && object->first == NULL) {
    toe_oracle_object_t *parent = object->parent;
    if (!terminate_tree(oracle, object, NULL, error)) return false;
    object = parent;
  }
  return true;
}

bool toe_oracle_upload_request(toe_oracle_t *oracle, const json_t *op, char *error) {
  const char *name = json_string_value(json_object_get(op, "tcp"));
  const char *reason = json_string_value(json_object_get(op, "reason"));
  toe_oracle_object_t *object = name == NULL ? NULL : toe_oracle_find(oracle, name);
  size_t which = 0;
  while (which < REASONS && (reason == NULL || strcmp(reason, kReasons[which].name) != 0)) ++which;
  if (object == NULL || object->state.layer != TOE_ORACLE_TCP || which == REASONS) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "%.80s, %.80s: no connection that stood before, or no reason",
             name == NULL ? "?" : name, reason == NULL ? "?" : reason);
    return false;
  }
  if (!object->is_offloaded) return true;
  if (!is_free_to_go(object, error)) return false;
  bool is_closing = object->state.tcp_state >= FIN_WAIT1 && object->state.tcp_state <= CLOSE_WAIT;
  if (is_closing && !kReasons[which].is_always_allowed) return true; /* refused: the host hears nothing */
  return !does_follow(oracle, kReasons[which].is_mandatory) || terminate_upwards(oracle, object, error);
}

bool toe_oracle_link(toe_oracle_t *oracle, const json_t *op, char *error) {
  const json_t *up = json_object_get(op, "up");
  if (!json_is_boolean(up)) {
    snprintf(error, TOE_ORACLE_ERROR_BYTES, "a link that is neither up nor down");
    return false;
  }
  if (json_is_true(up) || !oracle->terminates_on_link_down) return true; /* R64, R65 */
  return toe_oracle_terminate_all(oracle, error);
}
