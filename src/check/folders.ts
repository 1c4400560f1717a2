/** The files of a folder: regular ones, each once, and none that only means something to Kustomize or Helm. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { listAt, stringAt, type Json } from '../json/json.ts';
import type { Position } from '../yaml/positions.ts';
import type { Excerpt } from '../report/report.ts';
import { decodeText, readDocuments } from './documents.ts';

export interface FolderFiles {
  readonly files: readonly string[];
  /** Directories and links that could not be read, and why. */
  readonly failures: readonly Failure[];
  /** A line for each thing that is skipped, with what to do about it. */
  readonly notes: readonly string[];
}

interface Failure {
  readonly file: string;
  readonly error: unknown;
  /** Where in the file, if the file could be read but not parsed. */
  readonly position?: Position;
  readonly excerpt?: Excerpt | undefined;
}

const endings = /\.(ya?ml|json)$/;
const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const chart = 'Chart.yaml';

/** Hidden directories hold the files of tools, and packages hold manifests that nobody applies. */
const isSkipped = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** Throws an error if the directory itself cannot be read. */
export function filesIn(folder: string): FolderFiles {
  const walk = new Walk(folder);
  walk.run();
  return walk.result();
}

/** A file of the folder, with the path that no link leads through. */
interface ListedFile {
  readonly file: string;
  readonly real: string;
}

class Walk {
  readonly #folder: string;
  readonly #root: string;
  readonly #seen = new Set<string>();
  readonly #files: ListedFile[] = [];
  readonly #links: string[] = [];
  readonly #failures: Failure[] = [];
  readonly #notes: string[] = [];
  /** Files of Kustomize, by their folder. */
  readonly #kustomizations: ListedFile[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.#root = realpathSync.native(folder);
  }

  run(): void {
    if (basename(this.#root) === 'templates' && isFile(join(dirname(this.#root), chart))) {
      this.#notes.push(chartNote(join(this.#folder, '..')));
      return;
    }
    this.#visit(this.#folder, this.#root, readdirSync(this.#folder, { withFileTypes: true }), false);
    // Links come last, so that a file in the directory is reported by its own name. Links found on the way are followed too.
    for (const link of this.#links) this.#follow(link);
  }

  result(): FolderFiles {
    const patches = this.#patches();
    const files = this.#files.filter(({ real }) => !patches.has(real)).map(({ file }) => file);
    return { files: files.sort(), failures: this.#failures, notes: this.#notes };
  }

  #visit(folder: string, real: string, entries: readonly Dirent[], inChart: boolean): void {
    this.#seen.add(real);
    const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const isChart = sorted.some((entry) => entry.name === chart && entry.isFile());
    const hasTemplates = sorted.some((entry) => entry.name === 'templates' && entry.isDirectory());
    if (isChart && hasTemplates && !inChart) this.#notes.push(chartNote(folder));
    for (const entry of sorted) {
      const path = entryOf(folder, entry.name);
      if (entry.isSymbolicLink()) this.#links.push(path);
      else if (entry.isFile()) this.#add(path, join(real, entry.name));
      else if (entry.isDirectory() && !(isChart && entry.name === 'templates') && !isSkipped(entry.name))
        this.#enter(path, join(real, entry.name), inChart || isChart);
    }
  }

  #enter(folder: string, real: string, inChart: boolean): void {
    if (this.#seen.has(real)) return;
    try {
      this.#visit(folder, real, readdirSync(folder, { withFileTypes: true }), inChart);
    } catch (error) {
      this.#failures.push({ file: folder, error });
    }
  }

  #add(file: string, real: string): void {
    const name = basename(file);
    const list = kustomizations.includes(name) ? this.#kustomizations : this.#files;
    if (this.#seen.has(real) || name === chart || (list === this.#files && !endings.test(name))) return;
    this.#seen.add(real);
    list.push({ file, real });
  }

  /** Only links that stay in the directory are followed. */
  #follow(link: string): void {
    const name = basename(link);
    try {
      const real = realpathSync.native(link);
      const stats = statSync(real);
      if (!stats.isDirectory() && !endings.test(name)) return;
      if (real !== this.#root && !real.startsWith(this.#root + sep)) {
        this.#notes.push(
          `${link}: the link leads out of the directory and is not followed. To check the target, give its path as FILE.`,
        );
      } else if (stats.isDirectory()) {
        if (!isSkipped(name)) this.#enter(link, real, false);
      } else if (stats.isFile()) {
        this.#add(link, real);
      }
    } catch (error) {
      if (endings.test(name)) this.#failures.push({ file: link, error });
    }
  }

  /** The files that kustomizations use as patches. A patch is a part of an object, and is not checked by itself. */
  #patches(): Set<string> {
    const patches = new Set<string>();
    const files = new Set(this.#files.map(({ real }) => real));
    for (const { file } of this.#kustomizations) {
      const folder = dirname(file);
      const own = new Set(this.#patchFiles(file).flatMap((path) => realPathOf(join(folder, path)) ?? []));
      for (const patch of own) patches.add(patch);
      const count = [...own].filter((patch) => files.has(patch)).length;
      if (count > 0) this.#notes.push(kustomizationNote(folder, count));
    }
    return patches;
  }

  #patchFiles(kustomization: string): string[] {
    try {
      if (statSync(kustomization).size > maxKustomizationBytes) return [];
      const patches: string[] = [];
      let failure: Failure | undefined;
      readDocuments(decodeText(readFileSync(kustomization)), (piece) => {
        if (piece === 'empty') return true;
        if ('value' in piece) for (const patch of patchesOf(piece.value)) patches.push(patch);
        else {
          const { message, excerpt, ...position } = piece;
          failure ??= { file: kustomization, error: new Error(message), position, excerpt: excerpt() };
        }
        return true;
      });
      if (failure !== undefined) this.#failures.push(failure);
      return patches;
    } catch (error) {
      this.#failures.push({ file: kustomization, error });
      return [];
    }
  }
}

/** A kustomization is a list of file names. A larger file is something else. */
const maxKustomizationBytes = 1024 * 1024;

function patchesOf(kustomization: Json): string[] {
  const listed = ['patches', 'patchesJson6902'].flatMap((name) => listAt(kustomization, name));
  const merged = listAt(kustomization, 'patchesStrategicMerge').filter((entry) => typeof entry === 'string');
  return [...listed.flatMap((entry) => stringAt(entry, 'path') ?? []), ...merged];
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

const kustomizationNote = (folder: string, count: number): string =>
  `${folder}: ${count === 1 ? '1 patch is' : `${count} patches are`} skipped. To check the rendered manifests, run: ` +
  `kubectl kustomize ${shellWord(folder)} | podward check -`;

const chartNote = (folder: string): string =>
  `${folder}: the templates of the Helm chart are skipped. To check the rendered manifests, run: ` +
  `helm template ${shellWord(folder)} | podward check -`;

/** What to do if the file of a kustomization is given as FILE; undefined for any other file. */
export function renderNote(file: string): string | undefined {
  if (!kustomizations.includes(basename(file))) return undefined;
  const folder = shellWord(dirname(file));
  return `${file}: the kustomization is skipped. To check the rendered manifests, run: kubectl kustomize ${folder} | podward check -`;
}

/** The path as one word of a command line, in quotes where a shell needs them. */
export function shellWord(path: string): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Like `join`, which would remove `..` without following the link before it. */
const entryOf = (folder: string, name: string): string =>
  folder.split(sep).includes('..') ? `${folder}${folder.endsWith(sep) ? '' : sep}${name}` : join(folder, name);
