import { field, listAt } from '../../json/json.ts';
import { ipError } from '../../kubernetes/ip.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

export const hostAliasesValid = definePodRule({
  id: 'host-aliases-valid',
  title: 'hostAliases map host names to an address',
  why: 'They become lines of /etc/hosts. A line that cannot be read is passed over, and the name is not found.',
  mirrors: 'ValidateHostAliases',
  appliesTo: podsAndTemplates,
  reads: ['hostAliases'],
  messages: {
    ip: '{{problem}}',
    hostname: 'is no host name: {{problem}}',
  },
  *check({ spec, specPath, change }) {
    for (const [i, alias] of listAt(spec, 'hostAliases').entries()) {
      const path = specPath.child('hostAliases').index(i);
      const ip = field(alias, 'ip') ?? '';
      const problem = ipError(typeof ip === 'string' ? ip : '', versionFacts(change.minor).strictIps);
      if (problem !== undefined) {
        yield invalid(path.child('ip'), 'ip', { data: { problem }, to: ip, fix: say('write the address itself') });
      }
      for (const [j, hostname] of listAt(alias, 'hostnames').entries()) {
        const wrong = dnsSubdomainError(typeof hostname === 'string' ? hostname : '');
        if (wrong === undefined) continue;
        yield invalid(path.child('hostnames').index(j), 'hostname', {
          data: { problem: wrong },
          to: hostname,
          fix: say('write it as in db.example.com'),
        });
      }
    }
  },
});
