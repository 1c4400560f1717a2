/** `podward serve`: the admission webhook. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { maxReviewBytes } from '../admission/limits.ts';
import { createEngine } from '../engine/engine.ts';
import { textOf } from '../policy/source.ts';
import { oneLine } from '../text/line.ts';
import { StartError } from '../server/errors.ts';
import type { Logger } from '../server/log.ts';
import type { Judging, Running, ServeOptions } from '../server/serve.ts';
import { catalogue, loadPolicyFile } from './policy-file.ts';

/** About 10,000 reviews of the usual size, or a few of the maximum size, which take about six times their size after parsing. */
const maxInFlightBytes = 64 * 1024 * 1024;
/** kube-apiserver opens a connection for each review in flight, by default at most 600. Two replicas of it fit. */
const maxConnections = 2_048;
/** Longer than it takes until every kube-proxy has removed the replica from the Service. */
const drainSeconds = 10;

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const exitFailure = 1;
const exitConfiguration = 2;

interface Flags extends ServeOptions {
  readonly config?: string;
  readonly logLevel: (typeof logLevels)[number];
}

export function register(program: Command): void {
  program
    .command('serve')
    .summary('run the admission webhook')
    .description(
      'Serve admission reviews over HTTPS at /mutate/MODE and /validate/MODE, where MODE is deny, warn or audit.\n' +
        'Serve health checks and metrics over HTTP at /healthz, /readyz and /metrics.\n' +
        'The certificate is reloaded when its files change. On SIGTERM the server reports not ready, keeps serving for ' +
        '--drain-seconds, and then stops.',
    )
    .option('--config <file>', 'PodwardConfiguration file. Without it, every rule has its default mode.')
    .addOption(new Option('--tls-dir <dir>', 'directory with tls.crt and tls.key in PEM format').makeOptionMandatory())
    .option(
      '--client-ca <file>',
      'CA certificates in PEM format. Clients must then present a certificate that one of them signed.',
    )
    .option('--server-name <name>', 'DNS name that the certificate must be valid for')
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--port <port>', 'port of the webhook', port, 8443)
    .option('--health-port <port>', 'port for health checks and metrics', port, 8080)
    .option('--drain-seconds <seconds>', 'time to keep serving after SIGTERM', natural, drainSeconds)
    .option(
      '--max-review-bytes <bytes>',
      'maximum size of a review. A larger one is answered with 413.',
      positive,
      maxReviewBytes,
    )
    .option(
      '--max-in-flight-bytes <bytes>',
      'maximum size of all reviews in progress. Further ones are answered with 503. One eighth is kept for small reviews.',
      positive,
      maxInFlightBytes,
    )
    .option(
      '--max-connections <count>',
      'maximum number of open connections. A further one replaces an idle one, or is closed.',
      positive,
      maxConnections,
    )
    .addOption(
      new Option('--log-level <level>', 'least severe level that is logged').choices(logLevels).default('info'),
    )
    .addHelpText(
      'after',
      '\nExit status: 0 after a drain, 1 if the server cannot start or fails, 2 if the usage or the configuration is wrong.',
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  // Loaded here, so that other commands do not wait for these modules.
  const [{ createLogger }, { serve }] = await Promise.all([import('../server/log.ts'), import('../server/serve.ts')]);
  const log = createLogger(flags.logLevel);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error: error instanceof Error ? error : new Error(String(error)) }, event);
      process.exit(exitFailure);
    });
  }
  const judging = await readJudging(flags.config);
  if (judging === undefined) return;
  try {
    const running = await serve(flags, judging, log);
    drainOnSignal(running, log);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`podward: ${oneLine(error.message)}\n`);
    process.exit(exitFailure);
  }
}

/** Undefined if the configuration is invalid. Then every mistake is printed, and the exit status is set. */
async function readJudging(file: string | undefined): Promise<Judging | undefined> {
  const loaded = await loadPolicyFile(file);
  if ('policy' in loaded) {
    const { policy, text } = loaded;
    return { engine: createEngine(catalogue, policy), policy, configuration: text };
  }
  const lines =
    'reason' in loaded
      ? [`podward: the configuration file ${file ?? ''} cannot be read: ${loaded.reason}.`]
      : loaded.mistakes.map((mistake) => `${file ?? ''}:${mistake.line}:${mistake.column}: ${textOf(mistake)}`);
  for (const line of lines) process.stderr.write(`${oneLine(line)}\n`);
  process.exitCode = exitConfiguration;
  return undefined;
}

/** The second signal ends the process immediately. */
function drainOnSignal(running: Running, log: Logger): void {
  let signalled = false;
  const onSignal = (signal: string): void => {
    if (signalled) process.exit(exitFailure);
    signalled = true;
    log.info({ signal }, 'stopping');
    void running.drain().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

function natural(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError('Use a whole number.');
  return Number(text);
}

function positive(text: string): number {
  const number = natural(text);
  if (number === 0) throw new InvalidArgumentError('Use a whole number greater than 0.');
  return number;
}

function port(text: string): number {
  const number = natural(text);
  if (number > 65_535) throw new InvalidArgumentError('Use a port from 0 to 65535. Port 0 selects a free port.');
  return number;
}
