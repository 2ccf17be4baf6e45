// SPDX-License-Identifier: Apache-2.0
//
// toe_rcv_move - what an action of a receive job, or of a closing, moves: its bytes, the blocks that hold none
// of the rest then, the way over the chain (docs/microarchitecture.md 5.11).
//
// Combinational.
module toe_rcv_move (
  // the action
  input  logic                              closes_i,
  input  toe_pkg::step_e                    step_i,
  input  logic [24:0]                       value_i,        // REPLY: bytes to consume
  input  logic [toe_pkg::FRAME_W-1:0]       frame_bytes_i,  // of what is passed up
  input  toe_pkg::request_t                 request_i,      // the first that is posted

  // the buffer
  input  logic [31:0]                       buf_bytes_i,
  input  logic [5:0]                        buf_begin_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] blocks_i,

  // what an indication has room for
  input  logic [31:0]                       indication_i,   // RCV_INDICATION
  input  logic [4:0]                        host_log2_i,
  output logic [31:0]                       host_bytes_o,   // of a host buffer

  // what is moved
  output logic [24:0]                       moved_o,        // bytes
  output logic                              takes_all_o,    // of the buffer
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] passed_o,       // blocks that hold none of the rest
  output logic                              moves_data_o,   // out of the buffer to the host
  output logic                              consumes_later_o, // blocks go first

  // the walk: a placing reads its rows, and comes to the first block that stays
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] walk_rows_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] walk_steps_o
);
  logic [31:0] room, most;
  logic [24:0] total;
  logic [toe_pkg::COPY_BLOCKS_W-1:0] touched;
  logic unused_members;
  assign unused_members = ^{request_i, most[31:25]};
  assign room = request_i.bytes - request_i.filled;
  assign host_bytes_o = 32'd1 << host_log2_i;
  always_comb begin
    most = buf_bytes_i;
    if (step_i == toe_pkg::StepPlace && !closes_i && room < buf_bytes_i) most = room;
    if (step_i == toe_pkg::StepIndicate) begin
      if (host_bytes_o < most) most = host_bytes_o;
      if (indication_i != '0 && indication_i < most) most = indication_i;
    end
    if (step_i == toe_pkg::StepPass) most = 32'(frame_bytes_i);
    moved_o = step_i == toe_pkg::StepConsume ? value_i : most[24:0];
  end
  assign takes_all_o = 32'(moved_o) == buf_bytes_i;
  assign total = 25'(buf_begin_i) + moved_o;
  assign touched = total[24:6] + toe_pkg::COPY_BLOCKS_W'(total[5:0] != '0);
  assign passed_o = takes_all_o ? blocks_i : total[24:6];
  assign moves_data_o = step_i == toe_pkg::StepPlace || step_i == toe_pkg::StepIndicate;
  assign consumes_later_o = step_i == toe_pkg::StepConsume && passed_o != '0;
  assign walk_rows_o = moves_data_o ? touched : '0;
  always_comb begin
    walk_steps_o = passed_o;
    if (moves_data_o && (takes_all_o || step_i == toe_pkg::StepIndicate))
      walk_steps_o = touched - 1'b1;
  end
endmodule
