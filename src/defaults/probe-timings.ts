import { containersOf, initialLists } from '../kubernetes/pod/containers.ts';
import { probeTimings, probeTypes } from '../kubernetes/pod/probes.ts';
import { field, isObject, isSet, objectAt } from '../json/json.ts';
import { specPath } from '../kubernetes/kinds.ts';
import { defineDefault } from './default.ts';

export const probeTimingsDefault = defineDefault({
  id: 'probe-timings',
  title: 'Set the missing numbers of a probe',
  why: 'A probe without numbers gets the numbers of the API server. Written out, the numbers can be read and reviewed.',
  enabled: true,
  appliesTo: { operations: ['CREATE'], kinds: ['Pod'] },
  messages: {},
  *fill({ after }) {
    for (const { value, path } of containersOf(objectAt(after, 'spec'), specPath, initialLists)) {
      for (const kind of probeTypes) {
        const probe = field(value, kind);
        if (!isObject(probe)) continue;
        for (const [name, number] of Object.entries(probeTimings)) {
          if (!isSet(field(probe, name))) yield { path: path.child(kind, name), value: number };
        }
      }
    }
  },
});
