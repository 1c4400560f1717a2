/** How a message names the container that contains the field of a finding. */
import type { Change } from '../change/change.ts';
import { stringAt } from '../json/json.ts';
import { valueAt, type FieldPath } from '../json/path.ts';
import { containerKind, containerNouns, isContainerList, type ContainerKind } from '../kubernetes/pod/containers.ts';
import { isRemovedEntry, type Finding } from '../rules/finding.ts';
import { showText } from '../text/shown.ts';

interface NamedContainer {
  readonly kind: (typeof containerNouns)[ContainerKind];
  /** Undefined if the container has no name. */
  readonly name: string | undefined;
  readonly path: FieldPath;
}

export function containerAt(finding: Finding, { before, after }: Change): NamedContainer | undefined {
  const at = containerIn(finding.path);
  if (at === undefined) return undefined;
  const value = valueAt(at === finding.path && isRemovedEntry(finding) ? before : after, at);
  const name = stringAt(value, 'name');
  return {
    kind: containerNouns[containerKind(String(at.parent.last), value)],
    name: name === undefined || name === '' ? undefined : showText(name),
    path: at,
  };
}

/** The beginning of the path, up to an entry of a list of containers. */
export function containerIn(path: FieldPath): FieldPath | undefined {
  for (let at = path; at.depth > 0; at = at.parent) if (isContainerList(at.parent.last)) return at;
  return undefined;
}
