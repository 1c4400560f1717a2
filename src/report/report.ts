/** What `podward check` found, in the form that every report is made of. */
import type { Judged, Omitted } from '../engine/judged.ts';
import type { Occasion } from '../change/change.ts';

/** A position in a file; lines and columns count from 1. Standard input is the file `-`. */
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
  readonly operation: Occasion;
  /** What Podward's defaults would add, in words. */
  readonly notes: readonly string[];
  /** Findings on the object that were counted only. */
  readonly omitted?: readonly Omitted[];
}

/** A line of a file without what may be secret, and which part of its text is marked. */
export interface Excerpt {
  readonly line: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A finding at the field it speaks of, or at the nearest field around it that the file has. */
export interface ReportedFinding extends Judged, Place {
  /** Position in `objects`. */
  readonly object: number;
  /** The line of the field, and that of the field which it contradicts. Only a report for a terminal has them. */
  readonly excerpt?: Excerpt | undefined;
  readonly contradicted?: Excerpt | undefined;
}

/** Something that could not be judged. The place is as exact as is known. */
export interface ReportedError {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  /** How many errors it stands for, where there are too many to list. */
  readonly count?: number;
}

export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly objects: readonly ReportedObject[];
  readonly errors: readonly ReportedError[];
  /** What is to be known beside the report: a line each. */
  readonly notes?: readonly string[];
  /** Findings on further objects that were counted only. */
  readonly omitted?: readonly Omitted[];
  /** How many objects are of kinds that Podward does not judge. */
  readonly passedOver: number;
}

/** As a person reads the file: the objects in their order, and what is said of each from top to bottom. */
export const inFileOrder = <T extends Place & { readonly object: number }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => a.object - b.object || a.line - b.line || a.column - b.column);

interface Counts {
  readonly denied: number;
  readonly warned: number;
  readonly audited: number;
}

/** Those that were counted only are counted too. */
export function count({ findings, objects, omitted: further = [] }: Report): Counts {
  const all = [
    ...findings.map(({ mode }) => ({ mode, count: 1 })),
    ...objects.flatMap(({ omitted = [] }) => omitted),
    ...further,
  ];
  const of = (mode: Judged['mode']): number =>
    all.reduce((sum, entry) => sum + (entry.mode === mode ? entry.count : 0), 0);
  return { denied: of('deny'), warned: of('warn'), audited: of('audit') };
}

/** The same of errors. */
export const countErrors = ({ errors }: Report): number => errors.reduce((sum, { count: n = 1 }) => sum + n, 0);
