/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_part.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 4096 };

struct toe_part {
  /* The first lines, each with its terminator, and where the next to be read begins. */
  char *kept;
  size_t kept_bytes, kept_capacity, kept_at;
  uint64_t kept_count;
  FILE *file; /* those behind; NULL: none */
  bool has_failed;
  uint64_t count, next; /* next: number of the line to be read, from 1; 0: lines are being added */
  char *line;
  size_t line_bytes;
};

toe_result_t toe_part_new(toe_part_t **part_out) {
  toe_part_t *part = calloc(1, sizeof *part);
  if (part == NULL) return TOE_E_MEMORY;
  *part_out = part;
  return TOE_OK;
}

void toe_part_free(toe_part_t *part) {
  if (part == NULL) return;
  if (part->file != NULL) (void)fclose(part->file);
  free(part->kept);
  free(part->line);
  free(part);
}

/* False: there is no more room for this line in memory. */
static bool keep(toe_part_t *part, const char *line, size_t bytes) {
  if (part->file != NULL || bytes > TOE_PART_KEPT_BYTES - part->kept_bytes) return false;
  if (part->kept_capacity - part->kept_bytes < bytes) {
    size_t capacity = part->kept_capacity == 0 ? FIRST_CAPACITY : part->kept_capacity;
    while (capacity - part->kept_bytes < bytes) capacity *= 2;
    char *kept = realloc(part->kept, capacity);
    if (kept == NULL) return false;
    part->kept = kept;
    part->kept_capacity = capacity;
  }
  memcpy(part->kept + part->kept_bytes, line, bytes);
  part->kept_bytes += bytes;
  ++part->kept_count;
  return true;
}

void toe_part_add(toe_part_t *part, const char *line) {
  ++part->count;
  if (keep(part, line, strlen(line) + 1)) return;
  if (part->file == NULL) part->file = tmpfile();
  if (part->file == NULL) {
    part->has_failed = true;
    return;
  }
  /* A reading pass may have moved; lines are only added at the end. */
  if (part->next != 0) (void)fseek(part->file, 0, SEEK_END);
  part->next = 0;
  (void)fputs(line, part->file);
  (void)fputc('\n', part->file);
}

uint64_t toe_part_count(const toe_part_t *part) { return part->count; }

bool toe_part_rewind(toe_part_t *part) {
  part->next = 1;
  part->kept_at = 0;
  if (part->has_failed) return false;
  if (part->file == NULL) return true;
  if (ferror(part->file) || fflush(part->file) != 0) return false;
  return fseek(part->file, 0, SEEK_SET) == 0;
}

const char *toe_part_next(toe_part_t *part) {
  if (part->next > part->count) return NULL;
  if (part->next++ <= part->kept_count) {
    const char *line = part->kept + part->kept_at;
    part->kept_at += strlen(line) + 1;
    return line;
  }
  ssize_t length = getline(&part->line, &part->line_bytes, part->file);
  if (length < 0) return NULL;
  if (length > 0 && part->line[length - 1] == '\n') part->line[length - 1] = '\0';
  return part->line;
}
