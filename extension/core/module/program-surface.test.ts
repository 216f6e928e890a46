// What programs and servers take from outside, as the readers see it: routes, commands and flags in the forms of their libraries.
import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';
import { readScript } from './read-script.ts';

/** `route GET /x`, `flag --port = 8080`, with the line it stands on. */
function surfaceOf(path: string, lines: readonly string[]): string[] {
  const file = { path, text: lines.join('\n') };
  return (path.endsWith('.ts') ? readScript(file) : readLines(file))
    .filter(({ kind }) => /^(command|flag|route)$/.test(kind))
    .map(({ kind, name, line, fallback }) => `${line} ${kind} ${name}${fallback ? ` = ${fallback}` : ''}`);
}

test('routes of express, its routers, Fastify and Hono; the calls of clients and maps are none', () => {
  const server = surfaceOf('server.ts', [
    'const web = express();',
    "web.get('/users/:id', auth, (request, response) => response.json({}));",
    "web.get('env'); web.use('/static', files);",
    'const books: Router = express.Router();',
    "books.route('/books')",
    '  .get(list)',
    '  .post(add);',
    'books.delete(`/books/${kind}`, gone);',
    "fastify.get('/things', { schema }, handler);",
    "fastify.route({ method: ['GET', 'HEAD'], url: '/all', handler });",
    "new Hono().get('/a', a).post('/b', b);",
    "class Api { constructor() { this.router.put('/c', this.c); } }",
  ]);
  expect(server).toEqual([
    '2 route GET /users/:id',
    '6 route GET /books',
    '7 route POST /books',
    '8 route DELETE /books/…',
    '9 route GET /things',
    '10 route GET /all',
    '10 route HEAD /all',
    '11 route GET /a',
    '11 route POST /b',
    '12 route PUT /c',
  ]);
  const client = [
    "axios.get('/users', { params }); api.post('/users', body); http.get('/x', (answer) => answer);",
    "cache.get('/tmp/x', fallback); request(app).get('/users', done); app.get('/setting', {});",
  ];
  expect(surfaceOf('client.ts', client)).toEqual([]);
});

test('routes of Flask with its methods, of FastAPI, and of Go', () => {
  expect(
    surfaceOf('app.py', [
      "@app.route('/form', methods=['GET', 'POST'])",
      "@app.route('/plain')",
      '@router.get(',
      '    "/items/{id}",',
      '    response_model=Item,',
      ')',
      "@mock.patch('module.thing')",
    ]),
  ).toEqual(['1 route GET /form', '1 route POST /form', '2 route GET /plain', '3 route GET /items/{id}']);
  expect(
    surfaceOf('main.go', [
      'http.HandleFunc("/old", f)',
      'r.GET("/new", g)',
      'r.Get("/chi", h)',
      'http.Get("/x")',
    ]),
  ).toEqual(['1 route /old', '2 route GET /new', '3 route GET /chi']);
});

test('flags and commands of commander, each on its own line', () => {
  const program = [
    "import { Command, Option, program } from 'commander';",
    'program',
    "  .option('-v, --verbose', 'say more')",
    "  .option('--port <n>', 'port', '8080')",
    "  .option('--retries <n>', 'how often', parseInt, 3)",
    "  .requiredOption('-c, --config <file>');",
    "program.addOption(new Option('-t, --timeout <ms>').default(60000, 'one minute').env('T'));",
    "program.command('sync <source> [target]').option('--dry').alias('s');",
    "const remote = new Command('remote');",
    "remote.command('add');",
    "const tool = new Command('tool');",
    'tool.addCommand(remote); tool.parse();',
  ];
  const found = [
    '3 flag --verbose',
    '4 flag --port = 8080',
    '5 flag --retries = 3',
    '6 flag --config',
    '7 flag --timeout = 60000',
    '8 command sync',
    '8 flag --dry',
    '8 command s',
    '9 command remote',
    '10 command add',
  ];
  expect(surfaceOf('main.ts', program)).toEqual(found);
});

test('flags and commands of yargs, with aliases and its object forms', () => {
  const program = [
    "const yargs = require('yargs');",
    'yargs(process.argv)',
    "  .command('serve [port]', 'start', (y) => y.positional('port', {}), run)",
    "  .command(['start [app]', 'up'], 'start an app')",
    "  .command({ command: 'get <key>', aliases: ['g'], handler })",
    "  .command('$0', 'the default')",
    "  .option('verbose', { alias: 'v', type: 'boolean', default: false })",
    "  .options({ limit: { default: 10 }, 'dry-run': { type: 'boolean' } })",
    "  .alias('h', 'help').boolean(['quick', 'q']);",
  ];
  const found = [
    '3 command serve',
    '4 command start',
    '4 command up',
    '5 command get',
    '5 command g',
    '7 flag --verbose = false',
    '8 flag --limit = 10',
    '8 flag --dry-run',
    '9 flag --quick',
    '9 flag -q',
  ];
  expect(surfaceOf('main.ts', program)).toEqual(found);
});

test('a method called `option`, `alias` or `command` of something else declares nothing', () => {
  const other = ["store.option('verbose', { default: 1 });", "table.alias('t'); page.command('open');"];
  expect(surfaceOf('other.ts', other)).toEqual([]);
  expect(
    surfaceOf('given.ts', ["export default (program) => program.command('sync').option('--dry');"]),
  ).toEqual(['1 command sync', '1 flag --dry']);
});

test('flags and commands of argparse and click, over several lines as well; computed defaults are not told', () => {
  const program = [
    'parser.add_argument("--port", type=int, default=8080)',
    'parser.add_argument("-v", "--verbose", action="store_true")',
    'parser.add_argument(',
    '    "--multi",',
    "    default='a b',",
    '    help="many (or few",',
    ')',
    'parser.add_argument("--key", default=os.environ.get("KEY"))',
    'sub.add_parser("sync", help="x")',
    '@cli.command()',
    '@click.option("--count", default=1, help="n")',
    '@click.option("--shout/--no-shout", default=False)',
    'def hello_world(count):',
    '    pass',
    '@cli.command("drop")',
    'def other(): pass',
    '@click.command()',
    'def whole_program(): pass',
  ];
  const found = [
    '1 flag --port = 8080',
    '2 flag --verbose',
    '3 flag --multi = a b',
    '8 flag --key',
    '9 command sync',
    '10 command hello-world',
    '11 flag --count = 1',
    '12 flag --shout = False',
    '15 command drop',
  ];
  expect(surfaceOf('app.py', program)).toEqual(found);
});
