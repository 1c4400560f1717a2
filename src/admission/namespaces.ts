/** The AdmissionReview of a Namespace -> the answer. Only its labels are read. */
import { judgeNamespaceLabels, type NamespaceChange } from '../engine/namespace-labels.ts';
import { countOf, type ActiveMode } from '../engine/judged.ts';
import { field, get, isObject, isSet, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { ModeLabel } from '../policy/mode-label.ts';
import {
  decodeRequestOf,
  groupVersionKind,
  isOperation,
  withoutObject,
  type Decoded,
  type Foreign,
  type GroupVersionKind,
  type ReviewedChange,
  type Undecodable,
} from './decode.ts';
import { allow, denyNamespace, failure, undecodable } from './encode.ts';
import type { Reviewed } from './review.ts';

export interface ReviewedNamespace {
  readonly outcome: 'namespace';
  readonly uid: string;
  readonly user: string;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly subresource: string;
  readonly change: NamespaceChange;
}

type DecodedNamespace = ReviewedNamespace | Exclude<Decoded, ReviewedChange>;

export function decodeNamespace(bytes: Uint8Array): DecodedNamespace {
  const decoded = decodeRequestOf(bytes);
  return decoded.outcome === 'request' ? namespaceIn(decoded.request, decoded.uid) : decoded;
}

function namespaceIn(request: JsonObject, uid: string): ReviewedNamespace | Foreign | Undecodable {
  const unread = (reason: string): Undecodable => ({ outcome: 'undecodable', uid, reason });
  const kind = groupVersionKind(request);
  if (kind === undefined) return unread('request.kind must have the strings group, version and kind.');
  if (!isNamespace(kind)) return { outcome: 'foreign', uid };
  const operation = stringAt(request, 'operation');
  if (operation === undefined) return unread('request.operation must be a string.');
  if (withoutObject.has(operation)) return { outcome: 'foreign', uid };
  if (!isOperation(operation)) return unread('request.operation must be CREATE, UPDATE, DELETE or CONNECT.');

  const object = field(request, 'object');
  const after = labelsOf(object);
  if (after === undefined) return unread(`request.object must be ${expected}.`);
  const before = operation === 'UPDATE' ? labelsOf(field(request, 'oldObject')) : undefined;
  if (operation === 'UPDATE' && before === undefined) return unread(`request.oldObject must be ${expected}.`);
  // A Namespace with generateName has its name only in the object.
  const name = stringAt(object, 'metadata', 'name') || stringAt(request, 'name') || '';
  const user = stringAt(request, 'userInfo', 'username') ?? '';
  const subresource = stringAt(request, 'subResource') ?? '';
  return {
    outcome: 'namespace',
    uid,
    user,
    operation,
    subresource,
    change: { name, after, ...(before === undefined ? {} : { before }) },
  };
}

export const isNamespace = ({ group, version, kind }: GroupVersionKind): boolean =>
  group === '' && version === 'v1' && kind === 'Namespace';

const expected = 'a Namespace of apiVersion v1 whose labels are strings';

function labelsOf(object: Json | undefined): JsonObject | undefined {
  if (!isObject(object) || stringAt(object, 'apiVersion') !== 'v1' || stringAt(object, 'kind') !== 'Namespace')
    return undefined;
  const labels = get(object, 'metadata', 'labels');
  if (!isSet(labels)) return {};
  return isObject(labels) && Object.values(labels).every((value) => typeof value === 'string') ? labels : undefined;
}

/** In mode `deny`, a change that lowers the mode is refused. In mode `warn`, labels without effect cause warnings. */
export function reviewNamespace(
  decoded: Exclude<DecodedNamespace, { readonly outcome: 'malformed' }>,
  modeLabel: ModeLabel,
  mode: ActiveMode,
): Reviewed {
  const { uid } = decoded;
  const plain = { findings: [], omitted: [], applied: [] };
  switch (decoded.outcome) {
    case 'foreign':
    case 'unread':
      return { ...plain, outcome: decoded.outcome, answer: allow(uid) };
    case 'undecodable':
      return { ...plain, outcome: 'undecodable', answer: undecodable(uid, decoded, mode) };
    case 'namespace':
      try {
        return judged(decoded, modeLabel, mode);
      } catch (error) {
        return { ...plain, outcome: 'failed', answer: failure(uid, fault, mode), error };
      }
  }
}

const fault = 'There is an error in the code of Podward.';

function judged({ uid, change }: ReviewedNamespace, modeLabel: ModeLabel, mode: ActiveMode): Reviewed {
  const { findings, omitted } = judgeNamespaceLabels(change, modeLabel, mode);
  const [first] = findings;
  const rules = findings.map(({ rule }) => rule);
  if (mode === 'deny' && first !== undefined) {
    const answer = denyNamespace(uid, change.name, first, { auditAnnotations: { 'denied-rules': rules } });
    return { outcome: 'denied', answer, findings, omitted, applied: [] };
  }
  const remarks = {
    warnings: findings,
    omittedWarnings: countOf(mode, omitted),
    auditAnnotations: { 'warned-rules': rules },
  };
  return { outcome: 'allowed', answer: allow(uid, remarks), findings, omitted, applied: [] };
}
