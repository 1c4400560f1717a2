import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import { quoted } from '../../text/quoted.ts';
import { advise } from '../finding.ts';
import { definePodWarning } from './warning.ts';

export const duplicateEnvNames = definePodWarning({
  id: 'duplicate-env-names',
  title: 'Environment variables of a container should have different names',
  why: 'The last entry with a name counts. kubectl apply merges the entries of env by their names, so it may drop one of two entries with the same name.',
  mirrors: ['warningsForPodSpecAndMeta'],
  messages: {
    hidden: {
      text: 'env already has a variable {{variable}}, which this entry replaces, and kubectl apply may drop either of the two.',
      fix: 'Remove one of the two entries.',
    },
  },
  *check({ containers }) {
    for (const { value, path } of containers) {
      const first = new Map<string, number>();
      for (const [i, entry] of listAt(value, 'env').entries()) {
        const name = stringAt(entry, 'name') ?? '';
        const other = first.get(name);
        if (other === undefined) first.set(name, i);
        else if (!extendsEarlier(entry, name)) {
          const env = path.child('env');
          yield advise(env.index(i), 'hidden', { shown: { variable: quoted(name) }, beside: env.index(other) });
        }
      }
    }
  },
});

/** Whether the entry adds to the earlier value, as `PATH: $(PATH):/opt/bin` does. */
function extendsEarlier(entry: Json, name: string): boolean {
  const value = stringAt(entry, 'value') ?? '';
  const reference = `$(${name})`;
  return !isSet(field(entry, 'valueFrom')) && value !== reference && value.includes(reference);
}
