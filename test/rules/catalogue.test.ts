/** What holds for the rules and defaults together. The table of each rule checks the rule itself (rule-mistakes.ts). */
import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { defaults } from '../../src/defaults/index.ts';
import { rules } from '../../src/rules/index.ts';
import { fileOf, noMistakes, root } from './mistakes.ts';
import {
  mistakesOfMessages,
  mistakesOfOptions,
  mistakesOfWords,
  unlistedDefaults,
  unlistedRules,
} from './rule-mistakes.ts';

const ids = [...rules, ...defaults].map(({ id }) => id);

test('ids are unique', () => expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]));

test('every rule and default is in its list', () =>
  noMistakes([...unlistedRules(rules), ...unlistedDefaults(defaults)]));

test('every rule and default has a test', () =>
  noMistakes(
    [...rules, ...defaults]
      .filter((item) => !existsSync(root + fileOf('test', item)))
      .map(
        (item) =>
          `${fileOf('src', item)}: the test ${fileOf('test', item)} is missing. CONTRIBUTING.md tells what it contains.`,
      ),
  ));

describe.each(defaults.map((item) => [item.id, item] as const))('%s', (_, item) =>
  test('is complete', () =>
    noMistakes([...mistakesOfWords(item), ...mistakesOfMessages(item), ...mistakesOfOptions(item)])),
);
