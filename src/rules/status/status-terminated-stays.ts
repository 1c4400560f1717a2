import { field, isObject, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { oncePer } from '../../change/once.ts';
import { defineUpdateRule } from '../rule.ts';
import { forbidden, say } from '../finding.ts';
import { statusPath, statusUpdates } from './changed-status.ts';
import { versionFacts, type VersionFacts } from '../../kubernetes/versions.ts';
import { quoted } from '../../text/quoted.ts';

/** The lists of statuses, each with the list of the containers that it tells of. */
const lists = [
  ['containerStatuses', 'containers'],
  ['initContainerStatuses', 'initContainers'],
  ['ephemeralContainerStatuses', 'ephemeralContainers'],
] as const;

export const statusTerminatedStays = defineUpdateRule({
  id: 'status-terminated-stays',
  title: 'A container that has ended for good stays ended',
  why: 'Job controllers and people count on the exit code of a container that will not be restarted.',
  mirrors:
    'ValidateContainerStateTransition, ValidateInitContainerStateTransition, ValidateEphemeralContainerStateTransition',
  appliesTo: statusUpdates,
  messages: {
    restarted: 'container {{name}} ended with {{code}}, and its restart policy does not start it again',
    unknown: 'container {{name}} ended with {{code}}, and the Pod has no such container to start again',
  },
  *check({ before, after, minor }) {
    const spec = objectAt(before, 'spec');
    const facts = versionFacts(minor);
    const restartsAll = facts.containerRestartRules && facts.restartAllContainers && mayRestartAll(spec);
    for (const [list, containers] of lists) {
      const started = startedIn(listAt(after, 'status', list), statusPath.child(list));
      if (started.size === 0) continue;
      const known = containersByName(listAt(spec, containers));
      for (const old of listAt(before, 'status', list)) {
        const ended = terminated(old);
        const name = nameOf(old);
        const now = ended === undefined ? undefined : started.get(name);
        if (now === undefined) continue;
        const code = numberAt(ended, 'exitCode') ?? 0;
        const container = known.get(name);
        if (containers === 'ephemeralContainers') yield stays('restarted', name, code, now);
        else if (!restartsAll && !mayRestart(container, code, spec, containers === 'initContainers', facts))
          yield stays(container === undefined ? 'unknown' : 'restarted', name, code, now);
      }
    }
  },
});

interface Started {
  readonly path: FieldPath;
  readonly state: string;
}

const stays = (id: 'restarted' | 'unknown', name: string, code: number, { path, state }: Started) =>
  forbidden(path, id, {
    data: { name: quoted(name), code },
    from: 'terminated',
    to: state,
    fix: say('keep the state as it is'),
  });

/** By name the first status of a container that is not terminated. */
function startedIn(statuses: readonly Json[], path: FieldPath): ReadonlyMap<string, Started> {
  const started = new Map<string, Started>();
  for (const [i, status] of statuses.entries()) {
    const name = nameOf(status);
    if (started.has(name) || terminated(status) !== undefined) continue;
    const state = Object.keys(objectAt(status, 'state'))[0] ?? 'waiting';
    started.set(name, { path: path.index(i).child('state'), state });
  }
  return started;
}

const nameOf = (status: Json): string => stringAt(status, 'name') ?? '';

function terminated(status: Json): JsonObject | undefined {
  const state = field(objectAt(status, 'state'), 'terminated');
  return isObject(state) ? state : undefined;
}

/** Of two containers of one name the first. */
function containersByName(containers: readonly Json[]): ReadonlyMap<string, Json> {
  const byName = new Map<string, Json>();
  for (const container of containers) if (!byName.has(nameOf(container))) byName.set(nameOf(container), container);
  return byName;
}

function mayRestart(
  container: Json | undefined,
  code: number,
  spec: JsonObject,
  isInit: boolean,
  facts: VersionFacts,
): boolean {
  if (!facts.containerRestartRules) {
    // The Pod's policy alone counts then, and a status may name any container.
    return (isInit && field(container, 'restartPolicy') === 'Always') || restarts(field(spec, 'restartPolicy'), code);
  }
  if (container === undefined) return false;
  const own = stringAt(container, 'restartPolicy');
  if (own === undefined) return restarts(field(spec, 'restartPolicy'), code);
  const action = isObject(container) ? actionsOf(container)(code) : undefined;
  if (action === 'Restart' || (action === 'RestartAllContainers' && facts.restartAllContainers)) return true;
  return restarts(policies.includes(own) ? own : field(spec, 'restartPolicy'), code);
}

const policies = ['Always', 'OnFailure', 'Never'];

const restarts = (policy: Json | undefined, code: number): boolean =>
  policy === 'OnFailure' ? code !== 0 : policy !== 'Never';

/** One container whose end may restart all makes all of them restartable. */
const mayRestartAll = (spec: JsonObject): boolean =>
  [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].some((container) =>
    listAt(container, 'restartPolicyRules').some((rule) => stringAt(rule, 'action') === 'RestartAllContainers'),
  );

/** The action of the first rule that an exit code meets. What of that only depends on the container is found out once. */
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
