/** Changes -> a report: what the webhook would decide if the objects were sent to a cluster. */
import { decide, type Decision } from '../engine/decide.ts';
import type { RequestedChange } from '../engine/exempt.ts';
import type { Engine } from '../engine/engine.ts';
import { activeModes, countOf, type Judged, type Omitted, type Remark } from '../engine/judged.ts';
import { namesIn, type Way } from '../json/path.ts';
import { apiVersionOf, kindFacts } from '../kubernetes/kinds.ts';
import { isRepeatedKey, placeOf } from '../rules/finding.ts';
import type {
  Place,
  Report,
  ReportedError,
  ReportedFinding,
  ReportedNote,
  ReportedObject,
  SkippedObject,
  SkipReason,
} from '../report/report.ts';
import type { Change } from '../change/change.ts';
import type { Position } from '../yaml/positions.ts';
import { detached, ErrorList } from './errors.ts';
import { maxFindings, maxNotes, maxObjectNotes } from './limits.ts';
import type { Collector, FoundReview } from './objects.ts';
import { decodeRecorded } from '../admission/recorded.ts';
import { SkippedList, skippedRequest } from './skipped.ts';
import { alone, titleOf, type Subject } from './subject.ts';
import { isOfTheFile, mayHaveConsequences, withoutConsequences } from './written.ts';

/** Judges each object as if it were created, an object from a cluster as it is stored, and a recorded request as that request. */
export const intoDraft = (draft: Draft): Collector => ({
  object: (object) => draft.add(alone(object, draft.engine)),
  review: (review) => draft.addReview(review),
  skip: (reason, describe) => draft.skip(reason, describe),
  fail: (file, error) => draft.fail(file, error),
  stop: (error) => draft.stop(error),
});

/** The report so far. Its size is limited, and it keeps no reference to a file. */
export class Draft {
  readonly engine: Engine;
  readonly #withExcerpts: boolean;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors = new ErrorList();
  readonly #notes: string[] = [];
  #moreNotes = 0;
  #objectNotes = 0;
  /** Findings that are counted and not kept, by rule and mode. */
  readonly #omitted = new Map<string, Omitted>();
  readonly #skipped = new SkippedList();

  /** `withExcerpts`: for a report that shows the lines of the findings. */
  constructor(engine: Engine, withExcerpts = false) {
    this.engine = engine;
    this.#withExcerpts = withExcerpts;
  }

  fail(file: string, error: () => ReportedError): void {
    this.#errors.add(file, () => this.#here(error()));
  }

  stop(error: ReportedError): void {
    this.#errors.addAlways(this.#here(error));
  }

  #here(error: ReportedError): ReportedError {
    return { ...error, object: this.#objects.length };
  }

  note(text: () => string): void {
    if (this.#notes.length < maxNotes) this.#notes.push(detached(text()));
    else this.#moreNotes++;
  }

  skip(reason: SkipReason, describe: () => SkippedObject): void {
    this.#skipped.add(reason, describe);
  }

  add(subject: Subject): void {
    const isFull = this.#findings.length >= maxFindings;
    const decision = this.#decisionOn(subject, isFull);
    const { change, outcome, findings, omitted } = decision;
    if (outcome === 'exempt') {
      const { file, locate } = subject;
      this.skip('exemption', () => ({ file, ...locate([]), ...identityOf(change) }));
      return;
    }
    if (outcome === 'stale') this.note(() => staleNote(subject, change));
    // Either everything of an object is added or nothing: whatever may fail comes before the first addition.
    if (isFull) {
      this.#objects.push(this.#objectOf(decision, subject, []));
      this.#count(findings, omitted);
    } else {
      const listed = findings.map((finding) => this.#reported(finding, subject));
      this.#objects.push(this.#objectOf(decision, subject, omitted));
      for (const finding of listed) this.#findings.push(finding);
    }
  }

  #reported(judged: Judged, subject: Subject): ReportedFinding {
    const { mode, finding } = judged;
    const { locate, excerpt } = isOfTheFile(judged)
      ? { locate: subject.locateWritten, excerpt: subject.excerptWritten }
      : subject;
    const way = namesIn(placeOf(finding).pointer());
    const object = this.#objects.length;
    const reported = { ...textsAt(judged, locate), mode, type: finding.type, file: subject.file, object };
    if (!this.#withExcerpts) return detached(reported);
    const { beside, isOfKey = false } = finding;
    return detached({
      ...reported,
      excerpt: excerpt(way, { ofKey: isOfKey }),
      contradicted: isRepeatedKey(finding)
        ? excerpt(way, { ofKey: true, exact: true, ofFirst: true })
        : beside && excerpt(namesIn(beside.pointer()), { exact: true }),
    });
  }

  #objectOf({ change, filled }: Decision, subject: Subject, omitted: readonly Omitted[]): ReportedObject {
    const { file, locate } = subject;
    const listed = this.#objectNotes < maxObjectNotes ? filled.notes : [];
    const notes = listed.map((note) => {
      const texts = textsAt(note, locate);
      return this.#withExcerpts ? { ...texts, excerpt: subject.excerpt(namesIn(texts.pointer), {}) } : texts;
    });
    const { operation } = change;
    const moreNotes = filled.moreNotes + filled.notes.length - listed.length;
    this.#objectNotes += listed.length;
    return detached({ file, ...locate([]), ...identityOf(change), operation, notes, moreNotes, omitted });
  }

  #count(findings: readonly Judged[], omitted: readonly Omitted[]): void {
    for (const { rule, mode } of findings) this.#omit({ rule, mode, count: 1 });
    for (const entry of omitted) this.#omit(entry);
  }

  #decisionOn({ changes, user, groups = [] }: Subject, countOnly: boolean): Decision {
    const [first, ...others] = changes.map((change) => this.#decide({ change, user, groups }, countOnly));
    return others.reduce((strictest, other) => (isStricter(other, strictest) ? other : strictest), first!);
  }

  /** Counting is faster if the findings themselves are not needed. */
  #decide(requested: RequestedChange, countOnly: boolean): Decision {
    const counted = countOnly ? decide(requested, this.engine, 'deny', 0) : undefined;
    if (counted !== undefined && !mayHaveConsequences(counted.omitted)) return counted;
    return withoutConsequences(decide(requested, this.engine), requested.change, this.engine);
  }

  #omit({ rule, mode, count }: Omitted): void {
    const key = `${mode} ${rule}`;
    this.#omitted.set(key, { rule, mode, count: (this.#omitted.get(key)?.count ?? 0) + count });
  }

  addReview({ file, value, locate, excerpt }: FoundReview): void {
    const decoded = decodeRecorded(value, this.engine.policy.servers[0]);
    if (decoded.outcome === 'foreign') this.skip('request', () => skippedRequest(value, { file, locate }));
    else if (decoded.outcome !== 'change')
      this.fail(file, () => ({
        file,
        ...locate(['request']),
        message: messageOf(decoded),
        excerpt: excerpt([], ['request'], { ofKey: true }),
      }));
    else {
      const { user, groups, changes } = decoded;
      const object = ['request', 'object'];
      const inRequest = (way: Way): Position => locate([...object, ...way]);
      const excerptIn: Subject['excerpt'] = (way, options) => excerpt(object, way, options);
      this.add({
        file,
        locate: inRequest,
        locateWritten: inRequest,
        excerpt: excerptIn,
        excerptWritten: excerptIn,
        changes,
        user,
        groups,
      });
    }
  }

  report(): Report {
    const { areKnown, configured } = this.engine.policy;
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
      unknownMinor: areKnown ? undefined : configured.minor,
    };
  }
}

/** Why a recorded request cannot be judged. */
const messageOf = ({ reason, advice }: { readonly reason: string; readonly advice?: string }): string =>
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
  const rank = activeModes.findIndex((mode) => countOf(mode, findings) + countOf(mode, omitted) > 0);
  return rank === -1 ? activeModes.length : rank;
}

const identityOf = ({ kind, namespace, name }: Change): Omit<SkippedObject, keyof Place> => ({
  apiVersion: apiVersionOf(kindFacts(kind)),
  kind,
  namespace,
  name,
});

function textsAt({ rule, finding, texts }: Remark, locate: Subject['locate']): ReportedNote {
  const pointer = placeOf(finding).pointer();
  return { rule, pointer, ...texts(), ...locate(namesIn(pointer)) };
}
