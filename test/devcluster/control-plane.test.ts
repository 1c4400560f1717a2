import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writtenCertificate } from '../../devcluster/control-plane.ts';
import { temporaryFolders } from './temporary.ts';

const temporary = temporaryFolders();

test('a certificate is read only when all of it is written', () => {
  const file = join(temporary(), 'apiserver.crt');
  const whole = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  expect(writtenCertificate(file)).toBeUndefined();
  for (const part of ['', whole.slice(0, 20)]) {
    writeFileSync(file, part);
    expect(writtenCertificate(file)).toBeUndefined();
  }
  writeFileSync(file, whole);
  expect(writtenCertificate(file)).toBe(whole);
});
