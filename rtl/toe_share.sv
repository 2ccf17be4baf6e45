// SPDX-License-Identifier: Apache-2.0
//
// toe_share - a table of distinct values, each with the number of live objects that use it
// (docs/microarchitecture.md 6).
//
// A value is looked for at the edge of look_i; whether it is in the table, and the lowest free place,
// are visible at the edge after and hold until the next look.  A take at a later edge adds a user to
// the value found, or puts the value looked for at that free place; the key is held until then.
// An object that goes gives back its use by place; the place is free with its last user.
// used counts the values, not their users.  free = max(0, limit - used); a value that is in the
// table needs no free place, whatever the limit.
`include "toe_assert.svh"

module toe_share #(
  parameter int unsigned Entries = 64,
  parameter int unsigned KeyBits = 48,
  parameter int unsigned CountBits = 15,    // as many users as a value may have
  localparam int unsigned PlaceW = $clog2(Entries)
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
  output logic [PlaceW-1:0]  place_o,       // what is taken

  // giving back, never at the edge of a take
  input  logic               give_i,
  input  logic [PlaceW-1:0]  given_i,       // whose user is gone

  // level, before and after
  output logic [7:0]         used_o,
  output logic [7:0]         after_o,

  // status
  output logic               active_o
);
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

  logic ends;                               // the last user goes
  assign ends = give_i && users[given_i] == CountBits'(1);
  always_comb begin
    in_use_d = in_use_q;
    users_d = CountBits'(1);
    if (take_i) begin
      in_use_d[place_q] = 1'b1;
      if (found_q) users_d = users[place_q] + 1'b1;
    end else if (give_i) begin
      in_use_d[given_i] = !ends;
      users_d = users[given_i] - 1'b1;
    end
  end

  assign place_o = place_q;
  assign found_o = found_q;
  assign has_free_o = used_q < limit_i;
  assign used_o = used_q;
  assign after_o = used_q + 8'(take_i && !found_q) - 8'(ends);

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
    if (take_i || give_i) users[take_i ? place_q : given_i] <= users_d;
    if (take_i && !found_q) keys[place_q] <= key_i;
  end

  assign active_o = look_i || take_i || give_i;

  `TOE_ASSERT_INIT(level_fits, Entries <= 255)
  `TOE_ASSERT(takes_what_is_free, !take_i || found_q || has_free_o)
  `TOE_ASSERT(takes_after_looking, !(take_i && look_i))
  `TOE_ASSERT(new_values_get_free_places, !take_i || in_use_q[place_q] == found_q)
  `TOE_ASSERT(users_are_counted, !take_i || users_d != '0)
  `TOE_ASSERT(gives_what_is_used, !give_i || (in_use_q[given_i] && !take_i && !look_i))
  `TOE_ASSERT(used_within_built, 32'(used_q) <= Entries)
  `TOE_ASSERT(quiet, active_o || {in_use_d, after_o, found_d, place_d} ==
              {in_use_q, used_q, found_q, place_q})
endmodule
