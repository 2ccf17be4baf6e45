// SPDX-License-Identifier: Apache-2.0
//
// toe_host_regs - the registers of received data: host buffers, where they lie and how many there are,
// one of them given back; the push timer (docs/microarchitecture.md 3, 5.11).
//
// Latency: a BAR write takes effect at its edge; reading is combinational.
`include "toe_assert.svh"

module toe_host_regs (
  input  logic               clk_i,
  input  logic               rst_ni,

  // a whole DW is written
  input  logic               wr_valid_i,
  input  logic [13:0]        wr_offset_i,
  input  logic [31:0]        wr_value_i,
  input  logic               cfg_ok_i,       // CFG registers may change
  output logic               wr_accepted_o,

  // a host buffer is given back, if it is with the host
  output logic [11:0]        return_id_o,
  input  logic               return_ok_i,
  output logic               return_valid_o,

  // reading
  input  logic [13:0]        rd_offset_i,
  output logic               rd_ok_o,
  output logic [31:0]        rd_value_o,

  // what they say
  output logic [12:0]        limit_o,        // of host buffers
  output toe_pkg::rcv_regs_t rcv_regs_o
);
  localparam int unsigned AlignW = 6;        // low bits of the base that are not kept

  toe_pkg::rcv_regs_t regs_d, regs_q;
  logic [12:0] limit_d, limit_q;
  logic [31:0] returned_d, returned_q;
  logic takes_number;

  assign takes_number = wr_value_i[31:12] == '0 && return_ok_i;
  assign return_id_o = wr_value_i[11:0];
  assign return_valid_o = wr_valid_i && takes_number &&
                          wr_offset_i == toe_spec_pkg::TOE_HOST_BUFFER_RETURN_OFFSET;
  always_comb begin
    regs_d = regs_q;
    limit_d = limit_q;
    returned_d = returned_q;
    wr_accepted_o = return_valid_o;
    if (return_valid_o) returned_d = wr_value_i;
    if (wr_valid_i && cfg_ok_i) begin
      case (wr_offset_i)
        toe_spec_pkg::TOE_LIMIT_HOST_BUFFER_OFFSET: begin
          wr_accepted_o = wr_value_i <= toe_spec_pkg::TOE_POOL_HOST_BUFFER_BUILT;
          if (wr_accepted_o) limit_d = wr_value_i[12:0];
        end
        toe_spec_pkg::TOE_HOST_BUFFER_BASE_LO_OFFSET: begin
          wr_accepted_o = 1'b1;
          regs_d.host_base[31:0] = {wr_value_i[31:AlignW], AlignW'(0)};
        end
        toe_spec_pkg::TOE_HOST_BUFFER_BASE_HI_OFFSET: begin
          wr_accepted_o = 1'b1;
          regs_d.host_base[63:32] = wr_value_i;
        end
        toe_spec_pkg::TOE_HOST_BUFFER_SIZE_OFFSET: begin
          wr_accepted_o = wr_value_i >= 32'd8 && wr_value_i <= 32'd16;
          if (wr_accepted_o) regs_d.host_log2 = wr_value_i[4:0];
        end
        toe_spec_pkg::TOE_PUSH_CYCLES_OFFSET: begin
          wr_accepted_o = 1'b1;
          regs_d.push_cycles = wr_value_i;
        end
        default: ;
      endcase
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      regs_q.host_base <= {toe_spec_pkg::TOE_HOST_BUFFER_BASE_HI_RESET,
                           toe_spec_pkg::TOE_HOST_BUFFER_BASE_LO_RESET};
      regs_q.host_log2 <= toe_spec_pkg::TOE_HOST_BUFFER_SIZE_RESET[4:0];
      regs_q.push_cycles <= toe_spec_pkg::TOE_PUSH_CYCLES_RESET;
      limit_q <= toe_spec_pkg::TOE_LIMIT_HOST_BUFFER_RESET[12:0];
      returned_q <= toe_spec_pkg::TOE_HOST_BUFFER_RETURN_RESET;
    end else begin
      regs_q <= regs_d;
      limit_q <= limit_d;
      returned_q <= returned_d;
    end
  end
  assign limit_o = limit_q;
  assign rcv_regs_o = regs_q;

  always_comb begin
    rd_ok_o = 1'b1;
    case (rd_offset_i)
      toe_spec_pkg::TOE_LIMIT_HOST_BUFFER_OFFSET: rd_value_o = 32'(limit_q);
      toe_spec_pkg::TOE_HOST_BUFFER_BASE_LO_OFFSET: rd_value_o = regs_q.host_base[31:0];
      toe_spec_pkg::TOE_HOST_BUFFER_BASE_HI_OFFSET: rd_value_o = regs_q.host_base[63:32];
      toe_spec_pkg::TOE_HOST_BUFFER_SIZE_OFFSET: rd_value_o = 32'(regs_q.host_log2);
      toe_spec_pkg::TOE_HOST_BUFFER_RETURN_OFFSET: rd_value_o = returned_q;
      toe_spec_pkg::TOE_PUSH_CYCLES_OFFSET: rd_value_o = regs_q.push_cycles;
      default: begin
        rd_ok_o = 1'b0;
        rd_value_o = '0;
      end
    endcase
  end

  `TOE_ASSERT_INIT(numbers_have_their_width, toe_spec_pkg::TOE_POOL_HOST_BUFFER_BUILT == 1 << 12)
  `TOE_ASSERT(within_built, 32'(limit_q) <= toe_spec_pkg::TOE_POOL_HOST_BUFFER_BUILT)
  `TOE_ASSERT(buffers_have_a_size, regs_q.host_log2 >= 5'd8 && regs_q.host_log2 <= 5'd16)
  `TOE_ASSERT(quiet, wr_valid_i || {regs_d, limit_d, returned_d} == {regs_q, limit_q, returned_q})
endmodule
