import { listAt, type Json } from '../../json/json.ts';
import { metadataPath } from '../../kubernetes/kinds.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { likeQualifiedName } from '../../text/like-name.ts';
import { changedMetadata } from './changed-metadata.ts';
import { defineRule } from '../rule.ts';
import { invalid, required } from '../finding.ts';
import { exampleOf } from '../parts/example.ts';
import { notString, stringMessages } from '../parts/not-string.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';
/** IsStandardFinalizerName in pkg/apis/core/helper. */
const standard: readonly string[] = ['kubernetes', orphan, foreground];

export const finalizersValid = defineRule({
  id: 'finalizers-valid',
  title: 'Finalizers must be names with a domain, such as example.com/cleanup',
  why: 'An object with a finalizer is deleted only after a controller has removed the finalizer. The domain in the name of the finalizer identifies the controller.',
  mirrors: ['ValidateFinalizers'],
  appliesTo: changedMetadata,
  messages: {
    name: { text: 'a finalizer {{problem}}.', fix: 'Use a name such as "{{example}}".' },
    malformed: {
      text: "a finalizer must consist of a domain, '/' and a name of no more than 63 letters, digits, '-', '_' and '.'.",
      fix: 'Use a name such as "{{example}}", with the domain of your controller.',
    },
    nameMissing: {
      text: 'a finalizer must have a name.',
      fix: 'Remove this entry, or use a name such as "example.com/cleanup".',
    },
    unqualified: {
      text: `a finalizer must have a domain and a '/' in its name, unless it is kubernetes, ${orphan} or ${foreground}.`,
      fix: 'Use a name such as "{{example}}", with the domain of your controller.',
    },
    both: {
      text: `a {{kind}} cannot have both ${orphan} and ${foreground}. The finalizer ${orphan} keeps the dependents of the {{kind}}, and ${foreground} deletes them first.`,
      fix: 'Remove one of the two.',
    },
    ...stringMessages,
  },
  *check({ kind, subresource, before, after }) {
    if (subresource === 'status' && kind !== 'Pod') return;
    const path = metadataPath.child('finalizers');
    const finalizers = listAt(after, 'metadata', 'finalizers');
    const old = new Set(listAt(before, 'metadata', 'finalizers'));
    for (const [i, name] of finalizers.entries()) {
      if (old.has(name)) continue;
      const at = path.index(i);
      if (name === '' || name === null) yield required(at, 'nameMissing', { to: name });
      else if (typeof name !== 'string') yield notString(at, name);
      else {
        const problem = qualifiedNameError(name);
        const shown = { example: exampleOf(name, at, likeFinalizer, example) };
        if (name.includes('/')) {
          if (problem !== undefined) yield invalid(at, 'name', { data: { problem }, shown, to: name });
        } else if (problem !== undefined) yield invalid(at, 'malformed', { shown, to: name });
        else if (!standard.includes(name)) yield invalid(at, 'unqualified', { shown, to: name });
      }
    }
    if (hasBoth(new Set(finalizers)) && !hasBoth(old)) yield invalid(path, 'both', { to: finalizers });
  },
});

const example = 'example.com/cleanup';

const likeFinalizer = (text: string, otherwise: string): string =>
  likeQualifiedName(text.includes('/') ? text : `example.com/${text}`, otherwise);

const hasBoth = (finalizers: ReadonlySet<Json>): boolean => finalizers.has(orphan) && finalizers.has(foreground);
