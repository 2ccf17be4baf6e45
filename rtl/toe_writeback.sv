// SPDX-License-Identifier: Apache-2.0
//
// toe_writeback - turns decisions into events, rows handed back, results and completion entries: status
// of a parent from its dependents, one open neighbor and one open path (docs/microarchitecture.md 5.10,
// 8).
//
// Latency: an entry visible at edge c pushes its first write at c.  Throughput: one write an edge;
// an entry without writes takes one edge.  An entry leaves WBQ with its last push.
//
// The writes of an entry, in order, each only if due:
//   V  its event, R  what is handed back, 32 bytes a write
//   A  close the open path (before a neighbor or path)     D  close the open path  (last object)
//   B  close the open neighbor (before a neighbor)         E  close the open neighbor (same)
//   C  the entry's own result (TCP, detached)              F  the completion entry (or marker)
// Between C and D a neighbor or path becomes the open one, without a write.
`include "toe_assert.svh"

module toe_writeback (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  // WBQ's head
  input  logic                       entry_valid_i,
  output logic                       entry_ready_o,
  input  toe_pkg::decision_t         entry_i,

  // its command
  output logic [toe_pkg::SLOT_W-1:0] slot_o,
  input  logic [31:0]                request_id_i,
  input  logic [63:0]                result_addr_i,
  input  logic [63:0]                return_addr_i,
  input  logic [15:0]                behind_i,

  // rows handed back
  output logic [toe_pkg::RETURN_W-1:0] return_slot_o,
  output logic [2:0]                 return_part_o,
  input  logic [255:0]               return_data_i,

  // completion ring
  input  logic                       ring_room_i,
  input  logic [63:0]                ring_address_i,
  input  logic                       ring_phase_i,

  // PQ
  output logic                       write_valid_o,
  input  logic                       write_ready_i,
  output toe_pkg::write_t            write_o,
  output logic                       completes_o,   // a completion entry is pushed at this edge
  output logic                       tells_o,       // an entry of either kind is

  // status
  output logic                       active_o
);
  localparam logic [1:0] Neighbor = 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR);
  localparam logic [1:0] Path = 2'(toe_spec_pkg::TOE_LAYER_PATH);
  localparam logic [1:0] Placeholder = 2'(toe_spec_pkg::TOE_KIND_PLACEHOLDER);
  localparam logic [1:0] New = 2'(toe_spec_pkg::TOE_KIND_NEW);

  // An object whose result waits for its dependents.
  typedef struct packed {
    logic is_open;
    logic any_ok;
    logic any_fail;
    logic attempted;
    logic [1:0] kind;
    logic [5:0] cause;
    logic [toe_pkg::INDEX_W-1:0] index;
    logic [31:0] handle;
    logic [toe_pkg::COMMIT_W-1:0] commit;
    logic [toe_pkg::CYCLE_W-1:0] decided_cycle;
  } open_t;
  open_t path_d, path_q, neighbor_d, neighbor_q, own, path, neighbor, closing;

  logic told_d, told_q;       // the entry's event is
  logic [3:0] part_d, part_q; // parts handed back
  logic placed_d, placed_q;   // the entry's own part (A to C) is done

  // The entry as an object without dependents.
  always_comb begin
    own.is_open = 1'b1;
    own.any_ok = 1'b0;
    own.any_fail = 1'b0;
    own.attempted = entry_i.attempted;
    own.kind = entry_i.kind;
    own.cause = entry_i.cause;
    own.index = entry_i.index;
    own.handle = entry_i.handle;
    own.commit = entry_i.commit;
    own.decided_cycle = entry_i.decided_cycle;
  end

  logic unused_open;
  assign unused_open = closing.is_open;
  assign slot_o = entry_i.slot;

  // Which writes are due.
  logic is_object, is_last, opens, writes_own;
  logic due_v, due_r, due_a, due_b, due_c, due_d, due_e, due_f, places;
  logic [3:0] step;
  assign is_object = entry_valid_i && entry_i.is_object;
  assign is_last = entry_valid_i && (!entry_i.is_object || entry_i.is_last);
  assign opens = is_object && !entry_i.is_detached && !entry_i.is_terminate &&
                 (entry_i.layer == Neighbor || entry_i.layer == Path);
  assign writes_own = is_object && !opens;
  assign due_v = entry_valid_i && entry_i.event_valid && !told_q;
  assign due_r = is_object && !placed_q && part_q != {entry_i.return_rows, 1'b0};
  assign due_a = !placed_q && opens && path_q.is_open;
  assign due_b = !placed_q && opens && entry_i.layer == Neighbor && neighbor_q.is_open;
  assign due_c = !placed_q && writes_own;

  // Nothing to close before it: it stands open in this very cycle.
  always_comb begin
    path = path_q;
    neighbor = neighbor_q;
    if (opens && !placed_q && !due_a && !due_b) begin
      if (entry_i.layer == Neighbor) neighbor = own;
      else path = own;
    end
  end
  assign due_d = is_last && path.is_open;
  assign due_e = is_last && neighbor.is_open;
  assign due_f = is_last;

  localparam logic [3:0] StepA = 4'd0;
  localparam logic [3:0] StepB = 4'd1;
  localparam logic [3:0] StepC = 4'd2;
  localparam logic [3:0] StepD = 4'd3;
  localparam logic [3:0] StepE = 4'd4;
  localparam logic [3:0] StepF = 4'd5;
  localparam logic [3:0] StepV = 4'd6;
  localparam logic [3:0] StepR = 4'd7;
  localparam logic [3:0] StepNone = 4'd8;
  logic leaves, push;
  always_comb begin
    step = StepNone;
    leaves = entry_valid_i;
    if (due_v) begin
      step = StepV;
      leaves = 1'b0;   // a result or a completion follows
    end else if (due_r) begin
      step = StepR;
      leaves = 1'b0;   // its result follows
    end else if (due_a) begin
      step = StepA;
      leaves = !due_b && !is_last;
    end else if (due_b) begin
      step = StepB;
      leaves = !is_last;
    end else if (due_c) begin
      step = StepC;
      leaves = !is_last;
    end else if (due_d) begin
      step = StepD;
      leaves = 1'b0;
    end else if (due_e) begin
      step = StepE;
      leaves = 1'b0;
    end else if (due_f) begin
      step = StepF;
    end
  end
  assign write_valid_o = step != StepNone && ((step != StepF && step != StepV) || ring_room_i);
  assign push = write_valid_o && write_ready_i;
  assign entry_ready_o = leaves && (step == StepNone || push);
  assign completes_o = push && step == StepF;
  assign tells_o = push && (step == StepF || step == StepV);
  assign places = !placed_q && step != StepV && step != StepR &&
                  (step == StepA ? push && !due_b : step == StepB || step == StepC ?
                   push : entry_valid_i);

  // The result of what is closed, or of the entry itself.
  logic closes_path, closes_neighbor, own_ok;
  logic [31:0] status, status_of_cause;
  logic [2:0] flags;
  assign closes_path = step == StepA || step == StepD;
  assign closes_neighbor = step == StepB || step == StepE;
  toe_status u_status (.cause_i(closing.cause), .status_o(status_of_cause));
  always_comb begin
    closing = own;
    if (closes_path) closing = path;
    if (closes_neighbor) closing = neighbor;
  end
  always_comb begin
    status = status_of_cause;
    if (step == StepC && (entry_i.is_detached ||
                          (entry_i.is_terminate && entry_i.kind != Placeholder &&
                           entry_i.cause != toe_spec_pkg::TOE_CAUSE_OK))) begin
      status = toe_spec_pkg::TOE_STATUS_FAILURE;
    end else if (closing.kind == Placeholder) begin
      status = toe_spec_pkg::TOE_STATUS_SUCCESS;
    end else if (closing.cause == toe_spec_pkg::TOE_CAUSE_OK && closing.any_fail) begin
      status = (closing.kind == New || closing.any_ok) ?
               toe_spec_pkg::TOE_STATUS_OFFLOAD_PARTIAL_SUCCESS : toe_spec_pkg::TOE_STATUS_FAILURE;
    end
    flags[0] = closing.attempted;
    flags[1] = closing.attempted && closing.kind == New &&
               closing.cause == toe_spec_pkg::TOE_CAUSE_OK;
    flags[2] = step == StepC && entry_i.freed;
  end
  assign own_ok = status == toe_spec_pkg::TOE_STATUS_SUCCESS ||
                  status == toe_spec_pkg::TOE_STATUS_OFFLOAD_PARTIAL_SUCCESS;

  // Open objects.
  always_comb begin
    path_d = path_q;
    neighbor_d = neighbor_q;
    if (places && opens) begin
      if (entry_i.layer == Neighbor) neighbor_d = own;
      else path_d = own;
    end
    if (push) begin
      case (step)
        StepA: begin
          path_d.is_open = places;   // by the path that takes its place
          neighbor_d.any_ok = neighbor_q.any_ok || own_ok;
          neighbor_d.any_fail = neighbor_q.any_fail || !own_ok;
        end
        StepC: begin
          if (entry_i.is_detached) begin
            path_d.any_fail = 1'b1;
            neighbor_d.any_fail = 1'b1;
          end else begin
            path_d.any_ok = path_q.any_ok || own_ok;
            path_d.any_fail = path_q.any_fail || !own_ok;
          end
        end
        StepD: begin
          path_d.is_open = 1'b0;
          neighbor_d.any_ok = neighbor.any_ok || own_ok;
          neighbor_d.any_fail = neighbor.any_fail || !own_ok;
        end
        StepE: neighbor_d.is_open = 1'b0;
        default: ;
      endcase
    end
  end

  // The request's counts and its first error.
  logic tally_active;
  logic [7:0] cpl_error;
  logic [31:0] cpl_index, cpl_attempted, cpl_offloaded;
  toe_tally u_tally (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .entry_valid_i (entry_valid_i),
    .entry_i       (entry_i),
    .leaves_i      (entry_ready_o),
    .completes_i   (completes_o),
    .error_o       (cpl_error),
    .error_index_o (cpl_index),
    .attempted_o   (cpl_attempted),
    .offloaded_o   (cpl_offloaded),
    .active_o      (tally_active)
  );

  // The write.
  logic [31:0] request_id;
  assign request_id =
    (!entry_i.is_object && entry_i.error == 4'(toe_spec_pkg::TOE_ERROR_COMMAND_FETCH)) ?
    '0 : request_id_i;
  always_comb begin
    write_o = '0;
    if (step == StepF) begin
      write_o.kind = toe_pkg::WriteCompletion;
      write_o.address = ring_address_i;
      write_o.data = {16'b0, entry_i.commit, cpl_offloaded, cpl_attempted, cpl_index,
                      16'b0, behind_i, request_id, 8'b0, 7'b0, ring_phase_i, cpl_error,
                      toe_spec_pkg::TOE_ENTRY_COMPLETION};
    end else if (step == StepV) begin
      write_o.kind = toe_pkg::WriteEvent;
      write_o.address = ring_address_i;
      write_o.data = {16'b0, entry_i.commit, 32'b0, entry_i.event_info,
                      entry_i.event_ndis_handle, entry_i.event_handle, 8'b0, 7'b0, ring_phase_i,
                      entry_i.event_code, toe_spec_pkg::TOE_ENTRY_EVENT};
    end else if (step == StepR) begin
      write_o.kind = toe_pkg::WriteReturn;
      write_o.address = return_addr_i + {36'b0, entry_i.index, part_q[2:0], 5'b0};
      write_o.data = return_data_i;
      write_o.request_id = request_id;
      write_o.index = entry_i.index;
      write_o.offset = {part_q[2:0], 5'b0};
    end else if (step != StepNone) begin
      write_o.kind = toe_pkg::WriteResult;
      write_o.address = result_addr_i + {39'b0, closing.index, 5'b0};
      write_o.data = {16'b0, closing.commit, 8'b0, closing.decided_cycle, 5'b0, flags,
                      4'b0, closing.index, request_id, closing.handle, status};
    end
  end

  always_comb begin
    placed_d = placed_q;
    told_d = told_q || (push && step == StepV);
    part_d = part_q + 4'(push && step == StepR);
    if (places) placed_d = 1'b1;
    if (entry_ready_o) begin
      placed_d = 1'b0;
      told_d = 1'b0;
      part_d = '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      placed_q <= 1'b0;
      told_q <= 1'b0;
      part_q <= '0;
      path_q <= '0;
      neighbor_q <= '0;
    end else begin
      placed_q <= placed_d;
      told_q <= told_d;
      part_q <= part_d;
      path_q <= path_d;
      neighbor_q <= neighbor_d;
    end
  end

  assign return_slot_o = entry_i.return_slot;
  assign return_part_o = part_q[2:0];
  assign active_o = push || entry_ready_o || tally_active || places;

  // A root path has no neighbor before or after it.
  `TOE_ASSERT(neighbors_close_both, !(due_a && entry_i.layer == Neighbor) || due_b)
  `TOE_ASSERT(nothing_stays_open, !completes_o ||
              (!path_q.is_open && !neighbor_q.is_open))
  `TOE_ASSERT(a_write_follows_an_event, !due_v || !opens)
  `TOE_ASSERT(only_terminates_hand_back, !is_object || entry_i.is_terminate ||
              (entry_i.return_rows == '0 && !entry_i.freed))
  `TOE_ASSERT(only_the_freed_is_handed_back, !is_object || entry_i.return_rows == '0 ||
              (entry_i.freed && entry_i.cause == toe_spec_pkg::TOE_CAUSE_OK))
  `TOE_ASSERT(quiet, active_o ||
              {placed_d, told_d, part_d, path_d, neighbor_d} ==
              {placed_q, told_q, part_q, path_q, neighbor_q})
endmodule
