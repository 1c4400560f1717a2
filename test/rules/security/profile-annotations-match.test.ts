import type { JsonObject } from '../../../src/json/json.ts';
import { profileAnnotationsMatch } from '../../../src/rules/security/profile-annotations-match.ts';
import { container, pod, podSpec, workloadOf } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const appArmor = 'container.apparmor.security.beta.kubernetes.io/web';
const seccompOfPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccomp = 'container.seccomp.security.alpha.kubernetes.io/web';
const fix = 'Remove the annotation, which the field has replaced.';

const of = (annotations: JsonObject, own: JsonObject, ofPod: JsonObject = {}, spec: JsonObject = {}) =>
  pod({ containers: [container({ securityContext: own })], securityContext: ofPod, ...spec }, { annotations });
const local = (localhostProfile: string) => ({ type: 'Localhost', localhostProfile });

const finding = (messageId: string, path: string, annotation: string) =>
  ({
    messageId,
    path,
    beside: `metadata.annotations[${annotation}]`,
    type: 'FieldValueForbidden',
    fix,
  }) as const;

testRule(profileAnnotationsMatch, {
  valid: [
    { name: 'no annotations', after: pod() },
    { name: 'no fields', after: of({ [appArmor]: 'x', [seccomp]: 'x', [seccompOfPod]: 'x' }, {}) },
    {
      name: 'the same type',
      after: of(
        { [appArmor]: 'runtime/default', [seccomp]: 'docker/default', [seccompOfPod]: 'runtime/default' },
        { appArmorProfile: { type: 'RuntimeDefault' }, seccompProfile: { type: 'RuntimeDefault' } },
        { seccompProfile: { type: 'RuntimeDefault' } },
      ),
    },
    {
      name: 'the same name, and Unconfined',
      after: of(
        { [appArmor]: 'localhost/a', [seccomp]: 'localhost/a', [seccompOfPod]: 'unconfined' },
        { appArmorProfile: local('a'), seccompProfile: local('a') },
        { seccompProfile: { type: 'Unconfined' } },
      ),
    },
    { name: 'an unknown type', after: of({ [seccomp]: 'unconfined' }, { seccompProfile: { type: 'X' } }) },
    {
      name: 'an AppArmor annotation that the API server copies to the container',
      after: of({ [appArmor]: 'localhost/web' }, {}, { appArmorProfile: { type: 'RuntimeDefault' } }),
    },
    {
      name: 'AppArmor in a Windows Pod',
      after: of({ [appArmor]: 'unconfined' }, { appArmorProfile: local('a') }, {}, { os: { name: 'windows' } }),
    },
    {
      name: 'an annotation that is added to a stored Pod',
      before: of({}, { seccompProfile: { type: 'Unconfined' } }),
      after: of({ [seccomp]: 'runtime/default' }, { seccompProfile: { type: 'Unconfined' } }),
    },
  ],
  invalid: [
    {
      name: 'another type',
      after: of(
        { [appArmor]: 'docker/default', [seccomp]: 'localhost/a', [seccompOfPod]: 'unconfined' },
        { appArmorProfile: { type: 'RuntimeDefault' }, seccompProfile: { type: 'Unconfined' } },
        { seccompProfile: local('a') },
      ),
      findings: [
        finding('ofPod', 'spec.securityContext.seccompProfile.type', seccompOfPod),
        finding('seccomp', 'spec.containers[0].securityContext.seccompProfile.type', seccomp),
        finding('appArmor', 'spec.containers[0].securityContext.appArmorProfile.type', appArmor),
      ],
    },
    {
      name: 'another name',
      after: of({ [appArmor]: 'localhost/a' }, { appArmorProfile: local('b') }),
      findings: [finding('appArmor', 'spec.containers[0].securityContext.appArmorProfile.localhostProfile', appArmor)],
    },
    {
      name: 'an AppArmor annotation that no field can have',
      after: of({ [appArmor]: 'localhost/ web' }, {}, { appArmorProfile: { type: 'RuntimeDefault' } }),
      findings: [finding('inherited', 'spec.containers[0].securityContext.appArmorProfile.type', appArmor)],
    },
    {
      name: 'the AppArmor profile of the Pod, in a template',
      after: workloadOf('PodTemplate', {
        metadata: { annotations: { [appArmor]: 'unconfined' } },
        spec: podSpec({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
      }),
      findings: [
        {
          ...finding('inherited', 'template.spec.containers[0].securityContext.appArmorProfile.type', appArmor),
          beside: `template.metadata.annotations[${appArmor}]`,
          says: 'the AppArmor profile of the Pod, which container "web" uses, differs from the one in the annotation',
        },
      ],
    },
  ],
});
