/** What may be requested and limited. Sources: pkg/apis/core/helper/helpers.go, validateContainerResourceName. */
import { qualifiedNameError } from './names.ts';
import { parseQuantity } from './quantity.ts';

const hugePagesPrefix = 'hugepages-';
/** For `Did you mean ...?` */
export const standardResources: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];
const standard = new Set(standardResources);
/** Resources of Kubernetes itself have it somewhere in their name. */
const nativeDomain = 'kubernetes.io/';
/** What a quota puts before a resource's name, which then must be a name too. */
const quotaPrefix = 'requests.';

export const isHugePages = (name: string): boolean => name.startsWith(hugePagesPrefix);

const isNative = (name: string): boolean => !name.includes('/') || name.includes(nativeDomain);

/** A device or the like, as in `example.com/gpu`: only whole ones. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith(quotaPrefix) && qualifiedNameError(quotaPrefix + name) === undefined;

/** Whether a request may be lower than the limit. */
export const mayBeOvercommitted = (name: string): boolean => isNative(name) && !isHugePages(name);

export function resourceNameError(name: string): string | undefined {
  if (standard.has(name)) return undefined;
  const problem = qualifiedNameError(name);
  if (problem !== undefined) return problem;
  if (!name.includes('/')) {
    return isHugePages(name)
      ? undefined
      : 'must be cpu, memory, ephemeral-storage, a huge page size such as hugepages-2Mi, or a name with a domain such as example.com/gpu';
  }
  return isNative(name) || isExtended(name)
    ? undefined
    : "must not start with 'requests.' and must have no more than 244 characters before the '/'";
}

/** In the units of parseQuantity: the smallest amount, one and a thousandth. */
const one = 1_000_000_000n;
const milli = one / 1000n;

const roundedUp = (amount: bigint, unit: bigint): bigint => (amount > 0n ? (amount + unit - 1n) / unit : amount / unit);

/** kube-apiserver looks at thousandths, and rounds up to them. */
export const isWhole = (amount: bigint): boolean => roundedUp(amount, milli) % 1000n === 0n;

/** Whether the amount is pages of the size that the name tells, as in `hugepages-2Mi`. */
export function isWholePages(name: string, amount: bigint): boolean {
  const size = parseQuantity(name.slice(hugePagesPrefix.length));
  return size !== undefined && size > 0n && isWhole(size) && roundedUp(amount, one) % roundedUp(size, one) === 0n;
}
