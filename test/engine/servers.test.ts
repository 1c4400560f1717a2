/** Several API servers, and API servers of a version that is not known. */
import { describe, expect, test } from '@jest/globals';
import { createEngine, maxFindingsPerRule } from '../../src/engine/engine.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { onVersions } from '../../src/policy/version.ts';
import { everyKind, specPath } from '../../src/kubernetes/kinds.ts';
import { invalid } from '../../src/rules/finding.ts';
import { defineRule, type Mode, type Rule } from '../../src/rules/rule.ts';
import { catalogue, inCluster, loadEngine } from '../../src/catalogue.ts';
import { newestMinor, serverFacts, type ServerFacts } from '../../src/kubernetes/versions.ts';
import { rules } from '../../src/rules/index.ts';
import { container, pod, podWith, workload } from '../objects.ts';
import { objectAt, type JsonObject } from '../../src/json/json.ts';
import { changeOf, policyOf } from './policy.ts';

/** Refuses `hostnameOverride` in versions that drop it, and these fields in every version. */
const rule = (mirrors: Rule['mirrors'], id: string, always: readonly string[] = [], mode: Mode = 'deny'): Rule =>
  defineRule({
    id,
    title: 'A rule',
    why: 'For the test.',
    mirrors,
    mode,
    appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind },
    messages: { wrong: { text: 'is wrong.' } },
    *check({ facts }) {
      if (!facts.HostnameOverride) yield invalid(specPath.child('hostnameOverride'), 'wrong');
      for (const name of always) yield invalid(specPath.child(name), 'wrong');
    },
  });

/** Refuses these fields of the spec. */
const complaining = (id: string, fieldsOf: (facts: ServerFacts) => readonly string[]): Rule =>
  defineRule({
    ...rule(['ValidatePodSpec'], id),
    *check({ facts }) {
      for (const name of fieldsOf(facts)) yield invalid(specPath.child(...name.split('.')), 'wrong');
    },
  });

const judged = (rules: readonly Rule[], minors: readonly number[]) => {
  const policy = { ...policyOf(rules), ...onVersions(minors, { minor: 36, featureGates: {} }) };
  const engine = createEngine({ rules, defaults: [] }, policy);
  const { findings, omitted } = engine.judge(changeOf());
  return {
    findings: findings.map(({ rule: id, mode, texts }) => `${id} ${mode} ${texts().path}`),
    omitted,
  };
};

const mirror = rule(['ValidatePodSpec'], 'mirror');
const own = rule('policy', 'own');

describe('a finding of a rule that mirrors kube-apiserver counts', () => {
  test.each([
    [[34], ['mirror deny spec.hostnameOverride']],
    [[34, 36], []],
    [[36, 34], []],
    [[36], []],
  ])('on API servers of %j: %j', (minors, findings) => expect(judged([mirror], minors).findings).toEqual(findings));

  test('by the servers of the policy, whatever the change says', () => {
    const policy = policyOf([mirror]);
    const findings = (minor: number) =>
      createEngine({ rules: [mirror], defaults: [] }, policy).judge(changeOf({ facts: serverFacts(minor) })).findings;
    expect([findings(34), findings(36)]).toEqual([[], []]);
  });

  test('only in the versions that have it, and other findings count on', () => {
    const both = rule(['ValidatePodSpec'], 'both', ['x']);
    expect(judged([both, own], [34, 36]).findings).toEqual(['own deny spec.hostnameOverride', 'both deny spec.x']);
  });

  test('even if it was only counted', () => {
    const many = Array.from({ length: maxFindingsPerRule }, (_, i) => `z${i}`);
    const crowded = rule(['ValidatePodSpec'], 'crowded', many);
    expect(judged([crowded], [34]).omitted).toEqual([{ rule: 'crowded', mode: 'deny', count: 1 }]);
    // Without the finding that 1.36 does not have, all others are kept.
    expect(judged([crowded], [34, 36])).toMatchObject({ findings: { length: maxFindingsPerRule }, omitted: [] });
  });

  test('even if many that do not count come first', () => {
    const old = Array.from({ length: maxFindingsPerRule }, (_, i) => `a${i}`);
    const later = Array.from({ length: maxFindingsPerRule + 2 }, (_, i) => `z${i}`);
    const crowded = complaining('crowded', ({ minor }) => [...(minor < 36 ? old : []), ...later]);
    expect(judged([crowded], [34, 35]).omitted).toEqual([{ rule: 'crowded', mode: 'deny', count: 202 }]);
    for (const minors of [
      [34, 36],
      [35, 34, 36],
      [36, 34],
    ]) {
      const { findings, omitted } = judged([crowded], minors);
      expect(findings).toEqual(
        later
          .slice(0, maxFindingsPerRule)
          .map((name) => `crowded deny spec.${name}`)
          .sort(),
      );
      expect(omitted).toEqual([{ rule: 'crowded', mode: 'deny', count: 2 }]);
    }
  });

  test('only if all of three versions have it, at the same path', () => {
    const fields: Record<number, readonly string[]> = { 34: ['x', 'y', 'z', 'x'], 35: ['y', 'x'], 36: ['z', 'x', 'x'] };
    const different = complaining('different', ({ minor }) => fields[minor]!);
    expect(judged([different], [34, 35, 36]).findings).toEqual(Array(2).fill('different deny spec.x'));
    expect(judged([different], [35, 34]).findings).toEqual(['different deny spec.x', 'different deny spec.y']);
  });

  test('below a path that has no finding of its own', () => {
    const nested = complaining('nested', ({ minor }) => [minor < 36 ? 'x' : 'x.y']);
    expect(judged([nested], [34, 36]).findings).toEqual([]);
    expect(judged([nested], [36, 34]).findings).toEqual([]);
  });

  test('and a rule that fails only for another version is a failure of this rule', () => {
    const failing = complaining('failing', ({ minor }) => {
      if (minor === 36) throw new TypeError('hunter2');
      return ['x'];
    });
    expect(judged([failing], [34]).findings).toEqual(['failing deny spec.x']);
    expect(() => judged([failing], [34, 36])).toThrow('rule failing failed with TypeError');
  });
});

describe('a field that only the newer of two API servers keeps', () => {
  const usual = createEngine(catalogue, defaultPolicy(catalogue));
  const mirroring = new Set(catalogue.rules.flatMap(({ id, mirrors }) => (mirrors === 'policy' ? [] : [id])));
  const minorsOf = (newer: number) => [[newer], [newer - 1], [newer - 1, newer], [newer, newer - 1]];
  const refusals = (change: Parameters<typeof changeOf>[0], minors: readonly number[]) => {
    const { findings } = inCluster(usual, minors).judge(changeOf(change));
    return findings.flatMap(({ rule: id, mode, texts }) =>
      mode === 'deny' && mirroring.has(id) ? [`${id} ${texts().path}`] : [],
    );
  };
  const job = (spec: JsonObject) => workload('Job', spec, { suspend: false });
  const withStatus = (status: JsonObject): JsonObject => ({ ...pod(), status });
  const restarts = { action: 'Restart', exitCodes: { operator: 'In', values: [1] } };
  const resizes = { resourceName: 'cpu', restartPolicy: 'NotRequired' };

  test.each<[string, number, Parameters<typeof changeOf>[0], string]>([
    ['of a new Pod', 35, { after: pod({ hostnameOverride: 'A b' }) }, 'hostname-override-valid spec.hostnameOverride'],
    [
      'that is added to a Pod',
      35,
      { before: pod(), after: pod({ hostnameOverride: 'web' }) },
      'pod-spec-immutable spec.hostnameOverride',
    ],
    [
      'that is added to the template of a Job',
      35,
      { kind: 'Job', before: job({}), after: job({ hostnameOverride: 'web' }) },
      'job-template-immutable spec.template.spec.hostnameOverride',
    ],
    [
      'for a resource claim',
      34,
      { after: pod({ resourceClaims: [{ name: 'A', resourceClaimName: 'a' }] }) },
      'pod-resource-claims-valid spec.resourceClaims[0].name',
    ],
    [
      'of a container',
      35,
      { after: podWith({ restartPolicyRules: [restarts] }) },
      'container-restart-policy spec.containers[0].restartPolicy',
    ],
    [
      'of the template of a Deployment',
      34,
      { kind: 'Deployment', after: workload('Deployment', { resources: { requests: { cpu: '-1' } } }) },
      'pod-resources-valid spec.template.spec.resources.requests[cpu]',
    ],
    [
      'of a security context',
      33,
      { after: pod({ securityContext: { supplementalGroupsPolicy: 'x' } }) },
      'security-context-policies spec.securityContext.supplementalGroupsPolicy',
    ],
    [
      'of a Windows Pod',
      33,
      { after: pod({ os: { name: 'windows' }, hostUsers: false }) },
      'os-specific-fields spec.hostUsers',
    ],
    [
      'of the status',
      34,
      { subresource: 'status', before: withStatus({}), after: withStatus({ observedGeneration: -1 }) },
      'status-conditions-valid status.observedGeneration',
    ],
    [
      'of a new ephemeral container',
      33,
      {
        subresource: 'ephemeralcontainers',
        before: pod(),
        after: pod({ ephemeralContainers: [container({ name: 'debug', resizePolicy: [resizes] })] }),
      },
      'ephemeral-container-valid spec.ephemeralContainers[0].resizePolicy',
    ],
  ])('%s refuses nothing unless both keep it', (_, newer, change, refusal) =>
    expect(minorsOf(newer).map((minors) => refusals(change, minors))).toEqual([[refusal], [], [], []]),
  );

  test('leaves the findings on other fields', () => {
    const after = pod({ hostnameOverride: 'A b', dnsPolicy: 'x' });
    for (const minors of minorsOf(35).slice(1))
      expect(refusals({ after }, minors)).toEqual(['dns-policy spec.dnsPolicy']);
  });
});

test('on a version that is not known, rules that mirror kube-apiserver only warn', () => {
  const quiet = rule(['ValidatePodSpec'], 'quiet', [], 'audit');
  expect(
    judged([rule(['ValidatePodSpec'], 'mirror', ['x']), rule('policy', 'own', ['x']), quiet], [99]).findings,
  ).toEqual(['mirror warn spec.x', 'own deny spec.x']);
});

describe('a Pod template of a StatefulSet', () => {
  const after = workload(
    'StatefulSet',
    { containers: [], restartPolicy: 'Never' },
    { podManagementPolicy: 'x', volumeClaimTemplates: [] },
  );
  const modes = (minors: readonly number[]) => {
    const policy = { ...policyOf(rules), ...onVersions(minors, { minor: 36, featureGates: {} }) };
    const { findings } = createEngine({ rules, defaults: [] }, policy).judge(changeOf({ kind: 'StatefulSet', after }));
    return Object.fromEntries(findings.map(({ rule: id, mode }) => [id, mode]));
  };
  const refused = { 'stateful-set-policies': 'deny', 'restart-policy-of-kind': 'deny', 'containers-required': 'deny' };

  test.each([
    [[34], refused],
    [[33], { ...refused, 'containers-required': 'warn' }],
    [[33, 34], { ...refused, 'containers-required': 'warn' }],
    [[34, 33], { ...refused, 'containers-required': 'warn' }],
  ])('that is invalid gets only a warning if an API server of %j accepts it', (minors, expected) =>
    expect(modes(minors)).toEqual(expected),
  );
});

const claims = (name: string): JsonObject => ({ volumeClaimTemplates: [{ metadata: { name }, spec: {} }] });
const withTemplateOf = (before: JsonObject, after: JsonObject): JsonObject => ({
  ...objectAt(before, 'spec'),
  template: objectAt(after, 'spec', 'template'),
});

describe('an update of a StatefulSet', () => {
  const probed = (readinessProbe: JsonObject, own: JsonObject = {}, spec: JsonObject = {}): JsonObject =>
    workload('StatefulSet', { ...spec, containers: [{ ...container(), readinessProbe }] }, own);
  const judgments = (
    before: JsonObject,
    after: JsonObject,
    minors: readonly number[],
    modes: Record<string, Mode> = {},
    more: readonly Rule[] = [],
  ) => {
    const all = [...more, ...rules];
    const policy = { ...policyOf(all, [], modes), ...onVersions(minors, { minor: 36, featureGates: {} }) };
    const { findings } = createEngine({ rules: all, defaults: [] }, policy).judge(
      changeOf({ kind: 'StatefulSet', before, after }),
    );
    return findings.flatMap(({ rule: id, mode }) => (policy.rules.get(id)!.mode === 'deny' ? [`${id} ${mode}`] : []));
  };
  const valid = { exec: { command: ['true'] } };
  const noHandler = probed({ exec: {} });
  const noPort = probed({ httpGet: { path: '/' } });

  test.each([
    ['a valid one', probed(valid), 'deny'],
    ['an invalid template', noHandler, 'warn'],
    ['a negative number', probed(valid, { minReadySeconds: -1 }), 'warn'],
    ['an unknown policy', probed(valid, { podManagementPolicy: 'x' }), 'warn'],
    ['an invalid name of a claim template', probed(valid, claims('A')), 'warn'],
    ['an invalid claim template', probed(valid, claims('a')), 'deny'],
    ['an invalid serviceName', probed(valid, { serviceName: 'A' }), 'deny'],
    ['invalid labels outside the spec', { ...probed(valid), metadata: { name: 'A', labels: { '-': '' } } }, 'deny'],
  ])('with %s', (_name, before, mode) =>
    expect(judgments(before, { ...before, spec: withTemplateOf(before, noPort) }, [36])).toEqual([
      `handler-valid ${mode}`,
    ]),
  );

  const ofBundle = { name: 'ca', projected: { sources: [{ clusterTrustBundle: { signerName: 'example.com/a' } }] } };
  const ofImage = { name: 'data', image: { reference: 'web:1' } };
  const comparison = { key: 'a', operator: 'Gt', value: '5' };
  const grpc = { grpc: { port: 80, mode: 'x' } };
  // kube-apiserver validates a field that was stored while its gate was on. A version without the gate does not read the field.
  test.each([
    [
      'an invalid maxUnavailable',
      probed(valid, { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }),
      36,
      'warn',
    ],
    ['a valid maxUnavailable', probed(valid, { updateStrategy: { rollingUpdate: { maxUnavailable: 2 } } }), 36, 'deny'],
    ['a clusterTrustBundle without a path', probed(valid, {}, { volumes: [ofBundle] }), 36, 'warn'],
    ['an image volume without a name', probed(valid, {}, { volumes: [{ image: { reference: 'web:1' } }] }), 34, 'warn'],
    ['an invalid mode of grpc', probed(grpc), 37, 'warn'],
    ['a field of a later version', probed(grpc), 36, 'deny'],
    ['a comparison, which 1.34 does not have', probed(valid, {}, { tolerations: [comparison] }), 34, 'warn'],
    ['a comparison', probed(valid, {}, { tolerations: [comparison] }), 35, 'deny'],
    ['an image volume without a pullPolicy', probed(valid, {}, { volumes: [ofImage] }), 34, 'warn'],
    ['an image volume, with the gate on', probed(valid, {}, { volumes: [ofImage] }), 35, 'deny'],
    ['a type that 1.36 does not have', probed(valid, { updateStrategy: { type: 'Recreate' } }), 36, 'warn'],
    ['the type Recreate', probed(valid, { updateStrategy: { type: 'Recreate' } }), 37, 'deny'],
  ])('with %s of a feature gate that is off', (_name, before, minor, mode) =>
    expect(judgments(before, { ...before, spec: withTemplateOf(before, noPort) }, [minor])).toEqual([
      `handler-valid ${mode}`,
    ]),
  );

  test('with an invalid template, on several versions and if the rule that finds it is off', () => {
    expect(judgments(noHandler, noPort, [34, 37])).toEqual(['handler-valid warn']);
    expect(judgments(probed(valid, { replicas: -1 }), noPort, [36], { 'workload-numbers': 'off' })).toEqual([
      'handler-valid warn',
    ]);
  });

  test('with an invalid template still needs restartPolicy Always', () =>
    expect(judgments(noHandler, probed({ exec: {} }, {}, { restartPolicy: 'Never' }), [36])).toEqual([
      'restart-policy-of-kind deny',
    ]));

  test('has its stored spec judged only if the new template is refused', () => {
    let asked = 0;
    const asking = defineRule({
      ...rule(['ValidateStatefulSet'], 'asking'),
      *check({ operation }) {
        if (operation === 'CREATE') asked++;
      },
    });
    judgments(probed(valid), probed({ tcpSocket: { port: 80 } }), [36], {}, [asking]);
    expect(asked).toBe(0);
    judgments(probed(valid), noPort, [36], {}, [asking]);
    expect(asked).toBe(1);
  });

  test('names the rule that fails on the stored spec', () => {
    const failing = defineRule({
      ...rule(['ValidateStatefulSet'], 'failing'),
      *check({ operation }) {
        if (operation === 'CREATE') throw new TypeError('hunter2');
      },
    });
    expect(() => judgments(probed(valid), noPort, [36], {}, [failing])).toThrow('rule failing failed with TypeError');
  });

  test('is judged only as far as it changed', () => expect(judgments(noHandler, noHandler, [36])).toEqual([]));
});

describe('the engine of a cluster', () => {
  const loaded = loadEngine(
    'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\nkubernetesVersion: "1.36"\nfeatureGates: {HostnameOverride: false}\n',
  );
  if (!('engine' in loaded)) throw new Error('The configuration is valid.');
  const { engine } = loaded;
  const serversOf = (minors: readonly number[]) => inCluster(engine, minors).policy.servers;

  test('counts its versions, with the feature gates of the configuration', () => {
    expect(serversOf([35, 36])).toEqual([35, 36].map((minor) => serverFacts(minor, { HostnameOverride: false })));
    expect(serversOf([99]).map(({ minor }) => minor)).toEqual([newestMinor]);
  });

  test('can be made again', () =>
    expect(inCluster(inCluster(engine, [37]), [36]).policy).toEqual(inCluster(engine, [36]).policy));
});
