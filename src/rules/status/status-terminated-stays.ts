import { field, isObject, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { oncePer } from '../../change/once.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';
import { hasGate } from '../../kubernetes/gates.ts';
import { statusLists } from '../../kubernetes/pod/container-statuses.ts';
import { containerName, listNouns } from '../../kubernetes/pod/containers.ts';
import { restartPolicies } from '../../kubernetes/pod/policies.ts';
import { mayRestartAll, usesRestartRules } from '../../kubernetes/pod/restart-rules.ts';
import { quoted } from '../../text/quoted.ts';

const fix = 'Keep the terminated state.';

export const statusTerminatedStays = defineUpdateRule({
  id: 'status-terminated-stays',
  title: 'A container that has terminated and is not restarted must stay terminated',
  why: 'The Job controller relies on the exit code of a container that is not restarted. Replacing the terminated state would lose the exit code.',
  mirrors: [
    'ValidateContainerStateTransition',
    'ValidateInitContainerStateTransition',
    'ValidateEphemeralContainerStateTransition',
  ],
  appliesTo: statusUpdates,
  messages: {
    restarted: {
      text: '{{noun}} {{name}} terminated with exit code {{code}} and is not restarted, because restartPolicy {{policy}}.',
      fix,
    },
    ephemeral: {
      text: '{{noun}} {{name}} terminated with exit code {{code}}, and an ephemeral container is never restarted.',
      fix,
    },
    unknown: {
      text: '{{noun}} {{name}} terminated with exit code {{code}}, and the Pod has no {{noun}} {{name}} in its spec.',
      fix,
    },
  },
  *check({ before, after, facts }) {
    const spec = objectAt(before, 'spec');
    const hasRules = facts.ContainerRestartRules || (facts.storedRestartRulesCount && usesRestartRules(spec));
    // A Pod that has such a rule keeps it with the feature gate off.
    const restartsAll = hasRules && hasGate('RestartAllContainersOnContainerExits', facts.minor) && mayRestartAll(spec);
    for (const [list, containers] of statusLists) {
      const started = startedIn(listAt(after, 'status', list), statusPath.child(list));
      if (started.size === 0) continue;
      const known = containersByName(listAt(spec, containers));
      for (const old of listAt(before, 'status', list)) {
        const ended = terminated(old);
        const name = containerName(old);
        const path = ended === undefined ? undefined : started.get(name);
        if (path === undefined) continue;
        const code = numberAt(ended, 'exitCode') ?? 0;
        const data = { noun: listNouns[containers], name: quoted(name), code };
        const container = known.get(name);
        if (containers === 'ephemeralContainers') yield forbidden(path, 'ephemeral', { data });
        else if (!restartsAll && !mayRestart(container, code, spec, containers === 'initContainers', hasRules))
          yield container === undefined && hasRules
            ? forbidden(path, 'unknown', { data })
            : forbidden(path, 'restarted', { data: { ...data, policy: policyFor(container, spec, hasRules) } });
      }
    }
  },
});

/** For each name, the path of the state of the first status that is not terminated. */
function startedIn(statuses: readonly Json[], path: FieldPath): ReadonlyMap<string, FieldPath> {
  const started = new Map<string, FieldPath>();
  for (const [i, status] of statuses.entries()) {
    const name = containerName(status);
    if (started.has(name) || terminated(status) !== undefined) continue;
    started.set(name, path.index(i).child('state'));
  }
  return started;
}

function terminated(status: Json): JsonObject | undefined {
  const state = field(objectAt(status, 'state'), 'terminated');
  return isObject(state) ? state : undefined;
}

/** If a name is repeated, the first container counts. */
function containersByName(containers: readonly Json[]): ReadonlyMap<string, Json> {
  const byName = new Map<string, Json>();
  for (const container of containers)
    if (!byName.has(containerName(container))) byName.set(containerName(container), container);
  return byName;
}

/** In a Pod without a rule that restarts all containers, or in a version without such rules. */
function mayRestart(
  container: Json | undefined,
  code: number,
  spec: JsonObject,
  isInit: boolean,
  hasRules: boolean,
): boolean {
  if (!hasRules) {
    // Without policies of containers, only that of the Pod counts, and a status may name any container.
    return (isInit && field(container, 'restartPolicy') === 'Always') || restarts(field(spec, 'restartPolicy'), code);
  }
  if (container === undefined) return false;
  const own = stringAt(container, 'restartPolicy');
  if (own === undefined) return restarts(field(spec, 'restartPolicy'), code);
  const action = isObject(container) ? actionsOf(container)(code) : undefined;
  if (action === 'Restart') return true;
  return restarts(restartPolicies.includes(own) ? own : field(spec, 'restartPolicy'), code);
}

/** The policy that applies, and whether it is of the container or of the Pod. */
function policyFor(container: Json | undefined, spec: JsonObject, hasRules: boolean): string {
  const own = stringAt(container, 'restartPolicy') ?? '';
  if (hasRules && restartPolicies.includes(own)) return `of the container is ${own}`;
  return `of the Pod is ${stringAt(spec, 'restartPolicy') ?? ''}`;
}

const restarts = (policy: Json | undefined, code: number): boolean =>
  policy === 'OnFailure' ? code !== 0 : policy !== 'Never';

/** The action of the first rule that matches an exit code. The part that depends only on the container is computed once. */
const actionsOf = oncePer((container: JsonObject): ((code: number) => string | undefined) => {
  const rules = listAt(container, 'restartPolicyRules');
  const listed = new Map<Json, number>();
  const others: { readonly place: number; readonly except: ReadonlySet<Json> }[] = [];
  for (const [place, rule] of rules.entries()) {
    const operator = stringAt(rule, 'exitCodes', 'operator');
    const codes = listAt(rule, 'exitCodes', 'values');
    if (operator === 'In') for (const code of codes) listed.set(code, listed.get(code) ?? place);
    if (operator === 'NotIn') others.push({ place, except: new Set(codes) });
  }
  const known = new Map<number, string | undefined>();
  return (code) => {
    if (!known.has(code)) {
      const other = others.find(({ except }) => !except.has(code))?.place ?? Infinity;
      known.set(code, stringAt(rules[Math.min(listed.get(code) ?? Infinity, other)], 'action'));
    }
    return known.get(code);
  };
});
