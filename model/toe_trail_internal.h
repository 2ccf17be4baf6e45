/* SPDX-License-Identifier: Apache-2.0
 *
 * toe_trail_internal.h - a trail from within, for toe_trail.c and toe_engine_trail.c only.
 *
 * A lane is one place that does one thing after another: its marks part all of time, each up to an edge, each with what
 * came last there.  A path is put together from pieces of lanes.
 */
#ifndef TOE_TRAIL_INTERNAL_H_
#define TOE_TRAIL_INTERNAL_H_

#include "model/toe_trail.h"

typedef enum toe_trail_lane_name {
  TOE_LANE_CMD_FETCH,
  TOE_LANE_OBJ_FETCH,
  TOE_LANE_NPQ, /* reads leave */
  TOE_LANE_LOAD,
  TOE_LANE_COMMIT,
  TOE_LANE_WRITEBACK,
  TOE_LANE_PQ, /* writes leave */
  TOE_LANES
} toe_trail_lane_name_t;

/* What happened behind the mark before it, up to edge `end`. */
typedef struct toe_trail_mark {
  toe_cycle_t end;
  uint8_t reason;
  uint8_t stage; /* where, if not where its lane is; else TOE_TRAIL_STAGES */
  uint8_t via;   /* the lane that says more of that time; else TOE_LANES */
  bool is_begin; /* the mark behind it is of the same thing, which waited from here on */
} toe_trail_mark_t;

typedef struct toe_trail_lane {
  toe_trail_mark_t *marks;
  size_t count, room;
  toe_cycle_t begin; /* of the first mark that is kept */
  toe_cycle_t end;   /* of the last one                */
  bool is_waiting;
  uint8_t lack; /* what it lacked when it was last looked at */
} toe_trail_lane_t;

enum { TOE_TRAIL_TAGS = 64, TOE_TRAIL_PARTS = 8 /* completions of 64 bytes in a read of 512 */ };

typedef struct toe_trail_part {
  uint32_t end_bytes; /* of the read, behind this completion */
  toe_cycle_t end, arrival;
} toe_trail_part_t;

/* A read of a command or a chunk, by its tag. */
typedef struct toe_trail_read {
  toe_cycle_t push, left, ended;
  bool is_sent, is_ready;
  toe_cycle_t up_begin, up_end, at_root, ready, down_begin;
  uint32_t part_count;
  toe_trail_part_t parts[TOE_TRAIL_PARTS];
} toe_trail_read_t;

/* The item in LOAD, which works ahead, or the one between its hand-over and its decision. */
typedef struct toe_trail_item {
  toe_trail_read_t read;
  uint32_t end_bytes; /* of its read, behind its last byte */
  toe_cycle_t before; /* hand-over of the item before it   */
  toe_cycle_t load, offer, take;
} toe_trail_item_t;

/* A request of which paths are open. */
typedef struct toe_trail_request {
  uint32_t request_id, count;
  toe_cycle_t submitted, last_decided;
  toe_trail_path_t **paths; /* by index */
} toe_trail_request_t;

struct toe_trail {
  toe_trail_sink_t sink;
  bool has_failed; /* no memory: what follows is not told */
  toe_trail_lane_t lane[TOE_LANES];
  toe_cycle_t *doorbells; /* of ring entries rung and not fetched, from doorbell_head on */
  size_t doorbell_head, doorbell_count, doorbell_room;
  toe_trail_read_t read[TOE_TRAIL_TAGS];
  /* Of the command in a slot: its doorbell, and when OBJ_FETCH took and decoded it. */
  toe_cycle_t submitted[TOE_STAGE_COMMAND_SLOTS], taken[TOE_STAGE_COMMAND_SLOTS], decoded[TOE_STAGE_COMMAND_SLOTS];
  /* And when its last item was handed over to COMMIT and decided. */
  toe_cycle_t last_take[TOE_STAGE_COMMAND_SLOTS], last_decided[TOE_STAGE_COMMAND_SLOTS];
  bool is_in_slot[TOE_STAGE_COMMAND_SLOTS];
  toe_trail_item_t loading, item;
  toe_cycle_t handed_over; /* the last item */
  toe_trail_request_t *requests;
  size_t request_count, request_room;
};

/* `lane` did something at edge c; or it could not, for want of `reason`. */
void toe_trail_mark(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c, toe_trail_reason_t reason);
void toe_trail_pass(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c);
/* Up to edge c it waited for `reason`: but for the last edge, for what the lane that gives it did. */
void toe_trail_wait(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c, toe_trail_reason_t reason);
/* A part of such a wait, up to edge c, that lane `via` tells of (TOE_LANES: none), or that was at `stage`
 * (TOE_TRAIL_STAGES: at the lane's own). */
void toe_trail_part_of_wait(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c, toe_trail_reason_t reason,
                            toe_trail_lane_name_t via, toe_trail_stage_t stage);
/* The same for a read up to edge c, which comes as far as its bytes up to end_bytes. */
void toe_trail_wait_for_read(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c,
                             const toe_trail_read_t *read, uint32_t end_bytes);
void toe_trail_lack(toe_trail_t *trail, toe_trail_lane_name_t lane, toe_cycle_t c, toe_trail_reason_t reason);

void toe_trail_doorbell(toe_trail_t *trail, toe_cycle_t c, uint32_t entries);
/* The doorbell of the next ring entry. */
toe_cycle_t toe_trail_next_doorbell(toe_trail_t *trail);

/* The path of an object of a request with `count` objects, new if there is none; NULL: no memory. */
toe_trail_path_t *toe_trail_open(toe_trail_t *trail, uint32_t request_id, uint32_t index, uint32_t count);
/* That request; NULL: nobody asked for it. */
toe_trail_request_t *toe_trail_find(toe_trail_t *trail, uint32_t request_id);
/* Give its paths, and forget it. */
void toe_trail_close(toe_trail_t *trail, toe_trail_request_t *request);

/* The path goes on to edge `end` (nothing if it is there already). */
void toe_trail_go(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                  toe_trail_reason_t reason, bool is_behind);
/* Whose the marks of a piece of a lane are: those of others before it, or its own. */
typedef enum toe_trail_whose { TOE_TRAIL_OTHERS, TOE_TRAIL_LAST_IS_OWN, TOE_TRAIL_OWN } toe_trail_whose_t;

/* The same as the lane's marks say. */
void toe_trail_follow(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                      toe_trail_lane_name_t lane, toe_trail_whose_t whose);
/* A read, from its push to edge `end`, as far as its bytes up to end_bytes go. */
void toe_trail_follow_read(toe_trail_t *trail, toe_trail_path_t *path, toe_cycle_t end, toe_trail_stage_t stage,
                           const toe_trail_read_t *read, uint32_t end_bytes);

#endif /* TOE_TRAIL_INTERNAL_H_ */
