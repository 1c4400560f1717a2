import { initContainerProbes } from '../../../src/rules/probes/init-container-probes.ts';
import { container, pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const exec = { command: ['true'] };

testRule(initContainerProbes, {
  valid: [
    { name: 'plain', after: pod({ initContainers: [container({ name: 'setup', livenessProbe: null })] }) },
    {
      name: 'a sidecar',
      after: pod({ initContainers: [container({ restartPolicy: 'Always', readinessProbe: { exec } })] }),
    },
    { name: 'a regular container', after: pod({ containers: [container({ lifecycle: {} })] }) },
    {
      name: 'a stopSignal alone, which is dropped',
      after: pod({ initContainers: [container({ lifecycle: { stopSignal: 'SIGINT' } })] }),
    },
    { name: 'entries that are no objects', after: pod({ initContainers: ['setup', null, 1] }) },
  ],
  invalid: [
    {
      name: 'all four',
      kind: 'Job',
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
          container: 'setup',
        },
        { messageId: 'set', path: 'spec.template.spec.initContainers[0].livenessProbe' },
        { messageId: 'set', path: 'spec.template.spec.initContainers[0].readinessProbe' },
        { messageId: 'set', path: 'spec.template.spec.initContainers[0].startupProbe', says: 'restartPolicy: Always' },
      ],
    },
    {
      name: 'one that restarts on failure is no sidecar',
      after: pod({ initContainers: [container({ restartPolicy: 'OnFailure', readinessProbe: { exec } })] }),
      findings: [{ messageId: 'set', path: 'spec.initContainers[0].readinessProbe' }],
    },
  ],
});
