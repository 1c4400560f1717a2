/** The images that the Dockerfile names, and whether their registries can be reached. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const dockerfile = readFileSync(join(import.meta.dirname, '..', '..', 'Dockerfile'), 'utf8');
const argument = (name: string): string => new RegExp(`^ARG ${name}=(.*)$`, 'm').exec(dockerfile)![1]!;

export const defaultBase = argument('BASE');

/** The registries of the stage `build` and of the base. That of docker.io has another name. */
const registries = ['BUILD', 'BASE'].map((name) =>
  argument(name)
    .split('/')[0]!
    .replace(/^docker\.io$/, 'registry-1.docker.io'),
);

/** A registry that cannot be reached. Undefined if both can be. */
export async function unreachable(): Promise<string | undefined> {
  for (const registry of registries) {
    try {
      // Any answer will do: without credentials, most registries respond with 401.
      await fetch(`https://${registry}/v2/`, { signal: AbortSignal.timeout(5_000) });
    } catch {
      return registry;
    }
  }
  return undefined;
}
