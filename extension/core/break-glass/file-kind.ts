// What kind of file a path names, as far as break-glass cares. By name only: nothing is read.

export type FileKind = 'code' | 'test' | 'check' | 'text' | 'generated' | 'config' | 'other';

const generated =
  /(^|\/)(dist|vendor|third[_-]party|node_modules|generated|__snapshots__)\/|\.min\.[cm]?js$|\.map$|(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/;
const test =
  /(^|\/)(tests?|__tests__|testing|spec|specs|e2e|fixtures?|testdata|benchmarks?|examples?)\/|\.(test|spec|bench)\.[cm]?[jt]sx?$|(^|\/)(test_[^/]+|conftest|[^/]+_test)\.(py|go|rb|rs)$|Tests?\.(java|cs|kt|php|swift)$/;
const text =
  /\.(md|markdown|mdx|rst|txt|adoc|html?|css|scss|less|svg|po|pot)$|(^|\/)(LICEN[CS]E|COPYING|CHANGELOG|CHANGES|AUTHORS|README|NEWS)([-_][^/.]*)?$|(^|\/)docs?\//i;
const code =
  /\.([cm]?[jt]sx?|vue|svelte|py|pyi|go|rs|java|kt|kts|scala|c|h|cc|cpp|cxx|hpp|hh|hxx|inc|m|mm|cs|rb|php|swift|sh|bash|zsh|ps1|pl|lua|sql|ex|exs|erl|clj|dart|groovy|graphql|gql|proto|pm|vala|zig|fs|jl|r|twig|erb|ejs|jsp|tf|sol|mk|rake|gradle|bat|cmd|fish|ksh|nix|bzl|cmake|hs|ml|cr|tcl|liquid|gql|hbs|mustache|liquid|jinja2?|j2|tmpl|gohtml|cshtml|jinja|blade|heex|slim|haml)$|(^|\/)(GNUm|m|M)akefile$|(^|\/)(pre|post)(inst|rm)$|(^|\/)bin\/[\w-]+$|\.rules$|(^|\/)debian\/rules$/i;
/** Pages that a program fills in; other pages are texts. */
const template = /(^|\/)(templates?|views?|layouts?|partials?|components?)\/.*\.html?$|\.component\.html$/;
/** What tells a product or a machine how to behave. */
const config =
  /\.(ya?ml|jsonc?|json5|toml|ini|conf|cnf|cfg|config|properties|hcl|tfvars|xml|env|plist|service|socket|timer|policy|entitlements|reg|neon)$|(^|\/)\.env(\.[\w-]+)?$|_config$|(^|\/)(Caddyfile|Procfile|Vagrantfile|Gemfile|nginx|haproxy)[^/]*$|(^|\/)\.\w+rc$/i;

/** Configuration of what judges or builds the product; wins over every other kind. */
export const checkFile =
  /^(\.github\/(workflows|actions)\/|\.gitlab-ci|\.circleci\/|\.ci\/|azure-pipelines|Jenkinsfile|\.travis|\.buildkite\/|\.husky\/|\.devcontainer|dimmer\.yaml$|scenarios\/|(docs\/|\.github\/)?CODEOWNERS$|\.github\/dependabot\.ya?ml$|polic(y|ies)\/)|(^|\/)(apparmor(\.d)?|selinux|sudoers\.d)\/|\.(rego|cedar|polar)$|(^|\/)(Dockerfile[^/]*|docker-compose[^/]*\.ya?ml|\.npmrc|\.yarnrc[^/]*|\.envrc|mise\.toml|\.pre-commit-config\.yaml|\.gitattributes|\.gitmodules|(vitest|jest|playwright|karma|cypress)\.config\.[^/]+|\.mocharc[^/]*|\.?eslint(rc|\.config)[^/]*|biome\.jsonc?|pytest\.ini|tox\.ini|\.coveragerc|\.c8rc[^/]*|\.nycrc[^/]*|codecov\.ya?ml|\.golangci\.ya?ml|phpstan[^/]*\.neon(\.dist)?|psalm\.xml(\.dist)?|phpunit\.xml(\.dist)?|\.rubocop\.ya?ml|clippy\.toml|deny\.toml|\.clang-tidy|noxfile\.py|Jenkinsfile[^/]*|Containerfile|compose[^/]*\.ya?ml|renovate\.json5?|lefthook\.ya?ml|\.lintstagedrc[^/]*|mypy\.ini|\.?ruff\.toml|\.flake8|\.pylintrc|\.bandit|\.(semgrep|gitleaks|trivy|snyk|checkov|tfsec|tflint|kics|grype|brakeman|swiftlint|stylelint|commitlint|markdownlint|ktlint|hadolint|yamllint|bazel)[^/]*|\.goreleaser[^/]*|cloudbuild\.ya?ml|buildspec\.ya?ml|bitbucket-pipelines\.ya?ml|appveyor\.ya?ml|\.drone\.ya?ml|detekt[^/]*\.ya?ml|audit-ci\.jsonc?|justfile|Taskfile\.ya?ml|sonar-project\.properties|checkstyle[^/]*\.xml|sudoers)$/;

export function kindOf(path: string): FileKind {
  if (checkFile.test(path)) return 'check';
  if (generated.test(path)) return 'generated';
  if (test.test(path)) return 'test';
  if (text.test(path) && !template.test(path)) return 'text';
  if (code.test(path) || template.test(path)) return 'code';
  return config.test(path) ? 'config' : 'other';
}
