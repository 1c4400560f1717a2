/**
 * Checks sentences against the standard of CONTRIBUTING.md, "Words": docs/messages.md (every message of every rule and default with its title and reason),
 * pages, comments and names of tests. Prints `file:line: what is wrong`, one problem on each line. The test of a rule checks its title, and its
 * messages before their placeholders are filled (test/rules/rule-mistakes.ts).
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaults } from '../src/defaults/index.ts';
import { maxWarningBytes } from '../src/admission/limits.ts';
import { kindFacts } from '../src/kubernetes/kinds.ts';
import type { Default } from '../src/defaults/default.ts';
import { rules } from '../src/rules/index.ts';
import type { Rule } from '../src/rules/rule.ts';
import { report, root } from './docs/markdown.ts';

interface Phrase {
  readonly pattern: RegExp;
  readonly phrase: string;
  /** What to write instead. */
  readonly instead: string;
}
const phrase = (pattern: RegExp, name: string, instead: string): Phrase => ({ pattern, phrase: name, instead });

/** These phrases read as a translation. */
const never: readonly Phrase[] = [
  phrase(/\bis told by\b/i, 'is told by', '"is identified by" or "shows"'),
  phrase(/\bis there (?:already|twice)\b/i, 'is there already, is there twice', '"already exists" or "must be unique"'),
  phrase(/\bone,? such as\b/i, 'one such as', '"a name such as", with the noun'),
  phrase(/\bto name it\b/i, 'to name it', '"set name to"'),
  phrase(/\bsay which\b/i, 'say which', '"set", with the name of the field'),
  phrase(/\bgoes with\b/i, 'goes with', '"requires", "belongs to" or "is allowed only with"'),
  phrase(/\bleave (?:it|them) out\b/i, 'leave it out', '"remove", with the name of the field'),
  phrase(/\bmust be at most\b/i, 'must be at most', '"must be no more than"'),
  phrase(/\bmust be a text\b/i, 'must be a text', '"must be a string"'),
  phrase(
    /(?<!\b(?:there|where) )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|later\b|earlier\b|other\b)[a-z]+/i,
    'is no …',
    '"is not a …", "does not exist" or "there is no …"',
  ),
  phrase(/\bthere (?:is|are) no such\b/i, 'there is no such …', '"the Pod has no … with this name"'),
  phrase(/\b(?:(?:is|are) there|not there)[,.;]/i, 'is there', '"exists" or "is set"'),
  phrase(/\bgiven twice\b/i, 'given twice', '"listed more than once"'),
  phrase(/\bput back\b/i, 'put back', '"restore" or "set … back to"'),
  phrase(/\btak(?:e|es|en|ing) away\b/i, 'take away', '"remove"'),
  phrase(/\blets? pass\b/i, 'let pass', '"allow" or "accept"'),
  phrase(/\bmakes? way\b/i, 'make way', '"free the … for"'),
  phrase(/\b(?:left|leaves?) alone\b/i, 'leave alone', '"do not change"'),
  phrase(/\btold apart\b/i, 'told apart', '"distinguished"'),
  phrase(/\b(?:is|are) asked (?!for)/i, 'is asked', '"is called" or "runs"'),
  phrase(/\bput into words\b/i, 'put into words', '"describe"'),
  phrase(/\bsaid of\b/i, 'said of', '"said about"'),
  phrase(/\bbut for\b/i, 'but for', '"except for"'),
  phrase(/\bat the most\b/i, 'at the most', '"at most" or "no more than"'),
  phrase(/\bone after the other\b/i, 'one after the other', '"in order" or "one at a time"'),
  phrase(/\bin vain\b/i, 'in vain', '"without effect"'),
];
/** It is good English in a comment, and unclear beside a value in a message. */
const neverToUsers: typeof never = [...never, phrase(/, as in [`"'a-z]/i, 'as in', '"such as" or "for example"')];
/** Characters, without the path and the id. */
export const maxMessage = 300;
/** The same for advice and for notes of defaults, which are warnings. */
const maxAdvice = 200;
/** CONTRIBUTING.md, "Words". A list of supported values is not counted. */
const maxSentences = 3;

const lines = (name: string): [number, string][] =>
  readFileSync(join(root, name), 'utf8')
    .split('\n')
    .map((line, i) => [i + 1, line]);

function* problemsOfMessages(): Generator<string> {
  const name = 'docs/messages.md';
  for (const [number, line] of lines(name)) {
    const { said: message, id = '' } = /^(?<said>.+) \[(?<id>[a-z0-9-]+)\]$/.exec(line)?.groups ?? {};
    if (message === undefined) continue;
    const at = `${name}:${number}: ${id}`;
    // Text in quotation marks is a value, and text in braces is YAML.
    const prose = message.replace(/"(?:[^"\\]|\\.)*"|\{[^}]*\}|'[^']*'/g, '""');
    if (!/[.?]$/.test(message)) yield `${at}: a message must end with a full stop`;
    if (prose.includes(';')) yield `${at}: a message must not contain a semicolon`;
    if (/\. (?!kubectl )[a-z]/.test(prose.replace(/\b(?:e\.g|i\.e|etc)\. /g, '')))
      yield `${at}: a sentence must begin with a capital`;
    const warning = warnings.find((known) => known.id === id);
    const max = warning === undefined ? maxMessage : maxAdvice;
    const { length } = message.replace(/^\S+: /, '');
    if (length > max) yield `${at}: a message must be no more than ${max} characters after the path, and has ${length}`;
    const deepest = warning?.appliesTo.kinds.includes('CronJob') === true ? inCronJob(line) : '';
    if (Buffer.byteLength(deepest) > maxWarningBytes)
      yield `${at}: below a CronJob, a warning must be no more than ${maxWarningBytes} bytes with its path and its id, and has ${Buffer.byteLength(deepest)}`;
    const sentences = prose
      .replace(/supported values: [^.]*\./, '')
      .split(/[.?](?= |$)/)
      .filter((part) => part.trim() !== '').length;
    if (sentences > maxSentences)
      yield `${at}: a message must have no more than ${maxSentences} sentences, and has ${sentences}. Remove a sentence that the others do not need.`;
  }
}

const isOfFiles = ({ appliesTo }: Rule): boolean => appliesTo.phases?.every((phase) => phase === 'offline') ?? false;

/** What kubectl prints after `Warning:`. */
const warnings: readonly (Rule | Default)[] = [
  ...rules.filter((rule) => rule.mode === 'warn' && !isOfFiles(rule)),
  ...defaults,
];

/** The message with the path that the same field has in a CronJob. */
const inCronJob = (line: string): string =>
  line.replace(/^spec\.(?:template\.spec\.)?/, `${kindFacts('CronJob').podPath.toString()}.spec.`);

const commentOrTestName =
  /^\s*(?:\/\*\*?|\*|\/\/) ?(?<comment>.*)|(?:\b(?:test|describe)|\]\))\((?<name>['`].*['`]),|name: '(?<row>.*)'/;

function* phrasesInSource(name: string): Generator<string> {
  let previous = '';
  for (const [number, line] of lines(name)) {
    const { comment, name: title, row } = commentOrTestName.exec(line)?.groups ?? {};
    const prose = comment ?? title ?? row ?? '';
    yield* phrasesIn(prose, `${name}:${number}`, never);
    // A message may be in any line of src.
    yield* doubledWords(name.startsWith('src/') && comment === undefined ? line : prose, `${name}:${number}`, previous);
    previous = comment ?? '';
  }
}

/** The words of a name are read as a phrase: `podSpec` as `pod spec`. */
export function* phrasesInNames(text: string, name: string): Generator<string> {
  for (const identifier of new Set(text.match(/\b[a-z]+(?:[A-Z][a-z]*)+\b/g)))
    yield* phrasesIn(
      identifier.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
      `${name}: ${identifier}`,
      never,
    );
}

function* phrasesIn(text: string, at: string, phrases: typeof never): Generator<string> {
  for (const { pattern, phrase: said, instead } of phrases)
    if (pattern.test(text)) yield `${at}: must not say "${said}". Write ${instead}.`;
}

/** A word that is written twice, also from the line before to this line. Text in backticks or in quotation marks is not checked. */
export function* doubledWords(text: string, at: string, previous = ''): Generator<string> {
  const [end = ''] = /[\w'-]+$/.exec(previous.trimEnd()) ?? [];
  const prose = `${end} ${text.trimStart()}`.replace(/`[^`]*`|"[^"]*"/g, '""');
  for (const [, first = '', second] of prose.matchAll(/(?<![\w'-])([A-Za-z]+)(?= ([a-z]+)(?![\w'-]))/g))
    if (first.toLowerCase() === second) yield `${at}: "${first} ${second}" has a word twice. Remove one.`;
}

function* phrasesOnPage(name: string): Generator<string> {
  let fenced = false;
  let previous = '';
  for (const [number, line] of lines(name)) {
    if (/^```(?!text)/.test(line)) fenced = !fenced && !/^```$/.test(line);
    // The messages in the foot are in docs/messages.md too.
    if (line.includes('the foot -->')) return;
    const prose = fenced || (name.endsWith('.yaml') && !/^ *#/.test(line)) ? '' : line;
    yield* phrasesIn(prose, `${name}:${number}`, neverToUsers);
    yield* doubledWords(prose, `${name}:${number}`, previous);
    previous = prose;
  }
}

/** Only as a program: the test of this module imports its parts. */
if (import.meta.main) {
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...globSync(
      [
        'docs/*.md',
        'docs/rules/*.md',
        'docs/defaults/*.md',
        'docs/decisions/*.md',
        '{certs,devcluster,charts/podward,test/admission/kubelet}/README.md',
        'charts/podward/values.yaml',
      ],
      { cwd: root },
    ).sort(),
  ];
  const sources = globSync('{src,scripts,bench,devcluster,test}/**/*.ts', { cwd: root }).sort();
  report([
    ...problemsOfMessages(),
    ...pages.flatMap((name) => [...phrasesOnPage(name)]),
    ...sources.flatMap((name) => [
      ...phrasesInSource(name),
      ...phrasesInNames(readFileSync(join(root, name), 'utf8'), name),
    ]),
  ]);
}
