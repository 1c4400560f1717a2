/** The base of the image, which the Dockerfile names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const dockerfile = readFileSync(join(import.meta.dirname, '..', '..', 'Dockerfile'), 'utf8');

export const defaultBase = /^ARG BASE=(.*)$/m.exec(dockerfile)![1]!;
