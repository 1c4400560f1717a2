/** Objects -> a report: what the webhook would decide if the objects were sent to a cluster. */
import { decodeParsed } from '../admission/decode.ts';
import { decide, fill, type Asked, type Decision, type Judge } from '../engine/decide.ts';
import { activeModes, type Judged, type Omitted } from '../engine/judged.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { apiVersionOf, kindFacts } from '../kubernetes/kinds.ts';
import { nativeDefaults } from '../kubernetes/apiserver/defaults.ts';
import { manifestWays } from '../kubernetes/apiserver/strategic-merge.ts';
import { showText } from '../text/shown.ts';
import type { Excerpt, Report, ReportedError, ReportedFinding, ReportedObject } from '../report/report.ts';
import type { Change, Written } from '../change/change.ts';
import { applied, isFromCluster, lastManifest } from './applied.ts';
import type { ExcerptOptions, Position, Way } from './documents.ts';
import { detached, ErrorList } from './errors.ts';
import { documentLimits, maxFindings, maxNotes } from './limits.ts';
import { type Collector, type FoundObject, type FoundReview } from './objects.ts';
import { asRecorded } from './recorded.ts';
import { isOfTheFile, mayHaveConsequences, withoutConsequences } from './written.ts';

/** A change to judge, with the position of its new object in a file. */
interface Subject {
  readonly file: string;
  readonly locate: (way: Way) => Position;
  /** The same for a location in the file itself. */
  readonly locateWritten: (way: Way) => Position;
  /** The line of the file at a location of `locate` and `locateWritten`. */
  readonly excerpt: (way: Way, options: ExcerptOptions) => Excerpt | undefined;
  readonly excerptWritten: (way: Way, options: ExcerptOptions) => Excerpt | undefined;
  /** The change. For a recorded one there may be several, and the strictest decision counts. */
  readonly changes: readonly Change[];
  readonly user: string;
}

/** Judges each object as if it were created, an object from a cluster as it is stored, and a recorded request as that request. */
export const judging = (draft: Draft): Collector => ({
  object: (object) => draft.add(alone(object, draft.judge)),
  review: (review) => draft.addReview(review),
  passOver: () => draft.passOver(),
  fail: (file, error) => draft.fail(file, error),
  stop: (error) => draft.stop(error),
});

/** What identifies an object in kube-apiserver. */
interface Identity {
  /** Kind and name. The kind implies the API group. */
  readonly id: string;
  /** The same with the namespace. */
  readonly key: string;
  /** Whether the object has no namespace. */
  readonly isUnplaced: boolean;
}

/** An object of `--old`. Its position in the file is not needed. */
type OldObject = Pick<FoundObject, 'kind' | 'value' | 'values'> & Identity;

const keyIn = (namespace: string, id: string): string => `${namespace} ${id}`;

/** Identifies objects in their order. An object without a name gets one when it is created, so the n-th object with a prefix is identified by n. */
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

/** The old objects of a change. They are kept together, because a new object may change any of them. */
export class OldObjects implements Collector {
  readonly objects: OldObject[] = [];
  readonly #draft: Draft;
  readonly #identify = identifier();
  #values = 0;
  /** Whether a part could not be read. */
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
        'The rest is not compared. Give fewer objects at a time.';
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

const isReview =
  'an AdmissionReview contains both the old and the new object. Give the file as FILE, without --old and --new.';

/**
 * Judges the change from the old objects to the new ones, which are paired as in `kubectl apply`: an object with another name is another
 * object. New objects are judged as created, removed ones are not judged, and notes say so. If a part of the old objects could not be
 * read, it may contain any missing object, so only paired objects are judged.
 */
export class Comparison implements Collector {
  readonly #old: readonly OldObject[];
  readonly #draft: Draft;
  readonly #identify = identifier();
  readonly #find: (identity: Identity) => readonly OldObject[];
  /** Whether a part of the old or of the new objects could not be read. */
  readonly #hasOldFailed: boolean;
  #hasFailed = false;
  /** Set if the first new object has a different kind from the only old one. It is an error if no other new object follows, and a note otherwise. */
  #stray: { readonly error: ReportedError; readonly note: string } | undefined;
  #isFirst = true;
  /** Of the new objects. */
  readonly #keys = new Set<string>();
  readonly #ids = new Set<string>();
  readonly #unplaced = new Set<string>();

  constructor({ objects, hasFailed }: OldObjects, draft: Draft) {
    this.#old = objects;
    this.#draft = draft;
    this.#find = finder(objects);
    this.#hasOldFailed = hasFailed;
  }

  object(object: FoundObject): void {
    // The errors about the old objects are enough.
    if (this.#hasOldFailed && this.#old.length === 0) return;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    this.#endStray();
    this.#compare(object, isFirst);
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

  /** Must be called after the last new object. */
  end(): void {
    // The part that could not be read may contain any of them.
    if (this.#hasFailed) {
      this.#endStray();
      return;
    }
    if (this.#stray !== undefined) {
      const { error } = this.#stray;
      this.#draft.fail(error.file, () => error);
      return;
    }
    const gone = new Map(this.#old.filter((object) => !this.#isMet(object)).map((object) => [object.key, object]));
    const [first] = gone.values();
    if (first !== undefined) this.#draft.note(() => goneNote(first, gone.size));
  }

  /** Whether a new object may correspond to the old one: an object without a namespace may be in any namespace. */
  #isMet({ id, key, isUnplaced }: OldObject): boolean {
    return this.#keys.has(key) || (isUnplaced ? this.#ids : this.#unplaced).has(id);
  }

  /** The object is not the only new one. */
  #endStray(): void {
    const note = this.#stray?.note;
    this.#stray = undefined;
    if (note !== undefined) this.#draft.note(() => note);
  }

  /** Why the object cannot be compared with an old one. Undefined if it can be. */
  #doubtAbout({ value }: FoundObject, before: OldObject | undefined): string | undefined {
    if (before === undefined)
      return this.#hasOldFailed ? 'the object may be in the part of --old that could not be read' : undefined;
    if (nameOf(value) !== '' || !(this.#hasOldFailed || this.#hasFailed)) return undefined;
    const side = this.#hasOldFailed ? '--old' : '--new';
    return `objects without a name are compared in their order, and a part of ${side} could not be read`;
  }

  #compare(object: FoundObject, isFirst: boolean): void {
    const identity = this.#identify(object);
    this.#keys.add(identity.key);
    this.#ids.add(identity.id);
    if (identity.isUnplaced) this.#unplaced.add(identity.id);
    const [before, ...others] = this.#find(identity);
    const { file } = object;
    const place = (): Position => object.locate(['metadata', 'name']);
    const fail = (message: () => string): void =>
      this.#draft.fail(file, () => ({ file, ...place(), message: message() }));
    const note = (text: string): string => {
      const { line, column } = place();
      return `${file}:${line}:${column}: ${titleOf(object)} ${text}.`;
    };
    const doubt = this.#doubtAbout(object, before);
    if (doubt !== undefined) this.#draft.note(() => note(`is not checked, because ${doubt}`));
    else if (before === undefined) {
      const asNew = (): string => note('is not in --old and is checked as a new object');
      const only = this.#old.length === 1 ? this.#old[0] : undefined;
      if (isFirst && only !== undefined && only.kind !== object.kind) {
        const message = `--old contains a ${only.kind}, and --new contains a ${object.kind}. Use two objects of the same kind.`;
        this.#stray = detached({ error: { file, ...object.locate(['kind']), message }, note: asNew() });
      } else this.#draft.note(asNew);
      this.#draft.add(alone(object, this.#draft.judge));
    } else if (others.length > 0) fail(() => ambiguous(object, [before, ...others]));
    else this.#draft.add(update(before, object, this.#draft.judge));
  }
}

const goneNote = (first: OldObject, count: number): string =>
  count === 1
    ? `${titleOf(first)} is only in --old, and kubectl apply does not delete it.`
    : `${count} objects are only in --old, and kubectl apply does not delete them.`;

/**
 * Finds the old objects that a new object may be applied to. A manifest without a namespace may be applied to any namespace, and an old
 * manifest may have been.
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

/** The maximum number of namespaces in a list. */
const maxListed = 4;

function ambiguous(object: FoundObject, candidates: readonly OldObject[]): string {
  const namespaces = candidates.slice(0, maxListed).map(({ value }) => showText(namespaceOf(value) || 'default'));
  const listed = [...namespaces, ...(candidates.length > maxListed ? ['…'] : [])].join(', ');
  return `${titleOf(object)} is in several namespaces in --old: ${listed}. Set metadata.namespace in --new.`;
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
  const excerpt: Subject['excerpt'] = (way, options) => object.excerpt([], way, options);
  return { file, locate, locateWritten: locate, excerpt, excerptWritten: excerpt, changes: [change], user: '' };
}

/** An object from a cluster was accepted there, so it is judged as it is stored, and not as if it were created again. */
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
 * The change that `kubectl apply` would make. An old manifest represents the object in the cluster since it was applied: defaults are
 * added to it, and fields that the new manifest omits are removed.
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
    excerpt: (way, options) => object.excerpt([], wayInManifest(way), options),
    excerptWritten: (way, options) => object.excerpt([], way, options),
    changes: [
      {
        ...stored,
        operation: 'UPDATE',
        namespace: stored.namespace || namespaceOf(manifest),
        before,
        after,
        written: writtenOf(object),
      },
    ],
    user: '',
  };
}

/** The report so far. Its size is limited, and it keeps no reference to a file. */
export class Draft {
  readonly judge: Judge;
  readonly #withExcerpts: boolean;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors = new ErrorList();
  readonly #notes: string[] = [];
  #moreNotes = 0;
  /** Findings that are counted and not kept, by rule and mode. */
  readonly #omitted = new Map<string, Omitted>();
  #passedOver = 0;

  /** `withExcerpts`: for a report that shows the lines of the findings. */
  constructor(judge: Judge, withExcerpts = false) {
    this.judge = judge;
    this.#withExcerpts = withExcerpts;
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
    const { file, locate, locateWritten } = subject;
    const isFull = this.#findings.length >= maxFindings;
    const decision = this.#decisionOn(subject, isFull);
    if (decision.outcome === 'exempt') {
      this.#passedOver++;
      return;
    }
    const { change, filled, findings, omitted } = decision;
    if (decision.outcome === 'stale') this.note(() => staleNote(subject, change));
    const meant = withoutConsequences(findings, change);
    const placeOf = (finding: Judged): Position =>
      (isOfTheFile(finding) ? locateWritten : locate)(wayOf(finding.pointer));
    const { operation } = change;
    const notes = filled.notes.map((note) => ({ ...note, ...locate(wayOf(note.pointer)) }));
    const { moreNotes } = filled;
    // Either everything of an object is added or nothing: whatever may fail comes before the first addition.
    const counted = isFull ? [] : omitted;
    const object = detached({
      file,
      ...locate([]),
      ...identityOf(change),
      operation,
      notes,
      moreNotes,
      omitted: counted,
    });
    const number = this.#objects.length;
    const listed = (isFull ? [] : meant).map((finding) =>
      detached({ ...finding, file, ...placeOf(finding), ...this.#excerptsOf(finding, subject), object: number }),
    );
    this.#objects.push(object);
    for (const finding of listed) this.#findings.push(finding);
    if (!isFull) return;
    for (const { rule, mode } of meant) this.#omit({ rule, mode, count: 1 });
    for (const entry of omitted) this.#omit(entry);
  }

  #excerptsOf(finding: Judged, subject: Subject): Pick<ReportedFinding, 'excerpt' | 'contradicted'> {
    if (!this.#withExcerpts) return {};
    const excerptAt = isOfTheFile(finding) ? subject.excerptWritten : subject.excerpt;
    const { pointer, beside, isOfKey = false } = finding;
    return {
      excerpt: excerptAt(wayOf(pointer), { ofKey: isOfKey }),
      contradicted: beside === undefined ? undefined : excerptAt(wayOf(beside), { exact: true }),
    };
  }

  #decisionOn({ changes, user }: Subject, countOnly: boolean): Decision {
    const [first, ...others] = changes.map((change) => this.#decide({ change, user }, countOnly));
    return others.reduce((strictest, other) => (isStricter(other, strictest) ? other : strictest), first!);
  }

  /** Counting is faster if the findings themselves are not needed. */
  #decide(asked: Asked, countOnly: boolean): Decision {
    if (!countOnly) return decide(asked, this.judge);
    const counted = decide(asked, this.judge, 'deny', 0);
    return mayHaveConsequences(counted.omitted) ? decide(asked, this.judge) : counted;
  }

  #omit({ rule, mode, count }: Omitted): void {
    const key = `${mode} ${rule}`;
    this.#omitted.set(key, { rule, mode, count: (this.#omitted.get(key)?.count ?? 0) + count });
  }

  addReview({ file, value, locate, excerpt }: FoundReview): void {
    const decoded = decodeParsed(value, 'mutate', this.judge.policy.minor);
    if (decoded.outcome === 'foreign') this.#passedOver++;
    else if (decoded.outcome !== 'change')
      this.fail(file, () => ({ file, ...locate(['request']), message: wordsOf(decoded) }));
    else {
      const { user, change } = decoded;
      const object = ['request', 'object'];
      const inRequest = (way: Way): Position => locate([...object, ...way]);
      const excerptIn: Subject['excerpt'] = (way, options) => excerpt(object, way, options);
      this.add({
        file,
        locate: inRequest,
        locateWritten: inRequest,
        excerpt: excerptIn,
        excerptWritten: excerptIn,
        changes: asRecorded(change),
        user,
      });
    }
  }

  report(): Report {
    const more =
      this.#moreNotes === 0
        ? []
        : [`${this.#moreNotes} more ${this.#moreNotes === 1 ? 'note is' : 'notes are'} not listed.`];
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

/** Why a recorded request cannot be judged. */
const wordsOf = ({ reason, advice }: { readonly reason: string; readonly advice?: string }): string =>
  advice === undefined ? reason : `${reason} ${advice}`;

function staleNote({ file, locate }: Subject, { kind, after }: Change): string {
  const { line, column } = locate(['metadata', 'resourceVersion']);
  return (
    `${file}:${line}:${column}: ${titleOf({ kind, value: after })} is not checked, because its resourceVersion is not that of the stored ` +
    'object. The API server refuses such a request with 409 Conflict.'
  );
}

/** Whether the most severe finding of `one` is more severe than that of `other`. */
const isStricter = (one: Decision, other: Decision): boolean => severityOf(one) < severityOf(other);

function severityOf({ findings, omitted }: Decision): number {
  const rank = activeModes.findIndex((mode) => [...findings, ...omitted].some((finding) => finding.mode === mode));
  return rank === -1 ? activeModes.length : rank;
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

const wayOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
