/**
 * The syntax of IP addresses, as kube-apiserver reads them in a Pod. Sources: ParseIPSloppy of k8s.io/utils/net, and parseIP of
 * k8s.io/apimachinery pkg/util/validation for the stricter reading since Kubernetes 1.36 (KEP-4858).
 */
const separator = /[.:]/;
const decimal = /^0*\d{1,3}$/;
const hexadecimal = /^0*[0-9a-fA-F]{1,4}$/;
/** Of an IPv4 address, which may be the end of an IPv6 address, and of a group of the latter, which has room for four digits. */
const leadingZero = /(?:^|[.:])0\d+\./;
const leadingZeroAtEnd = /\.0\d+$/;
const longGroup = /[0-9a-fA-F]{5}/;
const groupsOfIpv6 = 8;
/** `::ffff:0:0/96` */
const mappedPrefix = [0, 0, 0, 0, 0, 0xffff];

/** What the address must be, as words that begin with `must`, or undefined where it is valid. */
export function ipError(text: string, strict: boolean): string | undefined {
  const groups = ipv6Groups(text);
  if (groups === undefined && !isIpv4(text)) return 'must be an IP address, such as 10.9.8.7 or 2001:db8::1';
  if (!strict) return undefined;
  if (leadingZero.test(text) || leadingZeroAtEnd.test(text) || longGroup.test(text))
    return 'must not have leading zeros, because some programs read them as octal';
  return groups !== undefined && mappedPrefix.every((group, i) => groups[i] === group)
    ? 'must be a plain IPv4 address, not one that is embedded in an IPv6 address'
    : undefined;
}

/** IPv4 within IPv6 counts as IPv4, as Go has it. Undefined for what is no address. */
export function ipFamily(text: string): 4 | 6 | undefined {
  if (isIpv4(text)) return 4;
  const groups = ipv6Groups(text);
  if (groups === undefined) return undefined;
  return mappedPrefix.every((group, i) => groups[i] === group) ? 4 : 6;
}

function isIpv4(text: string): boolean {
  // One part too many is enough to tell; a text may have millions.
  const parts = text.split('.', 5);
  return parts.length === 4 && parts.every((part) => decimal.test(part) && Number(part) <= 255);
}

/** The eight groups; `::` stands for at least one; the last two may be written as IPv4. Zones are not permitted. */
function ipv6Groups(text: string): number[] | undefined {
  if (separator.exec(text)?.[0] !== ':') return undefined;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  if (tail.includes('.') && !isIpv4(tail)) return undefined;
  // What an embedded IPv4 address says is of no interest here, only how much room it takes.
  const written = tail.includes('.') ? `${text.slice(0, lastColon + 1)}0:0` : text;
  const [front, back, ...more] = written
    .split('::', 3)
    .map((half) => (half === '' ? [] : half.split(':', groupsOfIpv6 + 1)));
  if (front === undefined || more.length > 0) return undefined;
  const all = [...front, ...(back ?? [])];
  if (!all.every((group) => hexadecimal.test(group))) return undefined;
  const missing = groupsOfIpv6 - all.length;
  if (back === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array<string>(missing).fill('0'), ...(back ?? [])].map((group) => Number.parseInt(group, 16));
}
