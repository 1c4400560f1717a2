import { listAt, objectAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { termsOfNodeAffinity } from '../../kubernetes/pod/affinity.ts';
import { advise, type FindingOf } from '../finding.ts';
import { definePodWarning } from './warning.ts';

/** What to do instead. Source: deprecatedNodeLabels in pkg/api/node/util.go. */
const deprecated: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'Use kubernetes.io/arch instead.'],
  ['beta.kubernetes.io/os', 'Use kubernetes.io/os instead.'],
  ['beta.kubernetes.io/instance-type', 'Use node.kubernetes.io/instance-type instead.'],
  ['failure-domain.beta.kubernetes.io/region', 'Use topology.kubernetes.io/region instead.'],
  ['failure-domain.beta.kubernetes.io/zone', 'Use topology.kubernetes.io/zone instead.'],
  ['node-role.kubernetes.io/master', 'Use node-role.kubernetes.io/control-plane instead.'],
  [
    'app.kubernetes.io/created-by',
    'No other label replaces app.kubernetes.io/created-by. Use a label that your nodes have.',
  ],
  ['scheduler.alpha.kubernetes.io/preferAvoidPods', 'Use taints and tolerations instead.'],
]);

const messages = {
  label: { text: '{{label}} is a deprecated node label, which some nodes may not have.', fix: '{{instead}}' },
} as const;
type Found = FindingOf<typeof messages>;

export const deprecatedNodeLabels = definePodWarning({
  id: 'deprecated-node-labels',
  title: 'Node selectors, node affinity and topology keys should not use deprecated node labels',
  why: 'Other labels have replaced most deprecated labels. A Pod that requires a label can run only on nodes that have it, and nodes of newer Kubernetes versions may not have a deprecated label.',
  mirrors: ['GetNodeLabelDeprecatedMessage', 'GetWarningsForNodeSelectorTerm', 'warningsForPodSpecAndMeta'],
  messages,
  *check({ spec, specPath }) {
    for (const label of Object.keys(objectAt(spec, 'nodeSelector'))) {
      yield* labelFindings(label, () => specPath.child('nodeSelector').key(label));
    }
    for (const { value, path } of termsOfNodeAffinity(spec, specPath)) {
      yield* keyFindings(listAt(value, 'matchExpressions'), path.child('matchExpressions'), 'key');
    }
    const constraints = specPath.child('topologySpreadConstraints');
    yield* keyFindings(listAt(spec, 'topologySpreadConstraints'), constraints, 'topologyKey');
  },
});

function* keyFindings(entries: readonly Json[], path: FieldPath, name: string): Generator<Found> {
  for (const [i, entry] of entries.entries()) {
    yield* labelFindings(stringAt(entry, name) ?? '', () => path.index(i).child(name));
  }
}

function* labelFindings(label: string, path: () => FieldPath): Generator<Found> {
  const instead = deprecated.get(label);
  if (instead !== undefined) yield advise(path(), 'label', { data: { label }, shown: { instead } });
}
