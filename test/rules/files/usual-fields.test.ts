import { expect, test } from '@jest/globals';
import { FieldPath } from '../../../src/json/path.ts';
import { fieldsOf, structNames } from '../../../src/kubernetes/schema/types.ts';
import { isOfType } from '../../../src/kubernetes/schema/type-mistakes.ts';
import { lineOf } from '../../../src/rules/files/object-advice.ts';
import { isOftenEmpty, usualFields } from '../../../src/rules/files/usual-fields.ts';
import { resolvePlain } from '../../../src/yaml/resolve.ts';

test('every type has usual fields, and the schema has them', () => {
  const wrong = structNames.flatMap((struct) => {
    const { names } = usualFields(struct);
    const unknown = names.filter((name) => !Object.hasOwn(fieldsOf(struct), name));
    return unknown.length > 0 || (names.length === 0 && !isOftenEmpty(struct)) ? [[struct, ...unknown]] : [];
  });
  expect(wrong).toEqual([]);
});

test.each(['web', '/var', '8080', '1Gi', 'yes', 8080, 0, -1])('a line made of %j has the type of its field', (sent) => {
  const lines = structNames.flatMap((struct) => {
    const line = lineOf(FieldPath.root.child('spec').child('hostname'), sent, struct);
    return line === undefined ? [] : [{ struct, line }];
  });
  expect(lines).not.toEqual([]);
  const wrong = lines.filter(({ struct, line: { name, value } }) => {
    const read = resolvePlain(value);
    const written = typeof read === 'bigint' ? Number(read) : read;
    return value !== name.toUpperCase() && !isOfType(written, fieldsOf(struct)[name]!);
  });
  expect(wrong).toEqual([]);
});
