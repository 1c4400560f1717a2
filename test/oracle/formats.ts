/** Random texts of the types and names in a manifest, and what kubernetes' own code (go/formats/main.go) and Podward make of them. */
import { canonicalIp, ipError } from '../../src/kubernetes/ip.ts';
import { get, type Json } from '../../src/json/json.ts';
import {
  configKeyError,
  dnsLabelError,
  dnsSubdomainError,
  envNameError,
  labelValueError,
  portNameError,
  qualifiedNameError,
} from '../../src/kubernetes/names.ts';
import { canonicalQuantity, parseQuantity, thousandthsOf, unitsOf } from '../../src/kubernetes/quantity.ts';
import { isOfType } from '../../src/kubernetes/schema/type-mistakes.ts';
import { timeOf } from '../../src/kubernetes/time.ts';
import { parse } from '../check/parse.ts';
import { askInJson } from './ask.ts';
import type { Random } from './random.ts';

interface Question {
  readonly type: string;
  /** JSON for a type, and the text itself for a name. */
  readonly text: string;
}

interface Answer {
  readonly accepted: boolean;
  readonly value?: string | undefined;
  readonly milli?: string;
  readonly units?: string;
  readonly sign?: number;
}

/** The answers of kubectl and kube-apiserver. */
export const askKubernetes = (binary: string, questions: readonly Question[]): Promise<Answer[]> =>
  askInJson(binary, questions);

const names: Readonly<Record<string, (text: string) => string | undefined>> = {
  dnsLabel: dnsLabelError,
  dnsSubdomain: dnsSubdomainError,
  qualifiedName: qualifiedNameError,
  labelValue: labelValueError,
  portName: portNameError,
  envName: envNameError,
  configKey: configKeyError,
  ip: (text) => {
    const problem = ipError(text, true);
    return problem ?? (canonicalIp(text) === text ? undefined : 'must be canonical');
  },
  legacyIp: (text) => ipError(text, false),
};

/** The answer of Podward. A part is absent where Podward does not compute it. */
export function askPodward({ type, text }: Question): Answer {
  const errorOf = new Map(Object.entries(names)).get(type);
  if (errorOf !== undefined) return { accepted: errorOf(text) === undefined };
  const { documents, problems } = parse(`{"value": ${text}}`);
  if (problems.length > 0) return { accepted: false };
  const value = get(documents[0]?.value, 'value') ?? null;
  if (!isOfType(value, type)) return { accepted: false };
  if (value === null) return { accepted: true };
  if (type === 'quantity') return quantity(value);
  if (type === 'time') return { accepted: true, value: timeText(value) };
  return { accepted: true };
}

function quantity(value: Json): Answer {
  const amount = parseQuantity(value) ?? 0n;
  const printed = { accepted: true, value: canonicalQuantity(value)! };
  // No field may be negative, so Podward does not compute with a negative amount as Kubernetes does.
  if (amount < 0n) return { ...printed, sign: -1 };
  return {
    ...printed,
    milli: String(thousandthsOf(value)),
    units: String(unitsOf(value)),
    sign: Number(amount > 0n),
  };
}

/** In seconds, as kube-apiserver prints a time. The two print a year before 0000 in different ways. */
function timeText(value: Json): string | undefined {
  const text = new Date(Math.floor(timeOf(value) / 1000) * 1000).toISOString();
  return text.startsWith('-') ? undefined : JSON.stringify(text.replace('.000Z', 'Z'));
}

/** Whether the answers are the same where Podward has one. */
export const isSameAnswer = (podward: Answer, kubernetes: Answer): boolean =>
  podward.accepted === kubernetes.accepted &&
  (['value', 'milli', 'units', 'sign'] as const).every(
    (part) => podward[part] === undefined || podward[part] === (kubernetes[part] ?? (part === 'sign' ? 0 : '')),
  );

/* The generator. */

const types = [
  ...Object.keys(names),
  'quantity',
  'quantity',
  'quantity',
  'time',
  'time',
  'intOrString',
  'int32',
  'int64',
];

export function randomQuestion(random: Random): Question {
  const type = random.pick(types);
  const make = makers.get(type);
  return { type, text: make === undefined ? random.pick([name, nearlyName])(random) : make(random) };
}

const many = (random: Random, most: number, one: () => string): string =>
  Array.from({ length: random.below(most + 1) }, one).join('');

const digits = (random: Random, most = 20): string =>
  random.pick([
    () => String(random.below(100)),
    () => many(random, most, () => String(random.below(10))),
    () =>
      random.pick([
        '',
        '0',
        '00',
        '1',
        '1000',
        '1024',
        '999999999999999999',
        '9223372036854775807',
        '9223372036854775808',
      ]),
  ])();

const quoted = (text: string): string => JSON.stringify(text);

const suffixes = [
  '',
  '',
  'n',
  'u',
  'm',
  'k',
  'K',
  'M',
  'G',
  'T',
  'P',
  'E',
  'Ki',
  'Mi',
  'Gi',
  'Ti',
  'Pi',
  'Ei',
  'i',
  'B',
  'Mb',
  'e',
  'mi',
];
const blank = ['', '', '', '', '', '', ' ', '  ', '\t', '\n', '\u00a0', '\u2003', '\u2028', '\ufeff'];

function quantityText(random: Random): string {
  const exponent = (): string =>
    random.pick(['e', 'E']) +
    random.pick(['', '+', '-']) +
    random.pick([String(random.below(30)), String(random.below(400)), '00', '4294967297', '99999999999999999999']);
  const suffix = random.chance(0.25) ? exponent() : random.pick(suffixes);
  const fraction = (): string =>
    `.${digits(random, 12)}${random.chance(0.1) ? random.pick(['0', '3']).repeat(600) : ''}`;
  const zeros = random.chance(0.03) ? '0'.repeat(600) : '';
  const number = zeros + digits(random) + (random.chance(0.3) ? fraction() : '');
  const text = random.pick(['', '', '', '', '+', '-', '--']) + number + suffix;
  const scrambled = random.chance(0.05) ? scramble(random, text) : text;
  // Kubernetes computes with numbers of that many digits, which takes minutes.
  const odd = /[eE][+-]?(?!4294967297"?|9{20})\d{4}/.test(scrambled) ? text : scrambled;
  return random.pick(
    [
      () => quoted(random.pick(blank) + odd + random.pick(blank)),
      () => quoted(odd),
      () =>
        random.pick([
          String(random.below(5000) / 1000),
          `${random.below(100)}e${random.below(20)}`,
          '1e-7',
          '0.5',
          '-1',
          '1e21',
          '-0',
          '-0.0',
        ]),
      () => random.pick(['null', 'true', '[]', '{}', '""', '"null"', '" "']),
    ].slice(0, random.chance(0.8) ? 2 : 4),
  )();
}

/** Drops, repeats or replaces a character. */
function scramble(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return (
    text.slice(0, at) +
    random.pick(['', ' ', '.', '-', '0', 'e', '_', 'T', 'Z', ':', 'é']) +
    text.slice(at + random.below(2))
  );
}

const two = (random: Random, most: number): string => {
  const number = random.chance(0.9) ? random.below(most) : random.below(100);
  return String(number).padStart(random.chance(0.97) ? 2 : 1, '0');
};

function time(random: Random): string {
  const year = random.pick([
    '2024',
    '2026',
    '2000',
    '1900',
    '0001',
    '0000',
    '0099',
    '1969',
    String(1000 + random.below(8000)),
  ]);
  const fraction = random.chance(0.3) ? random.pick(['.', ',', '.']) + digits(random, 15) : '';
  const zone = random.chance(0.6)
    ? 'Z'
    : random.pick(['+', '-']) + two(random, 25) + random.pick([':', ':', '']) + two(random, 61);
  const text = `${year}-${two(random, 13)}-${two(random, 32)}${random.pick(['T', 'T', 'T', 'T', 't', ' '])}${two(random, 25)}:${two(random, 60)}:${two(random, 61)}${fraction}${random.chance(0.95) ? zone : random.pick(['', 'z'])}`;
  const odd = random.chance(0.05) ? scramble(random, text) : text;
  return random.chance(0.97) ? quoted(odd) : random.pick(['null', '0', 'true', '""', '[]', '"2026-01-02"']);
}

const integer = (random: Random): string =>
  random.pick([
    () => random.pick(['', '-']) + String(random.below(1000)),
    () =>
      random.pick(['', '-']) +
      random.pick([
        '2147483647',
        '2147483648',
        '2147483649',
        '9223372036854774784',
        '9223372036854777856',
        '99999999999999999999',
        '1e3',
        '1e9',
        '1e10',
        '1e18',
        '1e19',
        '1e30',
        '1.0',
        '1.5',
        '0.0',
        '0',
        '1E2',
        '12e-1',
        '120e-1',
      ]),
    () => random.pick(['null', 'true', '"1"', '""', '[]', '{}', '"2147483648"', '"50%"', '"http"']),
  ])();

const makers = new Map<string, (random: Random) => string>([
  ['quantity', quantityText],
  ['time', time],
  ['intOrString', integer],
  ['int32', integer],
  ['int64', integer],
  ['ip', ip],
  ['legacyIp', ip],
]);

const characters = 'abcdefghij0123456789-._/ABZ '.split('');

const name = (random: Random): string => many(random, 12, () => random.pick(characters));

/** A valid name of some form, now and then scrambled or too long. */
function nearlyName(random: Random): string {
  const part = (): string =>
    random.pick(['a', 'web', 'x1', '9', 'a-b', 'A', 'a_b', 'http', 'a'.repeat(63), 'b'.repeat(15)]);
  const parts = Array.from({ length: 1 + random.below(4) }, part).join(random.pick(['.', '-', '', '..', '--']));
  const text = random.pick([
    parts,
    `${parts}/${part()}`,
    `${part()}${'.abcdefghi'.repeat(random.pick([1, 24, 25, 26]))}`,
    `${parts}=`,
    `..${parts}`,
    '.',
    '..',
  ]);
  return random.chance(0.2) ? scramble(random, text) : text;
}

function ip(random: Random): string {
  const byte = (): string => random.pick([String(random.below(256)), '0', '1', '01', '256', '300', '']);
  const group = (): string => random.pick(['0', '1', 'db8', '2001', 'FFFF', 'ffff', '00001', '', '12345', 'g', '0db8']);
  const ipv4 = (): string => Array.from({ length: random.chance(0.9) ? 4 : 3 + random.below(3) }, byte).join('.');
  const groups = (most: number): string => Array.from({ length: random.below(most + 1) }, group).join(':');
  const text = random.pick([
    ipv4,
    () => Array.from({ length: 8 }, group).join(':'),
    () => `${groups(4)}::${groups(4)}`,
    () => `${random.pick(['::ffff:', '::', '64:ff9b::', '::FFFF:0:'])}${ipv4()}`,
    () => `${groups(6)}:${ipv4()}`,
    () => '::',
    () => 'fe80::1%eth0',
  ])();
  return random.chance(0.1) ? scramble(random, text) : text;
}
