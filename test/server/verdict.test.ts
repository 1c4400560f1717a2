/** What is counted of a review, and logged. */
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { catalogue, inCluster } from '../../src/catalogue.ts';
import { createEngine, maxFindingsPerRule, type Engine } from '../../src/engine/engine.ts';
import type { Omitted } from '../../src/engine/judged.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { createReviewLog } from '../../src/server/review-log.ts';
import { verdictOn } from '../../src/server/verdict.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { encoded, reviewOf } from '../admission/requests.ts';
import { podWith } from '../objects.ts';

const usual = createEngine(catalogue, defaultPolicy(catalogue));
const pairs = (count: number, nameOf: (i: number) => string): JsonObject[] =>
  Array.from({ length: count }, (_, i) => ({ name: nameOf(i), value: 'x' }));

function verdictOf(engine: Engine, env: readonly JsonObject[]) {
  const verdict = verdictOn(encoded(reviewOf({ object: podWith({ env: [...env] }) })), 'validate', 'deny', engine);
  if (verdict.outcome === 'malformed') throw new Error(verdict.reason);
  return verdict;
}

describe('the findings of a review', () => {
  test('are counted for each rule, without those that another version does not have', () => {
    // 1.32 allows blanks in the names of environment variables.
    const blanks = pairs(maxFindingsPerRule, (i) => `a b${i}`);
    const engine = inCluster(usual, [31, 32]);
    const count = (n: number) => [{ rule: 'env-valid', mode: 'deny', count: n }];
    expect(verdictOf(engine, blanks)).toMatchObject({ outcome: 'allowed', findings: [] });
    const { outcome, findings, answer } = verdictOf(engine, [...blanks, ...pairs(1, () => 'a=b')]);
    expect({ outcome, findings }).toEqual({ outcome: 'denied', findings: count(1) });
    expect(answer).toContain('"field":"spec.containers[0].env[200].name"');
    expect(answer).not.toContain('not shown');
    const more = pairs(maxFindingsPerRule + 2, (i) => `a=b${i}`);
    expect(verdictOf(engine, [...blanks, ...more]).findings).toEqual(count(maxFindingsPerRule + 2));
  });

  const omitted: readonly Omitted[] = [{ rule: 'env-valid', mode: 'deny', count: 3 }];

  test('are counted and logged even if none was kept', () => {
    const verdict = verdictOf({ ...usual, judge: () => ({ findings: [], omitted }) }, []);
    expect(verdict).toMatchObject({ outcome: 'denied', findings: omitted });
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    createReviewLog(log, { logIdentities: true, logAllowedEvery: 0 })('validate', 'deny', verdict);
    expect(lines).toEqual([expect.stringContaining('"rules":["env-valid=deny"]')]);
  });
});
