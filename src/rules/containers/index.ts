import type { Area } from '../rule.ts';
import { containerImage } from './container-image.ts';
import { containerNames } from './container-names.ts';
import { containerRestartPolicy } from './container-restart-policy.ts';
import { containersRequired } from './containers-required.ts';
import { ephemeralContainerValid } from './ephemeral-container-valid.ts';
import { ephemeralContainersNotOnCreate } from './ephemeral-containers-not-on-create.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { stopSignalValid } from './stop-signal-valid.ts';
import { terminationMessagePolicy } from './termination-message-policy.ts';

export const containers: Area = {
  name: 'containers',
  title: 'Containers',
  rules: [
    ephemeralContainerValid,
    containersRequired,
    containerNames,
    containerImage,
    imagePullPolicy,
    terminationMessagePolicy,
    containerRestartPolicy,
    ephemeralContainersNotOnCreate,
    stopSignalValid,
  ],
};
