// SPDX-License-Identifier: Apache-2.0
//
// toe_commit - the commit point: everything that changes what the device holds, one thing at a time:
// items in doorbell order, and between them receive jobs (docs/microarchitecture.md 5.6, 5.11, 7).
//
// Latency: an item taken at edge a is decided at the first edge d that satisfies d >= a + service,
// its copy (if it needs one) ended, room in WBQ, and, if a row is to be written, CTXW idle.
// Throughput: idle again from d+1, so a TCP connection every COMMIT_TCP_CYCLES + 1 edges; behind a
// job from the edge after its end.  What a job does stands in toe_delivery.
`include "toe_assert.svh"

module toe_commit (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic [toe_pkg::CYCLE_W-1:0]       now_i,

  // LOAD
  input  logic                              item_valid_i,
  output logic                              item_ready_o,
  input  toe_pkg::item_t                    item_i,
  input  toe_pkg::object_t                  object_i,

  // its command
  output logic [toe_pkg::SLOT_W-1:0]        slot_o,
  input  logic [31:0]                       request_id_i,
  input  logic [31:0]                       setting_i,    // RAISE: its event
  input  logic [31:0]                       value_i,
  input  logic [31:0]                       event_handle_i,

  // registers, and the interface's VLAN ids: is it one of them, are there any
  input  toe_pkg::limits_t                  limits_i,
  input  toe_pkg::policy_t                  policy_i,
  output logic                              set_valid_o,
  output logic [toe_pkg::VLAN_W-1:0]        vlan_query_o,
  input  logic                              vlan_known_i,
  input  logic                              vlan_any_i,

  // lookup
  output logic                              lookup_start_o,
  output logic [toe_pkg::KEY_W-1:0]         lookup_key_o,
  input  logic                              lookup_found_i,
  input  logic [13:0]                       lookup_found_id_i,
  input  logic                              lookup_has_place_i,
  input  toe_pkg::lookup_place_t            lookup_place_i,
  input  logic [15:0]                       lookup_used_i,
  output logic                              lookup_insert_o,
  output logic [13:0]                       lookup_insert_id_o,
  output logic                              lookup_peek_o,
  output logic                              lookup_empty_o,
  output toe_pkg::lookup_place_t            lookup_empty_place_o,

  // a FRAME: what it is; is its station ours, is there a connection
  input  toe_pkg::frame_t                   frame_i,
  input  logic [47:0]                       interface_mac_i,
  output logic                              is_ours_o,
  output logic                              is_found_o,

  // reads of the context SRAM, of the object an item names
  output logic                              rd_valid_o,
  output logic [toe_pkg::ROW_W-1:0]         rd_row_o,
  input  logic [toe_pkg::ROW_BITS-1:0]      rd_data_i,    // SRAM_READ_CYCLES after the read
  input  logic [toe_pkg::CHECK_W-1:0]       rd_check_i,

  // CTXW: what it writes at this edge, and what it is given
  input  logic                              ctxw_wr_valid_i,
  input  logic [toe_pkg::ROW_W-1:0]         ctxw_wr_row_i,
  input  logic                              ctxw_idle_i,
  output logic                              ctxw_start_o,
  output logic [toe_pkg::STAGED_W-1:0]      ctxw_slot_o,
  output logic                              ctxw_is_tcp_o,
  output logic [toe_pkg::ROW_W-1:0]         ctxw_row_o,
  output logic [63:0]                       ctxw_context_o,
  output logic [63:0]                       ctxw_tcp_o,
  output toe_pkg::rcv_context_t             ctxw_rcv_o,
  output logic                              ctxw_fix_o,
  output logic [toe_pkg::ROW_BITS-1:0]      ctxw_fix_data_o,

  // rows that a TERMINATE hands back, to the place its item tells of in WBQ
  output logic                              return_wr_en_o,
  output logic [toe_pkg::RETURN_W-1:0]      return_wr_slot_o,
  output logic [1:0]                        return_wr_row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      return_wr_data_o,

  // COPY: started, the end of what was started last, a chain that goes
  output logic                              copy_start_o,
  output logic [63:0]                       copy_address_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] copy_blocks_o,
  output logic                              forward_start_o, // for a FORWARD: its command says what
  input  logic                              copy_ended_i,
  input  logic                              copy_failed_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_head_i,
  input  logic [toe_pkg::BUFFER_ROW_W-1:0]  copy_tail_i,
  output logic                              blocks_free_valid_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  blocks_free_head_o,
  output logic [toe_pkg::BUFFER_ROW_W-1:0]  blocks_free_tail_o,
  output logic [toe_pkg::COPY_BLOCKS_W-1:0] blocks_free_count_o,

  // receive jobs: the next one, one that is here, the end of it, what it leaves
  input  logic [3:0]                        next_job_i,   // toe_job; 0: none
  input  logic [13:0]                       next_id_i,
  output logic                              job_take_o,
  output logic                              look_o,       // its connection, or that of a terminate
  output logic [31:0]                       named_o,
  output toe_pkg::holding_t                 held_o,       // from the edge after the look, as the next
  output logic                              in_use_o,
  output logic                              row_valid_o,  // its rows
  output logic [1:0]                        row_o,
  output logic [toe_pkg::ROW_BITS-1:0]      row_data_o,
  output logic                              lost_o,
  output logic [3:0]                        job_o,
  output logic                              judge_o,
  input  logic [3:0]                        job_error_i,
  output logic [toe_pkg::COMMIT_W-1:0]      job_commit_o,
  input  logic                              job_ends_i,
  input  logic                              job_updates_i, // the ledger
  input  toe_pkg::holding_t                 job_holding_i,
  input  logic                              job_writes_i, // its context
  input  toe_pkg::rcv_context_t             job_context_i,
  input  toe_pkg::consumed_t                consumed_i,
  input  logic                              append_i,     // a block for received data is taken
  output logic [24:0]                       data_free_o,  // bytes that such data may take

  // a connection that goes is closed before; posted requests, host buffers
  output logic                              close_o,
  output logic [63:0]                       close_address_o,
  input  logic                              closed_i,
  output logic                              remove_o,
  input  logic [31:0]                       buf_bytes_i,
  input  logic [12:0]                       posted_used_i,
  input  logic [12:0]                       posted_after_i,
  input  logic [12:0]                       buffers_used_i,

  // WBQ
  output logic                              wbq_valid_o,
  input  logic                              wbq_ready_i,
  output toe_pkg::decision_t                wbq_data_o,

  // levels and counters
  output toe_pkg::levels_t                  levels_o,
  output logic [toe_pkg::COMMIT_W-1:0]      commits_o,
  output logic [toe_pkg::ROWS_W-1:0]        ecc_corrected_o,      // rows more
  output logic [toe_pkg::ROWS_W-1:0]        ecc_uncorrectable_o,

  // retire
  output logic                              decided_valid_o,
  output toe_spec_pkg::retire_decided_t     decided_o,

  // status
  output logic                              idle_o,       // takes what comes next
  output logic                              stall_o,      // lacks nothing but the context SRAM
  output logic                              active_o
);
  localparam int unsigned TcpCycles = toe_spec_pkg::TOE_STAGE_COMMIT_TCP_CYCLES;
  localparam int unsigned StateCycles = toe_spec_pkg::TOE_STAGE_COMMIT_STATE_CYCLES;
  localparam logic [1:0] Tcp = 2'(toe_spec_pkg::TOE_LAYER_TCP);

  typedef enum logic [1:0] {
    StIdle,   // takes an item or a job
    StWork,   // decides or judges it
    StJob     // a job goes on
  } state_e;
  state_e state_d, state_q;
  toe_pkg::item_t item_q;
  toe_pkg::object_t object_q;
  logic [2:0] age_d, age_q;               // edges since the item was taken, up to TcpCycles
  logic [15:0] stalls_d, stalls_q;
  logic [toe_pkg::COMMIT_W-1:0] commits_d, commits_q;
  logic [toe_pkg::RETURN_W-1:0] places_q; // items decided: jobs have no place in WBQ, nor here

  // Whose turn it is.  The connection of a job is known when it is taken, and looked at at once.
  logic take, is_early, is_rcv, is_job, is_frame, turn_active, working, decide;
  logic frame_take, frame_ends, frame_look, frame_found, find_active, find_start, station_found;
  logic [toe_pkg::KEY_W-1:0] find_key;
  logic [31:0] frame_handle;
  logic [1:0] layer;
  logic [3:0] job;
  logic [31:0] job_handle;
  assign working = state_q == StWork;
  assign idle_o = state_q == StIdle;
  assign layer = object_q.layer[1:0];
  assign slot_o = idle_o ? item_i.slot : item_q.slot;
  toe_turn u_turn (
    .clk_i (clk_i), .rst_ni (rst_ni), .idle_i (idle_o), .item_valid_i (item_valid_i),
    .item_ready_o (item_ready_o), .is_receive_i (item_i.is_receive),
    .is_reply_i (item_i.is_reply), .is_forward_i (item_i.is_forward),
    .handle_i (event_handle_i), .next_job_i (next_job_i),
    .next_id_i (next_id_i), .job_take_o (job_take_o), .take_o (take), .begins_o (is_early),
    .frame_take_o (frame_take), .job_o (job), .job_handle_o (job_handle), .active_o (turn_active)
  );
  assign is_rcv = job != '0 && !idle_o;   // a job is here, also that of a marker
  assign is_frame = is_rcv && job == toe_spec_pkg::TOE_JOB_FRAME;
  toe_find u_find (
    .clk_i (clk_i), .rst_ni (rst_ni), .frame_i (frame_i), .take_i (frame_take),
    .interface_mac_i (interface_mac_i), .station_found_i (station_found),
    .lookup_start_o (find_start), .lookup_key_o (find_key), .lookup_found_i (lookup_found_i),
    .lookup_found_id_i (lookup_found_id_i), .ends_o (frame_ends), .look_o (frame_look),
    .is_ours_o (is_ours_o), .is_found_o (frame_found), .handle_o (frame_handle),
    .active_o (find_active)
  );
  assign is_found_o = frame_found;
  assign is_job = is_rcv && !item_q.is_receive && !item_q.is_reply && !item_q.is_forward;

  // A segment is fetched from the second edge on, before the rows of its connection are read.
  logic is_forward, is_fetched;
  assign is_forward = is_rcv && job == toe_spec_pkg::TOE_JOB_FORWARD;
  assign forward_start_o = working && is_forward && handle_ok && age_q == 3'd1;
  assign is_fetched = age_q != 3'd1 && copy_ended_i;

  // The walk.
  toe_pkg::class_e item_class;
  toe_pkg::parent_t neighbor, path;
  logic [255:0] path_addresses;
  logic [toe_pkg::ROW_BITS-1:0] link_row;
  logic [5:0] cause;
  logic [31:0] handle, linked_to;
  logic [15:0] vlan;
  logic [7:0] family;
  toe_walk u_walk (
    .clk_i (clk_i), .rst_ni (rst_ni), .valid_i (working), .is_object_i (item_q.is_object),
    .is_fetched_i (item_q.is_fetched), .is_terminate_i (item_q.is_terminate),
    .is_root_i (item_q.index == '0), .object_i (object_q), .class_o (item_class),
    .neighbor_o (neighbor), .path_o (path), .path_addresses_o (path_addresses),
    .handle_i (handle), .link_vlan_i (link_row[toe_spec_pkg::TOE_CONTEXT_VLAN_LSB +: 16]),
    .link_family_i (link_row[toe_spec_pkg::TOE_CONTEXT_FAMILY_LSB +: 8]),
    .link_addresses_i (link_row[toe_pkg::BODY_LSB +: toe_pkg::BODY_W]), .linked_to_o (linked_to),
    .vlan_o (vlan), .family_o (family), .decide_i (decide), .policy_i (policy_i.walk_policy),
    .cause_i (cause)
  );
  logic is_linker, is_new_tcp, is_terminate;
  assign is_linker = item_class == toe_pkg::ClassLinker;
  assign is_new_tcp = item_class == toe_pkg::ClassNewTcp;
  assign is_terminate = item_class == toe_pkg::ClassTerminate;

  // What it names: of an object itself, of an event or a job its connection.
  logic is_retrieve, names;
  logic [31:0] named;
  logic [1:0] named_layer;
  assign is_retrieve = working && !item_q.is_object && item_q.is_raise &&
                       setting_i == 32'(toe_spec_pkg::TOE_EVENT_RETRIEVE);
  assign names = is_linker || is_terminate || is_retrieve || (is_rcv && handle_ok && (!is_frame || frame_found));
  always_comb begin
    named = object_q.handle;
    if (is_frame) named = frame_handle;
    else if (is_early || is_rcv) named = job_handle;
    else if (is_retrieve) named = event_handle_i;
  end
  assign named_layer = is_early || is_rcv || is_retrieve ? Tcp : layer;

  // The object that is named, the checks, the pools, the copy.
  logic served, waits, keeps, frees, named_ready, handle_ok, named_stall, judge_active;
  logic verdict_active;
  logic [toe_pkg::ROWS_W-1:0] rows, corrected, uncorrectable;
  logic [14:0] next_id;
  logic looks;
  logic rows_valid;
  toe_pkg::levels_t after, levels, levels_after;
  toe_pkg::holding_t held;
  assign looks = is_early || frame_look || (age_q == 3'd1 && names && !is_rcv);
  toe_judge u_judge (
    .clk_i               (clk_i),
    .rst_ni              (rst_ni),
    .class_i             (item_class),
    .object_i            (object_q),
    .enter_i             (take),
    .first_i             (age_q == 3'd1),
    .look_i              (looks),
    .served_i            (served),
    .decide_i            (decide),
    .limits_i            (limits_i),
    .policy_i            (policy_i),
    .vlan_query_o        (vlan_query_o),
    .vlan_known_i        (vlan_known_i),
    .vlan_any_i          (vlan_any_i),
    .neighbor_is_there_i (neighbor.has_object),
    .path_is_there_i     (path.has_object),
    .parent_id_i         (linked_to[13:0]),
    .names_i             (names),
    .open_i              (!is_rcv || (ctxw_idle_i && (!is_forward || is_fetched))),
    .returns_i           (is_terminate || is_rcv),
    .named_layer_i       (named_layer),
    .named_i             (named),
    .wr_valid_i          (ctxw_wr_valid_i),
    .wr_row_i            (ctxw_wr_row_i),
    .rd_valid_o          (rd_valid_o),
    .rd_row_o            (rd_row_o),
    .rd_data_i           (rd_data_i),
    .rd_check_i          (rd_check_i),
    .return_valid_o      (rows_valid),
    .return_row_o        (return_wr_row_o),
    .return_data_o       (return_wr_data_o),
    .handle_ok_o         (handle_ok),
    .rows_o              (rows),
    .named_ready_o       (named_ready),
    .corrected_o         (corrected),
    .uncorrectable_o     (uncorrectable),
    .row_o               (link_row),
    .context_row_o       (ctxw_row_o),
    .buf_bytes_i         (buf_bytes_i),
    .consumed_i          (consumed_i),
    .append_i            (append_i),
    .data_free_o         (data_free_o),
    .station_look_i      (frame_take),
    .station_i           (frame_i.dst_mac),
    .station_found_o     (station_found),
    .update_i            (job_updates_i),
    .update_holding_i    (job_holding_i),
    .found_i             (lookup_found_i),
    .found_id_i          (lookup_found_id_i),
    .has_place_i         (lookup_has_place_i),
    .place_i             (lookup_place_i),
    .lookup_used_i       (lookup_used_i),
    .copy_start_o        (copy_start_o),
    .copy_address_o      (copy_address_o),
    .copy_blocks_o       (copy_blocks_o),
    .copy_ended_i        (copy_ended_i),
    .copy_failed_i       (copy_failed_i),
    .copy_head_i         (copy_head_i),
    .copy_tail_i         (copy_tail_i),
    .waits_o             (waits),
    .cause_o             (cause),
    .keeps_o             (keeps),
    .frees_o             (frees),
    .held_o              (held),
    .next_id_o           (next_id),
    .context_tcp_o       (ctxw_tcp_o),
    .levels_o            (levels),
    .after_o             (levels_after),
    .stall_o             (named_stall),
    .active_o            (judge_active)
  );

  // The lookup starts at the edge after the item was taken; its answer is there in time.
  // That of a FRAME starts as it is taken.
  assign lookup_start_o = (is_new_tcp && path.has_object && age_q == 3'd1) || find_start;
  assign lookup_key_o = frame_take || is_frame ? find_key :
    {object_q.body[31:0], path_addresses, 8'b0, path.family, path.vlan};

  // The decision, and what it waits for.
  logic fixes, writes, due;
  always_comb begin
    case (item_class)
      toe_pkg::ClassNewNeighbor, toe_pkg::ClassNewPath: served = age_q >= 3'(StateCycles);
      toe_pkg::ClassNewTcp: served = age_q >= 3'(TcpCycles);
      default: served = names ? named_ready : working;   // COMMIT_SKIP_CYCLES
    endcase
  end

  // A connection that goes is closed first.
  logic closes;
  assign closes = working && is_terminate && layer == Tcp && named_ready && frees;
  assign close_o = closes;
  assign close_address_o = object_q.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_ADDR_LSB -
                                         toe_pkg::BODY_LSB +: 64];
  assign remove_o = decide && frees && layer == Tcp;

  // What delivery is told of a connection.
  assign look_o = is_early || frame_look || (looks && is_terminate && layer == Tcp);
  assign named_o = named;
  assign held_o = held;
  assign in_use_o = handle_ok;
  assign row_valid_o = rows_valid && named_layer == Tcp;
  assign row_o = return_wr_row_o;
  assign row_data_o = return_wr_data_o;
  assign return_wr_en_o = rows_valid && is_terminate;
  assign lost_o = uncorrectable != '0;
  assign job_o = job;
  always_comb begin
    judge_o = working && is_rcv && handle_ok && (is_job ? named_ready : decide);
    if (is_frame) judge_o = working && (frame_ends || (frame_found && named_ready));
  end
  assign job_commit_o = state_q == StJob ? commits_q : commits_q + 1'b1;

  // Levels: posted requests and host buffers are counted there.
  always_comb begin
    levels_o = levels;
    after = levels_after;
    levels_o.posted = posted_used_i;
    after.posted = posted_after_i;
    levels_o.host_buffer = buffers_used_i;
    after.host_buffer = buffers_used_i;
  end
  assign fixes = (is_linker || is_retrieve) && corrected != '0;
  assign writes = keeps || fixes;
  assign due = working && served && !waits && !is_job && !(closes && !closed_i);
  assign wbq_valid_o = due && (!writes || ctxw_idle_i);
  assign decide = wbq_valid_o && wbq_ready_i;
  assign stall_o = named_stall || (due && wbq_ready_i && writes && !ctxw_idle_i);

  // What a kept object is given, or a linker names.
  always_comb begin
    handle = '0;
    if (keeps) handle = {2'b00, layer, 13'b0, next_id};
    else if ((is_linker || is_terminate) && cause == toe_spec_pkg::TOE_CAUSE_OK)
      handle = object_q.handle;
  end
  assign lookup_insert_o = decide && keeps && is_new_tcp;
  assign lookup_insert_id_o = next_id[13:0];
  assign lookup_peek_o = is_terminate && layer == Tcp && age_q == 3'd2 && handle_ok;
  assign lookup_empty_o = decide && frees && layer == Tcp;
  assign lookup_empty_place_o = held.lookup;
  assign return_wr_slot_o = places_q;
  assign blocks_free_valid_o = (lookup_empty_o && held.blocks != '0) || consumed_i.valid;
  assign blocks_free_head_o = consumed_i.valid ? consumed_i.head : held.chain_head;
  assign blocks_free_tail_o = consumed_i.valid ? consumed_i.tail : held.chain_tail;
  assign blocks_free_count_o = consumed_i.valid ? consumed_i.blocks : held.blocks;
  assign ctxw_start_o = decide && keeps;
  assign ctxw_slot_o = item_q.staged;
  assign ctxw_is_tcp_o = is_new_tcp;
  assign ctxw_context_o = {linked_to, vlan, family, 6'b100000, layer};
  // A new connection has the copy as its buffer; behind a job its state is what the job leaves.
  logic [31:0] buffered;
  logic [7:0] tcp_state;
  assign buffered = object_q.body[toe_spec_pkg::TOE_OBJ_TCP_BUFFERED_BYTES_LSB -
                                  toe_pkg::BODY_LSB +: 32];
  assign tcp_state = object_q.body[toe_spec_pkg::TOE_OBJ_TCP_STATE_LSB - toe_pkg::BODY_LSB +: 8];
  always_comb begin
    ctxw_rcv_o = '0;
    ctxw_rcv_o.buf_bytes = buffered;
    if (buffered != '0) begin
      ctxw_rcv_o.buf_end = {1'b0, buffered[5:0] == '0, buffered[5:0]};
      ctxw_rcv_o.flags = toe_spec_pkg::TOE_RCV_FLAG_REFUSED;
    end
    // The peer's FIN was received before the offload: CLOSE_WAIT, CLOSING, LAST_ACK.
    if (tcp_state >= 8'd7 && tcp_state <= 8'd9) begin
      ctxw_rcv_o.flags = ctxw_rcv_o.flags | toe_spec_pkg::TOE_RCV_FLAG_FIN |
                         (buffered == '0 ? toe_spec_pkg::TOE_RCV_FLAG_DISCONNECTED : '0);
    end
    if (job_writes_i) ctxw_rcv_o = job_context_i;
  end
  assign ctxw_fix_o = decide && fixes;
  assign ctxw_fix_data_o = link_row;
  assign ecc_corrected_o = decide || judge_o ? corrected : '0;
  assign ecc_uncorrectable_o = decide || judge_o ? uncorrectable : '0;
  assign set_valid_o = decide && !item_q.is_object && !item_q.is_raise && !is_rcv &&
                       item_q.error == 4'(toe_spec_pkg::TOE_ERROR_NONE);

  // What is told.
  logic [3:0] rcv_error;
  assign rcv_error = handle_ok ? job_error_i : 4'(toe_spec_pkg::TOE_ERROR_NO_OBJECT);
  assign commits_d = commits_q + toe_pkg::COMMIT_W'(decide || (is_job && judge_o));
  assign decided_valid_o = decide;
  toe_verdict u_verdict (
    .clk_i (clk_i), .rst_ni (rst_ni), .now_i (now_i), .decide_i (decide), .item_i (item_q),
    .class_i (item_class), .layer_i (layer), .kind_i (object_q.kind[1:0]),
    .request_id_i (request_id_i), .event_i (setting_i[7:0]), .value_i (value_i),
    .named_i (named), .cause_i (cause), .keeps_i (keeps), .frees_i (frees), .rows_i (rows),
    .handle_i (handle), .parent_i (linked_to), .commit_i (commits_q + 1'b1),
    .return_slot_i (return_wr_slot_o), .stalls_i (stalls_q), .handle_ok_i (handle_ok),
    .is_lost_i (uncorrectable != '0), .rcv_error_i (rcv_error), .row_i (link_row), .before_i (levels_o), .after_i (after),
    .limits_i (limits_i), .policy_i (policy_i), .decision_o (wbq_data_o), .decided_o (decided_o),
    .active_o (verdict_active)
  );

  always_comb begin
    state_d = state_q;
    age_d = age_q;
    stalls_d = stalls_q;
    if (take) begin
      state_d = StWork;
      age_d = 3'd1;
      stalls_d = '0;
    end else if (working) begin
      if (age_q != 3'(TcpCycles)) age_d = age_q + 3'd1;
      if (stall_o && stalls_q != '1) stalls_d = stalls_q + 16'd1;
      if (decide) state_d = StIdle;
      if (judge_o && (is_job || job_error_i == 4'(toe_spec_pkg::TOE_ERROR_NONE))) state_d = StJob;
    end else if (job_ends_i) begin
      state_d = StIdle;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      commits_q <= '0;
      places_q <= '0;
    end else begin
      state_q <= state_d;
      commits_q <= commits_d;
      if (decide) places_q <= places_q + 1'b1;
    end
  end
  always_ff @(posedge clk_i) begin
    age_q <= age_d;
    stalls_q <= stalls_d;
    if (take) begin
      item_q <= job_take_o ? '0 : item_i;
      object_q <= object_i;
    end
  end
  logic unused_members;
  assign unused_members = ^{levels.posted, levels.host_buffer, levels_after.posted,
                            levels_after.host_buffer,
                            neighbor.ok, neighbor.handle, neighbor.vlan, neighbor.family, path.ok,
                            path.handle};

  assign commits_o = commits_q;
  assign active_o = turn_active || find_active || decide || judge_o || job_ends_i || stall_o || judge_active || verdict_active ||
                    (working && age_q != 3'(TcpCycles));

  `TOE_ASSERT_INIT(skip_is_one, toe_spec_pkg::TOE_STAGE_COMMIT_SKIP_CYCLES == 1)
  `TOE_ASSERT_INIT(lookup_is_in_time,
                   TcpCycles == 2 + toe_spec_pkg::TOE_STAGE_LOOKUP_CYCLES)
  `TOE_ASSERT(quiet, active_o || {state_d, age_d, stalls_d, commits_d} ==
              {state_q, age_q, stalls_q, commits_q})
endmodule
