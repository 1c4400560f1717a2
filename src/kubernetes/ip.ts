/**
 * The syntax of IP addresses in a Pod, as kube-apiserver parses them. Sources: ParseIPSloppy of k8s.io/utils/net, and parseIP of
 * k8s.io/apimachinery pkg/util/validation for the stricter syntax since Kubernetes 1.36 (KEP-4858).
 */
const separator = /[.:]/;
const decimal = /^0*\d{1,3}$/;
const hexadecimal = /^0*[0-9a-fA-F]{1,4}$/;
/** In an IPv4 address, which may be the end of an IPv6 address. */
const leadingZero = /(?:^|:)0\d+\.|\.0\d/;
/** In an IPv6 address, in which a group has at most four digits. */
const longGroup = /[0-9a-fA-F]{5}/;
const groupsOfIpv6 = 8;
/** `::ffff:0:0/96`: the last two groups of an IPv4-mapped address are the IPv4 address. */
const mappedPrefix = [0, 0, 0, 0, 0, 0xffff];

/** What the address must be, as words that begin with `must`. Undefined if it is valid. */
export function ipError(text: string, strict: boolean): string | undefined {
  const groups = groupsOf(text);
  if (groups === undefined) return 'must be an IP address, such as 10.9.8.7 or 2001:db8::1';
  if (!strict) return undefined;
  if (leadingZero.test(text)) return 'must not have leading zeros, because some programs read them as octal';
  if (longGroup.test(text)) return 'must have no more than four digits in each group';
  return isMapped(groups) && text.includes(':')
    ? 'must be a plain IPv4 address, not one that is embedded in an IPv6 address'
    : undefined;
}

/** The address in the form in which Kubernetes writes it (RFC 5952): `10.9.8.7` for `010.9.8.7`. Undefined if it is not an address. */
export function canonicalIp(text: string): string | undefined {
  const groups = groupsOf(text);
  if (groups === undefined) return undefined;
  if (!isMapped(groups)) return compressed(groups);
  return groups
    .slice(mappedPrefix.length)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** An IPv4-mapped IPv6 address counts as IPv4, as in Go. Undefined if the text is not an address. */
export function ipFamily(text: string): 4 | 6 | undefined {
  const groups = groupsOf(text);
  return groups && (isMapped(groups) ? 4 : 6);
}

const isMapped = (groups: readonly number[]): boolean => mappedPrefix.every((group, i) => groups[i] === group);

/** `::` replaces the first of the longest runs of groups that are 0. A single group is written as 0. */
function compressed(groups: readonly number[]): string {
  const written = groups.map((group) => group.toString(16));
  let [start, length] = [0, 1];
  for (const i of groups.keys()) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  if (length === 1) return written.join(':');
  return `${written.slice(0, start).join(':')}::${written.slice(start + length).join(':')}`;
}

/** The eight groups of the address. The groups of an IPv4 address are those of its IPv4-mapped IPv6 address. */
function groupsOf(text: string): number[] | undefined {
  if (separator.exec(text)?.[0] === ':') return ipv6Groups(text);
  const ipv4 = ipv4Groups(text);
  return ipv4 && [...mappedPrefix, ...ipv4];
}

function ipv4Groups(text: string): [number, number] | undefined {
  // Five parts are enough to see that the text is not an address. A text may have millions of parts.
  const parts = text.split('.', 5);
  if (parts.length !== 4 || !parts.every((part) => decimal.test(part) && Number(part) <= 255)) return undefined;
  const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

/** `::` stands for at least one group. The last two groups may be written as IPv4. Zones are not allowed. */
function ipv6Groups(text: string): number[] | undefined {
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  const ipv4 = ipv4Groups(tail);
  const written = ipv4 ? `${text.slice(0, lastColon + 1)}${ipv4.map((group) => group.toString(16)).join(':')}` : text;
  const halves = written.split('::', 3).map((half) => (half === '' ? [] : half.split(':', groupsOfIpv6 + 1)));
  if (halves.length > 2) return undefined;
  const [front, back] = halves as [string[], string[]?];
  const all = [...front, ...(back ?? [])];
  if (!all.every((group) => hexadecimal.test(group))) return undefined;
  const missing = groupsOfIpv6 - all.length;
  if (back === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array<string>(missing).fill('0'), ...(back ?? [])].map((group) => Number.parseInt(group, 16));
}
