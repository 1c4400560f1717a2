import type { SentJob } from '../kubernetes/apiserver/generated-selector.ts';
import { storedIn, type Change } from './change.ts';
import { isOldManifest } from './manifest.ts';

/** The Job of a change, as kube-apiserver sees it. */
export function sentJob(change: Change): SentJob {
  const { operation, phase, after, facts } = change;
  return {
    job: after,
    stored: storedIn(change),
    isOldManifest: isOldManifest(change),
    hasUid: operation !== 'CREATE' || phase === 'validate',
    facts,
  };
}
