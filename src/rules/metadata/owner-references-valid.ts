import { field, listAt, stringAt, type Json } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import type { FieldPath } from '../../json/path.ts';
import { ownerKey } from '../parts/owner-key.ts';
import { defineRule } from '../rule.ts';
import { everyKind, metadataPath } from '../../kubernetes/kinds.ts';
import { forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { isCommandName, namespaceOption } from '../../text/command.ts';
import { cut } from '../../text/quoted.ts';

const messages = {
  empty: {
    text: 'an owner reference must have apiVersion, kind, name and uid.',
    fix: 'Copy {{field}} from the output of kubectl get {{ownerKind}} {{ownerName}} {{inNamespace}} -o yaml.',
  },
  emptyUnknown: {
    text: 'an owner reference must have apiVersion, kind, name and uid.',
    fix: 'Set {{field}} to the {{field}} of the owner{{example}}.',
  },
  version: {
    text: 'apiVersion must be VERSION or GROUP/VERSION.',
    fix: 'Use the apiVersion of the owner, such as "v1" or "apps/v1".',
  },
  event: { text: 'an Event cannot be an owner.', fix: 'Remove this owner reference.' },
  controllers: {
    text: 'only one owner may be the controller, and {{firstKind}} "{{firstName}}" already is.',
    fix: 'Set controller to false.',
  },
} as const;
type Found = FindingOf<typeof messages>;

/**
 * Before 1.37, the path in kube-apiserver has no index. A resize keeps the stored owner references, unless it has other containers than the
 * stored Pod.
 */
export const ownerReferencesValid = defineRule({
  id: 'owner-references-valid',
  title: 'Owner references must be complete, and at most one may be the controller',
  why: 'The garbage collector deletes an object when all of its owners are gone, so each owner must be identified exactly. Only one of the owners manages the object.',
  mirrors: ['ValidateOwnerReferences'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, subresources: ['', 'resize'] },
  messages,
  *check({ before, after, namespace, phase }) {
    const references = listAt(after, 'metadata', 'ownerReferences');
    const old = listAt(before, 'metadata', 'ownerReferences');
    const stored = new Set(old.map(ownerKey));
    const hadTwo = old.filter(isController).length > 1;
    const earlier = new Set<string>();
    let first: { readonly reference: Json; readonly path: FieldPath } | undefined;
    for (const [i, reference] of references.entries()) {
      const path = metadataPath.child('ownerReferences').index(i);
      const key = ownerKey(reference);
      // Before it calls a webhook, kube-apiserver removes a reference that is equal to an earlier one (dedupOwnerReferences).
      if (phase === 'offline' && earlier.has(key)) continue;
      earlier.add(key);
      if (!stored.has(key)) yield* referenceFindings(reference, path, namespace);
      if (!isController(reference)) continue;
      if (first !== undefined && !hadTwo) {
        yield invalid(path.child('controller'), 'controllers', {
          shown: { firstKind: textOf(first.reference, 'kind'), firstName: textOf(first.reference, 'name') },
          to: true,
          beside: first.path.child('controller'),
        });
      }
      first ??= { reference, path };
    }
  },
});

const textOf = (reference: Json, name: string): string => cut(stringAt(reference, name) ?? '');

const isController = (reference: Json): boolean => field(reference, 'controller') === true;

function* referenceFindings(reference: Json, path: FieldPath, namespace: string): Generator<Found> {
  for (const name of ['apiVersion', 'kind', 'name', 'uid']) {
    if (isText(field(reference, name))) continue;
    const command = commandFor(reference, namespace);
    yield command === undefined
      ? required(path.child(name), 'emptyUnknown', { shown: { example: examples.get(name) ?? '' } })
      : required(path.child(name), 'empty', { shown: command });
  }
  const apiVersion = field(reference, 'apiVersion');
  if (isText(apiVersion) && !isGroupVersion(apiVersion)) {
    yield invalid(path.child('apiVersion'), 'version', { to: apiVersion });
  }
  if ((apiVersion === 'v1' || apiVersion === '/v1') && field(reference, 'kind') === 'Event')
    yield forbidden(path, 'event', { to: reference });
}

const examples: ReadonlyMap<string, string> = new Map([
  ['apiVersion', ', such as "apps/v1"'],
  ['kind', ', such as "ReplicaSet"'],
]);

/** The arguments of kubectl that show the owner. Undefined without a kind or a name. */
function commandFor(reference: Json, namespace: string) {
  const kind = stringAt(reference, 'kind') ?? '';
  const name = stringAt(reference, 'name') ?? '';
  // An invalid kind or name is not put into a command.
  const isValid = /^[A-Za-z][A-Za-z0-9]*$/.test(kind) && dnsSubdomainError(name) === undefined;
  if (!isValid || !isCommandName(name)) return undefined;
  return {
    ownerKind: cut(kind).toLowerCase(),
    ownerName: name,
    inNamespace: namespaceOption(namespace),
  };
}

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

/** schema.ParseGroupVersion: at most one slash, and a version after it. */
const isGroupVersion = (text: string): boolean => /^(?:[^/]*\/)?[^/]+$/.test(text);
