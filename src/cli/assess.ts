/** Found objects -> a report: what the webhook would say if they were sent to a cluster. */
import { decode } from '../admission/decode.ts';
import type { Engine } from '../engine/engine.ts';
import type { Judged } from '../engine/judged.ts';
import { RuleFailure } from '../engine/failure.ts';
import { stringAt, type JsonObject } from '../pod/json.ts';
import { apiVersionOf, kindFacts } from '../pod/kinds.ts';
import { nativeDefaults } from '../pod/native-defaults.ts';
import { manifestWays } from '../pod/strategic-merge.ts';
import { showText } from '../pod/value.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report, ReportedError, ReportedFinding, ReportedObject } from '../report/report.ts';
import type { Change, Written } from '../rules/rule.ts';
import { applied, isFromCluster, lastManifest } from './applied.ts';
import type { Position, Way } from './documents.ts';
import type { Found, FoundObject, FoundReview } from './objects.ts';
import { isOfTheFile, withoutConsequences } from './written.ts';

export interface Judge {
  readonly engine: Engine;
  readonly policy: Policy;
}

/** A change to judge, and where in which file its new object is. */
interface Subject {
  readonly file: string;
  readonly locate: (way: Way) => Position;
  /** The same, for a way in the file itself. */
  readonly locateWritten: (way: Way) => Position;
  readonly change: Change;
  readonly user: string;
}

/** Judges each object as if it were created, one from a cluster as it is stored, and each recorded request as what it is. */
export function assessObjects(found: Found, judge: Judge): Report {
  const draft = new Draft(found, judge);
  for (const object of found.objects) draft.add(alone(object, judge));
  for (const review of found.reviews) draft.addReview(review);
  return draft.report();
}

/**
 * Judges the change from the old objects to the new ones. What is new is judged as created, with a note that says so; what is gone is not
 * judged. Where no old object could be read, nothing is known of what is new, and nothing is judged.
 */
export function assessChange(old: Found, found: Found, judge: Judge): Report {
  const draft = new Draft(found, judge, old.errors);
  for (const { file, locate } of [...old.reviews, ...found.reviews]) {
    draft.fail({
      file,
      ...locate([]),
      message: 'an AdmissionReview holds both objects: give it as FILE, without --old and --new',
    });
  }
  const [only] = found.objects;
  const single = old.objects.length === 1 && found.objects.length === 1 && only?.kind === old.objects[0]?.kind;
  if (only !== undefined && !single && old.objects.length === 1 && found.objects.length === 1) {
    const message = `--old holds a ${old.objects[0]?.kind} and --new a ${only.kind}. Give two objects of the same kind.`;
    draft.fail({ file: only.file, ...only.locate(['kind']), message });
    return draft.report();
  }
  if (old.objects.length === 0 && old.errors.length + old.reviews.length > 0) return draft.report();
  const find = single ? () => old.objects : finder(old.objects);
  for (const object of found.objects) {
    const [before, ...others] = find(object);
    const place = { file: object.file, ...object.locate(['metadata', 'name']) };
    if (others.length > 0) draft.fail({ ...place, message: ambiguous(object, [before!, ...others]) });
    else if (before !== undefined) draft.add(update(before, object, judge));
    else {
      draft.note(
        `${place.file}:${place.line}:${place.column}: ${titleOf(object)} is not in --old and is judged as new.`,
      );
      draft.add(alone(object, judge));
    }
  }
  return draft.report();
}

/** Finds the old objects of the same kind and name. A manifest that names no namespace may be applied to any. */
function finder(objects: readonly FoundObject[]): (object: FoundObject) => readonly FoundObject[] {
  const exact = new Map<string, FoundObject>();
  const anywhere = new Map<string, FoundObject[]>();
  for (const object of objects) {
    const inNamespace = keyOf(object, namespaceOf(object.value) || 'default');
    const some = anywhere.get(keyOf(object)) ?? [];
    if (!exact.has(inNamespace) && some.length <= maxListed) anywhere.set(keyOf(object), [...some, object]);
    exact.set(inNamespace, object);
  }
  return (object) => {
    const namespace = namespaceOf(object.value);
    const found = exact.get(keyOf(object, namespace || 'default'));
    if (found !== undefined) return [found];
    return namespace === '' ? (anywhere.get(keyOf(object)) ?? []) : [];
  };
}

/** As many namespaces of a name are listed. */
const maxListed = 4;

function ambiguous(object: FoundObject, candidates: readonly FoundObject[]): string {
  const namespaces = candidates.slice(0, maxListed).map(({ value }) => showText(namespaceOf(value) || 'default'));
  const listed = [...namespaces, ...(candidates.length > maxListed ? ['…'] : [])].join(', ');
  return `${titleOf(object)} is in the namespaces ${listed} of --old. Set metadata.namespace in --new.`;
}

const keyOf = ({ kind, value }: FoundObject, namespace = ''): string =>
  JSON.stringify([kind, namespace, nameOf(value)]);

const titleOf = ({ kind, value }: FoundObject): string => `${kind} ${JSON.stringify(showText(nameOf(value)))}`;

const namespaceOf = (object: JsonObject): string => stringAt(object, 'metadata', 'namespace') ?? '';
const nameOf = (object: JsonObject): string => stringAt(object, 'metadata', 'name') ?? '';

/** One from a cluster was accepted there: it is judged as it is stored, and not as if it were created once more. */
function alone(object: FoundObject, { policy }: Judge): Subject {
  const { file, kind, value, locate } = object;
  const change: Change = {
    operation: isFromCluster(value) ? 'STORED' : 'CREATE',
    phase: 'offline',
    kind,
    subresource: '',
    namespace: namespaceOf(value),
    name: nameOf(value),
    after: nativeDefaults(value, kind),
    minor: policy.minor,
    written: writtenOf(object),
  };
  return { file, locate, locateWritten: locate, change, user: '' };
}

const writtenOf = ({ value, duplicates }: FoundObject): Written => ({ object: value, duplicates });

/**
 * The change that `kubectl apply` would make. An old manifest stands for what the cluster holds since it was applied: it is filled in, and
 * what it has and the new one lacks is removed.
 */
function update(old: FoundObject, object: FoundObject, judge: Judge): Subject {
  const { kind, file, value: manifest } = object;
  const stored = alone(old, judge).change;
  const before = fill(stored, judge).after;
  const last = stored.operation === 'STORED' ? lastManifest(old.value) : old.value;
  const after = nativeDefaults(applied(before, manifest, last, kind), kind);
  const wayInManifest = manifestWays(after, manifest, kind);
  return {
    file,
    locate: (way) => object.locate(wayInManifest(way)),
    locateWritten: object.locate,
    change: { ...stored, operation: 'UPDATE', before, after, written: writtenOf(object) },
    user: '',
  };
}

interface Filled {
  readonly after: JsonObject;
  readonly notes: readonly string[];
}

/** What Podward's defaults add when the change is made. Nothing is added to an object that is stored already. */
function fill(change: Change, { engine, policy }: Judge): Filled {
  if (!policy.mutate.fill.includes('deny') || change.operation === 'STORED') return { after: change.after, notes: [] };
  return engine.fill(change);
}

class Draft {
  readonly #judge: Judge;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors: ReportedError[];
  readonly #notes: string[] = [];
  #passedOver: number;

  constructor({ errors, passedOver }: Found, judge: Judge, more: readonly ReportedError[] = []) {
    this.#judge = judge;
    this.#errors = [...more, ...errors];
    this.#passedOver = passedOver;
  }

  fail(error: ReportedError): void {
    this.#errors.push(error);
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  add({ file, locate, locateWritten, change, user }: Subject): void {
    const { exemptions } = this.#judge.policy;
    if (exemptions.namespaces.includes(change.namespace) || exemptions.users.includes(user)) {
      this.#passedOver++;
      return;
    }
    try {
      const { after, notes } = fill(change, this.#judge);
      const judged = { ...change, after };
      const { findings, omitted } = this.#judge.engine.judge(judged);
      const placeOf = (finding: Judged): Position => (isOfTheFile(finding) ? locateWritten : locate)(wayTo(finding));
      const object = this.#objects.length;
      for (const finding of withoutConsequences(findings, judged))
        this.#findings.push({ ...finding, file, ...placeOf(finding), object });
      this.#objects.push({ file, ...locate([]), ...identityOf(change), operation: change.operation, notes, omitted });
    } catch (error) {
      if (!(error instanceof RuleFailure)) throw error;
      this.fail({ file, ...locate([]), message: `a bug in Podward, not in your file: ${error.message}` });
    }
  }

  addReview({ file, value, locate }: FoundReview): void {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const decoded = decode(bytes, 'mutate', this.#judge.policy.minor);
    if (decoded.outcome === 'foreign') this.#passedOver++;
    else if (decoded.outcome !== 'change') this.fail({ file, ...locate(['request']), message: decoded.reason });
    else {
      const inRequest = (way: Way): Position => locate(['request', 'object', ...way]);
      this.add({ ...decoded, file, locate: inRequest, locateWritten: inRequest });
    }
  }

  report(): Report {
    return {
      findings: this.#findings,
      objects: this.#objects,
      errors: this.#errors,
      notes: this.#notes,
      passedOver: this.#passedOver,
    };
  }
}

const identityOf = ({
  kind,
  namespace,
  name,
}: Change): Pick<ReportedObject, 'apiVersion' | 'kind' | 'namespace' | 'name'> => ({
  apiVersion: apiVersionOf(kindFacts(kind)),
  kind,
  namespace,
  name,
});

const wayTo = ({ pointer }: Judged): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
