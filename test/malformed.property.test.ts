/** No secret is shown if a struct that may contain one has the wrong type, or if its field is misspelled. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lastAppliedAnnotation } from '../src/kubernetes/annotations.ts';
import { objectAt, type JsonObject } from '../src/json/json.ts';
import type { Kind } from '../src/kubernetes/kinds.ts';
import { hiddenFields, namedFields } from '../src/text/secret-places.ts';
import { run } from './cli/run.ts';
import { leaks, reviewOf, webhook } from './leaks.ts';
import { malformed } from './malformed.ts';
import { podWith } from './objects.ts';
import { checkList, given, limitMs, written } from './property.ts';
import { fieldsOf, isOneOf, markers, type Write } from './secrets.ts';

/** One of this many cases is run. Each field of a Pod has at least a dozen cases. */
const shares: readonly (readonly [Kind, number])[] = [
  ['Pod', 7],
  ['Deployment', 97],
  ['StatefulSet', 101],
  ['Job', 103],
  ['CronJob', 107],
  ['ReplicationController', 109],
  ['PodTemplate', 113],
];

describe('the webhook', () => {
  test.each(shares)(
    'shows no secret of a malformed %s, logs none and counts none',
    async (kind, share) => {
      const { leaksOf, told } = webhook();
      let asked = 0;
      for (const write of malformed(kind, share)) {
        const phase = asked++ % 2 === 0 ? 'mutate' : 'validate';
        fc.assert(
          fc.property(written, (one) => expect(leaksOf(kind, one, [phase])).toEqual([])),
          given([[write]]),
        );
      }
      expect(await told()).toEqual({ lines: asked, reviews: asked, leaks: [] });
      expect(asked).toBeGreaterThan(kind === 'Pod' ? 5000 : 400);
    },
    limitMs,
  );
});

/** Two keys with different values become one duplicate key. */
const twice = (json: string): string => json.replaceAll('"zzz2":', '"zzz":');
const withName = (object: JsonObject, name: string): JsonObject => ({
  ...object,
  metadata:
    typeof object['metadata'] === 'object' && !Array.isArray(object['metadata'])
      ? { ...objectAt(object, 'metadata'), name }
      : (object['metadata'] ?? null),
});
const text = (objects: readonly JsonObject[]): string =>
  objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');

describe('check', () => {
  const files = 40;
  const all = [...malformed('Pod', 47), ...malformed('Deployment', 307)];
  const of = (file: number): Write[] => all.filter((_, i) => i % files === file);
  const live = ({ before, after }: Write): JsonObject => before ?? after;
  /** The object in the cluster, to which the malformed manifest was applied last. */
  const withLastApplied = (entry: Write): JsonObject => ({
    ...live(entry),
    metadata: {
      ...objectAt(live(entry), 'metadata'),
      annotations: { [lastAppliedAnnotation]: JSON.stringify(entry.after) },
    },
  });

  test.each(Array.from({ length: files }, (_, i) => i))(
    'shows no secret of file %d',
    async (file) => {
      const lengths: number[] = [];
      const property = fc.asyncProperty(fc.array(written), async (entries) => {
        const named = (make: (entry: Write) => JsonObject): string =>
          text(entries.map((entry, i) => withName(make(entry), `web-${i}`)));
        const contents = {
          'new.yaml': named(({ after }) => after),
          'old.yaml': named(live),
          'applied.yaml': named(withLastApplied),
          'list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: entries.map(({ after }) => after) }),
        };
        const ways = [
          ['@/new.yaml', '--verbose'],
          ['@/new.yaml', '-o', 'json'],
          ['@/list.json', '--verbose'],
          ['--old', '@/old.yaml', '--new', '@/new.yaml', '--verbose'],
          ['--old', '@/applied.yaml', '--new', '@/old.yaml', '-o', 'json'],
        ];
        for (const args of ways) {
          const { stdout, stderr } = await run({
            args: ['check', ...args],
            files: contents,
            terminal: true,
            color: true,
          });
          lengths.push(stdout.length);
          expect({ args, leaks: leaks(stdout + stderr) }).toEqual({ args, leaks: [] });
        }
      });
      await checkList(of(file), property);
      expect(Math.min(...lengths)).toBeGreaterThan(1000);
    },
    limitMs,
  );

  test('nor of a recorded request', async () => {
    const property = fc.asyncProperty(written, async (write) => {
      const json = Buffer.from(reviewOf('Pod', write)).toString();
      const { stdout, stderr } = await run({
        args: ['check', '@/a.json', '--verbose'],
        files: { 'a.json': json },
        terminal: true,
      });
      expect(leaks(stdout + stderr)).toEqual([]);
    });
    const examples = all.filter((_, i) => i % 23 === 0).map((write): [Write] => [write]);
    await fc.assert(property, given(examples));
  });

  test.each(['pretty', 'compact', 'github', 'json'])('nor of duplicate keys, as %s', async (form) => {
    const [one, two] = markers;
    const pairs = [`A=${one}`, `A: ${one}`, `curl ${one}`, '827364519', 'zzz'].map(
      (key) => `"${key}": "${one}", "${key}": "${two}"`,
    );
    const places = ['env', 'envFrom', 'command', 'args', 'lifecycle', 'livenessProbe', 'securityContext', 'zzz'];
    const objects = places.flatMap((place) =>
      pairs.flatMap((pair) =>
        [`{${pair}}`, `[{${pair}}]`, `{"exec": {${pair}}, "httpGet": {"httpHeaders": [{${pair}}]}}`].map((value) =>
          JSON.stringify(podWith({ [place]: '@' })).replace('"@"', value),
        ),
      ),
    );
    const bare = `{"args": {"${one}": 1, "${one}": 2}, "command": [{"${one}": 1, "${one}": 2}]}`;
    const file = [...objects, JSON.stringify(podWith({})).replace('"image":', `"zzz": ${bare}, "image":`)].join(
      '\n---\n',
    );
    const { stdout, stderr } = await run({ args: ['check', '@/a.yaml', '-o', form], files: { 'a.yaml': twice(file) } });
    expect(stdout).toContain('duplicate-keys');
    expect(leaks(stdout + stderr)).toEqual([]);
  });
});

describe('useful values are still shown', () => {
  test.each<[string, JsonObject, string]>([
    ['an image', podWith({ image: ' nginx' }), '" nginx"'],
    ['an image that is a number', podWith({ image: 5 }), ': 5:'],
    ['a port in quotes', podWith({ ports: [{ containerPort: '80' }] }), ': "80":'],
    ['a port alone', podWith({ ports: 8080 }), ': 8080:'],
    ['ports as a map', podWith({ ports: { containerPort: 80 } }), 'must be a list, but is an object'],
    ['a restart policy', podWith({}, { restartPolicy: 'always' }), '"always"'],
    ['a pull policy', podWith({ imagePullPolicy: 'always' }), '"always"'],
    ['an amount', podWith({ resources: { requests: { cpu: '1 core' } } }), '"1 core"'],
    ['an amount without a name', podWith({ resources: { requests: '500m' } }), '"500m"'],
    ['a label', { ...podWith({}), metadata: { name: 'web', labels: { env: 'a b' } } }, '"a b"'],
    ['labels as a text', { ...podWith({}), metadata: { name: 'web', labels: 'app=web' } }, '"app=web"'],
    ['a node selector', podWith({}, { nodeSelector: ['disk=ssd'] }), 'must be an object, but is a list'],
    ['a toleration', podWith({}, { tolerations: [{ key: 'a', operator: 'equals' }] }), '"equals"'],
    ['tolerations as a text', podWith({}, { tolerations: 'a=b' }), '"a=b"'],
    ['a switch', podWith({}, { hostNetwork: 'on' }), '"on"'],
    ['the name of a variable', podWith({ env: [{ name: 'PASS WORD' }, { name: '1A=b' }] }), '"1A…"'],
    [
      'a file of a Secret',
      podWith({}, { volumes: [{ name: 'a', secret: { items: [{ key: 'a', path: '../b' }] } }] }),
      '"../b"',
    ],
    ['a misspelled field by its name', podWith({ enviroment: { PASSWORD: 'x' } }), '"enviroment"'],
  ])('%s', async (_, object, shown) => {
    const { stdout } = await run({ args: ['check', '@/a.json'], files: { 'a.json': JSON.stringify(object) } });
    expect(stdout).toContain(shown);
  });
});

/** The other tests take the fields from the lists in the code, so they would not notice a missing one. SECURITY.md is the promise to users. */
describe('SECURITY.md names the fields of the lists, and no others', () => {
  const words = readFileSync(new URL('../SECURITY.md', import.meta.url), 'utf8');
  test.each([
    ['**Podward shows no secrets.**', hiddenFields],
    ['**Fields that refer to a Secret', namedFields],
  ])('%s', (start, fields) => {
    const [, after = ''] = words.split(start);
    const [sentence = ''] = after.split(/\.\s/);
    expect([...sentence.matchAll(/`(.+?)`/g)].map(([, name]) => name)).toEqual(fields);
  });

  test.each([...hiddenFields, ...namedFields])('%s is a field of a Pod', (field) => {
    expect([...fieldsOf('Pod')].some(({ way }) => isOneOf([field], way))).toBe(true);
  });
});
