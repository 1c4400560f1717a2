import { expect, test } from '@jest/globals';
import {
  withoutFieldsOfOtherVersions,
  withoutUnknownFields,
} from '../../../src/kubernetes/apiserver/unknown-fields.ts';
import { container, pod } from '../../objects.ts';

const withMany = pod({
  hostname: 'a',
  hostnameOverride: 'a',
  unknown: 'a',
  containers: [container(), container({ name: 'b', lifecycle: { stopSignal: 'SIGTERM' } })],
});

test('all fields of other versions are dropped, and no others', () => {
  const before = structuredClone(withMany);
  expect(withoutFieldsOfOtherVersions(withMany, 'Pod', 31)).toEqual(
    pod({ hostname: 'a', unknown: 'a', containers: [container(), container({ name: 'b', lifecycle: {} })] }),
  );
  expect(withMany).toEqual(before);
});

test('an object without such fields is not copied', () => {
  expect(withoutFieldsOfOtherVersions(withMany, 'Pod', 37)).toBe(withMany);
});

test('no unknown field is stored', () => {
  expect(withoutUnknownFields(withMany, 'Pod', 31)).toEqual(
    pod({ hostname: 'a', containers: [container(), container({ name: 'b', lifecycle: {} })] }),
  );
});
