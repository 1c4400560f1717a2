/** `podward check`: judges files as the webhook would judge the objects in a cluster. */
import { existsSync, realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  acceptedVersions,
  defaultVersion,
  idleGates,
  knownVersions,
  unknownVersion,
  versionPattern,
} from '../policy/version.ts';
import { jsonReport } from '../report/json.ts';
import { prettyError, prettyNote, prettyReport } from '../report/pretty.ts';
import { count, type Report, type ReportedError } from '../report/report.ts';
import { compactReport, errorText } from '../report/compact.ts';
import { githubError, githubNote, githubReport } from '../report/github.ts';
import { oneLine } from '../text/line.ts';
import { sizeText } from '../text/size.ts';
import { Comparison, OldObjects } from '../check/compare.ts';
import { Draft, intoDraft } from '../check/draft.ts';
import { bugIn } from '../check/errors.ts';
import { addSections, colorVariables, type Section } from './help.ts';
import { processIo, unusable, type Io } from './io.ts';
import {
  documentLimits,
  maxErrors,
  maxFileBytes,
  maxFileErrors,
  maxFindings,
  maxObjectNotes,
  maxObjects,
  maxObjectValues,
  maxParts,
  maxTotalBytes,
} from '../check/limits.ts';
import { objectFinder, type Collector } from '../check/objects.ts';
import { errorsIn, loadPolicyFile } from './policy-file.ts';
import { usageCode } from './program.ts';
import { readSources } from '../check/sources.ts';

const outputs = ['auto', 'pretty', 'compact', 'github', 'json'] as const;

interface CheckOptions {
  readonly old?: string;
  readonly new?: string;
  readonly output: (typeof outputs)[number];
  readonly config?: string;
  readonly kubernetesVersion?: string;
  readonly failOn: 'deny' | 'warn';
  readonly verbose?: boolean;
}

/** Exit statuses of `check`. `unusable` takes precedence over findings. */
const clean = 0;
const findings = 1;

const number = (value: number): string => value.toLocaleString('en-US');

const sections: readonly Section[] = [
  {
    title: 'Files',
    text: [
      'The command checks Pods, workloads with a Pod template, Lists of them, and recorded AdmissionReviews. It skips all other objects.',
      'In a directory and the directories in it, files are read if their names end in .yaml, .yml or .json. Hidden directories, node_modules, and links that lead out of the directory are skipped. Patches of a kustomization and templates of a Helm chart are skipped too. To check them, pipe the rendered manifests into this command.',
      'The output of kubectl get is checked as a stored object: rules that only apply to new objects are skipped.',
    ],
  },
  {
    title: 'Changes',
    text: [
      'With --old and --new, the change is checked as kubectl apply would send it. Fields that the cluster added, such as nodeName, are kept. kubectl apply --server-side may send another change.',
      'The path for --old is the output of kubectl get, or older manifests: a file, a directory, or - for standard input. The path for --new is one of these too. Objects are compared if they have the same kind, namespace and name. An object that only --new contains is checked as a new object.',
    ],
  },
  {
    title: 'Output formats',
    terms: [
      ['auto', 'Pretty if standard output is a terminal, and compact otherwise.'],
      ['pretty', 'The findings by file and object, each with its line of the file.'],
      ['compact', 'One line for each finding: FILE:LINE:COLUMN: [MODE] PATH: TEXT [RULE]'],
      [
        'github',
        'Workflow commands of GitHub Actions, which show each finding at its line of the pull request. Nothing in a file can be another command. Names of files are relative to GITHUB_WORKSPACE, where the repository has to be checked out.',
      ],
      ['json', 'A JSON document in a stable format, which docs/report.md in the repository describes.'],
    ],
  },
  {
    title: 'Modes in the output',
    text: [
      'The configuration decides which mode a rule has. Each finding ends with the ID of its rule. To read about the rule, run: podward explain ID',
    ],
    terms: [
      ['deny', 'The webhook rejects the object.'],
      ['warn', 'The webhook allows the object and returns a warning.'],
      ['audit', 'The webhook allows the object and only records the finding. Printed with --verbose.'],
      ['info', 'A note about a field that Podward adds. It is not a finding, and does not change the exit status.'],
    ],
  },
  {
    title: 'Secrets',
    text: [
      'Values that may be secret, such as those of environment variables and annotations, are not shown in any format. (hidden) stands for such a value.',
    ],
  },
  {
    title: 'Limits',
    terms: [
      ['All files', `At most ${sizeText(maxTotalBytes)} and ${number(maxObjects)} objects.`],
      ['A file', `At most ${sizeText(maxFileBytes)} and ${number(maxParts)} documents and list items.`],
      [
        'A document',
        `At most ${number(documentLimits.characters)} characters after YAML aliases are expanded, ${documentLimits.depth} levels, and ${number(documentLimits.values)} list entries and fields.`,
      ],
      ['An object', `At most ${number(maxObjectValues)} list entries and fields, without managedFields.`],
      [
        'The report',
        `Lists at most ${number(maxFindings)} findings, ${number(maxObjectNotes)} notes and ${number(maxErrors)} errors, of which ${maxFileErrors} may be of one file. The others are counted.`,
      ],
    ],
    text: ['What exceeds a limit is reported as an error, and everything else is checked.'],
  },
  { title: 'Environment variables', terms: colorVariables },
  {
    title: 'Exit status',
    terms: [
      ['0', 'No finding has mode deny.'],
      ['1', 'A finding has mode deny or, with --fail-on warn, mode warn.'],
      [
        '2',
        'The usage or the configuration is wrong, something cannot be read or checked, or the report cannot be written. Status 2 takes precedence over findings.',
      ],
    ],
  },
  {
    title: 'Examples',
    commands: [
      'podward check deploy/',
      'kubectl kustomize overlays/prod | podward check -',
      'helm template . | podward check -',
      'kubectl get pod web -o yaml | podward check --old - --new pod.yaml',
    ],
  },
];

export function register(program: Command, io: Io = processIo): void {
  const command = program
    .command('check')
    .usage('[options] FILE...\n       podward check [options] --old <path> --new <path>')
    .summary('Check files as the webhook would check their objects.')
    .description('Check Pods and workloads in files as the webhook would check them in a cluster.')
    .argument('[FILE...]', 'YAML or JSON files, directories of such files, or - for standard input.')
    .option('--old <path>', 'File or directory with the stored objects, or with older manifests. Used with --new.')
    .option('--new <path>', 'File or directory with the changed objects. Used with --old.')
    .addOption(new Option('-o, --output <format>', 'Format of the report.').choices(outputs).default('auto'))
    .option(
      '--config <file>',
      'PodwardConfiguration file with the modes and options of the rules. Without it, every rule has its default mode.',
    )
    .option(
      '--kubernetes-version <version>',
      `Kubernetes version whose rules are applied, such as ${defaultVersion}. ${knownVersions} Default: the version in the configuration file, or ${defaultVersion}.`,
      knownVersion,
    )
    .addOption(
      new Option('--fail-on <mode>', 'Least severe mode that makes the command fail.')
        .choices(['deny', 'warn'])
        .default('deny'),
    )
    .option('--verbose', 'Also print findings in mode audit.')
    .action(async (files: string[], options: CheckOptions) => {
      const misuse = misuseOf(files, options);
      if (misuse !== undefined) command.error(misuse, { code: usageCode });
      io.status(await checkOrReportBug(files, options, io));
    });
  addSections(command, io, sections);
}

function knownVersion(text: string): string {
  if (!new RegExp(versionPattern).test(text)) throw new InvalidArgumentError(`Use ${acceptedVersions(defaultVersion)}`);
  return text;
}

function misuseOf(files: readonly string[], options: CheckOptions): string | undefined {
  if ([...files, options.old, options.new, options.config].includes('')) return 'the name of a file must not be empty.';
  if (options.config === '-') return '--config cannot be standard input. Use a file.';
  const isChange = options.old !== undefined || options.new !== undefined;
  if (isChange && files.length > 0) return 'FILE must not be used together with --old and --new.';
  if (isChange && (options.old === undefined || options.new === undefined))
    return '--old and --new must be used together.';
  if (isChange && options.old === '-' && options.new === '-') return '--old and --new must not both be standard input.';
  return !isChange && files.length === 0
    ? 'FILE is required. Use a file, a directory, or - for standard input.'
    : undefined;
}

async function checkOrReportBug(files: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const writer = writerOf(options, io);
  try {
    return await check(files, options, writer, io);
  } catch (error) {
    io.err(writer.bug(bugIn(error, 'this run')));
    return unusable;
  }
}

async function check(files: readonly string[], options: CheckOptions, writer: Writer, io: Io): Promise<number> {
  const loaded = await loadPolicyFile(options.config, options.kubernetesVersion);
  if (!('engine' in loaded)) {
    for (const error of errorsIn(loaded, options.config)) io.err(writer.error(error));
    return unusable;
  }
  const unknown = unknownVersion([loaded.engine.policy.configured.minor]);
  if (unknown !== undefined) io.err(writer.note('warning', unknown));
  for (const idle of idleGates(loaded.engine.policy)) io.err(writer.note('warning', idle));
  const draft = new Draft(loaded.engine, writer.showsExcerpts);
  const report = await assess(files, options, draft, io);
  for (const note of report.notes) io.err(writer.note('note', note));
  if (!writer.reportHasErrors) for (const error of report.errors) io.err(writer.error(error));
  io.out(writer.report(report));
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
    await read(files, intoDraft(draft));
    return draft.report();
  }
  const old = new OldObjects(draft);
  await read([options.old], old);
  const comparison = new Comparison(old, draft);
  await read([options.new], comparison);
  comparison.end();
  return draft.report();
}

/** How a format writes each part of the output. */
interface Writer {
  readonly showsExcerpts: boolean;
  /** Whether the report has the errors, which are then not written before it. */
  readonly reportHasErrors: boolean;
  report(report: Report): string;
  error(error: ReportedError): string;
  note(kind: 'note' | 'warning', text: string): string;
  bug(lines: readonly string[]): string;
}

function writerOf({ output, verbose = false }: CheckOptions, io: Io): Writer {
  const format = output !== 'auto' ? output : io.terminal ? 'pretty' : 'compact';
  const { color, width } = io;
  const plain = {
    showsExcerpts: false,
    reportHasErrors: false,
    error: errorText,
    note: (kind: string, text: string) => `${kind}: ${oneLine(text)}\n`,
    bug: (about: readonly string[]) => `error: ${about.join('\n')}\n`,
  };
  switch (format) {
    case 'pretty': {
      // On one terminal, the errors are shown among the findings, in the order of the files.
      const reportHasErrors = io.terminal && io.errorTerminal;
      const onErr = { color: io.errorColor, width };
      return {
        ...plain,
        showsExcerpts: true,
        reportHasErrors,
        report: (report) => prettyReport(report, { color, verbose, width, withErrors: reportHasErrors }),
        error: (error) => prettyError(error, onErr),
        note: (kind, text) => prettyNote(kind, text, onErr),
      };
    }
    case 'compact':
      return { ...plain, report: (report) => compactReport(report, { color, verbose }) };
    case 'github': {
      const inRepository = pathsInRepository();
      return {
        ...plain,
        report: (report) => githubReport(report, inRepository, { verbose }),
        error: (error) => githubError(error, inRepository),
        note: githubNote,
        bug: (about) => githubNote('error', about.join(' ')),
      };
    }
    case 'json':
      return { ...plain, reportHasErrors: true, report: jsonReport };
  }
}

/**
 * Gives the path of a file from GITHUB_WORKSPACE, where GitHub Actions checks out the repository, and elsewhere from the working directory. Git knows a
 * file by its path without links. A path that cannot be resolved stays as it is, because its name must not end the run.
 */
function pathsInRepository(): (file: string) => string {
  const { GITHUB_WORKSPACE: workspace = '' } = process.env;
  let root: string | undefined;
  return (file) => {
    try {
      root ??= withoutLinks(existsSync(workspace) ? workspace : '.');
      return relative(root, withoutLinks(file)) || file;
    } catch {
      return file;
    }
  };
}

/** The function of the system: that of Node.js removes `..` before it follows links. */
const withoutLinks = (path: string): string => (existsSync(path) ? realpathSync.native(path) : resolve(path));

function statusOf(report: Report, failOn: CheckOptions['failOn']): number {
  if (report.errors.length > 0) return unusable;
  const { denied, warned } = count(report);
  return denied > 0 || (failOn === 'warn' && warned > 0) ? findings : clean;
}
