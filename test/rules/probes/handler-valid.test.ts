import type { JsonObject } from '../../../src/json/json.ts';
import { handlerValid } from '../../../src/rules/probes/handler-valid.ts';
import { pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const live = (livenessProbe: JsonObject) => podWith({ livenessProbe });
const at = 'spec.containers[0].livenessProbe';

testRule(handlerValid, {
  valid: [
    { name: 'a command', after: live({ exec: { command: ['cat', '/ready'] } }) },
    { name: 'a number', after: live({ httpGet: { port: 65535, path: '/', scheme: 'HTTPS' } }) },
    { name: 'a name', after: live({ tcpSocket: { port: 'http-2' } }) },
    { name: 'a scheme that will be filled in', after: live({ httpGet: { port: 80, scheme: '' } }) },
    { name: 'headers', after: live({ httpGet: { port: 80, httpHeaders: [{ name: 'X-Probe', value: 'yes' }] } }) },
    { name: 'grpc', after: live({ grpc: { port: 9090, service: 'x' } }) },
    { name: 'the handler that does not count is not looked into', after: live({ exec: { command: ['a'] }, grpc: {} }) },
    { name: 'a handler that is no object', after: live({ exec: 'true' }) },
    { name: 'no handler', after: live({}) },
    { name: 'a sleeping hook', after: podWith({ lifecycle: { preStop: { sleep: {} } } }) },
    { name: 'no containers', after: pod({ containers: null }) },
  ],
  invalid: [
    {
      name: 'no command',
      after: live({ exec: { command: [] } }),
      findings: [{ messageId: 'command', path: `${at}.exec.command`, type: 'FieldValueRequired', container: 'web' }],
    },
    {
      name: 'a port out of range',
      after: live({ tcpSocket: { port: 65536 } }),
      findings: [{ messageId: 'port', path: `${at}.tcpSocket.port`, type: 'FieldValueInvalid', to: 65536 }],
    },
    {
      name: 'no port',
      after: live({ httpGet: {} }),
      findings: [{ messageId: 'port', path: `${at}.httpGet.port`, to: 0 }],
    },
    {
      name: 'a number in quotes is a name',
      after: live({ httpGet: { port: '8080' } }),
      findings: [
        {
          messageId: 'portName',
          path: `${at}.httpGet.port`,
          to: '8080',
          says: 'write the number without quotes: 8080',
        },
      ],
    },
    {
      name: 'no name of a port',
      after: live({ tcpSocket: { port: 'Http' } }),
      findings: [{ messageId: 'portName', path: `${at}.tcpSocket.port`, says: "must consist of a-z, 0-9 and '-'" }],
    },
    {
      name: 'a scheme in small letters, and a header with a space',
      after: live({
        httpGet: { port: 80, scheme: 'https', httpHeaders: [{ name: 'ok' }, { name: 'a b', value: 'hunter2' }] },
      }),
      findings: [
        { messageId: 'scheme', path: `${at}.httpGet.scheme`, type: 'FieldValueNotSupported', to: 'https' },
        { messageId: 'header', path: `${at}.httpGet.httpHeaders[1].name`, to: 'a b', hides: 'hunter2' },
      ],
    },
    {
      name: 'grpc has no port names',
      after: live({ grpc: { port: 'grpc' } }),
      findings: [{ messageId: 'portNumber', path: `${at}.grpc.port`, to: 'grpc' }],
    },
    {
      name: 'in a hook',
      after: podWith({ lifecycle: { postStart: { exec: {} } } }),
      findings: [{ messageId: 'command', path: 'spec.containers[0].lifecycle.postStart.exec.command' }],
    },
  ],
});
