import { stringAt } from '../../pod/json.ts';
import { definePodRule, invalid, podsAndTemplates, required, say, set } from '../rule.ts';

/** What Go's strings.TrimSpace cuts off. String.prototype.trim differs: it cuts U+FEFF and keeps U+0085. */
const edgeSpace = /^\p{White_Space}|\p{White_Space}$/u;

export const containerImage = definePodRule({
  id: 'container-image',
  title: 'A container names an image',
  area: 'containers',
  why: 'Without an image there is nothing to run, and white space around its name makes it the name of another image.',
  mirrors: 'validateContainerCommon, ValidatePodCreate',
  appliesTo: podsAndTemplates,
  reads: ['containers', 'initContainers', 'ephemeralContainers', 'containers.image'],
  messages: {
    missing: 'a container needs an image',
    whitespace: 'must not have leading or trailing white space',
  },
  *check({ kind, changedContainers }) {
    for (const { value, path } of changedContainers) {
      const image = stringAt(value, 'image') ?? '';
      if (image === '') {
        yield required(path.child('image'), 'missing', { fix: say('name one, as in registry.example.com/app:1.2') });
      } else if ((kind === 'Pod' || path.parent.last === 'ephemeralContainers') && edgeSpace.test(image)) {
        // Templates are not refused for it: only the Pod made from them is.
        yield invalid(path.child('image'), 'whitespace', { to: image, fix: set(trim(image)) });
      }
    }
  },
});

function trim(text: string): string {
  let trimmed = text;
  while (edgeSpace.test(trimmed)) trimmed = trimmed.replace(edgeSpace, '');
  return trimmed;
}
