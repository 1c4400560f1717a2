/** `podward check`: judges files as the webhook would judge the objects in a cluster. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { createEngine } from '../engine/engine.ts';
import { judgedMinor } from '../policy/version.ts';
import { jsonReport } from '../report/json.ts';
import { prettyReport } from '../report/pretty.ts';
import { count, type Report } from '../report/report.ts';
import { compactReport, errorText, noteText } from '../report/compact.ts';
import { Comparison, Draft, judging, OldObjects } from './assess.ts';
import { bugIn } from './errors.ts';
import { helpText } from './help.ts';
import { endsBy, processIo, unusable, type Io } from './io.ts';
import {
  documentLimits,
  maxErrors,
  maxFileBytes,
  maxFileErrors,
  maxFindings,
  maxObjects,
  maxObjectValues,
  maxParts,
  maxTotalBytes,
  mebibytes,
} from './limits.ts';
import { objectFinder, type Collector } from './objects.ts';
import { catalogue, errorsIn, loadPolicyFile } from './policy-file.ts';
import { readSources } from './sources.ts';

const outputs = ['auto', 'pretty', 'compact', 'json'] as const;

interface CheckOptions {
  readonly old?: string;
  readonly new?: string;
  readonly output: (typeof outputs)[number];
  readonly config?: string;
  readonly kubernetesVersion?: number;
  readonly failOn: 'deny' | 'warn';
  readonly verbose?: boolean;
}

/** Exit statuses of `check`. `unusable` takes precedence over findings. */
const clean = 0;
const findings = 1;

const help = `
FILE is a YAML or JSON file, a directory of such files, or - for standard input. The command checks Pods, workloads with a Pod template,
Lists of them, and recorded AdmissionReviews. The command skips all other objects.

A directory is read with all directories in it. Hidden directories, node_modules, and links that lead out of the directory are skipped.
Patches of a kustomization and templates of a Helm chart are skipped too. To check them, pipe the rendered manifests into this command.

With --old and --new, the change is checked as kubectl apply would send it. Fields that the cluster added, such as nodeName, are kept.
kubectl apply --server-side may send another change. The file for --old is the output of kubectl get, or an older manifest. Objects are
compared if they have the same kind, namespace and name. An object that only --new contains is checked as a new object.

Without --old and --new, the output of kubectl get is checked as a stored object: rules that only apply to new objects are skipped.

Formats of --output:
  auto     pretty if standard output is a terminal, and compact otherwise
  pretty   findings by file and object, each with its line of the file
  compact  one line for each finding: FILE:LINE:COLUMN: [MODE] PATH: TEXT [RULE]
  json     a JSON document

Values that may be secret, such as those of environment variables and annotations, are hidden in all formats. Colors are used on a terminal. Set NO_COLOR=1 to disable them, or FORCE_COLOR=1 to use them everywhere.

Limits:
  ${mebibytes(maxFileBytes)} in a file, and ${mebibytes(maxTotalBytes)} in all files
  ${documentLimits.characters} characters in a document after YAML aliases are expanded
  ${documentLimits.depth} levels, and ${documentLimits.values} list entries and fields, in a document
  ${maxParts} documents and list items in a file, and ${maxObjects} objects in all files
  ${maxObjectValues} list entries and fields in an object, managedFields excluded

What exceeds a limit is reported as an error, and everything else is checked. The report lists ${maxFindings} findings and ${maxErrors} errors, of
which ${maxFileErrors} may be of one file. The others are counted.

Exit status: 0 if nothing is denied, 1 if something is denied or, with --fail-on warn, warned about, 2 if the usage is wrong, a file cannot be
read, or a file contains no object.

Examples:
  podward check deploy/
  kubectl kustomize overlays/prod | podward check -
  kubectl get pod web -o yaml | podward check --old - --new pod.yaml
  helm template . | podward check -`;

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('check')
    .exitOverride(endsBy(io))
    .summary('check manifests as the webhook would')
    .description('Check Pods and workloads in files as the webhook would check them in a cluster.')
    .argument('[FILE...]', 'files or directories, or - for standard input')
    .option('--old <file>', 'file with the stored object, used with --new')
    .option('--new <file>', 'file with the changed object, used with --old')
    .addOption(new Option('-o, --output <format>', 'format of the report').choices(outputs).default('auto'))
    .option('--config <file>', 'PodwardConfiguration file with the modes and options of the rules')
    .option('--kubernetes-version <version>', 'Kubernetes version whose rules are applied, such as 1.36', minorOf)
    .addOption(
      new Option('--fail-on <mode>', 'least severe mode that makes the command fail')
        .choices(['deny', 'warn'])
        .default('deny'),
    )
    .option('--verbose', 'also print findings in mode audit')
    .addHelpText('after', helpText(help, io.width))
    .action(async (files: string[], options: CheckOptions) => {
      const misuse = misuseOf(files, options);
      if (misuse !== undefined) command.error(`error: ${misuse}`, { code: 'podward.usage' });
      io.status(await checkOrExplain(files, options, io));
    });
}

function minorOf(text: string): number {
  const minor = judgedMinor(text);
  if (minor === undefined) throw new InvalidArgumentError('Use a Kubernetes version from 1.30 on, such as 1.36.');
  return minor;
}

function misuseOf(files: readonly string[], options: CheckOptions): string | undefined {
  const isChange = options.old !== undefined || options.new !== undefined;
  if (isChange && files.length > 0) return 'FILE must not be used together with --old and --new.';
  if (isChange && (options.old === undefined || options.new === undefined))
    return '--old and --new must be used together.';
  if (isChange && options.old === '-' && options.new === '-') return '--old and --new must not both be standard input.';
  return !isChange && files.length === 0
    ? 'FILE is required. Use a file, a directory, or - for standard input.'
    : undefined;
}

async function checkOrExplain(files: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  try {
    return await check(files, options, io);
  } catch (error) {
    io.err(`error: ${bugIn(error, 'this run').join('\n')}\n`);
    return unusable;
  }
}

async function check(files: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const loaded = await loadPolicyFile(options.config);
  if (!('policy' in loaded)) {
    for (const error of errorsIn(loaded, options.config)) io.err(errorText(error, false));
    return unusable;
  }
  const policy = { ...loaded.policy, minor: options.kubernetesVersion ?? loaded.policy.minor };
  const format = formatOf(options, io);
  const draft = new Draft({ policy, engine: createEngine(catalogue, policy) }, format === 'pretty');
  const report = await assess(files, options, draft, io);
  for (const note of report.notes ?? []) io.err(noteText(note));
  write(report, format, options, io);
  return statusOf(report, options.failOn);
}

async function assess(files: readonly string[], options: CheckOptions, draft: Draft, io: Io): Promise<Report> {
  const read = (names: readonly string[], collector: Collector): Promise<void> =>
    readSources(names, io, {
      text: objectFinder(collector),
      fail: (error) => collector.fail(error.file, () => error),
      note: (text) => draft.note(() => text),
    });
  if (options.old === undefined || options.new === undefined) {
    await read(files, judging(draft));
    return draft.report();
  }
  const old = new OldObjects(draft);
  await read([options.old], old);
  const comparison = new Comparison(old, draft);
  await read([options.new], comparison);
  comparison.end();
  return draft.report();
}

type Format = Exclude<CheckOptions['output'], 'auto'>;

const formatOf = ({ output }: CheckOptions, { terminal }: Io): Format =>
  output === 'auto' ? (terminal ? 'pretty' : 'compact') : output;

function write(
  report: Report,
  format: Format,
  { verbose = false }: CheckOptions,
  { out, err, colour, width }: Io,
): void {
  if (format === 'json') {
    out(jsonReport(report));
    return;
  }
  for (const error of report.errors) err(errorText(error, false));
  const options = { colour, verbose, width };
  out(format === 'pretty' ? prettyReport(report, options) : compactReport(report, options));
}

function statusOf(report: Report, failOn: CheckOptions['failOn']): number {
  if (report.errors.length > 0) return unusable;
  const { denied, warned } = count(report);
  return denied > 0 || (failOn === 'warn' && warned > 0) ? findings : clean;
}
