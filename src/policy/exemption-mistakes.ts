/**
 * Mistakes in exemptions. The schema finds most of them too, so that Helm refuses them, and charts/podward/templates/_exemptions.tpl finds the
 * rest, but the messages are from here. Only entries of a wrong type and empty ones are mistakes of the schema alone.
 */
import { get, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { FieldPath } from '../json/path.ts';
import { dnsLabelError, dnsSubdomainError } from '../kubernetes/names.ts';
import { oppositeOperator, selectorProblems, type SelectorProblem } from '../kubernetes/selector.ts';
import { fieldError, type CauseType } from '../text/field-error.ts';
import { cut } from '../text/quoted.ts';
import { showQuoted } from '../text/shown.ts';
import {
  accountStart,
  includesName,
  isPattern,
  namesNamespace,
  namesOf,
  serviceAccountOf,
  serviceAccountPrefix,
  type Exemptions,
} from './exemptions.ts';
import { maxPatterns } from './limits.ts';

interface ExemptionMistake {
  /** A JSON Pointer. */
  readonly pointer: string;
  /** Whether the mistake is in the name of the field and not in its value. */
  readonly isOfName?: boolean;
  readonly message: () => string;
}

const path = FieldPath.root.child('exemptions');

export function* exemptionMistakes(configuration: Json): Generator<ExemptionMistake> {
  for (const [name, problemOf] of Object.entries(problemsOf)) {
    const entries = listAt(configuration, 'exemptions', name);
    const count = entries.filter((entry) => typeof entry === 'string' && isPattern(entry)).length;
    if (count > maxPatterns) yield { pointer: path.child(name).pointer(), message: () => tooManyPatterns(count) };
    for (const [i, pattern] of entries.entries()) {
      if (typeof pattern !== 'string' || pattern === '' || problemOf(pattern) === undefined) continue;
      yield {
        pointer: path.child(name).index(i).pointer(),
        message: () => fieldError('FieldValueInvalid', problemOf(pattern)!, shown(pattern)),
      };
    }
  }
  yield* selectorMistakes(get(configuration, 'exemptions', 'objectSelector'));
}

const tooManyPatterns = (count: number): string =>
  fieldError(
    'FieldValueTooMany',
    `must have no more than ${maxPatterns} entries with a *. Names without a * are not limited.`,
    String(count),
  );

/** What is wrong with an entry and what to do, in sentences. */
type Problem = (pattern: string) => string | undefined;

/** For a name with these rules, in which a `*` stands for valid characters. */
const nameProblem =
  (error: (name: string) => string | undefined): Problem =>
  (pattern) => {
    if (starsIn(pattern) > 1) return twoStars;
    const problem = pattern === '*' ? undefined : error(pattern.replace('*', 'a'));
    return problem === undefined ? undefined : `${problem}. A * may stand for any characters.`;
  };

const namespaceProblem = nameProblem(dnsLabelError);
const accountProblem = nameProblem(dnsSubdomainError);

const problemsOf: Readonly<Record<Exclude<keyof Exemptions, 'objectSelector'>, Problem>> = {
  namespaces: (pattern) =>
    pattern === '*'
      ? 'must not exempt every namespace. List the namespaces, or set defaultMode: "off" in the values of the chart.'
      : namespaceProblem(pattern),
  users(pattern) {
    if (pattern === '*') return 'must not exempt every user. List the users.';
    return starsIn(pattern) > 1 ? twoStars : unnamedNamespace(pattern);
  },
  serviceAccounts: serviceAccountProblem,
  groups(pattern) {
    if (starsIn(pattern) > 1) return twoStars;
    const names = namesOf([pattern]);
    if (includesName(names, everybody))
      return `must not exempt every user, and every user is a member of the group ${everybody}. List the groups.`;
    return pattern === everyAccountGroup
      ? `${everyAccount} For the service accounts of a namespace, write "${everyAccountGroup}:ci".`
      : unnamedNamespace(pattern);
  },
  runtimeClasses: accountProblem,
};

/** k8s.io/apiserver pkg/authentication/user/user.go: AllAuthenticated. */
const everybody = 'system:authenticated';
/** k8s.io/apiserver pkg/authentication/serviceaccount/util.go: AllServiceAccountsGroup. For those of a namespace, `:` and its name follow. */
const everyAccountGroup = 'system:serviceaccounts';

const everyAccount = 'must not exempt every service account, because controllers create nearly all Pods with one.';

/** Such a pattern would match no service account, although it begins like one. One that begins in another way is for other users. */
function unnamedNamespace(pattern: string): string | undefined {
  const [start = '', end] = pattern.split('*');
  if (end === undefined || !start.startsWith('system:') || namesNamespace(start)) return undefined;
  return start.startsWith(accountStart) || accountStart.startsWith(start)
    ? 'must not contain a * that could stand for the namespace of a service account, because whoever may create a namespace chooses its name. Write whole names. For the service accounts of a namespace, add "ci/*" to serviceAccounts.'
    : undefined;
}

const twoStars = 'must not contain more than one *. Write two entries, or a * that stands for more characters.';

/** More than two do not matter. */
const starsIn = (pattern: string): number => pattern.split('*', 3).length - 1;

function serviceAccountProblem(entry: string): string | undefined {
  const account = serviceAccountOf(entry);
  if (account !== undefined)
    return `must have the form namespace/name. Write ${shown(`${account.namespace}/${account.name}`)}.`;
  const [namespace = '', name, ...more] = entry.split('/', 3);
  if (name === undefined || more.length > 0 || namespace === '' || name === '')
    return `must have the form namespace/name. For a whole namespace, write ${shown(`${example(namespace)}/*`)}.`;
  if (entry === '*/*') return `${everyAccount} For the service accounts of a namespace, write "ci/*".`;
  return namespaceProblem(namespace) ?? accountProblem(name);
}

/** A namespace that may be shown as an example. */
const example = (namespace: string): string => {
  const name = namespace.startsWith(serviceAccountPrefix) ? namespace.slice(serviceAccountPrefix.length) : namespace;
  return dnsLabelError(name.replace('*', 'a')) === undefined ? name : 'ci';
};

const shown = (text: string): string => showQuoted(cut(text), maxShown);
/** Enough for the name of a user. */
const maxShown = 80;

function* selectorMistakes(selector: Json | undefined): Generator<ExemptionMistake> {
  if (!isObject(selector)) return;
  const at = path.child('objectSelector');
  const problem = widthProblem(selector);
  if (problem !== undefined) yield { pointer: at.pointer(), message: () => fieldError('FieldValueInvalid', problem) };
  for (const found of selectorProblems(selector, at)) {
    yield {
      pointer: found.path.pointer(),
      isOfName: found.isOfKey === true,
      message: () => selectorMessage(found),
    };
  }
}

/** Unknown fields and operators are mistakes of their own. */
function widthProblem(selector: JsonObject): string | undefined {
  const { matchLabels, matchExpressions, ...unknown } = selector;
  if (Object.keys(unknown).length > 0 || (isObject(matchLabels) && Object.keys(matchLabels).length > 0))
    return undefined;
  const requirements = isList(matchExpressions) ? matchExpressions : [];
  if (requirements.length === 0) return emptySelector;
  const isOfMissing = (requirement: Json): boolean =>
    ['NotIn', 'DoesNotExist'].includes(stringAt(requirement, 'operator') ?? '');
  return requirements.every(isOfMissing) ? noLabel : undefined;
}

const emptySelector =
  'must not be empty, because an empty selector would exempt every object. Set matchLabels or matchExpressions, or remove objectSelector.';

const noLabel =
  'must require a label, because every object without labels would be exempt. Add matchLabels or a requirement with operator In or Exists. To review only objects with a label, use the value objectSelector of the chart.';

function selectorMessage({ part, isMissing = false, value, problem, operator = '' }: SelectorProblem): string {
  const opposite = oppositeOperator.get(operator);
  const written = typeof value === 'string' ? shown(value) : undefined;
  const error = (type: CauseType, text: string): string => fieldError(type, text, written);
  switch (part) {
    case 'values':
      return isMissing
        ? fieldError(
            'FieldValueRequired',
            `operator ${operator} requires at least one value. Add a value, or use operator ${opposite}.`,
          )
        : fieldError(
            'FieldValueForbidden',
            `values are not allowed with operator ${operator}. Remove values, or use operator ${opposite}.`,
          );
    case 'key':
      return isMissing
        ? fieldError('FieldValueRequired', 'set key to the key of a label, such as app.')
        : error('FieldValueInvalid', `a label key ${problem}.`);
    default:
      return error('FieldValueInvalid', problem === undefined ? 'must be a string.' : `a label value ${problem}.`);
  }
}
