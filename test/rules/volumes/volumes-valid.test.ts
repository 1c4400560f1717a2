import type { Json } from '../../../src/json/json.ts';
import { volumesValid } from '../../../src/rules/volumes/volumes-valid.ts';
import { pod, workload } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const volumes = (...entries: Json[]) => pod({ volumes: entries });

testRule(volumesValid, {
  valid: [
    { name: 'two volumes', after: volumes({ name: 'a', emptyDir: {} }, { name: 'b', secret: { secretName: 's' } }) },
    {
      name: 'an ephemeral volume of a template, whose Pods have other names',
      after: workload('Deployment', { volumes: [{ name: 'a', ephemeral: {} }] }),
    },
    { name: 'an unknown source', after: volumes({ name: 'a', future: {} }) },
    { name: 'the server drops images before 1.35', minor: 34, after: volumes({ name: 'A', image: {} }) },
    {
      name: 'a claim template takes the place of a volume',
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
        { name: 'a', emptyDir: {} },
      ),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name that the containers use in volumeMounts.',
        },
        {
          messageId: 'malformed',
          path: 'spec.volumes[1].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a".',
          to: 'A',
        },
        {
          messageId: 'taken',
          path: 'spec.volumes[3].name',
          type: 'FieldValueDuplicate',
          fix: 'Give this volume another name, or remove it.',
          beside: 'spec.volumes[2].name',
          to: 'a',
        },
        {
          messageId: 'taken',
          path: 'spec.volumes[4].name',
          type: 'FieldValueDuplicate',
          fix: 'Give this volume another name, or remove it.',
          beside: 'spec.volumes[2].name',
        },
      ],
    },
    {
      name: 'no source',
      after: volumes({ name: 'a' }, 'b'),
      findings: [
        {
          messageId: 'noSource',
          path: 'spec.volumes[0]',
          type: 'FieldValueRequired',
          fix: 'Add a source, or add emptyDir: {} for an empty directory.',
        },
        {
          messageId: 'missing',
          path: 'spec.volumes[1].name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name that the containers use in volumeMounts.',
        },
        {
          messageId: 'noSource',
          path: 'spec.volumes[1]',
          type: 'FieldValueRequired',
          fix: 'Add a source, or add emptyDir: {} for an empty directory.',
        },
      ],
    },
    {
      name: 'two sources of a volume without a name, and names with and without valid characters',
      after: volumes({ emptyDir: {}, secret: {} }, { name: '_', emptyDir: {} }, { name: 'App_Data', emptyDir: {} }),
      findings: [
        {
          messageId: 'missing',
          path: 'spec.volumes[0].name',
          type: 'FieldValueRequired',
          fix: 'Set name to the name that the containers use in volumeMounts.',
        },
        {
          messageId: 'twoSources',
          path: 'spec.volumes[0].secret',
          type: 'FieldValueForbidden',
          fix: 'Remove secret or emptyDir, or make two volumes.',
          beside: 'spec.volumes[0].emptyDir',
          says: 'this volume must have only one source, but has emptyDir and secret.',
        },
        {
          messageId: 'malformed',
          path: 'spec.volumes[1].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "data".',
        },
        {
          messageId: 'malformed',
          path: 'spec.volumes[2].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "app-data".',
        },
      ],
    },
    {
      name: 'the claim of an ephemeral volume in a Pod whose name is not valid',
      after: pod(
        {
          volumes: [
            { name: 'a', ephemeral: {} },
            { name: 'B', ephemeral: {} },
          ],
        },
        { name: 'web_' },
      ),
      findings: [
        {
          messageId: 'claimName',
          path: 'spec.volumes[0].name',
          type: 'FieldValueInvalid',
          fix: 'Change the name of the Pod to a name such as "web".',
          says: 'this ephemeral volume, "web_-a", must consist',
        },
        {
          messageId: 'malformed',
          path: 'spec.volumes[1].name',
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "b".',
        },
      ],
    },
    {
      name: 'the longest claim name of an ephemeral volume in a Pod whose name is not valid',
      after: pod({ volumes: [{ name: 'a', ephemeral: {} }] }, { name: `${'x'.repeat(250)}_` }),
      findings: [
        {
          messageId: 'claimName',
          path: 'spec.volumes[0].name',
          type: 'FieldValueInvalid',
          fix: 'Change the name of the Pod to a name such as "web".',
        },
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
          fix: 'Remove projected or emptyDir, or make two volumes.',
          beside: 'spec.volumes[0].emptyDir',
          says: 'volume "a" must have only one source, but has emptyDir and projected.',
        },
        {
          messageId: 'twoSources',
          path: 'spec.volumes[0].configMap',
          type: 'FieldValueForbidden',
          fix: 'Remove configMap or emptyDir, or make two volumes.',
          beside: 'spec.volumes[0].emptyDir',
        },
      ],
    },
    {
      name: 'the claim of an ephemeral volume in another volume',
      after: volumes(
        { name: 'scratch', ephemeral: {} },
        { name: 'data', persistentVolumeClaim: { claimName: 'web-scratch' } },
      ),
      findings: [
        {
          messageId: 'ownClaim',
          path: 'spec.volumes[1].persistentVolumeClaim.claimName',
          beside: 'spec.volumes[0].ephemeral',
          type: 'FieldValueInvalid',
          fix: 'Remove this volume, and mount "scratch" instead.',
        },
      ],
    },
    {
      name: 'a claim name of an ephemeral volume that is too long',
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
        {
          messageId: 'longClaimName',
          path: 'spec.volumes[0].name',
          type: 'FieldValueInvalid',
          fix: 'Use a shorter name for the volume or the Pod.',
        },
        {
          messageId: 'ownClaim',
          path: 'spec.volumes[1].persistentVolumeClaim.claimName',
          type: 'FieldValueInvalid',
          fix: 'Remove this volume, and mount "a" instead.',
          beside: 'spec.volumes[0].ephemeral',
        },
      ],
    },
  ],
});
