import { execFileSync } from 'node:child_process';

export function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

/** The arguments of `openssl req` for a new key and a subject without spaces, such as `/CN=podward`. */
export const newKey = (subject: string, key: string): string[] =>
  `-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj ${subject} -keyout`.split(' ').concat(key);
