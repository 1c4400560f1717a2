/** Random mistakes in a manifest: another value or type, a field that is missing, misspelled or in another place. */
import { copyOf, field, isList, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import type { Random } from '../oracle/random.ts';

type Parent = Json[] | Record<string, Json>;

/** A field or a list entry, in the object that has it. */
interface Slot {
  readonly parent: Parent;
  readonly key: string;
}

const values: readonly Json[] = [
  null,
  0,
  1,
  -1,
  1.5,
  600,
  65536,
  2147483648,
  1e19,
  true,
  false,
  [],
  {},
  [null],
  [{}],
  ['a'],
  { a: 'b' },
  '',
  ' ',
  'a',
  'A b',
  '0',
  '1',
  '-1',
  'true',
  '1Gi',
  '50%',
  '10s',
  'Always',
  'None',
  'x'.repeat(64),
  'x'.repeat(254),
  '..',
  '/',
  '$(A)',
  'é',
  '2026-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
];

/** The object with one mistake or two, some of which the API server accepts. */
export function withMistakes(object: JsonObject, random: Random): JsonObject {
  const copy = copyOf(object) as Record<string, Json>;
  for (let i = random.below(2); i >= 0; i--) {
    const slots = slotsIn(copy);
    if (slots.length > 0) makeMistake(random.pick(slots), slots, random);
  }
  return copy;
}

/** The kind and the namespace decide which request is sent, so they stay as they are. */
const fixed: readonly string[] = ['apiVersion', 'kind', 'namespace'];

function slotsIn(parent: Parent): Slot[] {
  return Object.keys(parent)
    .filter((key) => !fixed.includes(key))
    .flatMap((key) => {
      const value = valueIn({ parent, key });
      return [{ parent, key }, ...(isList(value) || isObject(value) ? slotsIn(value as Parent) : [])];
    });
}

const valueIn = ({ parent, key }: Slot): Json =>
  (Array.isArray(parent) ? parent[Number(key)] : field(parent, key)) ?? null;

function write({ parent, key }: Slot, value: Json): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function remove({ parent, key }: Slot): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}

function makeMistake(slot: Slot, slots: readonly Slot[], random: Random): void {
  const { parent, key } = slot;
  const value = valueIn(slot);
  const mistakes = [
    () => write(slot, copyOf(random.pick(values))),
    () => write(slot, copyOf(random.pick(values))),
    () => remove(slot),
    () => {
      const name = random.pick([key.toUpperCase(), `${key}s`, key.slice(1), 'x']);
      if (Array.isArray(parent)) parent.push(copyOf(value));
      else {
        remove(slot);
        write({ parent, key: name }, value);
      }
    },
    () => write(slot, copyOf(valueIn(random.pick(slots)))),
    () => write(slot, { [random.pick(['name', 'value', 'key', 'items', 'x'])]: value }),
    () => {
      if (typeof value === 'string') write(slot, value + random.pick([' ', '-', '_', 'A', '/', '.', ':', '\n', '%']));
    },
  ];
  random.pick(mistakes)();
}
