/** Findings in words: `container "web": 80 → 8080: why; what to do [rule-id]`. */
import { own, stringAt } from '../json/json.ts';
import { kindFacts } from '../kubernetes/kinds.ts';
import { controllerOf, type Owner } from '../kubernetes/pod/owner.ts';
import { valueAt } from '../json/path.ts';
import { show, showPath, showText } from '../text/shown.ts';
import type { Change } from '../change/change.ts';
import type { Data, Finding, Fix } from '../rules/finding.ts';
import type { Rule } from '../rules/rule.ts';
import type { ActiveMode, Judged } from './judged.ts';

/** Puts the findings on one change into words; each text is made when it is first asked for. */
type Renderer = (finding: Finding, rule: Rule, mode: ActiveMode) => Judged;

export function renderer(change: Change): Renderer {
  const context: Context = { change, controller: once(() => controllerOf(change.before ?? change.after)) };
  return (finding, rule, mode) => {
    const texts = once(() => textsOf(finding, rule, context));
    return {
      rule: rule.id,
      mode,
      type: finding.type,
      get path() {
        return texts().path;
      },
      get pointer() {
        // Not one of the texts: it is not cut, and an answer has no use for it.
        return finding.path.pointer();
      },
      get container() {
        return texts().container;
      },
      get from() {
        return texts().from;
      },
      get to() {
        return texts().to;
      },
      get text() {
        return texts().text;
      },
      get fix() {
        return texts().fix;
      },
      get message() {
        return texts().message;
      },
    };
  };
}

/** What is found out once for all findings on a change. */
interface Context {
  readonly change: Change;
  readonly controller: () => Owner | undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function textsOf(finding: Finding, rule: Rule, context: Context): Omit<Judged, 'rule' | 'mode' | 'type' | 'pointer'> {
  const container = containerName(finding, context.change);
  const from = finding.from === undefined ? undefined : show(finding.from, finding.path);
  const to = finding.to === undefined ? undefined : show(finding.to, finding.path);
  const text = fillTemplate(own(rule.messages, finding.messageId)!, finding.data);
  const fix = finding.fix && describeFix(finding.fix, finding, context);
  const parts = [
    container === undefined ? undefined : `container ${JSON.stringify(container)}`,
    arrow(finding, from, to),
    text,
  ];
  return {
    path: showPath(finding.path),
    container,
    from,
    to,
    text,
    fix,
    message: `${parts.filter((part) => part !== undefined).join(': ')}${fix === undefined ? '' : `; ${fix}`} [${rule.id}]`,
  };
}

/** `1 → 2`, `absent → 2`, `1 → absent`, or the value alone where there is nothing to compare it with. */
function arrow({ from, to }: Finding, shownFrom: string | undefined, shownTo: string | undefined): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  if ((from != null && shownFrom === undefined) || (to != null && shownTo === undefined)) return '(values not shown)';
  if (from === undefined) return shownTo;
  return `${from === null ? 'absent' : shownFrom} → ${to == null ? 'absent' : shownTo}`;
}

/** What is shown of a value in a sentence. */
export const maxValue = 120;
const placeholder = /\{\{(\w+)\}\}/g;

export function fillTemplate(template: string, data: Data): string {
  return template.replace(placeholder, (whole, name: string) => {
    const value = own(data, name);
    return value === undefined ? whole : showText(String(value), maxValue);
  });
}

/** The name of the container that the path leads into. */
function containerName({ path }: Finding, change: Change): string | undefined {
  const segments = path.segments();
  const at = segments.findIndex(
    (segment, i) => /^(c|initC|ephemeralC)ontainers$/.test(String(segment)) && typeof segments[i + 1] === 'number',
  );
  if (at === -1 || segments.length === at + 2) return undefined;
  let prefix = path;
  for (let extra = segments.length - at - 2; extra > 0; extra--) prefix = prefix.parent;
  const name = stringAt(valueAt(change.after, prefix), 'name');
  return name === undefined || name === '' ? undefined : showText(name);
}

/** Room for a sentence with the names of a few containers in it. */
export const maxFix = 400;

function describeFix(fix: Fix, finding: Finding, context: Context): string {
  switch (fix.kind) {
    case 'recreate':
      return recreateFix(context);
    case 'resize':
      return resizeFix(context);
    case 'debug':
      return debugFix(context);
    case 'set':
      return fix.value === null ? 'leave it out' : `set it to ${show(fix.value, finding.path) ?? 'the old value'}`;
    case 'remove':
      return 'leave it out';
    case 'say':
      return showText(fix.text, maxFix);
  }
}

/** Controllers that bring a changed template to Pods that run already; those of `byHand` make only later Pods from it. */
const rolling: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet'];
const byHand: readonly string[] = ['ReplicaSet', 'ReplicationController'];

const nameOfOwner = ({ kind, name }: Owner): string => `${showText(kind)} ${JSON.stringify(showText(name))}`;

function recreateFix({ change, controller }: Context): string {
  const owner = change.kind === 'Pod' ? controller() : undefined;
  if (owner === undefined) return `make a new ${change.kind}: kubectl replace --force -f FILE`;
  const named = nameOfOwner(owner);
  if (rolling.includes(owner.kind)) return `change the template of ${named}, which replaces its Pods`;
  if (byHand.includes(owner.kind)) return `change the template of ${named}, then delete the Pod`;
  if (owner.kind === 'Job') return `make a new Job in place of ${named}, whose template is fixed too`;
  if (owner.kind === 'Node') return `change the manifest of the static Pod on ${named}`;
  return `change ${named}, which made the Pod`;
}

/** KEP-1287; the subresource is there from Kubernetes 1.33 on. */
function resizeFix({ change, controller }: Context): string {
  const owner = controller();
  const kept = owner !== undefined && [...rolling, ...byHand].includes(owner.kind);
  const also = kept ? `, and in the template of ${nameOfOwner(owner)} to keep it` : '';
  return `kubectl edit pod ${nameOf(change)} --subresource resize${also}`;
}

const debugFix = (context: Context): string =>
  `to look into the Pod, kubectl debug -it ${nameOf(context.change)} --image=IMAGE; else ${recreateFix(context)}`;

const nameOf = (change: Change): string => {
  const name =
    change.name === '' ? (stringAt(change.after, 'metadata', 'name') ?? kindFacts(change.kind).kind) : change.name;
  return `${showText(name)} -n ${change.namespace === '' ? 'default' : showText(change.namespace)}`;
};
