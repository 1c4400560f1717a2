/** Typical changes of a Pod that are not allowed, in the form in which users make them. */
import type { JsonObject } from '../../src/json/json.ts';
import { changed } from './web.ts';

interface Refusal {
  readonly name: string;
  readonly object: JsonObject;
  /** `apply` by default. */
  readonly command?: string;
  /** Every field that the answer must name. */
  readonly fields: readonly string[];
  /** Texts that contain the old and the new value. */
  readonly values: readonly string[];
}

const refusal = (
  name: string,
  change: Parameters<typeof changed>[0],
  fields: readonly string[],
  values: readonly string[],
  command?: string,
): Refusal => ({ name, object: changed(change), fields, values, ...(command === undefined ? {} : { command }) });

export const refusals: readonly Refusal[] = [
  refusal(
    'container-port',
    (pod) => (pod.spec.containers[0].ports[0].containerPort = 8080),
    ['spec.containers[0].ports[0].containerPort'],
    ['from 80 to 8080'],
  ),
  refusal(
    'env-value',
    (pod) => (pod.spec.containers[0].env[1].value = 'a-new-password'),
    ['spec.containers[0].env[1].value'],
    ['environment variable "PASSWORD" of container "web" cannot be changed'],
  ),
  refusal(
    'env-inserted',
    (pod) => pod.spec.containers[0].env.unshift({ name: 'DEBUG', value: '1' }),
    ['spec.containers[0].env[0]'],
    ['environment variable "DEBUG" of container "web" cannot be added'],
  ),
  refusal(
    'env-removed',
    (pod) => pod.spec.containers[0].env.shift(),
    ['spec.containers[0].env[0]'],
    ['environment variable "LOG_LEVEL" of container "web" cannot be removed'],
  ),
  refusal(
    'cpu-limit',
    (pod) => (pod.spec.containers[0].resources.limits.cpu = '2'),
    ['spec.containers[0].resources.limits[cpu]'],
    ['cpu limit of container "web" cannot be added'],
  ),
  refusal(
    'memory-request',
    (pod) => (pod.spec.containers[0].resources.requests.memory = '96Mi'),
    ['spec.containers[0].resources.requests[memory]'],
    ['from "64Mi" to "96Mi"'],
  ),
  refusal('node-name', (pod) => (pod.spec.nodeName = 'node-1'), ['spec.nodeName'], ['set to "node-1"']),
  refusal(
    'toleration-removed',
    (pod) => pod.spec.tolerations.shift(),
    ['spec.tolerations[0]'],
    ['key: "dedicated"', 'cannot be removed'],
  ),
  refusal(
    'toleration-seconds',
    (pod) => (pod.spec.tolerations[1].tolerationSeconds = 600),
    ['spec.tolerations[1].tolerationSeconds'],
    ['from 60 to 600'],
  ),
  refusal(
    'deadline-longer',
    (pod) => (pod.spec.activeDeadlineSeconds = 1200),
    ['spec.activeDeadlineSeconds'],
    ['Invalid value: 1200', 'the current value, 600'],
  ),
  refusal(
    'deadline-removed',
    (pod) => delete pod.spec.activeDeadlineSeconds,
    ['spec.activeDeadlineSeconds'],
    ['Invalid value: activeDeadlineSeconds cannot be removed', 'Set activeDeadlineSeconds to 600'],
  ),
  refusal('deadline-zero', (pod) => (pod.spec.activeDeadlineSeconds = 0), ['spec.activeDeadlineSeconds'], ['0']),
  refusal(
    'container-added',
    (pod) => pod.spec.containers.push({ name: 'proxy', image: 'registry.example.com/proxy:1' }),
    ['spec.containers[2]'],
    ['container "proxy" cannot be added'],
  ),
  refusal(
    'container-removed',
    (pod) => pod.spec.containers.pop(),
    ['spec.containers[1]'],
    ['container "log" cannot be removed'],
  ),
  refusal(
    'command',
    (pod) => (pod.spec.containers[0].command[1] = '--listen=:8080'),
    ['spec.containers[0].command[1]'],
    ['command of container "web" cannot be changed'],
  ),
  refusal('host-network', (pod) => (pod.spec.hostNetwork = true), ['spec.hostNetwork'], ['set to true', 'hostPort 80']),
  refusal(
    'restart-policy',
    (pod) => (pod.spec.restartPolicy = 'Never'),
    ['spec.restartPolicy'],
    ['from "Always" to "Never"'],
  ),
  refusal(
    'volume-added',
    (pod) => pod.spec.volumes.push({ name: 'tmp', emptyDir: {} }),
    ['spec.volumes[1]'],
    ['volume "tmp" cannot be added'],
  ),
  refusal(
    'mount-path',
    (pod) => (pod.spec.containers[0].volumeMounts[0].mountPath = '/var/data'),
    ['.mountPath'],
    ['from "/data" to "/var/data"'],
  ),
  refusal(
    'run-as-user',
    (pod) => (pod.spec.containers[0].securityContext = { runAsUser: 1000 }),
    ['spec.containers[0].securityContext'],
    ['securityContext of container "web" cannot be set'],
  ),
  refusal(
    'probe-path',
    (pod) => (pod.spec.containers[0].readinessProbe.httpGet.path = '/healthz'),
    ['spec.containers[0].readinessProbe.httpGet.path'],
    ['from "/ready" to "/healthz"'],
  ),
  refusal(
    'grace-period',
    (pod) => (pod.spec.terminationGracePeriodSeconds = 60),
    ['spec.terminationGracePeriodSeconds'],
    ['from 20 to 60'],
  ),
  refusal(
    'service-account',
    (pod) => (pod.spec.serviceAccountName = 'robot'),
    ['spec.serviceAccountName'],
    ['from "default" to "robot"'],
  ),
  refusal(
    'node-selector',
    (pod) => (pod.spec.nodeSelector = { disk: 'ssd' }),
    ['spec.nodeSelector[disk]'],
    ['nodeSelector entry "disk" cannot be added'],
  ),
  refusal(
    'several',
    (pod) => {
      pod.spec.containers[0].image = 'registry.example.com/web:2';
      pod.spec.containers[0].ports[0].containerPort = 8080;
      pod.spec.containers[0].env[0].value = 'debug';
      pod.spec.activeDeadlineSeconds = 900;
    },
    ['spec.containers[0].ports[0].containerPort', 'spec.containers[0].env[0].value', 'spec.activeDeadlineSeconds'],
    ['from 80 to 8080', 'Invalid value: 900'],
  ),
];
