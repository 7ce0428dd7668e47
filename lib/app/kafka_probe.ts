/**
 * Asks a port whether a Kafka broker answers there. Takes no client library: those who only start
 * a broker load none.
 * @module
 */

/** Longest wait for an answer, ms. */
const PATIENCE_MS = 1_000;

/** ApiVersions, version 0, correlation 1, no client's name: which requests does it know? */
const REQUEST = Uint8Array.of(0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255);
const CORRELATION = 1;
const HEAD_BYTES = 10;

/** Says whether a broker answers on a port of this machine. */
export async function isKafkaAt(port: number): Promise<boolean> {
  let connection: Deno.TcpConn;
  try {
    connection = await Deno.connect({ hostname: "127.0.0.1", port });
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
  const timer = setTimeout(() => close(connection), PATIENCE_MS);
  try {
    await connection.write(REQUEST);
    const head = new Uint8Array(HEAD_BYTES);
    for (let at = 0; at < HEAD_BYTES;) {
      const read = await connection.read(head.subarray(at));
      if (read === null) return false;
      at += read;
    }
    const view = new DataView(head.buffer);
    return view.getInt32(4) === CORRELATION && view.getInt16(8) === 0;
  } catch {
    return false; // it has hung up, or not answered in time
  } finally {
    clearTimeout(timer);
    close(connection);
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
