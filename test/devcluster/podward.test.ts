/** How the files of the server follow the objects of the cluster. The end-to-end tests start the server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import type { Api } from '../../devcluster/api.ts';
import type { Cluster } from '../../devcluster/cluster.ts';
import { attachPodward, helmUpgrade, type Podward } from '../../devcluster/podward.ts';
import { waitFor } from '../../devcluster/wait.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();
const manifest = `
kind: Deployment
metadata: { name: podward }
---
kind: ValidatingWebhookConfiguration
metadata: { name: podward }
webhooks: [{ clientConfig: { service: { name: podward, port: 8443 } } }]
`;
const deployment = {
  metadata: { name: 'podward' },
  spec: { template: { spec: { containers: [], volumes: [{ name: 'config', configMap: { name: 'podward' } }] } } },
};

/** The ConfigMap. Each `read` gets it and returns it after `answer`, like an API server that is slow. */
let content: string;
let reads: PromiseWithResolvers<void>[];
let dir: string;
let podward: Podward;

beforeEach(async () => {
  content = 'old';
  reads = [];
  dir = temporary();
  const get = async (path: string): Promise<unknown> => {
    if (!path.endsWith('/configmaps/podward')) return deployment;
    const data = { 'podward.yaml': content };
    const answer = Promise.withResolvers<void>();
    reads.push(answer);
    await answer.promise;
    return { data };
  };
  const api = { get } as Api;
  const helm = () => Promise.resolve({ code: 0, stdout: manifest, stderr: '' });
  podward = await attachPodward({ dir, api, helm } as unknown as Cluster);
});

const written = (): string =>
  readFileSync(join(dir, 'releases/podward-system-podward/volumes/config/podward.yaml'), 'utf8');

/** Waits for the read, which must be the only one that has no answer yet. */
async function read(number: number): Promise<PromiseWithResolvers<void>> {
  await waitFor(`read ${number}`, 60, () => reads.length >= number, 5);
  expect(reads).toHaveLength(number);
  return reads[number - 1]!;
}

test('an update reads what was written before it was requested, although another one runs', async () => {
  const updates = [podward.syncVolumes()];
  const first = await read(1);
  content = 'new';
  updates.push(podward.syncVolumes());
  first.resolve();
  (await read(2)).resolve();
  expect(await Promise.all(updates)).toEqual([true, true]);
  expect(written()).toBe('new');
});

test('an update that fails does not prevent the next one', async () => {
  const updates = Promise.allSettled([podward.syncVolumes(), podward.syncVolumes()]);
  (await read(1)).reject(new Error('no answer'));
  (await read(2)).resolve();
  expect(await updates).toMatchObject([{ reason: { message: 'no answer' } }, { value: true }]);
  const later = podward.syncVolumes();
  (await read(3)).resolve();
  expect(await later).toBe(false);
});

test.each([
  [true, ['--reset-then-reuse-values']],
  [false, []],
])('keepValues %s: the values that others gave the release', async (keepValues, expected) => {
  const calls: (readonly string[])[] = [];
  const helm = (args: readonly string[]) => {
    calls.push(args);
    return Promise.resolve({ code: 0, stdout: '', stderr: '' });
  };
  await helmUpgrade({ dir, helm } as unknown as Cluster, { keepValues });
  expect(calls).toHaveLength(1);
  expect(calls[0]!.filter((arg) => /^--re(set|use)/.test(arg))).toEqual(expected);
});

test('nothing is written after close', async () => {
  const ends: string[] = [];
  const update = podward.syncVolumes().then(() => ends.push('update'));
  const first = await read(1);
  const close = podward.close().then(() => ends.push('close'));
  first.resolve();
  await Promise.all([update, close]);
  expect(ends).toEqual(['update', 'close']);
});
