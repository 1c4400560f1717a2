/**
 * Compares the warnings of kube-apiserver with those of `podward check`, as sets of fields and kinds. The texts differ, because those of the server
 * do not say what to do. docs/parity.md is generated from the tables.
 */
import { isNativeWarning } from '../../src/rules/rule.ts';
import type { Change } from '../../src/change/change.ts';
import { isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { nativeDefaults } from '../../src/kubernetes/apiserver/defaults.ts';
import { kindFacts } from '../../src/kubernetes/kinds.ts';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import type { Denial, Disagreement, Judge } from './compare.ts';
import type { Target } from './generate.ts';
import type { Verdict } from './oracle.ts';
import type { Row } from './parity.ts';
import { isWithin, pattern } from './paths.ts';

interface Kind {
  /** Matches the text of the server, without the field before it. */
  readonly text: RegExp;
  /** The findings that say the same: `rule/messageId`. */
  readonly findings: readonly string[];
}

/** Every kind of warning of the server. */
const kinds: Readonly<Record<string, Kind>> = {
  'fractional bytes': {
    text: /^fractional byte value/,
    findings: ['fractional-bytes/thousandths', 'fractional-bytes/fraction'],
  },
  'deprecated label': {
    text: /^(\S+ is )?(deprecated since v1\.(9|14|17|22)\b|use "node-role\.)/,
    findings: ['deprecated-node-labels/label'],
  },
  'deprecated annotation': {
    text: /^(non-functional in v1\.\d+\+; use|deprecated since v1\.30)/,
    findings: ['deprecated-annotations/gone', 'deprecated-annotations/deprecated'],
  },
  'deprecated volume': {
    text: /^deprecated in v1\.\d+/,
    findings: ['deprecated-volumes/removed', 'deprecated-volumes/gitRepo'],
  },
  'overlapping files': {
    text: /^overlapping paths/,
    findings: ['volume-files-distinct/same', 'volume-files-distinct/inside', 'volume-files-distinct/around'],
  },
  'empty source': {
    text: /^no sources provided/,
    findings: ['volume-files-distinct/empty', 'volume-files-distinct/dropped'],
  },
  'same environment variable': { text: /^hides previous definition/, findings: ['duplicate-env-names/hidden'] },
  'impossible label value': { text: /^[^]* is invalid, /, findings: ['affinity-matches-nothing/value'] },
  'no selector': {
    text: /^a null labelSelector results/,
    findings: [
      'affinity-matches-nothing/required',
      'affinity-matches-nothing/noEffect',
      'spread-selector-misses-pod/none',
      'spread-selector-misses-pod/neither',
    ],
  },
  'name in hostnames': {
    text: /^this is used in (the Pod's hostname|Pod names)/,
    findings: ['name-in-hostnames/pod', 'name-in-hostnames/workload'],
  },
  'same port': {
    text: /^(duplicate|overlapping|dangerously ambiguous) port definition/,
    findings: [
      'ambiguous-ports/twice',
      'ambiguous-ports/also',
      'ambiguous-ports/ambiguous',
      'two-containers-one-port/shared',
      'two-containers-one-port/onOtherHostPort',
    ],
  },
  'same port name': { text: /^duplicate port name/, findings: ['ambiguous-ports/name'] },
  'hostIP alone': { text: /^hostIP set without hostPort/, findings: ['ambiguous-ports/hostIp'] },
  'same address': { text: /^duplicate ip/, findings: ['duplicate-list-entries/address'] },
  'same secret': { text: /^duplicate name/, findings: ['duplicate-list-entries/secret'] },
  'secret without name': { text: /^invalid empty name/, findings: ['duplicate-list-entries/noName'] },
  'same owner': { text: /^duplicate owner references/, findings: ['duplicate-list-entries/owner'] },
  'negative grace period': { text: /^must be >= 0; negative values/, findings: ['negative-values/grace'] },
  'negative history limit': { text: /^a negative value retains all/, findings: ['negative-values/history'] },
  'form of an address': {
    text: /^(non-standard IP address|IPv6 address .* should be in RFC 5952)/,
    findings: ['ip-address-form/nonStandard', 'ip-address-form/canonical'],
  },
  'large Job': { text: /^In Indexed Jobs with/, findings: ['large-indexed-jobs/large'] },
  'time zone in schedule': { text: /^cannot use TZ/, findings: ['schedule-time-zone/zone'] },
};

/** `rule/messageId` of each finding that says the same as a warning. */
export const warningFindings: readonly string[] = Object.values(kinds).flatMap(({ findings }) => findings);

const kindOfFinding: ReadonlyMap<string, string> = new Map(
  Object.entries(kinds).flatMap(([kind, { findings }]) => findings.map((id) => [id, kind] as const)),
);

interface Rewritten extends Row {
  readonly server: RegExp;
  /** The first minor version in which both name the same field. */
  readonly until?: number;
  /** The field that Podward names instead. It may also name a field inside it. */
  readonly podward: string;
}

/** Warnings for which kube-apiserver names another field than Podward. */
export const otherWarningPaths: readonly Rewritten[] = [
  {
    what: '`metadata.name` → `metadata.generateName`',
    server: /^metadata\.name$/,
    podward: 'metadata.generateName',
    reason: 'the user wrote only the prefix',
  },
  {
    kinds: ['Pod'],
    what: '`requests[name]` → `limits[name]` of a container',
    server: /^(spec\.\w+\[\d+\]\.resources\.)requests(\[.*\])$/,
    podward: '$1limits$2',
    reason: 'an omitted request of a Pod is set to the limit, and two equal amounts are one finding',
  },
  {
    kinds: ['StatefulSet'],
    what: '`volumeClaimTemplates[i].resources`, `volumeClaimTemplates[i].Spec.resources` → `volumeClaimTemplates[i].spec.resources`',
    server: /^(spec\.volumeClaimTemplates\[\d+\])(?:\.Spec)?\.resources(.*)$/,
    podward: '$1.spec.resources$2',
    reason: 'the server names a field that does not exist',
  },
  {
    until: 35,
    what: '`volumes[n]` → `volumes[i]`, before 1.35',
    server: /^(.*\bspec\.volumes)\[\d+\].*$/,
    podward: '$1',
    reason: 'the index of the server does not count image volumes, which it has dropped',
  },
  {
    what: '`storageOS` → `storageos`',
    server: /^(.*)\.storageOS$/,
    podward: '$1.storageos',
    reason: 'the server misspells the field',
  },
];

interface OtherWarning extends Row {
  readonly isOf: (warning: Warning, target: Target, minor: number) => boolean;
}

/** kube-apiserver computes the number of thousandths of a byte in 64 bits. */
const mostThousandths = 2n ** 63n * 10n ** 6n;
const isUpdateOf = (kind: Target['kind'], target: Target): boolean =>
  target.kind === kind && target.operation === 'UPDATE';
/** Kinds of warnings about which Podward says nothing where another rule refuses the same. */
const onlyIfNotValidated = ['no selector', 'same port', 'same port name', 'overlapping files'];
const inTemplate = /^spec\.template\b/;

/** Warnings of kube-apiserver that Podward does not have. */
export const leftWarnings: readonly OtherWarning[] = [
  {
    what: 'amounts of more than 8 PiB',
    reason: 'the server takes them for a fraction, because the number of thousandths of a byte is too large for it',
    isOf: ({ kind, text }) =>
      kind === 'fractional bytes' && (parseQuantity(/"(.*?)"/.exec(text)?.[1]) ?? 0n) >= mostThousandths,
  },
  {
    what: '`imagePullSecrets[i].name`: duplicate name, if the name is empty',
    reason: 'Podward reports that the entry has no name',
    isOf: ({ text }) => text === 'duplicate name ""',
  },
  {
    what: 'two containers with the same port and topology spread constraints without `labelSelector`, if an update does not add them',
    reason: 'on UPDATE, the advice that reports them is about what is new',
    isOf: ({ field, kind }, { operation }) =>
      operation === 'UPDATE' &&
      (kind === 'same port' || (kind === 'no selector' && field.includes('topologySpreadConstraints'))),
  },
  {
    what: 'overlapping paths of a projected volume with a source that lists no files, in 1.32 and 1.33',
    reason: 'the server takes the files of the source before it for the files of this one',
    isOf: ({ kind, text }, _, minor) => kind === 'overlapping files' && minor < 34 && text.includes('(Projected)'),
  },
  {
    kinds: ['StatefulSet'],
    what: 'two files of a projected volume with the same path, if a claim template has the name of the volume',
    reason: 'the server does not validate the volume, because it replaces it. In other volumes, it refuses equal paths',
    isOf: ({ kind, text }) => kind === 'overlapping files' && text.includes('(Projected)'),
  },
  {
    kinds: ['StatefulSet'],
    what: 'Pod affinity terms, ports and files that other workloads must not have, before 1.34',
    reason: 'the server does not validate the template of a StatefulSet. For other workloads, it refuses them',
    isOf: ({ kind }, _, minor) => minor < 34 && onlyIfNotValidated.includes(kind),
  },
  {
    kinds: ['ReplicationController'],
    what: 'warnings about the template, on UPDATE',
    reason: 'the server looks at the stored template in place of the new one',
    isOf: ({ field }, target) => isUpdateOf('ReplicationController', target) && inTemplate.test(field),
  },
];

interface Warning {
  readonly field: string;
  readonly kind: string;
  readonly text: string;
}

/** A warning of `podward check` about which the server may warn too. */
interface Advice {
  readonly path: string;
  readonly kind: string;
  /** Whether the rule mirrors a warning. Advice of Podward's own may say the same as one, but has more findings. */
  readonly isMirror: boolean;
  readonly words: Denial;
}

/** The kinds of the warnings that both have, or else a difference. */
export function compareWarnings(
  judge: Judge,
  target: Target,
  change: Change,
  sent: Json,
  { warnings = [] }: Verdict,
): Disagreement | readonly string[] {
  // A file represents no subresource.
  if (target.subresource !== '' || !isObject(sent)) return [];
  const given = warnings.map((text) => parsed(text, change, sent));
  const found = adviceOn(judge, change, sent);
  const says = ({ path, kind }: Advice, warning: Warning): boolean =>
    kind === warning.kind && names(change, path, warning.field);
  const isLeft = (warning: Warning): boolean =>
    leftWarnings.some(
      (row) => (row.kinds?.includes(target.kind) ?? true) && row.isOf(warning, target, change.facts.minor),
    );
  const unsaid = given.find((warning) => !found.some((advice) => says(advice, warning)) && !isLeft(warning));
  const unasked = found.find(
    (advice) =>
      advice.isMirror &&
      !given.some((warning) => says(advice, warning)) &&
      !(isUpdateOf('ReplicationController', target) && inTemplate.test(advice.path)),
  );
  if (unsaid === undefined && unasked === undefined) return given.map(({ kind }) => kind);
  return {
    is: 'warnings',
    about:
      unsaid === undefined
        ? `by Podward alone: ${unasked!.kind} at ${pattern(unasked!.path)}`
        : `by the server alone: ${unsaid.kind} at ${pattern(unsaid.field)}`,
    causes: given.map(({ field, text }) => ({ type: 'Warning', field, message: text })),
    findings: found.map(({ words }) => words),
  };
}

function adviceOn({ engine, rules }: Judge, change: Change, sent: JsonObject): Advice[] {
  const asFile: Change = { ...change, phase: 'offline', after: fileObject(change, sent) };
  return engine.judge(asFile).findings.flatMap(({ rule, finding, texts }): Advice[] => {
    const kind = kindOfFinding.get(`${rule}/${finding.messageId}`);
    const isMirror = isNativeWarning(rules.get(rule)!);
    if (kind === undefined && isMirror) throw new Error(`no kind of warning for ${rule}/${finding.messageId}`);
    return kind === undefined ? [] : [{ path: String(finding.path), kind, isMirror, words: { rule, ...texts() } }];
  });
}

/** A new object as `podward check` makes it of a file. An update contains the defaults that are stored, as with `kubectl apply`. */
function fileObject({ operation, after, kind }: Change, sent: JsonObject): JsonObject {
  if (operation === 'CREATE') return nativeDefaults(sent, kind);
  const { ownerReferences } = objectAt(sent, 'metadata');
  return { ...after, metadata: { ...objectAt(after, 'metadata'), ownerReferences } };
}

const names = ({ kind, facts }: Change, path: string, field: string): boolean =>
  isWithin(path, field) ||
  otherWarningPaths.some(
    (row) =>
      (row.kinds?.includes(kind) ?? true) &&
      (row.until === undefined || facts.minor < row.until) &&
      row.server.test(field) &&
      isWithin(path, field.replace(row.server, row.podward)),
  );

function parsed(warning: string, change: Change, sent: JsonObject): Warning {
  const { field, text } = split(warning, change, sent);
  const found = Object.entries(kinds).find(([, kind]) => kind.text.test(text));
  if (found === undefined) throw new Error(`unknown warning of the server: ${warning}`);
  return { field, text, kind: found[0] };
}

/** Most warnings begin with the field. */
function split(warning: string, { kind }: Change, sent: JsonObject): { field: string; text: string } {
  const ofVolume = /^volume "([^"]*)" \((\w+).*?\)(?:: (overlapping paths: .*)| has (no sources provided))$/s.exec(
    warning,
  );
  if (ofVolume !== null) {
    const [, name, source, overlap, empty] = ofVolume;
    const path = kindFacts(kind).podPath.child('spec');
    const volumes = listAt(sent, ...path.segments().map(String), 'volumes');
    const index = volumes.findIndex((volume) => (stringAt(volume, 'name') ?? '') === name);
    return { field: String(path.child('volumes').index(index)), text: `${overlap ?? empty} (${source})` };
  }
  if (warning.startsWith('.metadata.ownerReferences')) {
    return { field: 'metadata.ownerReferences', text: 'duplicate owner references' };
  }
  if (warning.startsWith('cannot use TZ')) return { field: 'spec.schedule', text: warning };
  const colon = warning.indexOf(': ');
  return { field: warning.slice(0, colon), text: warning.slice(colon + 2) };
}
