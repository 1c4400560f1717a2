/**
 * Requests and limits, of a container or of the Pod as a whole. Sources: validateResourceRequirements and
 * ValidateResourceQuantityValue in pkg/apis/core/validation.
 */
import { containersOf } from '../../kubernetes/pod/containers.ts';
import { field, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import { kindFacts } from '../../kubernetes/kinds.ts';
import { FieldPath } from '../../json/path.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { isExtended, isHugePages, isWhole, isWholePages, mayBeOvercommitted } from '../../kubernetes/resource-names.ts';
import { oncePer } from '../../change/once.ts';
import { forbidden, invalid, required, say, set, type FindingOf } from '../finding.ts';
import type { Change } from '../../change/change.ts';

export const resourceMessages = {
  name: '{{problem}}',
  malformed: 'is no amount',
  negative: 'must be 0 or more',
  whole: 'must be a whole number',
  pages: 'must be a multiple of the page size in the name',
  above: 'a request cannot be above the limit, {{limit}}',
  unequal: 'the request of this resource must equal its limit, {{limit}}',
  noLimit: 'this resource cannot be requested without a limit',
  pagesAlone: 'huge pages need cpu or memory beside them',
} as const;
type Found = Generator<FindingOf<typeof resourceMessages>>;

/** `nameErrorOf` says what is wrong with the name of a resource in the place in question. */
export function* resourceFindings(
  resources: JsonObject,
  path: FieldPath,
  change: Change,
  nameErrorOf: (name: string) => string | undefined,
): Found {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  let hasPages = false;
  for (const name of Object.keys(limits)) {
    yield* nameFindings(name, path.child('limits'), nameErrorOf);
    yield* amountFindings(name, field(limits, name) ?? null, path.child('limits'), change);
    hasPages ||= isHugePages(name);
  }
  for (const name of Object.keys(requests)) {
    const request = field(requests, name) ?? null;
    // A request that is left out is filled in from the limit (SetDefaults_Pod), so what is wrong with both was said of the limit.
    if (!Object.hasOwn(limits, name) || field(limits, name) !== request) {
      yield* nameFindings(name, path.child('requests'), nameErrorOf);
      yield* amountFindings(name, request, path.child('requests'), change);
    }
    if (Object.hasOwn(limits, name)) yield* togetherFindings(name, request, field(limits, name) ?? null, path);
    else if (!mayBeOvercommitted(name)) {
      yield required(path.child('limits').key(name), 'noLimit', { fix: set(request) });
    }
    hasPages ||= isHugePages(name);
  }
  if (hasPages && !hasCpuOrMemory(limits) && !hasCpuOrMemory(requests)) {
    yield forbidden(path, 'pagesAlone', { fix: say('request memory too') });
  }
}

export const hasCpuOrMemory = (amounts: JsonObject): boolean =>
  Object.hasOwn(amounts, 'cpu') || Object.hasOwn(amounts, 'memory');

export function* nameFindings(name: string, path: FieldPath, nameErrorOf: (name: string) => string | undefined): Found {
  const problem = nameErrorOf(name);
  if (problem === undefined) return;
  const fix = say('use cpu, memory, or a name such as example.com/gpu');
  yield invalid(path.key(name), 'name', { data: { problem }, fix });
}

export function* amountFindings(name: string, to: Json, path: FieldPath, change: Change): Found {
  const amount = parseQuantity(to);
  const at = (): FieldPath => path.key(name);
  if (amount === undefined) {
    // Null is 0 to kube-apiserver.
    if (to !== null) yield invalid(at(), 'malformed', { to, fix: say('use one such as 500m or 256Mi') });
    return;
  }
  if (amount < 0n) yield invalid(at(), 'negative', { to, fix: say('use one such as 500m or 256Mi') });
  if (isExtended(name) && !isWhole(amount)) yield invalid(at(), 'whole', { to, fix: say('use a whole number') });
  if (isHugePages(name) && !isWholePages(name, amount) && !hadSuchPages(change)) {
    yield invalid(at(), 'pages', { to, fix: say('use a multiple of the page size') });
  }
}

function* togetherFindings(name: string, to: Json, limit: Json, path: FieldPath): Found {
  if (to === limit) return;
  const request = to === null ? 0n : parseQuantity(to);
  const most = limit === null ? 0n : parseQuantity(limit);
  if (request === undefined || most === undefined || request === most) return;
  const shown = typeof limit === 'string' ? limit : JSON.stringify(limit ?? 0);
  const details = { data: { limit: shown }, to, fix: say(`lower it to ${shown}, or raise the limit`) };
  if (!mayBeOvercommitted(name)) {
    yield invalid(path.child('requests').key(name), 'unequal', { ...details, fix: set(limit) });
  } else if (request > most) {
    yield invalid(path.child('requests').key(name), 'above', details);
  }
}

/** A stored object that has such an amount, from before it was validated, may have any (usesIndivisibleHugePagesValues). */
const hadSuchPages = oncePer(({ kind, before }: Change): boolean => {
  if (before === undefined) return false;
  const spec = objectAt(before, ...kindFacts(kind).podPath.segments().map(String), 'spec');
  const isOdd = (amounts: JsonObject): boolean =>
    Object.keys(amounts).some(
      (name) => isHugePages(name) && !isWholePages(name, parseQuantity(field(amounts, name)) ?? 0n),
    );
  if (isOdd(objectAt(spec, 'overhead'))) return true;
  for (const { value } of containersOf(spec, FieldPath.root)) {
    if (isOdd(objectAt(value, 'resources', 'limits')) || isOdd(objectAt(value, 'resources', 'requests'))) return true;
  }
  return false;
});
