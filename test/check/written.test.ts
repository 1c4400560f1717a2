/** The findings of `check` on the text of a file: types, names, kinds and duplicates. */
import { describe, expect, test } from '@jest/globals';
import { brief, run } from '../cli/run.ts';

const pod = (spec: string, container = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "registry.example/web:1"${container}}
${spec}`;
const deployment = (spec: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}]}
${spec}`;
const inContainer = (text: string): string => pod('', `, ${text}`);

/** The decoder of kube-apiserver refuses each of them. */
describe('zeros of the wrong type', () => {
  test.each<[string, string]>([
    ['spec.containers[0].env[0].value', inContainer('env: [{name: DEBUG, value: false}]')],
    ['spec.containers[0].env[0].value', inContainer('env: [{name: DEBUG, value: 0}]')],
    ['spec.containers[0].env[0].value', inContainer('env: [{name: DEBUG, value: n}]')],
    ['spec.containers[0].image', inContainer('image: 0')],
    ['spec.containers[0].image', inContainer('image: false')],
    ['spec.containers[0].workingDir', inContainer('workingDir: no')],
    ['spec.containers[0].imagePullPolicy', inContainer('imagePullPolicy: off')],
    ['spec.containers[0].tty', inContainer('tty: ""')],
    ['spec.containers[0].stdin', inContainer('stdin: 0')],
    ['spec.containers[0].ports[0].hostPort', inContainer('ports: [{containerPort: 80, hostPort: ""}]')],
    ['spec.containers[0].ports[0].hostPort', inContainer('ports: [{containerPort: 80, hostPort: false}]')],
    ['spec.containers[0].ports[0].containerPort', inContainer('ports: [{containerPort: false}]')],
    ['spec.containers[0].ports[0].protocol', inContainer('ports: [{containerPort: 80, protocol: 0}]')],
    ['spec.containers[0].ports[0].name', inContainer('ports: [{containerPort: 80, name: 0}]')],
    [
      'spec.containers[0].volumeMounts[0].readOnly',
      pod('  volumes: [{name: a}]\n', ', volumeMounts: [{name: a, mountPath: /a, readOnly: 0}]'),
    ],
    [
      'spec.containers[0].livenessProbe.periodSeconds',
      inContainer('livenessProbe: {exec: {command: [a]}, periodSeconds: ""}'),
    ],
    [
      'spec.containers[0].livenessProbe.initialDelaySeconds',
      inContainer('livenessProbe: {exec: {command: [a]}, initialDelaySeconds: false}'),
    ],
    ['spec.containers[0].resources.limits[cpu]', inContainer('resources: {limits: {cpu: false}}')],
    ['spec.containers[0].securityContext.privileged', inContainer('securityContext: {privileged: ""}')],
    ['spec.hostNetwork', pod('  hostNetwork: 0\n')],
    ['spec.hostNetwork', pod('  hostNetwork: ""\n')],
    ['spec.hostPID', pod('  hostPID: 0\n')],
    ['spec.hostname', pod('  hostname: 0\n')],
    ['spec.hostname', pod('  hostname: false\n')],
    ['spec.nodeName', pod('  nodeName: 0\n')],
    ['spec.schedulerName', pod('  schedulerName: 0\n')],
    ['spec.restartPolicy', pod('  restartPolicy: no\n')],
    ['spec.dnsPolicy', pod('  dnsPolicy: false\n')],
    ['spec.priorityClassName', pod('  priorityClassName: 0\n')],
    ['spec.serviceAccountName', pod('  serviceAccountName: 0\n')],
    ['spec.terminationGracePeriodSeconds', pod('  terminationGracePeriodSeconds: ""\n')],
    ['spec.tolerations[0].key', pod('  tolerations: [{key: 0, operator: Exists}]\n')],
    ['spec.nodeSelector[disk]', pod('  nodeSelector: {disk: no}\n')],
    ['spec.minReadySeconds', deployment('  minReadySeconds: false\n')],
    ['spec.minReadySeconds', deployment('  minReadySeconds: ""\n')],
    ['spec.paused', deployment('  paused: 0\n')],
    ['spec.replicas', deployment('  replicas: ""\n')],
  ])('%s in %j', async (path, stdin) => {
    const { stdout, status } = await run({ args: ['check', '-'], stdin });
    const findings = brief(stdout).findings.filter((finding) => finding.includes(' deny '));
    expect(findings.map((finding) => finding.split(' ').slice(1))).toEqual([['deny', path, 'field-types']]);
    expect(status).toBe(1);
  });

  test('zeros of the right type pass', async () => {
    const stdin = pod('  hostNetwork: n\n  hostname: ""\n', ', tty: off, ports: [{containerPort: 80, hostPort: 0}]');
    expect((await run({ args: ['check', '-'], stdin })).status).toBe(0);
  });

  test('an empty unknown field is reported', async () => {
    const { stdout } = await run({ args: ['check', '-'], stdin: pod('  nodname: ""\n') });
    expect(brief(stdout).findings).toEqual(['-:7:3 deny spec.nodname known-fields']);
  });

  test('also for a change, at its position in the file', async () => {
    const files = { 'old.yaml': pod(''), 'new.yaml': pod('  hostname: 0\n') };
    const { stdout } = await run({ args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'], files });
    expect(brief(stdout).findings).toContain('new.yaml:7:3 deny spec.hostname field-types');
  });
});

test('a field of the wrong type has one finding', async () => {
  const stdin = inContainer(
    'ports: [{containerPort: "80"}], readinessProbe: {httpGet: {port: 80}, periodSeconds: "5"}, image: {a: b}',
  );
  const { stdout } = await run({ args: ['check', '-'], stdin });
  expect(brief(stdout).findings.map((finding) => finding.split(' ').slice(1).join(' '))).toEqual([
    'deny spec.containers[0].ports[0].containerPort field-types',
    'deny spec.containers[0].readinessProbe.periodSeconds field-types',
    // The map on that line contains `image` again.
    'warn spec.containers[0].image duplicate-keys',
    'deny spec.containers[0].image field-types',
  ]);
});

describe('one mistake has one finding', () => {
  const findings = async (stdin: string, config?: string): Promise<string[]> => {
    const files = config === undefined ? {} : { 'c.yaml': config };
    const args = ['check', ...(config === undefined ? [] : ['--config', '@/c.yaml']), '-'];
    const { stdout, status } = await run({ args, stdin, files });
    const found = brief(stdout).findings.map((finding) => finding.split(' ').slice(1).join(' '));
    if (found.some((finding) => finding.startsWith('deny'))) expect(status).toBe(1);
    return found;
  };
  const template = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: ${spec}`;
  const containers = 'containers: [{name: web, image: "a:1"}]';
  const labeled = `metadata: {labels: {app: web}}, spec: {${containers}}`;

  test.each<[string, string, string[]]>([
    [
      'a misspelled list',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {contianers: [{name: web, image: "a:1"}]}',
      ['deny spec.contianers known-fields'],
    ],
    [
      'a list that is a map',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: {web: {image: "a:1", port: 80}, b: {}}}',
      ['deny spec.containers field-types'],
    ],
    [
      'a selector with matchLabels of a kind that selects by plain labels, and the labels that it would require',
      `apiVersion: v1\nkind: ReplicationController\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {${labeled}}}`,
      ['deny spec.selector[matchLabels] field-types'],
    ],
    [
      'an amount beside requests and limits',
      inContainer('resources: {cpu: 1}'),
      ['deny spec.containers[0].resources.cpu known-fields'],
    ],
    [
      'the name of a variable in place of name, which it lacks',
      inContainer('env: [{A: b}]'),
      ['deny spec.containers[0].env[0].A known-fields'],
    ],
    ['a string in place of a variable', inContainer('env: [A=b]'), ['deny spec.containers[0].env[0] field-types']],
    ['an object in place of variables', inContainer('env: {A: b}'), ['deny spec.containers[0].env field-types']],
    [
      'a label that is a number, and the labels that do not match it',
      template(`{selector: {matchLabels: {app: 1}}, template: {${labeled}}}`),
      ['deny spec.selector.matchLabels[app] field-types'],
    ],
    [
      'a name in place of the name of a claim, which is required',
      pod('  volumes: [{name: v, persistentVolumeClaim: {name: a}}]\n'),
      ['deny spec.volumes[0].persistentVolumeClaim.name known-fields'],
    ],
    [
      'a Pod spec beside the template, which has none',
      template(
        `{selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}, spec: {${containers}}}`,
      ),
      ['deny spec.spec known-fields'],
    ],
    [
      'the command of a probe, which has no handler',
      inContainer('livenessProbe: {command: [a]}'),
      ['deny spec.containers[0].livenessProbe.command known-fields'],
    ],
    [
      'a misspelled list, and names that are looked up in it',
      pod('  volumez: [{name: data}]\n', ', volumeMounts: [{name: data, mountPath: /a}, {name: data, mountPath: /b}]'),
      ['deny spec.volumez known-fields'],
    ],
    [
      'a list that is a map, and names that are looked up in it',
      pod('  volumes: {data: {}}\n', ', volumeMounts: [{name: data, mountPath: /a}]'),
      ['deny spec.volumes field-types'],
    ],
    [
      'a misspelled name in a list, and names that are looked up in it',
      pod('  volumes: [{nme: data, emptyDir: {}}]\n', ', volumeMounts: [{name: data, mountPath: /a}]'),
      ['deny spec.volumes[0].nme known-fields'],
    ],
    [
      'a misspelled name in the eleventh volume, and names that are looked up in it',
      pod(
        `  volumes: [${Array.from({ length: 10 }, (_, i) => `{name: a${i}}`).join(', ')}, {nme: data}]\n`,
        ', volumeMounts: [{name: data, mountPath: /a}]',
      ),
      ['deny spec.volumes[10].nme known-fields'],
    ],
    [
      'a misspelled list beside an empty one, and names that are looked up in it',
      pod('  volumez: [{name: data}]\n  volumes: []\n', ', volumeMounts: [{name: data, mountPath: /a}]'),
      ['deny spec.volumez known-fields'],
    ],
    [
      'a misspelled list of volumes, and the name of a device',
      pod(
        '  volumez: [{name: data, persistentVolumeClaim: {claimName: data}}]\n',
        ', volumeDevices: [{name: data, devicePath: /dev/a}]',
      ),
      ['deny spec.volumez known-fields'],
    ],
    [
      'a misspelled list of volumes, and the name of a volume with a file of variables',
      pod(
        '  volumez: [{name: data, emptyDir: {}}]\n',
        ', env: [{name: A, valueFrom: {fileKeyRef: {volumeName: data, path: env, key: A}}}]',
      ),
      ['deny spec.volumez known-fields'],
    ],
    [
      'a misspelled list of resource claims, and the name of a claim',
      pod('  resourceClaimz: [{name: gpu, resourceClaimName: gpu}]\n', ', resources: {claims: [{name: gpu}]}'),
      ['deny spec.resourceClaimz known-fields'],
    ],
    [
      'a misspelled list of containers, and the name of the container that an ephemeral container targets',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {contianers: [{name: web, image: "a:1"}], ' +
        'ephemeralContainers: [{name: debugger, image: "a:1", targetContainerName: web}]}',
      ['deny spec.contianers known-fields', 'deny spec.ephemeralContainers ephemeral-containers-not-on-create'],
    ],
    [
      'a misspelled way to probe',
      inContainer('livenessProbe: {httpget: {port: 80}}'),
      ['deny spec.containers[0].livenessProbe.httpget known-fields'],
    ],
    [
      'a misspelled required field',
      pod('', ', ports: [{contanerPort: 80}]'),
      ['deny spec.containers[0].ports[0].contanerPort known-fields'],
    ],
    [
      'fields of a container in the Pod',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {image: "a:1", ports: [{containerPort: 80}]}',
      ['deny spec.image known-fields', 'deny spec.ports known-fields'],
    ],
    [
      'labels without matchLabels',
      template(`{selector: {app: web}, template: {${labeled}}}`),
      ['deny spec.selector.app known-fields'],
    ],
    [
      'a misspelled template',
      template(`{selector: {matchLabels: {app: web}}, tempalte: {${labeled}}}`),
      ['deny spec.tempalte known-fields'],
    ],
    [
      'misspelled labels of a template',
      template(
        `{selector: {matchLabels: {app: web}}, template: {metadata: {labls: {app: web}}, spec: {${containers}}}}`,
      ),
      ['deny spec.template.metadata.labls known-fields'],
    ],
    [
      'misspelled labels of a template beside empty ones',
      template(
        `{selector: {matchLabels: {app: web}}, template: {metadata: {labels: {}, labls: {app: web}}, spec: {${containers}}}}`,
      ),
      ['deny spec.template.metadata.labls known-fields'],
    ],
    [
      'a misplaced template',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web}\nspec:\n' +
        `  schedule: "* * * * *"\n  template: {spec: {restartPolicy: Never, ${containers}}}`,
      ['deny spec.template known-fields'],
    ],
    [
      'a misplaced term of an affinity',
      pod(
        `  affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, topologyKey: zone}]}}\n`,
      ),
      ['deny spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].topologyKey known-fields'],
    ],
  ])('%s', async (_, stdin, expected) => expect(await findings(stdin)).toEqual(expected));

  test.each<[string, string, string[]]>([
    [
      'a misspelled field',
      pod('  volumez: [{name: data}]\n', ', imagePullPolicy: always'),
      ['deny spec.containers[0].imagePullPolicy image-pull-policy', 'deny spec.volumez known-fields'],
    ],
    [
      'a misspelled list of volumes, and another mistake in a mount',
      pod('  volumez: [{name: data}]\n', ', volumeMounts: [{name: data, mountPath: /a, mountPropagation: both}]'),
      [
        'deny spec.containers[0].volumeMounts[0].mountPropagation volume-mounts-resolve',
        'deny spec.volumez known-fields',
      ],
    ],
    [
      'an unknown field that is similar to none',
      pod('  zebra: 1\n', ', imagePullPolicy: always'),
      ['deny spec.containers[0].imagePullPolicy image-pull-policy', 'deny spec.zebra known-fields'],
    ],
    [
      'a misspelled list beside the right one',
      pod('  volumez: []\n  volumes: [{name: data}]\n', ', volumeMounts: [{name: other, mountPath: /a}]'),
      ['deny spec.containers[0].volumeMounts[0].name volume-mounts-resolve', 'deny spec.volumez known-fields'],
    ],
    [
      'a misspelled value beside the right one',
      inContainer('imagePullPolicy: always, imagePullPolcy: Always'),
      [
        'deny spec.containers[0].imagePullPolicy image-pull-policy',
        'deny spec.containers[0].imagePullPolcy known-fields',
      ],
    ],
    [
      'misspelled labels of a template beside the right ones',
      template(
        `{selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: a}, labls: {app: web}}, spec: {${containers}}}}`,
      ),
      [
        'deny spec.template.metadata.labels selector-matches-template',
        'deny spec.template.metadata.labls known-fields',
      ],
    ],
    [
      'a label of the wrong type',
      pod('', ', volumeMounts: [{name: data, mountPath: /a}]').replace(
        'metadata: {',
        'metadata: {labels: {app.kubernetes.io/version: 1}, ',
      ),
      [
        'deny metadata.labels[app.kubernetes.io/version] field-types',
        'deny spec.containers[0].volumeMounts[0].name volume-mounts-resolve',
      ],
    ],
  ])('another mistake has another finding: %s', async (_, stdin, expected) => {
    expect(await findings(stdin)).toEqual(expected);
  });

  test('where known-fields is off, an unknown field hides no finding', async () => {
    const config = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrules: {known-fields: {mode: off}}\n';
    const stdin = pod(
      '  hostNetwork: "yes"\n',
      ', volumes: [{name: data}], volumeMounts: [{name: data, mountPath: /a}]',
    );
    expect(await findings(stdin, config)).toEqual([
      'deny spec.containers[0].volumeMounts[0].name volume-mounts-resolve',
      'deny spec.hostNetwork field-types',
    ]);
  });

  test('a finding stays in mode deny if its cause is only a warning', async () => {
    const config =
      'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrules: {known-fields: {mode: warn}}\n';
    const stdin = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {contianers: []}';
    expect(await findings(stdin, config)).toEqual([
      'deny spec.containers containers-required',
      'warn spec.contianers known-fields',
    ]);
  });
});

describe('a field that the version does not have', () => {
  const off = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrules: {known-fields: {mode: off}}\n';
  const findings = async (version: string, files: Record<string, string>, args: string): Promise<string[]> => {
    const { stdout } = await run({ args: ['check', '--kubernetes-version', version, ...args.split(' ')], files });
    return brief(stdout).findings.map((finding) => finding.split(' ').slice(1).join(' '));
  };
  const withFile = inContainer('env: [{name: A, valueFrom: {fileKeyRef: {volumeName: no, path: ../a, key: A}}}]');
  const fileKeyRef = 'spec.containers[0].env[0].valueFrom.fileKeyRef';

  test.each<[string, string, string, string[]]>([
    ['1.31', 'with invalid values', pod('  resources: {limits: {cpu: -1}}\n'), ['deny spec.resources known-fields']],
    ['1.33', 'and the object around it is empty then', withFile, [`deny ${fileKeyRef} known-fields`]],
    ['1.36', 'of the wrong type', pod('  evictionResponders: 5\n'), ['deny spec.evictionResponders known-fields']],
    [
      '1.34',
      'is judged where the version has it',
      pod('  hostnameOverride: 5\n'),
      ['deny spec.hostnameOverride field-types'],
    ],
    [
      '1.35',
      'is judged in the only version that has it',
      pod('  workloadRef: {name: 5}\n'),
      ['deny spec.workloadRef.name field-types'],
    ],
    ['1.30', 'of an unknown version', pod('  hostnameOverride: a\n'), ['warn spec.hostnameOverride known-fields']],
    ['1.38', 'of an unknown version', pod('  workloadRef: {}\n'), ['warn spec.workloadRef known-fields']],
    ['1.38', 'which is newer', pod('  evictionResponders: []\n'), []],
  ])('%s: %s', async (version, _, text, expected) =>
    expect(await findings(version, { 'pod.yaml': text }, '@/pod.yaml')).toEqual(expected),
  );

  test('is dropped before other rules read the object', async () => {
    const files = { 'off.yaml': off, 'env.yaml': withFile, 'cpu.yaml': pod('  resources: {limits: {cpu: -1}}\n') };
    expect(await findings('1.33', files, '--config @/off.yaml @/env.yaml')).toEqual([
      'deny spec.containers[0].env[0].valueFrom env-valid',
    ]);
    expect(await findings('1.31', files, '--config @/off.yaml @/cpu.yaml')).toEqual([]);
  });

  test('is dropped from both manifests of a change', async () => {
    const [old, changed] = [pod('  hostnameOverride: a\n'), pod('  hostnameOverride: b\n')];
    const files = { 'old.yaml': old, 'new.yaml': changed, 'off.yaml': off };
    const change = '--old @/old.yaml --new @/new.yaml';
    expect(await findings('1.33', files, change)).toEqual(['deny spec.hostnameOverride known-fields']);
    expect(await findings('1.33', files, `${change} --config @/off.yaml`)).toEqual([]);
    expect(await findings('1.37', files, change)).toEqual(['deny spec.hostnameOverride pod-spec-immutable']);
  });

  test('stays in an object from a cluster, which has it', async () => {
    const files = { 'pod.yaml': pod('  hostnameOverride: _\n').replace('{name: web}', '{name: web, uid: a}') };
    expect(await findings('1.33', files, '@/pod.yaml')).toEqual([]);
    expect(await findings('1.37', files, '@/pod.yaml')).toEqual(['deny spec.hostnameOverride hostname-override-valid']);
  });
});

describe('a note does not follow a mistake', () => {
  const ports = 'ports: [{containerPort: 80}]';
  const probe = '{tcpSocket: {port: 80}}';
  const job = (around: string, spec: string, containers: string): string =>
    `apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec: {${around}template: {spec: {${spec}containers: [${containers}]}}}`;
  const container = '{name: web, image: "a:1"}';

  test.each<[string, string, string[]]>([
    [
      'a misspelled readiness probe',
      inContainer(`${ports}, readinesProbe: ${probe}`),
      ['deny spec.containers[0].readinesProbe known-fields'],
    ],
    [
      'a misspelled liveness probe',
      inContainer(`${ports}, livenesProbe: ${probe}`),
      ['deny spec.containers[0].livenesProbe known-fields'],
    ],
    [
      'a misspelled probe in a Pod template',
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "a:1", ${ports}, readinessprobe: ${probe}}]}}}`,
      ['deny spec.template.spec.containers[0].readinessprobe known-fields'],
    ],
    [
      'a misspelled restartPolicy of a Job',
      job('', 'restartpolicy: Never, ', container),
      ['deny spec.template.spec.restartpolicy known-fields'],
    ],
    [
      'a misplaced restartPolicy of a Job',
      job('restartPolicy: Never, ', '', container),
      ['deny spec.restartPolicy known-fields'],
    ],
    [
      'a misspelled field without a value',
      inContainer(`${ports}, readinesProbe: null`),
      ['info spec.containers[0].readinessProbe readiness-probe', 'deny spec.containers[0].readinesProbe known-fields'],
    ],
    [
      'a mistake in another field',
      inContainer(`${ports}, imge: a`),
      ['info spec.containers[0].readinessProbe readiness-probe', 'deny spec.containers[0].imge known-fields'],
    ],
    [
      'an unknown field that is similar to none',
      inContainer(`${ports}, zebra: 1`),
      ['info spec.containers[0].readinessProbe readiness-probe', 'deny spec.containers[0].zebra known-fields'],
    ],
    [
      'a misplaced field whose object is missing',
      pod('  nodeSelectorTerms: [{matchFields: []}]\n', `, ${ports}`),
      ['info spec.containers[0].readinessProbe readiness-probe', 'deny spec.nodeSelectorTerms known-fields'],
    ],
    [
      'a mistake in another container',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: "a:1", ${ports}}, {name: b, image: "a:1", readinesProbe: ${probe}}]}`,
      ['info spec.containers[0].readinessProbe readiness-probe', 'deny spec.containers[1].readinesProbe known-fields'],
    ],
    [
      'a misspelled podFailurePolicy of a Job, whose restartPolicy is missing too',
      job('podFailurPolicy: {rules: []}, ', '', container),
      ['info spec.template.spec.restartPolicy restart-policy', 'deny spec.podFailurPolicy known-fields'],
    ],
  ])('%s', async (_, stdin, expected) => {
    const { stdout } = await run({ args: ['check', '-'], stdin });
    expect(
      brief(stdout)
        .findings.map((finding) => finding.split(' ').slice(1).join(' '))
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  test('of many containers, no note is counted either', async () => {
    const containers = Array.from(
      { length: 120 },
      (_, i) => `{name: c${i}, image: "a:1", ports: [{containerPort: ${i + 1}}], readinesProbe: ${probe}}`,
    );
    const stdin = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [${containers.join(', ')}]}`;
    const { stdout } = await run({ args: ['check', '--output', 'json', '-'], stdin });
    const { objects } = JSON.parse(stdout) as { objects: object[] };
    expect(objects).toMatchObject([{ notes: [], moreNotes: 0 }]);
  });

  test('where the rule is off, the note says all', async () => {
    const config = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nrules: {known-fields: {mode: off}}\n';
    const stdin = inContainer(`${ports}, readinesProbe: ${probe}`);
    const { stdout } = await run({ args: ['check', '--config', '@/c.yaml', '-'], stdin, files: { 'c.yaml': config } });
    expect(brief(stdout).findings).toEqual(['-:6:5 info spec.containers[0].readinessProbe readiness-probe']);
  });
});

test('a duplicate key is a warning, and the last value is judged', async () => {
  const stdin =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: " "\n    image: a:1\n';
  const { stdout, stderr, status } = await run({ args: ['check', '-'], stdin });
  expect(brief(stdout).findings).toEqual(['-:8:5 warn spec.containers[0].image duplicate-keys']);
  expect(stdout).toContain('Duplicate value: "image": this key is also set on line 7');
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

test('a container that is null has no fields', async () => {
  const stdin = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [null]}\n';
  const { stdout } = await run({ args: ['check', '-'], stdin });
  expect(brief(stdout).findings).toEqual([
    '-:4:21 deny spec.containers[0].image container-image',
    '-:4:21 deny spec.containers[0].name container-names',
  ]);
});

describe('API versions', () => {
  const found = async (stdin: string): Promise<readonly string[]> =>
    brief((await run({ args: ['check', '-'], stdin })).stdout).findings;

  test('an object in a version that was removed is judged in the version that is served', async () => {
    const stdin = `apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: web}
spec:
  replicas: "2"
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "registry.example/web:1"}], restartPolicy: Never}
`;
    expect(await found(stdin)).toEqual([
      '-:1:1 deny apiVersion api-version',
      '-:4:1 deny spec.selector selector-valid',
      '-:5:3 deny spec.replicas field-types',
      '-:8:72 deny spec.template.spec.restartPolicy restart-policy-of-kind',
    ]);
  });

  test('a version that does not exist, of an item in a List', async () => {
    const stdin = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: StatefulSet
  metadata: {name: web}
  spec:
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec: {containers: [{name: web, image: ""}]}
`;
    expect(await found(stdin)).toEqual([
      '-:4:3 deny apiVersion api-version',
      '-:11:39 deny spec.template.spec.containers[0].image container-image',
    ]);
  });

  test('the version of a typed list is that of its items', async () => {
    const stdin =
      'apiVersion: batch/v1beta1\nkind: CronJobList\nitems:\n- metadata: {name: web}\n  spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: web, image: "a:1"}]}}}}}\n';
    expect(await found(stdin)).toEqual(['-:4:3 deny apiVersion api-version']);
  });

  test('an older manifest may have another version than the new one', async () => {
    const text = (version: string, image: string): string =>
      `apiVersion: ${version}\nkind: Deployment\nmetadata: {name: web, namespace: a}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: "${image}"}]}\n`;
    const files = { 'old.yaml': text('apps/v1beta1', 'a:1'), 'new.yaml': text('apps/v1', 'a:2') };
    const { stdout, status } = await run({ args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'], files });
    expect({ findings: brief(stdout).findings, status }).toEqual({ findings: [], status: 0 });
  });

  test('a kind of another API group is not checked', async () => {
    expect(await found('apiVersion: batch.example.com/v1\nkind: Job\nmetadata: {name: web}\n')).toEqual([]);
  });
});

describe('kinds', () => {
  test.each<[string, RegExp | undefined]>([
    [
      'apiVersion: apps/v1\nkind: Deploymnet\n',
      /^-:2:1: error: kind "Deploymnet" does not exist in apiVersion "apps\/v1"\. Did you mean "Deployment"\?$/,
    ],
    ['apiVersion: extensions/v1beta1\nkind: Deploymnet\n', /Did you mean "Deployment"\?$/],
    [
      'apiVersion: batch/v2alpha1\nkind: ScheduledJob\n',
      /^-:2:1: error: ScheduledJob was renamed to CronJob in Kubernetes 1\.5\. Use kind: CronJob and apiVersion: batch\/v1\.$/,
    ],
    [
      'apiVersion: v1\nkind: ${KIND}\n',
      /^-:2:1: error: kind contains a placeholder that was not replaced\. Replace the placeholder, or render the manifest first, for example with envsubst\.$/,
    ],
    [
      'apiVersion: "{{ .Values.group }}.example.com/v1"\nkind: Job\n',
      /^-:1:1: error: apiVersion contains a placeholder that was not replaced\./,
    ],
    ['apiVersion: v1\nkind: "${KIND}List"\nitems: [{}]\n', /^-:3:9: error: kind contains a placeholder/],
    // Whatever replaces it, Podward does not check a Service.
    ['apiVersion: "{{ .Values.group }}.example.com/v1"\nkind: Service\n', undefined],
    ['apiVersion: apps/v1\nkind: deployment\n', /Did you mean "Deployment"\?$/],
    ['apiVersion: v1\nkind: pod\n', /Did you mean "Pod"\?$/],
    ['apiVersion: v1\nkind: Deploymnet\n', /Did you mean "Deployment"\?$/],
    ['apiVersion: batch/v1\nkind: Cronjob\n', /Did you mean "CronJob"\?$/],
    ['apiVersion: v1\nkind: Servise\n', /Did you mean "Service"\?$/],
    ['apiVersion: apps/v1\nkind: ControllerRevison\n', /Did you mean "ControllerRevision"\?$/],
    ['apiVersion: batch/v1\nkind: JobTemplates\n', /Did you mean "JobTemplate"\?$/],
    [
      'apiVersion: v1\nKind: Pod\n',
      /^-:2:1: error: kind is required in a Kubernetes object\. Did you mean "kind" in place of "Kind"\?$/,
    ],
    ['apiversion: v1\nkind: Pod\n', /^-:1:1: error: .* Did you mean "apiVersion" in place of "apiversion"\?$/],
    ['apiVersion: v1\nkind: 7\n', /^-:1:1: error: kind must be a string\.$/],
    ['apiVersion: 1\nkind: [Pod]\n', /^-:1:1: error: apiVersion and kind must be strings\.$/],
    ['apiVersion: v1\nmetadata: {name: web}\n', /^-:1:1: error: kind is required in a Kubernetes object\.$/],
    [
      'kind: Deployment\nmetadata: {name: web}\n',
      /^-:1:1: error: apiVersion is required in a Kubernetes object\. Use apiVersion: apps\/v1\.$/,
    ],
    ['kind: Custom\nmetadata: {name: web}\n', /^-:1:1: error: apiVersion is required in a Kubernetes object\.$/],
    ['apiVersion: 1\nkind: Pod\n', /^-:1:1: error: apiVersion must be a string\. Use apiVersion: v1\.$/],
    [
      'metadata: {name: web}\napiversion: v1\nKind: Pod\n',
      /^-:2:1: error: apiVersion and kind are required in a Kubernetes object\. Did you mean "apiVersion" in place of "apiversion"\? Did you mean "kind" in place of "Kind"\?$/,
    ],
    ['apiversion: v1\nsort: Pod\n', /^-:1:1: error: apiVersion and kind are required in a Kubernetes object\.$/],
    ['kind: ""\nmetadata: {name: web}\n', /^-:1:1: error: apiVersion and kind are required in a Kubernetes object\.$/],
    ['- apiVersion: v1\n', /^-:1:1: error: a Kubernetes object must be a map with apiVersion and kind\.$/],
    ['apiVersion: v1\nkind: Node\n', undefined],
    ['apiVersion: v1\nkind: Service\n', undefined],
    ['apiVersion: v1\nkind: ServiceList\nitems: 1\n', undefined],
    ['apiVersion: v1\nkind: ServiceList\nItems: []\n', undefined],
    ['apiVersion: example.com/v1\nkind: List\nitems: {}\n', undefined],
    ['apiVersion: example.com/v1\nkind: PodList\nItems: []\n', undefined],
    ['apiVersion: v1\nkind: List\nitems: {}\n', /^-:3:1: error: items of List must be a list\.$/],
    [
      'apiVersion: apps/v1\nkind: DeploymentList\nmetadata: {}\nitems: a\n',
      /^-:4:1: error: items of DeploymentList must be a list\.$/,
    ],
    [
      'apiVersion: v1\nkind: List\nmetadata: {}\nItems: []\n',
      /^-:4:1: error: items is required in List\. Did you mean "items" in place of "Items"\?$/,
    ],
    [
      'apiVersion: v1\nkind: PodList\nitem:\n- {}\n',
      /^-:3:1: error: items is required in PodList\. Did you mean "items" in place of "item"\?$/,
    ],
    ['apiVersion: v1\nkind: List\nitems: null\nitem: []\n', /^-:4:1: error: items is required in List\. /],
    ['apiVersion: v1\nkind: List\nitems: []\nitem: []\n', undefined],
    ['apiVersion: v1\nkind: List\nitems: null\n', /^-:3:1: error: items of List must be a list\.$/],
    ['apiVersion: v1\nkind: PodList\nitems: null\n', undefined],
    ...['List', 'PodList'].map((kind): [string, RegExp] => [
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ${kind}, items: []}\n`,
      /error: kubectl cannot read a list inside a list\. Move these items into the outer list\.$/,
    ]),
    ['apiVersion: v1\nkind: List\nmetadata: {}\n', undefined],
    [
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: batch/v1, kind: JobList, itmes: []}\n',
      /^-:4:41: error: items is required in JobList\. /,
    ],
    ['apiVersion: apps/v1\nkind: ControllerRevision\n', undefined],
    ['apiVersion: v1\nkind: Zebra\n', undefined],
    ['apiVersion: example.com/v1\nkind: deployment\n', undefined],
    ['apiVersion: v1\nkind: constructor\n', undefined],
  ])('%j', async (stdin, error) => {
    const { stderr, status } = await run({ args: ['check', '-'], stdin });
    if (error === undefined) expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    else {
      expect(stderr.trimEnd()).toMatch(error);
      expect(status).toBe(2);
    }
  });

  test('a change to another kind is not judged as a change', async () => {
    const files = { 'old.yaml': pod(''), 'new.yaml': deployment('') };
    const outcome = await run({ args: ['check', '--old', '@/old.yaml', '--new', '@/new.yaml'], files });
    expect(outcome.stderr).toMatch(
      /^new\.yaml:2:1: error: --old contains a Pod, and --new contains a Deployment\. Use two objects of the same kind\.$/m,
    );
    expect(outcome.status).toBe(2);
  });
});

test('standard error contains no messages of libraries', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  try {
    const odd = '%FOO bar\n---\n? [a]\n: b\n? {c: d}\n: &x !y *x\n';
    const { stderr } = await run({
      args: ['check', '--config', '@/c.yaml', '@/a.yaml'],
      files: { 'a.yaml': odd, 'c.yaml': '? [a]\n: b\n' },
    });
    const { stderr: own } = await run({ args: ['check', '@/a.yaml'], files: { 'a.yaml': odd } });
    // Warnings of a process are emitted on the next tick.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
    for (const line of `${stderr}${own}`.trimEnd().split('\n')) expect(line).toMatch(/^[ac]\.yaml(:\d+:\d+)?: error: /);
  } finally {
    process.off('warning', onWarning);
  }
});
