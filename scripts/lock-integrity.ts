// Adds missing integrity hashes to package-lock.json. npm omits them if it creates the lock file from an installed node_modules, so this
// script gets them from the registry. With --check, it does not write anything and uses no network. It fails if an entry has no hash,
// because `npm ci` would install any content, or if an entry names the host of a registry.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

interface Entry {
  /** Only set if it differs from the name of the directory: an alias. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  /** .npmrc omits it, so that any registry can be used. */
  readonly resolved?: string;
  /** A directory of this repository. */
  readonly link?: boolean;
  /** The package is in the tarball of its parent. */
  readonly inBundle?: boolean;
}

const modules = 'node_modules/';
/** SHA-512 in base64, which npm has published since 2017. The older SHA-1 is not secure. */
const strong = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** The number of concurrent npm processes. */
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
      // In the order in which npm writes the fields.
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
