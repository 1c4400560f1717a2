import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { shellCommands } from '../../devcluster/shell.ts';

const cluster = { kubeconfig: '/c/kubeconfig', bin: { kubectl: '/k/1.36/kubectl', helm: '/h/4/helm' } };
const path = process.env['PATH'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podward-path-'));
  process.env['PATH'] = folder;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});
const has = (...names: string[]): void =>
  names.forEach((name) => writeFileSync(join(folder, name), '', { mode: 0o755 }));

test.each([
  [[], '  export PATH=/k/1.36:/h/4:$PATH\n'],
  [['kubectl'], '  export PATH=/h/4:$PATH\n'],
  [['kubectl', 'helm'], ''],
])('where the user has %j', (names, line) => {
  has(...names);
  expect(shellCommands(cluster)).toBe(`  export KUBECONFIG=/c/kubeconfig\n${line}`);
});
