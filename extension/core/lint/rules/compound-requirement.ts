// Two requirements with one id are one scenario too few.
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import { newlineOf } from '../near.ts';
import { highestIn, lead, nextId } from '../next-id.ts';
import { bindingStatements } from '../query.ts';
import type { Hit, HitFix, Rule } from '../rule.ts';

const modal = /\b(?:must|shall|should)\b/gi;
const joined =
  /,?\s+(?:and|but)\s+(?:(?:also|then)\s+)?((?:(?!\b(?:that|which|who|if|when|where)\b)[\w□'-]+\s+){0,4}?)(must|shall|should|MUST|SHALL|SHOULD)\s/gi;

const act =
  '(?:add|alert|allow|apply|archive|assign|block|cancel|charge|check|clear|close|convert|copy|create|delete|deliver|disable|display|download|email|emit|enable|export|fetch|generate|highlight|import|insert|list|load|lock|log|mark|move|notify|open|print|publish|record|redirect|refresh|register|reject|remove|rename|render|request|reset|restart|retry|return|save|search|send|show|sort|start|stop|store|sync|update|upload|validate|verify|view|warn|write)';
const chain = new RegExp(
  `\\b(?:must|shall|should|will|to)\\s+(?:be\\s+able\\s+to\\s+)?${act}\\b[^.;:]{0,120}?(?:,\\s*(?:and\\s+)?|\\s+and\\s+(?:then\\s+|also\\s+)?)(${act})\\s+(?:the|an?|all|its|their|every|each|it|[a-z]+s\\b)`,
  'gi',
);

/** What joins an act to the one before it. */
const nextAct = new RegExp(
  `(?:,\\s*(?:and\\s+)?|\\s+and\\s+)(?:then\\s+|also\\s+)?(?=${act}\\s+(?:the|an?|all|its|their|every|each|it|[a-z]+s\\b))`,
  'gi',
);

/** One act in several parts. */
const atomic = /\b(?:atomic(?:ally)?|transaction|together|at\s+once|in\s+one\s+step|either|or)\b/i;

export const compoundRequirement: Rule = {
  code: 'STR001',
  id: 'compound-requirement',
  severity: 'warning',
  tier: 'B',
  detects:
    'One requirement with more than one imperative (MUST … and MUST …), or with two or more acts on different things.',
  reason:
    'It is met, or it is not: with two parts, half of it is neither. A scenario proves one and the card shows both.',
  quietWhen:
    'Nouns are joined and not acts, the parts are one transaction, or the second part is the condition of the first.',
  examples: [
    {
      text: '- R1: The system MUST validate the form and send a confirmation email and log the event.',
      findings: [
        '1:45-1:49 Unexpected second act “send” in one requirement, expected a requirement for each.',
      ],
    },
    {
      text: '- R1: The user shall be able to create, share and delete boards, and admins shall see statistics.',
      findings: [
        '1:77-1:82 Unexpected second act “shall” in one requirement, expected a requirement for each.',
      ],
    },
    { text: '- R1: The system MUST reject a form with an empty name.', findings: [] },
    { text: '- R1: The record has a name and a date.', findings: [] },
    { text: '- R1: The bank MUST, in one transaction, debit A and credit B.', findings: [] },
  ],
  measured: {
    flagged: 11,
    labelled: 3,
    judges: false,
    note: 'None of its labels is for joined acts. So this does not judge the rule.',
  },
  *check(spec) {
    for (const { statement, text } of bindingStatements(spec)) {
      if (atomic.test(text) || (text.match(modal)?.length ?? 0) > 6) continue;
      const second = (text.match(modal)?.length ?? 0) > 1 ? [...text.matchAll(joined)][0] : undefined;
      if (second) {
        const offset = statement.offset + second.index + second[0].length - 1 - (second[2]?.length ?? 0);
        yield found(offset, second[2] ?? '', splitAtModal(spec, statement, second));
        continue;
      }
      const acts = [...text.matchAll(chain)][0];
      if (!acts) continue;
      const verb = acts[1] ?? '';
      const at = acts[0].lastIndexOf(verb);
      yield found(statement.offset + acts.index + at, verb, splitAtActs(spec, statement, text));
    }
  },
};

function found(offset: number, word: string, split: HitFix | undefined): Hit {
  return {
    ...{ offset, endOffset: offset + word.length },
    message: `Unexpected second act “${word}” in one requirement, expected a requirement for each.`,
    question: 'Can one of them be met without the other? If so: two requirements.',
    fixes: [
      split ?? {
        title: 'Mark where to split',
        guided: true,
        edits: [{ offset, endOffset: offset, newText: '[NEEDS SPLIT: a requirement of its own from here] ' }],
      },
    ],
  };
}

const condition = /^(?:when|whenever|if|while|where|once|after|before|unless|as soon as)\b[^,;:]{2,200},\s+/i;

/** "When X, A MUST do one, and B MUST do two": the second half takes the condition, and the subject where it has none. */
function splitAtModal(spec: ParsedSpec, statement: Statement, second: RegExpExecArray): HitFix | undefined {
  const whole = spec.text.slice(statement.offset, statement.endOffset);
  const [first, rest] = [whole.slice(0, second.index), whole.slice(second.index)];
  const own = rest.replace(/^,?\s+(?:and|but)\s+(?:(?:also|then)\s+)?/i, '');
  const given = condition.exec(first)?.[0] ?? '';
  const subject = /^must|^shall|^should/i.test(own)
    ? /^(.*?\s)(?=must\b|shall\b|should\b)/is.exec(first.slice(given.length))?.[1]
    : '';
  return subject === undefined ? undefined : splitInto(spec, statement, [first, given + subject + own]);
}

/** "A MUST do one, do two and do three": each act takes what stands before the first; none is left without its object. */
function splitAtActs(spec: ParsedSpec, statement: Statement, masked: string): HitFix | undefined {
  const modal = /\b(?:must|shall|should|will)\s+(?:be\s+able\s+to\s+)?/i.exec(masked);
  if (modal === null) return undefined;
  const whole = spec.text.slice(statement.offset, statement.endOffset);
  const from = modal.index + modal[0].length;
  const cuts = [...masked.matchAll(nextAct)].filter(({ index }) => index > from);
  const starts = [from, ...cuts.map((cut) => cut.index + cut[0].length)];
  const ends = [...cuts.map(({ index }) => index), whole.length];
  const acts = starts.map((start, at) => whole.slice(start, ends[at]));
  if (acts.some((one) => !/^[a-z]+\s+\S/i.test(one) || /,|\b(?:and|it|its|them|their)\b/i.test(one)))
    return undefined;
  return splitInto(
    spec,
    statement,
    acts.map((one) => whole.slice(0, from) + one),
  );
}

/** One item for each part, the later ones with the next free ids. Whether each holds without the others is the author's to say: guided. */
function splitInto(spec: ParsedSpec, statement: Statement, parts: readonly string[]): HitFix | undefined {
  const requirement = spec.requirements[statement.requirement];
  const item = spec.items[spec.blocks[statement.block]?.item ?? -1];
  if (!requirement || !item || item.ordered || item.checkbox) return undefined;
  const { idRange, id } = requirement;
  const isAll = spec.text.slice(statement.endOffset, item.endOffset).trim() === '';
  if (!isAll || idRange.offset < item.offset || idRange.endOffset > statement.offset) return undefined;
  const start = spec.text.lastIndexOf('\n', item.offset) + 1;
  const marker = /^[ \t]*[-*+][ \t]+/.exec(spec.text.slice(start))?.[0];
  if (marker === undefined || parts.length < 2) return undefined;
  const highest = highestIn(spec);
  const sentence = (part: string) =>
    part
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[.;,]?$/, '.')
      .replace(/^[a-z]/, (letter) => letter.toUpperCase());
  const [first = '', ...others] = parts.map(sentence);
  const ids = others.map(() => nextId(highest, id));
  const lines = others.map((other, at) => `${marker}${lead(spec, idRange, ids[at] ?? '')}${other}`);
  return {
    title: `Split into ${[id, ...ids].join(', ')}`,
    guided: true,
    edits: [
      {
        ...{ offset: statement.offset, endOffset: statement.endOffset },
        newText: [first, ...lines].join(newlineOf(spec)),
      },
    ],
  };
}
