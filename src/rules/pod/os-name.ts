import { get, isObject, isOneOf } from '../../json/json.ts';
import { notSupported, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const systems: readonly string[] = ['linux', 'windows'];

export const osName = definePodRule({
  id: 'os-name',
  title: 'os.name must be linux or windows',
  why: 'os.name states the operating system that the Pod needs, and decides which fields the Pod may use.',
  mirrors: ['validateOS'],
  appliesTo: podsAndTemplates,
  reads: ['os'],
  messages: {
    osMissing: { text: 'os must have a name.', fix: 'Set name to linux or windows, or remove os.' },
    os: {},
  },
  *check({ spec, specPath }) {
    if (!isObject(spec['os'])) return;
    const name = get(spec, 'os', 'name') ?? '';
    const path = specPath.child('os', 'name');
    if (name === '') yield required(path, 'osMissing');
    else if (!isOneOf(name, systems)) yield notSupported(path, 'os', name, systems);
  },
});
