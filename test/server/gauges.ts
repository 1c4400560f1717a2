/** Values for metrics without a server. */
import type { Gauges } from '../../src/server/metrics.ts';

const zero = (): number => 0;

export const gauges: Gauges = {
  version: '1.2.3',
  expires: () => new Date(0),
  clientCaExpires: () => undefined,
  refusesCertificate: () => false,
  bytesInFlight: zero,
  maxBytesInFlight: 0,
  connections: zero,
  reviewsWaiting: zero,
  reviewerBytes: zero,
  logLinesDropped: zero,
  configuration: () => ({ sha256: '0'.repeat(64), stale: false }),
  versions: () => ({ minors: [36], source: 'configured' }),
};
