// SPDX-License-Identifier: Apache-2.0
//
// toe_chunk_ring - the order of objects: one entry a read or marker, pushed by OBJ_FETCH, read and
// freed by LOAD (docs/microarchitecture.md 5.4, 5.5).
//
// The number of an entry is the number of its chunk in the object buffer and gives its tag.  It
// stays at the head until its last object is handed on.
`include "toe_assert.svh"

module toe_chunk_ring (
  input  logic                        clk_i,
  input  logic                        rst_ni,

  // OBJ_FETCH
  output logic                        room_o,
  output logic [toe_pkg::CHUNK_W-1:0] tail_o,        // chunk of the next push
  input  logic                        push_i,
  input  toe_pkg::chunk_t             push_data_i,

  // LOAD
  output logic                        valid_o,
  output logic [toe_pkg::CHUNK_W-1:0] head_o,
  output toe_pkg::chunk_t             head_data_o,
  input  logic                        free_i
);
  localparam int unsigned Chunks = toe_spec_pkg::TOE_STAGE_CHUNKS;
  localparam int unsigned Width = $bits(push_data_i);

  logic [toe_pkg::CHUNK_W:0] level;
  logic [toe_pkg::CHUNK_W-1:0] tail_q, head_q;

  toe_fifo #(.Width(Width), .Depth(Chunks)) u_entries (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .in_valid_i  (push_i),
    .in_ready_o  (room_o),
    .in_data_i   (push_data_i),
    .out_valid_o (valid_o),
    .out_ready_i (free_i),
    .out_data_o  (head_data_o),
    .level_o     (level)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      tail_q <= '0;
      head_q <= '0;
    end else begin
      tail_q <= tail_q + toe_pkg::CHUNK_W'(push_i && room_o);
      head_q <= head_q + toe_pkg::CHUNK_W'(free_i && valid_o);
    end
  end
  assign tail_o = tail_q;
  assign head_o = head_q;

  `TOE_ASSERT_INIT(chunks_are_a_power_of_two, Chunks == 1 << toe_pkg::CHUNK_W)
  `TOE_ASSERT(pushes_have_room, !push_i || room_o)
  `TOE_ASSERT(frees_what_is_there, !free_i || valid_o)
  `TOE_ASSERT(level_is_the_distance, level == {level == (toe_pkg::CHUNK_W+1)'(Chunks),
                                          tail_q - head_q})
endmodule
