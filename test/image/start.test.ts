/** How `make image` starts what docker or podman has built. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startMilliseconds, withEngine } from '../../scripts/image/start.ts';

const root = join(import.meta.dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podward-start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The milliseconds with a docker that writes its arguments to a file, and then does this. */
function startWith(script: string): Promise<number> {
  writeFileSync(join(folder, 'docker'), `#!/bin/bash\nprintf '%s\\n' "$@" > ${join(folder, 'args')}\n${script}\n`);
  chmodSync(join(folder, 'docker'), 0o755);
  return startMilliseconds(withEngine(join(folder, 'docker'), 'localhost/podward:1'), folder, 1);
}

test('the server must be ready at the published port', async () => {
  const options =
    '--tls-dir "${tls%:/tls:ro}" --host 127.0.0.1 --port 0 --health-port "${port%:8080}" --drain-seconds 0';
  const milliseconds = await startWith(`for arg in "$@"; do case "$arg" in
    --volume=*) tls=\${arg#--volume=};; --publish=127.0.0.1:*) port=\${arg#--publish=127.0.0.1:};;
  esac; done
  exec ${process.execPath} ${join(root, 'src/main.ts')} serve ${options}`);
  expect(milliseconds).toBeGreaterThan(0);
  const args = readFileSync(join(folder, 'args'), 'utf8').split('\n');
  expect(args.slice(0, 1)).toEqual(['run']);
  expect(args.slice(-5)).toEqual(['localhost/podward:1', 'serve', '--tls-dir=/tls', '--drain-seconds=0', '']);
});

test('a server that ends is an error with its output', async () => {
  await expect(startWith('echo "no such library" >&2; exit 127')).rejects.toThrow(
    'The server in the image ended with status 127:\nno such library',
  );
});
