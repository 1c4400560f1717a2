/** Found objects -> a report: what the webhook would say if they were sent to a cluster. */
import { decode } from '../admission/decode.ts';
import type { Engine } from '../engine/engine.ts';
import type { Judged, Omitted } from '../engine/judged.ts';
import { RuleFailure } from '../engine/failure.ts';
import { stringAt, type JsonObject } from '../pod/json.ts';
import { apiVersionOf, kindFacts } from '../pod/kinds.ts';
import { nativeDefaults } from '../pod/native-defaults.ts';
import { manifestWays } from '../pod/strategic-merge.ts';
import { showText } from '../pod/value.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report, ReportedError, ReportedFinding, ReportedObject } from '../report/report.ts';
import type { Change, Written } from '../rules/rule.ts';
import { applied, isFromCluster, lastManifest } from './applied.ts';
import type { Position, Way } from './documents.ts';
import { detached, ErrorList } from './errors.ts';
import { documentLimits, maxFindings, maxNotes } from './limits.ts';
import { type Collector, type FoundObject, type FoundReview } from './objects.ts';
import { isOfTheFile, withoutConsequences } from './written.ts';

export interface Judge {
  readonly engine: Engine;
  readonly policy: Policy;
}

/** A change to judge, and where in which file its new object is. */
interface Subject {
  readonly file: string;
  readonly locate: (way: Way) => Position;
  /** The same, for a way in the file itself. */
  readonly locateWritten: (way: Way) => Position;
  readonly change: Change;
  readonly user: string;
}

/** Judges each object as if it were created, one from a cluster as it is stored, and each recorded request as what it is. */
export const judging = (draft: Draft): Collector => ({
  object: (object) => draft.add(alone(object, draft.judge)),
  review: (review) => draft.addReview(review),
  passOver: () => draft.passOver(),
  fail: (file, error) => draft.fail(file, error),
  stop: (error) => draft.stop(error),
});

/** What tells an object apart from others, as kube-apiserver does. */
interface Identity {
  /** Kind and name. The kind says which group it is of. */
  readonly id: string;
  /** The same in its namespace. */
  readonly key: string;
  /** Whether it names no namespace. */
  readonly isUnplaced: boolean;
}

/** An object of `--old`. Where it is in its file is of no interest. */
type OldObject = Pick<FoundObject, 'kind' | 'value' | 'values'> & Identity;

const keyIn = (namespace: string, id: string): string => `${namespace} ${id}`;

/** Identifies objects in their order. One without a name gets one when it is created: the n-th of a prefix stands for the n-th. */
function identifier(): (object: Pick<FoundObject, 'kind' | 'value'>) => Identity {
  const counts = new Map<string, number>();
  return ({ kind, value }) => {
    const name = nameOf(value);
    const namespace = namespaceOf(value);
    const named = JSON.stringify([kind, name, name === '' ? prefixOf(value) : '']);
    const place = keyIn(namespace, named);
    const count = name === '' ? (counts.get(place) ?? 0) : 0;
    if (name === '') counts.set(place, count + 1);
    const id = `${count} ${named}`;
    return { id, key: keyIn(namespace || 'default', id), isUnplaced: namespace === '' };
  };
}

/** The old objects of a change: held all together, since any of them may be the one that a new object changes. */
export class OldObjects implements Collector {
  readonly objects: OldObject[] = [];
  readonly #draft: Draft;
  readonly #identify = identifier();
  #values = 0;
  /** Whether something could not be read. */
  hasFailed = false;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  object({ file, kind, value, values, locate }: FoundObject): void {
    this.#values += values;
    if (this.#values <= documentLimits.values)
      this.objects.push({ kind, value, values, ...this.#identify({ kind, value }) });
    else {
      const message =
        `the objects of --old have more than ${documentLimits.values} list entries and fields together. ` +
        'Those from here on are not compared. Give fewer objects at a time.';
      this.fail(file, () => ({ file, ...locate([]), message }));
    }
  }

  review({ file, locate }: FoundReview): void {
    this.fail(file, () => ({ file, ...locate([]), message: isReview }));
  }

  passOver(): void {}

  fail(file: string, error: () => ReportedError): void {
    this.hasFailed = true;
    this.#draft.fail(file, error);
  }

  stop(error: ReportedError): void {
    this.hasFailed = true;
    this.#draft.stop(error);
  }
}

const isReview = 'an AdmissionReview holds both objects: give it as FILE, without --old and --new';

/**
 * Judges the change from the old objects to the new ones, paired as `kubectl apply` would: an object of another name is another object. What
 * is new is judged as created, what is gone is not judged, and a note says so of both. Where no old object could be read, nothing is known
 * of what is new, and nothing is judged.
 */
export class Comparison implements Collector {
  readonly #old: readonly OldObject[];
  readonly #draft: Draft;
  readonly #identify = identifier();
  readonly #find: (identity: Identity) => readonly OldObject[];
  readonly #isKnown: boolean;
  /** A new object of another kind than the only old one, until it is known whether it is the only new one. */
  #stray: FoundObject | undefined;
  #isFirst = true;
  #hasFailed = false;
  /** Of the new objects. */
  readonly #keys = new Set<string>();
  readonly #ids = new Set<string>();
  readonly #unplaced = new Set<string>();

  constructor({ objects, hasFailed }: OldObjects, draft: Draft) {
    this.#old = objects;
    this.#draft = draft;
    this.#find = finder(objects);
    this.#isKnown = objects.length > 0 || !hasFailed;
  }

  object(object: FoundObject): void {
    if (!this.#isKnown) return;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (isFirst && this.#old.length === 1 && this.#old[0]!.kind !== object.kind) {
      this.#stray = object;
      return;
    }
    const stray = this.#stray;
    this.#stray = undefined;
    if (stray !== undefined) this.#compare(stray);
    this.#compare(object);
  }

  review({ file, locate }: FoundReview): void {
    this.fail(file, () => ({ file, ...locate([]), message: isReview }));
  }

  passOver(): void {
    this.#draft.passOver();
  }

  fail(file: string, error: () => ReportedError): void {
    this.#hasFailed = true;
    this.#draft.fail(file, error);
  }

  stop(error: ReportedError): void {
    this.#hasFailed = true;
    this.#draft.stop(error);
  }

  /** To be called once all new objects are known. */
  end(): void {
    if (this.#stray !== undefined) {
      const { file, kind, locate } = this.#stray;
      const message = `--old holds a ${this.#old[0]!.kind} and --new a ${kind}. Give two objects of the same kind.`;
      this.#draft.fail(file, () => ({ file, ...locate(['kind']), message }));
      return;
    }
    // One that could not be read may be any of them.
    if (this.#hasFailed || !this.#isKnown) return;
    const gone = new Map(this.#old.filter((object) => !this.#isMet(object)).map((object) => [object.key, object]));
    const [first] = gone.values();
    if (first !== undefined) this.#draft.note(() => goneNote(first, gone.size));
  }

  /** Whether a new object can be meant for the old one: one that names no namespace may be meant for any of its name. */
  #isMet({ id, key, isUnplaced }: OldObject): boolean {
    return this.#keys.has(key) || (isUnplaced ? this.#ids : this.#unplaced).has(id);
  }

  #compare(object: FoundObject): void {
    const identity = this.#identify(object);
    this.#keys.add(identity.key);
    this.#ids.add(identity.id);
    if (identity.isUnplaced) this.#unplaced.add(identity.id);
    const [before, ...others] = this.#find(identity);
    const { file } = object;
    const place = (): Position => object.locate(['metadata', 'name']);
    const fail = (message: () => string): void =>
      this.#draft.fail(file, () => ({ file, ...place(), message: message() }));
    if (before === undefined) {
      this.#draft.note(() => {
        const { line, column } = place();
        return `${file}:${line}:${column}: ${titleOf(object)} is not in --old and is judged as new.`;
      });
      this.#draft.add(alone(object, this.#draft.judge));
    } else if (others.length > 0) fail(() => ambiguous(object, [before, ...others]));
    else this.#draft.add(update(before, object, this.#draft.judge));
  }
}

const goneNote = (first: OldObject, count: number): string =>
  count === 1
    ? `${titleOf(first)} is in --old and not in --new. kubectl apply does not delete it.`
    : `${count} objects are in --old and not in --new. kubectl apply does not delete them.`;

/**
 * Finds the old objects that a new one may be applied to. A manifest that names no namespace may be applied to any, and an old one may
 * have been.
 */
function finder(objects: readonly OldObject[]): (identity: Identity) => readonly OldObject[] {
  const exact = new Map(objects.map((object) => [object.key, object]));
  const anywhere = new Map<string, OldObject[]>();
  for (const object of new Set(exact.values())) {
    const some = anywhere.get(object.id) ?? [];
    if (some.length <= maxListed) anywhere.set(object.id, [...some, object]);
  }
  return ({ id, key, isUnplaced }) => {
    const found = exact.get(key);
    if (found !== undefined) return [found];
    if (isUnplaced) return anywhere.get(id) ?? [];
    const unplaced = exact.get(keyIn('default', id));
    return unplaced?.isUnplaced === true ? [unplaced] : [];
  };
}

/** As many namespaces of a name are listed. */
const maxListed = 4;

function ambiguous(object: FoundObject, candidates: readonly OldObject[]): string {
  const namespaces = candidates.slice(0, maxListed).map(({ value }) => showText(namespaceOf(value) || 'default'));
  const listed = [...namespaces, ...(candidates.length > maxListed ? ['…'] : [])].join(', ');
  return `${titleOf(object)} is in the namespaces ${listed} of --old. Set metadata.namespace in --new.`;
}

function titleOf({ kind, value }: Pick<FoundObject, 'kind' | 'value'>): string {
  const prefix = prefixOf(value);
  const name = nameOf(value) || (prefix === '' ? '' : `${prefix}…`);
  const place = namespaceOf(value) === '' ? '' : ` in namespace ${JSON.stringify(showText(namespaceOf(value)))}`;
  return `${kind} ${JSON.stringify(showText(name))}${place}`;
}

const prefixOf = (object: JsonObject): string => stringAt(object, 'metadata', 'generateName') ?? '';
const namespaceOf = (object: JsonObject): string => stringAt(object, 'metadata', 'namespace') ?? '';
const nameOf = (object: JsonObject): string => stringAt(object, 'metadata', 'name') ?? '';

function alone(object: FoundObject, judge: Judge): Subject {
  const { file, locate } = object;
  const change = { ...changeTo(object, judge), written: writtenOf(object) };
  return { file, locate, locateWritten: locate, change, user: '' };
}

/** One from a cluster was accepted there: it is judged as it is stored, and not as if it were created once more. */
function changeTo({ kind, value }: Pick<FoundObject, 'kind' | 'value'>, { policy }: Judge): Change {
  return {
    operation: isFromCluster(value) ? 'STORED' : 'CREATE',
    phase: 'offline',
    kind,
    subresource: '',
    namespace: namespaceOf(value),
    name: nameOf(value),
    after: nativeDefaults(value, kind),
    minor: policy.minor,
  };
}

const writtenOf = ({ value, duplicates }: FoundObject): Written => ({ object: value, duplicates });

/**
 * The change that `kubectl apply` would make. An old manifest stands for what the cluster holds since it was applied: it is filled in, and
 * what it has and the new one lacks is removed.
 */
function update(old: OldObject, object: FoundObject, judge: Judge): Subject {
  const { kind, file, value: manifest } = object;
  const stored = changeTo(old, judge);
  const before = fill(stored, judge).after;
  const last = stored.operation === 'STORED' ? lastManifest(old.value) : old.value;
  const after = nativeDefaults(applied(before, manifest, last, kind), kind);
  const wayInManifest = manifestWays(after, manifest, kind);
  return {
    file,
    locate: (way) => object.locate(wayInManifest(way)),
    locateWritten: object.locate,
    change: {
      ...stored,
      operation: 'UPDATE',
      namespace: stored.namespace || namespaceOf(manifest),
      before,
      after,
      written: writtenOf(object),
    },
    user: '',
  };
}

interface Filled {
  readonly after: JsonObject;
  readonly notes: readonly string[];
}

/** What Podward's defaults add when the change is made. Nothing is added to an object that is stored already. */
function fill(change: Change, { engine, policy }: Judge): Filled {
  if (!policy.mutate.fill.includes('deny') || change.operation === 'STORED') return { after: change.after, notes: [] };
  return engine.fill(change);
}

/** The report, as far as it is written. What it holds is bounded, and nothing of it holds on to a file. */
export class Draft {
  readonly judge: Judge;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors = new ErrorList();
  readonly #notes: string[] = [];
  #moreNotes = 0;
  /** Findings that are counted only, by rule and mode. */
  readonly #omitted = new Map<string, Omitted>();
  #passedOver = 0;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  fail(file: string, error: () => ReportedError): void {
    this.#errors.add(file, error);
  }

  stop(error: ReportedError): void {
    this.#errors.addAlways(error);
  }

  note(text: () => string): void {
    if (this.#notes.length < maxNotes) this.#notes.push(detached(text()));
    else this.#moreNotes++;
  }

  passOver(): void {
    this.#passedOver++;
  }

  add(subject: Subject): void {
    const { file, locate, change, user } = subject;
    const { exemptions } = this.judge.policy;
    if (exemptions.namespaces.includes(change.namespace) || exemptions.users.includes(user)) {
      this.#passedOver++;
      return;
    }
    try {
      const { after, notes } = fill(change, this.judge);
      const omitted = this.#addFindings(subject, { ...change, after });
      const { operation } = change;
      this.#objects.push(detached({ file, ...locate([]), ...identityOf(change), operation, notes, omitted }));
    } catch (error) {
      if (!(error instanceof RuleFailure)) throw error;
      const message = `a bug in Podward, not in your file: ${error.message}`;
      this.fail(file, () => ({ file, ...locate([]), message }));
    }
  }

  /** Answers with those on the object that are counted only. */
  #addFindings({ file, locate, locateWritten }: Subject, change: Change): readonly Omitted[] {
    const isFull = this.#findings.length >= maxFindings;
    const { findings, omitted } = this.judge.engine.judge(change, 'deny', isFull ? 0 : undefined);
    if (isFull) {
      for (const entry of omitted) this.#omit(entry);
      return [];
    }
    const placeOf = (finding: Judged): Position => (isOfTheFile(finding) ? locateWritten : locate)(wayTo(finding));
    const object = this.#objects.length;
    for (const finding of withoutConsequences(findings, change))
      this.#findings.push(detached({ ...finding, file, ...placeOf(finding), object }));
    return omitted;
  }

  #omit({ rule, mode, count }: Omitted): void {
    const key = `${mode} ${rule}`;
    this.#omitted.set(key, { rule, mode, count: (this.#omitted.get(key)?.count ?? 0) + count });
  }

  addReview({ file, value, locate }: FoundReview): void {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const decoded = decode(bytes, 'mutate', this.judge.policy.minor);
    if (decoded.outcome === 'foreign') this.#passedOver++;
    else if (decoded.outcome !== 'change')
      this.fail(file, () => ({ file, ...locate(['request']), message: decoded.reason }));
    else {
      const inRequest = (way: Way): Position => locate(['request', 'object', ...way]);
      this.add({ ...decoded, file, locate: inRequest, locateWritten: inRequest });
    }
  }

  report(): Report {
    const more = this.#moreNotes === 0 ? [] : [`${this.#moreNotes} more ${this.#moreNotes === 1 ? 'note' : 'notes'}`];
    return {
      findings: this.#findings,
      objects: this.#objects,
      omitted: [...this.#omitted.values()],
      errors: this.#errors.all(),
      notes: [...this.#notes, ...more],
      passedOver: this.#passedOver,
    };
  }
}

const identityOf = ({
  kind,
  namespace,
  name,
}: Change): Pick<ReportedObject, 'apiVersion' | 'kind' | 'namespace' | 'name'> => ({
  apiVersion: apiVersionOf(kindFacts(kind)),
  kind,
  namespace,
  name,
});

const wayTo = ({ pointer }: Judged): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
