import { equal, match } from "node:assert/strict";
import { ipv4, tcp } from "../packet_bytes.ts";
import { summary } from "./decode.ts";
import { TUNNEL_SAMPLES } from "./tunnel_samples.ts";

const RAW = 101;
const IP_IN_IP = 4;

for (const { name, packet, outer, inner } of TUNNEL_SAMPLES) {
  Deno.test(`HeaderDecoder reads ${name}, outside and within`, () => {
    equal(summary(RAW, packet, "outer"), outer);
    equal(summary(RAW, packet, "inner"), inner);
  });
}

Deno.test("tunnels are entered to a depth, however many there are", () => {
  const nest = (depth: number) => {
    let packet = ipv4({ proto: 6, payload: tcp(3, 4) });
    for (let i = 0; i < depth; i++) packet = ipv4({ proto: IP_IN_IP, payload: packet });
    return summary(RAW, packet, "inner");
  };
  equal(nest(50), "6 10.0.0.1:3 > 192.168.1.2:4");
  match(nest(3000), /^4 .* \(too many headers\)$/);
});
