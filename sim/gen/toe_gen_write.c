/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/gen/toe_gen_write.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/trace/toe_op.h"

enum { FIRST_PORT = 1024, PORTS = 64000, REMOTE_PORT = 80, MOST_BUFFERED = 1460 };

toe_result_t toe_gen_write_open(toe_gen_write_t *write, const toe_gen_options_t *options, const char *to,
                                toe_gen_summary_t *summary, toe_error_t *error_out) {
  *write = (toe_gen_write_t){.options = options, .summary = summary};
  write->has_neighbor = calloc(options->neighbors, sizeof *write->has_neighbor);
  write->has_path = calloc(options->paths, sizeof *write->has_path);
  if (write->has_neighbor == NULL || write->has_path == NULL) return TOE_E_MEMORY;
  return toe_trace_writer_new(to, &write->writer, error_out);
}

toe_result_t toe_gen_write_close(toe_gen_write_t *write, toe_result_t result, toe_error_t *error_out) {
  if (result == TOE_OK) {
    result = toe_trace_writer_commit(write->writer, error_out);
  } else {
    toe_trace_writer_abandon(write->writer);
  }
  free(write->has_neighbor);
  free(write->has_path);
  free(write->text);
  return result;
}

uint32_t toe_gen_path(const toe_gen_options_t *options, uint64_t number) {
  return toe_gen_below(toe_gen_bits(options->seed, TOE_GEN_PATH, number), options->paths);
}

/* Add to the record being made. */
static void TOE_PRINTF(2, 3) add(toe_gen_write_t *write, const char *format, ...) {
  enum { MOST = 256 };
  if (write->bytes + MOST > write->room) {
    const size_t room = (write->bytes + MOST) * 2;
    char *text = realloc(write->text, room);
    if (text == NULL) {
      write->is_short_of_memory = true;
      return;
    }
    write->text = text;
    write->room = room;
  }
  va_list args;
  va_start(args, format);
  write->bytes += (size_t)vsnprintf(write->text + write->bytes, MOST, format, args); /* no piece is that long */
  va_end(args);
}

static toe_result_t end(toe_gen_write_t *write, uint64_t at_ns, toe_op_kind_t kind, toe_error_t *error_out) {
  if (write->is_short_of_memory) return TOE_E_MEMORY;
  if (at_ns > TOE_GEN_LONGEST_NS) {
    toe_error_set(error_out, "the trace would be longer than 213 days; a higher --rate makes it shorter");
    return TOE_E_RANGE;
  }
  if (at_ns > write->summary->last_ns) write->summary->last_ns = at_ns;
  return toe_trace_write_op(write->writer, at_ns, (uint32_t)kind, write->text, write->bytes, error_out);
}

static void add_neighbor(toe_gen_write_t *write, uint32_t neighbor) {
  add(write, "{\"neighbor\":\"n%u\"", neighbor + 1);
  if (!write->has_neighbor[neighbor])
    add(write, ",\"dst_mac\":\"02:00:00:00:%02x:%02x\"", neighbor >> 8 & 255, neighbor & 255);
  write->has_neighbor[neighbor] = true;
}

static void add_path(toe_gen_write_t *write, uint32_t path) {
  add(write, "{\"path\":\"p%u\"", path + 1);
  if (!write->has_path[path])
    add(write, ",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.1.%u.%u\"", path >> 8 & 255, path & 255);
  write->has_path[path] = true;
}

static void add_connection(toe_gen_write_t *write, const toe_gen_item_t *item) {
  const toe_gen_options_t *options = write->options;
  const uint64_t sequence = toe_gen_bits(options->seed, TOE_GEN_SEQUENCE, item->number);
  add(write, "{\"tcp\":\"c%llu\",\"local_port\":%u,\"remote_port\":%u,\"rcv_nxt\":%u,\"snd_una\":%u",
      (unsigned long long)item->number + 1, FIRST_PORT + item->slot % PORTS, REMOTE_PORT + item->slot / PORTS,
      (uint32_t)(sequence >> 32), (uint32_t)sequence);
  if (toe_gen_below(toe_gen_bits(options->seed, TOE_GEN_BUFFERED, item->number), 100) < options->buffered) {
    const uint32_t bytes = 1 + toe_gen_below(toe_gen_bits(options->seed, TOE_GEN_BYTES, item->number), MOST_BUFFERED);
    add(write, ",\"buffered\":{\"bytes\":%u}", bytes);
    ++write->summary->buffered;
  }
  add(write, "}");
}

static int compare(const void *a, const void *b, uint32_t neighbors) {
  const toe_gen_item_t *x = a, *y = b;
  const uint32_t of_x = x->path % neighbors, of_y = y->path % neighbors;
  if (of_x != of_y) return of_x < of_y ? -1 : 1;
  if (x->path != y->path) return x->path < y->path ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

/* A heap sort, since qsort hands no neighbors through.  Numbers differ, so the order is one. */
static void sift(toe_gen_item_t *items, uint32_t at, uint32_t count, uint32_t neighbors) {
  for (;;) {
    uint32_t most = at;
    for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; ++child) {
      if (compare(&items[child], &items[most], neighbors) > 0) most = child;
    }
    if (most == at) return;
    const toe_gen_item_t item = items[at];
    items[at] = items[most];
    items[most] = item;
    at = most;
  }
}

static void sort(toe_gen_item_t *items, uint32_t count, uint32_t neighbors) {
  for (uint32_t i = count / 2; i-- > 0;) sift(items, i, count, neighbors);
  for (uint32_t i = count; i-- > 1;) {
    const toe_gen_item_t item = items[0];
    items[0] = items[i];
    items[i] = item;
    sift(items, 0, i, neighbors);
  }
}

toe_result_t toe_gen_initiate(toe_gen_write_t *write, uint64_t at_ns, toe_gen_item_t *items, uint32_t count,
                              toe_error_t *error_out) {
  const uint32_t neighbors = write->options->neighbors;
  sort(items, count, neighbors);
  write->bytes = 0;
  add(write, "{\"op\":\"initiate\",\"at_ns\":%llu,\"id\":\"r%llu\",\"tree\":[", (unsigned long long)at_ns,
      (unsigned long long)++write->summary->initiates);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t path = items[i].path, neighbor = path % neighbors;
    const bool is_new_neighbor = i == 0 || items[i - 1].path % neighbors != neighbor;
    const bool is_new_path = i == 0 || items[i - 1].path != path;
    if (i > 0) add(write, is_new_neighbor ? "]}]}," : is_new_path ? "]}," : ",");
    if (is_new_neighbor) {
      add_neighbor(write, neighbor);
      add(write, ",\"paths\":[");
    }
    if (is_new_path) {
      add_path(write, path);
      add(write, ",\"tcp\":[");
    }
    add_connection(write, &items[i]);
  }
  add(write, "]}]}]}");
  write->summary->connections += count;
  return end(write, at_ns, TOE_OP_INITIATE, error_out);
}

static void begin_terminate(toe_gen_write_t *write, uint64_t at_ns) {
  write->bytes = 0;
  add(write, "{\"op\":\"terminate\",\"at_ns\":%llu,\"id\":\"e%llu\",\"objects\":[", (unsigned long long)at_ns,
      (unsigned long long)++write->summary->terminates);
}

toe_result_t toe_gen_terminate(toe_gen_write_t *write, uint64_t at_ns, const toe_gen_item_t *items, uint32_t count,
                               toe_error_t *error_out) {
  begin_terminate(write, at_ns);
  for (uint32_t i = 0; i < count; ++i)
    add(write, "%s\"c%llu\"", i == 0 ? "" : ",", (unsigned long long)items[i].number + 1);
  add(write, "],\"forget\":true}");
  return end(write, at_ns, TOE_OP_TERMINATE, error_out);
}

toe_result_t toe_gen_clear(toe_gen_write_t *write, uint64_t at_ns, toe_error_t *error_out) {
  begin_terminate(write, at_ns);
  const char *separator = "";
  for (uint32_t i = 0; i < write->options->neighbors; ++i) {
    if (!write->has_neighbor[i]) continue;
    add(write, "%s\"n%u\"", separator, i + 1);
    separator = ",";
  }
  add(write, "]}");
  return end(write, at_ns, TOE_OP_TERMINATE, error_out);
}
