/** The objects in a text: one a document, or many in a List. */
import { isList, isObject, stringAt, type Json, type JsonObject } from '../pod/json.ts';
import { apiVersionOf, findKind, kinds, type Kind } from '../pod/kinds.ts';
import type { ReportedError } from '../report/report.ts';
import { parse, type ParsedDocument, type Position, type Way } from './documents.ts';
import type { Source } from './sources.ts';

/** An object of a kind that Podward judges. */
export interface FoundObject {
  readonly file: string;
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly locate: (way: Way) => Position;
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

export function findObjects(sources: readonly Source[]): Found {
  const found: Found = { objects: [], reviews: [], errors: [], passedOver: 0 };
  for (const source of sources) {
    const { documents, problems } = parse(source.text);
    for (const problem of problems) found.errors.push({ file: source.file, ...problem });
    for (const document of documents) visit(source, document, found);
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

function visit(source: Source, { value, locate }: ParsedDocument, found: Found, inherited?: Identity): void {
  const identity = identityOf(value) ?? inherited;
  if (!isObject(value) || identity === undefined) {
    if (source.named)
      found.errors.push({
        file: source.file,
        ...locate([]),
        message: 'no Kubernetes object: it has no apiVersion and kind',
      });
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
      visit(source, { value: entry, locate: (way) => locate(['items', i, ...way]) }, found, item);
    }
    return;
  }
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const facts = findKind(group, version, kind);
  if (facts !== undefined) {
    // Items of a PodList, say, may leave out what the list has said.
    const complete = { ...value, apiVersion, kind };
    found.objects.push({ file: source.file, kind: facts.kind, value: complete, locate });
  } else if (isNativeGroup(group) && kinds.some((known) => known.kind === kind)) {
    const known = kinds.find((entry) => entry.kind === kind)!;
    const message = `${kind} of apiVersion ${JSON.stringify(apiVersion)} cannot be judged; use apiVersion ${apiVersionOf(known)}`;
    found.errors.push({ file: source.file, ...locate(['apiVersion']), message });
  } else {
    found.passedOver++;
  }
}

/** Kubernetes' own groups of the kinds have no dot; a `Job` of another group is another thing. */
const isNativeGroup = (group: string): boolean => !group.includes('.');
