import type { Json, JsonObject } from '../../../src/json/json.ts';
import { initContainerNeverFinishes } from '../../../src/rules/advice/init-container-never-finishes.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const running = (command: Json, extra: JsonObject = {}) =>
  pod({ initContainers: [container({ name: 'setup', command, ...extra })] });
const at = 'spec.initContainers[0].command';

testRule(initContainerNeverFinishes, {
  valid: [
    { name: 'a container without a command', after: running(null, { args: ['sleep', 'infinity'] }) },
    { name: 'a sleep that ends', after: running(['sleep', '60']) },
    { name: 'a sidecar container', after: running(['sleep', 'infinity'], { restartPolicy: 'Always' }) },
    { name: 'a sleep that fails, because it has no number', after: running(['sleep', 'info', 'coinf']) },
    { name: 'a tail that ends with a process', after: running(['tail', '-f', '--pid', '1', '/dev/null']) },
    { name: 'a tail that ends with a process, in one word', after: running(['tail', '-f', '--pid=1', '/dev/null']) },
    { name: 'a tail that ends', after: running(['tail', '-n', '5', '/var/log/all-f']) },
    { name: 'a tail that fails, because it has no such option', after: running(['tail', '-force', '/var/log/x']) },
    { name: 'another program with an option -f', after: running(['rm', '-f', '/data/lock']) },
    { name: 'another program with an option -c', after: running(['python3', '-c', 'sleep infinity']) },
    { name: 'a sleep with a time limit', after: running(['timeout', '5', 'sleep', 'infinity']) },
    { name: 'a script', after: running(['sh', '-c', 'sleep infinity & wait-for db']) },
    {
      name: 'a script that is too long to wait only',
      after: running(['sh', '-c', `${' '.repeat(1011)}sleep infinity`]),
    },
    { name: 'a script with several lines', after: running(['sh', '-c', 'sleep 1\necho infinity']) },
    { name: 'a shell that reads a script', after: running(['sh', 'wait.sh', 'sleep infinity']) },
    { name: 'a shell without a script', after: running(['sh', '-c']) },
    { name: 'values of other types', after: running([1, { a: 1 }], { args: 'x' }) },
  ],
  invalid: [
    {
      name: 'sleep infinity',
      after: running(['sleep', 'infinity']),
      findings: [
        {
          messageId: 'forever',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'For a sidecar container, set restartPolicy to Always.',
          container: 'setup',
          says: 'init container "setup" runs a command that never finishes',
        },
      ],
    },
    {
      name: 'in the arguments',
      after: running(['/bin/sleep'], { args: ['inf'] }),
      findings: [
        {
          messageId: 'forever',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'For a sidecar container, set restartPolicy to Always.',
        },
      ],
    },
    {
      name: 'tail that follows a file',
      after: running(['tail', '-n0', '-F', '/dev/null']),
      findings: [
        {
          messageId: 'forever',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'For a sidecar container, set restartPolicy to Always.',
        },
      ],
    },
    ...[
      { name: 'a sleep of several times, one of which is infinity', after: running(['sleep', '1', 'infinity']) },
      { name: 'tail with several options in one word', after: running(['tail', '-qf', '/var/log/x']) },
      { name: 'tail with --follow', after: running(['tail', '--follow', '/var/log/x']) },
      { name: 'tail with --follow=name', after: running(['tail', '--follow=name', '/var/log/x']) },
      { name: 'as the only command of a shell', after: running(['/bin/sh', '-c', 'tail -f /dev/null']) },
      { name: 'with exec in a shell', after: running(['bash', '-c', ' exec  tail -f /dev/null ']) },
      { name: 'after many spaces in a shell', after: running(['sh', '-c', `${' '.repeat(1010)}sleep infinity`]) },
    ].map((item) => ({
      ...item,
      findings: [
        {
          messageId: 'forever',
          path: at,
          type: 'FieldValueInvalid' as const,
          fix: 'For a sidecar container, set restartPolicy to Always.',
        },
      ],
    })),
  ],
});
