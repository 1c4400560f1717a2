import { expect, test } from '@jest/globals';
import { rules } from '../../src/rules/index.ts';
import { isNativeWarning } from '../../src/rules/rule.ts';
import { warningFindings } from './warnings.ts';

const repeats = (rule: (typeof rules)[number]): readonly string[] =>
  (rule.serverWarns ?? []).map((messageId) => `${rule.id}/${messageId}`);

/** Of an overlap with several ports, kube-apiserver may warn about another pair than the rule. */
const others = ['two-containers-one-port/onOtherHostPort'];

test('advice that says the same as a warning of kube-apiserver is left out in a cluster, and no other finding is', () => {
  const own = new Set(rules.filter((rule) => !isNativeWarning(rule)).map(({ id }) => id));
  const same = warningFindings.filter((name) => own.has(name.split('/')[0]!) && !others.includes(name));
  expect(rules.flatMap(repeats).toSorted()).toEqual(same.toSorted());
});

test('serverWarns lists messages of the rule', () => {
  const unknown = rules.flatMap(({ id, messages, serverWarns = [] }) =>
    serverWarns.filter((name) => !Object.hasOwn(messages, name)).map((name) => `${id}/${name}`),
  );
  expect(unknown).toEqual([]);
});
