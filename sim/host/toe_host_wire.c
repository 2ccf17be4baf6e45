/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_host_wire.c - see toe_host_internal.h: what the host sees of the wire of its device.
 *
 * Connections are found by addresses and ports, whatever VLAN a frame has: two that differ in that alone both learn.
 *
 * A frame begins to be sent, and is judged when it has come in and its turn is there.  A connection may be asked for
 * and offloaded in between, so the last frames are remembered, and one that was offloaded learns them too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host/toe_host_internal.h"
#include "sim/host/toe_setting.h"

enum {
  KEY_BYTES = 36,
  BUCKETS = 1 << 14,
  RECENT = 1024, /* more than the frame memory and a busy wire hold */
  FIN = 1,
  MACS = 8 /* that the interface may have, while it is being changed */
};

typedef struct entry {
  struct entry *next;
  uint8_t key[KEY_BYTES]; /* the host's address, the peer's, their ports */
  uint64_t number;        /* of the connection */
} entry_t;

/* Payload of a frame that was sent lately. */
typedef struct recent {
  uint8_t key[KEY_BYTES];
  uint32_t bucket, seq, bytes, capacity;
  bool has_fin;
  uint8_t *data;
} recent_t;

/* The last acknowledgment of a connection that was terminated, which has not come yet. */
typedef struct owed {
  struct owed *next;
  uint8_t key[KEY_BYTES];
  uint64_t number; /* of the connection */
  uint32_t ack, seen;
} owed_t;

struct toe_host_wire {
  owed_t *owed; /* the last first */
  entry_t *buckets[BUCKETS];
  uint64_t count;          /* objects that were looked at: all up to this number */
  recent_t recent[RECENT]; /* a ring */
  uint64_t frames;         /* ever put there */
};

/* What a frame says. */
typedef struct segment {
  uint8_t key[KEY_BYTES];
  uint32_t seq, ack;
  uint8_t flags;
  const uint8_t *payload;
  uint32_t bytes;
} segment_t;

static uint32_t get16(const uint8_t *p) { return (uint32_t)p[0] << 8 | p[1]; }
static uint32_t get32(const uint8_t *p) { return get16(p) << 16 | get16(p + 2); }

static void make_key(uint8_t *key, const uint8_t *local, const uint8_t *remote, uint32_t bytes, uint32_t local_port,
                     uint32_t remote_port) {
  memset(key, 0, KEY_BYTES);
  memcpy(key, local, bytes);
  memcpy(key + 16, remote, bytes);
  for (int i = 0; i < 2; ++i) {
    key[32 + i] = (uint8_t)(local_port >> (8 - 8 * i));
    key[34 + i] = (uint8_t)(remote_port >> (8 - 8 * i));
  }
}

/* false: no whole TCP segment with a right checksum, or one that the device does not process.  is_in: the peer sent it
 */
static bool parse(const uint8_t *data, uint32_t bytes, bool is_in, segment_t *segment_out) {
  toe_datagram_t datagram;
  if (!toe_datagram_parse(data, bytes, &datagram) || datagram.is_fragment || datagram.has_options) return false;
  if (!toe_datagram_is_tcp(&datagram)) return false;
  const uint8_t *tcp = datagram.payload;
  const uint32_t header = 4u * (tcp[12] >> 4);
  make_key(segment_out->key, is_in ? datagram.destination : datagram.source,
           is_in ? datagram.source : datagram.destination, datagram.address_bytes, get16(tcp + (is_in ? 2 : 0)),
           get16(tcp + (is_in ? 0 : 2)));
  segment_out->seq = get32(tcp + 4);
  segment_out->ack = get32(tcp + 8);
  segment_out->flags = tcp[13];
  segment_out->payload = tcp + header;
  segment_out->bytes = datagram.bytes - header;
  return true;
}

static uint32_t bucket_of(const uint8_t *key) {
  uint32_t hash = 2166136261u; /* FNV-1a */
  for (int i = 0; i < KEY_BYTES; ++i) hash = (hash ^ key[i]) * 16777619u;
  return (hash ^ hash >> 16) % BUCKETS;
}

/* Enter the connections that were mentioned since the last time. */
static bool look_around(toe_host_t *host) {
  if (host->wire == NULL) host->wire = calloc(1, sizeof *host->wire);
  if (host->wire == NULL) return false;
  while (host->wire->count < toe_objects_last(host->objects)) {
    const toe_object_t *object = toe_objects_get(host->objects, ++host->wire->count);
    const toe_object_t *path = object == NULL || object->layer != TOE_LAYER_TCP ? NULL : object->above;
    if (path == NULL || !object->has_state || !path->has_state) continue;
    entry_t *entry = malloc(sizeof *entry);
    if (entry == NULL) return false;
    const toe_op_state_t *state = &path->state;
    make_key(entry->key, state->src_ip, state->dst_ip, state->family == 6 ? 16 : 4, object->state.local_port,
             object->state.remote_port);
    entry->number = object->number;
    entry_t **bucket = &host->wire->buckets[bucket_of(entry->key)];
    entry->next = *bucket;
    *bucket = entry;
  }
  return true;
}

/* The next connection of that key behind `after` (NULL: the first) that is offloaded or on its way; NULL: none. */
static toe_object_t *next_of(toe_host_t *host, const uint8_t *key, const entry_t **after) {
  const entry_t *entry = *after == NULL ? host->wire->buckets[bucket_of(key)] : (*after)->next;
  for (; entry != NULL; entry = entry->next) {
    if (memcmp(entry->key, key, KEY_BYTES) != 0) continue;
    toe_object_t *object = toe_objects_get(host->objects, entry->number);
    if (object == NULL || (!object->is_offloaded && !object->is_in_transit)) continue;
    *after = entry;
    return object;
  }
  return NULL;
}

static void fail(toe_host_t *host) {
  host->failure = TOE_E_MEMORY;
  toe_error_set(&host->failure_text, "a frame: %s", toe_result_text(TOE_E_MEMORY));
}

static bool remember(struct toe_host_wire *wire, const segment_t *segment) {
  recent_t *recent = &wire->recent[wire->frames % RECENT];
  if (segment->bytes > recent->capacity) {
    uint8_t *data = realloc(recent->data, segment->bytes);
    if (data == NULL) return false;
    recent->data = data;
    recent->capacity = segment->bytes;
  }
  memcpy(recent->key, segment->key, KEY_BYTES);
  memcpy(recent->data, segment->payload, segment->bytes);
  recent->bucket = bucket_of(segment->key);
  recent->seq = segment->seq;
  recent->bytes = segment->bytes;
  recent->has_fin = (segment->flags & FIN) != 0;
  ++wire->frames;
  return true;
}

toe_result_t toe_host_wire_begin(toe_host_t *host, toe_object_t *object) {
  const struct toe_host_wire *wire = host->wire;
  const toe_object_t *path = object->above;
  if (wire == NULL || wire->frames == 0 || path == NULL || !object->has_state || !path->has_state) return TOE_OK;
  uint8_t key[KEY_BYTES];
  make_key(key, path->state.src_ip, path->state.dst_ip, path->state.family == 6 ? 16 : 4, object->state.local_port,
           object->state.remote_port);
  const uint32_t bucket = bucket_of(key);
  for (uint64_t i = wire->frames < RECENT ? 0 : wire->frames - RECENT; i < wire->frames; ++i) {
    const recent_t *recent = &wire->recent[i % RECENT];
    if (recent->bucket != bucket || memcmp(recent->key, key, KEY_BYTES) != 0) continue;
    if (recent->bytes == 0) continue;
    if ((int32_t)(recent->seq + recent->bytes - object->state.rcv_nxt) <= 0) continue; /* the host had it */
    const toe_result_t result = toe_host_receive_expect(object, recent->seq, recent->data, recent->bytes);
    if (result != TOE_OK) return result;
  }
  return TOE_OK;
}

void toe_host_frame_in(toe_host_t *host, const uint8_t *data, uint32_t bytes) {
  segment_t segment;
  if (!parse(data, bytes, true, &segment) || (segment.bytes == 0 && (segment.flags & FIN) == 0)) return;
  const entry_t *entry = NULL;
  bool is_good = look_around(host) && remember(host->wire, &segment);
  for (toe_object_t *object; is_good && (object = next_of(host, segment.key, &entry)) != NULL;) {
    toe_peer_sent(&object->peer, segment.seq + segment.bytes + ((segment.flags & FIN) != 0));
    if (segment.bytes == 0) continue;
    is_good = toe_host_receive_expect(object, segment.seq, segment.payload, segment.bytes) == TOE_OK;
  }
  if (!is_good && host->failure == TOE_OK) fail(host);
}

/* Whether somebody has sent what a frame acknowledges to `object`: to it, or to another of the same addresses and
 * ports, or in a frame that began before it was asked for. */
static bool was_sent(toe_host_t *host, const toe_object_t *object, const uint8_t *key, uint32_t ack) {
  const struct toe_host_wire *wire = host->wire;
  if ((int32_t)(ack - object->peer.sent) <= 0) return true;
  const uint32_t bucket = bucket_of(key);
  for (const entry_t *entry = wire->buckets[bucket]; entry != NULL; entry = entry->next) {
    if (memcmp(entry->key, key, KEY_BYTES) != 0) continue;
    const toe_object_t *other = toe_objects_get(host->objects, entry->number);
    if (other != NULL && other->has_wire_nxt && (int32_t)(ack - other->wire_nxt) <= 0) return true;
  }
  for (uint64_t i = wire->frames < RECENT ? 0 : wire->frames - RECENT; i < wire->frames; ++i) {
    const recent_t *recent = &wire->recent[i % RECENT];
    if (recent->bucket != bucket || memcmp(recent->key, key, KEY_BYTES) != 0) continue;
    if ((int32_t)(ack - (recent->seq + recent->bytes + recent->has_fin)) <= 0) return true;
  }
  return false;
}

/* Bytes of a connection that may have been delivered: those that were, and what is posted has room for. */
static uint64_t consumed_of(const toe_object_t *object) {
  if (!object->is_offloaded && !object->is_in_transit) return UINT32_MAX; /* it has gone, and its books with it */
  if (!object->is_offloaded || object->receiver == NULL) return 0;
  uint64_t bytes = object->receiver->delivered_all;
  const toe_receiver_post_t *post = object->receiver->posts;
  for (; post != NULL; post = post->next) bytes += post->op->rcv_bytes - post->op->rcv_filled;
  return bytes;
}

/* The MAC addresses that the interface may have now; how many. */
static uint32_t macs_of(const toe_host_t *host, uint8_t macs_out[MACS][6]) {
  uint32_t count = 1;
  memcpy(macs_out[0], host->device_mac, 6);
  for (const toe_job_t *job = host->flying.head; job != NULL && count < MACS; job = job->next) {
    if (job->op->kind != TOE_OP_SET || job->setting != TOE_SETTING_INTERFACE_MAC) continue;
    for (int i = 0; i < 6; ++i) macs_out[count][i] = (uint8_t)(job->value >> (8 * i));
    ++count;
  }
  return count;
}

/* Bits of what the target makes its frames of were turned over, and may be wrong behind the correction. */
static bool is_flipped(const toe_object_t *tcp, const toe_object_t *path, const toe_object_t *neighbor) {
  enum { UNSEEN = 3 }; /* of one word */
  return tcp->flips >= UNSEEN || path->flips >= UNSEEN || neighbor->flips >= UNSEEN;
}

/* What an object depends on, or is going to. */
static const toe_object_t *below_of(const toe_object_t *object) {
  return object->parent != NULL ? object->parent : object->above;
}

/* Hold a frame against a connection with its addresses and ports; NULL: it is one of it. */
static const char *check_frame(toe_host_t *host, toe_object_t *object, const uint8_t *key,
                               const toe_peer_frame_t *frame, char *text_out) {
  const toe_object_t *path = below_of(object), *neighbor = path == NULL ? NULL : below_of(path);
  if (neighbor == NULL || !path->has_state || !neighbor->has_state) return NULL;
  if (is_flipped(object, path, neighbor)) return NULL;
  uint8_t macs[MACS][6];
  const toe_peer_view_t view = {.tcp = &object->state,
                                .path = &path->state,
                                .neighbor = &neighbor->state,
                                .mac_count = macs_of(host, macs),
                                .macs = (const uint8_t(*)[6])macs,
                                .number = host->sent_frames - 1,
                                .consumed = consumed_of(object),
                                .is_sent = was_sent(host, object, key, frame->ack)};
  return toe_peer_check(&object->peer, frame, &view, text_out);
}

static void tell_wire(toe_host_t *host, const char *name, bool is_frame, const char *rule, const char *what) {
  char text[TOE_PEER_TEXT_BYTES + 160];
  snprintf(text, sizeof text, "%.120s: %s%s", name, is_frame ? "a frame to its peer: " : "", what);
  toe_host_broken(host, rule, text);
}

/* A frame may still be on the wire when the terminate of its connection is completed [R168].  true: of such a one */
static bool is_late(toe_host_t *host, const uint8_t *key, const toe_peer_frame_t *frame) {
  char text[TOE_PEER_TEXT_BYTES];
  for (const entry_t *entry = host->wire->buckets[bucket_of(key)]; entry != NULL; entry = entry->next) {
    if (memcmp(entry->key, key, KEY_BYTES) != 0) continue;
    toe_object_t *object = toe_objects_get(host->objects, entry->number);
    if (object == NULL) return true; /* it was forgotten, too */
    if (object->is_offloaded || object->is_in_transit || !object->has_returned) continue;
    if (check_frame(host, object, key, frame, text) != NULL) continue;
    toe_peer_take(&object->peer, frame, &object->state);
    return true;
  }
  return false;
}

/* That acknowledgment has come, whichever connection of these addresses and ports it is of. */
static void settle_owed(struct toe_host_wire *wire, const uint8_t *key, uint32_t ack) {
  for (owed_t **place = &wire->owed; *place != NULL;) {
    owed_t *owed = *place;
    if (owed->ack != ack || memcmp(owed->key, key, KEY_BYTES) != 0) {
      place = &owed->next;
      continue;
    }
    *place = owed->next;
    free(owed);
  }
}

/* What the connection's frames are made of cannot be read any more, or it was the host's that answers. */
static bool is_excused(const toe_object_t *object) {
  const toe_object_t *path = below_of(object), *neighbor = path == NULL ? NULL : below_of(path);
  const toe_receiver_t *receiver = object->receiver;
  if (neighbor == NULL || receiver == NULL || receiver->is_aborted || receiver->is_retrieved) return true;
  return object->flips + path->flips + neighbor->flips != 0;
}

toe_result_t toe_host_wire_end(toe_host_t *host, toe_object_t *object, uint32_t rcv_nxt) {
  const toe_object_t *path = below_of(object);
  if (object->peer.ack == rcv_nxt || is_excused(object) || !path->has_state) return TOE_OK;
  if (!look_around(host)) return TOE_E_MEMORY;
  owed_t *owed = malloc(sizeof *owed);
  if (owed == NULL) return TOE_E_MEMORY;
  *owed = (owed_t){.next = host->wire->owed, .number = object->number, .ack = rcv_nxt, .seen = object->peer.ack};
  make_key(owed->key, path->state.src_ip, path->state.dst_ip, path->state.family == 6 ? 16 : 4,
           object->state.local_port, object->state.remote_port);
  host->wire->owed = owed;
  return TOE_OK;
}

void toe_host_frame_out(toe_host_t *host, const uint8_t *data, uint32_t bytes) {
  toe_peer_frame_t frame;
  char text[TOE_PEER_TEXT_BYTES] = "", first_text[TOE_PEER_TEXT_BYTES] = "it is of no connection that is offloaded";
  ++host->sent_frames;
  const char *rule = toe_peer_parse(data, bytes, &frame, text);
  if (rule != NULL) {
    tell_wire(host, "the target", true, rule, text);
    return;
  }
  if (!look_around(host)) return;
  uint8_t key[KEY_BYTES];
  make_key(key, frame.src_ip, frame.dst_ip, frame.family == 6 ? 16 : 4, frame.local_port, frame.remote_port);
  settle_owed(host->wire, key, frame.ack);
  const entry_t *entry = NULL;
  const toe_object_t *first = NULL;
  const char *first_rule = "wire";
  for (toe_object_t *object; (object = next_of(host, key, &entry)) != NULL;) {
    rule = check_frame(host, object, key, &frame, text);
    if (rule == NULL) {
      toe_peer_take(&object->peer, &frame, &object->state);
      if (object->is_offloaded && object->receiver != NULL) toe_receiver_acked(object->receiver, frame.ack);
      return;
    }
    if (first != NULL && (first->is_offloaded || !object->is_offloaded)) continue;
    first = object;
    first_rule = rule;
    memcpy(first_text, text, sizeof first_text);
  }
  if (first == NULL && is_late(host, key, &frame)) return;
  tell_wire(host, first == NULL ? "the target" : first->name, true, first_rule, first_text);
}

void toe_host_wire_quiet(toe_host_t *host) {
  char text[TOE_PEER_TEXT_BYTES];
  for (const owed_t *owed = host->wire == NULL ? NULL : host->wire->owed; owed != NULL; owed = owed->next) {
    const toe_object_t *object = toe_objects_get(host->objects, owed->number);
    snprintf(text, sizeof text, "terminated with all before %lu, and the peer knows of all before %lu",
             (unsigned long)owed->ack, (unsigned long)owed->seen);
    tell_wire(host, object == NULL ? "a connection that is forgotten" : object->name, false, "R168", text);
  }
  for (const toe_object_t *object = toe_objects_first(host->objects); object != NULL; object = object->newer) {
    const toe_receiver_t *receiver = object->receiver;
    if (object->layer != TOE_LAYER_TCP || !object->is_offloaded || object->is_in_transit || receiver == NULL) continue;
    if (is_excused(object)) continue;
    const char *rule = toe_peer_quiet(&object->peer, &object->state, receiver->seen_all, receiver->delivered_all, text);
    if (rule != NULL) tell_wire(host, object->name, false, rule, text);
  }
}

toe_object_t *toe_host_wire_object(toe_host_t *host, const toe_datagram_t *datagram) {
  uint8_t key[KEY_BYTES];
  const entry_t *entry = NULL;
  toe_object_t *any = NULL;
  if (!look_around(host)) return NULL;
  make_key(key, datagram->destination, datagram->source, datagram->address_bytes, get16(datagram->payload + 2),
           get16(datagram->payload));
  for (toe_object_t *object; (object = next_of(host, key, &entry)) != NULL;) {
    const toe_object_t *neighbor = object->above == NULL ? NULL : object->above->above;
    const uint32_t vlan = neighbor == NULL ? 0 : neighbor->state.vlan;
    if (vlan == datagram->vlan) return object;
    if (vlan == 0 && any == NULL) any = object; /* one without VLAN takes any tag [R115] */
  }
  return any;
}

const toe_object_t *toe_host_wire_find(toe_host_t *host, const uint8_t *data, uint32_t bytes) {
  segment_t segment;
  const entry_t *entry = NULL;
  if (!parse(data, bytes, true, &segment) || !look_around(host)) return NULL;
  return next_of(host, segment.key, &entry);
}

void toe_host_wire_free(toe_host_t *host) {
  for (uint32_t i = 0; host->wire != NULL && i < BUCKETS; ++i) {
    while (host->wire->buckets[i] != NULL) {
      entry_t *entry = host->wire->buckets[i];
      host->wire->buckets[i] = entry->next;
      free(entry);
    }
  }
  for (uint32_t i = 0; host->wire != NULL && i < RECENT; ++i) free(host->wire->recent[i].data);
  for (owed_t *next; host->wire != NULL && host->wire->owed != NULL; host->wire->owed = next) {
    next = host->wire->owed->next;
    free(host->wire->owed);
  }
  free(host->wire);
  host->wire = NULL;
}
