/** JSON Patch (RFC 6902), as far as Podward adds values to objects. */
import fastJsonPatch from 'fast-json-patch';
import { copyOf, type Json, type JsonObject } from './json.ts';

/** An addition at a JSON Pointer. */
export interface PatchOperation {
  readonly op: 'add';
  readonly path: string;
  readonly value: Json;
}

/** Changes the object in place. The value is copied, because a later operation may change it and the patch must not change. */
export function applyPatch(object: JsonObject, operation: PatchOperation): void {
  fastJsonPatch.applyOperation(object, { ...operation, value: copyOf(operation.value) }, true, true);
}
