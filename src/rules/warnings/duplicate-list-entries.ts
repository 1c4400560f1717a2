import { listAt, stringAt } from '../../json/json.ts';
import { advise } from '../finding.ts';
import { definePodWarning } from './warning.ts';

export const duplicateListEntries = definePodWarning({
  id: 'duplicate-list-entries',
  title: 'Entries of hostAliases should have different addresses, and entries of imagePullSecrets different names',
  why: 'kubectl apply merges the entries of hostAliases by their address and those of imagePullSecrets by their name, so it may drop one of two entries that share it.',
  mirrors: ['warningsForPodSpecAndMeta'],
  messages: {
    address: {
      text: 'an earlier entry has the same address, {{to}}. kubectl apply may drop one of the two.',
      fix: 'List all hostnames of the address in one entry.',
    },
    secret: { text: 'imagePullSecrets lists the Secret {{to}} more than once.', fix: 'Remove one of the two entries.' },
    noName: {
      text: 'an entry of imagePullSecrets without a name has no effect.',
      fix: 'Set name to the name of a Secret, or remove the entry.',
    },
  },
  *check({ spec, specPath }) {
    for (const [list, name, messageId] of [
      ['hostAliases', 'ip', 'address'],
      ['imagePullSecrets', 'name', 'secret'],
    ] as const) {
      const path = specPath.child(list);
      const first = new Map<string, number>();
      for (const [i, entry] of listAt(spec, list).entries()) {
        const to = stringAt(entry, name) ?? '';
        const at = path.index(i).child(name);
        const other = first.get(to);
        if (to === '') {
          // An alias without an address is refused.
          if (list === 'imagePullSecrets') yield advise(at, 'noName');
        } else if (other === undefined) first.set(to, i);
        else yield advise(at, messageId, { to, beside: path.index(other).child(name) });
      }
    }
  },
});
