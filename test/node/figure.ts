/** Prints what a test measured. Jest would add the position of a console.log. */
export function figure(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/** The seconds that `work` takes, with one digit after the point. */
export async function seconds(work: Promise<unknown>): Promise<string> {
  const start = Date.now();
  await work;
  return ((Date.now() - start) / 1000).toFixed(1);
}
