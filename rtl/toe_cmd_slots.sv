// SPDX-License-Identifier: Apache-2.0
//
// toe_cmd_slots - the commands in the device, one slot each.
//
// RC writes a command as its two beats arrive; CMD_FETCH writes the ring index behind it when it
// asks for it.  Each reader has a port of its own and sees its slot in the same cycle.  Slots are
// reused only after their completion, so nothing is cleared.
module toe_cmd_slots (
  input  logic                       clk_i,

  // CMD_FETCH
  input  logic                       fetch_valid_i,
  input  logic [toe_pkg::SLOT_W-1:0] fetch_slot_i,
  input  logic [15:0]                fetch_behind_i,   // ring index behind the command

  // RC
  input  logic                       beat_valid_i,
  input  logic [toe_pkg::SLOT_W-1:0] beat_slot_i,
  input  logic                       beat_is_second_i,
  input  logic [255:0]               beat_data_i,

  // OBJ_FETCH: the whole command
  input  logic [toe_pkg::SLOT_W-1:0] obj_slot_i,
  output logic [255:0]               obj_first_o,      // bytes 0..31
  output logic [31:0]                obj_value_o,
  output logic                       obj_gap_clear_o,  // bytes 36..39 are 0
  output logic                       obj_mac_clear_o,  // bytes 36..37 are 0
  output logic                       obj_mode_clear_o, // the same, but for bit 0
  output logic [63:0]                obj_return_addr_o,
  output logic [31:0]                obj_event_handle_o,
  output logic                       obj_tail_clear_o, // bytes 52..63 are 0

  // COMMIT: what a decision needs
  input  logic [toe_pkg::SLOT_W-1:0] commit_slot_i,
  output logic [31:0]                commit_request_id_o,
  output logic [31:0]                commit_setting_o,
  output logic [31:0]                commit_value_o,
  output logic [15:0]                commit_value_high_o,
  output logic [31:0]                commit_event_handle_o,
  output toe_pkg::request_t          commit_request_o,   // RECEIVE; REPLY: filled is its VALUE

  // WRITEBACK: where results go, and what is handed back
  input  logic [toe_pkg::SLOT_W-1:0] wb_slot_i,
  output logic [31:0]                wb_request_id_o,
  output logic [63:0]                wb_result_addr_o,
  output logic [63:0]                wb_return_addr_o,
  output logic [15:0]                wb_behind_o
);
  localparam int unsigned Slots = toe_spec_pkg::TOE_STAGE_COMMAND_SLOTS;

  logic [255:0] first [Slots];
  logic [31:0] request_id [Slots];
  logic [31:0] setting [Slots];
  logic [31:0] value [Slots];
  logic gap_clear [Slots];
  logic mac_clear [Slots];
  logic [15:0] value_high [Slots];
  logic mode_clear [Slots];
  logic no_push [Slots];
  logic [63:0] object_addr [Slots];
  logic [63:0] return_addr [Slots];
  logic [31:0] event_handle [Slots];
  logic tail_clear [Slots];
  logic [63:0] result_addr [Slots];
  logic [15:0] behind [Slots];

  localparam int unsigned BehindValue = toe_spec_pkg::TOE_COMMAND_VALUE_LSB - 256 +
                                        toe_spec_pkg::TOE_COMMAND_VALUE_WIDTH;
  localparam int unsigned High = toe_spec_pkg::TOE_COMMAND_VALUE_HIGH_LSB - 256;
  localparam int unsigned Return = toe_spec_pkg::TOE_COMMAND_RETURN_ADDR_LSB - 256;
  localparam int unsigned Handle = toe_spec_pkg::TOE_COMMAND_EVENT_HANDLE_LSB - 256;

  always_ff @(posedge clk_i) begin
    if (fetch_valid_i) behind[fetch_slot_i] <= fetch_behind_i;
    if (beat_valid_i) begin
      if (beat_is_second_i) begin
        value[beat_slot_i] <=
          beat_data_i[toe_spec_pkg::TOE_COMMAND_VALUE_LSB - 256 +:
                      toe_spec_pkg::TOE_COMMAND_VALUE_WIDTH];
        gap_clear[beat_slot_i] <= beat_data_i[Return-1:BehindValue] == '0;
        mac_clear[beat_slot_i] <= beat_data_i[BehindValue +: 16] == '0;
        value_high[beat_slot_i] <= beat_data_i[High +: 16];
        mode_clear[beat_slot_i] <= beat_data_i[Return-1:BehindValue+1] == '0;
        no_push[beat_slot_i] <= beat_data_i[BehindValue];
        return_addr[beat_slot_i] <= beat_data_i[Return +: 64];
        event_handle[beat_slot_i] <= beat_data_i[Handle +: 32];
        tail_clear[beat_slot_i] <= beat_data_i[255:Handle+32] == '0;
      end else begin
        first[beat_slot_i] <= beat_data_i;
        request_id[beat_slot_i] <= beat_data_i[toe_spec_pkg::TOE_COMMAND_REQUEST_ID_LSB +:
                                               toe_spec_pkg::TOE_COMMAND_REQUEST_ID_WIDTH];
        setting[beat_slot_i] <= beat_data_i[toe_spec_pkg::TOE_COMMAND_SETTING_LSB +:
                                            toe_spec_pkg::TOE_COMMAND_SETTING_WIDTH];
        object_addr[beat_slot_i] <= beat_data_i[toe_spec_pkg::TOE_COMMAND_OBJECT_ADDR_LSB +: 64];
        result_addr[beat_slot_i] <= beat_data_i[toe_spec_pkg::TOE_COMMAND_RESULT_ADDR_LSB +:
                                                toe_spec_pkg::TOE_COMMAND_RESULT_ADDR_WIDTH];
      end
    end
  end

  assign obj_first_o = first[obj_slot_i];
  assign obj_value_o = value[obj_slot_i];
  assign obj_gap_clear_o = gap_clear[obj_slot_i];
  assign obj_mac_clear_o = mac_clear[obj_slot_i];
  assign obj_mode_clear_o = mode_clear[obj_slot_i];
  assign obj_return_addr_o = return_addr[obj_slot_i];
  assign obj_event_handle_o = event_handle[obj_slot_i];
  assign obj_tail_clear_o = tail_clear[obj_slot_i];
  assign commit_request_id_o = request_id[commit_slot_i];
  assign commit_setting_o = setting[commit_slot_i];
  assign commit_value_o = value[commit_slot_i];
  assign commit_value_high_o = value_high[commit_slot_i];
  assign commit_event_handle_o = event_handle[commit_slot_i];
  assign commit_request_o.address = object_addr[commit_slot_i];
  assign commit_request_o.bytes = setting[commit_slot_i];
  assign commit_request_o.filled = value[commit_slot_i];
  assign commit_request_o.no_push = no_push[commit_slot_i];
  assign commit_request_o.id = request_id[commit_slot_i];
  assign wb_request_id_o = request_id[wb_slot_i];
  assign wb_result_addr_o = result_addr[wb_slot_i];
  assign wb_return_addr_o = return_addr[wb_slot_i];
  assign wb_behind_o = behind[wb_slot_i];
endmodule
