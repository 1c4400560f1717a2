/** How the verdicts are compared. `make conformance` compares them all. */
import { describe, expect, test } from '@jest/globals';
import { denialsOf, engineOf, outcomeOf } from './podward.ts';
import { hashLength, readVerdicts, type Verdict } from './verdicts.ts';

const version = '1.36.1';
const engine = engineOf(version);
const pod = (spec: object): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });
const containers = [{ name: 'web', image: 'registry.example.com/web:1' }];
const refused = (...fields: string[]): Verdict => ({ is: 'refused', fields });
const outcome = (text: string, verdict: Verdict): string => outcomeOf(text, verdict, version, denialsOf(text, engine));

describe('the outcome', () => {
  test.each<[string, string, Verdict, string]>([
    ['both accept', pod({ containers }), { is: 'allowed', fields: [] }, 'agree'],
    ['only Podward refuses', pod({ containers: [] }), { is: 'allowed', fields: [] }, 'stricter'],
    ['only the API server refuses', pod({ containers }), refused('spec.hostname'), 'looser'],
    ['both refuse a field', pod({ containers: [] }), refused('spec.containers'), 'agree'],
    ['the API server refuses another field', pod({ containers: [] }), refused('spec.hostname'), 'fields'],
    [
      'Podward names a field inside the one that the API server names',
      pod({ containers, dnsPolicy: 'None' }),
      refused('spec.dnsConfig'),
      'agree',
    ],
    [
      'the decoder names no indexes',
      pod({ containers: [{ ...containers[0], image: 7 }] }),
      { is: 'decoder', fields: ['spec.containers.image'] },
      'agree',
    ],
    [
      'a field without a name',
      pod({ containers: [{ ...containers[0], '': 7 }] }),
      { is: 'decoder', fields: ['spec.containers[0].'] },
      'agree',
    ],
    [
      'the API server does not know the version',
      pod({ containers }).replace('v1', 'v1beta3'),
      { is: 'version', fields: [] },
      'agree',
    ],
    ['only the API server does not know the version', pod({ containers: [] }), { is: 'version', fields: [] }, 'fields'],
  ])('%s', (_, text, verdict, expected) => expect(outcome(text, verdict)).toBe(expected));

  test("Podward's own defaults do not count", () => {
    const template = { spec: { containers } };
    const job = JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec: { template } });
    expect(outcome(job, refused('spec.template.spec.restartPolicy'))).toBe('agree');
  });
});

test('the verdicts on thousands of objects are recorded, each once', async () => {
  const { version: recordedVersion, recorded } = await readVerdicts();
  expect(recordedVersion).toMatch(/^1\.\d+\.\d+$/);
  expect(new Set(recorded.map(({ hash }) => hash)).size).toBe(recorded.length);
  expect(recorded.filter(({ hash }) => hash.length !== hashLength)).toEqual([]);
  const count = (is: Verdict['is']): number => recorded.filter(({ verdict }) => verdict.is === is).length;
  expect(count('allowed')).toBeGreaterThan(1000);
  for (const is of ['refused', 'decoder', 'version'] as const) expect(count(is)).toBeGreaterThan(50);
});
