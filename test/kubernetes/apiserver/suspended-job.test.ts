import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { hasMutableTemplate } from '../../../src/kubernetes/apiserver/suspended-job.ts';
import { serverFacts } from '../../../src/kubernetes/versions.ts';

const startTime = '2026-01-02T03:04:05Z';
const condition = (type: string, status: string): JsonObject => ({ startTime, conditions: [{ type, status }] });
const suspended = condition('Suspended', 'True');
const versions = [34, 35, 36, 37];

test.each<[string, JsonObject, readonly number[]]>([
  ['has not been started', {}, [34, 35, 37]],
  ['was suspended after its start', suspended, [36, 37]],
  ['still has active Pods', { ...suspended, active: 1 }, []],
  ['has active Pods and no startTime', { active: 1 }, [34, 35]],
  ['has another condition', condition('Complete', 'True'), []],
  ['is no longer suspended', condition('Suspended', 'False'), []],
])('the template of a suspended Job that %s may change in %j', (_, status, expected) => {
  const job = { spec: { suspend: true }, status };
  expect(versions.filter((minor) => hasMutableTemplate(job, false, serverFacts(minor)))).toEqual(expected);
});

test.each<[JsonObject | undefined]>([[undefined], [{}], [{ spec: { suspend: false }, status: suspended }]])(
  'the template of %j may not change',
  (job) => expect(versions.filter((minor) => hasMutableTemplate(job, false, serverFacts(minor)))).toEqual([]),
);

test.each([
  [true, versions],
  [false, []],
])(
  'the status of a manifest is unknown, so the template may change if suspend is true, here %s',
  (suspend, expected) => {
    const job = { spec: { suspend } };
    expect(versions.filter((minor) => hasMutableTemplate(job, true, serverFacts(minor)))).toEqual(expected);
  },
);
