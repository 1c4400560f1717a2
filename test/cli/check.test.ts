import { describe, expect, test } from '@jest/globals';
import { brief, run, type Invocation } from './run.ts';
import { badImage, configMap, job, pod } from './manifests.ts';
import { newestMinor, oldestMinor } from '../../src/kubernetes/versions.ts';

interface Scenario extends Invocation {
  readonly name: string;
  readonly status: number;
  readonly findings?: readonly string[];
  readonly summary: string;
  /** One pattern for each line of standard error. */
  readonly errors?: readonly RegExp[];
}

const bad = pod({ image: badImage });
const imageFinding = (place: string): string => `${place} deny spec.containers[0].image container-image`;
const warnOnly = `apiVersion: podward.dev/v1alpha1
kind: PodwardConfiguration
rules:
  container-image: {mode: warn}
`;
const review = (operation: string, object: unknown, oldObject: unknown = null): string => {
  const body = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'u',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      operation,
      namespace: 'default',
      name: 'web',
      userInfo: { username: 'jane' },
      object,
      oldObject,
    },
  };
  return JSON.stringify(body, undefined, 1);
};
const live = (nodeName: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec: { nodeName, restartPolicy: 'Always', containers: [{ name: 'web', image: 'nginx:1' }] },
});

const serving = (kind: string, own: object = {}): string => {
  const spec = { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 8080 }] }] };
  const template = { metadata: { labels: { app: 'web' } }, spec };
  const selector = { matchLabels: { app: 'web' } };
  return `${JSON.stringify({ apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, spec: { selector, template, ...own } })}\n`;
};

const unnamed = (image: string, seconds = 1): string =>
  pod({ image }).replace('  name: web\n', '  generateName: web-\n') + `  activeDeadlineSeconds: ${seconds}\n`;

const filledToleration = (condition: string): object => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
});
const token = 'kube-api-access-x7k2p';
/** The Pod of `pod()`, as `kubectl get -o json` prints it. */
const running = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '5', generation: 1 },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'nginx:1',
        imagePullPolicy: 'IfNotPresent',
        env: [{ name: 'PASSWORD', value: 'x' }],
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        volumeMounts: [{ name: token, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
      },
    ],
    volumes: [{ name: token, projected: { defaultMode: 420, sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } }],
    tolerations: ['not-ready', 'unreachable'].map(filledToleration),
    nodeName: 'a',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    enableServiceLinks: true,
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
  status: { phase: 'Running', qosClass: 'BestEffort' },
};

const scenarios: readonly Scenario[] = [
  {
    name: 'a clean Pod',
    args: ['check', '@/pod.yaml'],
    files: { 'pod.yaml': pod() },
    status: 0,
    summary: '1 object checked, no findings.',
  },
  {
    name: 'a finding at its field',
    args: ['check', '@/pod.yaml'],
    files: { 'pod.yaml': bad },
    status: 1,
    findings: [imageFinding('pod.yaml:8:7')],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'standard input',
    args: ['check', '-', '-'],
    stdin: bad,
    status: 1,
    findings: [imageFinding('-:8:7')],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'several documents, some of other kinds',
    args: ['check', '@/all.yaml'],
    files: { 'all.yaml': [pod(), configMap, bad].join('---\n') },
    status: 1,
    findings: [imageFinding('all.yaml:24:7')],
    summary:
      '2 objects checked, 1 finding (deny). 1 other object was skipped, because Podward checks only Pods and workloads: ConfigMap settings.',
  },
  {
    name: 'JSON, in a List',
    args: ['check', '@/list.json'],
    files: {
      'list.json': `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
   "spec": {"containers": [
     {"name": "web",
      "image": " "}]}}
]}`,
    },
    status: 1,
    findings: [imageFinding('list.json:5:7')],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'a PodList, whose items name no kind',
    args: ['check', '@/list.yaml'],
    files: {
      'list.yaml':
        'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: web}\n  spec:\n    containers:\n    - {name: web, image: ""}\n',
    },
    status: 1,
    findings: [imageFinding('list.yaml:7:19')],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'an image that comes with a merge key',
    args: ['check', '@/pod.yaml'],
    files: {
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations: &base\n    image: " a"\nspec:\n  containers:\n  - name: web\n    <<: *base\n',
    },
    status: 1,
    findings: [imageFinding('pod.yaml:6:5')],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'a missing field: the nearest field around it',
    args: ['check', '@/pod.yaml'],
    files: { 'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n' },
    status: 1,
    findings: [imageFinding('pod.yaml:6:5')],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'a directory with its content',
    args: ['check', '@'],
    files: {
      'b/pod.yml': bad,
      'a.json': JSON.stringify(live('')),
      'values.yaml': 'image: nginx\n',
      'notes.txt': '{{',
      'empty.yaml': '',
    },
    status: 1,
    findings: [imageFinding('b/pod.yml:8:7')],
    summary:
      '2 objects checked, 1 finding (deny). 1 other object was skipped, because apiVersion or kind is missing: values.yaml:1.',
  },
  {
    name: 'a Job without a restartPolicy',
    args: ['check', '@/job.yaml'],
    files: { 'job.yaml': job() },
    status: 0,
    findings: ['job.yaml:7:5 info spec.template.spec.restartPolicy restart-policy'],
    summary: '1 object checked, no findings, 1 note.',
  },
  {
    name: 'workloads whose Pods get a probe, and peers whose Pods do not',
    args: ['check', '-'],
    stdin: [serving('Deployment'), serving('StatefulSet', { serviceName: 'peers' })].join('---\n'),
    status: 0,
    findings: ['-:1:190 info spec.template.spec.containers[0] readiness-probe'],
    summary: '2 objects checked, no findings, 1 note.',
  },
  {
    name: 'a changed Deployment with the same containers',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: { 'old.yaml': serving('Deployment'), 'new.yaml': serving('Deployment', { replicas: 2 }) },
    status: 0,
    summary: '1 object checked, no findings.',
  },
  {
    name: 'a Job with Always',
    args: ['check', '@/job.yaml'],
    files: { 'job.yaml': job('Always') },
    status: 1,
    findings: ['job.yaml:8:7 deny spec.template.spec.restartPolicy restart-policy-of-kind'],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'a rule that only warns',
    args: ['check', '--config', '@/podward.yaml', '@/pod.yaml'],
    files: { 'pod.yaml': bad, 'podward.yaml': warnOnly },
    status: 0,
    findings: ['pod.yaml:8:7 warn spec.containers[0].image container-image'],
    summary: '1 object checked, 1 finding (warn).',
  },
  {
    name: 'a configuration in an unknown version',
    args: ['check', '--config', '@/podward.yaml', '@/pod.yaml'],
    files: { 'pod.yaml': pod(), 'podward.yaml': warnOnly.replace('v1alpha1', 'v9') },
    status: 2,
    summary: '',
    errors: [
      /^podward\.yaml:1:13: error: apiVersion: Unsupported value: "podward\.dev\/v9": supported values: "podward\.dev\/v1alpha1"\.$/,
    ],
  },
  {
    name: 'configurations among the files, which are not objects of a cluster',
    args: ['check', '@'],
    files: { 'pod.yaml': pod(), 'podward.yaml': warnOnly, 'later.yaml': warnOnly.replace('v1alpha1', 'v9') },
    status: 0,
    summary:
      '1 object checked, no findings. 2 other objects were skipped, because Podward checks only Pods and workloads: PodwardConfiguration at later.yaml:1 and PodwardConfiguration at podward.yaml:1.',
  },
  {
    name: 'a warning with --fail-on warn',
    args: ['check', '--fail-on', 'warn', '--config', '@/podward.yaml', '@/pod.yaml'],
    files: { 'pod.yaml': bad, 'podward.yaml': warnOnly },
    status: 1,
    findings: ['pod.yaml:8:7 warn spec.containers[0].image container-image'],
    summary: '1 object checked, 1 finding (warn).',
  },
  {
    name: 'a finding in mode audit',
    args: ['check', '--fail-on', 'warn', '--config', '@/podward.yaml', '@/pod.yaml'],
    files: { 'pod.yaml': bad, 'podward.yaml': warnOnly.replace('warn', 'audit') },
    status: 0,
    summary: '1 object checked, 1 finding (audit). To print findings in mode audit, use --verbose.',
  },
  {
    name: 'an exempt namespace',
    args: ['check', '--config', '@/podward.yaml', '@/pod.yaml'],
    files: {
      'pod.yaml': bad.replace('  name: web\n', '  name: web\n  namespace: mine\n'),
      'podward.yaml':
        'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nexemptions: {namespaces: [mine]}\n',
    },
    status: 0,
    summary:
      '0 objects checked, no findings. 1 other object was skipped, because an exemption in the configuration matches: Pod web.',
  },
  {
    name: 'a change',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: { 'old.yaml': pod({ nodeName: 'a' }), 'new.yaml': pod({ nodeName: 'b', image: 'nginx:2' }) },
    status: 1,
    findings: ['new.yaml:6:3 deny spec.nodeName pod-spec-immutable'],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'a change from standard input that changes nothing',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: JSON.stringify({ ...live('a'), status: { phase: 'Running' } }),
    files: {
      'new.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {nodeName: a, containers: [{name: web, image: "nginx:1"}]}\n',
    },
    status: 0,
    summary: '1 object checked, no findings.',
  },
  {
    name: 'an object with another name, the only one on both sides',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: { 'old.yaml': pod(), 'new.yaml': pod({ name: 'other' }) },
    status: 0,
    summary: '1 object checked, no findings.',
    errors: [
      /^note: new\.yaml:4:3: Pod "other" is not in --old and is checked as a new object\.$/,
      /^note: Pod "web" is only in --old, and kubectl apply does not delete it\.$/,
    ],
  },
  {
    name: 'several objects: paired by name, new ones judged as created, and removed ones not judged',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: {
      'old.yaml': [pod({ name: 'gone', image: badImage }), pod({ nodeName: 'a' }), job('Never')].join('---\n'),
      'new.yaml': [job(), pod({ nodeName: 'b' }), pod({ name: 'new', image: badImage })].join('---\n'),
    },
    status: 1,
    findings: ['new.yaml:17:3 deny spec.nodeName pod-spec-immutable', imageFinding('new.yaml:32:7')],
    summary: '3 objects checked, 2 findings (deny).',
    errors: [
      /^note: new\.yaml:28:3: Pod "new" is not in --old and is checked as a new object\.$/,
      /^note: Pod "gone" is only in --old, and kubectl apply does not delete it\.$/,
    ],
  },
  {
    name: 'several removed objects, in one line',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: { 'old.yaml': [pod({ name: 'a' }), pod(), pod({ name: 'b' })].join('---\n'), 'new.yaml': pod() },
    status: 0,
    summary: '1 object checked, no findings.',
    errors: [/^note: 2 objects are only in --old, and kubectl apply does not delete them\.$/],
  },
  {
    name: 'a Pod that a default filled in, and its plain manifest',
    args: ['check', '--old', '@/pod.yaml', '--new', '@/pod.yaml'],
    files: { 'pod.yaml': `${pod()}      ports: [{containerPort: 80}]\n` },
    status: 0,
    summary: '1 object checked, no findings.',
  },
  {
    name: 'a running Pod and its manifest, without the fields that the cluster added',
    args: ['check', '--old', '-', '--new', '@/pod.yaml'],
    stdin: JSON.stringify(running),
    files: { 'pod.yaml': pod({ image: 'nginx:2' }) },
    status: 0,
    summary: '1 object checked, no findings.',
  },
  {
    name: 'a running Pod and a manifest that moves it',
    args: ['check', '--old', '-', '--new', '@/pod.yaml'],
    stdin: JSON.stringify(running),
    files: { 'pod.yaml': pod({ nodeName: 'b' }) },
    status: 1,
    findings: ['pod.yaml:6:3 deny spec.nodeName pod-spec-immutable'],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'a recorded request',
    args: ['check', '@/review.json'],
    files: { 'review.json': review('UPDATE', live('b'), live('a')) },
    status: 1,
    findings: ['review.json:25:5 deny spec.nodeName pod-spec-immutable'],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'an invalid recorded request',
    args: ['check', '@/review.json'],
    files: { 'review.json': review('UPDATE', live('b')) },
    status: 2,
    summary: '0 objects checked, no findings. 1 error, so the check is incomplete.',
    errors: [/^review\.json:4:2: error: .*oldObject/],
  },
  {
    name: 'a recorded request in place of an object',
    args: ['check', '--old', '@/a.json', '--new', '@/b.yaml'],
    files: { 'a.json': review('CREATE', live('b')), 'b.yaml': pod() },
    status: 2,
    summary: '0 objects checked, no findings. 1 error, so the check is incomplete.',
    errors: [/^a\.json:1:1: error: .*AdmissionReview/],
  },
  {
    name: 'no namespace, and an old object of that name in several',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: ['m-audit', 'm-deny']
      .map((namespace) => pod().replace('web\n', `web\n  namespace: ${namespace}\n`))
      .join('---\n'),
    files: { 'new.yaml': pod() },
    status: 2,
    summary: '0 objects checked, no findings. 1 error, so the check is incomplete.',
    errors: [
      /^new\.yaml:4:3: error: Pod "web" is in several namespaces in --old: m-audit, m-deny\. Set metadata\.namespace in --new\.$/,
    ],
  },
  {
    name: 'no namespace, and an old object of that name in the default one and in another',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: ['default', 'm-deny']
      .map((namespace) => pod().replace('web\n', `web\n  namespace: ${namespace}\n`))
      .join('---\n'),
    files: { 'new.yaml': pod({ nodeName: 'b' }) },
    status: 1,
    findings: ['new.yaml:6:3 deny spec.nodeName pod-spec-immutable'],
    summary: '1 object checked, 1 finding (deny).',
  },
  {
    name: 'old objects that cannot be read',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: '',
    files: { 'new.yaml': bad },
    status: 2,
    summary: '0 objects checked, no findings. 1 error, so the check is incomplete.',
    errors: [/^-: error: standard input contains no Kubernetes object\. Check the command whose output is read\.$/],
  },
  {
    name: 'an old file with unreadable parts: only paired objects are judged',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: `${pod({ name: 'good', nodeName: 'a' })}---\n${pod({ nodeName: 'a' })}  a: [\n`,
    files: {
      'new.yaml': [pod({ nodeName: 'b' }), pod({ name: 'good', nodeName: 'b' }), unnamed('nginx:1')].join('---\n'),
    },
    status: 2,
    findings: ['new.yaml:19:3 deny spec.nodeName pod-spec-immutable'],
    summary: '1 object checked, 1 finding (deny). 1 error, so the check is incomplete.',
    errors: [
      /^note: new\.yaml:4:3: Pod "web" is not checked, because the object may be in the part of --old that could not be read\.$/,
      /^note: new\.yaml:29:1: Pod "web-…" is not checked, because the object may be in the part of --old that could not be read\.$/,
      /^-:\d+:\d+: error: /,
    ],
  },
  ...(['old', 'new'] as const).map((side): Scenario => ({
    name: `objects without a name, and one of ${side} that cannot be read: their order is not known`,
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: {
      'old.yaml': [unnamed('nginx:1', 1), unnamed('nginx:1', 2)].join('---\n'),
      'new.yaml': [unnamed('nginx:1', 1), unnamed('nginx:1', 2)].join('---\n'),
      [`${side}.yaml`]: [`${unnamed('nginx:1', 1)}  a: [\n`, unnamed('nginx:1', 2)].join('---\n'),
    },
    status: 2,
    summary: '0 objects checked, no findings. 1 error, so the check is incomplete.',
    errors: [
      ...(side === 'old' ? [/^note: new\.yaml:3:1: Pod "web-…" is not checked, because /] : []),
      new RegExp(
        `^note: new\\.yaml:\\d+:\\d+: Pod "web-…" is not checked, because .*--${side} (?:that )?could not be read\\.$`,
      ),
      new RegExp(`^${side}\\.yaml:\\d+:\\d+: error: `),
    ],
  })),
  {
    name: 'an old list without items',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: '{"apiVersion": "v1", "kind": "List", "items": []}',
    files: { 'new.yaml': pod() },
    status: 0,
    summary: '1 object checked, no findings.',
    errors: [/^note: new\.yaml:4:3: Pod "web" is not in --old and is checked as a new object\.$/],
  },
  {
    name: 'no namespace, and an old object of that name in very many',
    args: ['check', '--old', '-', '--new', '@/new.yaml'],
    stdin: Array.from({ length: 9 }, (_, i) => pod().replace('web\n', `web\n  namespace: n${i}\n`)).join('---\n'),
    files: { 'new.yaml': pod() },
    status: 2,
    summary: '0 objects checked, no findings. 1 error, so the check is incomplete.',
    errors: [/: error: Pod "web" is in several namespaces in --old: n0, n1, n2, n3, …\. /],
  },
  {
    name: 'objects of two kinds',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: { 'old.yaml': pod(), 'new.yaml': job('Never') },
    status: 2,
    summary: '1 object checked, no findings. 1 error, so the check is incomplete.',
    errors: [
      /^new\.yaml:2:1: error: --old contains a Pod, and --new contains a Job\. Use two objects of the same kind\.$/,
    ],
  },
  {
    name: 'an object of a different kind from the only old one, and another object',
    args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'],
    files: { 'old.yaml': pod(), 'new.yaml': `${job('Never')}---\n${pod()}` },
    status: 0,
    summary: '2 objects checked, no findings.',
    errors: [/^note: new\.yaml:4:3: Job "once" is not in --old and is checked as a new object\.$/],
  },
  {
    name: 'standard input and files without any object, and a folder of such files',
    args: ['check', '-', '@/empty.yaml', '@/comment.yaml', '@/other.yaml', '@/folder'],
    stdin: '\n',
    files: { 'empty.yaml': '', 'comment.yaml': '---\n# none\n---\n', 'other.yaml': configMap, 'folder/a.yaml': '' },
    status: 2,
    summary:
      '0 objects checked, no findings. 1 other object was skipped, because Podward checks only Pods and workloads: ConfigMap settings. 3 errors, so the check is incomplete.',
    errors: [
      /^-: error: standard input contains no Kubernetes object\. /,
      /^empty\.yaml: error: the file contains no Kubernetes object\. Check the path\.$/,
      /^comment\.yaml: error: the file contains no Kubernetes object\. Check the path\.$/,
    ],
  },
  {
    name: 'unreadable files, and the others judged',
    args: ['check', '@/gone.yaml', '@/broken.yaml', '@/old.yaml', '@/text.yaml', '@/bad.yaml'],
    files: {
      'broken.yaml': `${bad}---\na: [\n---\n${bad}`,
      'old.yaml': 'apiVersion: apps/v1alpha1\nkind: PetSet\n',
      'text.yaml': 'just text\n',
      'bad.yaml': bad,
    },
    status: 2,
    findings: [imageFinding('broken.yaml:8:7'), imageFinding('broken.yaml:22:7'), imageFinding('bad.yaml:8:7')],
    summary: '3 objects checked, 3 findings (deny). 4 errors, so the check is incomplete.',
    errors: [
      /^gone\.yaml: error: no such file or directory\.$/,
      /^broken\.yaml:\d+:\d+: error: /,
      /^old\.yaml:2:1: error: PetSet was renamed to StatefulSet in Kubernetes 1\.5\. Use kind: StatefulSet and apiVersion: apps\/v1\.$/,
      /^text\.yaml:1:1: error: a Kubernetes object must be a map with apiVersion and kind\.$/,
    ],
  },
  {
    name: 'directories without files to check',
    args: ['check', '@/empty', '@/overlay'],
    files: {
      'empty/notes.txt': '',
      'overlay/kustomization.yaml': 'patches: [{path: patch.yaml}]\n',
      'overlay/patch.yaml': bad,
    },
    status: 0,
    summary: '0 objects checked, no findings. No Pod and no workload was found.',
    errors: [
      /^note: empty: the directory contains no file to check\. A file is checked if its name ends in \.yaml, \.yml or \.json, unless /,
      /^note: overlay: 1 patch is skipped\./,
      /^note: overlay: the directory contains no file to check\. /,
    ],
  },
  {
    name: 'many objects of other kinds',
    args: ['check', '-'],
    stdin: ['a', 'b', 'c', 'd', 'e'].map((name) => configMap.replace('settings', name)).join('---\n'),
    status: 0,
    summary:
      '0 objects checked, no findings. 5 other objects were skipped, because Podward checks only Pods and workloads: ConfigMap a, ConfigMap b, ConfigMap c and 2 more.',
  },
  {
    name: 'recorded requests about other objects',
    args: ['check', '@/review.json'],
    files: { 'review.json': review('DELETE', null, live('a')) },
    status: 0,
    summary:
      '0 objects checked, no findings. 1 other object was skipped, because Podward checks only requests that create or change Pods and workloads: Pod web.',
  },
  {
    name: 'kinds with the same name in other groups',
    args: ['check', '-'],
    stdin: 'apiVersion: batch.example.com/v1\nkind: Job\n',
    status: 0,
    summary:
      '0 objects checked, no findings. 1 other object was skipped, because Podward checks only Pods and workloads: Job of batch.example.com/v1 at -:1.',
  },
];

describe('podward check', () => {
  test.each(scenarios)('$name', async ({ status, findings = [], summary, errors = [], ...invocation }) => {
    const outcome = await run(invocation);
    expect(brief(outcome.stdout)).toEqual({ findings, summary });
    const lines = outcome.stderr.split('\n').slice(0, -1);
    expect(lines).toEqual(errors.map((error) => expect.stringMatching(error)));
    expect(outcome.status).toBe(status);
  });

  test('the fields that Podward would add', async () => {
    const { stdout } = await run({ args: ['check', '-'], stdin: job() });
    expect(stdout).toMatch(/^-:7:5: \[info\] spec\.template\.spec\.restartPolicy: .*\[restart-policy\]$/m);
  });

  test('JSON', async () => {
    const { stdout, stderr, status } = await run({
      args: ['check', '-o', 'json', '-', '@/gone.yaml'],
      stdin: `${bad}---\n${job()}`,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [{ file: '-', line: 8, column: 7, object: 0, rule: 'container-image', container: 'web' }],
      objects: [
        { kind: 'Pod', name: 'web', operation: 'CREATE', notes: [] },
        {
          kind: 'Job',
          name: 'once',
          notes: [{ line: 19, column: 5, rule: 'restart-policy', pointer: '/spec/template/spec/restartPolicy' }],
        },
      ],
      errors: [{ file: 'gone.yaml', message: 'no such file or directory.' }],
      summary: { findings: 1, notes: 1, errors: 1 },
    });
    expect(stderr).toBe('');
    expect(status).toBe(2);
  });

  test.each(['pretty', 'compact', 'github', 'json'])('no secret in %s', async (output) => {
    const files = { 'old.yaml': pod({ password: 'hunter2' }), 'new.yaml': pod({ password: 'hunter3' }) };
    const { stdout, stderr, status } = await run({
      args: ['check', '--verbose', '-o', output, '--old', '@/old.yaml', '--new', '@/new.yaml'],
      files,
    });
    expect(status).toBe(1);
    expect(stdout).toContain('spec.containers[0].env[0].value');
    expect(stdout + stderr).not.toContain('hunter');
  });

  test.each([
    ['colors on a terminal', true],
    ['none elsewhere', false],
  ])('%s', async (_, color) => {
    const { stdout } = await run({ args: ['check', '-'], stdin: bad, color });
    expect(stdout.includes('\u001b[31m')).toBe(color);
  });
});

describe('the Kubernetes version', () => {
  const configuration = (version: string): string =>
    `apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nkubernetesVersion: "${version}"\n`;
  const warning = (minor: number, judgedBy: number): string =>
    `warning: Podward does not know Kubernetes 1.${minor}, but only 1.${oldestMinor} to 1.${newestMinor}. ` +
    `Rules that refuse the same as the API server only warn, and judge as in 1.${judgedBy}.\n`;

  test.each<[name: string, args: string[], stderr: string]>([
    ['older than the oldest one', ['--kubernetes-version', '1.30'], warning(30, oldestMinor)],
    ['newer than the newest one', ['--kubernetes-version', 'v1.99.1'], warning(99, newestMinor)],
    ['in the configuration', ['--config', '@/old.yaml'], warning(30, oldestMinor)],
    ['a supported one in place of that', ['--config', '@/old.yaml', '--kubernetes-version', '1.37'], ''],
    ['supported', ['--kubernetes-version', '1.34'], ''],
    ['the default', [], ''],
    [
      'without a gate of the configuration',
      ['--config', '@/gates.yaml'],
      'warning: featureGates.EvictionRequestAPI has no effect, because the feature gate does not exist in Kubernetes 1.36.\n',
    ],
    ['with the gate', ['--config', '@/gates.yaml', '--kubernetes-version', '1.37'], ''],
  ])('%s', async (_, args, stderr) => {
    const files = {
      'pod.yaml': pod(),
      'old.yaml': configuration('1.30'),
      'gates.yaml': `${configuration('1.36')}featureGates: {EvictionRequestAPI: true}\n`,
    };
    const outcome = await run({ args: ['check', ...args, '@/pod.yaml'], files });
    expect(outcome).toEqual({ status: 0, stdout: '1 object checked, no findings.\n', stderr });
  });

  test('the last line says why a version that is not known has only warnings', async () => {
    const { status, stdout } = await run({ args: ['check', '--kubernetes-version', '1.99', '-'], stdin: bad });
    expect({ status, line: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      status: 0,
      line: expect.stringMatching(/ \(warn\)\. Rules .* does not know Kubernetes 1\.99\./),
    });
  });
});

const policyOf = (policy: string): string => `${pod()}      imagePullPolicy: ${policy}\n`;
const service = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: prod}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}} # hunter2
    spec:
      containers:
        - name: web
          image: web:1
          imagePullPolicy: 'never' # hunter2
          env: [{name: PASSWORD, value: hunter2}]
        - {name: db, image: db:1, command: [sh, -c, "hunter2"], imagePullPolicy: Alwys}
`;

const pretty = [
  'a.yaml',
  '',
  'Pod web',
  '',
  'deny: Unsupported value: "always": supported values: "Always", "IfNotPresent",',
  '"Never". [image-pull-policy]',
  '   --> a.yaml:16:7',
  '    | spec.containers[0].imagePullPolicy',
  '    |',
  ' 16 |       imagePullPolicy: always',
  '    |                        ^^^^^^',
  '    = help: Did you mean "Always"?',
  '',
  'b.yaml',
  '',
  'Deployment shop in namespace prod',
  '',
  'deny: Unsupported value: "never": supported values: "Always", "IfNotPresent",',
  '"Never". [image-pull-policy]',
  '   --> b.yaml:12:11',
  '    | spec.template.spec.containers[0].imagePullPolicy',
  '    |',
  " 12 |           imagePullPolicy: 'never'",
  '    |                            ^^^^^^^',
  '    = help: Did you mean "Never"?',
  '',
  'deny: Unsupported value: "Alwys": supported values: "Always", "IfNotPresent",',
  '"Never". [image-pull-policy]',
  '   --> b.yaml:14:65',
  '    | spec.template.spec.containers[1].imagePullPolicy',
  '    |',
  ' 14 | …e: db:1, command: [(hidden), (hidden), (hidden)], imagePullPolicy: Alwys}',
  '    |                                                                     ^^^^^',
  '    = help: Did you mean "Always"?',
  '',
  '2 objects checked, 3 findings (deny).',
  '1 other object was skipped, because Podward checks only Pods and workloads:',
  'ConfigMap settings.',
  '1 error, so the check is incomplete.',
  '(hidden) stands for a value that may be secret.',
  'For more about a rule, run: podward explain image-pull-policy',
  '',
];
const compact = [
  'a.yaml:16:7: [deny] spec.containers[0].imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never". Did you mean "Always"? [image-pull-policy]',
  'b.yaml:12:11: [deny] spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "never": supported values: "Always", "IfNotPresent", "Never". Did you mean "Never"? [image-pull-policy]',
  'b.yaml:14:65: [deny] spec.template.spec.containers[1].imagePullPolicy: Unsupported value: "Alwys": supported values: "Always", "IfNotPresent", "Never". Did you mean "Always"? [image-pull-policy]',
  '2 objects checked, 3 findings (deny). 1 other object was skipped, because Podward checks only Pods and workloads: ConfigMap settings. 1 error, so the check is incomplete.',
  '',
];

describe('the format', () => {
  test.each<[name: string, args: readonly string[], terminal: boolean, expected: readonly string[]]>([
    ['on a terminal', [], true, pretty],
    ['elsewhere', [], false, compact],
    ['pretty', ['--output', 'pretty'], false, pretty],
    ['compact', ['--output', 'compact'], true, compact],
    ['auto', ['-o', 'auto'], true, pretty],
  ])('%s', async (_, args, terminal, expected) => {
    const files = { 'a.yaml': `${configMap}---\n${policyOf('always')}`, 'b.yaml': service };
    const all = ['check', ...args, '@/a.yaml', '@/b.yaml', '@/gone.yaml'];
    const { stdout, stderr, status } = await run({ args: all, files, terminal });
    expect(stdout.split('\n')).toEqual(expected);
    const isPretty = expected === pretty;
    const error = isPretty
      ? 'error: no such file or directory.\n --> gone.yaml\n\n'
      : 'gone.yaml: error: no such file or directory.\n';
    expect({ stderr, status }).toEqual({ stderr: error, status: 2 });
  });

  test.each<[name: string, args: readonly string[], together: boolean]>([
    ['on one terminal, among the findings', [], true],
    ['in another format, on standard error', ['--output', 'compact'], false],
  ])('errors of files: %s', async (_, args, together) => {
    const files = { 'a.yaml': 'a: [\n', 'b.yaml': policyOf('always') };
    const all = ['check', ...args, '@/a.yaml', '@/b.yaml', '@/gone.yaml'];
    const { stdout, stderr, status } = await run({ args: all, files, terminal: true, errorTerminal: true });
    const printed = [...stdout.matchAll(/invalid YAML|image-pull-policy\]|no such file/g)].map(([part]) => part);
    const inOrder = ['invalid YAML', 'image-pull-policy]', 'no such file'];
    expect({ printed, status }).toEqual({ printed: together ? inOrder : inOrder.slice(1, 2), status: 2 });
    expect(stderr === '').toBe(together);
  });

  test('errors with their lines, of files and of the configuration', async () => {
    const files = {
      'a.yaml': `${pod()}---\napiVersion: v1\nkind: Podd\n---\n${pod({ password: 'hunter2' })}  a: [\n`,
      'podward.yaml': warnOnly.replace('warn', 'wran'),
    };
    const frames = async (args: readonly string[]): Promise<string> =>
      (await run({ args: ['check', ...args], files, terminal: true })).stderr;
    expect(await frames(['@/a.yaml'])).toBe(
      [
        'error: kind "Podd" does not exist in apiVersion "v1". Did you mean "Pod"?',
        '   --> a.yaml:14:1',
        '    |',
        ' 14 | kind: Podd',
        '    |       ^^^^',
        '',
        'error: invalid YAML. A value is missing.',
        '   --> a.yaml:28:1',
        '    |',
        ' 27 |   (hidden): [',
        ' 28 |',
        '    | ^',
        '',
        '',
      ].join('\n'),
    );
    expect(await frames(['--config', '@/podward.yaml', '@/a.yaml'])).toBe(
      [
        'error: rules.container-image.mode: Unsupported value: "wran": supported values:',
        '"deny", "warn", "audit", "off". Did you mean "warn"?',
        '  --> podward.yaml:4:27',
        '   |',
        ' 4 |   container-image: {mode: wran}',
        '   |                           ^^^^',
        '',
        '',
      ].join('\n'),
    );
  });

  test('a note with the line around the field that Podward adds', async () => {
    const { stdout } = await run({ args: ['check', '-'], stdin: job(), terminal: true });
    expect(stdout).toContain('\n   | spec.template.spec.restartPolicy\n   |\n 7 |     spec:\n   |     ^^^^\n');
  });

  test('the first of two equal keys, and the selector beside the labels', async () => {
    const text = service
      .replace('{matchLabels: {app: shop}}', '\n    matchLabels:\n      app: web')
      .replace("          imagePullPolicy: 'never' # hunter2\n", '          image: web:2\n');
    const { stdout } = await run({ args: ['check', '-'], stdin: text, terminal: true });
    const lines = stdout.split('\n').filter((line) => /^ +(\d+|\.\.\.|\| +[-^])/.test(line));
    expect(lines.slice(0, 11)).toEqual([
      ' 5 |   selector:',
      '   |   --------',
      ' 6 |     matchLabels:',
      ' 7 |       app: web',
      ' ...',
      ' 9 |     metadata: {labels: {app: shop}}',
      '   |                         ^^^^^^^^^',
      ' 13 |           image: web:1',
      '    |           -----',
      ' 14 |           image: web:2',
      '    |           ^^^^^',
    ]);
  });

  test('the line of an item, of a recorded request, and of a change with kubectl apply', async () => {
    const old = policyOf('Always');
    const changed = policyOf('Alway').replace('metadata:', 'metadata: # hunter2');
    const list = `{"kind": "List", "apiVersion": "v1", "items": [${JSON.stringify(live(''))},\n${JSON.stringify(live('')).replace('"nginx:1"', '"nginx:1","imagePullPolicy":"Alway"')}]}`;
    const request = review('UPDATE', live('b'), live('a'));
    const frames = async (args: readonly string[]): Promise<string[]> => {
      const files = { 'a.yaml': old, 'b.yaml': changed, 'c.json': list, 'd.json': request };
      const { stdout } = await run({ args: ['check', ...args], files, terminal: true, width: 200 });
      return stdout.split('\n').filter((line) => / \| +\^+$/.test(line) || /^ \d+ \|/.test(line));
    };
    const line = [' 12 |       imagePullPolicy: Alway', '    |                        ^^^^^'];
    expect(await frames(['--old', '@/a.yaml', '--new', '@/b.yaml'])).toEqual([...line, ...line]);
    expect(await frames(['@/c.json'])).toEqual([
      expect.stringMatching(/^ 2 \| ….*"image":"nginx:1","imagePullPolicy":"Alway"\}\]\}\}\]\}$/),
      expect.stringMatching(/^ {3}\| +\^{7}$/),
    ]);
    expect(await frames(['@/d.json'])).toEqual([' 25 |     "nodeName": "b",', '    |                 ^^^']);
  });
});

describe('the three outputs', () => {
  const several = [
    configMap,
    policyOf('always'),
    job(),
    service,
    'apiVersion: v1\nkind: Podd\n',
    serving('Deployment'),
    bad.replace('name: web', 'name: web\n  labels: {a b: c, d e: f}'),
  ].join('---\n');
  const files = {
    'several.yaml': several,
    'podward.yaml': warnOnly.replace('mode: warn}', 'mode: audit}\n  labels-valid: {mode: warn}'),
  };
  const outputOf = (
    output: string,
    extra: readonly string[] = [],
  ): Promise<{ stdout: string; stderr: string; status: number }> =>
    run({
      args: ['check', '-o', output, ...extra, '--config', '@/podward.yaml', '@/several.yaml', '@/gone.yaml'],
      files,
      width: 400,
    });
  type Row = readonly [place: string, mode: string, rule: string];
  interface Told {
    readonly line: number;
    readonly column: number;
    readonly mode: string;
    readonly rule: string;
  }

  test('have the same findings and notes in the same order, and the same counts', async () => {
    const compact = await outputOf('compact', ['--verbose']);
    const pretty = await outputOf('pretty', ['--verbose']);
    const json = await outputOf('json');
    const { findings, objects, summary } = JSON.parse(json.stdout);

    const inCompact = [...compact.stdout.matchAll(/^\S+?:(\d+:\d+): \[(\w+)\] .*\[([\w-]+)\]$/gm)];
    const rows = inCompact.map(([, place, mode, rule]): Row => [place!, mode!, rule!]);
    const inPretty = [...pretty.stdout.matchAll(/^(deny|warn|audit|info): .*\[([\w-]+)\]\n +--> \S+?:(\d+:\d+)$/gm)];
    expect(inPretty.map(([, mode, rule, place]): Row => [place!, mode!, rule!])).toEqual(rows);
    const inJson = objects.flatMap(({ notes }: { notes: object[] }, object: number) =>
      [
        ...notes.map((note) => ({ ...note, mode: 'info' })),
        ...findings.filter((finding: { object: number }) => finding.object === object),
      ].toSorted((a, b) => a.line - b.line || a.column - b.column),
    );
    expect(inJson.map(({ line, column, mode, rule }: Told): Row => [`${line}:${column}`, mode, rule])).toEqual(rows);

    expect(new Set(rows.map(([, mode]) => mode))).toEqual(new Set(['deny', 'warn', 'audit', 'info']));
    const countOf = (mode: string): number => rows.filter((row) => row[1] === mode).length;
    const [deny, warn, audit, info] = ['deny', 'warn', 'audit', 'info'].map(countOf);
    expect(summary).toEqual({
      objects: 5,
      findings: deny! + warn! + audit!,
      denied: deny,
      warned: warn,
      audited: audit,
      notes: info,
      skipped: 1,
      errors: 2,
    });
    const end = `5 objects checked, ${summary.findings} findings (${deny} deny, ${warn} warn, ${audit} audit), ${info} notes.`;
    for (const { stdout } of [compact, pretty]) expect(stdout).toContain(end);
    for (const { stdout } of [compact, pretty]) expect(stdout).toContain('2 errors, so the check is incomplete.');
    expect([compact.status, pretty.status, json.status]).toEqual([2, 2, 2]);
    expect(json.stderr).toBe('');
  });
});

describe('wrong usage', () => {
  test.each<[string, string[], RegExp]>([
    ['no file', ['check'], /^error: FILE is required\. Use a file, a directory, or - for standard input\./],
    ['an empty name', ['check', ''], /^error: the name of a file must not be empty\./],
    [
      'an unknown form',
      ['check', '-o', 'xml', '-'],
      /^error: --output cannot be "xml"\. Use auto, pretty, compact, github or json\.$/m,
    ],
    [
      'an unknown mode',
      ['check', '--fail-on', 'audit', '-'],
      /^error: --fail-on cannot be "audit"\. Use deny or warn\.$/m,
    ],
    [
      'no version',
      ['check', '--kubernetes-version', 'new', '-'],
      /^error: --kubernetes-version cannot be "new"\. Use a Kubernetes version from 1\.30 on, such as 1\.36\. Podward knows 1\.31 to 1\.37\.$/m,
    ],
    [
      'a version with other characters behind it',
      ['check', '--kubernetes-version', '1.36x', '-'],
      /^error: --kubernetes-version cannot be "1\.36x"\. Use a Kubernetes version from 1\.30 on, such as 1\.36\. Podward knows 1\.31 to 1\.37\.$/m,
    ],
    [
      'files beside a change',
      ['check', '--old', 'a', '--new', 'b', 'c'],
      /^error: FILE must not be used together with --old and --new\./,
    ],
    ['half a change', ['check', '--old', 'a'], /^error: --old and --new must be used together\./],
    [
      'one input for both sides',
      ['check', '--old', '-', '--new', '-'],
      /^error: --old and --new must not both be standard input\./,
    ],
    [
      'no such configuration',
      ['check', '--config', '@/gone.yaml', '-'],
      /^gone\.yaml: error: no such file or directory\. Check --config\.\n/,
    ],
    [
      'a wrong configuration',
      ['check', '--config', '@/podward.yaml', '-'],
      /^podward\.yaml:3:\d+: error: rulez: Not found: "rulez": /,
    ],
  ])('%s', async (_, args, message) => {
    const files = { 'podward.yaml': 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrulez: {}\n' };
    const { stdout, stderr, status } = await run({ args, files });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(message);
  });

  test('help is not an error', async () => {
    const { stdout, status } = await run({ args: ['check', '--help'] });
    expect(stdout).toContain('Usage: podward check');
    expect(status).toBe(0);
  });
});
