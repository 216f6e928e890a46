// A requirement that chooses the tool instead of saying what the user gets.
import { bindingMatches } from '../query.ts';
import { isSpecDocument, itemMoved, sectionOf } from '../near.ts';
import type { ParsedSpec, Statement } from '../../spec/parsed-spec.ts';
import { ofPiece, once } from '../../spec/memo.ts';
import type { HitFix, Rule } from '../rule.ts';

const technology =
  'Redis|Memcached|PostgreSQL|Postgres|MySQL|MariaDB|MongoDB|SQLite|DynamoDB|Cassandra|Elasticsearch|Kafka|RabbitMQ|Celery|React|Vue(?:\\.js)?|Angular|Svelte|jQuery|Next\\.js|Redux|Tailwind|Bootstrap|Express(?:\\.js)?|Django|Flask|FastAPI|Spring Boot|Rails|Laravel|Hibernate|SQLAlchemy|Prisma|Docker|Kubernetes|Terraform|Nginx|Webpack|Riverpod|Firestore|Firebase|Supabase|Lambda functions?|S3 buckets?|OpenCV|TensorFlow|PyTorch|Pandas';
const chosen = new RegExp(
  String.raw`\b(?:us(?:e|es|ing)|(?:stored?s?|cached?s?|kept|persist(?:s|ed)?|queued?s?|built|implemented|written|deployed|rendered|sav(?:e|es|ed))\b[^.]{0,60}?\b(?:in|with|on|by|via|using|to))\s+(?:an?\s+|the\s+)?(?:\w+\s){0,2}?(${technology})\b`,
  'g',
);

/** Sections whose business it is to choose. */
const chosenThere =
  /\b(?:constraints?|design|architecture|technolog\w+|stack|dependenc\w+|implementation|infrastructure|platform|deployment)\b/i;

export const implementationLeakage: Rule = {
  code: 'SCP001',
  id: 'implementation-leakage',
  severity: 'info',
  tier: 'C',
  detects: 'A requirement that fixes a database, framework or library that the user cannot observe.',
  reason: 'The need behind it is lost: the agent uses the tool and may miss what it was for.',
  quietWhen: 'It stands among constraints, design or technology, or the document is about that technology.',
  examples: [
    {
      text: '# Shop\n\n## Requirements\n\n- R1: The system MUST store sessions in Redis.',
      findings: [
        '5:41-5:46 Unexpected Redis in a requirement, expected what a user can observe, or a constraint that says why.',
      ],
    },
    {
      text: '# Shop\n\n## Requirements\n\n- FR-5: The warning MUST use a React modal.',
      findings: [
        '5:32-5:37 Unexpected React in a requirement, expected what a user can observe, or a constraint that says why.',
      ],
    },
    {
      text: '# Shop\n\n## Requirements\n\n- R1: A session MUST survive a restart of the server.',
      findings: [],
    },
    { text: '# Shop\n\n## Constraints\n\n- C-1: The shop MUST keep orders in PostgreSQL.', findings: [] },
  ],
  *check(spec) {
    if (!isSpecDocument(spec)) return;
    const about = aboutOf(spec);
    const said = new Set<number>();
    for (const { offset, endOffset, groups, binding } of bindingMatches(spec, chosen)) {
      const name = groups[1] ?? '';
      const { statement } = binding;
      if (
        statement.role === 'scenario' ||
        statement.role === 'done' ||
        about.has(name) ||
        said.has(statement.offset)
      )
        continue;
      if (chosenThere.test(sectionOf(spec, offset)?.title ?? '')) continue;
      said.add(statement.offset);
      const at = offset + groups[0].lastIndexOf(name);
      yield {
        ...{ offset: at, endOffset: Math.min(endOffset, at + name.length) },
        message: `Unexpected ${name} in a requirement, expected what a user can observe, or a constraint that says why.`,
        question: `What must hold that ${name} is to give? Or is ${name} itself required: why?`,
        fixes: moved(spec, statement, name),
      };
    }
  },
};

/** Its item to the constraints, which still have to say why. */
function moved(spec: ParsedSpec, statement: Statement, name: string): HitFix[] {
  const section =
    spec.sections.find(({ title }) => /\bconstraints?\b/i.test(title)) ??
    spec.sections.find(({ title }) => chosenThere.test(title));
  const line = (item: string) => item.trimEnd().replace(/(?=\r?\n|$)/, ` [NEEDS ANSWER: why ${name}?]`);
  const title = `Move it to ${section ? `“${section.title}”` : 'constraints'}`;
  return itemMoved(spec, statement, title, { section, heading: 'Constraints', line });
}

const namedIn = ofPiece(({ plain }) => plain.match(new RegExp(String.raw`\b(?:${technology})\b`, 'g')) ?? []);

/** Technologies that the title names, or that half a dozen places do: then they are the subject. */
const aboutOf = once((spec: ParsedSpec): ReadonlySet<string> => {
  const counts = new Map<string, number>();
  for (const name of spec.pieces.flatMap(namedIn)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const about = new Set([...counts].filter(([, n]) => n > 5).map(([name]) => name));
  for (const [name] of spec.title.matchAll(new RegExp(String.raw`\b(?:${technology})\b`, 'gi')))
    about.add(name);
  return about;
});
