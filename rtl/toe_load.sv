// SPDX-License-Identifier: Apache-2.0
//
// toe_load - takes the ring's items in order, brings an object's rows to the stage of CTXW and its
// deciding members to COMMIT (docs/microarchitecture.md 5.5).
//
// Latency: an object started at edge c is offered from c + LOAD_CYCLES, a marker or an object that
// could not be fetched from c + LOAD_MARKER_CYCLES.  Throughput: idle again at the edge after the
// handshake, so an object every LOAD_CYCLES + 1 edges.
//
// Row k is read at edge c+k, staged at c+k+1.  The members lie in rows 0 and 1 and are kept from then
// on; every row is held against the reserved bits of the object's layer as it passes.
`include "toe_assert.svh"

module toe_load (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // chunk ring
  input  logic                         ring_valid_i,
  input  logic [toe_pkg::CHUNK_W-1:0]  ring_head_i,
  input  toe_pkg::chunk_t              ring_data_i,
  output logic                         ring_free_o,

  // what has arrived
  input  logic [63:0]                  obj_here_i,
  input  logic [31:0]                  chunk_failed_i,

  // object buffer
  output logic                         rd_valid_o,
  output logic                         rd_object_o,
  output logic [1:0]                   rd_row_o,
  output logic                         rd_stamp_o,
  input  logic [toe_pkg::ROW_BITS-1:0] rd_data_i,
  input  logic [toe_pkg::CYCLE_W-1:0]  rd_cycle_i,

  // rows to the stage of CTXW
  output logic                         stage_valid_o,
  output logic [toe_pkg::STAGED_W-1:0] stage_slot_o,
  output logic [1:0]                   stage_row_o,

  // COMMIT
  output logic                         item_valid_o,
  input  logic                         item_ready_i,
  output toe_pkg::item_t               item_o,
  output toe_pkg::object_t             object_o,

  // status
  output logic                         active_o
);
  localparam int unsigned LoadCycles = toe_spec_pkg::TOE_STAGE_LOAD_CYCLES;

  typedef enum logic [1:0] {
    StIdle,    // looks at the ring's head
    StRows,    // rows are on their way
    StOffer    // the item is offered
  } state_e;
  state_e state_d, state_q;
  logic [2:0] step_d, step_q;                     // edges since the start
  logic second_d, second_q;                       // which object of the chunk
  logic fetched_d, fetched_q;
  logic [toe_pkg::STAGED_W-1:0] staged_d, staged_q;
  toe_pkg::object_t object_q;

  // The next object of the head.
  logic here, failed, start, start_rows, handshake, is_last_of_chunk;
  assign here = obj_here_i[{ring_head_i, second_q}];
  assign failed = chunk_failed_i[ring_head_i];
  assign start = state_q == StIdle && ring_valid_i && (ring_data_i.is_marker || here || failed);
  assign start_rows = start && !ring_data_i.is_marker && here;
  assign handshake = item_valid_o && item_ready_i;
  assign is_last_of_chunk = ring_data_i.is_marker || second_q == ring_data_i.is_pair;

  always_comb begin
    state_d = state_q;
    step_d = step_q;
    second_d = second_q;
    fetched_d = fetched_q;
    staged_d = staged_q;
    unique case (state_q)
      StIdle: begin
        if (start) begin
          state_d = start_rows ? StRows : StOffer;
          step_d = 3'd1;
          fetched_d = start_rows;
        end
      end
      StRows: begin
        step_d = step_q + 3'd1;
        if (step_q == 3'(LoadCycles - 1)) state_d = StOffer;
      end
      default: begin
        if (handshake) begin
          state_d = StIdle;
          second_d = !is_last_of_chunk;
          if (fetched_q) staged_d = staged_q + 1'b1;
        end
      end
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      second_q <= 1'b0;
      staged_q <= '0;
    end else begin
      state_q <= state_d;
      second_q <= second_d;
      staged_q <= staged_d;
    end
  end
  always_ff @(posedge clk_i) begin
    step_q <= step_d;
    fetched_q <= fetched_d;
    if (state_q == StRows && step_q == 3'd1) begin
      object_q.layer <= rd_data_i[toe_spec_pkg::TOE_OBJECT_LAYER_LSB +: 8];
      object_q.kind <= rd_data_i[toe_spec_pkg::TOE_OBJECT_KIND_LSB +: 8];
      object_q.fault <= rd_data_i[toe_spec_pkg::TOE_OBJECT_FAULT_LSB +: 8];
      object_q.family <= rd_data_i[toe_spec_pkg::TOE_OBJECT_FAMILY_LSB +: 8];
      object_q.handle <= rd_data_i[toe_spec_pkg::TOE_OBJECT_HANDLE_LSB +: 32];
      object_q.body <= rd_data_i[toe_pkg::BODY_LSB +: toe_pkg::BODY_W];
      object_q.reserved_ok <= row_clear && !tail_set;
    end
    if (state_q == StRows && step_q == 3'd2) begin
      object_q.mtu <= rd_data_i[toe_spec_pkg::TOE_OBJ_PATH_MTU_LSB - toe_pkg::ROW_BITS +: 32];
    end
    if (state_q == StRows && step_q != 3'd1 && !row_clear) object_q.reserved_ok <= 1'b0;
  end

  // Reserved bits of the row that is here, by the layer that row 0 says; a layer that is none has
  // none.  An IPv4 path has nothing behind the first 4 bytes of its addresses.
  localparam int unsigned SrcTail = toe_spec_pkg::TOE_OBJ_PATH_SRC_IP_LSB + 32;
  localparam int unsigned DstTail = toe_spec_pkg::TOE_OBJ_PATH_DST_IP_LSB + 32;
  logic [7:0] layer;
  logic [toe_pkg::ROW_BITS-1:0] reserved;
  logic row_clear, tail_set;
  assign layer = step_q == 3'd1 ? rd_data_i[toe_spec_pkg::TOE_OBJECT_LAYER_LSB +: 8]
                                : object_q.layer;
  always_comb begin
    case (layer)
      toe_spec_pkg::TOE_LAYER_NEIGHBOR:
        reserved = row_of(toe_spec_pkg::TOE_OBJ_NEIGHBOR_RESERVED, stage_row_o);
      toe_spec_pkg::TOE_LAYER_PATH:
        reserved = row_of(toe_spec_pkg::TOE_OBJ_PATH_RESERVED, stage_row_o);
      toe_spec_pkg::TOE_LAYER_TCP:
        reserved = row_of(toe_spec_pkg::TOE_OBJ_TCP_RESERVED, stage_row_o);
      default: reserved = '0;
    endcase
  end
  function automatic logic [toe_pkg::ROW_BITS-1:0] row_of(
      input logic [toe_spec_pkg::TOE_OBJECT_BITS-1:0] object, input logic [1:0] row);
    case (row)
      2'd0: row_of = object[0 +: toe_pkg::ROW_BITS];
      2'd1: row_of = object[toe_pkg::ROW_BITS +: toe_pkg::ROW_BITS];
      2'd2: row_of = object[2 * toe_pkg::ROW_BITS +: toe_pkg::ROW_BITS];
      default: row_of = object[3 * toe_pkg::ROW_BITS +: toe_pkg::ROW_BITS];
    endcase
  endfunction
  assign row_clear = (rd_data_i & reserved) == '0;
  assign tail_set = layer == toe_spec_pkg::TOE_LAYER_PATH &&
                    rd_data_i[toe_spec_pkg::TOE_OBJECT_FAMILY_LSB +: 8] == 8'd4 &&
                    (rd_data_i[SrcTail +: 96] != '0 || rd_data_i[DstTail +: 96] != '0);

  // Row 0 is asked for with the start, rows 1..3 at the edges after.
  assign rd_valid_o = start_rows || (state_q == StRows && step_q <= 3'd3);
  assign rd_row_o = start_rows ? 2'd0 : step_q[1:0];
  assign rd_object_o = second_q;
  assign rd_stamp_o = start_rows;
  assign stage_valid_o = state_q == StRows;
  assign stage_slot_o = staged_q;
  assign stage_row_o = step_q[1:0] - 2'd1;

  assign ring_free_o = handshake && is_last_of_chunk;
  assign item_valid_o = state_q == StOffer;
  assign item_o.is_object = !ring_data_i.is_marker;
  assign item_o.is_fetched = fetched_q;
  assign item_o.is_last = ring_data_i.is_last && is_last_of_chunk;
  assign item_o.is_terminate = ring_data_i.is_terminate;
  assign item_o.is_raise = ring_data_i.is_raise;
  assign item_o.is_receive = ring_data_i.is_receive;
  assign item_o.is_reply = ring_data_i.is_reply;
  assign item_o.is_forward = ring_data_i.is_forward;
  assign item_o.slot = ring_data_i.slot;
  assign item_o.index = ring_data_i.index + toe_pkg::INDEX_W'(second_q);
  assign item_o.error = ring_data_i.error;
  assign item_o.fetched_cycle = fetched_q ? rd_cycle_i : '0;
  assign item_o.staged = staged_q;
  assign object_o = object_q;

  assign active_o = start || state_q == StRows || handshake;

  `TOE_ASSERT_INIT(four_rows_in_five_cycles, LoadCycles == 5)
  `TOE_ASSERT_INIT(marker_in_one_cycle, toe_spec_pkg::TOE_STAGE_LOAD_MARKER_CYCLES == 1)
  `TOE_ASSERT(holds_when_stalled, !$past(item_valid_o && !item_ready_i) ||
              (item_valid_o && item_o == $past(item_o)))
  `TOE_ASSERT(quiet, active_o || {state_d, second_d, staged_d} == {state_q, second_q, staged_q})
endmodule
