import { expect, test } from 'vitest';
import { kindOf } from './file-kind.ts';

test('a path says what kind of file it names', () => {
  const cases: [string, string][] = [
    ['src/a.ts', 'code'],
    ['Makefile', 'code'],
    ['debian/postinst', 'code'],
    ['app/templates/note.html', 'code'],
    ['www/index.html', 'text'],
    ['charts/app/values.yaml', 'config'],
    ['etc/sshd_config', 'config'],
    ['firestore.rules', 'code'],
    ['.github/workflows/ci.yml', 'check'],
    ['Dockerfile', 'check'],
    ['test/values.yaml', 'test'],
    ['package-lock.json', 'generated'],
    ['docs/app.yaml', 'text'],
    ['data/numbers.csv', 'other'],
  ];
  expect(cases.map(([path]) => [path, kindOf(path)])).toEqual(cases);
});
