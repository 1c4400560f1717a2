/** The limits for requests to an API server. */

/** An API server answers `/version` from memory, in milliseconds. A connection that was lost needs some seconds to fail. */
export const askMs = 5_000;
/** The answer of an API server has about 400 bytes. */
export const maxAnswerBytes = 16 * 1024;
/** Of a file with CA certificates: the maximum size of a ConfigMap. */
export const maxCaBytes = 2 ** 20;
