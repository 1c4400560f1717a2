import { stringAt } from '../../json/json.ts';
import { parseReference, referenceParts } from '../../kubernetes/image-reference.ts';
import { advise } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const fix = 'Use another tag or a digest, or set imagePullPolicy to Always.';

export const imageLatestIfNotPresent = definePodRule({
  id: 'image-latest-if-not-present',
  title: 'imagePullPolicy should not be IfNotPresent for an image with the tag latest',
  why: 'The tag latest moves to each new version, but with IfNotPresent, a node that has the image does not pull it again. Replicas on different nodes may run different versions.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.image', 'containers.imagePullPolicy'],
  messages: {
    latest: {
      text: 'with IfNotPresent, a node that has the tag latest does not pull newer versions.',
      fix,
    },
    noTag: {
      text: 'no tag means latest, and with IfNotPresent, a node does not pull newer versions.',
      fix,
    },
  },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      // Without a policy, the default is Always for such an image.
      if (value['imagePullPolicy'] !== 'IfNotPresent') continue;
      const image = stringAt(value, 'image') ?? '';
      const { tag, digest } = referenceParts(image);
      if (digest !== undefined || (tag !== undefined && tag !== 'latest')) continue;
      if (parseReference(image) === undefined) continue;
      yield advise(path.child('imagePullPolicy'), tag === undefined ? 'noTag' : 'latest', {
        beside: path.child('image'),
      });
    }
  },
});
