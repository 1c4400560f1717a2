import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json } from '../../src/json/json.ts';
import { comparePaths, FieldPath, valueAt } from '../../src/json/path.ts';
import { metadataPath, specPath } from '../../src/kubernetes/kinds.ts';

const image = specPath.child('containers').index(0).child('image');

describe('FieldPath', () => {
  test.each([
    [FieldPath.root, '', ''],
    [image, 'spec.containers[0].image', '/spec/containers/0/image'],
    [
      metadataPath.child('labels').key('example.com/a.b'),
      'metadata.labels[example.com/a.b]',
      '/metadata/labels/example.com~1a.b',
    ],
    [metadataPath.child('annotations').key('a~b'), 'metadata.annotations[a~b]', '/metadata/annotations/a~0b'],
    [metadataPath.child('annotations').key(''), 'metadata.annotations[]', '/metadata/annotations/'],
    [specPath.child('', 'a'), 'spec."".a', '/spec//a'],
    [specPath.child('a', 'b', 'c'), 'spec.a.b.c', '/spec/a/b/c'],
    [FieldPath.root.index(3), '[3]', '/3'],
  ])('%s in both notations', (path, text, pointer) => {
    expect(path.toString()).toBe(text);
    expect(path.pointer()).toBe(pointer);
    expect(JSON.stringify({ path })).toBe(JSON.stringify({ path: text }));
  });

  test('extending a path does not change it', () => {
    const containers = specPath.child('containers');
    containers.index(0);
    expect(containers.toString()).toBe('spec.containers');
  });

  test('last and parent', () => {
    expect([image.last, image.parent.last, image.parent.parent.last]).toEqual(['image', 0, 'containers']);
    expect(FieldPath.root.parent).toBe(FieldPath.root);
  });

  test('a pointer has the segments of its path', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(), fc.string())), (segments) => {
        const path = segments.reduce<FieldPath>(
          (at, s) => (typeof s === 'number' ? at.index(s) : at.key(s)),
          FieldPath.root,
        );
        const read = path
          .pointer()
          .split('/')
          .slice(1)
          .map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'));
        expect(read).toEqual(segments.map(String));
        expect(path.segments()).toEqual(segments);
      }),
    );
  });
});

describe('valueAt', () => {
  const object: Json = { spec: { containers: [{ image: 'a' }] } };
  test.each<[FieldPath, Json | undefined]>([
    [image, 'a'],
    [FieldPath.root, object],
    [specPath.child('containers').index(1), undefined],
    [image.child('deeper'), undefined],
    [specPath.child('constructor'), undefined],
    [specPath.child('containers', 'length'), undefined],
    [specPath.child('containers', 'at'), undefined],
  ])('%s', (path, value) => expect(valueAt(object, path)).toEqual(value));
});

describe('comparePaths', () => {
  test('names alphabetically, indexes by number, a parent before its children', () => {
    const containers = specPath.child('containers');
    const sorted = [
      metadataPath.child('labels'),
      specPath,
      containers,
      containers.index(2).child('image'),
      containers.index(10),
      containers.index(10).child('env'),
      specPath.child('hostNetwork'),
    ];
    expect(sorted.toReversed().sort(comparePaths).map(String)).toEqual(sorted.map(String));
  });

  test('the first different segment decides, whether or not the paths share their parent', () => {
    const segments = fc.array(fc.oneof(fc.nat(2), fc.constantFrom('a', 'b')), { maxLength: 4 });
    const pathOf = (names: readonly (string | number)[], from = FieldPath.root): FieldPath =>
      names.reduce<FieldPath>((at, s) => (typeof s === 'number' ? at.index(s) : at.child(s)), from);
    const sign = (names: readonly (string | number)[], others: readonly (string | number)[]): number => {
      const i = names.findIndex((name, at) => name !== others[at]);
      if (i === -1 || i >= others.length) return Math.sign(names.length - others.length);
      const [x, y] = [names[i]!, others[i]!];
      return typeof x === 'number' && typeof y === 'number' ? Math.sign(x - y) : String(x) < String(y) ? -1 : 1;
    };
    fc.assert(
      fc.property(segments, segments, segments, (shared, a, b) => {
        const from = pathOf(shared);
        expect(Math.sign(comparePaths(pathOf(a, from), pathOf(b, from)))).toBe(sign(a, b));
        expect(Math.sign(comparePaths(pathOf(a), pathOf(b)))).toBe(sign(a, b));
      }),
    );
  });
});
