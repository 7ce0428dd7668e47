/**
 * xxHash64 with seed 0, of which a zstd frame's checksum is the lower half (RFC 8878, 3.1.1; the
 * hash itself: xxHash, "XXH64 algorithm description"). In halves of 32 bits: of 64-bit integers the
 * engine makes objects, which is six times slower.
 * @module
 */

/** Lanes of 64 bits, a word from each in turn. */
const LANES = 4;
const STRIPE_BYTES = 8 * LANES;
const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;
const PRIME_1_LOW = 0x85ebca87 | 0;
const PRIME_1_HIGH = 0x9e3779b1 | 0;
const PRIME_2_LOW = 0x27d4eb4f;
const PRIME_2_HIGH = 0xc2b2ae3d | 0;

/** Hashes bytes as they come. */
export class XxHash64 {
  /** Low and high half of each lane. */
  readonly #lanes = new Int32Array(2 * LANES);
  /** Bytes that make no whole stripe yet. */
  readonly #tail = new Uint8Array(STRIPE_BYTES);
  readonly #tailView = new DataView(this.#tail.buffer);
  #tailBytes = 0;
  #totalBytes = 0;

  /** Starts empty. */
  constructor() {
    this.reset();
  }

  /** Forgets everything. */
  reset(): void {
    new BigUint64Array(this.#lanes.buffer).set([PRIME_1 + PRIME_2, PRIME_2, 0n, -PRIME_1]);
    this.#tailBytes = this.#totalBytes = 0;
  }

  /** Adds bytes. */
  update(bytes: Uint8Array): void {
    this.#totalBytes += bytes.length;
    let at = 0;
    if (this.#tailBytes > 0) {
      at = Math.min(STRIPE_BYTES - this.#tailBytes, bytes.length);
      this.#tail.set(bytes.subarray(0, at), this.#tailBytes);
      this.#tailBytes += at;
      if (this.#tailBytes < STRIPE_BYTES) return;
      mix(this.#lanes, this.#tailView, 0, STRIPE_BYTES);
    }
    const end = bytes.length - (bytes.length - at) % STRIPE_BYTES;
    mix(this.#lanes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at, end);
    this.#tail.set(bytes.subarray(end));
    this.#tailBytes = bytes.length - end;
  }

  /** Gives the hash of what was added. */
  digest(): bigint {
    let hash = this.#totalBytes < STRIPE_BYTES ? PRIME_5 : this.#merged();
    hash = u64(hash + BigInt(this.#totalBytes));
    let at = 0;
    for (; at + 8 <= this.#tailBytes; at += 8) {
      const word = u64(rotate(u64(this.#tailView.getBigUint64(at, true) * PRIME_2), 31n) * PRIME_1);
      hash = u64(rotate(hash ^ word, 27n) * PRIME_1 + PRIME_4);
    }
    if (at + 4 <= this.#tailBytes) {
      hash ^= u64(BigInt(this.#tailView.getUint32(at, true)) * PRIME_1);
      hash = u64(rotate(hash, 23n) * PRIME_2 + PRIME_3);
      at += 4;
    }
    for (; at < this.#tailBytes; at++) {
      hash = u64(rotate(hash ^ u64(BigInt(this.#tail[at]) * PRIME_5), 11n) * PRIME_1);
    }
    hash = u64((hash ^ hash >> 33n) * PRIME_2);
    hash = u64((hash ^ hash >> 29n) * PRIME_3);
    return hash ^ hash >> 32n;
  }

  #merged(): bigint {
    const [a, b, c, d] = new BigUint64Array(this.#lanes.buffer);
    let hash = u64(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
    for (const lane of [a, b, c, d]) {
      hash ^= u64(rotate(u64(lane * PRIME_2), 31n) * PRIME_1);
      hash = u64(hash * PRIME_1 + PRIME_4);
    }
    return hash;
  }
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotate(value: bigint, bits: bigint): bigint {
  return u64(value << bits) | value >> (64n - bits);
}

/** Mixes whole stripes into the lanes. */
function mix(lanes: Int32Array, view: DataView, from: number, end: number): void {
  for (let at = from; at < end; at += 8) {
    mixWord(lanes, at - from >> 2 & 6, view.getInt32(at, true), view.getInt32(at + 4, true));
  }
}

/** lane = rotate(lane + word · prime 2, 31) · prime 1. */
function mixWord(lanes: Int32Array, lane: number, wordLow: number, wordHigh: number): void {
  const addLow = Math.imul(wordLow, PRIME_2_LOW);
  const addHigh = highOf(wordLow, PRIME_2_LOW) + Math.imul(wordLow, PRIME_2_HIGH) +
    Math.imul(wordHigh, PRIME_2_LOW);
  const low = lanes[lane] + addLow | 0;
  const carry = (low >>> 0) < (addLow >>> 0) ? 1 : 0;
  const high = lanes[lane + 1] + addHigh + carry | 0;
  const turnedLow = low << 31 | high >>> 1;
  const turnedHigh = high << 31 | low >>> 1;
  lanes[lane] = Math.imul(turnedLow, PRIME_1_LOW);
  lanes[lane + 1] = highOf(turnedLow, PRIME_1_LOW) + Math.imul(turnedLow, PRIME_1_HIGH) +
    Math.imul(turnedHigh, PRIME_1_LOW);
}

/** Gives the upper 32 bits of a product of two unsigned numbers of 32 bits. */
function highOf(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const first = Math.imul(aLow, bHigh);
  const second = Math.imul(aHigh, bLow);
  const middle = (Math.imul(aLow, bLow) >>> 16) + (first & 0xffff) + (second & 0xffff);
  return Math.imul(aHigh, bHigh) + (first >>> 16) + (second >>> 16) + (middle >>> 16) | 0;
}
