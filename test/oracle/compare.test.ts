import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/json/json.ts';
import { rules } from '../../src/rules/index.ts';
import { compare, createJudge } from './compare.ts';
import type { Target } from './generate.ts';
import type { Cause, Verdict } from './oracle.ts';

const container = { name: 'web', image: 'nginx:1' };
const windows = { os: { name: 'windows' }, containers: [container] };
const forbidden = (field: string, what: string): Cause => ({
  type: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${what}`,
});
const inWindows = (field: string): Cause => forbidden(field, 'cannot be set for a windows pod');

/** The answer of kube-apiserver that refuses a new Pod for this cause. */
const refusal = (cause: Cause, spec: JsonObject, status: JsonObject = {}) => ({
  allowed: false,
  object: { metadata: { name: 'web', namespace: 'default' }, spec, status },
  causes: [cause],
});

const seen: readonly {
  name: string;
  minor: number;
  target?: Target;
  before?: JsonObject;
  verdict: Verdict;
}[] = [
  {
    name: 'an empty struct',
    minor: 37,
    verdict: refusal(inWindows('spec.securityContext.seLinuxOptions'), {
      ...windows,
      securityContext: { seLinuxOptions: {} },
    }),
  },
  {
    name: 'an empty struct of a container',
    minor: 37,
    verdict: refusal(inWindows('spec.containers[0].securityContext.capabilities'), {
      ...windows,
      containers: [{ ...container, securityContext: { capabilities: {} } }],
    }),
  },
  {
    name: 'a field that the server misspells',
    minor: 37,
    verdict: refusal(forbidden('spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.uID', 'cannot be set'), {
      containers: [container],
      volumes: [
        {
          name: 'data',
          ephemeral: {
            volumeClaimTemplate: {
              metadata: { uid: '4c6d' },
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
            },
          },
        },
      ],
    }),
  },
  {
    name: 'a field in which the server omits a step',
    minor: 32,
    target: { kind: 'Pod', operation: 'UPDATE', subresource: 'status' },
    before: { metadata: { name: 'web', namespace: 'default' }, spec: windows, status: {} },
    verdict: refusal(inWindows('status.containerStatuses[0].linux'), windows, {
      containerStatuses: [{ name: 'web', user: { linux: { uid: 0, gid: 0 } } }],
    }),
  },
];

const create: Target = { kind: 'Pod', operation: 'CREATE', subresource: '' };

describe('a refusal of a value that webhooks see', () => {
  test.each(seen)('is compared: $name', ({ minor, target = create, before, verdict }) => {
    expect(compare(createJudge(rules, { minor }), target, before, verdict)).toMatchObject({ is: 'agree' });
    expect(compare(createJudge([], { minor }), target, before, verdict)).toMatchObject({ is: 'looser' });
  });
});

test.each([
  {
    name: 'an empty list',
    verdict: refusal(inWindows('spec.securityContext.supplementalGroups'), { ...windows, securityContext: {} }),
  },
  {
    name: 'resources with an empty list, which are sent like absent ones',
    verdict: refusal(forbidden('spec.ephemeralContainers[0].resources', 'cannot be set for an Ephemeral Container'), {
      containers: [container],
      ephemeralContainers: [{ name: 'debug', image: 'busybox:1', resources: {} }],
    }),
  },
])('a refusal of a value that webhooks do not see is not compared: $name', ({ verdict }) => {
  expect(compare(createJudge([], { minor: 37 }), create, undefined, verdict)).toEqual({ is: 'unseen' });
});
