/** The fenced examples of a page in docs/rules or docs/defaults. */
import { parse } from '../../src/cli/documents.ts';
import type { JsonObject } from '../../src/json/json.ts';
import type { Written } from '../../src/change/change.ts';

interface Fence {
  /** `before`, `after`, `refused`, `passes`, `configuration`, `given`, `filled`. */
  readonly words: readonly string[];
  /** `subresource=status` and similar. */
  readonly settings: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Example {
  readonly expected: 'refused' | 'passes';
  readonly before?: JsonObject;
  readonly after: JsonObject;
  readonly written: Written;
  /** The new object, as it is written on the page. */
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface RulePage {
  readonly configuration: string;
  readonly examples: readonly Example[];
}

/** Fences without a word after their language are not run. */
export function fencesOf(page: string): Fence[] {
  return [...page.matchAll(/^```(?:yaml|json) +([^\n]+)\n([^]*?)^```$/gm)].map(([, info = '', text = '']) => {
    const all = info.trim().split(/\s+/);
    const settings = all.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]);
    return { words: all.filter((word) => !word.includes('=')), settings: Object.fromEntries(settings), text };
  });
}

/** Throws if the words of a fence are not understood, because an example that is not run proves nothing. */
export function rulePage(page: string): RulePage {
  const examples: Example[] = [];
  let configuration = '';
  let before: Fence | undefined;
  for (const fence of fencesOf(page)) {
    const words = fence.words.join(' ');
    if (words === 'configuration') configuration = fence.text;
    else if (words === 'before') before = fence;
    else if (words === 'refused' || words === 'passes') {
      examples.push({
        expected: words,
        after: manifest(fence),
        written: written(fence),
        text: fence.text,
        settings: fence.settings,
      });
    } else if ((words === 'after refused' || words === 'after passes') && before !== undefined) {
      examples.push({
        expected: words === 'after refused' ? 'refused' : 'passes',
        before: manifest(before),
        after: manifest(fence),
        written: written(fence),
        text: fence.text,
        settings: { ...before.settings, ...fence.settings },
      });
      before = undefined;
    } else throw new Error(`a fence of the page says "${words}", which is not understood here`);
  }
  if (before !== undefined) throw new Error('a fence "before" has no "after"');
  return { configuration, examples };
}

export const manifest = (fence: Fence): JsonObject => written(fence).object;

function written({ text }: Fence): Written {
  const { documents, problems } = parse(text);
  const [document] = documents;
  if (document === undefined || problems.length > 0)
    throw new Error(`cannot be read: ${problems[0]?.message}\n${text}`);
  return { object: document.value as JsonObject, duplicates: document.duplicates };
}
