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
 * of an object in all of the review, `userInfo` among them. With these limits no body of up to 3 MiB, the largest object that
 * kube-apiserver takes, costs a second or 150 MB of heap, whatever is in it (`make growth`).
 *
 * They are far above real Pods. One of 100 containers with 50 variables, five mounts and two probes each has 19,000; the reviews in
 * test/admission have 430 at most.
 */
export const maxValues = 200_000;

/** Of an object that is created. It has room to grow, and when it is changed there are two of it. */
export const maxCreatedValues = 80_000;

/**
 * What an object may grow to by changes: two of it, and the user, are a review that is still read, so that what Podward let in can be
 * changed. Only what is not judged, as pods/status by default, can make it larger still.
 */
export const maxGrownValues = 95_000;

/**
 * The `managedFields` of both objects are counted by themselves, since nobody writes them and they grow with each client that changes the
 * object: they cost their parsing and no more. Those of kubectl have a value in 14 bytes, and etcd stores objects of 1.5 MiB: 112,000. Names
 * of three letters make twice as many.
 */
export const maxManagedFields = 400_000;

/** Of one object, so that two of it are read. They may stay more than that, and not become more. */
export const maxGrownManagedFields = maxManagedFields / 2 - 1_000;

/** A uid is a UUID of 36 characters. It is echoed in the answer and in the log. */
export const maxUidLength = 128;

/**
 * All causes of a refusal together, in bytes of JSON: some 300 findings. client-go reads a Status of any size and kubectl prints every
 * cause. What is limited is the audit log, whose events hold the Status with its details: with --audit-log-truncate-enabled an event
 * above 100 KiB is dropped (k8s.io/apiserver pkg/audit/context.go, plugin/pkg/audit/truncate). 64 KiB leave 36 to the rest of
 * the event: the message, the annotations of all webhooks, the user.
 */
export const maxCausesBytes = 64 * 1024;

/**
 * Clients that know no causes show the message alone, and controllers copy it into events and conditions, where it is stored: an event
 * holds 1,024 bytes of it (client-go tools/record), so a screen full is enough.
 */
export const maxMessageBytes = 2048;

/** A map key in a path may be as long as the whole object. */
export const maxFieldBytes = 512;
export const maxCauseBytes = 1024;

/**
 * kube-apiserver takes 4,096 characters of warnings in a request, from whatever source; beyond that it cuts each at 256, and drops
 * those that come later (k8s.io/apiserver pkg/endpoints/filters/warning.go). The API promises 256 for each. 3 KiB leave a quarter to
 * other webhooks.
 */
export const maxWarningsBytes = 3 * 1024;
export const maxWarningBytes = 256;

export const maxAnnotationBytes = 1024;
