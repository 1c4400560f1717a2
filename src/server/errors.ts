import { OwnError } from '../text/errors.ts';

/** Podward cannot start with these settings. The message names the input and what is wrong with it. */
export class StartError extends OwnError {
  override readonly name = 'StartError';
}
