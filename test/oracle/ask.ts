/** The small programs of `go` take one line for each question, and write one line of JSON for each answer, in the same order. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export async function ask<T>(binary: string, lines: readonly string[]): Promise<T[]> {
  const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}); // the number of answers tells
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const answers: T[] = [];
  for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line) as T);
  if (answers.length !== lines.length) throw new Error(`${answers.length} answers for ${lines.length} questions`);
  return answers;
}

/** The same with each question as JSON. */
export const askInJson = <T>(binary: string, questions: readonly unknown[]): Promise<T[]> =>
  ask(
    binary,
    questions.map((question) => JSON.stringify(question)),
  );
