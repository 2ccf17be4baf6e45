#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# random_receive.sh BUILD [RUNS [SEED [ENGINE [OPERATIONS [WHAT]]]]] - received data at random, in tandem, under every kind of link.
#
# A run is a simulation of its own, from reset to the last terminate: a scenario of OPERATIONS (300) operations
# (toe_random_trees ... receive), some connections that come and go with posts, segments lost, twice, overlapping and out
# of order, frames for nobody, terminates in the middle and pauses.  RUNS (20) of them, one a seed from SEED (1) on, ENGINE tandem unless
# said.  WHAT "forward": segments that the host brings, too.
# The stream checker, the books and the application prove each run by themselves; besides, of every
# connection, each time it is offloaded, the bytes it had buffered and those that came from the wire must be those that were placed, taken and handed back, nothing may be taken that was
# not indicated or placed where nothing was posted, every acknowledgment must be of one of them, every request must be completed, every block answered with success, and nothing be in use at the end.  The first run that fails ends it and
# tells how to repeat it.  One run in four leaves out its last operation, which terminates everything: what came must be acknowledged then, too, without
# a terminate that does it.  From COVER runs on, everything that can become of a segment must have come up.
set -eu
build=$1
runs=${2:-20}
seed=${3:-1}
engine=${4:-tandem}
operations=${5:-300}
what=${6:-}
share=50 # runs whose reports are read at once: to begin a reader takes longer than to read one
COVER=1000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# and_of KEY N VALUES: the setting too, with value N of them, around their end
and_of() {
  key=$1
  n=$2
  shift 2
  shift $((n % $#))
  settings="$settings $key=$1"
}

# What changes when things happen: one of ten links, by the seed, and beside it by other dividers, so that all meet all:
# acknowledgments, the wire, memory for received data, what the host does by itself.
settings_of() {
  case $(($1 % 10)) in
    0) settings='pcie.read_latency=server tcp.push_us=200' ;;
    1) settings='pcie.read_latency=longtail tcp.push_us=20 host_buffer.count=1' ;;
    2) settings='host_buffer.bytes=256 host_buffer.count=3 tcp.push_us=1' ;;
    3) settings='posted.requests=3 tcp.push_us=100 pcie.split=rcb rcv_data.bytes=2048' ;;
    4) settings='pcie.tags=1 cq.entries=2 tcp.push_us=50' ;;
    5) settings='cmd.entries=4 cq.entries=4 pcie.mmio_write_ns=1500 pcie.mmio_read_ns=3000 host_buffer.count=2' ;;
    6) settings='pcie.credits_ph=1 pcie.credits_pd=16 pcie.credits_nph=1 tcp.push_us=300' ;;
    7) settings='clock_mhz=100 pcie.hop_ns=1000 pcie.mmio_write_ns=1000 pcie.mmio_read_ns=2500 posted.requests=1' ;;
    8) settings='sram.banks=1 tcp.push_us=5' ;;
    9) settings='sram.banks=4 host_buffer.bytes=65536 host_buffer.count=16 pcie.mps=512' ;;
  esac
  and_of tcp.delayed_ack_us "$1" 1 4 20 50000 2 10 100
  and_of tcp.ack_frequency "$1" 2 1 255 2 3 4 255 12 8 2 255
  and_of tcp.out_of_order_limit "$1" 64 4 8 0 64 12 20 64 255 4 64 5 64
  and_of wire.gbps "$1" 10 1 400 100 10 40 25 10 200 2 100 10 50 10 5 10 400
  case $(($1 % 19)) in
    0 | 4 | 9) and_of rcv_data.bytes $(($1 / 19)) 0 64 512 1024 4096 16384 ;;
  esac
  case $(($1 / 10 % 9)) in
    0 | 2) settings="$settings host.disconnect=terminate" ;;
    3 | 5) settings="$settings host.forward=off" ;;
    6) settings="$settings host.upload=never" ;;
    7) settings="$settings host.upload=always" ;;
    8) settings="$settings host.upload=always host.disconnect=terminate" ;;
  esac
}

# Whether run SEED ends without terminates.
stays() {
  case $(($1 / 10 % 8)) in
    1 | 4) ;;
    *) return 1 ;;
  esac
}

# options_of SEED: those of the run, in $options
options_of() {
  settings_of "$1"
  options="--engine $engine --seed $1 --detail objects"
  for setting in $settings; do options="$options --set $setting"; done
  if stays "$1"; then return; fi
  for pool in neighbor path tcp buffered_copy posted rcv_data; do
    options="$options --gate pools.$pool.used_at_end==0"
  done
}

# fail SEED CODE: keep the trace, tell how to repeat it, and end
fail() {
  options_of "$1"
  cp "$work/seed$1.jsonl" "$build/random-receive-seed$1.jsonl"
  echo "seed $1: exit code $2; again: $build/toesim run $build/random-receive-seed$1.jsonl $options"
  exit 1
}

# Of each report a line: its seed, what is wrong with it (- nothing), and figures; then the sums of all.
cat >"$work/read.jq" <<'JQ'
def bad_connections: (.totals.live.tcp == 0) as $is_over | [.connections[] | select(
  (.buffered + .wire) != .placed + .taken + .returned + .left or .lost != 0 or
  ($is_over and (.left != 0 or .posted != .completed)) or .acked > .wire or .taken > .indicated or .refused > .indications or
  (.posted == 0 and .placed != 0))];
def bad_totals: .totals | select(.received.acks != .frames.acks or .received.wire != .frames.taken or
  (.received.forwards | add) != (.forwards | .success + .aborted + .upload + .invalid)) | {received, frames, forwards};
def bad_statuses: .totals.by_status | with_entries(select(.key != "NDIS_STATUS_SUCCESS"));
def wrong: if bad_connections != [] then bad_connections elif bad_statuses != {} then bad_statuses else bad_totals // "-" end;
def figures: .totals.received | [.buffered + .wire, .connections, .buffered, .wire, .frames, .acks, .placed, .taken,
  .returned, .posted, .aborted, .indications, .refused, .waits];
# What no counter of the report tells.  Where nothing was delivered, acknowledgments that no frame and no end of a connection asked for are of
# the timer; a segment that lay beyond the window and was taken whole later came to a window that had opened again; what a
# connection lies on its name says.
def timed: .config["tcp.ack_frequency"] as $frequency |
  (.frames | map(select(.reason == "ACCEPTED" and .flags % 2 == 1) | .tcp)) as $finished | .connections | map(
  (.reasons.ACCEPTED // 0) as $taken | (.name | IN($finished[])) as $has_fin | select(.placed + .taken == 0 and
  .acks > 1 + (if $has_fin then 1 else 0 end) + .frames - $taken + ($taken / $frequency | floor))) | length;
def reopened: (map(select(.reason == "OUT_OF_WINDOW" and .bytes > 0) | .seq) | unique) as $beyond |
  any(.[]; .reason == "ACCEPTED" and .bytes > 0 and .taken == .bytes and IN(.seq; $beyond[]));
def on($what): .connections | map(select(.wire > 0 and .acks > 0 and (.name | contains($what)))) | length;
# Those that the host brought are told by themselves; of long ones the first piece.
def forwarded: [.frames[] | select(.forwarded)] | (group_by(.reason) | map({key: "forwarded_\(.[0].reason)", value: length}) | from_entries)
  + ({forwarded_long: map(select(.bytes >= 9184)) | length} | with_entries(select(.value > 0)));
def of_wire: forwarded as $forwarded | (.totals.frames.reasons // {})
  | with_entries(.value -= ($forwarded["forwarded_\(.key)"] // 0)) | with_entries(select(.value > 0));
def seen: {ack_timer: timed, ip4: on(".ip4"), ip6: on(".ip6"), vlan: on(".vlan"),
  src_mac: on(".mac"), reopened: [.frames | map(select(.tcp)) | group_by(.tcp)[] | select(reopened)] | length}
  | with_entries(select(.value > 0));
[inputs | {seed, wrong: wrong, figures: figures, reasons: (of_wire + forwarded + seen)}]
| (.[] | "\(.seed) \(.wrong | tojson) \(.figures | tojson)"),
  "sum \(map(.figures) | transpose | map(add) | map(tostring) | join(" "))",
  (map(.reasons | to_entries[]) | group_by(.key)[] | "reason \(.[0].key) \(map(.value) | add)")
JQ

# The reports of seeds $first .. $seed-1.
read_reports() {
  for n in $(seq "$first" $((seed - 1))); do echo "$work/report$n.json"; done | xargs jq -nr -f "$work/read.jq" >"$work/lines"
  while read -r one wrong figures; do
    case $one in
      sum | reason) echo "$one $wrong $figures" >>"$work/sums" ;;
      *)
        settings_of "$one"
        echo "seed $one, $settings: $figures"
        if [ "$wrong" != '"-"' ]; then
          echo "$wrong"
          fail "$one" 50
        fi
        ;;
    esac
  done <"$work/lines"
  rm "$work"/report*.json "$work"/seed*.jsonl
}

first=$seed
end=$((seed + runs))
: >"$work/sums"
while [ "$seed" -lt "$end" ]; do
  options_of "$seed"
  # Words of what and options are split on purpose.
  # shellcheck disable=SC2086
  "$build/toe_random_trees" "$seed" "$operations" receive $what >"$work/seed$seed.jsonl"
  if stays "$seed"; then sed -i '$d' "$work/seed$seed.jsonl"; fi
  code=0
  # shellcheck disable=SC2086
  "$build/toesim" run "$work/seed$seed.jsonl" $options -q --report "$work/report$seed.json" >"$work/out" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    tail -n 40 "$work/out"
    fail "$seed" "$code"
  fi
  seed=$((seed + 1))
  if [ $((seed - first)) -eq "$share" ] || [ "$seed" -eq "$end" ]; then
    read_reports
    first=$seed
  fi
done

# In all: bytes of streams first, then the figures as of one run; what became of segments.
awk -v runs="$runs" -v cover="$COVER" -v is_forwarding="$([ "$what" = forward ] && echo 1)" '
  $1 == "sum" { for (i = 2; i <= NF; ++i) sum[i] += $i; n = NF }
  $1 == "reason" { reason[$2] += $3 }
  END {
    printf "in all:"
    for (i = 2; i <= n; ++i) printf " %d", sum[i]
    printf "\nframes:"
    for (name in reason) printf " %s=%d", name, reason[name]
    print ""
    # All there are but NO_CONTEXT: no bit of a context is turned over here.  And what was seen besides.
    split("ACCEPTED OVERSIZE RUNT IP_VERSION IP_HEADER IP_LENGTH IP_CHECKSUM TCP_LENGTH TCP_CHECKSUM FILTERED OUT_OF_WINDOW DUPLICATE NO_ACK AFTER_FIN OUT_OF_ORDER NO_ROOM NO_HOST_BUFFER RST NOT_IP IP_OPTIONS FRAGMENT NOT_TCP GROUP NOT_OFFLOADED HOST_PATH SYN RST_IN_WINDOW URGENT ack_timer reopened ip4 ip6 vlan src_mac forwarded_ACCEPTED forwarded_DUPLICATE forwarded_OUT_OF_ORDER forwarded_OUT_OF_WINDOW forwarded_AFTER_FIN forwarded_RST forwarded_URGENT forwarded_long", must, " ")
    for (i in must) if (!(must[i] in reason) && runs >= cover && (is_forwarding || must[i] !~ /^forwarded/)) { print "never came up: " must[i]; code = 1 }
    print sum[2] " bytes of streams, each once and in order"
    exit code || sum[2] == 0
  }' "$work/sums"
