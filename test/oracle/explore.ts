/** Sends random changes to kube-apiserver's code and to Podward, and collects the disagreements. */
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { kindFacts, type Kind } from '../../src/kubernetes/kinds.ts';
import { compare, isDisagreement, type Disagreement, type Judge, type Outcome } from './compare.ts';
import { absentFields, valueAt, type Edit, type Path } from './edits.ts';
import {
  changed,
  createGenerator,
  roundSeed,
  targetName,
  type Change,
  type Generator,
  type Target,
} from './generate.ts';
import type { Oracle, Verdict } from './oracle.ts';
import type { Random } from './random.ts';
import { sample } from './values.ts';

/** Everything that is needed to repeat a change. */
export interface Case {
  readonly target: Target;
  /** The stored object. Set only on UPDATE. */
  readonly before?: Json;
  readonly change: Change;
}

export interface Group {
  readonly disagreement: Disagreement;
  /** The first one that was found. */
  readonly example: Case;
  count: number;
}

export interface Tally {
  readonly target: Target;
  changes: number;
  /** Objects that the generator considers valid and the server does not. */
  invalidBases: number;
  readonly outcomes: Map<Outcome['is'], number>;
  readonly byPolicy: Map<string, number>;
  /** The number of warnings of each kind that both sides have. */
  readonly warned: Map<string, number>;
  /** By the topic of the disagreement. */
  readonly groups: Map<string, Group>;
}

interface Exploration {
  readonly oracle: Oracle;
  readonly judge: Judge;
  readonly target: Target;
  readonly count: number;
  readonly seed: number;
  readonly progress?: (tally: Tally) => void;
}

/** The number of changes for one object. The problems of a stored object matter more than the changes of it. */
const changesOfOne = ({ storedInvalid }: Target): number => (storedInvalid ? 8 : 40);

/** The number of objects in progress, so that neither side waits for the other. */
const underWay = 6;

/** For a sweep: the number of objects, and the number of changes for each field. */
const basesOfSweep = 100;
const timesOfField = 4;

const newTally = (target: Target): Tally => ({
  target,
  changes: 0,
  invalidBases: 0,
  outcomes: new Map(),
  byPolicy: new Map(),
  warned: new Map(),
  groups: new Map(),
});

export async function explore(exploration: Exploration): Promise<Tally> {
  const { judge, target, progress } = exploration;
  const tally = newTally(target);
  await ask(exploration, (round) => {
    if (round === undefined) tally.invalidBases++;
    else {
      const { before, oldObject, changes, verdicts } = round;
      for (const [i, verdict] of verdicts.entries()) {
        const { source, edits, object } = changes[i]!;
        const example = { target, ...(before === undefined ? {} : { before }), change: { source, edits } };
        note(tally, compare(judge, target, oldObject, verdict, object), example);
      }
    }
    progress?.(tally);
  });
  return tally;
}

/** Changes of one object, and the verdicts of the server. */
export interface Round {
  readonly before: JsonObject | undefined;
  readonly oldObject: JsonObject | undefined;
  readonly changes: readonly (Change & { readonly object: Json })[];
  readonly verdicts: readonly Verdict[];
}

type Questions = Omit<Exploration, 'judge' | 'progress'>;

/** Asks about all changes. A round without an answer began with an object that the server considers invalid. */
export async function ask(questions: Questions, answered: (round: Round | undefined) => void): Promise<void> {
  const rounds = Math.ceil(questions.count / changesOfOne(questions.target));
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rounds) answered(await askRound(questions, next++));
  };
  await Promise.all(Array.from({ length: underWay }, work));
}

async function askRound(questions: Questions, number: number): Promise<Round | undefined> {
  try {
    return await roundOf(questions, number);
  } catch (cause) {
    const repeat = `${targetName(questions.target)}, seed ${questions.seed}, round ${number}`;
    throw new Error(`${repeat}: ${(cause as Error).message}`, { cause });
  }
}

async function roundOf({ oracle, target, seed, count }: Questions, number: number): Promise<Round | undefined> {
  const start = await startOf(oracle, target, roundSeed(seed, number));
  if (start === undefined) return undefined;
  const { before, sources, generator } = start;
  const texts = new Map(sources.map((source) => [source, JSON.stringify(source)]));
  const wanted = Math.min(changesOfOne(target), count - number * changesOfOne(target));
  const changes = Array.from({ length: wanted }, () => {
    const source = generator.random.pick(sources);
    return generator.change(source, texts.get(source)!);
  });
  const { verdicts, oldObject, invalidOld } = await oracle.ask({
    ...target,
    ...(before === undefined ? {} : { oldObject: before }),
    objects: changes.map(({ object }) => object),
  });
  if (invalidOld !== undefined) throw new Error(`stored once, refused twice: ${JSON.stringify(invalidOld)}`);
  return { before, oldObject, changes, verdicts };
}

/** The stored object, if there is one, and the objects that clients change before they send them. */
interface Start {
  readonly before?: JsonObject;
  readonly sources: readonly Json[];
  readonly generator: Generator;
}

/** Nothing if the server cannot store the object. */
async function startOf(oracle: Oracle, target: Target, seed: number): Promise<Start | undefined> {
  const generator = createGenerator(target, seed);
  const base = generator.base();
  if (target.operation === 'CREATE') return { sources: [base], generator };
  const { oldObject: valid } = await oracle.ask({ ...target, storedInvalid: false, oldObject: base, objects: [] });
  if (target.storedInvalid) {
    const start = valid === undefined ? base : undropped(target.kind, base, valid);
    return startWithEdits(oracle, target, start, generator.random);
  }
  // What a valid stored object has may permit more in the new one.
  const other =
    valid !== undefined && generator.random.chance(0.5)
      ? await startWithEdits(oracle, target, valid, generator.random)
      : undefined;
  if (other !== undefined) return other;
  // Most clients send what they have read. `kubectl replace` sends the manifest.
  return valid === undefined ? undefined : { before: valid, sources: [valid, valid, valid, valid, base], generator };
}

/** Begins with an edited object, if the server can store it. Some clients undo one of the edits, and some repeat one. */
async function startWithEdits(oracle: Oracle, target: Target, valid: Json, r: Random): Promise<Start | undefined> {
  const edited: Target = r.chance(0.5) ? target : { kind: target.kind, operation: 'CREATE', subresource: '' };
  const { edits, object } = createGenerator(edited, r.below(2 ** 31)).change(valid, JSON.stringify(valid));
  const { oldObject: before } = await oracle.ask({ ...target, oldObject: object, objects: [] });
  if (before === undefined) return undefined;
  const generator = createGenerator(target, r.below(2 ** 31), edits);
  const repaired = edits.map((edit) => changed({ source: valid, edits: edits.filter((other) => other !== edit) }));
  const repeated = entriesAround(edits).map((path) => repeat(before, path));
  return { before, sources: [before, before, ...repaired, ...repeated], generator };
}

/** The object as it was sent, with what the server set: the server drops the fields of feature gates that are off. */
function undropped(kind: Kind, sent: Json, stored: Json): Json {
  const paths = [[...kindFacts(kind).podPath.segments(), 'spec'], ['status']];
  const edits = paths.map((path): Edit => ({ op: 'set', path, value: valueAt(sent, path) ?? {} }));
  return changed({ source: stored, edits });
}

/** The entries of lists that the edits are in. */
const entriesAround = (edits: readonly Edit[]): Path[] =>
  edits.flatMap(({ path }) => path.flatMap((step, i) => (typeof step === 'number' ? [path.slice(0, i + 1)] : [])));

/** Adds an equal entry to a list, under another name. */
function repeat(object: Json, path: Path): Json {
  const entry = valueAt(object, path);
  if (entry === undefined) return object;
  const value = isObject(entry) && 'name' in entry ? { ...entry, name: 'again' } : entry;
  return changed({ source: object, edits: [{ op: 'insert', path, value }] });
}

/**
 * Adds each field alone to some of the first objects that do not have it, including fields that random edits reach once in a hundred
 * thousand changes.
 */
export async function sweep({ oracle, judge, target, seed }: Omit<Exploration, 'count'>): Promise<Tally> {
  const tally = newTally(target);
  const times = new Map<string, number>();
  for (let number = 0; number < basesOfSweep; number++) {
    const generator = createGenerator(target, roundSeed(seed, number));
    const { oldObject, invalidOld } = await oracle.ask({ ...target, oldObject: generator.base(), objects: [] });
    if (oldObject === undefined || invalidOld !== undefined) {
      tally.invalidBases++;
      continue;
    }
    const edits: Edit[] = [];
    for (const { path, type } of absentFields(oldObject, target.kind)) {
      const place = path.filter((step) => typeof step === 'string').join('.');
      const before = times.get(place) ?? 0;
      if (before === timesOfField) continue;
      times.set(place, before + 1);
      edits.push({ op: 'set', path, value: sample(type, String(path.at(-1)), generator.random) });
    }
    const changes = edits.map((edit) => ({ source: oldObject, edits: [edit] }));
    const objects = changes.map(changed);
    const { verdicts } = await oracle.ask({ ...target, oldObject, objects });
    for (const [i, verdict] of verdicts.entries()) {
      note(tally, compare(judge, target, oldObject, verdict, objects[i]), {
        target,
        before: oldObject,
        change: changes[i]!,
      });
    }
  }
  return tally;
}

function note(tally: Tally, outcome: Outcome, example: Case): void {
  tally.changes++;
  increment(tally.outcomes, outcome.is);
  if (outcome.is === 'stricter by policy') for (const rule of outcome.rules) increment(tally.byPolicy, rule);
  if (outcome.is === 'agree') for (const kind of outcome.warned ?? []) increment(tally.warned, kind);
  if (!isDisagreement(outcome)) return;
  const key = `${outcome.is}: ${outcome.about}`;
  const group = tally.groups.get(key);
  if (group === undefined) tally.groups.set(key, { disagreement: outcome, example, count: 1 });
  else group.count++;
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
