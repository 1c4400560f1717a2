import { listAt, type Json } from '../../json/json.ts';
import { qualifiedNameError } from '../../kubernetes/names.ts';
import { metadataPath } from '../../json/path.ts';
import { changedMetadata } from './changed-metadata.ts';
import { defineRule } from '../rule.ts';
import { invalid, say } from '../finding.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';
/** IsStandardFinalizerName in pkg/apis/core/helper. */
const standard: readonly string[] = ['kubernetes', orphan, foreground];

export const finalizersValid = defineRule({
  id: 'finalizers-valid',
  title: 'Finalizers have valid names',
  why: 'A finalizer is removed by the controller that knows its name. With a name that is nobody’s the object could never be deleted.',
  mirrors: 'ValidateFinalizers',
  appliesTo: changedMetadata,
  messages: {
    name: '{{problem}}',
    unqualified: 'is neither one of Kubernetes’ own nor says whose it is',
    both: 'what depends on the object is either deleted first or left alone',
  },
  *check({ kind, subresource, before, after }) {
    if (subresource === 'status' && kind !== 'Pod') return;
    const path = metadataPath.child('finalizers');
    const finalizers = listAt(after, 'metadata', 'finalizers');
    if (finalizers.length === 0) return;
    const old = new Set(listAt(before, 'metadata', 'finalizers'));
    for (const [i, name] of finalizers.entries()) {
      if (old.has(name)) continue;
      const text = typeof name === 'string' ? name : '';
      const problem = qualifiedNameError(text);
      if (problem !== undefined) {
        yield invalid(path.index(i), 'name', {
          data: { problem },
          to: name,
          fix: say('use a name such as example.com/cleanup'),
        });
      } else if (!text.includes('/') && !standard.includes(text)) {
        yield invalid(path.index(i), 'unqualified', { to: name, fix: say('add a domain, as in example.com/cleanup') });
      }
    }
    if (hasBoth(new Set(finalizers)) && !hasBoth(old)) {
      yield invalid(path, 'both', { to: finalizers, fix: say(`keep ${orphan} or ${foreground}, not both`) });
    }
  },
});

const hasBoth = (finalizers: ReadonlySet<Json>): boolean => finalizers.has(orphan) && finalizers.has(foreground);
