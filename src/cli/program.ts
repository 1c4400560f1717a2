/** The program without its commands. All commands print errors about their usage in the same form. */
import { Command, type ErrorOptions, type HelpContext } from 'commander';
import { didYouMean, hintFor } from '../text/hint.ts';
import { spaced } from '../text/line.ts';
import { joined } from '../text/quoted.ts';
import { showQuoted } from '../text/shown.ts';
import { addSections, layout } from './help.ts';
import { cleanErrors, endsBy, type Io } from './io.ts';

/** Commander writes its own errors in several forms. This class is the way that commander offers to change them for all commands. */
class PodwardCommand extends Command {
  override createCommand(name?: string): PodwardCommand {
    return new PodwardCommand(name);
  }

  /** Prints what is wrong in whole sentences, and then where the usage is described. */
  override error(message: string, options: ErrorOptions = {}): never {
    const words = usageError(this, message.replace(/^error: /, ''), options.code);
    return super.error(`error: ${words}\nRun ${pathOf(this)} --help.`, options);
  }

  /** For a command that does not exist, commander would print the help of the program. */
  override helpInformation(context?: HelpContext): string {
    const [name = '-'] = this.args;
    const known = name.startsWith('-') || this.commands.some((command) => command.name() === name);
    if (this.parent === null && !known) this.error(unknownCommand(this, name), { code: usageCode });
    return super.helpInformation(context);
  }
}

/** `podward <command>`. Errors, and requests for help, end the process by `io`. */
export function createProgram(io: Io): Command {
  const program: Command = new PodwardCommand('podward')
    .configureOutput({ ...cleanErrors, writeOut: io.out, writeErr: io.err })
    .configureHelp(layout(io))
    .exitOverride(endsBy(io))
    .showSuggestionAfterError(false)
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    .usage('[options] COMMAND');
  program.description(
    'Check Kubernetes Pods in an admission webhook and on the command line. Podward rejects changes that are not allowed, and says what to do instead.',
  );
  return addSections(program, io, [
    {
      title: 'Examples',
      commands: ['podward check deploy/', 'podward explain pod-spec-immutable', 'podward help check'],
    },
  ]);
}

/** `podward help check`. The other commands must be registered before. */
export function registerHelp(program: Command): void {
  program
    .command('help')
    .argument('[COMMAND]', 'Name of the command.')
    .summary('Print the help of a command.')
    .description('Print the help of a command.')
    .action((name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((one) => one.name() === name);
      if (command === undefined) program.error(unknownCommand(program, name!), { code: usageCode });
      else command.help();
    });
}

/** The code of errors whose message is in this form already. */
export const usageCode = 'podward.usage';

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** The message of commander for each of its codes contains the same facts. */
function usageError(command: Command, message: string, code: string | undefined): string {
  const inQuotes = /'(.*)'/s.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(command, inQuotes);
    case 'commander.unknownCommand':
      return unknownCommand(command, command.args[0] ?? inQuotes);
    case 'commander.optionMissingArgument':
      return `${longOf(inQuotes)} requires a value: ${longForm(inQuotes)}.`;
    case 'commander.missingMandatoryOptionValue':
      return `${longForm(inQuotes)} is required.`;
    case 'commander.excessArguments':
      return excessArguments(command);
    case 'commander.invalidArgument':
      return invalidArgument(command, message);
    default:
      return message;
  }
}

/** `--output` of `-o, --output <format>`. */
const longOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;
/** `--output <format>` of the same. */
const longForm = (flags: string): string => flags.replace(/^-\w, /, '');

function unknownOption(command: Command, given: string): string {
  const flag = given.split('=', 1)[0]!;
  // Commander takes -A=true for -A, and then for this.
  if (flag === '-') return 'An option of one letter takes no value after "=". Remove "=" and the value.';
  const isKnown =
    ['-h', '--help'].includes(flag) || command.options.some(({ short, long }) => flag === short || flag === long);
  if (isKnown) return `${flag} takes no value. Use it alone, or leave it out.`;
  const what = `${pathOf(command)} has no option ${showQuoted(flag)}.`;
  if (flag.startsWith('--')) return spaced(what, hintFor(flag.slice('--'.length), longNames(command), '--'));
  // kubectl has -f FILE for what is an argument here.
  if (flag === '-f' && command.usage().includes('FILE')) return spaced(what, 'Give the name of the file without -f.');
  // One letter in the other case, or a long option with one hyphen.
  const short = ['-h', ...command.options.flatMap(({ short: known }) => known ?? [])].find(
    (known) => known.toLowerCase() === flag.toLowerCase(),
  );
  if (short !== undefined) return spaced(what, didYouMean([short]));
  return spaced(what, flag.length > '-x'.length ? hintFor(flag.slice('-'.length), longNames(command), '--') : '');
}

/** The names of the long options, without hyphens. */
const longNames = (command: Command): string[] => [
  'help',
  ...command.options.flatMap(({ long }) => (long == null ? [] : [long.replace(/^--/, '')])),
];

/** Some programs have a command for what is an option here, such as `version`. */
function unknownCommand(program: Command, name: string): string {
  const known = program.commands.map((command) => command.name());
  const hint = hintFor(name, known) || hintFor(name, longNames(program), '--') || `Use ${joined(known, 'or')}.`;
  return spaced(`${pathOf(program)} has no command ${showQuoted(name)}.`, hint);
}

function excessArguments(command: Command): string {
  const most = command.registeredArguments.length;
  const allowed = most === 0 ? 'no arguments' : most === 1 ? 'only one argument' : `only ${most} arguments`;
  return `${pathOf(command)} takes ${allowed}, so ${showQuoted(command.args[most] ?? '')} is not allowed.`;
}

function invalidArgument(command: Command, message: string): string {
  const [, flags = '', value = '', advice = ''] =
    /^option '(.*?)' argument '(.*)' is invalid\. (.*)$/s.exec(message) ?? [];
  const choices = command.options.find((option) => option.flags === flags)?.argChoices;
  const what = `${longOf(flags)} cannot be ${showQuoted(value)}.`;
  return choices === undefined
    ? spaced(what, advice)
    : spaced(what, `Use ${joined(choices, 'or')}.`, hintFor(value, choices));
}
