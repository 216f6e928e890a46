import { expect, test } from 'vitest';
import { stateAt } from './twin-state.ts';

const state = JSON.stringify({ sent: [{ to: 'a' }], last: { link: 'http://x', n: 3, none: null } });

test('a value is found by its way, text as it is and the rest as JSON', () => {
  expect(stateAt(state, ['last', 'link'])).toBe('http://x');
  expect(stateAt(state, ['last', 'n'])).toBe('3');
  expect(stateAt(state, ['sent', '0', 'to'])).toBe('a');
  expect(stateAt(state, ['sent'])).toBe('[{"to":"a"}]');
  expect(stateAt(state, ['sent', 'length'])).toBe('1');
});

test('nothing comes of what is not there, not its own, too deep, too long or no JSON', () => {
  const none = [
    stateAt(state, ['last', 'none']),
    stateAt(state, ['last', 'constructor']),
    stateAt(state, ['__proto__', 'toString']),
    stateAt('{"__proto__":{"a":"b"}}', ['a']),
    stateAt('no', ['a']),
    stateAt(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, ['a']),
    stateAt(JSON.stringify({ a: 'x'.repeat(100_000) }), ['a']),
  ];
  expect(none.filter((one) => one !== undefined)).toEqual([]);
});
