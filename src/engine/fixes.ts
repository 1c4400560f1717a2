/** What a user can do if a field cannot be changed in place. A Pod with an owner must be changed through its owner. */
import type { Change } from '../change/change.ts';
import { stringAt } from '../json/json.ts';
import { isMirrorPod } from '../kubernetes/annotations.ts';
import { apiVersionOf, kinds } from '../kubernetes/kinds.ts';
import { topOwnerOf, type Owner } from '../kubernetes/pod/owner.ts';
import { commandName, namespaceOption } from '../text/command.ts';
import { showQuoted, showText } from '../text/shown.ts';

/** Facts that are computed once for all findings on a change. */
export interface FixFacts {
  readonly change: Change;
  /**
   * A function, and not a getter: V8 keeps the getter of a single object, and with it the whole change, until the next full garbage
   * collection. The server would spend a fifth of its time on that.
   */
  readonly owner: () => Owner | undefined;
}

export function fixFacts(change: Change): FixFacts {
  let known: { readonly owner: Owner | undefined } | undefined;
  return {
    change,
    owner: () =>
      (known ??= { owner: change.kind === 'Pod' ? topOwnerOf(change.before ?? change.after) : undefined }).owner,
  };
}

/**
 * Controllers that replace running Pods when their template changes, unless their updateStrategy is OnDelete. The controllers in `byHand` use
 * a changed template only for new Pods.
 */
const rolling: readonly string[] = ['StatefulSet', 'DaemonSet'];
const byHand: readonly string[] = ['ReplicaSet', 'ReplicationController'];

/** With the namespace, because kubectl would otherwise create the object in the current one. It deletes the old object first. */
const replace = ({ namespace }: Change): string => `kubectl replace --force${ofNamespace(namespace)} -f FILE`;

export function recreateFix(facts: FixFacts): string {
  const { clause } = recreation(facts);
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** `inSteps`: the clause has several steps, so that another solution before it needs a sentence of its own. */
function recreation({ change, owner: ownerOf }: FixFacts): { readonly clause: string; readonly inSteps?: boolean } {
  const owner = ownerOf();
  if (isStatic(change))
    return {
      clause: `change the manifest of the static Pod on node ${nodeOf(change)}, usually in /etc/kubernetes/manifests.`,
    };
  if (owner === undefined) {
    const what = change.kind === 'Pod' || change.kind === 'PodTemplate' ? change.kind : `${change.kind} and its Pods`;
    const recreate = `delete and recreate the ${what}: ${replace(change)}.`;
    // The values of a resize are usually in no file: kubectl edit and kubectl patch send them.
    const inSteps = change.subresource === 'resize';
    return { clause: inSteps ? `edit the manifest, then ${recreate}` : recreate, inSteps };
  }
  const named = `${showText(owner.kind)} ${showQuoted(owner.name)}`;
  const kind = isOfKubernetes(owner) ? owner.kind : '';
  if (kind === 'Deployment')
    return { clause: `edit the Pod template of the owner, which then replaces the Pod: ${edit(owner, change)}.` };
  const changed = `edit the Pod template of the owner with ${edit(owner, change)}`;
  if (rolling.includes(kind))
    return { clause: `${changed}, and delete the Pod if the updateStrategy is OnDelete.`, inSteps: true };
  if (byHand.includes(kind))
    return { clause: `${changed}, then run kubectl delete pod ${nameOf(change)}.`, inSteps: true };
  if (kind === 'Job')
    return {
      clause: `delete and recreate ${named}, the owner of the Pod, from a changed manifest of the Job: ${replace(change)}.`,
    };
  return { clause: `make the change in ${named}, the owner of the Pod.` };
}

/** The same, after another solution. */
export function orRecreateFix(facts: FixFacts): string {
  const { clause, inSteps = false } = recreation(facts);
  return `${inSteps ? '. To make the change anyway, ' : ', or '}${clause}`;
}

/**
 * For an object that was replaced with a manifest, which does not contain what the cluster added. `kubectl apply` keeps these fields. It is not
 * suggested for files, because their changes are judged as `kubectl apply` sends them.
 */
export function applyOrRecreateFix(facts: FixFacts): string {
  const { kind, phase, namespace } = facts.change;
  if (phase === 'offline') return recreateFix(facts);
  return `To change the ${kind} in place, use kubectl apply${ofNamespace(namespace)} -f FILE. To delete and recreate the ${kind}, use ${replace(facts.change)}.`;
}

/** KEP-1287. A change of the template creates new Pods, which do not have the resources of a resized Pod, so the reader must choose. */
export function resizeFix({ change, owner: ownerOf }: FixFacts): string {
  const owner = ownerOf();
  const resize = `kubectl edit pod ${nameOf(change)} --subresource resize`;
  if (owner === undefined || !hasTemplate(owner)) return `Use the resize subresource: ${resize}.`;
  const others = owner.kind === 'Deployment' ? 'every Pod' : 'the Pod template';
  const named = `${owner.kind} ${showQuoted(owner.name)}`;
  return `To change only this Pod, use ${resize}. To change ${others} of ${named}, use ${edit(owner, change)}.`;
}

/** Whether the owner creates Pods from a template that can change. */
const hasTemplate = (owner: Owner): boolean =>
  isOfKubernetes(owner) && [...rolling, ...byHand, 'Deployment'].includes(owner.kind);

/** kube-apiserver does not accept ephemeral containers for a static Pod. */
export const debugFix = ({ change }: FixFacts): string =>
  isStatic(change)
    ? `Inspect the Pod from its node: kubectl debug node/${commandName(nodeNameOf(change) ?? '', 'NODE')} -it --image=busybox.`
    : `To inspect the running Pod, use kubectl debug -it ${nameOf(change)} --image=busybox.`;

/** Whether the Pod is the API object of a static Pod, which the kubelet of a node runs from a file. */
const isStatic = ({ kind, before, after }: Change): boolean => kind === 'Pod' && isMirrorPod(before ?? after);

/** The node of the stored Pod in quotes, or a placeholder for the user, such as FILE in commands. */
export function nodeOf(change: Change): string {
  const name = nodeNameOf(change);
  return name === undefined ? 'NODE' : showQuoted(name);
}

function nodeNameOf({ before, after }: Change): string | undefined {
  const name = stringAt(before ?? after, 'spec', 'nodeName') ?? '';
  return name === '' ? undefined : name;
}

/** Arguments for kubectl: `web -n shop`. The namespace is omitted if it is not known. */
export function nameOf({ name, namespace, after, kind }: Change): string {
  return inNamespace(commandName(name || stringAt(after, 'metadata', 'name') || '', kind.toUpperCase()), namespace);
}

const inNamespace = (name: string, namespace: string): string => name + ofNamespace(namespace);

const ofNamespace = (namespace: string): string => (namespace === '' ? '' : ` ${namespaceOption(namespace)}`);

const edit = ({ kind, name }: Owner, { namespace }: Change): string =>
  `kubectl edit ${kind.toLowerCase()} ${inNamespace(commandName(name, kind.toUpperCase()), namespace)}`;

/** Another API group may have a kind with the same name, for which a kubectl command with the short name is wrong. */
function isOfKubernetes({ apiVersion, kind }: Owner): boolean {
  const facts = kinds.find((known) => known.kind === kind);
  return facts !== undefined && (apiVersion === undefined || apiVersion === apiVersionOf(facts));
}
