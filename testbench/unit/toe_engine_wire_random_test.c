/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream over a wire that loses, doubles, reorders and cuts at will, to a host that posts, refuses and waits at will,
 * and gets segments itself, which it forwards (R147): the application sees exactly the stream, once, in order (S1, R119
 * - R129, R143); what is taken back early goes on where it was, and nothing was acknowledged that is not there.
 *
 * The peer is written from TCP alone: it knows what was acknowledged and which window it was told.  Everything is given
 * once more to an engine that evaluates every stage at every edge, and to one that steps at will.
 */
#include <stdio.h>

#include "testbench/unit/toe_engine_forward_story.h"
#include "testbench/unit/toe_engine_same.h"

enum { STREAM = 3000, SLOTS = 64, SLOT_BYTES = 1024, BUFFERS = 6, BUFFER_BYTES = 256, SEEDS = 200, STEPS = 60000 };

/* A story, the host's memory and how far the application has read. */
typedef struct party {
  story_t story;
  toe_random_draw_t draw;
  uint64_t seed;
  uint8_t posted[SLOTS][SLOT_BYTES], buffer[BUFFERS][BUFFER_BYTES];
  uint32_t outputs_seen, retires_seen;
  uint32_t read;  /* bytes of the stream the application has  */
  uint32_t acked; /* most that was acknowledged, FIN included */
  uint32_t window;
  uint32_t posts, completed;
  uint8_t segment[MADE_BYTES];            /* that is being forwarded                  */
  uint32_t wanted_error;                  /* of the command that is on its way        */
  uint32_t forwards, accepted;            /* FORWARDs, and those without error        */
  uint32_t slot_of[1024], bytes_of[1024]; /* by request */
  bool is_busy;                           /* a command is on its way      */
  bool has_reply;                         /* an indication waits for us   */
  uint32_t indicated, returned_row_bytes;
  bool is_disconnected, is_closing, is_closed, has_flipped;
  uint32_t lent[256], lent_count; /* host buffers to be given back */
  toe_cycle_t wire_free, cq_free;
} party_t;

static uint32_t below(party_t *party, uint32_t bound) { return toe_random_below(&party->draw, bound); }

/* --- the host --- */

static void store(party_t *party, const toe_engine_output_t *output) {
  for (uint32_t k = 0; k < output->length_bytes; ++k) {
    uint32_t be = k < 4 ? output->first_be : k >= output->length_bytes - 4 ? output->last_be : 0xF;
    uint64_t at = output->address + k;
    if ((be >> k % 4 & 1) == 0) continue;
    if (at >= RCV_POSTED && at < RCV_POSTED + sizeof party->posted)
      (&party->posted[0][0])[at - RCV_POSTED] = output->data[k];
    if (at >= RCV_HOST && at < RCV_HOST + sizeof party->buffer) (&party->buffer[0][0])[at - RCV_HOST] = output->data[k];
  }
}

static void expect_stream(party_t *party, const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) {
    toe_test_note("seed %u: byte %u of the stream", (unsigned)party->seed, (unsigned)(party->read + i));
    TOE_ASSERT_EQ(data[i], made_byte(party->read + i));
  }
}

static void take_received(party_t *party, const uint8_t *entry) {
  uint32_t kind = (uint32_t)TOE_READ(entry, RECEIVED, KIND), id = (uint32_t)TOE_READ(entry, RECEIVED, ID);
  uint32_t bytes = (uint32_t)TOE_READ(entry, RECEIVED, BYTES), seq = (uint32_t)TOE_READ(entry, RECEIVED, SEQ);
  if (kind == TOE_RCV_KIND_COMPLETE) {
    toe_test_note("seed %u: request %u", (unsigned)party->seed, (unsigned)id);
    TOE_ASSERT_EQ(id, party->completed); /* in the order of their posting */
    TOE_ASSERT(bytes <= party->bytes_of[id]);
    ++party->completed;
    expect_stream(party, party->posted[party->slot_of[id]], bytes);
    party->read += bytes;
    TOE_ASSERT_EQ(seq, 5000 + party->read);
    return;
  }
  party->lent[party->lent_count++] = id;
  if (kind == TOE_RCV_KIND_PASS) { /* the wire made it something else */
    uint32_t reason = (uint32_t)TOE_READ(entry, RECEIVED, STATUS);
    TOE_ASSERT(reason >= TOE_FRAME_NOT_IP && reason <= TOE_FRAME_NOT_OFFLOADED);
    return;
  }
  TOE_ASSERT_EQ(kind, TOE_RCV_KIND_INDICATE);
  TOE_ASSERT_EQ(seq, 5000 + party->read);
  TOE_ASSERT(!party->has_reply && bytes > 0);
  expect_stream(party, party->buffer[id], bytes);
  party->has_reply = true;
  party->indicated = bytes;
}

static void take_entry(party_t *party, const uint8_t *entry) {
  uint32_t type = (uint32_t)TOE_READ(entry, COMPLETION, TYPE);
  if (type == TOE_ENTRY_COMPLETION) {
    toe_test_note("seed %u", (unsigned)party->seed);
    TOE_ASSERT_EQ(TOE_READ(entry, COMPLETION, ERROR), party->wanted_error);
    party->wanted_error = 0;
    party->is_busy = false;
    party->is_closed = party->is_closing;
  } else if (type == TOE_ENTRY_RECEIVED) {
    take_received(party, entry);
  } else if (TOE_READ(entry, EVENT, CODE) == TOE_EVENT_DISCONNECT) {
    TOE_ASSERT_EQ(party->read, STREAM); /* R143 */
    TOE_ASSERT(!party->is_disconnected);
    party->is_disconnected = true;
  }
}

static void write_register(party_t *party, uint32_t offset, uint32_t value) {
  toe_cycle_t now = toe_engine_now(party->story.rig.engine);
  toe_cycle_t edge = now > party->cq_free ? now : party->cq_free;
  party->cq_free = edge + 1;
  rig_write(&party->story.rig, edge, offset, value);
}

static void command(party_t *party) {
  party->is_busy = true;
  write_register(party, 0x10C, ++party->story.posted % 8);
}

static void post(party_t *party) {
  uint8_t *data = party->story.command;
  uint32_t id = party->posts++, bytes = below(party, 4) == 0 ? below(party, 4) : below(party, 700);
  if (party->posts > 1000) return;
  party->slot_of[id] = id % SLOTS;
  party->bytes_of[id] = bytes;
  memset(data, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(data, COMMAND, OPCODE, TOE_OPCODE_RECEIVE);
  TOE_WRITE(data, COMMAND, VERSION, 1);
  TOE_WRITE(data, COMMAND, REQUEST_ID, id);
  TOE_WRITE(data, COMMAND, OBJECT_ADDR, RCV_POSTED + party->slot_of[id] * SLOT_BYTES);
  TOE_WRITE(data, COMMAND, SETTING, bytes);
  TOE_WRITE(data, COMMAND, RCV_MODE, below(party, 2));
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  command(party);
}

static void reply(party_t *party) {
  uint8_t *data = party->story.command;
  uint32_t bytes = below(party, 3) == 0 ? below(party, party->indicated + 1) : party->indicated;
  memset(data, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(data, COMMAND, OPCODE, TOE_OPCODE_REPLY);
  TOE_WRITE(data, COMMAND, VERSION, 1);
  TOE_WRITE(data, COMMAND, VALUE, bytes);
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  party->read += bytes;
  party->has_reply = false;
  command(party);
}

static void terminate(party_t *party) {
  static uint8_t object[1][TOE_OBJECT_BYTES];
  story_t *story = &party->story;
  rig_object(object[0], 3, TOE_KIND_LINKER, RCV_TCP(0), 0);
  TOE_WRITE(object[0], OBJ_TCP, BUFFERED_BYTES, STORY_BACK_BYTES);
  TOE_WRITE(object[0], OBJ_TCP, BUFFERED_ADDR, STORY_BACK);
  rig_terminate(story->command, 0xFFF, 1, STORY_RETURNS);
  TOE_WRITE(story->command, COMMAND, OBJECT_ADDR, STORY_OBJECTS);
  story->objects = object;
  party->is_closing = true;
  command(party);
}

/* --- the peer --- */

static void take_ack(party_t *party, const toe_retire_t *sent) {
  uint32_t ack = wire_big(sent->u.sent.data + 42, 4) - 5000, window = wire_big(sent->u.sent.data + 48, 2);
  toe_test_note("seed %u: acknowledged %u", (unsigned)party->seed, (unsigned)ack);
  TOE_ASSERT(ack <= STREAM + 1 && ack >= party->acked);
  TOE_ASSERT(ack + window >= party->acked + party->window); /* the right edge never moves back */
  party->acked = ack;
  party->window = window;
}

/* A segment that came to the host: forwarded, now and then with a read that fails or a header that is none. */
static void forward(party_t *party, const made_t *made) {
  static const uint32_t kWhat[] = {0, 0, 0, 0, 0, 0, TOE_ERROR_OBJECT_FETCH, TOE_ERROR_BAD_RECEIVE};
  story_t *story = &party->story;
  uint8_t *data = story->command;
  uint32_t bytes = fwd_make(made, party->segment), what = TOE_RANDOM_OF(&party->draw, kWhat);
  story->segment = party->segment;
  story->segment_bytes = bytes;
  story->segment_at = 64 * below(party, 64);
  story->refused_reads = what == TOE_ERROR_OBJECT_FETCH;
  if (what == TOE_ERROR_BAD_RECEIVE) party->segment[12] = (uint8_t)(below(party, 5) << 4);
  party->wanted_error = what;
  ++party->forwards;
  party->accepted += what == 0;
  memset(data, 0, TOE_COMMAND_BYTES);
  TOE_WRITE(data, COMMAND, OPCODE, TOE_OPCODE_FORWARD);
  TOE_WRITE(data, COMMAND, VERSION, 1);
  TOE_WRITE(data, COMMAND, OBJECT_ADDR, STORY_SEGMENT + story->segment_at);
  TOE_WRITE(data, COMMAND, SETTING, bytes);
  TOE_WRITE(data, COMMAND, EVENT_HANDLE, RCV_TCP(0));
  command(party);
}

/* A segment from somewhere near what was acknowledged: the next, one before, one behind a gap, or over the edge. */
static void send(party_t *party) {
  uint8_t frame[MADE_BYTES];
  uint32_t from = party->acked, bytes = below(party, 300);
  switch (below(party, 8)) {
    case 0:
      from -= from < 200 ? from : below(party, 200);
      break;
    case 1:
      from += below(party, 200);
      break;
    case 2:
      bytes = below(party, 1200);
      break;
    default:
      break;
  }
  if (from > STREAM) from = STREAM;
  if (from + bytes > STREAM) bytes = STREAM - from;
  made_t made = {.seq = 5000 + from, .bytes = bytes, .flags = MADE_ACK};
  if (below(party, 3) == 0) made.flags |= MADE_PSH;
  if (from + bytes == STREAM && below(party, 2) == 0) made.flags |= MADE_FIN;
  if (!party->is_busy && !party->is_closing && below(party, 2) == 0) {
    forward(party, &made);
    return;
  }
  made.behind = below(party, 8);
  uint32_t length = made_frame(&made, frame);
  if (below(party, 10) == 0) frame[below(party, length)] ^= (uint8_t)(1 + below(party, 255)); /* the wire is bad */
  if (memcmp(frame, kMadeInterfaceMac, 6) != 0) return; /* not to be passed up: nobody counts those here */
  for (uint32_t copies = below(party, 12) == 0 ? 2 : 1; copies > 0; --copies) {
    toe_cycle_t now = toe_engine_now(party->story.rig.engine);
    toe_cycle_t edge = now > party->wire_free ? now : party->wire_free;
    rig_frame(&party->story.rig, edge, frame, length);
    party->wire_free = edge + (length + 31) / 32;
  }
}

/* --- all together --- */

static void look(party_t *party) {
  rig_t *rig = &party->story.rig;
  for (; party->outputs_seen < rig->output_count; ++party->outputs_seen) {
    const toe_engine_output_t output = rig->outputs[party->outputs_seen];
    if (output.type == TOE_ENGINE_READ) story_answer(&party->story, &output);
    if (output.type != TOE_ENGINE_WRITE) continue;
    store(party, &output);
    if (output.address < RIG_CPL_RING || output.address >= RIG_CPL_RING + 256) continue;
    take_entry(party, output.data);
    write_register(party, 0x12C, ++party->story.entries % 8);
  }
  for (; party->retires_seen < rig->retire_count; ++party->retires_seen) {
    const toe_retire_t *retire = &rig->retires[party->retires_seen];
    if (retire->kind == TOE_RETIRE_SENT) take_ack(party, retire);
    if (retire->kind == TOE_RETIRE_FRAME) party->accepted -= retire->u.frame.is_forwarded;
    if (retire->kind == TOE_RETIRE_FRAME && retire->u.frame.taken > 0) {
      TOE_ASSERT_EQ(retire->u.frame.reason, TOE_FRAME_ACCEPTED);
    }
  }
}

/* One bit of one row of the connection, its path or its neighbor turns over, once: nobody notices. */
static void flip(party_t *party) {
  static const uint32_t kRows[] = {0, 1, 2, 3, TOE_STAGE_PATH_ROW_BASE, TOE_STAGE_NEIGHBOR_ROW_BASE};
  party->has_flipped = true;
  rig_flip(&party->story.rig, toe_engine_now(party->story.rig.engine), TOE_RANDOM_OF(&party->draw, kRows),
           below(party, 576));
}

static void act(party_t *party, uint32_t pace) {
  if (!party->has_flipped && below(party, 500) == 0) flip(party);
  if (party->lent_count > 0 && below(party, 4) == 0) write_register(party, 0x1B8, party->lent[--party->lent_count]);
  if (!party->is_busy && !party->is_closing) {
    if (party->has_reply && below(party, 4) == 0) {
      reply(party);
    } else if (party->posts - party->completed < 8 && below(party, 12) == 0) {
      post(party);
    }
  }
  if (party->wire_free <= toe_engine_now(party->story.rig.engine) && below(party, pace) == 0) send(party);
}

/* Taken back before its end: what was received and not read lies there, and goes on where the application is. */
static void expect_returned(party_t *party) {
  static uint8_t rows[256], data[65536];
  TOE_ASSERT(rcv_memory(&party->story, STORY_RETURNS, rows, 256));
  uint32_t bytes = (uint32_t)TOE_READ(rows + 192, CONTEXT_RCV, BUF_BYTES);
  uint32_t fin = (TOE_READ(rows + 192, CONTEXT_RCV, FLAGS) & TOE_RCV_FLAG_FIN) != 0;
  toe_test_note("seed %u: taken back", (unsigned)party->seed);
  TOE_ASSERT_EQ(TOE_READ(rows, OBJ_TCP, RCV_NXT), 5000 + party->read + bytes + fin);
  TOE_ASSERT(party->acked <= party->read + bytes + fin);
  TOE_ASSERT_EQ(party->completed, party->posts);
  TOE_ASSERT(rcv_memory(&party->story, STORY_BACK, data, bytes));
  expect_stream(party, data, bytes);
}

static void run(party_t *party, uint64_t seed) {
  wire_shape_t shape = wire_shape();
  memset(party, 0, sizeof *party);
  party->seed = party->draw.state = seed;
  shape.buffers = BUFFERS;
  shape.ack_frequency = below(party, 4);
  shape.out_of_order = 0;
  shape.initial_window = shape.window = 500 + below(party, 2000);
  if (below(party, 3) == 0) shape.limit_rcv_data = 640;
  wire_open_as(&party->story, &shape);
  party->window = shape.window;
  party->outputs_seen = party->story.rig.output_count;
  uint32_t close_at = below(party, 3) == 0 ? below(party, STREAM) : 2 * STREAM, pace = 1 + below(party, 12);
  for (uint32_t step = 0; step < STEPS && !party->is_closed; ++step) {
    rig_advance(&party->story.rig, toe_engine_now(party->story.rig.engine) + 1 + below(party, 15));
    look(party);
    if (!party->is_busy && (party->read >= close_at || party->is_disconnected)) terminate(party);
    act(party, pace);
  }
  TOE_ASSERT(party->is_closed);
  TOE_EXPECT(close_at < STREAM || party->read == STREAM);
  TOE_EXPECT_EQ(party->accepted, 0); /* each has its record */
  expect_returned(party);
}

static int by_cycle(const void *a, const void *b) {
  toe_cycle_t one = ((const rig_input_t *)a)->cycle, two = ((const rig_input_t *)b)->cycle;
  return one < two ? -1 : one > two ? 1 : 0;
}

TOE_TEST(engine_wire_random, delivers_exactly_the_stream) {
  static party_t party;
  uint32_t forwards = 0;
  for (uint64_t seed = 1; seed <= SEEDS; ++seed) {
    rig_t rig;
    run(&party, seed);
    forwards += party.forwards;
    toe_cycle_t end = toe_engine_now(party.story.rig.engine);
    toe_engine_credits_t credits = {0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu};
    /* Answers and copies were given beforehand; no two inputs of a kind have one edge. */
    qsort(party.story.rig.inputs, party.story.rig.input_count, sizeof *party.story.rig.inputs, by_cycle);
    if (seed % 4 == 0) {
      rig_open_with(&rig, credits, true);
      same_replay(&party.story.rig, &rig, end, 0, seed);
      same_expect(&party.story.rig, &rig, "exhaustive", seed);
      rig_close(&rig);
    }
    rig_open_with(&rig, credits, false);
    same_replay(&party.story.rig, &rig, end, 50, seed);
    same_expect(&party.story.rig, &rig, "in steps", seed);
    rig_close(&rig);
    story_close(&party.story);
  }
  toe_test_note("%u FORWARDs", (unsigned)forwards);
  TOE_EXPECT(forwards > 10 * SEEDS); /* else it looks at something else */
}
