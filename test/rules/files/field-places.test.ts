import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { placesOf } from '../../../src/rules/files/field-places.ts';
import { mistakesIn } from '../../../src/kubernetes/schema/type-mistakes.ts';
import { newestMinor } from '../../../src/kubernetes/versions.ts';

/** The suggested places of every unknown field of the object, as text. */
const places = (object: JsonObject, kind = 'Pod', minor = newestMinor): string[][] =>
  [...mistakesIn(object, kind, minor)].flatMap((mistake) =>
    mistake.kind === 'unknown' ? [(placesOf(mistake, () => true) ?? []).map(({ path }) => path.toString())] : [],
  );
const spec = (fields: JsonObject): JsonObject => ({ spec: fields });

test.each<[string, JsonObject, string[]]>([
  ['in an object below', spec({ runAsNonRoot: true }), ['spec.securityContext.runAsNonRoot']],
  ['in an object around it', spec({ containers: [{ nodeName: 'a' }] }), ['spec.nodeName']],
  ['around it, as far as the object itself', spec({ containers: [{ metadata: {} }] }), ['metadata']],
  ['in a list that does not exist', spec({ hostPort: 1 }), ['spec.containers[0].ports[0].hostPort']],
  ['beside it', spec({ containers: [{ volumeMounts: [{ emptyDir: {} }] }] }), ['spec.volumes[0].emptyDir']],
  ['at its own entry of a list', spec({ containers: [{}, { limits: {} }] }), ['spec.containers[1].resources.limits']],
  ['the objects that exist before others', spec({ volumes: [{ path: '/a', nfs: {} }] }), ['spec.volumes[0].nfs.path']],
  ['in the nearest object that has it, and none below', spec({ labels: {} }), ['metadata.labels']],
  [
    'in each object that is equally near',
    spec({ volumes: [{ optional: true }] }),
    ['spec.volumes[0].configMap.optional', 'spec.volumes[0].secret.optional'],
  ],
  [
    'around it, before objects below',
    spec({ containers: [{ terminationGracePeriodSeconds: 1, livenessProbe: {} }] }),
    ['spec.terminationGracePeriodSeconds'],
  ],
  ['nowhere in what the server writes', spec({ podIP: 'a' }), []],
  ['nowhere where no object has such a field', spec({ constructor: 'a' }), []],
  ['nowhere where no object of the kind has such a field', spec({ replicas: 1 }), []],
])('%s', (_, object, expected) => expect(places(object)[0]).toEqual(expected));

test('no field that the version does not have', () => {
  const object = spec({ containers: [{ hostnameOverride: 'a' }] });
  expect(places(object, 'Pod', 34)).toEqual([['spec.hostnameOverride']]);
  expect(places(object, 'Pod', 33)).toEqual([[]]);
});

test('the first of several list entries, with the name of the list', () => {
  const [mistake] = mistakesIn(spec({ image: 'a', containers: [{}, {}] }), 'Pod', newestMinor);
  expect(mistake?.kind === 'unknown' && placesOf(mistake, () => true)).toMatchObject([{ list: expect.anything() }]);
});
