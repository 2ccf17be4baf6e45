// SPDX-License-Identifier: Apache-2.0
//
// toe_pool - one countable resource: its level, its limit, and the next id
// (docs/microarchitecture.md 6).
//
// free = max(0, limit - used), so a limit below what is used frees nothing.  Ids are given
// never-used first, ascending from 0; of an amount the lowest is named.  Latency: what is taken at
// edge d is visible at d+1.  A take is not refused: it may have been found free earlier.
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
  output logic [Width-1:0]   next_id_o,
  input  logic               take_i,

  // level, before and after the take
  output logic [Width-1:0]   used_o,
  output logic [Width-1:0]   after_o
);
  logic [Width-1:0] used_q, next_id_d, next_id_q;

  assign has_free_o = 33'(used_q) + 33'(amount_i) <= 33'(limit_i) ||
                      (HasUnlimited && limit_i == '1);
  assign next_id_o = next_id_q;
  assign used_o = used_q;
  assign after_o = take_i ? used_q + Width'(amount_i) : used_q;
  assign next_id_d = take_i ? next_id_q + Width'(amount_i) : next_id_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      used_q <= '0;
      next_id_q <= '0;
    end else begin
      used_q <= after_o;
      next_id_q <= next_id_d;
    end
  end

  `TOE_ASSERT(takes_what_was_built, !take_i ||
              33'(used_q) + 33'(amount_i) <= 33'(Built))
  `TOE_ASSERT(used_within_built, 33'(used_q) <= 33'(Built))
  `TOE_ASSERT(used_is_what_was_given, used_q == next_id_q)
endmodule
