import { isObject, isSet, type Json } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { dnsSubdomainError } from '../../kubernetes/names.ts';
import { securityContextsOf } from '../../kubernetes/pod/security-contexts.ts';
import { invalid, tooLong, type FindingOf } from '../finding.ts';
import { notString, stringMessages } from '../parts/not-string.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

/** Sources: maxGMSACredentialSpecLength, and the constants and patterns beside it. Lengths are in bytes. */
const maxCredentialSpec = 64 * 1024;
const maxDomain = 255;
const maxUser = 104;
const control = /[\u0000-\u001f\u007f]/;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dnsDomain = new RegExp(`^${label}(?:\\.${label})*$`);
const onlyDotsAndSpaces = /^[. ]+$/;
const notInUser = /["/:;|=,+*?<>@[\]]/;

const messages = {
  credentialSpecName: {
    text: 'gmsaCredentialSpecName {{problem}}.',
    fix: 'Set gmsaCredentialSpecName to the name of a GMSACredentialSpec.',
  },
  credentialSpecEmpty: {
    text: 'gmsaCredentialSpec must not be empty.',
    fix: 'Remove gmsaCredentialSpec, which the GMSA webhook sets for a gmsaCredentialSpecName.',
  },
  credentialSpecLong: {
    text: 'gmsaCredentialSpec must be no more than {{max}} bytes.',
    fix: 'Set gmsaCredentialSpec to the JSON document that the PowerShell cmdlet New-CredentialSpec makes.',
  },
  user: {
    text: '{{problem}}.',
    fix: 'Set runAsUserName to a user of the container, such as ContainerUser, or of a domain, such as CONTOSO\\web.',
  },
  ...stringMessages,
} as const;
type Found = FindingOf<typeof messages>;

export const windowsOptionsValid = definePodRule({
  id: 'windows-options-valid',
  title: 'runAsUserName must be the name of a Windows user, and a GMSA credential spec must have a name or content',
  why: 'A container on a Windows node runs as runAsUserName. A group managed service account (GMSA) gives the container an identity in an Active Directory domain. With an invalid name, the container cannot start.',
  mirrors: ['validateWindowsSecurityContextOptions'],
  appliesTo: podsAndTemplates,
  reads: ['securityContext', 'containers.securityContext'],
  needs: ['securityContext.windowsOptions'],
  messages,
  *check({ spec, specPath, changedContainers }) {
    for (const { value, path } of securityContextsOf(spec, specPath, changedContainers)) {
      const options = value['windowsOptions'];
      if (!isObject(options)) continue;
      const at = path.child('windowsOptions');
      yield* checkText(options['gmsaCredentialSpecName'], at.child('gmsaCredentialSpecName'), credentialSpecName);
      yield* checkText(options['gmsaCredentialSpec'], at.child('gmsaCredentialSpec'), credentialSpec);
      yield* checkText(options['runAsUserName'], at.child('runAsUserName'), userName);
    }
  },
});

type Check = (text: string, path: FieldPath) => Found | undefined;

function* checkText(value: Json | undefined, path: FieldPath, check: Check): Generator<Found> {
  if (!isSet(value)) return;
  const found = typeof value === 'string' ? check(value, path) : notString(path, value);
  if (found !== undefined) yield found;
}

function credentialSpecName(to: string, path: FieldPath): Found | undefined {
  const problem = dnsSubdomainError(to);
  return problem === undefined ? undefined : invalid(path, 'credentialSpecName', { data: { problem }, to });
}

function credentialSpec(text: string, path: FieldPath): Found | undefined {
  if (text === '') return invalid(path, 'credentialSpecEmpty', { to: text });
  const isLong = Buffer.byteLength(text) > maxCredentialSpec;
  return isLong ? tooLong(path, 'credentialSpecLong', { shown: { max: maxCredentialSpec } }) : undefined;
}

function userName(to: string, path: FieldPath): Found | undefined {
  const problem = userNameProblem(to);
  return problem === undefined ? undefined : invalid(path, 'user', { data: { problem }, to });
}

/** `user` or `domain\user`. */
function userNameProblem(name: string): string | undefined {
  if (name === '') return 'runAsUserName must not be empty';
  if (control.test(name)) return 'runAsUserName must not contain control characters';
  const [first = '', second, ...others] = name.split('\\', 3);
  if (others.length > 0) return 'runAsUserName must not contain more than one backslash';
  const domainProblem = second === undefined ? undefined : domainProblemOf(first);
  return domainProblem ?? userProblemOf(second ?? first);
}

function domainProblemOf(domain: string): string | undefined {
  if (Buffer.byteLength(domain) > maxDomain) return `the domain must be no more than ${maxDomain} bytes`;
  if (netBios.test(domain) || dnsDomain.test(domain)) return undefined;
  return 'the part before the backslash must be a NetBIOS name or a DNS name';
}

function userProblemOf(user: string): string | undefined {
  if (user === '') return 'a user name must follow the backslash';
  if (Buffer.byteLength(user) > maxUser) return `the user name must be no more than ${maxUser} bytes`;
  if (onlyDotsAndSpaces.test(user)) return 'the user name must not consist of periods and spaces only';
  return notInUser.test(user) ? 'the user name must not contain any of " / : ; | = , + * ? < > @ [ ]' : undefined;
}
