// SPDX-License-Identifier: Apache-2.0
//
// toe_ids - the ids of a layer: never-used ones first, ascending from 0, then freed ones first-in
// first-out (docs/microarchitecture.md 6).
//
// The queue of freed ids is a RAM: its head is read at the edge of look_i, once no id is never-used,
// and is visible at the edge after, until the take.  Latency: an id freed at edge d can be read at
// d+1.
`include "toe_assert.svh"

module toe_ids #(
  parameter int unsigned Built = 16384,     // a power of two
  localparam int unsigned IdW = $clog2(Built),
  localparam int unsigned CountW = IdW + 1
) (
  input  logic              clk_i,
  input  logic              rst_ni,

  // taking
  input  logic              look_i,         // an object that may take one is there
  output logic [IdW-1:0]    next_o,         // visible at the edge after
  input  logic              take_i,

  // giving back, never at the edge of a take
  input  logic              give_i,
  input  logic [IdW-1:0]    given_i,

  // ids below it were given out, be they in use or not
  output logic [CountW-1:0] known_o,

  // status
  output logic              active_o
);
  logic [CountW-1:0] known_d, known_q;
  logic [IdW-1:0] head_d, head_q, tail_d, tail_q, freed;
  logic [CountW-1:0] waiting_d, waiting_q;  // ids in the queue
  logic all_known, reads;

  assign all_known = known_q[IdW];
  assign reads = look_i && all_known;
  toe_ram_1r1w #(.Width(IdW), .Depth(Built)) u_freed (
    .clk_i     (clk_i),
    .wr_en_i   (give_i),
    .wr_addr_i (tail_q),
    .wr_data_i (given_i),
    .rd_en_i   (reads),
    .rd_addr_i (head_q),
    .rd_data_o (freed)
  );
  assign next_o = all_known ? freed : known_q[IdW-1:0];
  assign known_o = known_q;

  assign known_d = known_q + CountW'(take_i && !all_known);
  assign head_d = head_q + IdW'(take_i && all_known);
  assign tail_d = tail_q + IdW'(give_i);
  assign waiting_d = waiting_q + CountW'(give_i) - CountW'(take_i && all_known);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      known_q <= '0;
      head_q <= '0;
      tail_q <= '0;
      waiting_q <= '0;
    end else begin
      known_q <= known_d;
      head_q <= head_d;
      tail_q <= tail_d;
      waiting_q <= waiting_d;
    end
  end

  assign active_o = reads || take_i || give_i;

  `TOE_ASSERT_INIT(built_is_a_power_of_two, Built == 1 << IdW)
  `TOE_ASSERT(takes_what_is_there, !take_i || !all_known || waiting_q != '0)
  `TOE_ASSERT(gives_what_is_known, !give_i || CountW'(given_i) < known_q)
  `TOE_ASSERT(never_more_than_known, waiting_q <= known_q)
  `TOE_ASSERT(one_at_a_time, !(take_i && give_i))
  `TOE_ASSERT(quiet, active_o || {known_d, head_d, tail_d, waiting_d} ==
              {known_q, head_q, tail_q, waiting_q})
endmodule
