/**
 * Time zones as the `timeZone` of a CronJob names them. kube-apiserver looks a name up in the files of its machine (the official image is built from
 * Debian), and then in the IANA database that Go contains. Node's own list (Intl) does not tell whether an old name is written correctly, and
 * has other names, so the names are those of Go.
 */
import { timeZones } from './time-zone-names.ts';

const known: ReadonlySet<string> = new Set([
  ...timeZones,
  // Files of Debian.
  'localtime',
  'posixrules',
]);

/** Each time zone again, without and with leap seconds. Files of Debian. */
const prefix = /^(?:posix|right)\//;

/** The name is case sensitive. */
export const isTimeZone = (name: string): boolean => known.has(name) || known.has(name.replace(prefix, ''));

/**
 * Whether a time zone at the beginning of a schedule is known. time.LoadLocation of Go also reads an empty name, which is UTC, and `Local`, the time
 * zone of the machine.
 */
export const isLocation = (name: string): boolean => name === '' || name === 'Local' || isTimeZone(name);
