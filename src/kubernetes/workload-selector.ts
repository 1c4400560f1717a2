/** The selector of a workload beside the labels of the Pods that it makes. */
import { field, isObject, listAt, objectAt, type Json, type JsonObject } from '../json/json.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import { selects } from '../kubernetes/selector.ts';
import type { Change } from './change.ts';

/** The kinds whose selector a user writes; that of a CronJob's Jobs is generated. */
export const selectingKinds: readonly Kind[] = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'ReplicationController',
];

export const templateLabels = (object: Json | undefined): JsonObject =>
  objectAt(object, 'spec', 'template', 'metadata', 'labels');

/** The selector in the form that all kinds but the ReplicationController have; undefined where there is none. */
export function selectorOf(kind: Kind, object: Change['after'] | undefined): JsonObject | undefined {
  const selector = field(objectAt(object, 'spec'), 'selector');
  if (!isObject(selector)) return undefined;
  return kind === 'ReplicationController' ? { matchLabels: selector } : selector;
}

/** What the selector asks for and the labels do not have, in words: `app: web`, `tier In [a, b]`. */
export function unmet(selector: JsonObject, labels: JsonObject): string[] {
  const missing = Object.entries(objectAt(selector, 'matchLabels'))
    .filter(([key, value]) => field(labels, key) !== value)
    .map(([key, value]) => `${key}: ${text(value)}`);
  for (const requirement of listAt(selector, 'matchExpressions')) {
    if (selects({ matchExpressions: [requirement] }, labels) !== false) continue;
    const { key, operator } = requirement as JsonObject;
    const values = listAt(requirement, 'values').map(text).join(', ');
    missing.push(`${text(key)} ${text(operator)}${values === '' ? '' : ` [${values}]`}`);
  }
  return missing;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
