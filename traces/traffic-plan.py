#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who connects to whom and when, for traffic.py: traffic-plan.py ramp|full host|peer > PLAN

Addresses are those that make-captures.sh gives out.  Drawn with a fixed seed.
"""
import json
import random
import sys

# (the host's address, a peer's addresses): four peers on the wire, the last also a router to 10.9.0.0/16
PLACES = [
    ("10.1.0.1", ["10.1.0.11", "10.1.0.12", "10.1.0.13"]),           # peer 1, no VLAN
    ("fd00:1::1", ["fd00:1::11", "fd00:1::12"]),                     # peer 1, no VLAN
    ("10.10.0.1", ["10.10.0.21", "10.10.0.22"]),                     # peer 2, VLAN 10
    ("fd00:10::1", ["fd00:10::21", "fd00:10::22"]),                  # peer 2, VLAN 10
    ("10.20.0.1", ["10.20.0.31", "10.20.0.32", "10.20.0.33"]),       # peer 3, VLAN 20
    ("fd00:20::1", ["fd00:20::31"]),                                 # peer 3, VLAN 20
    ("10.1.0.1", ["10.9.%d.1" % i for i in range(1, 9)]),            # through peer 4, no VLAN
    ("10.20.0.1", ["10.20.0.41", "10.20.0.42"]),                     # peer 4, VLAN 20
    ("10.1.0.2", ["10.1.0.11", "10.9.1.1"]),                         # the host's second address
]
PORTS = [80, 443, 5001]


def ramp(rng, who):
    """430 connections of the host over 9 s, some 350 together at the peak; 40 more that peers open."""
    made = []
    count, per_ms, ends = (430, 20.0, ["fin", "fin", "peer", "rst"]) if who == "host" else (40, 200.0, ["fin"])
    for i in range(count):
        at = int(i * per_ms + rng.uniform(0, per_ms)) if i >= 8 or who == "peer" else -1
        source, targets = PLACES[rng.randrange(len(PLACES))]
        plan = {"at_ms": at, "to": rng.choice(targets), "from": source, "port": rng.choice(PORTS), "requests": []}
        if who == "peer":
            plan.update({"to": rng.choice(["10.1.0.1", "fd00:1::1", "10.1.0.2"]), "from": None, "port": 8080})
        first = max(at, 0)
        is_short = rng.random() < 0.22
        for _ in range(rng.randrange(1, 4)):
            moment = first + int(rng.uniform(5, 700 if is_short else 9800 - first if first < 9000 else 800))
            plan["requests"].append([moment, rng.choice([40, 200, 900]), rng.choice([100, 400, 1400, 5000])])
        plan["requests"].sort()
        if is_short:
            plan.update({"end_ms": first + 800 + int(rng.uniform(0, 2500)), "end": rng.choice(ends)})
        elif rng.random() < 0.4:
            plan.update({"end_ms": 10000 + int(rng.uniform(0, 900)), "end": rng.choice(ends)})
        made.append(plan)
    return made


def full(rng, who):
    """26 connections in a second, with their bytes; peers open none."""
    made = []
    for i in range(26 if who == "host" else 0):
        at = i * 30
        source, targets = PLACES[i % len(PLACES)]
        plan = {"at_ms": at, "to": rng.choice(targets), "from": source, "port": rng.choice(PORTS), "requests": []}
        for k in range(rng.randrange(2, 5)):
            plan["requests"].append([at + 10 + 60 * k, rng.choice([60, 300, 2000]), rng.choice([500, 3000, 20000])])
        if i % 3 != 2:
            plan.update({"end_ms": at + 400, "end": ["fin", "peer", "rst"][i % 7 % 3]})
        made.append(plan)
    return made


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("ramp", "full") or sys.argv[2] not in ("host", "peer"):
        sys.exit(__doc__)
    rng = random.Random(sys.argv[1] + sys.argv[2])
    make = ramp if sys.argv[1] == "ramp" else full
    json.dump({"connections": make(rng, sys.argv[2])}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
