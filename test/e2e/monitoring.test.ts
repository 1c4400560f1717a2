/** The chart's objects for Prometheus Operator on a real API server, and the commands of the pages that look at a cluster without Pods that run. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installPrometheusOperatorCrds } from '../../devcluster/prometheus-operator.ts';
import { render, type Rendered } from '../chart/helm.ts';
import { commandsToType } from '../docs/tried.ts';
import { makeNamespace, type Namespace } from './namespace.ts';
import { typist } from './typing.ts';

const crds = ['servicemonitors', 'prometheusrules'].map((name) => `crd/${name}.monitoring.coreos.com`);
let namespace: Namespace;
/** A cluster that somebody uses may have Prometheus Operator. */
let hasCrds: boolean;

beforeAll(async () => {
  namespace = await makeNamespace();
  const { stdout } = await namespace.cluster.kubectl(['get', ...crds, '--ignore-not-found', '-o', 'name']);
  hasCrds = stdout !== '';
  if (!hasCrds) await installPrometheusOperatorCrds(namespace.cluster);
});
afterAll(async () => {
  if (!hasCrds) await namespace?.cluster.kubectl(['delete', ...crds], { reject: false });
  await namespace?.remove();
});

const dryRun = (object: Rendered) =>
  namespace.kubectl('create --dry-run=server --validate=strict -f -', JSON.stringify(object));

test('the ServiceMonitor, the PrometheusRule and the dashboard are valid', async () => {
  const monitoring = {
    serviceMonitor: { enabled: true },
    prometheusRule: { enabled: true, runbookUrl: 'https://example.com/runbooks.md' },
    dashboard: { enabled: true },
  };
  const objects = (await render({ monitoring }, { namespace: namespace.name })).filter(
    ({ kind, metadata }) => /^(ServiceMonitor|PrometheusRule)$/.test(kind) || metadata.name === 'podward-dashboard',
  );
  expect(objects).toHaveLength(3);
  for (const object of objects) expect(await dryRun(object)).toMatchObject({ code: 0, stderr: '' });
  const [monitor] = objects.filter(({ kind }) => kind === 'ServiceMonitor');
  monitor.spec.endpoints[0].prot = 'metrics';
  expect((await dryRun(monitor)).stderr).toContain('unknown field "spec.endpoints[0].prot"');
});

const commands = commandsToType('test/e2e/monitoring.test.ts');
test.each(commands.rest())('%s', async (command) => {
  const { code, stderr } = await typist(namespace.cluster)(command);
  // There may be no objects, or a warning.
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/^error/im) });
});
