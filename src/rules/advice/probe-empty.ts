import { valueAt } from '../../json/path.ts';
import { lastingContainers } from '../../kubernetes/pod/containers.ts';
import { probeTypes } from '../../kubernetes/pod/probes.ts';
import { advise } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** For a probe that is an empty object, probe-one-handler reports that it has no handler. An API server sends no null to a webhook. */
export const probeEmpty = definePodRule({
  id: 'probe-empty',
  title: 'A probe in a file should have a value',
  why: 'A field without a value is null in YAML, and kube-apiserver treats null as if the field did not exist. The file seems to set a probe, but the container gets none.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: { ...podsAndTemplates, phases: ['offline'] },
  messages: {
    none: {
      text: '{{field}} has no value, so {{container}} gets no {{field}} from this file.',
      fix: 'Add a handler such as httpGet: {path: /healthz, port: 8080}, or remove {{field}}.',
    },
  },
  *check({ changedContainers, change }) {
    const file = change.written?.object;
    if (file === undefined) return;
    for (const { path } of lastingContainers(changedContainers)) {
      for (const type of probeTypes) {
        const at = path.child(type);
        if (valueAt(file, at) === null) yield advise(at, 'none');
      }
    }
  },
});
