import { same } from '../../kubernetes/schema/difference.ts';
import { plain, shapeOf } from '../../kubernetes/schema/shape.ts';
import { get, listAt, stringAt, type Json } from '../../json/json.ts';
import { ipError, ipFamily } from '../../kubernetes/ip.ts';
import type { FieldPath } from '../../json/path.ts';
import { defineUpdateRule } from '../rule.ts';
import { invalid, say, set } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';
import { versionFacts } from '../../kubernetes/versions.ts';

export const statusIpsValid = defineUpdateRule({
  id: 'status-ips-valid',
  title: 'The addresses of a Pod are addresses',
  why: 'Services send traffic to these addresses. There is at most one of each IP family.',
  mirrors: 'validatePodIPs, validateHostIPs',
  appliesTo: statusUpdates,
  messages: {
    address: '{{problem}}',
    families: 'there is at most one IPv4 and one IPv6 address',
    host: 'the first of hostIPs is not hostIP',
  },
  *check({ before, after, minor }) {
    const { strictIps } = versionFacts(minor);
    yield* addresses('podIPs', before, after, strictIps);
    yield* addresses('hostIPs', before, after, strictIps);
    const first = listAt(after, 'status', 'hostIPs')[0];
    const hostIp = get(after, 'status', 'hostIP') ?? '';
    if (first === undefined || (stringAt(first, 'ip') ?? '') === hostIp) return;
    if (
      ['hostIP', 'hostIPs'].every((name) =>
        same(get(before, 'status', name), get(after, 'status', name), shapeOf('PodStatus', name)),
      )
    )
      return;
    const path = statusPath.child('hostIPs').index(0).child('ip');
    yield invalid(path, 'host', { to: stringAt(first, 'ip') ?? null, fix: set(hostIp) });
  },
});

function* addresses(name: string, before: Json | undefined, after: Json, strict: boolean) {
  const old = textsOf(before, name);
  const texts = textsOf(after, name);
  const path: FieldPath = statusPath.child(name);
  const stored = new Set(old);
  for (const [i, text] of texts.entries()) {
    const problem = stored.has(text) ? undefined : ipError(text, strict);
    if (problem === undefined) continue;
    const fix = say('use the address that the Pod has');
    yield invalid(path.index(i).child('ip'), 'address', { data: { problem }, to: text, fix });
  }
  if (texts.length < 2 || same(old, texts, plain)) return;
  const families = new Set(texts.map(ipFamily));
  const ofEach = texts.length === 2 && families.has(4) && families.has(6);
  if (!ofEach) yield invalid(path, 'families', { to: texts, fix: say('keep one of each family') });
}

const textsOf = (object: Json | undefined, name: string): string[] =>
  listAt(object, 'status', name).map((entry) => stringAt(entry, 'ip') ?? '');
