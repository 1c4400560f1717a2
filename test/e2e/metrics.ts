/** The metrics and the log of a server that the chart has started. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Podward } from '../../devcluster/podward.ts';
import { freshMs } from '../../src/server/health.ts';
import { valueIn } from '../server/client.ts';

/** A process of devcluster, or a Pod. */
export type Watched = Pick<Podward, 'listen' | 'log'> | { metrics(): Promise<string>; output(): Promise<string> };

export async function metricsText(podward: Watched): Promise<string> {
  // The server may return the same text for some time.
  await sleep(freshMs + 10);
  if ('metrics' in podward) return podward.metrics();
  const { host, healthPort } = podward.listen();
  return (await fetch(`http://${host}:${healthPort}/metrics`)).text();
}

/** The value of one series. Throws if it does not exist. */
export const series = async (podward: Watched, name: string): Promise<number> =>
  valueIn(await metricsText(podward), name);

/** What the server has written since its start. */
export const outputOf = async (podward: Watched): Promise<string> =>
  'output' in podward ? podward.output() : readFileSync(podward.log, 'utf8');
