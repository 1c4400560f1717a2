import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { binary, certManagerCrds } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { applyDefinitions } from './custom-resources.ts';
import { endProcess, isRunning, logTail, startProcess } from './processes.ts';
import { type Progress, silent } from './progress.ts';

/** The controllers for self-signed and CA issuers. Those for other issuers, such as ACME and Vault, are not needed. */
const controllers = [
  'issuers',
  'clusterissuers',
  'certificates-trigger',
  'certificates-issuing',
  'certificates-key-manager',
  'certificates-request-manager',
  'certificates-readiness',
  'certificates-revision-manager',
  'certificaterequests-approver',
  'certificaterequests-issuer-ca',
  'certificaterequests-issuer-selfsigned',
];

/**
 * How long a certificate may take. An Issuer whose CA is not there yet is tried again after 5, 10, 20, 40 and 80 seconds (DefaultItemBasedRateLimiter in
 * pkg/controller/util.go of cert-manager), so it takes more than a minute if the machine is slow.
 */
export const issueSeconds = 180;

interface CertManager {
  stop(): Promise<void>;
}

/**
 * Installs the CustomResourceDefinitions of cert-manager, and runs its controller and cainjector as processes. The webhook of
 * cert-manager is not installed, because it only validates objects and is not needed to issue certificates.
 */
export async function installCertManager(cluster: Cluster, progress: Progress = silent): Promise<CertManager> {
  const controller = await binary('cert-manager-controller', { progress });
  const cainjector = await binary('cert-manager-cainjector', { progress });
  await applyCrds(cluster, await certManagerCrds({ progress }));
  await cluster.kubectl(['apply', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cert-manager' } }),
  });
  const common = [`--kubeconfig=${cluster.kubeconfig}`, '--leader-elect=false'];
  const records = [
    await startProcess(cluster.dir, {
      name: 'cert-manager-controller',
      command: controller,
      args: [
        ...common,
        '--cluster-resource-namespace=cert-manager',
        `--controllers=${controllers.join(',')}`,
        '--metrics-listen-address=127.0.0.1:0',
      ],
    }),
    await startProcess(cluster.dir, {
      name: 'cert-manager-cainjector',
      command: cainjector,
      args: common,
    }),
  ];
  const failed = records.find((record) => !isRunning(record));
  if (failed) throw new Error(`${failed.name} exited during startup; ${logTail(cluster.dir, failed.name)}`);
  return {
    async stop() {
      for (const record of records) await endProcess(cluster.dir, record);
    },
  };
}

/**
 * In the module, the files are templates of the chart of cert-manager. Only their labels are templated, and the labels are not
 * needed.
 */
export async function applyCrds(cluster: Cluster, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
  const items = await Promise.all(
    files.map(async (file) => {
      const crd = parse(await readFile(join(folder, file), 'utf8')) as { metadata: { labels?: unknown } };
      delete crd.metadata.labels;
      return crd;
    }),
  );
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await applyDefinitions(cluster, ['--force-conflicts', '-f', '-'], { input });
}
