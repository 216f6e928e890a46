// Writes a spec from a request: worded by a model where one can be asked, by the form where not. Nothing is written to disk.
// Invariant: a model's words become a spec only when they decode, read back as what they say, and hide nothing; else the form's do.
import type { DraftAnswer, DraftInput } from '../core/protocol/draft.ts';
import { draftText, type Draft } from '../core/draft/draft.ts';
import { formDraft, quoted } from '../core/draft/form-draft.ts';
import { draftSource, type DraftSource } from '../core/draft/source.ts';
import { applyEdits, safeEdits } from '../core/lint/apply-fixes.ts';
import { lintSpec } from '../core/lint/lint.ts';
import { parseSpec } from '../core/spec/parse-spec.ts';
import { askAuthor } from '../node/agents/author.ts';

export async function draftSpec(input: DraftInput): Promise<DraftAnswer> {
  const source = draftSource(input.text, input.place);
  const form = { draft: formDraft(source), by: 'form' as const };
  const asked = input.author === undefined ? undefined : await askAuthor(input.author, source);
  const rehearsed = input.author?.backend === 'rehearsal';
  const worded = asked?.ok ? modelDraft(asked.reply, source, rehearsed) : undefined;
  const chosen = worded?.ok ? { draft: worded.draft, by: 'model' as const } : form;
  return {
    v: 1,
    title: chosen.draft.title,
    text: mended(draftText(chosen.draft)),
    by: chosen.by,
    rehearsed: rehearsed && chosen.by === 'model',
    cut: source.cut,
    fellBack: asked?.ok === false ? asked.problem : worded?.ok === false ? worded.problem : null,
    tokens: asked?.tokens ?? null,
  };
}

/** Findings that no spec of ours may begin with: words that would reach an agent and not the reader, secrets. */
const unsafe = new Set(['hidden-instruction', 'secret-in-spec', 'unreadable-spec', 'invalid-front-matter']);

type Worded = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly problem: string };

function modelDraft(
  reply: Pick<Draft, 'title' | 'requirements' | 'nonGoals' | 'questions'>,
  { text, place }: DraftSource,
  rehearsed: boolean,
): Worded {
  const draft: Draft = { ...reply, asked: quoted(text), place, rehearsed };
  const spec = parseSpec(draftText(draft), 'specs/draft.md');
  const { findings } = lintSpec(spec);
  const bad = findings.find(({ rule }) => unsafe.has(rule));
  if (bad) return { ok: false, problem: `its spec has the finding "${bad.rule}"` };
  const ids = spec.requirements.map(({ id }) => id).join();
  const meant = reply.requirements.map((_, index) => `R${index + 1}`).join();
  return ids === meant ? { ok: true, draft } : { ok: false, problem: 'its words do not read as one spec' };
}

/** The text with every finding fixed that has one fix and needs no answer. */
function mended(text: string): string {
  const { findings } = lintSpec(parseSpec(text, 'specs/draft.md'));
  return applyEdits(text, safeEdits(findings));
}
