// SPDX-License-Identifier: Apache-2.0
//
// toe_walk - where a request's walk stands: rules 1 to 4 of docs/microarchitecture.md 7, the
// parents an object is linked to, what its dependents will be linked to, and what a decision changes
// of all that.
//
// The class of the item is combinational; the walk moves on at the edge of the decision.  The first
// object of a request starts it anew, so nothing is cleared between requests.  Objects of a TERMINATE
// are no walk: each stands for itself, and only an error concerns those behind it.
`include "toe_assert.svh"

module toe_walk (
  input  logic              clk_i,
  input  logic              rst_ni,

  // the item in COMMIT
  input  logic              valid_i,
  input  logic              is_object_i,
  input  logic              is_fetched_i,
  input  logic              is_terminate_i,   // an object of a TERMINATE
  input  logic              is_root_i,        // the first object of its request
  input  toe_pkg::object_t  object_i,

  // its class and parents
  output toe_pkg::class_e   class_o,
  output toe_pkg::parent_t  neighbor_o,       // current neighbor; none for the root
  output toe_pkg::parent_t  path_o,
  output logic [255:0]      path_addresses_o, // SRC_IP, DST_IP

  // the object as its dependents will see it
  input  logic [31:0]       handle_i,         // given or named
  input  logic [15:0]       link_vlan_i,      // of a linker's object
  input  logic [7:0]        link_family_i,
  input  logic [255:0]      link_addresses_i,
  output logic [31:0]       linked_to_o,      // new: handle of its parent
  output logic [15:0]       vlan_o,
  output logic [7:0]        family_o,

  // the decision
  input  logic              decide_i,
  input  logic [1:0]        policy_i,
  input  logic [5:0]        cause_i
);
  localparam int unsigned Body = toe_pkg::BODY_LSB;

  // The walk.
  logic stopped_d, stopped_q, in_error_d, in_error_q;
  logic [1:0] root_layer_d, root_layer_q, last_layer_d, last_layer_q;
  toe_pkg::parent_t neighbor_d, neighbor_q, path_d, path_q;
  logic [255:0] path_addresses_q;

  // What it is for this item: the root finds nothing before it.
  logic stopped, in_error;
  logic unused_object;
  logic [1:0] layer;
  toe_pkg::parent_t neighbor, path;
  assign stopped = !is_root_i && stopped_q;
  assign in_error = !is_root_i && in_error_q;
  assign unused_object = ^object_i.mtu;
  assign layer = object_i.layer[1:0];
  assign neighbor = is_root_i ? '0 : neighbor_q;
  assign path = is_root_i ? '0 : path_q;
  assign neighbor_o = neighbor;
  assign path_o = path;
  assign path_addresses_o = path_addresses_q;

  // Class.
  logic is_new, is_new_path, is_new_tcp, is_misplaced, has_bad_buffer, is_malformed, parent_ok;
  logic [31:0] buffered_bytes;
  logic [63:0] buffered_addr;
  assign is_new = object_i.kind == toe_spec_pkg::TOE_KIND_NEW;
  assign is_new_path = is_new && object_i.layer == toe_spec_pkg::TOE_LAYER_PATH;
  assign is_new_tcp = is_new && object_i.layer == toe_spec_pkg::TOE_LAYER_TCP;
  assign buffered_bytes = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB - Body +: 32];
  assign buffered_addr = object_i.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_ADDR_LSB - Body +: 64];
  assign is_misplaced = !is_root_i && (layer < root_layer_q ||
                                       3'(layer) > 3'(last_layer_q) + 3'd1);
  assign has_bad_buffer = buffered_addr[5:0] != '0 ||
                          (buffered_bytes == '0) != (buffered_addr == '0);
  always_comb begin
    is_malformed =
      object_i.layer < toe_spec_pkg::TOE_LAYER_NEIGHBOR ||
      object_i.layer > toe_spec_pkg::TOE_LAYER_TCP ||
      object_i.kind > toe_spec_pkg::TOE_KIND_NEW ||
      object_i.fault > toe_spec_pkg::TOE_FAULT_COPY_MEMORY ||
      is_misplaced ||
      (is_new_path ? object_i.family != 8'd4 && object_i.family != 8'd6 :
                     object_i.family != '0) ||
      (object_i.kind != toe_spec_pkg::TOE_KIND_LINKER && object_i.handle != '0) ||
      (is_new && !object_i.reserved_ok) ||
      (is_new_tcp && has_bad_buffer);
    if (is_terminate_i) begin
      is_malformed =
        object_i.layer < toe_spec_pkg::TOE_LAYER_NEIGHBOR ||
        object_i.layer > toe_spec_pkg::TOE_LAYER_TCP ||
        object_i.kind > toe_spec_pkg::TOE_KIND_LINKER ||
        object_i.fault > toe_spec_pkg::TOE_FAULT_COPY_MEMORY ||
        object_i.family != '0 ||
        (object_i.kind == toe_spec_pkg::TOE_KIND_PLACEHOLDER && object_i.handle != '0);
    end
    parent_ok = is_root_i || layer == root_layer_q ||
                (layer == 2'(toe_spec_pkg::TOE_LAYER_PATH) ? neighbor.ok : path.ok);

    class_o = toe_pkg::ClassMarker;
    if (valid_i && is_object_i) begin
      if (!is_fetched_i) begin
        class_o = toe_pkg::ClassFetch;
      end else if (in_error) begin
        class_o = toe_pkg::ClassDetached;
      end else if (is_malformed) begin
        class_o = toe_pkg::ClassMalformed;
      end else if (!is_terminate_i && (stopped || !parent_ok)) begin
        class_o = toe_pkg::ClassNotAttempted;
      end else if (object_i.kind == toe_spec_pkg::TOE_KIND_PLACEHOLDER) begin
        class_o = toe_pkg::ClassPlaceholder;
      end else if (object_i.kind == toe_spec_pkg::TOE_KIND_LINKER) begin
        class_o = is_terminate_i ? toe_pkg::ClassTerminate : toe_pkg::ClassLinker;
      end else if (object_i.layer == toe_spec_pkg::TOE_LAYER_NEIGHBOR) begin
        class_o = toe_pkg::ClassNewNeighbor;
      end else if (object_i.layer == toe_spec_pkg::TOE_LAYER_PATH) begin
        class_o = toe_pkg::ClassNewPath;
      end else begin
        class_o = toe_pkg::ClassNewTcp;
      end
    end
  end

  // What is behind it: its own members, its parent's, or those of the object a linker names.
  logic [255:0] addresses;
  always_comb begin
    vlan_o = link_vlan_i;
    family_o = link_family_i;
    linked_to_o = '0;
    addresses = object_i.body;
    case (class_o)
      toe_pkg::ClassLinker: addresses = link_addresses_i;
      toe_pkg::ClassNewNeighbor: begin
        vlan_o = object_i.body[toe_spec_pkg::TOE_OBJ_NEIGHBOR_VLAN_LSB - Body +: 16];
        family_o = '0;
      end
      toe_pkg::ClassNewPath: begin
        vlan_o = neighbor.vlan;
        family_o = object_i.family;
        linked_to_o = neighbor.handle;
      end
      toe_pkg::ClassNewTcp: begin
        vlan_o = path.vlan;
        family_o = path.family;
        linked_to_o = path.handle;
      end
      default: ;
    endcase
  end

  // What the decision changes.
  logic is_error, is_ok, failed, stops;
  toe_pkg::parent_t parent;
  assign is_error = class_o == toe_pkg::ClassFetch || class_o == toe_pkg::ClassMalformed;
  assign is_ok = cause_i == toe_spec_pkg::TOE_CAUSE_OK;
  assign failed = !is_terminate_i && !is_ok && class_o != toe_pkg::ClassNotAttempted;
  assign parent.ok = is_ok;
  assign parent.has_object = is_ok && class_o != toe_pkg::ClassPlaceholder;
  assign parent.handle = handle_i;
  assign parent.vlan = vlan_o;
  assign parent.family = family_o;
  always_comb begin
    stops = 1'b0;
    if (failed) begin
      if (is_root_i) begin
        stops = 1'b1;
      end else if (layer != 2'(toe_spec_pkg::TOE_LAYER_TCP)) begin
        case (policy_i)
          toe_spec_pkg::TOE_POLICY_STOP_ON_UNCATEGORISED:
            stops = cause_i == toe_spec_pkg::TOE_CAUSE_INTERNAL ||
                    cause_i == toe_spec_pkg::TOE_CAUSE_CONTEXT_ECC;
          toe_spec_pkg::TOE_POLICY_STOP_AT_FAILED_PARENT: stops = 1'b1;
          default: stops = 1'b0;
        endcase
      end
    end
  end

  logic moves;
  assign moves = decide_i && is_object_i;   // of a TERMINATE only its errors are looked at again
  always_comb begin
    stopped_d = stopped_q;
    in_error_d = in_error_q;
    root_layer_d = root_layer_q;
    last_layer_d = last_layer_q;
    neighbor_d = neighbor_q;
    path_d = path_q;
    if (moves) begin
      stopped_d = stopped || is_error || stops;
      in_error_d = in_error || is_error;
      if (!is_error && class_o != toe_pkg::ClassDetached) begin
        if (is_root_i) root_layer_d = layer;
        last_layer_d = layer;
        neighbor_d = neighbor;
        path_d = path;
        if (layer == 2'(toe_spec_pkg::TOE_LAYER_NEIGHBOR)) begin
          neighbor_d = parent;
          path_d = '0;
        end else if (layer == 2'(toe_spec_pkg::TOE_LAYER_PATH)) begin
          path_d = parent;
        end
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      stopped_q <= 1'b0;
      in_error_q <= 1'b0;
      root_layer_q <= '0;
      last_layer_q <= '0;
      neighbor_q <= '0;
      path_q <= '0;
    end else begin
      stopped_q <= stopped_d;
      in_error_q <= in_error_d;
      root_layer_q <= root_layer_d;
      last_layer_q <= last_layer_d;
      neighbor_q <= neighbor_d;
      path_q <= path_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (moves && layer == 2'(toe_spec_pkg::TOE_LAYER_PATH)) path_addresses_q <= addresses;
  end

  `TOE_ASSERT(objects_need_parents, !decide_i || !parent.has_object ||
              class_o != toe_pkg::ClassNewPath || neighbor.has_object)
  `TOE_ASSERT(errors_stop, !in_error_q || stopped_q)
endmodule
