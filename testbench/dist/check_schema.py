#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_schema.py TOESIM: docs/scenario.schema.json allows and refuses what the reader does.

Shipped scenarios are allowed by both; of the lines below, and of each shipped line with one thing changed, both say the same.
What a schema cannot say (names twice, times that go back, expectations of strangers) is left out.
"""
import copy
import glob
import json
import os
import subprocess
import sys
import tempfile

import jsonschema

LINES = """
{"op":"pause"}
{"op":"pause","x":1}
{"op":"fly"}
{"op":"pause","at_ns":-1}
{"op":"pause","id":""}
{"op":"pause","expect":{"x":[]}}
{"op":"pause","expect":{"x":1}}
{"op":"terminate","objects":["T"],"raw":true,"expect":{"T":"NDIS_STATUS_FAILURE"}}
{"op":"terminate","objects":[]}
{"op":"terminate","objects":["T"],"raw":1}
{"op":"terminate","objects":["T"],"forget":true}
{"op":"terminate","objects":["T"],"forget":1}
{"op":"pause","forget":true}
{"op":"terminate","objects":["T"],"reason":"priority"}
{"op":"terminate","objects":["T"],"reason":"target-request"}
{"op":"terminate","objects":["T"],"reason":"low-traffic"}
{"op":"terminate","objects":["T"],"reason":"media-lost"}
{"op":"terminate","objects":["T"],"reason":"net-event-pause"}
{"op":"terminate","objects":["T"],"reason":"Priority"}
{"op":"terminate","objects":["T"],"reason":""}
{"op":"terminate","objects":["T"],"reason":null}
{"op":"terminate","objects":["T"],"late":true}
{"op":"terminate","objects":["T","T"]}
{"op":"terminate","objects":["T"],"expect":{"T":"x"}}
{"op":"set","key":"tcp.entries","value":1}
{"op":"set","key":"Tcp","value":1}
{"op":"set","key":"tcp.entries","value":-1}
{"op":"set","key":"tcp.entries","value":""}
{"op":"set","key":"tcp.entries","value":true}
{"op":"expect"}
{"op":"expect","expect":{"T":"NDIS_STATUS_SUCCESS"}}
{"op":"post_receive","tcp":"T","bytes":0}
{"op":"post_receive","tcp":"T"}
{"op":"post_receive","tcp":"T","bytes":400,"filled":400,"push":true,"expect":{"status":"NDIS_STATUS_UPLOAD_IN_PROGRESS","bytes":400}}
{"op":"post_receive","tcp":"T","bytes":400,"filled":-1}
{"op":"post_receive","tcp":"T","bytes":16777217}
{"op":"post_receive","tcp":"T","bytes":1,"expect":{"status":"NDIS_STATUS_FAILURE"}}
{"op":"post_receive","tcp":"T","bytes":1,"expect":{"delivered":1}}
{"op":"post_receive","tcp":"T","bytes":1,"expect":{"bytes":"1"}}
{"op":"receive_policy","tcp":"T"}
{"op":"receive_policy","tcp":"T","accept":[0,16777216,"all"],"hold":true}
{"op":"receive_policy","tcp":"T","accept":[]}
{"op":"receive_policy","tcp":"T","accept":["some"]}
{"op":"receive_policy","tcp":"T","accept":[-1]}
{"op":"receive_policy","tcp":"T","hold":1}
{"op":"receive_policy","accept":[1]}
{"op":"expect","tcp":"T","expect":{"completed":1,"delivered":0,"indicated":4294967295,"refused":0,"rcv_nxt":5000}}
{"op":"expect","tcp":"T","expect":{"T":"NDIS_STATUS_SUCCESS"}}
{"op":"expect","tcp":"T","expect":{"delivered":-1}}
{"op":"expect","expect":{"delivered":1}}
{"op":"expect","tcp":"T"}
{"op":"segment","tcp":"T","flags":"PA","seq":1,"ack":2,"window":3,"bytes":4}
{"op":"segment","tcp":"T","flags":"PAP"}
{"op":"segment","tcp":"T","flags":"X"}
{"op":"segment","frame_hex":"0a"}
{"op":"segment","frame_hex":"0a","tcp":"T"}
{"op":"segment","frame_hex":"0a","seq":1}
{"op":"segment","frame_hex":"0"}
{"op":"segment"}
{"op":"segment","tcp":"T","bad_checksum":true}
{"op":"segment","tcp":"T","bad_checksum":1}
{"op":"segment","frame_hex":"0a","bad_checksum":true}
{"op":"segment","tcp":"T","bytes":100,"ip_options":true,"fragments":3,"fragment_order":[2,0,0]}
{"op":"segment","tcp":"T","bytes":100,"fragments":1}
{"op":"segment","tcp":"T","bytes":100,"fragments":65}
{"op":"segment","tcp":"T","bytes":100,"fragment_order":[0]}
{"op":"segment","tcp":"T","bytes":100,"fragments":3,"fragment_order":[]}
{"op":"segment","frame_hex":"0a","fragments":2}
{"op":"forward","tcp":"T","fragments":2}
{"op":"forward","tcp":"T","ip_options":true}
{"op":"forward","tcp":"T","flags":"AF","bytes":10}
{"op":"forward","frame_hex":"0a"}
{"op":"expect","tcp":"T","expect":{"forwarded":1,"forward_failed":0}}
{"op":"expect","tcp":"T","expect":{"acks":1,"window":65535}}
{"op":"forward","tcp":"T","bad_checksum":true}
{"op":"forward","tcp":"T","window":65536}
{"op":"send","tcp":"T","bytes":0}
{"op":"send","tcp":"T","bytes":1}
{"op":"disconnect","tcp":"T","abortive":1}
{"op":"disconnect","tcp":"T"}
{"op":"query","objects":["T"]}
{"op":"update","objects":["T"],"values":{"mtu":1},"neighbor":"N"}
{"op":"update","objects":["T"],"values":{"mtu":[1]}}
{"op":"invalidate","objects":["T"]}
{"op":"upload_request","tcp":"T","reason":"SmallIO"}
{"op":"upload_request","tcp":"T","reason":"x"}
{"op":"upload_request","tcp":"T","reason":"HardwareFailure"}
{"op":"upload_request","tcp":"T","reason":1}
{"op":"upload_request","tcp":["T"],"reason":"SmallIO"}
{"op":"upload_request","reason":"SmallIO"}
{"op":"upload_request","tcp":"T"}
{"op":"upload_all"}
{"op":"upload_all","objects":["T"]}
{"op":"link","up":true}
{"op":"link","up":"false"}
{"op":"link"}
{"op":"resume"}
{"op":"reset"}
{"op":"flip","object":"P1","row":0,"bits":[3,70]}
{"op":"flip","object":"P1","row":3,"bits":[0,575],"at_ns":5,"id":"f"}
{"op":"flip","object":"P1","row":4,"bits":[0]}
{"op":"flip","object":"P1","row":-1,"bits":[0]}
{"op":"flip","object":"P1","row":0,"bits":[576]}
{"op":"flip","object":"P1","row":0,"bits":[-1]}
{"op":"flip","object":"P1","row":0,"bits":[3,3]}
{"op":"flip","object":"P1","row":0,"bits":[]}
{"op":"flip","object":"P1","row":0,"bits":["3"]}
{"op":"flip","object":"P1","row":0,"bits":3}
{"op":"flip","object":"","row":0,"bits":[3]}
{"op":"flip","object":"P1","row":0,"bits":[3],"raw":true}
{"op":"initiate","tree":[{"tcp":"T","fault":"rejected"}]}
{"op":"initiate","tree":[{"tcp":"T","fault":"copy-memory"}]}
{"op":"initiate","tree":[{"tcp":"T","fault":"none"}]}
{"op":"initiate","late":true,"tree":[{"tcp":"T"}]}
{"op":"initiate","late":"yes","tree":[{"tcp":"T"}]}
{"op":"pause","late":true}
{"op":"initiate","tree":[]}
{"op":"initiate","tree":[{}]}
{"op":"initiate","tree":[{"neighbor":"N","paths":[{"tcp":"T"}]}]}
{"op":"initiate","tree":[{"neighbor":"N"},{"path":"P"}]}
{"op":"initiate","tree":[{"neighbor":"N","path":"P"}]}
{"op":"initiate","tree":[{"path":"P","src_ip":"10.0.0.1"}]}
{"op":"initiate","tree":[{"tcp":"T","local_port":1}]}
{"op":"initiate","tree":[{"tcp":"T","placeholder":true,"handle":5}]}
{"op":"initiate","tree":[{"tcp":"T","placeholder":false,"handle":5}]}
{"op":"initiate","tree":[{"tcp":"T","outstanding":[0]}]}
{"op":"initiate","tree":[{"tcp":"T","buffered":{"bytes":1,"x":1}}]}
{"op":"initiate","tree":[{"tcp":"T","state":"OPEN"}]}
""".split("\n")

# Every numeric member of a block: the schema says the range, the reader must agree at its edges.
BLOCKS = [("neighbor", "vlan"), ("path", "mtu"), ("tcp", "rcv_nxt"), ("tcp", "rcv_wnd"), ("tcp", "initial_rcv_wnd"), ("tcp", "snd_una"),
          ("tcp", "snd_nxt"), ("tcp", "snd_max"), ("tcp", "snd_wnd"), ("tcp", "remote_mss"), ("tcp", "snd_wind_scale"),
          ("tcp", "rcv_wind_scale"), ("tcp", "ts_recent"), ("neighbor", "handle"), ("tcp", "tos"), ("tcp", "ttl"),
          ("tcp", "user_priority"), ("tcp", "flow_label")]


def lines(root, schema):
    made = [line for line in LINES if line]
    for layer, member in BLOCKS:
        rule = schema["definitions"][layer]["properties"][member]
        rule = schema["definitions"][member] if "$ref" in rule else rule
        for value in (rule["minimum"] - 1, rule["minimum"], rule["maximum"], rule["maximum"] + 1, True, "1"):
            made.append(json.dumps({"op": "initiate", "tree": [{layer: "X", member: value}]}))
    for layer in ("neighbor", "path", "tcp"):
        for member in schema["definitions"][layer]["properties"]:
            made.append(json.dumps({"op": "initiate", "tree": [{layer: "X", member: {"a": 1}}]}))
    for path in sorted(glob.glob(root + "/traces/*/*.jsonl")):
        if "/bad/" in path:
            continue
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.lstrip().startswith("#"):
                    made.append(line.rstrip("\n"))
    for line in list(made):
        op = json.loads(line)
        for key in op:
            less = copy.deepcopy(op)
            if key != "expect":
                less.pop("expect", None)
            less.pop(key, None)
            made.append(json.dumps(less))
    return made


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    toesim = sys.argv[1]
    with open(root + "/docs/scenario.schema.json", encoding="ascii") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong, done = 0, 0
    with tempfile.TemporaryDirectory() as work:
        for line in dict.fromkeys(lines(root, schema)):
            with open(work + "/one.jsonl", "w", encoding="utf-8") as file:
                file.write(line + "\n")
            said = subprocess.run([toesim, "pack", work + "/one.jsonl", "-o", work + "/one.pcapng"], capture_output=True, text=True, check=False)
            allowed = validator.is_valid(json.loads(line))
            if (said.returncode == 0) != allowed or said.returncode not in (0, 3):
                wrong += 1
                print("schema %s, reader exit %d %s: %s" % ("allows" if allowed else "refuses", said.returncode, said.stderr.strip(), line[:200]))
            done += 1
    print("%d lines tried" % done)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
