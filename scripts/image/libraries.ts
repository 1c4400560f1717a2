/** The libraries that Node needs, from Debian packages. They run on an empty base, and on one of the same version of Debian. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** base-files names the distribution, which scanners look for. */
const packages = ['base-files', 'libc6', 'libgcc-s1', 'libstdc++6'];

/** The libraries, the dynamic linker, the name of the distribution and the licenses. */
const used = ['lib', 'lib64', 'usr/lib', 'usr/lib64', 'etc/os-release', 'etc/debian_version'];
const licenses = ['usr/share/doc', 'usr/share/common-licenses'];

/** Node converts character sets by itself and uses no library for debuggers. */
const unused = /\/(gconv|audit)(\/|$)|\/lib(mvec|memusage|thread_db|pcprofile|c_malloc_debug)\./;

/** Writes the files of the packages, in the versions that apt chooses, and the list of users. */
export function writeLibraries(folder: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'podward-debian-'));
  try {
    download(scratch);
    const unpacked = join(scratch, 'unpacked');
    const records = join(folder, 'var/lib/dpkg/status.d');
    mkdirSync(records, { recursive: true });
    for (const file of readdirSync(scratch).filter((name) => name.endsWith('.deb'))) {
      execFileSync('dpkg-deb', ['-x', join(scratch, file), unpacked]);
      // Where distroless images have the same, and scanners look.
      writeFileSync(join(records, file.split('_')[0]!), field(join(scratch, file)));
    }
    for (const path of used) copy(unpacked, folder, path, (source) => !unused.test(source));
    for (const path of licenses) copy(unpacked, folder, path, (source) => !/\.gz$|FAQ$|README/.test(source));
    writeUsers(join(folder, 'etc'));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The packages that apt would download, with their hashes. Undefined if it has no lists of packages. */
export function debianPackages(): string | undefined {
  try {
    const args = ['download', '-q', '--print-uris', ...packages];
    return execFileSync('apt-get', args, { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return undefined;
  }
}

function copy(from: string, to: string, path: string, filter: (source: string) => boolean): void {
  if (!existsSync(join(from, path))) return;
  cpSync(join(from, path), join(to, path), { recursive: true, verbatimSymlinks: true, filter });
}

function download(folder: string): void {
  const get = (names: readonly string[]) =>
    execFileSync('apt-get', ['download', '-q', ...names], { cwd: folder, stdio: 'pipe' });
  try {
    get(packages);
  } catch (error) {
    // A new machine has no lists of packages.
    if (process.getuid!() !== 0) throw error;
    execFileSync('apt-get', ['update', '-q'], { stdio: 'pipe' });
    get(packages);
  }
  // This package has the license of libgcc and libstdc++. Its name contains the version of the compiler.
  const libgcc = readdirSync(folder).find((name) => name.startsWith('libgcc-s1_'))!;
  get(/gcc-\d+-base/.exec(field(join(folder, libgcc), 'Depends')) ?? []);
}

/** Fields of a package, all of them without a name. */
const field = (archive: string, ...names: readonly string[]): string =>
  execFileSync('dpkg-deb', ['--field', archive, ...names], { encoding: 'utf8' });

function writeUsers(etc: string): void {
  mkdirSync(etc, { recursive: true });
  writeFileSync(
    join(etc, 'passwd'),
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  );
  writeFileSync(join(etc, 'group'), 'root:x:0:\nnonroot:x:65532:\n');
  writeFileSync(join(etc, 'nsswitch.conf'), 'hosts: files dns\n');
}
