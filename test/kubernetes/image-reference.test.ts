/** test/oracle/images.test.ts compares many more texts with the code of Go. */
import { expect, test } from '@jest/globals';
import { parseReference } from '../../src/kubernetes/image-reference.ts';

const hex = 'ab'.repeat(32);

test.each([
  ['registry.example.com_5000/app:1', { repository: 'registry.example.com_5000/app', tag: '1', digest: undefined }],
  ['registry.example.com:5000/app', { repository: 'registry.example.com:5000/app', tag: undefined, digest: undefined }],
  [`app@sha256:${hex}`, { repository: 'app', tag: undefined, digest: `sha256:${hex}` }],
  [`${'a'.repeat(247)}`, { repository: 'a'.repeat(247), tag: undefined, digest: undefined }],
])('%s is valid', (image, parts) => expect(parseReference(image)).toEqual(parts));

test.each([
  'registry.example.com_5000:5000/app',
  'App',
  'app:1:2',
  hex,
  `app@sha256:${hex}0`,
  `app@sha256:${hex.toUpperCase()}`,
  `app@md5:${hex.slice(32)}`,
  'a'.repeat(248),
  `docker.io/${'a'.repeat(248)}`,
  `registry.example.com/${'a'.repeat(256)}`,
])('%s is not valid', (image) => expect(parseReference(image)).toBeUndefined());
