/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_seam_stream.h - what the fuzzed device does with received bytes, booked (docs/microarchitecture.md 5.11).
 *
 * Of every connection it is known what the device copied of it, from the link that answered its reads.  From then on
 * all that leaves for host memory must be the next bytes of somebody: a piece goes behind what the first posted request
 * of a connection has, into the room of an object that is terminated, or into a host buffer that is then indicated.
 * What is indicated is delivered as far as the reply takes it.  Every posted request completes once, in the order of
 * posting, with the bytes it got; a host buffer is with one side at a time; and of what was terminated nothing is
 * missing.
 *
 * Writes leave the device in the order in which its jobs push them, so all of this is booked as they leave, not as jobs
 * are decided: a reply may be decided before what it answers has left.
 *
 * What a segment brought goes behind that: of a FORWARD the bytes that the link gave, of a frame those that the host
 * sent under its number, from the byte on that the connection waited for.  Where they are not known they are counted
 * and not compared.  What is told of a FORWARD must be what its segment says, its error one that it can have, and it is
 * never passed up.
 *
 * Requests have an address each that no other one uses (toe_seam_request.h); that is how pieces are told apart.
 */
#ifndef TOE_SEAM_STREAM_H_
#define TOE_SEAM_STREAM_H_

#include <stdbool.h>

#include "model/spec/toe_retire.h"
#include "model/spec/toe_spec.h"

enum {
  TOE_SEAM_STREAM_IDS = 1 << 14,
  TOE_SEAM_STREAM_BYTES = 1 << 21, /* of all connections */
  TOE_SEAM_COPY_LINES = 1 << 11,   /* of 64 bytes: more than the longest copy */
  TOE_SEAM_POSTS = 1 << 14,        /* RECEIVE, REPLY and FORWARD commands */
  TOE_SEAM_EXTENTS = 1 << 14,      /* payloads that were taken */
  TOE_SEAM_SENT = 1 << 8,          /* the last frames of the wire: more than the device holds, and a turn has */
  TOE_SEAM_SENT_BYTES = 2048,      /* of the payload of one */
  TOE_SEAM_ROOMS = 1 << 12,        /* the last ones fetched */
  TOE_SEAM_BUFFERS = 1 << 12,
  TOE_SEAM_BUFFER_MOST = 1 << 16,
  TOE_SEAM_REPLIES = 8, /* decided, and their indications have not left */
  TOE_SEAM_RECENT = 32,
  TOE_SEAM_STREAM_TEXT = 160
};

typedef enum toe_seam_post_state {
  TOE_SEAM_POST_MADE,
  TOE_SEAM_POST_QUEUED, /* a posted request */
  TOE_SEAM_POST_OVER    /* completed, in error, or a reply or forward that was decided */
} toe_seam_post_state_t;

/* A RECEIVE, REPLY or FORWARD as it lay in memory. */
typedef struct toe_seam_post {
  uint8_t opcode;
  toe_seam_post_state_t state;
  uint32_t request_id, handle;
  uint32_t bytes, filled; /* of a reply: filled is VALUE; of a forward: bytes of the segment */
  uint32_t next;          /* the one posted after it on its connection, from 1; 0: none yet */
  uint64_t address;
  uint64_t commit; /* at which it was posted */
} toe_seam_post_t;

/* A connection. */
typedef struct toe_seam_stream {
  bool is_known;           /* its bytes are: those from the link are at `first` of the ledger's bytes */
  bool is_freed, is_whole; /* terminated; all that was left must have been handed back */
  bool has_indication;     /* one has left, and no reply to it was decided */
  bool has_fin;            /* the peer's was taken, or had come before the offload [D-16] */
  bool is_blind;           /* bytes came that are not known: those behind the copied ones are not compared */
  uint8_t replies;
  uint32_t first, copied, end, position; /* bytes: copied ones, all ones, delivered ones */
  uint32_t rcv_nxt;                      /* the sequence number of position 0 */
  uint32_t indicated;
  uint32_t extent, last_extent; /* of what came and was not delivered, from 1; 0: none */
  uint32_t head, tail;          /* of the queue of posted requests, from 1; 0: none */
  uint32_t reply[TOE_SEAM_REPLIES];
} toe_seam_stream_t;

/* Payload that a connection took; its bytes are at `first` of the ledger's bytes. */
typedef struct toe_seam_extent {
  uint32_t position, bytes, first;
  uint32_t next; /* from 1; 0: none */
} toe_seam_extent_t;

/* What is told of an indication. */
typedef struct toe_seam_indication {
  uint32_t handle, buffer, bytes;
} toe_seam_indication_t;

typedef struct toe_seam_streams {
  bool is_lost;              /* a command was fetched twice, or there are too many: nothing more is booked */
  bool has_wire;             /* frames came in: there are bytes nobody knows here */
  bool is_strict_return;     /* the host gives back what it was given, once: buffers can be booked */
  uint64_t host_buffer_base; /* 0: not known */
  uint32_t line_used;        /* of bytes[] */
  uint32_t posts, posted;    /* made; in queues */
  uint32_t buffers_lent;     /* of buffer_lent[] */
  uint32_t most_buffer;      /* one above the highest number that was indicated */
  uint32_t rooms;            /* fetched so far */
  uint32_t recents;          /* opened so far */
  uint32_t indications;      /* told so far */
  uint64_t checked_bytes;    /* that were compared */
  uint64_t checked_payload;  /* of those, what segments brought */
  uint64_t forward_errors[TOE_ERROR_BAD_RECEIVE + 1], forward_reasons[TOE_FRAME_URGENT + 1]; /* of FORWARDs */
  uint32_t extents;
  uint64_t forward_commit; /* of the last FORWARD without error */
  uint32_t forward_post;   /* in post[] */
  enum { TOE_SEAM_TO_NONE, TOE_SEAM_TO_POST, TOE_SEAM_TO_ROOM, TOE_SEAM_TO_BUFFER } target; /* of the piece before */
  uint32_t target_at;                                                                       /* in posts[] or room[] */
  uint64_t run_address, run_next;
  uint32_t run_bytes;                                /* of run[]: written to a host buffer and not indicated yet */
  uint32_t recent[TOE_SEAM_RECENT];                  /* handles of connections that have or got bytes */
  toe_seam_indication_t indication[TOE_SEAM_RECENT]; /* the last ones */
  toe_seam_stream_t stream[TOE_SEAM_STREAM_IDS];     /* by id */
  toe_seam_post_t post[TOE_SEAM_POSTS];
  struct {
    uint32_t handle;
    uint64_t next;
  } room[TOE_SEAM_ROOMS];
  struct {
    uint64_t address;
    uint8_t bytes[64];
  } line[TOE_SEAM_COPY_LINES];
  struct {
    uint64_t number;
    uint32_t bytes;
    uint8_t payload[TOE_SEAM_SENT_BYTES];
  } sent[TOE_SEAM_SENT];
  toe_seam_extent_t extent[TOE_SEAM_EXTENTS];
  bool buffer_lent[TOE_SEAM_BUFFERS];
  uint8_t run[TOE_SEAM_BUFFER_MOST];
  uint8_t bytes[TOE_SEAM_STREAM_BYTES];
  char error[TOE_SEAM_STREAM_TEXT]; /* what is wrong; empty: nothing */
} toe_seam_streams_t;

/* A command lies in memory; one that is neither RECEIVE nor REPLY nor FORWARD is not looked at.  Borrowed for this
 * call. */
void toe_seam_streams_made(toe_seam_streams_t *streams, const uint8_t *command);

/* Whole lines of 64 bytes that the device was given for a copy. */
void toe_seam_streams_copied(toe_seam_streams_t *streams, uint64_t address, const uint8_t *data, uint32_t bytes);

/* An object the device fetched that names a connection: where what it has goes if it is terminated. */
void toe_seam_streams_room(toe_seam_streams_t *streams, const uint8_t *object);

/* A connection is offloaded.  object: its descriptor; NULL: not known for sure */
void toe_seam_streams_open(toe_seam_streams_t *streams, uint32_t id, const uint8_t *object);

/* A host buffer is given back, rightly: at an edge of the turn to come. */
void toe_seam_streams_give_back(toe_seam_streams_t *streams, uint32_t buffer);

/* Frame `number` of the wire, from 0, is sent, with this payload behind its TCP header (0 bytes: none); borrowed for
 * this call. */
void toe_seam_streams_sent(toe_seam_streams_t *streams, uint64_t number, const uint8_t *payload, uint32_t bytes);

/* The sequence number that a connection waits for, as far as is known. */
uint32_t toe_seam_streams_next(const toe_seam_streams_t *streams, uint32_t handle);

/* A FORWARD is decided; what a segment of either kind brings; what a job leaves (toe_seam_arrival.c); each as
 * toe_seam_streams_book. */
bool toe_seam_streams_forward(toe_seam_streams_t *streams, const toe_seam_post_t *post, const toe_retire_t *decided);
bool toe_seam_streams_arrive(toe_seam_streams_t *streams, const toe_retire_t *frame);
bool toe_seam_streams_settle(toe_seam_streams_t *streams, const toe_retire_t *job);

/* The payload at a position behind the copied bytes; NULL: not known */
const uint8_t *toe_seam_streams_payload(toe_seam_streams_t *streams, const toe_seam_stream_t *stream,
                                        uint32_t position);

/* Host buffers that are not the device's to give: lent, or filled by a job whose entry finds no room in the ring. */
uint32_t toe_seam_streams_buffers(const toe_seam_streams_t *streams);

/* The next record; false: streams->error says what is wrong. */
bool toe_seam_streams_book(toe_seam_streams_t *streams, const toe_retire_t *retire);

/* With nothing in flight: nothing is missing of what was terminated, and nothing is posted there.  false: error */
bool toe_seam_streams_close(toe_seam_streams_t *streams);

#endif /* TOE_SEAM_STREAM_H_ */
