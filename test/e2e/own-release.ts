/**
 * A release of Podward that the tests of one file change, stop and uninstall. On devcluster, it has a cluster of its own. On the cluster of
 * `make test-cluster`, it is the one that the other files use, and is as before at the end.
 */
import { afterAll, beforeAll } from '@jest/globals';
import type { PodwardOptions } from '../../devcluster/podward.ts';
import { startTestCluster } from '../../devcluster/testing.ts';
import { attachTarget, givenCluster, type AnyCluster } from '../node/target.ts';
import { givenRelease, type Release } from './given-release.ts';
import { makeNamespace, type Namespace } from './namespace.ts';

interface OwnRelease {
  readonly cluster: AnyCluster;
  readonly podward: Release;
  readonly namespace: Namespace;
  /** What must be deleted at the end, in the form KIND/NAME. */
  readonly left: string[];
}

interface Options {
  /** Values of the chart until the first upgrade. */
  readonly values?: Record<string, unknown>;
  /** What devcluster runs instead of the sources. */
  readonly command?: () => NonNullable<PodwardOptions['command']>;
}

export function ownRelease({ values = {}, command }: Options = {}): OwnRelease {
  let cluster: AnyCluster;
  let podward: Release;
  let stop: () => Promise<void>;
  let namespace: Namespace;
  const left: string[] = [];
  beforeAll(async () => {
    const given = await givenCluster();
    if (given) {
      [cluster, podward] = [given, givenRelease(await attachTarget())];
      stop = async () => {
        await given.kubectl(['delete', '--wait=false', '--ignore-not-found', ...left], { reject: false });
        await podward.upgrade({});
      };
      if (Object.keys(values).length > 0) await podward.upgrade(values);
    } else {
      const options = { values, ...(command ? { command: command() } : {}) };
      const started = await startTestCluster({ podward: options });
      ({ cluster, podward } = started);
      stop = () => started.stop();
    }
    namespace = await makeNamespace({}, cluster);
    left.push(`namespace/${namespace.name}`);
  });
  afterAll(() => stop?.());
  return {
    left,
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
