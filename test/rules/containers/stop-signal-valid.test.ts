import { stopSignalValid } from '../../../src/rules/containers/stop-signal-valid.ts';
import { pod } from '../../objects.ts';
import { testRule } from '../rule-tester.ts';

const featureGates = { ContainerStopSignals: true };
const at = 'spec.containers[0].lifecycle.stopSignal';

const stoppedWith = (stopSignal: string | null, os?: string) =>
  pod({
    ...(os === undefined ? {} : { os: { name: os } }),
    containers: [{ name: 'web', image: 'nginx', lifecycle: { stopSignal } }],
  });

testRule(stopSignalValid, {
  valid: [
    ...['SIGTERM', 'SIGRTMIN+15', 'SIGRTMAX-14', 'SIGRTMAX'].map((signal) => ({
      name: `${signal} on Linux`,
      featureGates,
      after: stoppedWith(signal, 'linux'),
    })),
    { name: 'SIGKILL on Windows', featureGates, after: stoppedWith('SIGKILL', 'windows') },
    { name: 'no signal', featureGates, after: stoppedWith(null) },
    { name: 'another operating system, which another rule reports', featureGates, after: stoppedWith('x', 'mac') },
    { name: 'anything without the feature gate, which drops the field', after: stoppedWith('x') },
    {
      name: 'an init container, which cannot have a lifecycle',
      featureGates,
      after: pod({ initContainers: [{ name: 'setup', image: 'nginx', lifecycle: { stopSignal: 'x' } }] }),
    },
  ],
  invalid: [
    {
      name: 'a signal of Linux, without os.name',
      featureGates,
      after: stoppedWith('SIGUSR1'),
      findings: [
        {
          messageId: 'os',
          path: at,
          type: 'FieldValueForbidden',
          fix: 'Set os.name to linux, or remove stopSignal from container "web".',
          to: 'SIGUSR1',
        },
      ],
    },
    {
      name: 'without os.name',
      featureGates,
      after: stoppedWith('SIGTERM'),
      findings: [
        {
          messageId: 'os',
          path: at,
          type: 'FieldValueForbidden',
          fix: 'Set os.name to linux or windows, or remove stopSignal from container "web".',
          to: 'SIGTERM',
        },
      ],
    },
    {
      name: 'a signal that no operating system has, without os.name',
      featureGates,
      after: stoppedWith('SIGTRM'),
      findings: [
        {
          messageId: 'os',
          path: at,
          type: 'FieldValueForbidden',
          fix: 'Set os.name to linux and stopSignal to a signal such as SIGTERM, or remove stopSignal from container "web".',
          to: 'SIGTRM',
        },
      ],
    },
    {
      name: 'a signal that Linux does not have',
      featureGates,
      after: stoppedWith('SIGRTMIN+16', 'linux'),
      findings: [
        {
          messageId: 'linux',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as SIGTERM, SIGINT, SIGQUIT or SIGUSR1.',
          to: 'SIGRTMIN+16',
        },
      ],
    },
    {
      name: 'a signal in place of a stored one, without the feature gate',
      before: stoppedWith('SIGTERM', 'linux'),
      after: stoppedWith('FOO', 'linux'),
      findings: [
        {
          messageId: 'linux',
          path: at,
          type: 'FieldValueInvalid',
          fix: 'Use a name such as SIGTERM, SIGINT, SIGQUIT or SIGUSR1.',
          to: 'FOO',
        },
      ],
    },
    {
      name: 'a signal that Windows does not have',
      featureGates,
      after: stoppedWith('SIGINT', 'windows'),
      findings: [
        {
          messageId: 'windows',
          path: at,
          type: 'FieldValueNotSupported',
          to: 'SIGINT',
          beside: 'spec.os.name',
          says: 'supported values: "SIGKILL", "SIGTERM"',
        },
      ],
    },
  ],
});
