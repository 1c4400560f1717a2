/** The names of AppArmor profiles on a node. Source: ValidateAppArmorProfileField. */
import { trimSpace } from '../space.ts';

/** Of a path on Linux, without the byte that ends it. */
export const maxAppArmorName = 4095;

export const isAppArmorName = (name: string): boolean =>
  name !== '' && trimSpace(name) === name && Buffer.byteLength(name) <= maxAppArmorName;
