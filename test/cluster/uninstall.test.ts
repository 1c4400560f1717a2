/** `podward uninstall` against an API server with prepared answers. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { deleteMs } from '../../src/cluster/limits.ts';
import { run } from '../cli/run.ts';
import { temporaryFolder } from '../server/certificates.ts';
import { startAnswering } from './api-server-answers.ts';

const group = 'admissionregistration.k8s.io';
const mutating = `DELETE /apis/${group}/v1/mutatingwebhookconfigurations/podward-m`;
const validating = `DELETE /apis/${group}/v1/validatingwebhookconfigurations/podward-v`;

type Answer = ReturnType<Parameters<typeof startAnswering>[0]>;
const deleted: Answer = { code: 200, body: { apiVersion: 'v1', kind: 'Status', status: 'Success' } };
/** As kube-apiserver writes it. */
const notFound = (kind: string): Answer => ({
  code: 404,
  body: {
    apiVersion: 'v1',
    kind: 'Status',
    status: 'Failure',
    message: `${kind}.${group} "podward" not found`,
    reason: 'NotFound',
    details: { name: 'podward', group, kind },
    code: 404,
  },
});

let server: Awaited<ReturnType<typeof startAnswering>> | undefined;
const { HOME, KUBECONFIG } = process.env;
beforeEach(() => void (process.env['KUBECONFIG'] = '/none'));
afterEach(() => {
  jest.restoreAllMocks();
  server?.stop();
  server = undefined;
  for (const [name, value] of Object.entries({ HOME, KUBECONFIG }))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
});

const names = ['--mutating=podward-m', '--validating=podward-v'];

/** With the answers about the two configurations. */
async function uninstall(first: Answer | (() => Answer), second: Answer) {
  const answer = typeof first === 'function' ? first : () => first;
  server = await startAnswering((request) => (request === mutating ? answer() : second));
  process.env['KUBECONFIG'] = server.kubeconfig;
  const outcome = await run({ args: ['uninstall', ...names] });
  return { ...outcome, requests: server.sent.map(({ request }) => request) };
}

const mutatingNotFound = notFound('mutatingwebhookconfigurations');
const validatingNotFound = notFound('validatingwebhookconfigurations');

test.each<[string, Answer, Answer, string, string]>([
  ['deletes both', deleted, deleted, 'deleted', 'deleted'],
  ['does not fail where they do not exist', mutatingNotFound, validatingNotFound, 'not found', 'not found'],
  ['deletes the remaining one', mutatingNotFound, deleted, 'not found', 'deleted'],
])('%s, and changes nothing else', async (_, first, second, firstOutcome, secondOutcome) => {
  expect(await uninstall(first, second)).toEqual({
    status: 0,
    stdout: `MutatingWebhookConfiguration podward-m ${firstOutcome}\nValidatingWebhookConfiguration podward-v ${secondOutcome}\n`,
    stderr: '',
    requests: [mutating, validating],
  });
});

describe('if one cannot be deleted, the reason is printed, and the other one is still deleted', () => {
  const failed = (reason: string) => ({
    status: 1,
    stdout: 'ValidatingWebhookConfiguration podward-v deleted\n',
    stderr: `error: MutatingWebhookConfiguration podward-m cannot be deleted: ${reason}.\n`,
    requests: [mutating, validating],
  });

  test.each<[string, Answer, string]>([
    ['a refusal', { code: 403, body: { kind: 'Status', message: 'it is forbidden' } }, '403 it is forbidden'],
    ['the 404 of a wrong path', { code: 404, body: '404 page not found\n' }, '404 404 page not found'],
    ['the 404 of a proxy', { code: 404, body: { message: 'no such cluster' } }, '404 no such cluster'],
    [
      'a 404 about another kind',
      notFound('validatingwebhookconfigurations'),
      `404 validatingwebhookconfigurations.${group} "podward" not found`,
    ],
    ['a page of a login', { code: 200, body: '<!doctype html>' }, 'the answer is not an object of Kubernetes'],
    ['JSON of a proxy', { code: 200, body: { error: 'x' } }, 'the answer is not an object of Kubernetes'],
  ])('%s', async (_, answer, reason) => {
    expect(await uninstall(answer, deleted)).toEqual(failed(reason));
  });

  test('no answer in time', async () => {
    const late = new AbortController();
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementationOnce(() => late.signal);
    const silent = (): Answer => {
      late.abort(new DOMException('late', 'TimeoutError'));
      return undefined;
    };
    expect(await uninstall(silent, deleted)).toEqual(failed('there was no complete answer in time'));
    expect(timeout.mock.calls).toEqual([[deleteMs], [deleteMs]]);
  });
});

// Without a name, the path would be that of all configurations.
test.each(['', '.', '..', 'a/b'])('a configuration cannot have the name %j', async (name) => {
  for (const flag of ['--mutating', '--validating'])
    expect(await run({ args: ['uninstall', ...names, flag, name] })).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: ${flag} cannot be "${name}". Use the name of a webhook configuration.\nRun podward uninstall --help.\n`,
    });
});

test('prints that no cluster is configured', async () => {
  const folder = temporaryFolder();
  delete process.env['KUBECONFIG'];
  process.env['HOME'] = folder;
  const { status, stderr } = await run({ args: ['uninstall', ...names] });
  rmSync(folder, { recursive: true });
  expect(stderr).toMatch(/^error: no cluster is configured\. Set KUBECONFIG, or run this command in a Pod/);
  expect(status).toBe(1);
});
