// SPDX-License-Identifier: Apache-2.0
//
// toe_obj_fetch - decodes commands in slot order and asks for their objects
// (docs/microarchitecture.md 5.4).
//
// Latency: a command visible at edge x is decoded at x + COMMAND_OVERHEAD, its first entry pushed
// at the edge after.  Throughput: one chunk (two objects) an edge.  The overhead is the device's
// only timer; it is a stamp compared with now_i, so nothing counts while it waits.
`include "toe_assert.svh"

module toe_obj_fetch (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0] now_i,

  // the next command
  output logic [toe_pkg::SLOT_W-1:0]  slot_o,
  output logic                        take_o,         // its arrival is used up
  input  logic                        arrived_i,
  input  logic                        failed_i,
  input  logic [255:0]                first_i,       // its bytes 0..31
  input  logic [31:0]                 value_i,       // its VALUE
  input  logic                        gap_clear_i,   // its bytes 36..39 are 0
  input  logic                        mac_clear_i,   // its bytes 36..37 are 0
  input  logic                        mode_clear_i,  // the same, but for bit 0
  input  logic [63:0]                 return_addr_i, // its RETURN_ADDR
  input  logic [31:0]                 event_handle_i,
  input  logic                        tail_clear_i,  // its bytes 52..63 are 0

  // what must hold
  input  logic [19:0]                 overhead_i,
  input  logic                        bus_master_i,
  input  logic [12:0]                 mrrs_i,
  input  logic                        tag_free_i,
  input  logic                        read_room_i,
  input  logic                        loses_i,       // CMD_FETCH or COPY pushes at this edge

  // chunk ring
  input  logic                        ring_room_i,
  input  logic [toe_pkg::CHUNK_W-1:0] ring_tail_i,
  output logic                        ring_valid_o,
  output toe_pkg::chunk_t             ring_data_o,

  // the read
  output logic                        read_valid_o,
  output toe_pkg::read_t              read_data_o,

  // status
  output logic                        timer_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0] timer_cycle_o,
  output logic                        active_o
);
  localparam logic [31:0] SegmentLeast = 32'd20;   // bytes of a TCP header

  typedef enum logic [1:0] {
    StIdle,   // no command
    StWait,   // COMMAND_OVERHEAD runs
    StRun     // pushes entries
  } state_e;
  state_e state_d, state_q;

  logic [toe_pkg::SLOT_W-1:0] slot_d, slot_q;
  logic [toe_pkg::CYCLE_W-1:0] decode_at_d, decode_at_q;
  logic [3:0] error_d, error_q;
  logic is_marker_d, is_marker_q, is_terminate_d, is_terminate_q, is_raise_d, is_raise_q;
  logic is_receive_d, is_receive_q, is_reply_d, is_reply_q, is_forward_d, is_forward_q;
  logic [63:0] address_d, address_q;
  logic [toe_pkg::COUNT_W-1:0] left_d, left_q;      // objects not asked for yet
  logic [toe_pkg::INDEX_W-1:0] index_d, index_q;    // of the next one

  // The command.
  logic [7:0] opcode, version;
  logic [15:0] flags;
  logic [63:0] object_addr, result_addr;
  logic [31:0] object_count, setting;
  logic unused_request_id;
  assign opcode = first_i[toe_spec_pkg::TOE_COMMAND_OPCODE_LSB +: 8];
  assign version = first_i[toe_spec_pkg::TOE_COMMAND_VERSION_LSB +: 8];
  assign flags = first_i[toe_spec_pkg::TOE_COMMAND_FLAGS_LSB +: 16];
  assign object_addr = first_i[toe_spec_pkg::TOE_COMMAND_OBJECT_ADDR_LSB +: 64];
  assign result_addr = first_i[toe_spec_pkg::TOE_COMMAND_RESULT_ADDR_LSB +: 64];
  assign object_count = first_i[toe_spec_pkg::TOE_COMMAND_OBJECT_COUNT_LSB +: 32];
  assign setting = first_i[toe_spec_pkg::TOE_COMMAND_SETTING_LSB +: 32];
  assign unused_request_id = ^first_i[toe_spec_pkg::TOE_COMMAND_REQUEST_ID_LSB +: 32];

  // Bytes that the opcode does not use: a request for objects has no setting, TERMINATE alone a
  // RETURN_ADDR, requests for objects and SET no EVENT_HANDLE.
  logic objects_clear, setting_clear, return_clear, event_clear;
  assign objects_clear = object_addr == '0 && result_addr == '0 && object_count == '0;
  assign setting_clear = setting == '0 && value_i == '0;
  assign return_clear = return_addr_i == '0;
  assign event_clear = event_handle_i == '0;

  // Of a request for objects.
  logic is_terminate, objects_ok, addresses_ok;
  logic [3:0] objects_error;
  assign is_terminate = opcode == toe_spec_pkg::TOE_OPCODE_TERMINATE;
  assign objects_ok = object_count != '0 && object_count <= toe_spec_pkg::TOE_STAGE_MAX_OBJECTS;
  assign addresses_ok = object_addr[7:0] == '0 && result_addr[4:0] == '0 &&
                        (!is_terminate || return_addr_i[5:0] == '0);
  always_comb begin
    objects_error = 4'(toe_spec_pkg::TOE_ERROR_NONE);
    if (!(setting_clear && gap_clear_i && event_clear && tail_clear_i &&
          (is_terminate || return_clear))) begin
      objects_error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RESERVED);
    end else if (!objects_ok) begin
      objects_error = 4'(toe_spec_pkg::TOE_ERROR_BAD_COUNT);
    end else if (!addresses_ok) begin
      objects_error = 4'(toe_spec_pkg::TOE_ERROR_BAD_ADDRESS);
    end
  end

  // Of received data: bytes 16..27, 37..47 and 52..63 are not used, nor bits 7..1 of byte 36; a REPLY
  // uses no address, no bytes and no mode either.
  logic receive_clear, reply_clear;
  assign receive_clear = result_addr == '0 && object_count == '0 && mode_clear_i && return_clear &&
                         tail_clear_i;
  assign reply_clear = receive_clear && object_addr == '0 && setting == '0 && gap_clear_i;

  // Of a segment: bytes 16..27, 32..47 and 52..63 are not used.
  logic forward_clear, length_ok;
  assign forward_clear = result_addr == '0 && object_count == '0 && value_i == '0 && gap_clear_i &&
                         return_clear && tail_clear_i;
  assign length_ok = setting >= SegmentLeast && setting <= toe_spec_pkg::TOE_STAGE_FRAME_BYTES;

  // A SET of INTERFACE_MAC uses bytes 38 and 39.
  logic is_set, gap_ok;
  assign is_set = opcode == toe_spec_pkg::TOE_OPCODE_SET;
  assign gap_ok = is_set && setting == 32'(toe_spec_pkg::TOE_SETTING_INTERFACE_MAC) ? mac_clear_i :
                                                                                   gap_clear_i;

  // Errors, the first that holds.
  logic decode, setting_ok, event_ok;
  logic [3:0] error;
  toe_setting_check u_setting_check (
    .setting_i (setting), .value_i (value_i), .ok_o (setting_ok)
  );
  toe_event_check u_event_check (
    .event_i (setting), .value_i (value_i), .handle_i (event_handle_i), .ok_o (event_ok)
  );
  always_comb begin
    error = 4'(toe_spec_pkg::TOE_ERROR_NONE);
    if (failed_i) begin
      error = 4'(toe_spec_pkg::TOE_ERROR_COMMAND_FETCH);
    end else if (version != 8'd1 || flags != '0) begin
      error = 4'(toe_spec_pkg::TOE_ERROR_BAD_VERSION);
    end else if (opcode == toe_spec_pkg::TOE_OPCODE_INITIATE || is_terminate) begin
      error = objects_error;
    end else if (is_set || opcode == toe_spec_pkg::TOE_OPCODE_RAISE) begin
      if (!(objects_clear && gap_ok && return_clear && tail_clear_i) ||
          (is_set && !event_clear)) begin
        error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RESERVED);
      end else if (is_set && !setting_ok) begin
        error = 4'(toe_spec_pkg::TOE_ERROR_BAD_SETTING);
      end else if (opcode == toe_spec_pkg::TOE_OPCODE_RAISE && !event_ok) begin
        error = 4'(toe_spec_pkg::TOE_ERROR_BAD_EVENT);
      end
    end else if (opcode == toe_spec_pkg::TOE_OPCODE_RECEIVE) begin
      if (!receive_clear) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RESERVED);
      else if (value_i > setting) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RECEIVE);
    end else if (opcode == toe_spec_pkg::TOE_OPCODE_REPLY) begin
      if (!reply_clear) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RESERVED);
    end else if (opcode == toe_spec_pkg::TOE_OPCODE_FORWARD) begin
      if (!forward_clear) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RESERVED);
      else if (object_addr[5:0] != '0) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_ADDRESS);
      else if (!length_ok) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_RECEIVE);
    end else begin
      error = 4'(toe_spec_pkg::TOE_ERROR_BAD_OPCODE);
    end
  end

  // An entry: a marker, or one or two objects that do not cross 4 KiB.
  logic is_pair, is_last, push;
  assign is_pair = !is_marker_q && mrrs_i >= 13'(toe_spec_pkg::TOE_STAGE_CHUNK_BYTES) &&
                   left_q != toe_pkg::COUNT_W'(1) && address_q[11:8] != 4'hF;
  assign is_last = is_marker_q || left_q == (is_pair ? toe_pkg::COUNT_W'(2) : toe_pkg::COUNT_W'(1));
  assign push = state_q == StRun && ring_room_i &&
                (is_marker_q || (read_room_i && tag_free_i && bus_master_i && !loses_i));

  assign ring_valid_o = push;
  assign ring_data_o.is_marker = is_marker_q;
  assign ring_data_o.slot = slot_q;
  assign ring_data_o.error = error_q;
  assign ring_data_o.index = index_q;
  assign ring_data_o.is_pair = is_pair;
  assign ring_data_o.is_last = is_last;
  assign ring_data_o.is_terminate = is_terminate_q;
  assign ring_data_o.is_raise = is_raise_q;
  assign ring_data_o.is_receive = is_receive_q;
  assign ring_data_o.is_reply = is_reply_q;
  assign ring_data_o.is_forward = is_forward_q;
  assign read_valid_o = push && !is_marker_q;
  assign read_data_o.tag = 8'(toe_spec_pkg::TOE_STAGE_TAG_OBJECT) + 8'(ring_tail_i);
  assign read_data_o.length_dw = is_pair ? 10'd128 : 10'd64;
  assign read_data_o.address = address_q;

  assign slot_o = slot_q;
  assign take_o = state_q == StIdle && arrived_i;
  assign timer_valid_o = state_q == StWait;
  assign timer_cycle_o = decode_at_q;

  always_comb begin
    state_d = state_q;
    slot_d = slot_q;
    decode_at_d = decode_at_q;
    error_d = error_q;
    is_marker_d = is_marker_q;
    is_terminate_d = is_terminate_q;
    is_raise_d = is_raise_q;
    is_receive_d = is_receive_q;
    is_reply_d = is_reply_q;
    is_forward_d = is_forward_q;
    address_d = address_q;
    left_d = left_q;
    index_d = index_q;
    decode = 1'b0;
    unique case (state_q)
      StIdle: begin
        if (take_o) begin
          decode = overhead_i == '0;
          decode_at_d = now_i + toe_pkg::CYCLE_W'(overhead_i);
          state_d = StWait;
        end
      end
      StWait: decode = now_i == decode_at_q;
      default: begin
        if (push) begin
          address_d = address_q + (is_pair ? 64'd512 : 64'd256);
          left_d = left_q - (is_pair ? toe_pkg::COUNT_W'(2) : toe_pkg::COUNT_W'(1));
          index_d = index_q + (is_pair ? toe_pkg::INDEX_W'(2) : toe_pkg::INDEX_W'(1));
          if (is_last) begin
            slot_d = slot_q + 1'b1;
            state_d = StIdle;
          end
        end
      end
    endcase
    if (decode) begin
      error_d = error;
      is_marker_d = error != 4'(toe_spec_pkg::TOE_ERROR_NONE) ||
                    (opcode != toe_spec_pkg::TOE_OPCODE_INITIATE && !is_terminate);
      is_terminate_d = is_terminate && !is_marker_d;
      is_raise_d = opcode == toe_spec_pkg::TOE_OPCODE_RAISE &&
                   error == 4'(toe_spec_pkg::TOE_ERROR_NONE);
      is_receive_d = opcode == toe_spec_pkg::TOE_OPCODE_RECEIVE &&
                     error == 4'(toe_spec_pkg::TOE_ERROR_NONE);
      is_reply_d = opcode == toe_spec_pkg::TOE_OPCODE_REPLY &&
                   error == 4'(toe_spec_pkg::TOE_ERROR_NONE);
      is_forward_d = opcode == toe_spec_pkg::TOE_OPCODE_FORWARD &&
                     error == 4'(toe_spec_pkg::TOE_ERROR_NONE);
      address_d = object_addr;
      left_d = object_count[toe_pkg::COUNT_W-1:0];
      index_d = '0;
      state_d = StRun;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      slot_q <= '0;
    end else begin
      state_q <= state_d;
      slot_q <= slot_d;
    end
  end
  always_ff @(posedge clk_i) begin
    decode_at_q <= decode_at_d;
    error_q <= error_d;
    is_marker_q <= is_marker_d;
    is_terminate_q <= is_terminate_d;
    is_raise_q <= is_raise_d;
    is_receive_q <= is_receive_d;
    is_reply_q <= is_reply_d;
    is_forward_q <= is_forward_d;
    address_q <= address_d;
    left_q <= left_d;
    index_q <= index_d;
  end

  assign active_o = take_o || push;

  `TOE_ASSERT(no_read_crosses_4k, !read_valid_o || 13'(address_q[11:0]) +
              {1'b0, read_data_o.length_dw, 2'b00} <= 13'd4096)
  `TOE_ASSERT(timer_is_met, state_q != StWait || now_i <= decode_at_q)
  `TOE_ASSERT(quiet, active_o || decode || {state_d, slot_d, left_d} == {state_q, slot_q, left_q})
endmodule
