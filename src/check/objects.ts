/** Finds the objects in a text: one for each document, or many in a List. */
import { valuesIn } from '../admission/extent.ts';
import { field, get, isList, isObject, isSet, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { apiVersionOf, kindFacts, kinds, type Kind, type KindFacts } from '../kubernetes/kinds.ts';
import { renamedKinds } from '../kubernetes/removed-versions.ts';
import { didYouMean } from '../text/hint.ts';
import { nearest } from '../text/nearest.ts';
import { showQuoted } from '../text/shown.ts';
import { replaceFix } from '../text/unreplaced.ts';
import type { DuplicateName } from '../change/change.ts';
import type { Way } from '../json/path.ts';
import type { ReportedError, SkippedObject, SkipReason } from '../report/report.ts';
import type { Position } from '../yaml/positions.ts';
import type { FindExcerpt, ParsedDocument } from './document.ts';
import { readDocuments } from './documents.ts';
import { bugInObject } from './errors.ts';
import { maxObjects, maxObjectValues, maxParts } from './limits.ts';
import { kindMeant } from './kind-meant.ts';
import type { Source } from './sources.ts';
import { skippedObject } from './skipped.ts';

/** An object of a kind that Podward checks. */
export interface FoundObject {
  readonly file: string;
  readonly kind: Kind;
  /** In the API version that is served. */
  readonly value: JsonObject;
  /** As it is written. */
  readonly apiVersion: string;
  /** How many list entries and fields it has. */
  readonly values: number;
  readonly locate: (way: Way) => Position;
  readonly excerpt: FindExcerpt;
  /** Keys that occur more than once. */
  readonly duplicates: readonly DuplicateName[];
}

/** A recorded AdmissionReview. It is checked as the request that it contains. */
export interface FoundReview {
  readonly file: string;
  readonly value: JsonObject;
  readonly locate: (way: Way) => Position;
  readonly excerpt: FindExcerpt;
}

/** Takes the parts of a text. No document is kept when the next one is read. */
export interface Collector {
  object(object: FoundObject): void;
  review(review: FoundReview): void;
  /** Something that Podward does not check. It is described only if it is listed. */
  skip(reason: SkipReason, describe: () => SkippedObject): void;
  /** The error is made only if it is listed. */
  fail(file: string, error: () => ReportedError): void;
  /** The rest is not checked, and the user must be told why. */
  stop(error: ReportedError): void;
}

/** Looks for objects in texts, one text after the other. Returns whether the limits permit more. */
export function objectFinder(collector: Collector): (source: Source) => boolean {
  const run = { objects: 0 };
  return (source) => {
    new Search(source, collector, run).run();
    return run.objects <= maxObjects;
  };
}

const restIsNotChecked = 'The rest is not checked.';

const noObject = (file: string): string =>
  file === '-'
    ? 'standard input contains no Kubernetes object. Check the command whose output is read.'
    : 'the file contains no Kubernetes object. Check the path.';

type Place = () => Partial<Position>;

class Search {
  readonly #source: Source;
  readonly #collector: Collector;
  readonly #run: { objects: number };
  #parts = 0;
  #isOver = false;

  /** `run` counts the objects of all files. */
  constructor(source: Source, collector: Collector, run: { objects: number }) {
    this.#source = source;
    this.#collector = collector;
    this.#run = run;
  }

  run(): void {
    let isEmpty = true;
    readDocuments(this.#source.text, (piece) => {
      isEmpty &&= piece === 'empty';
      if (piece === 'empty') this.#countPart(() => ({}));
      else if ('message' in piece) this.#fail(() => ({ ...piece, excerpt: piece.excerpt() }));
      else this.#visit(piece);
      return !this.#isOver;
    });
    // A pipe without any object usually means that the command before it failed.
    if (isEmpty && this.#source.named) this.#fail(() => ({ message: noObject(this.#source.file) }));
  }

  #fail(error: () => Omit<ReportedError, 'file'>): void {
    this.#collector.fail(this.#source.file, () => ({ file: this.#source.file, ...error() }));
  }

  /** An error in the document, at one of its fields or at its beginning. It shows the value of the field, or the name. */
  #failAt({ locate, excerpt }: ParsedDocument, way: Way, message: () => string, ofKey = false): void {
    this.#fail(() => ({ ...locate(way), message: message(), excerpt: excerpt([], way, { ofKey }) }));
  }

  #skip(reason: SkipReason, { locate }: ParsedDocument, value: Json): void {
    this.#collector.skip(reason, () => skippedObject(value, { file: this.#source.file, locate }));
  }

  /** One more document or item of the file. */
  #countPart(place: Place): void {
    if (++this.#parts > maxParts)
      this.#stop(
        place,
        `the file has more than ${maxParts} documents and list items. ${restIsNotChecked} Split the file.`,
      );
  }

  #stop(place: Place, message: string): void {
    this.#collector.stop({ file: this.#source.file, ...place(), message });
    this.#isOver = true;
  }

  /** One more object of the run. If Podward fails on one object, the others are still checked. */
  #handOver({ locate }: ParsedDocument, use: () => void): void {
    const place = (): Position => locate([]);
    if (++this.#run.objects > maxObjects) {
      this.#stop(place, `there are more than ${maxObjects} objects. ${restIsNotChecked} Check fewer files at a time.`);
      return;
    }
    try {
      use();
    } catch (error) {
      this.#fail(() => ({ ...place(), message: bugInObject(error) }));
    }
  }

  /** `isItem` says that the document is in a list, and `inherited` is the identity of an item without one. */
  #visit(document: ParsedDocument, isItem = false, inherited?: Identity): void {
    const { value, locate } = document;
    this.#countPart(() => locate([]));
    if (this.#isOver) return;
    const identity = identityOf(value) ?? inherited;
    if (!isObject(value) || identity === undefined) this.#unidentified(document);
    else if (identity.kind === 'AdmissionReview') this.#review(document, value);
    else if (identity.kind.endsWith('List') && isList(value['items'])) {
      if (isItem) this.#failAt(document, ['items'], () => listInList, true);
      else this.#list(document, value['items'], identity);
    } else this.#object(document, value, identity);
  }

  #unidentified(document: ParsedDocument): void {
    const { value } = document;
    const misspelled = misspelledIdentity(value);
    if (misspelled !== undefined) this.#failAt(document, [misspelled.name], () => misspelled.message, true);
    else if (this.#source.named) this.#failAt(document, [], () => whatIsMissing(value));
    else this.#skip('not-an-object', document, value);
  }

  #review(document: ParsedDocument, value: JsonObject): void {
    const { locate, excerpt } = document;
    const { file } = this.#source;
    this.#handOver(document, () => this.#collector.review({ file, value, locate, excerpt }));
  }

  #list(document: ParsedDocument, items: readonly Json[], identity: Identity): void {
    const { kind } = identity;
    const ofItems = kind === 'List' ? undefined : { ...identity, kind: kind.slice(0, -'List'.length) };
    for (const [i, item] of items.entries()) {
      if (this.#isOver) return;
      this.#visit(entryOf(document, item, i), true, ofItems);
    }
  }

  #object(document: ParsedDocument, value: JsonObject, identity: Identity): void {
    const unusable = unusableItems(value, identity);
    const facts = kindOf(identity);
    if (unusable !== undefined) this.#failAt(document, [unusable.name], () => unusable.message, true);
    else if (facts !== undefined) this.#handOver(document, () => this.#known(document, value, identity, facts));
    else this.#unknown(document, value, identity);
  }

  #known(document: ParsedDocument, value: JsonObject, { apiVersion }: Identity, facts: KindFacts): void {
    const { locate, excerpt, duplicates } = document;
    const { kind } = facts;
    const values = valuesIn(value);
    const managedFields = valuesIn(get(value, 'metadata', 'managedFields') ?? null);
    if (values - managedFields > maxObjectValues) {
      this.#failAt(document, [], () => tooLarge);
      return;
    }
    // The items of a typed list, such as a PodList, may leave out apiVersion and kind.
    const complete = { ...value, apiVersion: apiVersionOf(facts), kind };
    const { file } = this.#source;
    this.#collector.object({ file, kind, value: complete, apiVersion, values, locate, excerpt, duplicates });
  }

  /** An object of a kind that Podward does not check. */
  #unknown(document: ParsedDocument, value: JsonObject, { apiVersion, group, kind, isNative }: Identity): void {
    const renamed = isNative ? renamedKinds.get(kind) : undefined;
    const meant = kindMeant(group, kind);
    const unreplaced = unreplacedName(apiVersion, kind);
    if (unreplaced !== undefined) this.#failAt(document, [unreplaced.name], () => unreplaced.message);
    else if (renamed !== undefined)
      this.#failAt(document, ['kind'], () => {
        const { to, since } = renamed;
        const served = apiVersionOf(kindFacts(to));
        return `${kind} was renamed to ${to} in Kubernetes ${since}. Use kind: ${to} and apiVersion: ${served}.`;
      });
    else if (meant !== undefined)
      this.#failAt(
        document,
        ['kind'],
        () => `kind ${showQuoted(kind)} does not exist in apiVersion ${showQuoted(apiVersion)}. ${didYouMean([meant])}`,
      );
    // A PodwardConfiguration is skipped too, in any version. It is read with --config.
    else this.#skip('kind', document, { ...value, apiVersion, kind });
  }
}

/** What the object is cannot be known before its placeholders are replaced. */
function unreplacedName(apiVersion: string, kind: string): Unusable | undefined {
  const isKnown = kinds.some((facts) => facts.kind === kind);
  const [name, fix] = isKnown ? ['apiVersion', replaceFix(apiVersion)] : ['kind', replaceFix(kind)];
  return fix === undefined
    ? undefined
    : { name, message: `${name} contains a placeholder that was not replaced. ${fix}` };
}

/** Source: k8s.io/apimachinery pkg/api/meta/help.go (GetItemsPtr), which kubectl calls for each item with items. */
const listInList = 'kubectl cannot read a list inside a list. Move these items into the outer list.';

/** The webhook refuses to read such an object. */
const tooLarge = `the object has more than ${maxObjectValues} list entries and fields, which the webhook refuses. Make the object smaller.`;

/** The kind of an object, or of all items of a list. A long apiVersion is taken apart once. */
interface Identity {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  /** The groups of Pods and workloads have no dot. A `Job` of another group is another kind. */
  readonly isNative: boolean;
  readonly kind: string;
}

function identityOf(value: Json): Identity | undefined {
  const apiVersion = stringAt(value, 'apiVersion') ?? '';
  const kind = stringAt(value, 'kind') ?? '';
  if (apiVersion === '' || kind === '') return undefined;
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
  return { apiVersion, group, version, isNative: !group.replace(/\.k8s\.io$/, '').includes('.'), kind };
}

/** The kind of an object in any API version, also in one that does not exist: the rule api-version reports it. */
const kindOf = ({ isNative, kind }: Identity): KindFacts | undefined =>
  isNative ? kinds.find((facts) => facts.kind === kind) : undefined;

/** An item of a List. */
function entryOf({ locate, excerpt, duplicates }: ParsedDocument, value: Json, i: number): ParsedDocument {
  const own = duplicates.filter(({ way }) => way[0] === 'items' && way[1] === i);
  return {
    value,
    locate: (way) => locate(['items', i, ...way]),
    excerpt: (object, way, options) => excerpt(['items', i, ...object], way, options),
    duplicates: own.map((duplicate) => ({ ...duplicate, way: duplicate.way.slice(2) })),
  };
}

function whatIsMissing(value: Json): string {
  if (!isObject(value)) return 'a Kubernetes object must be a map with apiVersion and kind.';
  const known = kinds.find(({ kind }) => kind === value['kind']);
  const use = known === undefined ? '' : ` Use apiVersion: ${apiVersionOf(known)}.`;
  const wrong = identityNames.filter((name) => isSet(field(value, name)) && typeof field(value, name) !== 'string');
  if (wrong.length > 0)
    return wrong.length === 1 ? `${wrong[0]} must be a string.${use}` : `${wrong.join(' and ')} must be strings.`;
  return areRequired(missingNames(value)) + use;
}

const identityNames = ['apiVersion', 'kind'];

const missingNames = (value: Json): string[] => identityNames.filter((name) => (stringAt(value, name) ?? '') === '');

const areRequired = (names: readonly string[]): string =>
  `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} required in a Kubernetes object.`;

/**
 * Why the objects of a list cannot be found. A list without items is empty. Source: k8s.io/apimachinery
 * pkg/apis/meta/v1/unstructured/helpers.go (decodeToList), which looks at the name as it is written.
 */
function unusableItems(list: JsonObject, identity: Identity): Unusable | undefined {
  const { group, version, kind } = identity;
  if (!kind.endsWith('List')) return undefined;
  const item = kind.slice(0, -'List'.length);
  const isChecked = item === '' ? group === '' && version === 'v1' : kindOf({ ...identity, kind: item }) !== undefined;
  if (!isChecked) return undefined;
  const items = field(list, 'items');
  const wrong = { name: 'items', message: `items of ${kind} must be a list.` };
  if (isSet(items)) return wrong;
  const name = Object.keys(list).find((key) => key !== 'items' && nearest(key, ['items']));
  // The server writes null for a typed list without items.
  if (name === undefined) return items === null && item === '' ? wrong : undefined;
  return { name, message: `items is required in ${kind}. ${didYouMean(['items'], name)}` };
}

interface Unusable {
  readonly name: string;
  readonly message: string;
}

/** An object with a key that is similar to apiVersion, if it lacks it, and one that is similar to kind, if it lacks that. */
function misspelledIdentity(value: Json): Unusable | undefined {
  const missing = missingNames(value);
  if (!isObject(value) || missing.some((name) => Object.hasOwn(value, name))) return undefined;
  const keys = Object.keys(value).filter((key) => key !== 'metadata' && key !== 'spec');
  const similar = missing.flatMap((lacked) => keys.find((key) => nearest(key, [lacked])) ?? []);
  const [name] = similar;
  if (name === undefined || similar.length < missing.length) return undefined;
  const hints = similar.map((key, i) => didYouMean([missing[i]!], key));
  return { name, message: [areRequired(missing), ...hints].join(' ') };
}
