/** Returns the memory that reviews needed to the operating system when the server is at rest. V8 alone does it late or never, because nothing allocates. */
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { restMs } from './limits.ts';

/** Collects once after each time without requests, and once after the start. `requests` counts them. Returns a function that ends it. */
export function collectAtRest(requests: () => number, collect: () => void = collectAll): () => void {
  let seen: number | undefined;
  let collected: number | undefined;
  const timer = setInterval(() => {
    const now = requests();
    if (now === seen && now !== collected) {
      collect();
      collected = now;
    }
    seen = now;
  }, restMs).unref();
  return () => clearInterval(timer);
}

/** Takes about 0.1 s. Other collections keep free pages for later. */
function collectAll(): void {
  v8.setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  collect({ type: 'major', flavor: 'last-resort' });
}
