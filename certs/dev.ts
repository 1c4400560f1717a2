// Creates a CA and a certificate to run the server during development. Usage: npx node certs/dev.ts [DNS name ...]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'dev');
const days = '30';
const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const names = ['DNS:localhost', 'IP:127.0.0.1', ...process.argv.slice(2).map((name) => `DNS:${name}`)];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

mkdirSync(folder, { recursive: true });
// In a separate folder, so that the key of the CA is never next to the files that are kept.
const scratch = mkdtempSync(join(folder, '.ca-'));
try {
  const [caKey, request, extensions] = ['ca.key', 'leaf.csr', 'leaf.ext'].map((name) => join(scratch, name));
  const [ca, leafKey, leaf] = ['ca.crt', 'tls.key', 'tls.crt'].map((name) => join(folder, name));
  openssl('req', '-x509', ...key, '-keyout', caKey!, '-out', ca!, '-days', days, '-subj', '/CN=podward-dev-ca');
  openssl('req', '-new', ...key, '-keyout', leafKey!, '-out', request!, '-subj', '/CN=podward-dev');
  writeFileSync(extensions!, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth\n`);
  const signer = ['-CA', ca!, '-CAkey', caKey!, '-CAcreateserial', '-CAserial', join(scratch, 'serial')];
  openssl('x509', '-req', '-in', request!, ...signer, '-extfile', extensions!, '-days', days, '-out', leaf!);
  console.log(`Created ca.crt, tls.crt and tls.key in ${folder}, valid for ${days} days and for ${names.join(', ')}.`);
} catch (error) {
  const { code, stderr } = error as { code?: string; stderr?: Buffer };
  console.error(
    code === 'ENOENT'
      ? 'openssl was not found. Install OpenSSL and run this command again.'
      : String(stderr ?? error).trim(),
  );
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
