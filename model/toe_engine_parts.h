/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_engine_parts.h - what lies in the engine's queues, buffers and registers (not for others).
 */
#ifndef TOE_ENGINE_PARTS_H_
#define TOE_ENGINE_PARTS_H_

#include "model/toe_ack.h"
#include "model/toe_command.h"
#include "model/toe_engine.h"
#include "model/toe_resources.h"
#include "model/toe_secded.h"
#include "model/toe_segment.h"
#include "model/toe_walk.h"

/* A DMA read on its way. */
typedef struct toe_read {
  bool is_in_flight; /* from its push into NPQ to its last beat        */
  bool is_failed;    /* ended by a bad completion                      */
  toe_cycle_t push_edge;
  uint32_t wanted_bytes, received_bytes;
} toe_read_t;

/* A command, from its fetch to its completion entry. */
typedef struct toe_slot {
  toe_read_t read;
  uint8_t data[TOE_COMMAND_BYTES];
  uint32_t command_head;
  toe_command_t command; /* once decoded */
} toe_slot_t;

/* Blocks of the largest read of a copy. */
#define TOE_COPY_READ_BLOCKS (TOE_STAGE_COPY_READ_BYTES / TOE_STAGE_BUFFER_ROW_BYTES)

/* A read of a copy. */
typedef struct toe_copy_read {
  toe_read_t read;
  uint32_t row[TOE_COPY_READ_BLOCKS]; /* of the memory it goes to, of each 64 bytes */
  uint8_t data[TOE_STAGE_COPY_READ_BYTES];
} toe_copy_read_t;

/* The copy of the connection in COMMIT, or the fetch of the segment that is forwarded. */
typedef struct toe_copy {
  bool is_active;  /* from its start at s to the decision; FORWARD: to its end */
  bool is_forward; /* rows of the forward memory stand for blocks              */
  bool has_failed;
  uint64_t address, bytes, asked_bytes; /* bytes: rounded up; asked: by the reads pushed         */
  uint32_t reads, open;                 /* reads pushed, and in flight                           */
  toe_chain_t chain;                    /* blocks taken so far; FORWARD: only their number       */
  uint32_t next_bytes, next_blocks;     /* of the next read, and blocks taken for it; 0: no block yet */
  uint32_t next_row[TOE_COPY_READ_BLOCKS];
} toe_copy_t;

/* One object at its decision. */
typedef struct toe_decision {
  toe_walk_verdict_t verdict;
  bool is_new;             /* it is taken in: entries, context      */
  bool is_freed;           /* TERMINATE: what it holds is given back */
  bool is_corrected;       /* linker: its row goes back corrected   */
  uint32_t handle, parent; /* as in its retire record               */
  uint32_t error;          /* of a marker                           */
  uint32_t event;          /* toe_event that it tells; 0: none      */
  uint32_t event_handle, event_info;
  uint64_t event_ndis_handle;
  uint32_t return_rows; /* that it hands back                    */
  bool has_behind;
  toe_walk_node_t behind; /* what its dependents hang from         */
  toe_claim_t claim;      /* new                                   */
} toe_decision_t;

/* Most rows that one item reads. */
#define TOE_LINKED_ROWS TOE_STAGE_TCP_ROWS

/* What a linker's read has found: of a TERMINATE the rows it hands back, else row 0; of a RETRIEVE too; of a receive
 * job the whole context. */
typedef struct toe_linked {
  bool is_used;       /* its handle names an object            */
  uint32_t row;       /* first one                             */
  uint32_t rows;      /* to be read; 0: none                   */
  uint32_t rows_read; /* so far                                */
  uint32_t corrected, uncorrectable;
  uint8_t data[TOE_LINKED_ROWS * TOE_STAGE_SRAM_ROW_BYTES]; /* corrected */
} toe_linked_t;

/* An entry of the chunk ring. */
typedef struct toe_chunk {
  toe_read_t read;
  bool is_marker;
  uint8_t slot;
  uint32_t first_index, objects;
  toe_cycle_t fetched_edge[2]; /* of each object's last beat; NEVER: has not arrived */
  uint8_t data[TOE_STAGE_CHUNK_BYTES];
} toe_chunk_t;

/* The item between LOAD and COMMIT. */
typedef struct toe_item {
  bool is_marker, is_fetched;
  uint8_t slot;
  uint32_t index;
  toe_cycle_t fetched_edge;
  uint8_t data[TOE_OBJECT_BYTES];
} toe_item_t;

typedef struct toe_npq_entry {
  uint64_t address;
  uint32_t length_bytes;
  uint8_t tag;
} toe_npq_entry_t;

typedef enum toe_write_kind {
  TOE_WRITE_EVENT,
  TOE_WRITE_PLACED,
  TOE_WRITE_RECEIVED,
  TOE_WRITE_RETURNED,
  TOE_WRITE_RESULT,
  TOE_WRITE_COMPLETION,
  TOE_WRITE_MESSAGE
} toe_write_kind_t;
typedef struct toe_pq_entry {
  toe_write_kind_t kind;
  uint64_t address;
  uint32_t length_bytes;              /* whole DWs */
  uint8_t skip_bytes, back_bytes;     /* PLACED: not enabled of the first and of the last DW */
  uint32_t request_id, index, offset; /* RETURNED: as in its retire record */
  toe_cycle_t push_edge, item_edge;   /* its push; the decision of the item that it is of */
  uint8_t data[TOE_STAGE_BEAT_BYTES];
} toe_pq_entry_t;

/* A BAR read that waits for its answer. */
typedef struct toe_cc_entry {
  toe_cycle_t ready_edge; /* its edge at CQ + CC_CYCLES          */
  uint64_t writes_before; /* pushes into PQ it must not pass     */
  toe_engine_output_t answer;
} toe_cc_entry_t;

/* Inputs as they wait. */
typedef struct toe_cq_input {
  toe_cycle_t cycle;
  toe_engine_request_t request;
} toe_cq_input_t;
typedef struct toe_rc_input {
  toe_cycle_t cycle;
  bool is_good; /* SC, not poisoned; or nothing for us (is_other) */
  bool is_other;
  uint8_t tag;
  uint32_t length_bytes;
  uint8_t data[TOE_STAGE_CHUNK_BYTES]; /* no read is longer; what is beyond is not kept */
} toe_rc_input_t;
typedef struct toe_credits_input {
  toe_cycle_t cycle;
  toe_engine_credits_t credits;
} toe_credits_input_t;
typedef struct toe_config_input {
  toe_cycle_t cycle;
  toe_engine_config_t config;
} toe_config_input_t;

typedef struct toe_flip_input {
  toe_cycle_t cycle;
  uint32_t row, bit;
} toe_flip_input_t;

/* A frame that comes; of one longer than FRAME_BYTES its beginning. */
typedef struct toe_frame_input {
  toe_cycle_t cycle;
  uint32_t bytes;
  uint8_t data[TOE_STAGE_FRAME_BYTES];
} toe_frame_input_t;

/* A frame that goes out, from its first beat to its last. */
typedef struct toe_sending {
  toe_cycle_t edge; /* of its last beat; NEVER: none */
  uint64_t commit;
  uint32_t bytes;
  uint8_t data[TOE_ACK_MAX_BYTES];
} toe_sending_t;

typedef enum toe_obj_state { TOE_OBJ_IDLE, TOE_OBJ_DECODE, TOE_OBJ_PUSH } toe_obj_state_t;

#endif /* TOE_ENGINE_PARTS_H_ */
