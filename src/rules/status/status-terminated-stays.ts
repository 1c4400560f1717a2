import { field, isObject, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../pod/json.ts';
import { defineRule, forbidden, say } from '../rule.ts';
import { statusPath, statusUpdates } from '../status.ts';
import { versionFacts } from '../versions.ts';

/** The lists of statuses, each with the list of the containers that it tells of. */
const lists = [
  ['containerStatuses', 'containers'],
  ['initContainerStatuses', 'initContainers'],
  ['ephemeralContainerStatuses', 'ephemeralContainers'],
] as const;

export const statusTerminatedStays = defineRule({
  id: 'status-terminated-stays',
  title: 'A container that has ended for good stays ended',
  area: 'subresources',
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
    for (const [list, containers] of lists) {
      const statuses = listAt(after, 'status', list);
      for (const old of listAt(before, 'status', list)) {
        const ended = terminated(old);
        if (ended === undefined) continue;
        const name = nameOf(old);
        const at = statuses.findIndex((status) => nameOf(status) === name && terminated(status) === undefined);
        const code = numberAt(ended, 'exitCode') ?? 0;
        if (at === -1 || mayRestart(name, code, spec, containers, minor)) continue;
        const known = containers === 'ephemeralContainers' || find(spec, containers, name) !== undefined;
        yield forbidden(statusPath.child(list).index(at).child('state'), known ? 'restarted' : 'unknown', {
          data: { name: JSON.stringify(name), code },
          from: 'terminated',
          to: Object.keys(objectAt(statuses[at], 'state'))[0] ?? 'waiting',
          fix: say('keep the state as it is'),
        });
      }
    }
  },
});

type ContainerList = (typeof lists)[number][1];

const nameOf = (status: Json): string => stringAt(status, 'name') ?? '';

function terminated(status: Json): JsonObject | undefined {
  const state = field(objectAt(status, 'state'), 'terminated');
  return isObject(state) ? state : undefined;
}

const find = (spec: JsonObject, list: ContainerList, name: string): Json | undefined =>
  listAt(spec, list).find((container) => nameOf(container) === name);

function mayRestart(name: string, code: number, spec: JsonObject, list: ContainerList, minor: number): boolean {
  if (list === 'ephemeralContainers') return false;
  const container = find(spec, list, name);
  const facts = versionFacts(minor);
  if (!facts.containerRestartRules) {
    // The Pod's policy alone counts then, and a status may name any container.
    const isSidecar = list === 'initContainers' && field(container, 'restartPolicy') === 'Always';
    return isSidecar || restarts(field(spec, 'restartPolicy'), code);
  }
  if (facts.restartAllContainers && mayRestartAll(spec)) return true;
  if (container === undefined) return false;
  const own = stringAt(container, 'restartPolicy');
  if (own === undefined) return restarts(field(spec, 'restartPolicy'), code);
  const action = stringAt(matchingRule(container, code), 'action');
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

/** The first rule that the exit code meets. */
const matchingRule = (container: Json, code: number): Json | undefined =>
  listAt(container, 'restartPolicyRules').find((rule) => {
    const listed = listAt(rule, 'exitCodes', 'values').includes(code);
    const operator = stringAt(rule, 'exitCodes', 'operator');
    return (operator === 'In' && listed) || (operator === 'NotIn' && !listed);
  });
