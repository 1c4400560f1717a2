/** Found objects -> a report: what the webhook would say if they were sent to a cluster. */
import { decode } from '../admission/decode.ts';
import type { Engine } from '../engine/engine.ts';
import type { Judged } from '../engine/judged.ts';
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
import type { Found, FoundObject, FoundReview } from './objects.ts';
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
export function assessObjects(found: Found, judge: Judge): Report {
  const draft = new Draft(found, judge);
  for (const object of found.objects) draft.add(alone(object, judge));
  for (const review of found.reviews) draft.addReview(review);
  return draft.report();
}

/**
 * Judges the change from the old objects to the new ones, paired as `kubectl apply` would: an object of another name is another object. What
 * is new is judged as created, what is gone is not judged, and a note says so of both. Where no old object could be read, nothing is known
 * of what is new, and nothing is judged.
 */
export function assessChange(old: Found, found: Found, judge: Judge): Report {
  const draft = new Draft(found, judge, old.errors);
  for (const { file, locate } of [...old.reviews, ...found.reviews]) {
    draft.fail({
      file,
      ...locate([]),
      message: 'an AdmissionReview holds both objects: give it as FILE, without --old and --new',
    });
  }
  const [[first, ...more], [only, ...others]] = [old.objects, found.objects];
  if (first !== undefined && only !== undefined && more.length + others.length === 0 && first.kind !== only.kind) {
    const message = `--old holds a ${first.kind} and --new a ${only.kind}. Give two objects of the same kind.`;
    draft.fail({ file: only.file, ...only.locate(['kind']), message });
    return draft.report();
  }
  if (old.objects.length === 0 && old.errors.length + old.reviews.length > 0) return draft.report();
  const [known, asked] = [identified(old.objects), identified(found.objects)];
  const find = finder(known);
  for (const entry of asked) {
    const { object } = entry;
    const candidates = find(entry);
    const [before] = candidates;
    const place = { file: object.file, ...object.locate(['metadata', 'name']) };
    if (candidates.length > 1) draft.fail({ ...place, message: ambiguous(object, candidates) });
    else if (before !== undefined) draft.add(update(before.object, object, judge));
    else {
      draft.note(
        `${place.file}:${place.line}:${place.column}: ${titleOf(object)} is not in --old and is judged as new.`,
      );
      draft.add(alone(object, judge));
    }
  }
  // One that could not be read may be any of them.
  const gone = found.errors.length === 0 ? goneFrom(known, asked) : [];
  if (gone.length > 0) draft.note(goneNote(gone));
  return draft.report();
}

/** The old objects that no new one can be meant for: one that names no namespace may be meant for any of its name. */
function goneFrom(known: readonly Identified[], asked: readonly Identified[]): readonly FoundObject[] {
  const keys = new Set(asked.map(({ key }) => key));
  const ids = new Set(asked.map(({ id }) => id));
  const anywhere = new Set(asked.filter(isUnplaced).map(({ id }) => id));
  const gone = known.filter((entry) => !keys.has(entry.key) && !(isUnplaced(entry) ? ids : anywhere).has(entry.id));
  return [...new Map(gone.map(({ key, object }) => [key, object])).values()];
}

function goneNote([first, ...others]: readonly FoundObject[]): string {
  return others.length === 0
    ? `${titleOf(first!)} is in --old and not in --new. kubectl apply does not delete it.`
    : `${others.length + 1} objects are in --old and not in --new. kubectl apply does not delete them.`;
}

/** An object with what tells it apart from others, as kube-apiserver does. */
interface Identified {
  readonly object: FoundObject;
  /** Kind and name. The kind says which group it is of. */
  readonly id: string;
  /** The same in its namespace. */
  readonly key: string;
}

/** An object without a name gets one when it is created: the n-th of a prefix stands for the n-th. */
function identified(objects: readonly FoundObject[]): Identified[] {
  const counts = new Map<string, number>();
  return objects.map((object) => {
    const { kind, value } = object;
    const namespace = namespaceOf(value);
    const prefix = nameOf(value) === '' ? (stringAt(value, 'metadata', 'generateName') ?? '') : '';
    const named = JSON.stringify([kind, nameOf(value), prefix]);
    const place = `${namespace} ${named}`;
    const count = nameOf(value) === '' ? (counts.get(place) ?? 0) : 0;
    counts.set(place, count + 1);
    const id = `${count} ${named}`;
    return { object, id, key: keyIn(namespace || 'default', id) };
  });
}

const keyIn = (namespace: string, id: string): string => `${namespace} ${id}`;

/**
 * Finds the old objects that a new one may be applied to. A manifest that names no namespace may be applied to any, and an old one may
 * have been.
 */
function finder(objects: readonly Identified[]): (entry: Identified) => readonly Identified[] {
  const exact = new Map(objects.map((entry) => [entry.key, entry]));
  const anywhere = new Map<string, Identified[]>();
  for (const entry of objects) {
    const some = anywhere.get(entry.id) ?? [];
    if (some.length <= maxListed) anywhere.set(entry.id, [...some, entry]);
  }
  return (entry) => {
    const { id, key } = entry;
    const found = exact.get(key);
    if (found !== undefined) return [found];
    if (isUnplaced(entry)) return anywhere.get(id) ?? [];
    const unplaced = exact.get(keyIn('default', id));
    return unplaced !== undefined && isUnplaced(unplaced) ? [unplaced] : [];
  };
}

const isUnplaced = ({ object }: Identified): boolean => namespaceOf(object.value) === '';

/** As many namespaces of a name are listed. */
const maxListed = 4;

function ambiguous(object: FoundObject, candidates: readonly Identified[]): string {
  const namespaces = candidates
    .slice(0, maxListed)
    .map((candidate) => showText(namespaceOf(candidate.object.value) || 'default'));
  const listed = [...namespaces, ...(candidates.length > maxListed ? ['…'] : [])].join(', ');
  return `${titleOf(object)} is in the namespaces ${listed} of --old. Set metadata.namespace in --new.`;
}

function titleOf({ kind, value }: FoundObject): string {
  const prefix = stringAt(value, 'metadata', 'generateName') ?? '';
  const name = nameOf(value) || (prefix === '' ? '' : `${prefix}…`);
  const place = namespaceOf(value) === '' ? '' : ` in namespace ${JSON.stringify(showText(namespaceOf(value)))}`;
  return `${kind} ${JSON.stringify(showText(name))}${place}`;
}

const namespaceOf = (object: JsonObject): string => stringAt(object, 'metadata', 'namespace') ?? '';
const nameOf = (object: JsonObject): string => stringAt(object, 'metadata', 'name') ?? '';

/** One from a cluster was accepted there: it is judged as it is stored, and not as if it were created once more. */
function alone(object: FoundObject, { policy }: Judge): Subject {
  const { file, kind, value, locate } = object;
  const change: Change = {
    operation: isFromCluster(value) ? 'STORED' : 'CREATE',
    phase: 'offline',
    kind,
    subresource: '',
    namespace: namespaceOf(value),
    name: nameOf(value),
    after: nativeDefaults(value, kind),
    minor: policy.minor,
    written: writtenOf(object),
  };
  return { file, locate, locateWritten: locate, change, user: '' };
}

const writtenOf = ({ value, duplicates }: FoundObject): Written => ({ object: value, duplicates });

/**
 * The change that `kubectl apply` would make. An old manifest stands for what the cluster holds since it was applied: it is filled in, and
 * what it has and the new one lacks is removed.
 */
function update(old: FoundObject, object: FoundObject, judge: Judge): Subject {
  const { kind, file, value: manifest } = object;
  const stored = alone(old, judge).change;
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

class Draft {
  readonly #judge: Judge;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors: ReportedError[];
  readonly #notes: string[] = [];
  #passedOver: number;

  constructor({ errors, passedOver }: Found, judge: Judge, more: readonly ReportedError[] = []) {
    this.#judge = judge;
    this.#errors = [...more, ...errors];
    this.#passedOver = passedOver;
  }

  fail(error: ReportedError): void {
    this.#errors.push(error);
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  add({ file, locate, locateWritten, change, user }: Subject): void {
    const { exemptions } = this.#judge.policy;
    if (exemptions.namespaces.includes(change.namespace) || exemptions.users.includes(user)) {
      this.#passedOver++;
      return;
    }
    try {
      const { after, notes } = fill(change, this.#judge);
      const judged = { ...change, after };
      const { findings, omitted } = this.#judge.engine.judge(judged);
      const placeOf = (finding: Judged): Position => (isOfTheFile(finding) ? locateWritten : locate)(wayTo(finding));
      const object = this.#objects.length;
      for (const finding of withoutConsequences(findings, judged))
        this.#findings.push({ ...finding, file, ...placeOf(finding), object });
      this.#objects.push({ file, ...locate([]), ...identityOf(change), operation: change.operation, notes, omitted });
    } catch (error) {
      if (!(error instanceof RuleFailure)) throw error;
      this.fail({ file, ...locate([]), message: `a bug in Podward, not in your file: ${error.message}` });
    }
  }

  addReview({ file, value, locate }: FoundReview): void {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const decoded = decode(bytes, 'mutate', this.#judge.policy.minor);
    if (decoded.outcome === 'foreign') this.#passedOver++;
    else if (decoded.outcome !== 'change') this.fail({ file, ...locate(['request']), message: decoded.reason });
    else {
      const inRequest = (way: Way): Position => locate(['request', 'object', ...way]);
      this.add({ ...decoded, file, locate: inRequest, locateWritten: inRequest });
    }
  }

  report(): Report {
    return {
      findings: this.#findings,
      objects: this.#objects,
      errors: this.#errors,
      notes: this.#notes,
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
