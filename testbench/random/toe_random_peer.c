/* SPDX-License-Identifier: Apache-2.0 */
#include "testbench/random/toe_random_peer.h"

#include <inttypes.h>
#include <stdio.h>

#include "testbench/random/toe_random_stray.h"

/* Payload: the wire brings at most FRAME_LONGEST, the host at most LONGEST, of which it makes several pieces. */
enum { PIECES = 12, FRAME_LONGEST = 9000, LONGEST = 20000 };

typedef toe_random_connection_t connection_t;

static uint32_t below(toe_random_peer_t *peer, uint32_t bound) { return toe_random_below(&peer->draw, bound); }
static bool one_in(toe_random_peer_t *peer, uint32_t n) { return toe_random_one_in(&peer->draw, n); }

void toe_random_peer_begin(toe_random_peer_t *peer, const char *op) {
  printf("{\"op\":\"%s\",\"at_ns\":%" PRIu64 ",\"id\":\"r%" PRIu32 "\"", op, peer->at_ns, ++peer->lines);
}

/* With IP options or in fragments a segment is passed up, and the host brings it; or some fragment never comes. */
static void print_detour(toe_random_peer_t *peer, uint32_t bytes) {
  if (one_in(peer, 20)) {
    printf(",\"ip_options\":true");
  } else if (bytes > 64 && one_in(peer, 12)) {
    const uint32_t count = 2 + below(peer, 3), first = below(peer, count);
    printf(",\"fragments\":%" PRIu32, count);
    if (one_in(peer, 2)) return;
    printf(",\"fragment_order\":[");
    const uint32_t left_out = one_in(peer, 4) ? 1 : 0;
    for (uint32_t i = left_out; i < count; ++i) printf("%s%" PRIu32, i == left_out ? "" : ",", (first + i) % count);
    printf("]");
  }
}

/* From the wire; or the host got it, put together of fragments or from elsewhere, and brings it. */
static void print_segment(toe_random_peer_t *peer, uint32_t i, uint32_t at, uint32_t bytes, const char *flags) {
  const connection_t *own = &peer->net.connection[i];
  const bool is_forwarded = peer->has_forwards && (bytes > FRAME_LONGEST || one_in(peer, 4));
  toe_random_peer_begin(peer, is_forwarded ? "forward" : "segment");
  printf(",\"tcp\":\"%s\",\"seq\":%" PRIu32 ",\"bytes\":%" PRIu32 ",\"flags\":\"%s\"", own->name, own->rcv_nxt + at,
         bytes, flags);
  if (!is_forwarded && !own->is_clean && one_in(peer, 30)) printf(",\"bad_checksum\":true");
  const bool is_whole = is_forwarded || own->is_clean || peer->net.is_ipv6[toe_random_net_path(i)];
  if (peer->has_forwards && !is_whole) print_detour(peer, bytes);
  printf("}\n");
  if (one_in(peer, 4)) peer->at_ns += below(peer, one_in(peer, 4) ? 40000 : 3000);
}

/* It has little more to say: another one comes up beside it. */
static void add_another(toe_random_peer_t *peer) {
  if (peer->net.connections < TOE_RANDOM_CONNECTIONS) ++peer->net.connections;
}

/* FIN is behind all that was sent, or behind `end`. */
void toe_random_peer_finish(toe_random_peer_t *peer, uint32_t i, uint32_t end) {
  connection_t *own = &peer->net.connection[i];
  own->fin = end > own->sent ? end : own->sent;
  add_another(peer);
}

/* Bytes of the stream, and FIN if they end it. */
void toe_random_peer_data(toe_random_peer_t *peer, uint32_t i, uint32_t at, uint32_t bytes) {
  connection_t *own = &peer->net.connection[i];
  if (at >= own->fin) at = own->fin;
  if (bytes > own->fin - at) bytes = own->fin - at;
  if (own->fin == UINT32_MAX && one_in(peer, 60)) toe_random_peer_finish(peer, i, at + bytes);
  if (at + bytes > own->sent) own->sent = at + bytes;
  const bool has_fin = at + bytes == own->fin, is_pushed = one_in(peer, 3);
  print_segment(peer, i, at, bytes, has_fin ? (is_pushed ? "AFP" : "AF") : is_pushed ? "AP" : "A");
}

static uint32_t draw_piece(toe_random_peer_t *peer) {
  static const uint32_t kEdges[] = {1, 31, 32, 33, 63, 64, 65, 128, 536, 1459, 1460};
  if (one_in(peer, 80)) return 1 + below(peer, FRAME_LONGEST);
  if (peer->has_forwards && one_in(peer, 80)) return FRAME_LONGEST + 1 + below(peer, LONGEST - FRAME_LONGEST);
  return one_in(peer, 3) ? TOE_RANDOM_OF(&peer->draw, kEdges) : 1 + below(peer, 1460);
}

/* The last flight once more, piece by piece. */
void toe_random_peer_again(toe_random_peer_t *peer, uint32_t i) {
  const connection_t own = peer->net.connection[i];
  for (uint32_t k = 0; k < own.steps; ++k) toe_random_peer_data(peer, i, own.from + k * own.step, own.step);
}

/* New bytes of a connection of which nothing is lost, in pieces alike; mostly the last ones again if there was no room.
 */
void toe_random_peer_clean(toe_random_peer_t *peer, uint32_t i) {
  connection_t *own = &peer->net.connection[i];
  if (own->steps > 0 && one_in(peer, 3)) {
    toe_random_peer_again(peer, i);
    return;
  }
  own->from = own->sent;
  own->step = draw_piece(peer);
  own->steps = 1 + below(peer, 4);
  toe_random_peer_again(peer, i);
}

/* New bytes, some of them lost; or what was sent, from some place on, in pieces of other sizes. */
static void print_lossy_flight(toe_random_peer_t *peer, uint32_t i) {
  connection_t *own = &peer->net.connection[i];
  const bool is_again = one_in(peer, 3);
  uint32_t at = !is_again ? own->sent : one_in(peer, 2) ? 0 : below(peer, own->sent + 1);
  if (one_in(peer, 12)) at += below(peer, 2000); /* a gap, or beyond the window */
  for (uint32_t n = is_again ? PIECES : 1 + below(peer, 5); n > 0; --n) {
    uint32_t bytes = draw_piece(peer);
    if (!is_again && one_in(peer, 10)) {
      own->sent = at + bytes < own->fin ? at + bytes : own->fin; /* lost */
    } else if (one_in(peer, 8)) {                                /* the second half before the first */
      const uint32_t half = 1 + below(peer, bytes);
      toe_random_peer_data(peer, i, at + half, bytes - half + 1);
      toe_random_peer_data(peer, i, at, half);
      ++bytes;
    } else {
      toe_random_peer_data(peer, i, at, bytes);
    }
    if (one_in(peer, 12)) toe_random_peer_data(peer, i, at, bytes); /* twice */
    at += one_in(peer, 10) ? bytes / 2 : bytes;
    if (is_again && at >= own->sent) break;
  }
}

void toe_random_peer_flight(toe_random_peer_t *peer, uint32_t i) {
  const connection_t *own = &peer->net.connection[i];
  if (own->is_still || (own->is_behind && !one_in(peer, 4))) return;
  if (own->is_clean) {
    toe_random_peer_clean(peer, i);
  } else {
    print_lossy_flight(peer, i);
  }
}

void toe_random_peer_odd(toe_random_peer_t *peer, uint32_t i) {
  static const char *const kFlags[] = {"S", "A", "AU", "AU", "P", "AECP", "AS"};
  connection_t *own = &peer->net.connection[i];
  if (own->is_still) return;
  if (one_in(peer, 4)) {
    own->is_dead = true;
    add_another(peer);
    print_segment(peer, i, one_in(peer, 2) ? own->sent : below(peer, own->sent + 2), 0, "R");
    return;
  }
  const char *flags = TOE_RANDOM_OF(&peer->draw, kFlags);
  const uint32_t at = one_in(peer, 2) ? own->sent : below(peer, own->sent + 100) - (one_in(peer, 8) ? 200 : 0);
  const bool has_bytes = flags[1] == 'U' && at <= own->sent && one_in(peer, 2);
  uint32_t bytes = has_bytes ? draw_piece(peer) : 0;
  if (has_bytes && bytes > own->fin - at) bytes = own->fin - at;
  if (has_bytes && at + bytes > own->sent) own->sent = at + bytes;
  print_segment(peer, i, at, bytes, flags);
}

void toe_random_peer_stray(toe_random_peer_t *peer) {
  toe_random_peer_begin(peer, "segment");
  printf(",\"frame_hex\":\"");
  toe_random_stray_print(&peer->draw);
  printf("\"}\n");
}
