/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trace/toe_fault_list.h"

#include <stdlib.h>
#include <string.h>

#include "sim/trace/toe_scenario.h"

typedef struct entry {
  char *object;
  uint8_t fault;
  bool is_met;
} entry_t;

struct toe_fault_list {
  entry_t *entries; /* in order of names: traces have many blocks */
  size_t count;
};

toe_result_t toe_fault_list_new(toe_fault_list_t **list_out) {
  *list_out = calloc(1, sizeof **list_out);
  return *list_out != NULL ? TOE_OK : TOE_E_MEMORY;
}

void toe_fault_list_free(toe_fault_list_t *list) {
  if (list == NULL) return;
  for (size_t i = 0; i < list->count; ++i) free(list->entries[i].object);
  free(list->entries);
  free(list);
}

/* Index of the first entry whose name is not below `object`. */
static size_t place_of(const toe_fault_list_t *list, const char *object) {
  size_t begin = 0, end = list->count;
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    if (strcmp(list->entries[middle].object, object) < 0)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

static bool is_at(const toe_fault_list_t *list, size_t place, const char *object) {
  return place < list->count && strcmp(list->entries[place].object, object) == 0;
}

toe_result_t toe_fault_list_add(toe_fault_list_t *list, const char *spec, toe_error_t *error_out) {
  const char *equals = strrchr(spec, '=');
  uint8_t fault = 0;
  if (equals == NULL || equals == spec) {
    toe_error_set(error_out, "'%.100s' is not OBJECT=KIND", spec);
    return TOE_E_FORMAT;
  }
  if (!toe_scenario_fault_of_name(equals + 1, &fault)) {
    char all[64];
    toe_scenario_fault_names(all, sizeof all);
    toe_error_set(error_out, "'%.100s': there is no fault '%.40s'; there are %s", spec, equals + 1, all);
    return TOE_E_FORMAT;
  }
  char *object = strndup(spec, (size_t)(equals - spec));
  entry_t *grown = realloc(list->entries, (list->count + 1) * sizeof *grown);
  if (grown != NULL) list->entries = grown;
  if (object == NULL || grown == NULL) {
    free(object);
    return TOE_E_MEMORY;
  }
  const size_t place = place_of(list, object);
  if (is_at(list, place, object)) {
    free(object);
    toe_error_set(error_out, "'%.100s': this object has a fault already", spec);
    return TOE_E_FORMAT;
  }
  memmove(&list->entries[place + 1], &list->entries[place], (list->count - place) * sizeof *grown);
  list->entries[place] = (entry_t){.object = object, .fault = fault};
  ++list->count;
  return TOE_OK;
}

void toe_fault_list_apply(toe_fault_list_t *list, toe_op_t *op) {
  if (list->count == 0) return;
  for (uint32_t i = 0; i < op->block_count; ++i) {
    toe_op_block_t *block = &op->blocks[i];
    if (block->is_placeholder || block->has_handle) continue;
    const size_t place = place_of(list, block->name);
    if (!is_at(list, place, block->name)) continue;
    block->fault = list->entries[place].fault;
    list->entries[place].is_met = true;
  }
}

const char *toe_fault_list_stranger(const toe_fault_list_t *list) {
  for (size_t i = 0; i < list->count; ++i) {
    if (!list->entries[i].is_met) return list->entries[i].object;
  }
  return NULL;
}
