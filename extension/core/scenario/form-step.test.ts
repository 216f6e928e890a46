import { expect, test } from 'vitest';
import { closestRequirement } from './closest-requirement.ts';
import { argvOf, formStep } from './form-step.ts';

test('a command line becomes argv, and nothing in it is expanded', () => {
  expect(argvOf(`notes add "two words" 'it''s' a\\ b $HOME *.md ; rm`)).toEqual([
    ...['notes', 'add', 'two words', 'its', 'a b', '$HOME', '*.md', ';', 'rm'],
  ]);
  expect(argvOf('notes add ""')).toEqual(['notes', 'add', '']);
  expect(argvOf('  ')).toEqual([]);
  expect([argvOf('notes "open'), argvOf("notes 'open"), argvOf('notes \\')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('what is expected is an exit code, text, or both', () => {
  const expectOf = (expected: string) => formStep({ command: 'notes list', expected });
  const step = (expect: object) => ({ step: { run: ['notes', 'list'], expect } });
  expect(expectOf('1 milk')).toEqual(step({ exit: 0, stdout: { contains: '1 milk' } }));
  expect(expectOf('exit 2')).toEqual(step({ exit: 2 }));
  expect(expectOf('exit 2: unknown')).toEqual(step({ exit: 2, stderr: { contains: 'unknown' } }));
  expect(expectOf('exit code 0, done')).toEqual(step({ exit: 0, stdout: { contains: 'done' } }));
  expect(expectOf('exit door')).toEqual(step({ exit: 0, stdout: { contains: 'exit door' } }));
  expect(expectOf(' ')).toHaveProperty('problem');
  expect(formStep({ command: '', expected: 'x' })).toHaveProperty('problem');
});

const requirements = [
  { id: 'R1', text: '`notes add TEXT` MUST keep a note and print its number.' },
  { id: 'R2', text: '`notes list` MUST print every note, oldest first.' },
  { id: 'R4', text: 'An unknown command MUST exit with 2 and say so on stderr.' },
];

test('the requirement that shares the rarest words is suggested, always the same', () => {
  const closest = (sentence: string) => closestRequirement(sentence, requirements)?.id;
  expect(closest('Bo lists his notes and sees the oldest on top')).toBe('R2');
  expect(closest('An unknown word exits with 2')).toBe('R4');
  expect(closest('Zebra')).toBe('R1');
  expect(closestRequirement('x', [])).toBe(undefined);
});
