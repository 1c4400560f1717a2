// Completes the integrity hashes of package-lock.json: npm leaves them out where it builds a lock from an installed node_modules, and asks
// the registry for them here. With --check: asks nobody, writes nothing, and fails where an entry has no hash, since `npm ci` then takes
// whatever it is sent, or names the host of a registry.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

interface Entry {
  /** Only where it is another than the folder's: an alias. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  /** Left out by .npmrc, so that everybody's own registry serves. */
  readonly resolved?: string;
  /** A folder of this repository. */
  readonly link?: boolean;
  /** Comes inside the tarball of its parent. */
  readonly inBundle?: boolean;
}

const modules = 'node_modules/';
/** SHA-512 in base64: what npm has published since 2017. The older SHA-1 proves nothing. */
const strong = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** npm processes at a time. */
const atOnce = 4;

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const file = positionals[0] ?? join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
const entries = Object.entries(lock.packages);
const lacking = entries.filter(
  ([path, { integrity = '', link, inBundle }]) =>
    path.startsWith(modules) && !link && !inBundle && !strong.test(integrity),
);

if (values.check) {
  const problems = [
    ...lacking.map(([path]) => `${path} has no sha512 integrity; run make lock`),
    ...entries
      .filter(([, { resolved }]) => resolved?.includes('://'))
      .map(([path]) => `${path} names the host of a registry; remove the line "resolved"`),
  ];
  for (const problem of problems) console.error(`package-lock.json: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
} else if (lacking.length > 0) {
  await complete();
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

async function complete(): Promise<void> {
  const queue = lacking.values();
  const ask = async (): Promise<void> => {
    for (const [path, { name, version = '', integrity: _, ...rest }] of queue) {
      const published = await publishedIntegrity(
        name ?? path.slice(path.lastIndexOf(modules) + modules.length),
        version,
      );
      // In the order in which npm writes them.
      lock.packages[path] = { ...(name === undefined ? {} : { name }), version, integrity: published, ...rest };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
}

async function publishedIntegrity(name: string, version: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['view', `${name}@${version}`, 'dist.integrity']);
  const integrity = stdout.trim();
  if (!strong.test(integrity)) throw new Error(`${name}@${version}: the registry publishes no sha512 integrity`);
  return integrity;
}
