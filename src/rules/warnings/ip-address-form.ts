import { listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { canonicalIp, ipError } from '../../kubernetes/ip.ts';
import { advise, type FindingOf } from '../finding.ts';
import { definePodWarning } from './warning.ts';

const messages = {
  nonStandard: {
    text: '{{to}} is not a standard form of an IP address, and Kubernetes 1.36 and later refuse it in a new object.',
    fix: 'Write the address as {{address}}.',
  },
  canonical: {
    text: '{{to}} is not the canonical form of the IPv6 address (RFC 5952).',
    fix: 'Write the address as {{address}}.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const ipAddressForm = definePodWarning({
  id: 'ip-address-form',
  title: 'IP addresses in dnsConfig and hostAliases should be written in their canonical form',
  why: 'Programs read other forms of an address differently: some take a number with a leading zero as octal. A controller that compares texts takes two forms of an address for two addresses.',
  mirrors: ['GetWarningsForIP'],
  messages,
  *check({ spec, specPath, change, before }) {
    const { StrictIPCIDRValidation: strict, oddValuesWarned } = change.facts;
    if (!oddValuesWarned) return;
    const isKept = (text: string, old: ReadonlySet<string>): boolean => !strict || old.has(text);
    const [servers, aliases] = [textsIn(before?.spec, 'nameservers'), textsIn(before?.spec, 'aliases')];
    const nameservers = specPath.child('dnsConfig', 'nameservers');
    for (const [i, server] of listAt(spec, 'dnsConfig', 'nameservers').entries()) {
      if (typeof server === 'string') yield* formFindings(server, nameservers.index(i), isKept(server, servers));
    }
    const hostAliases = specPath.child('hostAliases');
    for (const [i, alias] of listAt(spec, 'hostAliases').entries()) {
      const ip = stringAt(alias, 'ip') ?? '';
      yield* formFindings(ip, hostAliases.index(i).child('ip'), isKept(ip, aliases));
    }
  },
});

/** The addresses of the stored Pod or template. */
const textsIn = (spec: Json | undefined, place: 'nameservers' | 'aliases'): ReadonlySet<string> =>
  new Set(
    (place === 'nameservers'
      ? listAt(spec, 'dnsConfig', 'nameservers')
      : listAt(spec, 'hostAliases').map((alias) => stringAt(alias, 'ip') ?? '')
    ).filter((text) => typeof text === 'string'),
  );

/** `isAccepted` is false if `dns-config-valid` or `host-aliases-valid` refuses forms that are not standard. */
function* formFindings(to: string, path: FieldPath, isAccepted: boolean): Generator<Found> {
  if (ipError(to, false) !== undefined) return;
  const address = canonicalIp(to) ?? '';
  if (ipError(to, true) !== undefined) {
    if (isAccepted) yield advise(path, 'nonStandard', { to, shown: { address } });
  } else if (to !== address) yield advise(path, 'canonical', { to, shown: { address } });
}
