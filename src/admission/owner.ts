/** The controller of an object, for an Event: only names that an API server accepts. */
import type { Change } from '../change/change.ts';
import { field, listAt, stringAt } from '../json/json.ts';
import { isDnsLabel } from '../kubernetes/names.ts';
import { isObjectName, type ObjectName } from '../kubernetes/object-name.ts';

export interface Owner extends ObjectName {
  readonly uid: string;
  readonly namespace: string;
}

export function ownerOf({ namespace, after }: Change): Owner | undefined {
  const references = listAt(after, 'metadata', 'ownerReferences');
  const reference = references.find((one) => field(one, 'controller') === true);
  const text = (key: string): string => stringAt(reference, key) ?? '';
  const owner = { apiVersion: text('apiVersion'), kind: text('kind'), name: text('name'), uid: text('uid'), namespace };
  return isObjectName(owner) && uidForm.test(owner.uid) && isDnsLabel(namespace) ? owner : undefined;
}

const uidForm = /^[\w-]{1,128}$/;
