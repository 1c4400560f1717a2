import { ipError } from '../../kubernetes/ip.ts';
import { field, isObject, isSet, listAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, required, say, type FindingOf } from '../finding.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

/** What a resolver can read: resolv.conf(5). Source: MaxDNSNameservers and its likes. */
const maxNameservers = 3;
const maxSearches = 32;
const maxSearchCharacters = 2048;
const maxSearch = 253;
/** A DNS subdomain whose parts may begin with one underscore, and contain more. */
const search = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;

const messages = {
  nameservers: 'there can be {{max}} nameservers, and there are {{count}}',
  nameserver: '{{problem}}',
  searches: 'there can be {{max}} search domains, and there are {{count}}',
  length: 'all search domains together can have {{max}} characters, and they have {{count}}',
  search: 'must be a DNS subdomain',
  option: 'an option needs a name',
};
type Found = FindingOf<typeof messages>;

export const dnsConfigValid = definePodRule({
  id: 'dns-config-valid',
  title: 'dnsConfig is one that a resolver can read',
  why: 'It becomes the resolv.conf of each container. What a resolver cannot read it passes over, and names are not found.',
  mirrors: 'validatePodDNSConfig',
  appliesTo: podsAndTemplates,
  reads: ['dnsConfig'],
  messages,
  *check({ spec, specPath, change }) {
    const config = spec['dnsConfig'];
    if (!isObject(config)) return;
    const path = specPath.child('dnsConfig');
    yield* checkNameservers(config, path.child('nameservers'), versionFacts(change.minor).strictIps);
    yield* checkSearches(config, path.child('searches'));
    for (const [i, option] of listAt(config, 'options').entries()) {
      const name = field(option, 'name');
      if (isSet(name) && name !== '') continue;
      yield required(path.child('options').index(i), 'option', {
        fix: say('name it, as in {name: ndots, value: "2"}'),
      });
    }
  },
});

function* checkNameservers(config: JsonObject, path: FieldPath, strict: boolean): Generator<Found> {
  const nameservers = listAt(config, 'nameservers');
  const count = nameservers.length;
  if (count > maxNameservers) {
    yield invalid(path, 'nameservers', { data: { max: maxNameservers, count }, fix: say('keep the first ones') });
  }
  for (const [i, nameserver] of nameservers.entries()) {
    const problem = ipError(typeof nameserver === 'string' ? nameserver : '', strict);
    if (problem === undefined) continue;
    yield invalid(path.index(i), 'nameserver', {
      data: { problem },
      to: nameserver,
      fix: say('write the address itself'),
    });
  }
}

function* checkSearches(config: JsonObject, path: FieldPath): Generator<Found> {
  const searches = listAt(config, 'searches');
  if (searches.length === 0) return;
  if (searches.length > maxSearches) {
    yield invalid(path, 'searches', {
      data: { max: maxSearches, count: searches.length },
      fix: say('keep the first ones'),
    });
  }
  // Joined by single spaces.
  const count = searches.reduce<number>((sum, entry) => sum + lengthOf(entry) + 1, -1);
  if (count > maxSearchCharacters) {
    yield invalid(path, 'length', { data: { max: maxSearchCharacters, count }, fix: say('keep the first ones') });
  }
  for (const [i, entry] of searches.entries()) {
    if (entry === '.') continue;
    const domain = typeof entry !== 'string' ? '' : entry.endsWith('.') ? entry.slice(0, -1) : entry;
    if (domain.length > maxSearch || !search.test(domain)) {
      yield invalid(path.index(i), 'search', { to: entry, fix: say('write it as in svc.example.com') });
    }
  }
}

const lengthOf = (entry: Json): number => (typeof entry === 'string' ? entry.length : 0);
