import { expect, test } from '@jest/globals';
import { blocksOf, functionsIn, functionsLinked, refuses } from './go-code.ts';

const source = `package validation

var names = map[string]bool{
	"a": true,
}

func Short() bool { return true }

func ValidateName(name string) field.ErrorList {
	allErrs := field.ErrorList{}
	if name == "" {
		return append(allErrs, field.Required(path, ""))
	}
	return allErrs
}

func (s *strategy) Validate(name string) field.ErrorList {
	return ValidateName(name)
}

func Typed[T any](
	value T,
) {
}
`;

test('the functions of a file have names and lines', () => {
  expect(functionsIn(source)).toEqual([
    { name: 'Short', first: 7, last: 7 },
    { name: 'ValidateName', first: 9, last: 15 },
    { name: 'strategy.Validate', first: 17, last: 19 },
    { name: 'Typed', first: 21, last: 24 },
  ]);
});

test('the functions that are linked are those of the packages, and no variables', () => {
  const symbols = `
 1263f00 T a.com/pod/validation.ValidateName
 1263f10 T a.com/pod/validation.ValidateName.func1
 1263f20 t a.com/pod/validation.(*strategy).Validate
 1263f30 T a.com/pod/validation.plain.Validate
 1263f40 T a.com/pod/validation.Typed[go.shape.int]
 1263f50 D a.com/pod/validation.names
 1263f60 T a.com/pod/other.Other
         U a.com/pod/validation.Missing
`;
  expect([...functionsLinked(symbols, ['a.com/pod/validation'])]).toEqual([
    'a.com/pod/validation.ValidateName',
    'a.com/pod/validation.ValidateName.func1',
    'a.com/pod/validation.strategy.Validate',
    'a.com/pod/validation.plain',
    'a.com/pod/validation.plain.Validate',
    'a.com/pod/validation.Typed',
  ]);
});

test('a block refuses if the statements in it make an error', () => {
  const profile = `mode: atomic
a.com/pod/validation/validation.go:9.47,11.16 2 7
a.com/pod/validation/validation.go:11.16,13.3 1 3
a.com/pod/validation/validation.go:14.2,14.16 1 4
`;
  const blocks = blocksOf(profile);
  expect(blocks[1]).toEqual({
    file: 'a.com/pod/validation/validation.go',
    from: [11, 16],
    to: [13, 3],
    statements: 1,
    count: 3,
  });
  expect(blocks.map((block) => refuses(block, source.split('\n')))).toEqual([false, true, false]);
});
