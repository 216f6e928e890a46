// Says whether a when clause of the manifest holds with given context keys, for tests: the part of VS Code's grammar that we use.
// Source of the grammar: https://code.visualstudio.com/api/references/when-clause-contexts

type Keys = Readonly<Record<string, unknown>>;

export function holds(clause: string, keys: Keys): boolean {
  return clause.split('||').some((any) => any.split('&&').every((part) => term(part.trim(), keys)));
}

function term(text: string, keys: Keys): boolean {
  const compared = /^([\w.]+) (==|!=|=~|in|>|<) (.+)$/.exec(text);
  if (compared === null) return text.startsWith('!') ? !keys[text.slice(1)] : literal(text, keys);
  const [, key = '', operator, right = ''] = compared;
  const left = keys[key];
  switch (operator) {
    case '==':
      return String(left) === right;
    case '!=':
      return String(left) !== right;
    case '=~':
      return typeof left === 'string' && new RegExp(right.replace(/^\/|\/$/g, '')).test(left);
    case 'in':
      return Array.isArray(keys[right]) && (keys[right] as unknown[]).includes(left);
    default:
      throw new Error(`this test does not know the operator ${operator}: ${text}`);
  }
}

function literal(text: string, keys: Keys): boolean {
  if (!/^[\w.]+$/.test(text)) throw new Error(`this test does not know the clause ${text}`);
  return text === 'true' || (text !== 'false' && Boolean(keys[text]));
}
