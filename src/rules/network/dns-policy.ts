import { isOneOf, isSet, listAt } from '../../json/json.ts';
import { notSupported, required } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const policies = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];

export const dnsPolicy = definePodRule({
  id: 'dns-policy',
  title: 'dnsPolicy must be a supported value, and None requires a nameserver',
  why: 'dnsPolicy decides where the containers look up names. With None the Pod has only the DNS settings in dnsConfig.',
  mirrors: ['validateDNSPolicy', 'validatePodDNSConfig'],
  appliesTo: podsAndTemplates,
  reads: ['dnsConfig', 'dnsPolicy'],
  messages: {
    unknown: {},
    config: {
      text: 'dnsConfig is required when dnsPolicy is None.',
      fix: 'Add dnsConfig with a nameserver, such as {nameservers: ["10.96.0.10"]}, or remove dnsPolicy to use the default, ClusterFirst.',
    },
    nameservers: {
      text: 'at least one nameserver is required when dnsPolicy is None.',
      fix: 'Add nameservers, such as ["10.96.0.10"], or remove dnsPolicy to use the default, ClusterFirst.',
    },
  },
  *check({ spec, specPath }) {
    const policy = spec['dnsPolicy'];
    if (!isSet(policy) || policy === '') return;
    const path = specPath.child('dnsPolicy');
    if (!isOneOf(policy, policies)) yield notSupported(path, 'unknown', policy, policies);
    if (policy !== 'None') return;
    if (!isSet(spec['dnsConfig'])) {
      yield required(specPath.child('dnsConfig'), 'config', { beside: path });
    } else if (listAt(spec, 'dnsConfig', 'nameservers').length === 0) {
      yield required(specPath.child('dnsConfig', 'nameservers'), 'nameservers', { beside: path });
    }
  },
});
