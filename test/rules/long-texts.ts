/** Whatever text of an object is long, every message still says what is wrong and what to do. */
import { expect, test } from '@jest/globals';
import { maxCauseBytes, maxWarningBytes } from '../../src/admission/limits.ts';
import { nameLengths, remarkOfBytes } from '../../src/admission/bytes.ts';
import { sentences, type Judged, type Sentences } from '../../src/engine/judged.ts';
import { maxValue } from '../../src/text/line.ts';
import { isList, isObject, type Json } from '../../src/json/json.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { createJudge, type Case, type RuleTable } from './rule-tester.ts';

export const testLongTexts = (rule: Rule, { invalid }: RuleTable): void =>
  test(`${rule.id}: a long text in an object leaves in every message what is wrong and what to do`, () =>
    expect(invalid.flatMap((item) => cutWords(rule, item))).toEqual([]));

/** Longer than any name, of a valid name that is longer than what is shown of a value, and of a container name. */
const lengths = [100_000, 240, 63];
const filler = 'x'.repeat(100_000);

/** Words of the rule's own that are cut off where a text of the object is made longer; the rest of a long text may be. */
function cutWords(rule: Rule, item: Case): string[] {
  const cut: string[] = [];
  const judge = createJudge(rule, item);
  const usual = messagesOf(judge(item));
  for (const text of textsOf([item.before ?? null, item.after])) {
    for (const length of lengths) {
      const longText = text + filler.slice(0, Math.max(0, length - text.length));
      const [before, after] = [replaceText(item.before, text, longText), replaceText(item.after, text, longText)];
      // An object of another kind would not be judged.
      const kind = item.after['kind']!;
      const findings = judge({ before, after: { ...after, kind } }).map(withTextsMadeOnce);
      for (const judged of findings) {
        const message = sentences(judged.texts());
        if (message.length > maxCauseBytes) cut.push(`${message.length}: ${message}`);
        if (losesFix(judged)) cut.push(`a warning without what to do: ${message}`);
        const { messageId, data, shown } = judged.finding;
        for (const value of Object.values({ ...data, ...shown })) {
          const part = String(typeof value === 'function' ? value() : value);
          // A list has names of fields, which are not cut.
          if (typeof value !== 'object' && part.length > maxValue && !/^x*…?"?$/.test(part.slice(maxValue)))
            cut.push(`${messageId}: ${part.slice(0, 40)}…${part.slice(-60)}`);
        }
      }
      // No message has this text.
      if (messagesOf(findings) === usual) break;
    }
  }
  return [...new Set(cut)];
}

/** The engine makes the texts of a finding each time. */
function withTextsMadeOnce(judged: Judged): Judged {
  const texts = judged.texts();
  return { ...judged, texts: () => texts };
}

const messagesOf = (findings: readonly Judged[]): string => JSON.stringify(findings.map((judged) => judged.texts()));

/** Whether a warning omits what to do although it fits beside short names, or although the names are not short. */
function losesFix(judged: Judged): boolean {
  const texts = judged.texts();
  const line = remarkOfBytes(judged, maxWarningBytes, texts.path);
  const hasFix = ({ fix = '' }: Sentences): boolean => line.endsWith(`${fix} [${judged.rule}]`);
  if (hasFix(texts)) return false;
  const short = nameLengths.map((length) => judged.shortened(length));
  if (short.some(hasFix)) return false;
  const shortest = short.at(-1)!;
  const least = Buffer.byteLength(`${texts.path}: ${sentences(shortest)} [${judged.rule}]`);
  return least <= maxWarningBytes || /x{25}/.test(`${shortest.lead} ${shortest.text}`);
}

/** Texts and names of the object. */
function textsOf(value: Json | undefined): Set<string> {
  const texts = new Set<string>();
  const visit = (at: Json | undefined): void => {
    if (typeof at === 'string') texts.add(at);
    else if (isList(at)) at.forEach((entry) => visit(entry));
    else if (isObject(at))
      for (const [name, inner] of Object.entries(at)) {
        texts.add(name);
        visit(inner);
      }
  };
  visit(value);
  return texts;
}

function replaceText<T>(value: T, from: string, to: string): T {
  const visit = (at: unknown): unknown => {
    if (at === from) return to;
    if (Array.isArray(at)) return at.map(visit);
    if (typeof at !== 'object' || at === null) return at;
    return Object.fromEntries(Object.entries(at).map(([name, inner]) => [name === from ? to : name, visit(inner)]));
  };
  return visit(value) as T;
}
