/** Each value of values.yaml, with what it changes in the objects. A value that is not in the table fails, and so does one without effect. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { manifest } from '../../devcluster/image.ts';
import { type Rendered, certificateModes, chart, only, render, webhooksOf } from './helm.ts';

interface Effect {
  readonly set: unknown;
  /** Other values that it needs. */
  readonly beside?: object;
  readonly at: (objects: Rendered[]) => unknown;
  /** What is there with the value. With the default, it is something else. */
  readonly is: unknown;
}

const deployment = (objects: Rendered[]): Rendered => only(objects, 'Deployment').spec;
const server = (objects: Rendered[]): Rendered => deployment(objects).template.spec;
const container = (objects: Rendered[]): Rendered => server(objects).containers[0];
const args = (objects: Rendered[]): string[] => container(objects).args;
const argsWith = (start: string) => (objects: Rendered[]) => args(objects).filter((arg) => arg.startsWith(start));
/** All Pods of the chart: those of the server, of the uninstall hook and of `helm test`. */
const pods = (objects: Rendered[]): Rendered[] => [
  server(objects),
  only(objects, 'Job').spec.template.spec,
  only(objects, 'Pod').spec,
];
const inPods = (field: string) => (objects: Rendered[]) => pods(objects).map((pod) => pod[field]);
const inContainers = (field: string) => (objects: Rendered[]) =>
  pods(objects).map(({ containers }) => containers[0][field]);
const three = (value: unknown) => [value, value, value];
const spec = (kind: string) => (objects: Rendered[]) => only(objects, kind).spec;
const ports = (objects: Rendered[]) => spec('Service')(objects).ports.map(({ port }: Rendered) => port);
const named = (kind: string) => (objects: Rendered[]) =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
const webhook = (name: string) => (objects: Rendered[]) =>
  webhooksOf(objects).find((each) => each.name === `${name}.podward.dev`);
const reviewed = (objects: Rendered[]): string[] =>
  webhook('validate-deny')(objects).rules.flatMap(({ resources }: Rendered) => resources);
const condition = (name: string) => (objects: Rendered[]) =>
  webhook('namespaces-deny')(objects).matchConditions.find((each: Rendered) => each.name === name).expression;
const configuration = (objects: Rendered[]): Rendered =>
  parse(objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'podward').data['config.yaml']);
const volume = (name: string) => (objects: Rendered[]) =>
  server(objects).volumes.find((each: Rendered) => each.name === name);
const daysOf = (objects: Rendered[]): number => {
  const { data } = only(objects, 'Secret');
  const { validTo, validFrom } = new X509Certificate(Buffer.from(data['tls.crt'], 'base64'));
  return Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000);
};

const labels = { team: 'a' };
const peers = [{ ipBlock: { cidr: '192.0.2.1/32' } }];
const withNetworkPolicy = { networkPolicy: { enabled: true } };
const withAutoscaling = { autoscaling: { enabled: true } };
const withMonitor = { monitoring: { serviceMonitor: { enabled: true } } };
const runbookUrl = 'https://example.com/runbooks.md';
const withAlerts = { monitoring: { prometheusRule: { enabled: true, runbookUrl } } };
const withDashboard = { monitoring: { dashboard: { enabled: true } } };
const commonNames = ['kube-apiserver'];
const toleration = { key: 'a', operator: 'Exists' };
const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } };
const spread = { maxSkew: 2, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' };
const matchCondition = { name: 'not-restore', expression: 'true' };
const { caBundle } = certificateModes.existingSecret.certificates.existingSecret;
const otherBundle = caBundle.replace('AA', 'BB');
const notReviewed = (kind: string): Effect => ({
  set: false,
  at: (objects) => reviewed(objects).includes(kind),
  is: false,
});

const effects: Readonly<Record<string, Effect>> = {
  nameOverride: { set: 'x', at: named('Deployment'), is: ['podward-x'] },
  fullnameOverride: { set: 'x', at: named('Service'), is: ['x'] },
  commonLabels: {
    set: labels,
    at: (objects) => new Set(objects.map(({ metadata }) => metadata.labels.team)),
    is: new Set(['a']),
  },
  'image.repository': { set: 'mine/x', at: inContainers('image'), is: three(`mine/x:${manifest.version}`) },
  'image.tag': { set: '2', at: inContainers('image'), is: three('example.com/podward:2') },
  'image.digest': {
    set: `sha256:${'0'.repeat(64)}`,
    at: inContainers('image'),
    is: three(`example.com/podward@sha256:${'0'.repeat(64)}`),
  },
  'image.pullPolicy': { set: 'Never', at: inContainers('imagePullPolicy'), is: three('Never') },
  imagePullSecrets: { set: [{ name: 'a' }], at: inPods('imagePullSecrets'), is: three([{ name: 'a' }]) },
  defaultMode: { set: 'warn', at: (objects) => configuration(objects).modeLabel.defaultMode, is: 'warn' },
  'modeLabel.guard': { set: false, at: webhook('namespaces-deny'), is: undefined },
  'modeLabel.mayLower.groups': {
    set: ['a'],
    at: condition('group-may-not-lower'),
    is: '!request.userInfo.?groups.orValue([]).exists(group, group in ["a"])',
  },
  'modeLabel.mayLower.users': {
    set: ['a'],
    at: condition('user-may-not-lower'),
    is: '!(request.userInfo.?username.orValue("") in ["a"])',
  },
  excludedNamespaces: {
    set: ['a'],
    at: (objects) => webhook('validate-deny')(objects).namespaceSelector.matchExpressions[0].values,
    is: ['a', 'guard', 'kube-node-lease', 'kube-system'],
  },
  namespaceSelector: {
    set: { matchLabels: labels },
    at: (objects) => webhook('validate-deny')(objects).namespaceSelector.matchLabels,
    is: labels,
  },
  objectSelector: {
    set: { matchLabels: labels },
    at: (objects) => webhook('mutate-deny')(objects).objectSelector,
    is: { matchLabels: labels },
  },
  matchConditions: {
    set: [matchCondition],
    at: (objects) => webhook('mutate-deny')(objects).matchConditions,
    is: [matchCondition],
  },
  failurePolicy: { set: 'Ignore', at: (objects) => webhook('validate-deny')(objects).failurePolicy, is: 'Ignore' },
  timeoutSeconds: {
    set: 3,
    at: (objects) => new Set(webhooksOf(objects).map(({ timeoutSeconds }) => timeoutSeconds)),
    is: new Set([3]),
  },
  'kinds.deployments': notReviewed('deployments'),
  'kinds.replicasets': notReviewed('replicasets'),
  'kinds.statefulsets': notReviewed('statefulsets'),
  'kinds.daemonsets': notReviewed('daemonsets'),
  'kinds.jobs': notReviewed('jobs'),
  'kinds.cronjobs': notReviewed('cronjobs'),
  'kinds.replicationcontrollers': notReviewed('replicationcontrollers'),
  'kinds.podtemplates': notReviewed('podtemplates'),
  'podStatus.enabled': {
    set: true,
    at: (objects) => webhook('validate-status-deny')(objects)?.rules[0].resources,
    is: ['pods/status'],
  },
  config: { set: { mutate: { fill: false } }, at: (objects) => configuration(objects).mutate, is: { fill: false } },
  'apiServerVersion.learn': { set: false, at: argsWith('--no-learn'), is: ['--no-learn-version'] },
  'apiServerVersion.url': { set: 'https://a', at: argsWith('--api-server='), is: ['--api-server=https://a'] },
  'apiServerVersion.caConfigMap': {
    set: 'mine',
    at: (objects) => volume('api-server-ca')(objects).configMap.name,
    is: 'mine',
  },
  'certificates.mode': {
    set: 'certManager',
    at: named('Certificate'),
    is: ['podward-cert-manager-ca', 'podward-cert-manager-tls'],
  },
  'certificates.helm.validityDays': { set: 400, at: daysOf, is: 400 },
  'certificates.helm.renewBeforeDays': {
    set: 100,
    beside: withAlerts,
    at: (objects) => / < 50 \* 86400/.test(JSON.stringify(spec('PrometheusRule')(objects))),
    is: true,
  },
  'certificates.certManager.namespace': {
    set: 'a',
    beside: certificateModes.certManager,
    at: (objects) => configuration(objects).modeLabel.excludedNamespaces,
    is: ['a', 'guard', 'kube-node-lease', 'kube-system'],
  },
  'certificates.existingSecret.name': {
    set: 'other',
    beside: certificateModes.existingSecret,
    at: (objects) => volume('tls')(objects).secret.secretName,
    is: 'other',
  },
  'certificates.existingSecret.caBundle': {
    set: otherBundle,
    beside: certificateModes.existingSecret,
    at: (objects) => new Set(webhooksOf(objects).map(({ clientConfig }) => clientConfig.caBundle)),
    is: new Set([Buffer.from(otherBundle).toString('base64')]),
  },
  'clientCertificate.caConfigMap': {
    set: 'mine',
    beside: { clientCertificate: { caConfigMap: 'a', commonNames } },
    at: (objects) => volume('client-ca')(objects).configMap.name,
    is: 'mine',
  },
  'clientCertificate.caSecret': {
    set: 'mine',
    beside: { clientCertificate: { caSecret: 'a', commonNames } },
    at: (objects) => volume('client-ca')(objects).secret.secretName,
    is: 'mine',
  },
  'clientCertificate.commonNames': {
    set: ['a', 'b'],
    beside: { clientCertificate: { caSecret: 'a', commonNames } },
    at: argsWith('--client-common-name'),
    is: ['--client-common-name=a', '--client-common-name=b'],
  },
  replicas: { set: 5, at: (objects) => deployment(objects).replicas, is: 5 },
  'autoscaling.enabled': {
    set: true,
    at: (objects) => [deployment(objects).replicas, ...named('HorizontalPodAutoscaler')(objects)],
    is: [undefined, 'podward'],
  },
  'autoscaling.minReplicas': {
    set: 3,
    beside: withAutoscaling,
    at: (objects) => spec('HorizontalPodAutoscaler')(objects).minReplicas,
    is: 3,
  },
  'autoscaling.maxReplicas': {
    set: 9,
    beside: withAutoscaling,
    at: (objects) => spec('HorizontalPodAutoscaler')(objects).maxReplicas,
    is: 9,
  },
  'autoscaling.targetCPUUtilizationPercentage': {
    set: 55,
    beside: withAutoscaling,
    at: (objects) => spec('HorizontalPodAutoscaler')(objects).metrics[0].resource.target,
    is: { type: 'Utilization', averageUtilization: 55 },
  },
  'podDisruptionBudget.enabled': { set: false, at: named('PodDisruptionBudget'), is: [] },
  'podDisruptionBudget.maxUnavailable': {
    set: 2,
    at: (objects) => spec('PodDisruptionBudget')(objects).maxUnavailable,
    is: 2,
  },
  'service.port': {
    set: 8443,
    at: (objects) => [
      ports(objects),
      new Set(webhooksOf(objects).map(({ clientConfig }) => clientConfig.service.port)),
      only(objects, 'Pod').spec.containers[0].env[0].value,
    ],
    is: [[8443, 8080], new Set([8443]), 'https://podward.guard.svc:8443'],
  },
  'service.metricsPort': { set: 9090, at: ports, is: [443, 9090] },
  'containerPorts.https': {
    set: 9443,
    at: (objects) => [container(objects).ports[0].containerPort, ...argsWith('--port')(objects)],
    is: [9443, '--port=9443'],
  },
  'containerPorts.health': {
    set: 9080,
    at: (objects) => [container(objects).ports[1].containerPort, ...argsWith('--health-port')(objects)],
    is: [9080, '--health-port=9080'],
  },
  hostNetwork: { set: true, at: (objects) => server(objects).hostNetwork, is: true },
  'networkPolicy.enabled': { set: true, at: named('NetworkPolicy'), is: ['podward'] },
  'networkPolicy.from': {
    set: peers,
    beside: withNetworkPolicy,
    at: (objects) => spec('NetworkPolicy')(objects).ingress.map(({ from }: Rendered) => from?.slice(1)),
    is: [peers, undefined],
  },
  'networkPolicy.healthFrom': {
    set: peers,
    beside: withNetworkPolicy,
    at: (objects) => spec('NetworkPolicy')(objects).ingress.map(({ from }: Rendered) => from),
    is: [undefined, peers],
  },
  'networkPolicy.apiServer': {
    set: peers,
    beside: withNetworkPolicy,
    at: (objects) => spec('NetworkPolicy')(objects).egress[0].to,
    is: peers,
  },
  'networkPolicy.apiServerPorts': {
    set: [16443],
    beside: withNetworkPolicy,
    at: (objects) => spec('NetworkPolicy')(objects).egress[0].ports,
    is: [{ port: 16443, protocol: 'TCP' }],
  },
  'serviceAccount.create': {
    set: false,
    at: (objects) => [named('ServiceAccount')(objects), server(objects).serviceAccountName],
    is: [['podward-uninstall'], 'default'],
  },
  'serviceAccount.name': {
    set: 'mine',
    at: (objects) => [named('ServiceAccount')(objects).includes('mine'), server(objects).serviceAccountName],
    is: [true, 'mine'],
  },
  'uninstallHook.enabled': { set: false, at: named('Job'), is: [] },
  logLevel: { set: 'debug', at: argsWith('--log-level'), is: ['--log-level=debug'] },
  'logs.identities': { set: false, at: argsWith('--no-log'), is: ['--no-log-identities'] },
  'logs.allowedEvery': {
    set: 1_000_000,
    at: argsWith('--log-allowed-every'),
    is: ['--log-allowed-every=1000000'],
  },
  'events.enabled': { set: true, at: argsWith('--events'), is: ['--events'] },
  'modeCheck.enabled': { set: true, at: argsWith('--mode-check'), is: ['--mode-check'] },
  'reports.enabled': {
    set: true,
    at: argsWith('--reports'),
    is: ['--reports', '--reports-owner=podward-reports'],
  },
  'monitoring.serviceMonitor.enabled': { set: true, at: named('ServiceMonitor'), is: ['podward'] },
  'monitoring.serviceMonitor.labels': {
    set: labels,
    beside: withMonitor,
    at: (objects) => only(objects, 'ServiceMonitor').metadata.labels.team,
    is: 'a',
  },
  'monitoring.serviceMonitor.interval': {
    set: '10s',
    beside: withMonitor,
    at: (objects) => spec('ServiceMonitor')(objects).endpoints[0].interval,
    is: '10s',
  },
  'monitoring.prometheusRule.enabled': {
    set: true,
    beside: { monitoring: { prometheusRule: { runbookUrl } } },
    at: named('PrometheusRule'),
    is: ['podward'],
  },
  'monitoring.prometheusRule.labels': {
    set: labels,
    beside: withAlerts,
    at: (objects) => only(objects, 'PrometheusRule').metadata.labels.team,
    is: 'a',
  },
  'monitoring.prometheusRule.runbookUrl': {
    set: 'https://a/b.md',
    beside: withAlerts,
    at: (objects) =>
      spec('PrometheusRule')(objects).groups[0].rules[0].annotations.runbook_url.startsWith('https://a/b.md#'),
    is: true,
  },
  'monitoring.dashboard.enabled': { set: true, at: named('ConfigMap'), is: ['podward', 'podward-dashboard'] },
  'monitoring.dashboard.labels': {
    set: labels,
    beside: withDashboard,
    at: (objects) => objects.find(({ metadata }) => metadata.name === 'podward-dashboard').metadata.labels.team,
    is: 'a',
  },
  resources: {
    set: { limits: { memory: '1Gi' } },
    at: (objects) => inContainers('resources')(objects).map(({ limits }) => limits),
    is: three({ memory: '1Gi' }),
  },
  terminationGracePeriodSeconds: {
    set: 60,
    at: (objects) => server(objects).terminationGracePeriodSeconds,
    is: 60,
  },
  extraArgs: { set: ['--max-connections=9'], at: (objects) => args(objects).at(-1), is: '--max-connections=9' },
  env: {
    set: [{ name: 'A', value: 'b' }],
    at: (objects) => container(objects).env.at(-1),
    is: { name: 'A', value: 'b' },
  },
  podLabels: { set: labels, at: (objects) => deployment(objects).template.metadata.labels.team, is: 'a' },
  podAnnotations: { set: labels, at: (objects) => deployment(objects).template.metadata.annotations, is: labels },
  priorityClassName: { set: 'high', at: (objects) => server(objects).priorityClassName, is: 'high' },
  nodeSelector: { set: labels, at: inPods('nodeSelector'), is: three(labels) },
  tolerations: { set: [toleration], at: inPods('tolerations'), is: three([toleration]) },
  affinity: { set: { nodeAffinity }, at: (objects) => server(objects).affinity, is: { nodeAffinity } },
  topologySpreadConstraints: {
    set: [spread],
    at: (objects) => server(objects).topologySpreadConstraints,
    is: [spread],
  },
  podSecurityContext: {
    set: { runAsUser: 1000 },
    at: (objects) => inPods('securityContext')(objects).map(({ runAsUser }) => runAsUser),
    is: three(1000),
  },
  securityContext: {
    set: { runAsUser: 1000 },
    at: (objects) => inContainers('securityContext')(objects).map(({ runAsUser }) => runAsUser),
    is: three(1000),
  },
};

test('the table has all values, and no others', async () => {
  const pathsIn = (value: unknown, path: string): string[] =>
    path in effects || typeof value !== 'object' || value === null || Object.keys(value).length === 0
      ? [path]
      : Object.entries(value).flatMap(([key, one]) => pathsIn(one, path === '' ? key : `${path}.${key}`));
  const values: unknown = parse(await readFile(`${chart}/values.yaml`, 'utf8'));
  expect(Object.keys(effects).sort()).toEqual(pathsIn(values, '').sort());
});

describe('the value', () => {
  test.each(Object.entries(effects))('%s', async (path, { set, beside = {}, at, is }) => {
    const [before, after] = [
      await render(beside),
      await render(beside, { args: ['--set-json', `${path}=${JSON.stringify(set)}`] }),
    ];
    expect(at(after)).toEqual(is);
    expect(at(before)).not.toEqual(is);
  });
});
