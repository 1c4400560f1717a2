import { listAt, objectAt } from '../../json/json.ts';
import { advise } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const text = 'the name of a capability has no prefix CAP_ in Kubernetes.';
const fix = 'Use {{name}}.';

export const capabilityNames = definePodRule({
  id: 'capability-names',
  title: 'Capabilities should be written in upper case and without CAP_',
  why: 'kube-apiserver accepts any text as a capability. Whether another spelling has an effect depends on the container runtime, and Pod Security admission does not recognize it.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.securityContext'],
  messages: {
    addPrefix: { text: `${text} With containerd, {{container}} runs without {{to}}.`, fix },
    dropPrefix: { text: `${text} With containerd, {{container}} keeps {{to}}.`, fix },
    lowerCase: { text: '{{to}} is not in upper case, so Pod Security admission does not recognize it.', fix },
  },
  *check({ changedContainers }) {
    for (const { value, path } of changedContainers) {
      const context = objectAt(value, 'securityContext');
      // A privileged container has all capabilities.
      if (context['privileged'] === true) continue;
      for (const list of ['add', 'drop'] as const) {
        for (const [i, to] of listAt(context, 'capabilities', list).entries()) {
          const [, prefix, rest = ''] = (typeof to === 'string' ? form.exec(to) : null) ?? [];
          const name = rest.toUpperCase();
          if (name === '' || (prefix === undefined && rest === name)) continue;
          const messageId = prefix === undefined ? 'lowerCase' : (`${list}Prefix` as const);
          yield advise(path.child('securityContext', 'capabilities', list).index(i), messageId, {
            to,
            shown: { name: JSON.stringify(name) },
          });
        }
      }
    }
  },
});

/** Longer than every name. Other characters are not a question of the spelling. */
const form = /^(cap_)?([a-z_]{1,40})$/i;
