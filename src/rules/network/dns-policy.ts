import { isSet, listAt } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { notSupported, required, say } from '../finding.ts';

const policies: readonly unknown[] = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];

export const dnsPolicy = definePodRule({
  id: 'dns-policy',
  title: 'dnsPolicy is a known one, and None brings nameservers',
  why: 'The policy says where names are looked up. None leaves all of it to dnsConfig, so there must be one.',
  mirrors: 'validateDNSPolicy, validatePodDNSConfig',
  appliesTo: podsAndTemplates,
  reads: ['dnsConfig', 'dnsPolicy'],
  messages: {
    unknown: 'is no dnsPolicy; there are ClusterFirst, ClusterFirstWithHostNet, Default and None',
    config: 'with dnsPolicy None there must be a dnsConfig',
    nameservers: 'with dnsPolicy None there must be at least one nameserver',
  },
  *check({ spec, specPath }) {
    const policy = spec['dnsPolicy'];
    if (!isSet(policy) || policy === '') return;
    if (!policies.includes(policy)) {
      yield notSupported(specPath.child('dnsPolicy'), 'unknown', {
        to: policy,
        fix: say('use ClusterFirst, the default'),
      });
    }
    if (policy !== 'None') return;
    const fix = say('name one, as in dnsConfig: {nameservers: [10.96.0.10]}, or use another dnsPolicy');
    if (!isSet(spec['dnsConfig'])) {
      yield required(specPath.child('dnsConfig'), 'config', { fix });
    } else if (listAt(spec, 'dnsConfig', 'nameservers').length === 0) {
      yield required(specPath.child('dnsConfig', 'nameservers'), 'nameservers', { fix });
    }
  },
});
