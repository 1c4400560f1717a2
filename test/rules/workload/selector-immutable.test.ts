import type { Json } from '../../../src/json/json.ts';
import { selectorImmutable } from '../../../src/rules/workload/selector-immutable.ts';
import { workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';
import { change, job } from '../job/jobs.ts';

const kinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] as const;
const selecting = (kind: (typeof kinds)[number] | 'ReplicationController', selector: Json) =>
  workload(kind, {}, { selector });
const app = (value: string) => ({ matchLabels: { app: value } });

testRule(selectorImmutable, {
  valid: [
    ...kinds.map((kind) => ({
      name: `${kind}: the template`,
      kind,
      before: workload(kind),
      after: workload(kind, { hostNetwork: true }),
    })),
    {
      name: 'a ReplicationController',
      kind: 'ReplicationController',
      before: selecting('ReplicationController', { app: 'web' }),
      after: selecting('ReplicationController', { app: 'api' }),
    },
    {
      name: 'an empty list of expressions',
      kind: 'Deployment',
      before: selecting('Deployment', app('web')),
      after: selecting('Deployment', { ...app('web'), matchExpressions: [] }),
    },
  ],
  invalid: [
    ...kinds.map((kind) => ({
      name: kind,
      kind,
      before: selecting(kind, app('web')),
      after: selecting(kind, app('api')),
      findings: [
        {
          messageId: 'changed',
          path: 'spec.selector.matchLabels[app]',
          type: 'FieldValueInvalid' as const,
          from: 'web',
          to: 'api',
          says: `make a new ${kind}`,
        },
      ],
    })),
    {
      name: 'a label more',
      kind: 'Deployment',
      before: selecting('Deployment', app('web')),
      after: selecting('Deployment', { matchLabels: { app: 'web', tier: 'front' } }),
      findings: [{ messageId: 'changed', path: 'spec.selector.matchLabels[tier]', says: 'absent → "front"' }],
    },
    {
      name: 'taken away',
      kind: 'StatefulSet',
      before: selecting('StatefulSet', app('web')),
      after: selecting('StatefulSet', null),
      findings: [{ messageId: 'changed', path: 'spec.selector', says: '→ absent' }],
    },
    {
      ...change('the plain manifest of a Job', job(), job({ own: { selector: null } })),
      findings: [{ messageId: 'removed', path: 'spec.selector', says: 'kubectl replace --force' }],
    },
    {
      ...change(
        'a Job’s by hand',
        job({ own: { manualSelector: true } }),
        job({ own: { manualSelector: true, selector: null } }),
      ),
      findings: [{ messageId: 'changed', path: 'spec.selector' }],
    },
  ],
});
