/** `--old` and `--new`: pairs the objects as `kubectl apply` does. */
import { showText } from '../text/shown.ts';
import type { ReportedError, SkippedObject, SkipReason } from '../report/report.ts';
import type { Position } from '../yaml/positions.ts';
import type { Draft } from './draft.ts';
import { detached } from './errors.ts';
import { documentLimits } from './limits.ts';
import type { Collector, FoundObject, FoundReview } from './objects.ts';
import { alone, nameOf, namespaceOf, prefixOf, titleOf, update } from './subject.ts';

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

  skip(): void {}

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

  skip(reason: SkipReason, describe: () => SkippedObject): void {
    this.#draft.skip(reason, describe);
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
      this.#draft.fail(file, () => ({
        file,
        ...place(),
        message: message(),
        excerpt: object.excerpt([], ['metadata', 'name']),
      }));
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
        const excerpt = object.excerpt([], ['kind']);
        this.#stray = detached({ error: { file, ...object.locate(['kind']), message, excerpt }, note: asNew() });
      } else this.#draft.note(asNew);
      this.#draft.add(alone(object, this.#draft.engine));
    } else if (others.length > 0) fail(() => ambiguous(object, [before, ...others]));
    else this.#draft.add(update(before, object, this.#draft.engine));
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
