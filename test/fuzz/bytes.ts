/**
 * Byte-level inputs, guided by coverage: bytes of a corpus are changed, and what reaches new code joins the corpus.
 *
 * V8 counts the coverage. In its binary mode, it reports each function and block once, so that asking costs a tenth of a millisecond for each input
 * (asked every 16 inputs). jazzer.js was tried instead: version 4 needs glibc 2.38, and older ones download their native code from GitHub.
 */
import { Session } from 'node:inspector';
import { randomFile } from '../oracle/files.ts';
import { createRandom, type Random } from '../oracle/random.ts';
import { dump } from './dump.ts';
import { createInputs, fieldNames, reserved } from './inputs.ts';
import { createSources } from './sources.ts';
import { targetNames, type TargetName } from './targets.ts';

interface Seed {
  readonly target: TargetName;
  readonly bytes: Buffer;
}

/** Longer inputs would only be slower. The limits of sizes have tests of their own. */
const maxBytes = 128 * 1024;

const tokens: readonly string[] = [
  ...'{ } [ ] , : " \\ true false null 0 -0 -1 1e400 -1e400 1e-400 1e2147483648 9223372036854775808 18446744073709551616 {} [] ""'.split(
    ' ',
  ),
  ...'\\u0000 \\ud800 \\udc00\\ud800 \\u2028 \\u001b[31m \\n \\" \\x'.split(' '),
  ...[
    '\ufeff',
    '\u0000',
    '\n',
    '\r\n',
    '\t',
    '\u0085',
    '\u202e',
    '---\n',
    '- ',
    '? ',
    ': ',
    '&a ',
    '*a',
    '!!int ',
    '<<: ',
    '|\n',
    '# ',
  ],
  '"a":1,"a":2,',
  '"__proto__":{"polluted":1},',
  '"constructor":{"prototype":{"polluted":1}},',
  '['.repeat(101),
  '{"a":'.repeat(101),
  '1'.repeat(330),
];
const invalidUtf8 = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
  [0xfe, 0xff],
];

export function firstCorpus(): Seed[] {
  const random = createRandom(1);
  const inputs = createInputs();
  const sources = createSources();
  const seeds = (target: TargetName, texts: readonly (string | Uint8Array)[]): Seed[] =>
    texts.map((text) => ({ target, bytes: Buffer.from(text) })).filter(({ bytes }) => bytes.length <= 32 * 1024);
  const generated: Partial<Record<TargetName, readonly (string | Uint8Array)[]>> = {
    review: Array.from({ length: 100 }, (_, i) => inputs(i)),
    manifest: Array.from({ length: 200 }, () => randomFile(random)),
    configuration: sources.configuration.map(dump),
  };
  return targetNames.flatMap((target) => [
    ...seeds(target, target === 'manifest' ? [] : sources[target]),
    ...seeds(target, generated[target] ?? []),
  ]);
}

/** One to four changes, and sometimes many. */
export function mutated(seed: Seed, corpus: readonly Seed[], random: Random): Buffer {
  let bytes = seed.bytes;
  for (let left = random.chance(0.05) ? 32 : 1 + random.below(4); left > 0; left--)
    bytes = random.pick(mutations)(bytes, random, corpus, seed.target).subarray(0, maxBytes);
  return bytes;
}

type Mutation = (bytes: Buffer, random: Random, corpus: readonly Seed[], target: TargetName) => Buffer;

const replaced = (bytes: Buffer, from: number, to: number, by: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(Math.max(from, to))]);
const range = (bytes: Buffer, random: Random, most: number): [number, number] => {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + random.below(most))];
};
const token = (random: Random): Buffer =>
  Buffer.from(
    random.chance(0.6) ? random.pick(tokens) : JSON.stringify(random.pick(random.chance(0.7) ? fieldNames : reserved)),
  );

/** A value of JSON is found by its end, so that many inputs stay JSON. */
const valueEnd = /[,}\]]/;
function valueAfterColon(bytes: Buffer, random: Random): [number, number] | undefined {
  const colon = bytes.indexOf(':', random.below(bytes.length + 1));
  if (colon === -1) return undefined;
  const length = bytes.toString('latin1', colon + 1, colon + 200).search(valueEnd);
  return length === -1 ? undefined : [colon + 1, colon + 1 + length];
}

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random.below(changed.length)]! ^= 1 << random.below(8);
    return changed;
  },
  function setByte(bytes, random) {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
    return changed;
  },
  (bytes, random) => replaced(bytes, ...range(bytes, random, 64), Buffer.alloc(0)),
  (bytes, random) => replaced(bytes, ...range(bytes, random, 2), token(random)),
  (bytes, random) => replaced(bytes, ...range(bytes, random, 2), Buffer.from(random.pick(invalidUtf8))),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  function valueReplaced(bytes, random) {
    const found = valueAfterColon(bytes, random);
    return found === undefined ? bytes : replaced(bytes, ...found, token(random));
  },
  function valueMoved(bytes, random) {
    const [from, to] = [valueAfterColon(bytes, random), valueAfterColon(bytes, random)];
    return from === undefined || to === undefined ? bytes : replaced(bytes, ...to, bytes.subarray(...from));
  },
  function repeated(bytes, random) {
    const [from, to] = range(bytes, random, 256);
    const part = bytes.subarray(from, to);
    const times = random.chance(0.05) ? 500 : 1 + random.below(4);
    return replaced(bytes, to, to, Buffer.concat(Array.from({ length: times }, () => part)));
  },
  function spliced(bytes, random, corpus, target) {
    const other = random.pick(corpus);
    if (other.target !== target) return bytes;
    return replaced(bytes, ...range(bytes, random, 512), other.bytes.subarray(...range(other.bytes, random, 512)));
  },
  function crossed(bytes, random, corpus, target) {
    const other = random.pick(corpus);
    if (other.target !== target) return bytes;
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.bytes.subarray(random.below(other.bytes.length + 1)),
    ]);
  },
];

interface Coverage {
  /** Whether code of src has run that had not run before. */
  isNew(): boolean;
  stop(): void;
}

interface Taken {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  const post = (method: string, params: object = {}): unknown => {
    let result: unknown;
    session.post(method, params, (error: Error | null, answer: unknown) => {
      if (error !== null) throw error;
      result = answer;
    });
    return result;
  };
  const covered = new Set<string>();
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  return {
    isNew() {
      const before = covered.size;
      for (const { url, functions } of (post('Profiler.takePreciseCoverage') as Taken).result) {
        if (!url.includes('/src/')) continue;
        for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
          if (count > 0) covered.add(`${url} ${startOffset} ${endOffset}`);
      }
      return covered.size > before;
    },
    stop: () => session.disconnect(),
  };
}
