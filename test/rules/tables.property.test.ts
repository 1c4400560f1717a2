/** The tables of all rules, with each text of each case made long. */
import { testLongTexts } from './long-texts.ts';
import { onTable } from './rule-tester.ts';

onTable.run = testLongTexts;
await import('./tables.test.ts');
