/** A configuration with a large amount of one thing is refused quickly, with a few short messages. */
import { expect, test } from '@jest/globals';
import { catalogue } from '../../src/catalogue.ts';
import { loadPolicy } from './load-policy.ts';

const head = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n';

const tooDeep = /^Invalid value: the file must not be nested more than 100 levels deep\.$/;
const more = /^\d{4,} more mistakes are not shown\.$/;
/** A large amount of one thing, and the message about it. */
const most = 64 * 1024;
const times = (length: number, line: (i: number) => string): string => {
  let text = '';
  for (let i = 0; text.length + 40 < length; i++) text += line(i);
  return text;
};
test.each<[string, () => string, RegExp]>([
  [
    'a text that is too long',
    () => `${head}# ${'x'.repeat(256 * 1024)}`,
    /^Too long: the file must be no more than 262144 characters\.$/,
  ],
  ['unknown rules', () => `${head}rules:\n${times(most, (i) => `  r${i}:\n`)}`, more],
  ['unknown options', () => `${head}rules: {guarded-metadata: {${times(most, (i) => `o${i}: 1, `)}}}`, more],
  ['wrong entries', () => `${head}exemptions: {users: [${'0,'.repeat(most / 2)}]}`, more],
  ['one name again and again', () => `${head}rules:\n${'  a:\n'.repeat(most / 5)}`, more],
  ['syntax errors', () => `${head}rules:\n${'  a: ]\n'.repeat(most / 8)}`, /^invalid YAML\. A value is missing\.$/],
  [
    'syntax errors of YAML 1.2',
    () => `${head}rules:\n${'  a: {}#\n'.repeat(most / 10)}`,
    /^invalid YAML\. A space must /,
  ],
  ['values that are missing', () => `${head}a: [${','.repeat(most / 4)}`, /^invalid YAML\. A value is missing\.$/],
  ['nested lists', () => `${head}rules: ${'['.repeat(most)}`, tooDeep],
  ['nested lists of blocks', () => `${head}rules:\n  ${'- '.repeat(most)}`, tooDeep],
  ['nested maps', () => `${head}rules: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}`, tooDeep],
  ['nested names', () => `${head}a: ${'{a,'.repeat(60_000)}`, tooDeep],
  ['nested names that are maps', () => `${head}a: ${'{'.repeat(60_000)}`, tooDeep],
  ['nested names of blocks', () => `${head}a: ${'? '.repeat(100_000)}`, tooDeep],
  ['nested lists in JSON', () => '[{"a":'.repeat(30_000), tooDeep],
  [
    'lists that aliases nest',
    () => `${head}${times(most, (i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`)}`.replace('*a0', '0'),
    tooDeep,
  ],
  [
    'lists that aliases make long',
    () => `${head}a: &a ${'x'.repeat(most)}\nexemptions: {users: [${'*a,'.repeat(most / 3)}]}`,
    /^Too long: with its aliases, the value must be no more than 262144 characters\.$/,
  ],
  ['long tags', () => `${head}a: !${'x'.repeat(most)} 1`, /^Invalid value: this tag cannot be used here\./],
  ['aliases', () => `${head}rules: &a {}\nexemptions: {users: [${'*a,'.repeat(most / 3 - 20)}]}`, /./],
  ['anchors', () => `${head}exemptions: {users: [${times(most, (i) => `&a${i} 1,`)}]}`, more],
  ['a long name', () => `${head}? ${'x'.repeat(most)}\n: 1`, /this field does not exist/],
  ['a long version', () => `${head}kubernetesVersion: ${'1.'.repeat(most / 2)}`, /must be a Kubernetes version/],
])('a hostile file is refused with short messages: %s', (_, text, message) => {
  const loaded = loadPolicy(text(), catalogue);
  const errors = 'errors' in loaded ? loaded.errors : [];
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThanOrEqual(101);
  expect(errors.at(-1)!.message).toMatch(message);
  for (const error of errors) expect(error.message.length + error.path.length).toBeLessThan(500);
});
