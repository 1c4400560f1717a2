/**
 * What the server refuses at startup and on reload, because the TLS client of kube-apiserver would refuse it. Name constraints, path lengths and
 * unknown critical extensions are not checked.
 */
import { X509Certificate } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openssl } from '../../devcluster/openssl.ts';
import { readCertificate, unusable } from '../../src/server/certificate.ts';
import { makeCa, makeSigned, temporaryFolder } from './certificates.ts';

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder, ...names);
const clientCa = at('ca-of-clients.crt');
const isCa = ['basicConstraints=critical,CA:TRUE', 'keyUsage=keyCertSign'];

beforeAll(() => {
  makeCa(at('ca'), 'ca');
  makeCa(at('other-ca'), 'other-ca');
  makeSigned(at('middle'), at('ca'), { name: 'middle', extensions: isCa });
  makeSigned(at('old-middle'), at('ca'), { name: 'old-middle', extensions: isCa, args: expired });
  makeSigned(at('sha1-middle'), at('ca'), { name: 'sha1-middle', extensions: isCa, args: ['-sha1'] });
  makeSigned(at('small-middle'), at('ca'), { name: 'small-middle', extensions: isCa, key: rsa(1024) });
  // The same name and key as the certificate of the other CA.
  crossSign('middle', 'other-ca', 'crossed-middle', ['-days', '3']);
  crossSign('middle', 'other-ca', 'old-crossed-middle', expired);
  makeCa(at('old-ca'), 'old-ca', 1);
  makeCa(at('renewed-ca'), 'old-ca', 9, ['-new', '-key', at('old-ca', 'tls.key'), '-subj', '/CN=old-ca']);
  makeCa(at('new-ca'), 'new-ca', 9);
  crossSign('middle', 'old-ca', 'middle-of-old-ca', ['-days', '9']);
  crossSign('middle', 'old-ca', 'old-middle-of-old-ca', expired);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The certificates are valid for two days, except those that have expired at this time. */
const expired = ['-days', '1'];
const clock = { now: () => Date.now() + 36 * 3_600_000, every: () => () => {} };

/** A new folder with a pair that is accepted. */
function pair(ca = 'ca', wanted: Parameters<typeof makeSigned>[2] = {}): string {
  const dir = at(`pair-${pairs++}`);
  makeSigned(dir, at(ca), wanted);
  return dir;
}
let pairs = 0;

/** Another certificate for the name and the key of an intermediate certificate, by another CA. */
function crossSign(name: string, ca: string, into: string, args: readonly string[]): void {
  makeSigned(at(into), at(ca), { name, extensions: isCa, args, key: ['-new', '-nodes', '-key', at(name, 'tls.key')] });
}

const append = (dir: string, ...certificates: string[]): void => {
  for (const name of certificates) appendFileSync(join(dir, 'tls.crt'), readFileSync(at(name, 'tls.crt')));
};
/** Writes ca.crt anew. */
const trust = (dir: string, ...certificates: string[]): string => {
  writeFileSync(join(dir, 'ca.crt'), certificates.map((name) => readFileSync(at(name, 'tls.crt'), 'utf8')).join(''));
  return dir;
};
const read = (dir: string): string => {
  try {
    const { warning } = readCertificate(
      { dir, clientCa: dir === at('client') ? clientCa : undefined, serverName },
      clock,
    );
    return warning === undefined ? 'accepted' : `accepted: ${warning}`.replaceAll(dir, 'DIR');
  } catch (error) {
    return (error as Error).message.replaceAll(dir, 'DIR');
  }
};
/** A leaf of the intermediate certificate, both in tls.crt, without ca.crt. */
function withoutCa(middle: string): string {
  const dir = pair(middle, named);
  append(dir, middle);
  rmSync(join(dir, 'ca.crt'));
  return dir;
}
const serverName = 'podward.guard.svc';
const named = { sans: `DNS:${serverName}` };
const rsa = (bits: number) => ['-newkey', `rsa:${bits}`, '-nodes'];
const curve = (name: string) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${name}`, '-nodes'];

test.each<[string, () => string, string | RegExp]>([
  ['a leaf of the CA', () => pair('ca', named), 'accepted'],
  ['a key in RSA', () => pair('ca', { ...named, key: rsa(2048) }), 'accepted'],
  ['P-384', () => pair('ca', { ...named, key: curve('P-384') }), 'accepted'],
  ['a wildcard for the label', () => pair('ca', { sans: 'DNS:*.guard.svc' }), 'accepted'],
  [
    'a wildcard for a part of a label',
    () => pair('ca', { sans: 'DNS:pod*.guard.svc' }),
    'the certificate in DIR/tls.crt must be valid for podward.guard.svc, but is valid for DNS:pod*.guard.svc. Issue it for this name.',
  ],
  [
    'the name only as the common name',
    () => pair('ca', { name: serverName, sans: 'IP:127.0.0.1' }),
    /must be valid for podward\.guard\.svc, but is valid for IP Address:127\.0\.0\.1\./,
  ],
  [
    'a signature with SHA-1',
    () => pair('ca', { ...named, args: ['-sha1'] }),
    'the certificate in DIR/tls.crt must not be signed with ecdsa-with-SHA1, which kube-apiserver does not accept. Issue it with SHA-256 or a stronger hash.',
  ],
  [
    'an RSA key of 1024 bits',
    () => pair('ca', { ...named, key: rsa(1024) }),
    'the certificate in DIR/tls.crt must have an RSA key of 2048 to 8192 bits, an ECDSA key (P-256, P-384 or P-521) or an Ed25519 key. Issue it for such a key.',
  ],
  ['P-224', () => pair('ca', { ...named, key: curve('P-224') }), /must have an RSA key of 2048/],
  [
    'a certificate for clients',
    () => pair('ca', { ...named, extensions: ['extendedKeyUsage=clientAuth'] }),
    'the certificate in DIR/tls.crt must have the extended key usage "server auth", or none. Issue it for this usage.',
  ],
  [
    'an encrypted key',
    () => {
      const dir = pair('ca', named);
      openssl(
        'pkey',
        '-in',
        join(dir, 'tls.key'),
        '-aes256',
        '-passout',
        'pass:secret',
        '-out',
        join(dir, 'encrypted'),
      );
      copyFileSync(join(dir, 'encrypted'), join(dir, 'tls.key'));
      return dir;
    },
    'the private key in DIR/tls.key is encrypted, and the server has no passphrase. Use a key without a passphrase: openssl pkey -in tls.key -out plain.key',
  ],
  [
    'an encrypted key in the format of OpenSSL',
    () => {
      const dir = pair('ca', { ...named, key: rsa(2048) });
      const [from, to] = [join(dir, 'tls.key'), join(dir, 'encrypted')];
      openssl('rsa', '-in', from, '-traditional', '-aes256', '-passout', 'pass:secret', '-out', to);
      copyFileSync(to, from);
      return dir;
    },
    /tls\.key is encrypted/,
  ],
  [
    'half a certificate',
    () => {
      const dir = pair('ca', named);
      const text = readFileSync(join(dir, 'tls.crt'), 'utf8');
      writeFileSync(join(dir, 'tls.crt'), text.slice(0, text.length / 2));
      return dir;
    },
    'DIR/tls.crt has a certificate that is broken or incomplete. Write the whole file again.',
  ],
  [
    'half an intermediate certificate',
    () => {
      const dir = pair('middle', named);
      appendFileSync(join(dir, 'tls.crt'), readFileSync(at('middle/tls.crt'), 'utf8').slice(0, 300));
      return dir;
    },
    /broken or incomplete/,
  ],
  [
    'a chain that is longer than a TLS client reads',
    () => {
      const dir = pair('ca', named);
      append(dir, ...new Array<string>(200).fill('other-ca'));
      return dir;
    },
    /^the certificates in DIR\/tls\.crt must have no more than 65536 bytes in DER format, but have \d+\. kube-apiserver does not accept long chains\. Remove those that do not lead to a CA\.$/,
  ],
  [
    'the CA first',
    () => {
      const dir = pair('ca', named);
      const leaf = readFileSync(join(dir, 'tls.crt'));
      writeFileSync(join(dir, 'tls.crt'), Buffer.concat([readFileSync(at('ca/tls.crt')), leaf]));
      return dir;
    },
    'the certificate of the server must be the first one in DIR/tls.crt, but tls.key is the private key of another one, "CN=podward". Move it to the start.',
  ],
  [
    'a chain to ca.crt',
    () => {
      const dir = pair('middle', named);
      append(dir, 'middle');
      return trust(dir, 'ca');
    },
    'accepted',
  ],
  [
    'an intermediate certificate that has expired',
    () => {
      const dir = pair('old-middle', named);
      append(dir, 'old-middle');
      return trust(dir, 'ca');
    },
    /^the intermediate certificate "CN=old-middle" in DIR\/tls\.crt expired at \S+\. Renew the certificate\.$/,
  ],
  [
    'a weak intermediate certificate that the chain to ca.crt needs',
    () => {
      const dir = pair('small-middle', named);
      append(dir, 'small-middle');
      return trust(dir, 'ca');
    },
    /^the intermediate certificate "CN=small-middle" in DIR\/tls\.crt must not have an RSA key of fewer than 2048 or more than 8192 bits\./,
  ],
  [
    'an expired intermediate certificate, if nobody knows whether the chain needs it',
    () => withoutCa('old-middle'),
    new RegExp(
      '^accepted: The chain is used without one of its certificates, because the intermediate certificate "CN=old-middle" in DIR/tls\\.crt ' +
        'expired at \\S+\\. Renew the certificate\\. If no CA in caBundle has issued the rest of the chain, kube-apiserver cannot call Podward\\.$',
    ),
  ],
  [
    'an intermediate certificate with SHA-1, if nobody knows whether the chain needs it',
    () => withoutCa('sha1-middle'),
    /^accepted: .* "CN=sha1-middle" in DIR\/tls\.crt must not be signed with ecdsa-with-SHA1/,
  ],
  [
    'an intermediate certificate with a small key, if nobody knows whether the chain needs it',
    () => withoutCa('small-middle'),
    /^accepted: .* "CN=small-middle" in DIR\/tls\.crt must not have an RSA key of fewer than 2048 or more than 8192 bits\./,
  ],
  [
    'a certificate with a small key that is not part of the chain',
    () => {
      const dir = pair('ca', named);
      append(dir, 'small-middle');
      return dir;
    },
    'accepted',
  ],
  [
    'an intermediate certificate of two CAs, of which ca.crt has the one whose certificate expires first',
    () => {
      const dir = pair('middle', named);
      append(dir, 'crossed-middle', 'middle');
      return trust(dir, 'ca');
    },
    'accepted',
  ],
  [
    'an intermediate certificate of two CAs, one of which is not valid any more',
    () => {
      const dir = withoutCa('middle');
      append(dir, 'old-crossed-middle');
      return dir;
    },
    'accepted',
  ],
  [
    'an expired certificate that is not part of the chain',
    () => {
      const dir = pair('ca', named);
      append(dir, 'old-middle');
      return dir;
    },
    'accepted',
  ],
  [
    'a chain that lacks the intermediate certificate',
    () => trust(pair('middle', named), 'ca'),
    'accepted: No valid CA in DIR/ca.crt has issued the certificate in tls.crt. If caBundle has the same CAs, kube-apiserver cannot call Podward.',
  ],
  ['a ca.crt with another CA', () => trust(pair('ca', named), 'other-ca'), /^accepted: No valid CA in DIR\/ca\.crt/],
  [
    'a CA in ca.crt that has expired before the certificate',
    () => pair('old-ca', named),
    /^accepted: The CA "CN=old-ca" in DIR\/ca\.crt expired at \S+Z\. If caBundle has the same CAs, kube-apiserver cannot call Podward\. Renew the CA\.$/,
  ],
  [
    'an expired CA at the end of a chain, beside another CA',
    () => {
      const dir = pair('middle', named);
      append(dir, 'middle-of-old-ca');
      return trust(dir, 'other-ca', 'old-ca');
    },
    /^accepted: The CA "CN=old-ca" in DIR\/ca\.crt expired at /,
  ],
  [
    'an expired CA beside the one that has issued the certificate',
    () => trust(pair('ca', named), 'old-ca', 'ca'),
    'accepted',
  ],
  [
    'an expired CA beside its renewed certificate',
    () => trust(pair('old-ca', named), 'old-ca', 'renewed-ca'),
    'accepted',
  ],
  [
    'a chain to two CAs, one of which has expired',
    () => {
      const dir = pair('middle', named);
      append(dir, 'middle-of-old-ca', 'middle');
      return trust(dir, 'old-ca', 'ca');
    },
    'accepted',
  ],
  [
    'a ca.crt without content, as some issuers of cert-manager write it',
    () => {
      const dir = pair('ca', named);
      writeFileSync(join(dir, 'ca.crt'), '');
      return dir;
    },
    'accepted',
  ],
  [
    'no ca.crt',
    () => {
      const dir = pair('ca', named);
      rmSync(join(dir, 'ca.crt'));
      return dir;
    },
    'accepted',
  ],
  [
    'CAs for clients of which all have expired',
    () => {
      makeSigned(at('client'), at('ca'), named);
      copyFileSync(at('old-middle/tls.crt'), clientCa);
      return at('client');
    },
    /^no certificate in \S+ca-of-clients\.crt is valid now\. Renew the CA\.$/,
  ],
])('%s', (_, make, expected) => {
  const result = read(make());
  if (typeof expected === 'string') expect(result).toBe(expected);
  else expect(result).toMatch(expected);
});

test('the first certificate of a chain that expires decides how long it is valid', () => {
  const dir = pair('old-middle', named);
  append(dir, 'old-middle');
  copyFileSync(at('ca/tls.crt'), join(dir, 'ca.crt'));
  const { expires, chain } = readCertificate({ dir });
  expect(chain).toHaveLength(2);
  expect(expires).toEqual(chain[1]!.validToDate);
});

test('a certificate that is not used does not decide how long the chain is valid', () => {
  const dir = withoutCa('old-middle');
  const { expires, chain } = readCertificate({ dir }, clock);
  expect(chain).toHaveLength(1);
  expect(expires).toEqual(chain[0].validToDate);
});

const endOf = (name: string): Date => new X509Certificate(readFileSync(at(name, 'tls.crt'))).validToDate;
const long = { ...named, args: ['-days', '5'] };

test.each<[string, () => string, string]>([
  ['the CA in ca.crt, if it expires first', () => pair('ca', long), 'ca'],
  ['a CA that has expired', () => pair('old-ca', long), 'old-ca'],
  [
    'the CA of the certificate, and not the others in ca.crt',
    () => trust(pair('ca', long), 'new-ca', 'ca', 'old-ca'),
    'ca',
  ],
  [
    'the certificate, if its CA is valid longer, and the previous one is not',
    () => trust(pair('new-ca', long), 'ca', 'new-ca'),
    'leaf',
  ],
  [
    'the certificate, if its CA is renewed with the same key',
    () => trust(pair('old-ca', long), 'old-ca', 'renewed-ca'),
    'leaf',
  ],
  ['the certificate, if the CA is not known', () => trust(pair('ca', long), 'new-ca'), 'leaf'],
  [
    'the certificate, if one of the CAs that its chain leads to is valid longer',
    () => {
      const dir = pair('middle', long);
      append(dir, 'middle-of-old-ca', 'middle');
      return trust(dir, 'old-ca', 'renewed-ca', 'ca');
    },
    'leaf',
  ],
  [
    'the expired CA, even if an intermediate certificate has expired too',
    () => {
      const dir = pair('middle', long);
      append(dir, 'old-middle-of-old-ca');
      return trust(dir, 'old-ca');
    },
    'old-ca',
  ],
])('the date of expiry is that of %s', (_, make, expected) => {
  const dir = make();
  const certificate = readCertificate({ dir }, clock);
  expect(certificate.expires).toEqual(expected === 'leaf' ? certificate.chain[0].validToDate : endOf(expected));
});

test('an expired CA in ca.crt does not make the server unready, because caBundle may have a newer one', () => {
  const certificate = readCertificate({ dir: pair('old-ca', long) }, clock);
  expect(certificate.expires.getTime()).toBeLessThan(clock.now());
  expect(unusable(certificate, clock)).toBeUndefined();
  const later = { now: () => clock.now() + 9 * 24 * 3_600_000 };
  expect(unusable(certificate, later)).toBe(
    `The certificate expired at ${certificate.chain[0].validToDate.toISOString()}.`,
  );
});
