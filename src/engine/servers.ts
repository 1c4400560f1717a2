/** API servers of several versions: a finding of a rule that mirrors kube-apiserver counts only if each of them has it. */
import type { Finding } from '../rules/finding.ts';
import { attempt } from './failure.ts';
import { milder, type ActiveMode, type Judgment } from './judged.ts';

/** What a rule finds for another API server, and its mode there. */
export interface Answer {
  readonly rule: string;
  readonly mode: ActiveMode;
  readonly findings: () => Iterable<Finding>;
}

/**
 * The judgment without the findings that another API server does not have, and with the milder mode of both. Only rules in `mirroring` are
 * asked, and only those with findings. Findings that were only counted are left out if the other server has fewer.
 */
export function agreed(
  judgment: Judgment,
  mirroring: ReadonlySet<string>,
  ask: (rules: ReadonlySet<string>) => Iterable<Answer>,
): Judgment {
  const { findings, omitted } = judgment;
  const doubtful = new Set([...findings, ...omitted].map(({ rule }) => rule).filter((id) => mirroring.has(id)));
  if (doubtful.size === 0) return judgment;
  const kept = new Set(findings.map(ruleAndPathOf));
  const answers = new Map([...ask(doubtful)].map((answer) => [answer.rule, compared(answer, kept)]));
  return {
    findings: findings.flatMap((item) => {
      if (!doubtful.has(item.rule)) return [item];
      const answer = answers.get(item.rule);
      return answer?.found.has(ruleAndPathOf(item)) === true ? [milderTo(item, answer.mode)] : [];
    }),
    omitted: omitted.flatMap((item) => {
      if (!doubtful.has(item.rule)) return [item];
      const answer = answers.get(item.rule);
      if (answer === undefined || answer.others === 0) return [];
      return [{ ...milderTo(item, answer.mode), count: Math.min(item.count, answer.others) }];
    }),
  };
}

/** Which of the kept findings the other server has too, and how many others it has. */
function compared({ rule, mode, findings }: Answer, kept: ReadonlySet<string>) {
  const found = new Set<string>();
  let others = 0;
  attempt('rule', rule, () => {
    for (const finding of findings()) {
      const key = ruleAndPathOf({ rule, finding });
      if (kept.has(key)) found.add(key);
      else others++;
    }
  });
  return { mode, found, others };
}

/** Two versions may describe the same problem differently, but at the same path. */
const ruleAndPathOf = ({ rule, finding }: { readonly rule: string; readonly finding: Finding }): string =>
  `${rule} ${finding.path.toString()}`;

const milderTo = <T extends { readonly mode: ActiveMode }>(item: T, mode: ActiveMode): T => {
  const both = milder(item.mode, mode);
  return both === item.mode ? item : { ...item, mode: both };
};
