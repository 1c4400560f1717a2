/** The image that `make image` builds, run as the Pod of the chart runs it: user 65532, a read-only root file system, no privilege. */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isInstalled } from '../../devcluster/packages.ts';
import { imageArchive, imageName } from '../../devcluster/image.ts';
import { tooLarge } from '../../scripts/image/limits.ts';
import { writeCertificate } from '../../scripts/image/start.ts';
import { reviewOf } from '../admission/requests.ts';
import { only, render } from '../chart/helm.ts';
import { post, until } from '../server/client.ts';
import { unpackImage, type Unpacked } from './containers.ts';

const root = join(import.meta.dirname, '..', '..');
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = json('package.json');

/** Elsewhere, nothing can run the image. In CI, a machine that cannot run these tests fails them. */
const canRun = process.getuid?.() === 0 && isInstalled('runc', 'buildah', 'strip');
const isSkipped = !canRun && process.env['CI'] !== 'true';
if (isSkipped) console.warn('The tests of the image are skipped: they need root, runc, buildah and binutils.');

let image: Unpacked;

beforeAll(() => {
  if (isSkipped) return;
  const { NODE_OPTIONS: _, ...env } = process.env;
  execFileSync(process.execPath, [join(root, 'scripts/image/build.ts')], { stdio: 'pipe', env });
  image = unpackImage(imageArchive);
});
afterAll(() => image?.remove());

/** The base of the image: `scratch` has no files. */
const base = (): string => json(join('.cache', 'image', 'podward.json')).base;
const run = (...args: readonly string[]) => image.start({ args }).ended;

(isSkipped ? describe.skip : describe)('the image', () => {
  test('has its name, a numeric user and the entrypoint of the Dockerfile', () => {
    expect(image.tags).toEqual([imageName]);
    expect(image.config).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['node', '--disable-proto=throw', '/app/dist/main.js'],
      Labels: { 'org.opencontainers.image.version': manifest.version },
    });
  });

  test('is not too large', () => {
    expect(tooLarge(image, base())).toBeUndefined();
  });

  test('has no shell, and on an empty base no programs but Node, Podward and the dynamic linker', () => {
    const programs = filesOf(image.rootfs).filter((path) => (lstatSync(join(image.rootfs, path)).mode & 0o111) !== 0);
    const others = programs.filter((path) => !/\.so[.\d]*$/.test(path)).sort();
    const ours = ['app/dist/main.js', 'usr/local/bin/node'];
    if (base() === 'scratch') expect(others).toEqual(ours);
    else expect(others).toEqual(expect.arrayContaining(ours));
    expect(programs.filter((path) => /(^|\/)(\w*sh|busybox)$/.test(path))).toEqual([]);
  });

  test('has no files that another user may change, and no node_modules', () => {
    const files = filesOf(image.rootfs);
    expect(files.filter((path) => (lstatSync(join(image.rootfs, path)).mode & 0o022) !== 0)).toEqual([]);
    expect(files.filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  test('runs as its user, with a root file system that is read-only', async () => {
    const script = "console.log(process.getuid()); require('node:fs').writeFileSync('/app/new', '')";
    const { stdout, stderr } = await image.start({ entrypoint: ['node'], args: ['--eval', script] }).ended;
    expect(stdout).toBe('65532\n');
    expect(stderr).toContain('EROFS');
  });

  test('runs Podward', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test('prints the page of a rule', async () => {
    const { code, stdout } = await run('explain', 'pod-spec-immutable');
    expect(code).toBe(0);
    expect(stdout).toContain('pod-spec-immutable');
  });

  test('checks standard input', async () => {
    const running = image.start({ args: ['check', '--output=compact', '-'] });
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [] } };
    running.process.stdin!.end(JSON.stringify(pod));
    const { code, stdout } = await running.ended;
    expect(stdout).toContain('spec.containers: Required value');
    expect(code).toBe(1);
  });

  test('deletes the webhook configurations as the service account of its Pod', async () => {
    const tls = join(image.folder, 'api-server');
    writeCertificate(tls);
    const account = join(image.folder, 'account');
    mkdirSync(account);
    writeFileSync(join(account, 'ca.crt'), readFileSync(join(tls, 'tls.crt')));
    writeFileSync(join(account, 'token'), 'token-of-the-pod');
    writeFileSync(join(account, 'namespace'), 'podward-system');
    const seen: unknown[] = [];
    const server = createServer(
      { cert: readFileSync(join(tls, 'tls.crt')), key: readFileSync(join(tls, 'tls.key')) },
      (request, response) => {
        seen.push([request.method, new URL(request.url!, 'https://localhost').pathname, request.headers.authorization]);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Success' }));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { code, stderr } = await image.start({
      args: ['uninstall', '--mutating=a', '--validating=b'],
      env: {
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: String((server.address() as AddressInfo).port),
      },
      mounts: { '/var/run/secrets/kubernetes.io/serviceaccount': account },
    }).ended;
    server.closeAllConnections();
    server.close();
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const path = (kind: string, name: string) => `/apis/admissionregistration.k8s.io/v1/${kind}/${name}`;
    expect(seen).toEqual(
      expect.arrayContaining([
        ['DELETE', path('mutatingwebhookconfigurations', 'a'), 'Bearer token-of-the-pod'],
        ['DELETE', path('validatingwebhookconfigurations', 'b'), 'Bearer token-of-the-pod'],
      ]),
    );
  });

  test('serves small and large reviews, passes helm test, and stops at SIGTERM', async () => {
    const tls = join(image.folder, 'tls');
    writeCertificate(tls);
    const server = image.start({
      args: ['serve', '--tls-dir=/tls', '--host=127.0.0.1', '--port=0', '--health-port=0', '--drain-seconds=0'],
      mounts: { '/tls': tls },
    });
    try {
      const ready = () =>
        server
          .stdout()
          .split('\n')
          .find((line) => line.includes('"msg":"ready"'));
      await until(() => ready() !== undefined, 'the server in the image to be ready');
      const { port } = JSON.parse(ready()!) as { port: number };
      // A process of its own judges the larger one.
      for (const padding of ['', 'x'.repeat(1_000_000)]) {
        const answer = await post(port, '/validate/deny', JSON.stringify(reviewOf({ options: { padding } })));
        expect(JSON.parse(answer.text)).toMatchObject({ response: { allowed: true } });
      }
      const [{ command, args }] = only(await render(), 'Pod').spec.containers;
      const env = { PODWARD_URL: `https://localhost:${port}`, PODWARD_CA: readFileSync(join(tls, 'tls.crt'), 'utf8') };
      const helmTest = await image.start({ entrypoint: command, args, env, mounts: { '/etc/hosts': '/etc/hosts' } })
        .ended;
      expect(helmTest.stdout.match(/^ok: /gm)).toHaveLength(2);
      expect(helmTest.code).toBe(0);
    } finally {
      server.process.kill('SIGTERM');
    }
    expect((await server.ended).code).toBe(0);
  });
});

(isSkipped ? describe.skip : describe)('the list of the software in the image', () => {
  const sbom = () => json(join('.cache', 'image', 'podward.cdx.json'));

  test('names Podward, its dependencies, Node and the Debian packages', () => {
    const { bomFormat, metadata, components } = sbom();
    expect(bomFormat).toBe('CycloneDX');
    expect(metadata.component).toMatchObject({ name: 'podward', version: manifest.version, type: 'application' });
    const refs: string[] = components.map((component: { purl: string }) => component.purl);
    const { node, esbuild: _, ...bundled } = manifest.dependencies;
    const npm = Object.entries(bundled).map(
      ([name, version]) => `pkg:npm/${name.replace('@', '%40')}@${String(version)}`,
    );
    expect(refs).toEqual(expect.arrayContaining([...npm, `pkg:generic/node@${node}`]));
    expect(refs.filter((ref) => /^pkg:deb\/\w+\/libc6@[^?]+\?arch=\w+&distro=/.test(ref))).toHaveLength(1);
  });

  test('has only packages that make audit checks, and no tools', () => {
    const { packages } = json('package-lock.json') as { packages: Record<string, { version: string; dev?: boolean }> };
    const audited = Object.entries(packages).flatMap(([path, { version, dev }]) =>
      dev ? [] : [`${path.replace(/^.*node_modules\//, '')}@${version}`],
    );
    const npm: string[] = sbom().components.flatMap(({ purl, 'bom-ref': ref }: Record<string, string>) =>
      purl!.startsWith('pkg:npm/') ? [ref] : [],
    );
    expect(npm.length).toBeGreaterThan(50);
    expect(npm.filter((name) => !audited.includes(name) || /^(@?esbuild|node@)/.test(name))).toEqual([]);
  });

  test('refers only to what it lists', () => {
    const { metadata, components, dependencies } = sbom();
    const refs = [metadata.component, ...components].map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of dependencies) expect(refs).toEqual(expect.arrayContaining([ref, ...dependsOn]));
  });
});

/** The files below a folder, without links. */
const filesOf = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((path) => lstatSync(join(folder, path)).isFile());
