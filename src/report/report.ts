/** The result of `podward check`, from which every report is made. */
import { countOf, type ActiveMode, type Omitted, type Texts } from '../engine/judged.ts';
import type { CauseType } from '../text/field-error.ts';
import type { Change } from '../change/change.ts';

/** A position in a file. Lines and columns count from 1. Standard input is the file `-`. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ReportedObject extends Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly operation: Change['operation'];
  /** Messages about what Podward's defaults would add, and how many more there are. */
  readonly notes: readonly ReportedNote[];
  readonly moreNotes: number;
  /** Findings on the object that were counted and not kept. */
  readonly omitted: readonly Omitted[];
}

/** A note at the position of its field, or of the nearest existing field around it. It is in the file of its object. */
export interface ReportedNote extends Texts, Omit<Place, 'file'> {
  /** The id of the default. */
  readonly rule: string;
  /** JSON Pointer of the field, or of the list if the field is an entry that was removed. It is not redacted: a report that prints it must do so. */
  readonly pointer: string;
  /** The line of the field. Only set for a report on a terminal. */
  readonly excerpt?: Excerpt | undefined;
}

/** A line of a file in which possible secrets are hidden. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** A line of a file, and the part of its text that is marked. */
export interface Excerpt extends Line {
  readonly from: number;
  readonly to: number;
  /** Lines that help to understand the marked one: the content of a list or a map, or what comes before an error. */
  readonly around?: readonly Line[] | undefined;
}

/** A finding, at the position of its field or of the nearest existing field around it. */
export interface ReportedFinding extends ReportedNote, Place {
  readonly mode: ActiveMode;
  readonly type: CauseType;
  /** The index in `objects`. */
  readonly object: number;
  /** The line of the field that it contradicts. Only set for a report on a terminal. */
  readonly contradicted?: Excerpt | undefined;
}

/** An error about something that could not be judged, with as much of its position as is known. */
export interface ReportedError {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Whoever makes it hides possible secrets in each text of the input that it quotes, because a whole sentence may look like one. */
  readonly message: string;
  /** The line at the position, if something of it may be shown. */
  readonly excerpt?: Excerpt | undefined;
  /** The index of the next object in `objects`, if it is known: the error is about a part of the files before that object. */
  readonly object?: number;
  /** How many errors it represents, if there are too many to list. */
  readonly count?: number;
}

export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly objects: readonly ReportedObject[];
  readonly errors: readonly ReportedError[];
  /** Other messages for the user, one line each. */
  readonly notes: readonly string[];
  /** Findings on further objects that were counted and not kept. */
  readonly omitted: readonly Omitted[];
  /** What is not checked, one entry for each reason. */
  readonly skipped: readonly Skipped[];
  /** The minor version of Kubernetes, if Podward does not know it. */
  readonly unknownMinor?: number | undefined;
}

/**
 * Why something is not checked: Podward does not check objects of this `kind`; the configuration has an `exemption` for it; it is a recorded
 * `request` that changes no Pod and no workload; or it is `not-an-object`, for example a file with values of a Helm chart.
 */
export const skipReasons = ['kind', 'exemption', 'request', 'not-an-object'] as const;
export type SkipReason = (typeof skipReasons)[number];

export interface Skipped {
  readonly reason: SkipReason;
  readonly count: number;
  /** The first ones. */
  readonly objects: readonly SkippedObject[];
}

/** The strings are empty if the object does not have them. */
export interface SkippedObject extends Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The objects in their order, and the messages about each object from top to bottom. */
export const inFileOrder = <T extends Place & { readonly object: number }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => a.object - b.object || a.line - b.line || a.column - b.column);

interface Counts {
  readonly denied: number;
  readonly warned: number;
  readonly audited: number;
  readonly notes: number;
}

/** Includes the findings and notes that were counted and not kept. */
export function count({ findings, objects, omitted: further }: Report): Counts {
  const all = [...findings, ...objects.flatMap(({ omitted }) => omitted), ...further];
  const notes = objects.reduce((sum, { notes: listed, moreNotes }) => sum + listed.length + moreNotes, 0);
  return { denied: countOf('deny', all), warned: countOf('warn', all), audited: countOf('audit', all), notes };
}

/** How many objects are not checked, for whatever reason. */
export const countSkipped = ({ skipped }: Report): number => skipped.reduce((sum, { count: n }) => sum + n, 0);

/** The same for errors. */
export const countErrors = ({ errors }: Report): number => errors.reduce((sum, { count: n = 1 }) => sum + n, 0);
