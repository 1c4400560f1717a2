/**
 * The limits for what `podward check` reads, holds and lists. The sizes and depths are those of the webhook (src/admission/limits.ts), and the
 * others limit the memory: 512 MiB of heap are enough for every input.
 */
import { maxCreatedValues, maxDepth, maxReviewBytes } from '../admission/limits.ts';
import type { DocumentLimits } from '../yaml/bounds.ts';

/** For one file, and for all files together. */
export const maxFileBytes = maxReviewBytes;
export const maxTotalBytes = 10 * maxReviewBytes;

/** For one object without its managedFields, counted as in the webhook, which would refuse a larger object. */
export const maxObjectValues = maxCreatedValues;

/**
 * A List of a whole cluster is one document. Written by kubectl, it has one value in 33 to 45 bytes, and in its densest form, JSON
 * without whitespace, one in 16, so that 20 MiB of real objects fit. A value takes up to 230 bytes while its document is judged. Aliases
 * must not produce more text than a file could contain without them.
 */
export const documentLimits: DocumentLimits = { depth: maxDepth, values: 1_300_000, characters: maxFileBytes };

/** Documents and items of Lists in a file, of any kind. */
export const maxParts = 100_000;

/** Objects that are judged in a run: as many as 200 MiB of manifests with 2 KB each. */
export const maxObjects = 100_000;

/** Findings that are listed. Findings on later objects are counted. */
export const maxFindings = 10_000;

/** Notes about objects that are listed. Notes on later objects are counted. */
export const maxObjectNotes = 10_000;

/** Errors that are listed, for one file and for a run. The others are counted. A file that is not a manifest would have an error on each line. */
export const maxFileErrors = 20;
export const maxErrors = 1_000;

/** Skipped objects that are listed, for each reason. */
export const maxSkipped = 100;

/** Notes that are listed. */
export const maxNotes = 1_000;

/** After this many syntax errors, the rest of a file is not read, because it is not a manifest. */
export const maxProblems = 100;
