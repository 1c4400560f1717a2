import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from './api.ts';
import { credentialFiles, tokenOf, writeKubeconfig } from './credentials.ts';
import { type ProcessRecord, type ProcessSpec, startProcess, waitWhileRunning } from './processes.ts';

export const portNames = ['etcd', 'etcdPeer', 'apiserver'] as const;
export type Ports = Record<(typeof portNames)[number], number>;

type ComponentName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';

export interface ControlPlaneOptions {
  /** The state directory. */
  dir: string;
  /** The URL of the API server. */
  server: string;
  serviceCidr: string;
  ports: Ports;
  bin: Record<ComponentName, string>;
  /** More arguments of kube-apiserver: its addresses, authorization modes and admission plugins. */
  apiserverArgs: readonly string[];
  /** Default `startProcess`. */
  launch?: (dir: string, spec: ProcessSpec) => Promise<ProcessRecord>;
}

/** Much longer than the few seconds that a start takes on an idle machine. */
const startSeconds = 120;

/**
 * Starts etcd, kube-apiserver and kube-controller-manager, and waits until Pods can be created.
 *
 * @throws an Error with the last lines of the log if a process does not start.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<void> {
  const { dir, server, launch = startProcess } = options;
  const files = credentialFiles(dir);
  const specs = controlPlaneSpecs(options);
  const etcd = await launch(dir, specs.etcd);
  const apiserver = await launch(dir, specs['kube-apiserver']);
  const started = [etcd, apiserver];
  const until = <T>(what: string, ask: () => Promise<T | undefined> | T | undefined) =>
    waitWhileRunning<T>(dir, started, what, startSeconds, ask);
  const ca = await until('etcd and kube-apiserver to start', () => writtenCertificate(files.ca));
  const api = connect({ server, ca, token: tokenOf(dir, 'admin') });
  try {
    await until('kube-apiserver to be ready', () => api.ready());
    writeKubeconfig(controllerManagerKubeconfig(dir), server, ca, tokenOf(dir, 'controller-manager'));
    started.push(await launch(dir, specs['kube-controller-manager']));
    // No Pod can be created in the namespace without this ServiceAccount. The API server may be too busy to answer.
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    await until('the default ServiceAccount', () => api.get(account).catch(() => undefined));
  } finally {
    api.close();
  }
}

/** Undefined while the file is missing, empty or ends within a certificate: kube-apiserver creates it before it writes the certificates. */
export function writtenCertificate(file: string): string | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.endsWith('-----END CERTIFICATE-----\n') ? text : undefined;
}

/** The command of each component. */
export function controlPlaneSpecs(options: ControlPlaneOptions): Record<ComponentName, ProcessSpec> {
  const { dir, serviceCidr, ports, bin, apiserverArgs } = options;
  const files = credentialFiles(dir);
  const etcdUrl = `http://127.0.0.1:${ports.etcd}`;
  const peerUrl = `http://127.0.0.1:${ports.etcdPeer}`;
  return {
    etcd: {
      name: 'etcd',
      command: bin.etcd,
      args: [
        `--data-dir=${join(dir, 'etcd')}`,
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=default=${peerUrl}`,
        '--unsafe-no-fsync',
        '--log-level=warn',
      ],
    },
    'kube-apiserver': {
      name: 'kube-apiserver',
      command: bin['kube-apiserver'],
      args: [
        `--etcd-servers=${etcdUrl}`,
        `--secure-port=${ports.apiserver}`,
        `--cert-dir=${files.pki}`,
        `--token-auth-file=${files.tokens}`,
        `--service-cluster-ip-range=${serviceCidr}`,
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--service-account-key-file=${files.serviceAccountPublicKey}`,
        `--service-account-signing-key-file=${files.serviceAccountKey}`,
        '--allow-privileged=true',
        ...apiserverArgs,
      ],
    },
    'kube-controller-manager': {
      name: 'kube-controller-manager',
      command: bin['kube-controller-manager'],
      args: [
        `--kubeconfig=${controllerManagerKubeconfig(dir)}`,
        `--service-account-private-key-file=${files.serviceAccountKey}`,
        `--root-ca-file=${files.ca}`,
        '--use-service-account-credentials',
        '--leader-elect=false',
        '--secure-port=0',
      ],
    },
  };
}

function controllerManagerKubeconfig(dir: string): string {
  return join(dir, 'controller-manager.kubeconfig');
}
