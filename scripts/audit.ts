/**
 * `make audit` checks the dependencies of the program: the licenses, and the advisories and signatures that the registry knows.
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

interface Advisories {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly error?: { readonly summary?: string };
  readonly message?: string;
}

/** The output of npm, which exits with 1 if it finds something and if it cannot ask. */
async function npm(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)('npm', args, { cwd: root, timeout: 300_000 })) };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { code: 1, stdout, stderr };
  }
}

/** Returns why the registry cannot be asked. */
async function askForAdvisories(): Promise<string | undefined> {
  const { stdout, stderr } = await npm('audit', '--omit=dev', '--json');
  let answer: Advisories;
  try {
    answer = JSON.parse(stdout) as Advisories;
  } catch {
    return firstLine(stderr || stdout);
  }
  const { vulnerabilities, error, message } = answer;
  if (vulnerabilities === undefined) return firstLine(message ?? error?.summary ?? stderr);
  for (const [name, { severity, range }] of Object.entries(vulnerabilities))
    problems.push(`${name} ${range}: ${severity} advisory. Run npm audit for the details.`);
  console.log(`advisories: ${Object.keys(vulnerabilities).length}`);
  return undefined;
}

/** The keys of the signatures come from another host than the packages. */
async function askForSignatures(): Promise<string | undefined> {
  const { code, stdout, stderr } = await npm('audit', 'signatures', '--omit=dev');
  const text = stdout + stderr;
  if (code === 0) console.log(`signatures: ${firstLine(stdout)}`);
  else if (/invalid|missing/.test(text)) problems.push(`npm audit signatures: ${firstLine(text)}`);
  else return firstLine(text);
  return undefined;
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] || 'no answer';

const unasked = (await askForAdvisories()) ?? (await askForSignatures());
for (const problem of problems) console.error(problem);
if (unasked !== undefined) console.error(`not checked, because the registry cannot be asked: ${unasked}`);
process.exitCode = problems.length > 0 ? 1 : unasked === undefined || values['if-possible'] === true ? 0 : 2;
