import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { duplicate, forbidden, invalid, required, tooMany, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const max = 10;
const lowest = 1000;
const highest = 100_000;
const reserved = ['k8s.io', 'kubernetes.io'];

const messages = {
  group: {
    text: 'schedulingGroup is not allowed together with evictionResponders.',
    fix: 'Remove schedulingGroup or evictionResponders.',
  },
  many: {
    text: 'a Pod must have no more than {{max}} evictionResponders, but has {{count}}.',
    fix: 'Keep the {{max}} that the Pod needs most.',
  },
  missing: {
    text: 'an eviction responder must have a name.',
    fix: 'Set name to a name with a domain, such as "example.com/migration".',
  },
  name: {
    text: 'the name of an eviction responder {{problem}}.',
    fix: 'Use a name with a domain, such as "example.com/migration".',
  },
  reserved: {
    text: 'the domains k8s.io and kubernetes.io are reserved.',
    fix: 'Use a domain of your own, such as "example.com/migration".',
  },
  twice: { text: 'each eviction responder may be listed once.', fix: 'Remove one of the two entries.' },
  noPriority: {
    text: 'an eviction responder must have a priority.',
    fix: `Set priority to a number from ${lowest} to ${highest}.`,
  },
  priority: {
    text: `must be a number from ${lowest} to ${highest}.`,
    fix: 'Use a priority in this range. The responder with the highest priority comes first.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const evictionRespondersValid = definePodRule({
  id: 'eviction-responders-valid',
  title: 'Eviction responders must have a unique name with a domain, and a priority',
  why: 'An eviction responder moves the work of a Pod away before the Pod is evicted. The responder with the highest priority comes first.',
  mirrors: ['Validate_EvictionResponder'],
  appliesTo: podsAndTemplates,
  reads: ['evictionResponders', 'schedulingGroup'],
  needs: ['evictionResponders'],
  messages,
  *check({ spec, specPath, change }) {
    const responders = listAt(spec, 'evictionResponders');
    if (responders.length === 0 || !change.facts.EvictionRequestAPI) return;
    const path = specPath.child('evictionResponders');
    if (isSet(spec['schedulingGroup']) && change.facts.GenericWorkload)
      yield forbidden(specPath.child('schedulingGroup'), 'group', { beside: path });
    if (responders.length > max) {
      yield tooMany(path, 'many', { data: { max, count: responders.length } });
      return;
    }
    const places = new Map<string, FieldPath>();
    for (const [i, responder] of responders.entries()) {
      const at = path.index(i);
      const name = stringAt(responder, 'name') ?? '';
      const beside = places.get(name);
      if (beside !== undefined) yield duplicate(at, 'twice', { to: name, beside });
      else places.set(name, at);
      yield* nameFindings(name, at.child('name'));
      yield* priorityFindings(field(responder, 'priority'), at.child('priority'));
    }
  },
});

function* nameFindings(to: string, path: FieldPath): Generator<Found, void, void> {
  if (to === '') return yield required(path, 'missing');
  const domain = withoutLastDots(to.split('/', 1)[0]!.toLowerCase().trim());
  if (reserved.some((name) => domain === name || domain.endsWith(`.${name}`))) yield invalid(path, 'reserved', { to });
  const problem = to.includes('/') ? qualifiedNameError(to) : "must have a domain, and a '/' after it";
  if (problem !== undefined) yield invalid(path, 'name', { data: { problem }, to });
}

function* priorityFindings(to: Json | undefined, path: FieldPath): Generator<Found> {
  if (!isSet(to)) yield required(path, 'noPriority');
  else if (typeof to !== 'number' || to < lowest || to > highest) yield invalid(path, 'priority', { to });
}

function withoutLastDots(text: string): string {
  let end = text.length;
  while (text[end - 1] === '.') end--;
  return text.slice(0, end);
}
