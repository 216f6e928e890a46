// What kind of file a path names, as far as break-glass cares. By name only: nothing is read.

export type FileKind = 'code' | 'test' | 'check' | 'text' | 'generated' | 'other';

const generated =
  /(^|\/)(dist|vendor|third[_-]party|node_modules|generated|__snapshots__)\/|\.min\.[cm]?js$|\.map$|(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/;
const test =
  /(^|\/)(tests?|__tests__|testing|spec|specs|e2e|fixtures?|testdata|benchmarks?|examples?)\/|\.(test|spec|bench)\.[cm]?[jt]sx?$|(^|\/)(test_[^/]+|conftest|[^/]+_test)\.(py|go|rb|rs)$|Tests?\.(java|cs|kt|php|swift)$/;
const text =
  /\.(md|markdown|mdx|rst|txt|adoc|html?|css|scss|less|svg|po|pot)$|(^|\/)(LICEN[CS]E|COPYING|CHANGELOG|CHANGES|AUTHORS|README|NEWS)([-_][^/.]*)?$|(^|\/)docs?\//i;
const code =
  /\.([cm]?[jt]sx?|vue|svelte|py|pyi|go|rs|java|kt|kts|scala|c|h|cc|cpp|cxx|hpp|hh|hxx|inc|m|mm|cs|rb|php|swift|sh|bash|zsh|ps1|pl|lua|sql|ex|exs|erl|clj|dart|groovy|graphql|gql|proto|pm|vala|zig|fs|jl|r|twig|erb|ejs|jsp|tf|sol)$/i;

/** Configuration of what judges or builds the product; wins over every other kind. */
export const checkFile =
  /^(\.github\/(workflows|actions)\/|\.gitlab-ci|\.circleci\/|\.ci\/|azure-pipelines|Jenkinsfile|\.travis|\.buildkite\/|\.husky\/|\.devcontainer|dimmer\.yaml$|scenarios\/|(docs\/|\.github\/)?CODEOWNERS$|\.github\/dependabot\.ya?ml$|polic(y|ies)\/)|(^|\/)(apparmor(\.d)?|selinux|sudoers\.d)\/|\.(rego|cedar|polar)$|(^|\/)(Dockerfile[^/]*|docker-compose[^/]*\.ya?ml|\.npmrc|\.yarnrc[^/]*|\.envrc|mise\.toml|\.pre-commit-config\.yaml|\.gitattributes|\.gitmodules|(vitest|jest|playwright|karma|cypress)\.config\.[^/]+|\.mocharc[^/]*|\.?eslint(rc|\.config)[^/]*|biome\.jsonc?|pytest\.ini|tox\.ini|\.coveragerc|\.c8rc[^/]*|\.nycrc[^/]*|codecov\.ya?ml|\.golangci\.ya?ml|phpstan[^/]*\.neon(\.dist)?|psalm\.xml(\.dist)?|phpunit\.xml(\.dist)?|\.rubocop\.ya?ml|clippy\.toml|deny\.toml|\.clang-tidy|noxfile\.py|sonar-project\.properties|checkstyle[^/]*\.xml|sudoers)$/;

export function kindOf(path: string): FileKind {
  if (checkFile.test(path)) return 'check';
  if (generated.test(path)) return 'generated';
  if (test.test(path)) return 'test';
  if (text.test(path)) return 'text';
  return code.test(path) ? 'code' : 'other';
}
