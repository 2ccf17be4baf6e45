// SPDX-License-Identifier: Apache-2.0
//
// toe_distinct - how many different values live objects hold, counted apart from the device's own
// tables (toe_conserve).  For simulation; synthesis sees an empty module.
//
// Latency: what is added or removed at an edge counts from the next on.
`include "toe_assert.svh"

module toe_distinct #(
  parameter int unsigned Values = 64,   // at most
  parameter int unsigned Bits = 48
) (
  input  logic            clk_i,
  input  logic            rst_ni,

  // an object that comes, one that goes
  input  logic            add_i,
  input  logic [Bits-1:0] added_i,
  input  logic            remove_i,
  input  logic [Bits-1:0] removed_i,

  output logic [31:0]     count_o
);
`ifdef SYNTHESIS
  assign count_o = '0;
`else
  localparam int unsigned PlaceW = $clog2(Values);
  logic [Bits-1:0] value [Values];
  logic [31:0] users [Values];
  logic [Values-1:0] live_d, live_q;
  logic is_there, is_last;
  logic [PlaceW-1:0] place, free;
  always_comb begin
    is_there = 1'b0;
    place = '0;
    free = '0;
    if (add_i || remove_i) begin
      for (int unsigned v = 0; v < Values; v++) begin
        if (!live_q[v]) free = PlaceW'(v);
        if (live_q[v] && value[v] == (add_i ? added_i : removed_i)) begin
          is_there = 1'b1;
          place = PlaceW'(v);
        end
      end
    end
    is_last = remove_i && users[place] == 32'd1;
    live_d = live_q;
    if (add_i && !is_there) live_d[free] = 1'b1;
    if (is_last) live_d[place] = 1'b0;
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      live_q <= '0;
      count_o <= '0;
    end else begin
      live_q <= live_d;
      count_o <= count_o + 32'(add_i && !is_there) - 32'(is_last);
    end
  end
  always_ff @(posedge clk_i) begin
    if (add_i && !is_there) begin
      value[free] <= added_i;
      users[free] <= 32'd1;
    end else if (add_i || remove_i) begin
      users[place] <= add_i ? users[place] + 32'd1 : users[place] - 32'd1;
    end
  end
  `TOE_ASSERT(one_at_a_time, !(add_i && remove_i))
  `TOE_ASSERT(removes_what_is_there, !remove_i || is_there)
`endif
endmodule
