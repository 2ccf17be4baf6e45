// SPDX-License-Identifier: Apache-2.0
//
// toe_wire_regs - the registers of the wire: the interface's address, when acknowledgments are sent, how
// much may come out of order, frames that were lost (docs/microarchitecture.md 3, 5.13 to 5.15).
//
// Latency: a BAR write or a SET of INTERFACE_MAC takes effect at its edge, the SET wins; reading is
// combinational.
`include "toe_assert.svh"

module toe_wire_regs (
  input  logic                clk_i,
  input  logic                rst_ni,

  // a whole DW is written while CFG registers may change
  input  logic                wr_valid_i,
  input  logic [13:0]         wr_offset_i,
  input  logic [31:0]         wr_value_i,
  output logic                wr_accepted_o,

  // a SET of INTERFACE_MAC at the commit point
  input  logic                set_valid_i,
  input  logic [47:0]         set_mac_i,       // byte 0 lowest

  // reading
  input  logic [13:0]         rd_offset_i,
  output logic                rd_ok_o,
  output logic [31:0]         rd_value_o,

  // what they say
  input  logic [31:0]         frames_lost_i,
  output toe_pkg::wire_regs_t regs_o
);
  toe_pkg::wire_regs_t regs_d, regs_q;
  always_comb begin
    regs_d = regs_q;
    wr_accepted_o = 1'b0;
    if (wr_valid_i) begin
      case (wr_offset_i)
        toe_spec_pkg::TOE_INTERFACE_MAC_LO_OFFSET: begin
          wr_accepted_o = 1'b1;
          regs_d.mac[31:0] = wr_value_i;
        end
        toe_spec_pkg::TOE_INTERFACE_MAC_HI_OFFSET: begin
          wr_accepted_o = wr_value_i[31:16] == '0;
          if (wr_accepted_o) regs_d.mac[47:32] = wr_value_i[15:0];
        end
        toe_spec_pkg::TOE_ACK_FREQUENCY_OFFSET: begin
          wr_accepted_o = wr_value_i[31:8] == '0;
          if (wr_accepted_o) regs_d.ack_frequency = wr_value_i[7:0];
        end
        toe_spec_pkg::TOE_ACK_CYCLES_OFFSET: begin
          wr_accepted_o = 1'b1;
          regs_d.ack_cycles = wr_value_i;
        end
        toe_spec_pkg::TOE_OUT_OF_ORDER_LIMIT_OFFSET: begin
          wr_accepted_o = wr_value_i[31:8] == '0;
          if (wr_accepted_o) regs_d.out_of_order_limit = wr_value_i[7:0];
        end
        default: ;
      endcase
    end
    if (set_valid_i) regs_d.mac = set_mac_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      regs_q.mac <= {toe_spec_pkg::TOE_INTERFACE_MAC_HI_RESET[15:0],
                     toe_spec_pkg::TOE_INTERFACE_MAC_LO_RESET};
      regs_q.ack_frequency <= toe_spec_pkg::TOE_ACK_FREQUENCY_RESET[7:0];
      regs_q.ack_cycles <= toe_spec_pkg::TOE_ACK_CYCLES_RESET;
      regs_q.out_of_order_limit <= toe_spec_pkg::TOE_OUT_OF_ORDER_LIMIT_RESET[7:0];
    end else begin
      regs_q <= regs_d;
    end
  end
  assign regs_o = regs_q;

  always_comb begin
    rd_ok_o = 1'b1;
    case (rd_offset_i)
      toe_spec_pkg::TOE_INTERFACE_MAC_LO_OFFSET: rd_value_o = regs_q.mac[31:0];
      toe_spec_pkg::TOE_INTERFACE_MAC_HI_OFFSET: rd_value_o = {16'b0, regs_q.mac[47:32]};
      toe_spec_pkg::TOE_ACK_FREQUENCY_OFFSET: rd_value_o = {24'b0, regs_q.ack_frequency};
      toe_spec_pkg::TOE_ACK_CYCLES_OFFSET: rd_value_o = regs_q.ack_cycles;
      toe_spec_pkg::TOE_OUT_OF_ORDER_LIMIT_OFFSET:
        rd_value_o = {24'b0, regs_q.out_of_order_limit};
      toe_spec_pkg::TOE_FRAMES_LOST_OFFSET: rd_value_o = frames_lost_i;
      default: begin
        rd_ok_o = 1'b0;
        rd_value_o = '0;
      end
    endcase
  end

  `TOE_ASSERT(quiet, wr_valid_i || set_valid_i || regs_d == regs_q)
endmodule
