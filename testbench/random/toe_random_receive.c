/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_receive.h"

#include <inttypes.h>
#include <stdio.h>

#include "testbench/random/toe_random_draw.h"

enum { CONNECTIONS = 40, PATHS = 3, LINE_CONNECTIONS = 6 };

typedef struct connection {
  bool is_mentioned, is_in;
  uint32_t rcv_nxt;
} connection_t;

typedef struct receive {
  toe_random_draw_t draw;
  uint64_t at_ns;
  uint32_t lines;
  bool has_neighbor, has_path[PATHS];
  connection_t connections[CONNECTIONS];
} receive_t;

static uint32_t below(receive_t *receive, uint32_t bound) { return toe_random_below(&receive->draw, bound); }
static bool one_in(receive_t *receive, uint32_t n) { return toe_random_one_in(&receive->draw, n); }

static void begin(receive_t *receive, const char *op) {
  printf("{\"op\":\"%s\",\"at_ns\":%" PRIu64 ",\"id\":\"r%" PRIu32 "\"", op, receive->at_ns, ++receive->lines);
}

/* ---- offloads */

static uint32_t draw_buffered(receive_t *receive) {
  static const uint32_t kEdges[] = {0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 4095, 4096, 4097};
  if (one_in(receive, 3)) return TOE_RANDOM_OF(&receive->draw, kEdges);
  if (one_in(receive, 12)) return 1 + below(receive, 60000);
  return 1 + below(receive, 1500);
}

static void print_connection(receive_t *receive, uint32_t i) {
  connection_t *own = &receive->connections[i];
  printf("{\"tcp\":\"t%" PRIu32 "\"", i);
  if (!own->is_mentioned) {
    static const char *const kStates[] = {"ESTABLISHED", "ESTABLISHED", "FIN_WAIT1", "CLOSE_WAIT", "CLOSING"};
    const uint32_t buffered = draw_buffered(receive), initial = 1 + below(receive, 65535);
    own->rcv_nxt = one_in(receive, 4) ? below(receive, 70000) : (uint32_t)toe_random_draw(&receive->draw);
    printf(",\"local_port\":%" PRIu32 ",\"remote_port\":80,\"state\":\"%s\",\"rcv_nxt\":%" PRIu32
           ",\"initial_rcv_wnd\":%" PRIu32 ",\"rcv_wnd\":%" PRIu32,
           1024 + i, TOE_RANDOM_OF(&receive->draw, kStates), own->rcv_nxt, initial, below(receive, 2 * initial));
    if (buffered > 0) printf(",\"buffered\":{\"bytes\":%" PRIu32 "}", buffered);
  }
  own->is_mentioned = own->is_in = true;
  printf("}");
}

/* Up to so many connections of one path that are not in. */
static void print_initiate(receive_t *receive) {
  uint32_t chosen[LINE_CONNECTIONS], count = 0, path = below(receive, PATHS),
                                     most = 1 + below(receive, LINE_CONNECTIONS);
  for (uint32_t tries = 0; tries < CONNECTIONS && count < most; ++tries) {
    uint32_t i = below(receive, CONNECTIONS);
    bool is_chosen = receive->connections[i].is_in || i % PATHS != path;
    for (uint32_t k = 0; k < count; ++k) is_chosen = is_chosen || chosen[k] == i;
    if (!is_chosen) chosen[count++] = i;
  }
  if (count == 0) return;
  begin(receive, "initiate");
  printf(",\"tree\":[{\"neighbor\":\"n0\"%s,\"paths\":[{\"path\":\"p%" PRIu32 "\"",
         receive->has_neighbor ? "" : ",\"dst_mac\":\"02:00:00:00:00:01\"", path);
  if (!receive->has_path[path]) printf(",\"src_ip\":\"10.0.0.1\",\"dst_ip\":\"10.0.1.%" PRIu32 "\"", 1 + path);
  receive->has_neighbor = receive->has_path[path] = true;
  for (uint32_t k = 0; k < count; ++k) {
    printf(k == 0 ? ",\"tcp\":[" : ",");
    print_connection(receive, chosen[k]);
  }
  printf("]}]}]}\n");
}

/* One that was offloaded some time, mostly one that still is; CONNECTIONS: none. */
static uint32_t pick(receive_t *receive) {
  for (uint32_t tries = 0; tries < CONNECTIONS; ++tries) {
    const uint32_t i = below(receive, CONNECTIONS);
    if (receive->connections[i].is_in || (receive->connections[i].is_mentioned && tries > CONNECTIONS / 2)) return i;
  }
  return CONNECTIONS;
}

static void print_terminate(receive_t *receive) {
  const uint32_t most = 1 + below(receive, 4);
  uint32_t count = 0;
  for (uint32_t i = 0, at = below(receive, CONNECTIONS); i < CONNECTIONS && count < most; ++i) {
    connection_t *own = &receive->connections[(at + i) % CONNECTIONS];
    if (!own->is_in || one_in(receive, 2)) continue;
    if (count++ == 0) {
      begin(receive, "terminate");
      printf(",\"objects\":[");
    }
    printf("%s\"t%" PRIu32 "\"", count == 1 ? "" : ",", (at + i) % CONNECTIONS);
    own->is_in = false;
  }
  if (count > 0) printf("]}\n");
}

/* ---- received data */

static void print_post(receive_t *receive, uint32_t i) {
  uint32_t bytes = one_in(receive, 8) ? 0 : one_in(receive, 3) ? 1 + below(receive, 70) : 1 + below(receive, 2000);
  if (one_in(receive, 20)) bytes = 1 + below(receive, 70000);
  begin(receive, "post_receive");
  printf(",\"tcp\":\"t%" PRIu32 "\",\"bytes\":%" PRIu32 ",\"push\":%s", i, bytes,
         one_in(receive, 2) ? "true" : "false");
  if (bytes > 0 && one_in(receive, 5)) printf(",\"filled\":%" PRIu32, 1 + below(receive, bytes));
  printf("}\n");
}

static void print_policy(receive_t *receive, uint32_t i) {
  begin(receive, "receive_policy");
  printf(",\"tcp\":\"t%" PRIu32 "\"", i);
  const bool has_hold = one_in(receive, 2);
  if (has_hold) printf(",\"hold\":%s", one_in(receive, 3) ? "true" : "false");
  if (!has_hold || one_in(receive, 2)) {
    const uint32_t count = 1 + below(receive, 4);
    printf(",\"accept\":[");
    for (uint32_t k = 0; k < count; ++k) {
      const char *comma = k == 0 ? "" : ",";
      if (one_in(receive, 3)) {
        printf("%s\"all\"", comma);
      } else {
        printf("%s%" PRIu32, comma, one_in(receive, 3) ? 0 : below(receive, 700));
      }
    }
    printf("]");
  }
  printf("}\n");
}

/* Nothing that is delivered or handed back changes RcvNxt. */
static void print_expect(receive_t *receive, uint32_t i) {
  begin(receive, "expect");
  printf(",\"tcp\":\"t%" PRIu32 "\",\"expect\":{\"rcv_nxt\":%" PRIu32 "}}\n", i, receive->connections[i].rcv_nxt);
}

static void print_request(receive_t *receive, uint32_t i) {
  static const char *const kReasons[] = {"LowActivity", "HighDropRate", "ReceivedUrgentData", "HardwareFailure"};
  begin(receive, "upload_request");
  printf(",\"tcp\":\"t%" PRIu32 "\",\"reason\":\"%s\"}\n", i, TOE_RANDOM_OF(&receive->draw, kReasons));
}

void toe_random_receive_print(uint64_t seed, uint32_t operations) {
  receive_t receive = {.draw = {seed}};
  for (uint32_t n = 0; n + 1 < operations; ++n) {
    receive.at_ns += one_in(&receive, 5) ? 2000 + below(&receive, 30000) : below(&receive, 400);
    if (one_in(&receive, 200)) receive.at_ns += 600000; /* push timers end */
    const uint32_t dice = below(&receive, 100), i = pick(&receive);
    if (i == CONNECTIONS || dice < 15) {
      print_initiate(&receive);
    } else if (dice < 65) {
      print_post(&receive, i);
    } else if (dice < 85) {
      print_policy(&receive, i);
    } else if (dice < 89) {
      print_expect(&receive, i);
    } else if (dice < 91) {
      print_request(&receive, i);
    } else {
      print_terminate(&receive);
    }
  }
  receive.at_ns += 1000000;
  for (uint32_t i = 0; i < CONNECTIONS; ++i) {
    if (!receive.connections[i].is_mentioned) continue;
    begin(&receive, "receive_policy");
    printf(",\"tcp\":\"t%" PRIu32 "\",\"hold\":false}\n", i);
  }
  receive.at_ns += 100000;
  if (!receive.has_neighbor) return;
  begin(&receive, "terminate");
  printf(",\"objects\":[\"n0\"]}\n");
}
