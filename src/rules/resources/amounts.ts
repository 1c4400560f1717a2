/**
 * Requests and limits, of a container or of the Pod as a whole. Sources: validateResourceRequirements and
 * ValidateResourceQuantityValue in pkg/apis/core/validation.
 */
import { storedWith } from '../../change/stored-with.ts';
import type { PodView } from '../../change/change.ts';
import { field, objectAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { parseQuantity, quantityText } from '../../kubernetes/quantity.ts';
import {
  containerResources,
  isExtended,
  isHugePages,
  isWhole,
  isWholePages,
  mayBeOvercommitted,
  pageSizeText,
  wholePages,
  type ResourceNames,
} from '../../kubernetes/resource-names.ts';
import { forbidden, invalid, required, type FindingOf } from '../finding.ts';
import { exampleQuantity, hasDoubtfulUnit, meantBy } from '../parts/quantities.ts';
import { didYouMean } from '../../text/hint.ts';
import { quoted } from '../../text/quoted.ts';

/** `owner` names the object that has the requests and limits. */
const resourceMessagesOf = <const O extends string>(owner: O) =>
  ({
    name: { text: 'a resource name {{problem}}.', fix: '{{advice}}' },
    negative: { text: 'must be 0 or more.', fix: 'Use a quantity such as {{example}}.' },
    whole: {
      text: 'must be an integer, because {{resource}} cannot be divided.',
      fix: '{{place}} a number such as 1.',
    },
    pages: {
      text: 'must be a multiple of {{size}}, the page size in the name of the resource.',
      fix: 'Set {{field}} to {{next}} or another multiple of {{size}}.',
    },
    pageSize: {
      text: 'the name of a huge page resource must end with a page size, such as 2Mi.',
    },
    above: {
      text: `the {{resource}} request of ${owner} must be no more than its limit, {{limit}}.`,
      fix: '{{advice}}',
    },
    limitEmpty: {
      text: `the {{resource}} limit of ${owner} has no value, which counts as 0, but the request is more than 0.`,
      fix: 'Set the limit to {{request}}, or remove the request.',
    },
    unequal: {
      text: `the {{resource}} request of ${owner} must be equal to its limit, {{limit}}, because {{resource}} cannot be overcommitted.`,
      fix: 'Set the request to {{limit}}.',
    },
    noLimit: {
      text: `a limit is required when ${owner} requests {{resource}}, because {{resource}} cannot be overcommitted.`,
      fix: '{{advice}}',
    },
    pagesAlone: {
      text: 'huge pages are not allowed without cpu or memory.',
      fix: `Add cpu or memory to the requests of ${owner}.`,
    },
  }) as const;

export const containerMessages = resourceMessagesOf('{{container}}');
export const podMessages = resourceMessagesOf('the Pod');

type Found = FindingOf<typeof containerMessages>;

/** `names` are the resource names that are allowed at this place. */
export function* resourceFindings(
  resources: JsonObject,
  path: FieldPath,
  names: ResourceNames,
  pod: PodView,
): Generator<Found> {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  for (const name of Object.keys(limits)) {
    yield* entryFindings(name, field(limits, name) ?? null, path.child('limits'), names, pod);
  }
  for (const name of Object.keys(requests)) {
    const request = field(requests, name) ?? null;
    // kube-apiserver sets an absent request to the limit (SetDefaults_Pod), so a fault of both is reported only at the limit.
    if (!Object.hasOwn(limits, name) || field(limits, name) !== request) {
      yield* entryFindings(name, request, path.child('requests'), names, pod);
    }
    if (Object.hasOwn(limits, name)) {
      const together = togetherFinding(name, request, field(limits, name) ?? null, path);
      if (together !== undefined) yield together;
    } else if (!mayBeOvercommitted(name)) {
      yield required(path.child('limits').key(name), 'noLimit', {
        shown: { resource: name, advice: () => limitFor(name, request, names) },
        beside: path.child('requests').key(name),
      });
    }
  }
  if ((hasHugePages(limits) || hasHugePages(requests)) && !hasCpuOrMemory(limits) && !hasCpuOrMemory(requests)) {
    yield forbidden(path, 'pagesAlone');
  }
}

export const hasHugePages = (amounts: JsonObject): boolean => Object.keys(amounts).some(isHugePages);

export const hasCpuOrMemory = (amounts: JsonObject): boolean =>
  Object.hasOwn(amounts, 'cpu') || Object.hasOwn(amounts, 'memory');

/** Findings about one request, limit or overhead by itself. */
export function* entryFindings(
  name: string,
  to: Json,
  path: FieldPath,
  names: ResourceNames,
  pod: PodView,
): Generator<Found> {
  const problem = names.errorOf(name);
  if (problem !== undefined) {
    yield invalid(path.key(name), 'name', {
      data: { problem },
      shown: { advice: () => adviceOn(name, names) },
      isOfKey: true,
    });
  }
  const amount = parseQuantity(to);
  const at = (): FieldPath => path.key(name);
  // Null is 0 to kube-apiserver. The rule field-types reports other values.
  if (amount === undefined) return;
  if (amount < 0n) yield invalid(at(), 'negative', { to, shown: { example: exampleQuantity(name) } });
  if (isExtended(name) && !isWhole(to)) {
    yield invalid(at(), 'whole', {
      to,
      shown: { resource: name, place: problem === undefined ? 'Use' : `${elsewhere}, with` },
    });
  }
  if (!isHugePages(name) || isWholePages(name, to) || hadOddPages(pod)) return;
  const next = wholePages(name, amount);
  if (next === undefined) {
    if (problem === undefined) yield invalid(at(), 'pageSize', { to, known: names.known, isOfKey: true });
    return;
  }
  const size = pageSizeText(name);
  yield invalid(at(), 'pages', { to, shown: { size, next: quantityText(next, size) } });
}

const elsewhere = 'Move this entry to the resources of a container';

function adviceOn(name: string, names: ResourceNames): string {
  const meant = meantBy(name, names);
  if (meant !== undefined) return didYouMean([meant]);
  // The name is allowed, but not in pod-level resources.
  if (containerResources.errorOf(name) === undefined) return `${elsewhere}.`;
  return `Use ${names.allowed}.`;
}

/** What to do about a request without a limit. A name that is not valid must be corrected, too. */
function limitFor(name: string, request: Json, names: ResourceNames): string {
  const isValid = names.errorOf(name) === undefined;
  const meant = isValid ? name : meantBy(name, names);
  if (meant === undefined || mayBeOvercommitted(meant)) return adviceOn(name, names);
  const of = isValid ? '' : ` of ${quoted(meant)}`;
  return `Set the limit${of} to the same quantity as the request${isQuantity(request) ? `, ${request}` : ''}.`;
}

/** What to do about an amount that exceeds its limit. The one whose unit is doubtful is changed. */
export function aboveAdvice(name: string, [to, of]: [Json, string], [limit, ofLimit]: [Json, string]): string {
  const [amount, most] = [parseQuantity(to) ?? 0n, parseQuantity(limit) ?? 0n];
  const isDoubtful = hasDoubtfulUnit(name, amount);
  if (hasDoubtfulUnit(name, most)) {
    return isDoubtful
      ? `Write both amounts with the unit that is meant, such as ${exampleQuantity(name)}.`
      : `Set ${ofLimit} to ${asWritten(to)} or more.`;
  }
  // No valid amount is less than 0.
  if (most < 0n) return amount < 0n ? 'Set both amounts to 0 or more.' : `Set ${ofLimit} to ${asWritten(to)} or more.`;
  const lower = `Lower ${of} to ${asWritten(limit)}${most === 0n ? '' : ' or less'}`;
  return isDoubtful ? `${lower}.` : `${lower}, or raise ${ofLimit}.`;
}

function togetherFinding(name: string, to: Json, limit: Json, path: FieldPath): Found | undefined {
  const request = to === null ? 0n : parseQuantity(to);
  const most = limit === null ? 0n : parseQuantity(limit);
  if (request === undefined || most === undefined) return undefined;
  const mayDiffer = mayBeOvercommitted(name);
  if (mayDiffer ? request <= most : request === most) return undefined;
  const at = path.child('requests').key(name);
  const beside = path.child('limits').key(name);
  if (limit === null && request > 0n)
    return invalid(at, 'limitEmpty', { shown: { resource: name, request: asWritten(to) }, to, beside });
  return invalid(at, mayDiffer ? 'above' : 'unequal', {
    data: { limit: asWritten(limit) },
    shown: { resource: name, advice: () => aboveAdvice(name, [to, 'the request'], [limit, 'the limit']) },
    to,
    beside,
  });
}

/** A value that is not a quantity counts as 0, and is not shown. */
export const asWritten = (amount: Json): string => (isQuantity(amount) ? String(amount) : '0');

const isQuantity = (amount: Json): amount is string | number => parseQuantity(amount) !== undefined;

/** If the stored Pod has such an amount, kube-apiserver accepts all amounts (usesIndivisibleHugePagesValues). */
const hadOddPages = storedWith(({ spec, containers }) => {
  const isOdd = (amounts: JsonObject): boolean =>
    Object.keys(amounts).some((name) => isHugePages(name) && !isWholePages(name, field(amounts, name) ?? null));
  return (
    isOdd(objectAt(spec, 'overhead')) ||
    containers.some(
      ({ value: { resources } }) => isOdd(objectAt(resources, 'limits')) || isOdd(objectAt(resources, 'requests')),
    )
  );
});
