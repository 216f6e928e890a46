// What was counted, as a table for people and as the document for programs. Invariant: a repository that failed has no numbers.

/** `{"repositories":[{"name","clicks","newWords","configFiles","modals","seconds"}]}`; null where nothing could be measured. */
export function document(results) {
  return {
    repositories: results.map(({ repository, measured }) => ({
      name: repository.name,
      clicks: measured?.clicks ?? null,
      newWords: measured?.words.length ?? null,
      configFiles: measured?.configFiles.length ?? null,
      modals: measured?.modals ?? null,
      seconds: measured === undefined ? null : Math.round(measured.seconds * 10) / 10,
    })),
  };
}

export function summary(results) {
  const lines = [
    '| repository | choices to the run | new words | configuration files | modal prompts in the run | seconds to the first result | to the hidden verdict |',
    '|---|---|---|---|---|---|---|',
    ...results.map(row),
  ];
  const choices = results
    .filter(({ measured }) => measured !== undefined)
    .map(({ repository, measured }) => `${repository.name}: ${measured.choices.join(' > ')}`);
  return [...lines, '', ...choices, '', ...results.flatMap(places)].join('\n');
}

/** Where each new word stood, so that one can be taken out. */
function places({ repository, measured }) {
  return (measured?.words ?? []).map(
    ({ word, lines }) =>
      `${repository.name}, ${word}: ${lines
        .slice(0, 6)
        .map((line) => `"${line.slice(0, 90)}"`)
        .join(', ')}`,
  );
}

function row({ repository, measured, failed }) {
  const name = `${repository.name} (${repository.language})`;
  if (measured === undefined) return `| ${name} | not measured: ${failed} | | | | | |`;
  const { clicks, words, configFiles, modals, seconds, toVerdict, stopped } = measured;
  const verdict = toVerdict === null ? `not measured${stopped && `: ${stopped}`}` : `${toVerdict.toFixed(1)}`;
  return `| ${name} | ${clicks} | ${words.length}${list(words.map(({ word }) => word))} | ${configFiles.length}${list(configFiles)} | ${modals} | ${seconds.toFixed(1)} | ${verdict} |`;
}

function list(items) {
  return items.length === 0 ? '' : ` (${items.join(', ')})`;
}
