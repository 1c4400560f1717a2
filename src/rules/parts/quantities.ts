/** What to write in place of a quantity that cannot be parsed. */
import type { Json } from '../../json/json.ts';
import {
  containerResources,
  hasPageSize,
  isExtended,
  isHugePages,
  isWholePages,
  pageSizeText,
  resourceOfQuota,
  type ResourceNames,
} from '../../kubernetes/resource-names.ts';
import { one } from '../../kubernetes/quantity.ts';
import { didYouMean } from '../../text/hint.ts';
import { nearQuantities } from '../../text/near-quantities.ts';
import { nearest } from '../../text/nearest.ts';

/** The resource that a wrong name most likely means. */
export function meantBy(name: string, { errorOf, known }: ResourceNames): string | undefined {
  const ofQuota = resourceOfQuota(name);
  return ofQuota !== undefined && errorOf(ofQuota) === undefined ? ofQuota : nearest(name, known);
}

/** A quantity for the resource or the field. */
export function exampleQuantity(name: string): string {
  if (isHugePages(name)) return hasPageSize(name) ? pageSizeText(name) : '2Mi';
  return examples.get(name) ?? '1';
}

const examples: ReadonlyMap<string, string> = new Map([
  ['cpu', '500m'],
  ['memory', '256Mi'],
  ['ephemeral-storage', '256Mi'],
  ['storage', '10Gi'],
  ['sizeLimit', '500Mi'],
]);

/** An example for the resource or the field, and the quantities that may be meant. A misspelled memory gets those of memory. */
export function quantityAdvice(to: Json, field: string): { readonly example: string; readonly quantityHint: string } {
  const name = meantResource(field);
  const near = nearQuantities(to, name === 'cpu' ? 'cpu' : isExtended(name) ? 'things' : 'bytes');
  const meant = near.filter((text) => !isHugePages(name) || isWholePages(name, text));
  return { example: exampleQuantity(name), quantityHint: didYouMean(meant) };
}

/** Less than the memory of any container runtime that starts a process. */
export const fewestBytes = 4n * 1024n * 1024n * one;
/** More than most nodes have. */
export const mostCores = 64;

/** Whether the unit of the amount is most likely missing or wrong, as in `512m` of memory and in `500` of cpu. */
export function hasDoubtfulUnit(name: string, amount: bigint): boolean {
  if (name === 'cpu') return amount > BigInt(mostCores) * one;
  return (name === 'memory' || name === 'ephemeral-storage') && amount > 0n && amount < fewestBytes;
}

const meantResource = (field: string): string =>
  examples.has(field) || containerResources.errorOf(field) === undefined
    ? field
    : (meantBy(field, containerResources) ?? field);
