import type { JsonObject } from '../../../src/json/json.ts';
import { jobTemplateImmutable } from '../../../src/rules/job/job-template-immutable.ts';
import { container } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { change, generated, job, replaceJob } from './jobs.ts';

const suspendedNow = { active: 0, conditions: [{ type: 'Suspended', status: 'True' }] };
const started = { startTime: '2026-01-02T03:04:05Z' };
const node = (zone: string): JsonObject => ({
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }],
  },
});
/** The spec of the template changes while the Job is suspended. */
const suspended = (name: string, spec: JsonObject, status: JsonObject, minor = 36, old: JsonObject = {}) =>
  change(
    name,
    job({ own: { suspend: true }, status, spec: old }),
    job({ own: { suspend: true }, status, spec }),
    minor,
  );
const selector = { nodeSelector: { disk: 'ssd' } };
const resourcesOnly = {
  MutableSchedulingDirectivesForSuspendedJobs: false,
  MutablePodResourcesForSuspendedJobs: true,
};
const startedThenSuspended = { ...suspendedNow, ...started };
const cpu = { containers: [container({ resources: { limits: { cpu: '2' } } })] };
const claim = (labels: JsonObject): JsonObject => ({
  name: 'data',
  ephemeral: { volumeClaimTemplate: { metadata: { labels }, spec: { accessModes: ['ReadWriteOnce'] } } },
});
const spec = 'spec.template.spec';
const nameOnly = { 'job-name': 'web' };
const suspendJob = {
  type: 'FieldValueInvalid',
  fix: `Run kubectl patch job web -n default -p '{"spec":{"suspend":true}}', which deletes the running Pods, and kubectl wait job/web -n default --for=condition=Suspended. Then apply the manifest with suspend: false.`,
} as const;
const waitForSuspended = {
  type: 'FieldValueInvalid',
  fix: 'Run kubectl wait job/web -n default --for=condition=Suspended, then apply the manifest again.',
} as const;
const reordered = {
  messageId: 'reordered',
  path: `${spec}.containers`,
  type: 'FieldValueInvalid',
  fix: 'Keep the existing order: "web", "b".',
} as const;

testRule(jobTemplateImmutable, {
  valid: [
    change('nothing', job(), job({ own: { parallelism: 2 } })),
    suspended('where it runs, suspended', selector, suspendedNow),
    {
      name: 'where it runs, and the old object is a manifest, which has no status',
      phase: 'offline',
      before: job({ own: { suspend: true }, meta: { uid: null } }),
      after: job({ own: { suspend: true }, spec: selector, meta: { uid: null } }),
    },
    suspended('where it runs, suspended once more', selector, startedThenSuspended),
    suspended('where it runs, not started, until 1.35', selector, {}, 35),
    suspended('where it runs, not started, since 1.37', selector, {}, 37),
    suspended('where it runs, suspended once more, since 1.37', selector, startedThenSuspended, 37),
    suspended(
      'tolerations, gates and node affinity',
      { tolerations: [{ key: 'a' }], schedulingGates: [{ name: 'a' }], affinity: { nodeAffinity: node('a') } },
      suspendedNow,
    ),
    suspended('node affinity is taken away', {}, suspendedNow, 36, { affinity: { nodeAffinity: node('a') } }),
    suspended(
      'node affinity beside another',
      { affinity: { nodeAffinity: node('b'), podAffinity: {} } },
      suspendedNow,
      36,
      { affinity: { nodeAffinity: node('a'), podAffinity: {} } },
    ),
    suspended('node affinity is taken away, beside an affinity that is null', {}, suspendedNow, 36, {
      affinity: { nodeAffinity: node('a'), podAffinity: null },
    }),
    suspended('containers that are not objects', { containers: [7] }, suspendedNow, 36, { containers: [7] }),
    change(
      'labels and annotations of the Pods to be, until 1.35',
      job({ own: { suspend: true } }),
      job({
        own: { suspend: true },
        template: { metadata: { labels: { ...generated, app: 'web' }, annotations: { a: 'b' } }, spec: podOf() },
      }),
      35,
    ),
    suspended('resources since 1.36', cpu, suspendedNow),
    change(
      'labels and annotations of the Pods to be',
      job({ own: { suspend: true }, status: suspendedNow }),
      job({
        own: { suspend: true },
        status: suspendedNow,
        template: { metadata: { labels: { ...generated, app: 'web' }, annotations: { a: 'b' } }, spec: podOf() },
      }),
    ),
    {
      ...suspended('resources, with only the gate of resources', cpu, startedThenSuspended),
      featureGates: resourcesOnly,
    },
    {
      ...suspended('resources in 1.35, with only the gate of resources', cpu, startedThenSuspended, 35),
      featureGates: resourcesOnly,
    },
    {
      ...suspended('where it runs, with resources, suspended before its start', { ...selector, ...cpu }, suspendedNow),
      featureGates: resourcesOnly,
    },
    {
      ...change(
        'an annotation is removed, with only the gate of resources',
        annotated({ own: { suspend: true }, status: startedThenSuspended }),
        job({ own: { suspend: true }, status: startedThenSuspended }),
      ),
      featureGates: resourcesOnly,
    },
    {
      ...suspended('where it runs, not started, with active Pods, with only the gate of resources', selector, {
        active: 1,
      }),
      featureGates: resourcesOnly,
    },
    change('a generated label, which another rule names', job(), job({ labels: {} })),
    change(
      'a field that is dropped',
      job(),
      job({ spec: { containers: [container({ lifecycle: { stopSignal: 'SIGTERM' } })] } }),
    ),
    change(
      'a certificate, which is dropped before 1.37',
      job({ spec: { volumes: [{ name: 'all', projected: { sources: [{}] } }] } }),
      job({ spec: { volumes: [{ name: 'all', projected: { sources: [{ podCertificate: {} }] } }] } }),
      36,
    ),
    change(
      'garbage that stays',
      job({ template: { spec: 7 } }),
      job({ template: { spec: 7 }, own: { suspend: true, template: { metadata: { labels: generated }, spec: 7 } } }),
    ),
  ],
  invalid: [
    {
      ...change(
        'the account',
        job({ spec: { serviceAccountName: 'a', serviceAccount: 'a' } }),
        job({ spec: { serviceAccountName: 'b', serviceAccount: 'b' } }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.serviceAccountName`,
          ...replaceJob,
        },
      ],
    },
    {
      ...change(
        'an env variable',
        job(),
        job({ spec: { containers: [container({ env: [{ name: 'A', value: 'secret' }] })] } }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.containers[0].env[0]`,
          ...replaceJob,
          container: 'web',
          hides: 'secret',
        },
      ],
    },
    {
      ...change('a deadline', job({ spec: { activeDeadlineSeconds: 60 } }), job()),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.activeDeadlineSeconds`,
          ...replaceJob,
          from: 60,
        },
      ],
    },
    {
      ...change('an image', job(), job({ spec: { containers: [container({ image: 'registry.example.com/web:2' })] } })),
      findings: [{ messageId: 'changed', path: `${spec}.containers[0].image`, ...replaceJob }],
    },
    {
      ...change(
        'a tag that moves the pull policy',
        job(),
        job({
          spec: { containers: [container({ image: 'registry.example.com/web:latest', imagePullPolicy: 'Always' })] },
        }),
      ),
      findings: [{ messageId: 'changed', path: `${spec}.containers[0].image`, ...replaceJob }],
    },
    {
      ...change(
        'the order of containers',
        job({ spec: { containers: [container(), container({ name: 'b' })] } }),
        job({ spec: { containers: [container({ name: 'b' }), container()] } }),
      ),
      findings: [reordered],
    },
    {
      ...change('where it runs, not suspended', job({ status: suspendedNow }), job({ spec: selector })),
      findings: [
        {
          messageId: 'suspend',
          path: `${spec}.nodeSelector[disk]`,
          ...suspendJob,
        },
      ],
    },
    {
      ...change('where it runs, not suspended, before 1.36', job(), job({ spec: selector }), 35),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.nodeSelector[disk]`,
          ...replaceJob,
        },
      ],
    },
    {
      ...change(
        'where it runs, of a Job that is finished',
        job({ status: { conditions: [{ type: 'Complete', status: 'True' }] } }),
        job({ spec: selector }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.nodeSelector[disk]`,
          ...replaceJob,
        },
      ],
    },
    {
      ...change(
        'another node selector, labels and resources, not suspended',
        job({ spec: { nodeSelector: { disk: 'hdd' } } }),
        job({ labels: { ...generated, app: 'web' }, spec: { ...selector, ...cpu } }),
      ),
      findings: [
        {
          messageId: 'suspend',
          path: 'spec.template.metadata.labels[app]',
          ...suspendJob,
        },
        {
          messageId: 'suspend',
          path: `${spec}.nodeSelector[disk]`,
          ...suspendJob,
        },
        {
          messageId: 'suspend',
          path: `${spec}.containers[0].resources.limits[cpu]`,
          ...suspendJob,
        },
      ],
    },
    {
      ...change(
        'where it runs, with another image, which no suspension helps',
        job(),
        job({ spec: { ...selector, containers: [container({ image: 'registry.example.com/web:2' })] } }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.containers[0].image`,
          ...replaceJob,
        },
        {
          messageId: 'changed',
          path: `${spec}.nodeSelector[disk]`,
          ...replaceJob,
        },
      ],
    },
    {
      ...change(
        'a field that 1.34 drops only if the stored Job does not have it',
        job({ spec: { containers: [container({ restartPolicy: 'Never' })] } }),
        job(),
        34,
      ),
      findings: [{ messageId: 'changed', path: `${spec}.containers[0].restartPolicy`, ...replaceJob }],
    },
    {
      ...change(
        'an annotation with the name of a generated label',
        job(),
        job({ template: { metadata: { labels: generated, annotations: { 'job-name': 'other' } }, spec: podOf() } }),
      ),
      findings: [{ messageId: 'suspend', path: 'spec.template.metadata.annotations[job-name]', ...suspendJob }],
    },
    {
      ...change('a generated label that the stored Job does not have', job({ labels: {} }), job({ labels: nameOnly })),
      findings: [{ messageId: 'suspend', path: 'spec.template.metadata.labels[job-name]', ...suspendJob }],
    },
    {
      ...change(
        'where it runs, of a Job that is not finished yet',
        job({ status: { conditions: [{ type: 'Complete', status: 'False' }] } }),
        job({ spec: selector }),
      ),
      findings: [{ messageId: 'suspend', path: `${spec}.nodeSelector[disk]`, ...suspendJob }],
    },
    {
      ...suspended('the affinity is taken away', {}, suspendedNow, 36, {
        affinity: { nodeAffinity: node('a'), podAffinity: {} },
      }),
      findings: [{ messageId: 'changed', path: `${spec}.affinity`, ...replaceJob }],
    },
    {
      ...suspended(
        'resources, with another container',
        { containers: [...cpu.containers, container({ name: 'b' })] },
        suspendedNow,
      ),
      findings: [
        { messageId: 'changed', path: `${spec}.containers[0].resources.limits[cpu]`, ...replaceJob },
        { messageId: 'changed', path: `${spec}.containers[1]`, ...replaceJob },
      ],
    },
    {
      ...suspended('the first init container', { initContainers: [container({ name: 'b' })] }, suspendedNow),
      findings: [{ messageId: 'changed', path: `${spec}.initContainers[0]`, ...replaceJob }],
    },
    {
      ...change('a field that was absent', job(), job({ spec: { activeDeadlineSeconds: 60 } })),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.activeDeadlineSeconds`,
          ...replaceJob,
          to: 60,
        },
      ],
    },
    {
      ...change(
        'hostNetwork, with the host ports that the server sets',
        job({ spec: { containers: [container({ ports: [{ containerPort: 80, protocol: 'TCP' }] })] } }),
        job({
          spec: {
            hostNetwork: true,
            containers: [container({ ports: [{ containerPort: 80, protocol: 'TCP', hostPort: 80 }] })],
          },
        }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.hostNetwork`,
          ...replaceJob,
          to: true,
        },
      ],
    },
    {
      ...suspended('where it runs, not marked as suspended yet', selector, {}),
      findings: [
        {
          messageId: 'suspending',
          path: `${spec}.nodeSelector[disk]`,
          ...waitForSuspended,
        },
      ],
    },
    {
      ...suspended('where it runs, not marked as suspended yet, in a file from a cluster', selector, {}),
      phase: 'offline',
      findings: [
        {
          messageId: 'suspending',
          path: `${spec}.nodeSelector[disk]`,
          ...waitForSuspended,
        },
      ],
    },
    {
      ...suspended('where it runs, with Pods still active', selector, { ...suspendedNow, active: 1 }),
      findings: [
        {
          messageId: 'suspending',
          path: `${spec}.nodeSelector[disk]`,
          ...waitForSuspended,
        },
      ],
    },
    {
      ...suspended('where it runs, suspended once more, until 1.35', selector, startedThenSuspended, 35),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.nodeSelector[disk]`,
          ...replaceJob,
        },
      ],
    },
    {
      ...suspended('resources before 1.36', cpu, {}, 35),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.containers[0].resources.limits[cpu]`,
          ...replaceJob,
        },
      ],
    },
    {
      ...suspended('where it runs, suspended once more, without its gate', selector, startedThenSuspended),
      featureGates: resourcesOnly,
      findings: [{ messageId: 'changed', path: `${spec}.nodeSelector[disk]`, ...replaceJob }],
    },
    {
      ...suspended('resources, without their gate', cpu, startedThenSuspended),
      featureGates: { MutablePodResourcesForSuspendedJobs: false },
      findings: [{ messageId: 'changed', path: `${spec}.containers[0].resources.limits[cpu]`, ...replaceJob }],
    },
    {
      ...suspended('resources, not marked as suspended yet, with only their gate', cpu, {}),
      featureGates: resourcesOnly,
      findings: [
        {
          messageId: 'suspending',
          path: `${spec}.containers[0].resources.limits[cpu]`,
          ...waitForSuspended,
        },
      ],
    },
    {
      ...suspended('resources, with Pods still active, with only their gate', cpu, { active: 1 }, 37),
      featureGates: resourcesOnly,
      findings: [{ messageId: 'suspending', path: `${spec}.containers[0].resources.limits[cpu]`, ...waitForSuspended }],
    },
    {
      ...change('resources, not suspended, with only their gate', job(), job({ spec: cpu })),
      featureGates: resourcesOnly,
      findings: [{ messageId: 'suspend', path: `${spec}.containers[0].resources.limits[cpu]`, ...suspendJob }],
    },
    {
      ...change(
        'where it runs, with resources, not suspended, with only the gate of resources',
        job(),
        job({ spec: { ...selector, ...cpu } }),
      ),
      featureGates: resourcesOnly,
      findings: [
        { messageId: 'changed', path: `${spec}.nodeSelector[disk]`, ...replaceJob },
        { messageId: 'changed', path: `${spec}.containers[0].resources.limits[cpu]`, ...replaceJob },
      ],
    },
    {
      ...suspended('Pod affinity', { affinity: { podAffinity: {} } }, suspendedNow),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.affinity.podAffinity`,
          ...replaceJob,
        },
      ],
    },
    {
      ...suspended(
        'resources of containers that changed places',
        { containers: [container({ name: 'b' }), container({ resources: { limits: { cpu: '1' } } })] },
        suspendedNow,
        36,
        { containers: [container({ resources: { limits: { cpu: '1' } } }), container({ name: 'b' })] },
      ),
      findings: [reordered],
    },
    {
      ...change(
        'a label of a claim with the name of a generated one',
        job({ spec: { volumes: [claim({})] } }),
        job({ spec: { volumes: [claim({ 'job-name': 'other' })] } }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels[job-name]`,
          ...replaceJob,
        },
      ],
    },
    {
      ...change(
        'a key of a map with the name of a field that is dropped',
        job({ spec: { nodeSelector: { disk: 'ssd' } } }),
        job({ spec: { nodeSelector: { disk: 'ssd', stopSignal: 'a' } } }),
      ),
      findings: [
        {
          messageId: 'suspend',
          path: `${spec}.nodeSelector[stopSignal]`,
          ...suspendJob,
        },
      ],
    },
    {
      ...change(
        'a dropped field in place of an empty lifecycle',
        job({ spec: { containers: [container({ lifecycle: {} })] } }),
        job({ spec: { containers: [container({ lifecycle: { stopSignal: 'SIGTERM' } })] } }),
      ),
      findings: [
        {
          messageId: 'changed',
          path: `${spec}.containers[0].lifecycle.stopSignal`,
          ...replaceJob,
        },
      ],
    },
  ],
});

function annotated(parts: { own: JsonObject; status: JsonObject }): JsonObject {
  return job({ ...parts, template: { metadata: { labels: generated, annotations: { a: 'b' } }, spec: podOf() } });
}

function podOf(): JsonObject {
  const { template } = job()['spec'] as { template: { spec: JsonObject } };
  return template.spec;
}
