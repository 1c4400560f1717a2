/** The files of KUBECONFIG, as kubectl reads them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ClusterError, readKubeConfig } from '../../src/cluster/kubeconfig.ts';

let folder: string;
const { HOME, KUBECONFIG } = process.env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podward-kubeconfig-'));
  delete process.env['KUBECONFIG'];
  process.env['HOME'] = folder;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const [name, value] of Object.entries({ HOME, KUBECONFIG }))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
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
  mkdirSync(dirname(path), { recursive: true });
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

  test.each(['', '\n', '# a comment\n\n  # another\n', '---\n', '--- # nothing\n', '---\n...\n', 'null\n', '~'])(
    'may be empty: %j',
    (text) => {
      setList(written('empty', text), '', here());
      expect(serverOf()).toBe('https://here');
    },
  );

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
    setList(file('sub/here', { cluster: 'c', server: 'https://here', context: 'here', current: 'here' }));
    expect(readKubeConfig().getCurrentCluster()?.caFile).toBe(join(folder, 'sub', 'ca.crt'));
  });
});

test('without KUBECONFIG, the file is that of the home directory', () => {
  file('.kube/config', { cluster: 'c', server: 'http://localhost:8080', context: 'here', current: 'here' });
  expect(serverOf()).toBe('http://localhost:8080');
});

describe('a user', () => {
  const withUser = (user: object): string =>
    written(
      'user',
      JSON.stringify({
        'current-context': 'here',
        clusters: [{ name: 'c', cluster: { server: 'https://here' } }],
        users: [
          { name: 'other', user: {} },
          { name: 'u', user },
        ],
        contexts: [
          { name: 'here', context: { cluster: 'c', user: 'u' } },
          { name: 'there', context: { cluster: 'c', user: 'other' } },
        ],
      }),
    );

  test.each<[string, object]>([
    ['tokenFile', { tokenFile: '/token', token: 't' }],
    ['as-groups', { as: 'a', 'as-groups': ['g'] }],
    ['as-uid', { as: 'a', 'as-uid': '1' }],
    ['as-user-extra', { as: 'a', 'as-user-extra': { scopes: ['s'] }, tokenFile: '/token', token: 't' }],
  ])('with %s is not supported, and others of the same file are', (field, user) => {
    const kubeconfig = withUser(user);
    const message = `the user "u" of the kubeconfig has the field ${field}, which Podward does not support. Use a context with another user.`;
    expect(errorOf(() => readKubeConfig({ kubeconfig }))).toBe(message);
    setList(kubeconfig, here());
    expect(errorOf(serverOf)).toBe(message);
    expect(serverOf('there')).toBe('https://here');
  });

  test.each(['*fields', '{ <<: *fields }'])('nor is %s, with a field in an alias', (user) => {
    const kubeconfig = withUser({});
    const text = readFileSync(kubeconfig, 'utf8');
    const others = JSON.stringify({ ...JSON.parse(text), users: undefined }).slice(1);
    writeFileSync(kubeconfig, `{ a: &fields { as: a, as-groups: [g] }, users: [{ name: u, user: ${user} }], ${others}`);
    expect(errorOf(() => readKubeConfig({ kubeconfig }))).toContain('has the field as-groups');
  });

  test('empty fields are supported', () => {
    const user = { as: 'a', 'as-groups': [], 'as-uid': null, 'as-user-extra': {}, tokenFile: '' };
    expect(readKubeConfig({ kubeconfig: withUser(user) }).getCurrentUser()?.name).toBe('u');
  });
});

describe('an error says why no cluster is named', () => {
  const noContext = 'the kubeconfig has no context. Use the kubeconfig of a cluster.';
  const noCurrent = 'the kubeconfig has no current context. To choose one, run kubectl config use-context NAME.';
  const noSuch =
    'the current context "there" is not in the kubeconfig. To choose another one, run kubectl config use-context NAME.';
  const noCluster =
    'the context "here" names a cluster that is not in the kubeconfig. Correct the context, or choose another one with kubectl config use-context NAME.';
  const without = (current?: string): string =>
    written(
      'bad',
      JSON.stringify({ 'current-context': current, contexts: [{ name: 'here', context: { cluster: 'c' } }] }),
    );

  test('if there is no file', () =>
    expect(errorOf(serverOf)).toMatch(
      'no cluster is configured. Set KUBECONFIG, or run this command in a Pod with a service account token.',
    ));

  test.each(['', '# a comment', 'null'])('if that of the home directory is empty: %j', (text) => {
    written('.kube/config', text);
    expect(errorOf(serverOf)).toBe(noContext);
  });

  test.each<[string, string | undefined, string | undefined, string]>([
    ['without a current context', undefined, undefined, noCurrent],
    ['whose current context is missing', 'there', undefined, noSuch],
    ['whose current context names no cluster', 'here', undefined, noCluster],
    ['with a context that names no cluster', undefined, 'here', noCluster],
  ])('of a file %s', (_, current, context, message) => {
    const kubeconfig = without(current);
    expect(errorOf(() => readKubeConfig({ kubeconfig, context }))).toBe(message);
    setList(kubeconfig);
    expect(errorOf(() => serverOf(context))).toBe(message);
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
});
