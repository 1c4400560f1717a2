import type { Area } from '../rule.ts';
import { apiVersion } from './api-version.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { fieldTypes } from './field-types.ts';
import { knownFields } from './known-fields.ts';

export const files: Area = {
  name: 'files',
  title: 'Manifest files',
  rules: [apiVersion, fieldTypes, knownFields, duplicateKeys],
};
