// SPDX-License-Identifier: Apache-2.0
//
// toe_status_regs - the registers that only tell: what this is, what was built, what is in use, what
// was counted (docs/microarchitecture.md 3).
//
// Latency: what happens at an edge is counted at it; reading is combinational.
`include "toe_assert.svh"

module toe_status_regs (
  input  logic             clk_i,
  input  logic             rst_ni,

  // what they tell
  input  logic             ready_i,
  input  toe_pkg::levels_t levels_i,
  input  logic [31:0]      commits_i,

  // a linker's row is judged at this edge
  input  logic [toe_pkg::ROWS_W-1:0] ecc_corrected_i,      // rows more
  input  logic [toe_pkg::ROWS_W-1:0] ecc_uncorrectable_i,

  // reading
  input  logic [13:0]      rd_offset_i,
  output logic             rd_ok_o,
  output logic [31:0]      rd_value_o
);
  logic [31:0] corrected_q, uncorrectable_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      corrected_q <= '0;
      uncorrectable_q <= '0;
    end else begin
      corrected_q <= corrected_q + 32'(ecc_corrected_i);
      uncorrectable_q <= uncorrectable_q + 32'(ecc_uncorrectable_i);
    end
  end

  always_comb begin
    rd_ok_o = 1'b1;
    case (rd_offset_i)
      toe_spec_pkg::TOE_ID_OFFSET: rd_value_o = toe_spec_pkg::TOE_ID_RESET;
      toe_spec_pkg::TOE_STATUS_OFFSET: rd_value_o = {31'b0, ready_i};
      toe_spec_pkg::TOE_CAP_NEIGHBOR_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_NEIGHBOR_RESET;
      toe_spec_pkg::TOE_CAP_PATH_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_PATH_RESET;
      toe_spec_pkg::TOE_CAP_TCP_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_TCP_RESET;
      toe_spec_pkg::TOE_CAP_LOOKUP_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_LOOKUP_RESET;
      toe_spec_pkg::TOE_CAP_SRAM_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_SRAM_RESET;
      toe_spec_pkg::TOE_CAP_QUEUE_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_QUEUE_RESET;
      toe_spec_pkg::TOE_CAP_SRC_MAC_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_SRC_MAC_RESET;
      toe_spec_pkg::TOE_CAP_SRC_IP_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_SRC_IP_RESET;
      toe_spec_pkg::TOE_CAP_VLAN_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_VLAN_RESET;
      toe_spec_pkg::TOE_CAP_RCV_BUFFER_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_RCV_BUFFER_RESET;
      toe_spec_pkg::TOE_CAP_XMIT_BUFFER_OFFSET:
        rd_value_o = toe_spec_pkg::TOE_CAP_XMIT_BUFFER_RESET;
      toe_spec_pkg::TOE_CAP_BUFFERED_COPY_OFFSET:
        rd_value_o = toe_spec_pkg::TOE_CAP_BUFFERED_COPY_RESET;
      toe_spec_pkg::TOE_USED_NEIGHBOR_OFFSET: rd_value_o = 32'(levels_i.neighbor);
      toe_spec_pkg::TOE_USED_PATH_OFFSET: rd_value_o = 32'(levels_i.path);
      toe_spec_pkg::TOE_USED_TCP_OFFSET: rd_value_o = 32'(levels_i.tcp);
      toe_spec_pkg::TOE_USED_HOST_MEMORY_OFFSET: rd_value_o = levels_i.host_memory;
      toe_spec_pkg::TOE_USED_LOOKUP_OFFSET: rd_value_o = 32'(levels_i.lookup);
      toe_spec_pkg::TOE_USED_SRC_MAC_OFFSET: rd_value_o = 32'(levels_i.src_mac);
      toe_spec_pkg::TOE_USED_SRC_IP_OFFSET: rd_value_o = 32'(levels_i.src_ip);
      toe_spec_pkg::TOE_USED_VLAN_OFFSET: rd_value_o = 32'(levels_i.vlan);
      toe_spec_pkg::TOE_USED_RCV_BUFFER_OFFSET: rd_value_o = 32'(levels_i.rcv_buffer);
      toe_spec_pkg::TOE_USED_XMIT_BUFFER_OFFSET: rd_value_o = 32'(levels_i.xmit_buffer);
      toe_spec_pkg::TOE_USED_BUFFERED_COPY_OFFSET: rd_value_o = 32'(levels_i.buffered_copy);
      toe_spec_pkg::TOE_CAP_POSTED_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_POSTED_RESET;
      toe_spec_pkg::TOE_CAP_HOST_BUFFER_OFFSET:
        rd_value_o = toe_spec_pkg::TOE_CAP_HOST_BUFFER_RESET;
      toe_spec_pkg::TOE_CAP_RCV_DATA_OFFSET: rd_value_o = toe_spec_pkg::TOE_CAP_RCV_DATA_RESET;
      toe_spec_pkg::TOE_USED_POSTED_OFFSET: rd_value_o = 32'(levels_i.posted);
      toe_spec_pkg::TOE_USED_HOST_BUFFER_OFFSET: rd_value_o = 32'(levels_i.host_buffer);
      toe_spec_pkg::TOE_USED_RCV_DATA_OFFSET: rd_value_o = 32'(levels_i.rcv_data);
      toe_spec_pkg::TOE_COMMITS_OFFSET: rd_value_o = commits_i;
      toe_spec_pkg::TOE_ECC_CORRECTED_OFFSET: rd_value_o = corrected_q;
      toe_spec_pkg::TOE_ECC_UNCORRECTABLE_OFFSET: rd_value_o = uncorrectable_q;
      default: begin
        rd_ok_o = 1'b0;
        rd_value_o = '0;
      end
    endcase
  end

  `TOE_ASSERT(rows_are_one_or_the_other, 4'(ecc_corrected_i) + 4'(ecc_uncorrectable_i) <=
              4'(toe_spec_pkg::TOE_STAGE_TCP_RETURN_ROWS))
endmodule
