import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { manifestWays, merge } from '../../../src/kubernetes/apiserver/strategic-merge.ts';

/** The expected values are those of `kubectl apply`, from test/e2e/apply-prediction.test.ts or from its source code. */
interface Case {
  readonly name: string;
  readonly type?: string;
  readonly live: JsonObject;
  readonly sent: JsonObject;
  readonly last?: JsonObject;
  readonly merged: JsonObject;
}

const tcp = (containerPort: number): JsonObject => ({ containerPort, protocol: 'TCP' });

const cases: readonly Case[] = [
  {
    name: 'fields that no manifest mentions stay',
    live: { nodeName: 'a', priority: 0 },
    sent: { hostname: 'web' },
    merged: { nodeName: 'a', priority: 0, hostname: 'web' },
  },
  {
    name: 'fields that only the last manifest has are removed',
    live: { nodeName: 'a', hostname: 'web' },
    sent: {},
    last: { hostname: 'web', subdomain: 's' },
    merged: { nodeName: 'a' },
  },
  {
    name: 'null removes, and adds nothing',
    live: { hostname: 'web' },
    sent: { hostname: null, subdomain: null, securityContext: { runAsUser: null, runAsGroup: 1 } },
    merged: { securityContext: { runAsGroup: 1 } },
  },
  {
    name: 'maps are merged key by key',
    live: { nodeSelector: { disk: 'ssd', zone: 'a', gone: 'x' } },
    sent: { nodeSelector: { zone: 'b' } },
    last: { nodeSelector: { gone: 'x' } },
    merged: { nodeSelector: { disk: 'ssd', zone: 'b' } },
  },
  {
    name: 'a list without a merge key is replaced',
    live: { tolerations: [{ key: 'a' }, { key: 'b' }] },
    sent: { tolerations: [{ key: 'c' }] },
    merged: { tolerations: [{ key: 'c' }] },
  },
  {
    name: 'an empty list with a merge key does not remove entries',
    live: { containers: [{ name: 'a' }] },
    sent: { containers: [] },
    merged: { containers: [{ name: 'a' }] },
  },
  {
    name: 'but it removes entries that were applied last',
    live: { containers: [{ name: 'injected' }, { name: 'a' }] },
    sent: { containers: [] },
    last: { containers: [{ name: 'a' }] },
    merged: { containers: [{ name: 'injected' }] },
  },
  {
    name: 'entries are merged by their key, and injected ones keep their position',
    live: {
      containers: [
        { name: 'proxy', image: 'p' },
        { name: 'a', image: 'a:1', imagePullPolicy: 'IfNotPresent' },
        { name: 'log' },
      ],
    },
    sent: { containers: [{ name: 'a', image: 'a:2' }] },
    merged: {
      containers: [
        { name: 'proxy', image: 'p' },
        { name: 'a', image: 'a:2', imagePullPolicy: 'IfNotPresent' },
        { name: 'log' },
      ],
    },
  },
  {
    name: 'the order is that of the manifest',
    live: { containers: [{ name: 'a' }, { name: 'proxy' }, { name: 'b' }] },
    sent: { containers: [{ name: 'b' }, { name: 'a' }] },
    merged: { containers: [{ name: 'proxy' }, { name: 'b' }, { name: 'a' }] },
  },
  {
    name: 'a new entry has the position in the manifest',
    live: { containers: [{ name: 'a' }, { name: 'proxy' }] },
    sent: { containers: [{ name: 'new' }, { name: 'a' }] },
    merged: { containers: [{ name: 'new' }, { name: 'a' }, { name: 'proxy' }] },
  },
  {
    name: 'lists within entries',
    type: 'Container',
    live: {
      env: [
        { name: 'A', value: '1' },
        { name: 'INJECTED', value: '2' },
      ],
      args: ['x'],
      command: ['c'],
    },
    sent: { env: [{ name: 'B', value: '3' }], args: ['y', 'z'] },
    last: { env: [{ name: 'A', value: '1' }], command: ['c'] },
    merged: {
      env: [
        { name: 'INJECTED', value: '2' },
        { name: 'B', value: '3' },
      ],
      args: ['y', 'z'],
    },
  },
  {
    name: 'an env variable that changes its kind keeps the old source',
    type: 'Container',
    live: { env: [{ name: 'A', value: '1' }] },
    sent: { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
    merged: { env: [{ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
  },
  {
    name: 'a volume keeps only the fields of the manifest',
    live: {
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'token', projected: {} },
      ],
    },
    sent: { volumes: [{ name: 'data', configMap: { name: 'c' } }] },
    merged: {
      volumes: [
        { name: 'data', configMap: { name: 'c' } },
        { name: 'token', projected: {} },
      ],
    },
  },
  {
    name: 'defaults within a volume source stay',
    live: { volumes: [{ name: 'data', configMap: { name: 'c', defaultMode: 420 } }] },
    sent: { volumes: [{ name: 'data', configMap: { name: 'd' } }] },
    merged: { volumes: [{ name: 'data', configMap: { name: 'd', defaultMode: 420 } }] },
  },
  {
    name: 'a strategy of a Deployment keeps only the fields of the manifest',
    type: 'DeploymentSpec',
    live: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
    sent: { strategy: { type: 'Recreate' } },
    merged: { strategy: { type: 'Recreate' } },
  },
  {
    name: 'a strategy of a StatefulSet is merged',
    type: 'StatefulSetSpec',
    live: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
    sent: { updateStrategy: { type: 'OnDelete' } },
    merged: { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 0 } } },
  },
  {
    name: 'finalizers are added, and applied ones are removed',
    type: 'ObjectMeta',
    live: { finalizers: ['a/a', 'b/b', 'c/c'] },
    sent: { finalizers: ['d/d', 'c/c'] },
    last: { finalizers: ['a/a', 'c/c'] },
    merged: { finalizers: ['d/d', 'b/b', 'c/c'] },
  },
  {
    name: 'ports with one number are paired in their order',
    type: 'Container',
    live: {
      ports: [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
    },
    sent: {
      ports: [
        { containerPort: 53, protocol: 'TCP', name: 'a' },
        { containerPort: 53, protocol: 'UDP', name: 'b' },
      ],
    },
    merged: {
      ports: [
        { containerPort: 53, protocol: 'TCP', name: 'a' },
        { containerPort: 53, protocol: 'UDP', name: 'b' },
      ],
    },
  },
  {
    name: 'an empty strategy keeps all fields',
    type: 'DeploymentSpec',
    live: { strategy: { type: 'Recreate' } },
    sent: { strategy: {} },
    merged: { strategy: { type: 'Recreate' } },
  },
  {
    name: 'a second port with an existing number is lost',
    type: 'Container',
    live: { ports: [{ containerPort: 53, protocol: 'TCP' }] },
    sent: {
      ports: [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
    },
    merged: { ports: [{ containerPort: 53, protocol: 'TCP' }] },
  },
  {
    name: 'one of two ports with one number is removed',
    type: 'Container',
    live: {
      ports: [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
    },
    sent: { ports: [{ containerPort: 53, protocol: 'TCP' }] },
    last: {
      ports: [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
    },
    merged: { ports: [{ containerPort: 53, protocol: 'TCP' }] },
  },
  {
    name: 'a renamed entry comes last, after injected ones',
    live: { containers: [{ name: 'proxy' }, { name: 'a' }, { name: 'old' }] },
    sent: { containers: [{ name: 'new' }, { name: 'a' }] },
    last: { containers: [{ name: 'old' }, { name: 'a' }] },
    merged: { containers: [{ name: 'proxy' }, { name: 'new' }, { name: 'a' }] },
  },
  {
    name: 'a stored entry stays beside the sent one with the same key',
    type: 'Container',
    live: { ports: [tcp(53), { ...tcp(53), protocol: 'UDP' }, tcp(80)] },
    sent: { ports: [{ containerPort: 53 }, { containerPort: 80 }] },
    merged: { ports: [tcp(53), { ...tcp(53), protocol: 'UDP' }, tcp(80)] },
  },
  {
    name: 'an empty key is a key',
    live: { containers: [{ name: 'a' }, { name: 'b' }] },
    sent: { containers: [{ name: '' }, { name: 'c' }] },
    last: { containers: [{ name: 'a' }, { name: 'b' }] },
    merged: { containers: [{ name: '' }, { name: 'c' }] },
  },
  {
    name: 'the terms of an affinity are replaced',
    live: {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }] }, podAffinity: {} },
    },
    sent: { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } },
    merged: { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] }, podAffinity: {} } },
  },
  {
    name: 'entries without a key, and values of other types, replace the stored value',
    live: { containers: [{ name: 'a' }], volumes: [{ name: 'v' }], securityContext: { runAsUser: 1 } },
    sent: { containers: [{ image: 'b' }], volumes: 'none', securityContext: ['x'] },
    merged: { containers: [{ image: 'b' }], volumes: 'none', securityContext: ['x'] },
  },
];

test.each(cases)('$name', ({ type = 'PodSpec', live, sent, last = {}, merged }) => {
  expect(merge(live, sent, last, type)).toEqual(merged);
  // Another apply does not change anything.
  expect(merge(merged, sent, sent, type)).toEqual(merged);
});

const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject;

describe('names of Object.prototype are ordinary names', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s', (name) => {
    const sent = parse(
      `{"${name}": {"a": 1}, "nodeSelector": {"${name}": "b"}, "containers": [{"name": "${name}", "${name}": []}]}`,
    );
    const live = parse(`{"${name}": {"b": 2}, "nodeSelector": {"${name}": "a"}, "containers": [{"name": "c"}]}`);
    const merged = merge(live, sent, parse(`{"${name}": {"b": 2}}`), 'PodSpec');
    expect(JSON.parse(JSON.stringify(merged))).toEqual(
      parse(
        `{"${name}": {"a": 1}, "nodeSelector": {"${name}": "b"}, "containers": [{"name": "${name}", "${name}": []}, {"name": "c"}]}`,
      ),
    );
    expect(({} as JsonObject)['a']).toBeUndefined();
    expect(JSON.parse(JSON.stringify(merge(live, sent, {}, name)))).toEqual(
      parse(
        `{"${name}": {"a": 1, "b": 2}, "nodeSelector": {"${name}": "b"}, "containers": [{"name": "${name}", "${name}": []}]}`,
      ),
    );
  });
});

test.each<[string, (string | number)[], (string | number)[]]>([
  ['an entry that has another position', ['spec', 'containers', 1, 'image'], ['spec', 'containers', 0, 'image']],
  [
    'positions as texts',
    ['spec', 'containers', '1', 'env', '1', 'value'],
    ['spec', 'containers', 0, 'env', 0, 'value'],
  ],
  ['an entry that is not there', ['spec', 'containers', 0, 'image'], ['spec', 'containers']],
  ['a field that is not there', ['spec', 'containers', 1, 'tty'], ['spec', 'containers', 0]],
  ['a list that was replaced', ['spec', 'tolerations', 1, 'key'], ['spec', 'tolerations', 1, 'key']],
  ['the whole', [], []],
])('the place of %s', (_, way, place) => {
  const manifest = {
    spec: {
      containers: [{ name: 'app', image: 'a', env: [{ name: 'B', value: '1' }] }],
      tolerations: [{ key: 'a' }, { key: 'b' }],
    },
  };
  const live = { spec: { containers: [{ name: 'proxy' }, { name: 'app', env: [{ name: 'A' }, { name: 'B' }] }] } };
  expect(manifestWays(merge(live, manifest, {}, 'Pod'), manifest, 'Pod')(way)).toEqual(place);
});
