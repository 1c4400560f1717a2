/** Sizes in messages, help texts and logs. */

const units = [
  ['MiB', 1024 * 1024],
  ['KiB', 1024],
] as const;

/** `20 MiB`, `64 KiB` or `1000 bytes`: in the largest unit in which the size is an integer. */
export function sizeText(bytes: number): string {
  const unit = units.find(([, size]) => bytes >= size && bytes % size === 0);
  if (unit === undefined) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return `${bytes / unit[1]} ${unit[0]}`;
}
