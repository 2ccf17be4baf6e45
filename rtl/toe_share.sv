// SPDX-License-Identifier: Apache-2.0
//
// toe_share - a table of distinct values, each with the number of live objects that use it
// (docs/microarchitecture.md 6).
//
// A value is looked for at the edge of look_i; whether it is in the table, and the lowest free place,
// are visible at the edge after and hold until the next look.  A take at a later edge adds a user to
// the value found, or puts the value looked for at that free place; the key is held until then.
// used counts the values, not their users.  free = max(0, limit - used); a value that is in the
// table needs no free place, whatever the limit.
`include "toe_assert.svh"

module toe_share #(
  parameter int unsigned Entries = 64,
  parameter int unsigned KeyBits = 48,
  parameter int unsigned CountBits = 15     // as many users as a value may have
) (
  input  logic               clk_i,
  input  logic               rst_ni,

  // configuration
  input  logic [7:0]         limit_i,

  // looking
  input  logic               look_i,
  input  logic [KeyBits-1:0] key_i,
  output logic               found_o,
  output logic               has_free_o,

  // taking
  input  logic               take_i,

  // level, before and after the take
  output logic [7:0]         used_o,
  output logic [7:0]         after_o,

  // status
  output logic               active_o
);
  localparam int unsigned PlaceW = $clog2(Entries);

  logic [KeyBits-1:0] keys [Entries];
  logic [CountBits-1:0] users [Entries];
  logic [Entries-1:0] in_use_d, in_use_q;
  logic [7:0] used_q;
  logic found_d, found_q;
  logic [PlaceW-1:0] place_d, place_q;
  logic [CountBits-1:0] users_d;

  // All places are compared at once, and only when somebody asks.
  always_comb begin
    found_d = found_q;
    place_d = place_q;
    if (look_i) begin
      found_d = 1'b0;
      place_d = '0;
      for (int unsigned e = Entries; e > 0; e--) begin
        if (!in_use_q[e-1]) place_d = PlaceW'(e - 1);
      end
      for (int unsigned e = 0; e < Entries; e++) begin
        if (in_use_q[e] && keys[e] == key_i) begin
          found_d = 1'b1;
          place_d = PlaceW'(e);
        end
      end
    end
  end

  always_comb begin
    in_use_d = in_use_q;
    users_d = CountBits'(1);
    if (take_i) begin
      in_use_d[place_q] = 1'b1;
      if (found_q) users_d = users[place_q] + 1'b1;
    end
  end

  assign found_o = found_q;
  assign has_free_o = used_q < limit_i;
  assign used_o = used_q;
  assign after_o = used_q + 8'(take_i && !found_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_use_q <= '0;
      used_q <= '0;
    end else begin
      in_use_q <= in_use_d;
      used_q <= after_o;
    end
  end
  always_ff @(posedge clk_i) begin
    found_q <= found_d;
    place_q <= place_d;
    if (take_i) begin
      users[place_q] <= users_d;
      if (!found_q) keys[place_q] <= key_i;
    end
  end

  assign active_o = look_i || take_i;

  `TOE_ASSERT_INIT(level_fits, Entries <= 255)
  `TOE_ASSERT(takes_what_is_free, !take_i || found_q || has_free_o)
  `TOE_ASSERT(takes_after_looking, !(take_i && look_i))
  `TOE_ASSERT(new_values_get_free_places, !take_i || in_use_q[place_q] == found_q)
  `TOE_ASSERT(users_are_counted, !take_i || users_d != '0)
  `TOE_ASSERT(used_within_built, 32'(used_q) <= Entries)
  `TOE_ASSERT(quiet, active_o || {in_use_d, after_o, found_d, place_d} ==
              {in_use_q, used_q, found_q, place_q})
endmodule
