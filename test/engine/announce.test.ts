import { specPath } from '../../src/kubernetes/kinds.ts';
import { describe, expect, test } from '@jest/globals';
import { readinessProbe } from '../../src/defaults/readiness-probe.ts';
import { defineDefault } from '../../src/defaults/default.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { RuleFailure } from '../../src/engine/failure.ts';
import { advise } from '../../src/rules/finding.ts';
import { container, pod, workload } from '../objects.ts';
import { changeOf, policyOf } from './policy.ts';

const serving = (n: number) =>
  Array.from({ length: n }, (_, i) => container({ name: `c${i}`, ports: [{ containerPort: 1 }] }));
const notes = (item: typeof readinessProbe, change: Parameters<typeof changeOf>[0]) =>
  createEngine({ rules: [], defaults: [item] }, policyOf([], [item])).fill(changeOf(change)).notes;
const created = { kind: 'Deployment', after: workload('Deployment', { containers: serving(2) }) } as const;

describe('what a default announces', () => {
  test('is a note at the workload, and patches nothing', () => {
    expect(notes(readinessProbe, created)).toHaveLength(2);
    const { rule, texts } = notes(readinessProbe, created)[1]!;
    expect({ rule, ...texts() }).toMatchObject({
      path: 'spec.template.spec.containers[1]',
      text: 'Podward adds a readiness probe (tcpSocket on port 1) to container "c1" of each Pod.',
      fix: 'To prevent this, annotate the Pod template with podward.dev/default-probes: "off".',
      rule: 'readiness-probe',
    });
    const engine = createEngine({ rules: [], defaults: [readinessProbe] }, policyOf([], [readinessProbe]));
    expect(engine.fill(changeOf(created)).patch).toEqual([]);
  });

  test('is not called for a Pod, nor if the default is off', () => {
    const shouting = { ...readinessProbe, announce: () => [advise(specPath, 'readinessProbeOfPods')] };
    expect(notes(shouting, { after: pod() })).toEqual([]);
    expect(notes({ ...readinessProbe, enabled: false }, created)).toEqual([]);
  });

  test('is bounded', () => {
    const after = workload('Deployment', { containers: serving(5000) });
    const engine = createEngine({ rules: [], defaults: [readinessProbe] }, policyOf([], [readinessProbe]));
    const { notes: kept, moreNotes } = engine.fill(changeOf({ kind: 'Deployment', after }));
    expect([kept.length, moreNotes]).toEqual([100, 4900]);
  });

  test('is a failure if it throws', () => {
    const announce = (): never => {
      throw new TypeError('x');
    };
    const broken = defineDefault({ ...readinessProbe, announce });
    expect(() => notes(broken, created)).toThrow(RuleFailure);
  });
});
