import { get, isObject, listAt, stringAt } from '../../json/json.ts';
import { statusLists } from '../../kubernetes/pod/container-statuses.ts';
import { required, tooLong } from '../finding.ts';
import { definePodRule } from '../rule.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

/** In bytes. Source: validateImageVolumeStatus. */
const max = 256;

export const statusImageVolumes = definePodRule({
  id: 'status-image-volumes',
  title: 'The status of an image volume must have an imageRef of at most 256 bytes',
  why: 'In imageRef, the kubelet reports the digest of the image that it mounted (KEP-5365).',
  mirrors: ['validateImageVolumeStatus'],
  appliesTo: statusUpdates,
  messages: {
    missing: {
      text: 'imageRef must not be empty.',
      fix: 'Set imageRef to the image with its digest, or remove image.',
    },
    long: { text: 'imageRef must be no more than {{max}} bytes.', fix: 'Set imageRef to the image with its digest.' },
  },
  *check({ change }) {
    if (!change.facts.ImageVolumeWithDigest) return;
    for (const [list] of statusLists) {
      for (const [i, status] of listAt(change.after, 'status', list).entries()) {
        for (const [j, mount] of listAt(status, 'volumeMounts').entries()) {
          const image = get(mount, 'volumeStatus', 'image');
          if (!isObject(image)) continue;
          const ref = stringAt(image, 'imageRef') ?? '';
          const path = statusPath.child(list).index(i).child('volumeMounts').index(j);
          const at = path.child('volumeStatus', 'image', 'imageRef');
          if (ref === '') yield required(at, 'missing');
          if (Buffer.byteLength(ref) > max) yield tooLong(at, 'long', { shown: { max } });
        }
      }
    }
  },
});
