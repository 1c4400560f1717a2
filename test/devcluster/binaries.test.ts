import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { binary, cacheFolder } from '../../devcluster/binaries.ts';
import { cachedFile, cpu, executable, os } from './cache.ts';
import { type ReleaseHost, releaseHost, sha256 } from './release-host.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();
const kubernetesPath = `/v1.36.1/bin/${os}/${cpu}/kube-apiserver`;

let host: ReleaseHost | undefined;
const path = process.env['PATH'];
afterEach(async () => {
  process.env['PATH'] = path;
  await host?.close();
  host = undefined;
});

describe('the cache directory', () => {
  test.each([
    [{ PODWARD_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
    [{ XDG_CACHE_HOME: '/b' }, '/b/podward'],
  ])('%j', (env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});

describe('the order of the sources', () => {
  test('KUBEBUILDER_ASSETS comes before the cache', async () => {
    const [assets, cache] = [temporary(), temporary()];
    const given = executable(join(assets, 'kube-apiserver'), '#!/bin/sh\necho Kubernetes v1.36.1\n');
    executable(cachedFile(cache, 'kube-apiserver', '1.36.1'), '');
    const env = { KUBEBUILDER_ASSETS: assets, PODWARD_CACHE: cache };
    expect(await binary('kube-apiserver', { version: '1.36.1', env })).toBe(given);
  });

  test('kube-apiserver of another version in KUBEBUILDER_ASSETS is not used', async () => {
    const [assets, cache] = [temporary(), temporary()];
    executable(join(assets, 'kube-apiserver'), '#!/bin/sh\necho Kubernetes v1.35.0\n');
    const cached = executable(cachedFile(cache, 'kube-apiserver', '1.36.1'), '');
    const env = { KUBEBUILDER_ASSETS: assets, PODWARD_CACHE: cache };
    expect(await binary('kube-apiserver', { version: '1.36.1', env })).toBe(cached);
  });

  test('the cache comes before the release host', async () => {
    host = await releaseHost({});
    const cache = temporary();
    const cached = executable(cachedFile(cache, 'kube-apiserver', '1.36.1'), '');
    const env = { PODWARD_CACHE: cache, PODWARD_RELEASE_URL: host.url };
    expect(await binary('kube-apiserver', { version: '1.36.1', env })).toBe(cached);
    expect(host.asked).toEqual([]);
  });

  test.each([
    ['1.36.1', '1.35.2'],
    ['1.34.2', '1.35.2'],
  ])('for Kubernetes %s, kubectl %s in the cache is used', async (version, kubectl) => {
    const cache = temporary();
    const cached = executable(cachedFile(cache, 'kubectl', kubectl), '');
    expect(await binary('kubectl', { version, env: { PODWARD_CACHE: cache } })).toBe(cached);
  });
});

describe('download', () => {
  test('a file with the published sha256 is executable, and is not downloaded again', async () => {
    host = await releaseHost({ [kubernetesPath]: 'the server', [`${kubernetesPath}.sha256`]: sha256('the server') });
    const options = { version: '1.36.1', env: { PODWARD_CACHE: temporary(), PODWARD_RELEASE_URL: host.url } };
    const file = await binary('kube-apiserver', options);
    expect(readFileSync(file, 'utf8')).toBe('the server');
    accessSync(file, constants.X_OK);
    expect(await binary('kube-apiserver', options)).toBe(file);
    expect(host.asked).toEqual([`${kubernetesPath}.sha256`, kubernetesPath]);
  });

  test('two callers at the same time download the file once', async () => {
    host = await releaseHost({ [kubernetesPath]: 'the server', [`${kubernetesPath}.sha256`]: sha256('the server') });
    const options = { version: '1.36.1', env: { PODWARD_CACHE: temporary(), PODWARD_RELEASE_URL: host.url } };
    const [one, other] = await Promise.all([binary('kube-apiserver', options), binary('kube-apiserver', options)]);
    expect(one).toBe(other);
    expect(host.asked).toHaveLength(2);
  });

  test('a file with another sha256 is an error, and is deleted', async () => {
    host = await releaseHost({
      [kubernetesPath]: 'something else',
      [`${kubernetesPath}.sha256`]: sha256('the server'),
    });
    const cache = temporary();
    const env = { PODWARD_CACHE: cache, PODWARD_RELEASE_URL: host.url };
    await expect(binary('kube-apiserver', { version: '1.36.1', env })).rejects.toThrow(
      `has the sha256 ${sha256('something else')}, but ${host.url}${kubernetesPath}.sha256 lists ${sha256('the server')}`,
    );
    expect(existsSync(cachedFile(cache, 'kube-apiserver', '1.36.1'))).toBe(false);
    expect(existsSync(join(cache, 'tmp', 'kube-apiserver-1.36.1'))).toBe(false);
  });

  test('the file is extracted from a published archive', async () => {
    const folder = temporary();
    const archive = `etcd-v3.6.13-${os}-${cpu}`;
    executable(join(folder, archive, 'etcd'), 'the database');
    execFileSync('tar', ['-czf', join(folder, 'a.tar.gz'), '-C', folder, archive]);
    const content = readFileSync(join(folder, 'a.tar.gz'));
    const sums = `${sha256('other')}  etcd-v3.6.13-other.tar.gz\n${sha256(content)}  ${archive}.tar.gz\n`;
    host = await releaseHost({ [`/v3.6.13/${archive}.tar.gz`]: content, '/v3.6.13/SHA256SUMS': sums });
    const file = await binary('etcd', { env: { PODWARD_CACHE: temporary(), PODWARD_ETCD_RELEASE_URL: host.url } });
    expect(readFileSync(file, 'utf8')).toBe('the database');
  });

  test('a host that fails gets one request, and without Go the error says what to do', async () => {
    host = await releaseHost({ [`${kubernetesPath}.sha256`]: undefined });
    const env = { PODWARD_CACHE: temporary(), PODWARD_RELEASE_URL: host.url };
    process.env['PATH'] = temporary();
    await expect(binary('kube-apiserver', { version: '1.36.1', env })).rejects.toThrow(
      /cannot be reached, Go is not installed\.\nDo one of the following:\n.*Install Go/,
    );
    await expect(binary('kube-controller-manager', { version: '1.36.1', env })).rejects.toThrow('Go is not installed');
    expect(host.asked).toEqual([`${kubernetesPath}.sha256`]);
  });
});
