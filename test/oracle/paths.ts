/** The paths of fields in the answers of kube-apiserver and of Podward. */

/** Whether the path is the field or inside it. */
export function isWithin(path: string, field: string): boolean {
  if (field === '') return true;
  return (
    path.startsWith(field) && (path.length === field.length || path[field.length] === '.' || path[field.length] === '[')
  );
}

/** The part of a path that matters to one rule: without indexes and keys, and with the same name for all kinds of containers, probes and terms. */
export const pattern = (path: string): string =>
  path
    .replace(/\[\d+\]/g, '[]')
    .replace(/\[[^\]]+\]/g, '[*]')
    .replace(/\b(initC|ephemeralC)ontainers\b/, 'containers')
    .replace(/\b(liveness|readiness|startup)Probe\b/, '*Probe')
    .replace(/\bpod(Anti)?Affinity\b/, 'pod*Affinity')
    .replace(/\b(preferred|required)DuringSchedulingIgnoredDuringExecution\b/, '*');
