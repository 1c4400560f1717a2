/** A chart with all usual workloads is installed, upgraded, rolled back and uninstalled, by server-side and by client-side apply. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '../../devcluster/wait.ts';
import { playKubelet } from './kubelet.ts';
import { makeNamespace, type Answer, type Namespace } from './namespace.ts';
import { noScheduler } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
const podSpec = `spec:
      schedulerName: ${noScheduler}
      containers:
        - name: shop
          image: "registry.example.com/shop:{{ .Values.tag }}"
          ports:
            - name: http
              containerPort: {{ .Values.port }}`;
const app = (kind: string, more: string) => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: {{ .Release.Name }}
spec:
  ${more}
  selector:
    matchLabels: {app: {{ .Release.Name }}-${kind.toLowerCase()}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}-${kind.toLowerCase()}}
    ${podSpec}
`;
/** None of the Jobs sets restartPolicy. */
const batchSpec = `spec:
  backoffLimit: 1
  template:
    spec:
      schedulerName: ${noScheduler}
      containers:
        - name: report
          image: "registry.example.com/report:{{ .Values.tag }}"
`;
const job = (name: string, annotations: string) => `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  annotations: ${annotations}
${batchSpec}`;
const files: Record<string, string> = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'values.yaml': 'tag: "1"\nport: 80\nreplicas: 1\n',
  'templates/deployment.yaml': app('Deployment', 'replicas: {{ .Values.replicas }}'),
  'templates/statefulset.yaml': app('StatefulSet', 'serviceName: shop'),
  'templates/report.yaml': job('report-{{ .Release.Revision }}', '{}'),
  'templates/once.yaml': job('once', '{}').replace('{{ .Values.tag }}', '1'),
  'templates/migrate.yaml': job(
    'migrate',
    '{helm.sh/hook: "pre-install,pre-upgrade,pre-rollback", helm.sh/hook-delete-policy: before-hook-creation}',
  ),
  'templates/cronjob.yaml': `apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 4 * * *"
  jobTemplate:
    ${batchSpec.trimEnd().replaceAll('\n', '\n    ')}
`,
};
const chart = mkdtempSync(join(tmpdir(), 'podward-chart-'));
beforeAll(() => {
  mkdirSync(join(chart, 'templates'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(chart, name), text);
});
afterAll(() => rmSync(chart, { recursive: true }));

describe.each(['true', 'false'])('helm --server-side=%s', (serverSide) => {
  let namespace: Namespace;
  let kubelet: ReturnType<typeof playKubelet>;
  beforeAll(async () => {
    namespace = await makeNamespace(serverSide === 'true' ? { recorded: 'helm' } : {});
    kubelet = playKubelet(namespace);
  });
  afterAll(async () => {
    try {
      // The last test may have failed, or -t may have left it out.
      await kubelet?.stop();
    } finally {
      await namespace?.remove();
    }
  });

  const helm = async (args: string): Promise<Answer> => {
    const common = ['--namespace', namespace.name];
    const answer = await namespace.cluster.helm([...args.split(' '), ...common], {
      reject: false,
      timeoutSeconds: 110,
    });
    // Helm logs each warning of the API server, and each watch that ends before it has seen what it waits for.
    return { ...answer, stderr: answer.stderr.replace(/^I\d.* (warnings|reflector)\.go:.*\n/gm, '') };
  };
  const change = (args: string): Promise<Answer> =>
    helm(`${args} --server-side=${serverSide} --wait --wait-for-jobs --timeout=100s`);
  const facts = async () => {
    const { stdout } = await namespace.kubectl('get deployments,statefulsets,cronjobs,jobs -o json');
    const lasting = (JSON.parse(stdout).items as any[]).filter(
      ({ kind, metadata }) => kind !== 'Job' || metadata.name === 'once',
    );
    return lasting.map(({ kind, metadata, spec }) => ({
      kind,
      generation: metadata.generation,
      image: (spec.template ?? spec.jobTemplate.spec.template).spec.containers[0].image,
    }));
  };
  const expected = (generation: number, tag: string) => [
    { kind: 'Deployment', generation, image: `registry.example.com/shop:${tag}` },
    { kind: 'StatefulSet', generation, image: `registry.example.com/shop:${tag}` },
    { kind: 'CronJob', generation, image: `registry.example.com/report:${tag}` },
    { kind: 'Job', generation: 1, image: 'registry.example.com/report:1' },
  ];

  test('install', async () => {
    expect(await change(`install shop ${chart}`)).toMatchObject({ code: 0, stderr: '' });
    expect(await facts()).toEqual(expected(1, '1'));
    const { containers } = JSON.parse((await namespace.kubectl('get pods -l app=shop-deployment -o json')).stdout)
      .items[0].spec;
    expect(containers[0].readinessProbe).toMatchObject({ tcpSocket: { port: 80 } });
    for (const name of ['migrate', 'report-1'])
      expect((await namespace.get('job', name)).spec.template.spec.restartPolicy).toBe('OnFailure');
  });
  test('an upgrade without a change changes no workload', async () => {
    expect(await change(`upgrade shop ${chart}`)).toMatchObject({ code: 0, stderr: '' });
    expect(await facts()).toEqual(expected(1, '1'));
  });
  test('upgrade', async () => {
    expect(await change(`upgrade shop ${chart} --set tag=2,port=8080`)).toMatchObject({ code: 0, stderr: '' });
    expect(await facts()).toEqual(expected(2, '2'));
  });
  test('rollback', async () => {
    expect(await change('rollback shop 1')).toMatchObject({ code: 0, stderr: '' });
    expect(await facts()).toEqual(expected(3, '1'));
  });
  test('a failed upgrade shows the refusal, and can be followed by a good one', async () => {
    const answer = await change(`upgrade shop ${chart} --set replicas=-1`);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('Deployment \\"shop\\" is invalid: spec.replicas: Invalid value: -1');
    expect(answer.stderr).toContain('[workload-numbers]');
    expect(await change(`upgrade shop ${chart} --set replicas=2`)).toMatchObject({ code: 0, stderr: '' });
  });
  test('uninstall', async () => {
    expect(await helm('uninstall shop --wait --timeout=100s')).toMatchObject({ code: 0, stderr: '' });
    expect(await kubelet.stop()).toEqual([]);
    // The garbage collector deletes the ReplicaSet.
    await waitFor('the deletion', 90, async () => {
      const { code, stdout } = await namespace.kubectl('get deployments,statefulsets,cronjobs,replicasets -o name');
      return code === 0 && stdout === '';
    });
  });
});
