import { hasGate } from '../../kubernetes/gates.ts';
import { canonicalIp, ipError } from '../../kubernetes/ip.ts';
import { field, isSet, listAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsSubdomainError, maxSubdomain } from '../../kubernetes/names.ts';
import { likeDnsSubdomain } from '../../text/like-name.ts';
import { maxPart } from '../../text/line.ts';
import { invalid, required, tooLong, tooMany, type FindingOf } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** Limits of resolv.conf(5). Source: MaxDNSNameservers and the constants beside it. */
const maxNameservers = 3;
const maxSearches = 32;
const maxSearchCharacters = 2048;
/** A DNS subdomain whose parts may begin with one underscore, and contain more. */
const search = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;

const messages = {
  nameservers: {
    text: 'dnsConfig must have no more than {{max}} nameservers, but has {{count}}.',
    fix: 'Keep the {{max}} that the Pod needs most.',
  },
  nameserver: {
    text: 'a nameserver {{problem}}.',
    fix: 'Use the IP address of the DNS server.',
  },
  nameserverForm: { text: 'a nameserver {{problem}}.', fix: 'Write the address as {{address}}.' },
  searches: {
    text: 'dnsConfig must have no more than {{max}} search domains, but has {{count}}.',
    fix: 'Keep the {{max}} that the Pod needs most.',
  },
  length: {
    text: 'all search domains together, with one space between them, must have no more than {{max}} characters, but have {{count}}.',
    fix: 'Remove the search domains that the Pod does not need.',
  },
  search: {
    text: "a search domain must consist of lowercase letters, digits, '-', '_' and '.'. Each part between dots must start with a letter, a digit or '_', and end with a letter or digit.",
    fix: 'Use a domain such as "{{example}}".',
  },
  searchForm: { text: 'a search domain {{problem}}.', fix: 'Use a domain such as "{{example}}".' },
  option: { text: 'a DNS option must have a name.', fix: 'Set name, for example {name: ndots, value: "2"}.' },
  ...stringMessages,
} as const;
type Found = FindingOf<typeof messages>;

export const dnsConfigValid = definePodRule({
  id: 'dns-config-valid',
  title:
    'Nameservers in dnsConfig must be IP addresses, search domains must be DNS names, and options must have a name',
  why: 'The kubelet writes dnsConfig to /etc/resolv.conf of the containers. Resolvers ignore entries that they cannot read.',
  mirrors: ['validatePodDNSConfig'],
  appliesTo: podsAndTemplates,
  reads: ['dnsConfig'],
  messages,
  *check({ spec, specPath, change, before }) {
    const config = spec['dnsConfig'];
    const path = specPath.child('dnsConfig');
    yield* checkNameservers(config, path.child('nameservers'), change.facts.StrictIPCIDRValidation);
    const { RelaxedDNSSearchValidation, minor } = change.facts;
    const isRelaxed =
      RelaxedDNSSearchValidation ||
      (hasGate('RelaxedDNSSearchValidation', minor) && hasRelaxedSearch(before?.spec['dnsConfig']));
    yield* checkSearches(config, path.child('searches'), isRelaxed);
    for (const [i, option] of listAt(config, 'options').entries()) {
      const name = field(option, 'name');
      if (!isSet(name) || name === '') yield required(path.child('options').index(i), 'option');
    }
  },
});

function* checkNameservers(config: Json | undefined, path: FieldPath, strict: boolean): Generator<Found> {
  const nameservers = listAt(config, 'nameservers');
  const count = nameservers.length;
  if (count > maxNameservers) yield tooMany(path, 'nameservers', { data: { max: maxNameservers, count } });
  for (const [i, nameserver] of nameservers.entries()) {
    const text = typeof nameserver === 'string' ? nameserver : '';
    const problem = ipError(text, strict);
    if (problem === undefined) continue;
    const [data, address] = [{ problem }, canonicalIp(text)];
    yield address === undefined
      ? invalid(path.index(i), 'nameserver', { data, to: nameserver })
      : invalid(path.index(i), 'nameserverForm', { data, shown: { address }, to: nameserver });
  }
}

/** Whether the stored domains are only valid with the feature gate, which may be off now. */
const hasRelaxedSearch = (config: Json | undefined): boolean =>
  listAt(config, 'searches').some((entry) => typeof entry === 'string' && (entry === '.' || entry.includes('_')));

function* checkSearches(config: Json | undefined, path: FieldPath, isRelaxed: boolean): Generator<Found> {
  const searches = listAt(config, 'searches');
  if (searches.length > maxSearches)
    yield tooMany(path, 'searches', { data: { max: maxSearches, count: searches.length } });
  // The kubelet joins the domains with single spaces.
  const count = searches.reduce<number>((sum, entry) => sum + lengthOf(entry) + 1, -1);
  if (count > maxSearchCharacters) yield tooLong(path, 'length', { data: { max: maxSearchCharacters, count } });
  for (const [i, entry] of searches.entries()) {
    const at = path.index(i);
    if (entry === '.' && isRelaxed) continue;
    if (typeof entry !== 'string') {
      yield notString(at, entry);
      continue;
    }
    const domain = withoutLastDot(entry);
    const problem = isRelaxed ? lengthError(entry) : dnsSubdomainError(domain);
    const shown = {
      example: exampleOf(domain, at, isRelaxed ? likeSearchDomain : likeDnsSubdomain, 'svc.example.com'),
    };
    if (problem !== undefined) yield invalid(at, 'searchForm', { data: { problem }, shown, to: entry });
    else if (isRelaxed && !search.test(domain)) yield invalid(at, 'search', { shown, to: entry });
  }
}

const lengthOf = (entry: Json): number => (typeof entry === 'string' ? entry.length : 0);

const withoutLastDot = (entry: string): string => (entry.endsWith('.') ? entry.slice(0, -1) : entry);

function lengthError(entry: string): string | undefined {
  if (entry === '') return 'must not be empty';
  return withoutLastDot(entry).length > maxSubdomain ? `must be no more than ${maxSubdomain} characters` : undefined;
}

/** A search domain may have underscores, and keeps them. */
function likeSearchDomain(domain: string, otherwise: string): string {
  const lower = domain.length > maxPart ? '' : domain.toLowerCase();
  return search.test(lower) ? lower : likeDnsSubdomain(domain, otherwise);
}
