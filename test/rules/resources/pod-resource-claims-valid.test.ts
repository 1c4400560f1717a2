import type { Json } from '../../../src/json/json.ts';
import { podResourceClaimsValid } from '../../../src/rules/resources/pod-resource-claims-valid.ts';
import { pod, workload, workloadOf, podSpec } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const path = 'spec.resourceClaims';
const source = { resourceClaimName: 'x' };
const claims = (...resourceClaims: Json[]) => pod({ resourceClaims });
const twoSources = (resourceClaimTemplateName: string) =>
  workload('Deployment', { resourceClaims: [{ name: 'a', ...source, resourceClaimTemplateName }] });

testRule(podResourceClaimsValid, {
  valid: [
    {
      name: 'claims',
      after: claims({ name: 'a', resourceClaimName: 'x' }, { name: 'b', resourceClaimTemplateName: 'y' }),
    },
    {
      name: 'a static Pod, in 1.31',
      minor: 31,
      featureGates: { DynamicResourceAllocation: true },
      after: pod(
        { resourceClaims: [{ name: 'a', ...source }] },
        { annotations: { 'kubernetes.io/config.mirror': '' } },
      ),
    },
    {
      name: 'a template with the annotation of a static Pod',
      after: workloadOf('Deployment', {
        metadata: { annotations: { 'kubernetes.io/config.mirror': '' } },
        spec: podSpec({ resourceClaims: [{ name: 'a', ...source }] }),
      }),
    },
  ],
  invalid: [
    {
      name: 'a static Pod',
      after: pod({ resourceClaims: [{}] }, { annotations: { 'kubernetes.io/config.mirror': '' } }),
      findings: [
        {
          messageId: 'mirror',
          path,
          type: 'FieldValueForbidden',
          fix: 'Remove resourceClaims.',
          beside: 'metadata.annotations[kubernetes.io/config.mirror]',
        },
      ],
    },
    {
      name: 'names',
      after: claims(
        { ...source },
        { name: 'A', ...source },
        { name: 'a', ...source },
        { name: 'a', resourceClaimName: 'X' },
      ),
      findings: [
        {
          messageId: 'missing',
          path: `${path}[0].name`,
          type: 'FieldValueRequired',
          fix: 'Set name to the name that the containers use in resources.claims.',
        },
        {
          messageId: 'malformed',
          path: `${path}[1].name`,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as "a".',
          to: 'A',
        },
        {
          messageId: 'taken',
          path: `${path}[3].name`,
          type: 'FieldValueDuplicate',
          fix: 'Give this resource claim another name.',
          beside: 'spec.resourceClaims[2].name',
          says: `${path}[2] already has`,
        },
        {
          messageId: 'objectName',
          path: `${path}[3].resourceClaimName`,
          type: 'FieldValueInvalid',
          fix: 'Use the name of a ResourceClaim in the namespace of the Pod.',
        },
      ],
    },
    {
      name: 'three claims with one name',
      after: claims({ name: 'a', ...source }, { name: 'a', ...source }, { name: 'a', ...source }),
      findings: [1, 2].map((i) => ({
        messageId: 'taken',
        path: `${path}[${i}].name`,
        type: 'FieldValueDuplicate',
        fix: 'Give this resource claim another name.',
        beside: `${path}[0].name`,
      })),
    },
    {
      name: 'sources',
      after: claims(
        { name: 'a' },
        { name: 'b', ...source, resourceClaimTemplateName: 'y' },
        { name: 'c', resourceClaimTemplateName: '' },
      ),
      findings: [
        {
          messageId: 'source',
          path: `${path}[0]`,
          type: 'FieldValueRequired',
          fix: 'Add resourceClaimTemplateName to give each Pod its own ResourceClaim, or resourceClaimName to share one.',
          to: { name: 'a' },
        },
        {
          messageId: 'twoSources',
          path: `${path}[1]`,
          type: 'FieldValueForbidden',
          fix: 'Remove one of the two fields.',
        },
        {
          messageId: 'objectNameMissing',
          path: `${path}[2].resourceClaimTemplateName`,
          type: 'FieldValueRequired',
          fix: 'Set resourceClaimTemplateName to the name of a ResourceClaimTemplate in the namespace of the Pod.',
        },
      ],
    },
    {
      name: 'two sources, one of them changed',
      before: twoSources('y'),
      after: twoSources('z'),
      findings: [
        {
          messageId: 'twoSources',
          path: 'spec.template.spec.resourceClaims[0]',
          type: 'FieldValueForbidden',
          fix: 'Remove one of the two fields.',
        },
      ],
    },
  ],
});
