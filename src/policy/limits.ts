/** The limits of a configuration. */

/** In characters. A file that sets every rule has about 10,000. The YAML library needs up to 3 s for a million. */
export const maxLength = 256 * 1024;
/** A character has at most 3 bytes in UTF-8, and so does a byte order mark at the start. */
export const maxConfigurationBytes = 3 * (maxLength + 1);
/** The end of a sentence. */
export const tooLong = `the file must be no more than ${maxLength} characters`;
/** Nobody fixes more mistakes at once. */
export const maxErrors = 100;
/** Levels of maps and lists. A file that sets everything has 6. */
export const maxDepth = 100;
/** Entries with a `*` in a list of exemptions. Each is compared with each group of a user, and a user may have thousands. */
export const maxPatterns = 100;
