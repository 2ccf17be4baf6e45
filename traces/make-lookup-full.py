#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# make-lookup-full.py - prints exhaustion/lookup-full.jsonl: connections whose keys all hash to the same two rows.
#
# CRC32C is linear, so ports that give a wanted hash come from solving 32 equations over single bits.  The key is that
# of docs/microarchitecture.md 6: VLAN, family, addresses, ports.
import json
import struct

ROW_A, ROW_B = 0x123, 0x456  # h[11:0] and h[27:16]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def hash_of(ports):
    key = struct.pack("<HBB", 0, 4, 0) + bytes([10, 0, 0, 1]) + bytes(12) + bytes([10, 0, 1, 1]) + bytes(12)
    return crc32c(key + struct.pack("<I", ports))


def basis_of():
    """Highest bit of a hash difference -> (difference, ports that make it)."""
    basis = {}
    for bit in range(32):
        value, ports = hash_of(1 << bit) ^ hash_of(0), 1 << bit
        while value and value.bit_length() in basis:
            other, other_ports = basis[value.bit_length()]
            value, ports = value ^ other, ports ^ other_ports
        if value:
            basis[value.bit_length()] = (value, ports)
    return basis


def ports_of(basis, wanted):
    value, ports = wanted ^ hash_of(0), 0
    while value:
        difference, toggles = basis[value.bit_length()]
        value, ports = value ^ difference, ports ^ toggles
    assert hash_of(ports) == wanted
    return {"local_port": ports & 0xFFFF, "remote_port": ports >> 16}


def main():
    assert crc32c(b"123456789") == 0xE3069283
    basis = basis_of()
    rest = range(256)  # the 8 bits of the hash that choose no row
    all_ports = [ports_of(basis, ROW_A | ROW_B << 16 | (i & 15) << 12 | (i >> 4) << 28) for i in rest]
    ports = [p for p in all_ports if p["local_port"] and p["remote_port"]][:42]
    names = ("SUCCESS", "OFFLOAD_TCP_ENTRIES", "OFFLOAD_CONNECTION_REJECTED", "FAILURE", "OFFLOAD_TCP_XMIT_BUFFER")
    good, full, twice, failed, no_page = ("NDIS_STATUS_" + s for s in names)
    first = [{"tcp": f"T{i}", **p} for i, p in enumerate(ports)]
    again = [{"tcp": f"D{i}", **ports[i]} for i in (0, 8, 39, 41)]
    tree = [{"neighbor": "N1", "dst_mac": "02:00:00:00:00:01", "paths": [
        {"path": "P1", "src_ip": "10.0.0.1", "dst_ip": "10.0.1.1", "tcp": first}]}]
    expect = {"N1": good, "P1": "NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS"}
    expect.update({f"T{i}": good if i < 40 else full for i in range(42)})
    print("# The lookup has no room: 42 connections of one path whose keys all hash to row 0x123 of table A and 0x456 of table B.")
    print("# 4 + 4 slots and the 32 entries of the overflow CAM take 40; T40 and T41 find no slot, though thousands of TCP entries")
    print("# are free: OFFLOAD_TCP_ENTRIES [R26].  A connection that lacks a resource does not end the walk [R6].")
    print("# Ports from ../make-lookup-full.py.")
    print(json.dumps({"op": "initiate", "at_ns": 0, "id": "r1", "tree": tree, "expect": expect}, separators=(",", ":")))
    print("# The same addresses and ports again are found in the tables (D0), in table B or the CAM (D8) and in the CAM (D39): CONNECTION_REJECTED [R40] (D-4).")
    print("# Those of T41 were never taken, so they are not found, and there still is no slot.  A linker none of whose dependents got in: FAILURE [R92].")
    print(json.dumps({"op": "initiate", "at_ns": 100000, "id": "r2", "tree": [{"path": "P1", "tcp": again}],
                      "expect": {"P1": failed, "D0": twice, "D8": twice, "D39": twice, "D41": full}}, separators=(",", ":")))
    other = {"local_port": 1, "remote_port": 1}
    assert hash_of(1 | 1 << 16) & 0xFFF != ROW_A
    print("# A place in the lookup is looked for before a transmit buffer: without any, T41 lacks the former, T42 of another row the latter [R33].")
    print(json.dumps({"op": "set", "at_ns": 120000, "key": "xmit_buffer.pages", "value": 0}, separators=(",", ":")))
    print(json.dumps({"op": "initiate", "at_ns": 140000, "id": "r3", "tree": [{"path": "P1", "tcp": [{"tcp": "T41"}, {"tcp": "T42", **other}]}],
                      "expect": {"P1": failed, "T41": full, "T42": no_page}}, separators=(",", ":")))


main()
