import { same } from '../../kubernetes/schema/difference.ts';
import { plain, shapeOf } from '../../kubernetes/schema/shape.ts';
import { get, listAt, stringAt, type Json } from '../../json/json.ts';
import { ipError, ipFamily } from '../../kubernetes/ip.ts';
import { listText, quoted } from '../../text/quoted.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, required } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';

/** The lists, and whose addresses they hold. */
const lists = [
  ['podIPs', 'Pod'],
  ['hostIPs', 'node'],
] as const;
type ListOfAddresses = (typeof lists)[number];

export const statusIpsValid = defineUpdateRule({
  id: 'status-ips-valid',
  title: 'podIPs and hostIPs must be IP addresses, no more than one of each IP family',
  why: 'Services send traffic to the addresses in podIPs. Clients expect at most one IPv4 address and one IPv6 address.',
  mirrors: ['validatePodIPs', 'validateHostIPs'],
  appliesTo: statusUpdates,
  messages: {
    address: { text: '{{problem}}.', fix: 'Use the IP address of the {{whose}}.' },
    noAddress: { text: 'an entry of {{list}} must have an ip.', fix: 'Set ip to the IP address of the {{whose}}.' },
    families: {
      text: 'must have no more than one IPv4 address and one IPv6 address, but has {{addresses}}.',
      fix: 'Keep one address of each IP family.',
    },
    host: {
      text: 'must equal hostIP, which is {{hostIP}}.',
      fix: 'Set hostIP and hostIPs[0].ip to the IP address of the node.',
    },
    noHost: {
      text: 'hostIP is required when hostIPs is set, and must be the same address.',
      fix: 'Set hostIP to {{to}}.',
    },
  },
  *check({ before, after, facts }) {
    const { StrictIPCIDRValidation: strictIps } = facts;
    for (const list of lists) yield* addresses(list, before, after, strictIps);
    const first = listAt(after, 'status', 'hostIPs')[0];
    const hostIP = stringAt(after, 'status', 'hostIP') ?? '';
    const to = stringAt(first, 'ip') ?? '';
    if (first === undefined || to === hostIP) return;
    if (
      ['hostIP', 'hostIPs'].every((name) =>
        same(get(before, 'status', name), get(after, 'status', name), shapeOf('PodStatus', name)),
      )
    )
      return;
    const path = statusPath.child('hostIPs').index(0).child('ip');
    const details = { to, beside: statusPath.child('hostIP') };
    yield hostIP === ''
      ? invalid(path, 'noHost', details)
      : invalid(path, 'host', { ...details, data: { hostIP: quoted(hostIP) } });
  },
});

function* addresses([list, whose]: ListOfAddresses, before: Json, after: Json, strict: boolean) {
  const old = textsOf(before, list);
  const texts = textsOf(after, list);
  const path = statusPath.child(list);
  const stored = new Set(old);
  for (const [i, text] of texts.entries()) {
    const problem = stored.has(text) ? undefined : ipError(text, strict);
    if (problem === undefined) continue;
    const at = path.index(i).child('ip');
    yield text === ''
      ? required(at, 'noAddress', { shown: { list, whose } })
      : invalid(at, 'address', { data: { problem }, shown: { whose }, to: text });
  }
  if (texts.length < 2 || same(old, texts, plain)) return;
  const families = new Set(texts.map(ipFamily));
  const ofEach = texts.length === 2 && families.has(4) && families.has(6);
  if (!ofEach) {
    const addresses = listText(texts, 'and', quoted);
    yield invalid(path, 'families', { shown: { addresses }, to: listAt(after, 'status', list) });
  }
}

const textsOf = (object: Json | undefined, name: string): string[] =>
  listAt(object, 'status', name).map((entry) => stringAt(entry, 'ip') ?? '');
