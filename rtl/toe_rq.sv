// SPDX-License-Identifier: Apache-2.0
//
// toe_rq - the device's requests: two queues, link credits, TLP headers
// (docs/microarchitecture.md 5.1).
//
// Latency: a request pushed at edge c leaves at c+1 at the earliest.  Throughput: one TLP an edge.
// Posted writes go first; a write never waits for a read.  A TLP is shown only while its credit is
// there, so showing is sending: the link never refuses.
`include "toe_assert.svh"

module toe_rq (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  // configuration and credits
  input  logic [12:0]                    mps_i,
  input  logic [31:0]                    init_ph_i,
  input  logic [31:0]                    init_pd_i,
  input  logic [31:0]                    init_nph_i,
  input  logic                           credit_valid_i,
  input  logic [31:0]                    credit_ph_i,
  input  logic [31:0]                    credit_pd_i,
  input  logic [31:0]                    credit_nph_i,

  // writes: WRITEBACK wins over RECEIVE, RECEIVE over MSIX
  input  logic                           wb_valid_i,
  output logic                           wb_ready_o,
  input  toe_pkg::write_t                wb_data_i,
  input  logic                           rcv_valid_i,
  output logic                           rcv_ready_o,
  input  toe_pkg::write_t                rcv_data_i,
  input  logic                           msix_valid_i,
  output logic                           msix_ready_o,
  input  toe_pkg::write_t                msix_data_i,

  // reads: never two at one edge
  output logic                           read_room_o,
  input  logic                           cmd_valid_i,
  input  toe_pkg::read_t                 cmd_data_i,
  input  logic                           copy_valid_i,
  input  toe_pkg::read_t                 copy_data_i,
  input  logic                           obj_valid_i,
  input  toe_pkg::read_t                 obj_data_i,

  // the link
  output logic                           rq_valid_o,
  output logic [127:0]                   rq_header_o,
  output logic [255:0]                   rq_data_o,
  output logic                           rq_is_write_o,
  output toe_pkg::write_e                rq_kind_o,
  output logic [31:0]                    rq_request_id_o, // of what is handed back, as the two below
  output logic [toe_pkg::INDEX_W-1:0]    rq_index_o,
  output logic [7:0]                     rq_offset_o,
  output logic [63:0]                    rq_address_o,    // of received data, as the one below
  output logic [5:0]                     rq_bytes_o,

  // status: writes pushed and sent, for the order of read completions
  output logic [toe_pkg::PQ_MARK_W-1:0]  pushed_o,
  output logic [toe_pkg::PQ_MARK_W-1:0]  sent_o,
  output logic                           active_o
);
  localparam int unsigned PqDepth = toe_spec_pkg::TOE_STAGE_PQ_DEPTH;
  localparam int unsigned NpqDepth = toe_spec_pkg::TOE_STAGE_NPQ_DEPTH;
  localparam logic [31:0] INFINITE = 32'hFFFF_FFFF;

  // Queues.
  logic pq_in_valid, pq_in_ready, pq_valid, pq_send;
  logic npq_in_valid, npq_in_ready, npq_valid, npq_send;
  toe_pkg::write_t pq_in, pq_head;
  toe_pkg::read_t npq_in, npq_head;
  logic [$clog2(PqDepth+1)-1:0] pq_level;
  logic [$clog2(NpqDepth+1)-1:0] npq_level;

  assign wb_ready_o = pq_in_ready;
  assign rcv_ready_o = pq_in_ready && !wb_valid_i;
  assign msix_ready_o = pq_in_ready && !wb_valid_i && !rcv_valid_i;
  assign pq_in_valid = wb_valid_i || rcv_valid_i || msix_valid_i;
  assign pq_in = wb_valid_i ? wb_data_i : rcv_valid_i ? rcv_data_i : msix_data_i;
  assign read_room_o = npq_in_ready;
  assign npq_in_valid = cmd_valid_i || copy_valid_i || obj_valid_i;
  assign npq_in = cmd_valid_i ? cmd_data_i : copy_valid_i ? copy_data_i : obj_data_i;

  toe_fifo #(.Width($bits(pq_in)), .Depth(PqDepth)) u_pq (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .in_valid_i  (pq_in_valid),
    .in_ready_o  (pq_in_ready),
    .in_data_i   (pq_in),
    .out_valid_o (pq_valid),
    .out_ready_i (pq_send),
    .out_data_o  (pq_head),
    .level_o     (pq_level)
  );

  toe_fifo #(.Width($bits(npq_in)), .Depth(NpqDepth)) u_npq (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .in_valid_i  (npq_in_valid),
    .in_ready_o  (npq_in_ready),
    .in_data_i   (npq_in),
    .out_valid_o (npq_valid),
    .out_ready_i (npq_send),
    .out_data_o  (npq_head),
    .level_o     (npq_level)
  );

  // Credits: loaded from the link at the first edge, then spent and returned.
  logic loaded_q;
  logic ph_inf_q, pd_inf_q, nph_inf_q;
  logic [31:0] ph_d, ph_q, pd_d, pd_q, nph_d, nph_q;
  logic [31:0] pd_need;
  logic posted_ok, nonposted_ok;

  // DWs that it touches; of the first and the last of received data some bytes are not written.
  logic [3:0] write_dw, first_be, last_be;
  logic [5:0] placed_end;
  logic [3:0] cut_be;
  assign placed_end = 6'(pq_head.address[1:0]) + pq_head.bytes;
  assign cut_be = placed_end[1:0] == 2'd0 ? 4'hF : ~(4'hF << placed_end[1:0]);
  always_comb begin
    write_dw = 4'd8;
    first_be = 4'hF;
    last_be = 4'hF;
    if (pq_head.kind == toe_pkg::WriteMessage) begin
      write_dw = 4'd1;
      last_be = 4'h0;
    end else if (pq_head.kind == toe_pkg::WritePlaced) begin
      write_dw = placed_end[5:2] + 4'(placed_end[1:0] != 2'd0);
      first_be = 4'hF << pq_head.address[1:0];
      last_be = cut_be;
      if (write_dw == 4'd1) begin
        first_be = first_be & cut_be;
        last_be = 4'h0;
      end
    end
  end
  assign pd_need = write_dw > 4'd4 ? 32'd2 : 32'd1;
  assign posted_ok = (ph_inf_q || ph_q != '0) && (pd_inf_q || pd_q >= pd_need);
  assign nonposted_ok = nph_inf_q || nph_q != '0;
  assign pq_send = pq_valid && posted_ok;
  assign npq_send = npq_valid && nonposted_ok && !pq_send;

  always_comb begin
    ph_d = ph_q;
    pd_d = pd_q;
    nph_d = nph_q;
    if (credit_valid_i) begin
      ph_d = ph_d + credit_ph_i;
      pd_d = pd_d + credit_pd_i;
      nph_d = nph_d + credit_nph_i;
    end
    if (pq_send) begin
      ph_d = ph_d - 32'd1;
      pd_d = pd_d - pd_need;
    end
    if (npq_send) nph_d = nph_d - 32'd1;
    if (ph_inf_q) ph_d = '0;
    if (pd_inf_q) pd_d = '0;
    if (nph_inf_q) nph_d = '0;
    if (!loaded_q) begin
      ph_d = (init_ph_i == INFINITE) ? '0 : ph_d + init_ph_i;
      pd_d = (init_pd_i == INFINITE) ? '0 : pd_d + init_pd_i;
      nph_d = (init_nph_i == INFINITE) ? '0 : nph_d + init_nph_i;
    end
  end

  // Marks of the write order.
  logic [toe_pkg::PQ_MARK_W-1:0] pushed_d, pushed_q, sent_d, sent_q;
  assign pushed_d = pushed_q + toe_pkg::PQ_MARK_W'(pq_in_valid && pq_in_ready);
  assign sent_d = sent_q + toe_pkg::PQ_MARK_W'(pq_send);
  assign pushed_o = pushed_q;
  assign sent_o = sent_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      loaded_q <= 1'b0;
      ph_inf_q <= 1'b0;
      pd_inf_q <= 1'b0;
      nph_inf_q <= 1'b0;
      ph_q <= '0;
      pd_q <= '0;
      nph_q <= '0;
      pushed_q <= '0;
      sent_q <= '0;
    end else begin
      loaded_q <= 1'b1;
      if (!loaded_q) begin
        ph_inf_q <= init_ph_i == INFINITE;
        pd_inf_q <= init_pd_i == INFINITE;
        nph_inf_q <= init_nph_i == INFINITE;
      end
      ph_q <= ph_d;
      pd_q <= pd_d;
      nph_q <= nph_d;
      pushed_q <= pushed_d;
      sent_q <= sent_d;
    end
  end

  // The TLP: four-DW headers, whole DWs.
  assign rq_valid_o = pq_send || npq_send;
  assign rq_is_write_o = pq_send;
  assign rq_kind_o = pq_head.kind;
  assign rq_request_id_o = pq_head.request_id;
  assign rq_index_o = pq_head.index;
  assign rq_offset_o = pq_head.offset;
  assign rq_address_o = pq_head.address;
  assign rq_bytes_o = pq_head.bytes;
  assign rq_data_o = pq_head.data;
  always_comb begin
    if (pq_send) begin
      rq_header_o = {toe_pkg::TLP_MWR, 14'b0, 10'(write_dw), 16'b0, 8'b0,
                     last_be, first_be, pq_head.address[63:2], 2'b00};
    end else begin
      rq_header_o = {toe_pkg::TLP_MRD, 14'b0, npq_head.length_dw, 16'b0, npq_head.tag,
                     4'hF, 4'hF, npq_head.address};
    end
  end

  assign active_o = rq_valid_o || !loaded_q || pq_in_valid && pq_in_ready || npq_in_valid;

  `TOE_ASSERT(one_read_an_edge, !(cmd_valid_i && (copy_valid_i || obj_valid_i)) &&
              !(copy_valid_i && obj_valid_i))
  `TOE_ASSERT(reads_have_room, !npq_in_valid || npq_in_ready)
  `TOE_ASSERT(writes_fit_mps, !pq_send || 13'({write_dw, 2'b00}) <= mps_i)
  `TOE_ASSERT(placed_fits_a_beat, !pq_send || pq_head.kind != toe_pkg::WritePlaced ||
              (pq_head.bytes != '0 && placed_end <= 6'd32))
  `TOE_ASSERT(marks_agree, toe_pkg::PQ_MARK_W'(pq_level) == pushed_q - sent_q)
  `TOE_ASSERT(queued_reads_fit, npq_level <= ($bits(npq_level))'(NpqDepth))
  `TOE_ASSERT(quiet, active_o || credit_valid_i ||
              {ph_d, pd_d, nph_d, pushed_d, sent_d} == {ph_q, pd_q, nph_q, pushed_q, sent_q})
endmodule
