// Break-glass: what builds, checks or judges the product, and what is executed when it is installed.
import { hunkSpot } from '../find-spots.ts';
import { checkFile } from '../file-kind.ts';
import type { ChangedHunk, ChangedPath, Line } from '../change.ts';
import { longestLine, type ForcingRule, type Spot } from '../rule.ts';
import { suppression } from '../test-cues.ts';

export const checkConfiguration: ForcingRule = {
  group: 'forces',
  id: 'check-configuration',
  title: 'build, CI, install script, guardrail or judge configuration',
  reason: 'Every green on the card was judged by these files; a change here can make anything green.',
  weight: 8,
  triggers: [
    { name: 'CI', files: [{ path: '.github/workflows/ci.yml', added: ['      - run: npm test || true'] }] },
    { name: 'guardrails', files: [{ path: 'dimmer.yaml', removed: ['  - { name: test, run: npm test }'] }] },
    {
      name: 'a script at installation',
      files: [{ path: 'package.json', added: ['    "postinstall": "node setup.js",'] }],
    },
    {
      name: 'the test script',
      files: [
        { path: 'package.json', added: ['    "test": "true",'], removed: ['    "test": "vitest run",'] },
      ],
    },
    {
      name: 'packages from elsewhere',
      files: [{ path: 'requirements.txt', added: ['--extra-index-url https://pypi.mirror.dev/simple'] }],
    },
    { name: 'the image', files: [{ path: 'Dockerfile', added: ['USER root'] }] },
    { name: 'the makefile of the tests', files: [{ path: 'Makefile', added: ['test: ; @true'] }] },
    {
      name: 'a looser threshold',
      files: [
        {
          path: 'vitest.config.ts',
          added: ['  thresholds: { lines: 10 },'],
          removed: ['  thresholds: { lines: 90 },'],
        },
      ],
    },
  ],
  passes: [
    {
      name: 'a version',
      files: [{ path: 'package.json', added: ['  "version": "1.2.3",'], removed: ['  "version": "1.2.2",'] }],
    },
    { name: 'a package', files: [{ path: 'requirements.txt', added: ['flask==3.0.2'] }] },
    { name: 'a script of one’s own', files: [{ path: 'package.json', added: ['    "start": "node .",'] }] },
    { name: 'a comment in CI', files: [{ path: '.github/workflows/ci.yml', added: ['  # Two at a time.'] }] },
    { name: 'an issue form', files: [{ path: '.github/ISSUE_TEMPLATE/bug.yml', added: ['name: Bug'] }] },
    {
      name: 'a source file called build',
      files: [{ path: 'src/build.ts', added: ['export const build = 1;'] }],
    },
  ],
  find: ({ files }) => files.flatMap(spotsOf),
};

function spotsOf(file: ChangedPath): Spot[] {
  if (checkFile.test(file.path))
    return file.hunks
      .filter((hunk) => file.status !== 'modified' || !onlyComments(hunk))
      .map((hunk) => hunkSpot(file.path, hunk, question, `${nameOf(file.path)} changed`));
  return file.hunks.flatMap((hunk) => {
    const found = lineOf(file.path, hunk);
    return found === undefined
      ? []
      : [{ ...hunkSpot(file.path, hunk, question, found.reason), ...found.place }];
  });
}

const question =
  'Can anything be red from now on that shows as green, or does something run that nobody asked for?';

interface Manifest {
  readonly file: RegExp;
  readonly line: RegExp;
  /** Narrower, for lines that stand where none stood before. */
  readonly new?: RegExp;
}

/** Manifests hold much that is harmless: only the lines that run or check something count. */
const manifests: readonly Manifest[] = [
  {
    file: /(^|\/)package\.json$/,
    line: /^\s*"(((pre|post)?install|prepare|prepublish|gypfile)|((pre|post)?(test|lint|typecheck|check))(:[\w-]+)?)"\s*:/,
    // A check that was not there weakens none; what runs at installation is new for everybody who installs.
    new: /^\s*"((pre|post)?install|prepare|prepublish|gypfile)"\s*:/,
  },
  {
    // Where packages come from: another place may answer with another package.
    file: /(^|\/)(requirements[^/]*\.txt|constraints[^/]*\.txt|pip\.conf|Pipfile|pyproject\.toml|uv\.toml|poetry\.toml|Gemfile|go\.mod|Cargo\.toml|config\.toml|composer\.json|settings\.xml|build\.sbt|mix\.exs|Package\.swift|nuget\.config|sources\.list|package\.json)$/i,
    line: /--(extra-)?index-url|--trusted-host|--find-links|\bgit\+|\b(extra-)?index-url\b|^\s*source\s+['"]|^\s*replace\b.*=>|\bgit(hub)?\s*[:=]|"repositories"|<mirror>|^\s*registry\s*=|replace-with|":\s*"(git|https?|file|github):|[<>]?packageSources|<add key=/,
  },
  {
    // Macros of a build are shell that few people read.
    file: /(^|\/)configure[^/]*$|\.(m4|ac|am)$/,
    line: /\b(eval|exec|base64|xz|gzip|curl|wget|python\d?|perl)\b|\$SHELL|\|\s*(ba)?sh\b/,
  },
  { file: /(^|\/)(GNUm|m|M)akefile$/, line: /^(test|tests|check|lint|all|build|install|verify)\b[^=]*:/ },
  { file: /(^|\/)(setup\.py|build\.rs|binding\.gyp|build\.gradle(\.kts)?|pom\.xml)$/, line: /\S/ },
  {
    file: /(^|\/)(pyproject\.toml|setup\.cfg)$/,
    line: /^\s*(fail_under|addopts|build-backend|\[build-system|\[tool\.(pytest|mypy|ruff|coverage)|strict|ignore_errors|disable_error_code|omit|exclude)\b/,
  },
  {
    file: /(^|\/)CMakeLists\.txt$/,
    line: /^\s*(enable_testing|set_tests_properties|execute_process|FetchContent_\w+|ExternalProject_\w+|file\s*\(\s*DOWNLOAD)\b/i,
  },
  {
    file: /(^|\/)meson\.build$/,
    line: /\b(run_command|add_install_script|add_postconf_script|should_fail)\b/,
  },
  {
    file: /(^|\/)tsconfig[^/]*\.json$/,
    line: /^\s*"(strict\w*|noImplicit\w*|noUnchecked\w*|skipLibCheck|noEmitOnError|allowJs|checkJs)"\s*:/,
  },
];

function lineOf(path: string, hunk: ChangedHunk) {
  for (const manifest of manifests.filter(({ file }) => file.test(path))) {
    const found = lineIn(manifest, hunk);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lineIn(manifest: Manifest, hunk: ChangedHunk) {
  for (const [side, lines] of [
    ['head', hunk.added],
    ['base', hunk.removed],
  ] as const) {
    const replaces = hunk.removed.some((line) => manifest.line.test(line.text.slice(0, longestLine)));
    const pattern = replaces ? manifest.line : (manifest.new ?? manifest.line);
    const seen = lines.filter((line) => pattern.test(line.text.slice(0, longestLine)));
    const [first, last] = [seen[0], seen.at(-1)];
    if (first === undefined || last === undefined) continue;
    const place = { side, start: first.number, lines: last.number - first.number + 1 };
    return { place, reason: first.text.trim().slice(0, 60) };
  }
  return undefined;
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** A comment switches nothing, unless it tells a check to look away. */
function onlyComments({ added, removed }: ChangedHunk): boolean {
  const comment = ({ text }: Line) =>
    /^\s*($|#(?!!|\s*syntax=)|\/\/)/.test(text) && !suppression.test(text.slice(0, longestLine));
  return added.length + removed.length > 0 && added.every(comment) && removed.every(comment);
}
