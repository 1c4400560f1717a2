import type { Json, JsonObject } from '../../../src/json/json.ts';
import { knownFields } from '../../../src/rules/files/known-fields.ts';
import { container, pod, podWith, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const phase = 'offline' as const;
const type = 'FieldValueForbidden' as const;

/** A field that does not exist, and what to do about it. */
const unknown = (
  path: string,
  messageId: string,
  fix: string,
  after: JsonObject,
  kind: 'Pod' | 'PodTemplate' | 'CronJob' | 'Deployment' | 'DaemonSet' | 'StatefulSet' | 'Job' = 'Pod',
) => ({
  name: `${path}: ${fix}`,
  phase,
  kind,
  after,
  findings: [
    { messageId, path, type, fix, isOfKey: true, says: `unknown field "${path.slice(path.lastIndexOf('.') + 1)}".` },
  ],
});
/** A field that is refused wherever the kind has it. */
const refused = (path: string, after: JsonObject, kind?: Parameters<typeof unknown>[4]) => {
  const fields = path.replaceAll(/\[\d+\]/g, '').split('.');
  const place = [(kind ?? 'Pod').toLowerCase(), ...fields.slice(0, -1)].join('.');
  return unknown(
    path,
    'unknown',
    `Remove ${fields.at(-1)}, or use one of the fields that kubectl explain ${place} lists.`,
    after,
    kind,
  );
};
/** A field that the version does not have, and some other versions do. */
const ofOther = (minor: number, path: string, versions: string, after: JsonObject, kind: 'Pod' | 'Job' = 'Pod') => {
  const field = path.slice(path.lastIndexOf('.') + 1);
  const other = versions.endsWith('later') || Number(versions.slice(2, 4)) > minor ? 'a later' : 'an earlier';
  const known =
    minor === 31
      ? ', the oldest version that Podward knows'
      : minor === 37
        ? ', the newest version that Podward knows'
        : '';
  const version = `1.${minor}${known}`;
  return {
    name: `${path} in 1.${minor}`,
    phase,
    kind,
    minor,
    after,
    findings: [
      {
        messageId: 'otherVersion',
        path,
        type,
        fix: `Remove ${field}. If the cluster has ${other} version, set --kubernetes-version to that version.`,
        isOfKey: true,
        says: `unknown field "${field}", which exists in Kubernetes ${versions}, but not in ${version}.`,
      },
    ],
  };
};
const withWorkload = (workloadRef: JsonObject) => pod({ workloadRef });
const withFile = podWith({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a', key: 'A' } } }] });
const podTemplate = (own: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name: 'web' },
  ...own,
});
const affinity = (term: JsonObject): Json => ({
  podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, ...term }] },
});
const preferred = 'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]';
const selected = (labelSelector: JsonObject) => pod({ topologySpreadConstraints: [{ labelSelector }] });

testRule(knownFields, {
  valid: [
    { name: 'a Pod', phase, after: pod() },
    {
      name: 'keys of maps',
      phase,
      after: pod({ nodeSelector: { anything: 'x' } }, { labels: { 'my.own/key': 'x' } }),
    },
    { name: 'a field since its first version', phase, minor: 34, after: pod({ hostnameOverride: 'a' }) },
    { name: 'a field in the only version that has it', phase, minor: 35, after: withWorkload({ podGroup: 'a' }) },
    {
      name: 'a field of other versions, in an object from a cluster that has it',
      phase,
      minor: 31,
      isStored: true,
      after: pod({ hostnameOverride: 'a' }),
    },
    { name: 'in a cluster, where the field has been dropped', phase: 'mutate', after: pod({ replicas: 1 }) },
  ],
  invalid: [
    unknown(
      'spec.containers[0].imagePullPolcy',
      'misspelled',
      'Did you mean "imagePullPolicy"?',
      podWith({ imagePullPolcy: 'Always' }),
    ),
    unknown('spec.containers[0].port', 'misspelled', 'Did you mean "ports"?', podWith({ port: 80 })),
    unknown('spec.containers[0].environment', 'misspelled', 'Did you mean "env"?', podWith({ environment: [] })),
    unknown(
      'spec.containers[0].envFromConfigMap',
      'misspelled',
      'Did you mean "envFrom"?',
      podWith({ envFromConfigMap: 'a' }),
    ),
    unknown('spec.hostnames', 'misspelled', 'Did you mean "hostname"?', pod({ hostnames: ['a'] })),
    unknown('spec.Containers', 'misspelled', 'Did you mean "containers"?', pod({ Containers: [] })),
    unknown('spec.ports', 'misplaced', 'Move ports to spec.containers[0].ports.', pod({ ports: [] })),
    unknown(
      'spec.image',
      'misplacedInEntry',
      'Move image into an entry of spec.containers, for example to spec.containers[0].image.',
      pod({ image: 'a', containers: [container(), container({ name: 'b' })] }),
    ),
    unknown(
      'spec.nodeAffinity',
      'misplaced',
      'Move nodeAffinity to spec.affinity.nodeAffinity.',
      pod({ nodeAffinity: {} }),
    ),
    unknown(
      'spec.securityContext.privileged',
      'misplaced',
      'Move privileged to spec.containers[0].securityContext.privileged.',
      pod({ securityContext: { privileged: true } }),
    ),
    unknown(
      'spec.containers[0].securityContext.fsGroup',
      'misplaced',
      'Move fsGroup to spec.securityContext.fsGroup.',
      podWith({ securityContext: { fsGroup: 1 } }),
    ),
    unknown(
      'spec.containers[0].hostNetwork',
      'misplaced',
      'Move hostNetwork to spec.hostNetwork.',
      podWith({ hostNetwork: true }),
    ),
    unknown('spec.labels', 'misplaced', 'Move labels to metadata.labels.', pod({ labels: { app: 'web' } })),
    unknown('containers', 'misplaced', 'Move containers to spec.containers.', { ...pod(), containers: [] }),
    unknown(
      'spec.template',
      'misplaced',
      'Move template to spec.jobTemplate.spec.template.',
      workload('CronJob', {}, { template: {} }),
      'CronJob',
    ),
    unknown(
      'spec.template.spec.replicas',
      'misplaced',
      'Move replicas to spec.replicas.',
      workload('Deployment', { replicas: 2 }),
      'Deployment',
    ),
    unknown(
      `${preferred}.topologyKey`,
      'misplaced',
      `Move topologyKey to ${preferred}.podAffinityTerm.topologyKey.`,
      pod({ affinity: affinity({ topologyKey: 'zone' }) }),
    ),
    unknown(
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm',
      'wrapped',
      'Replace podAffinityTerm with the fields that it contains.',
      pod({
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: { topologyKey: 'zone' } }],
          },
        },
      }),
    ),
    unknown(
      'spec.containers[0].configMap',
      'misplaced',
      'Move configMap to spec.volumes[0].configMap.',
      podWith({ configMap: { name: 'a' } }),
    ),
    unknown(
      'spec',
      'misplaced',
      'Move spec.template to template.',
      podTemplate({ spec: { template: {} } }),
      'PodTemplate',
    ),
    {
      ...unknown(
        'spec',
        'misplaced',
        'Move spec.template to template.',
        podTemplate({ spec: { replicas: 1, template: {} } }),
        'PodTemplate',
      ),
      name: 'the spec of a workload in a PodTemplate',
    },
    unknown(
      'spec',
      'misplaced',
      'Move spec to template.spec.',
      podTemplate({ spec: { containers: [] } }),
      'PodTemplate',
    ),
    unknown(
      'template.spec.template',
      'misplaced',
      'Move template.spec.template to template.',
      podTemplate({ template: { spec: { template: {} } } }),
      'PodTemplate',
    ),
    unknown(
      'spec.strategy',
      'misspelled',
      'Did you mean "updateStrategy"?',
      { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'web' }, spec: { strategy: {} } },
      'DaemonSet',
    ),
    {
      ...unknown(
        'spec.strategy',
        'misspelled',
        'Did you mean "updateStrategy"?',
        workload('StatefulSet', {}, { strategy: {} }),
        'StatefulSet',
      ),
      name: 'spec.strategy of a StatefulSet',
    },
    unknown(
      'spec.updateStrategy',
      'misspelled',
      'Did you mean "strategy"?',
      workload('Deployment', {}, { updateStrategy: {} }),
      'Deployment',
    ),
    unknown(
      'spec.containers[0].resources.memory',
      'resource',
      'Move memory into resources.requests or resources.limits.',
      podWith({ resources: { memory: '1Gi' } }),
    ),
    unknown(
      'spec.resources.cpu',
      'resource',
      'Move cpu into resources.requests or resources.limits.',
      pod({ resources: { cpu: 1 } }),
    ),
    unknown(
      'spec.containers[0].env[0].LOG_LEVEL',
      'variable',
      'Write "- name: LOG_LEVEL", and the value of the variable after "value:" on the next line.',
      podWith({ env: [{ LOG_LEVEL: 'debug' }] }),
    ),
    unknown('spec.metadata', 'misplaced', 'Move spec.metadata to metadata.', pod({ metadata: {} })),
    unknown(
      'spec.containers[0].settings',
      'wrapped',
      'Replace settings with the fields that it contains.',
      podWith({ settings: { workingDir: '/a' } }),
    ),
    unknown(
      'spec.containers[0].readinessProbe.livenessProbe',
      'misplaced',
      'Move livenessProbe to spec.containers[0].livenessProbe.',
      podWith({ readinessProbe: { exec: { command: ['a'] }, livenessProbe: { httpGet: { port: 80 } } } }),
    ),
    unknown(
      'template',
      'misplaced',
      'Move template to spec.template.',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, template: { spec: {} } },
      'Deployment',
    ),
    unknown(
      'spec.topologySpreadConstraints[0].labelSelector.app',
      'label',
      'To select by this label, move app into labelSelector.matchLabels.',
      selected({ app: 'web' }),
    ),
    unknown(
      'spec.topologySpreadConstraints[0].labelSelector.matchLabel',
      'misspelled',
      'Did you mean "matchLabels"?',
      selected({ matchLabel: { app: 'web' } }),
    ),
    unknown(
      'spec.volumes[0].path',
      'ambiguous',
      'Move path to hostPath.path or nfs.path.',
      pod({ volumes: [{ name: 'a', path: '/a' }] }),
    ),
    unknown(
      'spec.volumes[0].path',
      'misplaced',
      'Move path to spec.volumes[0].nfs.path.',
      pod({ volumes: [{ name: 'a', path: '/a', nfs: { server: 'a' } }] }),
    ),
    unknown(
      'spec.labels',
      'ambiguous',
      'Move labels to spec.template.metadata.labels or metadata.labels.',
      workload('Deployment', {}, { labels: {} }),
      'Deployment',
    ),
    unknown(
      'spec.volumes[0].defaultMode',
      'ambiguous',
      'Move defaultMode to configMap.defaultMode, downwardAPI.defaultMode, projected.defaultMode or secret.defaultMode.',
      pod({ volumes: [{ name: 'a', defaultMode: 420 }] }),
    ),
    unknown(
      'spec.volumes[0].readOnly',
      'ambiguous',
      'Move readOnly to awsElasticBlockStore.readOnly, azureDisk.readOnly, azureFile.readOnly, cinder.readOnly or another object that has this field.',
      pod({ volumes: [{ name: 'a', readOnly: true }] }),
    ),
    unknown(
      'spec.exec',
      'ambiguous',
      'Move exec to containers[0].livenessProbe.exec, containers[0].readinessProbe.exec or containers[0].startupProbe.exec.',
      pod({ exec: { command: ['a'] } }),
    ),
    unknown(
      'spec.affinity.nodeAffinity.operator',
      'ambiguous',
      'Move operator to spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].operator or another object that has this field.',
      pod({ affinity: { nodeAffinity: { operator: 'In' } } }),
    ),
    unknown('spec.host', 'misspelled', 'Did you mean "hostname"?', pod({ host: 'a' })),
    unknown(
      'spec.tolerationSeconds',
      'misplaced',
      'Move tolerationSeconds to spec.tolerations[0].tolerationSeconds.',
      pod({ tolerationSeconds: 5 }),
    ),
    unknown(
      'spec.containers[0].cpuShares',
      'unknown',
      'Remove cpuShares, or use one of the fields that kubectl explain pod.spec.containers lists.',
      podWith({ cpuShares: 5 }),
    ),
    ...['settings', 'osVersion'].map((name) =>
      unknown(
        `spec.${name}`,
        'unknown',
        `Remove ${name}, or use one of the fields that kubectl explain pod.spec lists.`,
        pod({ hostname: 'a', [name]: { hostname: 'b', subdomain: 'c' } }),
      ),
    ),
    refused('spec.template.spec.selector', workload('Job', { selector: { matchLabels: { app: 'web' } } }), 'Job'),
    unknown(
      'spec.template.spec.selector',
      'misplaced',
      'Move selector to spec.selector.',
      workload('Job', { selector: {} }, { manualSelector: true }),
      'Job',
    ),
    refused('matchLabels', { ...workload('Job'), matchLabels: { app: 'web' } }, 'Job'),
    refused('spec.selector.app', workload('Job', {}, { selector: { app: 'web' } }), 'Job'),
    refused('spec.selector', workload('CronJob', {}, { selector: { matchLabels: { app: 'web' } } }), 'CronJob'),
    refused('spec.jobTemplate.spec.template.spec.selector', workload('CronJob', { selector: {} }), 'CronJob'),
    refused(
      'spec.jobTemplate.spec.template.spec.manualSelector',
      workload('CronJob', { manualSelector: true }),
      'CronJob',
    ),
    refused(
      'spec.selector',
      pod({ selector: {}, volumes: [{ name: 'a', ephemeral: { volumeClaimTemplate: { spec: {} } } }] }),
    ),
    refused('spec.activeDeadlineSeconds', workload('Deployment', {}, { activeDeadlineSeconds: 60 }), 'Deployment'),
    refused('spec.restartPolicy', workload('Deployment', {}, { restartPolicy: 'Never' }), 'Deployment'),
    ...['Always', 'always'].map((restartPolicy) => ({
      ...unknown(
        'spec.restartPolicy',
        'misplaced',
        'Move restartPolicy to spec.template.spec.restartPolicy.',
        workload('Deployment', {}, { restartPolicy }),
        'Deployment',
      ),
      name: `restartPolicy ${restartPolicy} of a Deployment`,
    })),
    unknown(
      'spec.restartPolicy',
      'misplaced',
      'Move restartPolicy to spec.template.spec.restartPolicy.',
      workload('Job', {}, { restartPolicy: 'Never' }),
      'Job',
    ),
    refused('spec.claims', pod({ claims: [{ name: 'gpu' }] })),
    refused('spec.targetContainerName', pod({ targetContainerName: 'web' })),
    refused('ephemeralContainers', { ...pod(), ephemeralContainers: [] }),
    refused(
      'spec.containers[0].readinessProbe.exec.terminationGracePeriodSeconds',
      podWith({ readinessProbe: { exec: { command: ['a'], terminationGracePeriodSeconds: 5 } } }),
    ),
    refused('spec.initContainers[0].exec', pod({ initContainers: [container({ name: 'init', exec: {} })] })),
    unknown(
      'spec.initContainers[0].exec',
      'misplaced',
      'Move exec to spec.initContainers[0].startupProbe.exec.',
      pod({ initContainers: [container({ name: 'init', restartPolicy: 'Always', startupProbe: {}, exec: {} })] }),
    ),
    {
      name: 'an unknown field in an object from a cluster',
      phase,
      isStored: true,
      after: pod({ replicas: 1 }),
      findings: [
        {
          messageId: 'unknown',
          path: 'spec.replicas',
          isOfKey: true,
          type,
          fix: 'Remove replicas, or use one of the fields that kubectl explain pod.spec lists.',
        },
      ],
    },
    {
      name: 'fields that the server writes, and one with the name of a JavaScript property',
      phase,
      after: pod({ phase: 'Running', replicas: 1, constructor: {} }),
      findings: ['constructor', 'phase', 'replicas'].map((name) => ({
        messageId: 'unknown',
        path: `spec.${name}`,
        isOfKey: true,
        type,
        fix: `Remove ${name}, or use one of the fields that kubectl explain pod.spec lists.`,
      })),
    },
    ofOther(33, 'spec.hostnameOverride', '1.34 and later', pod({ hostnameOverride: 'a' })),
    ofOther(31, 'spec.resources', '1.32 and later', pod({ resources: { limits: { cpu: '1', unknown: {} } } })),
    ofOther(33, 'spec.containers[0].env[0].valueFrom.fileKeyRef', '1.34 and later', withFile),
    ofOther(36, 'spec.volumes[0].emptyDir.mode', '1.37 and later', pod({ volumes: [{ emptyDir: { mode: 448 } }] })),
    ofOther(36, 'spec.scheduling', '1.37 and later', workload('Job', {}, { scheduling: {} }), 'Job'),
    ...[34, 36, 37].map((minor) => ofOther(minor, 'spec.workloadRef', '1.35', withWorkload({ podGrop: 'a' }))),
    {
      name: 'a misspelled field in an object that only 1.35 has',
      phase,
      minor: 35,
      after: withWorkload({ podGrop: 'a' }),
      findings: [
        {
          messageId: 'misspelled',
          path: 'spec.workloadRef.podGrop',
          type,
          fix: 'Did you mean "podGroup"?',
          isOfKey: true,
        },
      ],
    },
    ...[33, 34].map((minor) => {
      const meant = minor === 33 ? 'hostname' : 'hostnameOverride';
      const fix = `Did you mean "${meant}"?`;
      return {
        ...unknown('spec.hostnameOverrides', 'misspelled', fix, pod({ hostnameOverrides: 'a' })),
        name: `the similar fields of 1.${minor}`,
        minor,
      };
    }),
  ],
});
