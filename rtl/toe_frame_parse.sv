// SPDX-License-Identifier: Apache-2.0
//
// toe_frame_parse - what a frame from the wire is, found while it comes (docs/microarchitecture.md 5.13).
//
// Latency: shown at the edge of the frame's last beat, for whoever keeps it from then on.  Throughput: a
// beat an edge, always.
//
// Byte 0 of a beat is its lowest.  All headers lie in the first three beats, which are kept; the lengths
// lie in the first, so every beat adds its words to the sums as it passes: those of the IPv4 header, and
// those from the IP addresses on to the end of the segment, which with length and protocol are the sum
// that TCP checks, since options and extension headers are not taken.
//
// Whether a destination is ours is not known here: is_filtered says that it matters.
`include "toe_assert.svh"

module toe_frame_parse (
  input  logic            clk_i,
  input  logic            rst_ni,

  // wire
  input  logic            tvalid_i,
  input  logic [255:0]    tdata_i,
  input  logic [31:0]     tkeep_i,
  input  logic            tlast_i,

  // a frame, at the edge of its last beat
  output logic            valid_o,
  output toe_pkg::frame_t frame_o,

  // status
  output logic            active_o
);
  localparam int unsigned Beat = toe_spec_pkg::TOE_STAGE_BEAT_BYTES;
  localparam int unsigned MostBeats = toe_spec_pkg::TOE_STAGE_FRAME_BYTES / Beat;
  localparam int unsigned Heads = 3;             // beats that hold headers
  localparam int unsigned L3Bytes = 54;          // behind the EtherType: IPv6 and TCP up to its flags
  localparam logic [15:0] TypeVlan = 16'h8100;
  localparam logic [15:0] TypeIpv4 = 16'h0800;
  localparam logic [15:0] TypeIpv6 = 16'h86DD;
  localparam logic [7:0] ProtocolTcp = 8'd6;
  localparam logic [16:0] Ipv4Bytes = 17'd20;
  localparam logic [16:0] Ipv6Bytes = 17'd40;
  localparam logic [16:0] TcpBytes = 17'd20;
  localparam int unsigned IpSumW = 20;           // ten words
  localparam int unsigned SumW = 32;             // 32767 words and more

  // Ones' complement: carries go around.
  function automatic logic [15:0] fold(input logic [SumW-1:0] sum);
    logic [16:0] once;
    once = {1'b0, sum[15:0]} + {1'b0, sum[31:16]};
    fold = once[15:0] + 16'(once[16]);
  endfunction

  logic [8:0] beat_d, beat_q;                    // of its frame; stays at MostBeats
  logic [Heads*256-1:0] head_d, head_q;
  logic [IpSumW-1:0] ip_sum_d, ip_sum_q;
  logic [SumW-1:0] sum_d, sum_q;
  logic is_first;
  assign is_first = beat_q == '0;

  always_comb begin
    head_d = head_q;
    if (tvalid_i) begin
      for (int unsigned h = 0; h < Heads; h++) begin
        if (32'(beat_q) == h) head_d[256*h +: 256] = tdata_i;
      end
    end
  end

  // Headers, as far as they have come.
  logic [15:0] outer_type, ether_type, vlan_bytes;
  logic has_tag, is_v4, is_v6;
  logic [16:0] l3, ip_bytes, sum_begin, segment_begin, segment_end;
  logic [8*L3Bytes-1:0] ip;
  logic [8*14-1:0] tcp;
  logic [15:0] length;                           // IPv4: total; IPv6: payload
  assign outer_type = {head_d[8*12 +: 8], head_d[8*13 +: 8]};
  assign has_tag = outer_type == TypeVlan;
  assign vlan_bytes = {head_d[8*14 +: 8], head_d[8*15 +: 8]};
  assign ether_type = has_tag ? {head_d[8*16 +: 8], head_d[8*17 +: 8]} : outer_type;
  assign is_v4 = ether_type == TypeIpv4;
  assign is_v6 = ether_type == TypeIpv6;
  assign l3 = has_tag ? 17'd18 : 17'd14;
  assign ip = has_tag ? head_d[8*18 +: 8*L3Bytes] : head_d[8*14 +: 8*L3Bytes];
  assign tcp = is_v6 ? ip[8*40 +: 8*14] : ip[8*20 +: 8*14];
  assign length = is_v6 ? {ip[8*4 +: 8], ip[8*5 +: 8]} : {ip[8*2 +: 8], ip[8*3 +: 8]};
  assign ip_bytes = is_v6 ? Ipv6Bytes : Ipv4Bytes;
  assign sum_begin = l3 + (is_v6 ? 17'd8 : 17'd12);
  assign segment_begin = l3 + ip_bytes;
  assign segment_end = l3 + 17'(length) + (is_v6 ? Ipv6Bytes : 17'd0);

  // Sums of this beat's words.
  logic [16:0] place;
  always_comb begin
    ip_sum_d = is_first ? '0 : ip_sum_q;
    sum_d = is_first ? '0 : sum_q;
    place = '0;
    if (tvalid_i) begin
      for (int unsigned w = 0; w < Beat / 2; w++) begin
        place = {3'b0, beat_q, 5'b0} + 17'(2 * w);
        if (place >= l3 && place < l3 + Ipv4Bytes)
          ip_sum_d = ip_sum_d + IpSumW'({tdata_i[16*w +: 8], tdata_i[16*w+8 +: 8]});
        if (place >= sum_begin && place < segment_end) begin
          sum_d = sum_d + SumW'({tdata_i[16*w +: 8], 8'b0});
          if (place + 17'd1 < segment_end) sum_d = sum_d + SumW'(tdata_i[16*w+8 +: 8]);
        end
      end
    end
  end

  // Its length, what there is behind the EtherType, the segment.
  logic [5:0] kept;
  logic [16:0] bytes, behind, segment, tcp_header;
  logic is_oversize, is_group, fits, fragment;
  always_comb begin
    kept = '0;
    if (tvalid_i) begin
      for (int unsigned b = 0; b < Beat; b++) kept = kept + 6'(tkeep_i[b]);
    end
  end
  assign is_oversize = beat_q == 9'(MostBeats);
  assign bytes = {3'b0, beat_q, 5'b0} + 17'(kept);
  assign behind = bytes - l3;
  assign segment = segment_end - segment_begin;
  assign tcp_header = {11'b0, tcp[8*12+4 +: 4], 2'b0};
  assign is_group = head_d[0];
  assign fits = is_v6 ? 17'(length) <= behind - Ipv6Bytes :
                        17'(length) >= Ipv4Bytes && 17'(length) <= behind;
  assign fragment = ip[8*6+5] || {ip[8*6 +: 5], ip[8*7 +: 8]} != '0;

  // The first that holds.
  logic [7:0] reason;
  always_comb begin
    reason = toe_spec_pkg::TOE_FRAME_ACCEPTED;
    if (is_oversize) reason = toe_spec_pkg::TOE_FRAME_OVERSIZE;
    else if (bytes < 17'd14 || (has_tag && bytes < 17'd18)) reason = toe_spec_pkg::TOE_FRAME_RUNT;
    else if (is_group) reason = toe_spec_pkg::TOE_FRAME_GROUP;
    else if (!is_v4 && !is_v6) reason = toe_spec_pkg::TOE_FRAME_NOT_IP;
    else if (behind < ip_bytes) reason = toe_spec_pkg::TOE_FRAME_IP_LENGTH;
    else if (ip[4 +: 4] != (is_v6 ? 4'd6 : 4'd4)) reason = toe_spec_pkg::TOE_FRAME_IP_VERSION;
    else if (is_v4 && ip[0 +: 4] < 4'd5) reason = toe_spec_pkg::TOE_FRAME_IP_HEADER;
    else if (is_v4 && ip[0 +: 4] > 4'd5) reason = toe_spec_pkg::TOE_FRAME_IP_OPTIONS;
    else if (!fits) reason = toe_spec_pkg::TOE_FRAME_IP_LENGTH;
    else if (is_v4 && fold(SumW'(ip_sum_d)) != '1) reason = toe_spec_pkg::TOE_FRAME_IP_CHECKSUM;
    else if (is_v4 && fragment) reason = toe_spec_pkg::TOE_FRAME_FRAGMENT;
    else if ((is_v6 ? ip[8*6 +: 8] : ip[8*9 +: 8]) != ProtocolTcp)
      reason = toe_spec_pkg::TOE_FRAME_NOT_TCP;
    else if (segment < TcpBytes || tcp_header < TcpBytes || tcp_header > segment)
      reason = toe_spec_pkg::TOE_FRAME_TCP_LENGTH;
    else if (fold(sum_d + SumW'(ProtocolTcp) + SumW'(segment)) != '1)
      reason = toe_spec_pkg::TOE_FRAME_TCP_CHECKSUM;
  end

  logic [16:0] payload;
  assign payload = segment_begin + tcp_header;
  assign valid_o = tvalid_i && tlast_i;
  always_comb begin
    frame_o = '0;
    if (valid_o) begin
      frame_o.reason = reason;
      frame_o.is_filtered = reason != toe_spec_pkg::TOE_FRAME_OVERSIZE &&
                            reason != toe_spec_pkg::TOE_FRAME_RUNT &&
                            reason != toe_spec_pkg::TOE_FRAME_GROUP;
      frame_o.bytes = bytes[toe_pkg::FRAME_W-1:0];
      frame_o.dst_mac = head_d[47:0];
      frame_o.vlan = has_tag ? vlan_bytes[toe_pkg::VLAN_W-1:0] : '0;
      frame_o.family = is_v6 ? 8'd6 : 8'd4;
      frame_o.src_ip = is_v6 ? ip[8*8 +: 128] : {96'b0, ip[8*12 +: 32]};
      frame_o.dst_ip = is_v6 ? ip[8*24 +: 128] : {96'b0, ip[8*16 +: 32]};
      frame_o.src_port = {tcp[8*0 +: 8], tcp[8*1 +: 8]};
      frame_o.dst_port = {tcp[8*2 +: 8], tcp[8*3 +: 8]};
      if (reason == toe_spec_pkg::TOE_FRAME_ACCEPTED) begin
        frame_o.seq = {tcp[8*4 +: 8], tcp[8*5 +: 8], tcp[8*6 +: 8], tcp[8*7 +: 8]};
        frame_o.flags = tcp[8*13 +: 8];
        frame_o.payload = payload[toe_pkg::FRAME_W-1:0];
        frame_o.payload_bytes = toe_pkg::FRAME_W'(segment_end - payload);
      end
    end
  end
  logic unused_bits;
  assign unused_bits = ^{head_d[Heads*256-1:8*(18+L3Bytes)], tcp[8*8 +: 36], vlan_bytes[15:12],
                         payload[16:toe_pkg::FRAME_W], ip[15:8]};

  always_comb begin
    beat_d = beat_q;
    if (tvalid_i) beat_d = tlast_i ? '0 : is_oversize ? beat_q : beat_q + 9'd1;
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) beat_q <= '0;
    else beat_q <= beat_d;
  end
  always_ff @(posedge clk_i) begin
    if (tvalid_i) begin
      head_q <= head_d;
      ip_sum_q <= ip_sum_d;
      sum_q <= sum_d;
    end
  end
  assign active_o = tvalid_i;

  `TOE_ASSERT_INIT(a_beat_is_32_bytes, Beat == 32 && MostBeats * Beat ==
                   toe_spec_pkg::TOE_STAGE_FRAME_BYTES)
  `TOE_ASSERT_INIT(beats_are_counted, MostBeats < 512)
  `TOE_ASSERT(beats_are_full_but_the_last, !tvalid_i || tlast_i || tkeep_i == '1)
  `TOE_ASSERT(bytes_come_in_one_piece, !tvalid_i ||
              (tkeep_i[0] && (tkeep_i & (tkeep_i + 32'd1)) == '0))
  `TOE_ASSERT(frames_come_in_one_piece, tvalid_i || beat_q == '0)
  `TOE_ASSERT(quiet, active_o || beat_d == beat_q)
endmodule
