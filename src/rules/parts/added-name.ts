import { isDnsLabel } from '../../kubernetes/names.ts';

/** The name of a volume that a fix adds. An unknown name that a container uses may be invalid, too. */
export const addedName = (name: string): string => (isDnsLabel(name) ? 'this name' : 'a valid name');
