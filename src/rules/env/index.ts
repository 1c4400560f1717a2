import type { Area } from '../rule.ts';
import { envFileVolumes } from './env-file-volumes.ts';
import { envFromValid } from './env-from-valid.ts';
import { envValid } from './env-valid.ts';

export const env: Area = {
  name: 'env',
  title: 'Environment variables',
  rules: [envValid, envFromValid, envFileVolumes],
};
