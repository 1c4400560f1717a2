/** The resources that may be requested and limited. Sources: pkg/apis/core/helper/helpers.go, validateContainerResourceName. */
import { qualifiedNameError } from './names.ts';
import type { Json } from '../json/json.ts';
import { one, parseQuantity, thousandthsOf, unitsOf } from './quantity.ts';

/** The lists of amounts in the resources of a container or a Pod. */
export const amountLists: readonly string[] = ['requests', 'limits'];

export const cpuAndMemory = ['cpu', 'memory'] as const;
/** The resources of every node, by a name without a domain. */
export const standardResources: readonly string[] = [...cpuAndMemory, 'ephemeral-storage'];
const hugePagesPrefix = 'hugepages-';
const pages: readonly string[] = ['hugepages-2Mi', 'hugepages-1Gi'];
/** Names that contain this domain are native resources of Kubernetes. */
const nativeDomain = 'kubernetes.io/';
/** The prefix that a quota adds to a resource name. The name must be valid with the prefix too. */
const quotaPrefix = 'requests.';

/** The resource that a quota with this name limits. Undefined if the name is not that of a quota. */
export const resourceOfQuota = (name: string): string | undefined =>
  name.startsWith(quotaPrefix) ? name.slice(quotaPrefix.length) : undefined;

export const isHugePages = (name: string): boolean => name.startsWith(hugePagesPrefix);

export const isCpuOrMemory = (name: string): boolean => (cpuAndMemory as readonly string[]).includes(name);

/** Whether a Pod as a whole can have requests and limits for the resource (KEP-2837). */
export const isPodLevel = (name: string): boolean => isCpuOrMemory(name) || isHugePages(name);

/** A resource without a domain, or with one of Kubernetes. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes(nativeDomain);

/** An extended resource, such as a device with the name `example.com/gpu`. Only whole amounts are allowed. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith(quotaPrefix) && qualifiedNameError(quotaPrefix + name) === undefined;

/** Whether a request may be lower than the limit. */
export const mayBeOvercommitted = (name: string): boolean => isNative(name) && !isHugePages(name);

/** What the name of a resource must be in one place, and the names that are usual there. */
export interface ResourceNames {
  readonly errorOf: (name: string) => string | undefined;
  readonly allowed: string;
  readonly known: readonly string[];
}

export const containerResources: ResourceNames = {
  errorOf: resourceNameError,
  allowed: 'cpu, memory, ephemeral-storage, hugepages-SIZE, or a name with a domain such as example.com/gpu',
  known: [...standardResources, ...pages],
};

/** For a Pod as a whole (KEP-2837). */
export const podResources: ResourceNames = {
  errorOf: podResourceNameError,
  allowed: 'cpu, memory or hugepages-SIZE',
  known: [...cpuAndMemory, ...pages],
};

function resourceNameError(name: string): string | undefined {
  if (standardResources.includes(name)) return undefined;
  const problem = qualifiedNameError(name);
  if (problem !== undefined) return problem;
  if (!name.includes('/')) {
    return isHugePages(name) ? undefined : 'must be a standard resource or have a domain';
  }
  return isNative(name) || isExtended(name)
    ? undefined
    : "must not start with 'requests.' and must have no more than 244 characters before the '/'";
}

function podResourceNameError(name: string): string | undefined {
  const problem = qualifiedNameError(name);
  if (problem !== undefined) return problem;
  return isPodLevel(name) ? undefined : 'must be cpu, memory or hugepages-SIZE in pod-level resources';
}

/** The smallest number of units that holds the amount. */
const unitsFor = (amount: bigint, unit: bigint): bigint => (amount > 0n ? (amount + unit - 1n) / unit : amount / unit);

/** kube-apiserver compares thousandths, to which it rounds up, in 64 bits. */
export const isWhole = (amount: Json): boolean => (thousandthsOf(amount) ?? 0n) % 1000n === 0n;

/** `2Mi` for `hugepages-2Mi`. */
export const pageSizeText = (name: string): string => name.slice(hugePagesPrefix.length);

/** The page size in the name of a huge pages resource, in bytes. Undefined if it is missing or not a whole number. */
function pageSize(name: string): bigint | undefined {
  const text = pageSizeText(name);
  const size = (parseQuantity(text) ?? 0n) > 0n && isWhole(text) ? (unitsOf(text) ?? 0n) : 0n;
  return size > 0n ? size : undefined;
}

export const hasPageSize = (name: string): boolean => pageSize(name) !== undefined;

/** Whether the amount is a multiple of the page size in the name. */
export function isWholePages(name: string, amount: Json): boolean {
  const size = pageSize(name);
  return size !== undefined && (unitsOf(amount) ?? 0n) % size === 0n;
}

/** The smallest number of whole pages that holds the amount, at least one page. Undefined if the name has no page size. */
export function wholePages(name: string, amount: bigint): bigint | undefined {
  const size = pageSize(name);
  if (size === undefined) return undefined;
  const pages = unitsFor(amount, size * one);
  return (pages > 0n ? pages : 1n) * size * one;
}
