/** The files of KUBECONFIG, as kubectl reads them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ClusterError, readKubeConfig } from '../../src/cluster/kubeconfig.ts';

let folder: string;
let before: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podward-kubeconfig-'));
  before = process.env['KUBECONFIG'];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = before;
});

interface Entry {
  readonly cluster: string;
  readonly server: string;
  readonly context: string;
  readonly current?: string;
}
const file = (name: string, { cluster, server, context, current }: Entry): string =>
  written(
    name,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': current,
      clusters: [{ name: cluster, cluster: { server, 'certificate-authority': 'ca.crt' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: context, context: { cluster, user: 'u' } }],
    }),
  );
function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const here = (): string => file('here', { cluster: 'c', server: 'https://here', context: 'here', current: 'here' });
const there = (): string =>
  file('there', { cluster: 'd', server: 'https://there', context: 'there', current: 'there' });
const missing = (): string => join(folder, 'missing');
const setList = (...files: string[]): void => void (process.env['KUBECONFIG'] = files.join(delimiter));
const serverOf = (context?: string): string | undefined => readKubeConfig({ context }).getCurrentCluster()?.server;
function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ClusterError) return error.message;
    throw error;
  }
  return '';
}

describe('the files of KUBECONFIG', () => {
  test.each<[string, () => string[]]>([
    ['the first', () => [missing(), here()]],
    ['the last', () => [here(), missing()]],
  ])('may be missing: %s', (_, files) => {
    setList(...files());
    expect(serverOf()).toBe('https://here');
  });

  test('may be empty', () => {
    setList(written('empty', '\n'), '', here());
    expect(serverOf()).toBe('https://here');
  });

  test('are merged, and the first one decides about the current context', () => {
    setList(file('none', { cluster: 'e', server: 'https://none', context: 'none' }), here(), there());
    expect(serverOf()).toBe('https://here');
    expect(serverOf('there')).toBe('https://there');
    expect(serverOf('none')).toBe('https://none');
  });

  test('may have the same names, and the first one decides', () => {
    setList(here(), file('again', { cluster: 'c', server: 'https://again', context: 'here', current: 'here' }));
    expect(serverOf()).toBe('https://here');
  });

  test('name other files from their own folder', () => {
    mkdirSync(join(folder, 'sub'));
    setList(file('sub/here', { cluster: 'c', server: 'https://here', context: 'here', current: 'here' }));
    expect(readKubeConfig().getCurrentCluster()?.caFile).toBe(join(folder, 'sub', 'ca.crt'));
  });
});

describe('an error names the file', () => {
  test('if all files of KUBECONFIG are missing', () => {
    setList(missing(), '/none');
    expect(errorOf(serverOf)).toBe(`no file in KUBECONFIG exists: ${missing()}${delimiter}/none. Correct KUBECONFIG.`);
  });

  test('if one of KUBECONFIG cannot be read', () => {
    setList(here(), folder);
    expect(errorOf(serverOf)).toBe(`the kubeconfig ${folder} cannot be read: this is a directory. Check the file.`);
  });

  test('if one of KUBECONFIG is not YAML', () => {
    const bad = written('bad', 'users:\n- name: u\n  user: {token: secret\n');
    setList(here(), bad);
    // The message of the YAML library has the lines around the mistake.
    expect(errorOf(serverOf)).toBe(
      `the kubeconfig ${bad} cannot be read: unexpected end of the stream within a flow collection in line 3. Check the file.`,
    );
  });

  test('if that of --kubeconfig is missing', () => {
    expect(errorOf(() => readKubeConfig({ kubeconfig: missing() }))).toBe(
      `the kubeconfig ${missing()} cannot be read: no such file or directory. Check the file.`,
    );
  });

  test('if that of --kubeconfig is empty', () => {
    const kubeconfig = written('empty', '');
    expect(errorOf(() => readKubeConfig({ kubeconfig }))).toMatch(`the kubeconfig ${kubeconfig} names no cluster`);
  });
});
