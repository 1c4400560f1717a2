import type { Area } from '../rule.ts';
import { hostProcessConsistent } from './host-process-consistent.ts';
import { osSpecificFields } from './os-specific-fields.ts';
import { windowsOptionsValid } from './windows-options-valid.ts';

export const windows: Area = {
  name: 'windows',
  title: 'Windows',
  rules: [osSpecificFields, windowsOptionsValid, hostProcessConsistent],
};
