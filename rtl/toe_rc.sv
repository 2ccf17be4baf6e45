// SPDX-License-Identifier: Apache-2.0
//
// toe_rc - completions of the device's reads: which tag, which byte, arrived or failed
// (docs/microarchitecture.md 5.3), and the count of reads in flight.
//
// Latency: what a beat taken at edge c brings is visible at c+1.  Throughput: one beat an edge,
// never refused.  Completions of one read come in order, of different reads in any.
`include "toe_assert.svh"

module toe_rc (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // RC
  input  logic                         rc_valid_i,
  input  logic                         rc_sop_i,
  input  logic                         rc_eop_i,
  input  logic [127:0]                 rc_header_i,      // on every beat of its TLP

  // reads going out
  input  logic                         cmd_push_i,
  input  logic [toe_pkg::SLOT_W-1:0]   cmd_slot_i,
  input  logic                         copy_push_i,
  input  logic [toe_pkg::COPY_W-1:0]   copy_index_i,
  input  logic [3:0]                   copy_blocks_i,    // of 64 bytes, 1..8
  input  logic                         obj_push_i,
  input  logic [toe_pkg::CHUNK_W-1:0]  obj_chunk_i,
  input  logic                         obj_is_pair_i,

  // OBJ_FETCH has taken an arrived command: its slot waits for the next one
  input  logic                         cmd_take_i,
  input  logic [toe_pkg::SLOT_W-1:0]   cmd_take_slot_i,

  // a beat of a command
  output logic                         cmd_valid_o,
  output logic [toe_pkg::SLOT_W-1:0]   cmd_slot_o,
  output logic                         cmd_is_second_o,

  // a beat of buffered data
  output logic                         copy_valid_o,
  output logic [toe_pkg::COPY_W-1:0]   copy_index_o,
  output logic [3:0]                   copy_beat_o,

  // a beat of objects
  output logic                         obj_valid_o,
  output logic [toe_pkg::CHUNK_W-1:0]  obj_chunk_o,
  output logic [3:0]                   obj_beat_o,
  output logic                         obj_done_o,       // the last beat of one object

  // what is here
  output logic [15:0]                  cmd_arrived_o,    // or failed
  output logic [15:0]                  cmd_failed_o,
  output logic [63:0]                  obj_here_o,       // bit 2 * chunk + object
  output logic [31:0]                  chunk_failed_o,
  output logic [15:0]                  copy_pending_o,
  output logic                         copy_fail_o,      // one ends in failure at this edge

  // reads in flight
  output logic [6:0]                   in_flight_o
);
  localparam int unsigned Slots = toe_spec_pkg::TOE_STAGE_COMMAND_SLOTS;
  localparam int unsigned Chunks = toe_spec_pkg::TOE_STAGE_CHUNKS;
  localparam int unsigned Copies = toe_spec_pkg::TOE_STAGE_COPY_READS;
  localparam logic [7:0] FirstCopy = 8'(toe_spec_pkg::TOE_STAGE_TAG_COPY);
  localparam logic [7:0] FirstChunk = 8'(toe_spec_pkg::TOE_STAGE_TAG_OBJECT);

  // State by tag.
  logic [Slots-1:0] cmd_pending_d, cmd_pending_q, cmd_arrived_d, cmd_arrived_q;
  logic [Slots-1:0] cmd_failed_d, cmd_failed_q, cmd_second_d, cmd_second_q;
  logic [Chunks-1:0] chunk_pending_d, chunk_pending_q, chunk_failed_d, chunk_failed_q;
  logic [Chunks-1:0] chunk_pair_d, chunk_pair_q;
  logic [2*Chunks-1:0] here_d, here_q;
  logic [Copies-1:0] copy_pending_d, copy_pending_q;
  logic [3:0] beat_q [Chunks];           // beats received, of a read in flight
  logic [3:0] copy_beat_q [Copies];
  logic [3:0] copy_last_q [Copies];      // number of its last beat
  logic [6:0] in_flight_d, in_flight_q;

  // The header.
  logic [7:0] rc_type, tag;
  logic is_completion, has_data, is_bad;
  logic unused_header;
  assign rc_type = rc_header_i[127:120];
  assign has_data = rc_type == toe_pkg::TLP_CPLD;
  assign is_completion = has_data || rc_type == toe_pkg::TLP_CPL;
  assign is_bad = rc_header_i[79:77] != toe_pkg::TLP_SC || rc_header_i[110];
  assign tag = rc_header_i[47:40];
  assign unused_header = ^{rc_header_i[119:111], rc_header_i[109:80], rc_header_i[76:48],
                           rc_header_i[39:0]};

  // The read it is for.
  logic is_cmd, is_copy, is_obj, takes, ends_bad, cmd_done, copy_done, chunk_done, done;
  logic [toe_pkg::SLOT_W-1:0] slot;
  logic [toe_pkg::CHUNK_W-1:0] chunk;
  logic [toe_pkg::COPY_W-1:0] copy;
  logic [7:0] copy_tag, chunk_tag;
  logic [3:0] beat;
  assign slot = tag[toe_pkg::SLOT_W-1:0];
  assign copy_tag = tag - FirstCopy;
  assign copy = copy_tag[toe_pkg::COPY_W-1:0];
  assign chunk_tag = tag - FirstChunk;
  assign chunk = chunk_tag[toe_pkg::CHUNK_W-1:0];
  // A TLP whose tag is not in flight at its first beat is dropped whole.
  logic drops, drops_d, drops_q;
  assign drops = drops_q && !rc_sop_i;
  assign drops_d = (rc_valid_i && rc_sop_i) ? !is_cmd && !is_copy && !is_obj : drops_q;
  assign is_cmd = rc_valid_i && !drops && is_completion && tag < 8'(Slots) && cmd_pending_q[slot];
  assign is_copy = rc_valid_i && !drops && is_completion && tag >= FirstCopy &&
                   copy_tag < 8'(Copies) && copy_pending_q[copy];
  assign is_obj = rc_valid_i && !drops && is_completion && tag >= FirstChunk &&
                  chunk_tag < 8'(Chunks) && chunk_pending_q[chunk];
  assign takes = has_data && !is_bad;
  assign ends_bad = is_bad && rc_eop_i;

  assign beat = beat_q[chunk];
  assign cmd_valid_o = is_cmd && takes;
  assign cmd_slot_o = slot;
  assign cmd_is_second_o = cmd_second_q[slot];
  assign copy_valid_o = is_copy && takes;
  assign copy_index_o = copy;
  assign copy_beat_o = copy_beat_q[copy];
  assign copy_fail_o = is_copy && ends_bad;
  assign obj_valid_o = is_obj && takes;
  assign obj_chunk_o = chunk;
  assign obj_beat_o = beat;
  assign obj_done_o = obj_valid_o && beat[2:0] == 3'd7;
  assign cmd_done = is_cmd && (ends_bad || (takes && cmd_second_q[slot]));
  assign copy_done = copy_fail_o || (copy_valid_o && copy_beat_o == copy_last_q[copy]);
  assign chunk_done = is_obj && (ends_bad || (obj_done_o && (beat[3] || !chunk_pair_q[chunk])));
  assign done = cmd_done || copy_done || chunk_done;

  always_comb begin
    cmd_pending_d = cmd_pending_q;
    cmd_arrived_d = cmd_arrived_q;
    cmd_failed_d = cmd_failed_q;
    cmd_second_d = cmd_second_q;
    copy_pending_d = copy_pending_q;
    chunk_pending_d = chunk_pending_q;
    chunk_failed_d = chunk_failed_q;
    chunk_pair_d = chunk_pair_q;
    here_d = here_q;
    if (cmd_take_i) cmd_arrived_d[cmd_take_slot_i] = 1'b0;
    if (cmd_push_i) begin
      cmd_pending_d[cmd_slot_i] = 1'b1;
      cmd_second_d[cmd_slot_i] = 1'b0;
    end
    if (copy_push_i) copy_pending_d[copy_index_i] = 1'b1;
    if (copy_done) copy_pending_d[copy] = 1'b0;
    if (obj_push_i) begin
      chunk_pending_d[obj_chunk_i] = 1'b1;
      chunk_failed_d[obj_chunk_i] = 1'b0;
      chunk_pair_d[obj_chunk_i] = obj_is_pair_i;
      here_d[{obj_chunk_i, 1'b0}] = 1'b0;
      here_d[{obj_chunk_i, 1'b1}] = 1'b0;
    end
    if (cmd_valid_o) cmd_second_d[slot] = 1'b1;
    if (cmd_done) begin
      cmd_pending_d[slot] = 1'b0;
      cmd_arrived_d[slot] = 1'b1;
      cmd_failed_d[slot] = ends_bad;
    end
    if (obj_done_o) here_d[{chunk, beat[3]}] = 1'b1;
    if (chunk_done) begin
      chunk_pending_d[chunk] = 1'b0;
      chunk_failed_d[chunk] = ends_bad;
    end
    in_flight_d = in_flight_q + 7'(cmd_push_i) + 7'(copy_push_i) + 7'(obj_push_i) -
                  7'(done);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cmd_pending_q <= '0;
      cmd_arrived_q <= '0;
      cmd_failed_q <= '0;
      copy_pending_q <= '0;
      chunk_pending_q <= '0;
      chunk_failed_q <= '0;
      here_q <= '0;
      in_flight_q <= '0;
      drops_q <= 1'b0;
    end else begin
      cmd_pending_q <= cmd_pending_d;
      cmd_arrived_q <= cmd_arrived_d;
      cmd_failed_q <= cmd_failed_d;
      copy_pending_q <= copy_pending_d;
      chunk_pending_q <= chunk_pending_d;
      chunk_failed_q <= chunk_failed_d;
      here_q <= here_d;
      in_flight_q <= in_flight_d;
      drops_q <= drops_d;
    end
  end
  always_ff @(posedge clk_i) begin
    cmd_second_q <= cmd_second_d;
    chunk_pair_q <= chunk_pair_d;
    if (copy_push_i) begin
      copy_beat_q[copy_index_i] <= '0;
      copy_last_q[copy_index_i] <= {copy_blocks_i[2:0] - 3'd1, 1'b1};
    end
    if (copy_valid_o) copy_beat_q[copy] <= copy_beat_o + 4'd1;
    if (obj_push_i) beat_q[obj_chunk_i] <= '0;
    if (obj_valid_o) beat_q[chunk] <= beat + 4'd1;
  end

  assign cmd_arrived_o = cmd_arrived_q;
  assign cmd_failed_o = cmd_failed_q;
  assign obj_here_o = here_q;
  assign chunk_failed_o = chunk_failed_q;
  assign copy_pending_o = copy_pending_q;
  assign in_flight_o = in_flight_q;

  // A TLP that came in several beats shows one header on all of them.
  `TOE_ASSERT(beats_follow, !rc_valid_i || rc_sop_i ||
              ($past(rc_valid_i && !rc_eop_i) && rc_header_i == $past(rc_header_i)))
  `TOE_ASSERT(tags_are_free, (!cmd_push_i || !cmd_pending_q[cmd_slot_i]) &&
              (!copy_push_i || !copy_pending_q[copy_index_i]) &&
              (!obj_push_i || !chunk_pending_q[obj_chunk_i]))
  `TOE_ASSERT(copies_are_of_1_to_8, !copy_push_i || (copy_blocks_i != '0 && copy_blocks_i <= 4'd8))
  `TOE_ASSERT(takes_what_arrived, (!cmd_take_i || cmd_arrived_q[cmd_take_slot_i]) &&
              (!cmd_push_i || !cmd_arrived_q[cmd_slot_i]))
  `TOE_ASSERT(flight_is_what_pends, in_flight_q != '0 ||
              (cmd_pending_q == '0 && copy_pending_q == '0 && chunk_pending_q == '0))
endmodule
