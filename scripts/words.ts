/**
 * Checks the sentences that users meet against the standard of CONTRIBUTING.md, "Words": docs/messages.md (every message of every rule with
 * its title and its why), and the pages. Prints `file:line: what is wrong`, one in a line.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, root } from './docs/markdown.ts';

/** They read as a translation. */
const never: readonly [RegExp, string][] = [
  [/\bis no [a-z]+; there (?:is|are)\b/i, 'is no …; there are …'],
  [/\bis told by\b/i, 'is told by'],
  [/\bis there (?:already|twice)\b/i, 'is there already, is there twice'],
  [/, as in [`"'a-z]/i, 'as in'],
  [/\bone such as\b/i, 'one such as'],
  [/\bto name it\b/i, 'to name it'],
  [/\btaken away\b/i, 'taken away'],
  [/\bsay which\b/i, 'say which'],
  [/\bgoes with\b/i, 'goes with'],
  [/\bleave (?:it|them) out\b/i, 'leave it out'],
  [/\bmust be at most\b/i, 'must be at most'],
  [/\bmust be a text\b/i, 'must be a text'],
];
const maxMessage = 400;
const maxSentences = 4;

const lines = (name: string): [number, string][] =>
  readFileSync(join(root, name), 'utf8')
    .split('\n')
    .map((line, i) => [i + 1, line]);

function* problemsOfMessages(): Generator<string> {
  const name = 'docs/messages.md';
  for (const [number, line] of lines(name)) {
    const message = /^(?<said>.+) \[[a-z0-9-]+\]$/.exec(line)?.groups?.['said'];
    if (message === undefined) continue;
    const at = `${name}:${number}`;
    // What is quoted is a value, and what stands in braces is YAML.
    const prose = message.replace(/"(?:[^"\\]|\\.)*"|\{[^}]*\}|'[^']*'/g, '""');
    if (!/[.?]$/.test(message)) yield `${at}: a message must end with a full stop`;
    if (prose.includes(';')) yield `${at}: a message must not contain a semicolon`;
    if (/\. (?!kubectl )[a-z]/.test(prose.replace(/\b(?:e\.g|i\.e|etc)\. /g, '')))
      yield `${at}: a sentence must begin with a capital`;
    if (message.length > maxMessage)
      yield `${at}: a message must be no more than ${maxMessage} characters, and has ${message.length}`;
    const sentences = prose.split(/[.?](?= |$)/).filter((part) => part.trim() !== '').length;
    if (sentences > maxSentences) yield `${at}: a message must have no more than ${maxSentences} sentences`;
  }
}

function* forbiddenPhrases(name: string): Generator<string> {
  let fenced = false;
  for (const [number, line] of lines(name)) {
    if (/^```(?!text)/.test(line)) fenced = !fenced && !/^```$/.test(line);
    // What follows is in docs/messages.md too.
    if (line.includes('the foot -->')) return;
    if (fenced) continue;
    for (const [pattern, phrase] of never) if (pattern.test(line)) yield `${name}:${number}: must not say "${phrase}"`;
  }
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...globSync(
    [
      'docs/*.md',
      'docs/rules/*.md',
      'docs/defaults/*.md',
      'docs/decisions/*.md',
      '{certs,devcluster,charts/podward}/README.md',
    ],
    { cwd: root },
  ).sort(),
];
report([...problemsOfMessages(), ...pages.flatMap((name) => [...forbiddenPhrases(name)])]);
