// How tests, assertions, skips and suppressions look in the languages that break-glass knows.
// Invariant: every pattern is asked about one line of at most 2,000 characters.

export const skipped =
  /\b(it|test|describe|suite|context)\.(skip|only|todo|fixme|failing)\b|\b[xf](it|describe|test|context|specify)\s*(\(|['"])|@(pytest\.mark\.(skip|skipif|xfail)|unittest\.(skip\w*|expectedFailure)|Disabled|Ignore)\b|\bpytest\.(skip|xfail)\(|\bt\.Skip(f|Now)?\(|#\[ignore\b|\bself\.skipTest\(|^\s*(skip|pending)(\s+['"]|\s*\(|\s*$)|\bmarkTest(Skipped|Incomplete)\b|\bGTEST_SKIP\b|\bDISABLED_\w+|\[Ignore\b|\bXCTSkip\b|\bSkip\s*=\s*"|@(Disabled|Enabled)(If|On|For)\w*|\bassumeTrue\(false|\bskip(If|Unless)\(|\bimportorskip\(|@(pytest\.mark\.)?flaky\b/;

export const suppression =
  /(\/\/|#|\/\*|--|<!--)\s*[a-z][\w-]{1,20}:\s?(ignore|disable|skip|allow|suppress|off)\b|@SuppressFBWarnings\b|@codeCoverageIgnore|\blgtm\[|\bcodeql\[|\beslint-disable|@ts-(ignore|nocheck|expect-error)|\bbiome-ignore|#\s*(ruff:\s*)?noqa\b|#\s*(type|pyright):\s*ignore|#\s*pylint:\s*disable|\/\/\s*nolint|#!?\[allow\(|\b(istanbul|c8|v8) ignore|@SuppressWarnings\b|@Suppress\(|#\s*pragma:\s*no cover|\brubocop:disable|#\s?nosec\b|\/\/\s*NOSONAR|\bNOLINT|@(phpstan-ignore|psalm-suppress)|\bphpcs:(ignore|disable)|#\s*pragma\s+(GCC|clang)\s+diagnostic\s+ignored|#\s*pragma\s+warning\s*(disable|\(\s*disable)|\b(cppcheck-suppress|swiftlint:disable|nosemgrep|deno-lint-ignore|stylelint-disable|LCOV_EXCL|shellcheck disable)|\bcoverity\[|\$FlowFixMe/;

export const assertion =
  /\b(assert\w*|expect|should|must|require\.\w+|t\.(is|deepEqual|true|false|throws|like))\b\s*[.(!]|\bassert\s|\b(g_assert|ck_assert|CU_ASSERT|EXPECT_|ASSERT_)\w*\s*\(/;

/** Exact in form, and yet content with anything. */
export const vague =
  /\b(toEqual|toBe|toStrictEqual|toHaveBeenCalledWith|eq|equal)\s*\(?\s*(expect\.(any|anything|objectContaining|stringContaining)|mock\.ANY|ANY|anything|any_\w+|be_an?_\w+|kind_of|instance_of|gomock\.Any|mock\.Anything)\b|\b(raises|assertRaises|assertThrows|raise_error|toThrow(Error)?)\s*\(?\s*((Exception|Error|Throwable|StandardError|BaseException)(\.class)?\s*[,)]|\)|$)/;

export const declared =
  /^\s*(it|test|describe|specify)(\.\w+)?\s*(\(|['"])|^\s*(async )?def test_|^func Test|#\[(tokio::)?test\]|@Test\b|\bfunction test\w+\s*\(|^\s*TEST(_F|_P)?\s*\(/;

/** Asks that something is there, not what it is. */
export const weak =
  /\b(toBeTruthy|toBeDefined|toBeFalsy|toHaveBeenCalled)\(\)|\.not\.toBeNull\(\)|\bexpect\.(any|anything)\b|\bassert(True|NotNull|IsNotNone|NotEmpty)\b|\bis not None\b|\bassert\.ok\(|\bassert\s+[\w.()]+\s*$|\bassert!\([\w.()]+\)|\b(be_truthy|be_present|not_to be_nil)\b|assertNotNil\b|\btoMatch(Inline)?Snapshot\(\)|\bassert\s+[^=]*(>=?|<=?|\bin\b)\s|\b(toBeGreaterThan\w*|toBeLessThan\w*|toContain\w*|assertGreater\w*|assertLess\w*|assertIn|assertContains)\(|\bbe_(within|between)\b|\bbe\s+[<>]|^\s*(\/\/|#)\s*(await\s+)?(assert|expect)\b/;
export const strict =
  /\b(toBe|toEqual|toStrictEqual|toMatchObject|toHaveBeenCalledWith)\(|\bassert(Equals?|Same|Is)\b|(?<![<>!])==|\bassert_eq!|\b(strictEqual|deepEqual|deepStrictEqual|equal)\(|\bto\s+(eq|eql|equal|match)\b|\bassert_equal\b/;

/** How far off a result may be, or how often it may be tried. */
export const tolerance =
  /\b(toBeCloseTo|assertAlmostEqual\w*|assert_allclose|assert_in_delta|approx|closeTo|isclose|allclose|within|toler\w*|delta|epsilon|eps|rtol|atol|retries|retry|flaky)\b|\bassertEquals\([^;]*,[^;]*,\s*[\d.e-]+f?\)|\bEXPECT_NEAR\(/i;

/** Ends a test before it asked anything. */
export const early =
  /^\s*(return(\s+(None|nil|null|undefined|true))?;?|(sys\.|process\.|os\.)?_?[eE]xit\(0\);?|exit 0|if\s*\(?(False|false|0)\)?\s*:?\{?|#if 0)\s*$/;
