import type { JsonObject } from '../../../src/json/json.ts';
import { capabilityNames } from '../../../src/rules/advice/capability-names.ts';
import { podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = (capabilities: JsonObject, extra: JsonObject = {}) =>
  podWith({ securityContext: { capabilities, ...extra } });
const at = (place: string) => ({
  path: `spec.containers[0].securityContext.capabilities.${place}`,
  type: 'FieldValueInvalid' as const,
});

testRule(capabilityNames, {
  valid: [
    { name: 'the names of Kubernetes', after: on({ add: ['NET_BIND_SERVICE'], drop: ['ALL'] }) },
    { name: 'a privileged container', after: on({ add: ['CAP_SYS_ADMIN'] }, { privileged: true }) },
    { name: 'other characters', after: on({ add: ['net-admin', 'Net Admin', ''] }) },
    { name: 'a text that is longer than any name', after: on({ add: ['x'.repeat(99)] }) },
    { name: 'values of other types', after: on({ add: [7, null], drop: 'all' }) },
    { name: 'capabilities of another type', after: podWith({ securityContext: { capabilities: 'x' } }) },
  ],
  invalid: [
    {
      name: 'an added capability with the prefix',
      after: on({ add: ['NET_RAW', 'CAP_NET_ADMIN'] }),
      findings: [
        {
          ...at('add[1]'),
          messageId: 'addPrefix',
          fix: 'Use "NET_ADMIN".',
          to: 'CAP_NET_ADMIN',
          says: 'With containerd, container "web" runs without "CAP_NET_ADMIN".',
        },
      ],
    },
    {
      name: 'dropped capabilities with the prefix',
      after: on({ drop: ['CAP_ALL', 'cap_net_raw'] }),
      findings: [
        { ...at('drop[0]'), messageId: 'dropPrefix', fix: 'Use "ALL".', says: 'keeps "CAP_ALL"' },
        { ...at('drop[1]'), messageId: 'dropPrefix', fix: 'Use "NET_RAW".' },
      ],
    },
    {
      name: 'lower case',
      after: on({ add: ['Net_Bind_Service'], drop: ['all'] }),
      findings: [
        { ...at('add[0]'), messageId: 'lowerCase', fix: 'Use "NET_BIND_SERVICE".' },
        { ...at('drop[0]'), messageId: 'lowerCase', fix: 'Use "ALL".', says: '"all" is not in upper case' },
      ],
    },
  ],
});
