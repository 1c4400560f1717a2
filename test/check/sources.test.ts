/** The inputs of `check`: directories with all kinds of files, devices, pipes, encodings. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesIn, shellWord } from '../../src/check/folders.ts';
import { readSources, type Source } from '../../src/check/sources.ts';
import type { ReportedError } from '../../src/report/report.ts';
import { badImage, pod } from '../cli/manifests.ts';
import { brief, run, writeFiles } from '../cli/run.ts';

const bad = pod({ image: badImage });
const found = (file: string): string => `${file}:8:7 deny spec.containers[0].image container-image`;

type Files = Readonly<Record<string, string>>;
type Links = Readonly<Record<string, string>>;

/** The files of a directory, without the name of the directory. */
function read(files: Files, links: Links = {}, start = '', prepare: (folder: string) => void = () => {}) {
  const { folder, remove } = writeFiles(files);
  try {
    for (const [link, target] of Object.entries(links)) symlinkSync(target, join(folder, link));
    prepare(folder);
    const { files: paths, failures, notes } = filesIn(join(folder, start));
    const clean = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
    return {
      files: paths.map(clean),
      failures: failures.map(({ file, error }) => `${clean(file)} ${(error as NodeJS.ErrnoException).code}`),
      notes: notes.map(clean),
    };
  } finally {
    remove();
  }
}

describe('a directory', () => {
  test('above a linked one is that of the file system', () => {
    const { folder, remove } = writeFiles({ 'deep/a/b.yaml': '', 'deep/c.yaml': '', 'd.yaml': '' });
    try {
      symlinkSync('deep/a', join(folder, 'link'));
      const above = `${folder}/link/..`;
      expect(filesIn(above).files).toEqual([`${above}/a/b.yaml`, `${above}/c.yaml`]);
    } finally {
      remove();
    }
  });

  test.each<[string, Files, Links, string[]]>([
    [
      'its files in one order',
      { 'b.yaml': '', 'a/z.yml': '', 'a.json': '', 'c.txt': '' },
      {},
      ['a.json', 'a/z.yml', 'b.yaml'],
    ],
    [
      'hidden folders and packages',
      { '.git/a.yaml': '', 'node_modules/a/a.yaml': '', '.a.yaml': '', 'b/.c/d.yaml': '' },
      {},
      ['.a.yaml'],
    ],
    ['links to itself', { 'a.yaml': '' }, { x: '.', y: '.', z: './x' }, ['a.yaml']],
    ['links to folders around', { 'b/a.yaml': '' }, { 'b/up': '..', 'b/self': '../b' }, ['b/a.yaml']],
    ['a link to another file of the directory', { 'z.yaml': '' }, { 'a.yaml': 'z.yaml' }, ['z.yaml']],
    ['a link to a file of another ending', { 'z.txt': '' }, { 'a.yaml': 'z.txt' }, ['a.yaml']],
    [
      'a link into a hidden folder, as in a mounted ConfigMap',
      { '..1/a.yaml': '' },
      { '..data': '..1', 'a.yaml': '..data/a.yaml' },
      ['a.yaml'],
    ],
    ['a link to a hidden folder', { '.x/a.yaml': '' }, { y: '.x' }, ['y/a.yaml']],
  ])('%s', (_, files, links, expected) => {
    expect(read(files, links)).toEqual({ files: expected, failures: [], notes: [] });
  });

  test('links that lead out of it', () => {
    const links = { 'in/host.yaml': '/etc/hostname', 'in/out': '..', 'in/next.yaml': '../a.yaml', 'in/etc': '/etc' };
    const { files, notes } = read({ 'a.yaml': '', 'in/b.yaml': '' }, links, 'in');
    expect(files).toEqual(['in/b.yaml']);
    expect(notes.map((note) => note.split(': ')[0])).toEqual(['in/etc', 'in/host.yaml', 'in/next.yaml', 'in/out']);
  });

  test('broken and circular links', () => {
    const { files, failures } = read({ 'b.yaml': '' }, { 'a.yaml': 'gone', 'c.yaml': 'c.yaml', d: 'gone' });
    expect({ files, failures }).toEqual({ files: ['b.yaml'], failures: ['a.yaml ENOENT', 'c.yaml ELOOP'] });
  });

  test('a file that is not regular', () => {
    const { files, failures } = read(
      { 'b.yaml': '' },
      { 'c.yaml': 'a.yaml', 'null.yaml': '/dev/null' },
      '',
      (folder) => {
        execFileSync('mkfifo', [join(folder, 'a.yaml')]);
      },
    );
    expect({ files, failures }).toEqual({ files: ['b.yaml'], failures: [] });
  });

  test('many nested directories', () => {
    const path = Array(200).fill('d').join('/');
    expect(read({ [`${path}/a.yaml`]: '' }).files).toEqual([`${path}/a.yaml`]);
  });
});

const resource = pod();
const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n';
const kustomize = (folder: string): string => `kubectl kustomize ${folder} | podward check -`;

describe('Kustomize and Helm', () => {
  test.each<[string, Files, string, string[], string[]]>([
    [
      'patches of every form',
      {
        'base/kustomization.yaml': 'resources: [pod.yaml]\n',
        'base/pod.yaml': resource,
        'over/kustomization.yml':
          'patches: [{path: a.yaml}, {patch: "x"}]\npatchesStrategicMerge: [sub/b.yaml, "a: 1"]\npatchesJson6902: [{path: ../c.yaml}]\n',
        'over/a.yaml': patch,
        'over/sub/b.yaml': patch,
        'c.yaml': '- {op: remove, path: /a}\n',
        'over/more.yaml': resource,
      },
      '',
      ['base/pod.yaml', 'over/more.yaml'],
      [`over: 3 patches are skipped. To check the rendered manifests, run: ${kustomize('over')}`],
    ],
    [
      'a kustomization without patches',
      {
        'a/Kustomization': 'resources: [pod.yaml]\n',
        'a/pod.yaml': resource,
      },
      '',
      ['a/pod.yaml'],
      [],
    ],
    [
      'a chart with a chart in it',
      {
        'web/Chart.yaml': 'name: web\n',
        'web/values.yaml': 'a: 1\n',
        'web/crds/crd.yaml': '',
        'web/templates/pod.yaml': '{{ x }}\n',
        'web/templates/deep/pod.yaml': '{{ x }}\n',
        'web/charts/db/Chart.yaml': 'name: db\n',
        'web/charts/db/templates/pod.yaml': '{{ x }}\n',
        'templates/pod.yaml': resource,
      },
      '',
      ['templates/pod.yaml', 'web/crds/crd.yaml', 'web/values.yaml'],
      [
        'web: the templates of the Helm chart are skipped. To check the rendered manifests, run: helm template web | podward check -',
      ],
    ],
    [
      'the templates of a chart',
      { 'web/Chart.yaml': '', 'web/templates/pod.yaml': '{{ x }}\n' },
      'web/templates',
      [],
      [
        'web: the templates of the Helm chart are skipped. To check the rendered manifests, run: helm template web | podward check -',
      ],
    ],
  ])('%s', (_, files, start, expected, notes) => {
    expect(read(files, {}, start)).toEqual({ files: expected, failures: [], notes });
  });

  test.each([
    ['over/prod', 'over/prod'],
    ['-x', './-x'],
    ['/tmp/my dir', "'/tmp/my dir'"],
    ["a'b$(c)", "'a'\\''b$(c)'"],
    ['', "''"],
  ])('a path is one word of a command: %s', (path, word) => expect(shellWord(path)).toBe(word));

  test('the commands in notes can be run by a shell', async () => {
    const files = {
      'a b/kustomization.yaml': 'patches: [{path: p.yaml}]\n',
      'a b/p.yaml': patch,
      'c d/Chart.yaml': 'name: c\n',
      'c d/templates/a.yaml': '',
    };
    const { notes } = read(files);
    expect(
      notes.map((note) =>
        note
          .split(': ')
          .at(-1)
          ?.replace(/'.*\/(?=[ac] )/, "'"),
      ),
    ).toEqual(["helm template 'c d' | podward check -", "kubectl kustomize 'a b' | podward check -"]);
    const named = await run({ args: ['check', '@/a b/kustomization.yaml'], files });
    expect(named.stderr).toContain("kubectl kustomize 'a b' | podward check -");
  });

  test('a broken kustomization is an error', async () => {
    const files = { 'kustomization.yaml': 'resources: [x.yaml]\npatches: [\n', 'x.yaml': resource };
    const { stdout, stderr, status } = await run({ args: ['check', '@'], files });
    expect(stderr).toMatch(/^kustomization\.yaml:\d+:\d+: error: .+\n$/);
    expect(brief(stdout).summary).toBe('1 object checked, no findings. 1 error, so the check is incomplete.');
    expect(status).toBe(2);
  });

  test('a note is not an error', async () => {
    const files = { 'kustomization.yaml': 'patches: [{path: p.yaml}]\n', 'p.yaml': patch, 'pod.yaml': bad };
    const { stdout, stderr, status } = await run({ args: ['check', '@'], files });
    expect(brief(stdout).findings).toEqual([found('pod.yaml')]);
    expect(stderr).toMatch(/^note: \S+: 1 patch is skipped\. To check .*\n$/);
    expect(status).toBe(1);
  });

  test('a kustomization that is named', async () => {
    const files = { 'kustomization.yaml': 'resources: []\n' };
    const { stderr, status } = await run({ args: ['check', '@/kustomization.yaml'], files });
    expect(stderr).toMatch(/^note: kustomization\.yaml: the kustomization is skipped\. .*kubectl kustomize/);
    expect(status).toBe(0);
  });

  test('a patch that is named is judged', async () => {
    const files = { 'kustomization.yaml': 'patches: [{path: p.yaml}]\n', 'p.yaml': bad };
    expect(brief((await run({ args: ['check', '@/p.yaml'], files })).stdout).findings).toEqual([found('p.yaml')]);
  });
});

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(1024 * 1024, ' ');
}

describe('how much is read', () => {
  test('of a device that has no end', async () => {
    const { stdout, stderr, status } = await run({
      args: ['check', '/dev/zero', '@/a.yaml'],
      files: { 'a.yaml': bad },
    });
    expect(stderr).toBe('/dev/zero: error: the file is larger than 20 MiB. Split the file.\n');
    expect(brief(stdout).findings).toEqual([found('a.yaml')]);
    expect(status).toBe(2);
  });

  test('of standard input', async () => {
    const { stderr, status } = await run({ args: ['check', '-'], stdin: endless() });
    expect({ stderr, status }).toEqual({
      stderr: '-: error: the file is larger than 20 MiB. Split the file.\n',
      status: 2,
    });
  });

  test('of all files together', async () => {
    const { folder, remove } = writeFiles({
      'a.yaml': '# 7890',
      'b.yaml': '# 7890',
      'c.yaml': '# 7890',
      'd.yaml': '# 7',
    });
    try {
      const limits = { file: 8, total: 16 };
      const files: string[] = [];
      const errors: ReportedError[] = [];
      const reader = {
        text: ({ file }: Source) => files.push(basename(file)) > 0,
        fail: (error: ReportedError) => void errors.push(error),
        note: () => {},
      };
      await readSources([folder], { stdin: endless }, reader, limits);
      expect(files).toEqual(['a.yaml', 'b.yaml', 'd.yaml']);
      expect(errors.map(({ file }) => basename(file))).toEqual(['c.yaml']);
      expect(errors[0]?.message).toMatch(
        /^all files together are larger than 16 bytes\. Check fewer files at a time\.$/,
      );
    } finally {
      remove();
    }
  });

  test('a socket is not a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'podward-cli-'));
    const server = createServer().listen(join(folder, 'a.yaml'));
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      mkdirSync(join(folder, 'b'));
      expect(filesIn(folder)).toEqual({ files: [], failures: [], notes: [] });
      expect((await run({ args: ['check', join(folder, 'a.yaml')] })).status).toBe(2);
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    }
  });
});

describe('encodings', () => {
  test.each<[string, string | Uint8Array]>([
    ['UTF-16', Buffer.from(`\ufeff${bad}`, 'utf16le')],
    ['a byte order mark', `\ufeff${bad}`],
    ['CRLF', bad.replaceAll('\n', '\r\n')],
  ])('%s', async (_, text) => {
    const { stdout } = await run({ args: ['check', '@/a.yaml'], files: { 'a.yaml': text } });
    expect(brief(stdout).findings).toEqual([found('a.yaml')]);
  });

  test('JSON objects one after another', async () => {
    const object = (name: string): string =>
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"},"spec":{"containers":[{"name":"a","image":" "}]}}`;
    const { stdout } = await run({ args: ['check', '-'], stdin: `${object('a')}\n${object('b')}\n` });
    expect(brief(stdout).findings.map((finding) => finding.split(':').slice(0, 2).join(':'))).toEqual(['-:1', '-:2']);
  });
});

describe('the configuration', () => {
  const head = 'apiVersion: podward.dev/v1alpha1\nkind: PodwardConfiguration\n';
  const long = (characters: number): string => `${head}# ${'€'.repeat(characters - head.length - 2)}`;
  const check = (file: string, text: string | Uint8Array = head) =>
    run({ args: ['check', '--config', file, '-'], stdin: bad, files: { 'c.yaml': text } });

  test.each<[string, string | Uint8Array]>([
    ['as long as it may be', `\ufeff${long(262_144)}`],
    ['in UTF-16', Buffer.from(`\ufeff${long(262_144)}`, 'utf16le')],
  ])('%s', async (_, text) => {
    const { stderr, status } = await check('@/c.yaml', text);
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
  });

  const tooLong = 'the file must be no more than 262144 characters.';
  test.each([
    ['a device that has no end', '/dev/zero', head, `/dev/zero: error: ${tooLong}`],
    ['one that is too long', '@/c.yaml', long(262_145), `c.yaml:1:1: error: Too long: ${tooLong}`],
    ['one that is too long by far', '@/c.yaml', long(1_000_000), `c.yaml: error: ${tooLong}`],
    ['a directory', '@', head, '@: error: this is a directory.'],
    [
      'a device that is empty',
      '/dev/null',
      head,
      '/dev/null:1:1: error: Invalid value: the file must contain a PodwardConfiguration. ',
    ],
    ['no file', '@/gone.yaml', head, 'gone.yaml: error: no such file or directory.'],
    ['a file as a folder', '@/c.yaml/d.yaml', head, 'c.yaml/d.yaml: error: a part of the path is not a directory.'],
  ])('%s is an error', async (_, file, text, message) => {
    const { stdout, stderr, status } = await check(file, text);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr.slice(0, message.length)).toBe(message);
  });

  test('a named pipe is not waited for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'podward-cli-'));
    try {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      symlinkSync('pipe', join(folder, 'link'));
      for (const file of [join(folder, 'pipe'), join(folder, 'link')]) {
        const { stderr, status } = await check(file);
        expect({ stderr, status }).toEqual({
          stderr: `${file}: error: this is a named pipe, and must be a regular file. Check --config.\n`,
          status: 2,
        });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
