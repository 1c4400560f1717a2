/** `podward audit` against an API server with prepared answers. test/e2e/reports.test.ts uses a real one. */
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { maxReportBytes, maxReportPages } from '../../src/cluster/limits.ts';
import { readReports } from '../../src/cluster/reports.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { newReport, withBatch } from '../../src/counts/report.ts';
import { run } from '../cli/run.ts';
import { startAnswering } from './api-server-answers.ts';

let server: Awaited<ReturnType<typeof startAnswering>> | undefined;
afterEach(() => {
  server?.stop();
  server = undefined;
});

const group = '/apis/wgpolicyk8s.io/v1alpha2';
const report = (namespace: string, inModeDeny: 'deny' | 'warn' = 'deny'): JsonObject => {
  const at = new Date(Date.UTC(2026, 0, 1));
  const count = { rule: 'a-rule', mode: 'warn', inModeDeny, requests: 2, since: at, last: at, objects: [] } as const;
  return withBatch(newReport(namespace, undefined), { replica: '0', number: 1, counts: [count] }, () => '');
};

async function audit(answer: Parameters<typeof startAnswering>[0], ...args: string[]) {
  server = await startAnswering(answer);
  const { status, stdout, stderr } = await run({ args: ['audit', '--kubeconfig', server.kubeconfig, ...args] });
  const asked = server.sent.map(({ request }) =>
    request.replace(/^GET (.*)\?(.*)$/, (_, path, query) => {
      const { limit: __, ...rest } = Object.fromEntries(new URLSearchParams(query as string));
      return `${path} ${Object.values(rest).sort().join(' ')}`;
    }),
  );
  return { status, stdout, stderr, asked };
}
const list = (items: readonly JsonObject[], next?: string) => ({
  code: 200,
  body: { kind: 'PolicyReportList', metadata: { continue: next }, items },
});

describe('the reports', () => {
  const of = (namespace: string): string => `${group}/namespaces/${namespace}/policyreports metadata.name=podward`;
  test.each<[string, string[], string]>([
    ['of the namespace of the context', [], of('shop')],
    ['of a namespace', ['-n', 'bank'], of('bank')],
    ['of another context, without a namespace', ['--context', 'there'], of('default')],
    ['of all namespaces', ['-A'], `${group}/policyreports metadata.name=podward`],
  ])('%s are read', async (_, args, path) => {
    const { status, asked, stderr } = await audit(() => list([report('shop')]), ...args);
    expect({ status, asked, stderr }).toEqual({ status: 1, asked: [path], stderr: '' });
  });

  test('of several pages are read, and printed by namespace', async () => {
    const pages = (request: string) =>
      request.includes('continue=next') ? list([report('bank')]) : list([report('shop')], 'next');
    const { status, stdout, asked } = await audit(pages, '-A', '-o', 'json');
    const { namespaces, summary } = JSON.parse(stdout) as { namespaces: { namespace: string }[]; summary: object };
    expect(namespaces.map(({ namespace }) => namespace)).toEqual(['bank', 'shop']);
    expect(summary).toEqual({ namespaces: 2, rules: 2, rejected: 2 });
    expect(status).toBe(1);
    expect(asked).toHaveLength(2);
  });

  test('of a page are reduced to what is kept of them, before the next page is requested', async () => {
    const order: string[] = [];
    server = await startAnswering((request) => {
      order.push('requested');
      return request.includes('continue=next') ? list([report('bank')]) : list([report('shop')], 'next');
    });
    const { kept } = await readReports({ kubeconfig: server.kubeconfig, allNamespaces: true }, (page) => {
      order.push('reduced');
      return page.map((one) => stringAt(one, 'metadata', 'namespace'));
    });
    expect(kept).toEqual(['shop', 'bank']);
    expect(order).toEqual(['requested', 'reduced', 'requested', 'reduced']);
  });

  const withoutReports = (namespace: { code: number; body: object }) => (request: string) =>
    request.includes('/api/v1/') ? namespace : list([]);

  test('are none: the namespace is read, and the status is 0', async () => {
    const found = await audit(withoutReports({ code: 200, body: { kind: 'Namespace' } }));
    expect(found).toMatchObject({ status: 0, asked: [of('shop'), 'GET /api/v1/namespaces/shop'], stderr: '' });
  });

  test('are none, because the namespace does not exist: the status is 2', async () => {
    const missing = await audit(withoutReports({ code: 404, body: {} }), '-n', 'nosuch');
    expect(missing).toMatchObject({ status: 2, stdout: '' });
    expect(missing.stderr).toBe(
      'error: the namespace nosuch does not exist. To list the namespaces, run kubectl get namespaces.\n',
    );
  });

  test('are none, and the namespace may not be read: the status is 0', async () => {
    expect(await audit(withoutReports({ code: 403, body: {} }))).toMatchObject({ status: 0, stderr: '' });
  });

  test('are none in all namespaces: no namespace is read', async () => {
    const { status, asked } = await audit(withoutReports({ code: 404, body: {} }), '-A');
    expect({ status, asked }).toEqual({ status: 0, asked: [`${group}/policyreports metadata.name=podward`] });
  });

  test.each([
    ['none', []],
    ['one with nothing that mode deny rejects', [report('shop', 'warn')]],
  ])('are %s: the status is 0', async (_, items) => {
    expect(await audit(() => list(items))).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the status is 2, and nothing is printed on standard output', () => {
  test.each<[string, number, object | string, string[], RegExp]>([
    [
      'if the kind does not exist',
      404,
      '404 page not found',
      [],
      /does not have the kind PolicyReport .* reports\.enabled/,
    ],
    [
      'if the permission is missing',
      403,
      {},
      [],
      /not allowed to list policyreports\.wgpolicyk8s\.io in namespace shop\./,
    ],
    ['if the permission for all namespaces is missing', 403, {}, ['-A'], /in all namespaces\. Use -n NAMESPACE/],
    ['if the credentials are wrong', 401, {}, [], /does not accept the credentials of the kubeconfig/],
    ['if the API server fails', 500, { message: 'etcd\nis down' }, [], /cannot be read: 500 etcd is down\./],
    ['if the answer is not JSON', 200, 'x', [], /cannot be read: the answer is not a list\./],
    ['if the answer is not a list', 200, { kind: 'Status' }, [], /cannot be read: the answer is not a list\./],
    [
      'if a page names itself as the next one',
      200,
      list([report('shop')], 'again').body,
      [],
      /cannot be read: the API server returned the same continue token twice\./,
    ],
    ['if the context does not exist', 200, {}, ['--context', 'x'], /the kubeconfig has no context "x"\. To list/],
    [
      'if the file does not exist',
      200,
      {},
      ['--kubeconfig', '/none'],
      /the kubeconfig \/none cannot be read: no such file .* Check the file\./,
    ],
  ])('%s', async (_, code, body, args, message) => {
    const { status, stdout, stderr } = await audit(() => ({ code, body }), ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .*\.\n$/);
  });

  test('if the pages do not end', async () => {
    let pages = 0;
    const { status, stdout, stderr, asked } = await audit(() => list([], String(++pages)), '-A');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`error: the PolicyReports cannot be read: the list has more than ${maxReportPages} pages.\n`);
    expect(asked).toHaveLength(maxReportPages);
  });

  const blanks = ' '.repeat(maxReportBytes + 1);
  test.each([
    ['too large', blanks],
    ['too large when it is unpacked', gzipSync(blanks, { level: 1 })],
  ])('if the answer is %s', async (_, body) => {
    const { status, stdout, stderr } = await audit(() => ({ code: 200, body }));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`error: the PolicyReports cannot be read: the answer has more than ${maxReportBytes} bytes.\n`);
  });

  test('if there is no answer in time', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const soon = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(100));
    const { status, stderr } = await audit(() => undefined);
    soon.mockRestore();
    expect(status).toBe(2);
    expect(stderr).toBe('error: the PolicyReports cannot be read: there was no complete answer in time.\n');
  });

  test('if the cluster cannot be reached', async () => {
    server = await startAnswering(() => list([]));
    server.disconnect();
    const { status, stderr } = await run({ args: ['audit', '--kubeconfig', server.kubeconfig] });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: the PolicyReports cannot be read: .*ECONNREFUSED.*\.\n$/);
  });
});
