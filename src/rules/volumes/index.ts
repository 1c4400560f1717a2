import type { Area } from '../rule.ts';
import { claimTemplateNames } from './claim-template-names.ts';
import { claimTemplatesValid } from './claim-templates-valid.ts';
import { ephemeralClaimsValid } from './ephemeral-claims-valid.ts';
import { projectedCertificatesValid } from './projected-certificates-valid.ts';
import { projectedSourcesValid } from './projected-sources-valid.ts';
import { storageVolumesValid } from './storage-volumes-valid.ts';
import { volumeDevicesResolve } from './volume-devices-resolve.ts';
import { volumeFilesValid } from './volume-files-valid.ts';
import { volumeMountsResolve } from './volume-mounts-resolve.ts';
import { volumeSourcesValid } from './volume-sources-valid.ts';
import { volumesValid } from './volumes-valid.ts';

export const volumes: Area = {
  name: 'volumes',
  title: 'Volumes',
  rules: [
    claimTemplateNames,
    claimTemplatesValid,
    volumesValid,
    volumeSourcesValid,
    storageVolumesValid,
    ephemeralClaimsValid,
    projectedSourcesValid,
    projectedCertificatesValid,
    volumeFilesValid,
    volumeMountsResolve,
    volumeDevicesResolve,
  ],
};
