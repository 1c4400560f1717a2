/** Found objects -> a report: what the webhook would say if they were sent to a cluster. */
import { decode } from '../admission/decode.ts';
import type { Engine } from '../engine/engine.ts';
import type { Judged } from '../engine/judged.ts';
import { RuleFailure } from '../engine/failure.ts';
import { stringAt, type JsonObject } from '../pod/json.ts';
import { apiVersionOf, kindFacts } from '../pod/kinds.ts';
import { nativeDefaults } from '../pod/native-defaults.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report, ReportedError, ReportedFinding, ReportedObject } from '../report/report.ts';
import type { Change } from '../rules/rule.ts';
import { asApplied } from './applied.ts';
import type { Position, Way } from './documents.ts';
import type { Found, FoundObject, FoundReview } from './objects.ts';

export interface Judge {
  readonly engine: Engine;
  readonly policy: Policy;
}

/** A change to judge, and where in which file its new object is. */
interface Subject {
  readonly file: string;
  readonly locate: (way: Way) => Position;
  readonly change: Change;
  readonly user: string;
}

/** Judges each object as if it were created, and each recorded request as what it is. */
export function assessObjects(found: Found, judge: Judge): Report {
  const draft = new Draft(found, judge);
  for (const object of found.objects) draft.add(creation(object, judge));
  for (const review of found.reviews) draft.addReview(review);
  return draft.report();
}

/** Judges the change from the old objects to the new ones. What is new is judged as created; what is gone is not judged. */
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
  const byKey = new Map(old.objects.map((object) => [single ? '' : keyOf(object), object]));
  for (const object of found.objects) {
    const before = byKey.get(single ? '' : keyOf(object));
    draft.add(before === undefined ? creation(object, judge) : update(before, object, judge));
  }
  return draft.report();
}

const keyOf = ({ kind, value }: FoundObject): string =>
  JSON.stringify([kind, namespaceOf(value) || 'default', nameOf(value)]);

const namespaceOf = (object: JsonObject): string => stringAt(object, 'metadata', 'namespace') ?? '';
const nameOf = (object: JsonObject): string => stringAt(object, 'metadata', 'name') ?? '';

function creation({ file, kind, value, locate }: FoundObject, { policy }: Judge): Subject {
  const change: Change = {
    operation: 'CREATE',
    phase: 'offline',
    kind,
    subresource: '',
    namespace: namespaceOf(value),
    name: nameOf(value),
    after: nativeDefaults(value, kind),
    minor: policy.minor,
  };
  return { file, locate, change, user: '' };
}

/** The old object is the one that the cluster holds: it was filled in when it was created. */
function update(old: FoundObject, object: FoundObject, judge: Judge): Subject {
  const subject = creation(object, judge);
  const created = creation(old, judge).change;
  const before = fill(created, judge).after;
  const after = object.kind === 'Pod' ? asApplied(before, subject.change.after) : subject.change.after;
  const { namespace, name } = created;
  return { ...subject, change: { ...subject.change, operation: 'UPDATE', namespace, name, before, after } };
}

interface Filled {
  readonly after: JsonObject;
  readonly notes: readonly string[];
}

/**
 * On a change what the stored object has comes first. What a default added at creation the new file may leave out, as `kubectl apply`
 * would: it is added to both, and was told then.
 */
function fill(change: Change, { engine, policy }: Judge): Filled {
  if (!policy.mutate.fill.includes('deny')) return { after: change.after, notes: [] };
  const filled = engine.fill(change);
  if (change.operation === 'CREATE' || change.phase !== 'offline') return filled;
  const { before: _, ...rest } = change;
  const created = engine.fill({ ...rest, operation: 'CREATE', after: filled.after });
  return { after: created.after, notes: filled.notes };
}

class Draft {
  readonly #judge: Judge;
  readonly #findings: ReportedFinding[] = [];
  readonly #objects: ReportedObject[] = [];
  readonly #errors: ReportedError[];
  #passedOver: number;

  constructor({ errors, passedOver }: Found, judge: Judge, more: readonly ReportedError[] = []) {
    this.#judge = judge;
    this.#errors = [...more, ...errors];
    this.#passedOver = passedOver;
  }

  fail(error: ReportedError): void {
    this.#errors.push(error);
  }

  add({ file, locate, change, user }: Subject): void {
    const { exemptions } = this.#judge.policy;
    if (exemptions.namespaces.includes(change.namespace) || exemptions.users.includes(user)) {
      this.#passedOver++;
      return;
    }
    try {
      const { after, notes } = fill(change, this.#judge);
      const { findings } = this.#judge.engine.judge({ ...change, after });
      this.#findings.push(
        ...findings.map((finding) => ({ ...finding, file, ...locate(wayTo(finding)), object: this.#objects.length })),
      );
      this.#objects.push({ file, ...locate([]), ...identityOf(change), operation: change.operation, notes });
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
    else this.add({ ...decoded, file, locate: (way) => locate(['request', 'object', ...way]) });
  }

  report(): Report {
    return { findings: this.#findings, objects: this.#objects, errors: this.#errors, passedOver: this.#passedOver };
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
