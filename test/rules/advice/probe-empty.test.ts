import type { JsonObject } from '../../../src/json/json.ts';
import { probeEmpty } from '../../../src/rules/advice/probe-empty.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

/** A file with this object, from which the null fields of the containers are removed. */
const file = (object: JsonObject, after: JsonObject = podWith({})) => ({
  phase: 'offline' as const,
  after,
  written: { object, duplicates: [] },
});
const fix = (field: string) => `Add a handler such as httpGet: {path: /healthz, port: 8080}, or remove ${field}.`;

testRule(probeEmpty, {
  valid: [
    { name: 'no probe', ...file(podWith({})) },
    { name: 'an empty object, which probe-one-handler refuses', ...file(podWith({ livenessProbe: {} })) },
    { name: 'another field', ...file(podWith({ lifecycle: null })) },
    { name: 'no file', phase: 'offline', after: podWith({ livenessProbe: null }) },
    { name: 'a request', skipped: true, after: podWith({ readinessProbe: null }) },
    {
      name: 'an init container, which cannot have a probe',
      ...file(
        pod({ initContainers: [container({ name: 'setup', startupProbe: null })] }),
        pod({ initContainers: [container({ name: 'setup' })] }),
      ),
    },
  ],
  invalid: [
    {
      name: 'two fields without a value',
      ...file(podWith({ livenessProbe: null, startupProbe: null })),
      findings: [
        {
          messageId: 'none',
          path: 'spec.containers[0].livenessProbe',
          type: 'FieldValueInvalid',
          fix: fix('livenessProbe'),
          container: 'web',
          says: 'livenessProbe has no value, so container "web" gets no livenessProbe from this file.',
        },
        {
          messageId: 'none',
          path: 'spec.containers[0].startupProbe',
          type: 'FieldValueInvalid',
          fix: fix('startupProbe'),
        },
      ],
    },
  ],
});
