import { join } from 'node:path';
import { cacheFolder } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { goModuleFolder } from './go-build.ts';
import { prometheusOperatorVersion } from './versions.ts';

/** Installs the CustomResourceDefinitions of ServiceMonitor and PrometheusRule, without Prometheus Operator itself. */
export async function installPrometheusOperatorCrds(cluster: Pick<Cluster, 'kubectl'>): Promise<void> {
  const crds = join(await prometheusOperatorModule(), 'example', 'prometheus-operator-crd');
  for (const name of ['servicemonitors', 'prometheusrules']) {
    await cluster.kubectl(['apply', '--server-side', '-f', join(crds, `monitoring.coreos.com_${name}.yaml`)]);
    await cluster.kubectl([
      'wait',
      '--for=condition=Established',
      '--timeout=60s',
      `crd/${name}.monitoring.coreos.com`,
    ]);
  }
}

/** The directory of the Go module, which is downloaded the first time. */
export const prometheusOperatorModule = (): Promise<string> =>
  goModuleFolder(
    'github.com/prometheus-operator/prometheus-operator',
    prometheusOperatorVersion,
    join(cacheFolder(), 'go'),
  );
