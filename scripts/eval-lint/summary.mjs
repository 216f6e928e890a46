// The figures of an evaluation as a table for people.
const number = (value) => (value === null ? '   -' : value.toFixed(2));
const percent = (value) => `${Math.round(value * 100)} %`;

const line = (name, { precision, recall, f1, share, flagged, right }) =>
  `${name.padEnd(46)} ${number(precision)}  ${number(recall)}  ${number(f1)}  ${percent(share).padStart(5)}  ${right} of ${flagged}`;
const head = `${''.padEnd(46)} prec  rec   F1     flagged  right`;

export function dataSummary({
  file,
  show,
  rows,
  labelled,
  flagEverything,
  overall,
  overallAboutLabels,
  labels,
  rules,
}) {
  const on = rules.filter(({ off }) => !off);
  const off = rules.filter((rule) => rule.off);
  const name = ({ code, id }) => `  ${code} ${id}`;
  return [
    `${file}: ${rows} requirements, ${labelled} labelled (${percent(labelled / rows)}), shown: ${show}`,
    ...['', head, line('flag everything', flagEverything), line('all rules that are on', overall)],
    ...(overallAboutLabels ? [line('rules on that these labels are about', overallAboutLabels)] : []),
    ...['', 'each rule, against any label'],
    ...on.map((rule) => line(name(rule), rule)),
    ...(off.length > 0 ? ['', 'shipped off, not counted above'] : []),
    ...off.map((rule) => line(name(rule), rule)),
    ...['', 'each label: rows that some rule flags'],
    ...labels.map(({ name: label, marked, found }) => `  ${label.padEnd(44)} ${found} of ${marked}`),
  ].join('\n');
}

export function pairsSummary({ file, show, pairs, separated, reversed, interval, each }) {
  const { low, high } = interval;
  return [
    `${file}: ${separated} of ${pairs} pairs separated (95 % interval ${percent(low)} to ${percent(high)}), ${reversed} the wrong way round, shown: ${show}`,
    ...each
      .filter((pair) => !pair.separated)
      .map(
        ({ row, clean, smelly }) =>
          `  row ${row}: smelly ${smelly.join(' ') || 'nothing'}; clean ${clean.join(' ') || 'nothing'}`,
      ),
  ].join('\n');
}

export function gateSummary({ file, rows, requirements, flagEverything, overall }) {
  return [
    `${file}: ${rows} sentences, ${requirements} of them requirements`,
    ...[
      '',
      head,
      line('call everything a requirement', flagEverything),
      line('the requirement detector', overall),
    ],
  ].join('\n');
}
