/** What `make up`, `make down`, `make node-up` and `make node-down` have in common. */
import { parseArgs } from 'node:util';
import { withLock } from './lock.ts';
import type { Progress } from './progress.ts';

interface Command {
  /** As in `make NAME`. */
  readonly name: string;
  readonly help: string;
  readonly flags?: readonly string[];
  /** What the command starts or stops. Only one command does so at a time. */
  readonly what: 'cluster' | 'node';
  readonly lock: string;
  readonly progress: Progress;
}

/** Prints the help, or calls `work` with the flags that were given. An error is printed without a stack trace. */
export async function runCommand(
  { name, help, flags = [], what, lock, progress }: Command,
  work: (given: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  try {
    const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }]));
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (values.help) process.stdout.write(help);
    else
      await withLock(
        lock,
        () => work(new Set(Object.keys(values))),
        (pid) => progress.note(`waiting for process ${pid}, which is starting or stopping the ${what}`),
      );
  } catch (error) {
    console.error(`make ${name}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
