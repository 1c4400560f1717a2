/** What the chart gives the server. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const read = (path: string): string => readFileSync(new URL(`../charts/podward/${path}`, import.meta.url), 'utf8');

/** In MiB. */
export function memoryLimit(): number {
  const { resources } = parse(read('values.yaml')) as { resources: { limits: { memory: string } } };
  return Number(/^(\d+)Mi$/.exec(resources.limits.memory)![1]);
}

/** The variables that limit the memory of the server. */
export function memoryVariables(): Record<string, string> {
  const pairs = /\$env := dict (.*) \}\}/.exec(read('templates/deployment.yaml'))![1]!;
  return Object.fromEntries([...pairs.matchAll(/"([^"]+)" "([^"]+)"/g)].map(([, name, value]) => [name!, value!]));
}
