import { expect, test } from '@jest/globals';
import { namedVolumes } from '../../src/change/pod-volumes.ts';
import { podView } from '../../src/change/views.ts';
import { get, isSet, type JsonObject } from '../../src/json/json.ts';
import { changeOf } from '../engine/policy.ts';
import { workload } from '../objects.ts';

const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' } }] };
const volumesOf = (spec: JsonObject, own: JsonObject = {}) => {
  const after = workload('StatefulSet', spec, own);
  return namedVolumes(podView(changeOf({ kind: 'StatefulSet', after }), after), (volume) =>
    isSet(get(volume, 'persistentVolumeClaim')),
  );
};

test('a claim template is a persistentVolumeClaim volume, and replaces a volume with its name', () => {
  const { known, path } = volumesOf(
    {
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'logs', emptyDir: {} },
      ],
    },
    claims,
  );
  expect([known(), String(path)]).toEqual([['data'], 'spec.template.spec.volumes']);
});

test('without a list of volumes, there is no path to it', () => {
  expect(volumesOf({}).known()).toEqual([]);
  expect(volumesOf({}).path).toBeUndefined();
  expect(volumesOf({ volumes: [] }).path).toBeUndefined();
});
