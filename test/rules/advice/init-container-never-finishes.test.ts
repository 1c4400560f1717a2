import type { Json, JsonObject } from '../../../src/json/json.ts';
import { initContainerNeverFinishes } from '../../../src/rules/advice/init-container-never-finishes.ts';
import { container, pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const running = (command: Json, extra: JsonObject = {}) =>
  pod({ initContainers: [container({ name: 'setup', command, ...extra })] });
const at = 'spec.initContainers[0].command';

testRule(initContainerNeverFinishes, {
  valid: [
    { name: 'a container without a command', after: running(null, { args: ['infinity'] }) },
    { name: 'a sleep that ends', after: running(['sleep', '60']) },
    { name: 'a sidecar container', after: running(['sleep', 'infinity'], { restartPolicy: 'Always' }) },
    { name: 'a tail that ends with a process', after: running(['tail', '-f', '--pid', '1', '/dev/null']) },
    { name: 'a tail that ends', after: running(['tail', '-n', '5', '/var/log/x']) },
    { name: 'a sleep with a time limit', after: running(['timeout', '5', 'sleep', 'infinity']) },
    { name: 'a script', after: running(['sh', '-c', 'sleep infinity & wait-for db']) },
    {
      name: 'a script that is too long to wait only',
      after: running(['sh', '-c', `sleep infinity${' '.repeat(2000)}`]),
    },
    { name: 'a script with several lines', after: running(['sh', '-c', 'sleep 1\ntail -f /dev/null']) },
    { name: 'a shell that reads a script', after: running(['sh', 'sleep', 'infinity']) },
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
          fix: 'To run this container as a sidecar container, set restartPolicy to Always.',
          container: 'setup',
          says: 'init container "setup" runs sleep infinity',
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
          fix: 'To run this container as a sidecar container, set restartPolicy to Always.',
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
          fix: 'To run this container as a sidecar container, set restartPolicy to Always.',
          says: 'tail -f',
        },
      ],
    },
    {
      name: 'as the only command of a shell',
      after: running(['/bin/sh', '-c', ' exec tail -f /dev/null ']),
      findings: [
        {
          messageId: 'forever',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'To run this container as a sidecar container, set restartPolicy to Always.',
        },
      ],
    },
  ],
});
