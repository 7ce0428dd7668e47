import assert from "node:assert/strict";
import { LinkTable } from "#lib/core/link_table.ts";
import { NOT_IP, PacketBatch, RecordKind } from "#lib/core/packet.ts";
import { PROTOCOL_CLASS_OF, ProtocolClass } from "#lib/core/protocol.ts";

Deno.test("PacketBatch.push() fills a row whole, over what an earlier use left there", () => {
  const batch = new PacketBatch(1, new LinkTable());
  batch.push({ kind: RecordKind.packet, ts: 1, link: 3, len: 60, proto: 6 });
  batch.sport[0] = 80;
  batch.family[0] = 4;
  batch.clear();
  batch.push({ kind: RecordKind.tick, ts: 2, link: 4 });
  assert.deepEqual(
    [batch.kind[0], batch.ts[0], batch.link[0], batch.len[0], batch.proto[0]],
    [RecordKind.tick, 2, 4, 0, NOT_IP],
  );
  assert.deepEqual([batch.sport[0], batch.dport[0], batch.family[0]], [0, 0, 0]);
  assert.equal(batch.free, 0);
  assert.throws(() => batch.push({ kind: 0, ts: 3, link: 0 }), /holds its 1 rows already/);
});

Deno.test("LinkTable gives each name one index, in order of first sight", () => {
  const links = new LinkTable();
  assert.deepEqual(["b", "a", "b"].map((name) => links.intern(name)), [0, 1, 0]);
  assert.deepEqual([links.name(0), links.name(1), links.size], ["b", "a", 2]);
  assert.throws(() => links.name(2), /holds 2 links/);
});

Deno.test("LinkTable gives a released index to the next name, and none to both", () => {
  const links = new LinkTable();
  for (const name of ["a", "b", "c"]) links.intern(name);
  links.release(1);
  assert.deepEqual([links.size, links.names], [2, ["a", "", "c"]]);
  assert.throws(() => links.name(1), /Cannot name link 1: the table holds 2 links/);
  assert.throws(() => links.release(1), /Cannot name link 1/);
  assert.deepEqual(["d", "b", "a"].map((name) => links.intern(name)), [1, 3, 0]);
});

Deno.test("LinkTable finds no name that was added apart", () => {
  const links = new LinkTable();
  const apart = links.add("a");
  const found = links.intern("a");
  assert.deepEqual([links.name(apart), links.name(found), links.size], ["a", "a", 2]);
  assert.notEqual(apart, found);
  links.release(apart);
  assert.equal(links.intern("a"), found);
});

Deno.test("PROTOCOL_CLASS_OF knows TCP, UDP and both ICMPs", () => {
  const classes = [6, 17, 1, 58, 47, NOT_IP].map((proto) => PROTOCOL_CLASS_OF[proto]);
  const { tcp, udp, icmp, other } = ProtocolClass;
  assert.deepEqual(classes, [tcp, udp, icmp, icmp, other, other]);
});
