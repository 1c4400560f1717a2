import { field, listAt, type Json } from '../../json/json.ts';
import { duplicate } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const spreadPairsUnique = definePodRule({
  id: 'spread-pairs-unique',
  title: 'Topology spread constraints must differ in topologyKey or whenUnsatisfiable',
  why: 'Server-side apply identifies a constraint by its topologyKey and whenUnsatisfiable.',
  mirrors: ['ValidateSpreadConstraintNotRepeat'],
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints'],
  messages: {
    twice: {
      text: '{{other}} has the same topologyKey and whenUnsatisfiable.',
      fix: 'Remove one of the two constraints.',
    },
  },
  *check({ spec, specPath }) {
    const constraints = listAt(spec, 'topologySpreadConstraints');
    const path = specPath.child('topologySpreadConstraints');
    const later = new Map<string, number>();
    // kube-apiserver reports the earlier one of a pair.
    for (let i = constraints.length - 1; i >= 0; i--) {
      const pair = [field(constraints[i], 'topologyKey') ?? '', field(constraints[i], 'whenUnsatisfiable') ?? ''];
      const key = JSON.stringify(pair);
      const other = later.get(key);
      if (other !== undefined) {
        const beside = path.index(other);
        yield duplicate(path.index(i), 'twice', {
          shown: { other: beside.toString() },
          to: pair.map(textOf).join(', '),
          beside,
        });
      }
      later.set(key, i);
    }
  },
});

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
