// SPDX-License-Identifier: Apache-2.0
//
// toe_ack - acknowledgments: their path and neighbor are read, their frame is built and leaves for the
// wire (docs/microarchitecture.md 5.11, 5.15).
//
// Latency: started at the edge of a step s, row 0 of the path is read at s+1, that of its neighbor at
// s+1 + COMMIT_LINK_CYCLES; done_o is at s + RCV_ACK_CYCLES, with the first beat, or with lost_o and no
// beat if one of them was uncorrectable.  A beat an edge, two or three of them; nothing holds them up, and
// the next may be started while the last ones leave.
//
// Rows are read as toe_link reads them; CTXW is idle meanwhile.  What they had to be corrected is told at
// done_o.
`include "toe_assert.svh"

module toe_ack (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // what it says, and who sends it
  input  logic                          start_i,
  input  toe_pkg::ack_t                 ack_i,
  input  logic [toe_pkg::COMMIT_W-1:0]  commit_i,
  input  logic [47:0]                   interface_mac_i,  // byte 0 lowest; as visible at done_o

  // context SRAM; data SRAM_READ_CYCLES after the read
  output logic                          rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]     rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]  rd_data_i,
  input  logic [toe_pkg::CHECK_W-1:0]   rd_check_i,

  // the end
  output logic                          done_o,
  output logic                          lost_o,           // nothing is sent
  output logic [1:0]                    corrected_o,      // rows
  output logic                          uncorrectable_o,  // a row

  // wire
  output logic                          tvalid_o,
  output logic [255:0]                  tdata_o,
  output logic [31:0]                   tkeep_o,
  output logic                          tlast_o,

  // retire: at the edge of the last beat
  output toe_spec_pkg::retire_sent_t    sent_o,
  output logic [511:0]                  sent_data_o,

  // status
  output logic                          active_o
);
  localparam int unsigned AckCycles = toe_spec_pkg::TOE_STAGE_RCV_ACK_CYCLES;
  localparam int unsigned LinkCycles = toe_spec_pkg::TOE_STAGE_COMMIT_LINK_CYCLES;
  localparam int unsigned ReadCycles = toe_spec_pkg::TOE_STAGE_SRAM_READ_CYCLES;
  localparam int unsigned MostBytes = 78;        // Ethernet, tag, IPv6, TCP
  localparam int unsigned FrameBits = 768;       // three beats
  localparam logic [7:0] ShortBytes = 8'(toe_spec_pkg::TOE_STAGE_FRAME_PAD_BYTES);
  localparam logic [7:0] FlagAck = 8'd16;
  localparam logic [7:0] ProtocolTcp = 8'd6;

  // Bytes of numbers as they go over the wire.
  function automatic logic [15:0] net16(input logic [15:0] value);
    net16 = {value[7:0], value[15:8]};
  endfunction
  function automatic logic [31:0] net32(input logic [31:0] value);
    net32 = {value[7:0], value[15:8], value[23:16], value[31:24]};
  endfunction
  function automatic logic [15:0] fold(input logic [31:0] sum);
    logic [16:0] once;
    once = {1'b0, sum[15:0]} + {1'b0, sum[31:16]};
    fold = once[15:0] + 16'(once[16]);
  endfunction

  // Edges since the start; the beats that leave.
  logic [4:0] age_d, age_q;                      // 0: none goes on
  logic [1:0] beat_d, beat_q;                    // the next beat; 0: the first
  toe_pkg::ack_t ack_q;
  logic [toe_pkg::COMMIT_W-1:0] commit_q, sent_commit_q;
  logic lost_d, lost_q;
  logic [1:0] corrected_d, corrected_q;
  logic [14:0] number_d, number_q;               // sent before, modulo 0x8000

  // Path and neighbor.
  logic reads_path, reads_neighbor, comes_path, comes_neighbor, corrected, uncorrectable;
  logic [toe_pkg::ROW_BITS-1:0] row, unused_row;
  logic [127:0] src_ip_q, dst_ip_q;
  logic [13:0] neighbor_q;                       // its id
  logic has_src_mac_q;
  logic [47:0] src_mac_q, dst_mac_q;
  assign reads_path = age_q == 5'd1;
  assign reads_neighbor = age_q == 5'(1 + LinkCycles) && !lost_q;
  assign comes_path = age_q == 5'(1 + ReadCycles);
  assign comes_neighbor = age_q == 5'(1 + LinkCycles + ReadCycles) && !lost_q;
  assign rd_valid_o = reads_path || reads_neighbor;
  assign rd_row_o = reads_path ?
      toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_PATH_ROW_BASE) + {2'b0, ack_q.path[13:0], 1'b0} :
      toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_ROW_BASE) + {2'b0, neighbor_q, 1'b0};
  toe_secded_fix u_secded_fix (
    .en_i            (comes_path || comes_neighbor),
    .data_i          (rd_data_i),
    .check_i         (rd_check_i),
    .data_o          (row),
    .corrected_o     (corrected),
    .uncorrectable_o (uncorrectable)
  );
  assign unused_row = row;

  // Sums, once the rows are here.
  logic is_v6, has_tag;
  logic [31:0] ip_sum_d, ip_sum_q, sum_d, sum_q;
  logic [15:0] id, tag, payload_length;
  assign is_v6 = ack_q.family == 8'd6;
  assign has_tag = ack_q.vlan != '0 || ack_q.priority_tag != '0;
  assign tag = {ack_q.priority_tag, 1'b0, ack_q.vlan};
  assign id = {1'b1, number_q};
  assign payload_length = 16'd20;
  always_comb begin
    sum_d = 32'(ProtocolTcp) + 32'(payload_length) + 32'(ack_q.local_port) +
            32'(ack_q.remote_port) + 32'(ack_q.snd_max[31:16]) + 32'(ack_q.snd_max[15:0]) +
            32'(ack_q.rcv_nxt[31:16]) + 32'(ack_q.rcv_nxt[15:0]) + 32'h5000 + 32'(FlagAck) +
            32'(ack_q.window);
    for (int unsigned w = 0; w < 8; w++) begin
      if (is_v6 || w < 2)
        sum_d = sum_d + 32'({src_ip_q[16*w +: 8], src_ip_q[16*w+8 +: 8]}) +
                32'({dst_ip_q[16*w +: 8], dst_ip_q[16*w+8 +: 8]});
    end
    ip_sum_d = 32'h4500 + 32'(ack_q.tos) + 32'd40 + 32'(id) + 32'h4000 +
               32'({ack_q.ttl, ProtocolTcp});
    for (int unsigned w = 0; w < 2; w++) begin
      ip_sum_d = ip_sum_d + 32'({src_ip_q[16*w +: 8], src_ip_q[16*w+8 +: 8]}) +
                 32'({dst_ip_q[16*w +: 8], dst_ip_q[16*w+8 +: 8]});
    end
  end

  // The frame, byte 0 lowest: what is behind the EtherType, then what is before it.
  logic [159:0] tcp;
  logic [479:0] ip;                              // with TCP
  logic [FrameBits-1:0] built, frame_d, frame_q;
  logic [7:0] bytes, bytes_q;
  assign tcp = {16'b0, net16(~fold(sum_q)), net16(ack_q.window), FlagAck, 8'h50,
                net32(ack_q.rcv_nxt), net32(ack_q.snd_max), net16(ack_q.remote_port),
                net16(ack_q.local_port)};
  always_comb begin
    ip = {160'b0, tcp, dst_ip_q[31:0], src_ip_q[31:0], net16(~fold(ip_sum_q)), ProtocolTcp,
          ack_q.ttl, net16(16'h4000), net16(id), net16(16'd40), ack_q.tos, 8'h45};
    if (is_v6)
      ip = {tcp, dst_ip_q, src_ip_q, ack_q.ttl, ProtocolTcp, net16(payload_length),
            net32({4'd6, ack_q.tos, ack_q.flow_label})};
    built = '0;
    built[47:0] = dst_mac_q;
    built[95:48] = has_src_mac_q ? src_mac_q : interface_mac_i;
    if (has_tag) begin
      built[127:96] = {net16(tag), net16(16'h8100)};
      built[128 +: 496] = {ip, is_v6 ? net16(16'h86DD) : net16(16'h0800)};
    end else begin
      built[96 +: 496] = {ip, is_v6 ? net16(16'h86DD) : net16(16'h0800)};
    end
  end
  assign bytes = is_v6 ? (has_tag ? 8'(MostBytes) : 8'(MostBytes - 4)) : ShortBytes;

  assign done_o = age_q == 5'(AckCycles);
  assign lost_o = done_o && lost_q;
  assign corrected_o = done_o ? corrected_q : '0;
  assign uncorrectable_o = lost_o;

  // Beats: the first as it is built, the others from what is kept.
  logic sends, is_long;
  assign sends = done_o && !lost_q;
  assign is_long = bytes_q > 8'd64;
  assign frame_d = sends ? built : frame_q;
  assign tvalid_o = sends || beat_q != '0;
  assign tlast_o = beat_q == 2'd2 || (beat_q == 2'd1 && !is_long);
  always_comb begin
    tdata_o = '0;
    tkeep_o = '0;
    if (sends) begin
      tdata_o = built[255:0];
      tkeep_o = '1;
    end else if (beat_q != '0) begin
      tdata_o = beat_q == 2'd2 ? frame_q[767:512] : frame_q[511:256];
      for (int unsigned b = 0; b < 32; b++) tkeep_o[b] = 8'({beat_q, 5'b0}) + 8'(b) < bytes_q;
    end
    sent_o = '0;
    sent_data_o = '0;
    if (tlast_o) begin
      sent_o.bytes = bytes_q;
      sent_o.rest_low = frame_q[512 +: 64];
      sent_o.rest_high = frame_q[576 +: 64];
      sent_o.commit = sent_commit_q;
      sent_data_o = frame_q[511:0];
    end
  end

  always_comb begin
    age_d = age_q == '0 || done_o ? 5'd0 : age_q + 5'd1;
    beat_d = beat_q;
    if (sends) beat_d = 2'd1;
    else if (beat_q != '0) beat_d = tlast_o ? 2'd0 : beat_q + 2'd1;
    lost_d = lost_q || uncorrectable;
    corrected_d = corrected_q + 2'(corrected);
    number_d = number_q + 15'(sends);            // modulo 0x8000
    if (start_i) begin
      age_d = 5'd1;
      lost_d = 1'b0;
      corrected_d = '0;
    end
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      age_q <= '0;
      beat_q <= '0;
      number_q <= '0;
    end else begin
      age_q <= age_d;
      beat_q <= beat_d;
      number_q <= number_d;
    end
  end
  always_ff @(posedge clk_i) begin
    lost_q <= lost_d;
    corrected_q <= corrected_d;
    frame_q <= frame_d;
    if (start_i) begin
      ack_q <= ack_i;
      commit_q <= commit_i;
    end
    if (comes_path) begin
      src_ip_q <= row[toe_spec_pkg::TOE_OBJ_PATH_SRC_IP_LSB +: 128];
      dst_ip_q <= row[toe_spec_pkg::TOE_OBJ_PATH_DST_IP_LSB +: 128];
      neighbor_q <= {2'b0, row[toe_spec_pkg::TOE_CONTEXT_PARENT_LSB +: 12]};
    end
    if (comes_neighbor) begin
      ack_q.vlan <= row[toe_spec_pkg::TOE_OBJ_NEIGHBOR_VLAN_LSB +: toe_pkg::VLAN_W];
      has_src_mac_q <= row[toe_spec_pkg::TOE_OBJ_NEIGHBOR_HAS_SRC_MAC_LSB];
      src_mac_q <= row[toe_spec_pkg::TOE_OBJ_NEIGHBOR_SRC_MAC_LSB +: 48];
      dst_mac_q <= row[toe_spec_pkg::TOE_OBJ_NEIGHBOR_DST_MAC_LSB +: 48];
    end
    ip_sum_q <= ip_sum_d;
    sum_q <= sum_d;
    if (sends) begin
      bytes_q <= bytes;
      sent_commit_q <= commit_q;
    end
  end
  logic unused_bits;
  assign unused_bits = ^{ack_q.path[31:14], unused_row};
  assign active_o = start_i || age_q != '0 || beat_q != '0;

  `TOE_ASSERT_INIT(rows_and_sums_are_in_time, AckCycles > 2 * LinkCycles + 3 && AckCycles < 32)
  `TOE_ASSERT_INIT(three_beats_hold_it, FrameBits >= 8 * MostBytes)
  `TOE_ASSERT(starts_when_done, !start_i || age_q == '0)
  `TOE_ASSERT(frames_leave_one_by_one, !sends || beat_q == '0)
  `TOE_ASSERT(quiet, active_o || {age_d, beat_d, number_d, frame_d} ==
              {age_q, beat_q, number_q, frame_q})
endmodule
