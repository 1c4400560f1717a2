/** The commands of pages that check files give what README.md says. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { binary } from '../../devcluster/binaries.ts';
import { personsEnvironment, root } from './commands.ts';
import { commandsToType } from './tried.ts';

const commands = commandsToType('test/docs/readme-commands.test.ts');

describe('README.md: check files', () => {
  const alias = commands.take(/^alias /);
  const kubectl = 'kubectl() { cat devcluster/examples/pod.yaml; }';
  let helm: string;
  beforeAll(async () => {
    helm = await binary('helm');
  });
  test.each<[command: RegExp, status: number, stdout: RegExp]>([
    [/^podward check devcluster\/examples\//, 0, /3 objects checked, no findings, 3 notes\./],
    [/^podward check --old/, 1, /\[deny\].*\[pod-spec-immutable\]\n(.*\n)*1 object checked, \d+ findings? \(deny\)/],
    [/^kubectl .*\| podward check -$/, 0, /1 object checked, no findings, 1 note\./],
    [/^kubectl .*\| podward check --old - --new/, 1, /\[deny\].*\[pod-spec-immutable\]\n/],
    [/^kubectl get pods .*\| podward check -$/, 0, /1 object checked, no findings, 1 note\./],
    [/^helm .*\| podward check -$/, 0, /3 objects checked, no findings\./],
    [/^podward explain/, 0, /pod-spec-immutable/],
  ])('%s', (pattern, status, stdout) => {
    // Outside of a terminal, bash expands aliases only with this option, and only in later lines.
    const script = `shopt -s expand_aliases\n${kubectl}\nPATH=${dirname(helm)}:$PATH\n${alias}\n${commands.take(pattern)}\n`;
    const result = spawnSync('bash', ['-c', script], { cwd: root, encoding: 'utf8', env: personsEnvironment() });
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(stdout);
    expect(result.status).toBe(status);
  });

  test('there are no others', () => expect(commands.rest()).toEqual([]));
});
