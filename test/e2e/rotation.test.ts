/** The certificate is replaced under load: `helm upgrade` renews it, and an operator brings another CA. `make rotations` does this 20 times. */
import { expect, test } from '@jest/globals';
import { rotateUnderLoad } from '../../bench/rotation.ts';
import { startTestCluster } from '../../devcluster/testing.ts';

test('no review fails, each new certificate is served, and bad ones are refused', async () => {
  const started = await startTestCluster();
  try {
    const wanted = { rotations: 2, reviews: 100, perSecond: 20, seconds: 60 };
    const result = await rotateUnderLoad(started, wanted);
    expect(result).toMatchObject({ rotations: 2, badPairsRefused: 2, failed: 0, examples: [] });
    expect(result.reviews).toBeGreaterThanOrEqual(wanted.reviews);
  } finally {
    await started.stop();
  }
}, 600_000);
