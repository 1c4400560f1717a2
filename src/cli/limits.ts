/**
 * What `podward check` reads, holds and lists at most: the only list of these numbers. Beyond the size and the depth that the webhook takes,
 * they bound the memory: 512 MiB of heap are enough for every input.
 */
import { maxCreatedValues, maxDepth, maxReviewBytes } from '../admission/limits.ts';
import type { DocumentLimits } from './yaml/bounds.ts';

/** Of one file, and of all files together. */
export const maxFileBytes = maxReviewBytes;
export const maxTotalBytes = 10 * maxReviewBytes;

/** Of one object without its managedFields, as the webhook counts them: it would refuse the review of a larger one. */
export const maxObjectValues = maxCreatedValues;

/**
 * A List of a whole cluster is one document. Written by kubectl it has one value in 33 to 45 bytes, and in the densest form, JSON without
 * blanks, one in 16: what 20 MiB hold of real objects fits. One value takes up to 230 bytes while its document is judged. Aliases make no
 * more text than a file could hold without them.
 */
export const documentLimits: DocumentLimits = { depth: maxDepth, values: 1_300_000, characters: maxFileBytes };

/** Documents and items of Lists in a file, whatever they are. */
export const maxParts = 100_000;

/** Objects that are judged in a run. 200 MiB of manifests of 2 KB each are as many. */
export const maxObjects = 100_000;

/** Findings that are put into words. Beyond them those of the next objects are counted. */
export const maxFindings = 10_000;

/** Errors that are listed, of a file and of a run; the rest is counted. What is no manifest at all would have one in each line. */
export const maxFileErrors = 20;
export const maxErrors = 1_000;

/** Notes that are listed. */
export const maxNotes = 1_000;

/** Syntax errors in a file, after which the rest of it is not read: it is no manifest. */
export const maxProblems = 100;

export const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
