import type { Json } from '../../../src/json/json.ts';
import { volumesValid } from '../../../src/rules/volumes/volumes-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const volumes = (...entries: Json[]) => pod({ volumes: entries });

testRule(volumesValid, {
  valid: [
    { name: 'two volumes', after: volumes({ name: 'a', emptyDir: {} }, { name: 'b', secret: { secretName: 's' } }) },
    { name: 'a source that is not known', after: volumes({ name: 'a', future: {} }) },
    { name: 'the server drops images before 1.35', minor: 34, after: volumes({ name: 'A', image: {} }) },
    {
      name: 'a claim template takes the place of a volume',
      kind: 'StatefulSet',
      after: workload(
        'StatefulSet',
        { volumes: [{ name: 'data' }] },
        { volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
      ),
    },
    {
      name: 'another claim',
      after: volumes({ name: 'a', ephemeral: {} }, { name: 'b', persistentVolumeClaim: { claimName: 'web-b' } }),
    },
  ],
  invalid: [
    {
      name: 'names',
      after: volumes(
        { emptyDir: {} },
        { name: 'A', emptyDir: {} },
        { name: 'a', emptyDir: {} },
        { name: 'a', emptyDir: {} },
      ),
      findings: [
        { messageId: 'missing', path: 'spec.volumes[0].name', type: 'FieldValueRequired' },
        { messageId: 'malformed', path: 'spec.volumes[1].name', type: 'FieldValueInvalid', to: 'A' },
        { messageId: 'taken', path: 'spec.volumes[3].name', type: 'FieldValueDuplicate', to: 'a' },
      ],
    },
    {
      name: 'no source',
      after: volumes({ name: 'a' }, 'b'),
      findings: [
        { messageId: 'noSource', path: 'spec.volumes[0]', type: 'FieldValueRequired' },
        { messageId: 'missing', path: 'spec.volumes[1].name' },
        { messageId: 'noSource', path: 'spec.volumes[1]' },
      ],
    },
    {
      name: 'two sources, in whatever order',
      after: volumes({ name: 'a', projected: {}, configMap: {}, emptyDir: {} }),
      findings: [
        {
          messageId: 'twoSources',
          path: 'spec.volumes[0].projected',
          type: 'FieldValueForbidden',
          says: 'is a emptyDir',
        },
        { messageId: 'twoSources', path: 'spec.volumes[0].configMap' },
      ],
    },
    {
      name: 'the claims of ephemeral volumes',
      after: pod(
        {
          volumes: [
            { name: 'a', ephemeral: {} },
            { name: 'b', persistentVolumeClaim: { claimName: `${'x'.repeat(252)}-a` } },
          ],
        },
        { name: 'x'.repeat(252) },
      ),
      findings: [
        { messageId: 'claimName', path: 'spec.volumes[0].name', type: 'FieldValueInvalid', says: 'at most 253' },
        { messageId: 'ownClaim', path: 'spec.volumes[1].persistentVolumeClaim.claimName' },
      ],
    },
  ],
});
