/** Replays recorded reviews. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect } from '@jest/globals';
import { decode } from '../../src/admission/decode.ts';
import { review, type Outcome } from '../../src/admission/review.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { breaches } from './contract.ts';
import { type RecordedReview, reviewOf } from './kubelet/recording.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
export interface Replayed {
  readonly outcome: Outcome;
  readonly refused: boolean;
  readonly request: any;
  /** `PHASE WHO WHAT`. */
  readonly what: string;
  /** `PATH: TEXT [RULE]` of the findings in mode deny. */
  readonly denied: readonly string[];
  /** `LINE PHASE WHO WHAT: OUTCOME FINDINGS`. */
  readonly text: string;
}

/** The lines of each file with the extension `.jsonl` in the folder, by the name of the file. */
export function recordingsIn(folder: URL): [string, RecordedReview[]][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const lines = readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n');
      return [name.replace('.jsonl', ''), lines.map((line) => JSON.parse(line) as RecordedReview)];
    });
}

/** What Podward answers to each review in each phase in which it was sent. Every answer fulfils the contract. */
export function replay(lines: readonly RecordedReview[], engine: Engine, policy: Policy): Replayed[] {
  return lines.flatMap((line, i) =>
    line.phases.map((phase) => {
      const recorded = reviewOf(line);
      const { operation, resource, subResource = '', name, userInfo } = recorded.request;
      const decoded = decode(Buffer.from(JSON.stringify(recorded)), phase, policy.servers[0]);
      if (decoded.outcome === 'malformed') throw new Error(`${i + 1} ${phase}: ${decoded.reason}`);
      const { answer, findings, outcome } = review(decoded, engine, 'deny');
      expect(breaches(answer, decoded.uid, phase)).toEqual([]);
      const found = findings.map(({ rule, texts }) => JSON.stringify({ rule, ...texts() }));
      const what = `${phase} ${userInfo.username} ${operation} ${resource.resource}/${subResource} ${name}`;
      const text = `${i + 1} ${what}: ${outcome} ${found.join(', ')}`;
      const denied = findings
        .filter(({ mode }) => mode === 'deny')
        .map(({ rule, texts }) => `${texts().path}: ${texts().text} [${rule}]`);
      return { outcome, refused: !answer.response.allowed, request: recorded.request, what, denied, text };
    }),
  );
}
