// SPDX-License-Identifier: Apache-2.0
//
// toe_waiting - the connections that wait for a host buffer, and which of them is woken next: the
// lowest id at or above the one behind the last woken, around the end of the ids
// (docs/microarchitecture.md 5.11).
//
// A bit an id, in words of 128 with a bit for each word that has any.  Latency: who is next is seen at
// the edge after a change.  Before a connection changes it is looked at: at edge e its word is read, at
// e+1 the word with the next one behind it; a set comes at e+2 or later, a clear at e+3.
`include "toe_assert.svh"

module toe_waiting (
  input  logic        clk_i,
  input  logic        rst_ni,

  // the connection that may change
  input  logic        look_i,
  input  logic [13:0] id_i,
  output logic        waits_o,     // it does; from the second edge after the look

  // it changes
  input  logic        set_i,
  input  logic        clear_i,
  input  logic        woken_i,     // cleared, since it is the one woken

  // who is next
  output logic        any_o,
  output logic [13:0] next_o,

  // status
  output logic        active_o
);
  localparam int unsigned Bits = 128;
  localparam int unsigned Words = toe_spec_pkg::TOE_POOL_TCP_BUILT / Bits;

  function automatic logic [6:0] lowest(input logic [Bits-1:0] bits);
    lowest = '0;
    for (int unsigned b = Bits; b > 0; b--) begin
      if (bits[b-1]) lowest = 7'(b - 1);
    end
  endfunction

  logic [Words-1:0] has_d, has_q;                   // words with any
  logic any_d, any_q;
  logic [13:0] next_d, next_q, from_d, from_q;      // from: behind the last woken
  logic look_q, other_q;
  logic [13:0] id_q;
  logic [Bits-1:0] own_d, own_q, one, word;         // its word, its bit
  logic is_alone_q, is_own_q;                       // none but it; the next one is in its word
  logic [6:0] other_word, other_word_q;             // the nearest other word with any
  logic [13:0] behind_q;                            // the next one behind it

  // The word that was read; behind it in the word, in another word, before it in the word.
  logic [Bits-1:0] above, below, first;
  logic [Words-1:0] words_above, words_below, others;
  assign one = Bits'(1) << id_q[6:0];
  always_comb begin
    first = '0;
    above = '0;
    below = '0;
    words_above = '0;
    words_below = '0;
    if (look_q) begin
      first = has_q[id_q[13:7]] ? word : '0;
      above = first & ~((one - 1'b1) | one);
      below = first & (one - 1'b1);
      words_below = has_q & ((Words'(1) << id_q[13:7]) - 1'b1);
      words_above = has_q & ~words_below & ~(Words'(1) << id_q[13:7]);
    end
  end
  assign others = words_above != '0 ? words_above : words_below;
  always_comb begin
    other_word = '0;
    if (look_q) other_word = lowest(others);
  end

  logic changes;
  logic [13:0] ahead_new, ahead_next;
  assign changes = set_i || clear_i;
  assign ahead_new = id_q - from_q;                 // modulo the ids
  assign ahead_next = next_q - from_q;
  always_comb begin
    own_d = look_q ? first : own_q;
    has_d = has_q;
    any_d = any_q;
    next_d = next_q;
    from_d = from_q;
    if (set_i) begin
      own_d = own_q | one;
      has_d[id_q[13:7]] = 1'b1;
      any_d = 1'b1;
      if (!any_q || ahead_new < ahead_next) next_d = id_q;
    end else if (clear_i) begin
      own_d = own_q & ~one;
      has_d[id_q[13:7]] = own_d != '0;
      if (woken_i) from_d = id_q + 14'd1;
      if (id_q == next_q) begin
        any_d = !is_alone_q;
        next_d = behind_q;
      end
    end
  end
  toe_ram_1r1w #(.Width(Bits), .Depth(Words)) u_words (
    .clk_i     (clk_i),
    .wr_en_i   (changes),
    .wr_addr_i (id_q[13:7]),
    .wr_data_i (own_d),
    .rd_en_i   (look_i || (look_q && others != '0)),
    .rd_addr_i (look_i ? id_i[13:7] : other_word),
    .rd_data_o (word)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      look_q <= 1'b0;
      other_q <= 1'b0;
      has_q <= '0;
      any_q <= 1'b0;
      from_q <= '0;
    end else begin
      look_q <= look_i;
      other_q <= look_q;
      has_q <= has_d;
      any_q <= any_d;
      from_q <= from_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (look_i) id_q <= id_i;
    own_q <= own_d;
    next_q <= next_d;
    if (look_q) begin
      is_own_q <= above != '0 || others == '0;
      is_alone_q <= above == '0 && others == '0 && below == '0;
      behind_q <= {id_q[13:7], lowest(above != '0 ? above : below)};
      other_word_q <= other_word;
    end
    if (other_q && !is_own_q) behind_q <= {other_word_q, lowest(word)};
  end

  assign waits_o = own_q[id_q[6:0]];
  assign any_o = any_q;
  assign next_o = next_q;
  assign active_o = look_i || look_q || other_q || changes;

  `TOE_ASSERT_INIT(words_are_as_many_as_bits, Words == Bits)
  `TOE_ASSERT(one_change, !(set_i && clear_i))
  `TOE_ASSERT(looked_at_before, !(set_i && look_q) && !(clear_i && (look_q || other_q)))
  // A marker in error is decided at once: the next look may come at e+2, over a read nobody needs.
  `TOE_ASSERT(looks_alone, !look_i || !(look_q || changes))
  `TOE_ASSERT(clears_what_waits, !clear_i || waits_o)
  `TOE_ASSERT(wakes_the_next, !woken_i || (clear_i && id_q == next_q))
  `TOE_ASSERT(quiet, active_o || {own_d, has_d, any_d, next_d, from_d} ==
              {own_q, has_q, any_q, next_q, from_q})
endmodule
