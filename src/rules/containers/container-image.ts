import { stringAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required, say, set } from '../finding.ts';

/** What Go's strings.TrimSpace cuts off, each a single unit. String.prototype.trim differs: it cuts U+FEFF and keeps U+0085. */
const space = /^\p{White_Space}$/u;

export const containerImage = definePodRule({
  id: 'container-image',
  title: 'A container names an image',
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
      } else if ((kind === 'Pod' || path.parent.last === 'ephemeralContainers') && isPadded(image)) {
        // Templates are not refused for it: only the Pod made from them is.
        yield invalid(path.child('image'), 'whitespace', { to: image, fix: set(trim(image)) });
      }
    }
  },
});

const isPadded = (text: string): boolean => space.test(text.charAt(0)) || space.test(text.charAt(text.length - 1));

function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && space.test(text.charAt(start))) start++;
  while (end > start && space.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
