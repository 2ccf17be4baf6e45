// SPDX-License-Identifier: Apache-2.0
//
// toe_posted - posted receive requests, a queue a connection (docs/microarchitecture.md 5.11, 6).
//
// The requests of all connections share one memory; each names the one behind it.  First, last and
// number of a connection's stand in the ledger.  Latency: a request read at edge c is seen from c+1 on
// until the next read; a place for a new one is read at the edge of look_i, at least one edge before
// the push.  What is posted or leaves at an edge counts from the next on.
`include "toe_assert.svh"

module toe_posted (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // a request, and the one behind it
  input  logic                         read_i,
  input  logic [toe_pkg::POSTED_W-1:0] read_place_i,
  output toe_pkg::request_t            request_o,
  output logic [toe_pkg::POSTED_W-1:0] behind_o,

  // a new one, behind the last of its queue
  input  logic                         look_i,
  input  logic                         push_i,
  input  toe_pkg::request_t            pushed_i,
  output logic [toe_pkg::POSTED_W-1:0] place_o,
  input  logic                         links_i,       // its queue is not empty
  input  logic [toe_pkg::POSTED_W-1:0] last_i,

  // one leaves; bytes of one are filled.  Never at the edge of a push.
  input  logic                         pop_i,
  input  logic [toe_pkg::POSTED_W-1:0] pop_place_i,
  input  logic                         fill_i,
  input  logic [toe_pkg::POSTED_W-1:0] fill_place_i,
  input  logic [31:0]                  filled_i,

  // the pool
  input  logic [12:0]                  limit_i,
  output logic                         has_free_o,
  output logic [12:0]                  used_o,
  output logic [12:0]                  after_o,

  // status
  output logic                         active_o
);
  localparam int unsigned Built = toe_spec_pkg::TOE_POOL_POSTED_BUILT;
  localparam int unsigned FixedW = $bits(pushed_i) - 32;

  logic ids_active;
  logic [toe_pkg::POSTED_W:0] known;
  toe_ids #(.Built(Built)) u_ids (
    .clk_i (clk_i), .rst_ni (rst_ni), .look_i (look_i), .next_o (place_o), .take_i (push_i),
    .give_i (pop_i), .given_i (pop_place_i), .known_o (known), .active_o (ids_active)
  );
  toe_pool #(.Width(13), .Built(toe_spec_pkg::TOE_POOL_POSTED_BUILT)) u_pool (
    .clk_i (clk_i), .rst_ni (rst_ni), .limit_i (limit_i), .amount_i (1'b1),
    .has_free_o (has_free_o), .take_i (push_i), .give_i (pop_i), .given_i (13'd1),
    .used_o (used_o), .after_o (after_o)
  );

  toe_ram_1r1w #(.Width(FixedW), .Depth(Built)) u_fixed (
    .clk_i     (clk_i),
    .wr_en_i   (push_i),
    .wr_addr_i (place_o),
    .wr_data_i ({pushed_i.address, pushed_i.bytes, pushed_i.no_push, pushed_i.id}),
    .rd_en_i   (read_i),
    .rd_addr_i (read_place_i),
    .rd_data_o ({request_o.address, request_o.bytes, request_o.no_push, request_o.id})
  );
  toe_ram_1r1w #(.Width(32), .Depth(Built)) u_filled (
    .clk_i     (clk_i),
    .wr_en_i   (push_i || fill_i),
    .wr_addr_i (push_i ? place_o : fill_place_i),
    .wr_data_i (push_i ? pushed_i.filled : filled_i),
    .rd_en_i   (read_i),
    .rd_addr_i (read_place_i),
    .rd_data_o (request_o.filled)
  );
  toe_ram_1r1w #(.Width(toe_pkg::POSTED_W), .Depth(Built)) u_behind (
    .clk_i     (clk_i),
    .wr_en_i   (push_i && links_i),
    .wr_addr_i (last_i),
    .wr_data_i (place_o),
    .rd_en_i   (read_i),
    .rd_addr_i (read_place_i),
    .rd_data_o (behind_o)
  );

  assign active_o = ids_active || read_i || push_i || pop_i || fill_i;

  `TOE_ASSERT_INIT(places_have_their_width, Built == 1 << toe_pkg::POSTED_W)
  `TOE_ASSERT(one_thing_an_edge, !(push_i && (pop_i || fill_i)))
  `TOE_ASSERT(places_are_known, (!read_i || {1'b0, read_place_i} < known) &&
              (!pop_i || {1'b0, pop_place_i} < known) && (!fill_i || {1'b0, fill_place_i} < known))
endmodule
