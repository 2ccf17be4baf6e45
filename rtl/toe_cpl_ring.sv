// SPDX-License-Identifier: Apache-2.0
//
// toe_cpl_ring - where the next entry of the completion ring goes, and whether there is room for it
// (docs/microarchitecture.md 3, 5.10).
//
// Latency: what is pushed at edge c moves the tail, seen from c+1 on.  WRITEBACK and RECEIVE share it,
// and never push at one edge.
`include "toe_assert.svh"

module toe_cpl_ring (
  input  logic        clk_i,
  input  logic        rst_ni,

  // registers
  input  logic [63:0] base_i,
  input  logic [16:0] size_i,
  input  logic [15:0] doorbell_i,

  // the next entry
  output logic        room_o,
  output logic [63:0] address_o,
  output logic        phase_o,
  input  logic        push_i,

  // status
  output logic [15:0] tail_o
);
  logic [15:0] tail_d, tail_q, next_tail;
  logic phase_d, phase_q;

  assign next_tail = (tail_q + 16'd1) & 16'(size_i - 17'd1);   // modulo the ring
  assign room_o = size_i != '0 && next_tail != doorbell_i;
  assign address_o = base_i + {43'b0, tail_q, 5'b0};
  assign phase_o = phase_q;
  assign tail_o = tail_q;
  assign tail_d = push_i ? next_tail : tail_q;
  assign phase_d = push_i && next_tail == '0 ? !phase_q : phase_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      tail_q <= '0;
      phase_q <= 1'b1;
    end else begin
      tail_q <= tail_d;
      phase_q <= phase_d;
    end
  end

  `TOE_ASSERT(pushes_into_room, !push_i || room_o)
endmodule
