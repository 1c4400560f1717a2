import { describe, expect, test } from '@jest/globals';
import { createEngine, maxFindingsPerRule } from '../../src/engine/engine.ts';
import { podView } from '../../src/change/views.ts';
import type { Judged, Texts } from '../../src/engine/judged.ts';
import { RuleFailure } from '../../src/engine/failure.ts';
import { containersOf } from '../../src/kubernetes/pod/containers.ts';
import { numberAt, stringAt, type JsonObject } from '../../src/json/json.ts';
import {
  defineRule,
  definePodRule,
  podsAndTemplates,
  type AppliesTo,
  type Mode,
  type Rule,
} from '../../src/rules/rule.ts';
import { everyKind, specPath } from '../../src/kubernetes/kinds.ts';
import { invalid } from '../../src/rules/finding.ts';
import type { Change } from '../../src/change/change.ts';
import { container, pod, podWith, workload } from '../objects.ts';
import { changeOf, policyOf } from './policy.ts';
import { onVersion } from '../../src/policy/version.ts';

const facts = { title: 'A rule', why: 'For the test.', mirrors: 'policy' } as const;
const everywhere: AppliesTo = { operations: ['CREATE', 'UPDATE'], kinds: everyKind };

/** Always has a finding at each of the paths. */
const complaining = (id: string, paths: readonly string[], appliesTo: AppliesTo = everywhere, mode?: Mode): Rule =>
  defineRule({
    ...facts,
    id,
    appliesTo,
    ...(mode === undefined ? {} : { mode }),
    messages: { wrong: { text: 'is wrong.' } },
    *check() {
      for (const path of paths) yield invalid(specPath.child(path), 'wrong');
    },
  });

const judge = (rules: readonly Rule[], change: Change, modes: Record<string, Mode> = {}): readonly Judged[] =>
  createEngine({ rules, defaults: [] }, policyOf(rules, [], modes)).judge(change).findings;
const textsOf = (judged: readonly Judged[]): Texts[] => judged.map(({ texts }) => texts());
const idsOf = (judged: readonly Judged[]): string[] => judged.map(({ rule }) => rule);

describe('advice that kube-apiserver also gives', () => {
  const advice = defineRule({
    ...facts,
    id: 'advice',
    mode: 'warn',
    appliesTo: everywhere,
    messages: { own: { text: 'is odd.' }, repeated: { text: 'is wrong.' } },
    serverWarns: ['repeated'],
    *check() {
      yield invalid(specPath, 'own');
      yield invalid(specPath, 'repeated');
    },
  });
  const both = ['own', 'repeated'];
  test.each<[string, Change, Mode, readonly string[]]>([
    ['left out of a cluster', changeOf(), 'warn', ['own']],
    ['left out when the change is validated', changeOf({ phase: 'validate' }), 'warn', ['own']],
    ['kept in podward check', changeOf({ phase: 'offline' }), 'warn', both],
    ['kept as a refusal', changeOf(), 'deny', both],
    ['kept in the audit log', changeOf(), 'audit', both],
    ['kept on an update of a Pod, which has no warnings', changeOf({ before: pod() }), 'warn', both],
  ])('is %s', (_, change, mode, expected) => {
    expect(judge([advice], change, { advice: mode }).map(({ finding }) => finding.messageId)).toEqual(expected);
  });

  test('is kept in a namespace with the mode audit, or if the rule would refuse elsewhere', () => {
    const inNamespace = (mode: Mode, strictest: 'warn' | 'audit'): number =>
      createEngine({ rules: [advice], defaults: [] }, policyOf([advice], [], { advice: mode })).judge(
        changeOf(),
        strictest,
      ).findings.length;
    expect([inNamespace('warn', 'audit'), inNamespace('deny', 'warn'), inNamespace('warn', 'warn')]).toEqual([2, 2, 1]);
  });
});

describe('the order of findings', () => {
  const warning = complaining('c', ['x'], everywhere, 'warn');
  const rules = [warning, complaining('d', ['x']), complaining('b', ['x', 'a']), complaining('a', ['x'])];

  test('by path, then by id', () => {
    expect(judge(rules, changeOf()).map(({ rule, texts }) => `${texts().path} ${rule}`)).toEqual([
      'spec.a b',
      'spec.x a',
      'spec.x b',
      'spec.x c',
      'spec.x d',
    ]);
  });

  test('those of one rule at one path stay in the order of the rule', () => {
    const several = defineRule({
      ...facts,
      id: 'several',
      appliesTo: everywhere,
      messages: { wrong: { text: '{{what}}' } },
      *check() {
        for (const what of 'cabd') yield invalid(specPath, 'wrong', { data: { what } });
      },
    });
    const found = judge([complaining('x', ['x']), several], changeOf());
    expect(
      textsOf(found)
        .map(({ text }) => text)
        .join(''),
    ).toBe('cabdis wrong.');
  });

  test('by importance: by mode, then by the catalogue', () => {
    const engine = createEngine({ rules, defaults: [] }, policyOf(rules, [], { b: 'audit' }));
    const found = engine.judge(changeOf()).findings;
    expect(idsOf(engine.byImportance(found))).toEqual(['d', 'a', 'c', 'b', 'b']);
    expect(idsOf(found)).toEqual(['b', 'a', 'b', 'c', 'd']);
  });
});

describe('what a rule applies to', () => {
  const main = complaining('main', ['a']);
  const status = complaining('status', ['a'], { ...everywhere, subresources: ['status'] });
  const both = complaining('both', ['a'], { ...everywhere, subresources: ['', 'status'] });

  test.each([
    ['', ['both', 'main']],
    ['status', ['both', 'status']],
    // An unknown subresource is judged like the main resource, and not allowed.
    ['resurrect', ['both', 'main']],
  ])('subresource "%s"', (subresource, ids) => {
    expect(idsOf(judge([main, status, both], changeOf({ subresource })))).toEqual(ids);
  });

  test('a known subresource is never judged like the main resource, even if no rule names it', () => {
    expect(judge([main], changeOf({ subresource: 'status' }))).toEqual([]);
  });

  test.each<[string, Partial<AppliesTo>, Partial<Change>, number]>([
    ['another operation', { operations: ['UPDATE'] }, {}, 0],
    ['its operation', { operations: ['UPDATE'] }, { before: pod() }, 1],
    ['another kind', { kinds: ['Job'] }, {}, 0],
    ['another phase', { phases: ['validate'] }, {}, 0],
    ['its phase', { phases: ['validate'] }, { phase: 'validate' }, 1],
  ])('%s', (_, appliesTo, change, count) => {
    expect(judge([complaining('a', ['a'], { ...everywhere, ...appliesTo })], changeOf(change))).toHaveLength(count);
  });

  test('a rule that is off does not run', () => {
    expect(judge([main], changeOf(), { main: 'off' })).toEqual([]);
  });

  test('a finding has the mode of the policy', () => {
    expect(judge([main], changeOf(), { main: 'audit' }).map(({ mode }) => mode)).toEqual(['audit']);
  });
});

/** Has a finding for each container whose working directory is `/bad...`. */
const podRule = (): Rule =>
  definePodRule({
    ...facts,
    id: 'working-dir',
    appliesTo: podsAndTemplates,
    messages: { bad: { text: 'is bad.' } },
    *check({ spec, specPath: path }) {
      for (const { value, path: at } of containersOf(spec, path)) {
        const to = stringAt(value, 'workingDir') ?? '';
        if (to.startsWith('/bad')) yield invalid(at.child('workingDir'), 'bad', { to });
      }
    },
  });

describe('a Pod rule on UPDATE', () => {
  const bad = (name: string, workingDir = '/bad'): JsonObject => container({ name, workingDir });
  const good = (name: string): JsonObject => container({ name });
  const deployment = (...containers: JsonObject[]): JsonObject => workload('Deployment', { containers });

  test.each<[string, JsonObject, JsonObject, string[]]>([
    ['finds new problems', deployment(good('a')), deployment(bad('a')), ['a']],
    [
      'lets a stored object be',
      deployment(bad('a')),
      { ...deployment(bad('a')), metadata: { labels: { a: 'b' } } },
      [],
    ],
    ['lets it be when another field changes', deployment(bad('a'), good('b')), deployment(bad('a')), []],
    ['finds another wrong value', deployment(bad('a')), deployment(bad('a', '/bad2')), ['a']],
    ['finds the second one', deployment(bad('a')), deployment(bad('a'), bad('b')), ['b']],
    ['knows a container that moved', deployment(bad('a')), deployment(good('b'), bad('a')), []],
    ['does not take one container for another', deployment(bad('a')), deployment(bad('b')), ['b']],
    ['counts entries of one name', deployment(bad('a')), deployment(bad('a'), bad('a')), ['a']],
  ])('%s', (_, before, after, containers) => {
    const judged = judge([podRule()], changeOf({ kind: 'Deployment', before, after }));
    expect(textsOf(judged).map(({ container }) => container)).toEqual(containers);
  });

  test('finds everything on CREATE', () => {
    expect(textsOf(judge([podRule()], changeOf({ after: podWith({ workingDir: '/bad' }) })))).toMatchObject([
      { path: 'spec.containers[0].workingDir' },
    ]);
  });

  test('the path is that of the kind', () => {
    const after = workload('CronJob', { containers: [bad('a')] });
    expect(textsOf(judge([podRule()], changeOf({ kind: 'CronJob', after })))).toMatchObject([
      { path: 'spec.jobTemplate.spec.template.spec.containers[0].workingDir' },
    ]);
  });
});

test('an old finding about a list entry does not excuse one with another value', () => {
  const whole = definePodRule({
    ...facts,
    id: 'whole',
    appliesTo: podsAndTemplates,
    messages: { bad: { text: 'is bad.' } },
    *check({ containers }) {
      for (const { value, path } of containers) yield invalid(path, 'bad', { to: value });
    },
  });
  const of = (image: string): JsonObject => pod({ containers: [container({ image })] });
  expect(judge([whole], changeOf({ before: of('a:1'), after: of('b:1') }))).toHaveLength(1);
  expect(judge([whole], changeOf({ before: of('a:1'), after: of('a:1') }))).toEqual([]);
});

test('what is wrong with a container is new if the container is renamed', () => {
  const directory = definePodRule({
    ...facts,
    id: 'directory',
    appliesTo: everywhere,
    reads: ['containers.workingDir'],
    messages: { bad: { text: 'is bad.' } },
    *check({ changedContainers }) {
      for (const { value, path } of changedContainers)
        if (stringAt(value, 'workingDir') === '/bad') yield invalid(path.child('workingDir'), 'bad');
    },
  });
  const named = (name: string): JsonObject => pod({ containers: [container({ name, workingDir: '/bad' })] });
  expect(judge([directory], changeOf({ before: named('a'), after: named('a') }))).toEqual([]);
  expect(judge([directory], changeOf({ before: named('a'), after: named('b') }))).toHaveLength(1);
});

describe('an old finding', () => {
  const cpu = definePodRule({
    ...facts,
    id: 'cpu',
    appliesTo: everywhere,
    messages: { bad: { text: '{{amount}} is bad.' } },
    *check({ spec, specPath: path }) {
      for (const list of ['limits', 'requests']) {
        const amount = stringAt(spec, 'resources', list, 'cpu');
        if (amount !== undefined) yield invalid(path.child('resources', list), 'bad', { data: { amount } });
      }
    },
  });
  const of = (list: string, amount: string): JsonObject => pod({ resources: { [list]: { cpu: amount } } });

  test.each([
    ['excuses the same finding', of('limits', '1'), 0],
    ['does not excuse one with other data', of('limits', '2'), 1],
    ['does not excuse one in another field', of('requests', '1'), 1],
  ])('%s', (_, after, found) => {
    expect(judge([cpu], changeOf({ before: of('limits', '1'), after }))).toHaveLength(found);
  });
});

describe('a Pod rule with reads', () => {
  /** The names of the containers for which the rule runs: first in the new Pod, then in the old one. */
  let asked: string[] = [];
  const reading = (...reads: string[]): Rule =>
    definePodRule({
      ...facts,
      id: 'reading',
      appliesTo: everywhere,
      reads,
      messages: { wrong: { text: 'is wrong.' } },
      *check({ changedContainers, metadataPath }) {
        asked.push(changedContainers.map(({ name }) => name).join(' '));
        yield invalid(metadataPath, 'wrong');
      },
    });
  const before = pod({ containers: [container({ name: 'a' }), container({ name: 'b' })] });
  const later = (b: JsonObject = {}, extra: JsonObject = {}): JsonObject =>
    pod({ containers: [container({ name: 'a' }), container({ name: 'b', ...b })], ...extra });

  test.each<[string, string[], JsonObject, string[]]>([
    ['is not asked if it reads nothing that changed', ['hostname', 'containers.image'], later({ tty: true }), []],
    ['is not asked about other containers if it reads none', ['hostname'], later({ name: 'c' }), []],
    ['sees only the changed containers', ['containers.tty'], later({ tty: true }), ['b', 'b']],
    ['also if it reads the spec', ['spec', 'containers', 'containers.tty'], later({ tty: true }), ['b', 'b']],
    ['also if another field changes', ['containers.tty'], later({ tty: true }, { hostname: 'web' }), ['b', 'b']],
    [
      'sees all if it reads another field that changes',
      ['hostname', 'containers.tty'],
      later({}, { hostname: 'web' }),
      ['a b', 'a b'],
    ],
    ['sees all if a container is renamed', ['containers.tty'], later({ name: 'c' }), ['a c', 'a b']],
  ])('%s', (_, reads, after, expected) => {
    asked = [];
    judge([reading(...reads)], changeOf({ before, after }));
    expect(asked).toEqual(expected);
  });

  test('is asked for each change anew', () => {
    const rules = [reading('hostname')];
    const engine = createEngine({ rules, defaults: [] }, policyOf(rules));
    asked = [];
    for (const extra of [{ hostname: 'web' }, { subdomain: 'web' }]) engine.judge(changeOf({ after: pod(extra) }));
    expect(asked).toEqual(['web']);
  });
});

describe('a Pod rule with needs', () => {
  const sysctls = definePodRule({
    ...facts,
    id: 'sysctls',
    appliesTo: everywhere,
    reads: ['hostNetwork', 'securityContext'],
    needs: ['securityContext.sysctls', 'volumes.nfs'],
    messages: { wrong: { text: 'is wrong.' } },
    *check({ specPath: path, spec }) {
      if (spec['hostNetwork'] === true) yield invalid(path, 'wrong');
    },
  });
  const onHost = (extra: JsonObject = {}): JsonObject => pod({ hostNetwork: true, ...extra });

  test.each<[string, JsonObject | undefined, JsonObject, number]>([
    ['does not run for a new Pod without one of the fields', undefined, onHost({ securityContext: {} }), 0],
    ['runs for a field of the Pod', undefined, onHost({ securityContext: { sysctls: [] } }), 1],
    [
      'runs for a field of a container',
      undefined,
      onHost({ containers: [container(), container({ securityContext: { sysctls: [] } })] }),
      1,
    ],
    ['runs for a field of a volume', undefined, onHost({ volumes: [{ name: 'a' }, { name: 'b', nfs: {} }] }), 1],
    ['runs for a change of what it reads', pod(), onHost(), 1],
  ])('%s', (_, before, after, found) => {
    expect(judge([sysctls], changeOf({ before, after }))).toHaveLength(found);
  });
});

describe('a Pod rule that reads the workload', () => {
  const replicas = definePodRule({
    ...facts,
    id: 'replicas',
    appliesTo: everywhere,
    reads: ['terminationGracePeriodSeconds', 'workload'],
    messages: { few: { text: 'is few.' } },
    *check({ spec, specPath: path, change }) {
      const grace = numberAt(spec, 'terminationGracePeriodSeconds') ?? 0;
      if ((numberAt(change.after, 'spec', 'replicas') ?? 1) < grace)
        yield invalid(path.child('terminationGracePeriodSeconds'), 'few', { to: grace });
    },
  });
  const of = (count: number): JsonObject =>
    workload('Deployment', { terminationGracePeriodSeconds: 3 }, { replicas: count });

  test.each([
    ['sees the old workload of the old template', 5, 2, 1],
    ['excuses old problems', 2, 1, 0],
    ['finds nothing where it is mended', 2, 5, 0],
  ])('%s', (_, before, after, found) => {
    expect(judge([replicas], changeOf({ kind: 'Deployment', before: of(before), after: of(after) }))).toHaveLength(
      found,
    );
  });
});

test('a rule without reads always runs', () => {
  const labels = definePodRule({
    ...facts,
    id: 'labels',
    appliesTo: everywhere,
    messages: { bad: { text: 'is bad.' } },
    *check({ metadata, metadataPath }) {
      if (stringAt(metadata, 'labels', 'a') === 'bad') yield invalid(metadataPath.child('labels').key('a'), 'bad');
    },
  });
  const labeled = (a: string): JsonObject => pod({}, { labels: { a } });
  expect(judge([labels], changeOf({ before: labeled('good'), after: labeled('bad') }))).toHaveLength(1);
});

describe('what is judged is what would be stored', () => {
  const hostnames = (subresources?: AppliesTo['subresources']): Rule =>
    defineRule({
      ...facts,
      id: 'hostnames',
      appliesTo: { ...everywhere, ...(subresources === undefined ? {} : { subresources }) },
      messages: { wrong: { text: 'is wrong.' } },
      *check({ after }) {
        const hostname = stringAt(after, 'spec', 'hostname') ?? stringAt(after, 'spec', 'template', 'spec', 'hostname');
        if (hostname === 'bad') yield invalid(specPath.child('hostname'), 'wrong');
      },
    });

  test('an update of pods/status does not change the spec', () => {
    const change = changeOf({ subresource: 'status', before: pod(), after: pod({ hostname: 'bad' }) });
    expect(judge([hostnames(['status'])], change)).toEqual([]);
    expect(judge([hostnames()], { ...change, subresource: '' })).toHaveLength(1);
  });

  test('a workload is judged as it was sent, at any subresource', () => {
    const before = workload('Deployment');
    const change = changeOf({ kind: 'Deployment', before, after: workload('Deployment', { hostname: 'bad' }) });
    expect(judge([hostnames(['', 'status'])], { ...change, subresource: 'status' })).toHaveLength(1);
  });

  test('the requests of a new Pod default to its limits', () => {
    const requests = defineRule({
      ...facts,
      id: 'requests',
      appliesTo: everywhere,
      messages: { seen: { text: '{{cpu}}' } },
      *check({ after }) {
        const cpu = stringAt(after, 'spec', 'resources', 'requests', 'cpu') ?? 'none';
        yield invalid(specPath.child('resources'), 'seen', { data: { cpu } });
      },
    });
    const policy = { ...policyOf([requests]), ...onVersion({ minor: 37, featureGates: {} }) };
    const engine = createEngine({ rules: [requests], defaults: [] }, policy);
    const change = changeOf({ after: pod({ resources: { limits: { cpu: '2' } } }) });
    expect(textsOf(engine.judge(change).findings)).toMatchObject([{ text: '2' }]);
  });
});

describe('many findings', () => {
  const many = 3 * maxFindingsPerRule;
  const paths = Array.from({ length: many }, (_, i) => `p${String(i).padStart(4, '0')}`);

  test('the first are kept and the rest counted, for each rule', () => {
    const rules = [complaining('a', paths), complaining('b', ['x'], everywhere, 'warn')];
    const { findings, omitted } = createEngine({ rules, defaults: [] }, policyOf(rules)).judge(changeOf());
    expect(findings).toHaveLength(maxFindingsPerRule + 1);
    expect(findings[0]?.texts().path).toBe('spec.p0000');
    expect(omitted).toEqual([{ rule: 'a', mode: 'deny', count: many - maxFindingsPerRule }]);
  });

  test('as many as are kept leave nothing to count', () => {
    const rules = [complaining('a', ['x', 'y'])];
    const engine = createEngine({ rules, defaults: [] }, policyOf(rules));
    expect(engine.judge(changeOf(), 'deny', 2)).toMatchObject({ findings: [{}, {}], omitted: [] });
  });

  test('findings of the old object do not use up the limit', () => {
    const bad = (names: readonly string[]): JsonObject =>
      pod({ containers: names.map((name) => container({ name, workingDir: '/bad' })) });
    const change = changeOf({ before: bad(paths), after: bad([...paths, 'new']) });
    expect(textsOf(judge([podRule()], change)).map(({ container: name }) => name)).toEqual(['new']);
  });

  test('the texts of a finding are made when they are read, and only once', () => {
    let reads = 0;
    const watched = {
      get to() {
        return ++reads;
      },
    };
    const rule = defineRule({
      ...facts,
      id: 'watched',
      appliesTo: everywhere,
      messages: { wrong: { text: 'is wrong.' } },
      check: () => [
        {
          ...invalid(specPath, 'wrong'),
          get to() {
            return watched.to;
          },
        },
      ],
    });
    const [finding] = judge([rule], changeOf());
    expect(reads).toBe(0);
    expect(finding?.texts().text).toContain('is wrong');
    const after = reads;
    expect(finding?.texts().text).toBe('is wrong.');
    expect(reads).toBe(after);
  });
});

test('the mode of the namespace makes findings milder, never stricter', () => {
  const rules = [complaining('a', ['x']), complaining('b', ['x'], everywhere, 'audit')];
  const { findings } = createEngine({ rules, defaults: [] }, policyOf(rules)).judge(changeOf(), 'warn');
  expect(findings.map(({ rule, mode }) => `${rule} ${mode}`)).toEqual(['a warn', 'b audit']);
});

describe('a rule that throws', () => {
  const cause = new TypeError('cannot read hunter2');
  const throwing = defineRule({
    ...facts,
    id: 'broken',
    appliesTo: everywhere,
    messages: { wrong: { text: 'is wrong.' } },
    *check({ after }) {
      if (after['kind'] === 'Pod') throw cause;
      yield invalid(specPath, 'wrong');
    },
  });

  const failureOf = (change: Change): RuleFailure => {
    try {
      judge([throwing], change);
    } catch (error) {
      return error as RuleFailure;
    }
    throw new Error('it did not fail');
  };

  test('is a failure that names the rule and shows nothing of the object', () => {
    const failure = failureOf(changeOf());
    expect(failure).toBeInstanceOf(RuleFailure);
    expect(failure).toMatchObject({ culprit: 'rule broken', message: 'rule broken failed with TypeError', cause });
  });
});

test('the view of a missing template is empty', () => {
  const change = changeOf({ kind: 'Job', after: { spec: { template: 'x' } } });
  expect(podView(change, change.after)).toMatchObject({ metadata: {}, spec: {} });
});
