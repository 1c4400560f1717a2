import { beforeAll, describe, expect, test } from '@jest/globals';
import { manifest } from '../../devcluster/image.ts';
import { catalogue } from '../../src/catalogue.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { parse } from 'yaml';
import { type Rendered, certificateModes, chart, helm, only, render, webhooksOf, withImage } from './helm.ts';

describe('helm lint', () => {
  test.each<[string, object]>(Object.entries(certificateModes))('%s', async (_, values) => {
    const { code, stdout } = await helm(
      ['lint', '--strict', chart, '--values', '-'],
      JSON.stringify(withImage(values)),
    );
    expect(stdout).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });
});

const someMore = {
  networkPolicy: { enabled: true },
  autoscaling: { enabled: true },
  podStatus: { enabled: true },
};

describe('the objects of the chart', () => {
  const base = [
    'ClusterRole/podward-uninstall',
    'ClusterRoleBinding/podward-uninstall',
    'ConfigMap/podward',
    'Deployment/podward',
    'Job/podward-uninstall',
    'MutatingWebhookConfiguration/zz-podward',
    'Pod/podward-test',
    'PodDisruptionBudget/podward',
    'Service/podward',
    'ServiceAccount/podward',
    'ServiceAccount/podward-uninstall',
    'ValidatingWebhookConfiguration/zz-podward',
  ];
  const uninstall = base.filter((name) => name.endsWith('-uninstall'));
  const secret = 'Secret/podward-tls';
  test.each<[string, object, string[], string[]]>([
    ['default', {}, [secret], []],
    ['existingSecret', certificateModes.existingSecret, [], []],
    [
      'certManager',
      certificateModes.certManager,
      [
        'Certificate/podward-cert-manager-ca',
        'Certificate/podward-cert-manager-tls',
        'Issuer/podward-cert-manager-ca',
        'Issuer/podward-cert-manager-self-signed',
      ],
      [],
    ],
    ['everything', someMore, [secret, 'HorizontalPodAutoscaler/podward', 'NetworkPolicy/podward'], []],
    ['no uninstall hook', { uninstallHook: { enabled: false } }, [secret], uninstall],
    ['no PodDisruptionBudget', { podDisruptionBudget: { enabled: false } }, [secret], ['PodDisruptionBudget/podward']],
    ['no ServiceAccount', { serviceAccount: { create: false } }, [secret], ['ServiceAccount/podward']],
    [
      'nothing to mutate',
      { config: { mutate: { fill: false, explain: false } } },
      [secret],
      ['MutatingWebhookConfiguration/zz-podward'],
    ],
    [
      'monitoring',
      {
        monitoring: {
          serviceMonitor: { enabled: true },
          prometheusRule: { enabled: true, runbookUrl: 'https://example.com/runbooks.md' },
          dashboard: { enabled: true },
        },
      },
      [secret, 'ConfigMap/podward-dashboard', 'PrometheusRule/podward', 'ServiceMonitor/podward'],
      [],
    ],
    ['explanations only', { config: { mutate: { fill: false } } }, [secret], []],
  ])('%s', async (_, values, more, fewer) => {
    const names = (await render(values)).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.sort()).toEqual([...base.filter((name) => !fewer.includes(name)), ...more].sort());
  });
});

describe('the mutating webhooks', () => {
  test.each<[mutate: object, modes: string[]]>([
    [{}, ['deny', 'warn', 'audit']],
    [{ fill: false }, ['deny', 'warn', 'audit']],
    [{ explain: false }, ['deny']],
    [{ explain: false, fill: true }, ['deny', 'warn']],
    [{ explain: false, fill: ['warn', 'deny'] }, ['deny', 'warn']],
    [{ explain: false, fill: ['warn'] }, ['warn']],
  ])('with %j have the modes %j', async (mutate, modes) => {
    const { webhooks } = only(await render({ config: { mutate } }), 'MutatingWebhookConfiguration');
    expect(webhooks.map(({ name }: Rendered) => name)).toEqual(modes.map((mode) => `mutate-${mode}.podward.dev`));
  });

  test.each([{ fill: false }, { fill: [] }])('do not exist with %j and without explanations', async (mutate) => {
    const objects = await render({ config: { mutate: { ...mutate, explain: false } } });
    expect(objects.filter(({ kind }) => kind === 'MutatingWebhookConfiguration')).toEqual([]);
  });
});

describe('names', () => {
  test.each([
    ['podward', {}, 'podward'],
    ['guard', {}, 'guard-podward'],
    ['x', { nameOverride: 'y' }, 'x-y'],
    ['x', { fullnameOverride: 'z' }, 'z'],
  ])('release %s with %j is %s', async (name, values, expected) => {
    const objects = await render(values, { name });
    expect(only(objects, 'Deployment').metadata.name).toBe(expected);
    expect(only(objects, 'MutatingWebhookConfiguration').metadata.name).toBe(`zz-${expected}`);
  });

  test('no name has more than 63 characters', async () => {
    const objects = await render(certificateModes.certManager, { name: 'a'.repeat(53), namespace: 'b'.repeat(63) });
    for (const { metadata } of objects) expect(metadata.name.length).toBeLessThanOrEqual(63);
  });
});

describe('all objects', () => {
  let objects: Rendered[];
  beforeAll(async () => {
    objects = await render(someMore);
  });

  test('have the recommended labels', () => {
    for (const { metadata } of objects) {
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/name': 'podward',
        'app.kubernetes.io/instance': 'podward',
        'app.kubernetes.io/component': expect.any(String),
        'app.kubernetes.io/managed-by': 'Helm',
      });
    }
  });

  test('mount a token only in the Job that deletes the webhook configurations', () => {
    const tokens = objects
      .map((object) => [object.kind, (object.kind === 'Pod' ? object : object.spec?.template)?.spec])
      .filter(([, spec]) => spec)
      .map(([kind, spec]) => [kind, spec.automountServiceAccountToken]);
    expect(Object.fromEntries(tokens)).toEqual({ Deployment: false, Job: true, Pod: false });
    for (const account of objects.filter(({ kind }) => kind === 'ServiceAccount')) {
      expect(account.automountServiceAccountToken).toBe(false);
    }
  });

  test('run all containers with a restricted security context', () => {
    for (const object of objects) {
      const spec = (object.kind === 'Pod' ? object : object.spec?.template)?.spec;
      if (!spec) continue;
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const container of spec.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('select the Pods of the server, not those of the hooks', () => {
    const server = only(objects, 'Deployment').spec.template.metadata.labels;
    const selectors = [
      only(objects, 'Deployment').spec.selector.matchLabels,
      only(objects, 'Service').spec.selector,
      only(objects, 'PodDisruptionBudget').spec.selector.matchLabels,
      only(objects, 'NetworkPolicy').spec.podSelector.matchLabels,
    ];
    const others = [only(objects, 'Pod'), only(objects, 'Job').spec.template];
    for (const selector of selectors) {
      expect(server).toMatchObject(selector);
      for (const other of others) expect(other.metadata.labels).not.toMatchObject(selector);
    }
  });

  test('are the same in each rendering, except for the certificate', async () => {
    expect(await render(certificateModes.certManager)).toEqual(await render(certificateModes.certManager));
  });
});

describe('the Deployment', () => {
  test('gives the server its configuration, certificate and ports', async () => {
    const objects = await render({ containerPorts: { https: 10250 } });
    const { spec } = only(objects, 'Deployment').spec.template;
    const [container] = spec.containers;
    expect(container.args).toEqual([
      'serve',
      '--config=/etc/podward/config/config.yaml',
      '--tls-dir=/etc/podward/tls',
      '--server-name=podward.guard.svc',
      '--port=10250',
      '--health-port=8080',
      '--log-level=info',
      '--api-server-ca=/etc/podward/api-server/ca.crt',
    ]);
    expect(container.command).toBeUndefined();
    expect(container.volumeMounts).toEqual([
      { name: 'config', mountPath: '/etc/podward/config', readOnly: true },
      { name: 'tls', mountPath: '/etc/podward/tls', readOnly: true },
      { name: 'api-server-ca', mountPath: '/etc/podward/api-server', readOnly: true },
    ]);
    expect(spec.volumes).toEqual([
      { name: 'config', configMap: { name: 'podward' } },
      { name: 'tls', secret: { secretName: 'podward-tls', defaultMode: 0o440 } },
      {
        name: 'api-server-ca',
        configMap: { name: 'kube-root-ca.crt', optional: true, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
      },
    ]);
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(probes.map(({ httpGet }) => `${httpGet.port}${httpGet.path}`)).toEqual([
      'health/healthz',
      'health/healthz',
      'health/readyz',
    ]);
  });

  test('does not roll out if only the configuration changes, because the server reloads it', async () => {
    const template = async (values: object) => only(await render(values), 'Deployment').spec.template;
    expect(await template({ config: { mutate: { fill: false } } })).toEqual(await template({}));
  });

  test.each([
    [{}, `example.com/podward:${manifest.version}`],
    [{ repository: 'mirror/podward', tag: '2' }, 'mirror/podward:2'],
    [{ tag: '2', digest: `sha256:${'0'.repeat(64)}` }, `example.com/podward@sha256:${'0'.repeat(64)}`],
  ])('image %j is %s', async (image, expected) => {
    const objects = await render({ image });
    expect(only(objects, 'Deployment').spec.template.spec.containers[0].image).toBe(expected);
    expect(only(objects, 'Job').spec.template.spec.containers[0].image).toBe(expected);
  });
});

describe('the version of the API server', () => {
  const serverOf = async (apiServerVersion: object) => {
    const { spec } = only(await render({ apiServerVersion }), 'Deployment').spec.template;
    return {
      args: spec.containers[0].args.filter((arg: string) => /api-server|learn/.test(arg)),
      mounts: spec.containers[0].volumeMounts.slice(2).map(({ name }: Rendered) => name),
      ca: spec.volumes.slice(2).map(({ configMap }: Rendered) => configMap.name),
    };
  };
  const mounts = ['api-server-ca'];
  const withCa = '--api-server-ca=/etc/podward/api-server/ca.crt';
  const url = 'https://api.example.com:6443';
  test.each<[object, object]>([
    [{}, { args: [withCa], mounts, ca: ['kube-root-ca.crt'] }],
    [{ url }, { args: [`--api-server=${url}`, withCa], mounts, ca: ['kube-root-ca.crt'] }],
    [{ caConfigMap: 'mine' }, { args: [withCa], mounts, ca: ['mine'] }],
    [
      { url, caConfigMap: '' },
      { args: [`--api-server=${url}`], mounts: [], ca: [] },
    ],
    [
      { learn: false, url },
      { args: ['--no-learn-version'], mounts: [], ca: [] },
    ],
  ])('with %j', async (values, expected) => expect(await serverOf(values)).toEqual(expected));
});

describe('the ConfigMap', () => {
  const header = { apiVersion: 'podward.dev/v1alpha1', kind: 'PodwardConfiguration' };
  const modeLabel = { defaultMode: 'deny', excludedNamespaces: ['guard', 'kube-node-lease', 'kube-system'] };
  test.each([
    ['1.34.2', {}, { kubernetesVersion: '1.34' }],
    ['1.30.0', {}, { kubernetesVersion: '1.30' }],
    ['1.34.2', { kubernetesVersion: '1.36' }, { kubernetesVersion: '1.36' }],
    [
      '1.36.1',
      {
        rules: { 'resource-unit-missing': { mode: 'warn', cores: 3 } },
        exemptions: { users: ['a'] },
        mutate: { fill: false },
      },
      {
        kubernetesVersion: '1.36',
        rules: { 'resource-unit-missing': { mode: 'warn', cores: 3 } },
        exemptions: { users: ['a'] },
        mutate: { fill: false },
      },
    ],
  ])('on %s with config %j', async (version, config, expected) => {
    const objects = await render({ config }, { args: ['--kube-version', version] });
    expect(parse(only(objects, 'ConfigMap').data['config.yaml'])).toEqual({ ...header, ...expected, modeLabel });
  });

  test('has what the server must know about the label of a namespace', async () => {
    const objects = await render({ defaultMode: 'off', excludedNamespaces: ['calico-system'] });
    const text: string = only(objects, 'ConfigMap').data['config.yaml'];
    expect(parse(text)).toMatchObject({
      modeLabel: {
        defaultMode: 'off',
        excludedNamespaces: ['calico-system', ...modeLabel.excludedNamespaces],
      },
    });
    expect(loadPolicy(text, catalogue)).toHaveProperty('policy');
  });
});

describe('the uninstall hook', () => {
  test('may delete only the two webhook configurations, which the command names', async () => {
    const objects = await render({}, { name: 'guard' });
    const name = only(objects, 'ValidatingWebhookConfiguration').metadata.name;
    expect(only(objects, 'MutatingWebhookConfiguration').metadata.name).toBe(name);
    expect(only(objects, 'ClusterRole').rules).toEqual([
      {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
        resourceNames: [name],
        verbs: ['delete'],
      },
    ]);
    expect(only(objects, 'Job').spec.template.spec.containers[0].args).toEqual([
      'uninstall',
      `--mutating=${name}`,
      `--validating=${name}`,
    ]);
  });

  test('runs only during helm uninstall, and its ServiceAccount is created before its Job', async () => {
    const parts = (await render()).filter(({ metadata }) => metadata.name.endsWith('-uninstall'));
    const weights = parts.map(({ kind, metadata }) => {
      expect(metadata.annotations['helm.sh/hook']).toBe('pre-delete');
      return [kind, Number(metadata.annotations['helm.sh/hook-weight'])];
    });
    expect(Object.fromEntries(weights)).toEqual({
      ServiceAccount: -10,
      ClusterRole: -10,
      ClusterRoleBinding: -5,
      Job: 0,
    });
  });
});

const tokensIn = (objects: Rendered[]): Rendered[] =>
  only(objects, 'Deployment').spec.template.spec.volumes.filter((volume: Rendered) => volume.projected !== undefined);
const rolesOf = (objects: Rendered[]): Rendered[] =>
  objects.filter(({ kind, metadata }) => kind === 'ClusterRole' && !metadata.name.endsWith('-uninstall'));

describe('reports', () => {
  test('with reports.enabled, it may write reports of its name, and read their owner', async () => {
    const objects = await render({
      reports: { enabled: true },
      apiServerVersion: { learn: false },
      networkPolicy: { enabled: true },
    });
    const [role, ...others] = rolesOf(objects);
    expect(others).toEqual([]);
    expect(role.metadata.name).toBe('podward-reports');
    expect(role.rules).toEqual([
      { apiGroups: ['wgpolicyk8s.io'], resources: ['policyreports'], verbs: ['create'] },
      {
        apiGroups: ['wgpolicyk8s.io'],
        resources: ['policyreports'],
        resourceNames: ['podward'],
        verbs: ['get', 'update'],
      },
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['podward-reports'],
        verbs: ['get'],
      },
    ]);
    const [binding] = objects.filter(
      ({ kind, metadata }) => kind === 'ClusterRoleBinding' && metadata.name === 'podward-reports',
    );
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'podward', namespace: 'guard' }]);
    expect(tokensIn(objects)).toHaveLength(1);
    const { args } = only(objects, 'Deployment').spec.template.spec.containers[0];
    for (const arg of ['--reports', '--reports-owner=podward-reports', '--api-server-token=/etc/podward/token/token'])
      expect(args).toContain(arg);
    expect(args).not.toContain('--events');
    expect(only(objects, 'NetworkPolicy').spec.egress).toHaveLength(1);
    expect(new Set(webhooksOf(objects).map(({ sideEffects }) => sideEffects))).toEqual(new Set(['NoneOnDryRun']));
  });
});

describe('events', () => {
  test('by default, the server has no permissions and no token', async () => {
    const objects = await render();
    expect(tokensIn(objects)).toEqual([]);
    expect(rolesOf(objects)).toEqual([]);
    expect(only(objects, 'Deployment').spec.template.spec.automountServiceAccountToken).toBe(false);
    const account = objects.find(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === 'podward');
    expect(account.automountServiceAccountToken).toBe(false);
    const { args } = only(objects, 'Deployment').spec.template.spec.containers[0];
    expect(args.filter((arg: string) => /^--(events|mode-check|reports|api-server-token)/.test(arg))).toEqual([]);
  });

  test('with events.enabled, it may write Events and nothing else', async () => {
    const objects = await render({
      events: { enabled: true },
      apiServerVersion: { learn: false },
      networkPolicy: { enabled: true },
    });
    expect(rolesOf(objects).map(({ rules }) => rules)).toEqual([
      [{ apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] }],
    ]);
    expect(tokensIn(objects)).toHaveLength(1);
    const { args } = only(objects, 'Deployment').spec.template.spec.containers[0];
    for (const arg of [
      '--no-learn-version',
      '--events',
      '--api-server-token=/etc/podward/token/token',
      '--api-server-ca=/etc/podward/api-server/ca.crt',
    ])
      expect(args).toContain(arg);
    expect(only(objects, 'NetworkPolicy').spec.egress).toHaveLength(1);
    const webhooks = objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration')).flatMap((one) => one.webhooks);
    expect(new Set(webhooks.map(({ sideEffects }) => sideEffects))).toEqual(new Set(['NoneOnDryRun']));
  });

  test('with modeCheck.enabled, it may list Pods and nothing else', async () => {
    const objects = await render({
      modeCheck: { enabled: true },
      apiServerVersion: { learn: false },
      networkPolicy: { enabled: true },
    });
    expect(rolesOf(objects).map(({ rules }) => rules)).toEqual([
      [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    ]);
    expect(tokensIn(objects)).toHaveLength(1);
    const { args } = only(objects, 'Deployment').spec.template.spec.containers[0];
    expect(args).toEqual(expect.arrayContaining(['--mode-check', '--api-server-token=/etc/podward/token/token']));
    expect(args).not.toContain('--events');
    expect(only(objects, 'NetworkPolicy').spec.egress).toHaveLength(1);
    const webhooks = objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration')).flatMap((one) => one.webhooks);
    expect(new Set(webhooks.map(({ sideEffects }) => sideEffects))).toEqual(new Set(['None']));
  });

  test('with all three, there are three roles, and one token, which expires after an hour', async () => {
    const enabled = { enabled: true };
    const features = { events: enabled, modeCheck: enabled, reports: enabled };
    const objects = await render({ ...features, serviceAccount: { create: false, name: 'mine' } });
    expect(rolesOf(objects)).toHaveLength(3);
    const bindings = objects.filter(
      ({ kind, metadata }) => kind === 'ClusterRoleBinding' && !metadata.name.endsWith('-uninstall'),
    );
    const subjects = [{ kind: 'ServiceAccount', name: 'mine', namespace: 'guard' }];
    expect(bindings.map((binding) => binding.subjects)).toEqual([subjects, subjects, subjects]);
    const [{ projected }, ...others] = tokensIn(objects);
    expect(others).toEqual([]);
    expect(projected.sources).toEqual([{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }]);
    const { args } = only(objects, 'Deployment').spec.template.spec.containers[0];
    expect(args.filter((arg: string) => arg.startsWith('--api-server-token'))).toHaveLength(1);
  });
});
