#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real TCP traffic for the captures: see make-captures.sh.

  traffic.py trunk DEVICE VLAN:PORT...  carry 802.1Q: what a VLAN device of the kernel would do, which not every kernel has:
                                      frames of PORT leave DEVICE with the tag, tagged ones of DEVICE reach PORT without
  traffic.py checksums DEVICE...      no checksum offload on these devices
  traffic.py serve PORT...            listen on all addresses, IPv4 and IPv6; answer until killed
  traffic.py load PLAN READY START    open connections as PLAN says, hold them, end some of them

A request is a line "GET <bytes>\n" padded to the length it names first; the answer is so many bytes.  PLAN is a JSON
file: {"connections": [{"at_ms", "to", "port", "from", "requests": [[ms, up, down], ...], "end_ms", "end"}, ...]}, times
counted from the moment START exists; connections with at_ms below 0 are opened before, and READY is made when they
stand, so that a capture may begin between.  "end" is fin, rst, or peer (the server closes first).
"""
import array
import fcntl
import heapq
import json
import os
import selectors
import socket
import struct
import sys
import time

TEXT = b"The quick brown fox jumps over the lazy dog. 0123456789\n"


def payload(count):
    return (TEXT * (count // len(TEXT) + 1))[:count]


class Answerer:
    """The server's end of a connection."""

    def __init__(self, sock):
        self.sock, self.inbox, self.outbox, self.close_after = sock, b"", b"", False

    def on_bytes(self, data):
        self.inbox += data
        while len(self.inbox) >= 24:
            words = self.inbox[:24].split()
            size, answer = int(words[1]), int(words[2])
            if len(self.inbox) < size:
                return
            self.inbox = self.inbox[size:]
            if answer == 999999:
                self.close_after = True
            else:
                self.outbox += payload(answer)


def checksums_by_software(sock, device):
    """Frames that are read raw need their checksum (SIOCETHTOOL, ETHTOOL_STXCSUM 0)."""
    value = array.array("I", [0x17, 0])
    fcntl.ioctl(sock, 0x8946, struct.pack("16sP16x", device.encode(), value.buffer_info()[0]))


def raw(device):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    sock.bind((device, 3))
    sock.setsockopt(263, 8, 1)  # SOL_PACKET, PACKET_AUXDATA: the kernel takes the tag out of the frame
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    return sock


def trunk(device, ports):
    selector = selectors.DefaultSelector()
    line = raw(device)
    selector.register(line, selectors.EVENT_READ, None)
    of_vlan = {}
    for vlan, port in (text.split(":") for text in ports):
        of_vlan[int(vlan)] = raw(port)
        selector.register(of_vlan[int(vlan)], selectors.EVENT_READ, int(vlan))
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            frame, extra, _, address = key.fileobj.recvmsg(65600, 256)
            if address[2] == socket.PACKET_OUTGOING:
                continue
            if key.data is not None:
                line.send(frame[:12] + struct.pack("!HH", 0x8100, key.data) + frame[12:])
                continue
            status, _, _, _, _, tag, _ = struct.unpack("IIIHHHH", extra[0][2][:20])
            if status & 0x10 and (tag & 0xFFF) in of_vlan:  # TP_STATUS_VLAN_VALID
                of_vlan[tag & 0xFFF].send(frame)


def serve(ports):
    selector = selectors.DefaultSelector()
    for port in ports:
        listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", port))
        listener.listen(512)
        selector.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            if key.data is None:
                sock, _ = key.fileobj.accept()
                sock.setblocking(False)
                selector.register(sock, selectors.EVENT_READ, Answerer(sock))
                continue
            end = key.data
            try:
                data = end.sock.recv(65536)
                if data:
                    end.on_bytes(data)
                if end.outbox:
                    end.sock.setblocking(True)
                    end.sock.sendall(end.outbox)
                    end.sock.setblocking(False)
                    end.outbox = b""
            except OSError:
                data = b""
            if not data or end.close_after:
                selector.unregister(end.sock)
                end.sock.close()


def request(up, down):
    up = max(up, 24)
    return b"GET %8d %8d \n\n" % (up, down) + payload(up - 24)


class Caller:
    """The client's end: its events by time."""

    def __init__(self, plan):
        self.plan, self.sock = plan, None

    def open(self):
        family = socket.AF_INET6 if ":" in self.plan["to"] else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        if self.plan.get("from"):
            self.sock.bind((self.plan["from"], 0))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.connect((self.plan["to"], self.plan["port"]))

    def ask(self, up, down):
        self.sock.sendall(request(up, down))
        got = 0
        while got < down:
            data = self.sock.recv(65536)
            if not data:
                raise OSError("the peer has closed")
            got += len(data)

    def end(self):
        if self.plan["end"] == "rst":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if self.plan["end"] == "peer":
            self.sock.sendall(request(24, 999999))
            while self.sock.recv(65536):
                pass
        self.sock.close()


def load(plan_path, ready_path, start_path):
    with open(plan_path, encoding="ascii") as file:
        plan = json.load(file)["connections"]
    callers = [Caller(p) for p in plan]
    for caller in callers:
        if caller.plan["at_ms"] < 0:
            caller.open()
            caller.ask(100, 100)
    open(ready_path, "w", encoding="ascii").close()
    while not os.path.exists(start_path):
        time.sleep(0.01)
    begin, events = time.monotonic(), []
    for number, caller in enumerate(callers):
        if caller.plan["at_ms"] >= 0:
            heapq.heappush(events, (caller.plan["at_ms"], number, "open", None))
        for at_ms, up, down in caller.plan["requests"]:
            heapq.heappush(events, (at_ms, number, "request", (up, down)))
        if caller.plan.get("end_ms") is not None:
            heapq.heappush(events, (caller.plan["end_ms"], number, "then-end", None))
    while events:
        at_ms, number, what, value = heapq.heappop(events)
        time.sleep(max(0.0, begin + at_ms / 1000 - time.monotonic()))
        caller = callers[number]
        if what == "open":
            caller.open()
        elif what == "request":
            caller.ask(*value)
        else:
            caller.end()
    open(ready_path + ".done", "w", encoding="ascii").close()
    while os.path.exists(start_path):  # those still open stay so until the capture has ended
        time.sleep(0.01)


def main():
    if len(sys.argv) >= 3 and sys.argv[1] == "checksums":
        with socket.socket() as sock:
            for device in sys.argv[2:]:
                checksums_by_software(sock, device)
    elif len(sys.argv) >= 4 and sys.argv[1] == "trunk":
        trunk(sys.argv[2], sys.argv[3:])
    elif len(sys.argv) >= 3 and sys.argv[1] == "serve":
        serve([int(port) for port in sys.argv[2:]])
    elif len(sys.argv) == 5 and sys.argv[1] == "load":
        load(*sys.argv[2:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
