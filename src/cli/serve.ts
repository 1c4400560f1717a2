/** `podward serve`: the admission webhook. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { maxReviewBytes } from '../admission/limits.ts';
import { createEngine } from '../engine/engine.ts';
import { defaultPolicy, loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { oneLine } from '../text/line.ts';
import { StartError } from '../server/errors.ts';
import type { Logger } from '../server/log.ts';
import type { Judging, Running, ServeOptions } from '../server/serve.ts';
import { catalogue, readConfiguration } from './policy-file.ts';
import { messageOf } from './sources.ts';

/** Some 10,000 reviews of common size, or a few of the largest kind, which take about six times their size once parsed. */
const maxInFlightBytes = 64 * 1024 * 1024;
/** kube-apiserver opens a connection for each review in flight, 600 at most by default; two replicas of it have room. */
const maxConnections = 2_048;
/** Longer than it takes until every kube-proxy has taken the replica out of the Service. */
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
      'Serve admission reviews over HTTPS: POST /mutate/<mode> and /validate/<mode>, where the mode is deny, warn or audit.\n' +
        'Probes and metrics are served over HTTP: /healthz, /readyz and /metrics.\n' +
        'The certificate is read again when its files change. SIGTERM drains: not ready, but serving, then the end.',
    )
    .option('--config <file>', 'configuration in YAML; without it every rule has its own mode')
    .addOption(new Option('--tls-dir <dir>', 'folder with tls.crt and tls.key in PEM').makeOptionMandatory())
    .option('--client-ca <file>', 'authorities in PEM; clients must then show a certificate of theirs')
    .option('--server-name <name>', 'DNS name that the certificate must be good for')
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--port <port>', 'port of the webhook', port, 8443)
    .option('--health-port <port>', 'port of probes and metrics', port, 8080)
    .option('--drain-seconds <seconds>', 'how long to keep serving after SIGTERM', natural, drainSeconds)
    .option('--max-review-bytes <bytes>', 'size of the largest review; a larger one gets 413', positive, maxReviewBytes)
    .option(
      '--max-in-flight-bytes <bytes>',
      'size of all reviews in flight; what goes beyond gets 503. The last eighth is kept for small ones',
      positive,
      maxInFlightBytes,
    )
    .option(
      '--max-connections <count>',
      'connections at a time; a further one takes the place of one that is idle',
      positive,
      maxConnections,
    )
    .addOption(new Option('--log-level <level>', 'least severe level to log').choices(logLevels).default('info'))
    .addHelpText(
      'after',
      '\nExit status: 0 after a drain, 1 where it cannot start or fails, 2 where the usage or the configuration is wrong.',
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  // Loaded here, so that no other command waits for it.
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

/** Undefined, with every mistake printed and the exit code set, where the configuration is wrong. */
async function readJudging(file: string | undefined): Promise<Judging | undefined> {
  if (file === undefined) return judgingBy(defaultPolicy(catalogue), undefined);
  let text: string;
  try {
    text = await readConfiguration(file);
  } catch (error) {
    process.stderr.write(`podward: ${oneLine(`cannot read the configuration: ${file}: ${messageOf(error)}`)}\n`);
    process.exitCode = exitConfiguration;
    return undefined;
  }
  const loaded = loadPolicy(text, catalogue);
  if ('policy' in loaded) return judgingBy(loaded.policy, text);
  for (const { line, column, path, message } of loaded.errors) {
    process.stderr.write(`${oneLine(`${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`)}\n`);
  }
  process.exitCode = exitConfiguration;
  return undefined;
}

const judgingBy = (policy: Policy, configuration: string | undefined): Judging => ({
  engine: createEngine(catalogue, policy),
  policy,
  configuration,
});

/** The second signal ends the process at once. */
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
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is expected.');
  return Number(text);
}

function positive(text: string): number {
  const number = natural(text);
  if (number === 0) throw new InvalidArgumentError('a number above 0 is expected.');
  return number;
}

function port(text: string): number {
  const number = natural(text);
  if (number > 65_535) throw new InvalidArgumentError('a port from 0 to 65535 is expected; 0 picks a free one.');
  return number;
}
