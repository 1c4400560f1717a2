/** The commands that the pages and programs of this repository tell people to run. */
import { globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** The commands in the code blocks of a page: all lines of `sh`, and the lines of `console` with a prompt. Without comments, and continued
 * lines as one line. */
export function commandsOf(page: string): string[] {
  return [...page.matchAll(/^ *```(sh|console)\n(.*?)^ *```$/gms)].flatMap(([, language, text = '']) => {
    const lines = text.replaceAll(/\\\n */g, '').split('\n');
    const typed = language === 'sh' ? lines : lines.flatMap((line) => /^ *\$ (.*)/.exec(line)?.[1] ?? []);
    return typed.map((line) => line.replace(/(^|\s)#.*/, '').trim()).filter((line) => line !== '');
  });
}

/** The commands in the inline code of a page: a tool, and at least two arguments. Fewer arguments name a tool, as in `helm upgrade`. */
export function inlineCommandsOf(page: string): string[] {
  const prose = page.replaceAll(/^ *```.*?^ *```$/gms, '');
  const code = [...prose.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text.replaceAll(/\s+/g, ' '));
  return code.filter((text) => /^(npx|npm|kubectl|helm|docker|podman|kind|minikube|podward)( \S+){2}/.test(text));
}

/** Files that print commands, indented by spaces: to the user who has installed the chart, or cannot install it, or has run `make up`. */
const printing = ['charts/podward/templates/NOTES.txt', 'charts/podward/templates/_helpers.tpl', 'devcluster/up.ts'];

/** The commands that these files print, with `X` for each value that is filled in. */
export function printedCommands(): (readonly [file: string, command: string])[] {
  return printing.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/\{\{.*?\}\}|\$\{.*?\}|%\[1\]s/g, 'X');
    return [...text.matchAll(/^ {2}((?:kubectl|helm|docker|kind|minikube|ctr|make) .*)$/gm)].map(([, command = '']) => [
      file,
      command,
    ]);
  });
}

/** Every page that people read, by its path, except the pages of rules and defaults, which have examples instead of commands. */
export function pages(): Map<string, string> {
  const files = globSync(['*.md', '{certs,charts,devcluster,docs,test}/**/*.md'], { cwd: root });
  return new Map(
    files
      .filter((file) => !file.startsWith('docs/rules/') && !file.startsWith('docs/defaults/'))
      .sort()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
}

/** The changelog and the decisions describe what was done, and do not give instructions. */
export const instructions = (): (readonly [file: string, page: string])[] =>
  [...pages()].filter(([file]) => !/^CHANGELOG\.md$|^docs\/decisions\//.test(file));

/** What people are told to type: in code blocks, in prose, and in the output of programs. */
export const told = () => ({
  inBlocks: [...pages()].flatMap(([file, page]) => commandsOf(page).map((command) => [file, command] as const)),
  inProse: instructions().flatMap(([file, page]) => inlineCommandsOf(page).map((command) => [file, command] as const)),
  printed: printedCommands(),
});

/** The environment of a person: with the Node.js of the machine, not with that of the tests. */
export function personsEnvironment(): Record<string, string | undefined> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...process.env, PATH: path.join(delimiter), NODE_OPTIONS: undefined, npm_config_update_notifier: 'false' };
}

/** The commands of a page that begin with one of these words. */
export const typedIn = (page: string, ...words: string[]): string[] =>
  commandsOf(pages().get(page) ?? '').filter((command) => words.includes(command.split(' ')[0]!));
