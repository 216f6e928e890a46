// Prepares what a program printed for a judge's eyes: as data, bounded, without anything that hides or pretends.
// Invariant: evidence never decides by itself; text that addresses the judge is a flag against the product.

const half = 8 * 1024;

/** NFKC, without control and format characters (zero-width, bidirectional, ANSI), at most 16 KiB: head and tail. */
export function cleanEvidence(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' || character === '\t' ? character : ''));
  if (plain.length <= 2 * half) return plain;
  return `${plain.slice(0, half)}\n[${plain.length - 2 * half} characters left out]\n${plain.slice(-half)}`;
}

const injections: readonly RegExp[] = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(instruction|rubric|prompt|rule|above|previous|criteria)/is,
  /\b(you are|act as|as)\b.{0,20}\b(the|a|an)\b.{0,20}\b(judge|grader|evaluator|reviewer)\b/is,
  /\b(dear|attention|note to|message to|hey|hello)\b.{0,20}\b(judge|grader|evaluator|ai|llm|model|assistant)\b/is,
  /\b(judge|grader|evaluator)s?\b.{0,40}\b(must|should|please|return|mark|answer|say)\b/is,
  /\b(mark|rate|grade|score|report|return|record|output|answer)\b.{0,30}\b(as )?(satisfied|passed|passing|pass|correct|approved)\b/is,
  /\brecord_verdict\b/i,
  /["']?\b(verdict|satisfied|judgement|judgment)\b["']?\s*[:=]\s*["']?(true|pass|passed|satisfied|yes|1|ok)\b/i,
  /<\/?\s*(system|assistant|human|user|instructions?|evidence|rubric|tool_use|tool_result)\b[^>]*>/i,
  /^\s*(system|assistant|human)\s*:/im,
  /\b(system prompt|new instructions|end of evidence|begin rubric|rubric (is )?(met|fulfilled|satisfied))\b/i,
];

/** Whether a program's output tries to speak to its judge. */
export function injectionAttempt(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return injections.some((pattern) => pattern.test(plain));
}
