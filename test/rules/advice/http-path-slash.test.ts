import type { Json } from '../../../src/json/json.ts';
import { httpPathSlash } from '../../../src/rules/advice/http-path-slash.ts';
import { container, pod, podWith } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const on = (path: Json) => podWith({ livenessProbe: { httpGet: { path, port: 8080 } } });
const finding = { path: 'spec.containers[0].livenessProbe.httpGet.path', type: 'FieldValueInvalid' } as const;
const useFields = 'Set path to the part behind the host, such as "/healthz".';

testRule(httpPathSlash, {
  valid: [
    { name: 'a slash', after: on('/healthz') },
    { name: 'no path', after: on(null) },
    { name: 'an empty path', after: on('') },
    { name: 'a path that is not a string', after: on(7) },
    { name: 'a second handler', after: podWith({ livenessProbe: { exec: {}, httpGet: { path: 'x' } } }) },
    {
      name: 'an init container',
      after: pod({ initContainers: [container({ livenessProbe: { httpGet: { path: 'x' } } })] }),
    },
  ],
  invalid: [
    {
      name: 'no slash',
      after: on('healthz?full=1'),
      findings: [{ ...finding, messageId: 'noSlash', fix: 'Set path to "/healthz?full=1".', to: 'healthz?full=1' }],
    },
    {
      name: 'a colon that does not end a scheme',
      after: on('1:2'),
      findings: [{ ...finding, messageId: 'noSlash', fix: 'Set path to "/1:2".' }],
    },
    {
      name: 'a placeholder, which may stand for a text with a slash',
      after: on('${PREFIX}/healthz'),
      findings: [
        {
          ...finding,
          messageId: 'noSlash',
          fix: 'Replace the placeholder, or render the manifest first, for example with envsubst.',
        },
      ],
    },
    {
      name: 'a placeholder behind the beginning',
      after: on('find?name=${NAME}'),
      findings: [{ ...finding, messageId: 'noSlash', fix: 'Set path to "/find?name=${NAME}".' }],
    },
    {
      name: 'a secret',
      after: on('healthz?token=hunter2'),
      findings: [{ ...finding, messageId: 'noSlash', fix: 'Add a slash before the path.', hides: 'hunter2' }],
    },
    {
      name: 'a URL',
      after: on('http://localhost:8080/healthz'),
      findings: [{ ...finding, messageId: 'url', fix: useFields }],
    },
    {
      name: 'a URL without a path',
      after: on('http:?full=1'),
      findings: [{ ...finding, messageId: 'url', fix: useFields }],
    },
    {
      name: 'a host',
      after: on('localhost:8080/healthz'),
      findings: [{ ...finding, messageId: 'scheme', fix: 'Set path to "/localhost:8080/healthz".' }],
    },
    {
      name: 'a hook of a sidecar container',
      after: pod({
        initContainers: [
          container({
            name: 'proxy',
            restartPolicy: 'Always',
            lifecycle: { preStop: { httpGet: { path: 'quit', port: 80 } } },
          }),
        ],
      }),
      findings: [
        {
          messageId: 'noSlash',
          path: 'spec.initContainers[0].lifecycle.preStop.httpGet.path',
          type: 'FieldValueInvalid',
          fix: 'Set path to "/quit".',
        },
      ],
    },
  ],
});
