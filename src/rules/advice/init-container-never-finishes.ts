import { listAt, type Json } from '../../json/json.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';
import { invalid, say } from '../finding.ts';

const shells = new Set(['sh', 'bash', 'ash', 'dash']);
const forever = /^inf(?:inity)?$/i;
const follow = /^(?:-[a-zA-Z]*[fF]|--follow(?:=.*)?)$/;
/** Words with a meaning to a shell: what such a script does is not looked into. */
const plain = /^[\w\s./-]*$/;

export const initContainerNeverFinishes = definePodRule({
  id: 'init-container-never-finishes',
  title: 'An init container comes to an end',
  why: 'Init containers run one after the other, each to its end, before the Pod itself starts. One that never ends keeps the Pod pending for ever.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.args', 'containers.command', 'containers.restartPolicy'],
  messages: { forever: '{{program}} never ends, and until it does nothing else of the Pod starts' },
  *check({ changedContainers }) {
    for (const { kind, value, path } of changedContainers) {
      if (kind !== 'init') continue;
      // Without a command the image decides what runs.
      const command = listAt(value, 'command');
      if (command.length === 0) continue;
      const program = endless([...command, ...listAt(value, 'args')]);
      if (program === undefined) continue;
      yield invalid(path.child('command'), 'forever', {
        data: { program },
        fix: say('set restartPolicy: Always to make it a sidecar, or move it to containers'),
      });
    }
  },
});

/** A longer script than a few words does more than wait. */
const maxScript = 1024;

/** The program, where it is one of the few that certainly never end; also as the one command of a shell. */
function endless(words: readonly Json[]): string | undefined {
  const [first, ...rest] = words;
  if (typeof first !== 'string') return undefined;
  const program = first.slice(first.lastIndexOf('/') + 1);
  if (program === 'sleep' && rest.some((word) => typeof word === 'string' && forever.test(word)))
    return 'sleep infinity';
  if (program === 'tail' && rest.some((word) => typeof word === 'string' && follow.test(word))) {
    // GNU tail ends with the process that --pid names.
    return rest.some((word) => typeof word === 'string' && word.startsWith('--pid')) ? undefined : 'tail -f';
  }
  const [option, script] = rest;
  if (!shells.has(program) || option !== '-c' || typeof script !== 'string') return undefined;
  if (script.length > maxScript || !plain.test(script)) return undefined;
  const lines = script.trim();
  if (lines.includes('\n')) return undefined;
  return endless(lines.split(/\s+/).filter((word, i) => i > 0 || word !== 'exec'));
}
