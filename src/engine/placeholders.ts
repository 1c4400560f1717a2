/** What the engine fills into the sentences of a rule. CONTRIBUTING.md lists the placeholders with an example each. */
import { own, type Json } from '../json/json.ts';
import type { FieldPath } from '../json/path.ts';
import type { EnginePlaceholder, Finding } from '../rules/finding.ts';
import { hidden } from '../text/credentials.ts';
import { maxValue, oneLine } from '../text/line.ts';
import { nameAt, show } from '../text/shown.ts';
import { containerAt } from './container.ts';
import {
  applyOrRecreateFix,
  debugFix,
  nameOf,
  nodeOf,
  orRecreateFix,
  recreateFix,
  resizeFix,
  type FixFacts,
} from './fixes.ts';
import { subjectOf } from './subject.ts';

type Maker = (finding: Finding, facts: FixFacts) => string;

const makers: Readonly<Record<EnginePlaceholder, Maker>> = {
  /** Old and new value as short JSON. */
  from: ({ from = null, path }) => whole(from, path) ?? 'the existing value',
  to: ({ to = null, path }) => whole(to, path) ?? 'the new value',
  /** What was done to the field: `changed from 80 to 8080`, `set to true`, `added` or `removed`. Hidden and nested values are omitted. */
  change: changeOf,
  /** `container "web"`, `sidecar container "proxy"`, or `this container` if it has no name. */
  container: (finding, { change }) => containerName(finding, change),
  /** The field that changed, with its container: `containerPort of container "web"`. */
  subject: (finding, { change }) => subjectOf(finding, change) + ofContainer(finding, change),
  /** The last name of the path, as written in YAML. */
  field: ({ path }) => oneLine(nameAt(String(path.last), path), maxValue),
  kind: (_, { change }) => change.kind,
  /** As in `kubectl delete pod`. */
  kubectlKind: (_, { change }) => change.kind.toLowerCase(),
  /** For kubectl: `web -n shop`. */
  name: (_, { change }) => nameOf(change),
  /** The node of the stored Pod, in quotes. */
  node: (_, { change }) => nodeOf(change),
  /** The only way to make the change, as a sentence. */
  recreate: (_, facts) => recreateFix(facts),
  orRecreate: (_, facts) => orRecreateFix(facts),
  /** For a manifest that does not contain what the cluster added. */
  applyOrRecreate: (_, facts) => applyOrRecreateFix(facts),
  resize: (_, facts) => resizeFix(facts),
  debug: (_, facts) => debugFix(facts),
};

export const enginePlaceholders: readonly string[] = Object.keys(makers);

/** Undefined if a part of the value is hidden, because a user cannot restore such a value. */
function whole(value: Json, path: FieldPath): string | undefined {
  const shown = show(value, path);
  return shown?.includes(hidden) === true ? undefined : shown;
}

/** Undefined if the engine does not know the placeholder. */
export const enginePlaceholder = (name: string, finding: Finding, facts: FixFacts): string | undefined =>
  own(makers, name)?.(finding, facts);

function changeOf({ from, to, path }: Finding): string {
  if (to == null) return 'removed';
  const sent = whole(to, path);
  if (from == null) {
    if (typeof path.last === 'number' || path.isKey) return 'added';
    return typeof to === 'object' || sent === undefined ? 'set' : `set to ${sent}`;
  }
  if (!isFlat(from) || !isFlat(to)) return 'changed';
  const old = whole(from, path);
  return old === undefined || sent === undefined ? 'changed' : `changed from ${old} to ${sent}`;
}

/** Whether the value is a scalar, or a list or an object of scalars. Others are not shown in full. */
const isFlat = (value: NonNullable<Json>): boolean =>
  typeof value !== 'object' || Object.values(value).every((part) => typeof part !== 'object');

function containerName(finding: Finding, change: FixFacts['change']): string {
  const container = containerAt(finding, change);
  if (container?.name === undefined) return 'this container';
  return `${container.kind} ${JSON.stringify(container.name)}`;
}

/** ` of container "web"`. Empty if the field is not in a container. */
function ofContainer(finding: Finding, change: FixFacts['change']): string {
  const container = containerAt(finding, change);
  if (container?.name === undefined || container.path === finding.path) return '';
  return ` of ${container.kind} ${JSON.stringify(container.name)}`;
}
