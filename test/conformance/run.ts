/** `make conformance`: compares `podward check` with the recorded verdicts of a real API server on public manifests. */
import { parseArgs } from 'node:util';
import { downloadedObjects } from './objects.ts';
import { denialsOf, engineOf, outcomeOf, outcomes, type Denial, type Outcome } from './podward.ts';
import { hashLength, readVerdicts, type Recorded } from './verdicts.ts';

const help = `Usage: make conformance    (ARGS="--all" lists every difference)

Compares podward check with verdicts of a real API server on the manifests of public repositories. The verdicts are in
test/conformance/verdicts.txt. The manifests are in the cache of the user, into which make conformance-record downloads them.
`;

interface Difference extends Recorded {
  readonly outcome: Outcome;
  readonly denials: readonly Denial[];
}

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, all: { type: 'boolean' } } });
if (values.help === true) process.stdout.write(help);
else process.exitCode = await main(values.all === true ? Infinity : 10);

async function main(most: number): Promise<number> {
  const objects = await downloadedObjects();
  if (objects === undefined) {
    console.error('The manifests are not in the cache. Run: make conformance-record');
    return 2;
  }
  const { version, recorded } = await readVerdicts();
  const texts = new Map(objects.map(({ hash, text }) => [hash.slice(0, hashLength), text]));
  const counts = new Map<Outcome, number>(outcomes.map((outcome) => [outcome, 0]));
  const differences: Difference[] = [];
  const engine = engineOf(version);
  let missing = 0;
  for (const entry of recorded) {
    const text = texts.get(entry.hash);
    if (text === undefined) {
      missing++;
      continue;
    }
    const denials = denialsOf(text, engine);
    const outcome = outcomeOf(text, entry.verdict, version, denials);
    counts.set(outcome, counts.get(outcome)! + 1);
    if (outcome !== 'agree') differences.push({ ...entry, outcome, denials });
  }
  console.log(`Kubernetes ${version}, ${recorded.length} objects:`);
  for (const [outcome, count] of counts) console.log(`  ${outcome.padEnd(8)} ${count}`);
  if (missing > 0) console.log(`  ${missing} objects are not in the cache. Run: make conformance-record`);
  for (const difference of differences.slice(0, most)) console.log(describe(difference));
  if (differences.length > most)
    console.log(`\n${differences.length - most} more differences. List them with ARGS="--all".`);
  return differences.length > 0 || missing > 0 ? 1 : 0;
}

function describe({ outcome, origin, hash, verdict, denials }: Difference): string {
  return [
    `\n${outcome}: ${origin} (${hash})`,
    `  API server: ${verdict.is} ${verdict.fields.join(', ')}`,
    ...denials.map(({ rule, path, text }) => `  Podward: ${path}: ${text} [${rule}]`),
  ].join('\n');
}
