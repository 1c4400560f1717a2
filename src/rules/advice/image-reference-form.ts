import { stringAt } from '../../json/json.ts';
import { maxReference, parseReference, referenceParts } from '../../kubernetes/image-reference.ts';
import { hasSpace, trimSpace } from '../../kubernetes/space.ts';
import { quoted } from '../../text/quoted.ts';
import { replaceFix } from '../../text/unreplaced.ts';
import { advise } from '../finding.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const imageReferenceForm = definePodRule({
  id: 'image-reference-form',
  title: 'An image should be a valid reference, with its repository in lower case',
  why: 'kube-apiserver accepts any text as an image. The kubelet does not start a container whose image is not a valid reference (InvalidImageName).',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.image'],
  messages: {
    placeholder: {
      text: 'the image of {{container}} contains a placeholder that was not replaced, so the kubelet cannot pull it.',
      fix: '{{advice}}',
    },
    scheme: {
      text: 'the image of {{container}} begins like a URL, so the kubelet cannot pull it.',
      fix: '{{advice}}',
    },
    around: {
      text: 'the image of {{container}} starts or ends with whitespace, so the API server refuses the Pods of this {{kind}}.',
      fix: '{{advice}}',
    },
    inside: {
      text: 'the image of {{container}} contains whitespace, so the kubelet cannot pull it.',
      fix: '{{advice}}',
    },
    quotes: {
      text: 'the image of {{container}} contains quotation marks that are part of the value, so the kubelet cannot pull it.',
      fix: '{{advice}}',
    },
    upperCase: {
      text: 'the repository and the digest of an image must be in lower case, so the kubelet cannot pull the image of {{container}}.',
      fix: '{{advice}}',
    },
    invalid: {
      text: 'the image of {{container}} has a {{part}} that is not valid, so the kubelet cannot pull it.',
      fix: '{{advice}}',
    },
    host: {
      text: 'the image of {{container}} begins with {{host}}, which is read as the host of a registry because of its upper case.',
      fix: '{{advice}}',
    },
  },
  *check({ kind, changedContainers }) {
    for (const { value, path } of changedContainers) {
      const image = stringAt(value, 'image') ?? '';
      if (image === '' || image.length > maxReference || isUsual(image)) continue;
      const at = path.child('image');
      const trimmed = trimSpace(image);
      const behindScheme = trimmed.replace(scheme, '');
      const isInvalid = parseReference(trimmed) === undefined;
      const replace = isInvalid || hasNamelikeHost(trimmed) ? replaceFix(image) : undefined;
      if (replace !== undefined) {
        yield advise(at, 'placeholder', { to: image, shown: { advice: replace } });
      } else if (behindScheme !== trimmed) {
        yield advise(at, 'scheme', { to: image, shown: { advice: use(lowered(joined(behindScheme)), image) } });
      } else if (image.search(quotes) !== -1) {
        yield advise(at, 'quotes', { to: image, shown: { advice: use(lowered(image.replaceAll(quotes, '')), image) } });
      } else if (hasSpace(trimmed)) {
        yield advise(at, 'inside', { to: image, shown: { advice: use(lowered(joined(trimmed)), image) } });
      } else if (trimmed !== image && kind !== 'Pod' && path.parent.last !== 'ephemeralContainers') {
        yield advise(at, 'around', { to: image, shown: { advice: use(lowered(trimmed), image) } });
      } else if (trimmed !== '' && isInvalid) {
        const corrected = lowered(trimmed);
        if (parseReference(corrected) !== undefined)
          yield advise(at, 'upperCase', { to: image, shown: { advice: use(corrected, image) } });
        else yield advise(at, 'invalid', { to: image, shown: { part: invalidPartOf(corrected), advice: example } });
      } else if (hasNamelikeHost(trimmed)) {
        const host = quoted(trimmed.slice(0, trimmed.indexOf('/')));
        yield advise(at, 'host', { to: image, shown: { host, advice: use(lowered(trimmed), image) } });
      }
    }
  },
});

/** Most references, in a form that is faster to test than all of them. */
const usual =
  /^(?![a-f\d]{64}$)(?:[a-z\d]+(?:[.-][a-z\d]+)*:\d+\/)?[a-z\d]+(?:[._/-][a-z\d]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f\d]{64})?$/;
/** A path may have 255 characters, with the `library/` that is added to some. */
const maxUsual = 247;
const isUsual = (image: string): boolean => image.length <= maxUsual && usual.test(image);

/** YAML reads typographic ones as letters, and all others if they are in quotes. */
const quotes = /["'\u00ab\u00bb\u2018-\u201f\u2039\u203a]/g;

const scheme = /^[a-z][a-z\d+.-]*:\/\//i;

/** Of a reference that is not valid. Without its tag and its digest, a valid repository is a valid reference. */
function invalidPartOf(image: string): 'repository' | 'tag' | 'digest' {
  const { repository, digest } = referenceParts(image);
  if (parseReference(repository) === undefined) return 'repository';
  return digest !== undefined && parseReference(`${repository}@${digest}`) === undefined ? 'digest' : 'tag';
}

/** `Org/app`, which is not `docker.io/org/app`. A host with a dot or a port may have upper case. */
function hasNamelikeHost(image: string): boolean {
  const [first = '', ...rest] = referenceParts(image).repository.split('/');
  return rest.length > 0 && /[A-Z]/.test(first) && !/[.:]/.test(first);
}

/** The image with a repository and a digest in lower case. */
function lowered(image: string): string {
  const { repository, tag, digest } = referenceParts(image);
  const slash = repository.indexOf('/');
  const start = slash !== -1 && /[.:]/.test(repository.slice(0, slash)) ? slash : 0;
  const name = repository.slice(0, start) + repository.slice(start).toLowerCase();
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest.toLowerCase()}`}`;
}

/** Whitespace beside a separator is a typing mistake. Between two words, a separator may be missing instead. */
const joined = (image: string): string => image.replace(/(?<=[:/@])\p{White_Space}+|\p{White_Space}(?=[:/@])/gu, '');

/** A longer image would be cut. */
const maxShown = 120;

/** Names the corrected image, if it is valid and both may be shown as a whole: in lower case, a credential may look like an image. */
function use(image: string, written: string): string {
  const isShown = image.length <= maxShown && [image, written].every((text) => quoted(text) === JSON.stringify(text));
  return parseReference(image) !== undefined && isShown ? `Set image to ${JSON.stringify(image)}.` : example;
}

const example = 'Set image to a reference such as "registry.example.com/app:1.2".';
