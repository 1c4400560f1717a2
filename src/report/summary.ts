/** The end of a report for a person. */
import { apiVersionOf, kinds } from '../kubernetes/kinds.ts';
import { removedOf } from '../kubernetes/removed-versions.ts';
import { oneLine } from '../text/line.ts';
import { joined } from '../text/quoted.ts';
import { showText } from '../text/shown.ts';
import { styleOf, type Paint } from './paint.ts';
import { count, countErrors, type Report, type Skipped, type SkippedObject, type SkipReason } from './report.ts';

/**
 * Sentences such as `3 objects checked, 4 findings (2 deny, 1 warn, 1 audit), 1 note.` or `1 object checked, 4 findings (deny).`: each number
 * stands once. The modes are the words at the beginning of the lines.
 */
export function summary(report: Report, verbose: boolean, paint: Paint): string[] {
  const errors = countErrors(report);
  return [
    checked(report, verbose, paint),
    ...report.skipped.flatMap((skipped) => [skippedSentence(skipped), ...removedSentences(skipped)]),
    ...(errors === 0 ? [] : [`${paint(styleOf.error, plural(errors, 'error'))}, so the check is incomplete.`]),
  ];
}

function checked(report: Report, verbose: boolean, paint: Paint): string {
  const { denied, warned, audited, notes } = count(report);
  const counts = [
    ['deny', denied],
    ['warn', warned],
    ['audit', audited],
  ] as const;
  const total = denied + warned + audited;
  const parts = counts
    .filter(([, n]) => n > 0)
    .map(([mode, n]) => paint(styleOf[mode], n === total ? mode : `${n} ${mode}`));
  const found = total === 0 ? 'no findings' : `${plural(total, 'finding')} (${parts.join(', ')})`;
  const noted = notes === 0 ? '' : `, ${paint(styleOf.info, plural(notes, 'note'))}`;
  const unseen = audited === 0 || verbose ? '' : ' To print findings in mode audit, use --verbose.';
  const weak =
    report.unknownMinor === undefined || warned === 0
      ? ''
      : ` Rules that refuse the same as the API server only warn, because Podward does not know Kubernetes 1.${report.unknownMinor}. With --fail-on warn, warnings fail the command.`;
  const isNothing = report.objects.length === 0 && report.skipped.length === 0 && report.errors.length === 0;
  const nothing = isNothing ? ' No Pod and no workload was found.' : '';
  return `${plural(report.objects.length, 'object')} checked, ${found}${noted}.${weak}${unseen}${nothing}`;
}

/** `2 other objects were skipped, because Podward checks only Pods and workloads: Service shop and ConfigMap settings.` */
function skippedSentence({ reason, count: total, objects }: Skipped): string {
  const names = objects.slice(0, maxListed).map(nameOf);
  const rest = total - names.length;
  const listed = rest > 0 ? `${names.join(', ')} and ${rest} more` : joined(names, 'and');
  return `${plural(total, 'other object')} ${total === 1 ? 'was' : 'were'} skipped, because ${reasons[reason]}: ${listed}.`;
}

/** `extensions/v1beta1 of Ingress was removed in Kubernetes 1.22. Use apiVersion: networking.k8s.io/v1.` The API server refuses such an object. */
const removedSentences = ({ reason, objects }: Skipped): string[] =>
  reason === 'kind'
    ? removedOf(objects).map(
        ({ kind, apiVersion, removedIn, use }) =>
          `Note: ${apiVersion} of ${kind} was removed in Kubernetes ${removedIn}. ` +
          (use === undefined ? `Remove the ${kind}, because this kind no longer exists.` : `Use apiVersion: ${use}.`),
      )
    : [];

const maxListed = 3;

const reasons: Readonly<Record<SkipReason, string>> = {
  kind: 'Podward checks only Pods and workloads',
  exemption: 'an exemption in the configuration matches',
  request: 'Podward checks only requests that create or change Pods and workloads',
  'not-an-object': 'apiVersion or kind is missing',
};

/** Enough for usual names. */
const maxName = 80;

/** An object without a name is identified by its position. The kind of another API group may be called Job too. */
function nameOf({ file, line, apiVersion, kind, name }: SkippedObject): string {
  const isLikeOurs =
    apiVersion !== '' && kinds.some((known) => known.kind === kind && apiVersionOf(known) !== apiVersion);
  const group = isLikeOurs ? ` of ${showText(apiVersion, maxName)}` : '';
  const shown = [kind, name].flatMap((part) => (part === '' ? [] : showText(part, maxName))).join(' ') + group;
  const place = `${oneLine(file)}:${line}`;
  return kind === '' ? place : name === '' ? `${shown} at ${place}` : shown;
}

const plural = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
