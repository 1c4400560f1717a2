import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code, or 128 when a signal ended the command. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  /** Added to (and winning over) this process's own environment; undefined removes a variable. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** false: a failing command is an answer like any other. Default true: it is an error. */
  reject?: boolean;
  timeoutSeconds?: number;
}

/** Runs a command to its end, without a shell. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { input, env, cwd, reject = true, timeoutSeconds } = options;
  return new Promise((resolve, fail) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(timeoutSeconds ? { timeout: timeoutSeconds * 1000 } : {}),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (cause: NodeJS.ErrnoException) =>
      fail(cause.code === 'ENOENT' ? new Error(`${command}: command not found`, { cause }) : cause),
    );
    child.on('close', (status, signal) => {
      const code = status ?? 128;
      if (code === 0 || !reject) return resolve({ code, stdout, stderr });
      const why = signal ? `ended by ${signal}` : `exit code ${code}`;
      fail(new Error(`${[command, ...args].join(' ')}: ${why}\n${(stderr || stdout).trim()}`));
    });
    // A command that ends without reading its input is not our failure: its exit code tells.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
