// SPDX-License-Identifier: Apache-2.0
//
// toe_assert.svh - the two ways this RTL asserts, and no more.
//
// Both Verilator and Yosys read them.  NAME is the label that a failure prints.
`ifndef TOE_ASSERT_SVH_
`define TOE_ASSERT_SVH_

// EXPR holds at every rising edge outside reset, judged on the state before the edge.
`define TOE_ASSERT(NAME, EXPR) \
  always @(posedge clk_i) if (rst_ni) NAME: assert (EXPR);

// EXPR, a constant, holds for the parameters the module was built with.
`define TOE_ASSERT_INIT(NAME, EXPR) \
  initial NAME: assert (EXPR);

`endif
