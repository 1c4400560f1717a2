import { field, isSet, listAt, objectAt } from '../../json/json.ts';
import { generatedKeys } from '../../kubernetes/apiserver/generated-selector.ts';
import { selectorKeys, selects } from '../../kubernetes/selector.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { show } from '../../text/shown.ts';
import type { PodView } from '../../change/change.ts';
import { advise } from '../finding.ts';

/** Labels that controllers set on the Pods they create. Their values are not known before the Pods are created. */
const fromController = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  ...generatedKeys,
  'batch.kubernetes.io/job-completion-index',
]);

export const spreadSelectorMissesPod = definePodRule({
  id: 'spread-selector-misses-pod',
  title: 'The labelSelector of a topology spread constraint should match the Pod itself',
  why: 'A topology spread constraint spreads the Pods that its labelSelector matches. If the selector does not match the Pod itself, Pods with the same labels are not spread.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['topologySpreadConstraints', 'metadata.labels'],
  needs: ['topologySpreadConstraints'],
  messages: {
    none: {
      text: 'a constraint without labelSelector matches no Pods, so nothing is spread.',
      fix: 'Add a labelSelector, such as {{example}}.',
    },
    misses: {
      text: 'the labelSelector does not match {{pods}}, so {{they}} are not spread.',
      fix: 'Select labels of the {{pod}}, such as {{example}}.',
    },
    neither: {
      text: 'the {{pod}} has no labels and the constraint has no labelSelector, so nothing is spread.',
      fix: 'Add a label to the {{pod}}, and use the label in a labelSelector.',
    },
    noLabels: {
      text: 'the {{pod}} has no labels, so the constraint does not match {{pods}}.',
      fix: 'Add a label to the {{pod}}, and use the label in the labelSelector.',
    },
  },
  serverWarns: ['none', 'neither'],
  *check(view) {
    const { kind, metadata, metadataPath, spec, specPath } = view;
    const labels = objectAt(metadata, 'labels');
    const hasLabels = Object.keys(labels).length > 0;
    const isPod = kind === 'Pod';
    const pod = isPod ? 'Pod' : 'Pod template';
    const who = isPod
      ? { pods: 'this Pod', they: 'Pods with the same labels' }
      : { pods: `the Pods of this ${kind}`, they: 'they' };
    const beside = metadataPath.child('labels');
    let example: string | undefined;
    for (const [i, constraint] of listAt(spec, 'topologySpreadConstraints').entries()) {
      const path = specPath.child('topologySpreadConstraints').index(i).child('labelSelector');
      const selector = field(constraint, 'labelSelector');
      const to = isSet(selector) ? selector : undefined;
      if (!isPod && selectorKeys(to).some((key) => fromController.has(key))) continue;
      if (selects(to, labels) !== false) continue;
      if (!hasLabels) {
        yield to === undefined
          ? advise(path, 'neither', { shown: { pod } })
          : advise(path, 'noLabels', { to, shown: { pod, pods: who.pods } });
        continue;
      }
      example ??= exampleFrom(view);
      if (to === undefined) yield advise(path, 'none', { shown: { pod, example }, beside });
      else yield advise(path, 'misses', { to, shown: { pod, ...who, example }, beside });
    }
  },
});

/** The labels that most likely distinguish the replicas of a Pod from other Pods. */
const usual: readonly string[] = ['app.kubernetes.io/name', 'app', 'k8s-app'];
/** A longer example does not fit into a warning. */
const maxExample = 80;
/** What YAML reads as a string without quotes. */
const plain = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][\w./-]*$/i;

/** A selector that matches the Pod, from a label whose value may be shown. */
function exampleFrom({ metadata, metadataPath }: PodView): string {
  const labels = objectAt(metadata, 'labels');
  for (const key of [...usual, ...Object.keys(labels)]) {
    const value = field(labels, key);
    if (typeof value !== 'string' || fromController.has(key)) continue;
    if (show(value, metadataPath.child('labels').key(key)) !== JSON.stringify(value)) continue;
    const example = `matchLabels: {${inYaml(key)}: ${inYaml(value)}}`;
    if (example.length <= maxExample) return example;
  }
  return 'matchLabels: {KEY: VALUE}';
}

const inYaml = (text: string): string => (plain.test(text) ? text : JSON.stringify(text));
