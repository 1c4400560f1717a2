import { field, get, isOneOf, isSet } from '../../json/json.ts';
import { lastingContainers } from '../../kubernetes/pod/containers.ts';
import { forbidden, invalid, notSupported } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

const named =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX';
const upTo = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, i) => `SIG${prefix}${i + 1}`);

/** Source: supportedStopSignalsLinux and supportedStopSignalsWindows. */
const ofLinux: readonly string[] = [
  ...named.split(' ').map((name) => `SIG${name}`),
  ...upTo(15, 'RTMIN+'),
  ...upTo(14, 'RTMAX-'),
];
const ofWindows: readonly string[] = ['SIGKILL', 'SIGTERM'];

export const stopSignalValid = definePodRule({
  id: 'stop-signal-valid',
  title: 'lifecycle.stopSignal must be a signal of the operating system, and requires os.name',
  why: 'The kubelet sends the signal to the container to stop it. Which signals exist depends on the operating system.',
  mirrors: ['validateStopSignal'],
  appliesTo: podsAndTemplates,
  reads: ['os', 'containers.lifecycle', 'containers.restartPolicy'],
  needs: ['containers.lifecycle'],
  messages: {
    os: {
      text: 'stopSignal is not allowed without os.name.',
      fix: '{{ways}}, or remove stopSignal from {{container}}.',
    },
    linux: {
      text: 'must be the name of a Linux signal.',
      fix: 'Use a name such as SIGTERM, SIGINT, SIGQUIT or SIGUSR1.',
    },
    windows: {},
  },
  *check({ spec, specPath, changedContainers, change }) {
    if (!change.facts.ContainerStopSignals) return;
    const os = get(spec, 'os', 'name') ?? '';
    for (const { value, path } of lastingContainers(changedContainers)) {
      const to = field(value['lifecycle'], 'stopSignal');
      if (!isSet(to)) continue;
      const at = path.child('lifecycle', 'stopSignal');
      if (!isSet(spec['os'])) {
        const systems = isOneOf(to, ofWindows) ? 'linux or windows' : 'linux';
        const signal = isOneOf(to, ofLinux) ? '' : ' and stopSignal to a signal such as SIGTERM';
        yield forbidden(at, 'os', { to, shown: { ways: `Set os.name to ${systems}${signal}` } });
      } else if (os === 'linux' && !isOneOf(to, ofLinux)) yield invalid(at, 'linux', { to });
      else if (os === 'windows' && !isOneOf(to, ofWindows))
        yield notSupported(at, 'windows', to, ofWindows, { beside: specPath.child('os', 'name') });
    }
  },
});
