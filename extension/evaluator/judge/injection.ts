// Whether a program's output tries to speak to whoever judges it. Recognised, it counts against the product.
// Invariant: an honest log, mail or page is never taken for one: each pattern needs words that only a judge is told. Recall is
// measured (docs/security.md) and not relied on: what a program printed can lower a verdict and never raise one.
import { readingsOf } from './readings.ts';

const reader =
  '(judge|grader|evaluator|assessor|llm|language model|ai (judge|grader|model|assistant|evaluator|reviewer))s?';
const good = '(satisfied|passed|passing|pass|correct|approved|accepted|fulfilled|met|true|success(ful)?)';
const thing =
  '(this|it|that|everything|all of (this|it)|the (output|result|answer|submission|response|evidence|rubric|claim|program|product|above))';

const english: readonly RegExp[] = [
  /\b(ignore|disregard|forget|override|bypass)\b[^.;\n]{0,40}\b(instructions?|rubrics?|system prompt|prompts?\b(?! for)|grading|guidelines|what you were told)\b/,
  /\b(everything|anything|all|what) (that )?you (were|have been) told (before|above|so far|earlier)\b/,
  /\b(ignore|disregard|forget)\b[^.;\n]{0,30}\b((everything|anything|all) (that (was|is|came) )?(above|before|previously|earlier)|the criteria|your (rules|criteria))/,
  new RegExp(
    `\\b(you are|you're|act as|acting as|as)\\b.{0,20}\\b(the|a|an|my|our)\\b.{0,12}\\b${reader}\\b`,
  ),
  new RegExp(
    `\\b(dear|attention|note (to|for)|message (to|for)|notice to|hey|hello|hi|to)\\b[ ,:*]{0,4}(the |all |any |whichever |my )?\\b${reader}\\b`,
  ),
  new RegExp(
    `\\b${reader}\\b[,:]? .{0,30}\\b(must|should|shall|please|has to|have to|can|may)\\b.{0,30}\\b(return|mark|answer|say|accept|pass|approve|record|rate|score|grade|conclude|treat|read|stop)\\b`,
  ),
  new RegExp(
    `\\b(mark|rate|grade|score|report|record|return|answer|judge|treat|accept|consider|count)\\b ${thing}.{0,25}\\b(as )?${good}\\b`,
  ),
  /\b(give|award|assign) (it |this )?(full|top|maximum|the (full|highest|best)) (marks|score|points|credit|rating)/,
  /\brecord_?verdict\b/,
  /["']?\b(verdict|satisfied|judge?ment|rubric_?met)\b["']?\s*[:=]\s*["']?(true|pass|passed|satisfied|yes|1|ok|met)\b/,
  /<\/?\s*(evidence|rubric|system[-_ ]?(prompt|reminder|message)|assistant|tool_use|tool_result|function_calls?|function_results|invoke)\b[^>]{0,80}>/,
  /<\|\s*(im_start|im_end|system|user|assistant|end_?of_?(text|turn)|eot_id|start_header_id)\s*\|>|\[\/?inst\]|<<\/?sys>>|<(start|end)_of_turn>/,
  /^[ \t#>*"'{[]{0,12}(system|assistant|human|developer)["']?\s*:\s*["']?(you\b|the (rubric|judge|evaluator|output|above|evidence|program|answer)|ignore|override|verdict|mark\b|grade|new instruction|i (have|'ve|find|conclude)|yes,|satisfied|the rubric|evaluation)/m,
  /"role"\s*:\s*"(system|assistant|tool)"|"type"\s*:\s*"tool_(use|result|call)"/,
  /\b(system prompt|(new|updated) instructions?(?=:| follow| for the)|end of (the )?(evidence|program output|untrusted)|(begin|end|new|updated) rubric|rubric (again|update|has changed|was changed|now reads|is obsolete|(contains|has) a typo))\b/,
  /\brubric\b.{0,20}\b(is|was|has been|counts as|are)\b.{0,20}\b(met|fulfilled|satisfied|passed)\b|\brubric (met|fulfilled|satisfied)\b/,
  /\b(developer|creator|author|operator|owner|maintainer)s? (of|behind) (this|the|your) (grader|judge|evaluation|evaluator|benchmark|harness|test harness|model)\b/,
  /\b(another|previous|other|second|earlier|senior) (judge|grader|evaluator)\b.{0,40}\b(accept|approv|pass|satisf|agree|verdict|met)/,
  /\b(jailbreak|do anything now|developer mode (is )?(on|enabled))\b/,
  /\bif you are (an? )?(ai|llm|language model|judge|grader|evaluator)/,
  /\b(return|answer|reply|respond|output|say)( only)?( with)?:? ["'`]?(pass|satisfied|verdict)\b["'`]?\s*([.!]|and (nothing|stop)|$)/m,
];

/** To leave out the instructions, the criteria or the grading, in the languages that are spoken most. */
const other: readonly RegExp[] = [
  /(ignorier|missacht|vergiss|vergesst|übergeh)\p{L}*.{0,50}(anweisung|vorgabe|bewertung|kriterien|rubrik|instruktion)/u,
  /(ignore[zr]?|oublie[zr]?|négligez?) (les|toutes|ces|vos|la|le|tout).{0,50}(instruction|consigne|grille|critère|rubrique|barème)/u,
  /(ignor|olvid|descart)\p{L}*.{0,50}(instruccion|rúbrica|criterio|indicacion|órdenes)/u,
  /(ignora|dimentica)\p{L}*.{0,50}(istruzion|rubrica|criteri|indicazion)/u,
  /(ignor|esqueç|desconsider)\p{L}*.{0,50}(instruç|rubrica|critério|orientaç)/u,
  /(negeer|vergeet)\p{L}*.{0,50}(instructie|rubriek|criteria|opdracht|beoordeling)/u,
  /(zignoruj|pomiń|zapomnij)\p{L}*.{0,50}(instrukcj|polece|kryteri|wytyczn)/u,
  /(игнориру|забудь|проигнориру)\p{L}*.{0,50}(инструкц|критери|указани|рубрик)/u,
  /(ігнору|забудь|проігнору)\p{L}*.{0,50}(інструкц|критері|вказівк)/u,
  /(忽略|无视|無視|忽視).{0,20}(指令|指示|说明|說明|规则|規則|标准|標準|评分|評分|提示)/u,
  /(指示|命令|基準|採点|ルーブリック|プロンプト).{0,20}(無視|忘れ)/u,
  /(지시|지침|기준|루브릭|명령).{0,20}(무시|잊)/u,
  /(تجاهل|انس).{0,40}(تعليمات|معايير|توجيهات)/u,
  /(talimat|yönerge|ölçüt|kriter|komut)\p{L}*.{0,40}(yok say|görmezden|dikkate alma|unut)/u,
  /(ignorera|glöm|bortse)\p{L}*.{0,50}(instruktion|kriteri|anvisning|bedömning)/u,
  /(निर्देश|मानदंड|आदेश).{0,40}(अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल)/u,
];

/** Whether a program's output tries to speak to its judge. */
export function injectionAttempt(text: string): boolean {
  const readings = readingsOf(text);
  return readings.some((reading) => {
    const lower = reading.toLowerCase();
    return [...english, ...other].some((pattern) => pattern.test(lower));
  });
}
