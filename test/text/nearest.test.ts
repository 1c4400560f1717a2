import { expect, test } from '@jest/globals';
import { beginningOf, nearest, oneEditAway } from '../../src/text/nearest.ts';

test.each<[string, string[], string | undefined]>([
  ['contaners', ['volumes', 'containers', 'initContainers'], 'containers'],
  ['ImagePullpolicy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
  ['ab', ['abc', 'abd', 'a'], 'abc'],
  ['abc', ['xyz', 'uvwxyz'], undefined],
  ['dta', ['data', 'dta'], 'dta'],
  ['', ['a', 'abc'], undefined],
  ['memroy', ['cpu', 'memory'], 'memory'],
  ['Fail', ['FailJob', 'FailIndex'], 'FailJob'],
  ['Fa', ['FailJob'], undefined],
  ['Dir', ['DirectoryOrCreate', 'Directory'], 'Directory'],
  ['host', ['hostAliases', 'hostIPC', 'hostname', 'hostnameOverride'], 'hostname'],
  ['http', ['htcp', 'ftp'], 'htcp'],
  ['web', ['db', 'api'], undefined],
  ['dta', ['tmp', 'data'], 'data'],
  ['tcp', ['TCP', 'UDP'], 'TCP'],
  ['x', ['y'], undefined],
  ['gpu', ['cpu', 'memory'], undefined],
  ['x'.repeat(101), ['x'.repeat(101)], undefined],
  ['NotExists', ['In', 'NotIn', 'Exists', 'DoesNotExist'], 'DoesNotExist'],
  ['notin', ['In', 'NotIn', 'Exists'], 'NotIn'],
  ['NotIn', ['In', 'NotIn'], 'NotIn'],
  ['!In', ['In', 'NotIn'], 'NotIn'],
  ['Unequal', ['Exists', 'Equal'], undefined],
  ['not', ['In', 'NotIn'], 'NotIn'],
  ['nodeNme', ['nodeName', 'hostname'], 'nodeName'],
  ['NoSchedule', ['DoNotSchedule', 'ScheduleAnyway'], 'DoNotSchedule'],
  ['terminationGracePeriodSecnods', ['terminationGracePeriodSeconds'], 'terminationGracePeriodSeconds'],
  ['GracePeriodInSeconds', ['terminationGracePeriodSeconds', 'gracePeriodSeconds'], 'gracePeriodSeconds'],
  ['graceperiodXXXXseconds', ['gracePeriodSeconds'], 'gracePeriodSeconds'],
  ['graceperiodXXXXXseconds', ['gracePeriodSeconds'], undefined],
])('%s of %j', (name, known, expected) => expect(nearest(name, known)).toBe(expected));

const known = ['image', 'imagePullPolicy', 'name', 'ports'];

test.each<[string, string | undefined]>([
  ['imgae', 'image'],
  ['Image', 'image'],
  ['imagePullPolcy', 'imagePullPolicy'],
  ['image_pull_policy', 'imagePullPolicy'],
  ['port', 'ports'],
  ['volumes', undefined],
  ['constructor', undefined],
  ['x'.repeat(100_000), undefined],
])('%j', (name, expected) => {
  expect(nearest(name, known)).toBe(expected);
});

test('the first of two equally similar names', () => expect(nearest('ab', ['abc', 'abd'])).toBe('abc'));
test('the one of two equally similar names that begins with the name', () =>
  expect(nearest('port', ['sport', 'ports'])).toBe('ports'));

test.each<[string, string | undefined]>([
  ['imgae', 'image'],
  ['IMAGE', 'image'],
  ['port', 'ports'],
  ['imgee', undefined],
  ['ima', undefined],
  ['', undefined],
])('%j differs in at most one place', (name, expected) => expect(oneEditAway(name, known)).toBe(expected));

test.each<[string, string | undefined]>([
  ['imagePullSecret', 'image'],
  ['IMAGES', 'image'],
  ['imagePullPolicyOfNode', 'imagePullPolicy'],
  ['img', undefined],
])('the known name with which %j begins', (name, expected) => expect(beginningOf(name, known)).toBe(expected));

test('two letters are not the beginning of another name', () =>
  expect(beginningOf('ipAddress', ['ip'])).toBeUndefined());
