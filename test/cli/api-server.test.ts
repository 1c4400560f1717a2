/** Which API server is asked for its version. */
import { expect, test } from '@jest/globals';
import { askVersionWith, urlInPod } from '../../src/cli/api-server.ts';
import { run } from './run.ts';

test.each<[object, string | undefined]>([
  [{ KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' }, 'https://10.96.0.1:443'],
  [{ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' }, 'https://[fd00::1]:6443'],
  [{ KUBERNETES_SERVICE_HOST: 'api.example.com', KUBERNETES_SERVICE_PORT: '443' }, 'https://api.example.com:443'],
  [{ KUBERNETES_SERVICE_HOST: '10.96.0.1' }, undefined],
  [{ KUBERNETES_SERVICE_HOST: '', KUBERNETES_SERVICE_PORT: '' }, undefined],
  [{}, undefined],
])('with %j, the API server of the Pod is %s', (environment, url) => expect(urlInPod({ ...environment })).toBe(url));

const inPod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

test.each<[string, Parameters<typeof askVersionWith>, boolean]>([
  ['in a Pod', [{ learnVersion: true }, inPod], true],
  ['with a URL', [{ learnVersion: true, apiServer: 'https://127.0.0.1:6443' }, {}], true],
  ['outside of a Pod', [{ learnVersion: true }, {}], false],
  ['with --no-learn-version', [{ learnVersion: false, apiServer: 'https://127.0.0.1:6443' }, inPod], false],
])('%s', (_, given, asked) => {
  expect(askVersionWith(...given) !== undefined).toBe(asked);
});

test.each<[string, string]>([
  ['http://127.0.0.1:8080', 'Use a URL that begins with https://.'],
  ['127.0.0.1:6443', 'Use a URL such as https://192.0.2.1:6443.'],
  ['https://', 'Use a URL such as https://192.0.2.1:6443.'],
  ['https://[', 'Use a URL such as https://192.0.2.1:6443.'],
  ['https://u:hunter2@127.0.0.1', 'Use a URL without a user name and a password.'],
  ['https://127.0.0.1?timeout=32s', 'Use a URL without ? and #.'],
  ['https://127.0.0.1#a', 'Use a URL without ? and #.'],
])('--api-server cannot be %s', async (url, advice) => {
  const { status, stderr } = await run({ args: ['serve', '--tls-dir', 'x', '--api-server', url] });
  expect(status).toBe(2);
  expect(stderr).toContain(`--api-server cannot be `);
  expect(stderr).toContain(`. ${advice}\nRun podward serve --help.\n`);
  expect(stderr).not.toContain('hunter2');
});
