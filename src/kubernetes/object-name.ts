/** How an object in a namespace is named in an Event or a report. */
import { isDnsLabel, isDnsSubdomain } from './names.ts';

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** Whether an API server accepts such a name of a workload. Nothing else is written, or read. */
export const isObjectName = ({ apiVersion, kind, name }: ObjectName): boolean =>
  isApiVersion(apiVersion) && /^[A-Za-z][A-Za-z0-9]{0,62}$/.test(kind) && isDnsSubdomain(name);

function isApiVersion(text: string): boolean {
  const [version = '', group, ...more] = text.split('/', 3).reverse();
  return isDnsLabel(version) && (group === undefined || isDnsSubdomain(group)) && more.length === 0;
}
