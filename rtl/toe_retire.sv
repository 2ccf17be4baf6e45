// SPDX-License-Identifier: Apache-2.0
//
// toe_retire - what left at RQ, read back from the bytes that left; of what is handed back and placed they
// do not say whose and what they are, so that comes with them (docs/microarchitecture.md 9, model/spec/retire.def).
//
// Received data is in the first bytes from its address on, where its TLP has them.  Combinational.  The other lanes come from where things happen: DOORBELL from the registers,
// DECIDED from the commit point, CONTEXT from the port of the context SRAM.
module toe_retire (
  // RQ
  input  logic                             rq_is_write_i,
  input  toe_pkg::write_e                  rq_kind_i,
  input  logic [255:0]                     rq_data_i,
  input  logic [31:0]                      rq_request_id_i,
  input  logic [toe_pkg::INDEX_W-1:0]      rq_index_i,
  input  logic [7:0]                       rq_offset_i,
  input  logic [63:0]                      rq_address_i,
  input  logic [5:0]                       rq_bytes_i,

  // lanes
  output logic                             event_valid_o,
  output toe_spec_pkg::retire_event_t      event_o,
  output logic                             placed_valid_o,
  output toe_spec_pkg::retire_placed_t     placed_o,
  output logic                             received_valid_o,
  output toe_spec_pkg::retire_received_t   received_o,
  output logic                             returned_valid_o,
  output toe_spec_pkg::retire_returned_t   returned_o,
  output logic                             written_valid_o,
  output toe_spec_pkg::retire_written_t    written_o,
  output logic                             completed_valid_o,
  output toe_spec_pkg::retire_completed_t  completed_o
);
  logic unused_data;

  assign event_valid_o = rq_is_write_i && rq_kind_i == toe_pkg::WriteEvent;
  assign event_o.code = rq_data_i[toe_spec_pkg::TOE_EVENT_CODE_LSB +: 8];
  assign event_o.phase = rq_data_i[toe_spec_pkg::TOE_EVENT_PHASE_LSB];
  assign event_o.handle = rq_data_i[toe_spec_pkg::TOE_EVENT_HANDLE_LSB +: 32];
  assign event_o.ndis_handle = rq_data_i[toe_spec_pkg::TOE_EVENT_NDIS_HANDLE_LSB +: 64];
  assign event_o.info = rq_data_i[toe_spec_pkg::TOE_EVENT_INFO_LSB +: 32];
  assign event_o.commit = rq_data_i[toe_spec_pkg::TOE_EVENT_COMMIT_LSB +: 48];

  assign placed_valid_o = rq_is_write_i && rq_kind_i == toe_pkg::WritePlaced;
  assign placed_o.address = rq_address_i;
  assign placed_o.bytes = rq_bytes_i;

  assign received_valid_o = rq_is_write_i && rq_kind_i == toe_pkg::WriteReceived;
  assign received_o.kind = rq_data_i[toe_spec_pkg::TOE_RECEIVED_KIND_LSB +: 8];
  assign received_o.phase = rq_data_i[toe_spec_pkg::TOE_RECEIVED_PHASE_LSB];
  assign received_o.handle = rq_data_i[toe_spec_pkg::TOE_RECEIVED_HANDLE_LSB +: 32];
  assign received_o.id = rq_data_i[toe_spec_pkg::TOE_RECEIVED_ID_LSB +: 32];
  assign received_o.bytes = rq_data_i[toe_spec_pkg::TOE_RECEIVED_BYTES_LSB +: 32];
  assign received_o.status = rq_data_i[toe_spec_pkg::TOE_RECEIVED_STATUS_LSB +: 8];
  assign received_o.seq = rq_data_i[toe_spec_pkg::TOE_RECEIVED_SEQ_LSB +: 32];
  assign received_o.commit = rq_data_i[toe_spec_pkg::TOE_RECEIVED_COMMIT_LSB +: 48];

  assign returned_valid_o = rq_is_write_i && rq_kind_i == toe_pkg::WriteReturn;
  assign returned_o.request_id = rq_request_id_i;
  assign returned_o.index = rq_index_i;
  assign returned_o.offset = rq_offset_i;

  assign written_valid_o = rq_is_write_i && rq_kind_i == toe_pkg::WriteResult;
  assign written_o.request_id = rq_data_i[toe_spec_pkg::TOE_RESULT_REQUEST_ID_LSB +: 32];
  assign written_o.index = rq_data_i[toe_spec_pkg::TOE_RESULT_INDEX_LSB +: 20];
  assign written_o.status = rq_data_i[toe_spec_pkg::TOE_RESULT_STATUS_LSB +: 32];
  assign written_o.handle = rq_data_i[toe_spec_pkg::TOE_RESULT_HANDLE_LSB +: 32];
  assign written_o.flags = rq_data_i[toe_spec_pkg::TOE_RESULT_FLAGS_LSB +: 8];
  assign written_o.commit = rq_data_i[toe_spec_pkg::TOE_RESULT_COMMIT_LSB +: 48];
  assign written_o.decided_cycle = rq_data_i[toe_spec_pkg::TOE_RESULT_DECIDED_CYCLE_LSB +: toe_pkg::CYCLE_W];

  assign completed_valid_o = rq_is_write_i && rq_kind_i == toe_pkg::WriteCompletion;
  assign completed_o.request_id = rq_data_i[toe_spec_pkg::TOE_COMPLETION_REQUEST_ID_LSB +: 32];
  assign completed_o.error = rq_data_i[toe_spec_pkg::TOE_COMPLETION_ERROR_LSB +: 8];
  assign completed_o.phase = rq_data_i[toe_spec_pkg::TOE_COMPLETION_PHASE_LSB];
  assign completed_o.command_head = rq_data_i[toe_spec_pkg::TOE_COMPLETION_COMMAND_HEAD_LSB +: 32];
  assign completed_o.error_index = rq_data_i[toe_spec_pkg::TOE_COMPLETION_ERROR_INDEX_LSB +: 32];
  assign completed_o.attempted = rq_data_i[toe_spec_pkg::TOE_COMPLETION_ATTEMPTED_LSB +: 32];
  assign completed_o.offloaded = rq_data_i[toe_spec_pkg::TOE_COMPLETION_OFFLOADED_LSB +: 32];
  assign completed_o.commit = rq_data_i[toe_spec_pkg::TOE_COMPLETION_COMMIT_LSB +: 48];

  assign unused_data = ^{rq_data_i[7:0], rq_data_i[31:17], rq_data_i[255:240]};
endmodule
