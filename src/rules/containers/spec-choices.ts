import { get, isObject, isSet } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { notSupported, required, say } from '../finding.ts';

const preemptions: readonly unknown[] = ['PreemptLowerPriority', 'Never'];
const systems: readonly unknown[] = ['linux', 'windows'];

export const specChoices = definePodRule({
  id: 'spec-choices',
  title: 'preemptionPolicy and os are known ones',
  area: 'scheduling',
  why: 'They decide on which nodes the Pod may run, and whom it may push aside. What is not known decides nothing.',
  mirrors: 'ValidatePreemptionPolicy, validateOS',
  appliesTo: podsAndTemplates,
  reads: ['os', 'preemptionPolicy'],
  messages: {
    preemptionMissing: 'must not be empty; there are PreemptLowerPriority and Never',
    preemption: 'is no preemptionPolicy; there are PreemptLowerPriority and Never',
    osMissing: 'an os has a name',
    os: 'is no operating system that Kubernetes knows; there are linux and windows',
  },
  *check({ spec, specPath }) {
    const preemption = spec['preemptionPolicy'];
    const path = specPath.child('preemptionPolicy');
    if (preemption === '') {
      yield required(path, 'preemptionMissing', { fix: say('leave it out') });
    } else if (isSet(preemption) && !preemptions.includes(preemption)) {
      yield notSupported(path, 'preemption', { to: preemption, fix: say('use one of these') });
    }
    if (!isObject(spec['os'])) return;
    const os = get(spec, 'os', 'name') ?? '';
    const at = specPath.child('os', 'name');
    if (os === '') yield required(at, 'osMissing', { fix: say('set it to linux or windows, or leave out os') });
    else if (!systems.includes(os)) yield notSupported(at, 'os', { to: os, fix: say('use linux or windows') });
  },
});
