/**
 * A release of Podward that the tests of one file change, stop and uninstall. On devcluster, it has a cluster of its own. On the cluster of
 * `make test-cluster`, it is the one that the other files use, and is as before at the end.
 */
import { afterAll, beforeAll } from '@jest/globals';
import { startTestCluster } from '../../devcluster/testing.ts';
import { attachTarget, givenCluster, type AnyCluster } from '../node/target.ts';
import { givenRelease, type Release } from './given-release.ts';
import { makeNamespace, type Namespace } from './namespace.ts';

interface OwnRelease {
  readonly cluster: AnyCluster;
  readonly podward: Release;
  readonly namespace: Namespace;
}

export function ownRelease(): OwnRelease {
  let cluster: AnyCluster;
  let podward: Release;
  let stop: () => Promise<void>;
  let namespace: Namespace;
  beforeAll(async () => {
    const given = await givenCluster();
    if (given) {
      [cluster, podward] = [given, givenRelease(await attachTarget())];
      stop = () => podward.upgrade({});
    } else {
      ({ cluster, podward, stop } = await startTestCluster());
    }
    namespace = await makeNamespace({}, cluster);
  }, 900_000);
  afterAll(async () => {
    await namespace?.remove();
    await stop?.();
  }, 300_000);
  return {
    get cluster() {
      return cluster;
    },
    get podward() {
      return podward;
    },
    get namespace() {
      return namespace;
    },
  };
}
