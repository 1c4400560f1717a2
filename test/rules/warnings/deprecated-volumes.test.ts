import { deprecatedVolumes } from '../../../src/rules/warnings/deprecated-volumes.ts';
import { pod, workload } from '../../objects.ts';
import { testWarning } from './test-warning.ts';

const fix = 'Use a PersistentVolumeClaim of a CSI driver instead.';

testWarning(deprecatedVolumes, {
  valid: [
    { name: 'other sources', after: pod({ volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', nfs: {} }, 'x'] }) },
    {
      name: 'a volume that the server drops',
      minor: 34,
      after: pod({ volumes: [{ name: 'a', rbd: {}, image: {} }] }),
    },
    { name: 'an absent source', after: pod({ volumes: [{ name: 'a', rbd: null, emptyDir: {} }] }) },
  ],
  invalid: [
    {
      name: 'each source that does not work',
      after: pod({
        volumes: [
          { name: 'a', photonPersistentDisk: {} },
          { name: 'b', scaleIO: {} },
          { name: 'c', flocker: {} },
          { name: 'd', storageos: {} },
          { name: 'e', quobyte: {} },
          { name: 'f', glusterfs: {} },
          { name: 'g', cephfs: {} },
          { name: 'h', rbd: {} },
        ],
      }),
      findings: [
        {
          messageId: 'removed',
          path: 'spec.volumes[0].photonPersistentDisk',
          fix,
          says: 'photonPersistentDisk volumes have not worked since Kubernetes 1.16.',
        },
        { messageId: 'removed', path: 'spec.volumes[1].scaleIO', fix, says: '1.22' },
        { messageId: 'removed', path: 'spec.volumes[2].flocker', fix, says: '1.25' },
        { messageId: 'removed', path: 'spec.volumes[3].storageos', fix, says: '1.25' },
        { messageId: 'removed', path: 'spec.volumes[4].quobyte', fix, says: '1.25' },
        { messageId: 'removed', path: 'spec.volumes[5].glusterfs', fix, says: '1.26' },
        { messageId: 'removed', path: 'spec.volumes[6].cephfs', fix, says: '1.31' },
        { messageId: 'removed', path: 'spec.volumes[7].rbd', fix, says: '1.31' },
      ],
    },
    {
      name: 'a Git repository in a template',
      after: workload(
        'CronJob',
        {},
        { jobTemplate: { spec: { template: { spec: { volumes: [{ name: 'git', gitRepo: {} }] } } } } },
      ),
      findings: [
        {
          messageId: 'gitRepo',
          path: 'spec.jobTemplate.spec.template.spec.volumes[0].gitRepo',
          fix: 'Clone the repository into an emptyDir volume in an init container.',
        },
      ],
    },
  ],
});
