/** Without --host, both ports serve IPv4 and IPv6, and IPv4 alone where the kernel has no IPv6. */
import { rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addressOf } from '../../src/server/address.ts';
import { encoded, reviewOf } from '../admission/requests.ts';
import { makePair, temporaryFolder } from './certificates.ts';
import { post } from './client.ts';
import { main, startProgram, type Podward } from './podward.ts';

const folder = temporaryFolder();
const args = [`--tls-dir=${folder}`, '--drain-seconds=0'];
beforeAll(() => makePair(folder));
afterAll(() => rmSync(folder, { recursive: true }));

async function expectAnswers({ port, healthPort }: Podward, host: string): Promise<void> {
  const probe = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${healthPort}/readyz`);
  expect(probe.status).toBe(200);
  const review = await post(port, '/validate/deny', encoded(reviewOf()), { host });
  expect(review.text).toContain('"allowed":true');
}

async function end(podward: Podward): Promise<void> {
  podward.signal('SIGTERM');
  expect((await podward.ended).code).toBe(0);
}

describe('without --host', () => {
  let podward: Podward;
  beforeAll(async () => {
    podward = await startProgram([main], args, []);
  });
  afterAll(() => end(podward));

  test('it answers on 127.0.0.1', () => expectAnswers(podward, '127.0.0.1'));

  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  );
  (hasIpv6 ? test : test.skip)('it answers on ::1 (skipped on a machine without this address)', async () => {
    await expectAnswers(podward, '::1');
    expect(podward.output()).toContain('"host":"::"');
  });
});

test('without --host and without IPv6 in the kernel, it answers on 127.0.0.1', async () => {
  // -97 is EAFNOSUPPORT. The reviewer gets this flag too, but does not listen, and its permission model forbids process.binding.
  const noIpv6 = "if (!process.permission) process.binding('tcp_wrap').TCP.prototype.bind6 = () => -97";
  const podward = await startProgram(['--import', `data:text/javascript,${noIpv6}`, main], args, []);
  await expectAnswers(podward, '127.0.0.1');
  expect(podward.output()).toContain('"host":"0.0.0.0"');
  await end(podward);
});

test.each([
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8::ffff:1', '2001:db8::ffff:1'],
  ['::ffff:0:1:2', '::ffff:0:1:2'],
  [undefined, ''],
])('the address %s of a client is shown as "%s"', (remoteAddress, shown) => {
  expect(addressOf({ remoteAddress })).toBe(shown);
});
