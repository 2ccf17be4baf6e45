// SPDX-License-Identifier: Apache-2.0
//
// toe_cc - answers of BAR reads, kept behind the DMA writes before them
// (docs/microarchitecture.md 3).
//
// Latency: a read taken at CQ at edge c arrives here in the cycle behind it and leaves at c+2 at
// the earliest, and not before the edge after the one at which the last write pushed at or before c
// leaves RQ.  Throughput: one answer an edge.  The link never refuses CC.
`include "toe_assert.svh"

module toe_cc (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  // a read, one edge after it was taken
  input  logic                           read_valid_i,
  input  logic                           read_ok_i,         // 0: unsupported request
  input  logic [31:0]                    read_value_i,
  input  logic [15:0]                    read_requester_i,
  input  logic [7:0]                     read_tag_i,
  input  logic [6:0]                     read_lower_i,
  input  logic [9:0]                     read_dws_i,        // asked for; 0 is 1024

  // the order of writes
  input  logic [toe_pkg::PQ_MARK_W-1:0]  pushed_i,
  input  logic [toe_pkg::PQ_MARK_W-1:0]  sent_i,

  // the link
  output logic                           cc_valid_o,
  output logic [127:0]                   cc_header_o,
  output logic [255:0]                   cc_data_o,

  // status
  output logic                           active_o
);
  localparam int unsigned Depth = toe_spec_pkg::TOE_STAGE_CC_DEPTH;

  typedef struct packed {
    logic ok;
    logic [31:0] value;
    logic [15:0] requester;
    logic [7:0] tag;
    logic [6:0] lower;
    logic [9:0] dws;
    logic [toe_pkg::PQ_MARK_W-1:0] mark;   // writes pushed before the read was taken
  } answer_t;

  answer_t in, head;
  logic ready, valid;
  logic [$clog2(Depth+1)-1:0] level;
  logic [toe_pkg::PQ_MARK_W-1:0] ahead;

  assign in.ok = read_ok_i;
  assign in.value = read_value_i;
  assign in.requester = read_requester_i;
  assign in.tag = read_tag_i;
  assign in.lower = read_lower_i;
  assign in.dws = read_dws_i;
  assign in.mark = pushed_i;

  toe_fifo #(.Width($bits(in)), .Depth(Depth)) u_answers (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .in_valid_i  (read_valid_i),
    .in_ready_o  (ready),
    .in_data_i   (in),
    .out_valid_o (valid),
    .out_ready_i (cc_valid_o),
    .out_data_o  (head),
    .level_o     (level)
  );

  // Writes still ahead, modulo; at most PQ_DEPTH, and when the mark was passed while the answer
  // stood behind others, at least -Depth.
  assign ahead = head.mark - sent_i;
  assign cc_valid_o = valid && (ahead == '0 || ahead[toe_pkg::PQ_MARK_W-1]);
  assign cc_data_o = {224'b0, head.value};
  assign cc_header_o = {
    head.ok ? toe_pkg::TLP_CPLD : toe_pkg::TLP_CPL, 14'b0, head.ok ? 10'd1 : 10'd0,
    16'b0, head.ok ? toe_pkg::TLP_SC : toe_pkg::TLP_UR, 1'b0, {head.dws, 2'b00},
    head.requester, head.tag, 1'b0, head.lower,
    32'b0
  };
  assign active_o = read_valid_i || cc_valid_o;

  `TOE_ASSERT_INIT(two_cycles, toe_spec_pkg::TOE_STAGE_CC_CYCLES == 2)
  `TOE_ASSERT(bridge_keeps_to_depth, !read_valid_i || ready)
  `TOE_ASSERT(answers_fit, level <= ($bits(level))'(Depth))
endmodule
