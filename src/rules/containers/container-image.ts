import { stringAt } from '../../json/json.ts';
import { trimSpace } from '../../kubernetes/space.ts';
import { invalid, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const containerImage = definePodRule({
  id: 'container-image',
  title: 'Containers must have an image, without whitespace around its name',
  why: 'A container cannot run without an image. Whitespace is never part of an image name.',
  mirrors: ['validateContainerCommon', 'ValidatePodCreate'],
  appliesTo: podsAndTemplates,
  reads: ['containers', 'initContainers', 'ephemeralContainers', 'containers.image'],
  messages: {
    missing: {
      text: '{{container}} must have an image.',
      fix: 'Set image to the image to run, such as "registry.example.com/app:1.2".',
    },
    whitespace: {
      text: 'the image of {{container}} must not start or end with whitespace.',
      fix: 'Set image to "{{trimmed}}".',
    },
  },
  *check({ kind, changedContainers }) {
    for (const { value, path } of changedContainers) {
      const image = stringAt(value, 'image') ?? '';
      const at = path.child('image');
      // kube-apiserver accepts whitespace in a template, and refuses the Pods that are created from it.
      const trimmed = kind === 'Pod' || path.parent.last === 'ephemeralContainers' ? trimSpace(image) : image;
      if (trimmed === '') yield required(at, 'missing');
      else if (trimmed !== image) yield invalid(at, 'whitespace', { to: image, shown: { trimmed } });
    }
  },
});
