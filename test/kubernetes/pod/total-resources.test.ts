import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/json/json.ts';
import { totalResources } from '../../../src/kubernetes/pod/total-resources.ts';

const names = ['cpu', 'memory', 'example.com/gpu'] as const;
type Needs = Partial<Record<(typeof names)[number], number>>;
interface Started {
  readonly needs: Needs;
  readonly isSidecar: boolean;
}

/** Adds them up as k8s.io/component-helpers does, resource by resource. */
function plainly(regular: readonly Needs[], init: readonly Started[]): Map<string, bigint> {
  const total = new Map<string, bigint>();
  for (const name of names) {
    const all = [...regular, ...init.map(({ needs }) => needs)];
    if (all.every((needs) => needs[name] === undefined)) continue;
    let sidecars: number | undefined;
    const beside: number[] = [];
    for (const { needs, isSidecar } of init) {
      if (isSidecar && needs[name] !== undefined) sidecars = (sidecars ?? 0) + needs[name];
      if (!isSidecar && (needs[name] ?? sidecars) !== undefined) beside.push((sidecars ?? 0) + (needs[name] ?? 0));
    }
    const own = regular.map((needs) => needs[name]).filter((amount) => amount !== undefined);
    const running = [...own, ...(sidecars === undefined ? [] : [sidecars])];
    const sum = running.length === 0 ? -Infinity : running.reduce((a, b) => a + b);
    total.set(name, BigInt(Math.max(sum, ...beside)) * 1_000_000_000n);
  }
  return total;
}

const needs = fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: -3, max: 9 })])), {
  requiredKeys: [],
}) as fc.Arbitrary<Needs>;
const asContainer = (limits: Needs): JsonObject => ({ resources: { limits } });
const sidecar = (cpu: number): Started => ({ needs: { cpu }, isSidecar: true });
const init = (own: Needs = {}): Started => ({ needs: own, isSidecar: false });

/** Only amounts below zero make the sum of all containers smaller than what sidecar containers need at the beginning. */
const belowZero: [Needs[], Started[]][] = [
  [[], [sidecar(5), init(), sidecar(-3)]],
  [[{ cpu: -3 }], [sidecar(5), init()]],
  [[{ cpu: -3 }], [sidecar(5), init({ cpu: -2 })]],
];

test('the total resources of the containers of a Pod', () => {
  fc.assert(
    fc.property(
      fc.array(needs, { maxLength: 3 }),
      fc.array(fc.record({ needs, isSidecar: fc.boolean() }), { maxLength: 6 }),
      (regular, started) => {
        const spec = {
          containers: regular.map(asContainer),
          initContainers: started.map(({ needs: own, isSidecar }) => ({
            ...asContainer(own),
            ...(isSidecar ? { restartPolicy: 'Always' } : {}),
          })),
        };
        const sorted = (amounts: ReadonlyMap<string, bigint>) => [...amounts].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(totalResources(spec, 'limits'))).toEqual(sorted(plainly(regular, started)));
      },
    ),
    { examples: belowZero },
  );
});
