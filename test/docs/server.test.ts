/** docs/server.md lists every flag of `podward serve` with its default, and every metric with its labels. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { exemptionDimensions } from '../../src/policy/exemptions.ts';
import type { Outcome } from '../../src/admission/review.ts';
import type { VersionFailure } from '../../src/kubernetes/apiserver/version.ts';
import { processIo } from '../../src/cli/io.ts';
import { createProgram } from '../../src/cli/program.ts';
import { register } from '../../src/cli/serve.ts';
import type { Closed } from '../../src/server/connections.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import type { StopReason } from '../../src/server/launch.ts';
import type { VersionSource } from '../../src/server/versions.ts';

const page = readFileSync(new URL('../../docs/server.md', import.meta.url), 'utf8');

/** The cells of the table rows whose first cell is inline code that matches. */
const rows = (first: RegExp): string[][] =>
  [...page.matchAll(/^\| `(.*)$/gm)]
    .map(([line]) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([cell = '']) => first.test(cell));
const code = (cell: string): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text);

test('the flags are those of podward serve --help', () => {
  const program = createProgram(processIo);
  register(program);
  const help = program.commands[0]!.helpInformation().replaceAll(/\n {10,}/g, ' ');
  const listed = [...help.matchAll(/^ {2}(--\S+(?: <\w+>)?) +(.*)$/gm)].map(([, flag, text = '']) => [
    flag,
    /Default: (\S+?)(?: \(.*\))?\.$/.exec(text)?.[1] ?? '',
  ]);
  expect(listed.length).toBeGreaterThan(10);
  const named = rows(/^`--/).map(([flag = '', fallback = '']) => [code(flag)[0], code(fallback)[0] ?? '']);
  expect(named).toEqual(listed);
});

test('the metrics are those of the registry', async () => {
  const metrics = createMetrics({
    expires: () => new Date(0),
    refusesCertificate: () => false,
    bytesInFlight: () => 0,
    connections: () => 0,
    reviewsWaiting: () => 0,
    reviewerBytes: () => 0,
    logLinesDropped: () => 0,
    versions: () => ({ minors: [36], source: 'configured' }),
    configuration: () => ({ sha256: 'a', stale: false }),
  });
  // A metric exposes its labels after the first observation.
  metrics.reviewed('validate', 'deny', { outcome: 'denied', findings: [{ rule: 'a', mode: 'deny', count: 1 }] }, 0);
  metrics.reviewed('validate', 'deny', { outcome: 'exempt', findings: [], exemption: 'user' }, 0);
  metrics.refused(400);
  metrics.reviewerStopped('crash');
  metrics.connectionClosed('idle');
  metrics.tlsFailed();
  metrics.certificateRefused();
  metrics.versionFailed('timeout');
  const { text } = await metrics.expose();
  const exposed = [...text.matchAll(/^# TYPE (podward_\w+) /gm)].map(([, name = '']) => {
    const [, labels = ''] = new RegExp(`^${name}(?:_sum)?(?:\\{(.*)\\})? `, 'm').exec(text) ?? [];
    return [name, ...[...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)];
  });
  expect(exposed.length).toBeGreaterThan(10);
  const named = rows(/^`podward_/).map(([name = '', labels = '']) => [code(name)[0], ...code(labels)]);
  expect(named.sort()).toEqual(exposed.sort());
});

test('the values of labels are complete', () => {
  const outcomes: Record<Outcome, true> = {
    allowed: true,
    patched: true,
    denied: true,
    exempt: true,
    foreign: true,
    stale: true,
    unread: true,
    undecodable: true,
    failed: true,
  };
  expect(rows(/^`[a-z]+`$/).map(([outcome = '']) => code(outcome)[0])).toEqual(Object.keys(outcomes));
  const reasons: Record<StopReason | Closed, true> = {
    memory: true,
    time: true,
    crash: true,
    'half-open': true,
    unused: true,
    idle: true,
    receiving: true,
    refused: true,
  };
  const told = rows(/stopped|closed/).flatMap(([, , text = '']) => code(text));
  expect(told).toEqual(Object.keys(reasons));
});

test('the reasons for which a version is not learned are complete', () => {
  const reasons: Record<VersionFailure, true> = {
    ca: true,
    connect: true,
    tls: true,
    timeout: true,
    status: true,
    answer: true,
  };
  expect(rows(/version_failures/).flatMap(([, , text = '']) => code(text))).toEqual(Object.keys(reasons));
  const sources: Record<VersionSource, true> = { learned: true, outdated: true, configured: true };
  expect(rows(/version_info/).flatMap(([, , text = '']) => code(text).slice(0, 3))).toEqual(Object.keys(sources));
});

test('the dimensions of exemptions are complete', () => {
  expect(rows(/exempted_reviews/).flatMap(([, , text = '']) => code(text).slice(1))).toEqual(exemptionDimensions);
});

test('the paths of the health port are complete', () => {
  const server = readFileSync(new URL('../../src/server/health.ts', import.meta.url), 'utf8');
  const served = [...server.matchAll(/case '(\/\w+)'/g)].map(([, path]) => `GET ${path}`);
  expect(rows(/^`GET /).map(([path = '']) => code(path)[0])).toEqual(served);
});
