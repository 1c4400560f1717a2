import { expect, test } from '@jest/globals';
import { defaultPullPolicy } from '../../../src/kubernetes/apiserver/default-image.ts';

const digest = `sha256:${'a'.repeat(64)}`;
test.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['nginx:1', 'IfNotPresent'],
  ['registry.example.com:5000/nginx', 'Always'],
  ['localhost:5000', 'IfNotPresent'],
  [`nginx@${digest}`, 'IfNotPresent'],
  [`nginx:latest@${digest}`, 'Always'],
  ['localhost/nginx', 'Always'],
  ['my_org/nginx', 'Always'],
  ['my--long-app.v2', 'Always'],
  ['quay.io/my_org/nginx', 'Always'],
  ['quay.io_5000/nginx', 'Always'],
  [`${'a'.repeat(1020)}.b/c`, 'Always'],
  // Neither is a valid reference, so the tag is unknown.
  ['Nginx', 'IfNotPresent'],
  ['nginx ', 'IfNotPresent'],
  ['', 'IfNotPresent'],
  ['a'.repeat(64), 'IfNotPresent'],
  ['Example/nginx', 'Always'],
  ['a___b', 'IfNotPresent'],
  ['quay.io/org/Nginx', 'IfNotPresent'],
  ['my_registry:5000/nginx', 'IfNotPresent'],
  ['nginx:latest@sha256:123', 'IfNotPresent'],
  [`nginx:latest@sha256+b64u.x:${'a'.repeat(64)}`, 'IfNotPresent'],
  [`nginx:latest@${digest}0`, 'IfNotPresent'],
  [`nginx:latest@${digest}@`, 'IfNotPresent'],
  [`nginx:latest@2${digest}`, 'IfNotPresent'],
  [`nginx:latest@${digest}:`, 'IfNotPresent'],
  ['a'.repeat(1025), 'IfNotPresent'],
  ['[::1]:80/nginx', 'Always'],
])('%s: %s', (image, policy) => {
  expect(defaultPullPolicy(image)).toBe(policy);
});
