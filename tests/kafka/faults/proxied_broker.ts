/**
 * A broker with two doors: one for those whose network is well, and one through a proxy.
 * @module
 */

import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { brokerSettings, loopbackPlace } from "#lib/app/kafka_settings.ts";
import { startTestBroker } from "../test_broker.ts";
import { TcpProxy } from "./tcp_proxy.ts";

/** A broker, and the proxy in front of its second door. */
export interface ProxiedBroker extends AsyncDisposable {
  readonly broker: KafkaBroker;
  readonly proxy: TcpProxy;
}

/** Starts both. Whoever comes through the proxy is told to stay on it. */
export async function startProxiedBroker(): Promise<ProxiedBroker> {
  const proxy = new TcpProxy();
  const running = await startTestBroker({
    settings: (port) => {
      const door = port + 3; // the broker has three of its own
      proxy.leadTo(door);
      const own = brokerSettings(loopbackPlace(port, ""));
      return new Map([
        ["listeners", `${own.get("listeners")},PROXY://127.0.0.1:${door}`],
        ["advertised.listeners", `${own.get("advertised.listeners")},PROXY://${proxy.address}`],
        [
          "listener.security.protocol.map",
          `${own.get("listener.security.protocol.map")},PROXY:PLAINTEXT`,
        ],
      ]);
    },
  });
  return {
    broker: running.broker,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await running[Symbol.asyncDispose]();
    },
  };
}
