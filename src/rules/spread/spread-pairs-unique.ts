import { field, listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { duplicate, say } from '../finding.ts';

export const spreadPairsUnique = definePodRule({
  id: 'spread-pairs-unique',
  title: 'Spread constraints differ in topologyKey or whenUnsatisfiable',
  why: 'The two name a constraint. Of two with the same name only one could hold.',
  mirrors: 'ValidateSpreadConstraintNotRepeat',
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints'],
  messages: { twice: 'constraint {{other}} has the same topologyKey and whenUnsatisfiable' },
  *check({ spec, specPath }) {
    const constraints = listAt(spec, 'topologySpreadConstraints');
    if (constraints.length < 2) return;
    const later = new Map<string, number>();
    // kube-apiserver names the earlier one of a pair.
    for (let i = constraints.length - 1; i >= 0; i--) {
      const pair = [field(constraints[i], 'topologyKey') ?? '', field(constraints[i], 'whenUnsatisfiable') ?? ''];
      const key = JSON.stringify(pair);
      const other = later.get(key);
      if (other !== undefined) {
        const path = specPath.child('topologySpreadConstraints').index(i);
        yield duplicate(path, 'twice', { data: { other }, fix: say('make one of the two') });
      }
      later.set(key, i);
    }
  },
});
