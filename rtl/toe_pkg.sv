// SPDX-License-Identifier: Apache-2.0
//
// toe_pkg - shapes that pass between modules of this RTL.
//
// Numbers of the hardware come from toe_spec_pkg; what is here is private to the pipeline.  Yosys does
// not let one package read another, so widths that follow from those numbers stand here again and
// toe_top asserts that they agree.
package toe_pkg;
  localparam int unsigned CYCLE_W = 56;  // 213 days at 2 GHz
  localparam int unsigned COMMIT_W = 48;
  localparam int unsigned INDEX_W = 20;
  localparam int unsigned COUNT_W = 21;
  localparam int unsigned SLOT_W = 4;
  localparam int unsigned CHUNK_W = 5;
  localparam int unsigned ROW_W = 17;
  localparam int unsigned ROW_BITS = 512;
  localparam int unsigned CHECK_W = 64;     // check bytes of a context row
  localparam int unsigned BUFFER_ROW_W = 18;
  localparam int unsigned COPY_BLOCKS_W = 19;  // blocks of 64 bytes of one copy, 0..BUFFER_ROWS
  localparam int unsigned COPY_W = 4;       // copy reads in flight, one a tag
  localparam int unsigned POSTED_W = 12;    // place of a posted receive request
  localparam int unsigned VLAN_W = 12;
  localparam int unsigned KEY_W = 320;
  localparam int unsigned ROWS_W = 3;    // rows of a context, 0..4
  localparam int unsigned RETURN_W = 4;  // place of an item's returned rows: more than WBQ and COMMIT hold
  localparam int unsigned STAGED = 4;   // objects between LOAD and the last row of CTXW
  localparam int unsigned STAGED_W = 2;
  localparam int unsigned PQ_MARK_W = 6;  // counts posted writes, modulo 4 x PQ_DEPTH
  localparam int unsigned RX_ROW_W = 10;  // rows of the frame memory
  localparam int unsigned FRAME_W = 14;   // bytes of a frame, and places in it
  localparam int unsigned FRAME_ROWS_W = 8;
  localparam int unsigned STORED_FRAME_W = 585;   // bits of stored_frame_t

  // Bytes 16..47 of an object, all that a decision looks at behind the common members.
  localparam int unsigned BODY_LSB = 128;
  localparam int unsigned BODY_W = 256;

  // First byte of a TLP header: format and type.
  localparam logic [7:0] TLP_MRD = 8'h20;
  localparam logic [7:0] TLP_MWR = 8'h60;
  localparam logic [7:0] TLP_CPL = 8'h0A;
  localparam logic [7:0] TLP_CPLD = 8'h4A;
  localparam logic [2:0] TLP_SC = 3'd0;
  localparam logic [2:0] TLP_UR = 3'd1;

  // Function-level configuration, as config space gives it.
  typedef struct packed {
    logic bus_master;
    logic msix_enable;
    logic msix_masked;
    logic [12:0] mps;
    logic [12:0] mrrs;
  } config_t;

  // What may be in use of each pool (docs/microarchitecture.md 6).
  typedef struct packed {
    logic [14:0] neighbor;
    logic [14:0] path;
    logic [14:0] tcp;
    logic [7:0] src_mac;
    logic [7:0] src_ip;
    logic [7:0] vlan;
    logic [16:0] rcv_buffer;       // pages
    logic [16:0] xmit_buffer;      // pages
    logic [24:0] buffered_copy;    // bytes
    logic [31:0] host_memory;      // all ones: without limit
    logic [12:0] posted;
    logic [12:0] host_buffer;
    logic [24:0] rcv_data;         // bytes
  } limits_t;

  // What is in use of each.
  typedef struct packed {
    logic [14:0] neighbor;
    logic [14:0] path;
    logic [14:0] tcp;
    logic [7:0] src_mac;
    logic [7:0] src_ip;
    logic [7:0] vlan;
    logic [16:0] rcv_buffer;
    logic [16:0] xmit_buffer;
    logic [24:0] buffered_copy;
    logic [31:0] host_memory;
    logic [15:0] lookup;
    logic [12:0] posted;
    logic [12:0] host_buffer;
    logic [24:0] rcv_data;
  } levels_t;

  // The other registers a decision looks at.
  typedef struct packed {
    logic [31:0] mtu_max;
    logic [31:0] rcv_window_max;
    logic [4:0] rcv_page;          // base 2 logarithm of its bytes, 10..20
    logic [9:0] admit_states;      // bit n: state n is rejected
    logic [15:0] local_first;
    logic [15:0] local_last;
    logic [15:0] remote_first;
    logic [15:0] remote_last;
    logic [31:0] min_window;
    logic duplicates_fail;
    logic [1:0] walk_policy;
    logic fault_enable;
    logic [2:0] sram_banks;        // 1, 2 or 4
  } policy_t;

  // Registers of received data.
  typedef struct packed {
    logic [63:0] host_base;        // of host buffer 0
    logic [4:0] host_log2;         // base 2 logarithm of the bytes of one, 8..16
    logic [31:0] push_cycles;      // push timer
  } rcv_regs_t;

  // Registers of the wire.
  typedef struct packed {
    logic [47:0] mac;              // the interface's, byte 0 lowest
    logic [7:0] ack_frequency;     // segments an acknowledgment
    logic [31:0] ack_cycles;       // delayed acknowledgment
    logic [7:0] out_of_order_limit;
  } wire_regs_t;

  // One entry of the chunk ring: a read of one or two objects, or a marker.
  typedef struct packed {
    logic is_marker;
    logic [SLOT_W-1:0] slot;
    logic [3:0] error;             // marker: toe_error
    logic [INDEX_W-1:0] index;     // of the first object
    logic is_pair;                 // two objects
    logic is_last;                 // its last object is the request's last
    logic is_terminate;            // objects of a TERMINATE
    logic is_raise;                // marker: a RAISE,
    logic is_receive;              // a RECEIVE,
    logic is_reply;                // a REPLY,
    logic is_forward;              // a FORWARD, without error so far
  } chunk_t;

  // What LOAD hands to COMMIT.  The command of its slot stands at COMMIT's command ports as long as it
  // is there: request id; SET: setting and value; RAISE: event code (its SETTING), info (its VALUE), handle;
  // RECEIVE: a request_t, REPLY: the bytes consumed (its VALUE), FORWARD: address and bytes of a request_t;
  // all of them the handle.
  typedef struct packed {
    logic is_object;               // 0: a marker
    logic is_fetched;
    logic is_last;                 // the request's last item
    logic is_terminate;            // an object of a TERMINATE
    logic is_raise;                // a marker of a RAISE without error so far,
    logic is_receive;              // of a RECEIVE,
    logic is_reply;                // of a REPLY,
    logic is_forward;              // of a FORWARD; else a SET or in error
    logic [SLOT_W-1:0] slot;
    logic [INDEX_W-1:0] index;
    logic [3:0] error;             // marker: toe_error
    logic [CYCLE_W-1:0] fetched_cycle;
    logic [STAGED_W-1:0] staged;   // where its rows are
  } item_t;

  // The members of an object a decision looks at.  reserved_ok: read as a new object of its layer,
  // no bit is set that no member uses, and no byte behind the address of an IPv4 path.
  typedef struct packed {
    logic reserved_ok;
    logic [31:0] mtu;              // of a path
    logic [BODY_W-1:0] body;
    logic [31:0] handle;
    logic [7:0] family;
    logic [7:0] fault;
    logic [7:0] kind;
    logic [7:0] layer;
  } object_t;

  // What the walk says about an item before pools are asked (docs/microarchitecture.md 7).
  typedef enum logic [3:0] {
    ClassMarker,
    ClassFetch,          // rule 1
    ClassDetached,       // rule 2
    ClassMalformed,      // rule 3
    ClassNotAttempted,   // rule 4
    ClassPlaceholder,    // rule 5
    ClassLinker,         // rule 6
    ClassNewNeighbor,    // rule 7
    ClassNewPath,        // rule 8
    ClassNewTcp,         // rule 9
    ClassTerminate       // a linker of a TERMINATE
  } class_e;

  // Where the lookup keeps a connection: a slot of a row of table A or B, or an entry of the CAM.
  typedef struct packed {
    logic in_cam;
    logic in_b;
    logic [11:0] row;              // in the CAM: its entry
    logic [1:0] way;
  } lookup_place_t;

  // What an object holds, as the ledger keeps it; members of other layers mean nothing.
  typedef struct packed {
    logic has_ack_timer;                        // its acknowledgment timer runs
    logic [13:0] parent;           // id of a connection's path, of a path's neighbor
    logic has_vlan;
    logic [6:0] vlan;              // places of shared values
    logic has_src_mac;
    logic [5:0] src_mac;
    logic [6:0] src_ip;
    lookup_place_t lookup;
    logic [16:0] rcv_pages;
    logic [BUFFER_ROW_W-1:0] chain_head;        // of its buffer
    logic [BUFFER_ROW_W-1:0] chain_tail;
    logic [COPY_BLOCKS_W-1:0] blocks;
    logic [COPY_BLOCKS_W-1:0] copy_blocks;      // of those the first, that belong to the copy
    logic [POSTED_W-1:0] first_posted;
    logic [POSTED_W-1:0] last_posted;
    logic [POSTED_W:0] posted;
    logic has_timer;                            // its push timer runs
  } holding_t;

  // What a step of a receive job does (docs/microarchitecture.md 5.11).
  typedef enum logic [2:0] {
    StepEnd,         // the job ends, the closing too
    StepConsume,     // what the host took of an indication
    StepComplete,    // the first posted request
    StepPlace,       // data into it, or where a terminate hands it back
    StepIndicate,    // data in a host buffer
    StepEvent,       // an event is told
    StepPass,        // a frame in a host buffer
    StepAck          // an acknowledgment
  } step_e;

  // A posted receive request.
  typedef struct packed {
    logic [63:0] address;
    logic [31:0] bytes;
    logic [31:0] filled;
    logic no_push;
    logic [31:0] id;
  } request_t;

  // The members of CONTEXT_RCV, that stand in the first bytes of its row.
  typedef struct packed {
    logic [31:0] advertised;
    logic [7:0] ack_pending;
    logic [7:0] out_of_order;
    logic [15:0] posted;
    logic [31:0] indicated;
    logic [15:0] flags;
    logic [7:0] buf_end;
    logic [7:0] buf_begin;
    logic [31:0] buf_bytes;
  } rcv_context_t;

  // What a receive job gives back: blocks of a chain, the first of them of the copy.
  typedef struct packed {
    logic valid;
    logic [BUFFER_ROW_W-1:0] head;
    logic [BUFFER_ROW_W-1:0] tail;
    logic [COPY_BLOCKS_W-1:0] blocks;
    logic [COPY_BLOCKS_W-1:0] copy_blocks;
  } consumed_t;

  // Neighbor or path a later object of the request may be linked to.
  typedef struct packed {
    logic ok;                      // its dependents may be attempted
    logic has_object;              // there is an object behind it
    logic [31:0] handle;
    logic [15:0] vlan;
    logic [7:0] family;
  } parent_t;

  // One item from COMMIT to WRITEBACK.  Rows that go back stand in toe_return_buffer at return_slot, which
  // COMMIT counts, items alone: it writes them as they are decoded, before it is known when the item is
  // decided.
  typedef struct packed {
    logic is_object;
    logic is_last;
    logic is_detached;
    logic is_terminate;            // an object of a TERMINATE
    logic attempted;
    logic freed;                   // TERMINATE: a linker with OK or CONTEXT_ECC
    logic [2:0] return_rows;       // TERMINATE: rows 0..n-1 go back; else 0
    logic [RETURN_W-1:0] return_slot;
    logic event_valid;             // it tells an event
    logic [7:0] event_code;        // toe_event
    logic [31:0] event_handle;
    logic [31:0] event_info;
    logic [63:0] event_ndis_handle;
    logic [1:0] layer;
    logic [1:0] kind;
    logic [5:0] cause;
    logic [3:0] error;
    logic [SLOT_W-1:0] slot;
    logic [INDEX_W-1:0] index;
    logic [31:0] handle;
    logic [COMMIT_W-1:0] commit;
    logic [CYCLE_W-1:0] decided_cycle;
  } decision_t;

  // A posted write.
  typedef enum logic [2:0] {
    WriteMessage,      // 4 bytes, MSI-X
    WriteResult,       // 32 bytes, as those below
    WriteCompletion,
    WriteEvent,        // entry of the completion ring
    WriteReturn,       // part of a terminated object's context
    WritePlaced,       // received data: the first bytes from any address on
    WriteReceived      // entry of the completion ring
  } write_e;
  typedef struct packed {
    write_e kind;
    logic [31:0] request_id;       // WriteReturn, for its retire record: whose,
    logic [INDEX_W-1:0] index;     // which object,
    logic [7:0] offset;            // which bytes
    logic [5:0] bytes;             // WritePlaced, 1..32
    logic [63:0] address;
    logic [255:0] data;            // of a WritePlaced from the DW of its first byte on
  } write_t;

  // A DMA read.
  typedef struct packed {
    logic [7:0] tag;
    logic [9:0] length_dw;
    logic [63:0] address;
  } read_t;

  // What a frame is (docs/microarchitecture.md 5.13).  Without a segment seq, flags and payload are 0, and
  // addresses and ports mean nothing.
  typedef struct packed {
    logic [7:0] reason;                 // toe_frame; ACCEPTED: a segment for the lookup
    logic is_filtered;                  // it is FILTERED unless its destination is a station of ours
    logic [FRAME_W-1:0] bytes;          // of an OVERSIZE one this means nothing
    logic [47:0] dst_mac;               // byte 0 lowest
    logic [VLAN_W-1:0] vlan;
    logic [7:0] family;                 // 4 or 6
    logic [127:0] src_ip;               // byte 0 lowest
    logic [127:0] dst_ip;
    logic [15:0] src_port;
    logic [15:0] dst_port;
    logic [31:0] seq;
    logic [7:0] flags;                  // TCP: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32
    logic [FRAME_W-1:0] payload;        // its first byte
    logic [FRAME_W-1:0] payload_bytes;
  } frame_t;

  // The same, and where it lies.
  typedef struct packed {
    frame_t frame;
    logic [RX_ROW_W-1:0] row;           // its first row
    logic [FRAME_ROWS_W-1:0] rows;
    logic [31:0] number;                // frames before it, lost ones included
    logic [31:0] lost;                  // of those, lost ones
    logic [CYCLE_W-1:0] arrived_cycle;  // edge of its last beat
  } stored_frame_t;

  // A connection as a frame finds it and leaves it (docs/microarchitecture.md 5.14).
  typedef struct packed {
    logic [7:0] state;
    logic [31:0] nxt;
    logic [31:0] wnd;
    logic [15:0] flags;                 // toe_rcv_flag
    logic [7:0] out_of_order;
    logic [7:0] ack_pending;
  } stream_t;

  // A connection as a receive job finds it and leaves it (docs/microarchitecture.md 5.11).
  typedef struct packed {
    holding_t held;
    stream_t stream;
    logic [31:0] advertised;
    logic [31:0] indicated;
    logic [31:0] buf_bytes;
    logic [5:0] buf_begin;
    logic [6:0] buf_end;
  } connection_t;

  // What became of a frame.
  typedef struct packed {
    logic [7:0] reason;                 // toe_frame
    logic passes;                       // up to the host
    logic acks;                         // an acknowledgment is due
    logic event_valid;
    logic [7:0] event_code;             // toe_event
    logic [7:0] event_info;
    logic [FRAME_W-1:0] taken;          // bytes
    stream_t stream;
    logic state_changes;
    logic [FRAME_W-1:0] bytes;          // of the frame
  } judged_t;

  // What an append leaves.
  typedef struct packed {
    logic [BUFFER_ROW_W-1:0] head;      // if the chain was empty
    logic [BUFFER_ROW_W-1:0] tail;
    logic [FRAME_ROWS_W-1:0] blocks;    // taken
    logic [6:0] buf_end;
  } appended_t;

  // What an acknowledgment says (docs/microarchitecture.md 5.15); numbers, not bytes of the wire.
  typedef struct packed {
    logic [31:0] path;                  // its handle
    logic [7:0] family;                 // 4 or 6
    logic [VLAN_W-1:0] vlan;
    logic [2:0] priority_tag;           // USER_PRIORITY
    logic [7:0] tos;
    logic [7:0] ttl;
    logic [19:0] flow_label;
    logic [15:0] local_port;
    logic [15:0] remote_port;
    logic [31:0] snd_max;
    logic [31:0] rcv_nxt;
    logic [15:0] window;
  } ack_t;
endpackage
