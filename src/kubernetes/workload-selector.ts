/** The selector of a workload, and the labels of its Pod template. */
import { field, isObject, listAt, objectAt, type Json, type JsonObject } from '../json/json.ts';
import type { Kind } from './kinds.ts';
import { selects } from './selector.ts';

/** The kinds that have a selector. kube-apiserver generates the selectors of the Jobs of a CronJob. */
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

/** The selector as a label selector, also for a ReplicationController, whose selector is a map. Undefined if there is no selector. */
export function selectorOf(kind: Kind, object: JsonObject | undefined): JsonObject | undefined {
  const selector = field(objectAt(object, 'spec'), 'selector');
  if (!isObject(selector)) return undefined;
  return kind === 'ReplicationController' ? { matchLabels: selector } : selector;
}

/** A requirement of a selector that labels do not meet. */
export interface Unmet {
  readonly key: string;
  /** Such as `app: web` or `tier In [a, b]`. */
  readonly requirement: string;
}

export function unmet(selector: JsonObject, labels: JsonObject): Unmet[] {
  const missing = Object.entries(objectAt(selector, 'matchLabels'))
    .filter(([key, value]) => field(labels, key) !== value)
    .map(([key, value]) => ({ key, requirement: `${key}: ${labelText(value)}` }));
  for (const requirement of listAt(selector, 'matchExpressions')) {
    if (selects({ matchExpressions: [requirement] }, labels) !== false) continue;
    const { key, operator } = requirement as JsonObject;
    const values = listAt(requirement, 'values').map(labelText).join(', ');
    const name = labelText(key);
    missing.push({ key: name, requirement: `${name} ${labelText(operator)}${values === '' ? '' : ` [${values}]`}` });
  }
  return missing;
}

/** The value of a label as in YAML. */
export const labelText = (value: Json | undefined): string =>
  typeof value === 'string' && value !== '' ? value : (JSON.stringify(value) ?? '');
