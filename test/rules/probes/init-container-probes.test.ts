import { initContainerProbes } from '../../../src/rules/probes/init-container-probes.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(initContainerProbes, {
  valid: [
    { name: 'a probe of null', after: pod({ initContainers: [container({ name: 'setup', livenessProbe: null })] }) },
    {
      name: 'a sidecar container',
      after: pod({ initContainers: [container({ restartPolicy: 'Always', readinessProbe: { exec } })] }),
    },
    { name: 'a regular container', after: pod({ containers: [container({ lifecycle: {} })] }) },
    {
      name: 'a lifecycle with only a stopSignal, which the server drops',
      after: pod({ initContainers: [container({ lifecycle: { stopSignal: 'SIGINT' } })] }),
    },
    { name: 'entries that are not objects', after: pod({ initContainers: ['setup', null, 1] }) },
  ],
  invalid: [
    {
      name: 'all probes and hooks of an init container',
      after: workload('Job', {
        initContainers: [
          container({
            name: 'setup',
            lifecycle: {},
            livenessProbe: {},
            readinessProbe: { exec },
            startupProbe: { exec },
          }),
        ],
      }),
      findings: [
        {
          messageId: 'set',
          path: 'spec.template.spec.initContainers[0].lifecycle',
          type: 'FieldValueForbidden',
          fix: 'Remove lifecycle, or set restartPolicy to Always to make init container "setup" a sidecar container.',
          container: 'setup',
        },
        {
          messageId: 'set',
          path: 'spec.template.spec.initContainers[0].livenessProbe',
          type: 'FieldValueForbidden',
          fix: 'Remove livenessProbe, or set restartPolicy to Always to make init container "setup" a sidecar container.',
        },
        {
          messageId: 'set',
          path: 'spec.template.spec.initContainers[0].readinessProbe',
          type: 'FieldValueForbidden',
          fix: 'Remove readinessProbe, or set restartPolicy to Always to make init container "setup" a sidecar container.',
        },
        {
          messageId: 'set',
          path: 'spec.template.spec.initContainers[0].startupProbe',
          type: 'FieldValueForbidden',
          fix: 'Remove startupProbe, or set restartPolicy to Always to make init container "setup" a sidecar container.',
        },
      ],
    },
    {
      name: 'an init container that restarts on failure',
      after: pod({ initContainers: [container({ restartPolicy: 'OnFailure', readinessProbe: { exec } })] }),
      findings: [
        {
          messageId: 'set',
          path: 'spec.initContainers[0].readinessProbe',
          type: 'FieldValueForbidden',
          fix: 'Remove readinessProbe, or set restartPolicy to Always to make init container "web" a sidecar container.',
        },
      ],
    },
  ],
});
