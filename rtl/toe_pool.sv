// SPDX-License-Identifier: Apache-2.0
//
// toe_pool - one countable resource: its level, its limit, and the next id
// (docs/microarchitecture.md 6).
//
// free = max(0, limit - used), so a limit below what is used frees nothing.  Ids are given
// never-used first, ascending from 0.  Latency: what is taken at edge d is visible at d+1.
`include "toe_assert.svh"

module toe_pool #(
  parameter int unsigned Width = 15,
  parameter bit HasUnlimited = 1'b0,     // a limit of all ones is none
  parameter logic [31:0] Built = 32'd16384
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  // configuration
  input  logic [Width-1:0] limit_i,

  // taking
  output logic             has_free_o,
  output logic [Width-1:0] next_id_o,
  input  logic             take_i,

  // level
  output logic [Width-1:0] used_o
);
  logic [Width-1:0] used_d, used_q, next_id_d, next_id_q;

  assign has_free_o = used_q < limit_i || (HasUnlimited && limit_i == '1);
  assign next_id_o = next_id_q;
  assign used_o = used_q;
  assign used_d = used_q + Width'(take_i);
  assign next_id_d = next_id_q + Width'(take_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      used_q <= '0;
      next_id_q <= '0;
    end else begin
      used_q <= used_d;
      next_id_q <= next_id_d;
    end
  end

  `TOE_ASSERT(takes_what_is_free, !take_i || has_free_o)
  `TOE_ASSERT(used_within_built, 33'(used_q) <= 33'(Built))
  `TOE_ASSERT(used_is_what_was_given, used_q == next_id_q)
endmodule
