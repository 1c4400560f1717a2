import { describe, expect, test } from '@jest/globals';
import type { Api } from '../../devcluster/api.ts';
import { type Deployment, listenOf, onlyContainer, processArgs, processEnv } from '../../devcluster/workload.ts';

type Container = Deployment['spec']['template']['spec']['containers'][number];

function deployment(...containers: Container[]): Deployment {
  return { metadata: { name: 'd', namespace: 'ns', generation: 1 }, spec: { template: { spec: { containers } } } };
}
const listen = { host: '127.70.0.9', port: 8443, healthPort: 8080 };
const added = ['--host=127.70.0.9', '--port=8443', '--health-port=8080'];

describe('processArgs', () => {
  const volumeMounts = [
    { name: 'etc', mountPath: '/etc/podward' },
    { name: 'tls', mountPath: '/etc/podward/tls' },
  ];
  test.each([
    ['a file in a mount', '--config=/etc/podward/config.yaml', '--config=/v/etc/config.yaml'],
    ['the longest mount', '--tls-dir=/etc/podward/tls', '--tls-dir=/v/tls'],
    ['a path that only begins like a mount path', '--tls-dir=/etc/podward/tls2', '--tls-dir=/v/etc/tls2'],
    ['no mount', '--log=/var/log', '--log=/var/log'],
  ])('%s', (_what, arg, local) => {
    expect(processArgs({ name: 'c', args: ['serve', arg], volumeMounts }, '/v', listen)).toEqual([
      'serve',
      local,
      ...added,
    ]);
  });

  test('subPath is not supported', () => {
    const mounts = [{ name: 'etc', mountPath: '/etc', subPath: 'x' }];
    expect(() => processArgs({ name: 'c', args: ['/etc'], volumeMounts: mounts }, '/v', listen)).toThrow('subPath');
  });
});

test('listenOf returns the health port of the container', () => {
  const service = { metadata: { name: 's' }, spec: { clusterIP: '127.70.0.9', ports: [{ port: 8443 }] } };
  const container = { name: 'c', args: ['serve', '--health-port=9090'] };
  expect(listenOf(deployment(container), service, 8443)).toEqual({ host: '127.70.0.9', port: 8443, healthPort: 9090 });
});

test.each([
  ['two containers', [{ name: 'a' }, { name: 'b' }], 'Deployment d has 2 containers'],
  ['a command', [{ name: 'a', command: ['sh'] }], 'must not set command'],
])('onlyContainer throws for %s', (_what, containers, message) => {
  expect(() => onlyContainer(deployment(...containers))).toThrow(message);
});

describe('processEnv', () => {
  const api: Api = {
    get: <T>(path: string) =>
      Promise.resolve((path.endsWith('/configmaps/c') ? { data: { key: 'from map' } } : undefined) as T | undefined),
    create: () => Promise.resolve(undefined),
    ready: () => Promise.resolve(true),
    close: () => {},
  };
  test('values, fields and keys', async () => {
    const env = [
      { name: 'PLAIN', value: 'x' },
      { name: 'EMPTY' },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'c', key: 'key' } } },
    ];
    expect(await processEnv(api, deployment({ name: 'c', env }), listen, 'https://127.0.0.1:6443')).toEqual({
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: '6443',
      PLAIN: 'x',
      EMPTY: '',
      IP: '127.70.0.9',
      KEY: 'from map',
    });
  });

  test('a reference that cannot be resolved is an error', async () => {
    const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
    await expect(processEnv(api, deployment({ name: 'c', env }), listen, 'https://127.0.0.1:6443')).rejects.toThrow(
      'env KEY',
    );
  });
});
