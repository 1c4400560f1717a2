import { describe, expect, test } from '@jest/globals';
import { sentences, type Texts } from '../../src/engine/judged.ts';
import { renderer } from '../../src/engine/render.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { FieldPath } from '../../src/json/path.ts';
import { everyKind, metadataPath, specPath } from '../../src/kubernetes/kinds.ts';
import {
  advise,
  duplicate,
  forbidden,
  invalid,
  isRepeatedKey,
  notFound,
  notSupported,
  placeOf,
  required,
  tooLong,
  tooMany,
  type Finding,
  type FindingOf,
} from '../../src/rules/finding.ts';
import { defineRule } from '../../src/rules/rule.ts';
import { container, metadata, pod, workload } from '../objects.ts';
import { changeOf } from './policy.ts';

type Change = Parameters<typeof changeOf>[0];

const rule = defineRule({
  id: 'a-rule',
  title: 'A rule',
  why: 'For the test.',
  mirrors: 'policy',
  appliesTo: { operations: ['UPDATE'], kinds: everyKind },
  messages: {
    plain: { text: 'cannot be changed.' },
    named: { text: '{{what}} cannot be changed.', fix: 'Remove {{what}}.' },
    changed: { text: '{{subject}} cannot be {{change}}.' },
    set: { text: '{{field}} cannot be {{change}}. {{reason}}', fix: '{{recreate}}' },
    wordless: {},
    unknown: { text: 'the Pod has no such volume.', fix: 'Use the name of a volume.' },
    hinted: { text: 'must be a resource.' },
    back: { text: 'must stay.', fix: 'Set {{field}} back to {{from}}{{orRecreate}}' },
    recreate: { text: 'no.', fix: '{{recreate}}' },
    resize: { text: 'no.', fix: '{{resize}}' },
    debug: { text: 'no.', fix: '{{debug}}' },
    apply: { text: 'no.', fix: '{{applyOrRecreate}}' },
    subject: { text: '{{subject}}.' },
    commands: { text: 'the {{kind}} on {{node}}.', fix: 'Use kubectl delete {{kubectlKind}} {{name}}.' },
    container: { text: '{{container}} must have a name.' },
  },
  *check() {},
});

const remarkOn = (finding: Finding, change: Change = {}) =>
  renderer(changeOf({ before: pod(), ...change }))(finding, rule);
const textsOf = (finding: Finding, change: Change = {}): Texts => remarkOn(finding, change).texts();
const textOf = (finding: Finding, change: Change = {}): string => sentences(textsOf(finding, change));

const web = specPath.child('containers').index(0);
const image = web.child('image');
const hostname = specPath.child('hostname');
const hiddenValue = specPath.child('containers').index(0).child('env').index(0).child('value');
const annotation = metadataPath.child('annotations').key('a');

describe('the lead is that of a field error', () => {
  test.each<[Finding, string]>([
    [required(image, 'plain'), 'Required value: cannot be changed.'],
    [invalid(hostname, 'plain', { to: 5 }), 'Invalid value: 5: cannot be changed.'],
    [invalid(hostname, 'plain', { from: 5, to: null }), 'Invalid value: cannot be changed.'],
    [invalid(hostname, 'plain', { to: { a: 1 } }), 'Invalid value: cannot be changed.'],
    [invalid(hostname, 'plain', { to: [1] }), 'Invalid value: cannot be changed.'],
    [invalid(annotation, 'plain', { to: 'hunter2' }), 'Invalid value: cannot be changed.'],
    [invalid(annotation, 'plain', { isOfKey: true }), 'Invalid value: "a": cannot be changed.'],
    [duplicate(hostname, 'plain', { to: 'a' }), 'Duplicate value: "a": cannot be changed.'],
    [forbidden(hostname, 'plain', { from: 'a', to: 'b' }), 'Forbidden: cannot be changed.'],
    [tooLong(hostname, 'plain', { to: 'a' }), 'Too long: cannot be changed.'],
    [tooMany(hostname, 'plain', { to: 3 }), 'Too many: cannot be changed.'],
    [advise(hostname, 'plain', { to: 'a' }), 'cannot be changed.'],
    [invalid(hostname, 'plain', { to: 'a\nb\u2028c' }), 'Invalid value: "a\\nb c": cannot be changed.'],
  ])('%#: %s', (finding, text) => expect(textOf(finding)).toBe(text));
});

describe('a placeholder is to be replaced, and nothing is derived from it', () => {
  const replace = (tool = ''): string => `Replace the placeholder, or render the manifest first${tool}.`;
  test.each<[Finding, string | undefined]>([
    [invalid(hostname, 'named', { to: '{{ .Release.Name }}-web' }), replace(', for example with helm template')],
    [invalid(hostname, 'named', { to: '${NAME}' }), replace(', for example with envsubst')],
    [invalid(hostname, 'named', { to: '$NAME' }), replace(', for example with envsubst')],
    [
      invalid(hostname, 'named', { to: '$(NAME)' }),
      `${replace()} Kubernetes replaces $(VAR) only in command, args, env and subPathExpr.`,
    ],
    [invalid(hostname, 'named', { to: '$(Build.BuildId)' }), replace()],
    ...[
      '__NAME__',
      '#{Build.BuildId}#',
      '[[ name ]]',
      '((name))',
      'IMAGE_PLACEHOLDER',
      'REPLACE_ME',
      'app-TO_BE_REPLACED',
    ]
      .concat(['TO-REPLACE', 'CHANGEME', 'CHANGE-ME', 'YOUR_POD_NAME', 'TODO', 'web.TODO'])
      .map((to) => [invalid(hostname, 'named', { to }), replace()] as [Finding, string]),
    [invalid(hostname, 'named', { to: '{% x %}' }), replace()],
    [invalid(hostname, 'named', { to: '<your-name>' }), replace()],
    [invalid(hostname, 'named', { to: '@NAME@' }), replace()],
    [
      invalid(metadataPath.child('labels').key('$A'), 'plain', { isOfKey: true }),
      replace(', for example with envsubst'),
    ],
    [notFound(hostname, 'unknown', '$data', ['data']), replace(', for example with envsubst')],
    [notSupported(hostname, 'wordless', '{{ Never }}', ['Never']), replace(', for example with helm template')],
    [invalid(hostname, 'unknown', { to: 'US$5' }), 'Use the name of a volume.'],
    [invalid(hostname, 'unknown', { to: 'a > b < c' }), 'Use the name of a volume.'],
    [invalid(hostname, 'unknown', { to: 'a@b.example' }), 'Use the name of a volume.'],
    // Words of another meaning, or of a name.
    ...['REPLACE', 'TODO-APP', 'TODO_APP', 'MY-TODO', 'EXCHANGE_ME', 'CHANGE_LOG', 'YOURs', '__init__'].map(
      (to) => [invalid(hostname, 'unknown', { to }), 'Use the name of a volume.'] as [Finding, string],
    ),
    // A hidden value that is more than a placeholder may be a secret. Kubernetes itself replaces $(NAME) in some of these fields.
    [invalid(hiddenValue, 'unknown', { to: '${NAME}' }), replace(', for example with envsubst')],
    [invalid(hiddenValue, 'unknown', { to: '{{ toYaml .Values.a }}' }), replace(', for example with helm template')],
    [invalid(hiddenValue, 'unknown', { to: '$NAME' }), replace(', for example with envsubst')],
    [invalid(hiddenValue, 'unknown', { to: '@NAME@' }), replace()],
    [invalid(hiddenValue, 'unknown', { to: 'a${NAME}' }), 'Use the name of a volume.'],
    [invalid(hiddenValue, 'unknown', { to: '${NAME}-${NAME}' }), 'Use the name of a volume.'],
    [invalid(hiddenValue, 'unknown', { to: '$name' }), 'Use the name of a volume.'],
    [invalid(hiddenValue, 'unknown', { to: '$(NAME)' }), 'Use the name of a volume.'],
    // These are legal in a subPathExpr.
    [invalid(web.child('subPathExpr'), 'unknown', { to: '/$(NAME)' }), 'Use the name of a volume.'],
    // Another value solves none of these.
    [forbidden(hostname, 'unknown', { from: 'a', to: '$NAME' }), 'Use the name of a volume.'],
    [duplicate(hostname, 'unknown', { to: '$NAME' }), 'Use the name of a volume.'],
    [advise(hostname, 'unknown', { to: '$NAME' }), 'Use the name of a volume.'],
  ])('%#: %j', (finding, fix) => expect(textsOf(finding).fix).toBe(fix));

  test('there is no way back to one in an old manifest', () => {
    const manifest = pod({}, { uid: null });
    const fixOf = (from: string, phase: 'offline' | 'validate', before = manifest): string | undefined =>
      textsOf(forbidden(hostname, 'back', { from, to: 'web' }), { phase, before }).fix;
    const old = `The old manifest contains a placeholder that was not replaced. ${replace(', for example with envsubst')}`;
    expect(fixOf('${NAME}', 'offline')).toBe(old);
    expect(fixOf('web-1', 'offline')).toMatch(/^Set hostname back to "web-1"/);
    const back = /^Set hostname back to "\$\{NAME\}"/;
    expect(fixOf('${NAME}', 'validate')).toMatch(back);
    expect(fixOf('${NAME}', 'offline', pod())).toMatch(back);
  });
});

describe('existing names are suggested', () => {
  const policies = ['Always', 'OnFailure', 'Never'];
  test.each<[Finding, string]>([
    [
      notSupported(hostname, 'wordless', 'always', policies),
      'Unsupported value: "always": supported values: "Always", "OnFailure", "Never". Did you mean "Always"?',
    ],
    [
      notSupported(hostname, 'plain', 'Sometimes', policies),
      'Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never". cannot be changed.',
    ],
    [
      notSupported(hostname, 'unknown', 'always', policies),
      'Unsupported value: "always": supported values: "Always", "OnFailure", "Never". the Pod has no such volume. Did you mean "Always"? Use the name of a volume.',
    ],
    [
      notSupported(hiddenValue, 'wordless', 'Sometimes', policies),
      'Unsupported value: supported values: "Always", "OnFailure", "Never".',
    ],
    [
      notSupported(hiddenValue, 'wordless', 'other', Array.from('abcdefghijklmnopqrstuvwxyz')),
      `Unsupported value: supported values: ${Array.from('abcdefghijklmnopqrst', (value) => `"${value}"`).join(', ')}.`,
    ],
    [notSupported(hiddenValue, 'wordless', 'other', ['v1']), 'Unsupported value: supported values: "v1".'],
    [
      notFound(hostname, 'unknown', 'dta', ['data']),
      'Not found: "dta": the Pod has no such volume. Did you mean "data"?',
    ],
    [
      notFound(hostname, 'unknown', 'dta', ['logs']),
      'Not found: "dta": the Pod has no such volume. Use the name of a volume.',
    ],
    [
      invalid(hostname, 'hinted', { to: 'memroy', known: ['memory'] }),
      'Invalid value: "memroy": must be a resource. Did you mean "memory"?',
    ],
    [invalid(hostname, 'hinted', { to: 'x', known: ['memory'] }), 'Invalid value: "x": must be a resource.'],
    [invalid(hostname, 'hinted', { to: 'x' }), 'Invalid value: "x": must be a resource.'],
    // The work does not grow with the object.
    [
      invalid(hostname, 'hinted', {
        to: 'memroy',
        known: [...Array.from({ length: 100 }, (_, i) => `r${i}`), 'memory'],
      }),
      'Invalid value: "memroy": must be a resource.',
    ],
  ])('%#: %s', (finding, text) => expect(textOf(finding)).toBe(text));
});

describe('placeholders', () => {
  const limit = web.child('resources', 'limits').key('cpu');
  const env = web.child('env').index(0);
  const token = `ghp_${'a1'.repeat(18)}`;
  const after = pod({ containers: [container({ env: [{ name: 'DEBUG', value: 'x' }] })] });

  test.each<[string, Finding, string, Change?]>([
    ['data', forbidden(hostname, 'named', { data: { what: 'it' } }), 'it cannot be changed. Remove it.'],
    ['what is shown', forbidden(hostname, 'named', { shown: { what: 'it' } }), 'it cannot be changed. Remove it.'],
    [
      'names of fields, which are not cut',
      forbidden(hostname, 'named', { shown: { what: ['a'.repeat(121), 'b'] } }),
      `${'a'.repeat(121)}, b cannot be changed. Remove ${'a'.repeat(121)}, b.`,
    ],
    [
      'data with one quotation mark',
      forbidden(hostname, 'named', { data: { what: 'the 5" disk' } }),
      'the 5" disk cannot be changed. Remove the 5" disk.',
    ],
    [
      'data that would forge a line',
      forbidden(hostname, 'named', { data: { what: 'a\r\n[other-rule]' } }),
      'a [other-rule] cannot be changed. Remove a [other-rule].',
    ],
    [
      'subject and change',
      forbidden(limit, 'changed', { from: '1', to: '2' }),
      'the cpu limit of container "web" cannot be changed from "1" to "2".',
    ],
    [
      'a field of the Pod',
      forbidden(hostname, 'changed', { from: 'a', to: 'b' }),
      'hostname cannot be changed from "a" to "b".',
    ],
    [
      'a list of scalars',
      forbidden(specPath.child('dnsConfig', 'searches'), 'changed', { from: ['a'], to: ['a', 'b'] }),
      'dnsConfig.searches cannot be changed from ["a"] to ["a", "b"].',
    ],
    [
      'a list of a scalar and an object',
      forbidden(specPath.child('dnsConfig', 'searches'), 'changed', { from: ['a'], to: ['a', { b: 1 }] }),
      'dnsConfig.searches cannot be changed.',
    ],
    [
      'a list of objects, of which nothing could be read',
      forbidden(hostname, 'changed', { from: [], to: [{ a: 1 }] }),
      'hostname cannot be changed.',
    ],
    [
      'a value that is hidden',
      forbidden(env.child('value'), 'changed', { from: 'a', to: 'b' }),
      'environment variable "DEBUG" of container "web" cannot be changed.',
      { after },
    ],
    [
      'a value, and nothing for no reason',
      forbidden(hostname, 'set', { to: true, data: { reason: '' } }),
      'hostname cannot be set to true. Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
    ],
    [
      'a long value',
      forbidden(hostname, 'back', { from: 'x'.repeat(500) }),
      `must stay. Set hostname back to "${'x'.repeat(117)}…", or delete and recreate the Pod: kubectl replace --force -n default -f FILE.`,
    ],
    [
      'names for kubectl',
      forbidden(hostname, 'commands'),
      'the Pod on "node-1". Use kubectl delete pod web -n default.',
      { before: pod({ nodeName: 'node-1' }) },
    ],
    [
      'a workload',
      forbidden(hostname, 'commands'),
      'the StatefulSet on NODE. Use kubectl delete statefulset web.',
      { kind: 'StatefulSet', namespace: '', before: workload('StatefulSet'), after: workload('StatefulSet') },
    ],
    ['a container', forbidden(web.child('name'), 'container'), 'container "web" must have a name.'],
    [
      'a container without a name',
      forbidden(web.child('name'), 'container'),
      'this container must have a name.',
      { after: pod({ containers: [{}] }) },
    ],
    [
      'a container with an empty name',
      forbidden(web.child('name'), 'container'),
      'this container must have a name.',
      { after: pod({ containers: [{ name: '' }] }) },
    ],
    [
      'a field that is not in a container',
      forbidden(specPath.child('volumes').index(0), 'container'),
      'this container must have a name.',
      { after: pod({ volumes: [{ name: 'data' }] }) },
    ],
    [
      'an added entry',
      forbidden(env, 'changed', { to: { name: 'DEBUG' } }),
      'environment variable "DEBUG" of container "web" cannot be added.',
      { after },
    ],
    ['an added key', forbidden(annotation, 'changed', { to: 'x' }), 'annotation "a" cannot be added.'],
    ['a removed field', forbidden(hostname, 'changed', { from: 'a', to: null }), 'hostname cannot be removed.'],
    [
      'an object that is set',
      forbidden(specPath.child('os'), 'changed', { from: null, to: { name: 'linux' } }),
      'os cannot be set.',
    ],
    [
      'a hidden value that is set',
      forbidden(env.child('value'), 'changed', { to: 'b' }),
      'environment variable "DEBUG" of container "web" cannot be set.',
      { after },
    ],
    [
      'a value that is a secret',
      forbidden(hostname, 'changed', { from: 'a', to: token }),
      'hostname cannot be changed.',
    ],
    [
      'a value that was a secret',
      forbidden(hostname, 'changed', { from: token, to: 'a' }),
      'hostname cannot be changed.',
    ],
    [
      'a value that was absent',
      forbidden(hostname, 'back'),
      'must stay. Set hostname back to null, or delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
    ],
    [
      'no name for kubectl yet',
      forbidden(hostname, 'commands'),
      'the Pod on NODE. Use kubectl delete pod POD -n default.',
      { name: '', after: pod({}, { name: null, generateName: 'web-' }) },
    ],
    [
      'the name in the object',
      forbidden(hostname, 'commands'),
      'the Pod on NODE. Use kubectl delete pod web -n default.',
      { name: '' },
    ],
  ])('%s', (_, finding, text, change = {}) => expect(textOf(finding, change)).toBe(`Forbidden: ${text}`));

  test.each<[string, JsonObject, string]>([
    ['containers', {}, 'container "a"'],
    ['initContainers', {}, 'init container "a"'],
    ['initContainers', { restartPolicy: 'Always' }, 'sidecar container "a"'],
    ['ephemeralContainers', {}, 'ephemeral container "a"'],
  ])('an entry of %s with %j', (list, fields, named) => {
    const finding = forbidden(specPath.child(list).index(0).child('name'), 'container');
    expect(textsOf(finding, { after: pod({ [list]: [container({ name: 'a', ...fields })] }) }).text).toBe(
      `${named} must have a name.`,
    );
  });
});

describe('the container of a finding', () => {
  const before = pod({ containers: [container({ name: 'old' })] });
  const after = pod({ containers: [container({ name: 'new' }), null] });
  test.each<[string, Finding, string | undefined]>([
    ['removed', forbidden(web, 'plain', { from: { name: 'old' }, to: null }), 'old'],
    ['added', forbidden(web, 'plain', { from: null, to: { name: 'new' } }), 'new'],
    ['changed', forbidden(web, 'plain', { from: { name: 'old' }, to: { name: 'new' } }), 'new'],
    ['with a removed entry', forbidden(web.child('env').index(0), 'plain', { from: { name: 'A' }, to: null }), 'new'],
    ['with a removed field', forbidden(image, 'plain', { from: 'a', to: null }), 'new'],
    ['null in a file', invalid(specPath.child('containers').index(1), 'plain', { to: null }), undefined],
    ['none', forbidden(specPath.child('volumes').index(0).child('name'), 'plain'), undefined],
  ])('%s', (_, finding, name) => {
    expect(textsOf(finding, { before, after }).container).toBe(name);
  });

  test('a removed sidecar container', () => {
    const finding = forbidden(specPath.child('initContainers').index(0), 'container', {
      from: { name: 'a' },
      to: null,
    });
    const sidecar = pod({ initContainers: [container({ name: 'a', restartPolicy: 'Always' })] });
    expect(textsOf(finding, { before: sidecar }).text).toBe('sidecar container "a" must have a name.');
  });
});

describe('the name of what changed', () => {
  const ports = web.child('ports').index(0);
  const nodeAffinity = specPath.child('affinity', 'nodeAffinity');
  const nodeTerms = nodeAffinity.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const after = pod(
    {
      containers: [
        container({
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          env: [{ name: 'DEBUG', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
          volumeDevices: [{ name: 'data', devicePath: '/dev/data' }],
          resources: { claims: [{ name: 'gpu' }] },
          resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
        }),
      ],
      initContainers: [container({ name: 'setup' })],
      ephemeralContainers: [container({ name: 'debug' })],
      imagePullSecrets: [{ name: 'registry' }],
      resourceClaims: [{ name: 'gpu' }],
      schedulingGates: [{ name: 'example.com/quota' }],
      topologySpreadConstraints: [{ topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      hostAliases: [{ ip: '10.0.0.1' }],
      volumes: [{ name: 'data', emptyDir: {} }, {}],
    },
    { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: '1111-2222' }] },
  );
  test.each([
    [ports, 'port 80/TCP of container "web"'],
    [ports.child('hostPort'), 'hostPort of port 80/TCP of container "web"'],
    [ports.child('containerPort'), 'containerPort of container "web"'],
    [web.child('volumeMounts').index(0).child('readOnly'), 'readOnly of volume mount "/data" of container "web"'],
    [
      web.child('env').index(0).child('valueFrom', 'secretKeyRef', 'name'),
      'valueFrom.secretKeyRef.name of environment variable "DEBUG" of container "web"',
    ],
    [web.child('env').index(0).child('value'), 'environment variable "DEBUG" of container "web"'],
    [web.child('env'), 'env of container "web"'],
    [web.child('readinessProbe', 'httpGet', 'path'), 'httpGet.path of the readinessProbe of container "web"'],
    [web.child('resources', 'requests').key('memory'), 'the memory request of container "web"'],
    [specPath.child('resources', 'limits').key('cpu'), 'the cpu limit of the Pod'],
    [specPath.child('resources'), 'resources of the Pod'],
    [specPath.child('topologySpreadConstraints').index(0), 'topology spread constraint for "zone"'],
    [specPath.child('hostAliases').index(0).child('hostnames'), 'hostnames of host alias "10.0.0.1"'],
    [specPath.child('nodeSelector').key('disk'), 'nodeSelector entry "disk"'],
    [specPath.child('securityContext', 'runAsUser'), 'runAsUser of the securityContext'],
    [specPath.child('affinity', 'podAffinity'), 'affinity.podAffinity'],
    [nodeTerms, 'nodeSelectorTerms'],
    [nodeTerms.index(0).child('matchExpressions'), 'matchExpressions'],
    [specPath.child('hostNetwork'), 'hostNetwork'],
    [web, 'container "web"'],
    [web.child('readinessProbe'), 'readinessProbe of container "web"'],
    [specPath.child('volumes').index(0).child('emptyDir'), 'emptyDir of volume "data"'],
    [specPath.child('volumes').index(1), 'volume'],
    [FieldPath.root.child('status', 'resources'), 'resources'],
    [specPath.child('initContainers').index(0), 'init container "setup"'],
    [specPath.child('ephemeralContainers').index(0), 'ephemeral container "debug"'],
    [specPath.child('imagePullSecrets').index(0), 'image pull secret "registry"'],
    [specPath.child('resourceClaims').index(0), 'resource claim "gpu"'],
    [specPath.child('schedulingGates').index(0), 'scheduling gate "example.com/quota"'],
    [specPath.child('overhead').key('cpu'), 'overhead of "cpu"'],
    [web.child('volumeDevices').index(0), 'volume device "/dev/data" of container "web"'],
    [web.child('resources', 'claims').index(0), 'resource claim "gpu" of container "web"'],
    [
      web.child('resources', 'claims').index(0).child('request'),
      'the request field of resource claim "gpu" of container "web"',
    ],
    [web.child('resizePolicy').index(0), 'resizePolicy for cpu of container "web"'],
    [metadataPath.child('ownerReferences').index(0), 'owner reference "1111-2222"'],
    // A list in a file, in place of a map.
    [metadataPath.child('labels').index(0), 'label'],
    // As long as nested names may be.
    [
      specPath
        .child('volumes')
        .index(0)
        .child('downwardAPI', 'items')
        .index(0)
        .child('resourceFieldRef', 'containerName'),
      'downwardAPI.items.resourceFieldRef.containerName of volume "data"',
    ],
  ])('%s', (path, subject) => expect(textOf(forbidden(path, 'subject'), { after })).toBe(`Forbidden: ${subject}.`));

  test('a removed entry has its own name, not that of the entry at its index', () => {
    const gone = forbidden(web.child('env').index(0), 'subject', { from: { name: 'A' }, to: null });
    expect(textOf(gone, { after })).toBe('Forbidden: environment variable "A" of container "web".');
  });

  test.each<[string, Finding, string]>([
    [
      'a removed field of an entry',
      forbidden(web.child('env').index(0).child('valueFrom'), 'subject', { from: { name: 'A' }, to: null }),
      'valueFrom of environment variable "DEBUG" of container "web"',
    ],
    [
      'a removed entry of an entry',
      forbidden(specPath.child('hostAliases').index(0).child('hostnames').index(0), 'subject', { from: 'a', to: null }),
      'hostnames of host alias "10.0.0.1"',
    ],
    [
      'a changed entry',
      forbidden(ports, 'subject', { from: { containerPort: 1 }, to: {} }),
      'port 80/TCP of container "web"',
    ],
    ['an entry that was null', forbidden(ports, 'subject', { from: null, to: null }), 'port 80/TCP of container "web"'],
  ])('%s has the name of the entry that exists', (_, finding, subject) => {
    expect(textOf(finding, { after })).toBe(`Forbidden: ${subject}.`);
  });
});

test('the parts of a finding', () => {
  const finding = forbidden(image, 'named', { data: { what: 'it' }, from: 'a', to: 'b', beside: hostname });
  const { rule: id, finding: found, texts } = remarkOn(finding);
  expect({ id, found }).toEqual({ id: 'a-rule', found: finding });
  expect(texts()).toEqual({
    path: 'spec.containers[0].image',
    container: 'web',
    from: '"a"',
    to: '"b"',
    lead: 'Forbidden',
    text: 'it cannot be changed.',
    fix: 'Remove it.',
  });
});

describe('with short names', () => {
  const long = 'a'.repeat(63);
  const after = pod({ containers: [container({ name: long })] });
  const short = (finding: Finding, change: Change = {}) => remarkOn(finding, change).shortened(16);

  test('the text names the container with its beginning and its end', () =>
    expect(short(forbidden(web.child('name'), 'container'), { after }).text).toBe(
      'container "aaaaaaaaa…aaaa" must have a name.',
    ));

  test('the lead and the suggestion are shortened', () =>
    expect(short(notFound(hostname, 'unknown', `${long}b`, [long]))).toEqual({
      lead: 'Not found: "aaaaaaaaa…aaab"',
      text: 'the Pod has no such volume.',
      fix: `Did you mean "${'a'.repeat(31)}…${'a'.repeat(14)}"?`,
    }));

  test('supported values and commands are not', () => {
    const supported = 'ResourceResizeRestartPolicy';
    expect(short(notSupported(hostname, 'plain', 'x', [supported])).text).toMatch(`values: "${supported}".`);
    expect(short(forbidden(specPath, 'debug'), { name: long }).fix).toBe(
      `To inspect the running Pod, use kubectl debug -it ${long} -n default --image=busybox.`,
    );
  });
});

test.each<[string, Finding, string]>([
  ['of a removed entry leads to its list', forbidden(web, 'plain', { from: {}, to: null }), '/spec/containers'],
  ['of a changed entry', forbidden(web, 'plain', { from: 'a', to: 'b' }), '/spec/containers/0'],
  ['of an entry that is null', invalid(web, 'plain', { to: null }), '/spec/containers/0'],
  ['of a removed field', forbidden(image, 'plain', { from: 'a', to: null }), '/spec/containers/0/image'],
])('the place %s', (_, finding, pointer) => expect(placeOf(finding).pointer()).toBe(pointer));

test('a key is repeated if the finding is about the key', () => {
  const findings = [duplicate(image, 'plain', { isOfKey: true }), duplicate(image, 'plain', { to: 'a' })];
  expect([...findings, invalid(annotation, 'plain', { isOfKey: true })].map(isRepeatedKey)).toEqual([
    true,
    false,
    false,
  ]);
});

describe('the fix', () => {
  const owned = (kind: string, name: string, labels: JsonObject = {}, apiVersion = 'apps/v1') => ({
    namespace: 'shop',
    before: pod({}, { labels, ownerReferences: [{ apiVersion, kind, name, controller: true }] }),
  });
  const mirrored = {
    before: pod({ nodeName: 'node-1' }, { annotations: { 'kubernetes.io/config.mirror': 'hash' } }),
  };
  const jobWith = (extra: JsonObject): JsonObject => ({ ...workload('Job'), metadata: metadata(extra) });
  const template = 'Edit the Pod template of the owner';

  test.each<[string, Change, string]>([
    ['a bare Pod', {}, 'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.'],
    ['without a namespace', { namespace: '' }, 'Delete and recreate the Pod: kubectl replace --force -f FILE.'],
    [
      'an owner with a name that may be a secret',
      owned('StatefulSet', `ghp_${'a1'.repeat(18)}`),
      `${template} with kubectl edit statefulset STATEFULSET -n shop, and delete the Pod if the updateStrategy is OnDelete.`,
    ],
    [
      'a namespace that a shell does not take as a name',
      { namespace: 'x; curl example.com' },
      'Delete and recreate the Pod: kubectl replace --force -n NAMESPACE -f FILE.',
    ],
    [
      'an owner with a name that is an option of kubectl',
      owned('StatefulSet', '--all'),
      `${template} with kubectl edit statefulset STATEFULSET -n shop, and delete the Pod if the updateStrategy is OnDelete.`,
    ],
    [
      'resized, with values that may be in no file',
      { subresource: 'resize' },
      'Edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
    ],
    [
      'of a Deployment',
      owned('ReplicaSet', 'web-7d4b', { 'pod-template-hash': '7d4b' }),
      `${template}, which then replaces the Pod: kubectl edit deployment web -n shop.`,
    ],
    [
      'of a StatefulSet',
      owned('StatefulSet', 'db'),
      `${template} with kubectl edit statefulset db -n shop, and delete the Pod if the updateStrategy is OnDelete.`,
    ],
    [
      'of a StatefulSet of another group',
      owned('StatefulSet', 'db', {}, 'apps.example.com/v1'),
      'Make the change in StatefulSet "db", the owner of the Pod.',
    ],
    [
      'of a DaemonSet',
      owned('DaemonSet', 'agent'),
      `${template} with kubectl edit daemonset agent -n shop, and delete the Pod if the updateStrategy is OnDelete.`,
    ],
    [
      'of a ReplicaSet',
      owned('ReplicaSet', 'web'),
      `${template} with kubectl edit replicaset web -n shop, then run kubectl delete pod web -n shop.`,
    ],
    [
      'of a ReplicationController',
      owned('ReplicationController', 'web', {}, 'v1'),
      `${template} with kubectl edit replicationcontroller web -n shop, then run kubectl delete pod web -n shop.`,
    ],
    [
      'of a Job',
      owned('Job', 'build', {}, 'batch/v1'),
      'Delete and recreate Job "build", the owner of the Pod, from a changed manifest of the Job: kubectl replace --force -n shop -f FILE.',
    ],
    [
      'a static Pod',
      mirrored,
      'Change the manifest of the static Pod on node "node-1", usually in /etc/kubernetes/manifests.',
    ],
    [
      'of a StatefulSet whose apiVersion is missing in a file',
      { before: pod({}, { ownerReferences: [{ kind: 'StatefulSet', name: 'db', controller: true }] }) },
      `${template} with kubectl edit statefulset db -n default, and delete the Pod if the updateStrategy is OnDelete.`,
    ],
    ['of another Pod', owned('Pod', 'leader', {}, 'v1'), 'Make the change in Pod "leader", the owner of the Pod.'],
    [
      'of something else',
      owned('Workflow', 'a', {}, 'argoproj.io/v1alpha1'),
      'Make the change in Workflow "a", the owner of the Pod.',
    ],
    [
      'a workload',
      { kind: 'Job', before: workload('Job'), after: workload('Job') },
      'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.',
    ],
    [
      'a Job of a CronJob',
      {
        kind: 'Job',
        before: jobWith({ ownerReferences: [{ kind: 'CronJob', name: 'nightly', controller: true }] }),
        after: workload('Job'),
      },
      'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.',
    ],
    [
      'a workload with the annotation of a static Pod',
      {
        kind: 'Job',
        before: jobWith({ annotations: { 'kubernetes.io/config.mirror': 'hash' } }),
        after: workload('Job'),
      },
      'Delete and recreate the Job and its Pods: kubectl replace --force -n default -f FILE.',
    ],
    [
      'a PodTemplate',
      { kind: 'PodTemplate', before: workload('PodTemplate'), after: workload('PodTemplate') },
      'Delete and recreate the PodTemplate: kubectl replace --force -n default -f FILE.',
    ],
  ])('recreate: %s', (_, change, text) => expect(textsOf(forbidden(specPath, 'recreate'), change).fix).toBe(text));

  test.each<[string, Change, string]>([
    ['one step', {}, ', or delete and recreate the Pod: kubectl replace --force -n default -f FILE.'],
    [
      'one step for the owner',
      owned('ReplicaSet', 'web-7d4b', { 'pod-template-hash': '7d4b' }),
      ', or edit the Pod template of the owner, which then replaces the Pod: kubectl edit deployment web -n shop.',
    ],
    [
      'several steps',
      { subresource: 'resize' },
      '. To make the change anyway, edit the manifest, then delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
    ],
    [
      'several steps for the owner',
      owned('StatefulSet', 'db'),
      '. To make the change anyway, edit the Pod template of the owner with kubectl edit statefulset db -n shop, and delete the Pod if the updateStrategy is OnDelete.',
    ],
  ])('or recreate in %s', (_, change, text) =>
    expect(textsOf(forbidden(image, 'back', { from: 'a', to: 'b' }), change).fix).toBe(`Set image back to "a"${text}`),
  );

  test.each<[string, Change, string]>([
    ['a bare Pod', {}, 'Use the resize subresource: kubectl edit pod web -n default --subresource resize.'],
    [
      'without a namespace',
      { namespace: '' },
      'Use the resize subresource: kubectl edit pod web --subresource resize.',
    ],
    [
      'with a name that a shell does not take as a name',
      { name: '$(id)' },
      'Use the resize subresource: kubectl edit pod POD -n default --subresource resize.',
    ],
    [
      'of a StatefulSet',
      owned('StatefulSet', 'db'),
      'To change only this Pod, use kubectl edit pod web -n shop --subresource resize. To change the Pod template of StatefulSet "db", use kubectl edit statefulset db -n shop.',
    ],
    [
      'of a Deployment',
      owned('ReplicaSet', 'web-7d4b', { 'pod-template-hash': '7d4b' }),
      'To change only this Pod, use kubectl edit pod web -n shop --subresource resize. To change every Pod of Deployment "web", use kubectl edit deployment web -n shop.',
    ],
    [
      'of a Job',
      owned('Job', 'build', {}, 'batch/v1'),
      'Use the resize subresource: kubectl edit pod web -n shop --subresource resize.',
    ],
  ])('resize: %s', (_, change, text) => expect(textsOf(forbidden(specPath, 'resize'), change).fix).toBe(text));

  test.each<[string, Change, string]>([
    ['a bare Pod', {}, 'To inspect the running Pod, use kubectl debug -it web -n default --image=busybox.'],
    ['a static Pod', mirrored, 'Inspect the Pod from its node: kubectl debug node/node-1 -it --image=busybox.'],
  ])('debug: %s', (_, change, text) => expect(textsOf(forbidden(specPath, 'debug'), change).fix).toBe(text));

  test.each<[string, Change, string]>([
    [
      'in a request',
      {},
      'To change the Pod in place, use kubectl apply -n default -f FILE. To delete and recreate the Pod, use kubectl replace --force -n default -f FILE.',
    ],
    [
      'in a file, which is judged as kubectl apply sends it',
      { phase: 'offline' },
      'Delete and recreate the Pod: kubectl replace --force -n default -f FILE.',
    ],
  ])('apply or recreate: %s', (_, change, text) =>
    expect(textsOf(forbidden(specPath, 'apply'), change).fix).toBe(text),
  );
});

test('an unknown placeholder is not changed', () => {
  const odd = defineRule({ ...rule, messages: { odd: { text: '{{constructor}} is wrong.' } }, *check() {} });
  expect(renderer(changeOf())(forbidden(specPath, 'odd'), odd).texts().text).toBe('{{constructor}} is wrong.');
});

test('a finding without the data of its message does not compile', () => {
  type Found = FindingOf<{
    readonly plain: { readonly text: 'is wrong in {{container}}.' };
    readonly named: { readonly text: '{{what}} is wrong.'; readonly fix: 'Mend {{how}}.' };
  }>;
  const complete: Found[] = [
    forbidden(specPath, 'plain'),
    forbidden(specPath, 'named', { data: { what: 'it' }, shown: { how: 'it' } }),
  ];
  // @ts-expect-error: `how` is missing
  const lacking: Found = forbidden(specPath, 'named', { data: { what: 'it' } });
  // @ts-expect-error: the message does not exist
  const unknown: Found = forbidden(specPath, 'other');
  expect([...complete, lacking, unknown].map(({ messageId }) => messageId)).toEqual([
    'plain',
    'named',
    'named',
    'other',
  ]);
});

test('a fix never asks for a hidden value', () => {
  const finding = forbidden(hostname, 'back', { from: 'https://user:hunter2@example.com' });
  expect(textsOf(finding).fix).toMatch(/^Set hostname back to the existing value, or /);
});
