import { setTimeout as sleep } from 'node:timers/promises';
import type { Podward } from '../../devcluster/podward.ts';
import { freshMs } from '../../src/server/health.ts';

/** The value of one series of the server, or 0 if it does not exist yet. */
export async function series(podward: Podward, name: string): Promise<number> {
  const { host, healthPort } = podward.listen();
  // The server may return the same text for some time.
  await sleep(freshMs + 10);
  const text = await (await fetch(`http://${host}:${healthPort}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}
