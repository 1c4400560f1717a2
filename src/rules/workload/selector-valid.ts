import { field, isObject, isSet, listAt, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import { specPath } from '../../kubernetes/kinds.ts';
import { isDnsLabel, labelValueError, qualifiedNameError } from '../../kubernetes/names.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { selectingKinds, templateLabels } from '../../kubernetes/workload-selector.ts';
import { defineRule } from '../rule.ts';
import { invalid, required } from '../finding.ts';
import { hasGeneratedSelector } from '../../kubernetes/apiserver/generated-selector.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';
import { maxPart } from '../../text/line.ts';
import { show } from '../../text/shown.ts';

export const selectorValid = defineRule({
  id: 'selector-valid',
  title: 'The selector of a workload must not be empty, and each requirement must be complete',
  why: 'A controller finds its Pods by its selector. An empty selector would match every Pod in the namespace, including the Pods of other workloads.',
  mirrors: [
    'ValidateLabelSelector',
    'ValidateDeploymentSpec',
    'ValidateStatefulSetSpec',
    'ValidateDaemonSetSpec',
    'ValidateNonEmptySelector',
  ],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: selectingKinds },
  messages: {
    ...selectorMessages,
    absent: {
      text: 'a {{kind}} must have a selector.',
      fix: 'Use {{what}}, such as {{example}}.',
    },
    empty: {
      text: 'must not be empty, because an empty selector matches every Pod in the namespace.',
      fix: 'Use {{what}}, such as {{example}}.',
    },
  },
  *check({ operation, kind, before, after }) {
    const selector = field(objectAt(after, 'spec'), 'selector');
    const shape = shapeOf(kind, 'spec', 'selector');
    if (before !== undefined && same(field(objectAt(before, 'spec'), 'selector'), selector, shape)) return;
    const path = specPath.child('selector');
    const isMutable = kind === 'ReplicationController';
    if (!isObject(selector)) {
      // On UPDATE, `selector-immutable` reports that the selector was removed. The selector of a Job is generated.
      if (operation === 'CREATE' ? isSet(selector) || !hasGeneratedSelector(kind, after) : isMutable) {
        yield required(path, 'absent', { shown: exampleFor(after, isMutable) });
      }
    } else if (isMutable) {
      if (Object.keys(selector).length > 0) return;
      yield required(path, 'empty', { shown: exampleFor(after, isMutable) });
    } else {
      if (kind !== 'Job' && isEmptySelector(selector)) {
        yield invalid(path, 'empty', { shown: exampleFor(after, isMutable), to: selector });
      }
      for (const problem of selectorProblems(selector, path)) yield selectorFinding(problem);
    }
  },
});

const isEmptySelector = (selector: JsonObject): boolean =>
  Object.keys(objectAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length === 0;

/** The labels that selectors usually use. */
const usualKeys: readonly string[] = ['app', 'app.kubernetes.io/name'];
const labelsPath = specPath.child('template', 'metadata', 'labels');

/** An example such as `matchLabels: {app: web}`, from a label of the Pod template or from the name of the workload. */
function exampleFor(object: JsonObject, isMap: boolean) {
  const labels = templateLabels(object);
  const key = [...usualKeys, ...Object.keys(labels)].find((known) => isPlainLabel(known, field(labels, known)));
  const name = stringAt(object, 'metadata', 'name') ?? '';
  const label = key === undefined ? `app: ${isDnsLabel(name) ? name : 'web'}` : `${key}: ${stringAt(labels, key)}`;
  return {
    what: key === undefined ? 'a label that you also add to the Pod template' : 'labels of the Pod template',
    example: isMap ? label : `matchLabels: {${label}}`,
  };
}

/** Whether the label may be shown, and is a string in YAML without quotes. */
function isPlainLabel(key: string, value: unknown): boolean {
  if (typeof value !== 'string' || key.length + value.length > maxPart) return false;
  if (qualifiedNameError(key) !== undefined || labelValueError(value) !== undefined) return false;
  return (
    /^[A-Za-z]/.test(value) && !yamlWords.test(value) && show(value, labelsPath.key(key)) === JSON.stringify(value)
  );
}

/** YAML does not read these words as strings. */
const yamlWords = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
