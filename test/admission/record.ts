/**
 * Records the requests of a real kube-apiserver to a webhook: `npx node test/admission/record.ts` writes reviews/*.json. It registers a
 * recorder for both phases in its own cluster, and makes the changes below.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBareTestCluster } from '../../devcluster/testing.ts';
import { startRecorder } from './recorder.ts';

const folder = join(import.meta.dirname, 'reviews');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

let scenario = '';
const recorder = await startRecorder({
  namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'recorded' } },
  rules: [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods', 'pods/*'], scope: 'Namespaced' },
    { apiGroups: ['apps', 'batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['*'] },
  ],
  receive: ({ phase, review }) => {
    if (scenario === '') return;
    writeFileSync(join(folder, `${scenario}.${phase}.json`), `${JSON.stringify(review, null, 1)}\n`);
  },
});

const { cluster, stop } = await startBareTestCluster();
const kubectl = (args: string, input?: object) =>
  cluster.kubectl(['-n', 'recorded', ...args.split(' ')], {
    reject: false,
    ...(input === undefined ? {} : { input: JSON.stringify(input) }),
  });

const image = 'registry.example.com/web:1';
const pod = (extra: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' }, ...metadata },
  spec: { containers: [{ name: 'web', image, ports: [{ containerPort: 80 }] }], ...extra },
});
const template = { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'shop', image }] } };
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'report' },
  spec: { template: { spec: template.spec } },
};

/** Runs the command as the named scenario. Requests of the controllers between scenarios are not recorded. */
async function record(name: string, args: string, input?: object): Promise<void> {
  scenario = name;
  const answer = await kubectl(args, input);
  scenario = '';
  console.log(`${name}: ${(answer.stdout + answer.stderr).trim().split('\n')[0]}`);
}

try {
  await cluster.kubectl(['create', 'namespace', 'recorded']);
  await kubectl('wait --for=create serviceaccount/default --timeout=60s');
  for (const configuration of recorder.configurations) await kubectl('create -f -', configuration);
  // The API server watches webhook configurations, and sees a new one a moment later.
  await new Promise((resolve) => setTimeout(resolve, 2000));

  await record('pod-create', 'apply -f -', pod());
  await record('pod-create-generate-name', 'create -f -', pod({}, { name: undefined, generateName: 'web-' }));
  await record('pod-create-dry-run', 'apply -f - --dry-run=server', pod({}, { name: 'dry' }));
  await record('pod-label', 'label pod web team=a');
  await record('pod-image', 'set image pod/web web=registry.example.com/web:2');
  await record(
    'pod-port-refused',
    'apply -f -',
    pod({ containers: [{ name: 'web', image, ports: [{ containerPort: 8080 }] }] }),
  );
  await record('pod-plain-replace-refused', 'replace -f -', pod());
  await record('pod-status', 'patch pod web --subresource=status -p {"status":{"message":"seen"}}');
  await record(
    'pod-resize',
    'patch pod web --subresource=resize -p {"spec":{"containers":[{"name":"web","resources":{"requests":{"cpu":"1"}}}]}}',
  );
  await record('pod-ephemeral', 'debug web --image=registry.example.com/tools:1 --profile=general');
  await record('pod-delete', 'delete pod web --wait=false');
  await record('job-create-client-side-apply', 'apply -f -', job);
  await record('job-create-server-side-apply', 'apply --server-side -f -', {
    ...job,
    metadata: { name: 'report-ssa' },
  });
  await record('deployment-create', 'apply -f -', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop' },
    spec: { selector: { matchLabels: { app: 'shop' } }, template },
  });
} finally {
  recorder.stop();
  await stop();
}
