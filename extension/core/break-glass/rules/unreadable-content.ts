// Break-glass: content that nobody can read: binaries that run, and code in lines no person would read.
import { kindOf } from '../file-kind.ts';
import { longestLine, type ForcingRule } from '../rule.ts';

const picture = /\.(png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|wav|ogg|webm|pdf|svg)$/i;

export const unreadableContent: ForcingRule = {
  group: 'forces',
  id: 'unreadable-content',
  title: 'binary or unreadable content',
  reason: 'What cannot be read cannot be reviewed, and is where things are hidden.',
  weight: 7,
  triggers: [
    { name: 'a program', files: [{ path: 'bin/tool', status: 'added', binary: true }] },
    { name: 'one line of 3,000 characters', files: [{ path: 'src/a.js', added: ['a'.repeat(3_000)] }] },
    {
      name: 'a submodule that points elsewhere',
      files: [{ path: 'deps/parser', added: [`Subproject commit ${'a'.repeat(40)}`] }],
    },
    {
      name: 'characters that turn the reading direction',
      files: [{ path: 'src/a.js', added: ['if (level !== "user\u202e // admin") {'] }],
    },
  ],
  passes: [
    { name: 'a picture', files: [{ path: 'media/logo.png', status: 'added', binary: true }] },
    { name: 'a long line of a text', files: [{ path: 'README.md', added: ['a'.repeat(3_000)] }] },
    { name: 'a binary that goes', files: [{ path: 'bin/tool', status: 'removed', binary: true }] },
  ],
  find: ({ files }) =>
    files.flatMap((file) => {
      const at = { path: file.path, side: 'head' as const };
      if (file.binary) {
        const harmless = file.status === 'removed' || picture.test(file.path) || kindOf(file.path) === 'test';
        return harmless
          ? []
          : [
              {
                ...at,
                start: 1,
                lines: 1,
                question: 'Where does this file come from, and what runs it?',
                reason: 'binary content',
              },
            ];
      }
      const module = file.hunks
        .flatMap((hunk) => hunk.added)
        .find(({ text }) => /^Subproject commit [0-9a-f]{40,64}$/.test(text));
      if (module !== undefined)
        return [
          {
            ...at,
            start: module.number,
            lines: 1,
            question: 'What changed in the other repository between the two commits, and who read it?',
            reason: 'a submodule points elsewhere',
          },
        ];
      if (kindOf(file.path) !== 'code') return [];
      return file.hunks.flatMap((hunk) =>
        hunk.added
          .filter(({ text }) => text.length > longestLine || /[\u202a-\u202e\u2066-\u2069]/.test(text))
          .map(({ number, text }) => ({
            ...at,
            start: number,
            lines: 1,
            question: 'What does this line do, and why is it written so that nobody can read it?',
            reason:
              text.length > longestLine ? `a line of ${text.length} characters` : 'hidden reading direction',
          })),
      );
    }),
};
