import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code, or 128 if a signal terminated the command. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  /** Overrides the environment of this process. The value undefined removes a variable. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Whether a nonzero exit code is an error. Default true. */
  reject?: boolean;
  timeoutSeconds?: number;
}

/** Runs a command without a shell, and waits until it exits. */
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
      const why = signal ? `terminated by ${signal}` : `exit code ${code}`;
      fail(new Error(`${[command, ...args].join(' ')}: ${why}\n${(stderr || stdout).trim()}`));
    });
    // A command may exit without reading its input. Its exit code shows whether it succeeded.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
