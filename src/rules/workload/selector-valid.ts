import { field, isObject, isSet, listAt, objectAt, type JsonObject } from '../../json/json.ts';
import { same } from '../../kubernetes/schema/difference.ts';
import { shapeOf } from '../../kubernetes/schema/shape.ts';
import { specPath } from '../../json/path.ts';
import { selectorProblems } from '../../kubernetes/selector.ts';
import { defineRule } from '../rule.ts';
import { invalid, required, say } from '../finding.ts';
import { hasGeneratedSelector } from '../../change/generated-selector.ts';
import { selectorFinding, selectorMessages } from '../parts/selector-findings.ts';
import { selectingKinds } from '../../change/workload-selector.ts';

const fix = say('select by labels that the template has, such as matchLabels: {app: NAME}');

export const selectorValid = defineRule({
  id: 'selector-valid',
  title: 'A workload says which Pods are its own',
  why: 'A controller finds its Pods by its selector. One that selects everything would adopt and delete the Pods of others.',
  mirrors:
    'ValidateLabelSelector, ValidateDeploymentSpec, ValidateStatefulSetSpec, ValidateDaemonSetSpec, ValidateNonEmptySelector',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: selectingKinds },
  messages: {
    ...selectorMessages,
    absent: 'a {{kind}} needs a selector, by which it knows its Pods',
    empty: 'an empty selector selects every Pod of the namespace',
  },
  *check(change) {
    const { operation, kind, before, after } = change;
    const selector = field(objectAt(after, 'spec'), 'selector');
    const shape = shapeOf(kind, 'spec', 'selector');
    if (before !== undefined && same(field(objectAt(before, 'spec'), 'selector'), selector, shape)) return;
    const path = specPath.child('selector');
    const isMutable = kind === 'ReplicationController';
    if (!isObject(selector)) {
      // That it is lost is for `selector-immutable` to say, and a Job's is generated.
      if (operation === 'CREATE' ? isSet(selector) || !hasGeneratedSelector(change) : isMutable) {
        yield required(path, 'absent', { data: { kind }, fix });
      }
    } else if (isMutable) {
      if (Object.keys(selector).length === 0) yield required(path, 'empty', { fix });
    } else {
      if (kind !== 'Job' && isEmptySelector(selector)) yield invalid(path, 'empty', { fix });
      for (const problem of selectorProblems(selector, path)) yield selectorFinding(problem);
    }
  },
});

const isEmptySelector = (selector: JsonObject): boolean =>
  Object.keys(objectAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length === 0;
