import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { get, listAt } from '../../src/json/json.ts';
import { rules } from '../../src/rules/index.ts';
import { isKnownMinor } from '../../src/kubernetes/versions.ts';
import { streamProgress } from '../../devcluster/progress.ts';
import {
  newestKubernetesVersion as mainVersion,
  kubernetesVersions,
  minor,
  oldestKubernetesVersion,
  outerVersions,
} from '../../devcluster/versions.ts';
import { builtOracle, oracleBinary } from './build.ts';
import { compare, createJudge, isDisagreement } from './compare.ts';
import { explore, sweep, type Tally } from './explore.ts';
import { targetName, targets, targetsIn } from './generate.ts';
import { gatesOf, startOracle, type Oracle } from './oracle.ts';
import { readRegressions } from './regressions.ts';
import { describeExample } from './report.ts';
import { shrink } from './shrink.ts';

/** The newest and the oldest version are built if they are missing. Other versions are compared if `make oracle` has built them. */
const others = kubernetesVersions.filter((version) => !outerVersions.includes(version));
const built = await Promise.all(others.map(async (version) => ((await builtOracle(version)) ? [version] : [])));
const compared = [
  { version: mainVersion, count: 1_000 },
  ...[oldestKubernetesVersion, ...built.flat()].map((version) => ({ version, count: 200 })),
];
const seed = 20261124;
/** The targets with the most refusals, for which a new field or a field that the server drops matters. */
const swept = targets.filter(
  ({ kind, operation, subresource }) =>
    operation === 'UPDATE' && (kind === 'Job' || (kind === 'Pod' && subresource !== 'status')),
);
/** The first build compiles Kubernetes, which takes a quarter of an hour on a slow machine. */
const buildTime = 30 * 60_000;
const exploreTime = 5 * 60_000;
const regressions = await readRegressions();

describe.each(compared)('Podward and kube-apiserver $version', ({ version, count }) => {
  const served = minor(version);
  const judge = createJudge(rules, { minor: served });
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = startOracle(await oracleBinary(version, streamProgress()));
  }, buildTime);
  afterAll(() => oracle.close());

  const examplesOf = async (tally: Tally): Promise<string> => {
    const examples = [];
    for (const group of [...tally.groups.values()].slice(0, 5)) {
      const example = await shrink(oracle, judge, group.example, group.disagreement);
      examples.push(describeExample(version, group, example));
    }
    return examples.join('\n');
  };

  test.each(targetsIn(minor(version)).map((target) => ({ name: targetName(target), target })))(
    'agree on $name',
    async ({ target }) => {
      const tally = await explore({ oracle, judge, target, count, seed });
      expect(await examplesOf(tally)).toBe('');
      // One object of five may be invalid in an older version.
      expect(tally.changes).toBeGreaterThan(count * 0.7);
    },
    exploreTime,
  );

  test.each(
    swept
      .filter((target) => targetsIn(minor(version)).includes(target))
      .map((target) => ({ name: targetName(target), target })),
  )(
    'agree on each field that is added by $name',
    async ({ target }) => {
      const tally = await sweep({ oracle, judge, target, seed });
      expect(await examplesOf(tally)).toBe('');
      expect(tally.changes).toBeGreaterThan(1000);
    },
    exploreTime,
  );

  /** With a configuration of this version's neighbors, for a server whose version could not be learned. */
  const skews = [1, -1].filter((skew) => isKnownMinor(served - skew));
  const skewed = skews.flatMap((skew) =>
    targetsIn(served).map((target) => ({
      name: targetName(target),
      other: skew > 0 ? 'an older' : 'a newer',
      skew,
      target,
    })),
  );
  test.each(skewed)(
    'Podward configured for $other version is not stricter on $name',
    async ({ target, skew }) => {
      const judge = createJudge(rules, { minor: served, skew });
      const tally = await explore({ oracle, judge, target, count: count / 5, seed });
      expect([...tally.groups.keys()]).toEqual([]);
      expect(tally.changes).toBeGreaterThan((count / 5) * 0.7);
      // Both refuse some of the changes, so Podward does not accept everything.
      expect(tally.outcomes.get('agree') ?? 0).toBeGreaterThan(0);
    },
    exploreTime,
  );

  /** Podward may accept more there, because it excuses each problem that stays. */
  const storedInvalid = targetsIn(served).filter(({ operation }) => operation === 'UPDATE');
  test.each(storedInvalid.map((target) => ({ name: targetName(target), target: { ...target, storedInvalid: true } })))(
    'Podward is not stricter on $name of an object that was stored with problems',
    async ({ target }) => {
      const tally = await explore({ oracle, judge, target, count: count * 0.3, seed });
      expect(await examplesOf(tally)).toBe('');
      expect(tally.changes).toBeGreaterThan(count * 0.3 * 0.7);
      expect(tally.outcomes.get('agree') ?? 0).toBeGreaterThan(0);
    },
    exploreTime,
  );

  test('agree on every change that they once disagreed on', async () => {
    const wrong = [];
    for (const { was, before, after, ...target } of regressions.filter((row) => row.version === version)) {
      const question = { ...target, ...(before === undefined ? {} : { oldObject: before }), objects: [after] };
      const { verdicts, oldObject } = await oracle.ask(question);
      const outcome = compare(judge, target, oldObject, verdicts[0]!, after);
      if (isDisagreement(outcome)) wrong.push({ was, is: `${outcome.is}: ${outcome.about}` });
    }
    expect(wrong).toEqual([]);
  });
});

describe('the oracle', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = startOracle(await oracleBinary(mainVersion, streamProgress()));
  }, buildTime);
  afterAll(() => oracle.close());

  const pod = { metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };

  test('shows objects as a webhook sees them, and what is stored', async () => {
    const { oldObject, verdicts } = await oracle.ask({ kind: 'Pod', subresource: '', oldObject: pod, objects: [pod] });
    expect(oldObject).toMatchObject({ spec: { restartPolicy: 'Always' }, status: { phase: 'Pending' } });
    expect(verdicts).toMatchObject([{ allowed: true, object: { spec: { restartPolicy: 'Always' } } }]);
    expect(verdicts[0]!.object).not.toHaveProperty('metadata.uid');
  });

  test.each([
    { name: 'no object', object: [1], verdict: { allowed: false, undecodable: expect.anything() } },
    { name: 'a wrong type', object: { spec: 1 }, verdict: { allowed: false, undecodable: expect.anything() } },
    { name: 'another name', object: { metadata: { name: 'db' } }, verdict: { allowed: false, code: 400 } },
    {
      name: 'a changed field',
      object: { ...pod, spec: { ...pod.spec, hostNetwork: true } },
      verdict: { allowed: false, code: 422, causes: [{ type: 'FieldValueForbidden', field: 'spec' }] },
    },
  ])('answers to $name', async ({ object, verdict }) => {
    const { verdicts } = await oracle.ask({ kind: 'Pod', subresource: '', oldObject: pod, objects: [object] });
    expect(verdicts).toMatchObject([verdict]);
  });

  test('says when an old object could not have been stored', async () => {
    const { invalidOld, verdicts } = await oracle.ask({ kind: 'Pod', subresource: '', oldObject: {}, objects: [pod] });
    expect(invalidOld).toMatchObject({ allowed: false, code: 422 });
    expect(verdicts).toEqual([]);
  });

  test('stores an object with its problems and with the fields of feature gates that are off', async () => {
    const container = { name: 'web', image: ' nginx', lifecycle: { stopSignal: 'SIGUSR1' } };
    const oldObject = { ...pod, spec: { containers: [container] } };
    const question = { kind: 'Pod', subresource: '', oldObject, objects: [] } as const;
    expect((await oracle.ask(question)).invalidOld).toMatchObject({ code: 422 });
    expect((await oracle.ask({ ...question, storedInvalid: true })).oldObject).toMatchObject({
      metadata: { namespace: 'default', resourceVersion: '1000' },
      spec: { restartPolicy: 'Always', containers: [container] },
    });
  });

  test('tells what the server warns of, each once', async () => {
    const owner = { apiVersion: 'v1', kind: 'Node', name: 'a', uid: '4c6d' };
    const { verdicts } = await oracle.ask({
      kind: 'Pod',
      subresource: '',
      objects: [
        pod,
        {
          metadata: { name: 'web.1', ownerReferences: [owner, owner] },
          spec: { containers: [{ name: 'web', image: 'nginx', resources: { limits: { memory: '512m' } } }] },
        },
        { metadata: { name: 'web', ownerReferences: [owner, owner] } },
      ],
    });
    const duplicateOwners = expect.stringContaining('duplicate UID(s) observed: 4c6d');
    expect(verdicts.map(({ allowed, warnings }) => ({ allowed, warnings }))).toEqual([
      { allowed: true },
      {
        allowed: true,
        warnings: [
          duplicateOwners,
          expect.stringContaining('metadata.name: this is used in the Pod'),
          'spec.containers[0].resources.limits[memory]: fractional byte value "512m" is invalid, must be an integer',
          'spec.containers[0].resources.requests[memory]: fractional byte value "512m" is invalid, must be an integer',
        ],
      },
      { allowed: false, warnings: [duplicateOwners] },
    ]);
  });
});

describe('the feature gates of an oracle', () => {
  const stopSignal = 'SIGUSR1';
  const stopped = {
    metadata: { name: 'web' },
    spec: { os: { name: 'linux' }, containers: [{ name: 'web', image: 'nginx', lifecycle: { stopSignal } }] },
  };
  const question = { kind: 'Pod', subresource: '', objects: [stopped] } as const;

  let oracle: Oracle | undefined;
  const start = async (options: Parameters<typeof startOracle>[1]): Promise<Oracle> =>
    (oracle = startOracle(await oracleBinary(mainVersion), options));
  // Also after a failure, because Jest waits for the process.
  afterEach(() => oracle?.close());

  test('are known with their defaults', async () => {
    const gates = await gatesOf(await oracleBinary(mainVersion));
    expect(gates).toContainEqual({
      name: 'ContainerStopSignals',
      default: false,
      stage: 'alpha',
      lockedToDefault: false,
    });
    expect(gates).toContainEqual({ name: 'ImageVolume', default: true, stage: 'ga', lockedToDefault: true });
  });

  test.each([
    { on: true, stored: stopSignal },
    { on: false, stored: undefined },
  ])('decide what is stored: $on', async ({ on, stored }) => {
    const { verdicts } = await (await start({ featureGates: { ContainerStopSignals: on } })).ask(question);
    const [container] = listAt(verdicts[0]!.stored, 'spec', 'containers');
    expect(get(container, 'lifecycle', 'stopSignal')).toBe(stored);
  });

  test('are traced', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'podward-gates-')), 'gates.json');
    const traced = await start({ traceGates: file });
    await traced.ask(question);
    await traced.close();
    expect(JSON.parse(await readFile(file, 'utf8'))).toContain('ContainerStopSignals');
  });

  test.each([
    { name: 'an unknown gate', featureGates: { NoSuchGate: true }, says: 'unrecognized feature gate: NoSuchGate' },
    { name: 'a locked gate', featureGates: { ImageVolume: false }, says: 'ImageVolume to false, feature is locked' },
  ])('end the oracle for $name', async ({ featureGates, says }) => {
    await expect((await start({ featureGates })).ask(question)).rejects.toThrow(says);
  });
});
