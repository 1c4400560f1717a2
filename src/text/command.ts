/** Names in the commands that a message suggests. A reader copies a command into a shell, so everything but a plain name is replaced. */
import { maxSubdomain } from '../kubernetes/names.ts';
import { showText } from './shown.ts';

/** Whether a shell takes the name as it is, kubectl does not take it as an option, and all of it may be shown. */
export const isCommandName = (name: string): boolean =>
  /^[\w.][\w.-]*$/.test(name) && showText(name, maxSubdomain) === name;

/** The name, or the placeholder: `web`, or `POD`. */
export const commandName = (name: string, placeholder: string): string => (isCommandName(name) ? name : placeholder);

/** `-n shop`. Empty if the namespace is not known. */
export const namespaceOption = (namespace: string): string =>
  namespace === '' ? '' : `-n ${commandName(namespace, 'NAMESPACE')}`;
