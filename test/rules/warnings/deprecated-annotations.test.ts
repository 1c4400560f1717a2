import type { JsonObject } from '../../../src/json/json.ts';
import { deprecatedAnnotations } from '../../../src/rules/warnings/deprecated-annotations.ts';
import { container, pod, workloadOf } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const appArmor = 'container.apparmor.security.beta.kubernetes.io/web';
const seccomp = 'container.seccomp.security.alpha.kubernetes.io/web';
const podSeccomp = 'seccomp.security.alpha.kubernetes.io/pod';
const annotated = (annotations: JsonObject, spec: JsonObject = {}) => pod(spec, { annotations });
const template = (annotations: JsonObject, spec: JsonObject = {}) =>
  workloadOf('Deployment', { metadata: { annotations }, spec: { containers: [container()], ...spec } });
const profile = (type: string, localhostProfile?: string) => ({
  securityContext: { appArmorProfile: { type, ...(localhostProfile === undefined ? {} : { localhostProfile }) } },
});
const useInstead = (instead: string) => `Remove the annotation, and use ${instead} instead.`;
const ofAppArmor = {
  messageId: 'deprecated',
  path: `metadata.annotations[${appArmor}]`,
  fix: 'Remove the annotation, and set appArmorProfile in the securityContext of the container instead.',
};

testWarning(deprecatedAnnotations, {
  valid: [
    { name: 'other annotations', after: annotated({ 'example.com/a': '1', [`${appArmor}x`]: 'unconfined' }) },
    {
      name: 'the fields beside the annotations',
      after: annotated(
        { [podSeccomp]: 'x', [seccomp]: 'x', [appArmor]: 'unconfined' },
        {
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            container({
              securityContext: {
                seccompProfile: { type: 'RuntimeDefault' },
                appArmorProfile: { type: 'RuntimeDefault' },
              },
            }),
          ],
        },
      ),
    },
    { name: 'the profile of the Pod', after: annotated({ [appArmor]: 'runtime/default' }, profile('RuntimeDefault')) },
    { name: 'no profile for the Pod', after: annotated({ [appArmor]: 'unconfined' }, profile('Unconfined')) },
    { name: 'the file of the Pod', after: annotated({ [appArmor]: 'localhost/a' }, profile('Localhost', 'a')) },
    {
      name: 'any profile of the Pod, before Kubernetes 1.34',
      minor: 33,
      after: template({ [appArmor]: 'unconfined' }, profile('RuntimeDefault')),
    },
    { name: 'a Pod on Windows', after: annotated({ [appArmor]: 'unconfined' }, { os: { name: 'windows' } }) },
  ],
  invalid: [
    {
      name: 'annotations of the Pod that have no effect',
      after: annotated({
        'scheduler.alpha.kubernetes.io/critical-pod': '',
        'security.alpha.kubernetes.io/sysctls': 'x',
        'security.alpha.kubernetes.io/unsafe-sysctls': 'x',
        [podSeccomp]: 'docker/default',
      }),
      findings: [
        {
          messageId: 'gone',
          path: 'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]',
          fix: useInstead('priorityClassName'),
          says: 'the annotation has had no effect since Kubernetes 1.16.',
        },
        ...['sysctls', 'unsafe-sysctls'].map((name) => ({
          messageId: 'gone',
          path: `metadata.annotations[security.alpha.kubernetes.io/${name}]`,
          fix: useInstead('sysctls in the securityContext of the Pod'),
          says: '1.11',
        })),
        {
          messageId: 'gone',
          path: `metadata.annotations[${podSeccomp}]`,
          fix: useInstead('seccompProfile in the securityContext of the Pod'),
          says: '1.27',
          hides: 'docker',
        },
      ],
    },
    {
      name: 'annotations for containers',
      after: annotated(
        { [seccomp]: 'x', [appArmor]: 'runtime/default' },
        { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
      ),
      findings: [
        {
          messageId: 'gone',
          path: `metadata.annotations[${seccomp}]`,
          fix: useInstead('seccompProfile in the securityContext of the container'),
        },
        ofAppArmor,
      ],
    },
    {
      name: 'another profile than that of the Pod',
      after: annotated({ [appArmor]: 'localhost/b' }, profile('Localhost', 'a')),
      findings: [ofAppArmor],
    },
    {
      name: 'an unknown profile',
      after: annotated({ [appArmor]: 'localhost/' }, profile('Localhost')),
      findings: [ofAppArmor],
    },
    {
      name: 'a template, also for Windows',
      after: template({ [appArmor]: 'unconfined' }, { os: { name: 'windows' } }),
      findings: [{ ...ofAppArmor, path: `spec.template.metadata.annotations[${appArmor}]` }],
    },
  ],
});
