import type { JsonObject } from '../../../src/json/json.ts';
import { statusImageVolumes } from '../../../src/rules/status/status-image-volumes.ts';
import { testRule } from '../rule-tester.ts';
import { update, withStatus } from './with-status.ts';

const featureGates = { ImageVolumeWithDigest: true };
const image = (value: JsonObject) =>
  withStatus({ containerStatuses: [{ name: 'web', volumeMounts: [{ name: 'img', volumeStatus: { image: value } }] }] });
const none = withStatus({});
const path = 'status.containerStatuses[0].volumeMounts[0].volumeStatus.image.imageRef';

testRule(statusImageVolumes, {
  valid: [
    { ...update('no status', none, none), featureGates },
    { ...update('an image', none, image({ imageRef: 'é'.repeat(128) })), featureGates },
    {
      ...update('no image', none, withStatus({ containerStatuses: [{ volumeMounts: [{ volumeStatus: {} }] }] })),
      featureGates,
    },
    update('without the feature gate', none, image({})),
  ],
  invalid: [
    {
      ...update('an empty imageRef', none, image({})),
      featureGates,
      findings: [
        {
          messageId: 'missing',
          path,
          type: 'FieldValueRequired',
          fix: 'Set imageRef to the image with its digest, or remove image.',
        },
      ],
    },
    {
      ...update('an imageRef of 257 bytes', none, image({ imageRef: `${'é'.repeat(128)}x` })),
      featureGates,
      findings: [
        { messageId: 'long', path, type: 'FieldValueTooLong', fix: 'Set imageRef to the image with its digest.' },
      ],
    },
  ],
});
