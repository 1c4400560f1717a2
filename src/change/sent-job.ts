import type { SentJob } from '../kubernetes/apiserver/generated-selector.ts';
import type { Change } from './change.ts';

/** The Job of a change, as kube-apiserver sees it. A Job that `check` reads from a cluster is its own stored Job. */
export const sentJob = ({ operation, phase, before, after, facts }: Change): SentJob => ({
  job: after,
  stored: operation === 'STORED' ? after : before,
  hasUid: operation !== 'CREATE' || phase === 'validate',
  facts,
});
