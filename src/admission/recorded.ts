/**
 * Reads a recorded AdmissionReview, and finds the phase in which it was recorded (docs/decisions/0012-one-pipeline.md). The review does not contain the phase,
 * because the webhook knows it from the URL. In most cases it follows from what kube-apiserver does between the two phases.
 */
import { shapeOf } from '../kubernetes/schema/shape.ts';
import type { Change } from '../change/change.ts';
import { decodeParsed, type Decoded, type ReviewedChange, type ReviewPhase } from './decode.ts';
import { field, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { ServerFacts } from '../kubernetes/versions.ts';
import { same } from '../kubernetes/schema/difference.ts';

interface RecordedChange {
  readonly outcome: 'change';
  /** The change in the phase in which it was recorded, or in both phases if it looks the same in both. */
  readonly changes: readonly Change[];
  readonly user: string;
  readonly groups: readonly string[];
}

/** `review` must not be nested more than `maxDepth` levels deep. */
export function decodeRecorded(review: Json, facts: ServerFacts): RecordedChange | Exclude<Decoded, ReviewedChange> {
  // The phase only decides about the answer to a review that is too large, and a recorded review is not answered.
  const decoded = decodeParsed(review, 'validate', facts);
  return decoded.outcome === 'change'
    ? { outcome: 'change', changes: inItsPhases(decoded.change), user: decoded.user, groups: decoded.groups ?? [] }
    : decoded;
}

function inItsPhases(change: Change): readonly Change[] {
  const phase = phaseOf(change);
  return (phase === undefined ? (['mutate', 'validate'] as const) : [phase]).map((one) => ({ ...change, phase: one }));
}

/**
 * On CREATE, the uid shows the phase: kube-apiserver removes it before the mutating phase, and sets a new one before the validating phase
 * (k8s.io/apiserver pkg/endpoints/handlers/create.go, pkg/registry/generic/registry/store.go).
 *
 * On UPDATE, the object in the validating phase has the stored uid, creationTimestamp and resourceVersion (rest.BeforeUpdate,
 * Store.Update), and the stored generation, or the next one if the spec changes, for a PodTemplate the template, and for a Deployment also
 * the annotations (PrepareForUpdate of each kind).
 */
function phaseOf({ kind, before, after }: Change): ReviewPhase | undefined {
  const sent = objectAt(after, 'metadata');
  if (before === undefined) return textOf(sent, 'uid') === '' ? 'mutate' : 'validate';
  const stored = objectAt(before, 'metadata');
  if (ofTheServer.some((name) => textOf(sent, name) !== textOf(stored, name))) return 'mutate';
  const raised = (numberAt(sent, 'generation') ?? 0) - (numberAt(stored, 'generation') ?? 0);
  const content = kind === 'PodTemplate' ? 'template' : 'spec';
  const isNew = !same(field(before, content), field(after, content), shapeOf(kind, content));
  if (raised === 0) return isNew ? 'mutate' : undefined;
  const isAnnotated =
    kind === 'Deployment' && !same(sent['annotations'], stored['annotations'], shapeOf('ObjectMeta', 'annotations'));
  return raised === 1 && (isNew || isAnnotated) ? 'validate' : 'mutate';
}

const ofTheServer = ['uid', 'creationTimestamp', 'resourceVersion'];

const textOf = (metadata: JsonObject, name: string): string => stringAt(metadata, name) ?? '';
