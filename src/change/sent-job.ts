import type { SentJob } from '../kubernetes/apiserver/generated-selector.ts';
import type { Change } from './change.ts';
import { isOldManifest } from './manifest.ts';

/** The Job of a change, as kube-apiserver sees it. A Job that `check` reads from a cluster is its own stored Job. */
export function sentJob(change: Change): SentJob {
  const { operation, phase, before, after, facts } = change;
  return {
    job: after,
    stored: operation === 'STORED' ? after : before,
    isOldManifest: isOldManifest(change),
    hasUid: operation !== 'CREATE' || phase === 'validate',
    facts,
  };
}
