import { isSet } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsSubdomainProblem } from '../../kubernetes/names.ts';
import { likeDnsSubdomain } from '../../text/like-name.ts';
import { forbidden, invalid, required, tooLong } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** Of a hostname on Linux: HOST_NAME_MAX. */
const max = 64;

export const hostnameOverrideValid = definePodRule({
  id: 'hostname-override-valid',
  title:
    'hostnameOverride must be a DNS name of no more than 64 characters, and is not allowed with hostNetwork or setHostnameAsFQDN',
  why: 'With hostNetwork the Pod has the hostname of its node, and with setHostnameAsFQDN the hostname is the fully qualified domain name of the Pod.',
  mirrors: ['validatePodHostName'],
  appliesTo: podsAndTemplates,
  reads: ['hostNetwork', 'hostnameOverride', 'setHostnameAsFQDN'],
  needs: ['hostnameOverride'],
  messages: {
    fqdn: {
      text: 'hostnameOverride is not allowed when setHostnameAsFQDN is true. Both fields set the hostname of the Pod.',
      fix: 'Remove hostnameOverride or setHostnameAsFQDN.',
    },
    hostNetwork: {
      text: 'hostnameOverride is not allowed when hostNetwork is true. The Pod then has the hostname of its node.',
      fix: 'Remove hostnameOverride or hostNetwork.',
    },
    long: {
      text: 'hostnameOverride must be no more than {{max}} characters, but is {{count}}.',
      fix: 'Use a shorter name.',
    },
    name: { text: 'a hostname {{problem}}.', fix: 'Use a name such as "{{example}}".' },
    nameEmpty: {
      text: 'hostnameOverride must not be empty.',
      fix: 'Set hostnameOverride to a name such as "web.example.com", or remove it.',
    },
    ...stringMessages,
  },
  *check({ spec, specPath, change }) {
    const name = spec['hostnameOverride'];
    if (!isSet(name) || !change.facts.HostnameOverride) return;
    const path = specPath.child('hostnameOverride');
    for (const [messageId, other] of [
      ['fqdn', 'setHostnameAsFQDN'],
      ['hostNetwork', 'hostNetwork'],
    ] as const) {
      if (spec[other] === true) yield forbidden(path, messageId, { to: name, beside: specPath.child(other) });
    }
    if (name === '') yield required(path, 'nameEmpty', { to: name });
    else if (typeof name === 'string') yield* nameFindings(name, path);
    else yield notString(path, name);
  },
});

function* nameFindings(name: string, path: FieldPath) {
  if (name.length > max) yield tooLong(path, 'long', { shown: { max, count: name.length }, to: name });
  const problem = dnsSubdomainProblem(name);
  // A name that is only too long has one finding.
  if (problem === undefined || problem.reason === 'length') return;
  const shown = { example: exampleOf(name, path, likeDnsSubdomain, 'web.example.com') };
  yield invalid(path, 'name', { data: { problem: problem.text }, shown, to: name });
}
