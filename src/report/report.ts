/** What `podward check` found, in the form that every report is made of. */
import type { Judged } from '../engine/judged.ts';
import type { Occasion } from '../rules/rule.ts';

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
}

/** A finding at the field it speaks of, or at the nearest field around it that the file has. */
export interface ReportedFinding extends Judged, Place {
  /** Position in `objects`. */
  readonly object: number;
}

/** Something that could not be judged. The place is as exact as is known. */
export interface ReportedError {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly objects: readonly ReportedObject[];
  readonly errors: readonly ReportedError[];
  /** How many objects are of kinds that Podward does not judge. */
  readonly passedOver: number;
}

export interface Counts {
  readonly denied: number;
  readonly warned: number;
  readonly audited: number;
}

export function count({ findings }: Report): Counts {
  const of = (mode: Judged['mode']): number => findings.filter((finding) => finding.mode === mode).length;
  return { denied: of('deny'), warned: of('warn'), audited: of('audit') };
}
