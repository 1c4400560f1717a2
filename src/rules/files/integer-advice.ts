/** What to write in place of a string or a list that is meant as an integer, or as several. */
import { isList, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { show } from '../../text/shown.ts';
import { invalid, type FindingOf } from '../finding.ts';
import { typeText } from '../parts/not-string.ts';

const text = 'must be an integer, but is a string.';

export const integerMessages = {
  seconds: { text, fix: 'Write the time in seconds, without a unit: {{seconds}}.' },
  portOfProtocol: { text, fix: 'Write "{{field}}: {{port}}" and "protocol: {{protocol}}".' },
  portRange: {
    text: 'must be an integer, but is {{actual}}.',
    fix: 'Write one entry of ports for each port, such as "- containerPort: {{port}}".',
  },
  priority: { text, fix: 'Remove priority, and set priorityClassName to the name of a PriorityClass.' },
  user: { text, fix: 'Use the number of the {{owner}}, which the id command prints in the container.' },
} as const;

/** Undefined if the value has none of these forms, or may not be shown. */
export function integerFinding(path: FieldPath, to: Json): FindingOf<typeof integerMessages> | undefined {
  const field = String(path.last);
  const [first] = isList(to) ? to : [];
  if (typeof first === 'number' && field === 'containerPort') return portsFinding(path, to, String(first));
  if (typeof to !== 'string') return undefined;
  const shown = show(to, path) === JSON.stringify(to) ? to : '';
  const seconds = /seconds/i.test(field) ? secondsIn(shown) : undefined;
  if (seconds !== undefined) return invalid(path, 'seconds', { to, shown: { seconds } });
  if (path.parent.parent.last === 'ports') return portFinding(path, to, shown);
  if (field === 'priority') return invalid(path, 'priority', { to });
  const owner = owners.get(field);
  return owner !== undefined && isUserName.test(to) ? invalid(path, 'user', { to, shown: { owner } }) : undefined;
}

function portFinding(path: FieldPath, to: string, shown: string): FindingOf<typeof integerMessages> | undefined {
  const { port, protocol } = portIn(shown);
  if (port === undefined) return undefined;
  if (protocol !== undefined) return invalid(path, 'portOfProtocol', { to, shown: { port, protocol } });
  return path.last === 'containerPort' ? portsFinding(path, to, port) : undefined;
}

const portsFinding = (path: FieldPath, to: Json, port: string): FindingOf<typeof integerMessages> =>
  invalid(path, 'portRange', { to, shown: { actual: typeText(to), port } });

/** The port and the protocol of `80/tcp`, or the first port of `80-90`. */
export function portIn(text: string): { readonly port?: string | undefined; readonly protocol?: string | undefined } {
  const [, port, protocol] = /^([1-9]\d{0,4}) ?(?:\/ ?(tcp|udp|sctp)|- ?[1-9]\d{0,4})$/i.exec(text) ?? [];
  return { port, protocol: protocol?.toUpperCase() };
}

const part = /(\d{1,6}(?:\.\d{1,3})?) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])/gi;
const time = new RegExp(`^(?:${part.source} ?){1,4}$`, 'i');

/** By the first letter. */
const units: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 60 * 60],
  ['d', 24 * 60 * 60],
]);

/** The seconds of `5m`, `1h30m` or `60 seconds`. */
function secondsIn(text: string): number | undefined {
  if (!time.test(text)) return undefined;
  const parts = [...text.matchAll(part)].map(
    ([, amount, unit = '']) => Number(amount) * units.get(unit.charAt(0).toLowerCase())!,
  );
  const sum = parts.reduce((a, b) => a + b);
  return Number.isInteger(sum) && sum > 0 && sum < 2 ** 31 ? sum : undefined;
}

const isUserName = /^[a-z_][\w-]{0,31}$/i;

/** Whose number the field contains. */
const owners: ReadonlyMap<string, string> = new Map([
  ['runAsUser', 'user'],
  ['runAsGroup', 'group'],
  ['fsGroup', 'group'],
]);
