import { describe, expect, test } from '@jest/globals';
import { Comparison, OldObjects } from '../../src/check/compare.ts';
import { Draft, intoDraft } from '../../src/check/draft.ts';
import { register } from '../../src/cli/check.ts';
import { objectFinder, type Collector } from '../../src/check/objects.ts';
import type { Io } from '../../src/cli/io.ts';
import { catalogue } from '../../src/catalogue.ts';
import { createProgram } from '../../src/cli/program.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { stringAt } from '../../src/json/json.ts';
import { defaultPolicy } from '../../src/policy/load.ts';
import { pod } from '../cli/manifests.ts';

test.each([
  [
    'compact',
    /^error: Podward failed on this run\. The cause is a bug in Podward, and not the manifest\. Please report the bug: TypeError\nat /,
  ],
  ['github', /^::error::error: Podward failed on this run\. .* TypeError at .*\n$/],
])('a bug report in format %s contains the stack and nothing of the file', async (format, words) => {
  let status = 0;
  let stderr = '';
  const io: Io = {
    stdin: async function* () {
      yield Buffer.from('apiVersion: v1\nkind: Pod\n');
    },
    out: () => {
      throw new TypeError('hunter2\n    at hunter2');
    },
    err: (text) => void (stderr += text),
    terminal: false,
    errorTerminal: false,
    width: 80,
    color: false,
    errorColor: false,
    status: (code) => void (status = code),
    exit: (code) => {
      throw new Error(String(code));
    },
  };
  const program = createProgram(io);
  register(program, io);
  await program.parseAsync(['check', '--output', format, '-'], { from: 'user' });
  expect(status).toBe(2);
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain('hunter2');
});

describe('a failure on one object', () => {
  const failing: Engine = {
    policy: defaultPolicy(catalogue),
    fill: ({ after }) => ({ after, patch: [], applied: [], notes: [], moreNotes: 0 }),
    judge: ({ name }) => {
      if (name === 'bad') throw new RangeError('hunter2\n    at hunter2');
      return { findings: [], omitted: [] };
    },
    byImportance: (findings) => [...findings],
  };
  const text = ['a', 'bad', 'b'].map((name) => pod({ name })).join('---\n');
  const source = { file: 'a.yaml', text, named: true };

  test.each([
    ['alone', (draft: Draft) => intoDraft(draft)],
    ['of a change', (draft: Draft) => new Comparison(old(text, draft), draft)],
    ['read', (draft: Draft) => failingAt('bad', intoDraft(draft))],
  ])('%s: the others are judged', (_, collectorOf) => {
    const draft = new Draft(failing);
    objectFinder(collectorOf(draft))(source);
    const { objects, errors } = draft.report();
    expect(objects.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(errors).toEqual([
      {
        file: 'a.yaml',
        line: 13,
        column: 1,
        object: 1,
        message: expect.stringMatching(
          /^Podward failed on this object\. The cause is a bug in Podward, and not the manifest\. Please report the bug: RangeError at .*\.test\.ts:\d+:\d+\)$/,
        ),
      },
    ]);
  });

  function old(stored: string, draft: Draft): OldObjects {
    const objects = new OldObjects(draft);
    objectFinder(objects)({ ...source, text: stored });
    return objects;
  }

  const failingAt = (name: string, collector: Collector): Collector => ({
    ...collector,
    object: (object) => {
      if (stringAt(object.value, 'metadata', 'name') === name) throw new RangeError('hunter2');
      collector.object(object);
    },
  });
});
