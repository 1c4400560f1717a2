import { parseReference } from '../image-reference.ts';

/**
 * The default pull policy of an image: Always if the tag is `latest`, or if the image has neither a tag nor a digest, and otherwise
 * IfNotPresent, also if the image is not a valid reference. Source: pkg/util/parsers/parsers.go.
 */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const reference = parseReference(image);
  if (reference === undefined) return 'IfNotPresent';
  const { tag = reference.digest === undefined ? 'latest' : undefined } = reference;
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}
