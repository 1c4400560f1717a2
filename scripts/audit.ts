/**
 * `make audit` checks the packages that are shipped or make what is shipped, the `dependencies` of package.json and theirs: the licenses, and the
 * advisories and signatures that the registry knows.
 *
 * Exits with 1 if there is a problem, and with 2 if the registry does not answer. With --if-possible, this is reported, and the exit status is 0.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

interface Entry {
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Licenses that permit everyone to distribute the program under Apache-2.0. */
const permitted = new Set(
  '0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 ISC MIT MIT-0 PSF-2.0 Unlicense'.split(' '),
);

const { values, positionals } = parseArgs({ options: { 'if-possible': { type: 'boolean' } }, allowPositionals: true });
const root = positionals[0] ?? join(import.meta.dirname, '..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Entry> };
const production = Object.entries(lock.packages).filter(
  ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
);

const problems = production
  .filter(([, { license = 'none' }]) => !permitted.has(license))
  .map(([path, { license = 'none' }]) => `${path}: the license ${license} is not one of ${[...permitted].join(', ')}.`);
console.log(`licenses: ${production.length} packages, ${problems.length} problems`);

interface Failure {
  readonly error?: { readonly summary?: string };
  readonly message?: string;
}
interface Advisories extends Failure {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}
interface Package {
  readonly name: string;
  readonly version: string;
}
interface Signatures extends Failure {
  readonly invalid?: readonly Package[];
  readonly missing?: readonly Package[];
}

/** The answer of `npm audit`, which exits with 1 if it finds something and if it cannot ask. */
async function npmAudit(...args: string[]): Promise<Failure> {
  const options = { cwd: root, timeout: 300_000, maxBuffer: 2 ** 26 };
  const { stdout, stderr } = await promisify(execFile)(
    'npm',
    ['audit', ...args, '--omit=dev', '--json'],
    options,
  ).catch((error: { stdout?: string; stderr?: string }) => ({
    stdout: error.stdout ?? '',
    stderr: error.stderr ?? '',
  }));
  try {
    return JSON.parse(stdout) as Failure;
  } catch {
    return { message: stderr || stdout };
  }
}

/** Returns why the registry cannot be asked. */
async function askForAdvisories(): Promise<string | undefined> {
  const answer: Advisories = await npmAudit();
  if (answer.vulnerabilities === undefined) return reason(answer);
  const found = Object.entries(answer.vulnerabilities);
  for (const [name, { severity, range }] of found)
    problems.push(`${name} ${range}: ${severity} advisory. Run npm audit for the details.`);
  console.log(`advisories: ${found.length}`);
  return undefined;
}

/** The keys of the signatures come from another host than the packages. */
async function askForSignatures(): Promise<string | undefined> {
  const answer: Signatures = await npmAudit('signatures');
  const { invalid, missing } = answer;
  if (invalid === undefined || missing === undefined) return reason(answer);
  for (const { name, version } of invalid)
    problems.push(`${name}@${version}: the signature or attestation is invalid.`);
  for (const { name, version } of missing) problems.push(`${name}@${version}: the registry has no signature of it.`);
  console.log(`signatures: ${invalid.length} invalid, ${missing.length} missing`);
  return undefined;
}

const reason = ({ message, error }: Failure): string => firstLine(message ?? error?.summary ?? '');
const firstLine = (text: string): string => text.trim().split('\n', 1)[0] || 'no answer';

const unasked = (await askForAdvisories()) ?? (await askForSignatures());
for (const problem of problems) console.error(problem);
if (unasked !== undefined) console.error(`not checked, because the registry cannot be asked: ${unasked}`);
process.exitCode = problems.length > 0 ? 1 : unasked === undefined || values['if-possible'] === true ? 0 : 2;
