import { get, isObject } from '../../json/json.ts';
import { notSupported, required, say } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const systems: readonly unknown[] = ['linux', 'windows'];

export const osName = definePodRule({
  id: 'os-name',
  title: 'os.name must be linux or windows',
  why: 'os.name states the operating system that the Pod needs. The fields that the Pod may use depend on it.',
  mirrors: 'validateOS',
  appliesTo: podsAndTemplates,
  reads: ['os'],
  messages: {
    osMissing: 'an os has a name',
    os: 'is no operating system that Kubernetes knows; there are linux and windows',
  },
  *check({ spec, specPath }) {
    if (!isObject(spec['os'])) return;
    const name = get(spec, 'os', 'name') ?? '';
    const path = specPath.child('os', 'name');
    if (name === '') yield required(path, 'osMissing', { fix: say('set it to linux or windows, or leave out os') });
    else if (!systems.includes(name)) yield notSupported(path, 'os', { to: name, fix: say('use linux or windows') });
  },
});
