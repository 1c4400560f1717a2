/** Shrinks an example of a disagreement as long as it shows the same disagreement. */
import type { Json } from '../../src/json/json.ts';
import { compare, isDisagreement, type Disagreement, type Judge } from './compare.ts';
import { apply, valueAt, type Edit, type Path } from './edits.ts';
import type { Case } from './explore.ts';
import { changed, type Target } from './generate.ts';
import type { Oracle } from './oracle.ts';

export interface Example {
  readonly target: Target;
  readonly before?: Json;
  readonly after: Json;
  readonly disagreement: Disagreement;
}

interface Pair {
  readonly before?: Json;
  readonly after: Json;
}

export async function shrink(
  oracle: Oracle,
  judge: Judge,
  { target, before, change }: Case,
  found: Disagreement,
): Promise<Example> {
  const verdictOn = (pair: Pair) => stillDisagrees(oracle, judge, target, pair, found);
  let edits = [...change.edits];
  for (const edit of change.edits) {
    const fewer: Edit[] = edits.filter((other) => other !== edit);
    const after = changed({ source: change.source, edits: fewer });
    if ((await verdictOn(pairOf(before, after))) !== undefined) edits = fewer;
  }
  let pair = pairOf(before, changed({ source: change.source, edits }));
  let disagreement = (await verdictOn(pair)) ?? found;
  // Removes irrelevant fields that both objects have, and then those that only one of them has.
  for (const where of ['both', 'after'] as const) {
    for (let again = true; again;) {
      again = false;
      for (const path of pathsOf(pair.after)) {
        const smaller = without(pair, path, where);
        if (smaller === undefined) continue;
        const still = await verdictOn(smaller);
        if (still === undefined || noise(still) > noise(disagreement)) continue;
        [pair, disagreement, again] = [smaller, still, true];
      }
    }
  }
  return { target, ...pair, disagreement };
}

/** The other parts of an answer: a smaller object with more problems is not a better example. */
const noise = ({ causes, findings }: Disagreement): number => causes.length + findings.length;

const pairOf = (before: Json | undefined, after: Json): Pair => (before === undefined ? { after } : { before, after });

async function stillDisagrees(
  oracle: Oracle,
  judge: Judge,
  target: Target,
  { before, after }: Pair,
  found: Disagreement,
): Promise<Disagreement | undefined> {
  const question = { ...target, ...(before === undefined ? {} : { oldObject: before }), objects: [after] };
  const { verdicts, oldObject } = await oracle.ask(question);
  if (verdicts[0] === undefined) return undefined;
  const outcome = compare(judge, target, oldObject, verdicts[0], after);
  return isDisagreement(outcome) && outcome.is === found.is && outcome.about === found.about ? outcome : undefined;
}

/** Parents come before their children, and later entries of a list before earlier ones. */
function* pathsOf(value: Json | undefined, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  const steps = Array.isArray(value) ? [...value.keys()].reverse() : Object.keys(value);
  for (const step of steps) yield [...path, step];
  for (const step of steps) yield* pathsOf(valueAt(value, [step]), [...path, step]);
}

const needed = new Set(['apiVersion', 'kind', 'metadata', 'metadata.name']);

function without({ before, after }: Pair, path: Path, where: 'both' | 'after' | 'before'): Pair | undefined {
  if (needed.has(path.join('.'))) return undefined;
  const fromBefore = where !== 'after' && before !== undefined;
  const fromAfter = where !== 'before';
  if (fromAfter && valueAt(after, path) === undefined) return undefined;
  if (fromBefore && valueAt(before, path) === undefined) return undefined;
  const smaller = fromAfter ? removed(after, path) : after;
  return pairOf(fromBefore ? removed(before, path) : before, smaller);
}

function removed(object: Json, path: Path): Json {
  const copy = structuredClone(object);
  apply(copy, { op: 'remove', path });
  return copy;
}
