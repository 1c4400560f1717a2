import { keptVolumes } from '../../change/pod-volumes.ts';
import { field, isSet } from '../../json/json.ts';
import { advise } from '../finding.ts';
import { definePodWarning } from './warning.ts';

/** The Kubernetes version since which a Pod with such a volume does not start. Source: warningsForPodSpecAndMeta. */
const removed: readonly (readonly [source: string, version: string])[] = [
  ['photonPersistentDisk', '1.16'],
  ['scaleIO', '1.22'],
  ['flocker', '1.25'],
  ['storageos', '1.25'],
  ['quobyte', '1.25'],
  ['glusterfs', '1.26'],
  ['cephfs', '1.31'],
  ['rbd', '1.31'],
];

export const deprecatedVolumes = definePodWarning({
  id: 'deprecated-volumes',
  title: 'Volumes should not use storage systems that Kubernetes no longer supports',
  why: 'The API still has the fields of these volumes, but the kubelet can no longer mount them, so the Pod does not start. For most of the storage systems, there is a CSI driver.',
  mirrors: ['warningsForPodSpecAndMeta'],
  messages: {
    removed: {
      text: '{{source}} volumes have not worked since Kubernetes {{version}}.',
      fix: 'Use a PersistentVolumeClaim of a CSI driver instead.',
    },
    gitRepo: {
      text: 'gitRepo volumes are deprecated, and have been off by default since Kubernetes 1.33.',
      fix: 'Clone the repository into an emptyDir volume in an init container.',
    },
  },
  *check(pod) {
    for (const { value, path } of keptVolumes(pod)) {
      for (const [source, version] of removed) {
        if (isSet(field(value, source))) yield advise(path.child(source), 'removed', { shown: { source, version } });
      }
      if (isSet(field(value, 'gitRepo'))) yield advise(path.child('gitRepo'), 'gitRepo');
    }
  },
});
