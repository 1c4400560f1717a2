/** Changes -> a report: what the webhook would decide if the objects were sent to a cluster. */
import { decodeParsed } from '../admission/decode.ts';
import { decide, type Asked, type Decision, type Judge } from '../engine/decide.ts';
import { activeModes, type Judged, type Omitted } from '../engine/judged.ts';
import { namesIn } from '../json/path.ts';
import { apiVersionOf, kindFacts } from '../kubernetes/kinds.ts';
import type {
  Report,
  ReportedError,
  ReportedFinding,
  ReportedObject,
  SkippedObject,
  SkipReason,
} from '../report/report.ts';
import type { Change } from '../change/change.ts';
import type { Way } from '../json/path.ts';
import type { Position } from '../yaml/positions.ts';
import { detached, ErrorList } from './errors.ts';
import { maxFindings, maxNotes } from './limits.ts';
import type { Collector, FoundReview } from './objects.ts';
import { asRecorded } from '../admission/recorded.ts';
import { SkippedList, skippedRequest } from './skipped.ts';
import { duplicateKeys } from '../rules/files/duplicate-keys.ts';
import { alone, titleOf, type Subject } from './subject.ts';
import { isOfTheFile, mayHaveConsequences, withoutConsequences } from './written.ts';

/** Judges each object as if it were created, an object from a cluster as it is stored, and a recorded request as that request. */
export const judging = (draft: Draft): Collector => ({
  object: (object) => draft.add(alone(object, draft.judge)),
  review: (review) => draft.addReview(review),
  passOver: (reason, describe) => draft.passOver(reason, describe),
  fail: (file, error) => draft.fail(file, error),
  stop: (error) => draft.stop(error),
});

/** The report so far. Its size is limited, and it keeps no reference to a file. */
export class Draft {
  readonly judge: Judge;
  readonly #withExcerpts: boolean;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors = new ErrorList();
  readonly #notes: string[] = [];
  #moreNotes = 0;
  /** Findings that are counted and not kept, by rule and mode. */
  readonly #omitted = new Map<string, Omitted>();
  readonly #skipped = new SkippedList();

  /** `withExcerpts`: for a report that shows the lines of the findings. */
  constructor(judge: Judge, withExcerpts = false) {
    this.judge = judge;
    this.#withExcerpts = withExcerpts;
  }

  fail(file: string, error: () => ReportedError): void {
    this.#errors.add(file, error);
  }

  stop(error: ReportedError): void {
    this.#errors.addAlways(error);
  }

  note(text: () => string): void {
    if (this.#notes.length < maxNotes) this.#notes.push(detached(text()));
    else this.#moreNotes++;
  }

  passOver(reason: SkipReason, describe: () => SkippedObject): void {
    this.#skipped.add(reason, describe);
  }

  add(subject: Subject): void {
    const { file, locate, locateWritten } = subject;
    const isFull = this.#findings.length >= maxFindings;
    const decision = this.#decisionOn(subject, isFull);
    if (decision.outcome === 'exempt') {
      this.passOver('exemption', () => ({ file, ...locate([]), ...identityOf(decision.change) }));
      return;
    }
    const { change, filled, findings, omitted } = decision;
    if (decision.outcome === 'stale') this.note(() => staleNote(subject, change));
    const meant = withoutConsequences(findings, change);
    const placeOf = (finding: Judged): Position =>
      (isOfTheFile(finding) ? locateWritten : locate)(namesIn(finding.pointer));
    const { operation } = change;
    const notes = filled.notes.map((note) => ({ ...note, ...locate(namesIn(note.pointer)) }));
    const { moreNotes } = filled;
    // Either everything of an object is added or nothing: whatever may fail comes before the first addition.
    const counted = isFull ? [] : omitted;
    const object = detached({
      file,
      ...locate([]),
      ...identityOf(change),
      operation,
      notes,
      moreNotes,
      omitted: counted,
    });
    const number = this.#objects.length;
    const listed = (isFull ? [] : meant).map((finding) =>
      detached({ ...finding, file, ...placeOf(finding), ...this.#excerptsOf(finding, subject), object: number }),
    );
    this.#objects.push(object);
    for (const finding of listed) this.#findings.push(finding);
    if (!isFull) return;
    for (const { rule, mode } of meant) this.#omit({ rule, mode, count: 1 });
    for (const entry of omitted) this.#omit(entry);
  }

  #excerptsOf(finding: Judged, subject: Subject): Pick<ReportedFinding, 'excerpt' | 'contradicted'> {
    if (!this.#withExcerpts) return {};
    const excerptAt = isOfTheFile(finding) ? subject.excerptWritten : subject.excerpt;
    const { pointer, beside, isOfKey = false } = finding;
    return {
      excerpt: excerptAt(namesIn(pointer), { ofKey: isOfKey }),
      contradicted:
        finding.rule === duplicateKeys.id
          ? excerptAt(namesIn(pointer), { ofKey: true, exact: true, ofFirst: true })
          : beside === undefined
            ? undefined
            : excerptAt(namesIn(beside), { exact: true }),
    };
  }

  #decisionOn({ changes, user }: Subject, countOnly: boolean): Decision {
    const [first, ...others] = changes.map((change) => this.#decide({ change, user }, countOnly));
    return others.reduce((strictest, other) => (isStricter(other, strictest) ? other : strictest), first!);
  }

  /** Counting is faster if the findings themselves are not needed. */
  #decide(asked: Asked, countOnly: boolean): Decision {
    if (!countOnly) return decide(asked, this.judge);
    const counted = decide(asked, this.judge, 'deny', 0);
    return mayHaveConsequences(counted.omitted) ? decide(asked, this.judge) : counted;
  }

  #omit({ rule, mode, count }: Omitted): void {
    const key = `${mode} ${rule}`;
    this.#omitted.set(key, { rule, mode, count: (this.#omitted.get(key)?.count ?? 0) + count });
  }

  addReview({ file, value, locate, excerpt }: FoundReview): void {
    const decoded = decodeParsed(value, 'mutate', this.judge.policy.minor);
    if (decoded.outcome === 'foreign') this.passOver('request', () => skippedRequest(value, { file, locate }));
    else if (decoded.outcome !== 'change')
      this.fail(file, () => ({
        file,
        ...locate(['request']),
        message: wordsOf(decoded),
        excerpt: excerpt([], ['request'], { ofKey: true }),
      }));
    else {
      const { user, change } = decoded;
      const object = ['request', 'object'];
      const inRequest = (way: Way): Position => locate([...object, ...way]);
      const excerptIn: Subject['excerpt'] = (way, options) => excerpt(object, way, options);
      this.add({
        file,
        locate: inRequest,
        locateWritten: inRequest,
        excerpt: excerptIn,
        excerptWritten: excerptIn,
        changes: asRecorded(change),
        user,
      });
    }
  }

  report(): Report {
    const more =
      this.#moreNotes === 0
        ? []
        : [`${this.#moreNotes} more ${this.#moreNotes === 1 ? 'note is' : 'notes are'} not listed.`];
    return {
      findings: this.#findings,
      objects: this.#objects,
      omitted: [...this.#omitted.values()],
      errors: this.#errors.all(),
      notes: [...this.#notes, ...more],
      skipped: this.#skipped.all(),
    };
  }
}

/** Why a recorded request cannot be judged. */
const wordsOf = ({ reason, advice }: { readonly reason: string; readonly advice?: string }): string =>
  advice === undefined ? reason : `${reason} ${advice}`;

function staleNote({ file, locate }: Subject, { kind, after }: Change): string {
  const { line, column } = locate(['metadata', 'resourceVersion']);
  return (
    `${file}:${line}:${column}: ${titleOf({ kind, value: after })} is not checked, because its resourceVersion is not that of the stored ` +
    'object. The API server refuses such a request with 409 Conflict.'
  );
}

/** Whether the most severe finding of `one` is more severe than that of `other`. */
const isStricter = (one: Decision, other: Decision): boolean => severityOf(one) < severityOf(other);

function severityOf({ findings, omitted }: Decision): number {
  const rank = activeModes.findIndex((mode) => [...findings, ...omitted].some((finding) => finding.mode === mode));
  return rank === -1 ? activeModes.length : rank;
}

const identityOf = ({
  kind,
  namespace,
  name,
}: Change): Pick<ReportedObject, 'apiVersion' | 'kind' | 'namespace' | 'name'> => ({
  apiVersion: apiVersionOf(kindFacts(kind)),
  kind,
  namespace,
  name,
});
