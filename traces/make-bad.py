#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make bad/ and bad/EXPECT.tsv: make-bad.py [DIRECTORY].

EXPECT.tsv: file, the command that must refuse it with exit code 3, and what the message has to say.
"""
import gzip
import json
import os
import struct
import sys

NEIGHBOR = '{"neighbor":"N1","dst_mac":"02:00:00:00:00:01"'
PATH = '{"path":"P1","src_ip":"10.0.0.1","dst_ip":"10.0.1.1"'
TCP = '{"tcp":"T1","local_port":1024,"remote_port":80'
GOOD = '{"op":"initiate","at_ns":0,"id":"r1","tree":[' + NEIGHBOR + "}]}"


def tree(inside):
    return '{"op":"initiate","tree":[' + inside + "]}"


def setting(key, value):
    return GOOD + '\n{"op":"set","key":"%s","value":%s}\n' % (key, json.dumps(value))


def block(kind, body, order="<"):
    body += b"\0" * (-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


SECTION = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(link, options=b"\x09\0\x01\0\x09\0\0\0\0\0\0\0"):
    return block(1, struct.pack("<HHI", link, 0, 0) + options)


def packet(data, at=0, number=0, captured=None, original=None):
    captured = len(data) if captured is None else captured
    original = len(data) if original is None else original
    return block(6, struct.pack("<IIIII", number, at >> 32, at & 0xFFFFFFFF, captured, original) + data)


def record(text, kind=0, version=1, flags=0, length=None, magic=b"TOE1"):
    text = text.encode()
    return magic + struct.pack("<BBHI", version, kind, flags, len(text) if length is None else length) + text


HEAD = SECTION + interface(147) + interface(1)
PCAP = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)

# name: (content, command, what the message says)
FILES = {
    # scenarios
    "not-json.jsonl": (GOOD + '\n{"op":"initiate","tree":[\n', "run", ":2: bad JSON"),
    "two-values.jsonl": (GOOD + GOOD + "\n", "run", ":1: bad JSON"),
    "not-an-object.jsonl": ("[1,2]\n", "pack", ":1: the operation is not a JSON object"),
    "no-op.jsonl": ('# a story\n\n{"at_ns":0}\n', "pack", ':3: the operation has no "op"'),
    "unknown-op.jsonl": ('{"op":"fly"}\n', "run", ':1: unknown operation "fly"'),
    "unknown-member.jsonl": (tree(NEIGHBOR + ',"colour":"red"}') + "\n", "pack", 'neighbor N1: unknown member "colour"'),
    "member-twice.jsonl": ('{"op":"pause","op":"resume"}\n', "pack", ":1: bad JSON"),
    "time-goes-back.jsonl": ('{"op":"set","at_ns":10,"key":"tcp.entries","value":1}\n{"op":"set","at_ns":9,"key":"tcp.entries","value":2}\n',
                             "run", ':2: "at_ns" 9 is before'),
    "too-long-in-time.jsonl": ('{"op":"set","at_ns":1,"key":"tcp.entries","value":1}\n'
                               '{"op":"set","at_ns":18403200000000002,"key":"tcp.entries","value":1}\n', "run", ":2: more than 213 days"),
    "tree-empty.jsonl": (tree("") + "\n", "pack", ':1: "tree" is not a list of one block at least'),
    "name-twice.jsonl": (tree(NEIGHBOR + ',"paths":[' + PATH + '},{"path":"P2","src_ip":"10.0.0.1","dst_ip":"10.0.2.1","tcp":['
                              '{"tcp":"P1","local_port":1,"remote_port":2}]}]}') + "\n", "run", "tcp P1: this name is twice in the tree"),
    "neighbor-twice.jsonl": (tree(NEIGHBOR + "}," + NEIGHBOR + "}") + "\n", "run", "neighbor N1: this name is twice in the tree"),
    "tcp-under-neighbor.jsonl": (tree(NEIGHBOR + ',"paths":[' + TCP + "}]}") + "\n", "run",
                                 "a tcp where a path belongs, under a neighbor"),
    "tcp-list-under-neighbor.jsonl": (tree(NEIGHBOR + ',"tcp":[' + TCP + "}]}") + "\n", "pack", 'neighbor N1: "tcp" under a neighbor'),
    "path-under-path.jsonl": (tree(NEIGHBOR + ',"paths":[' + PATH + ',"paths":[{"path":"P2"}]}]}') + "\n", "pack",
                              'path P1: "paths" under a path'),
    "neighbor-under-neighbor.jsonl": (tree(NEIGHBOR + ',"paths":[{"neighbor":"N2"}]}') + "\n", "pack",
                                      "a neighbor where a path belongs, under a neighbor"),
    "roots-of-two-layers.jsonl": (tree(NEIGHBOR + "}," + PATH + "}") + "\n", "pack", "a path where a neighbor belongs, beside the first root"),
    "two-layers-at-once.jsonl": (tree('{"neighbor":"N1","path":"P1"}') + "\n", "pack", "a block is a neighbor and a path at once"),
    "deep.jsonl": ("[" * 5000 + "\n", "run", ":1: bad JSON"),
    "vlan-out-of-range.jsonl": (tree(NEIGHBOR + ',"vlan":4096}') + "\n", "pack", '"vlan" is 4096, not in 0..4095'),
    "port-zero.jsonl": (tree(TCP.replace("1024", "0") + "}") + "\n", "pack", '"local_port" is 0, not in 1..65535'),
    "port-is-text.jsonl": (tree(TCP.replace("1024", '"1024"') + "}") + "\n", "pack", '"local_port" is not a whole number'),
    "mtu-too-small.jsonl": (tree(PATH + ',"mtu":67}') + "\n", "pack", '"mtu" is 67, not in 68..65536'),
    "bad-mac.jsonl": (tree('{"neighbor":"N1","dst_mac":"02:00:00:00:00:0g"}') + "\n", "pack", '"dst_mac" is not like'),
    "bad-ip.jsonl": (tree('{"path":"P1","src_ip":"10.0.0.256","dst_ip":"10.0.0.1"}') + "\n", "pack", '"src_ip" is no IPv4 or IPv6 address'),
    "two-families.jsonl": (tree('{"path":"P1","src_ip":"10.0.0.1","dst_ip":"fd00::1"}') + "\n", "pack", "addresses are of two families"),
    "unknown-state.jsonl": (tree(TCP + ',"state":"OPEN"}') + "\n", "pack", 'unknown TCP state "OPEN"'),
    "unknown-fault.jsonl": (tree(TCP + ',"fault":"fire"}') + "\n", "pack", 'unknown fault "fire"'),
    "fault-none.jsonl": (tree(TCP + ',"fault":"none"}') + "\n", "run",
                         'unknown fault "none"; there are internal, host-memory, rejected, copy-memory'),
    "fault-of-another-layer.jsonl": (GOOD + "\n" + tree(NEIGHBOR.replace("N1", "N2") + ',"fault":"copy-memory"}') + "\n", "run",
                                     ':2: N2: fault "copy-memory" is of a TCP connection'),
    "set-unknown-key.jsonl": (setting("tcp.entry", 8), "run", ":2: set: tcp.entry is no configuration key"),
    "set-not-at-run.jsonl": (setting("pcie.mps", 256), "run", ":2: set: pcie.mps cannot be set while the device runs"),
    "set-page-bytes.jsonl": (setting("rcv_buffer.page_bytes", 4096), "run", ":2: set: rcv_buffer.page_bytes cannot be set while the device runs"),
    "set-above-built.jsonl": (setting("src_mac.entries", 65), "run", ":2: set: src_mac.entries cannot be \"65\"; it takes 0..64 values"),
    "set-no-number.jsonl": (setting("buffered_copy.bytes", "many"), "run", ":2: set: buffered_copy.bytes cannot be \"many\"; it takes 0..16777216 bytes"),
    "set-empty.jsonl": (setting("vlan.entries", ""), "run", ":2: set: vlan.entries cannot be \"\"; it takes 0..128 values"),
    "set-unknown-word.jsonl": (setting("admission.duplicates", "ignore"), "run", ":2: set: admission.duplicates cannot be \"ignore\"; it takes reject|fail"),
    "set-unknown-state.jsonl": (setting("admission.reject_states", "LISTEN"), "run", ":2: set: admission.reject_states cannot be"),
    "set-ports-backwards.jsonl": (setting("admission.reject_local_ports", "90-80"), "run", ":2: set: admission.reject_local_ports cannot be"),
    "set-vlan-without-sign.jsonl": (setting("vlan.interface_ids", "10"), "run", ":2: set: vlan.interface_ids cannot be \"10\"; it takes +ID or -ID with ID 1..4094, or 0"),
    "set-vlan-out-of-range.jsonl": (setting("vlan.interface_ids", "+4095"), "run", ":2: set: vlan.interface_ids cannot be"),
    "flip-of-a-stranger.jsonl": (GOOD + '\n{"op":"flip","object":"N2","row":0,"bits":[3]}\n', "run", ":2: flip: N2 has never been mentioned"),
    "flip-row-of-another-layer.jsonl": (GOOD + '\n{"op":"flip","object":"N1","row":2,"bits":[3]}\n', "run", ":2: flip: N1 has rows 0..1, not 2"),
    "flip-of-what-is-denied.jsonl": (tree(NEIGHBOR + ',"fault":"internal"}') + '\n{"op":"flip","object":"N1","row":0,"bits":[3]}\n', "run",
                                     ":2: flip: N1 is not offloaded"),
    "flip-without-row.jsonl": ('{"op":"flip","object":"N1","bits":[3]}\n', "pack", 'flip has no "row"'),
    "flip-row-out-of-range.jsonl": ('{"op":"flip","object":"N1","row":4,"bits":[3]}\n', "pack", '"row" is 4, not in 0..3'),
    "flip-bit-out-of-range.jsonl": ('{"op":"flip","object":"N1","row":0,"bits":[3,576]}\n', "run", "flip: bit 576 is not in 0..575"),
    "flip-bit-twice.jsonl": ('{"op":"flip","object":"N1","row":0,"bits":[3,70,3]}\n', "pack", '"bits" has 3 twice'),
    "flip-without-bits.jsonl": ('{"op":"flip","object":"N1","row":0,"bits":[]}\n', "pack", '"bits" is not a list of numbers'),
    "first-mention-without-state.jsonl": (tree(NEIGHBOR + ',"paths":[{"path":"P1x"}]}') + "\n", "run", ":1: P1x: the first mention of a path needs src_ip and dst_ip"),
    "unknown-status.jsonl": (GOOD[:-1] + ',"expect":{"N1":"NDIS_STATUS_OFFLOAD_FOO"}}\n', "run", 'unknown status "NDIS_STATUS_OFFLOAD_FOO"'),
    "expects-a-stranger.jsonl": (GOOD[:-1] + ',"expect":{"N2":"NDIS_STATUS_SUCCESS"}}\n', "run", "names N2, which is not in the tree"),
    "later-version.jsonl": ('{"op":"send","tcp":"T1","bytes":1}\n', "run", "send: not supported in this version"),
    "terminate-unknown-reason.jsonl": (GOOD + '\n{"op":"terminate","objects":["N1"],"reason":"boredom"}\n', "run",
                                       ':2: terminate: unknown reason "boredom"'),
    "terminate-of-nothing.jsonl": (GOOD + '\n{"op":"terminate","objects":[]}\n', "pack", ':2: terminate: "objects" is not a list of names'),
    "terminate-twice-in-a-list.jsonl": (GOOD + '\n{"op":"terminate","raw":true,"objects":["N1","N1"]}\n', "pack", '"objects" has N1 twice'),
    "terminate-of-a-stranger.jsonl": (GOOD + '\n{"op":"terminate","objects":["N1","N2"]}\n', "run", ":2: terminate: N2 has never been offloaded"),
    "terminate-expects-beside-the-list.jsonl": (GOOD + '\n{"op":"terminate","raw":true,"objects":["N1"],"expect":{"P1":"NDIS_STATUS_SUCCESS"}}\n',
                                                "pack", ':2: "expect" names P1, which is not in "objects"'),
    "upload-unknown-reason.jsonl": (GOOD + '\n{"op":"upload_request","tcp":"T1","reason":"low-traffic"}\n', "run",
                                    ':2: upload_request: unknown reason "low-traffic"'),
    "upload-without-reason.jsonl": ('{"op":"upload_request","tcp":"T1"}\n', "pack", 'upload_request has no "reason"'),
    "upload-of-a-stranger.jsonl": (GOOD + '\n{"op":"upload_request","tcp":"T9","reason":"SmallIO"}\n', "run",
                                   ":2: upload_request: T9 has never been mentioned"),
    "link-without-up.jsonl": ('{"op":"link"}\n', "run", 'link has no "up"'),
    "link-is-text.jsonl": ('{"op":"link","up":"down"}\n', "pack", '"up" is neither true nor false'),
    "late-pause.jsonl": ('{"op":"pause","late":true}\n', "pack", 'unknown member "late"'),
    "held-for-ever.jsonl": (GOOD + '\n{"op":"pause"}\n' + GOOD.replace("N1", "N2").replace("r1", "r2") + "\n", "run",
                            "held-for-ever.jsonl:2: pause: the trace ends without a resume, and 1 operation is held back"),
    "held-on-its-way.jsonl": ('{"op":"pause"}\n' + GOOD[:-1] + ',"late":true}\n', "run",
                              "held-on-its-way.jsonl:1: pause: the trace ends without a resume, and 1 operation is held back"),
    "comment-not-utf8.jsonl": (b"# caf\xe9\n" + GOOD.encode() + b"\n", "pack", ":1: a comment line is not UTF-8 text"),
    "name-not-utf8.jsonl": (GOOD.encode().replace(b"N1", b"N\xff") + b"\n", "run", ":1: bad JSON"),
    "empty-trace.jsonl": (b"", "run", "empty-trace.jsonl: byte 0: the file is empty"),
    # pcapng traces
    "empty.pcapng": (b"", "unpack", "empty.pcapng: byte 0: the file is empty"),
    "empty-content.pcapng.gz": (gzip.compress(b"", 9, mtime=0), "run", "byte 0: the file is empty"),
    "cut-magic.pcapng": (SECTION[:3], "run", "byte 0: not pcapng (wrong magic number), though it is called so"),
    "text-is-no-pcapng.pcapng": (GOOD + "\n", "info", "byte 0: not pcapng (wrong magic number), though it is called so"),
    "wrong-magic.pcapng": (b"\x0a\x0d\x0d\x0b" + HEAD[4:], "run", "byte 0: neither pcapng (wrong magic number) nor scenario text"),
    "wrong-byte-order-magic.pcapng": (HEAD[:8] + b"\xde\xad\xbe\xef" + HEAD[12:], "run", "byte 0: the section's byte-order magic is wrong"),
    "truncated-header.pcapng": (HEAD[:20], "run", "record 1, byte 0: the file ends within a block"),
    "truncated-record.pcapng": ((HEAD + packet(record(GOOD)))[:-30], "run", "record 1, byte 92: the file ends within a block"),
    "huge-length.pcapng": (HEAD + struct.pack("<II", 6, 0xFFFFFFF0) + b"\0" * 24, "run", "byte 92: a block is longer than 16 MiB"),
    "long-length.pcapng": (HEAD + struct.pack("<II", 6, 0x00FFFFF0) + b"\0" * 24, "run", "byte 92: the file ends within a block"),
    "tiny-length.pcapng": (HEAD + struct.pack("<III", 6, 8, 8), "run", "byte 92: a block's length is not a multiple of 4, 12 at least"),
    "lengths-differ.pcapng": (HEAD + packet(record(GOOD))[:-4] + b"\x10\0\0\0", "run", "byte 92: the two lengths of a block differ"),
    "packet-longer-than-block.pcapng": (HEAD + packet(record(GOOD), captured=70000), "run", "a packet is longer than its block"),
    "no-such-interface.pcapng": (HEAD + packet(record(GOOD), number=2), "run", "an interface that was not described"),
    "option-too-long.pcapng": (SECTION + interface(147, b"\x09\0\xff\xff\x09\0\0\0"), "run", "byte 28: an option is longer than its block"),
    "time-too-fine.pcapng": (SECTION + interface(147, b"\x09\0\x01\0\x7f\0\0\0\0\0\0\0"), "run", "time resolution is finer than can be read"),
    "unknown-link-type.pcapng": (SECTION + interface(113) + packet(b"\0" * 16), "run", "link type is neither USER0 (host) nor Ethernet"),
    "record-wrong-magic.pcapng": (HEAD + packet(record(GOOD, magic=b"TOE2")), "run", "its magic is not TOE1"),
    "record-later-version.pcapng": (HEAD + packet(record(GOOD, version=2)), "run", "record 1, byte 92: this version of host records is not supported"),
    "record-wrong-length.pcapng": (HEAD + packet(record(GOOD, length=7)), "run", "the length in a host record's header is not that of its text"),
    "record-cut.pcapng": (HEAD + packet(record(GOOD)[:40], original=len(record(GOOD))), "run", "a host record was cut short"),
    "record-wrong-kind.pcapng": (HEAD + packet(record(GOOD, kind=1)), "run", "the record's kind 1 is not that of its text, initiate"),
    "record-wrong-time.pcapng": (HEAD + packet(record(GOOD)) + packet(record('{"op":"pause","at_ns":500}', kind=15), at=600), "run",
                                 'record 2, byte 232: the record\'s time does not go with its "at_ns" 500'),
    "record-time-goes-back.pcapng": (HEAD + packet(record(GOOD), at=5) + packet(record('{"op":"pause"}', kind=15), at=4), "run",
                                     "record 2, byte 232: its time is before that of the operation before"),
    "record-not-continued.pcapng": (HEAD + packet(record(GOOD[:20], flags=1)), "run", "the text of a host record is not continued"),
    "record-bad-json.pcapng": (HEAD + packet(record('{"op":')), "run", "record 1, byte 92: bad JSON"),
    "cut.pcapng.gz": (gzip.compress(HEAD + packet(record(GOOD)) * 40, 9, mtime=0)[:-60], "run", "gzip data is cut off"),
    "damaged.pcapng.gz": (gzip.compress(HEAD + packet(record(GOOD)), 9, mtime=0)[:-8] + b"\0" * 8, "run", "gzip data is"),
    "pcap-is-no-trace.pcap": (PCAP, "run", "a pcap capture, not a trace"),
    "pcapng-is-no-text.pcapng": (HEAD, "pack", "a pcapng file, not scenario text"),
    # captures
    "capture-wrong-magic.pcap": (b"\xa1\xb2\xc3\xd5" + PCAP[4:], "import", "byte 0: neither pcap nor pcapng: unknown magic number"),
    "capture-empty.pcap": (b"", "import", "neither pcap nor pcapng"),
    "capture-header-cut.pcap": (PCAP[:20], "import", "the file ends within a block"),
    "capture-packet-cut.pcap": (PCAP + struct.pack("<IIII", 1, 0, 60, 60) + b"\0" * 20, "import", "record 1, byte 24: the file ends within a block"),
    "capture-packet-header-cut.pcap": (PCAP + b"\0" * 10, "import", "record 1, byte 24: the file ends within a packet header"),
    "capture-huge-length.pcap": (PCAP + struct.pack("<IIII", 1, 0, 0xFFFFFFFF, 60), "import", "record 1, byte 24: a packet is longer than 16 MiB"),
    "capture-bad-fraction.pcap": (PCAP + struct.pack("<IIII", 1, 1000000000, 0, 0), "import", "fraction of a second is one second or more"),
    "capture-not-ethernet.pcap": (PCAP[:20] + struct.pack("<I", 113) + struct.pack("<IIII", 1, 0, 4, 4) + b"\0" * 4, "import",
                                  "no TCP connection over Ethernet in 1 record"),
    "capture-no-tcp.pcap": (PCAP + struct.pack("<IIII", 1, 0, 14, 60) + b"\2" * 12 + b"\x08\x06", "import", "no TCP connection over Ethernet in 1 record"),
}


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "bad")
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "EXPECT.tsv"), "w", encoding="ascii") as table:
        table.write("# file\tcommand\twhat the message says (exit code 3); made by ../make-bad.py\n")
        for name, (content, command, message) in FILES.items():
            with open(os.path.join(directory, name), "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode("ascii"))
            table.write("%s\t%s\t%s\n" % (name, command, message))


if __name__ == "__main__":
    main()
