/** The metrics of a server that the chart has started. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Podward } from '../../devcluster/podward.ts';
import { freshMs } from '../../src/server/health.ts';
import { valueIn } from '../server/client.ts';

export async function metricsText(podward: Podward): Promise<string> {
  const { host, healthPort } = podward.listen();
  // The server may return the same text for some time.
  await sleep(freshMs + 10);
  return (await fetch(`http://${host}:${healthPort}/metrics`)).text();
}

/** The value of one series. Throws if it does not exist. */
export const series = async (podward: Podward, name: string): Promise<number> =>
  valueIn(await metricsText(podward), name);
