import type { Area } from '../rule.ts';
import { affinityMatchesNothing } from './affinity-matches-nothing.ts';
import { ambiguousPorts } from './ambiguous-ports.ts';
import { deprecatedAnnotations } from './deprecated-annotations.ts';
import { deprecatedNodeLabels } from './deprecated-node-labels.ts';
import { deprecatedVolumes } from './deprecated-volumes.ts';
import { duplicateEnvNames } from './duplicate-env-names.ts';
import { duplicateListEntries } from './duplicate-list-entries.ts';
import { fractionalBytes } from './fractional-bytes.ts';
import { ipAddressForm } from './ip-address-form.ts';
import { largeIndexedJobs } from './large-indexed-jobs.ts';
import { nameInHostnames } from './name-in-hostnames.ts';
import { negativeValues } from './negative-values.ts';
import { scheduleTimeZone } from './schedule-time-zone.ts';
import { volumeFilesDistinct } from './volume-files-distinct.ts';

export const warnings: Area = {
  name: 'warnings',
  title: 'Warnings of kube-apiserver',
  rules: [
    fractionalBytes,
    deprecatedVolumes,
    volumeFilesDistinct,
    duplicateEnvNames,
    affinityMatchesNothing,
    deprecatedAnnotations,
    deprecatedNodeLabels,
    nameInHostnames,
    ambiguousPorts,
    duplicateListEntries,
    negativeValues,
    ipAddressForm,
    scheduleTimeZone,
    largeIndexedJobs,
  ],
};
