/** The requirements of kube-apiserver and its users for an answer, independent of the code that makes it. */
import type { AdmissionReview } from '../../src/admission/encode.ts';
import type { ReviewPath } from '../../src/server/verdict.ts';

const bytes = (text: string): number => Buffer.byteLength(text);
const controlCharacter = /\p{Cc}/u;

const ids = /^[a-z0-9-]+(,[a-z0-9-]+)*$/;

/** Every breach of the contract, in words. Empty if the answer is valid. */
export function breaches(answer: AdmissionReview, uid: string, path: ReviewPath): string[] {
  const found: string[] = [];
  const demand = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  const { response } = answer;
  demand(answer.apiVersion === 'admission.k8s.io/v1' && answer.kind === 'AdmissionReview', 'type of the answer');
  demand(response.uid === uid, 'uid of the request');
  demand((response.patch === undefined) === (response.patchType === undefined), 'patch and patchType together');
  demand(response.patch === undefined || (path === 'mutate' && response.allowed), 'patch only of an allowed mutation');
  if (response.patch !== undefined) {
    const patch: unknown = JSON.parse(Buffer.from(response.patch, 'base64').toString('utf8'));
    demand(Array.isArray(patch) && patch.length > 0, 'patch with operations');
  }
  demand(response.allowed === (response.status === undefined), 'a status exactly where denied');
  if (response.status !== undefined) {
    const { code, reason, message, details } = response.status;
    demand(code >= 400, 'code of an error');
    demand(message !== '' && bytes(message) <= 2048 && !controlCharacter.test(message), 'message in one bounded line');
    demand((reason === 'Invalid') === (details !== undefined), 'details of a refusal');
    demand(details === undefined || details.causes.length >= 1, 'causes of a refusal');
    // An audit event above 100 KiB may be dropped, and it contains the Status.
    demand(bytes(JSON.stringify(response.status)) <= 70 * 1024, 'bounded status');
    for (const cause of details?.causes ?? []) {
      demand(cause.reason.startsWith('FieldValue'), 'type of a cause');
      demand(!controlCharacter.test(cause.field + cause.message), 'one line for each cause');
      demand(bytes(cause.field) <= 512 && bytes(cause.message) <= 1024, 'bounded causes');
    }
  }
  const warnings = response.warnings ?? [];
  demand(bytes(warnings.join('')) <= 3 * 1024, 'few warnings');
  demand(
    warnings.every((warning) => bytes(warning) <= 256 && !controlCharacter.test(warning)),
    'short warnings in one line',
  );
  for (const [key, value] of Object.entries(response.auditAnnotations ?? {})) {
    const isId = key === 'review-uid' ? value === response.uid && /^[\w-]+$/.test(value) : ids.test(value);
    demand(/^[a-z][a-z-]*[a-z]$/.test(key) && isId, 'audit annotations of ids alone');
  }
  return found;
}
