/** The objects in a text: one a document, or many in a List. */
import { field, isList, isObject, isSet, stringAt, type Json, type JsonObject } from '../pod/json.ts';
import { apiVersionOf, findKind, kinds, type Kind } from '../pod/kinds.ts';
import { nearest } from '../pod/nearest.ts';
import type { ReportedError } from '../report/report.ts';
import { parse, type Duplicate, type ParsedDocument, type Position, type Way } from './documents.ts';
import { kindMeant } from './native-kinds.ts';
import type { Source } from './sources.ts';

/** An object of a kind that Podward judges. */
export interface FoundObject {
  readonly file: string;
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly locate: (way: Way) => Position;
  /** Names that the object has more than once. */
  readonly duplicates: readonly Duplicate[];
}

/** An AdmissionReview: a recorded request, to be judged as the request that it is. */
export interface FoundReview {
  readonly file: string;
  readonly value: JsonObject;
  readonly locate: (way: Way) => Position;
}

export interface Found {
  readonly objects: FoundObject[];
  readonly reviews: FoundReview[];
  readonly errors: ReportedError[];
  /** Objects of other kinds. */
  passedOver: number;
}

/** As many errors of one file are told; what is no manifest at all would have one in each line. */
const maxErrors = 20;

export function findObjects(sources: readonly Source[]): Found {
  const found: Found = { objects: [], reviews: [], errors: [], passedOver: 0 };
  for (const source of sources) {
    const { documents, problems } = parse(source.text);
    const own: Found = { ...found, errors: problems.map((problem) => ({ file: source.file, ...problem })) };
    // What a command before the pipe could not give is not what was to be judged.
    if (source.named && documents.length + problems.length === 0)
      own.errors.push({ file: source.file, message: 'no Kubernetes object found' });
    for (const document of documents) visit(source, document, own);
    found.passedOver = own.passedOver;
    found.errors.push(...own.errors.slice(0, maxErrors));
    const rest = own.errors.length - maxErrors;
    if (rest > 0)
      found.errors.push({ file: source.file, message: `${rest} more ${rest === 1 ? 'error' : 'errors'}`, count: rest });
  }
  return found;
}

interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
}

function identityOf(value: Json): Identity | undefined {
  const apiVersion = stringAt(value, 'apiVersion') ?? '';
  const kind = stringAt(value, 'kind') ?? '';
  return apiVersion === '' || kind === '' ? undefined : { apiVersion, kind };
}

function visit(source: Source, document: ParsedDocument, found: Found, inherited?: Identity): void {
  const { value, locate, duplicates } = document;
  const fail = (way: Way, message: string): void =>
    void found.errors.push({ file: source.file, ...locate(way), message });
  const identity = identityOf(value) ?? inherited;
  if (!isObject(value) || identity === undefined) {
    const misspelt = misspeltIdentity(value);
    if (misspelt !== undefined) fail([misspelt.name], misspelt.message);
    else if (source.named) fail([], `no Kubernetes object: ${whatIsMissing(value)}`);
    else found.passedOver++;
    return;
  }
  const { apiVersion, kind } = identity;
  if (kind === 'AdmissionReview') {
    found.reviews.push({ file: source.file, value, locate });
    return;
  }
  if (kind.endsWith('List') && isList(value['items'])) {
    const item = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
    for (const [i, entry] of value['items'].entries()) {
      visit(source, entryOf(document, entry, i), found, item);
    }
    return;
  }
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const facts = findKind(group, version, kind);
  const meant = kindMeant(group, kind);
  if (facts !== undefined) {
    // Items of a PodList, say, may leave out what the list has said.
    const complete = { ...value, apiVersion, kind };
    found.objects.push({ file: source.file, kind: facts.kind, value: complete, locate, duplicates });
  } else if (isNativeGroup(group) && kinds.some((known) => known.kind === kind)) {
    const known = kinds.find((entry) => entry.kind === kind)!;
    const message = `${kind} of apiVersion ${JSON.stringify(apiVersion)} cannot be judged; use apiVersion ${apiVersionOf(known)}`;
    fail(['apiVersion'], message);
  } else if (meant !== undefined) {
    fail(['kind'], `there is no kind ${JSON.stringify(kind)} in ${apiVersion}. Did you mean ${JSON.stringify(meant)}?`);
  } else {
    // Among them Podward's own configuration, in any version: it stands beside manifests, and is read where --config names it.
    found.passedOver++;
  }
}

/** An item of a List. */
function entryOf({ locate, duplicates }: ParsedDocument, value: Json, i: number): ParsedDocument {
  const own = duplicates.filter(({ way }) => way[0] === 'items' && way[1] === i);
  return {
    value,
    locate: (way) => locate(['items', i, ...way]),
    duplicates: own.map((duplicate) => ({ ...duplicate, way: duplicate.way.slice(2) })),
  };
}

function whatIsMissing(value: Json): string {
  const names = ['apiVersion', 'kind'];
  if (!isObject(value)) return 'it is not a map with apiVersion and kind';
  const wrong = names.filter((name) => isSet(field(value, name)) && typeof field(value, name) !== 'string');
  if (wrong.length > 0) return wrong.map((name) => `${name} must be a string`).join(' and ');
  const missing = names.filter((name) => (stringAt(value, name) ?? '') === '');
  return missing.length === 1 ? `${missing[0]} is missing` : 'apiVersion and kind are missing';
}

/** An object that has one of the two names, and beside it one that is like the other. */
function misspeltIdentity(value: Json): { readonly name: string; readonly message: string } | undefined {
  const names = ['apiVersion', 'kind'];
  const missing = names.filter((name) => (stringAt(value, name) ?? '') === '');
  const [lacked = ''] = missing;
  if (!isObject(value) || missing.length !== 1 || Object.hasOwn(value, lacked)) return undefined;
  const name = Object.keys(value).find((key) => key !== 'metadata' && key !== 'spec' && nearest(key, [lacked]));
  if (name === undefined) return undefined;
  return { name, message: `no Kubernetes object: ${lacked} is missing. Did you mean ${lacked} in place of ${name}?` };
}

/** Kubernetes' own groups of the kinds have no dot; a `Job` of another group is another thing. */
const isNativeGroup = (group: string): boolean => !group.includes('.');
