import type { Json } from '../json/json.ts';

/** The limit of libcontainer, on which runc is based (IsValidUserID in apimachinery). It also applies to IDs of groups. */
export const maxUserId = 2 ** 31 - 1;

/** What a message says of another ID. */
export const userIdText = `must be an integer between 0 and ${maxUserId}.`;

export const isUserId = (id: Json | undefined): boolean => typeof id === 'number' && id >= 0 && id <= maxUserId;
