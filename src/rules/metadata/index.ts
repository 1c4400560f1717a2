import type { Area } from '../rule.ts';
import { annotationsValid } from './annotations-valid.ts';
import { creationTimestampImmutable } from './creation-timestamp-immutable.ts';
import { deletionTimestampImmutable } from './deletion-timestamp-immutable.ts';
import { finalizersOnlyRemoved } from './finalizers-only-removed.ts';
import { finalizersValid } from './finalizers-valid.ts';
import { generationNotNegative } from './generation-not-negative.ts';
import { generationServerOwned } from './generation-server-owned.ts';
import { guardedMetadata } from './guarded-metadata.ts';
import { identityImmutable } from './identity-immutable.ts';
import { labelsValid } from './labels-valid.ts';
import { objectName } from './object-name.ts';
import { ownerReferencesValid } from './owner-references-valid.ts';
import { podAnnotationsValid } from './pod-annotations-valid.ts';

export const metadata: Area = {
  name: 'metadata',
  title: 'Metadata',
  rules: [
    identityImmutable,
    creationTimestampImmutable,
    generationServerOwned,
    deletionTimestampImmutable,
    finalizersOnlyRemoved,
    guardedMetadata,
    objectName,
    labelsValid,
    annotationsValid,
    podAnnotationsValid,
    finalizersValid,
    ownerReferencesValid,
    generationNotNegative,
  ],
};
