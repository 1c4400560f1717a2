/** The release of Podward on the cluster of `make test-cluster`. */
import type { Podward } from '../../devcluster/podward.ts';
import { chart, release, systemNamespace, uninstall, valuesOf } from '../node/release.ts';
import type { Target } from '../node/target.ts';
import type { Watched } from './metrics.ts';

/** The tests expect the modes of an installation without values. */
export const givenValues = { defaultMode: 'deny' };

/** What tests do with a release both on devcluster, where it is a process, and on a cluster with nodes. */
export type Release = Pick<Podward, 'namespace' | 'upgrade' | 'uninstall' | 'startServer' | 'stopServer' | 'restart'> &
  Watched;

export function givenRelease(target: Target): Release {
  const kubectl = (args: string) => target.kubectl([...args.split(' '), '--namespace', systemNamespace]);
  const server = '--selector app.kubernetes.io/component=server';
  const rolledOut = () => kubectl(`rollout status deployment/${release} --timeout=100s`);
  const scale = (replicas: string) => kubectl(`scale deployment/${release} --replicas=${replicas}`);
  let replicas: string;
  const self: Release = {
    namespace: systemNamespace,
    async upgrade(values) {
      // kubectl owns what the tests have changed.
      const args = ['--install', '--namespace', systemNamespace, '--create-namespace', '--force-conflicts'];
      await target.helm(['upgrade', release, chart, ...args, '--wait', '--timeout=100s', '--values', '-'], {
        input: valuesOf(target, { ...givenValues, ...values }),
      });
      // A kubelet updates the file of the configuration up to 90 seconds later.
      await self.restart();
    },
    uninstall: () => uninstall(target),
    async restart() {
      const { stdout: old } = await kubectl(`get pods ${server} --output name`);
      await kubectl(`rollout restart deployment/${release}`);
      await rolledOut();
      await kubectl(`wait --for=delete ${old.trim().split('\n').join(' ')} --timeout=100s`);
    },
    async stopServer() {
      ({ stdout: replicas } = await kubectl(`get deployment/${release} --output jsonpath={.spec.replicas}`));
      await scale('0');
      await kubectl(`wait --for=delete pods ${server} --timeout=100s`);
    },
    async startServer() {
      await scale(replicas);
      await rolledOut();
    },
    // Of one of the Pods. The tests that call these functions have only one.
    async metrics() {
      const service = `/api/v1/namespaces/${systemNamespace}/services/${release}:metrics/proxy`;
      return (await target.kubectl(['get', '--raw', `${service}/metrics`])).stdout;
    },
    output: async () => (await kubectl(`logs deployment/${release}`)).stdout,
  };
  return self;
}
