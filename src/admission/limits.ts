/** What an AdmissionReview may cost, and what an answer may weigh. */

/**
 * kube-apiserver takes objects of 3 MiB and writes `<`, `>` and `&` as six bytes each, so one Pod can arrive as 18 MiB. A cap that is
 * too small would be an outage under failurePolicy Fail and a bypass under Ignore.
 */
export const maxReviewBytes = 20 * 1024 * 1024;

/** A CronJob nests 20 levels; no Pod comes near this. */
export const maxDepth = 100;

/**
 * The work of a review, and the memory that it takes, follow the values in it more than its bytes: every entry of a list and every field
 * of an object in all of the review, `managedFields` and `userInfo` among them. Each costs JSON.parse of Node 24 up to 105 bytes of
 * heap (objects that each have a field of their own; `{}` in a list takes 64, a number 9) and half a microsecond, so the limit bounds
 * that to 53 MB beside the text itself, and to a quarter of a second.
 *
 * It is out of the reach of real Pods. The reviews in test/admission have one value in 16 to 26 bytes, and 430 at most. Two objects as
 * dense as the densest of them, each of 3 MiB, the most that kube-apiserver takes, have 393,000; etcd stores no more than half of it.
 */
export const maxValues = 500_000;

/** A uid is a UUID of 36 characters. It is echoed in the answer and in the log. */
export const maxUidLength = 128;

/** What a person reads to the end. */
export const maxCauses = 10;

/** Enough for ten findings in one line. */
export const maxMessageBytes = 2048;

/** A map key in a path may be as long as the whole object. */
export const maxFieldBytes = 512;
export const maxCauseBytes = 1024;

/**
 * kube-apiserver cuts a warning at 256 characters, and all the warnings of a request, from whatever source, at 4,096 in sum. Ten of
 * 256 bytes leave 1,536 to others.
 */
export const maxWarnings = 10;
export const maxWarningBytes = 256;

export const maxAnnotationBytes = 1024;
