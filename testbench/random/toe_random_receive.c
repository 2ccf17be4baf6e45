/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_receive.h"

#include <inttypes.h>
#include <stdio.h>

#include "testbench/random/toe_random_draw.h"
#include "testbench/random/toe_random_net.h"
#include "testbench/random/toe_random_peer.h"

enum { LINE_CONNECTIONS = 6, SEGMENT = 1460, MUCH_BYTES = 12 * SEGMENT };

typedef toe_random_connection_t connection_t;

typedef struct receive {
  toe_random_peer_t peer;
  bool is_paused; /* initiates are held back until the resume */
} receive_t;

static uint32_t below(receive_t *receive, uint32_t bound) { return toe_random_below(&receive->peer.draw, bound); }
static bool one_in(receive_t *receive, uint32_t n) { return toe_random_one_in(&receive->peer.draw, n); }

static void begin(receive_t *receive, const char *op) { toe_random_peer_begin(&receive->peer, op); }

static const char *name_of(const receive_t *receive, uint32_t i) { return receive->peer.net.connection[i].name; }

/* ---- offloads */

static void print_tree(receive_t *receive, const uint32_t *chosen, uint32_t count) {
  begin(receive, "initiate");
  printf(",\"tree\":");
  toe_random_net_print_tree(&receive->peer.net, &receive->peer.draw, chosen, count);
  printf("}\n");
}

/* One that was offloaded some time, mostly one that still is; TOE_RANDOM_CONNECTIONS: none. */
static uint32_t pick(receive_t *receive) {
  for (uint32_t tries = 0; tries < TOE_RANDOM_CONNECTIONS; ++tries) {
    const uint32_t i = below(receive, receive->peer.net.connections);
    const connection_t *own = &receive->peer.net.connection[i];
    if (own->is_in || (own->is_mentioned && tries > TOE_RANDOM_CONNECTIONS / 2)) return i;
  }
  return TOE_RANDOM_CONNECTIONS;
}

static void print_terminate(receive_t *receive) {
  const uint32_t most = 1 + below(receive, 4);
  const uint32_t connections = receive->peer.net.connections;
  uint32_t count = 0;
  for (uint32_t i = 0, at = below(receive, connections); i < connections && count < most; ++i) {
    connection_t *own = &receive->peer.net.connection[(at + i) % connections];
    if (!own->is_in || one_in(receive, 2)) continue;
    if (count++ == 0) {
      begin(receive, "terminate");
      printf(",\"objects\":[");
    }
    printf("%s\"%s\"", count == 1 ? "" : ",", own->name);
    own->is_in = false;
  }
  if (count > 0) printf("]}\n");
}

/* ---- received data */

static void print_post(receive_t *receive, uint32_t i) {
  uint32_t bytes = one_in(receive, 8) ? 0 : one_in(receive, 3) ? 1 + below(receive, 70) : 1 + below(receive, 2000);
  if (one_in(receive, 20)) bytes = 1 + below(receive, 70000);
  begin(receive, "post_receive");
  printf(",\"tcp\":\"%s\",\"bytes\":%" PRIu32 ",\"push\":%s", name_of(receive, i), bytes,
         one_in(receive, 2) ? "true" : "false");
  if (bytes > 0 && one_in(receive, 5)) printf(",\"filled\":%" PRIu32, 1 + below(receive, bytes));
  printf("}\n");
}

static void print_policy(receive_t *receive, uint32_t i) {
  begin(receive, "receive_policy");
  printf(",\"tcp\":\"%s\"", name_of(receive, i));
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

/* ---- stories of a connection */

/* Nothing is taken of what is indicated. */
static void print_nothing(receive_t *receive, uint32_t i) {
  begin(receive, "receive_policy");
  printf(",\"tcp\":\"%s\",\"accept\":[0]}\n", name_of(receive, i));
}

/* So slow that each segment is acknowledged by the timer. */
static void print_quiet(receive_t *receive, uint32_t i) {
  connection_t *own = &receive->peer.net.connection[i];
  if (own->is_still || own->is_behind) return;
  print_nothing(receive, i);
  for (uint32_t n = 2 + below(receive, 4); n > 0; --n) {
    toe_random_peer_data(&receive->peer, i, own->sent, 1 + below(receive, 100));
    receive->peer.at_ns += 3000 + below(receive, 20000);
  }
}

/* More than the window holds, and nobody to read it; then the application asks for it, and the same comes again. */
static void print_full(receive_t *receive, uint32_t i) {
  const connection_t *own = &receive->peer.net.connection[i];
  if (own->is_still || own->is_behind) return;
  if (one_in(receive, 2)) print_nothing(receive, i);
  toe_random_peer_clean(&receive->peer, i);
  for (uint32_t n = 1 + below(receive, 2); n > 0; --n) {
    begin(receive, "post_receive");
    printf(",\"tcp\":\"%s\",\"bytes\":%" PRIu32 ",\"push\":true}\n", own->name, 1 + below(receive, 8000));
  }
  receive->peer.at_ns += 2000 + below(receive, 20000);
  toe_random_peer_again(&receive->peer, i);
}

/* The peer sends what may be missing of the last bytes, and FIN; then the connection may come back, and go out again.
 */
static void print_close(receive_t *receive, uint32_t i) {
  connection_t *own = &receive->peer.net.connection[i];
  if (own->is_still || own->is_behind) return;
  if (own->fin == UINT32_MAX) toe_random_peer_finish(&receive->peer, i, 0);
  if (own->is_clean) {
    toe_random_peer_data(&receive->peer, i, own->fin, 0);
  } else {
    const uint32_t back = one_in(receive, 2) ? SEGMENT : MUCH_BYTES;
    for (uint32_t at = own->fin > back ? own->fin - back : 0; at <= own->fin; at += SEGMENT)
      toe_random_peer_data(&receive->peer, i, at, SEGMENT);
  }
  if (!own->is_in || own->is_dead || own->is_once || one_in(receive, 2)) return;
  receive->peer.at_ns += 3000 + below(receive, 20000);
  begin(receive, "terminate");
  printf(",\"objects\":[\"%s\"]}\n", own->name);
  own->is_in = false;
  if (one_in(receive, 2)) print_tree(receive, &i, 1);
}

/* Up to so many connections of one path that are not in; mostly they are when it goes on. */
static void print_initiate(receive_t *receive) {
  const uint32_t connections = receive->peer.net.connections;
  uint32_t chosen[LINE_CONNECTIONS], count = 0, most = 1 + below(receive, LINE_CONNECTIONS);
  for (uint32_t tries = 0; tries < connections && count < most; ++tries) {
    const uint32_t i = below(receive, connections);
    const connection_t *own = &receive->peer.net.connection[i];
    bool is_out = own->is_in || own->is_dead || (own->is_once && own->is_mentioned);
    is_out = is_out || (count > 0 && toe_random_net_path(i) != toe_random_net_path(chosen[0]));
    for (uint32_t k = 0; k < count; ++k) is_out = is_out || chosen[k] == i;
    if (!is_out) chosen[count++] = i;
  }
  if (count == 0) return;
  print_tree(receive, chosen, count);
  if (one_in(receive, 4)) return;
  receive->peer.at_ns += 8000 + below(receive, 30000);
  if (one_in(receive, 3)) print_quiet(receive, chosen[0]);
  if (one_in(receive, 3)) print_full(receive, chosen[0]);
}

/* Nothing that is delivered or handed back changes RcvNxt. */
static void print_expect(receive_t *receive, uint32_t i) {
  if (receive->peer.net.connection[i].sent > 0 || receive->peer.net.connection[i].fin != UINT32_MAX) return;
  receive->peer.net.connection[i].is_still = true;
  begin(receive, "expect");
  printf(",\"tcp\":\"%s\",\"expect\":{\"rcv_nxt\":%" PRIu32 "}}\n", name_of(receive, i),
         receive->peer.net.connection[i].rcv_nxt);
}

static void print_request(receive_t *receive, uint32_t i) {
  static const char *const kReasons[] = {"LowActivity", "HighDropRate", "ReceivedUrgentData", "HardwareFailure"};
  begin(receive, "upload_request");
  printf(",\"tcp\":\"%s\",\"reason\":\"%s\"}\n", name_of(receive, i), TOE_RANDOM_OF(&receive->peer.draw, kReasons));
}

/* PAUSE and RESUME in turn, or a reset. */
static void print_pause(receive_t *receive) {
  const bool is_reset = one_in(receive, 4);
  begin(receive, is_reset ? "reset" : receive->is_paused ? "resume" : "pause");
  printf("}\n");
  if (!is_reset) receive->is_paused = !receive->is_paused;
}

/* Memory for received data becomes short, or is there again. */
static void print_room(receive_t *receive) {
  const uint32_t bytes = one_in(receive, 2) ? 8388608 : 64 * below(receive, 64);
  begin(receive, "set");
  printf(",\"key\":\"rcv_data.bytes\",\"value\":%" PRIu32 "}\n", bytes);
}

static void print_one(receive_t *receive) {
  const uint32_t dice = below(receive, 100), i = pick(receive);
  const bool is_out = i == TOE_RANDOM_CONNECTIONS || (!receive->peer.net.connection[i].is_in && one_in(receive, 2));
  if (is_out || dice < 11) {
    print_initiate(receive);
  } else if (dice < 31) {
    toe_random_peer_flight(&receive->peer, i);
  } else if (dice < 33) {
    print_quiet(receive, i);
  } else if (dice < 37) {
    print_full(receive, i);
  } else if (dice < 41) {
    print_close(receive, i);
  } else if (dice < 44) {
    toe_random_peer_odd(&receive->peer, i);
  } else if (dice < 46) {
    toe_random_peer_stray(&receive->peer);
  } else if (dice < 48 || (receive->is_paused && dice < 53)) {
    print_pause(receive);
  } else if (dice < 72) {
    print_post(receive, i);
  } else if (dice < 84) {
    print_policy(receive, i);
  } else if (dice < 86) {
    print_expect(receive, i);
  } else if (dice < 88) {
    print_request(receive, i);
  } else if (dice < 90) {
    print_room(receive);
  } else {
    print_terminate(receive);
  }
}

static void print_end(receive_t *receive) {
  receive->peer.at_ns += 1000000;
  if (receive->is_paused) {
    begin(receive, "resume");
    printf("}\n");
  }
  for (uint32_t i = 0; i < TOE_RANDOM_CONNECTIONS; ++i) {
    if (!receive->peer.net.connection[i].is_mentioned) continue;
    begin(receive, "receive_policy");
    printf(",\"tcp\":\"%s\",\"hold\":false}\n", name_of(receive, i));
  }
  receive->peer.at_ns += 100000;
  const char *comma = "";
  for (uint32_t i = 0; i < TOE_RANDOM_NEIGHBORS; ++i) {
    if (!receive->peer.net.has_neighbor[i]) continue;
    if (*comma == '\0') {
      begin(receive, "terminate");
      printf(",\"objects\":[");
    }
    printf("%s\"n%" PRIu32 "\"", comma, i);
    comma = ",";
  }
  if (*comma != '\0') printf("]}\n");
}

void toe_random_receive_print(uint64_t seed, uint32_t operations, bool has_forwards) {
  receive_t receive = {.peer = {.draw = {seed}, .has_forwards = has_forwards}};
  toe_random_net_init(&receive.peer.net, &receive.peer.draw);
  for (uint32_t n = 0; n + 1 < operations; ++n) {
    receive.peer.at_ns += one_in(&receive, 5) ? 2000 + below(&receive, 30000) : below(&receive, 400);
    if (one_in(&receive, 200)) receive.peer.at_ns += 600000; /* push timers end */
    print_one(&receive);
  }
  print_end(&receive);
}
