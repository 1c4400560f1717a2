/** Who may lower the mode of a namespace, also while Podward is down. This test has its own release, because it stops the server. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { chart, type Rendered } from '../chart/helm.ts';
import { pages } from '../docs/commands.ts';
import { commandsToType } from '../docs/tried.ts';
import { until } from '../server/client.ts';
import { storedConfiguration } from './config-map.ts';
import { eventually, type Answer } from './namespace.ts';
import { ownRelease } from './own-release.ts';
import { typist } from './typing.ts';
import { manyLabels } from './web.ts';

const label = 'podward.dev/mode';
const tenants = 'e2e-tenants';
const users = {
  admin: [],
  tenant: ['--as=jane', `--as-group=${tenants}`],
  platform: ['--as=pat', `--as-group=${tenants}`, '--as-group=kubeadm:cluster-admins'],
  deployer: ['--as=system:serviceaccount:gitops:deployer', `--as-group=${tenants}`],
  clusterAdmin: ['--as=carl'],
  jane: ['--as=jane'],
  una: ['--as=una', `--as-group=${tenants}`],
} as const;
type User = keyof typeof users;

const own = ownRelease();

const kubectl = (user: User, args: readonly string[], input?: object): Promise<Answer> =>
  own.cluster.kubectl([...users[user], ...args], {
    reject: false,
    timeoutSeconds: 100,
    ...(input === undefined ? {} : { input: JSON.stringify(input) }),
  });
const namespaceOf = (name: string, labels: Record<string, string> = {}): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const newName = (): string => `e2e-${randomBytes(4).toString('hex')}`;
/** A new namespace in this mode, or without a label, and with other labels. */
async function made(mode?: string, labels: Record<string, string> = {}): Promise<string> {
  const name = newName();
  const all = mode === undefined ? labels : { ...labels, [label]: mode };
  const answer = await kubectl('admin', ['create', '-f', '-'], namespaceOf(name, all));
  if (answer.code !== 0) throw new Error(answer.stderr);
  own.left.push(`namespace/${name}`);
  return name;
}
/** Without a mode, removes the label. */
const setMode = (user: User, name: string, mode?: string): Promise<Answer> =>
  kubectl(user, ['label', 'namespace', name, mode === undefined ? `${label}-` : `${label}=${mode}`, '--overwrite']);
/** As a dry run by a user without permission. */
const created = (labels: Record<string, string>): Promise<Answer> =>
  kubectl('tenant', ['create', '--dry-run=server', '-f', '-'], namespaceOf(newName(), labels));
const modeIn = async (name: string): Promise<string> =>
  (await kubectl('admin', ['get', 'namespace', name, '-o', 'jsonpath={.metadata.labels.podward\\.dev/mode}'])).stdout;

const role = (name: string, rules: readonly object[]): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});
const binding = (name: string, roleName: string, kind: 'User' | 'Group', subject: string): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind, name: subject }],
});

beforeAll(async () => {
  const items = [
    role('e2e-namespaces', [
      {
        apiGroups: [''],
        resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
        verbs: ['get', 'create', 'update', 'patch', 'delete'],
      },
    ]),
    role('e2e-lower', [{ apiGroups: ['podward.dev'], resources: ['modes'], verbs: ['lower'] }]),
    binding('e2e-namespaces', 'e2e-namespaces', 'Group', tenants),
    binding('e2e-lower', 'e2e-lower', 'User', 'system:serviceaccount:gitops:deployer'),
    binding('e2e-cluster-admin', 'cluster-admin', 'User', 'carl'),
  ];
  const answer = await kubectl('admin', ['apply', '-o', 'name', '-f', '-'], { apiVersion: 'v1', kind: 'List', items });
  if (answer.code !== 0) throw new Error(answer.stderr);
  own.left.push(...answer.stdout.trim().split('\n'));
});

const lowered = (name: string, from: string, to: string): string =>
  `metadata.labels[${label}]: Forbidden: only a cluster administrator may lower the mode of namespace "${name}" from ${from} to ${to}.`;

describe('a user without permission', () => {
  test.each([
    [undefined, 'off', 'deny'],
    ['warn', 'audit', 'warn'],
  ])('cannot lower the mode from %s to %s', async (from, to, effective) => {
    const name = await made(from);
    const answer = await setMode('tenant', name, to);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain(lowered(name, effective, to));
    expect(answer.stderr).toContain(`kubectl label namespace ${name} ${label}=${to} --overwrite. [mode-label]`);
    expect(await modeIn(name)).toBe(from ?? '');
  });

  test('cannot lower the mode of a namespace whose labels are too many to search for those of Podward', async () => {
    const name = await made('deny', manyLabels);
    expect((await setMode('tenant', name, 'off')).stderr).toContain(lowered(name, 'deny', 'off'));
    expect(await setMode('admin', name, 'wrn')).toMatchObject({ code: 0, stderr: '' });
  });

  const labelsOf = (mode: string): string => JSON.stringify({ metadata: { labels: { [label]: mode } } });
  test.each<[string, (name: string) => Promise<Answer>]>([
    ['a patch', (name) => kubectl('tenant', ['patch', 'namespace', name, '--type=merge', '-p', labelsOf('off')])],
    [
      'a patch of the status',
      (name) =>
        kubectl('tenant', ['patch', 'namespace', name, '--subresource=status', '--type=merge', '-p', labelsOf('off')]),
    ],
    [
      'finalize',
      (name) =>
        kubectl('tenant', ['replace', '--raw', `/api/v1/namespaces/${name}/finalize`, '-f', '-'], {
          ...namespaceOf(name, { [label]: 'off' }),
          spec: { finalizers: ['kubernetes'] },
        }),
    ],
    ['replace', (name) => kubectl('tenant', ['replace', '-f', '-'], namespaceOf(name, { [label]: 'off' }))],
    [
      'a server-side apply',
      (name) =>
        kubectl(
          'tenant',
          ['apply', '--server-side', '--force-conflicts', '-f', '-'],
          namespaceOf(name, { [label]: 'off' }),
        ),
    ],
  ])('cannot lower it by %s', async (_, act) => {
    const name = await made('deny');
    const answer = await act(name);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('[mode-label]');
    expect(await modeIn(name)).toBe('deny');
  });

  test.each<[string, readonly string[], (name: string) => object]>([
    ['create', ['create', '-f', '-'], (name) => namespaceOf(name, { [label]: 'warn' })],
    [
      'create with generateName',
      ['create', '-f', '-'],
      (name) => ({ ...namespaceOf('', {}), metadata: { generateName: `${name}-`, labels: { [label]: 'warn' } } }),
    ],
    ['a server-side apply', ['apply', '--server-side', '-f', '-'], (name) => namespaceOf(name, { [label]: 'warn' })],
  ])('cannot create a namespace in a lower mode by %s', async (_, args, object) => {
    const name = newName();
    const refused = await kubectl('tenant', args, object(name));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      new RegExp(`may create namespace "${name}[-a-z0-9]*" in mode warn, because the default mode is deny\\.`),
    );
    expect((await kubectl('admin', ['get', 'namespaces', '-o', 'name'])).stdout).not.toContain(name);
  });

  test('can create a namespace in any other mode', async () => {
    for (const labels of [{}, { [label]: 'deny' }]) {
      const name = newName();
      expect(await kubectl('tenant', ['create', '-f', '-'], namespaceOf(name, labels))).toMatchObject({
        code: 0,
        stderr: '',
      });
      own.left.push(`namespace/${name}`);
    }
  });

  test('can raise the mode, and remove a label that lowers it or replace it by a value that is not a mode', async () => {
    const name = await made('audit');
    expect(await setMode('tenant', name, 'warn')).toMatchObject({ code: 0, stderr: '' });
    expect(await kubectl('tenant', ['label', 'namespace', name, `${label}-`])).toMatchObject({ code: 0, stderr: '' });
    expect(await setMode('tenant', await made('audit'), 'wrn')).toMatchObject({ code: 0 });
  });
});

test.each<User>(['admin', 'platform', 'deployer', 'clusterAdmin'])('%s can lower the mode', async (user) => {
  const name = await made();
  expect(await setMode(user, name, 'off')).toMatchObject({ code: 0, stderr: '' });
  expect(await modeIn(name)).toBe('off');
});

test('a label without effect causes a warning', async () => {
  const name = await made();
  expect((await setMode('admin', name, 'wrn')).stderr).toContain(
    `Warning: metadata.labels[${label}]: Unsupported value: "wrn": supported values: "deny", "warn", "audit", "off". Without one of them, the namespace is in mode deny. Did you mean "warn"? [mode-label]`,
  );
  expect((await kubectl('admin', ['label', 'namespace', name, 'podward.dev/mod=off'])).stderr).toContain(
    'Did you mean "podward.dev/mode"? [unknown-label]',
  );
  const excluded = ['label', 'namespace', 'kube-node-lease', `${label}=off`, '--overwrite', '--dry-run=server'];
  const { code, stderr } = await kubectl('tenant', excluded);
  expect(stderr).toContain('Podward never reviews namespace');
  expect(code).toBe(0);
});

test('the commands of docs/modes.md print what the page shows', async () => {
  const commands = commandsToType('test/e2e/mode-label.test.ts');
  const type = typist(own.cluster);
  for (const command of commands.rest(/^kubectl create /)) {
    expect(await type(command)).toMatchObject({ code: 0 });
    own.left.push(command.split(' ').slice(2, 4).join('/'));
  }
  await until(
    async () => (await kubectl('jane', ['auth', 'can-i', 'patch', 'namespaces'])).code === 0,
    'the permission',
  );
  for (const pattern of [/--as=jane$/, /=wrn$/]) {
    const command = commands.take(pattern);
    const { stderr, stdout } = await type(command);
    expect(pages().get('docs/modes.md')).toContain(`$ ${command}\n${stderr}${stdout}`);
  }
  expect(commands.rest()).toEqual([]);
});

test('a user in mayLower.users can lower the mode, and others still cannot', async () => {
  expect(await setMode('una', await made(), 'off')).toMatchObject({ code: 1 });
  await own.podward.upgrade({ modeLabel: { mayLower: { users: ['una'] } } });
  try {
    const name = await made();
    expect(await eventually(() => setMode('una', name, 'off'))).toMatchObject({ code: 0, stderr: '' });
    expect(await setMode('tenant', await made(), 'off')).toMatchObject({ code: 1 });
    expect(await setMode('platform', await made(), 'off')).toMatchObject({ code: 0 });
  } finally {
    await own.podward.upgrade({});
  }
});

interface ModeChange {
  /** Without `from` or `to`, the namespace has no label. */
  readonly from?: string;
  readonly to?: string;
  /** The modes in the refusal. */
  readonly refusal?: readonly [from: string, to: string];
}

describe.each<{ readonly defaultMode: string; readonly changes: readonly ModeChange[] }>([
  {
    defaultMode: 'warn',
    changes: [
      { from: 'deny', refusal: ['deny', 'warn'] },
      { to: 'audit', refusal: ['warn', 'audit'] },
      { from: 'off' },
      { to: 'warn' },
    ],
  },
  {
    defaultMode: 'audit',
    changes: [
      { from: 'deny', refusal: ['deny', 'audit'] },
      { from: 'deny', to: 'wrn', refusal: ['deny', 'audit'] },
      { to: 'off', refusal: ['audit', 'off'] },
      { from: 'off', to: 'wrn' },
    ],
  },
  {
    defaultMode: 'off',
    changes: [
      { from: 'audit', refusal: ['audit', 'off'] },
      { from: 'audit', to: 'off', refusal: ['audit', 'off'] },
      { to: 'off' },
      { from: 'off', to: 'audit' },
    ],
  },
])('with the default mode $defaultMode', ({ defaultMode, changes }) => {
  beforeAll(async () => {
    await own.podward.upgrade({ defaultMode });
    // Each default mode before this one is stricter.
    expect(await eventually(() => created({ [label]: defaultMode }))).toMatchObject({ code: 0 });
  });
  afterAll(() => own.podward.upgrade({}));

  test.each(changes)('the label $from becomes $to', async ({ from, to, refusal }) => {
    const name = await made(from);
    const { code, stderr } = await setMode('tenant', name, to);
    if (refusal === undefined) expect(code).toBe(0);
    else {
      expect(stderr).toContain(lowered(name, ...refusal));
      expect(code).toBe(1);
    }
    expect(await modeIn(name)).toBe((refusal === undefined ? to : from) ?? '');
  });
});

describe('with a namespaceSelector', () => {
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['web', 'db'] },
    { key: 'state', operator: 'NotIn', values: ['old'] },
    { key: 'owner', operator: 'Exists' },
    { key: 'example.com/skip', operator: 'DoesNotExist' },
  ];
  const selected = { team: 'shop', tier: 'web', owner: 'ann' };
  const change = (user: User, name: string, labels: string): Promise<Answer> =>
    kubectl(user, ['label', 'namespace', name, labels, '--overwrite', '--dry-run=server']);
  const guarded = 'so that Podward no longer reviews it.';
  let name: string;
  beforeAll(async () => {
    await own.podward.upgrade({ namespaceSelector: { matchLabels: { team: 'shop' }, matchExpressions } });
    name = await made(undefined, selected);
    await until(
      async () => (await change('tenant', name, 'team-')).stderr.includes(guarded),
      'the guard of the selector',
    );
  });
  afterAll(() => own.podward.upgrade({}));

  test.each(['team-', 'team=x', 'tier-', 'tier=x', 'state=old', 'owner-', 'example.com/skip='])(
    'a user without permission cannot keep Podward from reviewing a namespace: %s',
    async (labels) => {
      const { code, stderr } = await change('tenant', name, labels);
      const [key] = labels.split(/[-=]$|=/);
      expect(stderr).toContain(
        `metadata.labels[${key}]: Forbidden: only a cluster administrator may change the labels of namespace "${name}" so that Podward no longer reviews it.`,
      );
      expect(code).toBe(1);
      expect(await change('admin', name, labels)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test.each(['tier=db', 'state=new', 'owner=bob', 'other=x'])(
    'everybody can change other labels: %s',
    async (labels) => {
      expect(await change('tenant', name, labels)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('the same in mode off, because the mode can become stricter later', async () => {
    const off = await made('off', selected);
    expect((await change('tenant', off, 'team-')).stderr).toContain(guarded);
    for (const labels of ['tier=db', 'other=x'])
      expect(await change('tenant', off, labels)).toMatchObject({ code: 0, stderr: '' });
  });

  test.each<[string, Record<string, string>, string]>([
    ['does not match', { team: 'x' }, 'team=y'],
    ['begins to match', { tier: 'web', owner: 'ann' }, 'team=shop'],
  ])('everybody can change the labels of a namespace that %s', async (_, labels, to) => {
    expect(await change('tenant', await made(undefined, labels), to)).toMatchObject({ code: 0, stderr: '' });
  });

  test('everybody can create a namespace that does not match, if one without labels does not either', async () => {
    for (const labels of [{}, { team: 'x' }, selected])
      expect(await created(labels)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a new namespace must match if one without labels does, also if the default mode is off', async () => {
    const names = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['legacy'] };
    const namespaceSelector = { matchExpressions: [matchExpressions[3], names] };
    await own.podward.upgrade({ defaultMode: 'off', namespaceSelector });
    const optingOut = (): Promise<Answer> => created({ 'example.com/skip': '' });
    const guarded = 'with labels that keep Podward from reviewing it.';
    await until(async () => (await optingOut()).stderr.includes(guarded), 'the guard of the selector');
    for (const labels of [{}, { team: 'x' }]) expect(await created(labels)).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a server whose configuration is older refuses what the webhook sends', async () => {
  const name = await made();
  const current = await storedConfiguration(own);
  const older = current.text
    .replace('defaultMode: deny', 'defaultMode: "off"')
    .replace(/excludedNamespaces:\n( *)- /, (start, indent: string) => `${start}${name}\n${indent}- `);
  await current.write(older);
  try {
    await own.podward.restart();
    const excluded = 'Podward never reviews namespace';
    await until(async () => {
      const { stderr } = await kubectl('admin', ['label', '--dry-run=server', 'namespace', name, `${label}=wrn`]);
      return stderr.includes(excluded);
    }, 'the older configuration');
    for (const other of [name, await made()]) {
      const refused = await setMode('tenant', other, 'warn');
      expect(refused.stderr).toContain(`namespace "${other}" from the default mode to warn.`);
      expect(refused.code).toBe(1);
      expect(await modeIn(other)).toBe('');
    }
  } finally {
    await current.write(current.text);
  }
});

test('the API server accepts the longest condition that the chart accepts', async () => {
  const limit = 100_000;
  const rendered = async (groups: readonly string[]): Promise<Rendered> => {
    const values = ['--set', 'image.repository=x', '--set-json', `modeLabel.mayLower.groups=${JSON.stringify(groups)}`];
    const template = ['template', 'podward', chart, '--namespace', own.podward.namespace];
    const { stdout } = await own.cluster.helm([...template, '--show-only', 'templates/webhooks.yaml', ...values]);
    return parseAllDocuments(stdout)
      .map((document): Rendered => document.toJS())
      .find((object) => object?.kind === 'ValidatingWebhookConfiguration');
  };
  const conditionIn = (configuration: Rendered): { expression: string } =>
    configuration.webhooks
      .find((webhook: Rendered) => webhook.name === 'namespaces-deny.podward.dev')
      .matchConditions.find((condition: Rendered) => condition.name === 'group-may-not-lower');
  const apply = (configuration: Rendered): Promise<Answer> =>
    kubectl('admin', ['create', '--dry-run=server', '-f', '-'], {
      ...configuration,
      metadata: { name: 'e2e-longest' },
    });
  const groups = Array.from({ length: 2000 }, (_, i) => `platform-of-the-cluster-with-the-number-${i}`);
  const rest = 1 + limit - conditionIn(await rendered([...groups, 'a'])).expression.length;
  const longest = await rendered([...groups, 'a'.repeat(rest)]);
  expect(conditionIn(longest).expression).toHaveLength(limit);
  expect(await apply(longest)).toMatchObject({ code: 0 });
  const condition = conditionIn(longest);
  condition.expression = condition.expression.replace(' in ', '  in ');
  const refused = await apply(longest);
  expect(refused.stderr).toContain('expression code point size exceeds limit');
  expect(refused.code).toBe(1);
});

describe('with the server down', () => {
  beforeAll(() => own.podward.stopServer());
  afterAll(() => own.podward.startServer());

  test.each<User>(['admin', 'platform', 'deployer', 'clusterAdmin'])('%s can turn Podward off', async (user) => {
    const name = await made();
    expect(await setMode(user, name, 'off')).toMatchObject({ code: 0 });
    expect(await modeIn(name)).toBe('off');
  });

  test('others can do everything except lower the mode', async () => {
    const name = await made();
    const refused = await setMode('tenant', name, 'off');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('failed calling webhook "namespaces-deny.podward.dev"');
    for (const args of [
      ['label', 'namespace', name, 'team=shop'],
      ['label', 'namespace', name, `${label}=deny`],
      ['delete', 'namespace', name, '--wait=false'],
    ])
      expect(await kubectl('tenant', args)).toMatchObject({ code: 0 });
    expect(await kubectl('admin', ['wait', '--for=delete', `namespace/${name}`, '--timeout=90s'])).toMatchObject({
      code: 0,
    });
  });
});
