/**
 * The limits of the server: connections, time, bytes in flight and memory. Those for the size and the content of a review and of an
 * answer are in src/admission/limits.ts, and those of `podward check` in src/check/limits.ts.
 */

/* Connections */

/** The default of --max-connections. kube-apiserver opens a connection for each review in flight, by default at most 600. Two replicas of it fit. */
export const maxConnections = 2_048;
/** The probes of the kubelet and the requests for metrics come one at a time. */
export const maxHealthConnections = 64;
export const handshakeMs = 10_000;
/**
 * Longer than kube-apiserver keeps an idle connection (90 s), so that it never sends a request on a connection that is being closed. Also for
 * connections without any request so far.
 */
export const keepAliveMs = 100_000;
export const headersMs = 10_000;
/** The maximum of timeoutSeconds. No webhook may take longer. */
export const requestMs = 30_000;
/** The default of --drain-seconds. Longer than it takes until every kube-proxy has removed the replica from the Service. */
export const drainSeconds = 10;
/** After the drain, in which nearly no new ones come. With the default drain, this is the rest of the time of any request. */
export const closeMs = requestMs - drainSeconds * 1_000;

/** Of a file with a certificate or a key: the maximum size of a Secret. */
export const maxPemBytes = 2 ** 20;

/**
 * Of all certificates in tls.crt, in DER format. A chain has a few kilobytes. The TLS client of Go reads no more than 256 KiB
 * (maxHandshakeCertificateMsg in crypto/tls), and that of OpenSSL no more than 100 kB.
 */
export const maxChainBytes = 64 * 1024;

/**
 * How long a certificate of another CA waits until it replaces one that kube-apiserver will still trust. Helm writes caBundle some seconds after
 * the Secret. Together with the pause between two looks at the files, this is less than the 15 s within which a renewed certificate is served.
 */
export const caLagMs = 8_000;

/* Bodies */

/**
 * The default of --max-in-flight-bytes. About 10,000 reviews of the usual size, or a few of the maximum size, which take about six times their
 * size after parsing.
 */
export const maxInFlightBytes = 64 * 1024 * 1024;
/** A body up to this size may use the reserve. Nearly every review in a cluster is smaller. */
export const smallBodyBytes = 64 * 1024;
/** One eighth: with the default of 64 MiB, room for 128 small bodies of the maximum size, or about a thousand of the usual size. */
export const reserved = 1 / 8;

/**
 * kube-apiserver has the whole body in memory and sends it at once, over a network with 100 MiB/s. Two seconds are enough for three lost
 * packets in a row (TCP waits 200, 400 and 800 ms). After that, the average since the start counts: 20 MiB may take 4.5 s.
 */
export const graceMs = 2_000;
export const minBytesPerMs = (8 * 1024 * 1024) / 1_000;
/** An upload is stalled if less than this arrived within a quarter of a second. Stalled uploads are cut off first if there is not enough memory. */
export const stalledBytes = 64 * 1024;

/**
 * A chunk costs an event and an object of about 200 bytes, however small it is, and keeps its network buffer alive. Smaller chunks are
 * copied out of their buffers, and a client that sends many of them is cut off. A full TCP segment is larger, and kube-apiserver fills
 * its segments.
 */
export const smallChunkBytes = 4 * 1024;
export const minAverageBytes = 256;
export const fewChunks = 256;

/** For how long, and for how many bytes, the server reads the rest of a request after its answer was sent. */
export const lingerMs = 5_000;
export const lingerBytes = 64 * 1024 * 1024;

/* Reviews */

/**
 * The server itself judges reviews up to this size, in about a millisecond. Nearly all reviews in a cluster are smaller. Sending a larger
 * one to the reviewer costs less than a tenth of the cost of judging it (docs/decisions/0007).
 */
export const inlineBytes = 16 * 1024;
/**
 * The part of the timeout that is kept for what the server does not see: kube-apiserver begins to count before it encodes the review and opens a
 * connection, and rounds the rest up to a second.
 */
export const spareShare = 1 / 4;
export const maxSpareMs = 500;
/** For a review without a deadline. No webhook may take longer. */
export const maxWaitMs = 30_000;
/**
 * The time limit for a review: timeoutSeconds of the chart. Nobody waits longer. No review of 3 MiB takes more than a second if one version of
 * Kubernetes counts, or more than this if three do (docs/decisions/0018).
 */
export const judgeMs = 5_000;
/**
 * The process is not stopped earlier, so that short deadlines do not restart it again and again. The caller is answered at the deadline
 * nevertheless.
 */
export const minJudgeMs = 1_000;
/**
 * No review of 3 MiB takes more than 150 MB (src/admission/limits.ts). All processes at their limits fit into the memory limit of the chart
 * (test/chart/memory.test.ts).
 */
export const reviewerHeapMb = 160;
/** The server is at rest if no request has arrived for this time. */
export const restMs = 30_000;
/** In a local network, a client that waits for its answer has read it long before. */
export const unreadMs = 10_000;

/* The configuration file (docs/decisions/0020) */

/** Of the process that checks a file. A hostile text that needs more is refused. */
export const checkHeapMb = 96;
/** A file with 12,000 users takes less than half a second. */
export const checkMs = 10_000;
/** The pause before a check that failed is repeated: the machine may have been busy, or short of memory. */
export const recheckMs = 60_000;

/* Log */

/** Lines that are not written yet. About 4,000 lines of the usual length: some seconds of reviews with findings on a busy server. */
export const maxPendingLogBytes = 1024 * 1024;
/** A pipe holds 64 KiB, so a reader that reads gets up to 3 MiB/s. */
export const logRetryMs = 20;
/** How long the end of the process waits for a reader of the log. Enough for 1 MiB of pending lines. */
export const logFlushMs = 500;
/** Characters of a name in a line. A user that is a service account has up to 339: system:serviceaccount:NAMESPACE:NAME. */
export const maxLoggedText = 350;

/* The version of the API server (docs/decisions/0016) */

/** The pause between two looks. A minor version is in use for months, and an upgrade of several API servers takes many minutes. */
export const lookMs = 10 * 60_000;
/** The pause during an upgrade. */
export const soonMs = 60_000;
/** A version counts until it was not seen for this time, or three looks. */
export const seenMs = 3 * lookMs;
/**
 * The requests of a look, each on a connection of its own. If one of three API servers has another version, and connections are distributed
 * at random, a look does not see it with a probability of 4 %, and three looks with 0.006 %.
 */
export const requestsOfLook = 8;
/** A look ends after this many failures, so that an API server that is not reachable is not asked again and again. */
export const failuresOfLook = 3;
/** The pause after a look without an answer. It is doubled for each further one, up to `lookMs`. */
export const retryMs = 10_000;
/** The share by which each pause is longer or shorter. */
export const jitter = 0.1;

/* Writes to the cluster (docs/decisions/0024) */

/** Events that wait. Each has about a kilobyte. */
export const maxWaitingEvents = 1_000;
/** So that one namespace does not fill the queue. */
export const maxOutboxOfNamespace = maxWaitingEvents / 20;
/** The pause between two writes, each of up to three requests. So a replica makes at most 15 requests a second for Events, and 15 for reports. */
export const writeEveryMs = 200;
/** Others wait for a write. Most take milliseconds, unless an admission webhook does not answer. */
export const slowWriteMs = 1_000;
/** The pause of a namespace after a slow write, as a multiple of its time. So each namespace takes less than a tenth of the time. */
export const slowWritePause = 10;
/** How long after its pause it is known that a namespace is slow. The next write is a minute after the last one (`eventEveryMs`, `reportEveryMs`). */
export const forgetMs = 2 * 60_000;
/** The pause after a write that failed and is tried again. It is doubled for each further one. */
export const minPauseMs = 1_000;
export const maxPauseMs = 60_000;
/** An API server has two minutes to restart. */
export const giveUpMs = 120_000;
/** Whatever their reasons were. With the pauses, this takes four minutes, so an error after an outage of the API server is not the last one. */
export const maxAttempts = 10;
/** The API server can be reached if no write failed for this time: longer than the pause of a namespace in which writes get no answer in time. */
export const reachableMs = 10 * 60_000;
/** A reason for which writes fail is logged again after this time. */
export const logAgainMs = 60 * 60_000;
/** Owners with an Event whose count can change. */
export const maxEvents = 1_000;
/** The time between two writes about the same owner. A ReplicaSet controller tries again every few seconds, and later minutes. */
export const eventEveryMs = 60_000;
/** Kubernetes keeps a count in 32 bits. */
export const maxEventCount = 2 ** 31 - 1;
/** How often the server looks for Events and reports to write. */
export const writeTickMs = 5_000;
/** How long the end of the server waits for writes. An API server answers within milliseconds. */
export const finishMs = 3_000;

/** The time between two writes of the report of a namespace (docs/decisions/0025). */
export const reportEveryMs = 60_000;
/** If the kind, the ClusterRole or a permission is missing. */
export const reportAgainMs = 5 * 60_000;
/** Counts that are not written yet, usually one for each namespace, rule and mode. Each has less than 3 KB, and usually 300 bytes. */
export const maxCounts = 5_000;

/* Existing Pods of a namespace whose mode becomes stricter (docs/decisions/0026) */

/** As Pod Security admission (k8s.io/pod-security-admission admission/admission.go). They take one to two seconds. */
export const maxExistingPods = 3_000;
/** The part of the time that the client waits. The rest is for other parts of the same request, and for the answer. */
export const modeCheckShare = 1 / 2;
/** With a long timeout, and for a request without one. Nobody waits longer for a label. */
export const maxModeCheckMs = 5_000;
/** Checks may take this time one after another: those of about a hundred namespaces of the usual size. */
export const modeChecksMs = 60_000;
/** The part of the time that comes back. So a client that asks without end gets a tenth of the time for checks. */
export const modeChecksShare = 1 / 10;
/** A Pod has about 10 KB, so a page has half a megabyte. */
export const podsOfPage = 50;
/** For Pods of 160 KB. */
export const maxPodPageBytes = 8 * 1024 * 1024;
export const existingPodsHeapMb = 96;
/** For the answer of a process that stopped in time, until it is killed: the time for one large Pod. */
export const podsAnswerMs = 100;
