// SPDX-License-Identifier: Apache-2.0
//
// toe_turn - whose turn it is at the commit point, an item's or a receive job's, and which job is there
// (docs/microarchitecture.md 5.6, 5.11).
//
// Latency: what is taken at edge a is told at that very edge; job and handle stand from a+1 on until the
// next is taken.
`include "toe_assert.svh"

module toe_turn (
  input  logic        clk_i,
  input  logic        rst_ni,

  // the commit point is idle
  input  logic        idle_i,

  // LOAD: what its item is, and the handle its command names
  input  logic        item_valid_i,
  output logic        item_ready_o,
  input  logic        is_receive_i,
  input  logic        is_reply_i,
  input  logic        is_forward_i,
  input  logic [31:0] handle_i,

  // the job that waits
  input  logic [3:0]  next_job_i,    // toe_job; 0: none
  input  logic [13:0] next_id_i,
  output logic        job_take_o,

  // one of them is taken; it is a job, also that of a marker
  output logic        take_o,
  output logic        begins_o,      // its connection is known
  output logic        frame_take_o,  // that of a FRAME is not
  output logic [3:0]  job_o,         // 0: an item that is none
  output logic [31:0] job_handle_o,  // at the edge of the taking too

  // status
  output logic        active_o
);
  logic take_item, had_item_d, had_item_q;
  logic [3:0] job_d, job_q;
  logic [31:0] named_d, named_q;

  // Behind an item the job comes first, behind a job the item.
  assign item_ready_o = idle_i && !(next_job_i != '0 && had_item_q);
  assign take_item = item_valid_i && item_ready_o;
  assign job_take_o = idle_i && next_job_i != '0 && (had_item_q || !item_valid_i);
  assign take_o = take_item || job_take_o;
  assign had_item_d = take_o ? take_item : had_item_q;
  assign frame_take_o = job_take_o && next_job_i == toe_spec_pkg::TOE_JOB_FRAME;
  assign begins_o = (job_take_o && !frame_take_o) ||
                    (take_item && (is_receive_i || is_reply_i || is_forward_i));

  always_comb begin
    job_d = job_q;
    named_d = named_q;
    if (take_o) begin
      job_d = '0;
      named_d = handle_i;
      if (job_take_o) begin
        job_d = next_job_i;
        named_d = {4'(toe_spec_pkg::TOE_LAYER_TCP), 14'b0, next_id_i};
      end else if (is_receive_i) begin
        job_d = toe_spec_pkg::TOE_JOB_RECEIVE;
      end else if (is_reply_i) begin
        job_d = toe_spec_pkg::TOE_JOB_REPLY;
      end else if (is_forward_i) begin
        job_d = toe_spec_pkg::TOE_JOB_FORWARD;
      end
    end
  end
  assign job_o = job_q;
  assign job_handle_o = begins_o ? named_d : named_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      had_item_q <= 1'b0;
      job_q <= '0;
    end else begin
      had_item_q <= had_item_d;
      job_q <= job_d;
    end
  end
  always_ff @(posedge clk_i) begin
    named_q <= named_d;
  end
  assign active_o = take_o;

  `TOE_ASSERT(one_is_taken, !(take_item && job_take_o))
  `TOE_ASSERT(quiet, active_o || {had_item_d, job_d} == {had_item_q, job_q})
endmodule
