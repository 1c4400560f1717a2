/** The controller of an object, for an Event: only names that an API server accepts. */
import type { Change } from '../change/change.ts';
import { field, listAt, stringAt } from '../json/json.ts';

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
    apiVersionForm.test(owner.apiVersion) &&
    kindForm.test(owner.kind) &&
    nameForm.test(owner.name) &&
    uidForm.test(owner.uid) &&
    nameForm.test(namespace);
  return isValid ? owner : undefined;
}

const apiVersionForm = /^([a-z0-9][a-z0-9.-]{0,252}\/)?[a-z0-9]{1,63}$/;
const kindForm = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const uidForm = /^[\w-]{1,128}$/;
const nameForm = /^[a-z0-9][a-z0-9.-]{0,252}$/;
