import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { mutableParts } from '../../../src/kubernetes/apiserver/suspended-job.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';

const startTime = '2026-01-02T03:04:05Z';
const condition = (type: string, status: string): JsonObject => ({ startTime, conditions: [{ type, status }] });
const suspended = condition('Suspended', 'True');
const { conditions } = suspended;
const versions = [34, 35, 36, 37];

interface Gates {
  readonly scheduling?: boolean;
  readonly resources?: boolean;
}
/** The versions in which each of the two parts may change. */
function mutableIn(job: JsonObject | undefined, isManifest: boolean, gates: Gates = {}) {
  const featureGates = {
    ...(gates.scheduling !== undefined && { MutableSchedulingDirectivesForSuspendedJobs: gates.scheduling }),
    ...(gates.resources !== undefined && { MutablePodResourcesForSuspendedJobs: gates.resources }),
  };
  const parts = versions.map((minor) => ({
    minor,
    ...mutableParts(job, isManifest, serverFacts(minor, featureGates)),
  }));
  return {
    scheduling: parts.filter(({ scheduling }) => scheduling).map(({ minor }) => minor),
    resources: parts.filter(({ resources }) => resources).map(({ minor }) => minor),
  };
}

test.each<[string, JsonObject, readonly number[], readonly number[]]>([
  ['has not been started', {}, [34, 35, 37], [37]],
  ['was suspended before its start', { conditions }, versions, [36, 37]],
  ['was suspended after its start', suspended, [36, 37], [36, 37]],
  ['still has active Pods', { ...suspended, active: 1 }, [], []],
  ['has active Pods and no startTime', { active: 1 }, [34, 35], []],
  ['has another condition', condition('Complete', 'True'), [], []],
  ['is no longer suspended', condition('Suspended', 'False'), [], []],
])('scheduling of a suspended Job that %s may change in %j', (_, status, scheduling, resources) =>
  expect(mutableIn({ spec: { suspend: true }, status }, false)).toEqual({ scheduling, resources }),
);

test.each<[string, JsonObject, Gates, readonly number[], readonly number[]]>([
  ['not started', {}, { scheduling: false }, versions, [37]],
  ['not started, with active Pods', { active: 1 }, { scheduling: false }, versions, []],
  ['suspended after its start', suspended, { scheduling: false }, [], [36, 37]],
  ['not started', {}, { scheduling: true }, [34, 37], [37]],
  ['suspended after its start', suspended, { scheduling: true }, [35, 36, 37], [36, 37]],
  ['not started', {}, { resources: true }, [34, 35, 37], [37]],
  ['suspended after its start', suspended, { resources: true }, [36, 37], [35, 36, 37]],
  ['suspended after its start', suspended, { resources: false }, [36, 37], []],
  ['suspended before its start', { conditions }, { scheduling: false, resources: true }, versions, [35, 36, 37]],
  ['suspended after its start', suspended, { scheduling: false, resources: true }, [], [35, 36, 37]],
  ['suspended after its start', suspended, { scheduling: true, resources: false }, [35, 36, 37], []],
  ['suspended before its start', { conditions }, { scheduling: false, resources: false }, versions, []],
])('a Job that is %s and has the status %j, with the gates %j', (_, status, gates, scheduling, resources) =>
  expect(mutableIn({ spec: { suspend: true }, status }, false, gates)).toEqual({ scheduling, resources }),
);

test.each<[JsonObject | undefined]>([[undefined], [{}], [{ spec: { suspend: false }, status: suspended }]])(
  'the template of %j may not change',
  (job) => expect(mutableIn(job, false)).toEqual({ scheduling: [], resources: [] }),
);

test.each([
  [true, { scheduling: versions, resources: [36, 37] }],
  [false, { scheduling: [], resources: [] }],
])('the status of a manifest is unknown, so the template may change if suspend is true, here %s', (suspend, expected) =>
  expect(mutableIn({ spec: { suspend } }, true)).toEqual(expected),
);
