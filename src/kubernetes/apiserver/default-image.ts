/**
 * The default pull policy of an image: Always if the tag is `latest` or omitted, otherwise IfNotPresent. Source:
 * pkg/util/parsers/parsers.go, which uses the grammar of github.com/distribution/reference.
 */
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?$`);
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** An id of 64 hexadecimal digits is not the name of a repository. */
const idForm = /^[a-f0-9]{64}$/;

/** A valid reference is shorter: a name of 255 characters, a tag of 128, and a digest. The limit bounds the work of the regular expressions. */
const maxLength = 1024;

export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent';
}

/** The tag, or `latest` if the image has neither a tag nor a digest. Undefined if the image has no tag or the rest is not a valid reference. */
function tagOf(image: string): string | undefined {
  if (image.length > maxLength || idForm.test(image)) return undefined;
  const [named = '', digest, ...more] = image.split('@');
  if (more.length > 0 || (digest !== undefined && !digestForm.test(digest))) return undefined;
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  if (!isRepository(colon === -1 ? named : named.slice(0, colon))) return undefined;
  return tag ?? (digest === undefined ? 'latest' : undefined);
}

function isRepository(name: string): boolean {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return component.test(first);
  const isHost = /[.:]/.test(first) || first !== first.toLowerCase();
  return (isHost ? host : component).test(first) && rest.every((part) => component.test(part));
}
