import type { Area } from '../rule.ts';
import { dnsConfigValid } from './dns-config-valid.ts';
import { dnsPolicy } from './dns-policy.ts';
import { hostAliasesValid } from './host-aliases-valid.ts';
import { hostPorts } from './host-ports.ts';
import { hostnameOverrideValid } from './hostname-override-valid.ts';
import { portsValid } from './ports-valid.ts';

export const network: Area = {
  name: 'network',
  title: 'Ports, DNS and hostnames',
  rules: [portsValid, hostPorts, dnsPolicy, dnsConfigValid, hostnameOverrideValid, hostAliasesValid],
};
