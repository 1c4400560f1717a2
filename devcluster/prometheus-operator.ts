import { join } from 'node:path';
import { cacheFolder } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { applyDefinitions } from './custom-resources.ts';
import { goModuleFolder } from './go-build.ts';
import { prometheusOperatorVersion } from './versions.ts';

/** Installs the CustomResourceDefinitions of ServiceMonitor and PrometheusRule, without Prometheus Operator itself. */
export async function installPrometheusOperatorCrds(cluster: Pick<Cluster, 'kubectl'>): Promise<void> {
  const crds = join(await prometheusOperatorModule(), 'example', 'prometheus-operator-crd');
  const names = ['servicemonitors', 'prometheusrules'];
  const files = names.flatMap((name) => ['-f', join(crds, `monitoring.coreos.com_${name}.yaml`)]);
  await applyDefinitions(cluster, files);
}

/** The directory of the Go module, which is downloaded the first time. */
export const prometheusOperatorModule = (): Promise<string> =>
  goModuleFolder(
    'github.com/prometheus-operator/prometheus-operator',
    prometheusOperatorVersion,
    join(cacheFolder(), 'go'),
  );
