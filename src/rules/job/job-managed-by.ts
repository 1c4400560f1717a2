import { stringAt } from '../../json/json.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { invalid, required, tooLong } from '../finding.ts';
import { defineObjectRule } from '../rule.ts';

const maxLength = 63;
/** httpPathFmt of k8s.io/apimachinery pkg/util/validation. */
const pathPattern = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;
const example = 'Use the name of the controller, such as "example.com/controller", or remove managedBy.';

export const jobManagedBy = defineObjectRule({
  id: 'job-managed-by',
  title: 'managedBy of a Job must be a domain, a slash and a name',
  why: 'managedBy names the controller that manages the Job. The domain makes the name unique.',
  mirrors: ['validateJobSpec'],
  appliesTo: { operations: ['CREATE', 'UPDATE'], kinds: ['Job', 'CronJob'] },
  reads: ['job.managedBy'],
  messages: {
    empty: { text: 'managedBy must not be empty.', fix: example },
    syntax: { text: 'managedBy {{problem}}.', fix: example },
    long: { text: `managedBy must be no more than ${maxLength} characters.`, fix: 'Use a shorter name.' },
  },
  *check({ job, jobPath }) {
    const path = jobPath.child('managedBy');
    const to = stringAt(job, 'managedBy');
    if (to === undefined) return;
    if (to === '') yield required(path, 'empty');
    for (const problem of problemsOf(to)) yield invalid(path, 'syntax', { to, data: { problem } });
    if (to.length > maxLength) yield tooLong(path, 'long', { to });
  },
});

/** IsDomainPrefixedPath of k8s.io/apimachinery pkg/util/validation. An empty text has no problem of this kind. */
function* problemsOf(text: string): Generator<string> {
  if (text === '') return;
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1) {
    yield "must have a domain such as example.com, a '/' and a name";
    return;
  }
  if (dnsSubdomainError(text.slice(0, slash)) !== undefined) {
    yield "must have a lowercase domain such as example.com before the '/'";
  }
  if (!pathPattern.test(text.slice(slash + 1))) {
    yield "must have only characters of a URL path after the '/', without spaces";
  }
}
