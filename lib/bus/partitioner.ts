/**
 * Which partition a key belongs to: the default of Kafka's clients, so that a link lies in the
 * same partition number on every bus with as many partitions.
 * @module
 */

/**
 * Gives the partition of a key: murmur2 of its UTF-8, made positive, modulo the number of
 * partitions (Kafka's `BuiltInPartitioner.partitionForKey`; kafkajs' default partitioner).
 * @param partitions how many there are, at least 1
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(new TextEncoder().encode(key)) & 0x7fffffff) % partitions;
}

/**
 * Hashes bytes to 32 bits, signed: MurmurHash2 (Austin Appleby, 2008) with the seed of Kafka's
 * `Utils.murmur2`.
 */
export function murmur2(data: Uint8Array): number {
  const whole = data.length & ~3;
  let hash = 0x9747b28c ^ data.length;
  for (let i = 0; i < whole; i += 4) {
    let k = data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  if (whole < data.length) {
    for (let i = data.length - 1; i >= whole; i--) hash ^= data[i] << (8 * (i - whole));
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

const M = 0x5bd1e995;
