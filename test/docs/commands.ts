/** The commands that the pages of this repository tell people to type. */
import { globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Of a block of shell, or of the lines with a prompt in a session; continued lines are one, and what follows # is left out. */
export function commandsOf(page: string): string[] {
  return [...page.matchAll(/^ *```(sh|console)\n(.*?)^ *```$/gms)].flatMap(([, language, text = '']) => {
    const lines = text.replaceAll(/\\\n */g, '').split('\n');
    const typed = language === 'sh' ? lines : lines.flatMap((line) => /^ *\$ (.*)/.exec(line)?.[1] ?? []);
    return typed.map((line) => line.replace(/(^|\s)#.*/, '').trim()).filter((line) => line !== '');
  });
}

/** Every page that people read, by its path; the pages of rules speak of objects, and are run by another test. */
export function pages(): Map<string, string> {
  const files = globSync(['*.md', '{certs,charts,devcluster,docs,test}/**/*.md'], { cwd: root });
  return new Map(
    files
      .filter((file) => !file.startsWith('docs/rules/') && !file.startsWith('docs/defaults/'))
      .sort()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
}

/** The environment of somebody who types a command: with the Node of the machine, not with that of the tests. */
export function personsEnvironment(): Record<string, string | undefined> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...process.env, PATH: path.join(delimiter), NODE_OPTIONS: undefined, npm_config_update_notifier: 'false' };
}

/** The commands of one page that begin with one of these words. */
export const typedIn = (page: string, ...words: string[]): string[] =>
  commandsOf(pages().get(page) ?? '').filter((command) => words.includes(command.split(' ')[0]!));
