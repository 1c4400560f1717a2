/**
 * The syntax of names and addresses in the volumes of storage systems. Each function returns what the text must be, as words that begin with
 * `must`, or undefined if it is valid. Source: pkg/apis/core/validation.
 */

const beginning = /^(?:iqn|eui|naa)/;
const eui = /^eui[^\n][A-Za-z0-9]{16}$/u;
const naa = /^naa[^\n][A-Za-z0-9]{32}$/u;
/** No name of the form `iqn.YYYY-MM.DOMAIN:NAME` contains one of these. */
const separators = [...',;*&$|\t\n\f\r '];

/** The name of an iSCSI target or initiator (RFC 3720), such as `iqn.2001-04.com.example:storage`. */
export function iscsiNameError(text: string): string | undefined {
  if (!beginning.test(text)) return 'must begin with "iqn.", "eui." or "naa."';
  if (text.startsWith('eui')) return eui.test(text) ? undefined : 'must consist of "eui." and 16 letters or digits';
  if (text.startsWith('naa')) return naa.test(text) ? undefined : 'must consist of "naa." and 32 letters or digits';
  return endsWithIqn(text) ? undefined : 'must have the form "iqn.YYYY-MM.DOMAIN:NAME"';
}

/**
 * Whether the text ends with a name of the form `iqn.YYYY-MM.DOMAIN:NAME`, which is what kube-apiserver checks: its pattern is not anchored. With
 * an unanchored pattern in JavaScript, the work would grow with the square of the length. So the parts before a colon are found first.
 */
function endsWithIqn(text: string): boolean {
  const name = text.slice(Math.max(...separators.map((separator) => text.lastIndexOf(separator))) + 1);
  for (const { 0: part, index } of name.matchAll(/[A-Za-z0-9.-]+/g)) {
    const end = index + part.length;
    if (name[end] === ':' && end + 1 < name.length && /iqn\.\d{4}-\d{2}\../.test(part)) return true;
  }
  return false;
}

/** Whether the text is a host and a port, as `net.SplitHostPort` of Go splits it: `example.com:7861` or `[fd00::1]:7861`. */
export function isHostPort(text: string): boolean {
  const colon = text.lastIndexOf(':');
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  if (colon === -1) return false;
  if (!text.startsWith('[')) return !/[[\]]/.test(text) && text.indexOf(':') === colon;
  return bracket !== -1 && bracket + 1 === colon && !text.includes('[', 1) && !text.includes(']', colon);
}
