/** `podward serve`: the admission webhook. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { maxReviewBytes } from '../admission/limits.ts';
import { errorText } from '../report/compact.ts';
import { oneLine } from '../text/line.ts';
import { sizeText } from '../text/size.ts';
import { StartError } from '../server/errors.ts';
import { drainSeconds, maxConnections, maxDrainSeconds, maxInFlightBytes, minSizeBytes } from '../server/limits.ts';
import type { Logger } from '../server/log.ts';
import type { Configured, Running, ServeOptions } from '../server/serve.ts';
import { apiServerUrl, askVersionWith, callsWith, type ApiServerFlags, type MakeCalls } from './api-server.ts';
import { addSections, type Section } from './help.ts';
import { processIo, unusable, type Io } from './io.ts';
import { errorsIn, loadPolicyFile, readConfiguration } from './policy-file.ts';
import { usageCode } from './program.ts';

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const exitFailure = 1;

interface Flags extends ServeOptions, ApiServerFlags {
  readonly config?: string;
  readonly logLevel: (typeof logLevels)[number];
}

const sections: readonly Section[] = [
  {
    title: 'Paths',
    terms: [
      [
        '/mutate/MODE',
        'Adds defaults, and explains why the API server would reject an object. MODE is deny, warn or audit.',
      ],
      ['/validate/MODE', 'Allows or rejects a request. MODE is deny, warn or audit.'],
      ['/namespaces/MODE', 'Judges the labels of a Namespace. MODE is deny or warn.'],
      ['/healthz, /readyz', 'Report the state of the server, on the health port.'],
      ['/metrics', 'Lists the metrics, on the health port.'],
    ],
  },
  {
    title: 'Certificate',
    text: [
      'The server loads the certificate again when its files change. It keeps the one in use if kube-apiserver would refuse the new one.',
    ],
  },
  {
    title: 'Configuration',
    text: [
      'The server loads the configuration again when its file changes. A file with mistakes is logged, and the previous configuration stays in use. At startup, such a file ends the server.',
    ],
  },
  {
    title: 'Kubernetes version',
    text: [
      'The server asks the API server for its version at startup and every 10 minutes, without credentials. The rules are those of this version. If the API server does not answer, they are those of kubernetesVersion in the configuration and of the versions before and after it.',
    ],
  },
  {
    title: 'Signals',
    text: [
      'On SIGTERM or SIGINT, the server reports that it is not ready, serves for --drain-seconds more, and stops. A second signal stops it immediately.',
    ],
  },
  {
    title: 'Exit status',
    terms: [
      ['0', 'The server stopped after a signal.'],
      ['1', 'The server cannot start, it failed, or a second signal stopped it.'],
      ['2', 'The usage or the configuration is wrong.'],
    ],
  },
  {
    title: 'Examples',
    commands: ['podward serve --config podward.yaml --tls-dir /etc/podward/tls'],
  },
];

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('serve')
    .summary('Run the admission webhook.')
    .description(
      'Run the admission webhook. It answers admission reviews over HTTPS, and serves health checks and metrics over HTTP.',
    )
    .option('--config <file>', 'PodwardConfiguration file. Without it, every rule has its default mode.')
    .addOption(new Option('--tls-dir <dir>', 'Directory with tls.crt and tls.key in PEM format.').makeOptionMandatory())
    .option(
      '--client-ca <file>',
      'File with CA certificates in PEM format. Clients must then present a certificate that one of these CAs has signed.',
    )
    .option(
      '--client-common-name <name>',
      'Common name that the certificate of a client must have. Repeat the option to allow several. Requires --client-ca.',
      (name: string, names: readonly string[]) => [...names, name],
      [] as readonly string[],
    )
    .option('--server-name <name>', 'DNS name that the certificate must be valid for.')
    .option(
      '--api-server <url>',
      'URL of the API server that is asked for its version, and called for --events, --mode-check and --reports. Without it, the API server of the Pod, or none outside of a cluster.',
      apiServerUrl,
    )
    .option(
      '--api-server-ca <file>',
      'File with CA certificates in PEM format, one of which has signed the certificate of the API server. Without it, the CAs that Node.js trusts.',
    )
    .option(
      '--api-server-token <file>',
      'File with the token of a service account. It is only used for --events, --mode-check and --reports, and read again for each request.',
    )
    .option(
      '--events',
      'Write an Event for the controller of each object that is rejected. Requires --api-server-token and permission to create and patch Events.',
    )
    .option(
      '--mode-check',
      'Warn of the existing Pods that violate the mode of a namespace, when the mode becomes stricter. Requires --api-server-token and permission to list Pods.',
    )
    .option(
      '--reports',
      'Count in the PolicyReport of each namespace what mode deny would reject. Requires --api-server-token and permission to create, get and update PolicyReports.',
    )
    .option(
      '--reports-owner <name>',
      'ClusterRole that owns the reports, so that they are deleted with it. Requires permission to get it.',
      objectName,
    )
    .option('--no-learn-version', 'Do not ask the API server for its version.')
    .option('--host <address>', 'Address that both ports listen on. Without it, all IPv4 and IPv6 addresses.')
    .option('--port <port>', 'Port of the webhook. 0 selects a free port.', port, 8443)
    .option('--health-port <port>', 'Port of health checks and metrics. 0 selects a free port.', port, 8080)
    .option(
      '--drain-seconds <seconds>',
      'Time to keep serving after SIGTERM.',
      integer(0, maxDrainSeconds, `Use an integer from 0 to ${maxDrainSeconds}, in seconds without a unit.`),
      drainSeconds,
    )
    .addOption(
      sizeOption(
        '--max-review-bytes <bytes>',
        'Maximum size of a review. A larger one is answered with 413.',
        maxReviewBytes,
      ),
    )
    .addOption(
      sizeOption(
        '--max-in-flight-bytes <bytes>',
        'Maximum size of all reviews in progress. Further ones are answered with 503. One eighth is reserved for small reviews.',
        maxInFlightBytes,
      ),
    )
    .option(
      '--max-connections <count>',
      'Maximum number of open connections. A further one replaces an idle one, or is closed.',
      integer(1, Number.MAX_SAFE_INTEGER, 'Use an integer of 1 or more.'),
      maxConnections,
    )
    .addOption(
      new Option('--log-level <level>', 'Least severe level that is logged.').choices(logLevels).default('info'),
    )
    .option('--no-log-identities', 'Do not log the names of users and objects.')
    .option(
      '--log-allowed-every <count>',
      'Log every COUNTth review that is allowed without findings. 0 logs none.',
      integer(0, Number.MAX_SAFE_INTEGER, 'Use an integer of 0 or more.'),
      0,
    )
    .action((flags: Flags) => {
      if (flags.clientCommonName.length > 0 && flags.clientCa === undefined)
        command.error('--client-common-name requires --client-ca.', { code: usageCode });
      const { port, healthPort } = flags;
      // 0 selects another port for each.
      if (port === healthPort && port !== 0)
        command.error(`--port and --health-port must be different, but both are ${port}. Change one of them.`, {
          code: usageCode,
        });
      const calls = callsWith(flags, process.env);
      if (typeof calls === 'string') return command.error(calls, { code: usageCode });
      return run(flags, calls, command);
    });
  addSections(command, io, sections);
}

function sizeOption(flags: string, description: string, bytes: number): Option {
  const [least, usual] = [minSizeBytes, bytes].map((size) => `${size} (${sizeText(size)})`);
  const advice = `Use an integer of at least ${least}, in bytes without a unit, such as ${usual}.`;
  return new Option(flags, description)
    .argParser(integer(minSizeBytes, Number.MAX_SAFE_INTEGER, advice))
    .default(bytes, usual);
}

async function run(flags: Flags, calls: MakeCalls | undefined, command: Command): Promise<void> {
  // Loaded here, so that other commands do not wait for these modules.
  const [{ createLogger }, { createLogOutput, standardOutput }, { serve }] = await Promise.all([
    import('../server/log.ts'),
    import('../server/log-output.ts'),
    import('../server/serve.ts'),
  ]);
  const output = createLogOutput(standardOutput());
  process.on('exit', () => output.flush());
  const log = createLogger(flags.logLevel, output);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error: error instanceof Error ? error : new Error(String(error)) }, event);
      process.exit(exitFailure);
    });
  }
  const started = endOnSignal(log);
  const configured = await readConfigured(flags, calls, command.parent?.version() ?? '');
  if (configured === undefined) return;
  try {
    started(await serve(flags, configured, log, () => output.dropped));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`error: ${oneLine(error.message)}\n`);
    process.exit(exitFailure);
  }
}

/** Undefined if the configuration is invalid. Then every mistake is printed, and the exit status is set. */
async function readConfigured(
  flags: Flags,
  calls: MakeCalls | undefined,
  version: string,
): Promise<Configured | undefined> {
  const { config: file } = flags;
  const loaded = await loadPolicyFile(file);
  if ('engine' in loaded) {
    const { text } = loaded;
    const watched =
      file === undefined || text === undefined ? undefined : { name: file, text, read: () => readConfiguration(file) };
    return {
      loaded,
      version,
      file: watched,
      askVersion: askVersionWith(flags, process.env),
      calls: await calls?.(),
    };
  }
  for (const error of errorsIn(loaded, file)) process.stderr.write(errorText(error));
  process.exitCode = unusable;
  return undefined;
}

/**
 * On a signal, a server that runs drains, and the process ends. It also listens while the server starts, because the kernel ignores a signal without
 * a listener for the first process of a container. The second signal ends the process immediately.
 */
function endOnSignal(log: Logger): (running: Running) => void {
  let signalled = false;
  let server: Running | undefined;
  const onSignal = (signal: string): void => {
    if (signalled) process.exit(exitFailure);
    signalled = true;
    log.info({ signal }, 'stopping');
    if (server === undefined) process.exit(0);
    void server.drain().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return (running) => (server = running);
}

/** It becomes a part of a URL. The chart makes no other names. */
function objectName(text: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(text))
    throw new InvalidArgumentError(
      'Use the name of a ClusterRole that consists of lower-case letters, digits, "-" and ".".',
    );
  return text;
}

/** An integer in the range. `advice` says what is accepted. */
const integer =
  (min: number, max: number, advice: string) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^[0-9]+$/.test(text) || number < min || number > max) throw new InvalidArgumentError(advice);
    return number;
  };

const port = integer(0, 65_535, 'Use a port from 0 to 65535. Port 0 selects a free port.');
