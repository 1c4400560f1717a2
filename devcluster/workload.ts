import { join } from 'node:path';
import type { Api } from './api.ts';
import { type Volume, configMapData, secretData } from './volumes.ts';

/** The fields of a Deployment that are needed to run its container as a process. */
export interface Deployment {
  metadata: { name: string; namespace: string; generation: number };
  spec: { template: { spec: PodSpec } };
}

interface PodSpec {
  containers: Container[];
  volumes?: Volume[];
  serviceAccountName?: string;
  terminationGracePeriodSeconds?: number;
}

interface Container {
  name: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[];
}

interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: { fieldPath: string };
    secretKeyRef?: { name: string; key: string };
    configMapKeyRef?: { name: string; key: string };
  };
}

export interface Service {
  metadata: { name: string };
  spec: { clusterIP: string; ports: { name?: string; port: number }[] };
}

/** Where the process listens: on the address of the Service, because there is no kube-proxy. */
export interface Listen {
  host: string;
  port: number;
  healthPort: number;
}

export function onlyContainer(deployment: Deployment): Container {
  const { containers } = deployment.spec.template.spec;
  const [container] = containers;
  if (!container || containers.length > 1) {
    throw new Error(
      `Deployment ${deployment.metadata.name} has ${containers.length} containers, but devcluster can only run one`,
    );
  }
  if (container.command) {
    throw new Error(
      `container ${container.name} must not set command, because devcluster runs a process instead of the entrypoint of the image`,
    );
  }
  return container;
}

/** The default of terminationGracePeriodSeconds in Kubernetes. */
const defaultGraceSeconds = 30;

export function graceSeconds(deployment: Deployment): number {
  return deployment.spec.template.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}

export function listenOf(deployment: Deployment, service: Service, port: number): Listen {
  const argument = onlyContainer(deployment).args?.find((arg) => arg.startsWith('--health-port='));
  return { host: service.spec.clusterIP, port, healthPort: Number(argument?.split('=')[1] ?? 8080) };
}

/** The arguments of the container, with mount paths replaced by local directories, and the arguments that devcluster adds. */
export function processArgs(container: Container, volumesFolder: string, listen: Listen): string[] {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => b.mountPath.length - a.mountPath.length);
  const localized = (container.args ?? []).map((arg) => {
    for (const { name, mountPath, subPath } of mounts) {
      if (subPath) throw new Error(`volume mount ${mountPath} must not set subPath, which devcluster does not support`);
      const at = arg.indexOf(mountPath);
      const next = arg[at + mountPath.length];
      if (at >= 0 && (next === undefined || next === '/')) return arg.replace(mountPath, join(volumesFolder, name));
    }
    return arg;
  });
  return [...localized, `--host=${listen.host}`, `--port=${listen.port}`, `--health-port=${listen.healthPort}`];
}

/** The environment variables of the container, with references resolved from the cluster, and those with which every Pod finds the API server. */
export async function processEnv(
  api: Api,
  deployment: Deployment,
  listen: Listen,
  apiServer: string,
): Promise<Record<string, string>> {
  const { name: deploymentName, namespace } = deployment.metadata;
  const fields: Record<string, string> = {
    'metadata.name': `${deploymentName}-devcluster`,
    'metadata.namespace': namespace,
    'spec.nodeName': 'devcluster',
    'status.podIP': listen.host,
    'status.hostIP': listen.host,
  };
  const { hostname, port } = new URL(apiServer);
  const env: Record<string, string> = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
  for (const { name, value, valueFrom } of onlyContainer(deployment).env ?? []) {
    env[name] = valueFrom ? await resolve(name, valueFrom) : (value ?? '');
  }
  return env;

  async function resolve(name: string, from: NonNullable<EnvVar['valueFrom']>): Promise<string> {
    const { fieldRef, secretKeyRef, configMapKeyRef } = from;
    const found = fieldRef
      ? fields[fieldRef.fieldPath]
      : secretKeyRef
        ? (await secretData(api, namespace, secretKeyRef.name))?.get(secretKeyRef.key)?.toString()
        : configMapKeyRef
          ? (await configMapData(api, namespace, configMapKeyRef.name))?.get(configMapKeyRef.key)?.toString()
          : undefined;
    if (found === undefined) throw new Error(`devcluster cannot resolve env ${name} from ${JSON.stringify(from)}`);
    return found;
  }
}
