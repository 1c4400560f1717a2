import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/json/json.ts';
import { withProfileAnnotations } from '../../../src/kubernetes/apiserver/profile-annotations.ts';

const prefix = 'container.apparmor.security.beta.kubernetes.io/';
const profiled = (appArmorProfile: JsonObject): JsonObject => ({ securityContext: { appArmorProfile } });
const runtime = profiled({ type: 'RuntimeDefault' });

test.each<[string, JsonObject, JsonObject]>([
  ['no profile', { containers: [{ name: 'web' }] }, {}],
  [
    'the profile of a container, which wins, and that of the Pod',
    {
      ...runtime,
      containers: [{ name: 'web', ...profiled({ type: 'Unconfined' }) }],
      initContainers: [{ name: 'init' }],
    },
    { [`${prefix}web`]: 'unconfined', [`${prefix}init`]: 'runtime/default' },
  ],
  [
    'a profile on the node',
    { containers: [{ name: 'web', ...profiled({ type: 'Localhost', localhostProfile: 'a' }) }] },
    { [`${prefix}web`]: 'localhost/a' },
  ],
  ['a profile without a path', { containers: [{ name: 'web', ...profiled({ type: 'Localhost' }) }] }, {}],
  ['a profile of no type', { containers: [{ name: 'web', ...profiled({ type: 'x' }) }] }, {}],
  ['a profile with an annotation', { containers: [{ name: 'old', ...runtime }] }, {}],
  ['a Windows Pod', { ...runtime, os: { name: 'windows' }, containers: [{ name: 'web' }] }, {}],
])('the annotations of %s', (_, spec, added) => {
  const annotations = { [`${prefix}old`]: 'unconfined', a: 'b' };
  expect(withProfileAnnotations({ metadata: { annotations }, spec })).toEqual({ ...annotations, ...added });
});
