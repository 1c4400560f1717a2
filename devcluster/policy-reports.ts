import { join } from 'node:path';
import { cacheFolder } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { applyDefinitions } from './custom-resources.ts';
import { goModuleFolder } from './go-build.ts';
import { kyvernoVersion } from './versions.ts';

/** Installs the CustomResourceDefinition of PolicyReport. */
export async function installPolicyReportCrd(cluster: Pick<Cluster, 'kubectl'>): Promise<void> {
  const file = join(await policyReportCrds(), 'wgpolicyk8s.io_policyreports.yaml');
  await applyDefinitions(cluster, ['-f', file]);
}

/** The directory with the CustomResourceDefinitions. The Go module is downloaded the first time. */
export const policyReportCrds = async (): Promise<string> =>
  join(
    await goModuleFolder('github.com/kyverno/kyverno', kyvernoVersion, join(cacheFolder(), 'go')),
    'config',
    'crds',
    'policyreport',
  );
