/**
 * A network interface whose packets come back after a while, to this very machine: the path of a
 * known round-trip time that passive measures are held against. Needs Linux and the right to make
 * interfaces.
 *
 * Whoever connects to the far address reaches a server on the near one. The two addresses of each
 * packet are swapped on the way, which keeps its checksums right: both ends take the other for the
 * far host, and a capture of the interface sees each packet before its delay and after it.
 * @module
 */

/** The near address, which is this machine's, and the far one. */
export const NEAR = "10.213.77.1";
/** See {@link NEAR}. */
export const FAR = "10.213.77.2";

/** Name of the interface. */
export const INTERFACE = "delay0";

/** What is held back for how long. */
export interface Delays {
  /** Port of the server. */
  readonly port: number;
  /** Delay of packets to the server, ms. */
  readonly toServerMs: number;
  /** Delay of packets to the client, ms. */
  readonly toClientMs: number;
}

const O_RDWR = 2;
const TUNSETIFF = 0x400454ca;
/** IFF_TUN and IFF_NO_PI: bare IP packets. */
const TUN_FLAGS = 0x1001;
const MTU_BYTES = 1500;

const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

/** The interface, up until it is disposed of. */
export class DelayingTunnel implements AsyncDisposable {
  readonly #libc: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #file: number;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #isDown = false;
  #reading: Promise<void> = Promise.resolve();

  private constructor(libc: Deno.DynamicLibrary<typeof SYMBOLS>, file: number) {
    this.#libc = libc;
    this.#file = file;
  }

  /**
   * Brings the interface up.
   * @throws {Error} with the reason, where this machine does not let us
   */
  static async up(delays: Delays): Promise<DelayingTunnel> {
    const libc = Deno.dlopen("libc.so.6", SYMBOLS);
    const file = libc.symbols.open(new TextEncoder().encode("/dev/net/tun\0"), O_RDWR);
    const request = new Uint8Array(40);
    new TextEncoder().encodeInto(INTERFACE, request);
    new DataView(request.buffer).setUint16(16, TUN_FLAGS, true);
    if (file < 0 || libc.symbols.ioctl(file, BigInt(TUNSETIFF), request) < 0) {
      libc.close();
      throw new Error("no network interface can be made here");
    }
    const tunnel = new DelayingTunnel(libc, file);
    await ip("address", "add", `${NEAR}/30`, "dev", INTERFACE);
    await ip("link", "set", INTERFACE, "mtu", String(MTU_BYTES), "up");
    tunnel.#reading = tunnel.#forward(delays);
    return tunnel;
  }

  async #forward({ port, toServerMs, toClientMs }: Delays): Promise<void> {
    const buffer = new Uint8Array(MTU_BYTES);
    while (!this.#isDown) {
      const size = Number(await this.#libc.symbols.read(this.#file, buffer, BigInt(MTU_BYTES)));
      if (size <= 0) return;
      const packet = buffer.slice(0, size);
      if (packet[0] >> 4 !== 4 || packet[9] !== 6) continue;
      const addresses = packet.slice(12, 20);
      packet.set(addresses.subarray(4), 12);
      packet.set(addresses.subarray(0, 4), 16);
      const destinationPort = new DataView(packet.buffer).getUint16((packet[0] & 15) * 4 + 2);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#libc.symbols.write(this.#file, packet, BigInt(size));
      }, destinationPort === port ? toServerMs : toClientMs);
      this.#timers.add(timer);
    }
  }

  /** Takes the interface down; packets under way are lost. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDown = true;
    for (const timer of this.#timers) clearTimeout(timer);
    // Down, and what waits for its next packet fails.
    await ip("link", "set", INTERFACE, "down").catch(() => {});
    await ip("link", "delete", INTERFACE).catch(() => {});
    await this.#reading;
    this.#libc.symbols.close(this.#file);
    this.#libc.close();
  }
}

async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", {
    args,
    stdout: "null",
    stderr: "piped",
  })
    .output();
  if (!success) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`);
}
