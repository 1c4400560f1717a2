/** Whether an image is up to date: what it was made of, and what the files beside it contain. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, join, normalize } from 'node:path';

/** What decides the content of the image, beside the files of the project. */
export interface Inputs {
  /** The folder of the project. */
  readonly root: string;
  /** The program that the image contains. */
  readonly node: string;
  /** PODWARD_IMAGE_BUILDER. */
  readonly builder: string | undefined;
  readonly base: string;
  /** PODWARD_IMAGE_BUILD. */
  readonly stage: string | undefined;
  /** The Debian packages with the libraries for the base `scratch`, with their hashes. Undefined if apt does not know them yet. */
  readonly debian: () => string | undefined;
}

/** The files and folders that the Dockerfile copies to the stage `build`, and their paths there. */
export const copiedFiles = (dockerfile: string): { source: string; target: string }[] =>
  [...dockerfile.matchAll(/^COPY (?!--)(.*) (\S+)$/gm)].flatMap(([, sources, target]) =>
    sources!.split(' ').map((source) => ({
      source,
      target: normalize(target!.endsWith('/') ? join(target!, basename(source)) : target!),
    })),
  );

/**
 * A hash of what the image is made of. Undefined if that cannot be known: an image without a digest may be another one tomorrow. On another base than
 * `scratch`, it does not include the Debian packages, which the stage has, as docker does not.
 */
export function fingerprint({ root, node, builder = '', base, stage, debian }: Inputs): string | undefined {
  // The image of the stage is otherwise that of the Dockerfile. On `scratch`, the stage is not run.
  const images = stage ? [base, stage] : [base];
  const pinned = images.every((image) => image.includes('@sha256:')) ? images.join(' ') : undefined;
  const content = base === 'scratch' ? debian() : pinned;
  if (content === undefined) return undefined;
  const hash = createHash('sha256');
  const copied = copiedFiles(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const files = ['Dockerfile', ...copied.flatMap(({ source }) => [source, `${source}/**`])];
  for (const path of globSync(files, { cwd: root }).sort()) {
    if (statSync(join(root, path)).isFile()) hash.update(`${path}\0${hashOf(join(root, path))}\0`);
  }
  return hash.update([hashOf(node), builder, content].join('\0')).digest('hex');
}

/** Hashes of the files. Undefined if one is missing. */
export function hashesOf(paths: readonly string[]): string | undefined {
  return paths.every((path) => existsSync(path)) ? paths.map(hashOf).join(' ') : undefined;
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
