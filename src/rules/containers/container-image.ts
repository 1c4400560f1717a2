import { stringAt } from '../../json/json.ts';
import { invalid, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/**
 * The characters that Go's strings.TrimSpace removes, each of them one UTF-16 unit. String.prototype.trim differs: it removes U+FEFF and
 * keeps U+0085.
 */
const space = /\p{White_Space}/u;

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
      const trimmed = kind === 'Pod' || path.parent.last === 'ephemeralContainers' ? trim(image) : image;
      if (trimmed === '') yield required(at, 'missing');
      else if (trimmed !== image) yield invalid(at, 'whitespace', { to: image, shown: { trimmed } });
    }
  },
});

function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (space.test(text.charAt(start))) start++;
  while (space.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
