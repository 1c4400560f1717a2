import type { JsonObject } from '../../../src/json/json.ts';
import { pod } from '../../objects.ts';

/** A Pod with this status, and with these fields added to the usual spec. */
export const withStatus = (status: JsonObject, spec: JsonObject = {}): JsonObject => ({ ...pod(spec), status });

/** A Pod with one condition. */
export const withCondition = (...conditions: readonly JsonObject[]): JsonObject => withStatus({ conditions });

/** A change through pods/status. */
export const update = (name: string, before: JsonObject, after: JsonObject, minor = 36) => ({
  name,
  subresource: 'status',
  before,
  after,
  minor,
});
