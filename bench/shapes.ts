/**
 * Objects that grow in one place: every list, map and text that the schema has, in each way that a rule could be slow about, on CREATE
 * and on UPDATE. They come from src/kubernetes/schema/generated.ts, so that a new field is measured without anyone remembering. Those of
 * Namespaces do not, because only labels are read.
 */
import { valuesIn } from '../src/admission/extent.ts';
import { maxCreatedValues, maxGrownValues, maxValues } from '../src/admission/limits.ts';
import type { FieldType } from '../src/kubernetes/schema/generated.ts';
import { fieldsOf, fieldType, isListType, isMapType, isStruct, itemType } from '../src/kubernetes/schema/types.ts';
import type { Json, JsonObject } from '../src/json/json.ts';
import { kindFacts, kinds, type Kind } from '../src/kubernetes/kinds.ts';
import type { Operation } from '../src/change/change.ts';
import { pod, workload } from '../test/objects.ts';
import type { ReviewPath } from './measure.ts';
import { reviewOf } from './reviews.ts';

export interface Shape {
  /** Such as `Pod CREATE spec.tolerations`. */
  readonly place: string;
  /** Such as `empty`. */
  readonly what: string;
  readonly kind: Kind;
  readonly operation: Operation;
  readonly subresource: string;
  /** The objects with n entries, keys or characters. */
  readonly make: (n: number) => Objects;
}

/** The same for a Namespace, with the path that reviews it. */
export interface NamespaceShape extends Omit<Shape, 'kind'> {
  readonly kind: 'Namespace';
  readonly path: Extract<ReviewPath, `namespaces/${string}`>;
}

export type AnyShape = (Shape & { readonly path?: undefined }) | NamespaceShape;

interface Objects {
  readonly before?: JsonObject;
  readonly after: JsonObject;
}

/** The AdmissionReview as kube-apiserver writes it. */
function reviewOfShape({ kind, operation, subresource }: AnyShape, { before, after }: Objects): Buffer {
  const { group, version, resource } =
    kind === 'Namespace' ? { group: '', version: 'v1', resource: 'namespaces' } : kindFacts(kind);
  return reviewOf({
    kind: { group, version, kind },
    resource: { group, version, resource },
    ...(subresource === '' ? {} : { subResource: subresource }),
    name: 'web',
    namespace: 'default',
    operation,
    userInfo: { username: 'alice', groups: ['system:authenticated'] },
    object: after,
    oldObject: before ?? null,
    dryRun: false,
    options: null,
  });
}

type Fields = Record<string, Json | undefined>;
/** Field names. `[]` is an entry of a list. */
type Path = readonly string[];

/** A place in an object that can grow. */
interface Spot {
  readonly path: Path;
  readonly type: FieldType;
  /** The struct with the field, and the field. Fields with the same owner are usually judged by the same rules. */
  readonly owner: string;
}

const nameOf = (path: Path): string => path.join('.').replaceAll('.[]', '[]');
const lastName = (path: Path): string => path.findLast((step) => step !== '[]') ?? '';

/** Every list, map and string of a kind. For a workload, only those outside of the Pod's spec. */
function spotsOf(kind: Kind): Spot[] {
  const found: Spot[] = [];
  const visit = (type: FieldType, path: Path, owner: string): void => {
    if (kind !== 'Pod' && type === 'PodSpec') return;
    if (isListType(type) || isMapType(type) || type === 'string') found.push({ path, type, owner });
    if (isListType(type) || isMapType(type)) visit(itemType(type), [...path, isListType(type) ? '[]' : 'k'], owner);
    else if (isStruct(type)) {
      for (const [name, field] of Object.entries(fieldsOf(type))) {
        if (path.length === 0 && (name === 'apiVersion' || name === 'kind')) continue;
        visit(field, [...path, name], `${type}.${name}`);
      }
    }
  };
  visit(kind, [], kind);
  return found;
}

// Values ------------------------------------------------------------------------------------------------------------------------------

/** Selects one of several values for an entry: a different `name` is a different entry, and a different `salt` is a change of the same entry. */
interface Variant {
  readonly name: string;
  readonly salt: string;
}
const plain: Variant = { name: 'n', salt: 'v' };
const changed: Variant = { name: 'n', salt: 'w' };
const renamed: Variant = { name: 'x', salt: 'v' };

/** Fields that identify an entry of a list, or refer to an entry of another list. */
const identities = new Set(
  'name key volumeName containerName targetContainerName request claimName topologyKey conditionType resourceID driver uid'.split(
    ' ',
  ),
);

/** Strings that a field with this name may have. Other fields get a different string for each entry. */
const words: Readonly<Record<string, string | ((i: number, v: Variant) => string)>> = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  image: (i, v) => `registry.example.com/${v.salt}-${i}:1`,
  imagePullPolicy: (_, v) => (v.salt === 'v' ? 'Always' : 'Never'),
  key: (i, v) => `example.com/${v.name}-${i}`,
  operator: 'Exists',
  effect: (_, v) => (v.salt === 'v' ? 'NoExecute' : 'NoSchedule'),
  mountPath: (i, v) => `/${v.salt}/${i}`,
  devicePath: (i, v) => `/dev/${v.salt}${i}`,
  path: (i, v) => `${v.salt}/${i}`,
  ip: (i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
  podIPs: (i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
  nameservers: (i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
  topologyKey: (i, v) => `example.com/${v.name}-${i}`,
  conditionType: (i, v) => `example.com/${v.name}-${i}`,
  type: (i, v) => `example.com/${v.name}-${i}`,
  finalizers: (i, v) => `example.com/${v.salt}-${i}`,
  status: (_, v) => (v.salt === 'v' ? 'True' : 'False'),
  protocol: 'TCP',
  fieldPath: 'metadata.name',
  resource: 'limits.cpu',
  resourceName: (i) => (i % 2 === 0 ? 'cpu' : 'memory'),
  action: 'Ignore',
  restartPolicy: 'Always',
  whenUnsatisfiable: 'DoNotSchedule',
  scheme: 'HTTP',
};

function text(field: string, i: number, v: Variant): string {
  const word = Object.hasOwn(words, field) ? words[field]! : undefined;
  if (typeof word === 'string') return word;
  return word?.(i, v) ?? `${identities.has(field) ? v.name : v.salt}-${i}`;
}

/** The fields of an entry that a user would write. For other structs, these are all fields that are not structs. */
const usual: Readonly<Record<string, readonly string[]>> = {
  Container: ['name', 'image', 'imagePullPolicy'],
  EphemeralContainer: ['name', 'image', 'targetContainerName'],
  Volume: ['name', 'emptyDir'],
  EnvVar: ['name', 'value'],
  EnvFromSource: ['prefix', 'configMapRef'],
  ContainerPort: ['name', 'containerPort', 'protocol'],
  VolumeMount: ['name', 'mountPath'],
  Toleration: ['key', 'operator', 'effect', 'tolerationSeconds'],
  LabelSelectorRequirement: ['key', 'operator'],
  NodeSelectorRequirement: ['key', 'operator'],
  PodResourceClaim: ['name', 'resourceClaimName'],
  VolumeProjection: ['secret'],
  DownwardAPIVolumeFile: ['path', 'fieldRef'],
  PodFailurePolicyRule: ['action', 'onExitCodes'],
  PodCondition: ['type', 'status', 'lastTransitionTime'],
};

/** Fields to set in the structs around a nested field: enough for a valid entry, and none that exclude each other. */
const onTheWay: Readonly<Record<string, readonly string[]>> = {
  Volume: ['name'],
  EnvVar: ['name'],
  EnvFromSource: [],
  VolumeProjection: [],
  DownwardAPIVolumeFile: ['path'],
};

function scalar(type: FieldType, field: string, i: number, v: Variant): Json {
  switch (type) {
    case 'integer':
      return /port$/i.test(field) ? 1 + (i % 65535) : v.salt === 'v' ? i + 1 : i + 2;
    case 'boolean':
      return v.salt !== 'v';
    case 'quantity':
      return v.salt === 'v' ? '1' : '2';
    case 'intOrString':
      return 1 + (i % 65535);
    case 'time':
      return v.salt === 'v' ? '2026-01-02T03:04:05Z' : '2026-01-02T03:04:06Z';
    case 'any':
      return {};
    default:
      return text(field, i, v);
  }
}

/** A value of the type. A struct has some of its fields, or all of them down to `depth` levels. */
function value(type: FieldType, field: string, i: number, v: Variant, depth: number, only?: readonly string[]): Json {
  if (isListType(type)) return depth > 0 ? [value(itemType(type), field, i, v, depth - 1)] : [];
  if (isMapType(type))
    return depth > 0 ? { [`example.com/${v.name}-${i}`]: value(itemType(type), field, i, v, depth - 1) } : {};
  if (!isStruct(type)) return scalar(type, field, i, v);
  const fields = Object.entries(fieldsOf(type)).filter(([name, of]) =>
    only === undefined ? depth > 0 || (!isStruct(of) && !isListType(of) && !isMapType(of)) : only.includes(name),
  );
  return Object.fromEntries(fields.map(([name, of]) => [name, value(of, name, i, v, depth - 1)]));
}

const typical = (type: FieldType, field: string, i: number, v: Variant): Json =>
  value(type, field, i, v, isStruct(type) && Object.hasOwn(usual, type) ? 1 : 0, usual[type]);

const everyField = (type: FieldType, field: string, i: number, v: Variant): Json => value(type, field, i, v, 3);

const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));

// Objects -----------------------------------------------------------------------------------------------------------------------------

const empty = (kind: Kind): Fields => ({ ...(kind === 'Pod' ? pod() : workload(kind)) });

/** The object with the value at the path. Missing objects on the path are created. */
function withValue(object: Fields, root: FieldType, path: Path, set: Json): Fields {
  const at = (old: Json | undefined, type: FieldType, [step, ...rest]: Path, isEntry: boolean): Json => {
    if (step === undefined) return set;
    if (isListType(type)) {
      const list = Array.isArray(old) ? [...(old as Json[])] : [];
      list[0] = at(list[0], itemType(type), rest, true);
      return list;
    }
    const made =
      isEntry && isStruct(type) ? value(type, '', 0, plain, 1, onTheWay[type] ?? usual[type] ?? scalarsOf(type)) : {};
    const fields: Fields = { ...((old ?? made) as Fields) };
    const next = fieldType(type, step)!;
    fields[step] = at(fields[step], next, rest, false);
    return fields;
  };
  return at(object, root, path, false) as Fields;
}

const scalarsOf = (type: FieldType): string[] =>
  Object.entries(fieldsOf(type)).flatMap(([name, of]) =>
    isStruct(of) || isListType(of) || isMapType(of) ? [] : [name],
  );

/** A change that Podward always judges, and that no rule refuses. */
const touched = (object: Fields, color: string): JsonObject => {
  const metadata = object['metadata'] as Fields;
  const labels = { ...(metadata['labels'] as Fields | undefined), color };
  return { ...object, metadata: { ...metadata, labels } };
};

// Shapes ------------------------------------------------------------------------------------------------------------------------------

type Entries = (n: number) => Json;
interface Grown {
  readonly what: string;
  readonly entries: Entries;
}
interface Updated {
  readonly what: string;
  readonly from: Entries;
  readonly to: Entries;
}

const list =
  (of: (i: number) => Json): Entries =>
  (n) =>
    times(n, of);
const map =
  (key: (i: number) => string, of: (i: number) => Json): Entries =>
  (n) =>
    Object.fromEntries(times(n, (i) => [key(i), of(i)]));
const none: Entries = () => null;

/** Strings that are slow for a regular expression that tries every position, or every way to split a run. */
const runs = {
  letters: (n) => 'a'.repeat(n),
  digits: (n) => '0'.repeat(n),
  blanks: (n) => `a${' '.repeat(n)}a`,
  dashes: (n) => `a${'-'.repeat(n)}!`,
  dots: (n) => `a${'.'.repeat(n)}!`,
  slashes: (n) => '/'.repeat(n),
  colons: (n) => ':'.repeat(n),
  'dashed letters': (n) => `${'a-'.repeat(n >> 1)}!`,
  'dotted letters': (n) => `${'a.'.repeat(n >> 1)}!`,
  folders: (n) => 'a/'.repeat(n >> 1),
  references: (n) => '$('.repeat(n >> 1),
  'equal signs': (n) => 'a='.repeat(n >> 1),
  quotes: (n) => '"'.repeat(n),
  'line breaks': (n) => '\n'.repeat(n),
  letterlike: (n) => 'é'.repeat(n >> 1),
} satisfies Record<string, (n: number) => string>;

function grown({ path, type }: Spot): Grown[] {
  const field = lastName(path);
  if (type === 'string') return Object.entries(runs).map(([what, entries]) => ({ what, entries }));
  const entry = itemType(type);
  if (isMapType(type)) {
    const of = (i: number): Json => typical(entry, field, i, plain);
    return [
      { what: 'distinct', entries: map((i) => `example.com/n-${i}`, of) },
      { what: 'bad keys', entries: map((i) => `bad key ${i}`, of) },
      { what: 'numbered', entries: map((i) => `${i}`, of) },
      {
        what: 'wrong values',
        entries: map(
          (i) => `n-${i}`,
          () => ({}),
        ),
      },
      ...(entry === 'quantity' ? [{ what: 'hugepages', entries: map((i) => `hugepages-${i + 1}Mi`, of) }] : []),
      ...(['letters', 'dashes', 'dotted letters', 'folders'] as const).map((what) => ({
        what: `one key of ${what}`,
        entries: (n: number) => ({ [runs[what](n)]: of(0) }),
      })),
    ];
  }
  return [
    { what: 'distinct', entries: list((i) => typical(entry, field, i, plain)) },
    { what: 'equal', entries: list(() => typical(entry, field, 0, plain)) },
    {
      what: 'empty',
      entries: list(() => (isStruct(entry) ? {} : entry === 'string' ? '' : isListType(entry) ? [] : 0)),
    },
    { what: 'null', entries: list(() => null) },
    { what: 'wrong type', entries: list(() => (entry === 'string' || isStruct(entry) ? 0 : '')) },
    ...(isStruct(entry) ? [{ what: 'full', entries: list((i) => everyField(entry, field, i, plain)) }] : []),
    ...(entry === 'string' ? [{ what: 'bad', entries: list((i) => `bad ${i}!`) }] : []),
  ];
}

function updated({ path, type }: Spot): Updated[] {
  const field = lastName(path);
  if (type === 'string') {
    return (['letters', 'blanks', 'dotted letters'] as const).map((what) => ({
      what: `${what} changed`,
      from: (n) => `${runs[what](n)}b`,
      to: runs[what],
    }));
  }
  const entry = itemType(type);
  if (isMapType(type)) {
    const of = (name: string, v: Variant): Entries =>
      map(
        (i) => `example.com/${name}-${i}`,
        (i) => typical(entry, field, i, v),
      );
    const all = of('n', plain);
    return [
      { what: 'kept', from: all, to: all },
      { what: 'changed', from: all, to: of('n', changed) },
      { what: 'renamed', from: all, to: of('x', plain) },
      {
        what: 'reversed',
        from: all,
        to: (n) => Object.fromEntries(Object.entries(all(n) as Fields).reverse()),
      },
      { what: 'added', from: none, to: all },
      { what: 'removed', from: all, to: none },
    ];
  }
  const all = list((i) => typical(entry, field, i, plain));
  const full = list((i) => everyField(entry, field, i, plain));
  const bad = list(() => (isStruct(entry) ? {} : entry === 'string' ? '' : 0));
  return [
    { what: 'kept', from: all, to: all },
    { what: 'changed', from: all, to: list((i) => typical(entry, field, i, changed)) },
    { what: 'renamed', from: all, to: list((i) => typical(entry, field, i, renamed)) },
    { what: 'reversed', from: all, to: (n) => (all(n) as Json[]).reverse() },
    { what: 'added', from: none, to: all },
    { what: 'removed', from: all, to: none },
    { what: 'first removed', from: all, to: (n) => (all(n) as Json[]).slice(1) },
    { what: 'every other removed', from: all, to: (n) => (all(n) as Json[]).filter((_, i) => i % 2 === 0) },
    { what: 'empty kept', from: bad, to: bad },
    { what: 'empty, one more', from: bad, to: (n) => bad(n + 1) },
    ...(isStruct(entry)
      ? [
          { what: 'full kept', from: full, to: full },
          { what: 'full changed', from: full, to: list((i) => everyField(entry, field, i, changed)) },
          { what: 'full reversed', from: full, to: (n: number) => (full(n) as Json[]).reverse() },
        ]
      : []),
  ];
}

/** The entries of the outermost list grow, and each has one entry in the field: n containers with one port each. */
function spread(kind: Kind, { path, type }: Spot): { outer: Path; entry: (i: number, v: Variant) => Json } | undefined {
  const at = path.indexOf('[]');
  if (at < 0 || at === path.length - 1) return undefined;
  const outer = path.slice(0, at);
  const entryType = itemType(outer.reduce((of, name) => fieldType(of, name) ?? of, kind as FieldType));
  if (!isStruct(entryType)) return undefined;
  return {
    outer,
    entry(i, v) {
      const made = value(entryType, '', i, v, 1, onTheWay[entryType] ?? usual[entryType] ?? scalarsOf(entryType));
      const inner = isListType(type)
        ? [typical(itemType(type), lastName(path), i, v)]
        : isMapType(type)
          ? { [`example.com/${v.name}-${i}`]: typical(itemType(type), lastName(path), i, v) }
          : text(lastName(path), i, v);
      return withValue(made as Fields, entryType, path.slice(at + 1), inner);
    },
  };
}

/** A Pod with n of every entry that other fields may refer to. */
function crowd(kind: Kind, n: number): Fields {
  const podPath = kindFacts(kind).podPath.segments().map(String);
  const lists: readonly [Path, FieldType][] = [
    [['spec', 'volumes'], 'Volume'],
    [['spec', 'containers'], 'Container'],
    [['spec', 'resourceClaims'], 'PodResourceClaim'],
  ];
  let object = empty(kind);
  for (const [path, type] of lists) {
    object = withValue(
      object,
      kind,
      [...podPath, ...path],
      times(n, (i) => typical(type, '', i, plain)),
    );
  }
  const labels = Object.fromEntries(times(n, (i) => [`example.com/n-${i}`, 'v']));
  return withValue(object, kind, [...podPath, 'metadata', 'labels'], labels);
}

const podSubresources = ['', 'status', 'ephemeralcontainers', 'resize'];
/** Enough for the fields that a subresource resets or judges by the rules of the main resource. */
const onSubresources = new Set(['kept', 'changed', 'reversed', 'added', 'empty, one more', 'full changed']);

function* shapesAt(kind: Kind, spot: Spot): Generator<Shape> {
  const at = nameOf(spot.path);
  const put = (object: Fields, set: Json): Fields => withValue(object, kind, spot.path, set);
  const create = (what: string, make: (n: number) => Fields): Shape => ({
    place: `${kind} CREATE ${at}`,
    what,
    kind,
    operation: 'CREATE',
    subresource: '',
    make: (n) => ({ after: make(n) }),
  });
  const update = (subresource: string, what: string, make: (n: number) => [Fields, Fields]): Shape => ({
    place: `${kind}${subresource === '' ? '' : `/${subresource}`} UPDATE ${at}`,
    what,
    kind,
    operation: 'UPDATE',
    subresource,
    make(n) {
      const [before, after] = make(n);
      return { before: touched(before, 'blue'), after: touched(after, 'green') };
    },
  });

  for (const { what, entries } of grown(spot)) yield create(what, (n) => put(empty(kind), entries(n)));
  const subresources = kind === 'Pod' && spot.type !== 'string' ? podSubresources : [''];
  for (const subresource of subresources) {
    for (const { what, from, to } of updated(spot)) {
      if (subresource !== '' && !onSubresources.has(what)) continue;
      yield update(subresource, what, (n) => [put(empty(kind), from(n)), put(empty(kind), to(n))]);
    }
  }
  if (spot.type === 'string') return;

  const inEach = spread(kind, spot);
  if (inEach !== undefined) {
    const { outer, entry } = inEach;
    const all = (n: number, v: Variant): Fields =>
      withValue(
        empty(kind),
        kind,
        outer,
        times(n, (i) => entry(i, v)),
      );
    yield create('one in each', (n) => all(n, plain));
    for (const subresource of subresources) {
      yield update(subresource, 'one in each, changed', (n) => [all(n, plain), all(n, changed)]);
      yield update(subresource, 'one in each, renamed', (n) => [all(n, plain), all(n, renamed)]);
    }
  }

  const inCrowd = (v: Variant, n: number): Fields => {
    const field = lastName(spot.path);
    const entry = itemType(spot.type);
    const keyed = map(
      (i) => `example.com/${v.name}-${i}`,
      (i) => typical(entry, field, i, v),
    );
    return put(crowd(kind, n), isMapType(spot.type) ? keyed(n) : times(n, (i) => typical(entry, field, i, v)));
  };
  if (Object.hasOwn({ containers: 1, volumes: 1, resourceClaims: 1 }, spot.path.at(-1)!)) return;
  yield create('among as many containers, volumes, claims and labels', (n) => inCrowd(plain, n));
  yield create('that name none of as many containers, volumes, claims and labels', (n) => inCrowd(renamed, n));
  for (const subresource of subresources) {
    yield update(subresource, 'added among as many containers, volumes, claims and labels', (n) => [
      crowd(kind, n),
      inCrowd(renamed, n),
    ]);
    yield update(subresource, 'changed among as many containers, volumes, claims and labels', (n) => [
      inCrowd(plain, n),
      inCrowd(changed, n),
    ]);
  }
}

// Shapes in which one list refers to another ------------------------------------------------------------------------------------------

const containers = (n: number, extra: (i: number) => Fields = () => ({})): Json =>
  times(n, (i) => ({ name: `c-${i}`, image: `nginx:${i}`, ...extra(i) }));
/** Similar to the other ones in the middle only, so that a search for a similar name takes long. */
const longName = (first: string, i: number): string => `${first.repeat(5)}${'-abcdefgh'.repeat(5)}-${first}${i}`;
const volumes = (n: number): Json => times(n, (i) => ({ name: `v-${i}`, emptyDir: {} }));
const inSpec = (kind: Kind, spec: Fields, own: Fields = {}): JsonObject =>
  kind === 'Pod' ? pod(spec) : workload(kind, spec, own);
const one = (extra: Fields): Json => [{ name: 'web', image: 'nginx', ...extra }] as Json;

const crossed: readonly Omit<Shape, 'subresource'>[] = [
  cross('Pod', 'env from files × volumes', (n) =>
    inSpec('Pod', {
      volumes: volumes(n),
      containers: one({
        env: times(n, (i) => ({
          name: `E_${i}`,
          valueFrom: { fileKeyRef: { volumeName: `x-${i}`, path: 'a', key: 'b' } },
        })),
      }),
    }),
  ),
  cross('Pod', 'unknown mounts × volumes', (n) =>
    inSpec('Pod', {
      volumes: volumes(n),
      containers: one({ volumeMounts: times(n, (i) => ({ name: `x-${i}`, mountPath: `/m/${i}` })) }),
    }),
  ),
  cross('Pod', 'long, similar names of mounts × volumes', (n) =>
    inSpec('Pod', {
      // A similar name is searched among the first hundred.
      volumes: times(n + 100, (i) => ({ name: longName('v', i), emptyDir: {} })),
      containers: one({ volumeMounts: times(n, (i) => ({ name: longName('x', i), mountPath: `/m/${i}` })) }),
    }),
  ),
  cross('Pod', 'long, similar names of probe ports × ports', (n) =>
    inSpec('Pod', {
      containers: one({
        ports: times(n, (i) => ({ name: longName('p', i), containerPort: 1 + (i % 65_535) })),
        livenessProbe: { tcpSocket: { port: longName('x', 0) } },
        readinessProbe: { tcpSocket: { port: longName('y', 0) } },
      }),
    }),
  ),
  cross('Pod', 'a mount of the last volume in each container', (n) =>
    inSpec('Pod', {
      volumes: volumes(n),
      containers: containers(n, () => ({ volumeMounts: [{ name: `v-${n - 1}`, mountPath: '/m' }] })),
    }),
  ),
  cross('Pod', 'claims × resource claims', (n) =>
    inSpec('Pod', {
      resourceClaims: times(n, (i) => ({ name: `r-${i}`, resourceClaimName: 'a' })),
      containers: one({ resources: { claims: times(n, (i) => ({ name: `x-${i}` })) } }),
    }),
  ),
  cross('Pod', 'hugepages × containers', (n) =>
    inSpec('Pod', {
      containers: containers(n, (i) => ({ resources: { limits: { [`hugepages-${i + 1}Mi`]: `${i + 1}Mi` } } })),
    }),
  ),
  cross('Pod', 'devices × volumes', (n) =>
    inSpec('Pod', {
      volumes: times(n, (i) => ({ name: `v-${i}`, persistentVolumeClaim: { claimName: 'a' } })),
      containers: one({ volumeDevices: times(n, (i) => ({ name: `v-${i}`, devicePath: `/dev/${i}` })) }),
    }),
  ),
  cross('Pod', 'projected sources × volumes', (n) =>
    inSpec('Pod', {
      volumes: times(n, (i) => ({
        name: `v-${i}`,
        projected: {
          sources: [
            { secret: { name: 'a', items: [{ key: 'a', path: 'a' }] } },
            { configMap: { name: 'a', items: [{ key: 'a', path: 'a' }] } },
          ],
        },
      })),
    }),
  ),
  cross('Pod', 'files of projected sources, all on one path', (n) =>
    inSpec('Pod', {
      volumes: [
        {
          name: 'v',
          projected: { sources: times(n, () => ({ secret: { name: 'a', items: [{ key: 'a', path: 'a' }] } })) },
        },
      ],
    }),
  ),
  cross('Pod', 'host ports, all the same', (n) =>
    inSpec('Pod', {
      containers: containers(n, () => ({ ports: [{ containerPort: 80, hostPort: 80 }] })),
    }),
  ),
  cross('Pod', 'ports of one name', (n) =>
    inSpec('Pod', {
      containers: one({ ports: times(n, () => ({ name: 'http', containerPort: 80 })) }),
    }),
  ),
  cross('Pod', 'bad labels × owner references', (n) => {
    const object = pod(
      {},
      {
        labels: Object.fromEntries(times(n, (i) => [`bad key ${i}`, 'bad value'])),
        ownerReferences: times(n, (i) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: `o-${i}`, uid: `u-${i}` })),
      },
    );
    return object;
  }),
  cross('Pod', 'bad containers × owner references', (n) => ({
    ...inSpec('Pod', { containers: times(n, () => ({})) }),
    metadata: {
      ...(pod()['metadata'] as JsonObject),
      ownerReferences: times(n, (i) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: `o-${i}`, uid: `u-${i}` })),
    },
  })),
  cross('Pod', 'files of containers that there are not × containers', (n) =>
    inSpec('Pod', {
      containers: containers(n),
      volumes: [
        {
          name: 'v',
          downwardAPI: {
            items: times(n, (i) => ({
              path: `p-${i}`,
              resourceFieldRef: { containerName: `x-${i}`, resource: 'limits.cpu' },
            })),
          },
        },
      ],
    }),
  ),
  cross('Pod', 'spread constraints × keys of labels', (n) =>
    inSpec('Pod', {
      topologySpreadConstraints: times(n, (i) => ({
        maxSkew: 1,
        topologyKey: `t-${i}`,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { [`l-${i}`]: 'a' } },
        matchLabelKeys: [`l-${i}`],
      })),
    }),
  ),
  cross('Pod', 'keys of one selector twice', (n) =>
    inSpec('Pod', {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 't',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchExpressions: times(n, (i) => ({ key: `l-${i}`, operator: 'Exists' })) },
          matchLabelKeys: times(n, (i) => `l-${i}`),
        },
      ],
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: 't',
              labelSelector: { matchExpressions: times(n, (i) => ({ key: `l-${i}`, operator: 'Exists' })) },
              matchLabelKeys: times(n, (i) => `l-${i}`),
              mismatchLabelKeys: times(n, (i) => `l-${i}`),
            },
          ],
        },
      },
    }),
  ),
  cross('Pod', 'names of init containers × names of containers', (n) =>
    inSpec('Pod', { containers: containers(n), initContainers: containers(n) }),
  ),
  cross('Job', 'failure policy rules × containers', (n) =>
    inSpec(
      'Job',
      { containers: containers(n) },
      {
        podFailurePolicy: {
          rules: times(n, (i) => ({
            action: 'FailJob',
            onExitCodes: { containerName: `x-${i}`, operator: 'In', values: [i + 1] },
          })),
        },
      },
    ),
  ),
  cross('StatefulSet', 'claim templates × volumes', (n) =>
    inSpec(
      'StatefulSet',
      { volumes: volumes(n) },
      {
        volumeClaimTemplates: times(n, (i) => ({ metadata: { name: `v-${i}` }, spec: {} })),
      },
    ),
  ),
  cross('Deployment', 'selector × labels', (n) => {
    const labels = Object.fromEntries(times(n, (i) => [`l-${i}`, 'a']));
    return withValue(
      withValue(
        empty('Deployment'),
        'Deployment',
        ['spec', 'selector', 'matchLabels'],
        Object.fromEntries(times(n, (i) => [`x-${i}`, 'a'])),
      ),
      'Deployment',
      ['spec', 'template', 'metadata', 'labels'],
      labels,
    );
  }),
  changing('Pod', 'host network with host ports', (n) => {
    const spec = { containers: containers(n, (i) => ({ ports: [{ containerPort: 1 + (i % 65535) }] })) };
    return [
      inSpec('Pod', spec),
      inSpec('Pod', {
        hostNetwork: true,
        containers: containers(n, (i) => ({ ports: [{ containerPort: 1 + (i % 65535), hostPort: 1 + (i % 65535) }] })),
      }),
    ];
  }),
  changing('Pod', 'images of all containers', (n) => [
    inSpec('Pod', { containers: containers(n) }),
    inSpec('Pod', { containers: containers(n, (i) => ({ image: `nginx:x${i}` })) }),
  ]),
  ...(['Pod', 'Job', 'CronJob'] as const).map((kind) =>
    changing(kind, 'images and pull policies', (n) => [
      inSpec(kind, { containers: containers(n, () => ({ imagePullPolicy: 'Always' })) }),
      inSpec(kind, { containers: containers(n, (i) => ({ image: `nginx:x${i}`, imagePullPolicy: 'IfNotPresent' })) }),
    ]),
  ),
  changing('Pod', 'seconds of tolerations', (n) => {
    const spec = (seconds: number): Fields => ({
      tolerations: times(n, (i) => ({
        key: `k-${i}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: seconds,
      })),
    });
    return [inSpec('Pod', spec(1)), inSpec('Pod', spec(2))];
  }),
  changing('Pod', 'finalizers added while it is deleted', (n) => {
    const object = (name: string): JsonObject =>
      pod({}, { deletionTimestamp: '2026-01-02T03:04:05Z', finalizers: times(n, (i) => `example.com/${name}-${i}`) });
    return [object('a'), object('b')];
  }),
  changing('Pod', 'node selectors of a gated Pod', (n) => {
    const term = (name: string): Json => ({
      matchExpressions: times(n, (i) => ({ key: `${name}-${i}`, operator: 'Exists' })),
    });
    const spec = (name: string): Fields => ({
      schedulingGates: [{ name: 'a' }],
      nodeSelector: Object.fromEntries(times(n, (i) => [`${name}-${i}`, 'a'])),
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              term(name),
              ...times(n, (i) => ({ matchExpressions: [{ key: `${name}-${i}`, operator: 'Exists' }] })),
            ],
          },
        },
      },
    });
    return [inSpec('Pod', spec('a')), inSpec('Pod', spec('b'))];
  }),
];

function cross(kind: Kind, what: string, make: (n: number) => JsonObject): Omit<Shape, 'subresource'> {
  return { place: `${kind} CREATE`, what, kind, operation: 'CREATE', make: (n) => ({ after: make(n) }) };
}

function changing(kind: Kind, what: string, make: (n: number) => [JsonObject, JsonObject]): Omit<Shape, 'subresource'> {
  return {
    place: `${kind} UPDATE`,
    what,
    kind,
    operation: 'UPDATE',
    make(n) {
      const [before, after] = make(n);
      return { before, after };
    },
  };
}

/** The same shapes on a subresource, which other rules judge. */
const crossedOnSubresources: readonly Shape[] = [
  {
    place: 'Pod/ephemeralcontainers UPDATE',
    what: 'targets that there are not × containers',
    kind: 'Pod',
    operation: 'UPDATE',
    subresource: 'ephemeralcontainers',
    make: (n) => ({
      before: inSpec('Pod', { containers: containers(n) }),
      after: inSpec('Pod', {
        containers: containers(n),
        ephemeralContainers: times(n, (i) => ({ name: `e-${i}`, image: 'nginx', targetContainerName: `x-${i}` })),
      }),
    }),
  },
  {
    place: 'Pod/resize UPDATE',
    what: 'resources of all containers',
    kind: 'Pod',
    operation: 'UPDATE',
    subresource: 'resize',
    make: (n) => ({
      before: inSpec('Pod', { containers: containers(n, () => ({ resources: { requests: { cpu: '1' } } })) }),
      after: inSpec('Pod', {
        containers: containers(n, () => ({ resources: { requests: { cpu: '2', memory: '1', 'example.com/x': '1' } } })),
      }),
    }),
  },
  {
    place: 'Pod/status UPDATE',
    what: 'terminated containers that start again',
    kind: 'Pod',
    operation: 'UPDATE',
    subresource: 'status',
    make(n) {
      const status = (state: Fields): Fields => ({
        containerStatuses: times(n, (i) => ({
          name: `c-${i}`,
          image: '',
          imageID: '',
          ready: false,
          restartCount: 0,
          state,
        })),
      });
      const spec = { restartPolicy: 'Never', containers: containers(n) };
      return {
        before: { ...inSpec('Pod', spec), status: status({ terminated: { exitCode: 0 } }) },
        after: { ...inSpec('Pod', spec), status: status({ running: {} }) },
      };
    },
  },
];

/**
 * All shapes. The strings of a struct are measured at one of its places. Its lists and maps are measured in each part of the object, at
 * the shallowest and at the deepest place.
 */
export function* shapes(): Generator<Shape> {
  for (const shape of crossed) yield { ...shape, subresource: '' };
  yield* crossedOnSubresources;
  const seen = new Set<string>();
  for (const { kind } of kinds) {
    for (const [key, spots] of Map.groupBy(spotsOf(kind), (spot) => partOf(kind, spot))) {
      if (seen.has(key)) continue;
      seen.add(key);
      for (const spot of outermost(spots)) yield* shapesAt(kind, spot);
    }
  }
  // Fields in a Pod's spec are measured in Pods. A Job also has rules of its own for changes of them.
  const ofPod = spotsOf('Pod').filter(({ path, type }) => path[0] === 'spec' && type !== 'string');
  for (const [spot] of Map.groupBy(ofPod, (spot) => partOf('Pod', spot)).values()) {
    for (const shape of shapesAt('Job', { ...spot!, path: ['spec', 'template', ...spot!.path] })) {
      if (shape.operation === 'UPDATE') yield shape;
    }
  }
}

/**
 * Fields in the same part are usually judged by the same rules. For example, the selectors of an affinity and of a constraint are in
 * different parts.
 */
function partOf(kind: Kind, { path, type, owner }: Spot): string {
  // Metadata is judged for each kind, with rules for the kind.
  if (path[0] === 'metadata' && type !== 'string') return `${kind} ${owner}`;
  if (kind !== 'Pod' || type === 'string') return owner;
  return `${owner} in ${path[1]?.replace('initContainers', 'containers')}`;
}

/** The place with the shortest path and the place with the longest. Strings are measured at the first one. */
function outermost(spots: readonly Spot[]): Spot[] {
  const sorted = spots.toSorted((a, b) => a.path.length - b.path.length);
  const [shallowest, deepest] = [sorted[0]!, sorted.at(-1)!];
  return shallowest.type === 'string' || deepest.path.length === shallowest.path.length
    ? [shallowest]
    : [shallowest, deepest];
}

/** On the path `namespaces/deny`, all labels are compared, and on `namespaces/warn`, those of Podward. Annotations are only parsed. */
const namespaceMaps: readonly (Pick<NamespaceShape, 'path'> & {
  readonly at: 'labels' | 'annotations';
  readonly what: string;
  readonly key: (i: number) => string;
})[] = [
  { path: 'namespaces/deny', at: 'labels', what: 'short', key: (i) => i.toString(36) },
  { path: 'namespaces/deny', at: 'annotations', what: 'short', key: (i) => i.toString(36) },
  { path: 'namespaces/warn', at: 'labels', what: 'of Podward', key: (i) => `podward.dev/${i.toString(36)}` },
  { path: 'namespaces/warn', at: 'labels', what: 'similar', key: (i) => `podward.dev/m${i.toString(36)}` },
];

function* namespaceShapes(): Generator<NamespaceShape> {
  const kind = 'Namespace';
  const made = (metadata: Fields): JsonObject => ({ apiVersion: 'v1', kind, metadata: { name: 'web', ...metadata } });
  for (const { path, at, what, key } of namespaceMaps) {
    const none = (): JsonObject => made({});
    const all = (n: number): JsonObject => made({ [at]: map(key, () => '')(n) });
    const other = (n: number): JsonObject => made({ [at]: map(key, () => 'a')(n) });
    const shape = (operation: Operation, what: string, make: NamespaceShape['make']): NamespaceShape => ({
      place: `${kind} ${operation} metadata.${at} (${path})`,
      what,
      kind,
      path,
      operation,
      subresource: '',
      make,
    });
    yield shape('CREATE', what, (n) => ({ after: all(n) }));
    yield shape('UPDATE', `${what} kept`, (n) => ({ before: all(n), after: all(n) }));
    yield shape('UPDATE', `${what} changed`, (n) => ({ before: all(n), after: other(n) }));
    yield shape('UPDATE', `${what} added`, (n) => ({ before: none(), after: all(n) }));
    yield shape('UPDATE', `${what} removed`, (n) => ({ before: all(n), after: none() }));
  }
}

/** The shapes of Pods, workloads and Namespaces whose names contain all of these texts. */
export function* chosen(only: readonly string[]): Generator<AnyShape> {
  for (const shape of [...namespaceShapes(), ...shapes()]) {
    const name = `${shape.place} ${shape.what}`;
    if (only.every((text) => name.includes(text))) yield shape;
  }
}

export const reviewWith = (shape: AnyShape, n: number): Buffer => reviewOfShape(shape, shape.make(n));

/** The number of entries, keys or characters for a review of about the given size. */
export function countFor(shape: AnyShape): (bytes: number) => number {
  const few = 64;
  const small = reviewWith(shape, few).length;
  const perEntry = Math.max(0.5, (reviewWith(shape, 2 * few).length - small) / few);
  return (bytes) => Math.max(few, Math.round((bytes - small) / perEntry) + few);
}

/** The largest number of entries, keys or characters for which a review is not refused because of its number of values (src/admission/decode.ts). */
export function mostRead(shape: AnyShape): number {
  const few = 64;
  const most = (limit: number, valuesWith: (n: number) => number): number => {
    const [less, more] = [valuesWith(few), valuesWith(2 * few)];
    return more === less ? Infinity : few + Math.floor(((0.98 * limit - less) * few) / (more - less));
  };
  const inReview = (n: number): number => valuesIn(JSON.parse(reviewWith(shape, n).toString()) as Json);
  // A new Namespace has no limit of its own.
  if (shape.kind === 'Namespace') return most(maxValues, inReview);
  if (shape.operation === 'CREATE') return most(maxCreatedValues, inReview);
  const { before, after } = shape.make(few);
  const grows = valuesIn(after) > valuesIn(before ?? {});
  const grown = grows ? most(maxGrownValues, (n) => valuesIn(shape.make(n).after)) : Infinity;
  return Math.min(most(maxValues, inReview), grown);
}
