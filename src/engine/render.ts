/** Makes the texts of findings: the lead, what is wrong, and what to do. Rules write the sentences, and this module adds the recurring parts. */
import type { Change } from '../change/change.ts';
import { isOldManifest } from '../change/manifest.ts';
import { own, type Json } from '../json/json.ts';
import type { Finding, Message } from '../rules/finding.ts';
import type { Rule } from '../rules/rule.ts';
import { hidden } from '../text/credentials.ts';
import { leadOf, supportedValues, typesWithValue, type CauseType } from '../text/field-error.ts';
import { hintFor } from '../text/hint.ts';
import { maxValue, oneLine, spaced } from '../text/line.ts';
import { maxCopied, withClosedQuotes, withShortNames, withShortQuotes } from '../text/quoted.ts';
import { nameAt, show, showPath, showText } from '../text/shown.ts';
import { hasVariable, isPlaceholder, replaceFix } from '../text/unreplaced.ts';
import { containerAt } from './container.ts';
import { fixFacts, type FixFacts } from './fixes.ts';
import type { Remark, Sentences, Texts } from './judged.ts';
import { enginePlaceholder } from './placeholders.ts';

/** Makes the messages about one change. */
type Renderer = (finding: Finding, rule: Worded) => Remark;

/** The parts of a rule or a default from which its messages are made. */
export type Worded = Pick<Rule, 'id' | 'messages'>;

export function renderer(change: Change): Renderer {
  const facts = fixFacts(change);
  return (finding, { id, messages }) => {
    const message = own(messages, finding.messageId)!;
    const sentencesOf = (maxName?: number): Sentences => ({
      lead: leadFor(finding, maxName),
      ...partsOf(message, finding, facts, maxName),
    });
    let texts: Texts | undefined;
    return {
      rule: id,
      finding,
      texts: () =>
        (texts ??= {
          path: showPath(finding.path),
          container: containerAt(finding, change)?.name,
          from: show(finding.from, finding.path),
          to: show(finding.to, finding.path),
          ...sentencesOf(),
        }),
      shortened: sentencesOf,
    };
  };
}

function leadFor(finding: Finding, maxName = Infinity): string {
  if (finding.isAdvice === true) return '';
  const value = typesWithValue.has(finding.type) ? valueOf(finding) : undefined;
  return leadOf(finding.type, value === undefined ? undefined : withShortNames(value, maxName));
}

/** The value that the lead contains. Objects and lists are omitted, because they do not help there, and nobody wrote the null of an absent field. */
function valueOf({ path, to, isOfKey = false }: Finding): string | undefined {
  if (isOfKey) {
    const key = oneLine(nameAt(String(path.last), path), maxValue);
    return key === hidden ? undefined : JSON.stringify(key);
  }
  return typeof to === 'object' ? undefined : show(to, path);
}

/** The maximum number of supported values in a message. */
const maxSupported = 20;

/** The words of the rule are never shortened. In the fix, only what is in quotes is: a command has whole names. */
function partsOf(
  { text = '', fix = '' }: Message,
  finding: Finding,
  facts: FixFacts,
  maxName = Infinity,
): Omit<Sentences, 'lead'> {
  const { supported } = finding;
  const replace = replaceFixOf(finding) ?? replaceFixOfOld(finding, facts);
  const hint = withShortQuotes(hintOf(finding), Math.max(maxName, maxCopied));
  // A similar name is better advice than the fix of the rule. A supported value is suggested together with the fix, because both may help.
  const ways =
    replace ??
    (supported === undefined && hint !== ''
      ? hint
      : spaced(
          hint,
          fillTemplate(fix, finding, facts, (value) => withShortQuotes(value, maxName)),
        ));
  return {
    text: spaced(
      supported === undefined ? '' : supportedValues(supported.slice(0, maxSupported)),
      fillTemplate(text, finding, facts, (value) => withShortNames(value, maxName)),
    ),
    fix: ways === '' ? undefined : ways,
  };
}

/** The types of findings that another value solves. */
const typesOfValue: ReadonlySet<CauseType> = new Set<CauseType>([
  'FieldValueInvalid',
  'FieldValueNotSupported',
  'FieldValueNotFound',
]);

/**
 * What to do about a placeholder that the lead shows, or that is the whole of a hidden value. Kubernetes itself replaces those in a
 * subPathExpr.
 */
function replaceFixOf(finding: Finding): string | undefined {
  const { type, path, isAdvice = false } = finding;
  const written = writtenOf(finding);
  if (isAdvice || !typesOfValue.has(type) || path.last === 'subPathExpr' || typeof written !== 'string')
    return undefined;
  if (valueOf(finding) === undefined && !isPlaceholder(written)) return undefined;
  const fix = replaceFix(written);
  return fix !== undefined && hasVariable(written) ? `${fix} ${onlyThere}` : fix;
}

const onlyThere = 'Kubernetes replaces $(VAR) only in command, args, env and subPathExpr.';

/** The same for an old manifest, to whose value there is no way back. */
function replaceFixOfOld({ from, path, isAdvice = false }: Finding, { change }: FixFacts): string | undefined {
  if (isAdvice || typeof from !== 'string' || !isOldManifest(change) || show(from, path) === undefined)
    return undefined;
  const fix = replaceFix(from);
  return fix === undefined ? undefined : `The old manifest contains a placeholder that was not replaced. ${fix}`;
}

const writtenOf = ({ to, isOfKey = false, path }: Finding): Json | undefined => (isOfKey ? String(path.last) : to);

/** Among so many names a similar one is searched, so that the work for one message does not grow with the object. */
const maxKnown = 100;

/** `Did you mean "memory"?`, or an empty string if no valid name is similar to the one that was written. */
function hintOf(finding: Finding): string {
  const { known, supported } = finding;
  const names = (known ?? supported)?.slice(0, maxKnown).map(String);
  const written = writtenOf(finding);
  return names === undefined || typeof written !== 'string' ? '' : hintFor(written, names);
}

const placeholder = /( ?)\{\{(\w+)\}\}/g;

/** If a placeholder is empty, the space before it is removed. */
function fillTemplate(template: string, finding: Finding, facts: FixFacts, shorten: (value: string) => string): string {
  return template.replace(placeholder, (whole, space: string, name: string) => {
    const value = ownData(finding, name) ?? enginePlaceholder(name, finding, facts);
    if (value === undefined) return whole;
    return value === '' ? '' : space + shorten(value);
  });
}

function ownData({ data, shown }: Finding, name: string): string | undefined {
  const value = own(data, name) ?? own(shown, name);
  if (value === undefined) return undefined;
  if (typeof value === 'object') return value.join(', ');
  const text = String(typeof value === 'function' ? value() : value);
  const shownText = showText(text, maxValue);
  return shownText === text ? text : withClosedQuotes(shownText);
}
