import { isSet } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { forbidden, invalid, say, tooLong } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

/** Of a host name on Linux: HOST_NAME_MAX. */
const max = 64;

export const hostnameOverrideValid = definePodRule({
  id: 'hostname-override-valid',
  title: 'hostnameOverride is a host name, and the only one',
  why: 'A Pod has one host name: that of its node where it uses its network, its DNS name where setHostnameAsFQDN asks for it, or this one.',
  mirrors: 'validatePodHostName',
  appliesTo: podsAndTemplates,
  reads: ['hostNetwork', 'hostnameOverride', 'setHostnameAsFQDN'],
  messages: {
    fqdn: 'cannot go with setHostnameAsFQDN',
    hostNetwork: "cannot go with hostNetwork: the Pod has the node's name",
    long: 'must be at most 64 characters',
    name: '{{problem}}',
  },
  *check({ spec, specPath, change }) {
    const name = spec['hostnameOverride'];
    if (!isSet(name) || !versionFacts(change.minor).hostnameOverride) return;
    const path = specPath.child('hostnameOverride');
    const fix = say('choose one of them');
    if (spec['setHostnameAsFQDN'] === true) yield forbidden(path, 'fqdn', { to: name, fix });
    if (spec['hostNetwork'] === true) yield forbidden(path, 'hostNetwork', { to: name, fix });
    if (typeof name === 'string' && name.length > max)
      yield tooLong(path, 'long', { to: name, fix: say('shorten it') });
    const problem = typeof name === 'string' ? dnsSubdomainError(name) : 'must be a text';
    if (problem !== undefined) {
      yield invalid(path, 'name', { data: { problem }, to: name, fix: say('write it as in web.example.com') });
    }
  },
});
