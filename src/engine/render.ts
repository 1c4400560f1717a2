/** Findings in words: the lead, what is wrong, what to do. The rules write the sentences, and what recurs in them is written here. */
import type { Change } from '../change/change.ts';
import { own } from '../json/json.ts';
import type { CauseType, Data, Finding, Fix, Message } from '../rules/finding.ts';
import type { Rule } from '../rules/rule.ts';
import { leads } from '../text/leads.ts';
import { hidden, nameAt, show, showPath, showText } from '../text/shown.ts';
import { containerAt } from './container.ts';
import { debugFix, fixFacts, recreateFix, resizeFix, type FixFacts } from './fixes.ts';
import type { ActiveMode, Judged } from './judged.ts';
import { hintOf } from './hint.ts';
import { enginePlaceholder } from './placeholders.ts';

/** Puts the findings on one change into words; each text is made when it is first asked for. */
type Renderer = (finding: Finding, rule: Worded, mode: ActiveMode) => Judged;

/** What the words of a finding need of its rule, or of the default that yields it as a note. */
export type Worded = Pick<Rule, 'id' | 'messages'>;

export function renderer(change: Change): Renderer {
  const facts = fixFacts(change);
  return (finding, rule, mode) => {
    const texts = once(() => textsOf(finding, rule, facts));
    return {
      rule: rule.id,
      mode,
      type: finding.type,
      get path() {
        return texts().path;
      },
      get pointer() {
        // Not one of the texts: it is not cut, and an answer has no use for it.
        return (isGone(finding) ? finding.path.parent : finding.path).pointer();
      },
      isOfKey: finding.isOfKey,
      get beside() {
        return finding.beside?.pointer();
      },
      get container() {
        return texts().container;
      },
      get from() {
        return texts().from;
      },
      get to() {
        return texts().to;
      },
      get lead() {
        return texts().lead;
      },
      get text() {
        return texts().text;
      },
      get fix() {
        return texts().fix;
      },
    };
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The entry of a list that is no longer there: what stands at its index now is another one. */
const isGone = ({ path, from, to }: Finding): boolean =>
  typeof path.last === 'number' && from !== undefined && from !== null && to === null;

type Texts = Omit<Judged, 'rule' | 'mode' | 'type' | 'pointer' | 'isOfKey' | 'beside'>;

function textsOf(finding: Finding, rule: Worded, facts: FixFacts): Texts {
  const message = own(rule.messages, finding.messageId)!;
  const container = containerAt(finding, facts.change);
  const parts = typeof message === 'string' ? legacyParts(message, finding, facts) : partsOf(message, finding, facts);
  return {
    path: showPath(finding.path),
    container: container?.name,
    from: finding.from === undefined ? undefined : show(finding.from, finding.path),
    to: finding.to === undefined ? undefined : show(finding.to, finding.path),
    lead: leadOf(finding),
    ...parts,
  };
}

/** Those that name the value. */
const withValue: ReadonlySet<CauseType> = new Set<CauseType>([
  'FieldValueInvalid',
  'FieldValueNotSupported',
  'FieldValueDuplicate',
  'FieldValueNotFound',
]);

function leadOf(finding: Finding): string {
  if (finding.isAdvice === true) return '';
  const value = withValue.has(finding.type) ? valueOf(finding) : undefined;
  return value === undefined ? leads[finding.type] : `${leads[finding.type]}: ${value}`;
}

/** The value that the lead names: an object or a list is no help there. */
function valueOf({ path, to, isOfKey = false }: Finding): string | undefined {
  if (isOfKey) {
    const key = showText(nameAt(String(path.last), path));
    return key === hidden ? undefined : JSON.stringify(key);
  }
  return to === undefined || (typeof to === 'object' && to !== null) ? undefined : show(to, path);
}

/** As many are listed. */
const maxSupported = 20;

function partsOf({ text = '', fix = '' }: Message, finding: Finding, facts: FixFacts): Pick<Judged, 'text' | 'fix'> {
  const fill = (template: string): string => fillTemplate(template, finding, facts);
  const { supported, type } = finding;
  const listed = supported?.slice(0, maxSupported).map((value) => JSON.stringify(value));
  const isLookedUp = supported !== undefined || type === 'FieldValueNotFound';
  const hint = isLookedUp ? hintOf(finding) : '';
  // A name that exists is the better way out; a supported value and the sentence of the rule go together.
  const legacy = finding.fix && describeFix(finding.fix, finding, facts);
  const ways = type === 'FieldValueNotFound' && hint !== '' ? hint : joined(hint, legacy ?? fill(fix));
  return {
    text: joined(listed === undefined ? '' : `supported values: ${listed.join(', ')}.`, fill(text)),
    fix: ways === '' ? undefined : ways,
  };
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** What is shown of a value in a sentence. */
export const maxValue = 120;
const placeholder = /( ?)\{\{(\w+)\}\}/g;

/** A placeholder that is filled with nothing takes the space before it away. */
export function fillTemplate(template: string, finding: Finding, facts: FixFacts): string {
  return template.replace(placeholder, (whole, space: string, name: string) => {
    const value = ownData(finding, name) ?? enginePlaceholder(name, finding, facts);
    if (value === undefined) return whole;
    return value === '' ? '' : space + value;
  });
}

function ownData({ data, shown }: Finding, name: string): string | undefined {
  const value = own(data, name) ?? own(shown, name);
  return value === undefined ? undefined : showText(String(value), maxValue);
}

/* What follows is for the rules whose messages are not sentences yet. */

export const maxFix = 400;

function legacyParts(text: string, finding: Finding, facts: FixFacts): Pick<Judged, 'text' | 'fix'> {
  const fix = finding.fix && describeFix(finding.fix, finding, facts);
  return { text: `${fillData(text, finding.data)}.`, fix };
}

const fillData = (template: string, data: Data): string =>
  template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = own(data, name);
    return value === undefined ? whole : showText(String(value), maxValue);
  });

function describeFix(fix: Fix, finding: Finding, facts: FixFacts): string {
  switch (fix.kind) {
    case 'recreate':
      return recreateFix(facts);
    case 'resize':
      return resizeFix(facts);
    case 'debug':
      return `${recreateFix(facts)} ${debugFix(facts)}`;
    case 'set':
      return fix.value === null ? 'Remove it.' : `Set it to ${show(fix.value, finding.path) ?? 'the old value'}.`;
    case 'remove':
      return 'Remove it.';
    case 'say':
      return `${showText(fix.text, maxFix)}.`;
  }
}
