/** A cluster with Podward and a namespace for the tests of one file, which stop or change what other tests use. */
import { afterAll, beforeAll } from '@jest/globals';
import { startTestCluster, type TestCluster } from '../../devcluster/testing.ts';
import { makeNamespace, type Namespace } from './namespace.ts';

interface OwnCluster extends Pick<TestCluster, 'cluster' | 'podward'> {
  readonly namespace: Namespace;
}

export function ownCluster(options?: Parameters<typeof startTestCluster>[0]): OwnCluster {
  let started: TestCluster;
  let namespace: Namespace;
  beforeAll(async () => {
    started = await startTestCluster(options);
    namespace = await makeNamespace({}, started.cluster);
  });
  afterAll(() => started?.stop());
  return {
    get cluster() {
      return started.cluster;
    },
    get podward() {
      return started.podward;
    },
    get namespace() {
      return namespace;
    },
  };
}
