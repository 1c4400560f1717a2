/** What an AdmissionReview may cost, and what an answer may weigh. */

/**
 * kube-apiserver takes objects of 3 MiB and writes `<`, `>` and `&` as six bytes each, so one Pod can arrive as 18 MiB. A cap that is
 * too small would be an outage under failurePolicy Fail and a bypass under Ignore.
 */
export const maxReviewBytes = 20 * 1024 * 1024;

/** A CronJob nests 20 levels; no Pod comes near this. */
export const maxDepth = 100;

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
