/** `podward check`: judges files as the webhook would judge them in a cluster. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { createEngine } from '../engine/engine.ts';
import { judgedMinor, versionHint } from '../policy/version.ts';
import { jsonReport } from '../report/json.ts';
import { count, type Report } from '../report/report.ts';
import { errorText, noteText, textReport } from '../report/text.ts';
import { Comparison, Draft, judging, OldObjects } from './assess.ts';
import { bugIn } from './errors.ts';
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

interface CheckOptions {
  readonly old?: string;
  readonly new?: string;
  readonly output: 'text' | 'json';
  readonly config?: string;
  readonly kubernetesVersion?: number;
  readonly failOn: 'deny' | 'warn';
  readonly verbose?: boolean;
}

/** Statuses with which `check` ends; `unusable` outranks findings. */
const clean = 0;
const findings = 1;

const help = `
FILE is YAML or JSON as kubectl reads it, a folder of such files, or - for standard input. Judged are Pods, the templates of workloads,
what Lists hold of them, and recorded AdmissionReviews; other objects are passed over.

A folder is read with the folders in it. Hidden folders, node_modules, and links that lead out of the folder are skipped. Patches of a
kustomization and templates of a Helm chart are not judged. Judge what they render to.

With --old and --new, the new object is what kubectl apply would store: fields that the manifest does not mention stay as they are, unless
they were applied before. kubectl apply --server-side goes by managedFields and may store something else. --old is the object from kubectl
get, or an older manifest. Objects are paired by kind, namespace and name, as kubectl apply does: an object of another name is a new one.

Without them, an object from kubectl get is judged as it is stored: checks of new objects only are left out.

Limits:
  ${mebibytes(maxFileBytes)} in a file, and ${mebibytes(maxTotalBytes)} in all files
  ${documentLimits.characters} characters in a document whose aliases are followed
  ${documentLimits.depth} levels, and ${documentLimits.values} list entries and fields, in a document
  ${maxParts} documents and list items in a file, and ${maxObjects} objects in all files
  ${maxObjectValues} list entries and fields in an object, its managedFields aside, as the webhook takes
What is beyond them is an error, and everything else is judged. Of findings ${maxFindings} are listed, of errors ${maxErrors}, and
${maxFileErrors} of each file; the others are counted.

Ends with 0 where nothing is denied, with 1 where something is, with 2 where something could not be read or holds no object.

Examples:
  podward check deploy/
  kubectl kustomize overlays/prod | podward check -
  kubectl get pod web -o yaml | podward check --old - --new pod.yaml
  helm template . | podward check -`;

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('check')
    .exitOverride(endsBy(io))
    .summary('judge files as the webhook would')
    .description('Judge Pods and workloads in files as the webhook would judge them in a cluster.')
    .argument('[FILE...]', 'files, directories or -')
    .option('--old <file>', 'judge the change from this file, with --new')
    .option('--new <file>', 'judge the change to this file, with --old')
    .addOption(new Option('-o, --output <form>', 'form of the report').choices(['text', 'json']).default('text'))
    .option('--config <file>', 'PodwardConfiguration with modes and options of the rules')
    .option('--kubernetes-version <version>', 'version whose rules are mirrored, such as 1.36', minorOf)
    .addOption(
      new Option('--fail-on <mode>', 'the mildest finding that fails').choices(['deny', 'warn']).default('deny'),
    )
    .option('--verbose', 'also show findings of rules in mode audit')
    .addHelpText('after', help)
    .action(async (files: string[], options: CheckOptions) => {
      const misuse = misuseOf(files, options);
      if (misuse !== undefined) command.error(`error: ${misuse}`, { code: 'podward.usage' });
      io.status(await checkOrExplain(files, options, io));
    });
}

function minorOf(text: string): number {
  const minor = judgedMinor(text);
  if (minor === undefined) throw new InvalidArgumentError(`It must be ${versionHint}.`);
  return minor;
}

function misuseOf(files: readonly string[], options: CheckOptions): string | undefined {
  const isChange = options.old !== undefined || options.new !== undefined;
  if (isChange && files.length > 0) return 'FILE cannot be used together with --old and --new';
  if (isChange && (options.old === undefined || options.new === undefined)) return '--old and --new go together';
  if (isChange && options.old === '-' && options.new === '-') return '--old and --new cannot both be standard input';
  return !isChange && files.length === 0 ? 'name a FILE, a directory, or - for standard input' : undefined;
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
  const report = await assess(files, options, new Draft({ policy, engine: createEngine(catalogue, policy) }), io);
  for (const note of report.notes ?? []) io.err(noteText(note));
  write(report, options, io);
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

function write(report: Report, { output, verbose = false }: CheckOptions, io: Io): void {
  if (output === 'json') {
    io.out(jsonReport(report));
    return;
  }
  for (const error of report.errors) io.err(errorText(error, false));
  io.out(textReport(report, { colour: io.colour, verbose }));
}

function statusOf(report: Report, failOn: CheckOptions['failOn']): number {
  if (report.errors.length > 0) return unusable;
  const { denied, warned } = count(report);
  return denied > 0 || (failOn === 'warn' && warned > 0) ? findings : clean;
}
