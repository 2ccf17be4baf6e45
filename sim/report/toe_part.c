/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/report/toe_part.h"

#include <stdlib.h>
#include <string.h>

struct toe_part {
  FILE *file;
  uint64_t count, next;
  char *line;
  size_t line_bytes;
};

toe_result_t toe_part_new(toe_part_t **part_out) {
  toe_part_t *part = calloc(1, sizeof *part);
  if (part == NULL) return TOE_E_MEMORY;
  part->file = tmpfile();
  if (part->file == NULL) {
    free(part);
    return TOE_E_IO;
  }
  *part_out = part;
  return TOE_OK;
}

void toe_part_free(toe_part_t *part) {
  if (part == NULL) return;
  (void)fclose(part->file);
  free(part->line);
  free(part);
}

void toe_part_add(toe_part_t *part, const char *line) {
  /* A reading pass may have moved; lines are only added at the end. */
  if (part->next != 0) (void)fseek(part->file, 0, SEEK_END);
  part->next = 0;
  (void)fputs(line, part->file);
  (void)fputc('\n', part->file);
  ++part->count;
}

uint64_t toe_part_count(const toe_part_t *part) { return part->count; }

bool toe_part_rewind(toe_part_t *part) {
  part->next = 1;
  if (ferror(part->file) || fflush(part->file) != 0) return false;
  return fseek(part->file, 0, SEEK_SET) == 0;
}

const char *toe_part_next(toe_part_t *part) {
  if (part->next > part->count) return NULL;
  ++part->next;
  ssize_t length = getline(&part->line, &part->line_bytes, part->file);
  if (length < 0) return NULL;
  if (length > 0 && part->line[length - 1] == '\n') part->line[length - 1] = '\0';
  return part->line;
}
