import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { manifest } from '../../devcluster/image.ts';
import { catalogue } from '../../src/catalogue.ts';
import { apiServerUrl } from '../../src/cli/api-server.ts';
import { namesOf } from '../../src/policy/exemptions.ts';
import { maxLength } from '../../src/policy/limits.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import type { OptionsSchema } from '../../src/rules/rule.ts';
import { type Rendered, certificateModes, chart, only, render, template, webhooksOf } from './helm.ts';

const { existingSecret } = certificateModes.existingSecret.certificates;
/** The server accepts none of them. */
const unusableHosts = [
  '[',
  '[1]',
  '[1::2::3]',
  '[1:2:3:4:5:6:7::8:9]',
  '[1:2:3:4::5:6:7:8]',
  '[:::]',
  '256.1.1.1',
  '1.2.3.4.5',
  'host.0x7f',
];

describe('values that are rejected', () => {
  test.each<[object, string]>([
    [{ bogus: 1 }, `additional properties 'bogus' not allowed`],
    [{ image: { repo: 'x' } }, `at '/image': additional properties 'repo' not allowed`],
    [{ image: { digest: 'sha256:1' } }, `at '/image/digest'`],
    [{ image: { pullPolicy: 'Sometimes' } }, `at '/image/pullPolicy'`],
    [{ defaultMode: 'enforce' }, `at '/defaultMode': value must be one of 'deny', 'warn', 'audit', 'off'`],
    [{ modeLabel: { guard: 'yes' } }, `at '/modeLabel/guard': got string, want boolean`],
    [{ modeLabel: { mayLower: { roles: [] } } }, `at '/modeLabel/mayLower': additional properties 'roles' not allowed`],
    [{ modeLabel: { mayLower: { groups: [''] } } }, `at '/modeLabel/mayLower/groups/0'`],
    [{ namespaceSelector: { matchLabels: { 'a b': 'c' } } }, `at '/namespaceSelector/matchLabels'`],
    [{ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }, `missing property 'values'`],
    [
      { objectSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } },
      `at '/objectSelector/matchExpressions/0/values'`,
    ],
    [{ priorityClassName: 'x\n      hostNetwork: true' }, `at '/priorityClassName'`],
    [{ failurePolicy: 'fail' }, `at '/failurePolicy': value must be one of 'Fail', 'Ignore'`],
    [{ timeoutSeconds: 0 }, `at '/timeoutSeconds': minimum: got 0, want 1`],
    [{ timeoutSeconds: 6 }, `at '/timeoutSeconds': maximum: got 6, want 5`],
    [{ excludedNamespaces: ['Not_A_Name'] }, `at '/excludedNamespaces/0'`],
    [{ excludedNamespaces: 'kube-public' }, `at '/excludedNamespaces': got string, want array`],
    [{ kinds: { pods: false } }, `at '/kinds': additional properties 'pods' not allowed`],
    [{ kinds: { jobs: 'no' } }, `at '/kinds/jobs': got string, want boolean`],
    [{ config: { kubernetesVersion: 1.3 } }, `at '/config/kubernetesVersion': got number, want string`],
    [{ config: { mutate: { fill: 'no' } } }, `at '/config/mutate/fill': got string, want boolean or array`],
    [{ config: { mutate: { fill: ['audit'] } } }, `at '/config/mutate/fill/0': value must be one of 'deny', 'warn'`],
    [{ config: [] }, `at '/config': got array, want object`],
    [{ config: { rulez: {} } }, `at '/config': additional properties 'rulez' not allowed`],
    [{ config: { kind: 'X' } }, `at '/config/kind': value must be 'PodwardConfiguration'`],
    [{ config: { kubernetesVersion: '1.29' } }, `at '/config/kubernetesVersion': '1.29' does not match pattern`],
    [
      { config: { rules: { 'no-such-rule': { mode: 'deny' } } } },
      `at '/config/rules': additional properties 'no-such-rule' not allowed`,
    ],
    [
      { config: { rules: { 'container-names': { mode: 'wrn' } } } },
      `at '/config/rules/container-names/mode': value must be one of 'deny', 'warn', 'audit', 'off', false`,
    ],
    [{ config: { rules: { 'container-names': { mode: true } } } }, `at '/config/rules/container-names/mode'`],
    [
      { config: { rules: { 'container-names': { strict: true } } } },
      `at '/config/rules/container-names': additional properties 'strict' not allowed`,
    ],
    [
      { config: { rules: { 'resource-unit-missing': { cores: 'many' } } } },
      `at '/config/rules/resource-unit-missing/cores': got string, want integer`,
    ],
    [
      { config: { defaults: { 'restart-policy': { jobs: 'Always' } } } },
      `at '/config/defaults/restart-policy/jobs': value must be one of 'OnFailure', 'Never'`,
    ],
    [{ config: { featureGates: { AllAlpha: true } } }, `additional properties 'AllAlpha' not allowed`],
    [{ config: { exemptions: { users: [''] } } }, `at '/config/exemptions/users/0': minLength: got 0, want 1`],
    [{ certificates: { mode: 'vault' } }, `at '/certificates/mode'`],
    [{ replicas: 0 }, `at '/replicas': minimum: got 0, want 1`],
    [{ replicas: '2' }, `at '/replicas': got string, want integer`],
    [{ replicas: 3_000_000_000 }, `at '/replicas': maximum`],
    [{ service: { port: 65536 } }, `at '/service/port'`],
    [{ podDisruptionBudget: { maxUnavailable: 0 } }, `at '/podDisruptionBudget/maxUnavailable'`],
    [{ terminationGracePeriodSeconds: 30 }, `at '/terminationGracePeriodSeconds': minimum: got 30, want 35`],
    [{ podLabels: { a: 1 } }, `at '/podLabels/a': got number, want string`],
    [{ podLabels: { 'a..b/c': 'x' } }, `at '/podLabels': additional properties 'a..b/c' not allowed`],
    [{ podAnnotations: { 'a b': 'x' } }, `at '/podAnnotations': additional properties 'a b' not allowed`],
    [{ matchConditions: [{ name: 'a//b', expression: 'true' }] }, `at '/matchConditions/0/name'`],
    [{ apiServerVersion: { url: 'http://10.0.0.1' } }, `at '/apiServerVersion/url'`],
    [{ apiServerVersion: { url: 'https://u:p@10.0.0.1' } }, `at '/apiServerVersion/url'`],
    [{ apiServerVersion: { caConfigMap: 'Upper' } }, `at '/apiServerVersion/caConfigMap'`],
    [{ networkPolicy: { apiServerPorts: [] } }, `at '/networkPolicy/apiServerPorts': minItems: got 0, want 1`],
    [{ logLevel: 'trace' }, `at '/logLevel': value must be one of 'debug', 'info', 'warn'`],
    [{ logs: { allowedEvery: -1 } }, `at '/logs/allowedEvery': minimum: got -1, want 0`],
    [{ monitoring: { serviceMonitor: { interval: '30' } } }, `at '/monitoring/serviceMonitor/interval'`],
    [
      { monitoring: { prometheusRule: { runbookUrl: 'docs/runbooks.md' } } },
      `at '/monitoring/prometheusRule/runbookUrl'`,
    ],
    [{ resources: { limits: { memory: '768MB' } } }, `at '/resources/limits/memory': '768MB' does not match pattern`],
    [{ resources: { requests: { cpu: true } } }, `at '/resources/requests/cpu': got boolean`],
    [{ resources: { requests: { cpu: '-1' } } }, `at '/resources/requests/cpu': '-1' does not match pattern`],
    [{ fullnameOverride: 'Upper' }, `at '/fullnameOverride'`],
    [{ env: [{ name: null, value: 'a' }] }, `at '/env/0/name': got null, want string`],
    [{ tolerations: [{}] }, `at '/tolerations/0'`],
    ...['from', 'healthFrom', 'apiServer'].map((list): [object, string] => [
      { networkPolicy: { [list]: [{}] } },
      `at '/networkPolicy/${list}/0': minProperties: got 0, want 1`,
    ]),
    [{ podSecurityContext: { runAsUser: -1 } }, `at '/podSecurityContext/runAsUser': minimum: got -1, want 0`],
    [{ podSecurityContext: { fsGroup: 3e9 } }, `at '/podSecurityContext/fsGroup': maximum: got 3`],
    [{ securityContext: { runAsUser: 1.5 } }, `at '/securityContext/runAsUser': got number, want null or integer`],
  ])('by the schema: %j', async (values, message) => {
    const { code, stderr } = await template(values);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test.each<[object, string]>([
    [
      { config: { modeLabel: {} } },
      'config.modeLabel: Forbidden: the chart sets this field from defaultMode and excludedNamespaces. ',
    ],
    ...['\u0085', 'a\u0085b', 'a\nb', '\u2028', '\ufeff', '\uffff'].flatMap((name): [object, string][] =>
      ['groups', 'users'].map((list) => [
        { modeLabel: { mayLower: { [list]: ['ops', name] } } },
        `modeLabel.mayLower.${list}[1]: Invalid value: "`,
      ]),
    ),
    [
      { modeLabel: { mayLower: { groups: ['ops', 'platform-*'] } } },
      'modeLabel.mayLower.groups[1]: Invalid value: "platform-*": must be a whole name, because patterns with * are not supported here. List the groups, ',
    ],
    [
      { modeLabel: { mayLower: { users: ['*'] } } },
      'modeLabel.mayLower.users[0]: Invalid value: "*": must be a whole name, because patterns with * are not supported here. List the users, ',
    ],
    ...['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts'].map((group): [object, string] => [
      { modeLabel: { mayLower: { groups: [group] } } },
      `modeLabel.mayLower.groups[0]: Invalid value: "${group}": must not be a group of all users or all service accounts, because anybody could then lower the mode. Remove it, and list smaller groups. To let everybody lower the mode, set modeLabel.guard to false.`,
    ]),
    [
      { namespaceSelector: { matchLabels: { team: 'shop', 'podward.dev/mode': 'warn' } } },
      'namespaceSelector.matchLabels[podward.dev/mode]: Forbidden: is not allowed when modeLabel.guard is true, because everybody may raise the mode, after which a namespace might no longer match. Remove it. To review only namespaces with this label, set defaultMode to off.',
    ],
    [
      {
        namespaceSelector: {
          matchExpressions: [
            { key: 'team', operator: 'Exists' },
            { key: 'podward.dev/mode', operator: 'In', values: ['warn'] },
          ],
        },
      },
      'namespaceSelector.matchExpressions[1].key: Forbidden: is not allowed when modeLabel.guard is true, ',
    ],
    ...[...unusableHosts, '1.2.3', '0x1:6443', '.'].map((host): [object, string] => [
      { apiServerVersion: { url: `https://${host}` } },
      `apiServerVersion.url: Invalid value: "https://${host}": must have a host name, `,
    ]),
    ...['65536', '0', '99999999999999999999'].map((port): [object, string] => [
      { apiServerVersion: { url: `https://10.0.0.1:${port}` } },
      `apiServerVersion.url: Invalid value: "https://10.0.0.1:${port}": the port must be between 1 and 65535. `,
    ]),
    [{ image: { repository: '' } }, 'image.repository: Required value: no image of this chart is published.\n'],
    [{ image: { repository: '', tag: '2' } }, 'docker push registry.example.com/podward:2\n'],
    [
      { image: { repository: 'registry.example.com/podward:1' } },
      'image.repository: Invalid value: "registry.example.com/podward:1": must not have a scheme, a tag or a digest. ',
    ],
    [{ image: { repository: 'https://registry.example.com/podward' } }, 'image.repository: Invalid value: '],
    [{ image: { repository: `podward@sha256:${'0'.repeat(64)}` } }, 'image.repository: Invalid value: '],
    [
      { certificates: { mode: 'existingSecret' } },
      'certificates.existingSecret.name: Required value: must be set when certificates.mode is existingSecret. ',
    ],
    [
      { certificates: { mode: 'existingSecret', existingSecret: { name: 'mine' } } },
      'certificates.existingSecret.caBundle: Required value: must be set when certificates.mode is existingSecret. ',
    ],
    [
      { certificates: { existingSecret } },
      'certificates.existingSecret: Forbidden: is not allowed when certificates.mode is helm. Set certificates.mode to existingSecret, or set certificates.existingSecret.name and certificates.existingSecret.caBundle to the empty string.',
    ],
    [
      { certificates: { mode: 'existingSecret', existingSecret: { name: 'mine', caBundle: 'x' } } },
      'certificates.existingSecret.caBundle: Invalid value: must be a CA in PEM format. ',
    ],
    ...['events', 'modeCheck', 'reports'].map((feature): [object, string] => [
      { serviceAccount: { create: false }, [feature]: { enabled: true } },
      `serviceAccount.name: Required value: must be set when serviceAccount.create is false and ${feature}.enabled is true. `,
    ]),
    [
      { clientCertificate: { caConfigMap: 'clients' } },
      'clientCertificate.commonNames: Required value: must be set when a CA is set. ',
    ],
    [
      { clientCertificate: { commonNames: ['kube-apiserver'] } },
      'clientCertificate.commonNames: Forbidden: is not allowed without a CA. ',
    ],
    [
      { clientCertificate: { caConfigMap: 'a', caSecret: 'b' } },
      'clientCertificate.caSecret: Forbidden: is not allowed when clientCertificate.caConfigMap is set. ',
    ],
    [
      { certificates: { helm: { validityDays: 90 } } },
      'Days: Invalid value: 365: must be less than certificates.helm.validityDays, which is 90. ',
    ],
    [
      { containerPorts: { health: 8443 } },
      'containerPorts.health: Invalid value: 8443: must differ from containerPorts.https, ',
    ],
    [{ service: { port: 8080 } }, 'service.metricsPort: Invalid value: 8080: must differ from service.port, '],
    [
      { monitoring: { prometheusRule: { enabled: true } } },
      'monitoring.prometheusRule.runbookUrl: Required value: must be set when monitoring.prometheusRule.enabled is true, ',
    ],
    [
      { autoscaling: { enabled: true, minReplicas: 9 } },
      'minReplicas: Invalid value: 9: must be no more than autoscaling.maxReplicas, which is 6.',
    ],
  ])('by the templates: %j', async (values, message) => {
    const { code, stderr } = await template(values);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test.each(['PRIVATE', 'EC PRIVATE', 'ENCRYPTED PRIVATE'])(
    'a key that begins with %s KEY is neither published nor shown',
    async (type) => {
      const key = `-----BEGIN ${type} KEY-----\nc2VjcmV0\n-----END ${type} KEY-----\n`;
      for (const caBundle of [key, `${key}${existingSecret.caBundle}`, `${existingSecret.caBundle}${key}`]) {
        const { code, stdout, stderr } = await template({
          certificates: { mode: 'existingSecret', existingSecret: { name: 'mine', caBundle } },
        });
        expect(stderr).toContain(
          'certificates.existingSecret.caBundle: Invalid value: must not contain a private key, ',
        );
        expect(stdout + stderr).not.toContain('c2VjcmV0');
        expect(code).toBe(1);
      }
    },
  );

  const list = Array.from({ length: 4000 }, (_, i) => `platform-of-cluster-${1000 + i}`);
  const conditions = Array.from({ length: 64 }, (_, i) => ({ name: `a${i}`, expression: 'true' }));
  const tooLong = 'Too long: the list makes a match condition of 108';
  test.each<[string, object, string]>([
    ['groups', { modeLabel: { mayLower: { groups: list } } }, `modeLabel.mayLower.groups: ${tooLong}`],
    ['users', { modeLabel: { mayLower: { users: list } } }, `modeLabel.mayLower.users: ${tooLong}`],
    ['namespaces', { excludedNamespaces: list }, `excludedNamespaces: ${tooLong}`],
    [
      'selected labels',
      { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: list }] } },
      `namespaceSelector: ${tooLong}`,
    ],
    ['conditions', { matchConditions: conditions }, `at '/matchConditions': maxItems: got 64, want 63`],
    [
      'characters in a condition',
      { matchConditions: [{ name: 'a', expression: `${' '.repeat(100_000)}1` }] },
      `at '/matchConditions/0/expression': maxLength: got 100,001, want 100,000`,
    ],
  ])('more %s than the API server accepts are rejected', async (_, values, message) => {
    const { code, stderr } = await template(values);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test('what the guard cannot mean is accepted without the guard, and users with the name of a group always', async () => {
    for (const values of [
      {
        modeLabel: { guard: false, mayLower: { groups: ['system:authenticated', 'a*'] } },
        namespaceSelector: { matchLabels: { 'podward.dev/mode': 'warn' } },
      },
      { modeLabel: { mayLower: { groups: ['system:serviceaccounts:ci'], users: ['system:authenticated'] } } },
    ])
      expect(await template(values as object)).toMatchObject({ code: 0 });
  });

  test('an upgrade without the values of the release is rejected, with the flag that keeps them', async () => {
    const { code, stderr } = await template({ image: { repository: '' } }, { args: ['--is-upgrade'] });
    expect(stderr).toContain(
      'image.repository: Required value: Helm drops the values of the release if the command gives others.',
    );
    expect(stderr).not.toContain('make image');
    expect(code).toBe(1);
  });

  test('a cluster that is too old is rejected', async () => {
    const { code, stderr } = await template({}, { args: ['--kube-version', '1.29.9'] });
    expect(stderr).toContain('incompatible with Kubernetes v1.29.9');
    expect(code).toBe(1);
  });
});

test('a configuration that is too long for the server is rejected', async () => {
  const values: object = { config: { exemptions: { users: ['u'.repeat(maxLength)] } } };
  const { code, stderr } = await template(values);
  expect(stderr).toMatch(/config: Too long: the configuration has 262\d{3} bytes, and must have no more than 262144\./);
  expect(code).toBe(1);
  expect(maxLength).toBe(262_144);
});

test.each([1, 0.5, '100m', '1.5Gi', '.5', '+2e3', '1E2', '1E', '2k', '3n', null])(
  'resources can be %j',
  async (value) => {
    const values: object = { resources: { requests: { cpu: value }, limits: null } };
    const { code } = await template(values);
    expect(code).toBe(0);
  },
);

test.each([
  'kubernetes.default.svc',
  'kube_api.example.:6443/tenants/1',
  '192.0.2.1:65535',
  '192.0.2.1:000443',
  '[::]',
  '[::1]:6443',
  '[2001:db8:0:0:0:0:0:1]',
  '[1:2:3:4:5:6:7::]',
  '[::ffff:192.0.2.1]:',
])('the host https://%s of the API server is accepted', async (host) => {
  const url = `https://${host}`;
  expect(apiServerUrl(url)).toBe(url);
  const values: object = { apiServerVersion: { url } };
  expect(await template(values)).toMatchObject({ code: 0, stderr: '' });
});

test.each(unusableHosts)('the server does not accept the host %s either', (host) => {
  expect(() => apiServerUrl(`https://${host}`)).toThrow('Use a URL such as');
});

test('the port of a registry is not a tag', async () => {
  const { code, stdout } = await template({ image: { repository: 'localhost:5000/podward' } });
  expect(code).toBe(0);
  expect(stdout).toContain(`image: "localhost:5000/podward:${manifest.version}"\n`);
});

test('the schema has the same properties as values.yaml', async () => {
  const values: Rendered = parse(await readFile(`${chart}/values.yaml`, 'utf8'));
  const schema: Rendered = JSON.parse(await readFile(`${chart}/values.schema.json`, 'utf8'));
  const compare = (path: string, value: Rendered, { properties, additionalProperties }: Rendered) => {
    // The configuration is empty.
    if (additionalProperties !== false || properties === undefined || path === '.config') return;
    // Helm defines `global`.
    const known = Object.keys(properties).filter((key) => key !== 'global');
    expect([path, known.sort()]).toEqual([path, Object.keys(value).sort()]);
    for (const key of known) compare(`${path}.${key}`, value[key], properties[key]);
  };
  compare('', values, schema);
});

test('off without quotes is false in YAML, and means the same in each mode', async () => {
  const off = (value: unknown) => ({
    defaultMode: value,
    config: { rules: { 'container-names': { mode: value } }, mutate: { fill: false } },
  });
  const quoted = await render(off('off'));
  const plain = await render(off(false));
  const loaded = [quoted, plain].map((objects) => policyIn(objects));
  expect(loaded[1]).toEqual(loaded[0]);
  expect(loaded[0]!.rules.get('container-names')!.mode).toBe('off');
  const entries = (objects: Rendered[]) =>
    webhooksOf(objects).map(({ name, namespaceSelector }) => [name, namespaceSelector]);
  expect(entries(plain)).toEqual(entries(quoted));
  expect(JSON.stringify(entries(plain))).not.toContain('NotIn","values":["warn');
});

test('the server accepts each value that the schema accepts', async () => {
  const { rules, defaults } = catalogue;
  const withDefaults = (options: OptionsSchema = {}) =>
    Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option['default'] ?? null]));
  const config = {
    apiVersion: 'podward.dev/v1alpha1',
    kind: 'PodwardConfiguration',
    kubernetesVersion: 'v1.36.1-gke.100',
    rules: Object.fromEntries(rules.map(({ id, options }) => [id, { mode: 'audit', ...withDefaults(options) }])),
    defaults: Object.fromEntries(defaults.map(({ id, options }) => [id, { enabled: true, ...withDefaults(options) }])),
    exemptions: { users: ['off', '1_000', '0o14', '1e3', '~', ' a: b', '#c', '2026-01-01', 'é'] },
  };
  const policy = policyIn(await render({ config }));
  expect(policy.exemptions.users).toEqual(namesOf(config.exemptions.users));
  expect([...policy.rules.values()].filter(({ mode }) => mode !== 'audit')).toEqual([]);
  expect(policy.configured.minor).toBe(36);
});

/** The policy of the server with the rendered ConfigMap. */
function policyIn(objects: Rendered[]) {
  const loaded = loadPolicy(only(objects, 'ConfigMap').data['config.yaml'], catalogue);
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.policy;
}

test('extraArgs cannot repeat a flag that the chart sets', async () => {
  const [deployment, helpers] = await Promise.all(
    ['deployment.yaml', '_helpers.tpl'].map((name) => readFile(`${chart}/templates/${name}`, 'utf8')),
  );
  const ofServer = deployment!.replace(/\$env := dict .*/, '');
  const flags = new Set([...ofServer.matchAll(/--([a-z][-a-z]+)(?=[=\n])/g)].map(([, flag]) => flag));
  const listed = /\$ofChart := list (.*) -/.exec(helpers!)![1]!;
  expect(
    listed
      .split(' ')
      .map((flag) => JSON.parse(flag))
      .sort(),
  ).toEqual([...flags].sort());
});
