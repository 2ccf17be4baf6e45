-- SPDX-License-Identifier: Apache-2.0
--
-- toesim.lua - shows the host records of a toesim trace in Wireshark and tshark (trace-format.md).
--
--   tshark -X lua_script:docs/toesim.lua -r trace.pcapng.gz -Y toesim

local toesim = Proto("toesim", "toesim host operation")

local kinds = {
  [0] = "initiate", [1] = "terminate", [2] = "set", [3] = "expect", [4] = "post_receive", [5] = "segment",
  [6] = "send", [7] = "disconnect", [8] = "forward", [9] = "query", [10] = "update", [11] = "invalidate",
  [12] = "upload_request", [13] = "upload_all", [14] = "link", [15] = "pause", [16] = "resume", [17] = "reset",
  [18] = "flip",
  [19] = "receive_policy",
  [255] = "tail",
}

local fields = toesim.fields
fields.magic = ProtoField.string("toesim.magic", "Magic")
fields.version = ProtoField.uint8("toesim.version", "Version")
fields.kind = ProtoField.uint8("toesim.kind", "Kind", base.DEC, kinds)
fields.op = ProtoField.string("toesim.op", "Operation")
fields.flags = ProtoField.uint16("toesim.flags", "Flags", base.HEX)
fields.more = ProtoField.bool("toesim.flags.more", "Text goes on in the next record", 16, nil, 0x0001)
fields.unended = ProtoField.bool("toesim.flags.unended", "Last line has no newline", 16, nil, 0x0002)
fields.length = ProtoField.uint32("toesim.length", "Bytes of text")
fields.json = ProtoField.string("toesim.json", "Text")
fields.reason = ProtoField.string("toesim.reason", "Reason")

local malformed = ProtoExpert.new("toesim.malformed", "Not a host record of version 1", expert.group.MALFORMED,
  expert.severity.ERROR)
toesim.experts = { malformed }

local header_bytes = 12
local ok, json_dissector = pcall(Dissector.get, "json")

function toesim.dissector(buffer, pinfo, tree)
  local branch = tree:add(toesim, buffer())
  pinfo.cols.protocol = "TOESIM"
  if buffer:len() < header_bytes or buffer(0, 4):string() ~= "TOE1" or buffer(4, 1):uint() ~= 1
    or buffer(8, 4):le_uint() ~= buffer:len() - header_bytes then
    branch:add_proto_expert_info(malformed)
    pinfo.cols.info = "malformed"
    return buffer:len()
  end
  local kind = buffer(5, 1):uint()
  local name = kinds[kind] or "unknown"
  local bytes = buffer(8, 4):le_uint()
  branch:append_text(", " .. name)
  branch:add(fields.magic, buffer(0, 4))
  branch:add(fields.version, buffer(4, 1))
  branch:add(fields.kind, buffer(5, 1))
  branch:add(fields.op, buffer(5, 1), name):set_generated()
  local flags = branch:add_le(fields.flags, buffer(6, 2))
  flags:add_le(fields.more, buffer(6, 2))
  flags:add_le(fields.unended, buffer(6, 2))
  branch:add_le(fields.length, buffer(8, 4))
  pinfo.cols.info = name
  if bytes > 0 then
    local text = buffer(header_bytes, bytes)
    branch:add(fields.json, text)
    local reason = (kind == 1 or kind == 12) and text:string():match('"reason"%s*:%s*"([^"]*)"')
    if reason then branch:add(fields.reason, text, reason):set_generated() end
    local is_part = buffer(6, 2):le_uint() % 2 == 1
    if ok and json_dissector and not is_part then json_dissector:call(text:tvb(), pinfo, branch) end
    pinfo.cols.protocol = "TOESIM"
    pinfo.cols.info = name .. " " .. text:string():sub(1, 160)
  end
  return buffer:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, toesim)
