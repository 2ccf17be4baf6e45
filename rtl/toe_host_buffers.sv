// SPDX-License-Identifier: Apache-2.0
//
// toe_host_buffers - the host's buffers for indications: which one is next, which are with the host
// (docs/microarchitecture.md 3, 5.11, 6).
//
// Never-used numbers below the limit go first, ascending, then those given back, first in first out.
// Latency: the number of a buffer taken at edge s is seen from s+1 on until the next take; so is that it
// is with the host.  Throughput: one taken and one given back an edge.
`include "toe_assert.svh"

module toe_host_buffers (
  input  logic        clk_i,
  input  logic        rst_ni,

  // configuration
  input  logic [12:0] limit_i,

  // one is taken
  output logic        has_free_o,
  input  logic        take_i,
  output logic [11:0] id_o,

  // one is given back: is it with the host
  input  logic [11:0] return_id_i,
  output logic        return_ok_o,
  input  logic        return_valid_i,

  // status
  output logic [12:0] used_o,
  output logic        active_o
);
  localparam int unsigned Built = toe_spec_pkg::TOE_POOL_HOST_BUFFER_BUILT;

  logic lent [Built];
  logic [12:0] known_d, known_q;             // numbers below it were given out
  logic [11:0] head_d, head_q, tail_d, tail_q, freed, never_q;
  logic [12:0] used_d, used_q;
  logic is_never, was_never_q, taken_q;

  // The next number.
  assign has_free_o = used_q < limit_i;
  assign is_never = known_q < limit_i;
  toe_ram_1r1w #(.Width(12), .Depth(Built)) u_freed (
    .clk_i     (clk_i),
    .wr_en_i   (return_valid_i),
    .wr_addr_i (tail_q),
    .wr_data_i (return_id_i),
    .rd_en_i   (take_i && !is_never),
    .rd_addr_i (head_q),
    .rd_data_o (freed)
  );
  assign id_o = was_never_q ? never_q : freed;
  assign known_d = known_q + 13'(take_i && is_never);
  assign head_d = head_q + 12'(take_i && !is_never);
  assign tail_d = tail_q + 12'(return_valid_i);
  assign used_d = used_q + 13'(take_i) - 13'(return_valid_i);
  assign used_o = used_q;

  // Which are with the host: one just taken is noted at the edge after, unless it is back by then.
  logic is_just_taken;
  assign is_just_taken = taken_q && return_id_i == id_o;
  assign return_ok_o = {1'b0, return_id_i} < known_q && (is_just_taken || lent[return_id_i]);
  always_ff @(posedge clk_i) begin
    if (taken_q) lent[id_o] <= 1'b1;
    if (return_valid_i) lent[return_id_i] <= 1'b0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      known_q <= '0;
      head_q <= '0;
      tail_q <= '0;
      used_q <= '0;
      taken_q <= 1'b0;
    end else begin
      known_q <= known_d;
      head_q <= head_d;
      tail_q <= tail_d;
      used_q <= used_d;
      taken_q <= take_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (take_i) begin
      was_never_q <= is_never;
      never_q <= known_q[11:0];
    end
  end

  assign active_o = take_i || taken_q || return_valid_i;

  `TOE_ASSERT_INIT(numbers_have_their_width, Built == 1 << 12)
  `TOE_ASSERT(takes_what_is_free, !take_i || has_free_o)
  `TOE_ASSERT(freed_ones_are_there, !take_i || is_never || used_q != known_q)
  `TOE_ASSERT(gives_what_is_lent, !return_valid_i || return_ok_o)
  `TOE_ASSERT(queue_holds_the_rest, used_q <= known_q &&
              12'(known_q - used_q) == tail_q - head_q)
  `TOE_ASSERT(quiet, active_o || {known_d, head_d, tail_d, used_d} ==
              {known_q, head_q, tail_q, used_q})
endmodule
