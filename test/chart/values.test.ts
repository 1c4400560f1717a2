import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Rendered, certificateModes, chart, template } from './helm.ts';

const { existingSecret } = certificateModes.existingSecret.certificates;

describe('values that are rejected', () => {
  test.each<[object, string]>([
    [{ bogus: 1 }, `additional properties 'bogus' not allowed`],
    [{ image: { repo: 'x' } }, `at '/image': additional properties 'repo' not allowed`],
    [{ image: { digest: 'sha256:1' } }, `at '/image/digest'`],
    [{ image: { pullPolicy: 'Sometimes' } }, `at '/image/pullPolicy'`],
    [{ defaultMode: 'enforce' }, `at '/defaultMode': value must be one of 'deny', 'warn', 'audit', 'off'`],
    [{ failurePolicy: 'fail' }, `at '/failurePolicy': value must be one of 'Fail', 'Ignore'`],
    [{ timeoutSeconds: 0 }, `at '/timeoutSeconds': minimum: got 0, want 1`],
    [{ timeoutSeconds: 6 }, `at '/timeoutSeconds': maximum: got 6, want 5`],
    [{ excludedNamespaces: ['Not_A_Name'] }, `at '/excludedNamespaces/0'`],
    [{ excludedNamespaces: 'kube-public' }, `at '/excludedNamespaces': got string, want array`],
    [{ kinds: { pods: false } }, `at '/kinds': additional properties 'pods' not allowed`],
    [{ kinds: { jobs: 'no' } }, `at '/kinds/jobs': got string, want boolean`],
    [{ config: { kubernetesVersion: 1.3 } }, `at '/config/kubernetesVersion': got number, want string`],
    [{ config: { mutate: { fill: 'no' } } }, `at '/config/mutate/fill': got string, want boolean or array`],
    [{ config: { mutate: { fill: ['audit'] } } }, `at '/config/mutate/fill/0': value must be one of 'deny', 'warn'`],
    [{ config: [] }, `at '/config': got array, want object`],
    [{ certificates: { mode: 'vault' } }, `at '/certificates/mode'`],
    [{ certificates: { existingSecret: { caBundle: 'x' } } }, `at '/certificates/existingSecret/caBundle'`],
    [{ replicas: 0 }, `at '/replicas': minimum: got 0, want 1`],
    [{ replicas: '2' }, `at '/replicas': got string, want integer`],
    [{ service: { port: 65536 } }, `at '/service/port'`],
    [{ podDisruptionBudget: { maxUnavailable: 0 } }, `at '/podDisruptionBudget/maxUnavailable'`],
    [{ terminationGracePeriodSeconds: 30 }, `at '/terminationGracePeriodSeconds': minimum: got 30, want 31`],
    [{ podLabels: { a: 1 } }, `at '/podLabels/a': got number, want string`],
    [{ apiServerVersion: { url: 'http://10.0.0.1' } }, `at '/apiServerVersion/url'`],
    [{ apiServerVersion: { url: 'https://u:p@10.0.0.1' } }, `at '/apiServerVersion/url'`],
    [{ apiServerVersion: { caConfigMap: 'Upper' } }, `at '/apiServerVersion/caConfigMap'`],
    [{ networkPolicy: { apiServerPorts: [] } }, `at '/networkPolicy/apiServerPorts': minItems: got 0, want 1`],
    [{ fullnameOverride: 'Upper' }, `at '/fullnameOverride'`],
  ])('by the schema: %j', async (values, message) => {
    const { code, stderr } = await template(values);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test.each<[object, string]>([
    [{ image: { repository: '' } }, 'image.repository: Required value: no image of this chart is published.\n'],
    [{ image: { repository: '', tag: '2' } }, 'docker push registry.example.com/podward:2\n'],
    [
      { image: { repository: 'registry.example.com/podward:1' } },
      'image.repository: Invalid value: "registry.example.com/podward:1": must not have a scheme, a tag or a digest. ',
    ],
    [{ image: { repository: 'https://registry.example.com/podward' } }, 'image.repository: Invalid value: '],
    [{ image: { repository: `podward@sha256:${'0'.repeat(64)}` } }, 'image.repository: Invalid value: '],
    [
      { certificates: { mode: 'existingSecret' } },
      'certificates.existingSecret.name: Required value: must be set when certificates.mode is existingSecret. ',
    ],
    [
      { certificates: { mode: 'existingSecret', existingSecret: { name: 'mine' } } },
      'certificates.existingSecret.caBundle: Required value: must be set when certificates.mode is existingSecret. ',
    ],
    [
      { certificates: { existingSecret } },
      'certificates.existingSecret: Forbidden: is not allowed when certificates.mode is helm. ',
    ],
    [
      { certificates: { helm: { validityDays: 90 } } },
      'Days: Invalid value: 365: must be less than certificates.helm.validityDays, which is 90. ',
    ],
    [
      { containerPorts: { health: 8443 } },
      'containerPorts.health: Invalid value: 8443: must differ from containerPorts.https, ',
    ],
    [
      { autoscaling: { enabled: true, minReplicas: 9 } },
      'minReplicas: Invalid value: 9: must be no more than autoscaling.maxReplicas, which is 6.',
    ],
    [{ config: { kind: 'X' } }, 'config.kind: Forbidden: the chart sets this field. Remove config.kind.'],
    [{ config: { apiVersion: 'x/v1' } }, 'config.apiVersion: Forbidden: the chart sets this field. '],
  ])('by the templates: %j', async (values, message) => {
    const { code, stderr } = await template(values);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  test('a cluster that is too old is rejected', async () => {
    const { code, stderr } = await template({}, { args: ['--kube-version', '1.29.9'] });
    expect(stderr).toContain('incompatible with Kubernetes v1.29.9');
    expect(code).toBe(1);
  });
});

test('the port of a registry is not a tag', async () => {
  const { code, stdout } = await template({ image: { repository: 'localhost:5000/podward' } });
  expect(code).toBe(0);
  expect(stdout).toContain('image: localhost:5000/podward:0.1.0\n');
});

test('the schema has the same properties as values.yaml', async () => {
  const values: Rendered = parse(await readFile(`${chart}/values.yaml`, 'utf8'));
  const schema: Rendered = JSON.parse(await readFile(`${chart}/values.schema.json`, 'utf8'));
  const compare = (path: string, value: Rendered, { properties, additionalProperties }: Rendered) => {
    if (additionalProperties !== false) return;
    // Helm defines `global`.
    const known = Object.keys(properties).filter((key) => key !== 'global');
    expect([path, known.sort()]).toEqual([path, Object.keys(value).sort()]);
    for (const key of known) compare(`${path}.${key}`, value[key], properties[key]);
  };
  compare('', values, schema);
});
