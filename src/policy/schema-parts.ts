/** Parts of the schema of the configuration. */
import type { JsonObject } from '../json/json.ts';

/** As in every Kubernetes object, null and an absent field are the same. */
export function section(description: string, properties: Readonly<Record<string, JsonObject>>): JsonObject {
  return {
    ...(description === '' ? {} : { description }),
    type: ['object', 'null'],
    additionalProperties: false,
    properties,
  };
}

export const names = (description: string): JsonObject => ({
  description,
  type: 'array',
  items: { type: 'string', minLength: 1 },
  default: [],
});
