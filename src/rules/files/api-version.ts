import { get, isSet, stringAt } from '../../json/json.ts';
import { apiVersionOf, apiVersionPath, everyKind, kindFacts } from '../../kubernetes/kinds.ts';
import { removedVersion } from '../../kubernetes/removed-versions.ts';
import { defineRule } from '../rule.ts';
import { invalid } from '../finding.ts';

/** A webhook never sees such an object. `podward check` judges its other fields as in the version that is served. */
export const apiVersion = defineRule({
  id: 'api-version',
  title: 'The apiVersion must be one that the API server serves for the kind',
  why: 'kubectl cannot send an object whose apiVersion the API server does not serve. Old API versions are removed in later versions of Kubernetes.',
  mirrors: 'the API versions that it serves',
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: everyKind, phases: ['offline'] },
  messages: {
    removed: {
      text: 'this API version of {{kind}} was removed in Kubernetes {{version}}.',
      fix: 'Use apiVersion: {{served}}.',
    },
    removedWithSelector: {
      text: 'this API version of {{kind}} was removed in Kubernetes {{version}}.',
      fix: 'Use apiVersion: {{served}}, and set spec.selector, which is required there.',
    },
    unknown: { text: '{{kind}} does not exist in this API version.', fix: 'Use apiVersion: {{served}}.' },
  },
  *check({ written, after, kind }) {
    const object = written?.object ?? after;
    const to = stringAt(object, 'apiVersion');
    const served = apiVersionOf(kindFacts(kind));
    if (to === undefined || to === served) return;
    const removed = removedVersion(kind, to);
    if (removed === undefined) {
      yield invalid(apiVersionPath, 'unknown', { to, shown: { served } });
      return;
    }
    const { removedIn: version, hadDefaultSelector = false } = removed;
    const lacksSelector = hadDefaultSelector && !isSet(get(object, 'spec', 'selector'));
    yield invalid(apiVersionPath, lacksSelector ? 'removedWithSelector' : 'removed', {
      to,
      shown: { version, served },
    });
  },
});
