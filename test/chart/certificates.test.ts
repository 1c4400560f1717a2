import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { fakeApiServer } from './fake-api-server.ts';
import { type Rendered, certificateModes, only, render, template, webhooksOf } from './helm.ts';

const names = ['podward', 'podward.guard', 'podward.guard.svc'];
const text = (base64: string) => Buffer.from(base64, 'base64').toString();
const pem = (bundle: string) => bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
const caBundles = (objects: Rendered[]) =>
  new Set(webhooksOf(objects).map(({ clientConfig }) => clientConfig.caBundle));

describe('the mode helm', () => {
  test('creates an ECDSA certificate for the names of the Service, which the CA in caBundle has signed', async () => {
    const objects = await render();
    const { type, data } = only(objects, 'Secret');
    expect(type).toBe('kubernetes.io/tls');
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
    expect(caBundles(objects)).toEqual(new Set([data['ca.crt']]));

    const ca = new X509Certificate(text(data['ca.crt']));
    const leaf = new X509Certificate(text(data['tls.crt']));
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkPrivateKey(createPrivateKey(text(data['tls.key'])))).toBe(true);
    expect(leaf.subjectAltName).toBe(names.map((name) => `DNS:${name}`).join(', '));
    expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  describe('helm upgrade', () => {
    const version = { major: '1', minor: '36', gitVersion: 'v1.36.1' };
    const path = '/api/v1/namespaces/guard/secrets/podward-tls';
    const stored = async () => {
      const secret = only(await render(), 'Secret');
      const owner = { 'meta.helm.sh/release-name': 'podward', 'meta.helm.sh/release-namespace': 'guard' };
      secret.metadata.annotations = { ...secret.metadata.annotations, ...owner };
      return secret;
    };
    const upgrade = async (secret: Rendered) => {
      await using server = await fakeApiServer(version, { [path]: secret });
      const args = ['--dry-run=server', '--disable-openapi-validation', '--kube-apiserver', server.url];
      // Awaited here, because the server closes when the function returns.
      return await render({}, { args });
    };

    test('keeps the Secret and the caBundle', async () => {
      const secret = await stored();
      const objects = await upgrade(secret);
      expect(only(objects, 'Secret').data).toEqual(secret.data);
      expect(caBundles(objects)).toEqual(new Set([secret.data['ca.crt']]));
      expect(only(objects, 'Secret').metadata.annotations).toEqual({
        'podward.dev/names': names.join(),
        'podward.dev/not-after': secret.metadata.annotations['podward.dev/not-after'],
      });
    });

    const soon = new Date(Date.now() + 300 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    test.each<[string, (secret: Rendered) => void]>([
      ['it expires soon', ({ metadata }) => (metadata.annotations['podward.dev/not-after'] = soon)],
      ['its expiry date is unknown', ({ metadata }) => delete metadata.annotations['podward.dev/not-after']],
      ['it has other names', ({ metadata }) => (metadata.annotations['podward.dev/names'] = 'other')],
      ['it has no key', ({ data }) => delete data['tls.key']],
    ])('creates another certificate if %s, and trusts the previous and the new CA', async (_, change) => {
      const secret = await stored();
      change(secret);
      const objects = await upgrade(secret);
      const { data } = only(objects, 'Secret');
      const [ca, before, ...more] = pem(text(data['ca.crt']));
      expect(more).toEqual([]);
      expect(before).toBe(text(secret.data['ca.crt']).trim());
      expect(new X509Certificate(text(data['tls.crt'])).verify(new X509Certificate(ca!).publicKey)).toBe(true);
      expect(caBundles(objects)).toEqual(new Set([data['ca.crt']]));
    });
  });
});

describe('without access to the cluster', () => {
  // Argo CD passes the kinds that the cluster serves.
  const args = ['--api-versions', 'v1/Pod', '--api-versions', 'apps/v1/Deployment'];

  test('the mode helm is refused in Argo CD, and the other modes are not', async () => {
    const { code, stderr } = await template({}, { args });
    expect(stderr).toContain(
      'certificates.mode: Forbidden: helm is not allowed in tools that render the chart without ',
    );
    // A dry run of Helm without lookups fails with the same message.
    expect(stderr).toContain('For a dry run of Helm, use --dry-run=server. ');
    expect(code).toBe(1);
    for (const mode of [certificateModes.certManager, certificateModes.existingSecret]) {
      const [first, second] = [await template(mode, { args }), await template(mode, { args })];
      expect(first).toMatchObject({ code: 0 });
      expect(second.stdout).toBe(first.stdout);
    }
  });

  test('helm template warns in a comment', async () => {
    expect((await template({})).stdout).toContain('# This certificate was created without access to a cluster, ');
    expect((await template(certificateModes.certManager)).stdout).not.toContain('without access to a cluster');
  });
});

describe('the mode certManager', () => {
  test('leaves caBundle to the cainjector', async () => {
    const objects = await render(certificateModes.certManager);
    for (const { clientConfig } of webhooksOf(objects)) expect(Object.keys(clientConfig)).toEqual(['service']);
    const annotations = { 'cert-manager.io/inject-ca-from': 'guard/podward-cert-manager-tls' };
    expect(only(objects, 'MutatingWebhookConfiguration').metadata.annotations).toEqual(annotations);
    expect(only(objects, 'ValidatingWebhookConfiguration').metadata.annotations).toEqual(annotations);
  });

  test('has the chain from the self-signed Issuer to the mounted Secret', async () => {
    const objects = await render(certificateModes.certManager);
    const spec = (kind: string, name: string) =>
      objects.find((object) => object.kind === kind && object.metadata.name === `podward-cert-manager-${name}`)?.spec;
    const leaf = spec('Certificate', 'tls');
    expect(leaf).toMatchObject({
      dnsNames: names,
      duration: '2160h',
      renewBefore: '720h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { kind: 'Issuer', name: 'podward-cert-manager-ca' },
    });
    expect(only(objects, 'Deployment').spec.template.spec.volumes[1].secret.secretName).toBe(leaf.secretName);
    const ca = spec('Certificate', 'ca');
    expect(ca).toMatchObject({ isCA: true, issuerRef: { kind: 'Issuer', name: 'podward-cert-manager-self-signed' } });
    expect(spec('Issuer', 'ca')).toEqual({ ca: { secretName: ca.secretName } });
    expect(spec('Issuer', 'self-signed')).toEqual({ selfSigned: {} });
  });
});

test('the mode existingSecret mounts the Secret and trusts the CA in the values', async () => {
  const { name, caBundle } = certificateModes.existingSecret.certificates.existingSecret;
  const objects = await render(certificateModes.existingSecret);
  expect(only(objects, 'Deployment').spec.template.spec.volumes[1].secret.secretName).toBe(name);
  expect(caBundles(objects)).toEqual(new Set([Buffer.from(caBundle).toString('base64')]));
});

test('the server requires the name with which the API server connects', async () => {
  for (const mode of Object.values(certificateModes))
    expect(only(await render(mode), 'Deployment').spec.template.spec.containers[0].args).toContain(
      '--server-name=podward.guard.svc',
    );
});

describe('clientCertificate', () => {
  const commonNames = ['kube-apiserver', 'other'];
  test.each([
    [
      { caConfigMap: 'clients', commonNames },
      { configMap: { name: 'clients', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ],
    [
      { caSecret: 'clients', commonNames },
      { secret: { secretName: 'clients', defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ],
  ])('mounts the CA: %j', async (clientCertificate, volume) => {
    const { containers, volumes } = only(await render({ clientCertificate }), 'Deployment').spec.template.spec;
    expect(volumes).toContainEqual({ name: 'client-ca', ...volume });
    expect(containers[0].volumeMounts).toContainEqual({
      name: 'client-ca',
      mountPath: '/etc/podward/client-ca',
      readOnly: true,
    });
    expect(containers[0].args).toEqual(
      expect.arrayContaining([
        '--client-ca=/etc/podward/client-ca/ca.crt',
        '--client-common-name=kube-apiserver',
        '--client-common-name=other',
      ]),
    );
  });
});
