/** Errors about the usage of a command, and the help texts. */
import { describe, expect, test } from '@jest/globals';
import { run } from './run.ts';

describe('an error about the usage', () => {
  test.each<[args: string, error: string, help: string]>([
    ['chek', 'podward has no command "chek". Did you mean "check"?', 'podward'],
    ['chek --help', 'podward has no command "chek". Did you mean "check"?', 'podward'],
    ['help chek', 'podward has no command "chek". Did you mean "check"?', 'podward'],
    ['nothing', 'podward has no command "nothing". Use check, explain, audit, serve, uninstall or help.', 'podward'],
    ['version', 'podward has no command "version". Did you mean "--version"?', 'podward'],
    ['help verison', 'podward has no command "verison". Did you mean "--version"?', 'podward'],
    ['-v', 'podward has no option "-v". Did you mean "-V"?', 'podward'],
    ['-version', 'podward has no option "-version". Did you mean "--version"?', 'podward'],
    ['check -x', 'podward check has no option "-x".', 'podward check'],
    ['check --##[error]x', 'podward check has no option "--## [error]x".', 'podward check'],
    ['check -O json x', 'podward check has no option "-O". Did you mean "-o"?', 'podward check'],
    ['--nope', 'podward has no option "--nope".', 'podward'],
    ['check --ouput x', 'podward check has no option "--ouput". Did you mean "--output"?', 'podward check'],
    ["check --failon=it's", 'podward check has no option "--failon". Did you mean "--fail-on"?', 'podward check'],
    ['check -f pod.yaml', 'podward check has no option "-f". Give the name of the file without -f.', 'podward check'],
    ...[
      'serve --tls-dir a --events=true',
      'serve --tls-dir a --no-log-identities=',
      'audit --all-namespaces=false',
      'check --help=hunter2',
    ].map((args): [string, string, string] => {
      const [, command, flag] = /^(\w+) .*?(--[a-z-]+)=/.exec(args)!;
      return [args, `${flag} takes no value. Use it alone, or leave it out.`, `podward ${command}`];
    }),
    ['--version=1', '--version takes no value. Use it alone, or leave it out.', 'podward'],
    ['-h=1', '-h takes no value. Use it alone, or leave it out.', 'podward'],
    [
      'audit -A=hunter2',
      'An option of one letter takes no value after "=". Remove "=" and the value.',
      'podward audit',
    ],
    ['check --config', '--config requires a value: --config <file>.', 'podward check'],
    ['check x --output', '--output requires a value: --output <format>.', 'podward check'],
    [
      'check -o JSON x',
      '--output cannot be "JSON". Use auto, pretty, compact, github or json. Did you mean "json"?',
      'podward check',
    ],
    ['check --old a', '--old and --new must be used together.', 'podward check'],
    ['explain a b', 'podward explain takes only one argument, so "b" is not allowed.', 'podward explain'],
    ['serve', '--tls-dir <dir> is required.', 'podward serve'],
    ['serve --tls-dir a b', 'podward serve takes no arguments, so "b" is not allowed.', 'podward serve'],
    ...['10MiB', '0', '20', '262143', '1.5e9', '-1'].map((size): [string, string, string] => [
      `serve --max-review-bytes ${size}`,
      `--max-review-bytes cannot be "${size}". Use an integer of at least 262144 (256 KiB), in bytes without a unit, such as 20971520 (20 MiB).`,
      'podward serve',
    ]),
    ...['64', '64MiB', '65536'].map((size): [string, string, string] => [
      `serve --max-in-flight-bytes=${size}`,
      `--max-in-flight-bytes cannot be "${size}". Use an integer of at least 262144 (256 KiB), in bytes without a unit, such as 67108864 (64 MiB).`,
      'podward serve',
    ]),
    // The minimum is accepted.
    ['serve --max-review-bytes 262144 --max-in-flight-bytes 262144', '--tls-dir <dir> is required.', 'podward serve'],
    ['check --config - x', '--config cannot be standard input. Use a file.', 'podward check'],
    ...['abc', '-1', '1.5', '65536', '99999'].map((port): [string, string, string] => [
      `serve --health-port ${port}`,
      `--health-port cannot be "${port}". Use a port from 0 to 65535. Port 0 selects a free port.`,
      'podward serve',
    ]),
    ...['-5', '1h', '1.5', '3601'].map((seconds): [string, string, string] => [
      `serve --drain-seconds ${seconds}`,
      `--drain-seconds cannot be "${seconds}". Use an integer from 0 to 3600, in seconds without a unit.`,
      'podward serve',
    ]),
    ...['0', '9007199254740993'].map((count): [string, string, string] => [
      `serve --max-connections ${count}`,
      `--max-connections cannot be "${count}". Use an integer of 1 or more.`,
      'podward serve',
    ]),
    [
      'serve --log-allowed-every -1',
      '--log-allowed-every cannot be "-1". Use an integer of 0 or more.',
      'podward serve',
    ],
    [
      'serve --tls-dir a --port 8080',
      '--port and --health-port must be different, but both are 8080. Change one of them.',
      'podward serve',
    ],
    ['audit -n shop -A', '--namespace and --all-namespaces must not be used together.', 'podward audit'],
    ['audit -n Shop', '--namespace cannot be "Shop". Use the name of a namespace.', 'podward audit'],
    ['audit -o yaml', '--output cannot be "yaml". Use text or json.', 'podward audit'],
    ['audit shop', 'podward audit takes no arguments, so "shop" is not allowed.', 'podward audit'],
    [
      'serve --tls-dir a --api-server-token b',
      '--api-server-token requires --events, --mode-check or --reports.',
      'podward serve',
    ],
    ['serve --tls-dir a --reports', '--reports requires --api-server-token.', 'podward serve'],
    [
      'serve --tls-dir a --reports --api-server-token b',
      '--reports requires --api-server outside of a cluster.',
      'podward serve',
    ],
    ['serve --tls-dir a --reports-owner b', '--reports-owner requires --reports.', 'podward serve'],
    [
      'serve --tls-dir a --reports --reports-owner ../b',
      '--reports-owner cannot be "../b". Use the name of a ClusterRole that consists of lower-case letters, digits, "-" and ".".',
      'podward serve',
    ],
    ['uninstall --mutating a', '--validating <name> is required.', 'podward uninstall'],
  ])('%s', async (args, error, command) => {
    const outcome = await run({ args: args.split(' ') });
    expect(outcome).toEqual({ status: 2, stdout: '', stderr: `error: ${error}\nRun ${command} --help.\n` });
  });

  test('shows no escape sequence and no secret', async () => {
    const { stderr } = await run({ args: ['check', '--a\u001b[2Jb', '--token=hunter2'] });
    expect(stderr).toBe('error: podward check has no option "--a [2Jb".\nRun podward check --help.\n');
  });
});

const commands = ['', 'check', 'explain', 'audit', 'serve', 'uninstall', 'help'];

describe('the help', () => {
  test.each(commands)('of "podward %s" has the same form as the others', async (command) => {
    const args = command === '' ? ['--help'] : [command, '--help'];
    const { status, stdout, stderr } = await run({ args });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: podward /);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    // Every text of a term is a sentence, except that the form of a line of output follows a colon.
    const texts = stdout.replaceAll(/\n {5,}/g, ' ').matchAll(/^ {2}\S.*? {2,}(\S.*)$/gm);
    for (const [, text] of texts) expect(text).toMatch(/^[A-Z].*(\.|\[RULE\])$/);
    const titles = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, title]) => title);
    const order = ['Arguments', 'Options', 'Commands', 'Environment variables', 'Exit status', 'Examples'];
    const known = titles.filter((title) => order.includes(title!));
    expect(known).toEqual(order.filter((title) => known.includes(title)));
    expect(await run({ args: command === '' ? ['help'] : ['help', command] })).toEqual({ status, stdout, stderr });
  });

  test.each([
    [120, 100],
    [40, 40],
  ])('on a terminal with %d columns has lines of up to %d', async (width, longest) => {
    for (const command of commands.slice(1)) {
      const { stdout } = await run({ args: [command, '--help'], width });
      // Usages, examples and the names of terms are not broken.
      const lines = stdout
        .split('\nExamples:')[0]!
        .split('\n')
        .filter((line) => !/^(Usage| {7}podward|  --)/.test(line));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(longest);
    }
  });

  test('shows sizes in both units, and defaults in one form', async () => {
    const { stdout } = await run({ args: ['serve', '--help'], width: 100 });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('answered with 413. Default: 20971520 (20 MiB).');
    expect(stdout).toContain('Default: 8443.');
    expect(stdout).not.toContain('Default: .');
  });
});
