/** Installs and removes Podward with Helm, as a user does. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../devcluster/wait.ts';
import type { Target } from './target.ts';

export const release = 'podward';
/** Each test file has its own, because the servers of the one before are still draining. The files of test/e2e share one. */
export const systemNamespace =
  process.env['PODWARD_E2E_NAMESPACE'] ?? `podward-system-${randomBytes(4).toString('hex')}`;
export const chart = fileURLToPath(new URL('../../charts/podward', import.meta.url));

/** The values of a release on this cluster, as Helm reads them. */
export function valuesOf(target: Target, values: Record<string, unknown>): string {
  const [, repository, tag] = /^(.*):([^:/]+)$/.exec(target.image)!;
  return JSON.stringify({ image: { repository, tag, pullPolicy: 'IfNotPresent' }, ...target.values, ...values });
}

/** `helm install --wait`. Returns when the API server calls Podward, too. */
export async function install(target: Target, values: Record<string, unknown> = {}): Promise<void> {
  const where = ['--namespace', systemNamespace, '--create-namespace'];
  const { code, stderr } = await target.helm(['install', release, chart, ...where, '--wait', '--values', '-'], {
    input: valuesOf(target, values),
    reject: false,
  });
  if (code !== 0) {
    const { stdout } = await target.kubectl(['describe', 'pods', '--namespace', systemNamespace], { reject: false });
    throw new Error(`helm install: ${stderr.trim()}\n${stdout}`);
  }
}

/** `helm upgrade` with more options. The release keeps its values. */
export const upgrade = (target: Target, ...args: readonly string[]): Promise<unknown> =>
  target.helm(['upgrade', release, chart, '--namespace', systemNamespace, '--reset-then-reuse-values', ...args]);

/**
 * `helm test`. An error contains the log of the test Pod. Without one, Helm would succeed, too. Not with --logs, for which Helm 3 reads the log
 * after it has deleted a Pod that succeeded.
 */
export async function testRelease(target: Target): Promise<void> {
  const where = ['--namespace', systemNamespace];
  const { code, stdout, stderr } = await target.helm(['test', release, ...where, '--timeout', '2m'], { reject: false });
  if (code === 0 && /^Phase: +Succeeded$/m.test(stdout)) return;
  const log = await target.kubectl(['logs', `${release}-test`, ...where], { reject: false });
  throw new Error(`helm test: ${stderr.trim()}\n${stdout}\n${log.stdout}${log.stderr}`);
}

export async function uninstall(target: Target): Promise<void> {
  await target.helm(['uninstall', release, '--namespace', systemNamespace, '--wait', '--timeout', '3m']);
}

/** Deletes the release and its namespace, whatever state a test left them in. */
export async function remove(target: Target): Promise<void> {
  const args = ['uninstall', release, '--namespace', systemNamespace, '--ignore-not-found'];
  const { code } = await target.helm(args, { reject: false });
  // The Job of the hook needs the image, which may be what is wrong.
  if (code !== 0) await target.helm([...args, '--no-hooks'], { reject: false });
  await target.kubectl(['delete', 'namespace', systemNamespace, '--ignore-not-found', '--wait=false']);
}

/** A few seconds pass until kube-apiserver calls a new webhook. */
export async function untilReviewed(target: Target, namespace: string): Promise<void> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace },
    spec: { containers: [{ name: 'probe', image: target.testImage, ports: [{ containerPort: 80 }] }] },
  };
  await waitFor('the API server to call Podward', 60, async () => {
    const { stdout } = await target.kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], {
      input: JSON.stringify(pod),
      reject: false,
    });
    return stdout.includes('"readinessProbe"');
  });
}
