/** References of container images, by the grammar of github.com/distribution/reference (ParseNormalizedNamed). */
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?$`);
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
/** The only algorithms of github.com/opencontainers/go-digest. */
const digestForm = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
/** An id of 64 hexadecimal digits is not the name of a repository. */
const idForm = /^[a-f0-9]{64}$/;

/** The parts of a repository behind the host, together. */
const maxPath = 255;
/** The grammar does not limit the host, but a host name has at most 253 characters. The limit bounds the work of the regular expressions. */
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
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const rest = name.slice(slash + 1);
  const hasHost = first === 'localhost' || (/[.:]|[A-Z]/.test(first) && host.test(first));
  // The repositories of Docker Hub are in `library/` if they have no other parent.
  const isOfLibrary = slash === -1 || (/^(?:index\.)?docker\.io$/.test(first) && !rest.includes('/'));
  const path = `${isOfLibrary ? 'library/' : ''}${hasHost ? rest : name}`;
  return path.length <= maxPath && path.split('/').every((part) => component.test(part));
}
