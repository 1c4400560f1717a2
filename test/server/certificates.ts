/** Creates certificates with openssl. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
    openssl('req', '-x509', ...newKey(name, key), '-out', cert, '-days', '2', ...extension);
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
  openssl('req', '-new', ...newKey(name, key), '-out', inScratch('csr'), ...extension);
  const dates = ['-startdate', notBefore, '-enddate', notAfter];
  const selfSigned = ['-selfsign', '-keyfile', key, '-in', inScratch('csr'), '-out', cert];
  openssl('ca', '-batch', '-notext', '-config', inScratch('ca.cnf'), ...selfSigned, ...dates);
  rmSync(scratch, { recursive: true });
}

/** The arguments of `openssl req` for a new key. */
export const newKey = (name: string, key: string): string[] =>
  `-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout`.split(' ').concat(key);

export function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

/** A directory with the layout of a Secret or ConfigMap volume: the files are links through ..data, which is replaced in one step. */
export function secretVolume(files: readonly string[] = ['tls.crt', 'tls.key']): {
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
