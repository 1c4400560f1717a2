/** The tables of all rules, with each text of each case made long. */
import { rules } from '../../src/rules/index.ts';
import { testLongTexts } from './long-texts.ts';
import { onlyCollectTables, tables } from './rule-tester.ts';

onlyCollectTables();
await import('./tables.test.ts');
for (const rule of rules) testLongTexts(rule, tables.get(rule.id)!);
