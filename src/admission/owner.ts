/** The controller of an object, for an Event: only names that an API server accepts. */
import type { Change } from '../change/change.ts';
import { field, listAt, stringAt } from '../json/json.ts';
import { isDnsLabel, isDnsSubdomain } from '../kubernetes/names.ts';

export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
}

export function ownerOf({ namespace, after }: Change): Owner | undefined {
  const references = listAt(after, 'metadata', 'ownerReferences');
  const reference = references.find((one) => field(one, 'controller') === true);
  const text = (key: string): string => stringAt(reference, key) ?? '';
  const owner = { apiVersion: text('apiVersion'), kind: text('kind'), name: text('name'), uid: text('uid'), namespace };
  const isValid =
    isApiVersion(owner.apiVersion) &&
    kindForm.test(owner.kind) &&
    isDnsSubdomain(owner.name) &&
    uidForm.test(owner.uid) &&
    isDnsLabel(namespace);
  return isValid ? owner : undefined;
}

function isApiVersion(text: string): boolean {
  const [version = '', group, ...more] = text.split('/', 3).reverse();
  return isDnsLabel(version) && (group === undefined || isDnsSubdomain(group)) && more.length === 0;
}

const kindForm = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const uidForm = /^[\w-]{1,128}$/;
