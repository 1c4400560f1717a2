/** How messages about updates name the containers of a list. */
import { stringAt, type Json } from '../../json/json.ts';

/** The lists whose containers are there from the start. */
export const lists = ['containers', 'initContainers'] as const;
export const nouns = { containers: 'container', initContainers: 'init container' } as const;

export const nameOf = (container: Json | undefined): string => stringAt(container, 'name') ?? '';
