// SPDX-License-Identifier: Apache-2.0
//
// toe_fifo - a queue whose head is visible.
//
// Latency: an item pushed at edge c can leave at edge c+1.  Throughput: one in and one out an edge,
// but room is judged on the visible level: what leaves at edge c makes room for a push at edge c+1
// (docs/microarchitecture.md 2).
`include "toe_assert.svh"

module toe_fifo #(
  parameter int unsigned Width = 32,
  parameter int unsigned Depth = 4,
  localparam int unsigned LevelW = $clog2(Depth + 1)
) (
  input  logic              clk_i,
  input  logic              rst_ni,

  // upstream
  input  logic              in_valid_i,
  output logic              in_ready_o,
  input  logic [Width-1:0]  in_data_i,

  // downstream
  output logic              out_valid_o,
  input  logic              out_ready_i,
  output logic [Width-1:0]  out_data_o,

  // status
  output logic [LevelW-1:0] level_o
);
  localparam int unsigned PtrW = $clog2(Depth);

  logic [Width-1:0] mem [Depth];
  logic [PtrW-1:0] head_d, head_q, tail_d, tail_q;
  logic [LevelW-1:0] level_d, level_q;
  logic push, pop;

  assign in_ready_o = level_q != LevelW'(Depth);
  assign out_valid_o = level_q != '0;
  assign out_data_o = mem[head_q];
  assign level_o = level_q;
  assign push = in_valid_i && in_ready_o;
  assign pop = out_valid_o && out_ready_i;

  always_comb begin
    head_d = head_q;
    tail_d = tail_q;
    if (pop) head_d = (head_q == PtrW'(Depth - 1)) ? '0 : head_q + 1'b1;
    if (push) tail_d = (tail_q == PtrW'(Depth - 1)) ? '0 : tail_q + 1'b1;
    level_d = level_q + LevelW'(push) - LevelW'(pop);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      head_q <= '0;
      tail_q <= '0;
      level_q <= '0;
    end else begin
      head_q <= head_d;
      tail_q <= tail_d;
      level_q <= level_d;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push) mem[tail_q] <= in_data_i;
  end

  // What the head showed and was not taken it shows again: the head stays, and nobody writes on it.
  `TOE_ASSERT_INIT(depth_is_usable, Depth >= 2)
  `TOE_ASSERT(no_overflow, level_q <= LevelW'(Depth))
  `TOE_ASSERT(holds_when_stalled,
              !$past(out_valid_o && !out_ready_i) ||
              (out_valid_o && head_q == $past(head_q)))
  `TOE_ASSERT(head_is_not_overwritten, !push || !out_valid_o || tail_q != head_q)
endmodule
