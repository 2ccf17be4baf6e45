/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_returned.c - what terminates handed back, held against what a scenario gave.
 *
 *   toe_returned SCENARIO.jsonl REPORT.json
 *
 * SCENARIO is one of round trips: each name is offloaded once.  REPORT is that of its run with --detail objects
 * (docs/report.md).  Of every object of every terminate: it is freed, with NDIS_STATUS_SUCCESS [R163]; of a
 * connection and a neighbor the delegated members come back as they were given, since nothing moved in between [R161,
 * U10]: those that a scenario carries (docs/trace-format.md for their defaults), and those that the host derives from
 * them (docs/driver.md, "From operation to block"); of a path nothing.  And every object that the scenario
 * offloads comes back once.  Like toe_oracle it shares no source with simulator or device.
 *
 * Exit 0: so it is; 1: not, each difference is told; 2: usage; 3: a file cannot be read.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

typedef struct check {
  json_t *given; /* name -> block of the scenario */
  uint64_t objects, values, differences;
} check_t;

static void must(bool is_done) {
  if (is_done) return;
  fprintf(stderr, "toe_returned: out of memory\n");
  exit(3);
}

static void differ(check_t *check, const char *name, const char *what) {
  if (check->differences < 100) printf("%s: %s\n", name, what);
  ++check->differences;
}

/* ---- the scenario ---- */

/* Enter a chain of blocks and all that hangs on them. */
static void enter(check_t *check, json_t *chain, const char *layer) {
  size_t i;
  json_t *block;
  json_array_foreach(chain, i, block) {
    const char *name = json_string_value(json_object_get(block, layer));
    if (name == NULL || json_object_get(check->given, name) != NULL) {
      differ(check, name == NULL ? "?" : name, "a block without a name, or one that stands twice");
      continue;
    }
    must(json_object_set(check->given, name, block) == 0);
    if (strcmp(layer, "neighbor") == 0) enter(check, json_object_get(block, "paths"), "path");
    if (strcmp(layer, "path") == 0) enter(check, json_object_get(block, "tcp"), "tcp");
  }
}

static bool read_scenario(check_t *check, const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) return false;
  char *line = NULL;
  size_t room = 0;
  bool is_good = true;
  while (is_good && getline(&line, &room, file) >= 0) {
    if (line[0] == '#' || line[0] == '\n') continue;
    json_t *op = json_loads(line, 0, NULL);
    is_good = op != NULL;
    enter(check, json_object_get(op, "tree"), "neighbor");
    json_decref(op);
  }
  is_good = is_good && ferror(file) == 0;
  free(line);
  fclose(file);
  return is_good;
}

/* ---- the report ---- */

/* A number member of a block; `otherwise` stands in the document as its default. */
static json_int_t number(const json_t *block, const char *member, json_int_t otherwise) {
  const json_t *value = json_object_get(block, member);
  return value == NULL ? otherwise : json_integer_value(value);
}

static void compare(check_t *check, const char *name, const json_t *returned, const char *member, json_int_t given) {
  const json_t *value = json_object_get(returned, member);
  char text[160];
  ++check->values;
  if (json_is_integer(value) && json_integer_value(value) == given) return;
  snprintf(text, sizeof text, "%s was %" PRId64 " and comes back as %" PRId64 "%s", member, (int64_t)given,
           (int64_t)json_integer_value(value), json_is_integer(value) ? "" : " (no number)");
  differ(check, name, text);
}

/* m(member) of docs/driver.md, of up to three words. */
static uint32_t derived(uint32_t member, const uint32_t *words, size_t count) {
  uint64_t m = member;
  for (size_t i = 0; i < count; ++i) {
    m = ((m ^ words[i]) * UINT64_C(0x9E3779B1)) % (UINT64_C(1) << 32);
    m ^= m / 65536;
  }
  return (uint32_t)m;
}

/* m(member) mod `modulus`, and so on: docs/driver.md has the table. */
static void check_derived(check_t *check, const char *name, const json_t *block, const json_t *returned) {
  static const struct {
    const char *member;
    uint32_t number, least, modulus;
  } members[] = {{"srtt", 5, 320, 7680},
                 {"rtt_var", 6, 16, 144},
                 {"ts_recent_age", 7, 10000, 20000},
                 {"ts_time", 8, 268435456, 268435456},
                 {"total_rt", 9, 30000, 30000},
                 {"dup_ack_count", 10, 1, 2},
                 {"snd_wnd_probe_count", 11, 3, 3},
                 {"ka_probe_count", 12, 6, 4},
                 {"rt_count", 13, 10, 6},
                 {"ka_timeout_delta", 14, 100000, 7100000},
                 {"dwnd", 16, 131072, 65536}};
  const json_int_t rcv_nxt = number(block, "rcv_nxt", 1), mss = number(block, "remote_mss", 1460);
  const uint32_t words[3] = {
      (uint32_t)(number(block, "local_port", 0) * 65536 + number(block, "remote_port", 0)),
      (uint32_t)rcv_nxt,
      (uint32_t)number(block, "snd_una", 1),
  };
  for (size_t i = 0; i < sizeof members / sizeof members[0]; ++i) {
    uint32_t m = derived(members[i].number, words, 3);
    compare(check, name, returned, members[i].member, (json_int_t)members[i].least + m % members[i].modulus);
  }
  json_int_t most = number(block, "snd_wnd", 65535) + 1 + derived(1, words, 3) % 65535;
  compare(check, name, returned, "max_snd_wnd", most > UINT32_MAX ? UINT32_MAX : most);
  compare(check, name, returned, "send_wl1", (uint32_t)(rcv_nxt - 1 - derived(2, words, 3) % 1460));
  compare(check, name, returned, "cwnd", mss * (2 + derived(3, words, 3) % 14));
  compare(check, name, returned, "ssthresh", mss * (16 + derived(4, words, 3) % 16));
  const uint32_t timer = derived(15, words, 3);
  compare(check, name, returned, "rt_timeout_delta", timer % 8 > 0 ? UINT32_MAX : 8000 + timer / 8 % 2000);
}

static void check_neighbor(check_t *check, const char *name, const json_t *block, const json_t *returned) {
  const char *text = json_string_value(json_object_get(block, "dst_mac"));
  unsigned mac[6];
  if (text == NULL ||
      sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]) != 6) {
    differ(check, name, "a neighbor without an address");
    return;
  }
  const uint32_t words[2] = {mac[0] << 24 | mac[1] << 16 | mac[2] << 8 | mac[3], mac[4] << 8 | mac[5]};
  compare(check, name, returned, "nic_reachability_delta", 1 + derived(17, words, 2) % 30000);
}

static void check_connection(check_t *check, const char *name, const json_t *block, const json_t *returned) {
  const json_int_t window = 65535, snd_una = number(block, "snd_una", 1);
  const json_int_t snd_nxt = number(block, "snd_nxt", snd_una);
  const char *state = json_string_value(json_object_get(block, "state"));
  const char *back = json_string_value(json_object_get(returned, "state"));
  ++check->values;
  if (back == NULL || strcmp(state == NULL ? "ESTABLISHED" : state, back) != 0) {
    differ(check, name, "another state comes back");
  }
  compare(check, name, returned, "rcv_nxt", number(block, "rcv_nxt", 1));
  compare(check, name, returned, "rcv_wnd", number(block, "rcv_wnd", window));
  compare(check, name, returned, "snd_una", snd_una);
  compare(check, name, returned, "snd_nxt", snd_nxt);
  compare(check, name, returned, "snd_max", number(block, "snd_max", snd_nxt));
  compare(check, name, returned, "snd_wnd", number(block, "snd_wnd", window));
  compare(check, name, returned, "ts_recent", number(block, "ts_recent", 0));
  check_derived(check, name, block, returned);
}

static void check_object(check_t *check, const json_t *object) {
  const char *name = json_string_value(json_object_get(object, "name"));
  const char *layer = json_string_value(json_object_get(object, "layer"));
  const char *status = json_string_value(json_object_get(object, "status"));
  const json_t *returned = json_object_get(object, "returned"), *block;
  if (name == NULL || layer == NULL || (block = json_object_get(check->given, name)) == NULL) {
    differ(check, name == NULL ? "?" : name, "it was not offloaded, or comes back twice");
    return;
  }
  ++check->objects;
  if (status == NULL || strcmp(status, "NDIS_STATUS_SUCCESS") != 0) differ(check, name, "it was not terminated");
  if (!json_is_true(json_object_get(object, "freed"))) differ(check, name, "it is not freed");
  bool is_path = strcmp(layer, "path") == 0;
  if (json_is_object(returned) == is_path) differ(check, name, "a path hands nothing back, all others do");
  if (strcmp(layer, "tcp") == 0 && json_is_object(returned)) check_connection(check, name, block, returned);
  if (strcmp(layer, "neighbor") == 0 && json_is_object(returned)) check_neighbor(check, name, block, returned);
  json_object_del(check->given, name);
}

static void read_report(check_t *check, json_t *report) {
  size_t i, j;
  json_t *request, *object;
  json_array_foreach(json_object_get(report, "requests"), i, request) {
    const char *op = json_string_value(json_object_get(request, "op"));
    if (op == NULL || strcmp(op, "terminate") != 0) continue;
    json_array_foreach(json_object_get(request, "objects"), j, object) check_object(check, object);
  }
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: toe_returned SCENARIO.jsonl REPORT.json\n");
    return 2;
  }
  check_t check = {.given = json_object()};
  must(check.given != NULL);
  json_t *report = json_load_file(argv[2], 0, NULL);
  bool is_read = read_scenario(&check, argv[1]) && report != NULL;
  if (!is_read) {
    fprintf(stderr, "toe_returned: %s or %s cannot be read\n", argv[1], argv[2]);
  } else {
    read_report(&check, report);
    const char *name;
    json_t *block;
    json_object_foreach(check.given, name, block) differ(&check, name, "it never comes back");
    printf("%" PRIu64 " objects came back, %" PRIu64 " values compared, %" PRIu64 " differences\n", check.objects,
           check.values, check.differences);
  }
  json_decref(report);
  json_decref(check.given);
  return !is_read ? 3 : check.differences > 0 || check.objects == 0 ? 1 : 0;
}
