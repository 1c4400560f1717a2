/** AdmissionReview -> the change that it asks for. A review that is not understood never becomes a change. */
import { field, get, isObject, isSet, listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { apiVersionOf, findKind } from '../kubernetes/kinds.ts';
import { changeOf, type Change, type Operation, type Phase } from '../change/change.ts';
import type { RequestedChange } from '../engine/exempt.ts';
import { showText } from '../text/shown.ts';
import { extentIn, extentOf, type ReviewExtent } from './extent.ts';
import {
  maxCreatedValues,
  maxDepth,
  maxGrownManagedFields,
  maxGrownValues,
  maxManagedFields,
  maxRequestHeadBytes,
  maxUidLength,
  maxValues,
} from './limits.ts';
import type { ServerFacts } from '../kubernetes/versions.ts';

export type ReviewPhase = Exclude<Phase, 'offline'>;

/** A change to judge, with the user who requests it. */
export interface ReviewedChange extends RequestedChange {
  readonly outcome: 'change';
  readonly uid: string;
  /** Nothing is stored, so nothing may be written about the request anywhere else. */
  readonly dryRun: boolean;
}

/** A review of a kind or an operation for which Podward has no rules. */
export interface Foreign {
  readonly outcome: 'foreign';
  readonly uid: string;
}

/** A review of an object that Podward judges, if it does not have the form that kube-apiserver sends, or is too large. */
export interface Undecodable {
  readonly outcome: 'undecodable';
  readonly uid: string;
  /** A sentence, like every reason. */
  readonly reason: string;
  /** A sentence that says what the author of the object can do. Absent if only the operator of Podward can help. */
  readonly advice?: string;
}

/**
 * A change in the mutating phase of an object that is too large to judge and does not grow. It is allowed, because the same change comes
 * to the validating phase, which refuses it unless it only removes finalizers. Every other change that is too large is refused in the
 * mutating phase, because kube-apiserver's own validation takes minutes for some of them.
 */
interface Unread {
  readonly outcome: 'unread';
  readonly uid: string;
  readonly reason: string;
  readonly advice: string;
}

/** Not a review: there is no uid to answer to. */
interface Malformed {
  readonly outcome: 'malformed';
  readonly reason: string;
}

export type Review = ReviewedChange | Foreign | Undecodable | Unread;
export type Decoded = Review | Malformed;

/** `facts` are those of the API server to judge by. */
export function decode(bytes: Uint8Array, phase: ReviewPhase, facts: ServerFacts): Decoded {
  const parsed = parsedReview(bytes, phase === 'mutate');
  return 'outcome' in parsed ? parsed : decodeReview(parsed.review, parsed.extent, phase, facts);
}

/** The request of a review whose object is not a Pod and not a workload. */
interface ReviewedRequest {
  readonly outcome: 'request';
  readonly uid: string;
  readonly request: JsonObject;
}

/** The same limits and the same form, for a path that judges other objects. */
export function decodeRequestOf(bytes: Uint8Array): ReviewedRequest | Exclude<Decoded, ReviewedChange | Foreign> {
  const parsed = parsedReview(bytes, false);
  return 'outcome' in parsed ? parsed : requestIn(parsed.review);
}

interface ParsedReview {
  readonly review: Json;
  readonly extent: ReviewExtent;
}

/** With `passes`, a review that is too large is allowed if the object does not grow. */
function parsedReview(bytes: Uint8Array, passes: boolean): ParsedReview | Undecodable | Unread | Malformed {
  const extent = extentOf(bytes, maxDepth);
  const excess = extent.depth > maxDepth ? tooDeep : excessOf(extent);
  if (excess !== undefined) return tooMuch(excess, uidAtHead(bytes), passes && isNotGrowing(extent));
  try {
    return { review: parse(bytes), extent };
  } catch {
    // The message of the parser would quote the body.
    return malformed('The body must be JSON in UTF-8.');
  }
}

/** The same for a review that is already parsed, from a file. The caller has limited its depth. */
export function decodeParsed(review: Json, phase: ReviewPhase, facts: ServerFacts): Decoded {
  const extent = extentIn(review);
  const excess = excessOf(extent);
  if (excess === undefined) return decodeReview(review, extent, phase, facts);
  return tooMuch(excess, stringAt(review, 'request', 'uid'), phase === 'mutate' && isNotGrowing(extent));
}

/** A byte order mark is kept, so that JSON.parse refuses it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * If a name is duplicated, the last value counts, as in Go. `__proto__` becomes a field like any other, because JSON.parse defines it as
 * an own property.
 */
const parse = (bytes: Uint8Array): Json => JSON.parse(utf8.decode(bytes)) as Json;

const malformed = (reason: string): Malformed => ({ outcome: 'malformed', reason });

/** Which limit is exceeded, and what to do about it. */
type Excess = Required<Pick<Undecodable, 'reason' | 'advice'>>;

const tooDeep: Excess = {
  reason: `The body must not be nested more than ${maxDepth} levels deep.`,
  advice: 'Flatten the object.',
};

const tooMany = (what: string, limit: number): Excess => ({
  reason: `${what} must have no more than ${limit} list entries and fields.`,
  advice: 'Make the object smaller.',
});

const tooManyManagedFields = tooMany('The managedFields of the object', maxGrownManagedFields);

function excessOf({ values, managedFields, oldObject }: ReviewExtent): Excess | undefined {
  if (managedFields > maxManagedFields)
    return oldObject.managedFields === 0
      ? tooManyManagedFields
      : tooMany('The managedFields of the old and the new object', maxManagedFields);
  return values > maxValues ? tooMany('The AdmissionReview', maxValues) : undefined;
}

/** A review that is too large to parse still gets an answer, so that the client sees the reason instead of "failed calling webhook". */
function tooMuch(excess: Excess, uid: string | undefined, passes: boolean): Undecodable | Unread | Malformed {
  return uid === undefined
    ? malformed(`${excess.reason} ${excess.advice}`)
    : { outcome: passes ? 'unread' : 'undecodable', uid, ...excess };
}

/** The uid of a review that is not parsed. It is found if the review begins as Go writes it, with the uid as the first field of the request. */
export function uidAtHead(bytes: Uint8Array): string | undefined {
  const uid = head.exec(latin1.decode(bytes.subarray(0, headBytes)))?.[1];
  return uid === undefined || uid.length > maxUidLength ? undefined : uid;
}

/** k8s.io/api admission/v1 types.go, with optional whitespace. */
const head =
  /^\s*\{\s*"kind"\s*:\s*"AdmissionReview"\s*,\s*"apiVersion"\s*:\s*"admission\.k8s\.io\/v1"\s*,\s*"request"\s*:\s*\{\s*"uid"\s*:\s*"([\w-]+)"/;
/** Without whitespace, the beginning has 90 bytes and the uid. */
const headBytes = 256;
const latin1 = new TextDecoder('latin1');

/**
 * The fields of the request before its object, of a review that is not parsed. They are found if the review is written as Go writes it (k8s.io/api
 * admission/v1 types.go), without whitespace. A string cannot contain the bytes that end them, because its quotes are escaped. In the `extra` of a
 * user, a list and no object follows each name.
 */
export function requestAtHead(bytes: Uint8Array): JsonObject | undefined {
  const end = latin1.decode(bytes.subarray(0, maxRequestHeadBytes)).indexOf(',"object":{');
  if (end === -1) return undefined;
  try {
    const request = field(JSON.parse(`${utf8.decode(bytes.subarray(0, end))}}}`) as Json, 'request');
    return isObject(request) ? request : undefined;
  } catch {
    return undefined;
  }
}

function decodeReview(review: Json, extent: ReviewExtent, phase: ReviewPhase, facts: ServerFacts): Decoded {
  const found = requestIn(review);
  if (found.outcome === 'malformed') return found;
  const { uid, request } = found;
  const decoded = decodeRequest(request, uid, phase, facts);
  const growth = decoded.outcome === 'change' ? growthOf(decoded.change.operation, extent) : undefined;
  return growth === undefined ? decoded : { outcome: 'undecodable', uid, ...growth };
}

function requestIn(review: Json): ReviewedRequest | Malformed {
  const apiVersion = stringAt(review, 'apiVersion');
  if (stringAt(review, 'kind') !== 'AdmissionReview') return malformed('The body must be an AdmissionReview.');
  if (apiVersion !== 'admission.k8s.io/v1') {
    const given = JSON.stringify(apiVersion === undefined ? null : showText(apiVersion, maxApiVersion));
    return malformed(
      `apiVersion must be admission.k8s.io/v1, but is ${given}. Set admissionReviewVersions: ["v1"] in the webhook configuration.`,
    );
  }
  const request = field(review, 'request');
  if (!isObject(request)) return malformed('The AdmissionReview must have a request.');
  const uid = stringAt(request, 'uid');
  if (uid === undefined || uid === '' || uid.length > maxUidLength)
    return malformed(`request.uid must be a string of 1 to ${maxUidLength} characters.`);
  return { outcome: 'request', uid, request };
}

/** Longer than any apiVersion. */
const maxApiVersion = 64;

/** Why the new object is too large. An object that was stored without Podward and is larger may keep its size or shrink. */
function growthOf(operation: Change['operation'], { object, oldObject }: ReviewExtent): Excess | undefined {
  const limit = operation === 'CREATE' ? maxCreatedValues : maxGrownValues;
  if (object.values > Math.max(limit, oldObject.values)) return tooMany('The object', limit);
  return object.managedFields > Math.max(maxGrownManagedFields, oldObject.managedFields)
    ? tooManyManagedFields
    : undefined;
}

const isNotGrowing = ({ object, oldObject }: ReviewExtent): boolean =>
  object.values <= oldObject.values && object.managedFields <= oldObject.managedFields;

function decodeRequest(request: JsonObject, uid: string, phase: ReviewPhase, facts: ServerFacts): Review {
  const undecodable = (reason: string): Undecodable => ({ outcome: 'undecodable', uid, reason });

  const gvk = groupVersionKind(request);
  if (gvk === undefined) return undecodable('request.kind must have the strings group, version and kind.');
  const known = findKind(gvk.group, gvk.version, gvk.kind);
  if (known === undefined) return { outcome: 'foreign', uid };
  const operation = stringAt(request, 'operation');
  if (operation === undefined) return undecodable('request.operation must be a string.');
  if (withoutObject.has(operation)) return { outcome: 'foreign', uid };
  if (!isOperation(operation)) return undecodable('request.operation must be CREATE, UPDATE, DELETE or CONNECT.');

  const misfit = optionalStrings.find((name) => isSet(field(request, name)) && stringAt(request, name) === undefined);
  if (misfit !== undefined) return undecodable(`request.${misfit} must be a string.`);

  const after = field(request, 'object');
  const before = operation === 'UPDATE' ? field(request, 'oldObject') : undefined;
  const expected = { apiVersion: apiVersionOf(known), kind: known.kind };
  if (!isOfKind(after, expected)) return undecodable(`request.object must be ${named(expected)}.`);
  if (operation === 'UPDATE' && !isOfKind(before, expected))
    return undecodable(`request.oldObject must be ${named(expected)}.`);

  return {
    outcome: 'change',
    uid,
    user: stringAt(request, 'userInfo', 'username') ?? '',
    groups: listAt(request, 'userInfo', 'groups').filter((group) => typeof group === 'string'),
    // Anything else than a boolean counts as a dry run.
    dryRun: isSet(field(request, 'dryRun')) && field(request, 'dryRun') !== false,
    change: changeOf(
      {
        phase,
        kind: known.kind,
        subresource: stringAt(request, 'subResource') ?? '',
        namespace: stringAt(request, 'namespace') ?? '',
        // A Pod with generateName does not have a name yet.
        name: stringAt(request, 'name') ?? '',
        after,
        facts,
      },
      isObject(before) ? before : undefined,
    ),
  };
}

/** A DELETE has no new object. The object of a CONNECT is its options. */
export const withoutObject: ReadonlySet<string> = new Set(['DELETE', 'CONNECT']);

export const isOperation = (operation: string): operation is Operation =>
  operation === 'CREATE' || operation === 'UPDATE';

const optionalStrings = ['subResource', 'namespace', 'name'];

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function groupVersionKind(request: JsonObject): GroupVersionKind | undefined {
  // The core group is the empty string, which Go does not omit here.
  const [group, version, kind] = ['group', 'version', 'kind'].map((name) => stringAt(get(request, 'kind'), name));
  return group === undefined || version === undefined || kind === undefined ? undefined : { group, version, kind };
}

interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

function isOfKind(object: Json | undefined, { apiVersion, kind }: TypeMeta): object is JsonObject {
  return isObject(object) && stringAt(object, 'apiVersion') === apiVersion && stringAt(object, 'kind') === kind;
}

const named = ({ apiVersion, kind }: TypeMeta): string => `a ${kind} of apiVersion ${apiVersion}`;
