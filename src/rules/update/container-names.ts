/** How messages about updates name the containers of a list. */
import { stringAt, type Json } from '../../json/json.ts';

export const nouns = { containers: 'container', initContainers: 'init container' } as const;

export const nameOf = (container: Json | undefined): string => stringAt(container, 'name') ?? '';
