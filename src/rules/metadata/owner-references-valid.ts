import { isEmpty } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { field, isObject, listAt, stringAt, type Json } from '../../json/json.ts';
import { metadataPath, type FieldPath } from '../../json/path.ts';
import { defineRule } from '../rule.ts';
import { everyKind } from '../../kubernetes/kinds.ts';
import { invalid, remove, required, say, set, type FindingOf } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';
import { cut } from '../../text/quoted.ts';

const messages = {
  empty: 'an owner is told by its apiVersion, kind, name and uid',
  version: 'must be GROUP/VERSION or VERSION',
  event: 'an Event cannot own anything',
  controllers: '{{kind}}/{{name}} is the controller already',
} as const;
type Found = FindingOf<typeof messages>;

/** kube-apiserver before 1.37 leaves the index out of the path. A resize keeps the stored references, unless its containers do not match. */
export const ownerReferencesValid = defineRule({
  id: 'owner-references-valid',
  title: 'Owner references are complete, and one at most is the controller',
  why: 'The garbage collector deletes what has lost its owners, so they must be told apart beyond doubt; two controllers would fight.',
  mirrors: 'ValidateOwnerReferences',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, subresources: ['', 'resize'] },
  messages,
  *check({ before, after, minor }) {
    const references = listAt(after, 'metadata', 'ownerReferences');
    if (references.length === 0) return;
    const old = listAt(before, 'metadata', 'ownerReferences');
    const stored = new Set(old.map(contentOf));
    const hadTwo = old.filter(isController).length > 1;
    let first: { readonly kind: string; readonly name: string } | undefined;
    for (const [i, reference] of references.entries()) {
      const path = metadataPath.child('ownerReferences').index(i);
      if (!stored.has(contentOf(reference))) yield* referenceFindings(reference, path, minor);
      if (!isController(reference)) continue;
      if (first !== undefined && !hadTwo) {
        yield invalid(path.child('controller'), 'controllers', { data: first, to: true, fix: set(false) });
      }
      first ??= { kind: cut(stringAt(reference, 'kind') ?? ''), name: cut(stringAt(reference, 'name') ?? '') };
    }
  },
});

/** The same for two references that say the same: absent and null are one, and the order of the fields is none. */
function contentOf(reference: Json): string {
  if (!isObject(reference)) return JSON.stringify(reference);
  const fields = Object.keys(reference).filter(
    (name) => !isEmpty(field(reference, name), shapeOf('OwnerReference', name)),
  );
  return JSON.stringify(fields.sort().map((name) => [name, field(reference, name)]));
}

const isController = (reference: Json): boolean => field(reference, 'controller') === true;

function* referenceFindings(reference: Json, path: FieldPath, minor: number): Generator<Found> {
  const empty = versionFacts(minor).emptyOwner === 'required' ? required : invalid;
  for (const name of ['apiVersion', 'kind', 'name', 'uid']) {
    if (isText(field(reference, name))) continue;
    yield empty(path.child(name), 'empty', { fix: say('copy it from the owner, as kubectl get -o yaml shows it') });
  }
  const apiVersion = field(reference, 'apiVersion');
  if (isText(apiVersion) && !isGroupVersion(apiVersion)) {
    yield invalid(path.child('apiVersion'), 'version', { to: apiVersion, fix: say('use one such as apps/v1 or v1') });
  }
  if ((apiVersion === 'v1' || apiVersion === '/v1') && field(reference, 'kind') === 'Event')
    yield invalid(path, 'event', { to: reference, fix: remove });
}

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

/** schema.ParseGroupVersion: one slash at most, and something behind it. */
const isGroupVersion = (text: string): boolean => /^(?:[^/]*\/)?[^/]+$/.test(text);
