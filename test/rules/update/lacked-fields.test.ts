import { expect, test } from '@jest/globals';
import { lackedFields } from '../../../src/rules/update/lacked-fields.ts';

const token = { name: 'kube-api-access-x7k2p', projected: {} };
const notReady = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};

test('the missing fields are listed as in a sentence', () => {
  const filled = {
    nodeName: 'a',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    volumes: [token],
    imagePullSecrets: [{ name: 'a' }],
    tolerations: [notReady],
    ephemeralContainers: [{ name: 'debug' }],
  };
  const lacked = lackedFields(filled, {});
  expect(lacked).toEqual([
    'nodeName',
    'serviceAccountName',
    'the token volume and its mounts',
    'the ephemeral containers',
    'priority',
    'imagePullSecrets',
    'the default tolerations',
  ]);
  expect(lackedFields(filled, filled)).toEqual([]);
  expect(lackedFields({ tolerations: [{ key: 'mine' }] }, {})).toEqual([]);
});
