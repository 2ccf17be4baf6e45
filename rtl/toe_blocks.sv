// SPDX-License-Identifier: Apache-2.0
//
// toe_blocks - the allocator of the buffer memory: blocks of 64 bytes in chains
// (docs/microarchitecture.md 5.9, 6).
//
// Latency: block_o is what a take at this edge is given.  Throughput: one block an edge, or one whole
// chain freed.  Never-used blocks go first, ascending, then those of freed chains, first in first out;
// a chain keeps its order.
//
// The link of a block names the next of its chain.  A take links the last block of its chain to the new one, a
// free links the last free block to the chain: one write an edge, since nobody takes while a chain is
// freed.  The link of the first free block is read ahead, at the edge at which it becomes the first, and
// kept while chains are walked.
`include "toe_assert.svh"

module toe_blocks (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  // one is taken
  input  logic                              take_i,
  input  logic                              is_first_i,     // of its chain
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  behind_i,       // else the last one of its chain
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  block_o,

  // a chain is freed
  input  logic                              free_valid_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  free_head_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  free_tail_i,
  input  logic [toe_pkg::COPY_BLOCKS_W-1:0] free_count_i,

  // the block behind one of a chain: walked at an edge without any of the above
  input  logic                              walk_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_block_i,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  walk_next_o,    // at the edge after

  // status
  output logic                              active_o
);
  localparam int unsigned Blocks = toe_spec_pkg::TOE_STAGE_BUFFER_ROWS;

  logic [toe_pkg::COPY_BLOCKS_W-1:0] never_d, never_q;    // the first that was never used
  logic [toe_pkg::COPY_BLOCKS_W-1:0] count_d, count_q;    // freed and not taken again
  logic [toe_pkg::BUFFER_ROW_W-1:0] head_d, head_q, tail_d, tail_q;
  logic patched_d, patched_q;                             // the link of head_q was written after its read
  logic [toe_pkg::BUFFER_ROW_W-1:0] patch_d, patch_q;

  logic is_never, takes_freed, moves, link_wr;
  logic [toe_pkg::BUFFER_ROW_W-1:0] link, next, kept_q, link_wr_block, link_wr_next;
  logic moved_q;
  assign is_never = never_q != toe_pkg::COPY_BLOCKS_W'(Blocks);
  assign takes_freed = take_i && !is_never;
  assign block_o = is_never ? never_q[toe_pkg::BUFFER_ROW_W-1:0] : head_q;
  assign next = patched_q ? patch_q : moved_q ? link : kept_q;
  assign walk_next_o = link;

  // Links: of the last block of the chain, or of the last free one.
  assign link_wr = (take_i && !is_first_i) || (free_valid_i && count_q != '0);
  assign link_wr_block = take_i ? behind_i : tail_q;
  assign link_wr_next = take_i ? block_o : free_head_i;
  assign moves = takes_freed || (free_valid_i && count_q == '0);
  toe_ram_1r1w #(.Width(toe_pkg::BUFFER_ROW_W), .Depth(Blocks)) u_links (
    .clk_i     (clk_i),
    .wr_en_i   (link_wr),
    .wr_addr_i (link_wr_block),
    .wr_data_i (link_wr_next),
    .rd_en_i   (moves || walk_i),
    .rd_addr_i (walk_i ? walk_block_i : head_d),
    .rd_data_o (link)
  );

  always_comb begin
    never_d = never_q;
    count_d = count_q;
    head_d = head_q;
    tail_d = tail_q;
    patched_d = patched_q;
    patch_d = patch_q;
    if (take_i) begin
      if (is_never) begin
        never_d = never_q + 1'b1;
      end else begin
        head_d = next;
        count_d = count_q - 1'b1;
        patched_d = 1'b0;
      end
    end else if (free_valid_i) begin
      tail_d = free_tail_i;
      count_d = count_q + free_count_i;
      if (count_q == '0) begin
        head_d = free_head_i;
        patched_d = 1'b0;
      end else if (count_q == toe_pkg::COPY_BLOCKS_W'(1)) begin
        patched_d = 1'b1;
        patch_d = free_head_i;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      never_q <= '0;
      count_q <= '0;
      moved_q <= 1'b0;
    end else begin
      never_q <= never_d;
      count_q <= count_d;
      moved_q <= moves;
    end
  end
  always_ff @(posedge clk_i) begin
    head_q <= head_d;
    tail_q <= tail_d;
    patched_q <= patched_d;
    patch_q <= patch_d;
    if (moved_q) kept_q <= link;
  end

  assign active_o = take_i || free_valid_i || moved_q || walk_i;

  `TOE_ASSERT_INIT(all_blocks_have_a_number, Blocks == 1 << toe_pkg::BUFFER_ROW_W)
  `TOE_ASSERT(one_thing_an_edge, !(take_i && free_valid_i) && !(walk_i && (take_i || free_valid_i)))
  `TOE_ASSERT(takes_what_is_there, !take_i || is_never || count_q != '0)
  `TOE_ASSERT(frees_what_was_taken, !free_valid_i ||
              (free_count_i != '0 && 20'(count_q) + 20'(free_count_i) <= 20'(never_q)))
  `TOE_ASSERT(one_block_is_head_and_tail, !free_valid_i ||
              free_count_i != toe_pkg::COPY_BLOCKS_W'(1) || free_head_i == free_tail_i)
  `TOE_ASSERT(quiet, active_o || {never_d, count_d, head_d, tail_d} ==
              {never_q, count_q, head_q, tail_q})
endmodule
