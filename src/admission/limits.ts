/** Limits for the size and the content of an AdmissionReview and of its answer. Those of connections and time are in src/server/limits.ts. */

/**
 * kube-apiserver accepts objects of 3 MiB, and writes `<`, `>` and `&` as six bytes each, so a Pod can arrive as 18 MiB. With a lower
 * limit, valid Pods would be refused with failurePolicy Fail, and could bypass Podward with Ignore.
 */
export const maxReviewBytes = 20 * 1024 * 1024;

/** A CronJob is nested 20 levels deep. No valid object comes near this limit. */
export const maxDepth = 100;

/**
 * The time and the memory for a review depend on the number of its values more than on its bytes: all entries of lists and fields of
 * objects in the whole review, including `userInfo`. Within these limits, a body of up to 3 MiB, the largest object that kube-apiserver
 * accepts, takes less than a second and 150 MB of heap, whatever it contains (`make growth`, with one version of Kubernetes).
 *
 * The limits are far above real Pods. A Pod of 100 containers with 50 variables, five mounts and two probes each has 19,000 values. The
 * reviews in test/admission have at most 430.
 */
export const maxValues = 200_000;

/** For an object that is created. It has room to grow, and a review of an update contains it twice. */
export const maxCreatedValues = 80_000;

/**
 * The limit to which updates may grow an object. Two objects of this size and the user fit into a review, so that an object that Podward
 * accepted can always be changed. Only requests that are not judged, such as pods/status by default, can make it larger.
 */
export const maxGrownValues = 95_000;

/**
 * The `managedFields` of both objects are counted separately, because nobody writes them, they grow with each client that changes the
 * object, and they only cost their parsing. Those of kubectl have one value in 14 bytes, and etcd stores objects of 1.5 MiB, which makes
 * 112,000. Names of three letters make twice as many.
 */
export const maxManagedFields = 400_000;

/** For one object, so that two of them fit. An object with more may keep its number, but not exceed it. */
export const maxGrownManagedFields = maxManagedFields / 2 - 1_000;

/** A uid is a UUID of 36 characters. It is copied into the answer and the log. */
export const maxUidLength = 128;

/**
 * The fields of a request before its object, which are parsed for the log and the metrics if the review is not. It takes at most some milliseconds. Names
 * have at most 253 bytes, and the groups of a user come from a token or a certificate, which have a few kilobytes.
 */
export const maxRequestHeadBytes = 64 * 1024;

/**
 * All causes of a refusal together, in bytes of JSON: about 300 findings. client-go reads a Status of any size, and kubectl prints every
 * cause. The limit protects the audit log, whose events contain the Status with its details: with --audit-log-truncate-enabled, an event
 * above 100 KiB is dropped (k8s.io/apiserver pkg/audit/context.go, plugin/pkg/audit/truncate). 64 KiB leave 36 KiB for the rest of the
 * event: the message, the annotations of all webhooks and the user.
 */
export const maxCausesBytes = 64 * 1024;

/**
 * Clients that do not know causes show only the message, and controllers copy it into events and conditions, which are stored. An event
 * has room for 1,024 bytes of it (client-go tools/record), so one screen is enough.
 */
export const maxMessageBytes = 2048;

/** A map key in a path may be as long as the whole object. */
export const maxFieldBytes = 512;
export const maxCauseBytes = 1024;

/**
 * kube-apiserver accepts 4,096 characters of warnings for a request, from all sources. Beyond that, it cuts each warning to 256
 * characters and drops the later ones (k8s.io/apiserver pkg/endpoints/filters/warning.go). The API guarantees 256 characters for each. 3
 * KiB leave a quarter for other webhooks.
 */
export const maxWarningsBytes = 3 * 1024;
export const maxWarningBytes = 256;

export const maxAuditAnnotationBytes = 1024;

/** Of the text of an Event (k8s.io/kubernetes pkg/apis/core/validation/events.go). */
export const maxNoteBytes = 1024;
