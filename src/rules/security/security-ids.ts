import { isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { isUserId, userIdText } from '../../kubernetes/user-ids.ts';
import { invalid, type FindingOf } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const messages = {
  range: {
    text: userIdText,
    fix: 'Use a {{what}} ID that the image expects, such as 1000.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const securityIds = definePodRule({
  id: 'security-ids',
  title: 'User and group IDs must be between 0 and 2147483647',
  why: 'runc, which usually starts the containers, limits user and group IDs to this range for compatibility with 32-bit systems.',
  mirrors: ['validatePodSpecSecurityContext', 'ValidateSecurityContext'],
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  needs: [
    'securityContext.runAsUser',
    'securityContext.runAsGroup',
    'securityContext.fsGroup',
    'securityContext.supplementalGroups',
  ],
  messages,
  *check({ spec, specPath, changedContainers }) {
    for (const { value, path, ofPod } of securityContextsOf(spec, specPath, changedContainers)) {
      yield* checkId(value['runAsUser'], path.child('runAsUser'), 'user');
      yield* checkId(value['runAsGroup'], path.child('runAsGroup'), 'group');
      if (!ofPod) continue;
      yield* checkId(value['fsGroup'], path.child('fsGroup'), 'group');
      const groups = listAt(value, 'supplementalGroups');
      for (let i = 0; i < groups.length; i++) {
        if (!isUserId(groups[i])) yield outOfRange(path.child('supplementalGroups').index(i), groups[i]!, 'group');
      }
    }
  },
});

function* checkId(id: Json | undefined, path: FieldPath, what: 'user' | 'group'): Generator<Found> {
  if (isSet(id) && !isUserId(id)) yield outOfRange(path, id, what);
}

const outOfRange = (path: FieldPath, to: Json, what: 'user' | 'group'): Found =>
  invalid(path, 'range', { shown: { what }, to });
