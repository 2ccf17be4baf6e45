// SPDX-License-Identifier: Apache-2.0
//
// toe_named - the object an item names: a linker's, that of an object of a TERMINATE, the connection a
// RETRIEVE tells of.  Is there such an object, where does its context lie, what stands in the rows
// that are read of it (docs/microarchitecture.md 5.6, 5.8, 7).
//
// A linker of an INITIATE and a RETRIEVE read row 0; a TERMINATE the rows that are handed back, a
// receive job those of its connection.  A
// handle that was never given out reads nothing; one whose object is gone reads as if it were there.
// Latency: that of toe_link; rows that are handed back leave as they are sampled, whatever the cause
// will be.
`include "toe_assert.svh"

module toe_named (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // the item
  input  logic                          take_i,          // a new one enters COMMIT
  input  logic                          valid_i,         // it names an object
  input  logic                          open_i,          // its rows may be read
  input  logic                          returns_i,       // all that can be handed back
  input  logic [1:0]                    layer_i,
  input  logic [31:0]                   handle_i,

  // ids that were given out, and whether that of the handle is in use
  input  logic [12:0]                   known_neighbors_i,
  input  logic [14:0]                   known_paths_i,
  input  logic [14:0]                   known_tcps_i,
  input  logic                          in_use_i,

  // context SRAM: the read, and what CTXW writes at this edge
  input  logic [2:0]                    banks_i,
  input  logic                          wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]     wr_row_i,
  output logic                          rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]     rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]  rd_data_i,
  input  logic [toe_pkg::CHECK_W-1:0]   rd_check_i,

  // rows that are handed back
  output logic                          return_valid_o,
  output logic [1:0]                    return_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]  return_data_o,

  // what it names
  output logic                          handle_ok_o,     // an object in use
  output logic [toe_pkg::ROWS_W-1:0]    rows_o,          // of it that are handed back
  output logic                          ready_o,
  output logic [toe_pkg::ROWS_W-1:0]    corrected_o,     // rows
  output logic [toe_pkg::ROWS_W-1:0]    uncorrectable_o,
  output logic [toe_pkg::ROW_BITS-1:0]  row_o,           // row 0, as corrected

  // the context to be read, or that of a new object to be written
  input  logic [14:0]                   new_id_i,
  output logic [toe_pkg::ROW_W-1:0]     context_row_o,

  // status
  output logic                          stall_o,
  output logic                          active_o
);
  localparam logic [1:0] Neighbor = 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR);
  localparam logic [1:0] Path = 2'(toe_spec_pkg::TOE_LAYER_PATH);

  logic is_known;
  logic [14:0] known, id;
  assign known = layer_i == Neighbor ? {2'b0, known_neighbors_i} :
                 layer_i == Path ? known_paths_i : known_tcps_i;
  assign is_known = handle_i[31:28] == {2'b00, layer_i} && handle_i[27:20] == '0 &&
                    handle_i[19:0] < 20'(known);
  assign handle_ok_o = is_known && in_use_i;

  assign id = valid_i ? handle_i[14:0] : new_id_i;
  always_comb begin
    case (layer_i)
      Neighbor: context_row_o = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_ROW_BASE) +
                                {1'b0, id, 1'b0};
      Path: context_row_o = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_PATH_ROW_BASE) +
                            {1'b0, id, 1'b0};
      default: context_row_o = toe_pkg::ROW_W'(toe_spec_pkg::TOE_STAGE_TCP_ROW_BASE) +
                               {id, 2'b00};
    endcase
  end

  logic sample;
  logic [toe_pkg::ROWS_W-1:0] reads;
  always_comb begin
    case (layer_i)
      Neighbor: rows_o = 3'(toe_spec_pkg::TOE_STAGE_NEIGHBOR_RETURN_ROWS);
      Path: rows_o = '0;
      default: rows_o = 3'(toe_spec_pkg::TOE_STAGE_TCP_RETURN_ROWS);
    endcase
    reads = '0;
    if (is_known) reads = returns_i ? rows_o : 3'd1;
  end
  toe_link u_link (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .take_i          (take_i),
    .valid_i         (valid_i && open_i),
    .rows_i          (reads),
    .row_i           (context_row_o),
    .banks_i         (banks_i),
    .wr_valid_i      (wr_valid_i),
    .wr_row_i        (wr_row_i),
    .rd_valid_o      (rd_valid_o),
    .rd_row_o        (rd_row_o),
    .rd_data_i       (rd_data_i),
    .rd_check_i      (rd_check_i),
    .sample_o        (sample),
    .sample_row_o    (return_row_o),
    .sample_data_o   (return_data_o),
    .ready_o         (ready_o),
    .corrected_o     (corrected_o),
    .uncorrectable_o (uncorrectable_o),
    .row_o           (row_o),
    .stall_o         (stall_o),
    .active_o        (active_o)
  );
  assign return_valid_o = sample && returns_i;

  `TOE_ASSERT_INIT(ids_have_their_widths, toe_spec_pkg::TOE_POOL_NEIGHBOR_BUILT == 1 << 12 &&
                   toe_spec_pkg::TOE_POOL_PATH_BUILT == 1 << 14 &&
                   toe_spec_pkg::TOE_POOL_TCP_BUILT == 1 << 14)
endmodule
