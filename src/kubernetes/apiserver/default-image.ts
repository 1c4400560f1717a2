/**
 * The pull policy that an image gets when none is named: Always for the tag `latest`, given or implied, else IfNotPresent.
 * Source: pkg/util/parsers/parsers.go, whose grammar is that of github.com/distribution/reference.
 */
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?$`);
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** A bare id of 64 hexadecimal digits names no repository. */
const idForm = /^[a-f0-9]{64}$/;

/** No valid reference is longer: 255 characters of name, 128 of tag, and a digest. It bounds the work of the patterns. */
const maxLength = 1024;

export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent';
}

/** The tag, `latest` where neither tag nor digest is given; undefined where there is none or the text is no reference. */
function tagOf(image: string): string | undefined {
  if (image.length > maxLength || idForm.test(image)) return undefined;
  const [named = '', digest, ...more] = image.split('@');
  if (more.length > 0 || (digest !== undefined && !digestForm.test(digest))) return undefined;
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !tagForm.test(tag)) return undefined;
  if (!isRepository(colon === -1 ? named : named.slice(0, colon))) return undefined;
  return tag ?? (digest === undefined ? 'latest' : undefined);
}

function isRepository(name: string): boolean {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return component.test(first);
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  return (isHost ? host : component).test(first) && rest.every((part) => component.test(part));
}
