/**
 * pcap-parser: splits a pcap file into packets; protocol, addresses and ports are read as a program
 * over it would, with Node's buffers.
 * @module
 */

// deno-lint-ignore-file no-console
import { createReadStream } from "node:fs";
import type { Buffer } from "node:buffer";
import parser from "pcap-parser";

interface Packet {
  readonly header: { readonly timestampSeconds: number; readonly originalLength: number };
  readonly data: Buffer;
}

const start = performance.now();
let packets = 0;
let checksum = 0;
parser.parse(createReadStream(Deno.args[0], { highWaterMark: 1_048_576 }))
  .on("packet", ({ header, data }: Packet) => {
    const fields = [header.timestampSeconds, data[23], data.readUInt32BE(26)];
    fields.push(data.readUInt32BE(30), data.readUInt16BE(34), data.readUInt16BE(36));
    checksum += fields[4];
    packets++;
  })
  .on("end", () => {
    if (checksum === 0) throw new Error("no ports were read");
    console.log(packets, (performance.now() - start) / 1000, "0.2.1");
  });
