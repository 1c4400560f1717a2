/** The verdicts of a real API server on the objects, as they are recorded in verdicts.txt: one line for each object. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './objects.ts';

export interface Verdict {
  /** `decoder` if the object cannot be decoded: the API server does not judge it then, and names no fields of a list. */
  readonly is: 'allowed' | 'refused' | 'decoder' | 'version';
  /** The fields that the server names. */
  readonly fields: readonly string[];
}

export type Recorded = Pick<Manifest, 'origin' | 'hash'> & { readonly verdict: Verdict };

const file = join(import.meta.dirname, 'verdicts.txt');

/** The length of a hash in the file. */
export const hashLength = 20;

export async function readVerdicts(): Promise<{ readonly version: string; readonly recorded: readonly Recorded[] }> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const recorded = lines.map((line): Recorded => {
    const [hash = '', origin = '', is = '', ...fields] = line.split('\t');
    return { hash, origin, verdict: { is: is as Verdict['is'], fields } };
  });
  return { version: /\d+\.\d+\.\d+/.exec(head)?.[0] ?? '', recorded };
}

export async function writeVerdicts(version: string, recorded: readonly Recorded[]): Promise<void> {
  const lines = recorded
    .map(({ hash, origin, verdict }) => [hash.slice(0, hashLength), origin, verdict.is, ...verdict.fields].join('\t'))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const head = `# Verdicts of kube-apiserver ${version}, recorded by make conformance-record: hash, origin, verdict, fields.`;
  await writeFile(file, `${[head, ...lines].join('\n')}\n`);
}
