import { expect, test } from '@jest/globals';
import * as names from '../../src/text/like-name.ts';

const long = (length: number): string => 'a'.repeat(length);

test.each<[keyof typeof names & `like${string}`, string, string]>([
  ['likeDnsLabel', 'My_App', 'my-app'],
  ['likeDnsLabel', 'web.example.com', 'web-example-com'],
  ['likeDnsLabel', '---', 'other'],
  ['likeDnsLabel', 'my  web', 'my-web'],
  ['likeDnsLabel', `My-${long(43)}`, `my-${long(43)}`],
  ['likeDnsLabel', long(47), 'other'],
  ['likeDnsLabel', long(100_000), 'other'],
  ['likeDnsLabel', `a${' '.repeat(90)}b`, 'a-b'],
  ['likeDnsLabel', `a${' '.repeat(91)}b`, 'other'],
  ['likeDnsSubdomain', 'Web_1.example.com', 'web-1.example.com'],
  ['likeDnsSubdomain', 'a..b', 'other'],
  ['likeDnsSubdomain', 'my  web.example', 'my-web.example'],
  ['likeQualifiedName', 'my note', 'my-note'],
  ['likeQualifiedName', 'Example  COM/my  note', 'example-com/my-note'],
  ['likeQualifiedName', 'Example.COM/_.my_note._', 'example.com/my_note'],
  ['likeQualifiedName', '/', 'other'],
  ['likeQualifiedName', 'app.kubernetes.io/name/x', 'app.kubernetes.io/name-x'],
  ['likeQualifiedName', 'http://example.com/x', 'http-example.com/x'],
  ['likeLabelValue', 'web  server!', 'web-server'],
  ['likePortName', 'HTTP__API', 'http-api'],
  ['likePortName', '8080', 'other'],
])('%s(%j)', (name, text, expected) => expect(names[name](text, 'other')).toBe(expected));
