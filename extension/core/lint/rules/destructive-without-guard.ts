// Gone is gone: an operation that destroys, and nothing that stops a mistake.
import { bindingMatches } from '../query.ts';
import { isSpecDocument, sectionSays, unitOfStatement } from '../near.ts';
import type { Rule } from '../rule.ts';

const destroys =
  /\b(?:(?:delet(?:e|es|ing)|remov(?:e|es|ing)|purg(?:e|es|ing)|wip(?:e|es|ing)|eras(?:e|es|ing)|destroy(?:s|ing)?)\s+(?:all|every|any|stale|existing|old|unused|orphaned?|the (?:entire|whole|database|repository|account|user|table|bucket|directory|folder|workspace))\b(?:\s+[\w□'-]+){0,3}|(?:drop|truncate)s?\s+(?:the\s+|all\s+|every\s+)?(?:[\w□]+\s){0,2}(?:tables?|databases?|collections?|schemas?|index(?:es)?|columns?)|overwrit(?:e|es|ing)\s+(?:the |any |all |an? )?(?:existing|user'?s?|local|previous)\s+[\w□]+|force-?push(?:es)?|(?:charge|bill)s? the (?:card|customer|account)|resets? (?:the (?:database|repository|account|branch|workspace)|all (?:data|settings|state)))\b/gi;
const guard =
  /\b(?:confirm\w*|dry[- ]?run|preview|backs? ?up|backed up|backups?|undo|undone|restor\w*|soft[- ]delet\w*|prompt\w*|asks?|permission\w*|idempoten\w*|trash|recycle|recover\w*|roll(?:s|ed)?[- ]?back|archiv\w*|transaction\w*|atomic\w*|admin\w*|authori[sz]\w*|owner\w*|own|consent\w*|warn\w*|safe\w*|preserv\w*|only (?:if|when|with|those|files|the)|explicit\w*|opt[- ]in|approv\w*|retention|after \d+ (?:days?|hours?|months?)|expire\w*|managed|generated|temporary|temp|cache[ds]?|in[- ]memory|session|selected|must not|shall not|never|not|without)\b|--(?:yes|force|confirm)|□/i;

export const destructiveWithoutGuard: Rule = {
  code: 'SAF003',
  id: 'destructive-without-guard',
  severity: 'warning',
  tier: 'B',
  detects:
    'Deleting, dropping, overwriting or charging with no confirmation, dry run, backup, undo or permission near it.',
  reason:
    'A scenario shows that the right things are deleted. Nothing shows what happens when it is run by mistake.',
  quietWhen:
    'The requirement or its section names a guard, or what is destroyed is temporary, in memory or chosen by the user.',
  examples: [
    {
      text: '## Requirements\n\n- R1: The command removes all stale branches.',
      findings: [
        '3:19-3:45 Unexpected “removes all stale branches” without a guard, expected a confirmation, a dry run, a way back or who may do it.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The migration MUST drop the legacy table.',
      findings: [
        '3:26-3:47 Unexpected “drop the legacy table” without a guard, expected a confirmation, a dry run, a way back or who may do it.',
      ],
    },
    {
      text: '## Requirements\n\n- R1: The command lists stale branches and removes all stale branches with `--yes`.',
      findings: [],
    },
    { text: '## Requirements\n\n- R1: The command deletes all files after the user confirms.', findings: [] },
  ],
  *check(spec) {
    if (!isSpecDocument(spec)) return;
    for (const { offset, endOffset, words, binding } of bindingMatches(spec, destroys)) {
      if (binding.statement.role === 'scenario' || binding.statement.role === 'done') continue;
      const unit = unitOfStatement(spec, binding.statement);
      if (guard.test(spec.masked.slice(unit.offset, unit.endOffset))) continue;
      if (
        sectionSays(
          spec,
          offset,
          /\b(?:confirm\w*|dry[- ]?run|backups?|undo|restor\w*|soft[- ]delet\w*|roll(?:s|ed)?[- ]?back)\b|--(?:yes|force)/i,
        )
      )
        continue;
      if (
        /\b(?:white ?space|spaces?|characters?|quotes?|filters?|focus|highlight\w*|markup|duplicates?|prefix\w*|suffix\w*|class(?:es)?|labels?|references?|mentions?|columns?|buttons?|headers?|section|text|words?|lines?|icons?|padding|constraints?|dependenc\w+|restrictions?|imports?)\b/i.test(
          words,
        )
      )
        continue;
      yield {
        ...{ offset, endOffset },
        message: `Unexpected “${words}” without a guard, expected a confirmation, a dry run, a way back or who may do it.`,
        question: 'What stops this when it is run by mistake, and how is it undone?',
      };
    }
  },
};
