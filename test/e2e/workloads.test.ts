/** A user who applies a workload immediately sees problems that would otherwise appear in an event, or never. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeNamespace, podWith, resizesPods, validatesStatefulSetTemplates, type Namespace } from './namespace.ts';
import { noScheduler } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let namespace: Namespace;
beforeAll(async () => {
  namespace = await makeNamespace();
});
afterAll(() => namespace?.remove());

const labels = { app: 'shop' };
const template = (spec: any = {}): any => ({
  metadata: { labels },
  spec: {
    schedulerName: noScheduler,
    containers: [{ name: 'shop', image: 'registry.example.com/shop:1' }],
    ...spec,
  },
});
const app = (kind: string, name: string, spec: any = {}, own: any = {}): any => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: labels }, template: template(spec), ...own },
});
const job = (name: string, spec: any = {}, own: any = {}): any => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: { spec: { ...template().spec, restartPolicy: 'Never', ...spec } }, ...own },
});
const cronJob = (name: string, spec: any = {}): any => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name },
  spec: { schedule: '*/5 * * * *', jobTemplate: { spec: job(name, spec).spec } },
});
const withContainer = (extra: any): any => ({ containers: [{ ...template().spec.containers[0], ...extra }] });

describe('refused at apply', () => {
  const refused: [string, any, string[]][] = [
    [
      'a Deployment with a broken probe',
      app(
        'Deployment',
        'probe',
        withContainer({ livenessProbe: { httpGet: { port: 'http' }, tcpSocket: { port: 80 }, successThreshold: 2 } }),
      ),
      ['spec.template.spec.containers[0].livenessProbe', '[probe-one-handler]', '[probe-success-threshold]'],
    ],
    [
      'a StatefulSet with a bad spread constraint',
      app('StatefulSet', 'spread', {
        topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'Sometimes' }],
      }),
      [
        'spec.template.spec.topologySpreadConstraints[0].maxSkew',
        'spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable',
      ],
    ],
    [
      'a CronJob with restartPolicy Always',
      cronJob('always', { restartPolicy: 'Always' }),
      ['spec.jobTemplate.spec.template.spec.restartPolicy', '[restart-policy-of-kind]'],
    ],
    [
      'a Deployment whose selector misses its template',
      app('Deployment', 'selector', {}, { selector: { matchLabels: { app: 'other' } } }),
      ['spec.template.metadata.labels', '[selector-matches-template]'],
    ],
    [
      'a DaemonSet with a deadline',
      app('DaemonSet', 'deadline', { activeDeadlineSeconds: 60 }),
      ['spec.template.spec.activeDeadlineSeconds', '[active-deadline-in-template]'],
    ],
    [
      'a ReplicaSet with a mount of no volume',
      app('ReplicaSet', 'mount', withContainer({ volumeMounts: [{ name: 'none', mountPath: '/data' }] })),
      ['spec.template.spec.containers[0].volumeMounts[0].name'],
    ],
  ];
  test.each(refused)('%s', async (_, object, texts) => {
    const answer = await namespace.kubectl('apply -f -', object);
    if (object.kind === 'StatefulSet' && !validatesStatefulSetTemplates) {
      expect(answer).toMatchObject({ code: 0, stdout: 'statefulset.apps/spread created\n' });
      return;
    }
    expect(answer.code).toBe(1);
    for (const text of texts) expect(answer.stderr).toContain(text);
    const bullets = answer.stderr.trim().split('\n').slice(-1);
    for (const bullet of bullets) expect(bullet).toMatch(/\[[a-z-]+\]$/);
  });

  test('a change of a Job’s template', async () => {
    expect(await namespace.kubectl('apply -f -', job('once'))).toMatchObject({ code: 0 });
    const answer = await namespace.kubectl(
      'apply -f -',
      job('once', withContainer({ image: 'registry.example.com/shop:2' })),
    );
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('spec.template.spec.containers[0].image');
    expect(answer.stderr).toContain('from "registry.example.com/shop:1" to "registry.example.com/shop:2"');
    expect(answer.stderr).toContain('[job-template-immutable]');
  });
});

describe('subresources', () => {
  const pod = (resources: any): any => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'sized' },
    spec: template(withContainer({ resources })).spec,
  });
  beforeAll(() =>
    namespace.kubectl(
      'apply -f -',
      pod({ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } }),
    ),
  );
  const resize = (resources: string) =>
    namespace.kubectl(
      `patch pod sized --subresource resize -p {"spec":{"containers":[{"name":"shop","resources":${resources}}]}}`,
    );

  test('a resize that changes the QoS class is refused', async () => {
    const answer = await resize('{"requests":{"cpu":"500m"}}');
    expect(answer.code).toBe(1);
    // kubectl 1.31 does not know the subresource either.
    if (!resizesPods) return expect(answer.stderr).toMatch(/could not find the requested resource|invalid subresource/);
    expect(answer.stderr).toContain('from Guaranteed to Burstable');
    expect(answer.stderr).toContain('[resize-keeps-qos]');
  });
  test('a resize that keeps the QoS class is allowed', async () => {
    const answer = await resize('{"requests":{"cpu":"2"},"limits":{"cpu":"2"}}');
    expect(answer).toMatchObject(resizesPods ? { code: 0, stderr: '' } : { code: 1 });
  });
  test('an ephemeral container can be added, but not removed', async () => {
    const path = `/api/v1/namespaces/${namespace.name}/pods/sized/ephemeralcontainers`;
    const put = async (ephemeralContainers: any[]) => {
      const stored = await namespace.get('pod', 'sized');
      const body = { ...stored, spec: { ...stored.spec, ephemeralContainers } };
      return namespace.cluster.kubectl(['replace', '--raw', path, '-f', '-'], {
        input: JSON.stringify(body),
        reject: false,
      });
    };
    const debug = { name: 'debug', image: 'registry.example.com/tools:1', targetContainerName: 'shop' };
    expect(await put([debug])).toMatchObject({ code: 0 });
    const answer = await put([]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('[ephemeral-containers-append-only]');
  });
});

test('advice shows as warnings and refuses nothing', async () => {
  const probe = { tcpSocket: { port: 80 } };
  const object = app('Deployment', 'advised', {
    ...withContainer({ livenessProbe: probe, readinessProbe: probe, ports: [{ containerPort: 80 }] }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'other' } },
      },
    ],
  });
  const answer = await namespace.kubectl('apply -f -', object);
  expect(answer.code).toBe(0);
  expect(answer.stderr).toMatch(/^Warning: .*\[liveness-equals-readiness\]$/m);
  expect(answer.stderr).toMatch(/^Warning: .*\[spread-selector-misses-pod\]$/m);
});

describe('undisturbed', () => {
  test.each(['Deployment', 'StatefulSet', 'DaemonSet'])('a rolling update of a %s', async (kind) => {
    const own = kind === 'StatefulSet' ? { serviceName: 'shop' } : {};
    const name = `roll-${kind.toLowerCase()}`;
    expect(await namespace.kubectl('apply -f -', app(kind, name, {}, own))).toMatchObject({ code: 0, stderr: '' });
    const updated = app(kind, name, withContainer({ image: 'registry.example.com/shop:2' }), own);
    expect(await namespace.kubectl('apply -f -', updated)).toMatchObject({ code: 0, stderr: '' });
    // Without a scheduler, no Pod becomes ready. The controller must have seen the change and created its objects.
    await namespace.kubectl(
      `wait ${kind.toLowerCase()}/${name} --for=jsonpath={.status.observedGeneration}=2 --timeout=60s`,
    );
    const events = await namespace.kubectl('get events --field-selector reason=FailedCreate -o json');
    const names = (JSON.parse(events.stdout).items as any[]).map(({ involvedObject }) => involvedObject.name);
    expect(names.filter((each) => each.startsWith(name))).toEqual([]);
  });

  test("a Job that completes: the updates of its controller and of its Pod's status are allowed", async () => {
    expect(await namespace.kubectl('apply -f -', job('done'))).toMatchObject({ code: 0, stderr: '' });
    const name = await podWith(namespace, 'job-name=done');
    const status =
      '{"status":{"phase":"Succeeded","conditions":[{"type":"Ready","status":"False","reason":"PodCompleted"}]}}';
    expect(await namespace.kubectl(`patch ${name} --subresource=status -p ${status}`)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await namespace.kubectl('wait job/done --for=condition=Complete --timeout=60s')).toMatchObject({ code: 0 });
  });

  test('a CronJob that fires', async () => {
    expect(await namespace.kubectl('apply -f -', cronJob('tick'))).toMatchObject({ code: 0, stderr: '' });
    expect(await namespace.kubectl('create job --from=cronjob/tick tick-now')).toMatchObject({ code: 0 });
    expect(await podWith(namespace, 'job-name=tick-now')).toContain('pod/tick-now');
  });
});
