import { everyKind } from '../../kubernetes/kinds.ts';
import type { FieldPath } from '../../json/path.ts';
import type { FieldVersions } from '../../kubernetes/schema/generated.ts';
import type { UnknownField } from '../../kubernetes/schema/type-mistakes.ts';
import { newestMinor, oldestMinor } from '../../kubernetes/versions.ts';
import { didYouMean } from '../../text/hint.ts';
import { maxPart } from '../../text/line.ts';
import { quoted } from '../../text/quoted.ts';
import { nameAt } from '../../text/shown.ts';
import { defineRule } from '../rule.ts';
import { forbidden } from '../finding.ts';
import { variableAt, variableFix } from './variable-entry.ts';
import { unknownFieldsIn, type Meaning } from './meaning.ts';
import type { Advice } from './other-forms.ts';

const text = 'unknown field {{name}}.';

/** A webhook never sees unknown fields, because kube-apiserver refuses or drops them first. */
export const knownFields = defineRule({
  id: 'known-fields',
  title: 'Every field must exist in the Kubernetes API',
  why: 'kubectl asks the API server to refuse unknown fields. For other clients the API server may drop unknown fields, and the settings then have no effect.',
  mirrors: 'strict field validation (fieldValidation=Strict)',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: {
    misspelled: { text, fix: '{{meant}}' },
    name: { text, fix: 'Set {{meant}} to the name in {{field}}, and remove {{field}}.' },
    elsewhere: { text: 'unknown field {{name}}, which belongs in {{owner}}.', fix: 'Remove {{field}}.' },
    label: { text, fix: 'To select by this label, move {{field}} into {{selector}}.matchLabels.' },
    resource: { text, fix: 'Move {{field}} into {{place}}.requests or {{place}}.limits.' },
    variable: { text, fix: variableFix },
    entry: { text, fix: 'Move {{field}} to the entry {{entry}} of {{list}}.' },
    useless: { text, fix: 'Remove {{field}}.' },
    emptyDir: { text, fix: 'Write "emptyDir: {}" in place of "type: emptyDir".' },
    source: {
      text,
      fix: 'Write "{{source}}:" in place of "type: {{source}}", and the fields of the source on the next lines.',
    },
    user: { text, fix: 'Set {{place}} to the user ID, which is a number such as 1000, and remove {{field}}.' },
    port: { text, fix: 'Write "- containerPort: {{port}}" below ports, and remove {{field}}.' },
    oneKey: {
      text: 'unknown field {{name}}, because envFrom imports all keys.',
      fix: 'For one key, write valueFrom.{{field}} in env. For all keys, write {{all}} without key.',
    },
    expressions: {
      text,
      fix: 'Write each label as an entry of matchExpressions, such as {key: {{key}}, operator: In, values: [{{label}}]}, and remove {{field}}.',
    },
    wrapped: { text, fix: 'Replace {{field}} with the fields that it contains.' },
    misplaced: { text, fix: 'Move {{what}} to {{place}}.' },
    misplacedInEntry: {
      text,
      fix: 'Move {{field}} into an entry of {{list}}, for example to {{place}}.',
    },
    ambiguous: { text, fix: 'Move {{field}} to {{place}} or {{last}}.' },
    empty: {
      text: 'the name of a field is empty.',
      fix: 'Write the name of the field before the colon, or remove the field.',
    },
    unknown: { text, fix: 'Remove {{field}}, or use one of the fields that kubectl explain {{place}} lists.' },
    otherVersion: {
      text: 'unknown field {{name}}, which exists in Kubernetes {{versions}}, but not in {{version}}.',
      fix: 'Remove {{field}}. If the cluster has {{other}} version, set --kubernetes-version to that version.',
    },
  },
  *check({ written, after, kind, operation, facts }) {
    for (const [field, meaning] of unknownFieldsIn(written?.object ?? after, kind, facts.minor)) {
      // The cluster from which the object was read has the field.
      if (operation === 'STORED' && meaning?.kind === 'otherVersion') continue;
      yield findingOf(field, meaning, kind);
    }
  },
});

function findingOf({ name: written, path, minor }: UnknownField, meaning: Meaning | undefined, kind: string) {
  const shown = nameAt(written, path);
  const name = quoted(shown);
  switch (meaning?.kind) {
    case 'misspelled':
      return forbidden(path, 'misspelled', { isOfKey: true, shown: { name, meant: didYouMean([meaning.field]) } });
    case 'name':
      return forbidden(path, 'name', { isOfKey: true, shown: { name, meant: meaning.field } });
    case 'elsewhere':
      return forbidden(path, 'elsewhere', { isOfKey: true, shown: { name, owner: meaning.owner } });
    case 'label':
      return forbidden(path, 'label', {
        isOfKey: true,
        shown: { name, selector: String(path.parent.last) },
      });
    case 'resource':
      return forbidden(path, 'resource', { isOfKey: true, shown: { name, place: String(meaning.amounts.last) } });
    case 'variable':
      return forbidden(path, 'variable', { isOfKey: true, shown: { name, variable: variableAt(written, path) } });
    case 'otherForm':
      return otherForm(path, name, meaning.advice);
    case 'wrapped': {
      const [inner, ...others] = meaning.paths.map((place) => place.toString());
      // A PodTemplate has no spec, but is often written with one.
      if (inner !== undefined && others.length === 0 && written === 'spec' && path.depth === 1)
        return forbidden(path, 'misplaced', {
          isOfKey: true,
          shown: { name, what: [`spec.${inner}`], place: [inner] },
        });
      return forbidden(path, 'wrapped', { isOfKey: true, shown: { name } });
    }
    case 'misplaced': {
      const { path: place, list } = meaning.place;
      // Without its path, a field of the whole object or one with the name of its object would be moved to itself.
      const isUnclear = place.depth === 1 || path.parent.last === path.last;
      const what = isUnclear ? [path.toString()] : shown;
      const texts = { name, what, place: [place.toString()] };
      return list === undefined
        ? forbidden(path, 'misplaced', { isOfKey: true, shown: texts })
        : forbidden(path, 'misplacedInEntry', { isOfKey: true, shown: { ...texts, list: [list.toString()] } });
    }
    case 'ambiguous': {
      const isBelow = meaning.places.every(({ around }) => around === path.parent);
      const prefix = isBelow ? `${path.parent.toString()}.` : '';
      const places = meaning.paths.map((place) => place.toString().slice(prefix.length));
      return forbidden(path, 'ambiguous', { isOfKey: true, shown: { name, ...listed(places) } });
    }
    case 'otherVersion':
      return forbidden(path, 'otherVersion', {
        isOfKey: true,
        shown: {
          name,
          version: versionText(minor),
          versions: versionsText(meaning.versions),
          other: minor < (meaning.versions.since ?? oldestMinor) ? 'a later' : 'an earlier',
        },
      });
    case undefined: {
      if (written === '') return forbidden(path, 'empty', { isOfKey: true });
      const fields = path.parent.segments().filter((segment) => typeof segment === 'string');
      return forbidden(path, 'unknown', {
        isOfKey: true,
        shown: { name, place: [[kind.toLowerCase(), ...fields].join('.')] },
      });
    }
  }
}

function otherForm(path: FieldPath, name: string, advice: Advice) {
  switch (advice.kind) {
    case 'entry':
      return forbidden(path, 'entry', {
        isOfKey: true,
        shown: { name, entry: quoted(advice.entry), list: advice.list },
      });
    case 'useless':
      return forbidden(path, 'useless', { isOfKey: true, shown: { name } });
    case 'emptyDir':
      return forbidden(path, 'emptyDir', { isOfKey: true, shown: { name } });
    case 'source':
      return forbidden(path, 'source', { isOfKey: true, shown: { name, source: advice.source } });
    case 'user':
      return forbidden(path, 'user', { isOfKey: true, shown: { name, place: advice.place } });
    case 'port':
      return forbidden(path, 'port', { isOfKey: true, shown: { name, port: advice.port } });
    case 'oneKey':
      return forbidden(path, 'oneKey', { isOfKey: true, shown: { name, all: advice.all } });
    case 'expressions': {
      const [key, label] = (advice.label ?? ['disktype', 'ssd']).map((text) => quoted(text)) as [string, string];
      return forbidden(path, 'expressions', { isOfKey: true, shown: { name, key, label } });
    }
  }
}

/** A version that is not known is judged by the nearest one that is. */
function versionText(minor: number): string {
  if (minor === oldestMinor) return `1.${minor}, the oldest version that Podward knows`;
  return minor === newestMinor ? `1.${minor}, the newest version that Podward knows` : `1.${minor}`;
}

function versionsText({ since = oldestMinor, until }: FieldVersions): string {
  if (until === undefined) return `1.${since} and later`;
  return [...new Set([since, until])].map((minor) => `1.${minor}`).join(' to ');
}

/** Of many places, only the first ones are listed. */
function listed(places: readonly string[]) {
  const named = places.slice(0, 4);
  while (named.length > 1 && named.join(', ').length > maxPart) named.pop();
  const last = named.length === places.length ? named.pop()! : 'another object that has this field';
  return { place: named, last };
}
