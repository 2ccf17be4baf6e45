// SPDX-License-Identifier: Apache-2.0
//
// toe_pool - one countable resource: its level and its limit (docs/microarchitecture.md 6).
//
// free = max(0, limit - used), so a limit below what is used frees nothing.  Latency: what is taken
// or given back at edge d is visible at d+1.  A take is not refused: it may have been found free
// earlier.
`include "toe_assert.svh"

module toe_pool #(
  parameter int unsigned Width = 15,
  parameter int unsigned AmountW = 1,
  parameter bit HasUnlimited = 1'b0,     // a limit of all ones is none
  parameter logic [31:0] Built = 32'd16384
) (
  input  logic               clk_i,
  input  logic               rst_ni,

  // configuration
  input  logic [Width-1:0]   limit_i,

  // taking
  input  logic [AmountW-1:0] amount_i,   // how much is asked for, and taken
  output logic               has_free_o,
  input  logic               take_i,

  // giving back, never at the edge of a take
  input  logic               give_i,
  input  logic [Width-1:0]   given_i,    // how much

  // level, before and after
  output logic [Width-1:0]   used_o,
  output logic [Width-1:0]   after_o
);
  logic [Width-1:0] used_q;

  assign has_free_o = 33'(used_q) + 33'(amount_i) <= 33'(limit_i) ||
                      (HasUnlimited && limit_i == '1);
  assign used_o = used_q;
  assign after_o = take_i ? used_q + Width'(amount_i) : give_i ? used_q - given_i : used_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) used_q <= '0;
    else used_q <= after_o;
  end

  `TOE_ASSERT(takes_what_was_built, !take_i ||
              33'(used_q) + 33'(amount_i) <= 33'(Built))
  `TOE_ASSERT(gives_what_was_taken, !give_i || given_i <= used_q)
  `TOE_ASSERT(one_at_a_time, !(take_i && give_i))
  `TOE_ASSERT(used_within_built, 33'(used_q) <= 33'(Built))
endmodule
