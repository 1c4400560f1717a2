import type { JsonObject } from '../../../src/json/json.ts';
import { profileAnnotationsValid } from '../../../src/rules/security/profile-annotations-valid.ts';
import { container, pod, workloadOf } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const appArmor = 'container.apparmor.security.beta.kubernetes.io/';
const ofPod = 'seccomp.security.alpha.kubernetes.io/pod';
const ofContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const annotated = (annotations: JsonObject, spec: JsonObject = {}) => pod(spec, { annotations });
const noSeccomp = 'Remove the annotation, which Kubernetes ignores, and set securityContext.seccompProfile.';

testRule(profileAnnotationsValid, {
  valid: [
    { name: 'no annotations', after: pod() },
    { name: 'other annotations', after: annotated({ 'example.com/note': 'x' }) },
    ...['', 'runtime/default', 'unconfined', 'localhost/', 'localhost/web'].map((profile) => ({
      name: `AppArmor: ${JSON.stringify(profile)}`,
      after: annotated({ [`${appArmor}web`]: profile }),
    })),
    ...['docker/default', 'runtime/default', 'unconfined', 'localhost/', 'localhost/a/b.json'].map((profile) => ({
      name: `seccomp: ${profile}`,
      after: annotated({ [ofPod]: profile, [`${ofContainer}none`]: profile }),
    })),
    {
      name: 'AppArmor of an init container',
      after: annotated({ [`${appArmor}setup`]: 'unconfined' }, { initContainers: [container({ name: 'setup' })] }),
    },
  ],
  invalid: [
    {
      name: 'unknown profiles',
      after: annotated({ [`${appArmor}web`]: 'docker/default', [ofPod]: '', [`${ofContainer}web`]: 'secret' }),
      findings: [
        {
          messageId: 'appArmor',
          path: `metadata.annotations[${appArmor}web]`,
          type: 'FieldValueInvalid',
          fix: 'Remove the annotation, and set securityContext.appArmorProfile of container "web".',
        },
        { messageId: 'seccomp', path: `metadata.annotations[${ofPod}]`, type: 'FieldValueInvalid', fix: noSeccomp },
        {
          messageId: 'seccomp',
          path: `metadata.annotations[${ofContainer}web]`,
          type: 'FieldValueInvalid',
          fix: noSeccomp,
          hides: 'secret',
        },
      ],
    },
    {
      name: 'an AppArmor annotation of a container that was renamed in a template',
      before: workloadOf('PodTemplate', {
        metadata: { annotations: { [`${appArmor}web`]: 'unconfined' } },
        spec: { containers: [container({ name: 'web' })] },
      }),
      after: workloadOf('PodTemplate', {
        metadata: { annotations: { [`${appArmor}web`]: 'unconfined' } },
        spec: { containers: [container({ name: 'db' })] },
      }),
      findings: [
        {
          messageId: 'container',
          path: `template.metadata.annotations[${appArmor}web]`,
          type: 'FieldValueNotFound',
          fix: 'Remove the annotation, or write the name of a container of the Pod after the slash.',
          says: 'the Pod has no container "web".',
        },
      ],
    },
    {
      name: 'an unknown container with an unknown profile',
      after: annotated({ [`${appArmor}db`]: 'docker/default' }),
      findings: [
        {
          messageId: 'container',
          path: `metadata.annotations[${appArmor}db]`,
          type: 'FieldValueNotFound',
          fix: 'Remove the annotation, or write the name of a container of the Pod after the slash.',
        },
      ],
    },
    {
      name: 'a path that leads out of the directory, through pods/status',
      subresource: 'status',
      before: annotated({}),
      after: annotated({ [ofPod]: 'localhost/../a' }),
      findings: [
        {
          messageId: 'path',
          path: `metadata.annotations[${ofPod}]`,
          type: 'FieldValueInvalid',
          fix: noSeccomp,
          says: "the path after localhost/ must not contain '..' as a part of the path.",
        },
      ],
    },
    {
      name: 'a container with an invalid name is not suggested',
      after: annotated({ [`${appArmor}web`]: 'unconfined' }, { containers: [container({ name: 'Web' })] }),
      findings: [
        {
          messageId: 'container',
          path: `metadata.annotations[${appArmor}web]`,
          type: 'FieldValueNotFound',
          fix: 'Remove the annotation, or write the name of a container of the Pod after the slash.',
        },
      ],
    },
  ],
});
