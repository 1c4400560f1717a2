// Creates a CA and a certificate to run the server during development. Usage: npx node certs/dev.ts [DNS name ...]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newKey, openssl } from '../devcluster/openssl.ts';

const folder = join(import.meta.dirname, 'dev');
const days = '30';
const names = ['DNS:localhost', 'IP:127.0.0.1', ...process.argv.slice(2).map((name) => `DNS:${name}`)];

mkdirSync(folder, { recursive: true });
// In a separate folder, so that the key of the CA is never next to the files that are kept.
const scratch = mkdtempSync(join(folder, '.ca-'));
try {
  const [caKey, request, extensions] = ['ca.key', 'leaf.csr', 'leaf.ext'].map((name) => join(scratch, name));
  const [ca, leafKey, leaf] = ['ca.crt', 'tls.key', 'tls.crt'].map((name) => join(folder, name));
  openssl('req', '-x509', ...newKey('/CN=podward-dev-ca', caKey!), '-out', ca!, '-days', days);
  openssl('req', '-new', ...newKey('/CN=podward-dev', leafKey!), '-out', request!);
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
