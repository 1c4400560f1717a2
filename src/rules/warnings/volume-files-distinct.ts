import { keptVolumes } from '../../change/pod-volumes.ts';
import { field, isSet, listAt, stringAt, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { droppedSource, keptSources } from '../../kubernetes/pod/projected-sources.ts';
import type { ServerFacts } from '../../kubernetes/versions.ts';
import { quoted } from '../../text/quoted.ts';
import { advise, type FindingOf } from '../finding.ts';
import { definePodWarning } from './warning.ts';

const messages = {
  same: {
    text: 'another file of the volume has the same path, {{file}}.',
    fix: 'Use another path for one of the two.',
  },
  inside: {
    text: 'the file {{file}} is inside the path of another file of the volume, {{directory}}.',
    fix: 'Use another path for one of the two.',
  },
  around: {
    text: 'another file of the volume, {{file}}, is inside the path of this one, {{directory}}.',
    fix: 'Use another path for one of the two.',
  },
  empty: {
    text: 'an entry of sources without a source adds no files to the volume.',
    fix: 'Add a source such as configMap, or remove the entry.',
  },
  dropped: {
    text: 'the API server ignores {{source}}, because the feature gate {{gate}} is not on.',
    fix: 'Turn on the feature gate, or use another source.',
  },
} as const;
type Found = FindingOf<typeof messages>;

export const volumeFilesDistinct = definePodWarning({
  id: 'volume-files-distinct',
  title: 'The files of a volume should have different paths, and each entry of a projected volume should have a source',
  why: 'Of two files with the same path, the volume contains only one. If the path of a file is inside the path of another file, the kubelet cannot create the volume.',
  mirrors: ['warningsForOverlappingVirtualPaths', 'checkForOverlap'],
  messages,
  *check(pod) {
    const { facts } = pod.change;
    if (!facts.fileOverlapsWarned) return;
    for (const { value, path } of keptVolumes(pod)) {
      for (const name of ['configMap', 'secret', 'downwardAPI']) {
        yield* overlaps(itemsOf(field(value, name), path.child(name)), false);
      }
      yield* projectedFindings(field(value, 'projected'), path.child('projected', 'sources'), facts);
    }
  },
});

interface File {
  readonly file: string;
  readonly path: FieldPath;
  readonly isToken?: boolean;
}

function* projectedFindings(projected: Json | undefined, path: FieldPath, facts: ServerFacts): Generator<Found> {
  const files: File[] = [];
  for (const [i, source] of listAt(projected, 'sources').entries()) {
    const of = filesOf(source, path.index(i), facts);
    const dropped = of === undefined ? droppedSource(source, facts) : undefined;
    if (of !== undefined) files.push(...of);
    else if (dropped === undefined) yield advise(path.index(i), 'empty');
    else {
      const { name, gate } = dropped;
      yield advise(path.index(i), 'dropped', { shown: { source: name, gate } });
    }
  }
  yield* overlaps(files, true);
}

/** The files of the first source that lists its files. Undefined if the entry has no source. */
function filesOf(source: Json, path: FieldPath, facts: ServerFacts): File[] | undefined {
  const at = (name: string, ...fields: string[]): File[] =>
    fields.map((one) => ({ file: stringAt(source, name, one) ?? '', path: path.child(name, one) }));
  for (const name of ['configMap', 'secret', 'downwardAPI']) {
    if (isSet(field(field(source, name), 'items'))) return itemsOf(field(source, name), path.child(name));
  }
  const kept = keptSources(source, facts);
  if (kept.includes('serviceAccountToken'))
    return at('serviceAccountToken', 'path').map((token) => ({ ...token, isToken: true }));
  if (kept.includes('clusterTrustBundle')) return at('clusterTrustBundle', 'path');
  if (kept.includes('podCertificate'))
    return at('podCertificate', 'certificateChainPath', 'keyPath', 'credentialBundlePath');
  return kept.length > 0 ? [] : undefined;
}

const itemsOf = (source: Json | undefined, path: FieldPath): File[] =>
  listAt(source, 'items').map((item, i) => ({
    file: stringAt(item, 'path') ?? '',
    path: path.child('items').index(i).child('path'),
  }));

/** A part of a path. A tree of them finds overlaps without comparing each path with all others. */
interface Part {
  readonly parts: Map<string, Part>;
  /** The first file with exactly this path. */
  file?: File;
  /** The first file at or below this path. */
  first?: File;
}

/** PATH_MAX of Linux. No file can have a longer path. */
const maxPath = 4096;

/** kube-apiserver refuses two files of a projected volume with exactly the same path, except for that of a service account token. */
function* overlaps(files: readonly File[], isProjected: boolean): Generator<Found> {
  const root: Part = { parts: new Map() };
  for (const entry of files) {
    const { file, path } = entry;
    const name = withoutSlashes(file);
    if (name === '' || name.length > maxPath) continue;
    const { around, below } = place(entry, name, root);
    const other = around ?? below;
    if (other === undefined) continue;
    const beside = other.path;
    const [own, others] = [quoted(file), quoted(other.file)];
    if (around === undefined) yield advise(path, 'around', { shown: { file: others, directory: own }, beside });
    else if (withoutSlashes(other.file) !== name)
      yield advise(path, 'inside', { shown: { file: own, directory: others }, beside });
    else if (!isProjected || other.file !== file || entry.isToken || other.isToken)
      yield advise(path, 'same', { shown: { file: own }, beside });
  }
}

/** Adds the file to the tree, and returns the first file whose path is the same or around it, and the first one below it. */
function place(entry: File, name: string, root: Part): { around: File | undefined; below: File | undefined } {
  let at = root;
  let around: File | undefined;
  let below: File | undefined;
  for (const part of name.split('/')) {
    const next = at.parts.get(part) ?? { parts: new Map<string, Part>() };
    at.parts.set(part, next);
    at = next;
    around ??= at.file;
    below = at.first;
    at.first ??= entry;
  }
  at.file ??= entry;
  return { around, below };
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (path.charAt(end - 1) === '/') end--;
  return path.slice(0, end);
}
