import { field, listAt } from '../../json/json.ts';
import { canonicalIp, ipError } from '../../kubernetes/ip.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { likeDnsSubdomain } from '../../text/like-name.ts';
import { invalid, required } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const hostAliasesValid = definePodRule({
  id: 'host-aliases-valid',
  title: 'hostAliases must map DNS names to an IP address',
  why: 'The kubelet writes hostAliases to /etc/hosts of the containers. A line of /etc/hosts is an IP address and its host names.',
  mirrors: ['ValidateHostAliases'],
  appliesTo: podsAndTemplates,
  reads: ['hostAliases'],
  messages: {
    ip: { text: 'ip {{problem}}.', fix: 'Set ip to the address of the hostnames in this entry.' },
    ipForm: { text: 'ip {{problem}}.', fix: 'Write the address as {{address}}.' },
    ipMissing: {
      text: 'an entry of hostAliases must have an IP address.',
      fix: 'Set ip to the address of the hostnames in this entry.',
    },
    hostname: { text: 'a hostname {{problem}}.', fix: 'Use a name such as "{{example}}".' },
    ...stringMessages,
  },
  *check({ spec, specPath, change }) {
    const { StrictIPCIDRValidation: strictIps } = change.facts;
    for (const [i, alias] of listAt(spec, 'hostAliases').entries()) {
      const path = specPath.child('hostAliases').index(i);
      const ip = field(alias, 'ip') ?? '';
      const text = typeof ip === 'string' ? ip : '';
      const [problem, address] = [ipError(text, strictIps), canonicalIp(text)];
      if (ip === '') {
        yield required(path.child('ip'), 'ipMissing');
      } else if (problem !== undefined) {
        yield address === undefined
          ? invalid(path.child('ip'), 'ip', { data: { problem }, to: ip })
          : invalid(path.child('ip'), 'ipForm', { data: { problem }, shown: { address }, to: ip });
      }
      for (const [j, hostname] of listAt(alias, 'hostnames').entries()) {
        const at = path.child('hostnames').index(j);
        if (typeof hostname !== 'string') {
          yield notString(at, hostname);
          continue;
        }
        const wrong = dnsSubdomainError(hostname);
        if (wrong === undefined) continue;
        const example = exampleOf(hostname, at, likeDnsSubdomain, 'db.example.com');
        yield invalid(at, 'hostname', { data: { problem: wrong }, shown: { example }, to: hostname });
      }
    }
  },
});
