// Two requirements in nearly the same words, of which one takes back what the other says.
import { comparedStatements, groupsBy, type Compared } from '../compared.ts';
import { sourceText } from '../query.ts';
import type { Rule } from '../rule.ts';

export const contradictionPair: Rule = {
  code: 'CON005',
  id: 'contradiction-pair',
  severity: 'warning',
  tier: 'C',
  detects:
    'Two requirements with the same words that differ in a negation, an opposite (enable and disable), a number, or in who alone may do it.',
  reason: 'Both cannot be built. The agent takes one, and its tests prove the one it took.',
  quietWhen:
    'Any other word differs, conditions included; where strength or a value with a unit differs, modality-conflict and conflicting-number say so.',
  examples: [
    {
      text: '## Requirements\n\n- R1: Deleted notes are kept for 30 days.\n- R2: The list is sorted.\n- R3: Deleted notes are not kept.',
      findings: [
        '5:7-5:34 Unexpected contradiction in a negation, expected what was said before (“Deleted notes are kept for 30 days.”), or a condition that tells them apart.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The editor may close an issue.\n- R2: Only the owner may close an issue.',
      findings: [
        '4:7-4:41 Unexpected contradiction in who may do it, expected what was said before (“The editor may close an issue.”), or a condition that tells them apart.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: When the export ends, the tool MUST enable the queue.\n- R2: When the export ends, the tool MUST disable the queue.',
      findings: [
        '4:7-4:61 Unexpected contradiction in an opposite, expected what was said before (“When the export ends, the tool MUST enable the queue.”), or a condition that tells them apart.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: Deleted notes are kept for 30 days.\n- R2: Deleted accounts are not kept.',
      findings: [],
    },
    {
      text: '## Requirements\n\n- R1: The owner may close an issue.\n- R2: The owner may reopen an issue.\n- R3: When it is locked, the owner may not close an issue.',
      findings: [],
    },
  ],
  *check(spec) {
    const all = comparedStatements(spec);
    const found = new Map<Compared, readonly [first: Compared, why: string]>();
    for (const group of groupsBy(
      all.filter(({ size }) => size >= 2),
      ({ key }) => key,
    ))
      for (const later of group.slice(1))
        for (const first of group.slice(0, group.indexOf(later))) {
          const why = opposed(first, later);
          if (why !== undefined && !found.has(later)) found.set(later, [first, why]);
        }
    for (const [first, later] of wordApart(all)) {
      const why = opposed(first, later);
      if (why !== undefined && why !== 'an opposite' && !found.has(later)) found.set(later, [first, why]);
    }
    for (const group of groupsBy(
      all.filter(({ size, subject }) => size >= 3 && subject !== ''),
      ({ deed }) => deed,
    )) {
      const exclusive = group.find(({ only, negative }) => only && !negative);
      const other = group.find(
        (one) =>
          exclusive &&
          !one.only &&
          !one.negative &&
          one.subject !== exclusive.subject &&
          one.sides === exclusive.sides,
      );
      if (!exclusive || !other) continue;
      const [first, later] =
        exclusive.statement.offset < other.statement.offset ? [exclusive, other] : [other, exclusive];
      if (!found.has(later)) found.set(later, [first, 'who may do it']);
    }
    for (const [{ statement }, [first, why]] of found) {
      const said = short(sourceText(spec, first.statement));
      yield {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        message: `Unexpected contradiction in ${why}, expected what was said before (“${said}”), or a condition that tells them apart.`,
        question: `Which one holds: “${said}” or “${short(sourceText(spec, statement))}”?`,
        related: [
          {
            ...{ offset: first.statement.offset, endOffset: first.statement.endOffset },
            message: 'The other one is here',
          },
        ],
      };
    }
  },
};

/** In what two sentences with the same words are opposed, if they are. */
function opposed(a: Compared, b: Compared): string | undefined {
  // What may be opened may be closed; only demands contradict each other.
  if (a.sides !== b.sides)
    return a.negative === b.negative &&
      a.numbers === b.numbers &&
      demands(a) &&
      demands(b) &&
      oneDiffers(a.sides, b.sides)
      ? 'an opposite'
      : undefined;
  if (a.negative !== b.negative)
    return a.numbers === b.numbers || a.numbers === '' || b.numbers === '' ? 'a negation' : undefined;
  if (
    a.verb &&
    b.verb &&
    a.numbers !== b.numbers &&
    a.numbers !== '' &&
    b.numbers !== '' &&
    oneDiffers(a.numbers, b.numbers) &&
    a.size >= 2
  )
    return 'a number';
  return undefined;
}

const demands = ({ modal, verb, what }: Compared) =>
  verb && !/^(?:may|can)/.test(modal) && !what.includes('allow|deny') && !what.includes('let');

/** Lists of one length that differ in one place. */
function oneDiffers(a: string, b: string): boolean {
  const [left, right] = [a.split(' '), b.split(' ')];
  return left.length === right.length && left.filter((one, at) => one !== right[at]).length === 1;
}

/** Pairs of which one says one word more in its response: "kept" and "not kept on disk". */
function* wordApart(all: readonly Compared[]): Generator<readonly [Compared, Compared]> {
  const byKey = new Map(all.map((one) => [one.key, one]));
  for (const one of all) {
    if (one.what.length < 5 || one.what.length > 30) continue;
    for (let left = 0; left < one.what.length; left++) {
      const fewer = one.what.filter((_, at) => at !== left);
      const other = byKey.get(`${one.subject} / ${fewer.join(' ')} / ${one.frame}`);
      if (other) yield one.statement.offset < other.statement.offset ? [one, other] : [other, one];
    }
  }
}
function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
