import { handlersOf } from '../../kubernetes/pod/handlers.ts';
import { stringAt } from '../../json/json.ts';
import type { FieldPath } from '../../json/path.ts';
import { quoted } from '../../text/quoted.ts';
import { show } from '../../text/shown.ts';
import { replaceFix } from '../../text/unreplaced.ts';
import { advise } from '../finding.ts';
import { probesRead } from '../parts/probes-read.ts';
import { definePodRule, podsAndTemplates } from '../rule.ts';

export const httpPathSlash = definePodRule({
  id: 'http-path-slash',
  title: 'The path of an HTTP probe or hook should begin with a slash',
  why: 'The kubelet puts the path into a URL. It adds a missing slash, but reads a name with a colon as the scheme of the URL, and other programs that use the path may not add the slash.',
  mirrors: 'policy',
  mode: 'warn',
  appliesTo: podsAndTemplates,
  reads: ['containers.lifecycle', ...probesRead],
  messages: {
    noSlash: {
      text: 'path begins without a slash. The kubelet adds the slash, but other programs that read the path may not.',
      fix: '{{advice}}',
    },
    url: {
      text: 'path is a URL, of which the kubelet ignores the scheme and the host.',
      fix: 'Set path to the part behind the host, such as "/healthz".',
    },
    scheme: {
      text: 'the kubelet reads the beginning of path as the scheme of a URL, so every request fails.',
      fix: '{{advice}}',
    },
  },
  /** Source: formatURL in pkg/probe/http, and Parse and String of net/url. */
  *check({ changedContainers }) {
    for (const { name, value, path } of handlersOf(changedContainers)) {
      if (name !== 'httpGet') continue;
      const written = stringAt(value, 'path') ?? '';
      // kube-apiserver replaces an empty path by `/`.
      if (written === '' || written.startsWith('/')) continue;
      const at = path.child('path');
      const next = written.charAt(scheme.exec(written)?.[0].length ?? Infinity);
      if (next === '') yield advise(at, 'noSlash', { to: written, shown: { advice: withSlash(written, at) } });
      else if (next === '/' || next === '?') yield advise(at, 'url', { to: written });
      else yield advise(at, 'scheme', { to: written, shown: { advice: withSlash(written, at) } });
    }
  },
});

/** As in a URL, with the colon. */
const scheme = /^[a-z][a-z\d+.-]*:/i;

/** The slash could hide what makes a path look like a secret, so the path is shown only if it may be shown without the slash. */
function withSlash(written: string, path: FieldPath): string {
  // A placeholder may stand for a text that begins with a slash.
  const replace = /^[a-z\d]/i.test(written) ? undefined : replaceFix(written);
  if (replace !== undefined) return replace;
  const whole = `/${written}`;
  return show(written, path) === JSON.stringify(written) && quoted(whole) === JSON.stringify(whole)
    ? `Set path to ${quoted(whole)}.`
    : 'Add a slash before the path.';
}
