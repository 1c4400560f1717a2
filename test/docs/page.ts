/** The fenced examples of a page in docs/rules or docs/defaults. */
import { parse } from '../check/parse.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { textOf, type ConfigurationError } from '../../src/policy/source.ts';
import type { Written } from '../../src/change/change.ts';
import type { Rule } from '../../src/rules/rule.ts';

export interface Fence {
  /** `before`, `after`, `refused`, `passes`, `configuration`, `given`, `filled`. */
  readonly words: readonly string[];
  /** `subresource=status` and similar. */
  readonly settings: Readonly<Record<string, string>>;
  readonly text: string;
  /** Page and line, such as `docs/rules/container-image.md:24`. */
  readonly at: string;
}

export interface Example {
  readonly at: string;
  readonly expected: 'refused' | 'passes';
  readonly before?: JsonObject;
  readonly after: JsonObject;
  readonly written: Written;
  /** The new object, as it is written on the page. */
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface RulePage {
  /** It applies to all examples, also to those above it. */
  readonly configuration: Fence | undefined;
  readonly examples: readonly Example[];
}

/** Fences without a word after their language are not run. Throws if a fence has no end, because the text below it would belong to it. */
export function fencesOf(name: string, page: string): Fence[] {
  const fences: Fence[] = [];
  let open: { readonly info: string; readonly from: number; readonly at: string } | undefined;
  for (const { 0: line, 1: info = '', index } of page.matchAll(/^```(.*)$/gm)) {
    if (open === undefined) {
      const at = `${name}:${page.slice(0, index).split('\n').length}`;
      open = { info, from: index + line.length + 1, at };
    } else if (info.trim() === '') {
      if (/^(?:yaml|json) +\S/.test(open.info)) fences.push(fenceOf(open.info, page.slice(open.from, index), open.at));
      open = undefined;
    } else break;
  }
  if (open !== undefined) throw new Error(`${open.at}: the fence has no end. Write a line \`\`\` below its text.`);
  return fences;
}

function fenceOf(info: string, text: string, at: string): Fence {
  const all = info.trim().split(/\s+/).slice(1);
  const settings = all.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]);
  const words = all.filter((word) => !word.includes('='));
  return { words, settings: Object.fromEntries(settings), text, at };
}

const understood = ['refused', 'passes', 'before', 'after refused', 'after passes', 'configuration'];

/** Throws if the words of a fence are not understood, because an example that is not run proves nothing. */
export function rulePage(name: string, page: string): RulePage {
  const examples: Example[] = [];
  let configuration: Fence | undefined;
  let before: Fence | undefined;
  for (const fence of fencesOf(name, page)) {
    const words = fence.words.join(' ');
    if (words === 'configuration') configuration = fence;
    else if (words === 'before') before = fence;
    else if (words === 'refused' || words === 'passes') {
      examples.push({
        at: fence.at,
        expected: words,
        after: manifest(fence),
        written: written(fence),
        text: fence.text,
        settings: fence.settings,
      });
    } else if ((words === 'after refused' || words === 'after passes') && before !== undefined) {
      examples.push({
        at: fence.at,
        expected: words === 'after refused' ? 'refused' : 'passes',
        before: manifest(before),
        after: manifest(fence),
        written: written(fence),
        text: fence.text,
        settings: { ...before.settings, ...fence.settings },
      });
      before = undefined;
    } else if (understood.includes(words)) {
      throw new Error(
        `${fence.at}: "yaml ${words}" has no "yaml before". Write the object before the change above it.`,
      );
    } else {
      throw new Error(
        `${fence.at}: "yaml ${words}" is not an example. Write yaml with one of: ${understood.join(', ')}.`,
      );
    }
  }
  if (before !== undefined)
    throw new Error(
      `${before.at}: "yaml before" has no "yaml after refused" or "yaml after passes". Write one below it.`,
    );
  return { configuration, examples };
}

export const manifest = (fence: Fence): JsonObject => written(fence).object;

function written({ text, at }: Fence): Written {
  const { documents, problems } = parse(text);
  const [document] = documents;
  if (document === undefined || problems.length > 0)
    throw new Error(`${at}: the manifest cannot be read: ${problems[0]?.message ?? 'it contains no object.'}`);
  return { object: document.value as JsonObject, duplicates: document.duplicates };
}

/** The mistakes of a configuration, which begins in the line below its fence. */
export function mistakesOnPage({ at }: Pick<Fence, 'at'>, errors: readonly ConfigurationError[]): string[] {
  const [, page, line] = /^(.*):(\d+)$/.exec(at)!;
  return errors.map((error) => `${page}:${Number(line) + error.line}: ${textOf(error)}`);
}

/** What is wrong with the verdict on an example, if anything, and what to do. `found` are the findings of the rule of the page. */
export function mistakesIn(
  { at, expected }: Pick<Example, 'at' | 'expected'>,
  { id, mode }: Pick<Rule, 'id' | 'mode'>,
  found: readonly string[],
  configuration?: Pick<Fence, 'at'>,
): string[] {
  if (found.length > 0 === (expected === 'refused')) return [];
  const [what, other] =
    expected === 'refused'
      ? [`${id} finds nothing in this manifest`, 'passes']
      : [`${id} has a finding in this manifest`, 'refused'];
  const reason =
    configuration !== undefined
      ? ` The "yaml configuration" in line ${configuration.at.split(':').at(-1)} applies to all examples of the page, and may be the reason.`
      : mode === 'off'
        ? ' The rule is off: write a "yaml configuration" that turns it on.'
        : '';
  return [`${at}: ${what}.${reason} Correct the manifest, or write "yaml ${other}" above it.`, ...found];
}

/** An example shows one problem, so no other rule may refuse it. */
export const refusedByOthers = ({ at }: Pick<Example, 'at'>, found: readonly string[]): string[] =>
  found.length === 0
    ? []
    : [
        `${at}: another rule refuses this manifest too. Change the manifest, or the other rule if it should not refuse it:`,
        ...found,
      ];
