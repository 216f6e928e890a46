// Finds the requirement that a sentence is most likely about, by shared words; a suggestion that a human sees and can change.
// Invariant: deterministic; of equals the first in the document.

export interface StatedRequirement {
  readonly id: string;
  readonly text: string;
}

/** Undefined only where there is no requirement. A word that many requirements share says little about any. */
export function closestRequirement<T extends StatedRequirement>(
  sentence: string,
  requirements: readonly T[],
): T | undefined {
  const stated = requirements.map(({ text }) => wordsOf(text));
  const asked = wordsOf(sentence);
  const weight = (word: string) => 1 / stated.filter((words) => words.has(word)).length;
  const scores = stated.map((words) =>
    [...asked].filter((word) => words.has(word)).reduce((sum, word) => sum + weight(word), 0),
  );
  return requirements[scores.indexOf(Math.max(...scores))];
}

/** Lower case, without endings that inflect: "notes" and "note", "listed" and "list". */
function wordsOf(text: string): Set<string> {
  const found =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return new Set(
    found.filter((word) => !common.has(word)).map((word) => word.replace(/(?<=..)(?:ed|ing|s)$/, '')),
  );
}

const common = new Set(
  'the an and or of to in is are be it its must shall should may when then if for with on at by that this not no every each he she they user product'.split(
    ' ',
  ),
);
