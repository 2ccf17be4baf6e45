// SPDX-License-Identifier: Apache-2.0
//
// toe_tally - what a completion entry says of its request's objects: how many were attempted, how many
// offloaded or freed, which error came first (docs/microarchitecture.md 8).
//
// Latency: an entry is counted at the first edge at which it is WBQ's head and is in the outputs at that
// very edge.  The next request starts from nothing.
`include "toe_assert.svh"

module toe_tally (
  input  logic               clk_i,
  input  logic               rst_ni,

  // WBQ's head, its last edge there, and the completion that ends its request
  input  logic               entry_valid_i,
  input  toe_pkg::decision_t entry_i,
  input  logic               leaves_i,
  input  logic               completes_i,

  // members of the completion
  output logic [7:0]         error_o,
  output logic [31:0]        error_index_o,
  output logic [31:0]        attempted_o,
  output logic [31:0]        offloaded_o,

  // status
  output logic               active_o
);
  localparam logic [3:0] NoError = 4'(toe_spec_pkg::TOE_ERROR_NONE);

  logic counted_d, counted_q; // the head is in the counts
  logic has_error_d, has_error_q;
  logic [3:0] error_d, error_q;
  logic [toe_pkg::INDEX_W-1:0] error_index_d, error_index_q;
  logic [toe_pkg::COUNT_W-1:0] attempted_d, attempted_q, offloaded_d, offloaded_q;
  logic counts, is_offloaded;
  assign counts = entry_valid_i && entry_i.is_object && !counted_q;
  assign is_offloaded = entry_i.is_terminate ? entry_i.freed :
                        entry_i.attempted && entry_i.kind == 2'(toe_spec_pkg::TOE_KIND_NEW) &&
                        entry_i.cause == toe_spec_pkg::TOE_CAUSE_OK;

  always_comb begin
    counted_d = !leaves_i && (counted_q || counts);
    has_error_d = has_error_q;
    error_d = error_q;
    error_index_d = error_index_q;
    attempted_d = attempted_q;
    offloaded_d = offloaded_q;
    if (counts) begin
      if (entry_i.error != NoError && !has_error_q) begin
        has_error_d = 1'b1;
        error_d = entry_i.error;
        error_index_d = entry_i.index;
      end
      attempted_d = attempted_q + toe_pkg::COUNT_W'(entry_i.attempted);
      offloaded_d = offloaded_q + toe_pkg::COUNT_W'(is_offloaded);
    end
  end

  // A marker tells its own error, and has no objects.
  assign error_o = !entry_i.is_object ? 8'(entry_i.error) : has_error_d ? 8'(error_d) : 8'd0;
  assign error_index_o = (entry_i.is_object && has_error_d) ? 32'(error_index_d) : 32'd0;
  assign attempted_o = entry_i.is_object ? 32'(attempted_d) : 32'd0;
  assign offloaded_o = entry_i.is_object ? 32'(offloaded_d) : 32'd0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      counted_q <= 1'b0;
      has_error_q <= 1'b0;
      attempted_q <= '0;
      offloaded_q <= '0;
    end else begin
      counted_q <= counted_d;
      has_error_q <= completes_i ? 1'b0 : has_error_d;
      attempted_q <= completes_i ? '0 : attempted_d;
      offloaded_q <= completes_i ? '0 : offloaded_d;
    end
  end
  always_ff @(posedge clk_i) begin
    error_q <= error_d;
    error_index_q <= error_index_d;
  end

  logic unused_entry;
  assign unused_entry = ^entry_i;

  assign active_o = counts || leaves_i;

  `TOE_ASSERT(offloaded_were_attempted, offloaded_q <= attempted_q)
  `TOE_ASSERT(quiet, active_o || {counted_d, has_error_d, attempted_d, offloaded_d} ==
              {counted_q, has_error_q, attempted_q, offloaded_q})
endmodule
