import { expect, test } from '@jest/globals';
import { coverageOf, coveragePage, coverageSummary } from './coverage-page.ts';
import { blocksOf } from './go-code.ts';

const folder = 'k8s.io/kubernetes/pkg/apis/core/validation';
const source = `package validation

func ValidateName(name string) field.ErrorList {
	if name == "" {
		return field.ErrorList{field.Required(path, "")}
	}
	if err := convert(name); err != nil {
		return field.ErrorList{field.InternalError(path, err)}
	}
	return nil
}

func ValidateService(name string) field.ErrorList {
	return field.ErrorList{field.Required(path, "")}
}
`;
const profile = `mode: atomic
${folder}/validation.go:3.49,4.16 1 90
${folder}/validation.go:4.16,6.3 1 COUNT
${folder}/validation.go:7.39,9.3 1 0
${folder}/validation.go:10.2,10.12 1 90
${folder}/validation.go:13.52,15.2 1 0
`;
const coverage = (refused: number) =>
  coverageOf(
    blocksOf(profile.replace('COUNT', String(refused))),
    new Map([[`${folder}/validation.go`, source]]),
    new Set([`${folder}.ValidateName`]),
  );
const run = { version: '1.37.2', seed: 1, count: 9, changes: 90 };

test('functions that are not linked, and blocks that no change can reach, are not counted', () => {
  expect(coverage(20).map(({ name, blocks, refusals }) => [name, blocks.length, refusals.length])).toEqual([
    ['ValidateName', 3, 1],
  ]);
  expect(coverageSummary(coverage(20)).split('\n').at(-1)!.split(/ {2,}/)).toEqual([
    ...['all', '1', '3', '100.0 %', '1', '100.0 %', '1', '100.0 %'],
  ]);
});

test('the page lists functions that failed too seldom, and blocks never reached', () => {
  const row = '| apis/core/validation.ValidateName | ';
  const refusal = 'validation.go:4: `return field.ErrorList{field.Required(path, "")}`';
  expect(coveragePage(run, coverage(0))).toContain(`${row}0 | ${refusal} |`);
  expect(coveragePage(run, coverage(0))).toContain(`${row}${refusal} |`);
  expect(coveragePage(run, coverage(19))).toContain(`${row}19 |  |`);
  expect(coveragePage(run, coverage(20))).not.toContain(row);
  expect(coveragePage(run, coverage(20))).toContain(
    '| An error of the server itself. | apis/core/validation.ValidateName |',
  );
});
