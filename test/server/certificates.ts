/** Creates certificates with openssl. */
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKey, openssl } from '../../devcluster/openssl.ts';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'podward-server-'));
}

interface Wanted {
  readonly name?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly sans?: string | undefined;
}

/** A self-signed pair, as tls.crt and tls.key in the directory. Dates have the form 20260101000000Z. */
export function makePair(folder: string, wanted: Wanted = {}): void {
  const { name = 'podward', notBefore = '20200101000000Z', notAfter, sans = 'DNS:localhost,IP:127.0.0.1' } = wanted;
  mkdirSync(folder, { recursive: true });
  const key = join(folder, 'tls.key');
  const cert = join(folder, 'tls.crt');
  const extension = sans === '' ? [] : ['-addext', `subjectAltName=${sans}`];
  if (notAfter === undefined) {
    openssl('req', '-x509', ...newKey(`/CN=${name}`, key), '-out', cert, '-days', '2', ...extension);
    return;
  }
  // Of the commands that set both dates, only this one exists in every version of openssl.
  const scratch = mkdtempSync(join(folder, 'ca-'));
  const inScratch = (file: string): string => join(scratch, file);
  writeFileSync(inScratch('index'), '');
  writeFileSync(
    inScratch('ca.cnf'),
    `[ca]\ndefault_ca = a\n[a]\ndatabase = ${inScratch('index')}\nnew_certs_dir = ${scratch}\nrand_serial = yes\n` +
      'default_md = sha256\npolicy = p\ncopy_extensions = copy\n[p]\ncommonName = supplied\n',
  );
  openssl('req', '-new', ...newKey(`/CN=${name}`, key), '-out', inScratch('csr'), ...extension);
  const dates = ['-startdate', notBefore, '-enddate', notAfter];
  const selfSigned = ['-selfsign', '-keyfile', key, '-in', inScratch('csr'), '-out', cert];
  openssl('ca', '-batch', '-notext', '-config', inScratch('ca.cnf'), ...selfSigned, ...dates);
  rmSync(scratch, { recursive: true });
}

interface Signed {
  readonly name?: string;
  readonly sans?: string;
  /** Lines of the extensions, such as `basicConstraints=CA:TRUE`. */
  readonly extensions?: readonly string[];
  /** Other arguments of `openssl x509`, such as `-sha1`. */
  readonly args?: readonly string[];
  readonly key?: readonly string[];
}

/** A CA, as tls.crt and tls.key in the directory. With the arguments for the key of another one, it is that CA, renewed. */
export function makeCa(
  folder: string,
  name: string,
  days = 2,
  key = newKey(`/CN=${name}`, join(folder, 'tls.key')),
): void {
  mkdirSync(folder, { recursive: true });
  openssl('req', '-x509', ...key, '-out', join(folder, 'tls.crt'), '-days', String(days));
}

/** A pair that the CA in the directory `ca` has signed, as tls.crt, tls.key and ca.crt in the directory. */
export function makeSigned(folder: string, ca: string, wanted: Signed = {}): void {
  const { name = 'podward', sans = 'DNS:localhost,IP:127.0.0.1', extensions = [], args = [] } = wanted;
  const file = (part: string): string => join(folder, part);
  mkdirSync(folder, { recursive: true });
  const key = wanted.key ?? newKey(`/CN=${name}`, file('tls.key'));
  openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', file('tls.key'), '-out', file('csr'));
  writeFileSync(file('extensions'), [`subjectAltName=${sans}`, ...extensions, ''].join('\n'));
  const signer = [
    '-CA',
    join(ca, 'tls.crt'),
    '-CAkey',
    join(ca, 'tls.key'),
    '-CAserial',
    file('serial'),
    '-CAcreateserial',
  ];
  const days = args.includes('-days') ? [] : ['-days', '2'];
  openssl(
    'x509',
    '-req',
    '-in',
    file('csr'),
    ...signer,
    ...days,
    '-extfile',
    file('extensions'),
    ...args,
    '-out',
    file('tls.crt'),
  );
  copyFileSync(join(ca, 'tls.crt'), file('ca.crt'));
  for (const part of ['csr', 'extensions', 'serial']) rmSync(file(part));
}

/** A directory with the layout of a Secret or ConfigMap volume: the files are links through ..data, which is replaced in one step. */
export function secretVolume(files: readonly string[] = ['tls.crt', 'tls.key', 'ca.crt']): {
  readonly dir: string;
  swap(fill: (folder: string) => void): void;
  remove(): void;
} {
  const dir = temporaryFolder();
  let version = 0;
  return {
    dir,
    swap(fill) {
      const next = `..${++version}`;
      mkdirSync(join(dir, next));
      fill(join(dir, next));
      symlinkSync(next, join(dir, '..data_tmp'));
      renameSync(join(dir, '..data_tmp'), join(dir, '..data'));
      if (version > 1) return;
      for (const file of files) symlinkSync(join('..data', file), join(dir, file));
    },
    remove: () => rmSync(dir, { recursive: true }),
  };
}
