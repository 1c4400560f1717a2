/** The code of Go, with which kube-apiserver and the kubelet read the reference of an image, and Podward read the same references. */
import { expect, test } from '@jest/globals';
import { streamProgress } from '../../devcluster/progress.ts';
import { parseReference } from '../../src/kubernetes/image-reference.ts';
import { seed } from '../property.ts';
import { askInJson } from './ask.ts';
import { imagesBinary } from './build.ts';
import { createRandom, type Random } from './random.ts';

const count = 50_000;

interface Reading {
  readonly valid: boolean;
  readonly tag?: string;
  readonly digest?: string;
}

function readInPodward(text: string): Reading {
  const found = parseReference(text);
  if (found === undefined) return { valid: false };
  const { tag, digest } = found;
  return { valid: true, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

const hosts = [
  ...[
    'docker.io',
    'index.docker.io',
    'localhost',
    'registry.example.com',
    'Registry',
    'REG.io',
    '[2001:db8::1]',
    '10.0.0.1',
  ],
  ...[
    'registry.example.com_5000',
    'a.b',
    'a..b',
    'a-',
    'a-.b',
    '-a.b',
    '.a',
    '[::G]',
    '[ab]',
    '[AB]',
    'x'.repeat(300),
    'ä.b',
    '',
  ],
];
const components = [
  'app',
  'a.b',
  'a_b',
  'a__b',
  'a___b',
  'a--b',
  '-a',
  'a_',
  'App',
  'library',
  '0',
  'é',
  'localhost',
  '',
];
const tags = ['latest', '1.2', 'V1', '_x', '-x', '.x', 't'.repeat(128), 't'.repeat(129), '5000', '', 'a+b', 'ä'];
const characters = [...'aA0._-:/@[] \n+\u0131\u212a\u{1f600}'];
const mostly = (r: Random, usual: string, others: readonly string[]): string =>
  r.chance(0.6) ? usual : r.pick(others);

function digest(r: Random): string {
  const [algorithm, size] = r.pick([
    ['sha256', 64],
    ['sha256', 64],
    ['sha384', 96],
    ['sha512', 128],
    ['SHA256', 64],
    ['md5', 32],
    ['sha256+b64', 64],
  ] as const);
  const length = size + mostlyNone(r);
  return `${algorithm}:${r.pick(['a', '0', 'f', 'f', 'F', 'g']).repeat(Math.max(0, length))}`;
}
const mostlyNone = (r: Random): number => (r.chance(0.8) ? 0 : r.pick([1, -1, 64, -64]));

function randomReference(r: Random): string {
  const host = r.chance(0.5) ? `${r.pick(hosts)}${r.chance(0.3) ? `:${r.pick(['5000', '', '5x', '0'])}` : ''}/` : '';
  const names = Array.from({ length: 1 + r.below(3) }, () => mostly(r, 'app', components));
  // Near the limits of the path, and an id.
  if (r.chance(0.1)) names.push('a'.repeat(r.pick([64, 243, 244, 247, 248, 251, 255, 256])));
  const path = r.chance(0.1) ? names.at(-1)! : names.join('/');
  const tag = r.chance(0.4) ? `:${mostly(r, '1.2', tags)}` : '';
  const text = `${host}${path}${tag}${r.chance(0.3) ? `@${digest(r)}` : ''}`;
  if (r.chance(0.8)) return text;
  const at = r.below(text.length + 1);
  return `${text.slice(0, at)}${r.pick([...characters, ''])}${text.slice(at + r.below(2))}`;
}

test(`${count} random references, seed ${seed}`, async () => {
  const random = createRandom(seed);
  const texts = Array.from({ length: count }, () => randomReference(random));
  const expected = await askInJson<Reading>(await imagesBinary(streamProgress()), texts);
  const valid = expected.filter((reading) => reading.valid).length;
  expect(Math.min(valid, count - valid)).toBeGreaterThan(count / 5);
  const different = texts.flatMap((text, i) => {
    const [go, podward] = [expected[i]!, readInPodward(text)];
    return JSON.stringify(go) === JSON.stringify(podward) ? [] : [{ text, go, podward }];
  });
  expect(different.slice(0, 10)).toEqual([]);
});
