/** Server-side apply: Podward owns no field, takes none from its owner, and the defaults conflict with nobody. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeNamespace, withoutWarnings, type Answer, type Namespace } from './namespace.ts';
import { noScheduler } from './web.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
let denied: Namespace;
let off: Namespace;
beforeAll(async () => {
  denied = await makeNamespace({ recorded: 'server-side-apply' });
  off = await makeNamespace({ 'podward.dev/mode': 'off' });
});
afterAll(() => Promise.all([denied, off].map((namespace) => namespace?.remove())));

const image = 'registry.example.com/shop:1';
const pod = (name: string, container: object = {}): any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    schedulerName: noScheduler,
    containers: [{ name: 'shop', image, ports: [{ containerPort: 80 }], ...container }],
  },
});
const job = (name: string, spec: object = {}): any => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { suspend: true, template: { spec: { containers: [{ name: 'shop', image }], ...spec } } },
});
const deployment = (container: object = {}, own: object = {}): any => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: { containers: [{ name: 'shop', image, ports: [{ containerPort: 80 }], ...container }] },
    },
    ...own,
  },
});
const applyAs = (manager: string, object: any, flags = ''): Promise<Answer> =>
  denied.kubectl(`apply --server-side --field-manager=${manager} ${flags} -f -`.replace('  ', ' '), object);

/** The fields that each manager owns, in the order of the managers. */
async function owners(namespace: Namespace, kind: string, name: string): Promise<any[]> {
  const { stdout } = await namespace.kubectl(`get ${kind} ${name} -o json --show-managed-fields`);
  return (JSON.parse(stdout).metadata.managedFields as any[])
    .filter(({ manager }) => manager !== 'kube-controller-manager')
    .map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }));
}

describe('the owners of all fields are the same as without Podward', () => {
  // Without Podward, the API server refuses a Job without restartPolicy. Its author owns no such field.
  const objects: [string, any, any][] = [
    ['a Pod', pod('owned'), pod('owned')],
    ['a Job', job('owned'), job('owned', { restartPolicy: 'OnFailure' })],
    ['a Deployment', deployment(), deployment()],
  ];
  test.each(objects)('%s that is created by a server-side apply', async (_, object, complete) => {
    const apply = 'apply --server-side --field-manager=owner -f -';
    expect(withoutWarnings(await denied.kubectl(apply, object))).toMatchObject({ code: 0, stderr: '' });
    expect(await off.kubectl(apply, complete)).toMatchObject({ code: 0, stderr: '' });
    const [found, expected] = await Promise.all(
      [denied, off].map((namespace) => owners(namespace, object.kind, object.metadata.name)),
    );
    if (object.kind === 'Job') delete expected![0].fieldsV1['f:spec']['f:template']['f:spec']['f:restartPolicy'];
    expect(found).toEqual(expected);
  });
  test.each(['create', 'apply'])('a Pod that is created by kubectl %s', async (command) => {
    const object = pod(`by-${command}`);
    for (const namespace of [denied, off])
      expect(withoutWarnings(await namespace.kubectl(`${command} -f -`, object))).toMatchObject({
        code: 0,
        stderr: '',
      });
    const [found, expected] = await Promise.all(
      [denied, off].map((namespace) => owners(namespace, 'pod', object.metadata.name)),
    );
    expect(found).toEqual(expected);
  });
});

describe('a value that Podward filled in has no owner', () => {
  test('another manager can set it to the same value', async () => {
    await applyAs('owner', job('adopted'));
    expect(await applyAs('other', job('adopted', { restartPolicy: 'OnFailure' }))).toMatchObject({
      code: 0,
      stderr: '',
    });
    const managers = await owners(denied, 'job', 'adopted');
    const template = managers.find(({ manager }) => manager === 'other').fieldsV1['f:spec']['f:template'];
    expect(template['f:spec']).toHaveProperty('f:restartPolicy');
  });
  test('its owner can omit it again', async () => {
    expect(await applyAs('other', job('adopted'))).toMatchObject({ code: 0, stderr: '' });
    expect((await denied.get('job', 'adopted')).spec.template.spec.restartPolicy).toBe('OnFailure');
  });
  test('a client-side apply can follow a server-side one, and the other way around', async () => {
    const object = pod('migrated');
    expect(withoutWarnings(await denied.kubectl('apply -f -', object))).toMatchObject({ code: 0, stderr: '' });
    const before = await denied.get('pod', 'migrated');
    for (const flags of ['--server-side', '--server-side', '']) {
      const answer = await denied.kubectl(`apply ${flags} -f -`.replace('  ', ' '), object);
      expect(withoutWarnings(answer)).toMatchObject({ code: 0, stderr: '' });
    }
    const after = await denied.get('pod', 'migrated');
    expect(after.spec).toEqual(before.spec);
    expect(after.metadata.annotations['podward.dev/defaulted']).toBe('readinessProbe');
  });
});

describe('conflicts are those of the API server', () => {
  beforeAll(async () => {
    expect(withoutWarnings(await applyAs('owner', deployment({}, { replicas: 1 })))).toMatchObject({ stderr: '' });
  });
  test('a field of another manager', async () => {
    const answer = await applyAs('other', deployment({ image: 'registry.example.com/shop:2' }));
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('conflict with "owner": .spec.template.spec.containers[name="shop"].image');
    expect(answer.stderr).not.toMatch(/podward/);
  });
  test('--force-conflicts takes the field', async () => {
    const answer = await applyAs('other', deployment({ image: 'registry.example.com/shop:2' }), '--force-conflicts');
    expect(withoutWarnings(answer)).toMatchObject({ code: 0, stderr: '' });
    const stored = await denied.get('deployment', 'shop');
    expect(stored.spec.template.spec.containers[0].image).toBe('registry.example.com/shop:2');
    expect((await owners(denied, 'deployment', 'shop')).map(({ manager }) => manager).sort()).toEqual([
      'other',
      'owner',
    ]);
  });
  test('a field that its only owner omits is removed', async () => {
    await applyAs('third', deployment({ env: [{ name: 'LEVEL', value: 'info' }] }), '--force-conflicts');
    expect(withoutWarnings(await applyAs('third', deployment()))).toMatchObject({ code: 0, stderr: '' });
    expect((await denied.get('deployment', 'shop')).spec.template.spec.containers[0].env).toBeUndefined();
  });
  test('a change that is not allowed is refused with the same text as in a client-side apply', async () => {
    const changed = { ...pod('migrated'), spec: { ...pod('migrated').spec, terminationGracePeriodSeconds: 5 } };
    const answers = [
      await denied.kubectl('apply -f -', changed),
      await applyAs('kubectl', changed, '--force-conflicts'),
    ];
    for (const answer of answers) {
      expect(answer.code).toBe(1);
      expect(answer.stderr).toContain('[pod-spec-immutable]');
    }
  });
});
