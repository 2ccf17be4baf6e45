// SPDX-License-Identifier: Apache-2.0
//
// toe_vlan_ids - the VLAN ids of the interface, one bit each (docs/microarchitecture.md 3, 6).
//
// 128 words of 32 ids; a word counts only while its bit says that it is not empty, so reset and
// CLEAR take one edge.  Latency: a BAR write or a SET takes effect at its edge; at one edge the SET
// comes behind the write.  Reading and asking are combinational.  Id 0 is never in.
`include "toe_assert.svh"

module toe_vlan_ids (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  // BAR: one DW
  input  logic                       wr_valid_i,
  input  logic [6:0]                 wr_word_i,
  input  logic [31:0]                wr_value_i,
  input  logic [6:0]                 rd_word_i,
  output logic [31:0]                rd_value_o,

  // SET INTERFACE_VLAN at the commit point
  input  logic                       set_valid_i,
  input  logic [1:0]                 set_action_i,   // toe_vlan_action
  input  logic [toe_pkg::VLAN_W-1:0] set_id_i,

  // COMMIT asks
  input  logic [toe_pkg::VLAN_W-1:0] query_i,
  output logic                       known_o,
  output logic                       any_o           // the interface has ids at all
);
  localparam int unsigned Words = 128;

  logic [31:0] ids [Words];
  logic [Words-1:0] filled_d, filled_q;

  assign rd_value_o = filled_q[rd_word_i] ? ids[rd_word_i] : '0;
  assign known_o = filled_q[query_i[11:5]] && ids[query_i[11:5]][query_i[4:0]];
  assign any_o = filled_q != '0;

  // The word a SET changes, as a write at this edge leaves it.
  logic changes, clears;
  logic [6:0] set_word;
  logic [31:0] wr_value, set_before, set_bit, set_value;
  assign changes = set_valid_i && (set_action_i == toe_spec_pkg::TOE_VLAN_ACTION_ADD ||
                                   set_action_i == toe_spec_pkg::TOE_VLAN_ACTION_REMOVE);
  assign clears = set_valid_i && set_action_i == toe_spec_pkg::TOE_VLAN_ACTION_CLEAR;
  assign wr_value = {wr_value_i[31:1], wr_value_i[0] && wr_word_i != '0};
  assign set_word = set_id_i[11:5];
  assign set_bit = 32'd1 << set_id_i[4:0];
  assign set_before = (wr_valid_i && wr_word_i == set_word) ? wr_value :
                      filled_q[set_word] ? ids[set_word] : '0;
  assign set_value = set_action_i == toe_spec_pkg::TOE_VLAN_ACTION_ADD ? set_before | set_bit
                                                                       : set_before & ~set_bit;

  always_comb begin
    filled_d = filled_q;
    if (wr_valid_i) filled_d[wr_word_i] = wr_value != '0;
    if (changes) filled_d[set_word] = set_value != '0;
    if (clears) filled_d = '0;
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) filled_q <= '0;
    else filled_q <= filled_d;
  end
  always_ff @(posedge clk_i) begin
    if (wr_valid_i) ids[wr_word_i] <= wr_value;
    if (changes) ids[set_word] <= set_value;
  end

  `TOE_ASSERT_INIT(an_id_is_a_bit, Words * 32 == 1 << toe_pkg::VLAN_W)
  `TOE_ASSERT(sets_are_good, !set_valid_i || clears || (changes && set_id_i != '0))
  `TOE_ASSERT(id_0_is_never_in, query_i != '0 || !known_o)
  `TOE_ASSERT(quiet, wr_valid_i || set_valid_i || filled_d == filled_q)
endmodule
