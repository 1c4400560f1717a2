import { describe, expect, test } from '@jest/globals';
import { defineDefault, type Addition, type Default } from '../../src/defaults/default.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { RuleFailure } from '../../src/engine/failure.ts';
import { get, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import type { FieldPath } from '../../src/json/path.ts';
import { metadataPath, specPath } from '../../src/kubernetes/kinds.ts';
import { advise, type Finding } from '../../src/rules/finding.ts';
import type { AppliesTo } from '../../src/rules/rule.ts';
import type { Change } from '../../src/change/change.ts';
import { pod } from '../objects.ts';
import { changeOf, policyOf } from './policy.ts';

const messages = { missing: { text: 'Podward filled in {{field}}.' } };
const facts = { title: 'A default', why: 'For the test.', enabled: true, messages };
const created: AppliesTo = { operations: ['CREATE'], kinds: ['Pod'] };

type Added = Addition<Finding<'missing'>>;
const adding = (id: string, ...additions: Added[]): Default =>
  defineDefault({ ...facts, id, appliesTo: created, fill: () => additions });
const value = (path: FieldPath, added: Json, note?: Finding<'missing'>): Added => ({
  path,
  value: added,
  ...(note === undefined ? {} : { note }),
});

const fill = (defaults: readonly Default[], change: Change = changeOf()) =>
  createEngine({ rules: [], defaults }, policyOf([], defaults)).fill(change);

const hostname = specPath.child('hostname');

describe('fill', () => {
  test('nothing to add', () => {
    const change = changeOf();
    expect(fill([adding('a')], change)).toEqual({
      after: change.after,
      patch: [],
      applied: [],
      notes: [],
      moreNotes: 0,
    });
  });

  test('the patch and the object agree, and the original is not changed', () => {
    const change = changeOf();
    const adds = adding('a', value(hostname, 'web', advise(hostname, 'missing')));
    const { after, patch, applied, notes } = fill([adds, adding('b')], change);
    expect(applied).toEqual(['a']);
    expect(get(after, 'spec', 'hostname')).toBe('web');
    expect(patch).toEqual([{ op: 'add', path: '/spec/hostname', value: 'web' }]);
    expect(notes.map(({ rule, texts }) => `${texts().path}: ${texts().text} [${rule}]`)).toEqual([
      'spec.hostname: Podward filled in hostname. [a]',
    ]);
    expect(change.after).toEqual(pod());
  });

  test('missing objects on the path are created, also in place of null', () => {
    const key = metadataPath.child('annotations').key('example.com/a');
    const add = [
      { op: 'add', path: '/metadata/annotations', value: {} },
      { op: 'add', path: '/metadata/annotations/example.com~1a', value: 'b' },
    ];
    expect(fill([adding('a', value(key, 'b'))]).patch).toEqual(add);
    expect(fill([adding('a', value(key, 'b'))], changeOf({ after: pod({}, { annotations: null }) })).patch).toEqual(
      add,
    );
  });

  test.each<[string, JsonObject]>([
    ['an object', { ...pod(), spec: 'web' }],
    ['an object, which is a list', { ...pod(), spec: [] }],
  ])('nothing is added to a value in a file that should be %s', (_, after) => {
    expect(fill([adding('a', value(hostname, 'web'))], changeOf({ after })).patch).toEqual([]);
  });

  test('a patch that kube-apiserver cannot apply is a failure', () => {
    const path = specPath.child('containers').index(5);
    expect(() => fill([adding('a', value(path, { name: 'b' }))])).toThrow('default a failed with');
  });

  test('a later default sees what an earlier one added', () => {
    const second = defineDefault({
      ...facts,
      id: 'b',
      appliesTo: created,
      *fill({ after }) {
        yield value(specPath.child('subdomain'), `${stringAt(after, 'spec', 'hostname')}-b`);
      },
    });
    expect(get(fill([adding('a', value(hostname, 'web')), second]).after, 'spec', 'subdomain')).toBe('web-b');
  });

  test('a default that is off or applies to other objects adds nothing', () => {
    const off = { ...adding('a', value(hostname, 'web')), enabled: false };
    const other: Default = {
      ...adding('b', value(hostname, 'web')),
      appliesTo: { ...created, operations: ['UPDATE'] },
    };
    expect(fill([off, other]).patch).toEqual([]);
  });

  test('a default that throws is a failure that names the default', () => {
    const broken = defineDefault({
      ...facts,
      id: 'broken',
      appliesTo: created,
      *fill() {
        throw new RangeError('hunter2');
      },
    });
    expect(() => fill([broken])).toThrow(RuleFailure);
    expect(() => fill([broken])).toThrow('default broken failed with RangeError');
  });
});
