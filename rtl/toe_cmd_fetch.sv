// SPDX-License-Identifier: Apache-2.0
//
// toe_cmd_fetch - asks for commands as the doorbell allows (docs/microarchitecture.md 5.2).
//
// Latency: a doorbell written at edge c pushes its read at c+1 at the earliest.  Throughput: one
// command an edge.  Slots are given out in ring order and come back in the same order.
`include "toe_assert.svh"

module toe_cmd_fetch (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  // what must hold
  input  logic                       enable_i,
  input  logic                       ready_i,
  input  logic                       bus_master_i,
  input  logic [63:0]                base_i,
  input  logic [16:0]                size_i,
  input  logic [16:0]                cpl_size_i,
  input  logic [15:0]                doorbell_i,
  input  logic                       tag_free_i,       // fewer than TAG_LIMIT reads in flight
  input  logic                       read_room_i,

  // the read
  output logic                       valid_o,
  output toe_pkg::read_t             data_o,

  // the slot it is for, and the ring index behind it
  output logic [toe_pkg::SLOT_W-1:0] slot_o,
  output logic [15:0]                behind_o,

  // a completion was pushed: the oldest slot is free
  input  logic                       free_i,

  // status
  output logic [15:0]                head_o,
  output logic                       active_o
);
  localparam int unsigned Slots = toe_spec_pkg::TOE_STAGE_COMMAND_SLOTS;

  logic [15:0] head_d, head_q;
  logic [toe_pkg::SLOT_W-1:0] slot_d, slot_q;
  logic [toe_pkg::SLOT_W:0] busy_d, busy_q;

  assign behind_o = (head_q + 16'd1) & 16'(size_i - 17'd1);   // modulo the ring
  assign valid_o = enable_i && ready_i && bus_master_i && size_i != '0 && cpl_size_i != '0 &&
                   doorbell_i != head_q && busy_q != (toe_pkg::SLOT_W+1)'(Slots) && tag_free_i &&
                   read_room_i;
  assign data_o.tag = 8'(slot_q);
  assign data_o.length_dw = 10'(toe_spec_pkg::TOE_COMMAND_BITS / 32);
  assign data_o.address = base_i + {42'b0, head_q, 6'b0};
  assign slot_o = slot_q;
  assign head_o = head_q;
  assign active_o = valid_o;

  always_comb begin
    head_d = head_q;
    slot_d = slot_q;
    if (valid_o) begin
      head_d = behind_o;
      slot_d = slot_q + 1'b1;
    end
    busy_d = busy_q + (toe_pkg::SLOT_W+1)'(valid_o) - (toe_pkg::SLOT_W+1)'(free_i);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      head_q <= '0;
      slot_q <= '0;
      busy_q <= '0;
    end else begin
      head_q <= head_d;
      slot_q <= slot_d;
      busy_q <= busy_d;
    end
  end

  `TOE_ASSERT_INIT(slots_are_a_power_of_two, Slots == 1 << toe_pkg::SLOT_W)
  `TOE_ASSERT(no_slot_over_built, busy_q <= (toe_pkg::SLOT_W+1)'(Slots))
  `TOE_ASSERT(frees_what_is_busy, !free_i || busy_q != '0)
  `TOE_ASSERT(quiet, active_o || free_i || {head_d, slot_d, busy_d} == {head_q, slot_q, busy_q})
endmodule
