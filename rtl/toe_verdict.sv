// SPDX-License-Identifier: Apache-2.0
//
// toe_verdict - what is told of a decision: to WRITEBACK, with its event if there is one, and in the
// DECIDED record (docs/microarchitecture.md 7, 9, model/spec/retire.def).
//
// Combinational but for toe_raise; it means something at the edge of the decision.
module toe_verdict (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]   now_i,

  // the item
  input  toe_pkg::item_t                item_i,
  input  toe_pkg::class_e               class_i,
  input  logic [1:0]                    layer_i,
  input  logic [1:0]                    kind_i,
  input  logic [31:0]                   request_id_i,
  input  logic [7:0]                    event_i,      // RAISE: toe_event
  input  logic [31:0]                   value_i,

  // the object it names
  input  logic [31:0]                   named_i,      // its handle
  input  logic                          handle_ok_i,
  input  logic [toe_pkg::ROWS_W-1:0]    rows_i,       // of it that can be handed back
  input  logic                          is_lost_i,    // one that was read is uncorrectable
  input  logic [3:0]                    rcv_error_i,  // RECEIVE, REPLY, FORWARD
  input  logic [toe_pkg::ROW_BITS-1:0]  row_i,        // row 0

  // its decision
  input  logic                          decide_i,
  input  logic [5:0]                    cause_i,
  input  logic                          keeps_i,
  input  logic                          frees_i,
  input  logic [31:0]                   handle_i,
  input  logic [31:0]                   parent_i,
  input  logic [toe_pkg::COMMIT_W-1:0]  commit_i,
  input  logic [toe_pkg::RETURN_W-1:0]  return_slot_i,
  input  logic [15:0]                   stalls_i,
  input  toe_pkg::levels_t              before_i,     // levels before and after it
  input  toe_pkg::levels_t              after_i,

  // registers
  input  toe_pkg::limits_t              limits_i,
  input  toe_pkg::policy_t              policy_i,

  // told
  output toe_pkg::decision_t            decision_o,
  output toe_spec_pkg::retire_decided_t decided_o,

  // status
  output logic                          active_o
);
  // A RAISE, and the event the item tells.
  logic [3:0] raise_error;
  logic is_lost, is_rcv, tells;
  assign is_rcv = !item_i.is_object && (item_i.is_receive || item_i.is_reply || item_i.is_forward);
  assign is_lost = is_rcv ? handle_ok_i && is_lost_i :
                   class_i == toe_pkg::ClassLinker &&
                   layer_i == 2'(toe_spec_pkg::TOE_LAYER_TCP) &&
                   cause_i == toe_spec_pkg::TOE_CAUSE_CONTEXT_ECC;
  toe_raise u_raise (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .is_raise_i      (!item_i.is_object && item_i.is_raise),
    .event_i         (event_i),
    .value_i         (value_i),
    .is_lost_i       (is_lost),
    .handle_i        (named_i),
    .handle_ok_i     (handle_ok_i),
    .uncorrectable_i (is_lost_i),
    .row_i           (row_i),
    .is_empty_i      ({before_i.neighbor, before_i.path, before_i.tcp} == '0),
    .decide_i        (decide_i),
    .error_o         (raise_error),
    .tells_o         (tells),
    .code_o          (decision_o.event_code),
    .handle_o        (decision_o.event_handle),
    .info_o          (decision_o.event_info),
    .ndis_handle_o   (decision_o.event_ndis_handle),
    .active_o        (active_o)
  );

  logic attempted, shows_object, is_freed_whole;
  logic [3:0] error;
  always_comb begin
    case (class_i)
      toe_pkg::ClassPlaceholder, toe_pkg::ClassLinker, toe_pkg::ClassNewNeighbor,
      toe_pkg::ClassNewPath, toe_pkg::ClassNewTcp, toe_pkg::ClassTerminate: attempted = 1'b1;
      default: attempted = 1'b0;
    endcase
    error = 4'(toe_spec_pkg::TOE_ERROR_NONE);
    if (!item_i.is_object)
      error = item_i.is_raise ? raise_error : is_rcv ? rcv_error_i : item_i.error;
    else if (class_i == toe_pkg::ClassMalformed) error = 4'(toe_spec_pkg::TOE_ERROR_BAD_OBJECT);
    else if (class_i == toe_pkg::ClassFetch) error = 4'(toe_spec_pkg::TOE_ERROR_OBJECT_FETCH);
  end
  assign shows_object = item_i.is_object && item_i.is_fetched;
  assign is_freed_whole = frees_i && cause_i == toe_spec_pkg::TOE_CAUSE_OK;

  assign decision_o.is_object = item_i.is_object;
  assign decision_o.is_last = item_i.is_last;
  assign decision_o.is_detached = class_i == toe_pkg::ClassFetch ||
                                  class_i == toe_pkg::ClassDetached ||
                                  class_i == toe_pkg::ClassMalformed;
  assign decision_o.is_terminate = item_i.is_terminate && item_i.is_object;
  assign decision_o.attempted = attempted;
  assign decision_o.freed = frees_i;
  assign decision_o.return_rows = is_freed_whole ? rows_i : '0;
  assign decision_o.return_slot = return_slot_i;
  assign decision_o.event_valid = tells;
  assign decision_o.layer = layer_i;
  assign decision_o.kind = kind_i;
  assign decision_o.cause = cause_i;
  assign decision_o.error = error;
  assign decision_o.slot = item_i.slot;
  assign decision_o.index = item_i.index;
  assign decision_o.handle = handle_i;
  assign decision_o.commit = commit_i;
  assign decision_o.decided_cycle = now_i;

  // What the cause compared with; of a SET the value.
  logic [31:0] bound, limit;
  toe_bound u_bound (
    .cause_i          (cause_i),
    .limits_i         (limits_i),
    .mtu_max_i        (policy_i.mtu_max),
    .rcv_window_max_i (policy_i.rcv_window_max),
    .min_window_i     (policy_i.min_window),
    .bound_o          (bound)
  );
  always_comb begin
    limit = bound;
    if (!item_i.is_object) begin
      limit = !item_i.is_raise && !is_rcv && error == 4'(toe_spec_pkg::TOE_ERROR_NONE) ?
              value_i : '0;
      if (error == 4'(toe_spec_pkg::TOE_ERROR_NO_ROOM)) limit = 32'(limits_i.posted);
    end
  end

  assign decided_o.is_terminate = item_i.is_terminate && item_i.is_object;
  assign decided_o.commit = commit_i;
  assign decided_o.is_object = item_i.is_object;
  assign decided_o.request_id =
    item_i.error == 4'(toe_spec_pkg::TOE_ERROR_COMMAND_FETCH) ? '0 : request_id_i;
  assign decided_o.index = item_i.index;
  assign decided_o.layer = shows_object ? layer_i : '0;
  assign decided_o.kind = shows_object ? kind_i : '0;
  assign decided_o.attempted = attempted;
  assign decided_o.cause = item_i.is_object ? cause_i : '0;
  assign decided_o.error = error;
  // What goes is told here even when nothing of it is handed back; so is the connection of an event, of
  // a posted request, of a reply and of a segment.
  assign decided_o.handle =
    frees_i || (item_i.is_raise && tells && decision_o.event_handle != '0) ||
    (is_rcv && error == 4'(toe_spec_pkg::TOE_ERROR_NONE)) ? named_i : handle_i;
  assign decided_o.parent = keeps_i ? parent_i : '0;
  assign decided_o.used_neighbor = after_i.neighbor;
  assign decided_o.used_path = after_i.path;
  assign decided_o.used_tcp = after_i.tcp;
  assign decided_o.used_src_mac = after_i.src_mac;
  assign decided_o.used_src_ip = after_i.src_ip;
  assign decided_o.used_vlan = after_i.vlan;
  assign decided_o.used_rcv_buffer = after_i.rcv_buffer;
  assign decided_o.used_xmit_buffer = after_i.xmit_buffer;
  assign decided_o.used_buffered_copy = after_i.buffered_copy;
  assign decided_o.used_host_memory = after_i.host_memory;
  assign decided_o.used_lookup = after_i.lookup;
  assign decided_o.used_posted = after_i.posted;
  assign decided_o.used_host_buffer = after_i.host_buffer;
  assign decided_o.used_rcv_data = after_i.rcv_data;
  assign decided_o.limit = limit;
  assign decided_o.fetched_cycle = item_i.fetched_cycle;
  assign decided_o.sram_stall = stalls_i;

  logic unused_registers;
  assign unused_registers = ^{item_i.staged, before_i, policy_i.rcv_page, policy_i.admit_states,
                              policy_i.local_first, policy_i.local_last, policy_i.remote_first,
                              policy_i.remote_last, policy_i.duplicates_fail,
                              policy_i.walk_policy, policy_i.fault_enable, policy_i.sram_banks};
endmodule
