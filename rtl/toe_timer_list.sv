// SPDX-License-Identifier: Apache-2.0
//
// toe_timer_list - timers of one kind that run, in the order in which they were started
// (docs/microarchitecture.md 5.12).
//
// A doubly linked list by connection, with the expiry of each.  Latency: a change at edge e is done at
// e+2: at e the neighbors of the connection are read, at e+1 it is unlinked, at e+2 it is the last.
// The head is looked at from e + TIMER_SETTLE_CYCLES on; the next change is no earlier.  Nothing counts
// while a timer runs: stamps are compared with now_i.
`include "toe_assert.svh"

module toe_timer_list (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0] now_i,

  // a change
  input  logic                        start_i,     // becomes the last
  input  logic                        stop_i,      // is not in the list any more
  input  logic                        runs_i,      // it is in the list; of a stop always
  input  logic [13:0]                 id_i,
  input  logic [toe_pkg::CYCLE_W-1:0] expiry_i,

  // the head
  output logic                        expired_o,
  output logic [13:0]                 head_o,

  // status
  output logic                        wake_valid_o,
  output logic [toe_pkg::CYCLE_W-1:0] wake_cycle_o,  // edge at which it will have expired
  output logic                        active_o
);
  localparam int unsigned Connections = toe_spec_pkg::TOE_POOL_TCP_BUILT;
  localparam int unsigned Settle = toe_spec_pkg::TOE_STAGE_TIMER_SETTLE_CYCLES;

  logic changes, unlink_q, append_q;
  logic starts_q, runs_q;
  logic [13:0] head_d, head_q, tail_d, tail_q, id_q;
  logic [14:0] count_d, count_q;
  logic loads_q;                                     // the head's expiry is here
  logic [toe_pkg::CYCLE_W-1:0] head_expiry_d, head_expiry_q, expiry_q, looks_q;
  assign changes = start_i || stop_i;

  // Neighbors, read at the change.
  logic [13:0] ahead, behind;
  logic is_head, is_tail, unlinks, appends;
  assign unlinks = unlink_q && runs_q;
  assign appends = append_q && starts_q;
  assign is_head = id_q == head_q;
  assign is_tail = id_q == tail_q;
  toe_ram_1r1w #(.Width(14), .Depth(Connections)) u_ahead (
    .clk_i     (clk_i),
    .wr_en_i   ((unlinks && !is_tail) || (appends && count_q != '0)),
    .wr_addr_i (unlinks ? behind : id_q),
    .wr_data_i (unlinks ? ahead : tail_q),
    .rd_en_i   (changes && runs_i),
    .rd_addr_i (id_i),
    .rd_data_o (ahead)
  );
  toe_ram_1r1w #(.Width(14), .Depth(Connections)) u_behind (
    .clk_i     (clk_i),
    .wr_en_i   ((unlinks && !is_head) || (appends && count_q != '0)),
    .wr_addr_i (unlinks ? ahead : tail_q),
    .wr_data_i (unlinks ? behind : id_q),
    .rd_en_i   (changes && runs_i),
    .rd_addr_i (id_i),
    .rd_data_o (behind)
  );
  logic [toe_pkg::CYCLE_W-1:0] behind_expiry;
  toe_ram_1r1w #(.Width(toe_pkg::CYCLE_W), .Depth(Connections)) u_expiry (
    .clk_i     (clk_i),
    .wr_en_i   (appends),
    .wr_addr_i (id_q),
    .wr_data_i (expiry_q),
    .rd_en_i   (unlinks && is_head),
    .rd_addr_i (behind),
    .rd_data_o (behind_expiry)
  );

  always_comb begin
    head_d = head_q;
    tail_d = tail_q;
    count_d = count_q;
    head_expiry_d = head_expiry_q;
    if (unlinks) begin
      if (is_head) head_d = behind;
      if (is_tail) tail_d = ahead;
      count_d = count_q - 15'd1;
    end
    if (loads_q) head_expiry_d = behind_expiry;
    if (appends) begin
      tail_d = id_q;
      count_d = count_q + 15'd1;
      if (count_q == '0) begin
        head_d = id_q;
        head_expiry_d = expiry_q;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      unlink_q <= 1'b0;
      append_q <= 1'b0;
      loads_q <= 1'b0;
      count_q <= '0;
    end else begin
      unlink_q <= changes;
      append_q <= unlink_q;
      loads_q <= unlinks && is_head;
      count_q <= count_d;
    end
  end
  always_ff @(posedge clk_i) begin
    head_q <= head_d;
    tail_q <= tail_d;
    head_expiry_q <= head_expiry_d;
    if (changes) begin
      starts_q <= start_i;
      runs_q <= runs_i;
      id_q <= id_i;
      expiry_q <= expiry_i;
      looks_q <= now_i + toe_pkg::CYCLE_W'(Settle);
    end
  end

  // The later of both: it has expired, it may be looked at.
  assign wake_valid_o = count_q != '0 && !unlink_q && !append_q;
  assign wake_cycle_o = head_expiry_q > looks_q ? head_expiry_q : looks_q;
  assign expired_o = wake_valid_o && now_i >= wake_cycle_o;
  assign head_o = head_q;
  assign active_o = changes || unlink_q || append_q || loads_q;

  `TOE_ASSERT_INIT(done_when_looked_at, Settle >= 3)
  `TOE_ASSERT(one_change, !(start_i && stop_i))
  `TOE_ASSERT(changes_keep_apart, !changes || !(unlink_q || append_q))
  `TOE_ASSERT(stops_what_runs, !stop_i || runs_i)
  `TOE_ASSERT(unlinks_what_is_there, !unlinks || count_q != '0)
  `TOE_ASSERT(quiet, active_o || {head_d, tail_d, count_d, head_expiry_d} ==
              {head_q, tail_q, count_q, head_expiry_q})
endmodule
