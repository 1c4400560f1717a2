/** Objects of files -> changes to judge. */
import { fillIfAllowed } from '../engine/decide.ts';
import type { Engine } from '../engine/engine.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { applied } from '../kubernetes/apiserver/apply.ts';
import type { Way } from '../json/path.ts';
import { nativeDefaults } from '../kubernetes/apiserver/defaults.ts';
import { withoutFieldsOfOtherVersions, withoutUnknownFields } from '../kubernetes/apiserver/unknown-fields.ts';
import type { Kind } from '../kubernetes/kinds.ts';
import { manifestWays } from '../kubernetes/apiserver/strategic-merge.ts';
import { showQuoted } from '../text/shown.ts';
import type { Excerpt } from '../report/report.ts';
import type { Change, Written } from '../change/change.ts';
import type { Position } from '../yaml/positions.ts';
import type { ExcerptOptions } from './document.ts';
import { isFromCluster, lastManifest } from './from-cluster.ts';
import type { FoundObject } from './objects.ts';

/** A change to judge, with the position of its new object in a file. */
export interface Subject {
  readonly file: string;
  readonly locate: (way: Way) => Position;
  /** The same for a location in the file itself. */
  readonly locateWritten: (way: Way) => Position;
  /** The line of the file at a location of `locate` and `locateWritten`. */
  readonly excerpt: (way: Way, options: ExcerptOptions) => Excerpt | undefined;
  readonly excerptWritten: (way: Way, options: ExcerptOptions) => Excerpt | undefined;
  /** The change. For a recorded one there may be several, and the strictest decision counts. */
  readonly changes: readonly Change[];
  readonly user: string;
  readonly groups?: readonly string[];
}

/** The object as it is, created or stored. */
export function alone(object: FoundObject, engine: Engine): Subject {
  const { file, locate } = object;
  const change = { ...changeTo(object, engine), written: writtenOf(object) };
  const excerpt: Subject['excerpt'] = (way, options) => object.excerpt([], way, options);
  return { file, locate, locateWritten: locate, excerpt, excerptWritten: excerpt, changes: [change], user: '' };
}

/** An omitted restartPolicy of a Job stays absent, so that Podward's default for it can distinguish an omitted field from "Always". */
const withDefaults = (object: JsonObject, kind: Kind): JsonObject =>
  nativeDefaults(object, kind, { jobRestartPolicy: false });

/** An object from a cluster was accepted there, so it is judged as it is stored, and not as if it were created again. */
function changeTo(object: Pick<FoundObject, 'kind' | 'value'>, engine: Engine): Change {
  const { kind, value } = object;
  const facts = engine.policy.servers[0];
  const isStored = isFromCluster(value);
  return {
    operation: isStored ? 'STORED' : 'CREATE',
    phase: 'offline',
    kind,
    subresource: '',
    namespace: namespaceOf(value),
    name: nameOf(value),
    after: withDefaults(isStored ? value : withoutFieldsOfOtherVersions(value, kind, facts.minor), kind),
    facts,
  };
}

const writtenOf = ({ value, apiVersion, duplicates }: FoundObject): Written => ({
  object: { ...value, apiVersion },
  duplicates,
});

/**
 * The change that `kubectl apply` would make. An old manifest represents the object in the cluster since it was applied: defaults are
 * added to it, and fields that the new manifest omits are removed. Unknown fields are in neither manifest,
 * so none can change.
 */
export function update(old: Pick<FoundObject, 'kind' | 'value'>, object: FoundObject, engine: Engine): Subject {
  const { kind, file } = object;
  const { minor } = engine.policy.servers[0];
  const isStored = isFromCluster(old.value);
  const manifest = (isStored ? withoutFieldsOfOtherVersions : withoutUnknownFields)(object.value, kind, minor);
  const stored = changeTo(isStored ? old : { kind, value: withoutUnknownFields(old.value, kind, minor) }, engine);
  const before = fillIfAllowed(stored, engine).after;
  const last = isStored ? lastManifest(old.value) : old.value;
  const after = withDefaults(applied(before, manifest, last, kind), kind);
  const wayInManifest = manifestWays(after, manifest, kind);
  return {
    file,
    locate: (way) => object.locate(wayInManifest(way)),
    locateWritten: object.locate,
    excerpt: (way, options) => object.excerpt([], wayInManifest(way), options),
    excerptWritten: (way, options) => object.excerpt([], way, options),
    changes: [
      {
        ...stored,
        operation: 'UPDATE',
        namespace: stored.namespace || namespaceOf(manifest),
        before,
        after,
        written: writtenOf(object),
      },
    ],
    user: '',
  };
}

/** `Pod "web" in namespace "shop"`. */
export function titleOf({ kind, value }: Pick<FoundObject, 'kind' | 'value'>): string {
  const prefix = prefixOf(value);
  const name = nameOf(value) || (prefix === '' ? '' : `${prefix}…`);
  const place = namespaceOf(value) === '' ? '' : ` in namespace ${showQuoted(namespaceOf(value))}`;
  return `${kind} ${showQuoted(name)}${place}`;
}

export const prefixOf = (object: JsonObject): string => stringAt(object, 'metadata', 'generateName') ?? '';
export const namespaceOf = (object: JsonObject): string => stringAt(object, 'metadata', 'namespace') ?? '';
export const nameOf = (object: JsonObject): string => stringAt(object, 'metadata', 'name') ?? '';
