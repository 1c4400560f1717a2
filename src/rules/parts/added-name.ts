import { isDnsLabel } from '../../kubernetes/names.ts';
import { quoted } from '../../text/quoted.ts';

/** The name of a volume that a fix adds. An unknown name that a container uses may be invalid, too. */
export const addedName = (name: string): string => (isDnsLabel(name) ? `the name ${quoted(name)}` : 'a valid name');
