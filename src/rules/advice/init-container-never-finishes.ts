import { listAt, type Json } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { advise } from '../finding.ts';

const shells = new Set(['sh', 'bash', 'ash', 'dash']);
const forever = /^inf(?:inity)?$/i;
const follow = /^(?:-[a-zA-Z]*[fF]|--follow(?:=.*)?)$/;
/** A script with any other character may do more than wait, so it is not examined. */
const plain = /^[\w\s./-]*$/;

export const initContainerNeverFinishes = definePodRule({
  id: 'init-container-never-finishes',
  title: 'Init containers should finish',
  why: 'The regular containers of a Pod start only after each init container has finished or, for a sidecar container, has started. An init container that never finishes keeps the Pod pending.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.args', 'containers.command', 'containers.restartPolicy'],
  needs: ['initContainers'],
  messages: {
    forever: {
      text: '{{container}} runs a command that never finishes, so the Pod stays pending.',
      fix: 'For a sidecar container, set restartPolicy to Always.',
    },
  },
  *check({ changedContainers }) {
    for (const { kind, value, path } of changedContainers) {
      if (kind !== 'init') continue;
      // Without a command, the image decides what runs.
      const command = listAt(value, 'command');
      if (command.length === 0) continue;
      if (isEndless([...command, ...listAt(value, 'args')].map(textOf))) yield advise(path.child('command'), 'forever');
    }
  },
});

/** kube-apiserver refuses a word that is not a string, so it means nothing. */
const textOf = (word: Json): string => (typeof word === 'string' ? word : '');

/** A script of more than a few words does more than wait. */
const maxScript = 1024;

/** Whether it is one of the few commands that certainly never finish, also as the only command of a shell. */
function isEndless(words: readonly string[]): boolean {
  const [first = '', ...rest] = words;
  const program = first.slice(first.lastIndexOf('/') + 1);
  if (program === 'sleep' && rest.some((word) => forever.test(word))) return true;
  // GNU tail ends with the process that --pid names.
  if (program === 'tail' && rest.some((word) => follow.test(word)))
    return !rest.some((word) => word.startsWith('--pid'));
  const [option, script] = rest;
  if (!shells.has(program) || option !== '-c' || script === undefined) return false;
  if (script.length > maxScript || !plain.test(script)) return false;
  const lines = script.trim();
  if (lines.includes('\n')) return false;
  const inner = lines.split(/\s+/);
  return isEndless(inner[0] === 'exec' ? inner.slice(1) : inner);
}
