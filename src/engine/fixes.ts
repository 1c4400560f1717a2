/** What a person can do about a field that cannot be changed in place. A Pod with an owner is changed through its owner. */
import type { Change } from '../change/change.ts';
import { stringAt } from '../json/json.ts';
import { apiVersionOf, kinds } from '../kubernetes/kinds.ts';
import { controllerOf, type Owner } from '../kubernetes/pod/owner.ts';
import { showText } from '../text/shown.ts';

/** What is found out once for all findings on a change. */
export interface FixFacts {
  readonly change: Change;
  readonly owner: Owner | undefined;
}

export function fixFacts(change: Change): FixFacts {
  let known: { readonly owner: Owner | undefined } | undefined;
  return {
    change,
    get owner() {
      return (known ??= { owner: change.kind === 'Pod' ? controllerOf(change.before ?? change.after) : undefined })
        .owner;
    },
  };
}

/** Controllers that bring a changed template to Pods that run already; those of `byHand` make only later Pods from it. */
const rolling: readonly string[] = ['StatefulSet', 'DaemonSet'];
const byHand: readonly string[] = ['ReplicaSet', 'ReplicationController'];
const replace = 'kubectl replace --force -f FILE';

export function recreateFix(facts: FixFacts): string {
  const { change, owner } = facts;
  if (owner === undefined) {
    const what = change.kind === 'Pod' || change.kind === 'PodTemplate' ? change.kind : `${change.kind} and its Pods`;
    return `Replace the ${what}: ${replace}.`;
  }
  const named = `${showText(owner.kind)} ${quotedName(owner)}`;
  if (owner.kind === 'Node')
    return `Change the manifest of the static Pod on node ${quotedName(owner)}, usually in /etc/kubernetes/manifests.`;
  if (!isOfKubernetes(owner)) return `Make the change in ${named}, the owner of the Pod.`;
  if (owner.kind === 'Deployment')
    return `Change the Pod template of the owner, which then replaces the Pod: ${edit(owner, change)}.`;
  if (rolling.includes(owner.kind))
    return `Change the Pod template of the owner, which replaces the Pod according to its updateStrategy: ${edit(owner, change)}.`;
  if (byHand.includes(owner.kind))
    return `Change the Pod template of the owner with ${edit(owner, change)}, then run kubectl delete pod ${nameOf(change)}.`;
  if (owner.kind === 'Job') return `Replace ${named}, the owner of the Pod: ${replace}.`;
  return `Make the change in ${named}, the owner of the Pod.`;
}

/** The same at the end of a sentence that names another way. */
export function orRecreateFix(facts: FixFacts): string {
  const sentence = recreateFix(facts);
  return `, or ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/**
 * For an object that was replaced with a manifest, which lacks what the cluster added. `kubectl apply` keeps that; in files a change is judged
 * as `kubectl apply` sends it, so there it is no way out.
 */
export function applyOrRecreateFix(facts: FixFacts): string {
  const { kind, phase } = facts.change;
  if (phase === 'offline') return recreateFix(facts);
  return `To change the ${kind} in place, use kubectl apply -f FILE. To replace the ${kind}, use ${replace}.`;
}

/** KEP-1287; the subresource is there from Kubernetes 1.33 on. */
export function resizeFix({ change, owner }: FixFacts): string {
  const resize = `kubectl edit pod ${nameOf(change)} --subresource resize`;
  const template =
    owner !== undefined && isOfKubernetes(owner) && [...rolling, ...byHand, 'Deployment'].includes(owner.kind);
  return template
    ? `To change only this Pod, use ${resize}. To change every Pod of ${owner.kind} ${quotedName(owner)}, use ${edit(owner, change)}.`
    : `Use the resize subresource: ${resize}.`;
}

export const debugFix = ({ change }: FixFacts): string =>
  `To inspect the running Pod, use kubectl debug -it ${nameOf(change)} --image=IMAGE.`;

/** For kubectl: `web -n shop`. The namespace is left out where it is not known. */
export function nameOf({ name, namespace, after, kind }: Change): string {
  const known = name || stringAt(after, 'metadata', 'name') || kind.toUpperCase();
  return inNamespace(showText(known), namespace);
}

const inNamespace = (name: string, namespace: string): string =>
  namespace === '' ? name : `${name} -n ${showText(namespace)}`;

const edit = ({ kind, name }: Owner, { namespace }: Change): string =>
  `kubectl edit ${kind.toLowerCase()} ${inNamespace(showText(name), namespace)}`;

const quotedName = ({ name }: Owner): string => JSON.stringify(showText(name));

/** Another group may have a kind of the same name, which kubectl would not find by it. */
function isOfKubernetes({ apiVersion, kind }: Owner): boolean {
  const facts = kinds.find((known) => known.kind === kind);
  return facts !== undefined && (apiVersion === undefined || apiVersion === apiVersionOf(facts));
}
