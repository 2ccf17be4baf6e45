// SPDX-License-Identifier: Apache-2.0
//
// toe_lookup - connections by their addresses and ports: two tables of 4-slot rows chosen by a
// hash, and a small CAM behind them (docs/microarchitecture.md 6).
//
// Latency: a lookup started at edge s has its answer visible at s + LOOKUP_CYCLES, whatever is
// found: hash, row read, compare, choose.  The answer names the place an insert would take; an
// insert at a later edge fills that place and is seen by lookups started after it.  One lookup at a
// time: the next may start when the slots are compared, at s + 3, if nobody asks for the answer.
// A connection that goes empties its slot by place, between lookups: a peek reads which slots of its
// row are used, and at any later edge the slot is emptied, for lookups started after that.
// After reset row r of both tables is cleared at edge r; ready_o is visible at edge LOOKUP_ROWS.
`include "toe_assert.svh"

module toe_lookup (
  input  logic                      clk_i,
  input  logic                      rst_ni,

  // the clear sweep is over
  output logic                      ready_o,

  // a lookup; the key is held until the answer is used
  input  logic                      start_i,
  input  logic [toe_pkg::KEY_W-1:0] key_i,
  output logic                      found_o,
  output logic [13:0]               found_id_o,
  output logic                      has_place_o,
  output toe_pkg::lookup_place_t    place_o,

  // an insert at the place of the last lookup
  input  logic                      insert_i,
  input  logic [13:0]               insert_id_i,

  // a slot is emptied; its place is held from the peek on
  input  logic                      peek_i,
  input  logic                      empty_i,
  input  toe_pkg::lookup_place_t    empty_place_i,

  // status
  output logic [15:0]               used_o,
  output logic                      active_o
);
  localparam int unsigned Rows = toe_spec_pkg::TOE_STAGE_LOOKUP_ROWS;
  localparam int unsigned RowW = $clog2(Rows);
  localparam int unsigned Ways = toe_spec_pkg::TOE_STAGE_LOOKUP_WAYS;
  localparam int unsigned Cam = toe_spec_pkg::TOE_STAGE_LOOKUP_CAM;
  localparam int unsigned CamW = $clog2(Cam);
  localparam int unsigned SlotW = toe_pkg::KEY_W + 14;   // key and TCP id

  // Lowest bit of four that is 0, when there is one.
  function automatic logic [1:0] lowest_free(input logic [2:0] used);
    lowest_free = !used[0] ? 2'd0 : !used[1] ? 2'd1 : !used[2] ? 2'd2 : 2'd3;
  endfunction
  function automatic logic [2:0] count_ones(input logic [3:0] used);
    count_ones = 3'(used[0]) + 3'(used[1]) + 3'(used[2]) + 3'(used[3]);
  endfunction

  // Steps of a lookup: hash known, row read, compared.
  logic hashed_q, read_q, compared_q;
  logic [31:0] crc, crc_q;
  logic [RowW-1:0] row_a, row_b;
  logic unused_crc;
  toe_crc32c u_crc32c (.en_i(start_i), .key_i(key_i), .crc_o(crc));
  assign row_a = crc_q[0 +: RowW];
  assign row_b = crc_q[16 +: RowW];
  assign unused_crc = ^{crc_q[15:RowW], crc_q[31:16+RowW]};

  // Clear sweep.
  logic ready_q;
  logic [RowW-1:0] sweep_d, sweep_q;
  assign sweep_d = ready_q ? sweep_q : sweep_q + 1'b1;
  assign ready_o = ready_q;

  // Where an insert goes.
  logic to_a_q, to_cam_q, has_place_q, found_q;
  logic [1:0] way_q;
  logic [CamW-1:0] cam_slot_q;
  logic [3:0] used_a, used_b, changed;
  logic insert_a, insert_b, insert_cam, empty_a, empty_b, empty_cam;
  assign insert_a = insert_i && to_a_q && !to_cam_q;
  assign insert_b = insert_i && !to_a_q && !to_cam_q;
  assign insert_cam = insert_i && to_cam_q;
  assign empty_a = empty_i && !empty_place_i.in_b && !empty_place_i.in_cam;
  assign empty_b = empty_i && empty_place_i.in_b && !empty_place_i.in_cam;
  assign empty_cam = empty_i && empty_place_i.in_cam;
  assign changed = empty_i ? (empty_place_i.in_b ? used_b : used_a) & ~(4'b1 << empty_place_i.way) :
                             (to_a_q ? used_a : used_b) | (4'b1 << way_q);

  // The tables: which slots of a row are used, and the slots.
  logic [SlotW-1:0] insert_slot;
  assign insert_slot = {insert_id_i, key_i};
  toe_ram_1r1w #(.Width(Ways), .Depth(Rows)) u_used_a (
    .clk_i     (clk_i),
    .wr_en_i   (!ready_q || insert_a || empty_a),
    .wr_addr_i (!ready_q ? sweep_q : empty_i ? empty_place_i.row : row_a),
    .wr_data_i (ready_q ? changed : 4'b0),
    .rd_en_i   (hashed_q || peek_i),
    .rd_addr_i (peek_i ? empty_place_i.row : row_a),
    .rd_data_o (used_a)
  );
  toe_ram_1r1w #(.Width(Ways), .Depth(Rows)) u_used_b (
    .clk_i     (clk_i),
    .wr_en_i   (!ready_q || insert_b || empty_b),
    .wr_addr_i (!ready_q ? sweep_q : empty_i ? empty_place_i.row : row_b),
    .wr_data_i (ready_q ? changed : 4'b0),
    .rd_en_i   (hashed_q || peek_i),
    .rd_addr_i (peek_i ? empty_place_i.row : row_b),
    .rd_data_o (used_b)
  );
  logic [3:0] equal_a, equal_b;
  logic [4*14-1:0] ids_a, ids_b;
  for (genvar w = 0; w < Ways; w++) begin : gen_way
    logic [SlotW-1:0] slot_a, slot_b;
    toe_ram_1r1w #(.Width(SlotW), .Depth(Rows)) u_slots_a (
      .clk_i     (clk_i),
      .wr_en_i   (insert_a && way_q == 2'(w)),
      .wr_addr_i (row_a),
      .wr_data_i (insert_slot),
      .rd_en_i   (hashed_q),
      .rd_addr_i (row_a),
      .rd_data_o (slot_a)
    );
    toe_ram_1r1w #(.Width(SlotW), .Depth(Rows)) u_slots_b (
      .clk_i     (clk_i),
      .wr_en_i   (insert_b && way_q == 2'(w)),
      .wr_addr_i (row_b),
      .wr_data_i (insert_slot),
      .rd_en_i   (hashed_q),
      .rd_addr_i (row_b),
      .rd_data_o (slot_b)
    );
    always_comb begin
      equal_a[w] = 1'b0;
      equal_b[w] = 1'b0;
      if (read_q) begin
        equal_a[w] = used_a[w] && slot_a[toe_pkg::KEY_W-1:0] == key_i;
        equal_b[w] = used_b[w] && slot_b[toe_pkg::KEY_W-1:0] == key_i;
      end
    end
    assign ids_a[14*w +: 14] = slot_a[toe_pkg::KEY_W +: 14];
    assign ids_b[14*w +: 14] = slot_b[toe_pkg::KEY_W +: 14];
  end

  // The CAM.
  logic [Cam-1:0] cam_used_d, cam_used_q, cam_equal;
  logic [SlotW-1:0] cam [Cam];
  always_comb begin
    cam_equal = '0;
    if (read_q && cam_used_q != '0) begin
      for (int unsigned e = 0; e < Cam; e++) begin
        cam_equal[e] = cam_used_q[e] && cam[e][toe_pkg::KEY_W-1:0] == key_i;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (insert_cam) cam[cam_slot_q] <= insert_slot;
  end

  // Compared: which slot is it, at most one.
  logic [3:0] equal_a_q, equal_b_q;
  logic [Cam-1:0] cam_equal_q;
  logic [13:0] found_id;
  logic [CamW-1:0] cam_slot;
  always_comb begin
    found_id = '0;
    cam_slot = '0;
    if (compared_q) begin
      for (int unsigned w = 0; w < Ways; w++) begin
        if (equal_a_q[w]) found_id = ids_a[14*w +: 14];
        if (equal_b_q[w]) found_id = ids_b[14*w +: 14];
      end
      for (int unsigned e = Cam; e > 0; e--) begin
        if (cam_equal_q[e-1]) found_id = cam[e-1][toe_pkg::KEY_W +: 14];
        if (!cam_used_q[e-1]) cam_slot = CamW'(e - 1);
      end
    end
  end

  logic [15:0] used_d, used_q;
  assign used_d = used_q + 16'(insert_i) - 16'(empty_i);
  always_comb begin
    cam_used_d = cam_used_q;
    if (insert_cam) cam_used_d[cam_slot_q] = 1'b1;
    if (empty_cam) cam_used_d[empty_place_i.row[CamW-1:0]] = 1'b0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      hashed_q <= 1'b0;
      read_q <= 1'b0;
      compared_q <= 1'b0;
      ready_q <= 1'b0;
      sweep_q <= '0;
      cam_used_q <= '0;
      used_q <= '0;
    end else begin
      hashed_q <= start_i;
      read_q <= hashed_q;
      compared_q <= read_q;
      ready_q <= ready_q || sweep_q == RowW'(Rows - 1);
      sweep_q <= sweep_d;
      cam_used_q <= cam_used_d;
      used_q <= used_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (start_i) crc_q <= crc;
    if (read_q) begin
      equal_a_q <= equal_a;
      equal_b_q <= equal_b;
      cam_equal_q <= cam_equal;
    end
    if (compared_q) begin
      found_q <= equal_a_q != '0 || equal_b_q != '0 || cam_equal_q != '0;
      found_id_o <= found_id;
      to_a_q <= count_ones(used_a) <= count_ones(used_b);
      to_cam_q <= used_a == 4'hF && used_b == 4'hF;
      has_place_q <= used_a != 4'hF || used_b != 4'hF || cam_used_q != '1;
      way_q <= lowest_free(count_ones(used_a) <= count_ones(used_b) ? used_a[2:0] : used_b[2:0]);
      cam_slot_q <= cam_slot;
    end
  end

  assign found_o = found_q;
  assign has_place_o = has_place_q;
  assign place_o.in_cam = to_cam_q;
  assign place_o.in_b = !to_a_q && !to_cam_q;
  assign place_o.row = to_cam_q ? RowW'(cam_slot_q) : to_a_q ? row_a : row_b;
  assign place_o.way = way_q;
  assign used_o = used_q;
  assign active_o = !ready_q || start_i || hashed_q || read_q || compared_q || insert_i ||
                    peek_i || empty_i;

  `TOE_ASSERT_INIT(four_ways, Ways == 4)
  `TOE_ASSERT_INIT(hash_covers_rows, RowW <= 16)
  `TOE_ASSERT_INIT(answer_after_four, toe_spec_pkg::TOE_STAGE_LOOKUP_CYCLES == 4)
  `TOE_ASSERT(one_at_a_time, !start_i || !(hashed_q || read_q))
  `TOE_ASSERT(inserts_have_place, !insert_i || (has_place_q && !found_q))
  `TOE_ASSERT(empties_between_lookups, !(peek_i || empty_i) ||
              !(start_i || hashed_q || read_q || compared_q || insert_i || (peek_i && empty_i)))
  `TOE_ASSERT(empties_what_is_used, !empty_i || (empty_place_i.in_cam ?
              cam_used_q[empty_place_i.row[CamW-1:0]] :
              (empty_place_i.in_b ? used_b[empty_place_i.way] : used_a[empty_place_i.way])))
  `TOE_ASSERT(used_within_built, 32'(used_q) <= toe_spec_pkg::TOE_POOL_LOOKUP_BUILT)
  `TOE_ASSERT(found_once, !compared_q || $onehot0({equal_a_q, equal_b_q, cam_equal_q}))
  `TOE_ASSERT(quiet, active_o || {sweep_d, used_d, cam_used_d} == {sweep_q, used_q, cam_used_q})
endmodule
