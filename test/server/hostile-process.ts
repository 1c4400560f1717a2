/** Replaces the process that judges large reviews, and does what the review says, like a rule with a bug. */
import { closeSync, existsSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { onFrame, writeFrame } from '../../src/server/frames.ts';
import { endWithParent } from '../../src/server/parent.ts';

endWithParent();
const parent = new Socket({ fd: 3 });
const kept: unknown[] = [];
parent.on('close', () => process.exit(0));
onFrame(parent, (head, bytes) => {
  if ((head as { type: string }).type === 'configuration') return;
  const text = bytes.toString('latin1');
  const what = /do:(\w+)/.exec(text)?.[1] ?? 'answer';
  const folder = /in:(\S+)/.exec(text)?.[1] ?? '';
  if (what === 'exit') process.exit(3);
  if (what === 'throw') throw new Error('a bug');
  // A loop that V8 compiles so that a thread with it cannot be terminated.
  if (what === 'loop') for (let i = 0; ; i++) kept[i % 1_000] = new Array(100).fill(0);
  if (what === 'memory') for (;;) kept.push(new Array(100_000).fill(0));
  while (what === 'wait' && !existsSync(`${folder}/go`));
  const answer = Buffer.from(JSON.stringify({ said: what, pid: process.pid }));
  writeFrame(parent, { outcome: 'allowed', answer: '', uid: 'u', findings: [] }, [answer]);
  if (what === 'die') process.kill(process.pid, 'SIGKILL');
  if (what === 'close') closeSync(3);
  if (folder !== '') writeFileSync(`${folder}/done`, '');
});
writeFrame(parent, { ready: true }, []);
