/** Runs a command in this process, on files in a temporary directory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { manifest } from '../../devcluster/image.ts';
import { register as audit } from '../../src/cli/audit.ts';
import { register as check } from '../../src/cli/check.ts';
import { register as explain } from '../../src/cli/explain.ts';
import { register as serve } from '../../src/cli/serve.ts';
import { register as uninstall } from '../../src/cli/uninstall.ts';
import { Exit, type Io } from '../../src/cli/io.ts';
import { createProgram, registerHelp } from '../../src/cli/program.ts';

export interface Invocation {
  /** `@` stands for the directory of the files. */
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string | AsyncIterable<Uint8Array>;
  readonly terminal?: boolean;
  readonly errorTerminal?: boolean;
  readonly width?: number;
  readonly color?: boolean;
}

interface Outcome {
  readonly status: number;
  /** Without the directory of the files. */
  readonly stdout: string;
  readonly stderr: string;
}

export async function run({
  args,
  files = {},
  stdin = '',
  terminal = false,
  errorTerminal = false,
  width = 80,
  color = false,
}: Invocation): Promise<Outcome> {
  const usesFiles = Object.keys(files).length > 0 || args.some((arg) => arg.startsWith('@'));
  const { folder, remove } = usesFiles ? writeFiles(files) : noFiles;
  let status = 0;
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdin: () => (typeof stdin === 'string' ? oneChunk(stdin) : stdin),
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    terminal,
    errorTerminal,
    width,
    color,
    errorColor: color,
    status: (code) => void (status = code),
    exit: (code) => {
      throw new Exit(code);
    },
  };
  const program = createProgram(io).version(manifest.version, '-V, --version', 'Print the version.');
  for (const register of [check, explain, audit, serve, uninstall]) register(program, io);
  registerHelp(program);
  try {
    await program.parseAsync(
      args.map((arg) => inFolder(arg, folder)),
      { from: 'user' },
    );
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    status = error.status;
  } finally {
    remove();
  }
  const clean = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '@');
  return { status, stdout: clean(stdout), stderr: clean(stderr) };
}

const noFiles = { folder: join(tmpdir(), 'podward-cli-none'), remove: () => {} };

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const inFolder = (arg: string, folder: string): string => (arg === '@' ? folder : arg.replace(/^@\//, `${folder}/`));

export function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly folder: string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'podward-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** The lines of findings without their sentences: `file:line:column mode path rule`. The last line is the summary. */
export function brief(stdout: string): { readonly findings: string[]; readonly summary: string } {
  const lines = stdout.trimEnd().split('\n');
  const findings = lines
    .slice(0, -1)
    .map((line) => line.replace(/^(\S+): \[(\w+)\] (?:([^:\s]+): )?.*\[([\w-]+)\]$/, '$1 $2 $3 $4'));
  return { findings, summary: lines.at(-1) ?? '' };
}
