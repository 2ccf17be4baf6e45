// SPDX-License-Identifier: Apache-2.0
//
// toe_segment_judge - what becomes of a frame: the table of docs/microarchitecture.md 5.14, and what is
// trimmed and taken of a segment.
//
// Combinational.  Whoever asks has looked where the frame needs it: the station (is_ours_i) at once, the
// lookup for what is_segment_o says, the context for what was found.  stream_o is the connection behind
// the frame; with any other reason than its own row changes it is stream_i.
module toe_segment_judge (
  // the frame
  input  toe_pkg::frame_t              frame_i,
  input  logic                         is_ours_i,        // its destination is INTERFACE_MAC or a src_mac in use

  // the connection
  input  logic                         is_found_i,
  input  logic                         is_lost_i,        // a row of its context is uncorrectable
  input  toe_pkg::stream_t             stream_i,
  input  logic                         has_bytes_i,      // BUF_BYTES is not 0
  input  logic [6:0]                   buf_end_i,        // BUF_END
  input  logic [24:0]                  data_free_i,      // bytes of rcv_data that are free
  input  logic [7:0]                   out_of_order_limit_i,

  // what it is
  output logic                         is_segment_o,     // for the lookup: seq, bytes, flags are told
  output logic [7:0]                   reason_o,         // toe_frame
  output logic                         passes_o,         // up to the host
  output logic                         acks_o,           // the reason says that one is due
  output logic                         event_valid_o,
  output logic [7:0]                   event_code_o,     // toe_event
  output logic [7:0]                   event_info_o,     // RETRIEVE: toe_upload_reason

  // what is taken, and where it goes
  output logic [toe_pkg::FRAME_W-1:0]  taken_o,          // bytes
  output logic [toe_pkg::FRAME_W-1:0]  taken_from_o,     // place in the frame of the first
  output logic [7:0]                   blocks_o,         // that they need
  output toe_pkg::stream_t             stream_o,
  output logic                         state_changes_o   // STATE: row 0 is written too
);
  localparam int unsigned SignedW = 35;                  // S, L and W without wrapping
  localparam int unsigned Block = toe_spec_pkg::TOE_STAGE_BUFFER_ROW_BYTES;
  localparam logic [7:0] Fin = 8'd1;
  localparam logic [7:0] Syn = 8'd2;
  localparam logic [7:0] Rst = 8'd4;
  localparam logic [7:0] Psh = 8'd8;
  localparam logic [7:0] Ack = 8'd16;
  localparam logic [7:0] Urg = 8'd32;
  // TCP_OFFLOAD_CONNECTION_STATE
  localparam logic [7:0] Established = 8'd4;
  localparam logic [7:0] FinWait1 = 8'd5;
  localparam logic [7:0] FinWait2 = 8'd6;
  localparam logic [7:0] CloseWait = 8'd7;
  localparam logic [7:0] Closing = 8'd8;
  localparam logic [7:0] LastAck = 8'd9;
  localparam logic [7:0] TimeWait = 8'd10;

  logic has_fin, has_length, may_ask, is_behind_fin;
  logic [31:0] distance;                                 // SEQ - RCV_NXT, modulo 2^32
  logic signed [SignedW-1:0] s, length, wnd, s_end;
  assign has_fin = (frame_i.flags & Fin) != '0;
  assign distance = frame_i.seq - stream_i.nxt;
  assign s = SignedW'($signed(distance));
  assign length = $signed({{SignedW-toe_pkg::FRAME_W{1'b0}}, frame_i.payload_bytes}) +
                  $signed({{SignedW-1{1'b0}}, has_fin});
  assign wnd = $signed({{SignedW-32{1'b0}}, stream_i.wnd});
  assign s_end = s + length;
  assign has_length = length != '0;
  assign may_ask = stream_i.state != FinWait1 && stream_i.state != FinWait2 &&
                   stream_i.state != CloseWait;
  assign is_behind_fin = stream_i.state == CloseWait || stream_i.state == Closing ||
                         stream_i.state == LastAck || stream_i.state == TimeWait;

  logic is_acceptable;
  always_comb begin
    if (!has_length) is_acceptable = s == '0 || (s > 0 && s < wnd);
    else is_acceptable = wnd != '0 && s < wnd && s_end > 0;
  end

  // Trimmed.
  logic is_early;
  logic [toe_pkg::FRAME_W-1:0] cut, left;                // bytes before RCV_NXT, those behind
  logic takes_all, takes_fin;
  assign is_early = s < 0;
  always_comb begin
    cut = '0;
    if (is_early) begin
      cut = frame_i.payload_bytes;
      if (-s < $signed({{SignedW-toe_pkg::FRAME_W{1'b0}}, frame_i.payload_bytes}))
        cut = toe_pkg::FRAME_W'(-s);
    end
    left = frame_i.payload_bytes - cut;
  end
  assign takes_all = 32'(left) <= stream_i.wnd;
  assign takes_fin = has_fin && takes_all && 32'(left) < stream_i.wnd;
  logic [toe_pkg::FRAME_W-1:0] n, room, beyond;
  assign n = takes_all ? left : stream_i.wnd[toe_pkg::FRAME_W-1:0];
  assign room = has_bytes_i ? toe_pkg::FRAME_W'(Block) - toe_pkg::FRAME_W'(buf_end_i) : '0;
  assign beyond = n > room ? n - room : '0;
  assign blocks_o = beyond[toe_pkg::FRAME_W-1:6] + 8'(beyond[5:0] != '0);

  logic [8:0] score;
  logic is_high, has_room;
  assign score = {1'b0, stream_i.out_of_order} + 9'd4;
  assign is_high = out_of_order_limit_i != '0 && may_ask &&
                   (score > 9'd255 || score[7:0] >= out_of_order_limit_i);
  assign has_room = {11'b0, blocks_o, 6'b0} <= data_free_i;
  assign is_segment_o = frame_i.reason == toe_spec_pkg::TOE_FRAME_ACCEPTED && is_ours_i;

  // The first that holds.
  always_comb begin
    reason_o = toe_spec_pkg::TOE_FRAME_ACCEPTED;
    if (frame_i.is_filtered && !is_ours_i) reason_o = toe_spec_pkg::TOE_FRAME_FILTERED;
    else if (frame_i.reason != toe_spec_pkg::TOE_FRAME_ACCEPTED) reason_o = frame_i.reason;
    else if (!is_found_i) reason_o = toe_spec_pkg::TOE_FRAME_NOT_OFFLOADED;
    else if (is_lost_i) reason_o = toe_spec_pkg::TOE_FRAME_NO_CONTEXT;
    else if ((stream_i.flags & toe_spec_pkg::TOE_RCV_FLAG_HOST_PATH) != '0)
      reason_o = toe_spec_pkg::TOE_FRAME_HOST_PATH;
    else if ((frame_i.flags & Syn) != '0) reason_o = toe_spec_pkg::TOE_FRAME_SYN;
    else if ((frame_i.flags & Rst) != '0) begin
      reason_o = toe_spec_pkg::TOE_FRAME_OUT_OF_WINDOW;
      if (s == '0) reason_o = toe_spec_pkg::TOE_FRAME_RST;
      else if (s > 0 && s < wnd) reason_o = toe_spec_pkg::TOE_FRAME_RST_IN_WINDOW;
    end else if (!is_acceptable) begin
      reason_o = toe_spec_pkg::TOE_FRAME_OUT_OF_WINDOW;
      if (has_length && s_end <= 0) reason_o = toe_spec_pkg::TOE_FRAME_DUPLICATE;
    end
    else if ((frame_i.flags & Ack) == '0) reason_o = toe_spec_pkg::TOE_FRAME_NO_ACK;
    else if ((frame_i.flags & Urg) != '0) reason_o = toe_spec_pkg::TOE_FRAME_URGENT;
    else if (is_behind_fin && has_length) reason_o = toe_spec_pkg::TOE_FRAME_AFTER_FIN;
    else if (s > 0 && has_length) reason_o = toe_spec_pkg::TOE_FRAME_OUT_OF_ORDER;
    else if (!has_room) reason_o = toe_spec_pkg::TOE_FRAME_NO_ROOM;
  end
  assign passes_o = reason_o >= toe_spec_pkg::TOE_FRAME_NOT_IP;

  // What it changes.
  logic is_accepted;
  assign is_accepted = reason_o == toe_spec_pkg::TOE_FRAME_ACCEPTED;
  assign taken_o = is_accepted ? n : '0;
  assign taken_from_o = frame_i.payload + cut;
  always_comb begin
    stream_o = stream_i;
    acks_o = 1'b0;
    event_valid_o = 1'b0;
    event_code_o = toe_spec_pkg::TOE_EVENT_RETRIEVE;
    event_info_o = '0;
    state_changes_o = 1'b0;
    case (reason_o)
      toe_spec_pkg::TOE_FRAME_NO_CONTEXT: begin
        event_valid_o = 1'b1;
        event_info_o = toe_spec_pkg::TOE_UPLOAD_REASON_HARDWARE_FAILURE;
      end
      toe_spec_pkg::TOE_FRAME_RST: begin
        event_valid_o = 1'b1;
        event_code_o = toe_spec_pkg::TOE_EVENT_ABORT;
        stream_o.flags = stream_i.flags | toe_spec_pkg::TOE_RCV_FLAG_ABORTED |
                         toe_spec_pkg::TOE_RCV_FLAG_HOST_PATH;
      end
      toe_spec_pkg::TOE_FRAME_OUT_OF_WINDOW: acks_o = (frame_i.flags & Rst) == '0;
      toe_spec_pkg::TOE_FRAME_DUPLICATE, toe_spec_pkg::TOE_FRAME_AFTER_FIN: acks_o = 1'b1;
      toe_spec_pkg::TOE_FRAME_URGENT: begin
        event_valid_o = 1'b1;
        event_info_o = toe_spec_pkg::TOE_UPLOAD_REASON_RECEIVED_URGENT_DATA;
        stream_o.flags = stream_i.flags | toe_spec_pkg::TOE_RCV_FLAG_HOST_PATH;
      end
      toe_spec_pkg::TOE_FRAME_OUT_OF_ORDER: begin
        acks_o = 1'b1;
        event_valid_o = is_high;
        event_info_o = toe_spec_pkg::TOE_UPLOAD_REASON_HIGH_OUT_OF_ORDER_PACKETS;
        stream_o.out_of_order = is_high ? '0 : score[8] ? '1 : score[7:0];
      end
      toe_spec_pkg::TOE_FRAME_NO_ROOM: begin
        event_valid_o = may_ask &&
                        (stream_i.flags & toe_spec_pkg::TOE_RCV_FLAG_ASKED) == '0;
        event_info_o = toe_spec_pkg::TOE_UPLOAD_REASON_UPLOAD_REQUESTED;
        if (event_valid_o) stream_o.flags = stream_i.flags | toe_spec_pkg::TOE_RCV_FLAG_ASKED;
      end
      toe_spec_pkg::TOE_FRAME_ACCEPTED: begin
        acks_o = takes_fin;
        stream_o.nxt = stream_i.nxt + 32'(n) + 32'(takes_fin);   // modulo 2^32
        stream_o.wnd = stream_i.wnd - 32'(n);
        if (stream_i.out_of_order != '0) stream_o.out_of_order = stream_i.out_of_order - 8'd1;
        stream_o.flags = stream_i.flags & ~toe_spec_pkg::TOE_RCV_FLAG_ASKED;
        if (n != '0) begin
          stream_o.flags = stream_o.flags & ~toe_spec_pkg::TOE_RCV_FLAG_PSH;
          if ((frame_i.flags & Psh) != '0)
            stream_o.flags = stream_o.flags | toe_spec_pkg::TOE_RCV_FLAG_PSH;
          if (stream_i.ack_pending != '1) stream_o.ack_pending = stream_i.ack_pending + 8'd1;
        end
        if (takes_fin) begin
          stream_o.flags = stream_o.flags | toe_spec_pkg::TOE_RCV_FLAG_FIN;
          case (stream_i.state)
            Established: stream_o.state = CloseWait;
            FinWait1: stream_o.state = Closing;
            FinWait2: begin
              stream_o.state = TimeWait;
              event_valid_o = 1'b1;
              event_info_o = toe_spec_pkg::TOE_UPLOAD_REASON_UPLOAD_REQUESTED;
            end
            default: stream_o.state = stream_i.state;
          endcase
          state_changes_o = stream_o.state != stream_i.state;
        end
      end
      default: acks_o = 1'b0;
    endcase
  end
  logic unused_members;
  assign unused_members = ^{frame_i.bytes, frame_i.dst_mac, frame_i.vlan, frame_i.family,
                            frame_i.src_ip, frame_i.dst_ip, frame_i.src_port, frame_i.dst_port};
endmodule
