import { get, isObject, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { statusLists } from '../../kubernetes/pod/container-statuses.ts';
import { maxUserId } from '../../kubernetes/user-ids.ts';
import { forbidden, invalid, type FindingOf } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

/** Of a user ID on Linux. */
const maxLinuxUserId = 2 ** 32 - 1;

const messages = {
  windows: {
    text: 'a Linux user is not allowed for a Pod with os.name windows.',
    fix: 'Remove user.linux.',
  },
  range: { text: 'must be between 0 and {{max}}.', fix: 'Use the ID that the container runtime reports.' },
} as const;
type Found = FindingOf<typeof messages>;

export const statusContainerUsers = definePodRule({
  id: 'status-container-users',
  title:
    'The user and the groups of a container in the status must be valid IDs, and a Windows Pod must not have a Linux user',
  why: 'In user.linux of a container, the kubelet reports the user and the groups with which the first process of a container runs (KEP-3619).',
  mirrors: ['validateContainerStatusUsers'],
  appliesTo: statusUpdates,
  messages,
  *check({ spec, specPath, change }) {
    const os = get(spec, 'os', 'name') ?? 'linux';
    const max = change.facts.wideUserIds ? maxLinuxUserId : maxUserId;
    for (const [list] of statusLists) {
      for (const [i, status] of listAt(change.after, 'status', list).entries()) {
        const user = get(status, 'user', 'linux');
        if (!isObject(user)) continue;
        const path = statusPath.child(list).index(i).child('user', 'linux');
        if (os === 'windows') yield forbidden(path, 'windows', { beside: specPath.child('os', 'name') });
        if (os !== 'linux') continue;
        yield* checkId(user['uid'], path.child('uid'), max);
        yield* checkId(user['gid'], path.child('gid'), maxUserId);
        const groups = listAt(user, 'supplementalGroups');
        for (const [j, group] of groups.entries())
          yield* checkId(group, path.child('supplementalGroups').index(j), maxUserId);
      }
    }
  },
});

function* checkId(to: Json | undefined, path: FieldPath, max: number): Generator<Found> {
  if (typeof to === 'number' && (to < 0 || to > max)) yield invalid(path, 'range', { shown: { max }, to });
}
