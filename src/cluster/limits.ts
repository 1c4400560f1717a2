/** The limits for requests to an API server. */

/** An API server answers `/version` from memory, in milliseconds. A connection that was lost needs some seconds to fail. */
export const askMs = 5_000;
/** The answer of an API server has about 400 bytes. */
export const maxAnswerBytes = 16 * 1024;
/** Of a file with CA certificates: the maximum size of a ConfigMap. */
export const maxCaBytes = 2 ** 20;
/**
 * For a write that nobody waits for. Longer than an admission webhook may take (30 s, k8s.io/kubernetes
 * pkg/apis/admissionregistration/validation/validation.go), so that the answer of the API server says that one failed. Three with the default
 * timeout of 10 s may fail one after another.
 */
export const writeMs = 35_000;
/** Of the answer to a write, which is the object as stored: the maximum size of an object in etcd. */
export const maxCallAnswerBytes = 2 * 2 ** 20;
/**
 * A connection without a request in progress is closed after this time. kube-apiserver closes it after 90 s (IdleTimeout of k8s.io/apiserver
 * pkg/server/secure_serving.go), and a request that is sent at the same time would fail.
 */
export const idleMs = 60_000;
/** The token of a ServiceAccount has about one KiB. */
export const maxTokenBytes = 64 * 1024;
/** Reports that `podward audit` reads at once. */
export const reportsOfPage = 50;
/** Of the answer: etcd stores objects of up to 1.5 MiB. */
export const maxReportBytes = reportsOfPage * 1.5 * 2 ** 20;
/** 20,000 reports. Kubernetes is made for 10,000 namespaces. */
export const maxReportPages = 400;
/** For a request of a command. The API server itself gives up after a minute (--request-timeout). */
export const getMs = 60_000;
/**
 * For a deletion of a command. In the Job of the chart, two of them and the start of the Pod must fit into two minutes (activeDeadlineSeconds), so
 * that the second configuration is deleted although there is no answer about the first.
 */
export const deleteMs = 30_000;
