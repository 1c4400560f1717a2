/** References of container images, by the grammar of github.com/distribution/reference (ParseNormalizedNamed). */
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?$`);
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** An id of 64 hexadecimal digits is not the name of a repository. */
const idForm = /^[a-f0-9]{64}$/;

/** A valid reference is shorter: a name of 255 characters, a tag of 128, and a digest. The limit bounds the work of the regular expressions. */
export const maxReference = 1024;

interface ImageReference {
  /** With the host. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The parts of the text, whether they are valid or not. */
export function referenceParts(image: string): ImageReference {
  const at = image.indexOf('@');
  const named = at === -1 ? image : image.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return {
    repository: colon === -1 ? named : named.slice(0, colon),
    tag: colon === -1 ? undefined : named.slice(colon + 1),
    digest: at === -1 ? undefined : image.slice(at + 1),
  };
}

/** Undefined if the text is not a valid reference. */
export function parseReference(image: string): ImageReference | undefined {
  if (image.length > maxReference || idForm.test(image)) return undefined;
  const parts = referenceParts(image);
  const { repository, tag, digest } = parts;
  if (digest !== undefined && !digestForm.test(digest)) return undefined;
  if (tag !== undefined && !tagForm.test(tag)) return undefined;
  return isRepository(repository) ? parts : undefined;
}

function isRepository(name: string): boolean {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return component.test(first);
  return (isHost(first) ? host : component).test(first) && rest.every((part) => component.test(part));
}

/** Whether the first of several parts of a repository is read as the host of a registry. */
export const isHost = (first: string): boolean => /[.:]/.test(first) || first !== first.toLowerCase();
