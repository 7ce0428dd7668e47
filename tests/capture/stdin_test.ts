import { equal } from "node:assert/strict";
import { GOLDEN_FOLDER } from "./golden_names.ts";

const PROGRAM = `
import { openCapture } from "#lib/capture/open.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
await using source = await openCapture("-");
const batch = new PacketBatch(100, new LinkTable());
while (await source.read(batch) > 0);
console.log(batch.length, batch.links.names.join(), source.damage);
`;

Deno.test("openCapture() reads standard input as it comes, and calls its link stdin", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", PROGRAM],
    cwd: new URL("../..", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const capture = Deno.readFileSync(`${GOLDEN_FOLDER}pcap_big_nano.pcap`);
  for (let at = 0; at < capture.length; at += 50) await writer.write(capture.slice(at, at + 50));
  await writer.close();
  const { stdout } = await child.output();
  equal(new TextDecoder().decode(stdout), "6 stdin undefined\n");
});
