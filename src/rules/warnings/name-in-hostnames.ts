import { get, numberAt, stringAt } from '../../json/json.ts';
import { generateNamePath, namePath } from '../../kubernetes/kinds.ts';
import { dnsLabelProblem, dnsSubdomainProblem, generatedName, maxCronJobName } from '../../kubernetes/names.ts';
import { likeDnsLabel } from '../../text/like-name.ts';
import type { Change } from '../../change/change.ts';
import { advise } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { defineRule } from '../rule.ts';

export const nameInHostnames = defineRule({
  id: 'name-in-hostnames',
  title: 'The name of a Pod or of a workload should be a DNS label',
  why: 'The name of a Pod is its hostname, unless the Pod sets another one. The names of Pods begin with the name of their workload. A hostname cannot have dots, and is cut off after 63 characters.',
  mirrors: ['WarningsOnCreate'],
  mode: 'warn',
  appliesTo: {
    operations: ['CREATE'],
    kinds: ['Pod', 'Deployment', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'],
    phases: ['offline'],
  },
  messages: {
    pod: {
      text: 'a Pod without spec.hostname uses its name as its hostname, and a hostname {{problem}}.',
      fix: 'Use a name such as "{{example}}".',
    },
    workload: {
      text: 'the names and hostnames of the Pods begin with this name, and a hostname {{problem}}.',
      fix: 'Use a name such as "{{example}}".',
    },
  },
  *check(change) {
    const { kind, after } = change;
    const written = stringAt(after, 'metadata', 'name') ?? '';
    const prefix = stringAt(after, 'metadata', 'generateName') ?? '';
    const [to, path] = written === '' ? [prefix, generateNamePath] : [written, namePath];
    const name = written === '' && prefix !== '' ? generatedName(prefix) : written;
    const problem = dnsLabelProblem(name)?.text;
    if (problem === undefined || isRefused(name, change)) return;
    const example = exampleOf(to, path, likeDnsLabel, 'web');
    yield advise(path, kind === 'Pod' ? 'pod' : 'workload', { data: { problem }, shown: { example }, to });
  },
});

/**
 * Whether `object-name` refuses the name. For an Indexed Job, it refuses every name that is not a DNS label, and for a CronJob every long name.
 */
const isRefused = (name: string, { kind, after }: Change): boolean =>
  dnsSubdomainProblem(name) !== undefined ||
  (kind === 'CronJob' && name.length > maxCronJobName) ||
  (kind === 'Job' &&
    get(after, 'spec', 'completionMode') === 'Indexed' &&
    (numberAt(after, 'spec', 'completions') ?? 0) > 0);
