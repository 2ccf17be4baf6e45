// SPDX-License-Identifier: Apache-2.0
//
// toe_find - a FRAME that COMMIT has taken: is its station ours, which connection is it for
// (docs/microarchitecture.md 5.13, 5.14).
//
// Latency: taken at edge a, the station is looked at at a+1, and ends_o says so then if there is nothing
// to look up.  Else the answer of the lookup, started at a, is taken at a + LOOKUP_CYCLES; with a VLAN that
// was not found, that of another one without, started then, LOOKUP_CYCLES later: look_o with the
// connection, or ends_o.
`include "toe_assert.svh"

module toe_find (
  input  logic                      clk_i,
  input  logic                      rst_ni,

  // the frame, held until it leaves; it is taken
  input  toe_pkg::frame_t           frame_i,
  input  logic                      take_i,

  // its station: the interface's, or a source MAC in use (at the edge after the taking)
  input  logic [47:0]               interface_mac_i,
  input  logic                      station_found_i,

  // the lookup
  output logic                      lookup_start_o,
  output logic [toe_pkg::KEY_W-1:0] lookup_key_o,
  input  logic                      lookup_found_i,
  input  logic [13:0]               lookup_found_id_i,

  // what it comes to
  output logic                      ends_o,         // there is no connection
  output logic                      look_o,         // there is
  output logic                      is_ours_o,      // from the edge after the taking on
  output logic                      is_found_o,     // from the edge after look_o on
  output logic [31:0]               handle_o,       // of the connection, from look_o on; else 0

  // status
  output logic                      active_o
);
  localparam int unsigned Lookup = toe_spec_pkg::TOE_STAGE_LOOKUP_CYCLES;

  logic [3:0] age_d, age_q;                         // edges since the taking; 0: nothing goes on
  logic is_ours_d, is_ours_q, is_found_d, is_found_q;
  logic [13:0] id_q;

  logic is_first, is_answer, is_second, has_vlan, retries;
  assign is_first = age_q == 4'd1;
  assign is_second = age_q >= 4'(Lookup);
  assign is_answer = age_q == 4'(Lookup) || age_q == 4'(2 * Lookup);
  assign has_vlan = frame_i.vlan != '0;
  assign is_ours_o = is_first ? frame_i.dst_mac == interface_mac_i || station_found_i : is_ours_q;
  assign look_o = is_answer && lookup_found_i;
  assign retries = age_q == 4'(Lookup) && !lookup_found_i && has_vlan;
  assign ends_o = (is_first && !(frame_i.reason == toe_spec_pkg::TOE_FRAME_ACCEPTED && is_ours_o)) ||
                  (is_answer && !lookup_found_i && !retries);

  // As seen from here: its destination is local, its source remote.
  assign lookup_start_o = (take_i && frame_i.reason == toe_spec_pkg::TOE_FRAME_ACCEPTED) || retries;
  assign lookup_key_o = {frame_i.src_port, frame_i.dst_port, frame_i.src_ip, frame_i.dst_ip, 8'b0,
                         frame_i.family, 4'b0, is_second ? toe_pkg::VLAN_W'(0) : frame_i.vlan};

  always_comb begin
    age_d = age_q == '0 ? age_q : age_q + 4'd1;
    if (ends_o || look_o) age_d = '0;
    is_ours_d = is_ours_o;
    is_found_d = is_found_q || look_o;
    if (take_i) begin
      age_d = 4'd1;
      is_found_d = 1'b0;
    end
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      age_q <= '0;
      is_ours_q <= 1'b0;
      is_found_q <= 1'b0;
    end else begin
      age_q <= age_d;
      is_ours_q <= is_ours_d;
      is_found_q <= is_found_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (look_o) id_q <= lookup_found_id_i;
  end
  assign is_found_o = is_found_q;
  always_comb begin
    handle_o = '0;
    if (look_o || is_found_q)
      handle_o = {4'(toe_spec_pkg::TOE_LAYER_TCP), 14'b0, look_o ? lookup_found_id_i : id_q};
  end
  logic unused_members;
  assign unused_members = ^frame_i;
  assign active_o = take_i || age_q != '0;

  `TOE_ASSERT_INIT(two_lookups_fit, 2 * Lookup < 16 && Lookup > 1)
  `TOE_ASSERT(one_at_a_time, !take_i || age_q == '0)
  `TOE_ASSERT(quiet, active_o || {age_d, is_found_d} == {age_q, is_found_q})
endmodule
