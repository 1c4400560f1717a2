import { isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say, type FindingOf } from '../finding.ts';

/** The kernel's ids are unsigned, but some of its interfaces read them as signed. */
const max = 2 ** 31 - 1;
const messages = { range: 'must be between 0 and 2147483647' };

export const securityIds = definePodRule({
  id: 'security-ids',
  title: 'Ids of users and groups are in range',
  why: 'There is no user and no group with another id, so that no process could be started.',
  mirrors: 'validatePodSpecSecurityContext, ValidateSecurityContext',
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  messages,
  *check({ spec, specPath, changedContainers }) {
    for (const { value, path, ofPod } of securityContextsOf(spec, specPath, changedContainers)) {
      yield* checkId(value['runAsUser'], path, 'runAsUser');
      yield* checkId(value['runAsGroup'], path, 'runAsGroup');
      if (!ofPod) continue;
      yield* checkId(value['fsGroup'], path, 'fsGroup');
      const groups = listAt(value, 'supplementalGroups');
      for (let i = 0; i < groups.length; i++) {
        if (!isId(groups[i])) yield outOfRange(path.child('supplementalGroups').index(i), groups[i] ?? 0);
      }
    }
  },
});

const isId = (id: Json | undefined): boolean => typeof id === 'number' && id >= 0 && id <= max;

function* checkId(id: Json | undefined, path: FieldPath, name: string): Generator<FindingOf<typeof messages>> {
  if (isSet(id) && !isId(id)) yield outOfRange(path.child(name), id);
}

const outOfRange = (path: FieldPath, to: Json): FindingOf<typeof messages> =>
  invalid(path, 'range', { to, fix: say('use an id as the image has it, such as 1000') });
