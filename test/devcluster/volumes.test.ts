import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Api } from '../../devcluster/api.ts';
import { createTokens, type Tokens } from '../../devcluster/tokens.ts';
import { volumeFiles, writeVolume } from '../../devcluster/volumes.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();
const files = (content: Record<string, string>) =>
  new Map(Object.entries(content).map(([name, text]) => [name, Buffer.from(text)]));

describe('writeVolume', () => {
  test('replaces all files with one symbolic link', async () => {
    const folder = join(temporary(), 'tls');
    expect(await writeVolume(folder, files({ 'tls.crt': 'old', 'tls.key': 'old' }))).toBe(true);
    const before = readlinkSync(join(folder, '..data'));
    expect(readlinkSync(join(folder, 'tls.crt'))).toBe('..data/tls.crt');
    expect(await writeVolume(folder, files({ 'tls.crt': 'old', 'tls.key': 'old' }))).toBe(false);
    expect(await writeVolume(folder, files({ 'tls.crt': 'new', 'ca.crt': 'new' }))).toBe(true);
    const after = readlinkSync(join(folder, '..data'));
    expect(after).not.toBe(before);
    expect(readdirSync(folder).sort()).toEqual(['..data', after, 'ca.crt', 'tls.crt'].sort());
    expect(readFileSync(join(folder, 'tls.crt'), 'utf8')).toBe('new');
    expect(existsSync(join(folder, 'tls.key'))).toBe(false);
  });
});

describe('volumeFiles', () => {
  const objects: Record<string, unknown> = {
    '/api/v1/namespaces/ns/secrets/s': { data: { 'tls.crt': Buffer.from('certificate').toString('base64') } },
    '/api/v1/namespaces/ns/configmaps/c': { data: { a: 'A' }, binaryData: { b: Buffer.from('B').toString('base64') } },
  };
  const asked: [string, object][] = [];
  const api: Api = {
    get: <T>(path: string) => Promise.resolve(objects[path] as T | undefined),
    create: <T>(path: string, object: object) => {
      asked.push([path, object]);
      const token = { status: { token: `token-${asked.length}` } };
      return Promise.resolve((path.includes('/podward/') ? token : undefined) as T | undefined);
    },
    ready: () => Promise.resolve(true),
    close: () => {},
  };
  test.each([
    [{ secret: { secretName: 's' } }, { 'tls.crt': 'certificate' }],
    [{ configMap: { name: 'c' } }, { a: 'A', b: 'B' }],
    [{ configMap: { name: 'c', items: [{ key: 'b', path: 'other' }] } }, { other: 'B' }],
    [{ configMap: { name: 'c', items: [{ key: 'z', path: 'z' }], optional: true } }, {}],
    [{ secret: { secretName: 'none', optional: true } }, {}],
    [{ emptyDir: {} }, {}],
    [{ secret: { secretName: 'none' } }, undefined],
    [{ configMap: { name: 'c', items: [{ key: 'z', path: 'z' }] } }, undefined],
  ])('%j', async (volume, expected) => {
    const found = await volumeFiles(api, 'ns', { name: 'v', ...volume }, createTokens(api, 'ns'));
    expect(found && Object.fromEntries([...found].map(([name, content]) => [name, content.toString()]))).toEqual(
      expected,
    );
  });

  test('throws for an unsupported volume source', async () => {
    const volume = { name: 'v', hostPath: { path: '/' } };
    await expect(volumeFiles(api, 'ns', volume, createTokens(api, 'ns'))).rejects.toThrow(
      'volume v must be a Secret, ConfigMap, emptyDir or projected volume',
    );
    const projected = { sources: [{ downwardAPI: {} }] as object[] };
    await expect(volumeFiles(api, 'ns', { name: 'v', projected }, createTokens(api, 'ns'))).rejects.toThrow(
      'each source of volume v must be serviceAccountToken',
    );
  });

  test('a token is requested once, and again for another Pod', async () => {
    const volume = {
      name: 'v',
      projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 600 } }] },
    };
    expect(await volumeFiles(api, 'ns', volume, createTokens(api, 'ns', 'none'))).toBeUndefined();
    const tokens = createTokens(api, 'ns', 'podward');
    const textOf = async (of: Tokens) => (await volumeFiles(api, 'ns', volume, of))?.get('token')?.toString();
    expect([await textOf(tokens), await textOf(tokens)]).toEqual(['token-2', 'token-2']);
    expect(await textOf(createTokens(api, 'ns', 'podward'))).toBe('token-3');
    expect(asked[1]).toEqual([
      '/api/v1/namespaces/ns/serviceaccounts/podward/token',
      expect.objectContaining({ kind: 'TokenRequest', spec: { expirationSeconds: 600, audiences: [] } }),
    ]);
  });
});
