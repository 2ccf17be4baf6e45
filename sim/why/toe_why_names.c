/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/why/toe_why_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 64 };

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Letters to change, add or leave out (a letter's case counts nothing). */
static uint32_t distance_of(const char *a, const char *b) {
  size_t a_length = strlen(a), b_length = strlen(b);
  if (a_length > LONGEST || b_length > LONGEST) return UINT32_MAX;
  uint32_t row[LONGEST + 1];
  for (size_t k = 0; k <= b_length; ++k) row[k] = (uint32_t)k;
  for (size_t i = 1; i <= a_length; ++i) {
    uint32_t diagonal = row[0];
    row[0] = (uint32_t)i;
    for (size_t k = 1; k <= b_length; ++k) {
      uint32_t above = row[k];
      bool is_same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[k - 1]);
      row[k] = least(diagonal + (is_same ? 0 : 1), least(above, row[k - 1]) + 1);
      diagonal = above;
    }
  }
  return row[b_length];
}

void toe_why_names_look(toe_why_found_t *found, const char *wanted, const char *name) {
  uint32_t distance = distance_of(wanted, name);
  if (strcmp(wanted, name) == 0 || distance > (strlen(wanted) + 1) / 2) return;
  uint32_t at = found->near_count;
  for (uint32_t i = 0; i < found->near_count; ++i) {
    if (strcmp(found->near[i], name) == 0) return;
  }
  while (at > 0 && found->near_distance[at - 1] > distance) --at;
  if (at == TOE_WHY_NEAR) return;
  char *copy = strdup(name);
  if (copy == NULL) return; /* one suggestion less */
  if (found->near_count == TOE_WHY_NEAR) free(found->near[--found->near_count]);
  for (uint32_t i = found->near_count; i > at; --i) {
    found->near[i] = found->near[i - 1];
    found->near_distance[i] = found->near_distance[i - 1];
  }
  found->near[at] = copy;
  found->near_distance[at] = distance;
  ++found->near_count;
}
