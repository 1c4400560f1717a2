import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binary, certManagerChart, certManagerCrds } from '../binaries.ts';
import { applyCrds } from '../cert-manager.ts';
import { type Progress, silent } from '../progress.ts';
import { certManagerVersion } from '../versions.ts';
import { waitFor } from '../wait.ts';
import { writeArchive } from './archive.ts';
import { programImage } from './images.ts';
import type { Node } from './node.ts';

const certManagerNamespace = 'cert-manager';
const parts = ['controller', 'cainjector', 'webhook'] as const;

/** Installs cert-manager with its own chart. Its controller, cainjector and webhook run as Pods, from images of the built programs. */
export async function installCertManager(node: Node, progress: Progress = silent): Promise<void> {
  for (const part of parts) {
    const archive = join(node.dir, 'image.tar');
    await writeArchive(archive, programImage(imageOf(part), await binary(`cert-manager-${part}`, { progress })));
    await node.loadImage(archive);
    await rm(archive);
  }
  await applyCrds(node, await certManagerCrds({ progress }));
  const chart = join(node.dir, 'cert-manager');
  await rm(chart, { recursive: true, force: true });
  await cp(await certManagerChart({ progress }), chart, { recursive: true });
  await setVersion(chart);
  const image = (part: (typeof parts)[number]) => {
    const [repository, tag] = imageOf(part).split(':');
    return { repository, tag, pullPolicy: 'Never' };
  };
  const values = {
    image: image('controller'),
    cainjector: { image: image('cainjector') },
    webhook: { image: image('webhook') },
    // It runs a command that is not in the Go module.
    startupapicheck: { enabled: false },
  };
  const where = ['--namespace', certManagerNamespace, '--create-namespace'];
  await node.helm(['install', 'cert-manager', chart, ...where, '--wait', '--timeout', '3m', '--values', '-'], {
    input: JSON.stringify(values),
  });
  // What startupapicheck waits for: the webhook has its CA from cainjector, which has no readiness probe.
  const issuer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: 'first' },
    spec: { selfSigned: {} },
  };
  await waitFor('the webhook of cert-manager', 120, async () => {
    const input = JSON.stringify(issuer);
    const { code } = await node.kubectl(['create', '--dry-run=server', '-f', '-'], { input, reject: false });
    return code === 0;
  });
}

export async function uninstallCertManager(node: Node): Promise<void> {
  await node.helm(['uninstall', 'cert-manager', '--namespace', certManagerNamespace, '--wait']);
  await node.kubectl(['delete', 'namespace', certManagerNamespace, '--wait=false']);
}

function imageOf(part: (typeof parts)[number]): string {
  return `localhost/cert-manager-${part}:${certManagerVersion}`;
}

/** The release process of cert-manager renames this file and writes the versions into it. */
async function setVersion(chart: string): Promise<void> {
  const file = join(chart, 'Chart.yaml');
  await rename(join(chart, 'Chart.template.yaml'), file);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^((?:app)?[vV]ersion): .*$/gm, `$1: v${certManagerVersion}`));
}
