import assert from "node:assert/strict";
import { isIP } from "node:net";
import fc from "fast-check";
import { formatAddress, parseAddress } from "#lib/bus/codec/address.ts";

fc.configureGlobal({ seed: 13 });

/** Texts that RFC 5952 and RFC 4291 name, each with its one canonical form. */
const CANONICAL: readonly (readonly [text: string, canonical: string])[] = [
  ["2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"],
  ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["2001:DB8::AbCd", "2001:db8::abcd"],
  ["::", "::"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["1::", "1::"],
  ["1:0:0:0:0:0:0:0", "1::"],
  ["0:1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
  ["::ffff:192.0.2.128", "::ffff:192.0.2.128"],
  ["::ffff:c000:0280", "::ffff:192.0.2.128"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ["0.0.0.0", "0.0.0.0"],
  ["255.255.255.255", "255.255.255.255"],
];

const NO_ADDRESS = [
  ...["", ".", "1.2.3", "1.2.3.4.5", "1..2.3", "01.2.3.4", "256.1.1.1", "1.2.3.4 ", "0x1.2.3.4"],
  ...[":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", ":1::2"],
  ...["1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "fe80::1%eth0", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4"],
  ...["1.2.3.4::", "::1.2.3.4:5", "1:", "::\u0011", "::１", "1.2.3.４"],
];

Deno.test("formatAddress() writes the canonical form of RFC 5952", () => {
  for (const [text, canonical] of CANONICAL) {
    const bytes = new Uint8Array(20).fill(0xee);
    const family = parseAddress(text, bytes, 2);
    assert.equal(family, isIP(text), text);
    assert.equal(formatAddress(bytes, 2, family), canonical);
    assert.deepEqual([bytes[1], bytes[18]], [0xee, 0xee], "wrote beside the address");
  }
});

Deno.test("parseAddress() refuses what is no address", () => {
  for (const text of NO_ADDRESS) {
    assert.equal(parseAddress(text, new Uint8Array(16), 0), 0, JSON.stringify(text));
  }
});

Deno.test("parseAddress() agrees with node:net on what is an address", () => {
  const part = fc.constantFrom("0", "1", "ff", "abcd", "255", "256", "00", ":", "::", ".", "g");
  fc.assert(fc.property(fc.array(part, { maxLength: 18 }), (parts) => {
    const text = parts.join("");
    assert.equal(parseAddress(text, new Uint8Array(16), 0), isIP(text), text);
  }));
});

Deno.test("addresses survive the way to text and back", () => {
  const octet = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    fc.integer({ max: 255, min: 0 }),
  );
  for (const [family, size] of [[4, 4], [6, 16]]) {
    const address = fc.array(octet, { minLength: size, maxLength: size });
    fc.assert(fc.property(address, (octets) => {
      const text = formatAddress(Uint8Array.from(octets), 0, family);
      assert.equal(isIP(text), family);
      const bytes = new Uint8Array(16).fill(0xee);
      assert.equal(parseAddress(text, bytes, 0), family);
      assert.deepEqual(Array.from(bytes.subarray(0, size)), octets);
      assert(bytes.subarray(size).every((unused) => unused === 0));
    }));
  }
});

Deno.test("formatAddress() writes IPv6 as the WHATWG URL parser does, mapped addresses aside", () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  fc.assert(fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
    const bytes = Uint8Array.from(groups.flatMap((value) => [value >> 8, value & 0xff]));
    const text = formatAddress(bytes, 0, 6);
    if (text.includes(".")) return;
    const full = groups.map((value) => value.toString(16)).join(":");
    assert.equal(`[${text}]`, new URL(`http://[${full}]/`).hostname);
  }));
});
